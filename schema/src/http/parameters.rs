//! From the members of a struct to parameters of a path or a query.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::document::ApiError;
use crate::openapi::{Parameter, Place};
use crate::schemas::variants;

/// The parameters that the members of `schema` are, in their order.
pub(super) fn parameters(
    operation: &str,
    place: Place,
    schema: &Value,
    named: &BTreeMap<String, Value>,
) -> Result<Vec<Parameter>, ApiError> {
    let Some(properties) = schema["properties"].as_object() else {
        return Err(ApiError::NoStruct { operation: operation.to_owned(), place });
    };
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let examples = schema["examples"].as_array().into_iter().flatten();
    let parameters = properties.iter().map(|(name, property)| {
        if !variants(property, named).into_iter().all(is_scalar) {
            return Err(ApiError::NoScalar { operation: operation.to_owned(), parameter: name.clone() });
        }
        let mut property = property.as_object().cloned().unwrap_or_default();
        Ok(Parameter {
            name: name.clone(),
            place,
            description: description(&mut property),
            required: required.contains(&name.as_str()),
            deprecated: property.shift_remove("deprecated").is_some_and(|deprecated| deprecated == true),
            schema: Value::Object(property),
            example: examples.clone().find_map(|example| example.get(name)).cloned(),
        })
    });
    parameters.collect()
}

/// What is said of the member is said of the parameter.
fn description(property: &mut Map<String, Value>) -> String {
    match property.shift_remove("description") {
        Some(Value::String(text)) => text,
        _ => String::new(),
    }
}

/// Whether a value has one way to stand in an address: lists and objects have several.
fn is_scalar(schema: &Value) -> bool {
    let scalar = |name: &Value| matches!(name.as_str(), Some("string" | "number" | "integer" | "boolean"));
    match &schema["type"] {
        Value::Array(names) => names.iter().all(scalar),
        Value::Null => schema.get("const").is_some() || schema.get("enum").is_some(),
        name => scalar(name),
    }
}

/// The names in braces of a path; `None` where it is no path.
pub(super) fn names_in(path: &str) -> Option<BTreeSet<&str>> {
    let mut names = BTreeSet::new();
    for segment in path.strip_prefix('/')?.split('/') {
        let name = match segment.strip_prefix('{') {
            Some(rest) => rest.strip_suffix('}')?,
            None => "",
        };
        let fixed = if name.is_empty() { segment } else { name };
        if fixed.contains(['{', '}', '?', '#']) || (!name.is_empty() && !names.insert(name)) {
            return None;
        }
    }
    Some(names)
}

/// A path without the names of its parameters: two paths that differ in nothing else are one (OpenAPI 3.1.0, Paths Object).
pub(super) fn shape(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}
