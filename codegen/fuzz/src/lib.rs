//! What the fuzz targets share: documents from bytes.
//!
//! Most random text is no document, and says nothing of what reads documents. So an input that begins with a zero byte is a recipe: its
//! other bytes choose keywords and values of JSON Schema, of which [`document`] makes a document that is well formed, however odd.

#![forbid(unsafe_code)]

mod recipe;

use barwire_codegen::model::Model;
use barwire_codegen::model::source::Sources;
use serde_json::Value;

/// The text of a document: that of a recipe, or the input itself. `None` where the input is no text.
pub fn text(input: &[u8]) -> Option<String> {
    match input {
        [0, recipe @ ..] => Some(recipe::document(recipe).to_string()),
        text => Some(std::str::from_utf8(text).ok()?.to_owned()),
    }
}

/// The document of a recipe with the keys of every map reversed; `None` where the input is no recipe.
pub fn reordered(input: &[u8]) -> Option<String> {
    Some(reversed(recipe::document(input.strip_prefix(&[0])?)).to_string())
}

/// The model of a document; `None` where it is none.
pub fn model(text: &str) -> Option<Model> {
    Model::read(Sources::parse(None, text, &[]).ok()?).ok()
}

fn reversed(value: Value) -> Value {
    match value {
        Value::Object(map) => map.into_iter().rev().map(|(key, value)| (key, reversed(value))).collect(),
        Value::Array(items) => items.into_iter().map(reversed).collect(),
        scalar => scalar,
    }
}
