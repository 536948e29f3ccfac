//! The schemas of payloads: what the server accepts and what it sends, in one set of names.
//!
//! A type has two shapes where serde's reading and writing differ: members with a default are optional when read and always there when
//! written. Two generators, one per direction, make them; where the same name has two shapes, the one that is accepted is renamed to
//! `…Input`.

use std::collections::{BTreeMap, BTreeSet};

use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::transform_subschemas;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value};

use super::MessageDef;

/// Where named schemas stand in a document.
const DEFINITIONS: &str = "#/components/schemas/";

/// Why payload types have no schemas in a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// Two types have one name, or a number is all that tells them apart.
    #[error(
        "two types are named `{0}`, or one is named like it with a number behind, which cannot be told from the former; \
         give one of them another name with #[schemars(rename = \"…\")]"
    )]
    SameName(String),
    /// A type has a schema that is neither an object nor a boolean.
    #[error("the type `{0}` has no JSON Schema; look at its `JsonSchema` implementation")]
    NoSchema(String),
}

/// Who writes a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// A client: the server accepts it.
    Accepted,
    /// The server.
    Sent,
}

/// The schemas of a whole document: the named ones, and each message's reference to its own.
pub(super) struct Payloads {
    pub(super) named: BTreeMap<String, Schema>,
    pub(super) payloads: Vec<Schema>,
}

/// Generates the schemas of all `messages`.
///
/// # Errors
/// [`SchemaError`] where two types have one name.
pub(super) fn generate(messages: &[(MessageDef, Direction)]) -> Result<Payloads, SchemaError> {
    let mut accepted = generator(Contract::Deserialize);
    let mut sent = generator(Contract::Serialize);
    let mut payloads: Vec<Schema> = messages
        .iter()
        .map(|(message, direction)| match direction {
            Direction::Accepted => (message.schema)(&mut accepted),
            Direction::Sent => (message.schema)(&mut sent),
        })
        .collect();
    let (mut accepted, sent) = (definitions(accepted)?, definitions(sent)?);

    let split = split(&accepted, &sent);
    for (payload, (_, direction)) in payloads.iter_mut().zip(messages) {
        tidy(payload);
        if *direction == Direction::Accepted {
            rename(payload, &split);
        }
    }
    accepted.values_mut().for_each(|schema| rename(schema, &split));
    let mut named = sent;
    for (name, schema) in accepted {
        let name = if split.contains(&name) { input_name(&name) } else { name };
        if named.get(&name).is_some_and(|other| *other != schema) {
            return Err(SchemaError::SameName(name));
        }
        named.insert(name, schema);
    }
    Ok(Payloads { named, payloads })
}

/// AsyncAPI's own dialect is a superset of draft-07, and the only one that its tools check.
fn generator(contract: Contract) -> SchemaGenerator {
    SchemaSettings::draft07()
        .with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
            settings.contract = contract;
        })
        .into_generator()
}

fn definitions(mut generator: SchemaGenerator) -> Result<BTreeMap<String, Schema>, SchemaError> {
    let mut schemas = BTreeMap::new();
    for (name, schema) in generator.take_definitions(true) {
        let schema = Schema::try_from(schema).map_err(|_| SchemaError::NoSchema(name.clone()))?;
        schemas.insert(name, schema);
    }
    // schemars numbers the types that share a name in the order in which it meets them: the document would depend on the order of
    // declaration, and nobody asked for `Page2`.
    for name in schemas.keys() {
        let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
        if base.len() < name.len() && schemas.contains_key(base) {
            return Err(SchemaError::SameName(base.to_owned()));
        }
    }
    schemas.values_mut().for_each(tidy);
    Ok(schemas)
}

/// The order of keywords for a reader: what it is, what it may be, what it holds.
const KEYWORDS: &[&str] =
    &["$ref", "title", "description", "deprecated", "type", "const", "enum", "default", "required"];

/// Brings a schema into the form that the document shows: keywords in order, no `null` where a member is left out instead.
fn tidy(schema: &mut Schema) {
    if let Some(object) = schema.as_object_mut() {
        omitted_not_null(object);
        let mut rest = std::mem::take(object);
        object.extend(KEYWORDS.iter().filter_map(|&keyword| rest.shift_remove_entry(keyword)));
        object.extend(rest);
    }
    transform_subschemas(&mut tidy, schema);
}

/// A member that may be left out is never `null`.
///
/// schemars adds `null` to the schema of every `Option`, also where serde never writes it.
fn omitted_not_null(object: &mut Map<String, Value>) {
    let required = object.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(Value::Object(properties)) = object.get_mut("properties") else { return };
    for (name, property) in properties {
        if let Value::Object(property) = property
            && !required.iter().any(|required| required == name)
        {
            without_null(property);
        }
    }
}

fn without_null(schema: &mut Map<String, Value>) {
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
    if only.contains_key("$ref") && !schema.is_empty() {
        // In draft-07 a `$ref` hides its siblings, so it stands in an `allOf`.
        schema.insert("allOf".to_owned(), Value::Array(vec![Value::Object(only)]));
    } else {
        schema.extend(only);
    }
}

/// The names with two shapes: those that differ, and those that refer to one that differs.
fn split(accepted: &BTreeMap<String, Schema>, sent: &BTreeMap<String, Schema>) -> BTreeSet<String> {
    let shared: Vec<(&String, &Schema, &Schema)> =
        accepted.iter().filter_map(|(name, schema)| Some((name, schema, sent.get(name)?))).collect();
    let differ = shared.iter().filter(|(_, accepted, sent)| accepted != sent);
    let mut split: BTreeSet<String> = differ.map(|(name, ..)| (*name).clone()).collect();
    loop {
        let before = split.len();
        for (name, schema, _) in &shared {
            if refers_to(schema.as_value(), &split) {
                split.insert((*name).clone());
            }
        }
        if split.len() == before {
            return split;
        }
    }
}

fn refers_to(schema: &Value, names: &BTreeSet<String>) -> bool {
    match schema {
        Value::Object(object) => {
            object
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(defined)
                .is_some_and(|name| names.contains(name))
                || object.values().any(|value| refers_to(value, names))
        }
        Value::Array(values) => values.iter().any(|value| refers_to(value, names)),
        _ => false,
    }
}

fn rename(schema: &mut Schema, names: &BTreeSet<String>) {
    if let Some(Value::String(reference)) = schema.as_object_mut().and_then(|object| object.get_mut("$ref"))
        && let Some(name) = defined(reference)
        && names.contains(name)
    {
        *reference = format!("{DEFINITIONS}{}", input_name(name));
    }
    transform_subschemas(&mut |child: &mut Schema| rename(child, names), schema);
}

/// The name of a schema that is referred to.
pub(super) fn defined(reference: &str) -> Option<&str> {
    reference.strip_prefix(DEFINITIONS)
}

fn input_name(name: &str) -> String {
    format!("{name}Input")
}
