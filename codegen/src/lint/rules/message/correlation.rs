//! Where the value stands that ties an answer to its question.

use std::collections::{BTreeMap, BTreeSet};

use super::{CORRELATION_DANGLING, CORRELATION_TYPE_MISMATCH};
use crate::lint::{Context, Report};
use crate::model::source::{Node, NodeId};
use crate::model::{Kind, Message, Model, SchemaId, Schemas};

/// Looks at every message that has a correlation id.
pub(super) fn check(context: &Context<'_>, model: &Model, report: &mut Report) {
    dangling(context, model, report);
    for operation in &model.operations {
        let types = |number: &usize| types(&model.schemas, model.messages.get(*number)?);
        let asked: BTreeSet<&str> = operation.messages.iter().filter_map(types).flatten().collect();
        let answered: BTreeSet<&str> = operation.replies.iter().filter_map(types).flatten().collect();
        if !asked.is_empty() && !answered.is_empty() && asked.is_disjoint(&answered) {
            let list = |types: &BTreeSet<&str>| types.iter().copied().collect::<Vec<_>>().join(" or ");
            let message = format!("the question has {}, the answer {}", list(&asked), list(&answered));
            report.add_at_key(&CORRELATION_TYPE_MISMATCH, context.node(operation.node), "reply", message);
        }
    }
}

/// Pointers that lead to nothing. A correlation id that serves many messages is at fault itself where it fits none of them.
fn dangling(context: &Context<'_>, model: &Model, report: &mut Report) {
    let mut uses: BTreeMap<NodeId, Vec<(&Message, bool)>> = BTreeMap::new();
    for message in &model.messages {
        let Some(location) = location(context.node(message.node)) else { continue };
        let Some(ends) = ends(&model.schemas, message) else { continue };
        uses.entry(location.id()).or_default().push((message, ends.is_empty()));
    }
    for (location, uses) in uses {
        let location = context.node(location);
        let expression = location.as_str().unwrap_or_default();
        if uses.iter().all(|(_, is_missing)| *is_missing) {
            let message = format!("`{expression}` leads to no field of {}", called(&uses));
            add(report, location, message);
            continue;
        }
        for (message, _) in uses.iter().filter(|(_, is_missing)| *is_missing) {
            let text = format!("`{}` has no field at `{expression}`", message.name);
            let node = context.node(message.node);
            let key = if node.get("correlationId").is_some() { "correlationId" } else { "traits" };
            report.add_at_key(&CORRELATION_DANGLING, node, key, text);
        }
    }
}

fn add(report: &mut Report, location: Node<'_>, message: String) {
    match location.parent() {
        Some(holder) => report.add_at_key(&CORRELATION_DANGLING, holder, "location", message),
        None => report.add(&CORRELATION_DANGLING, location, message),
    }
}

fn called(uses: &[(&Message, bool)]) -> String {
    match uses {
        [(only, _)] => format!("`{}`", only.name),
        _ => "any message that has this correlation id".to_owned(),
    }
}

/// Where the location of the correlation id of a message is written: in itself, or in the last trait that has one.
fn location(message: Node<'_>) -> Option<Node<'_>> {
    own_location(message).or_else(|| {
        let traits: Vec<Node<'_>> = message.get("traits").into_iter().flat_map(Node::items).collect();
        traits.into_iter().rev().find_map(|one| own_location(one.resolve().ok()?))
    })
}

fn own_location(node: Node<'_>) -> Option<Node<'_>> {
    let location = node.get("correlationId")?.resolve().ok()?.get("location")?;
    location.as_str().is_some().then_some(location)
}

/// The types of the correlation id of a message; `None` where they are not known.
fn types(schemas: &Schemas, message: &Message) -> Option<Vec<&'static str>> {
    let mut types = Vec::new();
    for end in ends(schemas, message)? {
        types.extend(types_of(schemas, end, 8)?);
    }
    (!types.is_empty()).then_some(types)
}

fn types_of(schemas: &Schemas, id: SchemaId, depth: usize) -> Option<Vec<&'static str>> {
    Some(match &schemas.resolve(id).kind {
        Kind::Text(_) => vec!["a string"],
        Kind::Number(_) => vec!["a number"],
        Kind::Boolean => vec!["a boolean"],
        Kind::Null => vec!["null"],
        Kind::Literals(literals) => {
            literals.iter().map(|literal| crate::model::instance::kind(&literal.value)).collect()
        }
        Kind::Union(union) if depth > 0 => {
            let mut types = Vec::new();
            for variant in &union.variants {
                types.extend(types_of(schemas, *variant, depth - 1)?);
            }
            types
        }
        _ => return None,
    })
}

/// What the location leads to: nothing where there is no such field, and `None` where that is not known.
fn ends(schemas: &Schemas, message: &Message) -> Option<Vec<SchemaId>> {
    let expression = message.correlation.as_deref()?;
    let (source, pointer) = expression.split_once('#')?;
    let start = match source {
        "$message.payload" => message.payload,
        // A protocol may have headers of which no schema speaks.
        "$message.header" => message.headers?,
        _ => return None,
    };
    let tokens = pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"));
    let mut at = vec![start];
    for token in tokens {
        let mut next = Vec::new();
        for id in at {
            step(schemas, id, &token, 16, &mut next)?;
        }
        next.sort_unstable();
        next.dedup();
        at = next;
    }
    Some(at)
}

/// What a member is; `None` where the schema does not say, because it says nothing of what it holds.
fn step(schemas: &Schemas, id: SchemaId, token: &str, depth: usize, ends: &mut Vec<SchemaId>) -> Option<()> {
    if depth == 0 {
        return None;
    }
    match &schemas.resolve(id).kind {
        Kind::Object(object) => {
            if let Some(property) = object.properties.iter().find(|property| property.name == token) {
                ends.push(property.schema);
            } else if let Some(additional) = object.additional {
                if !object.patterns.is_empty() {
                    return None;
                }
                if !matches!(schemas.resolve(additional).kind, Kind::Never) {
                    ends.push(additional);
                }
            } else if object.properties.is_empty() || !object.patterns.is_empty() {
                return None;
            }
        }
        Kind::List(list) => {
            let index: usize = token.parse().ok()?;
            ends.push(*list.prefix.get(index).unwrap_or(&list.items));
        }
        Kind::Union(union) => {
            for variant in &union.variants {
                step(schemas, *variant, token, depth - 1, ends)?;
            }
        }
        Kind::All(parts) => {
            let before = ends.len();
            let mut is_unknown = false;
            for part in parts {
                is_unknown |= step(schemas, *part, token, depth - 1, ends).is_none();
            }
            if is_unknown && ends.len() == before {
                return None;
            }
        }
        Kind::Guarded(inner) => step(schemas, *inner, token, depth - 1, ends)?,
        Kind::Any | Kind::Not(_) | Kind::If(_) | Kind::Reference(_) => return None,
        Kind::Never | Kind::Null | Kind::Boolean | Kind::Number(_) | Kind::Text(_) | Kind::Literals(_) => {}
    }
    Some(())
}
