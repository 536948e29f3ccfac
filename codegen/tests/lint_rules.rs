//! The rules about schemas, examples, messages and operations: one fault, one finding, at its line.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use barwire_codegen::lint::{Finding, lint};
use barwire_codegen::model::source::Sources;

/// A document in which nothing is found.
const DOCUMENT: &str = "\
asyncapi: 3.1.0
info: { title: Test, version: 1.0.0 }
defaultContentType: application/json
channels:
  socket:
    address: /ws
    messages:
      ask: { $ref: '#/components/messages/ask' }
      answer: { $ref: '#/components/messages/answer' }
      refusal: { $ref: '#/components/messages/refusal' }
operations:
  ask:
    action: receive
    channel: { $ref: '#/channels/socket' }
    messages:
      - $ref: '#/channels/socket/messages/ask'
    reply:
      channel: { $ref: '#/channels/socket' }
      messages:
        - $ref: '#/channels/socket/messages/answer'
        - $ref: '#/channels/socket/messages/refusal'
components:
  correlationIds:
    byId:
      location: $message.payload#/id
  messages:
    ask:
      correlationId: { $ref: '#/components/correlationIds/byId' }
      payload: { $ref: '#/components/schemas/Ask' }
      examples:
        - payload:
            type: ask
            id: 1
            symbol: X
    answer:
      correlationId: { $ref: '#/components/correlationIds/byId' }
      payload: { $ref: '#/components/schemas/Answer' }
    refusal:
      payload: { $ref: '#/components/schemas/Refusal' }
  schemas:
    Ask:
      type: object
      required: [type, id, symbol]
      properties:
        type: { const: ask }
        id: { type: integer }
        symbol: { type: string }
    Answer:
      type: object
      required: [type, id, shape]
      properties:
        type: { const: answer }
        id: { type: integer }
        shape: { $ref: '#/components/schemas/Shape' }
    Refusal:
      type: object
      required: [type]
      properties:
        type: { const: refusal }
        reason: { type: string }
    Shape:
      oneOf:
        - $ref: '#/components/schemas/Circle'
        - $ref: '#/components/schemas/Square'
    Circle:
      type: object
      required: [kind]
      properties: { kind: { const: circle }, radius: { type: number } }
    Square:
      type: object
      required: [kind]
      properties: { kind: { const: square }, side: { type: number } }
";

/// The codes that are found, each with the text of its line.
fn found(text: &str) -> Vec<(&'static str, String)> {
    let findings: Vec<Finding> = lint(&Sources::parse(None, text, &[]).unwrap());
    let line =
        |finding: &Finding| text.lines().nth(finding.place.line as usize - 1).unwrap().trim().to_owned();
    findings.iter().map(|finding| (finding.rule.code, line(finding))).collect()
}

/// What is found once a text in the document has been replaced. The finding is at the line that begins as `at` says.
fn check(from: &str, to: &str, code: &str, at: &str) {
    assert_eq!(DOCUMENT.matches(from).count(), 1, "{from}");
    let text = DOCUMENT.replace(from, to);
    let found = found(&text);
    let [(only, line)] = found.as_slice() else { panic!("{to}: expected `{code}`, found {found:?}") };
    assert_eq!(*only, code, "{to}");
    assert!(line.starts_with(at), "{to}: at {line}");
}

/// A member of the payload of a question.
fn member(schema: &str, code: &str) {
    let to = format!("symbol: {{ type: string }}\n        extra: {schema}\n");
    check("symbol: { type: string }\n", &to, code, "extra");
}

fn harmless(from: &str, to: &str) {
    assert_eq!(DOCUMENT.matches(from).count(), 1, "{from}");
    assert_eq!(found(&DOCUMENT.replace(from, to)), [], "{to}");
}

fn harmless_member(schema: &str) {
    harmless("symbol: { type: string }\n", &format!("symbol: {{ type: string }}\n        extra: {schema}\n"));
}

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    assert_eq!(found(DOCUMENT), []);
}

