//! The TypeScript of a small document that has a schema of every kind. `make test` compiles it too.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use barwire_codegen::model::Model;
use barwire_codegen::{markdown, typescript};
use serde_json::Value;

const DOCUMENT: &str = include_str!("documents/kinds.yaml");

fn generate(text: &str) -> Result<String, String> {
    let model = Model::parse(text).map_err(|error| error.to_string())?;
    typescript::generate(&model, None).map_err(|error| error.to_string())
}

#[test]
fn a_schema_of_every_kind() {
    insta::with_settings!({ snapshot_path => "generated", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_binary_snapshot!("kinds.ts", generate(DOCUMENT).unwrap().into_bytes());
    });
}

#[test]
fn a_page_of_every_kind() {
    insta::assert_snapshot!(markdown::generate(&Model::parse(DOCUMENT).unwrap(), None).unwrap());
}

/// Reverses the keys of every map.
fn reversed(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            Value::Object(map.into_iter().rev().map(|(key, value)| (key, reversed(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(reversed).collect()),
        scalar => scalar,
    }
}

#[test]
fn the_order_of_keys_means_nothing() {
    let document: Value = serde_yaml::from_str(DOCUMENT).unwrap();
    let text = serde_json::to_string(&reversed(document)).unwrap();
    assert_eq!(generate(&text), generate(DOCUMENT));
}

#[test]
fn an_integer_that_javascript_cannot_keep_is_refused() {
    let text = DOCUMENT.replace("maximum: 9007199254740991", "format: int64");
    insta::assert_snapshot!(
        generate(&text).unwrap_err(),
        @"#/components/schemas/Count: a 64-bit integer has no exact number in JavaScript; state a `maximum` of at most 9007199254740991 (2^53 - 1), or use a string"
    );
}

#[test]
fn a_pattern_that_javascript_does_not_take_is_refused() {
    let text = DOCUMENT.replace("'^[a-z/]+$'", "'(?i)a'");
    let error = generate(&text).unwrap_err();
    assert!(
        error.starts_with("#/components/schemas/Everything/properties/text: the pattern `(?i)a`"),
        "{error}"
    );
}

#[test]
fn a_title_of_several_lines_stays_in_its_comment() {
    let text =
        generate(&DOCUMENT.replace("title: Kinds", "title: \"Kinds\\nexport const injected = 1;\"")).unwrap();
    assert!(text.starts_with("// Kinds export const injected = 1; 1.2.3\n"), "{text:.80}");
}

#[test]
fn a_literal_that_is_an_object_is_refused() {
    let text = DOCUMENT.replace("const: 1", "const: { a: 1 }");
    insta::assert_snapshot!(
        generate(&text).unwrap_err(),
        @"#/components/schemas/Everything/properties/version: `const` and `enum` of objects and arrays are not supported"
    );
}

#[test]
fn a_template_of_the_user_takes_the_place_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("checks.ts.hbs"), "// no checks\n").unwrap();
    let model = Model::parse(DOCUMENT).unwrap();
    let text = typescript::generate(&model, Some(folder.path())).unwrap();
    assert!(text.contains("// no checks") && text.contains("export interface Everything"));

    std::fs::write(folder.path().join("checks.ts.hbs"), "{{nothing}}").unwrap();
    let error = typescript::generate(&model, Some(folder.path())).unwrap_err().to_string();
    assert!(error.contains("checks.ts.hbs") && error.contains("nothing"), "{error}");
}
