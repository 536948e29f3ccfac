//! What the lowering makes of a schema admits what the schema admits: against another implementation, on schemas made at random.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use barwire_codegen::model::{Kind, Model};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A document whose components are `schemas`.
fn document(schemas: &Value) -> String {
    json!({
        "asyncapi": "3.1.0",
        "info": { "title": "Test", "version": "1.0.0" },
        "channels": {},
        "operations": {},
        "components": { "schemas": schemas },
    })
    .to_string()
}

fn instance() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3i64..4).prop_map(Value::from),
        prop_oneof![Just(0.5), Just(2.0), Just(-1.5)].prop_map(Value::from),
        "[ab]{0,3}".prop_map(Value::from),
    ];
    scalar.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[abc]", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

/// Schemas of few names and small numbers, so that their parts meet.
fn schema() -> impl Strategy<Value = Value> {
    let ty = prop_oneof!["null", "boolean", "number", "integer", "string", "array", "object"];
    let leaf = prop_oneof![
        Just(json!(true)),
        Just(json!(false)),
        Just(json!({})),
        Just(json!({ "$ref": "#/components/schemas/A" })),
        Just(json!({ "$ref": "#/components/schemas/B" })),
        ty.prop_map(|ty| json!({ "type": ty })),
        prop::collection::vec(prop_oneof!["null", "integer", "string", "array", "object"], 1..3)
            .prop_map(|types| json!({ "type": types })),
        instance().prop_map(|value| json!({ "const": value })),
        prop::collection::vec(instance(), 1..3).prop_map(|values| json!({ "enum": values })),
        (-2i64..3, -2i64..3).prop_map(|(min, max)| json!({ "minimum": min, "exclusiveMaximum": max })),
        (0u8..3, 0u8..3)
            .prop_map(|(min, max)| json!({ "minLength": min, "maxLength": max, "pattern": "^a" })),
        Just(json!({ "type": "integer", "multipleOf": 2 })),
        Just(json!({ "minItems": 1, "uniqueItems": true })),
        Just(json!({ "required": ["a"], "maxProperties": 2 })),
    ];
    leaf.prop_recursive(3, 24, 3, |inner| {
        let some = || prop::collection::vec(inner.clone(), 1..3);
        let members = || prop::collection::btree_map("[abc]", inner.clone(), 0..3);
        let keywords = prop_oneof![
            some().prop_map(|all| json!({ "allOf": all })),
            some().prop_map(|any| json!({ "anyOf": any })),
            some().prop_map(|one| json!({ "oneOf": one })),
            inner.clone().prop_map(|not| json!({ "not": not })),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(test, then, other)| json!({ "if": test, "then": then, "else": other })),
            (members(), prop::collection::btree_set("[abc]", 0..2))
                .prop_map(|(members, names)| json!({ "properties": members, "required": names })),
            inner.clone().prop_map(|values| json!({ "additionalProperties": values })),
            (members(), inner.clone())
                .prop_map(|(members, rest)| json!({ "properties": members, "additionalProperties": rest })),
            inner.clone().prop_map(|values| json!({ "patternProperties": { "^[ab]": values } })),
            inner.clone().prop_map(|names| json!({ "propertyNames": names })),
            inner.clone().prop_map(|demand| json!({ "dependencies": { "a": demand, "b": ["c"] } })),
            inner.clone().prop_map(|items| json!({ "items": items })),
            (some(), inner.clone())
                .prop_map(|(items, rest)| json!({ "items": items, "additionalItems": rest })),
            inner.clone().prop_map(|some| json!({ "contains": some })),
        ];
        // Several keywords in one schema; of two that are the same, the second counts.
        prop::collection::vec(prop_oneof![keywords, inner], 1..4).prop_map(|parts| {
            let mut whole = serde_json::Map::new();
            for part in parts {
                if let Value::Object(part) = part
                    && !part.contains_key("$ref")
                {
                    whole.extend(part);
                }
            }
            Value::Object(whole)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_lowered_schema_admits_what_the_schema_admits(
        schemas in prop::array::uniform3(schema()),
        values in prop::collection::vec(instance(), 1..12),
    ) {
        let [a, b, case] = schemas;
        let components = json!({ "A": a, "B": b, "Case": case });
        // A schema that leads to itself has no meaning, here or there.
        if let Ok(model) = Model::parse(&document(&components)) {
            let whole = json!({
                "$schema": "http://json-schema.org/draft-07/schema#",
                "components": { "schemas": components },
                "allOf": [{ "$ref": "#/components/schemas/Case" }],
            });
            let reference = jsonschema::validator_for(&whole).unwrap();
            let named = model.schemas.named();
            let (_, id) = named.iter().find(|(name, _)| *name == "Case").unwrap();
            for value in values {
                prop_assert_eq!(
                    model.schemas.admits(*id, &value),
                    reference.is_valid(&value),
                    "{} against {}, which is {:?}", value, components, model.schemas.get(*id).kind
                );
            }
        }
    }
}

fn kind(schemas: &Value, name: &str) -> (Model, Kind) {
    let model = Model::parse(&document(schemas)).unwrap();
    let (_, id) = *model.schemas.named().iter().find(|(own, _)| *own == name).unwrap();
    let kind = model.schemas.get(id).kind.clone();
    (model, kind)
}

#[test]
fn what_is_said_in_parts_is_one_object() {
    let (_, kind) = kind(
        &json!({
            "Base": { "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } } },
            "Heir": {
                "allOf": [
                    { "$ref": "#/components/schemas/Base" },
                    { "required": ["name"], "properties": { "id": { "minLength": 1 }, "name": { "type": "string" } } },
                ],
            },
        }),
        "Heir",
    );
    let Kind::Object(object) = kind else { panic!("expected one object, got {kind:?}") };
    let names: Vec<(&str, bool)> =
        object.properties.iter().map(|property| (property.name.as_str(), property.required)).collect();
    assert_eq!(names, [("id", true), ("name", true)]);
}

#[test]
fn a_tag_is_found_through_parts_and_discriminators() {
    let tagged = |name: &str| {
        json!({
            "allOf": [
                { "$ref": "#/components/schemas/Pet" },
                { "type": "object", "properties": { "kind": { "const": name } } },
            ],
        })
    };
    let pet =
        json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } } });
    let either =
        json!({ "oneOf": [{ "$ref": "#/components/schemas/Cat" }, { "$ref": "#/components/schemas/Dog" }] });
    let by_constants = json!({ "Pet": pet, "Cat": tagged("cat"), "Dog": tagged("dog"), "Either": either });
    let (_, kind_of) = kind(&by_constants, "Either");
    let Kind::Union(union) = kind_of else { panic!("expected a union, got {kind_of:?}") };
    assert_eq!(union.tag.expect("a tag").values, [[json!("cat")], [json!("dog")]]);

    let mut pet = pet;
    pet["discriminator"] = json!("kind");
    let heir = json!({ "allOf": [{ "$ref": "#/components/schemas/Pet" }, { "type": "object" }] });
    let by_names = json!({ "Pet": pet, "Cat": heir.clone(), "Dog": heir, "Either": either });
    let (_, kind_of) = kind(&by_names, "Either");
    let Kind::Union(union) = kind_of else { panic!("expected a union, got {kind_of:?}") };
    assert_eq!(union.tag.expect("a tag").values, [[json!("Cat")], [json!("Dog")]]);
}

#[test]
fn a_base_and_its_heirs_do_not_go_round_in_circles() {
    let (_, kind) = kind(
        &json!({
            "Pet": {
                "type": "object",
                "required": ["kind"],
                "properties": { "kind": { "type": "string" } },
                "discriminator": "kind",
                "oneOf": [{ "$ref": "#/components/schemas/Cat" }, { "$ref": "#/components/schemas/Dog" }],
            },
            "Cat": { "allOf": [{ "$ref": "#/components/schemas/Pet" }, { "properties": { "lives": { "type": "integer" } } }] },
            "Dog": { "allOf": [{ "$ref": "#/components/schemas/Pet" }, { "properties": { "tricks": { "type": "array" } } }] },
        }),
        "Pet",
    );
    let Kind::Union(union) = kind else { panic!("expected a union, got {kind:?}") };
    assert_eq!(union.tag.expect("a tag").member, "kind");
}