#[test]
fn a_keyword_by_itself() {
    member("{ type: string, minLenght: 3 }", "keyword-typo");
    member("{ type: string, reqired: true }", "keyword-typo");
    member("{ type: string, faker: name }", "unknown-keyword");
    member("{ type: string, nullable: true }", "foreign-keyword");
    member("{ type: array, prefixItems: [{ type: string }], items: false }", "foreign-keyword");
    member("{ type: object, unevaluatedProperties: false }", "foreign-keyword");
    member("{ type: object, dependentRequired: { a: [b] } }", "foreign-keyword");
    member("{ $schema: 'https://json-schema.org/draft/2020-12/schema', type: string }", "dialect-mismatch");
    member("{ type: strng }", "invalid-type");
    member("{ type: [string, null] }", "invalid-type");
    member("{ type: number, exclusiveMinimum: true }", "invalid-keyword-value");
    member("{ type: string, minLength: '3' }", "invalid-keyword-value");
    member("{ type: string, minLength: -1 }", "invalid-keyword-value");
    member("{ type: object, properties: [] }", "invalid-keyword-value");
    member("{ type: string, required: true }", "invalid-keyword-value");
    member("{ type: string, pattern: '([' }", "invalid-pattern");
    member("{ type: object, patternProperties: { '([': {} } }", "invalid-pattern");
    member("{ type: string, pattern: '^a\\-b$' }", "pattern-not-unicode");
    member("{ type: string, enum: [] }", "empty-enum");
    harmless_member("{ type: string, x-unit: ms, $comment: why, contentEncoding: base64 }");
    harmless_member("{ type: ['null', string], example: a, externalDocs: { url: 'https://example.com' } }");
    harmless_member("{ type: object, $defs: { A: { type: string } } }");
    harmless_member("{ type: string, pattern: '^\\p{L}+$' }");
}

#[test]
fn keywords_against_one_another() {
    member("{ type: string, const: 1 }", "value-contradicts-type");
    member("{ type: string, enum: [a, 1] }", "value-contradicts-type");
    member("{ type: string, enum: [a, a] }", "duplicate-enum-value");
    member("{ type: number, enum: [1, 1.0] }", "duplicate-enum-value");
    member("{ type: number, minimum: 3, maximum: 2 }", "unsatisfiable-range");
    member("{ type: number, exclusiveMinimum: 3, maximum: 3 }", "unsatisfiable-range");
    member("{ type: string, minLength: 3, maxLength: 2 }", "unsatisfiable-range");
    member("{ type: number, minLength: 3 }", "keyword-without-effect");
    member("{ type: string, then: { minLength: 1 } }", "keyword-without-effect");
    member("{ properties: { a: { type: string } } }", "missing-type");
    member("{ type: string, format: datetime }", "unknown-format");
    member("{ type: integer, format: date-time }", "format-contradicts-type");
    member("{ type: integer, format: uint64 }", "int64-unsafe");
    member("{ type: integer, format: int64, minimum: 0 }", "int64-unsafe");
    member("{ type: string, default: 1 }", "default-invalid");
    member("{ type: string, maxLength: 2, examples: [abc, abcd] }", "schema-example-invalid");
    member("{ oneOf: [{ type: string }, { type: string, title: Again }] }", "identical-alternatives");
    harmless_member("{ type: integer, format: int64, minimum: 0, maximum: 9007199254740991 }");
    harmless_member("{ type: integer, const: 1.0 }");
    harmless_member("{ type: string, format: int64 }");
    harmless_member("{ type: string, format: my-own }");
    harmless_member("{ allOf: [{ type: object }, { properties: { a: { type: string } } }] }");
}

#[test]
fn properties() {
    member("{ type: object, required: [a, c], properties: { a: {}, b: {} } }", "required-undeclared");
    member(
        "{ type: object, required: [b], properties: { a: {} }, additionalProperties: false }",
        "required-impossible",
    );
    let closed = "{ type: object, properties: { a: {} }, additionalProperties: false }";
    member(
        &format!("{{ allOf: [{closed}, {{ type: object, properties: {{ b: {{}} }} }}] }}"),
        "closed-all-of",
    );
    harmless_member("{ type: object, required: [a], additionalProperties: { type: string } }");
    harmless_member("{ type: object, required: [a], anyOf: [{ properties: { a: {} } }, { required: [a] }] }");
    let shape = "    Shape:\n      oneOf:";
    check(
        shape,
        "    Shape:\n      discriminator: sort\n      oneOf:",
        "discriminator-undeclared",
        "discriminator",
    );
    harmless(shape, "    Shape:\n      discriminator: kind\n      oneOf:");
    let endless = "      properties: { kind: { const: circle }, radius: { type: number }, inner: { $ref: '#/components/schemas/Circle' } }\n";
    let circle =
        "      required: [kind]\n      properties: { kind: { const: circle }, radius: { type: number } }\n";
    check(circle, &format!("      required: [kind, inner]\n{endless}"), "endless-schema", "Circle:");
    harmless(circle, &format!("      required: [kind]\n{endless}"));
}

