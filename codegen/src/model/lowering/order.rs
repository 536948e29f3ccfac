//! In which order schemas can be merged: each after those that say something of the same value.

use super::super::ModelError;
use super::super::schema::{Kind, Schema, SchemaId};
use super::super::source::Sources;

/// The schemas that say something of the same value as `kind` does.
fn of_same_value(kind: &Kind) -> Vec<SchemaId> {
    match kind {
        Kind::Reference(one) | Kind::Not(one) | Kind::Guarded(one) => vec![*one],
        Kind::All(parts) => parts.clone(),
        Kind::Union(union) => union.variants.clone(),
        Kind::If(choice) => {
            [Some(choice.test), choice.then, choice.otherwise].into_iter().flatten().collect()
        }
        Kind::Object(object) => {
            object.dependencies.iter().filter_map(|dependency| dependency.schema).collect()
        }
        _ => Vec::new(),
    }
}

/// Refuses references that lead to one another and to nothing else.
pub(super) fn no_endless_reference(arena: &[Schema], sources: &Sources) -> Result<(), ModelError> {
    let mut ends = vec![false; arena.len()];
    for start in (0..arena.len()).map(SchemaId) {
        let mut path = Vec::new();
        let mut at = start;
        while !ends[at.0]
            && let Kind::Reference(next) = arena[at.0].kind
        {
            if path.len() > arena.len() {
                return Err(leads_to_itself(arena, sources, at));
            }
            path.push(at);
            at = next;
        }
        path.iter().for_each(|id| ends[id.0] = true);
        ends[at.0] = true;
    }
    Ok(())
}

fn leads_to_itself(arena: &[Schema], sources: &Sources, id: SchemaId) -> ModelError {
    let node = arena[id.0].node.map_or_else(|| sources.root(), |node| sources.node(node));
    let reason = "this schema leads to itself, with no member or item between".to_owned();
    ModelError::Invalid { place: node.place(), reason }
}

/// Every schema, each after those that it is made of.
///
/// A schema that is made of itself, with no member or item between, admits what it itself admits, and says no more.
pub(super) fn innermost_first(arena: &[Schema], sources: &Sources) -> Result<Vec<SchemaId>, ModelError> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Underway,
        Done,
    }
    let mut states = vec![State::New; arena.len()];
    let mut order = Vec::with_capacity(arena.len());
    let mut stack: Vec<(SchemaId, std::vec::IntoIter<SchemaId>)> = Vec::new();
    for start in (0..arena.len()).map(SchemaId) {
        let mut next = (states[start.0] == State::New).then_some(start);
        loop {
            if let Some(id) = next.take() {
                states[id.0] = State::Underway;
                stack.push((id, of_same_value(&arena[id.0].kind).into_iter()));
            }
            let Some((id, inner)) = stack.last_mut() else { break };
            match inner.next() {
                Some(inner) if states[inner.0] == State::New => next = Some(inner),
                Some(inner) if states[inner.0] == State::Underway => {
                    return Err(leads_to_itself(arena, sources, inner));
                }
                Some(_) => {}
                None => {
                    states[id.0] = State::Done;
                    order.push(*id);
                    stack.pop();
                }
            }
        }
    }
    Ok(order)
}
