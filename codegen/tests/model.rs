//! What the model takes of a document, and what it says of one that it cannot read.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use barwire_codegen::model::{Action, Kind, Model};

/// A document with the schemas under `schemas`, and one message whose frame is the schema `Frame`.
fn document(schemas: &str) -> String {
    let head = "
asyncapi: 3.1.0
info: { title: Test, version: 1.0.0 }
channels:
  test:
    address: /ws
    messages:
      frame: { payload: { $ref: '#/components/schemas/Frame' } }
operations:
  send:
    action: send
    channel: { $ref: '#/channels/test' }
    messages: [{ $ref: '#/channels/test/messages/frame' }]
components:
  schemas:
";
    format!("{head}{schemas}")
}

fn refused(text: &str) -> String {
    Model::parse(text).expect_err("this document cannot be read").to_string()
}

#[test]
fn operations_give_messages_their_direction() {
    let model = Model::parse(&document("    Frame: { type: object }")).unwrap();
    assert_eq!(model.operations[0].action, Action::Send);
    assert_eq!(model.directions(), (vec![], vec![0]));
}

#[test]
fn members_stand_in_the_order_of_required_and_then_by_name() {
    let text =
        document("    Frame: { type: object, required: [z, a], properties: { c: {}, a: {}, b: {}, z: {} } }");
    let model = Model::parse(&text).unwrap();
    let (_, id) = model.schemas.named()[0];
    let Kind::Object(object) = &model.schemas.get(id).kind else { panic!("expected an object") };
    let names: Vec<&str> = object.properties.iter().map(|property| property.name.as_str()).collect();
    assert_eq!(names, ["z", "a", "b", "c"]);
}

#[test]
fn a_message_is_named_by_its_type_on_the_wire() {
    let text = document(
        "    Frame: { type: object, required: [type], properties: { type: { const: price.update } } }",
    );
    assert_eq!(Model::parse(&text).unwrap().messages[0].name, "price.update");
}

#[test]
fn a_cycle_ends() {
    let text =
        document("    Frame: { type: object, properties: { next: { $ref: '#/components/schemas/Frame' } } }");
    let model = Model::parse(&text).unwrap();
    let (_, id) = model.schemas.named()[0];
    let Kind::Object(object) = &model.schemas.get(id).kind else { panic!("expected an object") };
    assert_eq!(object.properties[0].schema, id);
}

#[test]
fn what_cannot_be_read_is_named_with_its_place() {
    let whole = document("    Frame: { type: object }");
    let refusals = [
        refused("a: b: c"),
        refused("[1, 2]"),
        refused("{}"),
        refused("asyncapi: 2.6.0"),
        refused(&whole.replace("address: /ws", "address: /ws\n    address: /again")),
        refused(&whole.replace("title: Test, ", "")),
        refused(&whole.replace("action: send", "action: shout")),
        refused(&whole.replace("#/channels/test/messages/frame", "#/components/messages/frame")),
        refused(&whole.replace("{ $ref: '#/channels/test' }", "{ $ref: '#/channels/other' }")),
        refused(&document("    Other: { type: object }")),
        refused(&document("    Frame: { $ref: 'https://example.com/schema.json' }")),
        refused(&document("    Frame: { $ref: '#/components/schemas/Frame' }")),
        refused(&document(
            "    Frame: { $ref: '#/components/schemas/B' }\n    B: { $ref: '#/components/schemas/Frame' }",
        )),
        refused(&document("    Frame: { allOf: [{ $ref: '#/components/schemas/Frame' }] }")),
        refused(&document("    Frame: { type: string, const: 5 }")),
        refused(&document("    Frame: { type: object, anyOf: [{}] }")),
        refused(&document("    Frame: { type: [] }")),
        refused(&document("    Frame: { type: strng }")),
        refused(&document("    Frame: { type: object, patternProperties: {} }")),
        refused(&document("    Frame: { type: object, required: [absent] }")),
        refused(&document("    Frame: { type: string, minLength: many }")),
        refused(&document("    Frame: { type: array, items: 7 }")),
    ];
    insta::assert_snapshot!(refusals.join("\n"));
}

#[test]
fn a_file_that_is_not_there_cannot_be_read() {
    let error = Model::open(std::path::Path::new("nowhere.yaml")).unwrap_err();
    insta::assert_snapshot!(error, @"cannot be read: No such file or directory (os error 2)");
}
