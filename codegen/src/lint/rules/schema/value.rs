//! Values that schemas show: defaults and examples.

use std::collections::HashMap;

use super::{DEFAULT_INVALID, SCHEMA_EXAMPLE_INVALID};
use crate::lint::{Context, Report, Rule};
use crate::model::SchemaId;
use crate::model::instance::Instances;
use crate::model::source::{Node, NodeId};

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let Some(model) = context.model else { return };
    let mut ids: HashMap<NodeId, SchemaId> = HashMap::new();
    for (id, schema) in model.schemas.iter() {
        if let Some(node) = schema.node {
            ids.entry(node).or_insert(id);
        }
    }
    let instances = Instances::new(&model.schemas);
    for (_, schema) in context.schemas() {
        let Some(id) = ids.get(&schema.id()) else { continue };
        if !report.is_sound(schema) {
            continue;
        }
        if schema.get("default").is_some() {
            faults(&instances, *id, &DEFAULT_INVALID, schema, "default", report);
        }
        if schema.get("example").is_some() {
            faults(&instances, *id, &SCHEMA_EXAMPLE_INVALID, schema, "example", report);
        }
        examples(&instances, *id, schema, report);
    }
}

/// One finding for all examples of a schema: who gets one wrong gets the others wrong in the same way.
fn examples(instances: &Instances<'_>, id: SchemaId, schema: Node<'_>, report: &mut Report) {
    let mut wrong = Vec::new();
    for example in schema.get("examples").into_iter().flat_map(Node::items) {
        wrong.extend(
            instances.faults(id, &example.to_json()).into_iter().next().map(|fault| (example, fault)),
        );
    }
    let Some((example, fault)) = wrong.first() else { return };
    let at = if fault.path.is_empty() { String::new() } else { format!("{}: ", fault.path) };
    let more = match wrong.len() {
        1 => String::new(),
        count => format!("; {} more do not fit", count - 1),
    };
    report.add(&SCHEMA_EXAMPLE_INVALID, *example, format!("{at}{}{more}", fault.message));
}

/// One finding for the value of a keyword, which is the first fault in it.
fn faults(
    instances: &Instances<'_>,
    id: SchemaId,
    rule: &'static Rule,
    schema: Node<'_>,
    keyword: &str,
    report: &mut Report,
) {
    let Some(value) = schema.get(keyword) else { return };
    if let Some(fault) = instances.faults(id, &value.to_json()).first() {
        let at = if fault.path.is_empty() { String::new() } else { format!("{}: ", fault.path) };
        report.add_at_key(rule, schema, keyword, format!("{at}{}", fault.message));
    }
}
