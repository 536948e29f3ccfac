//! Schemas in words: tables of members, lists of values.

use std::collections::HashSet;

use serde::Serialize;

use crate::model::{Kind, Literal, Model, Object, Property, SchemaId, Union};
use crate::words::{self, Markup};

/// The member of a frame that holds what a message is about.
const PAYLOAD: &str = "payload";

/// How Markdown marks what is no word.
struct Markdown;

impl Markup for Markdown {
    fn link(&self, name: &str) -> String {
        format!("[{name}](#{})", super::anchor(name))
    }

    fn code(&self, text: &str) -> String {
        format!("`{text}`")
    }
}

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
    let mut properties = words::objects(model, frame).into_iter().flat_map(|object| &object.properties);
    properties.find(|property| property.name == PAYLOAD).map(|property| property.schema)
}

/// The payload of a message; empty where the frame has no payload, or one without members.
pub(super) fn payload(model: &Model, frame: SchemaId) -> Payload {
    let id = payload_within(model, frame).unwrap_or(frame);
    let shapes = shapes(model, id);
    let said = shapes.is_empty()
        && !matches!(model.schemas.resolve(id).kind, Kind::Any | Kind::Object(_) | Kind::Guarded(_));
    Payload { shapes, text: said.then(|| words::reference(model, &Markdown, id)) }
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
    let text = (values.is_empty() && shapes.is_empty()).then(|| words::structure(model, &Markdown, id));
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
                shape(
                    model,
                    Some(words::tagged(&Markdown, tag, values)),
                    description,
                    &words::objects(model, *variant),
                )
            })
            .collect();
    }
    shape(model, None, "", &words::objects(model, id)).into_iter().collect()
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
        ty: words::reference(model, &Markdown, property.schema).replace('|', "\\|"),
        description: description.trim().to_owned(),
    }
}

/// A text on one line, as a cell of a table has it.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
