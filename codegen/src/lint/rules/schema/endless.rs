//! Schemas that no finite value fits.

use std::collections::{HashMap, HashSet};

use super::ENDLESS_SCHEMA;
use crate::lint::{Context, Report};
use crate::model::{Kind, SchemaId, Schemas};

/// Looks for schemas that have values only if they have values already.
pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let Some(model) = context.model else { return };
    let schemas = &model.schemas;
    let ended = ended(schemas);
    let endless = needed_ones(schemas, &ended);
    let mut told = HashSet::new();
    let mut candidates: Vec<_> =
        endless.iter().filter_map(|id| Some((schemas.get(*id).node?, *id))).collect();
    candidates.sort_unstable();
    for (node, id) in candidates {
        let around = reached(schemas, id, &ended);
        let schema = context.node(node);
        // Only what leads back to itself is a fault; the rest suffers from it.
        if !around.contains(&id)
            || around.iter().any(|other| told.contains(other))
            || schema.get("$ref").is_some()
        {
            continue;
        }
        told.extend(around);
        if report.is_sound(schema) {
            report.add_at_own_key(
                &ENDLESS_SCHEMA,
                schema,
                "every value of this schema must hold another one",
            );
        }
    }
}

/// The schemas that a value of this one cannot do without.
fn needed(kind: &Kind) -> Vec<SchemaId> {
    match kind {
        Kind::Object(object) => object
            .properties
            .iter()
            .filter(|property| property.required)
            .map(|property| property.schema)
            .collect(),
        Kind::List(list) => {
            let count = usize::try_from(list.min.unwrap_or_default()).unwrap_or(usize::MAX);
            let prefix = list.prefix.iter().take(count).copied();
            prefix.chain((count > list.prefix.len()).then_some(list.items)).collect()
        }
        Kind::All(all) => all.clone(),
        Kind::Union(union) => union.variants.clone(),
        Kind::Reference(target) => vec![*target],
        _ => Vec::new(),
    }
}

/// The schemas of which a value can be written down. What admits nothing for another reason counts: that is another fault.
fn ended(schemas: &Schemas) -> HashSet<SchemaId> {
    let mut ended = HashSet::new();
    // What waits for a schema is asked again once that has ended.
    let mut waiting: HashMap<SchemaId, Vec<SchemaId>> = HashMap::new();
    let mut queue: Vec<SchemaId> = schemas.iter().map(|(id, _)| id).collect();
    for (id, schema) in schemas.iter() {
        for other in needed(&schema.kind) {
            waiting.entry(other).or_default().push(id);
        }
    }
    while let Some(id) = queue.pop() {
        if ended.contains(&id) {
            continue;
        }
        let kind = &schemas.get(id).kind;
        let mut needed = needed(kind).into_iter();
        let ends = match kind {
            Kind::Union(_) => needed.any(|other| ended.contains(&other)),
            _ => needed.all(|other| ended.contains(&other)),
        };
        if ends {
            ended.insert(id);
            queue.extend(waiting.get(&id).into_iter().flatten());
        }
    }
    ended
}

/// The schemas that do not end and that another such schema needs, however often one asks: what is left is on a cycle, or between two.
fn needed_ones(schemas: &Schemas, ended: &HashSet<SchemaId>) -> Vec<SchemaId> {
    let mut left: HashSet<SchemaId> =
        schemas.iter().map(|(id, _)| id).filter(|id| !ended.contains(id)).collect();
    let mut askers: HashMap<SchemaId, usize> = HashMap::new();
    for other in left.iter().flat_map(|id| needed(&schemas.get(*id).kind)) {
        *askers.entry(other).or_default() += 1;
    }
    let mut idle: Vec<SchemaId> = left.iter().copied().filter(|id| !askers.contains_key(id)).collect();
    while let Some(id) = idle.pop() {
        left.remove(&id);
        for other in needed(&schemas.get(id).kind) {
            let Some(count) = askers.get_mut(&other) else { continue };
            *count -= 1;
            if *count == 0 && left.contains(&other) {
                idle.push(other);
            }
        }
    }
    left.into_iter().collect()
}

/// What is reached from a schema through schemas that do not end; itself only if it is led back to.
fn reached(schemas: &Schemas, id: SchemaId, ended: &HashSet<SchemaId>) -> HashSet<SchemaId> {
    let mut reached = HashSet::new();
    let mut waiting = vec![id];
    while let Some(id) = waiting.pop() {
        let next = needed(&schemas.get(id).kind).into_iter().filter(|other| !ended.contains(other));
        waiting.extend(next.filter(|other| reached.insert(*other)));
    }
    reached
}
