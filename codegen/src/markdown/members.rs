//! Schemas in words: tables of members, lists of values.

use std::collections::HashSet;

use barwire_schema::protocol::MAX_SAFE_INTEGER;
use serde::Serialize;

use crate::model::{
    Bound, If, Kind, List, Literal, Model, Number, Object, Property, Schema, SchemaId, Tag, Text, Union,
};

/// The member of a frame that holds what a message is about.
const PAYLOAD: &str = "payload";

/// How deep a structure is told in one line; what is deeper is left out, which also ends the cycles of what has no name.
const DEPTH: usize = 6;

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

/// What the payload of a message is.
#[derive(Serialize)]
pub(super) struct Payload {
    pub(super) shapes: Vec<Shape>,
    /// In words, for one that is no object.
    pub(super) text: Option<String>,
}

/// The schema of the payload within a frame, if the frame has one.
fn payload_within(model: &Model, frame: SchemaId) -> Option<SchemaId> {
    let mut properties = objects(model, frame).into_iter().flat_map(|object| &object.properties);
    properties.find(|property| property.name == PAYLOAD).map(|property| property.schema)
}

/// The object that a schema is, or those of which it is all.
fn objects(model: &Model, id: SchemaId) -> Vec<&Object> {
    let mut objects = Vec::new();
    let mut known = HashSet::new();
    let mut waiting = vec![model.schemas.target(id)];
    while let Some(id) = waiting.pop() {
        match &model.schemas.get(id).kind {
            Kind::Object(object) => objects.push(object),
            Kind::Guarded(part) => waiting.push(model.schemas.target(*part)),
            Kind::All(parts) if known.insert(id) => {
                waiting.extend(parts.iter().rev().map(|part| model.schemas.target(*part)));
            }
            _ => {}
        }
    }
    objects
}

/// The payload of a message; empty where the frame has no payload, or one without members.
pub(super) fn payload(model: &Model, frame: SchemaId) -> Payload {
    let id = payload_within(model, frame).unwrap_or(frame);
    let shapes = shapes(model, id);
    let said = shapes.is_empty()
        && !matches!(model.schemas.resolve(id).kind, Kind::Any | Kind::Object(_) | Kind::Guarded(_));
    Payload { shapes, text: said.then(|| reference(model, id, DEPTH)) }
}

/// The named schemas that messages refer to, but are not the payload of.
pub(super) fn types(model: &Model) -> Vec<Type> {
    let payloads = model.messages.iter().filter_map(|message| payload_within(model, message.payload));
    let shown: HashSet<&str> =
        payloads.filter_map(|payload| model.schemas.resolve(payload).name.as_deref()).collect();
    let named = model.schemas.named().into_iter().filter(|(name, _)| !shown.contains(name));
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
    let text = (values.is_empty() && shapes.is_empty()).then(|| structure(model, schema, DEPTH));
    Type { name: name.to_owned(), description: cell(&schema.docs.description), shapes, values, text }
}

fn value(Literal { value, description, .. }: &Literal) -> Value {
    Value { value: cell(&format!("`{value}`")), description: cell(description) }
}

fn shapes(model: &Model, id: SchemaId) -> Vec<Shape> {
    if let Kind::Union(Union { variants, tag: Some(tag), .. }) = &model.schemas.resolve(id).kind {
        let alternatives = variants.iter().zip(&tag.values);
        return alternatives
            .filter_map(|(variant, values)| {
                let description = &model.schemas.resolve(*variant).docs.description;
                shape(model, Some(title(tag, values)), description, &objects(model, *variant))
            })
            .collect();
    }
    shape(model, None, "", &objects(model, id)).into_iter().collect()
}

/// What tells an alternative from the others.
fn title(Tag { member, .. }: &Tag, values: &[serde_json::Value]) -> String {
    values.iter().map(|value| format!("`{member}: {value}`")).collect::<Vec<_>>().join(" or ")
}

/// The members of an object, or of several that are one; none where there are no members.
fn shape(model: &Model, title: Option<String>, description: &str, objects: &[&Object]) -> Option<Shape> {
    let mut known = HashSet::new();
    let properties = objects.iter().flat_map(|object| &object.properties);
    let members: Vec<Member> = properties
        .filter(|property| known.insert(property.name.as_str()))
        .map(|property| member(model, property))
        .collect();
    (!members.is_empty()).then(|| Shape { title, description: cell(description), members })
}

fn member(model: &Model, property: &Property) -> Member {
    let schema = model.schemas.get(property.schema);
    let mut description = if schema.name.is_some() { String::new() } else { cell(&schema.docs.description) };
    if let Some(default) = &schema.docs.default {
        description.push_str(&format!(" Default: {}.", cell(&format!("`{default}`"))));
    }
    Member {
        name: cell(&format!("`{}`", property.name)),
        presence: if property.required { "always" } else { "optional" },
        ty: reference(model, property.schema, DEPTH).replace('|', "\\|"),
        description: description.trim().to_owned(),
    }
}

