//! Whether a value is one that a sender makes from types: every member of every object is declared.
//!
//! This reads what is written, and asks the judge which alternatives a value fits. It shares nothing with the search, whose values it checks.

use jsonschema::Draft;
use serde_json::Value;

use super::judge::{Judge, draft};
use crate::model::source::Node;

/// How deep a value is looked into.
const DEPTH: usize = 200;

/// Whether every member of every object in a value is declared by one of the schemas that it must fit.
pub(super) fn is_emitted(schemas: Vec<Node<'_>>, value: &Value, judge: &mut Judge<'_>) -> bool {
    all_declared(schemas, value, judge, DEPTH)
}

fn all_declared<'a>(schemas: Vec<Node<'a>>, value: &Value, judge: &mut Judge<'_>, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return true };
    let active = active(schemas, value, judge);
    match value {
        Value::Object(members) => {
            let objects: Vec<Node<'a>> = active.into_iter().filter(|node| is_about_objects(*node)).collect();
            objects.is_empty()
                || members.iter().all(|(name, member)| {
                    objects.iter().any(|node| declares(*node, name))
                        && all_declared(of_member(&objects, name), member, judge, depth)
                })
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .all(|(index, item)| all_declared(of_item(&active, index), item, judge, depth)),
        _ => true,
    }
}

/// The schemas that say something of a value: those themselves, and what they apply to the same value.
fn active<'a>(schemas: Vec<Node<'a>>, value: &Value, judge: &mut Judge<'_>) -> Vec<Node<'a>> {
    let mut known = Vec::new();
    let mut waiting = schemas;
    while let Some(node) = waiting.pop() {
        if known.iter().any(|other: &Node<'_>| other.id() == node.id()) {
            continue;
        }
        known.push(node);
        if node.get("$ref").is_some() {
            waiting.extend(node.resolve());
            if draft(node) == Draft::Draft7 {
                continue;
            }
        }
        waiting.extend(node.get("allOf").into_iter().flat_map(Node::items));
        for keyword in ["anyOf", "oneOf"] {
            for part in node.get(keyword).into_iter().flat_map(Node::items) {
                if judge.admits_node(part, value) == Some(true) {
                    waiting.push(part);
                }
            }
        }
        if let Some(test) = node.get("if") {
            let fits = judge.admits_node(test, value) == Some(true);
            waiting.extend(fits.then_some(test));
            waiting.extend(node.get(if fits { "then" } else { "else" }));
        }
        for keyword in ["dependencies", "dependentSchemas"] {
            for (name, part) in node.get(keyword).map(Node::sorted).unwrap_or_default() {
                if value.get(name).is_some() && !part.is_array() {
                    waiting.push(part);
                }
            }
        }
    }
    known
}

fn is_about_objects(node: Node<'_>) -> bool {
    const KEYWORDS: [&str; 11] = [
        "properties",
        "required",
        "patternProperties",
        "additionalProperties",
        "propertyNames",
        "minProperties",
        "maxProperties",
        "dependencies",
        "dependentRequired",
        "dependentSchemas",
        "const",
    ];
    let named = |node: Node<'_>| node.as_str() == Some("object");
    KEYWORDS.iter().any(|keyword| node.get(keyword).is_some())
        || node.get("enum").is_some()
        || node.get("type").is_some_and(|types| named(types) || types.items().any(named))
}

fn matches(pattern: &str, name: &str) -> bool {
    regress::Regex::with_flags(pattern, "u").is_ok_and(|pattern| pattern.find(name).is_some())
}

fn declares(node: Node<'_>, name: &str) -> bool {
    let says = |keyword| node.get(keyword).is_some_and(|schema: Node<'_>| schema.as_bool() != Some(false));
    // Of constants every member is written.
    node.get("const").is_some()
        || node.get("enum").is_some()
        || node.get("properties").is_some_and(|properties| properties.get(name).is_some())
        || node.get("required").into_iter().flat_map(Node::items).any(|own| own.as_str() == Some(name))
        || node
            .get("patternProperties")
            .is_some_and(|patterns| patterns.members().iter().any(|member| matches(&member.key, name)))
        || ["dependencies", "dependentRequired"].iter().filter_map(|keyword| node.get(keyword)).any(
            |demands| {
                demands.members().iter().any(|member| {
                    let others = node.sources().node(member.value);
                    member.key == name || others.items().any(|other| other.as_str() == Some(name))
                })
            },
        )
        || says("additionalProperties")
        || says("unevaluatedProperties")
}

/// What is said of a member.
fn of_member<'a>(objects: &[Node<'a>], name: &str) -> Vec<Node<'a>> {
    let mut said = Vec::new();
    for node in objects {
        let before = said.len();
        said.extend(node.get("properties").and_then(|properties| properties.get(name)));
        let patterns = node.get("patternProperties").map(Node::sorted).unwrap_or_default();
        said.extend(
            patterns.into_iter().filter(|(pattern, _)| matches(pattern, name)).map(|(_, schema)| schema),
        );
        if said.len() == before {
            said.extend(node.get("additionalProperties"));
        }
    }
    said
}

/// What is said of an item.
fn of_item<'a>(lists: &[Node<'a>], index: usize) -> Vec<Node<'a>> {
    let mut said = Vec::new();
    for node in lists {
        let items = node.get("items");
        let (prefix, rest) = match (node.get("prefixItems"), items) {
            (Some(prefix), rest) => (Some(prefix), rest),
            (None, Some(items)) if items.is_array() => (Some(items), node.get("additionalItems")),
            (None, rest) => (None, rest),
        };
        let own = prefix.and_then(|prefix| prefix.items().nth(index));
        said.extend(own.or(rest));
    }
    said
}
