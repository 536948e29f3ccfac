//! The page of a document, for people.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use barwire_codegen::markdown;
use barwire_codegen::model::Model;

#[test]
fn a_page_of_what_json_schema_can_say() {
    let text = "
asyncapi: 3.0.0
info: { title: Page, version: 1.0.0, description: Schemas in words. }
servers:
  broker: { host: localhost, protocol: kafka }
channels:
  topic:
    messages:
      list: { payload: { type: array, items: { $ref: '#/components/schemas/Both' } } }
      both: { payload: { $ref: '#/components/schemas/Both' } }
operations:
  send: { action: send, channel: { $ref: '#/channels/topic' } }
components:
  schemas:
    Both:
      allOf:
        - { type: object, required: [base], properties: { base: { $ref: '#/components/schemas/Base' } } }
        - { $ref: '#/components/schemas/Base' }
    Base:
      type: object
      properties:
        all: { allOf: [{ type: string, pattern: a }, { not: { const: b } }] }
        between: { type: number, exclusiveMinimum: 0, maximum: 1, multipleOf: 0.25 }
        closed: { type: object, additionalProperties: false }
        either: { if: { type: string }, then: { const: a }, else: { type: number } }
        guarded: { minimum: 3 }
        more: { type: integer, exclusiveMinimum: 3 }
        names: { type: object, patternProperties: { '^(a|b)': { type: number } }, additionalProperties: false }
        not: { not: { type: string } }
        pair: { type: array, items: [{ type: string }, { type: number }], additionalItems: false }
        some: { type: array, items: [{ type: string }], additionalItems: { type: boolean } }
        tree: { type: array, items: { type: array, items: { type: array, items: { $ref: '#/components/schemas/Base' } } } }
";
    insta::assert_snapshot!(markdown::generate(&Model::parse(text).unwrap(), None).unwrap());
}
