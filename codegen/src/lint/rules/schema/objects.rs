//! Properties: what is required, what is allowed, and what tells alternatives apart.

use std::collections::{BTreeSet, HashSet};

use regress::Regex;

use super::{
    CLOSED_ALL_OF, DISCRIMINATOR_DANGLING, DISCRIMINATOR_UNDECLARED, Parts, REQUIRED_IMPOSSIBLE,
    REQUIRED_UNDECLARED, parts_of,
};
use crate::lint::{Context, Report};
use crate::model::source::{Node, NodeId};

pub(super) fn check(schema: Node<'_>, context: &Context<'_>, parts: &Parts, report: &mut Report) {
    closed_all_of(schema, report);
    if !parts.holds(schema) && report.is_sound(schema) {
        for Undeclared { name, item, is_impossible } in undeclared_in(schema) {
            if is_impossible {
                let message = format!("`{name}` is required, and refused: it is not declared");
                report.add(&REQUIRED_IMPOSSIBLE, item, message);
            } else {
                report.add(&REQUIRED_UNDECLARED, item, format!("`{name}` is required, and not declared"));
            }
        }
    }
    discriminator(schema, context, report);
}

/// A name in `required` that no property has.
struct Undeclared<'a> {
    name: &'a str,
    item: Node<'a>,
    is_impossible: bool,
}

/// The names in `required` of a schema that no property has.
pub(in crate::lint::rules) fn undeclared(schema: Node<'_>) -> impl Iterator<Item = &str> {
    undeclared_in(schema).into_iter().map(|found| found.name)
}

fn undeclared_in(schema: Node<'_>) -> Vec<Undeclared<'_>> {
    let Some(whole) = Whole::of(schema) else { return Vec::new() };
    if whole.declared.is_empty() || whole.is_map {
        return Vec::new();
    }
    let is_closed = schema.get("additionalProperties").and_then(Node::as_bool) == Some(false);
    whole
        .required
        .iter()
        .filter_map(|item| Some((item.as_str()?, *item)))
        .filter(|(name, _)| !whole.declared.contains(name))
        .filter(|(name, _)| !whole.patterns.iter().any(|pattern| matches(pattern, name)))
        .map(|(name, item)| Undeclared { name, item, is_impossible: is_closed })
        .collect()
}

fn matches(pattern: &str, name: &str) -> bool {
    Regex::with_flags(pattern, "u").is_ok_and(|regex| regex.find(name).is_some())
}

/// What a schema and its parts say of the properties of an object.
#[derive(Default)]
struct Whole<'a> {
    declared: BTreeSet<&'a str>,
    patterns: BTreeSet<&'a str>,
    required: Vec<Node<'a>>,
    /// Whether what is not declared has a schema too.
    is_map: bool,
}

impl<'a> Whole<'a> {
    /// `None` where a part cannot be found.
    fn of(schema: Node<'a>) -> Option<Self> {
        let mut whole = Self::default();
        let mut seen: HashSet<NodeId> = HashSet::new();
        let mut waiting = vec![schema];
        while let Some(part) = waiting.pop() {
            let part = part.resolve().ok()?;
            if !seen.insert(part.id()) {
                continue;
            }
            let names = |keyword| {
                let entries = part.get(keyword).map(Node::members).unwrap_or_default();
                entries.iter().map(|member| member.key.as_str())
            };
            whole.declared.extend(names("properties"));
            whole.patterns.extend(names("patternProperties"));
            whole.required.extend(part.get("required").into_iter().flat_map(Node::items));
            whole.is_map |= part.get("additionalProperties").is_some_and(Node::is_object);
            waiting.extend(parts_of(part));
        }
        whole.required.sort_unstable_by_key(|item| item.id());
        Some(whole)
    }
}