/// A type where it is used: a link to its entry, or its structure.
fn reference(model: &Model, id: SchemaId, depth: usize) -> String {
    let Some(depth) = depth.checked_sub(1) else { return "…".to_owned() };
    let schema = model.schemas.get(id);
    match (&schema.name, &schema.kind) {
        (Some(name), _) => format!("[{name}](#{})", super::anchor(name)),
        (None, Kind::Reference(target)) => reference(model, *target, depth),
        (None, _) => structure(model, schema, depth),
    }
}

fn structure(model: &Model, schema: &Schema, depth: usize) -> String {
    let told = |id: &SchemaId| reference(model, *id, depth);
    let joined = |ids: &[SchemaId], by: &str| ids.iter().map(told).collect::<Vec<_>>().join(by);
    match &schema.kind {
        Kind::Any => "anything".to_owned(),
        Kind::Never => "nothing".to_owned(),
        Kind::Null => "null".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Number(number) => numbers(number),
        Kind::Text(Text { min, max, .. }) => format!("string{}", lengths(*min, *max)),
        Kind::Literals(literals) => {
            literals.iter().map(|literal| format!("`{}`", literal.value)).collect::<Vec<_>>().join(", ")
        }
        Kind::List(List { prefix, items, .. }) if prefix.is_empty() => format!("list of {}", told(items)),
        Kind::List(List { prefix, items, .. }) => match model.schemas.resolve(*items).kind {
            Kind::Never => format!("list of {}", joined(prefix, ", then ")),
            _ => format!("list of {}, then any number of {}", joined(prefix, ", then "), told(items)),
        },
        Kind::Object(object) if !object.properties.is_empty() => {
            let names = object.properties.iter().map(|property| format!("`{}`", property.name));
            format!("object with {}", names.collect::<Vec<_>>().join(", "))
        }
        Kind::Object(Object { additional, patterns, .. }) => {
            let names = patterns
                .iter()
                .map(|(pattern, values)| format!("map from names like `{pattern}` to {}", told(values)));
            let others = additional.iter().map(|values| match model.schemas.resolve(*values).kind {
                Kind::Never => "nothing else".to_owned(),
                _ => format!("map to {}", told(values)),
            });
            let maps: Vec<String> = names.chain(others).collect();
            match maps.as_slice() {
                [] => "object".to_owned(),
                [only] if only == "nothing else" => "object without members".to_owned(),
                _ => maps.join(", and "),
            }
        }
        Kind::Union(union) => joined(&union.variants, ", or "),
        Kind::All(parts) => joined(parts, ", and also "),
        Kind::Not(other) => format!("anything but {}", told(other)),
        Kind::If(If { test, then, otherwise }) => {
            let arm = |arm: &Option<SchemaId>| arm.as_ref().map_or_else(|| "anything".to_owned(), told);
            format!("{} if it is {}, {} if not", arm(then), told(test), arm(otherwise))
        }
        Kind::Guarded(part) => format!("{}, or anything of another type", told(part)),
        Kind::Reference(target) => told(target),
    }
}

fn numbers(Number { integer, minimum, maximum, multiple_of, .. }: &Number) -> String {
    let mut text = if *integer { "integer" } else { "number" }.to_owned();
    let inclusive = |bound: &Option<Bound>| bound.as_ref().is_some_and(|bound| !bound.exclusive);
    match (minimum, maximum) {
        (Some(least), Some(largest)) if inclusive(minimum) && inclusive(maximum) => {
            text.push_str(&format!(", {} to {}", end(least), end(largest)));
        }
        _ => {
            if let Some(bound) = minimum {
                let word = if bound.exclusive { "more than" } else { "at least" };
                text.push_str(&format!(", {word} {}", end(bound)));
            }
            if let Some(bound) = maximum {
                let word = if bound.exclusive { "less than" } else { "at most" };
                text.push_str(&format!(", {word} {}", end(bound)));
            }
        }
    }
    for factor in multiple_of {
        text.push_str(&format!(", a multiple of {factor}"));
    }
    text
}

fn lengths(min: Option<u64>, max: Option<u64>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!(", {min} to {max} characters"),
        (Some(min), None) => format!(", at least {min} characters"),
        (None, Some(max)) => format!(", at most {max} characters"),
        (None, None) => String::new(),
    }
}

/// An end of a range. The largest integer that JavaScript keeps exact is known by its power.
fn end(Bound { value, .. }: &Bound) -> String {
    if value.as_u64() == Some(MAX_SAFE_INTEGER) { "2^53 − 1".to_owned() } else { value.to_string() }
}

/// A text on one line, as a cell of a table has it.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
