//! Schemas as tables: members, values, and what tells alternatives apart.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::Value;

use super::text::{anchor, block, code, escaped, line};
use crate::model::{Docs, Kind, Literal, Model, Object, Property, SchemaId, Union};
use crate::words::{self, Markup};

/// How the page marks what is no word.
pub(super) struct Html;

impl Markup for Html {
    fn link(&self, name: &str) -> String {
        format!("<a href=\"#{}\">{}</a>", anchor("type", name), escaped(name))
    }

    fn code(&self, text: &str) -> String {
        code(text)
    }
}

/// The members of an object, under what tells it from its alternatives.
#[derive(Serialize)]
pub(super) struct Shape {
    title: Option<String>,
    description: String,
    members: Vec<Member>,
}

/// A member of an object, or a parameter.
#[derive(Serialize)]
pub(super) struct Member {
    pub(super) name: String,
    /// Where a parameter stands.
    pub(super) place: Option<&'static str>,
    pub(super) ty: String,
    /// `required`, `optional`, or the default.
    pub(super) presence: String,
    pub(super) description: String,
}

/// A schema that has a name.
#[derive(Serialize)]
pub(super) struct Type {
    anchor: String,
    name: String,
    description: String,
    shapes: Vec<Shape>,
    values: Vec<Choice>,
    /// In words, for what has neither members nor values.
    text: Option<String>,
    examples: Vec<String>,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    description: String,
}

/// The schemas that have a name, by that.
pub(super) fn types(model: &Model) -> Vec<Type> {
    model.schemas.named().into_iter().map(|(name, id)| named(model, name, id)).collect()
}

fn named(model: &Model, name: &str, id: SchemaId) -> Type {
    let schema = model.schemas.get(id);
    let values: Vec<Choice> = match &schema.kind {
        // Values that say it all are told in a line.
        Kind::Literals(literals) if literals.iter().any(|literal| !literal.description.is_empty()) => {
            literals.iter().map(choice).collect()
        }
        _ => Vec::new(),
    };
    let shapes = shapes(model, id);
    let is_told = values.is_empty() && shapes.is_empty();
    Type {
        anchor: anchor("type", name),
        name: escaped(name),
        description: block(&schema.docs.description),
        shapes,
        values,
        text: is_told.then(|| words::structure(model, &Html, id)),
        examples: schema.docs.examples.iter().map(example).collect(),
    }
}

fn choice(Literal { value, description, .. }: &Literal) -> Choice {
    Choice { value: code(&value.to_string()), description: line(description) }
}

/// The tables of a schema: one of an object, one for each alternative of a union; none of anything else.
pub(super) fn shapes(model: &Model, id: SchemaId) -> Vec<Shape> {
    match &model.schemas.resolve(id).kind {
        Kind::Union(Union { variants, tag: Some(tag), .. }) => {
            let alternatives = variants.iter().zip(&tag.values);
            alternatives
                .filter_map(|(variant, values)| {
                    let description = &model.schemas.resolve(*variant).docs.description;
                    let title = words::tagged(&Html, tag, values);
                    shape(model, Some(title), description, &words::objects(model, *variant))
                })
                .collect()
        }
        Kind::List(list) if list.prefix.is_empty() => shapes(model, list.items),
        _ => shape(model, None, "", &words::objects(model, id)).into_iter().collect(),
    }
}

/// The members of an object, or of several that are one; none where there are no members.
fn shape(model: &Model, title: Option<String>, description: &str, objects: &[&Object]) -> Option<Shape> {
    let mut known = HashSet::new();
    let properties = objects.iter().flat_map(|object| &object.properties);
    let members: Vec<Member> = properties
        .filter(|property| known.insert(property.name.as_str()))
        .map(|property| member(model, property))
        .collect();
    (!members.is_empty()).then(|| Shape { title, description: block(description), members })
}

/// A member as a row of a table.
pub(super) fn member(model: &Model, property: &Property) -> Member {
    let schema = model.schemas.get(property.schema);
    // What has a name is explained there.
    let docs = if schema.name.is_some() { first_of(&schema.docs) } else { schema.docs.clone() };
    let mut description = line(&docs.description);
    if docs.deprecated {
        description = format!("<strong>Deprecated.</strong> {description}");
    }
    if let Some(example) = docs.examples.first() {
        description.push_str(&format!(" Example: {}.", code(&example.to_string())));
    }
    let presence = match &schema.docs.default {
        _ if property.required => "required".to_owned(),
        Some(default) => format!("default {}", code(&default.to_string())),
        None => "optional".to_owned(),
    };
    Member {
        name: code(&property.name),
        place: None,
        ty: words::reference(model, &Html, property.schema),
        presence,
        description: description.trim().to_owned(),
    }
}

/// What a table says of a schema that has an entry: the first paragraph.
fn first_of(docs: &Docs) -> Docs {
    let first = docs.description.split("\n\n").next().unwrap_or_default();
    Docs { description: first.to_owned(), deprecated: docs.deprecated, ..Docs::default() }
}

/// A value as it is shown.
pub(super) fn example(value: &Value) -> String {
    // Every value has a text; what has none would be shown on one line.
    escaped(&serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string()))
}
