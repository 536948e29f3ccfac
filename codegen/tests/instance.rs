//! Whether a value fits a schema of the model: against the test suite of JSON Schema, and against another validator.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

use barwire_codegen::model::instance::Fault;
use barwire_codegen::model::source::{Mapping, Sources};
use barwire_codegen::model::{Model, ModelError};
use serde_json::{Value, json};

/// A model whose only message has this schema as its payload.
fn model(folder: &Path, schema: &Value, mappings: &[Mapping]) -> Result<Model, ModelError> {
    fs::write(folder.join("schema.json"), schema.to_string()).unwrap();
    let document = json!({
        "asyncapi": "3.0.0",
        "info": { "title": "Test", "version": "1" },
        "channels": { "c": { "messages": { "m": { "payload": { "$ref": "./schema.json" } } } } },
    });
    let path = folder.join("document.json");
    fs::write(&path, document.to_string()).unwrap();
    Model::read(Sources::open(&path, mappings)?)
}

fn read(schema: &Value) -> Model {
    let folder = tempfile::tempdir().unwrap();
    model(folder.path(), schema, &[]).unwrap()
}

fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let model = read(schema);
    let faults = model.schemas.faults(model.messages[0].payload, value);
    faults.into_iter().map(|Fault { path, message }| format!("{path}: {message}")).collect()
}

fn corpus(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let folder = std::env::var_os("BARWIRE_CORPUS").map_or_else(beside, PathBuf::from).join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {} is not there", folder.display());
    None
}

