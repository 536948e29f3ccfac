//! The form of a schema that a document shows: keywords in order, no `null` where a member is left out instead.

use schemars::Schema;
use schemars::transform::transform_subschemas;
use serde_json::{Map, Value};

use super::Dialect;

/// The order of keywords for a reader: what it is, what it may be, what it holds.
const KEYWORDS: &[&str] =
    &["$ref", "title", "description", "deprecated", "type", "const", "enum", "default", "required"];

/// Brings a schema into the form that the document shows.
pub(super) fn tidy(schema: &mut Schema, dialect: Dialect) {
    if let Some(object) = schema.as_object_mut() {
        omitted_not_null(object, dialect);
        let mut rest = std::mem::take(object);
        object.extend(KEYWORDS.iter().filter_map(|&keyword| rest.shift_remove_entry(keyword)));
        object.extend(rest);
    }
    transform_subschemas(&mut |child: &mut Schema| tidy(child, dialect), schema);
}

/// A member that may be left out is never `null`.
///
/// schemars adds `null` to the schema of every `Option`, also where serde never writes it.
fn omitted_not_null(object: &mut Map<String, Value>, dialect: Dialect) {
    let required = object.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(Value::Object(properties)) = object.get_mut("properties") else { return };
    for (name, property) in properties {
        if let Value::Object(property) = property
            && !required.iter().any(|required| required == name)
        {
            without_null(property, dialect);
        }
    }
}

fn without_null(schema: &mut Map<String, Value>, dialect: Dialect) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.shift_remove("default");
    }
    let Some(Value::Array(alternatives)) = schema.get_mut("anyOf") else { return };
    alternatives.retain(|alternative| alternative.get("type").is_none_or(|name| name != "null"));
    let [Value::Object(only)] = alternatives.as_slice() else { return };
    let only = only.clone();
    schema.shift_remove("anyOf");
    if dialect == Dialect::Draft7 && only.contains_key("$ref") && !schema.is_empty() {
        // In draft-07 a `$ref` hides its siblings, so it stands in an `allOf`.
        schema.insert("allOf".to_owned(), Value::Array(vec![Value::Object(only)]));
    } else {
        schema.extend(only);
    }
}
