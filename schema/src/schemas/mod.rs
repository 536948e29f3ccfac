//! The schemas of a document: what the server accepts and what it sends, in one set of names.
//!
//! A type has two shapes where serde's reading and writing differ: members with a default are optional when read and always there when
//! written. Two generators, one per direction, make them; where the same name has two shapes, the one that is accepted is renamed to
//! `…Input`.

mod tidy;

use std::collections::{BTreeMap, BTreeSet};

use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::transform_subschemas;
use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use tidy::tidy;

/// Where named schemas stand in a document.
const DEFINITIONS: &str = "#/components/schemas/";

/// Why types have no schemas in a document.
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
    /// A type that the server sends has a member that may be `null`.
    #[error(
        "`{member}` of `{schema}` may be null, which is never on the wire; give it #[serde(default, deserialize_with = \
         \"present\", skip_serializing_if = \"Option::is_none\")], with `present` of barwire_schema::protocol"
    )]
    Nullable {
        /// The name of the type.
        schema: String,
        /// The member.
        member: String,
    },
}

/// The dialect of JSON Schema that a document has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// AsyncAPI's own is a superset of draft-07, and the only one that its tools check.
    Draft7,
    /// That of OpenAPI 3.1.
    Draft2020,
}

/// Adds the schema of a type to a generator and returns a reference to it.
pub(crate) type Generate = fn(&mut SchemaGenerator) -> Schema;

/// Who writes a value of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// A client: the server accepts it.
    Accepted,
    /// The server.
    Sent,
}

/// The schemas of a whole document: the named ones, and for each type its own or a reference to it.
pub(crate) struct Schemas {
    pub(crate) named: BTreeMap<String, Schema>,
    pub(crate) own: Vec<Schema>,
}

/// Generates the schemas of all `types`.
///
/// # Errors
/// [`SchemaError`] where two types have one name.
pub(crate) fn generate(types: &[(Generate, Direction)], dialect: Dialect) -> Result<Schemas, SchemaError> {
    let mut accepted = generator(Contract::Deserialize, dialect);
    let mut sent = generator(Contract::Serialize, dialect);
    let mut own: Vec<Schema> = types
        .iter()
        .map(|(generate, direction)| match direction {
            Direction::Accepted => generate(&mut accepted),
            Direction::Sent => generate(&mut sent),
        })
        .collect();
    let (mut accepted, sent) = (definitions(accepted, dialect)?, definitions(sent, dialect)?);

    let split = split(&accepted, &sent);
    for (schema, (_, direction)) in own.iter_mut().zip(types) {
        tidy(schema, dialect);
        if *direction == Direction::Accepted {
            rename(schema, &split);
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
    Ok(Schemas { named, own })
}

fn generator(contract: Contract, dialect: Dialect) -> SchemaGenerator {
    let settings = match dialect {
        Dialect::Draft7 => SchemaSettings::draft07(),
        Dialect::Draft2020 => SchemaSettings::draft2020_12(),
    };
    settings
        .with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
            settings.contract = contract;
        })
        .into_generator()
}

fn definitions(
    mut generator: SchemaGenerator,
    dialect: Dialect,
) -> Result<BTreeMap<String, Schema>, SchemaError> {
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
    schemas.values_mut().for_each(|schema| tidy(schema, dialect));
    Ok(schemas)
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

/// Whether a schema refers to one of `names`, itself or within.
pub(crate) fn refers_to(schema: &Value, names: &BTreeSet<String>) -> bool {
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
pub(crate) fn defined(reference: &str) -> Option<&str> {
    reference.strip_prefix(DEFINITIONS)
}

fn input_name(name: &str) -> String {
    format!("{name}Input")
}

/// The alternatives of a schema, through references.
pub(crate) fn variants<'a>(schema: &'a Value, named: &'a BTreeMap<String, Value>) -> Vec<&'a Value> {
    if let Some(target) = schema["$ref"].as_str().and_then(defined).and_then(|name| named.get(name)) {
        return variants(target, named);
    }
    match ["oneOf", "anyOf"].iter().find_map(|keyword| schema[keyword].as_array()) {
        Some(alternatives) => alternatives.iter().flat_map(|schema| variants(schema, named)).collect(),
        None => vec![schema],
    }
}

/// Checks that no member may be `null`.
///
/// Whether a member that is only received takes `null` is for serde to say: no schema shows it.
pub(crate) fn without_null(named: &BTreeMap<String, Value>) -> Result<(), SchemaError> {
    for (name, schema) in named {
        for variant in variants(schema, named) {
            let Some(properties) = variant["properties"].as_object() else { continue };
            if let Some((member, _)) = properties.iter().find(|(_, property)| is_nullable(property)) {
                return Err(SchemaError::Nullable { schema: name.clone(), member: member.clone() });
            }
        }
    }
    Ok(())
}

/// Whether a schema admits `null`, not through a reference.
pub(crate) fn is_nullable(schema: &Value) -> bool {
    let null = |name: &Value| name == "null";
    match &schema["type"] {
        Value::Array(names) => names.iter().any(null),
        name => {
            null(name) || schema["anyOf"].as_array().is_some_and(|variants| variants.iter().any(is_nullable))
        }
    }
}
