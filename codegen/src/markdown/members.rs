//! Schemas in words: tables of members, lists of values.

use barwire_schema::protocol::MAX_SAFE_INTEGER;
use serde::Serialize;

use crate::model::{Kind, Literal, Model, Number, Object, Schema, SchemaId, Text};

/// The member of a frame that holds what a message is about.
const PAYLOAD: &str = "payload";

/// The members of an object, under what tells it from its alternatives.
#[derive(Serialize)]
pub(super) struct Shape {
    title: Option<String>,
    description: String,
    members: Vec<Member>,
}

#[derive(Serialize)]
struct Member {
    name: String,
    presence: &'static str,
    ty: String,
    description: String,
}

/// A named schema that has an entry of its own.
#[derive(Serialize)]
pub(super) struct Type {
    name: String,
    description: String,
    shapes: Vec<Shape>,
    values: Vec<Value>,
    /// In words, for what has neither members nor values.
    text: Option<String>,
}

#[derive(Serialize)]
struct Value {
    value: String,
    description: String,
}

/// The schema of the payload within a frame, if the frame has one.
fn payload_within(model: &Model, frame: SchemaId) -> Option<SchemaId> {
    let Kind::Object(object) = &model.schemas.resolve(frame).kind else { return None };
    object.properties.iter().find(|property| property.name == PAYLOAD).map(|property| property.schema)
}

/// The shapes of a message's payload; none where the frame has no payload, or one without members.
pub(super) fn payload(model: &Model, frame: SchemaId) -> Vec<Shape> {
    shapes(model, payload_within(model, frame).unwrap_or(frame))
}

/// The named schemas that messages refer to, but are not the payload of.
pub(super) fn types(model: &Model) -> Vec<Type> {
    let payloads = model.messages.iter().filter_map(|message| payload_within(model, message.payload));
    let shown: Vec<String> =
        payloads.filter_map(|payload| model.schemas.resolve(payload).name.clone()).collect();
    let named =
        model.schemas.named().into_iter().filter(|(name, _)| !shown.iter().any(|shown| shown == name));
    named.map(|(name, id)| named_type(model, name, id)).collect()
}

fn named_type(model: &Model, name: &str, id: SchemaId) -> Type {
    let schema = model.schemas.get(id);
    let values = match &schema.kind {
        // Values that say it all are listed in a line.
        Kind::Literals(literals) if literals.iter().all(|literal| literal.description.is_empty()) => {
            Vec::new()
        }
        Kind::Literals(literals) => literals.iter().map(value).collect(),
        _ => Vec::new(),
    };
    let shapes = shapes(model, id);
    let text = (values.is_empty() && shapes.is_empty()).then(|| structure(model, schema));
    Type { name: name.to_owned(), description: cell(&schema.docs.description), shapes, values, text }
}

fn value(Literal { value, description }: &Literal) -> Value {
    Value { value: format!("`{value}`"), description: cell(description) }
}

fn shapes(model: &Model, id: SchemaId) -> Vec<Shape> {
    match &model.schemas.resolve(id).kind {
        Kind::Object(object) if !object.properties.is_empty() => vec![shape(model, None, "", object)],
        Kind::Union(union) => {
            let Some((tag, values)) = &union.tag else { return Vec::new() };
            let variants = union.variants.iter().zip(values);
            variants
                .filter_map(|(variant, value)| {
                    let schema = model.schemas.resolve(*variant);
                    let Kind::Object(object) = &schema.kind else { return None };
                    Some(shape(model, Some(format!("`{tag}: {value}`")), &schema.docs.description, object))
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

fn shape(model: &Model, title: Option<String>, description: &str, object: &Object) -> Shape {
    let members = object.properties.iter().map(|property| {
        let schema = model.schemas.get(property.schema);
        let mut description =
            if schema.name.is_some() { String::new() } else { cell(&schema.docs.description) };
        if let Some(default) = &schema.docs.default {
            description.push_str(&format!(" Default: `{default}`."));
        }
        Member {
            name: format!("`{}`", property.name),
            presence: if property.required { "always" } else { "optional" },
            ty: reference(model, property.schema),
            description: description.trim().to_owned(),
        }
    });
    Shape { title, description: cell(description), members: members.collect() }
}

/// A type where it is used: a link to its entry, or its structure.
fn reference(model: &Model, id: SchemaId) -> String {
    let schema = model.schemas.get(id);
    match (&schema.name, &schema.kind) {
        (Some(name), _) => format!("[{name}](#{})", super::anchor(name)),
        (None, Kind::Reference(target)) => reference(model, *target),
        (None, _) => structure(model, schema),
    }
}

fn structure(model: &Model, schema: &Schema) -> String {
    match &schema.kind {
        Kind::Any => "anything".to_owned(),
        Kind::Never => "nothing".to_owned(),
        Kind::Null => "null".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Number(Number { integer, minimum, maximum, .. }) => {
            let word = if *integer { "integer" } else { "number" };
            match (minimum.as_ref().map(bound), maximum.as_ref().map(bound)) {
                (Some(minimum), Some(maximum)) => format!("{word}, {minimum} to {maximum}"),
                (Some(minimum), None) => format!("{word}, at least {minimum}"),
                (None, Some(maximum)) => format!("{word}, at most {maximum}"),
                (None, None) => word.to_owned(),
            }
        }
        Kind::Text(Text { min, max, .. }) => match (min, max) {
            (Some(min), Some(max)) => format!("string, {min} to {max} characters"),
            (Some(min), None) => format!("string, at least {min} characters"),
            (None, Some(max)) => format!("string, at most {max} characters"),
            (None, None) => "string".to_owned(),
        },
        Kind::Literals(literals) => {
            literals.iter().map(|literal| format!("`{}`", literal.value)).collect::<Vec<_>>().join(", ")
        }
        Kind::List { items, .. } => format!("list of {}", reference(model, *items)),
        Kind::Object(Object { additional: Some(values), .. }) => {
            format!("map to {}", reference(model, *values))
        }
        Kind::Object(_) => "object".to_owned(),
        Kind::Union(union) => {
            let variants: Vec<String> =
                union.variants.iter().map(|variant| reference(model, *variant)).collect();
            variants.join(", or ")
        }
        Kind::Reference(target) => reference(model, *target),
    }
}

/// A bound of a number. The largest integer that JavaScript keeps exact is known by its power.
fn bound(bound: &serde_json::Number) -> String {
    if bound.as_u64() == Some(MAX_SAFE_INTEGER) { "2^53 − 1".to_owned() } else { bound.to_string() }
}

/// A description on one line, as a cell of a table has it.
fn cell(description: &str) -> String {
    description.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