#[test]
fn the_test_suite_of_draft_07_agrees() {
    let Some(suite) = corpus("json-schema-test-suite") else { return };
    let mappings = [Mapping { prefix: "http://localhost:1234/".to_owned(), folder: suite.join("remotes") }];
    let mut files: Vec<PathBuf> =
        fs::read_dir(suite.join("tests/draft7")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let (mut asked, mut wrong) = (0, Vec::new());
    for file in files {
        let groups: Vec<Value> = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        for group in groups {
            let folder = tempfile::tempdir().unwrap();
            let name = format!("{}: {}", file.file_stem().unwrap().to_string_lossy(), group["description"]);
            let tests = group["tests"].as_array().unwrap();
            asked += tests.len();
            let model = match model(folder.path(), &group["schema"], &mappings) {
                Ok(model) => model,
                Err(error) => {
                    wrong.extend(tests.iter().map(|_| format!("{name}: {error}")));
                    continue;
                }
            };
            for test in tests {
                let payload = model.messages[0].payload;
                let admits = model.schemas.admits(payload, &test["data"]);
                let faults = model.schemas.faults(payload, &test["data"]);
                assert_eq!(admits, faults.is_empty(), "{name}: {test}");
                if Value::Bool(admits) != test["valid"] {
                    wrong.push(format!("{name}: {}: found {admits}", test["description"]));
                }
            }
        }
    }
    assert!(asked > 900, "{asked} questions");
    eprintln!("{} of {asked} disagree\n{}", wrong.len(), wrong.join("\n"));
    // At least 99.5 % of them.
    assert!(wrong.len() * 200 <= asked, "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn numbers_are_compared_and_divided_without_rounding() {
    let cases = [
        (json!({ "type": "integer" }), json!(1.0), true),
        (json!({ "type": "integer" }), json!(1.5), false),
        (json!({ "type": "integer" }), json!(1e300), true),
        (json!({ "multipleOf": 0.01 }), json!(4.35), true),
        (json!({ "multipleOf": 0.0001 }), json!(0.00751), false),
        (json!({ "multipleOf": 0.123_456_789 }), json!(1e308), false),
        (json!({ "multipleOf": 1e-8 }), json!(12_391_239_123_u64), true),
        (json!({ "maximum": 9_007_199_254_740_992_u64 }), json!(9_007_199_254_740_993_u64), false),
        (json!({ "exclusiveMaximum": 3.0 }), json!(3), false),
        (json!({ "minimum": -1.5 }), json!(-2), false),
        (json!({ "const": 1 }), json!(1.0), true),
        (json!({ "uniqueItems": true }), json!([1, 1.0]), false),
        (json!({ "uniqueItems": true }), json!([1, true]), true),
        (json!({ "maxLength": 1 }), json!("🎉"), true),
        (json!({ "pattern": "^.$" }), json!("🎉"), true),
    ];
    for (schema, value, fits) in cases {
        assert_eq!(faults(&schema, &value).is_empty(), fits, "{schema} {value}");
    }
}

#[test]
fn a_fault_says_where_and_what() {
    let schema = json!({
        "type": "object",
        "required": ["id"],
        "additionalProperties": false,
        "properties": { "id": { "type": "integer", "minimum": 1 }, "a/b": { "type": "array", "items": { "type": "string" } } },
    });
    let found = faults(&schema, &json!({ "a/b": ["x", 1], "c": null, "id": 0 }));
    assert_eq!(
        found,
        [
            "/a~1b/1: expected a string, found a number",
            "/c: `c` is not declared, and nothing else is allowed",
            "/id: expected at least 1, found 0",
        ]
    );
    assert_eq!(faults(&schema, &json!({})), [": `id` is missing"]);
    assert_eq!(faults(&schema, &json!([])), [": expected an object, found an array"]);
}

#[test]
fn only_the_alternative_that_is_meant_is_explained() {
    let shape = |name: &str, size: &str| {
        json!({
            "type": "object",
            "required": ["type", size],
            "properties": { "type": { "const": name }, size: { "type": "number" } },
        })
    };
    let schema = json!({ "oneOf": [shape("circle", "radius"), shape("square", "side")] });
    let cases = [
        (json!({ "type": "circle", "radius": "1" }), "/radius: expected a number, found a string"),
        (json!({ "type": "square", "radius": 1 }), ": `side` is missing"),
        (json!({ "type": "cube" }), "/type: expected one of `\"circle\"`, `\"square\"`, found `\"cube\"`"),
        (json!({ "radius": 1 }), ": `type` is missing"),
    ];
    for (value, expected) in cases {
        assert_eq!(faults(&schema, &value), [expected]);
    }
}

#[test]
fn hostile_schemas_end() {
    // Each asks the next twice: a walk that forgets would take 2^60 steps.
    let mut definitions: serde_json::Map<String, Value> = (0..60)
        .map(|index| {
            let next = json!({ "$ref": format!("#/definitions/d{}", index + 1) });
            let other = json!({ "title": "other", "not": { "not": next } });
            (format!("d{index}"), json!({ "anyOf": [other, next] }))
        })
        .collect();
    definitions.insert("d60".to_owned(), json!({ "type": "null" }));
    let schema = json!({ "definitions": definitions, "$ref": "#/definitions/d0" });
    assert_eq!(faults(&schema, &json!(1)).len(), 1);
    assert!(faults(&schema, &json!(null)).is_empty());

    let tree = json!({ "type": "array", "items": { "$ref": "#" } });
    let nested = |levels: usize| (0..levels).fold(json!([]), |value, _| json!([value]));
    assert!(faults(&tree, &nested(120)).is_empty());
    assert_eq!(faults(&tree, &nested(1000)).len(), 1);
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % count
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 8 } else { 12 }) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(1),
            3 => json!(1.0),
            4 => json!(2.5),
            5 => json!("a"),
            6 => json!("bbb"),
            7 => json!(""),
            8 | 9 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => {
                let members = ["a", "b", "c"].map(|name| (name.to_owned(), self.value(depth - 1)));
                members.into_iter().filter(|_| self.below(2) == 0).collect()
            }
        }
    }

    fn schema(&mut self, depth: usize) -> Value {
        if self.below(12) == 0 {
            return Value::Bool(self.below(3) > 0);
        }
        let mut schema = serde_json::Map::new();
        for _ in 0..=self.below(3) {
            let (keyword, demand) = self.demand(depth);
            schema.insert(keyword.to_owned(), demand);
        }
        Value::Object(schema)
    }

    fn schemas(&mut self, depth: usize) -> Value {
        (0..=self.below(3)).map(|_| self.schema(depth)).collect()
    }

    fn demand(&mut self, depth: usize) -> (&'static str, Value) {
        const TYPES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];
        let depth = depth.saturating_sub(1);
        match self.below(if depth == 0 { 15 } else { 30 }) {
            0..=3 => ("type", json!(TYPES[self.below(7)])),
            4 => ("type", json!([TYPES[self.below(3)], TYPES[3 + self.below(4)]])),
            5 => ("enum", (0..=self.below(3)).map(|_| self.value(1)).collect()),
            6 => ("const", self.value(1)),
            7 => ("minimum", json!(self.below(3))),
            8 => ("exclusiveMaximum", json!(self.below(4))),
            9 => ("multipleOf", json!(0.5)),
            10 => ("maxLength", json!(self.below(3))),
            11 => ("pattern", json!("^b")),
            12 => ("required", json!(["a"])),
            13 => ("minItems", json!(self.below(3))),
            14 => ("uniqueItems", json!(true)),
            15 | 16 => ("properties", json!({ "a": self.schema(depth), "b": self.schema(depth) })),
            17 => ("additionalProperties", self.schema(depth)),
            18 => ("patternProperties", json!({ "[bc]": self.schema(depth) })),
            19 => ("propertyNames", self.schema(depth)),
            20 => ("dependencies", json!({ "a": ["b"], "b": self.schema(depth) })),
            21 => ("items", self.schema(depth)),
            22 => ("items", self.schemas(depth)),
            23 => ("contains", self.schema(depth)),
            24 => ("allOf", self.schemas(depth)),
            25 => ("anyOf", self.schemas(depth)),
            26 => ("oneOf", self.schemas(depth)),
            27 => ("not", self.schema(depth)),
            28 => ("if", self.schema(depth)),
            _ => (["then", "else"][self.below(2)], self.schema(depth)),
        }
    }
}

#[test]
fn another_validator_agrees() {
    let mut dice = Dice(7);
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for _ in 0..300 {
        let schema = dice.schema(4);
        let other = jsonschema::draft7::new(&schema).unwrap();
        let model = model(folder.path(), &schema, &[]).unwrap();
        let payload = model.messages[0].payload;
        for _ in 0..20 {
            let value = dice.value(3);
            let admits = model.schemas.admits(payload, &value);
            assert_eq!(admits, model.schemas.faults(payload, &value).is_empty(), "{schema}: {value}");
            if admits != other.is_valid(&value) {
                wrong.push(format!("{schema}: {value}: found {admits}"));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