#[test]
fn examples() {
    check("            symbol: X\n", "            symbol: 5\n", "example-invalid", "symbol: 5");
    check("            symbol: X\n", "", "example-invalid", "- payload:");
    check(
        "        - payload:\n            type: ask\n            id: 1\n            symbol: X\n",
        "        - summary: A question.\n",
        "example-empty",
        "- summary",
    );
    check(
        "type: integer }\n        symbol: { type: string }",
        "type: integer }\n        symbol: { type: strng }",
        "invalid-type",
        "symbol",
    );
    check(
        "required: [type, id, symbol]",
        "required: [type, id, symbol, ghost]",
        "required-undeclared",
        "required",
    );
}

#[test]
fn messages() {
    check("type: { const: refusal }", "type: { const: answer }", "messages-ambiguous", "refusal:");
    check("payload#/id", "payload#/nope", "correlation-dangling", "location");
    check(
        "type: { const: answer }\n        id: { type: integer }",
        "type: { const: answer }\n        id: { type: string }",
        "correlation-type-mismatch",
        "reply:",
    );
    check(
        "payload: { $ref: '#/components/schemas/Refusal' }",
        "payload: { $ref: '#/components/schemas/Refusal' }\n      contentType: text/plain",
        "content-type-mismatch",
        "contentType",
    );
    let refusal = "    refusal:\n      payload: { $ref: '#/components/schemas/Refusal' }\n";
    let unused = "    Refusal:\n      type: object\n      required: [type]\n      properties:\n        type: { const: refusal }\n        reason: { type: string }\n";
    let text = DOCUMENT.replace(refusal, "    refusal:\n      summary: No.\n").replace(unused, "");
    assert_eq!(found(&text), [("message-without-payload", "refusal:".to_owned())]);
    let named = "correlationId: { $ref: '#/components/correlationIds/byId' }\n      payload: { $ref: '#/components/schemas/A";
    let text = DOCUMENT.replace(named, &named.replacen("correlationId", "name: x\n      correlationId", 1));
    assert_eq!(found(&text), [("message-name-clash", "name: x".to_owned())]);
}

#[test]
fn operations() {
    let reply = "        - $ref: '#/channels/socket/messages/refusal'\n";
    check(
        reply,
        "        - $ref: '#/components/messages/refusal'\n",
        "reply-message-not-in-channel",
        "- $ref: '#/comp",
    );
    check(reply, "", "message-unused", "refusal:");
    let asked = "      - $ref: '#/channels/socket/messages/ask'\n";
    let added = format!("{asked}      - $ref: '#/components/messages/answer'\n");
    check(asked, &added, "operation-message-not-in-channel", "- $ref: '#/components");
    check(
        "      messages:\n        - $ref: '#/channels/socket/messages/answer'\n        - $ref: '#/channels/socket/messages/refusal'\n",
        "",
        "reply-without-messages",
        "reply:",
    );
    check(
        "    reply:\n      channel: { $ref: '#/channels/socket' }\n",
        "    reply:\n",
        "reply-without-channel",
        "reply:",
    );
    check(
        "    reply:\n",
        "    reply:\n      address: { location: '$message.header#/replyTo' }\n",
        "reply-address-static",
        "address:",
    );
    check(
        reply,
        &format!("{reply}{reply}"),
        "operation-message-duplicate",
        "- $ref: '#/channels/socket/messages/refusal'",
    );
    check(
        "operations:\n",
        "  idle: { address: /idle, messages: { note: { payload: { type: string } } } }\noperations:\n",
        "channel-unused",
        "idle",
    );
    check("    action: receive\n", "    action: receive\n    security: []\n", "security-empty", "security");
}
