//! Schemas in words, as pages for people tell them: each in one line.

use std::collections::HashSet;

use barwire_schema::protocol::MAX_SAFE_INTEGER;

use crate::model::{Bound, If, Kind, List, Model, Number, Object, Schema, SchemaId, Tag, Text};

/// How deep a structure is told in one line; what is deeper is left out, which also ends the cycles of what has no name.
const DEPTH: usize = 6;

/// How a page marks what is no word.
pub(crate) trait Markup {
    /// The name of a schema, which leads to its entry.
    fn link(&self, name: &str) -> String;
    /// A name or a value as programs have it.
    fn code(&self, text: &str) -> String;
}

/// The object that a schema is, or those of which it is all.
pub(crate) fn objects(model: &Model, id: SchemaId) -> Vec<&Object> {
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

/// What tells an alternative from the others.
pub(crate) fn tagged(markup: &impl Markup, Tag { member, .. }: &Tag, values: &[serde_json::Value]) -> String {
    values.iter().map(|value| markup.code(&format!("{member}: {value}"))).collect::<Vec<_>>().join(" or ")
}

/// A type where it is used: a link to its entry, or its structure.
pub(crate) fn reference(model: &Model, markup: &impl Markup, id: SchemaId) -> String {
    reference_within(model, markup, id, DEPTH)
}

/// What a schema admits, whether it has a name or none.
pub(crate) fn structure(model: &Model, markup: &impl Markup, id: SchemaId) -> String {
    structure_within(model, markup, model.schemas.get(id), DEPTH)
}

fn reference_within(model: &Model, markup: &impl Markup, id: SchemaId, depth: usize) -> String {
    let Some(depth) = depth.checked_sub(1) else { return "…".to_owned() };
    let schema = model.schemas.get(id);
    match (&schema.name, &schema.kind) {
        (Some(name), _) => markup.link(name),
        (None, Kind::Reference(target)) => reference_within(model, markup, *target, depth),
        (None, _) => structure_within(model, markup, schema, depth),
    }
}

fn structure_within(model: &Model, markup: &impl Markup, schema: &Schema, depth: usize) -> String {
    let told = |id: &SchemaId| reference_within(model, markup, *id, depth);
    let joined = |ids: &[SchemaId], by: &str| ids.iter().map(told).collect::<Vec<_>>().join(by);
    match &schema.kind {
        Kind::Any => "anything".to_owned(),
        Kind::Never => "nothing".to_owned(),
        Kind::Null => "null".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Number(number) => numbers(number),
        Kind::Text(Text { min, max, .. }) => format!("string{}", lengths(*min, *max)),
        Kind::Literals(literals) => literals
            .iter()
            .map(|literal| markup.code(&literal.value.to_string()))
            .collect::<Vec<_>>()
            .join(", "),
        Kind::List(List { prefix, items, .. }) if prefix.is_empty() => format!("list of {}", told(items)),
        Kind::List(List { prefix, items, .. }) => match model.schemas.resolve(*items).kind {
            Kind::Never => format!("list of {}", joined(prefix, ", then ")),
            _ => format!("list of {}, then any number of {}", joined(prefix, ", then "), told(items)),
        },
        Kind::Object(object) if !object.properties.is_empty() => {
            let names = object.properties.iter().map(|property| markup.code(&property.name));
            format!("object with {}", names.collect::<Vec<_>>().join(", "))
        }
        Kind::Object(Object { additional, patterns, .. }) => {
            let names = patterns.iter().map(|(pattern, values)| {
                format!("map from names like {} to {}", markup.code(pattern), told(values))
            });
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