/// A part of `allOf` that refuses what another one declares.
fn closed_all_of(schema: Node<'_>, report: &mut Report) {
    let Some(list) = schema.get("allOf") else { return };
    let mut parts = vec![schema];
    parts.extend(list.items().filter_map(|part| part.resolve().ok()));
    for (index, closed) in parts.iter().enumerate() {
        if closed.get("additionalProperties").and_then(Node::as_bool) != Some(false) {
            continue;
        }
        let allowed: Vec<&str> = closed
            .get("patternProperties")
            .map(Node::members)
            .unwrap_or_default()
            .iter()
            .map(|member| member.key.as_str())
            .collect();
        let refuses = |name: &str| {
            closed.get("properties").and_then(|map| map.get(name)).is_none()
                && !allowed.iter().any(|pattern| matches(pattern, name))
        };
        let others = parts.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, part)| *part);
        let required = others
            .clone()
            .flat_map(|part| part.get("required").into_iter().flat_map(Node::items).filter_map(Node::as_str));
        let declared = others.flat_map(|part| {
            part.get("properties")
                .map(Node::members)
                .unwrap_or_default()
                .iter()
                .map(|member| member.key.as_str())
        });
        let what = if index == 0 { "this schema".to_owned() } else { format!("part {index}") };
        let first_of = |names: &mut dyn Iterator<Item = &str>| {
            names.filter(|name| refuses(name)).min().map(str::to_owned)
        };
        let message = if let Some(name) = first_of(&mut required.into_iter()) {
            format!("no object fits: {what} is closed and refuses `{name}`, which another part requires")
        } else if let Some(name) = first_of(&mut declared.into_iter()) {
            format!("{what} is closed and refuses `{name}`, which another part declares")
        } else {
            continue;
        };
        report.add_at_key(&CLOSED_ALL_OF, schema, "allOf", message);
        return;
    }
}

fn discriminator(schema: Node<'_>, context: &Context<'_>, report: &mut Report) {
    let Some(node) = schema.get("discriminator") else { return };
    let name = node.as_str().or_else(|| node.get("propertyName").and_then(Node::as_str));
    let Some(name) = name else { return };
    let mut alternatives: Vec<Node<'_>> =
        ["oneOf", "anyOf"].iter().filter_map(|keyword| schema.get(keyword)).flat_map(Node::items).collect();
    // The property may be declared once, beside the alternatives.
    if alternatives.is_empty() || says(schema, name) == Some((true, true)) {
        alternatives = vec![schema];
    }
    let lacking: Vec<(Node<'_>, &str)> = alternatives
        .iter()
        .filter_map(|alternative| match says(*alternative, name)? {
            (true, true) => None,
            (true, false) => Some((*alternative, "not required")),
            (false, _) => Some((*alternative, "not declared")),
        })
        .collect();
    match lacking.as_slice() {
        [] => {}
        [(only, lack)] if alternatives.len() > 1 => {
            let message = format!("the discriminator `{name}` is {lack} in this alternative");
            report.add(&DISCRIMINATOR_UNDECLARED, *only, message);
        }
        [(_, lack), ..] => {
            let what = if alternatives.len() == 1 { "here" } else { "in the alternatives" };
            report.add_at_key(
                &DISCRIMINATOR_UNDECLARED,
                schema,
                "discriminator",
                format!("`{name}` is {lack} {what}"),
            );
        }
    }
    let Some(mapping) = node.get("mapping") else { return };
    for (value, target) in mapping.sorted() {
        let Some(reference) = target.as_str() else { continue };
        let component = || {
            let schemas = context.root.get("components").and_then(|components| components.get("schemas"));
            schemas.and_then(|schemas| schemas.get(reference)).is_some()
        };
        if !component() && target.follow(reference).is_err() {
            let message = format!("`{value}` stands for `{reference}`, which is no schema");
            report.add_at_key(&DISCRIMINATOR_DANGLING, mapping, value, message);
        }
    }
}

/// Whether a schema declares a property, and requires it, with all of its parts; `None` where a part cannot be found.
fn says(schema: Node<'_>, name: &str) -> Option<(bool, bool)> {
    let mut found = (false, false);
    let mut seen: HashSet<NodeId> = HashSet::new();
    let mut waiting = vec![schema];
    while let Some(part) = waiting.pop() {
        let part = part.resolve().ok()?;
        if !seen.insert(part.id()) {
            continue;
        }
        found.0 |= part.get("properties").is_some_and(|map| map.get(name).is_some());
        found.1 |=
            part.get("required").is_some_and(|list| list.items().any(|item| item.as_str() == Some(name)));
        waiting.extend(part.get("allOf").into_iter().flat_map(Node::items));
    }
    Some(found)
}
