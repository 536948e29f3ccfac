//! Examples of messages.

use std::collections::{BTreeSet, HashSet};

use super::schema::undeclared;
use crate::lint::{Context, Kind, Report, Rule, Severity};
use crate::model::instance::{Fault, Instances};
use crate::model::source::Node;
use crate::model::{SchemaId, Schemas};

static EXAMPLE_INVALID: Rule = Rule {
    code: "example-invalid",
    severity: Severity::Error,
    summary: "an example of a message does not fit the schema of the message",
    explanation: "People write their first message after the example, and mock servers send it: what takes only valid messages refuses it.",
    remedy: "Correct the example or the schema, whichever is not what is sent.",
};

static EXAMPLE_EMPTY: Rule = Rule {
    code: "example-empty",
    severity: Severity::Warning,
    summary: "an example of a message shows neither payload nor headers",
    explanation: "An example is an object with `payload` or `headers`: the message itself is not written in its place.",
    remedy: "Put the example of the payload under `payload`.",
};

/// What is looked for in examples.
pub(super) const RULES: &[&Rule] = &[&EXAMPLE_INVALID, &EXAMPLE_EMPTY];

/// Looks at the examples of messages.
pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    // 2.0 does not say what an example looks like.
    if (context.version.major, context.version.minor) != (2, 0) {
        for example in context.objects(Kind::MessageExample) {
            let shows = |part: &str| example.get(part).is_some();
            if example.is_object() && !shows("payload") && !shows("headers") && report.is_sound(example) {
                report.add(&EXAMPLE_EMPTY, example, "expected `payload` or `headers`");
            }
        }
    }
    let Some(model) = context.model else { return };
    let instances = Instances::new(&model.schemas);
    for message in &model.messages {
        let examples = examples(context.node(message.node));
        if examples.is_empty() {
            continue;
        }
        for (part, id) in [("payload", Some(message.payload)), ("headers", message.headers)] {
            let Some(id) = id else { continue };
            let Some(shown) = Shown::of(&model.schemas, id, context, report) else { continue };
            for example in &examples {
                let Some(value) = example.get(part).filter(|value| value.get("$ref").is_none()) else {
                    continue;
                };
                for fault in instances.faults(id, &value.to_json()) {
                    if !shown.explains(&fault) {
                        add(report, *example, part, &fault);
                    }
                }
            }
        }
    }
}

/// The examples of a message, or else those of a trait: the later trait wins.
fn examples(message: Node<'_>) -> Vec<Node<'_>> {
    let own = message.get("examples");
    let of_traits = || {
        let traits: Vec<Node<'_>> = message.get("traits").into_iter().flat_map(Node::items).collect();
        traits.into_iter().rev().find_map(|one| one.resolve().ok()?.get("examples"))
    };
    own.or_else(of_traits).into_iter().flat_map(Node::items).filter_map(|one| one.resolve().ok()).collect()
}

/// What is known of a schema for which examples stand.
struct Shown {
    /// Properties that no value was ever meant to have: a finding says so already.
    undeclared: BTreeSet<String>,
}

impl Shown {
    /// `None` where an error is in the schema: it makes every example look wrong.
    fn of(schemas: &Schemas, id: SchemaId, context: &Context<'_>, report: &Report) -> Option<Self> {
        let mut shown = Self { undeclared: BTreeSet::new() };
        let mut seen = HashSet::from([id]);
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            let schema = schemas.get(id);
            if let Some(node) = schema.node.map(|node| context.node(node)) {
                if !report.is_sound(node) {
                    return None;
                }
                shown.undeclared.extend(undeclared(node).map(str::to_owned));
            }
            waiting.extend(schema.kind.parts().into_iter().filter(|part| seen.insert(*part)));
        }
        Some(shown)
    }

    fn explains(&self, fault: &Fault) -> bool {
        let missing = fault.message.strip_suffix("` is missing").and_then(|rest| rest.strip_prefix('`'));
        missing.is_some_and(|name| self.undeclared.contains(name))
    }
}

/// A fault at the line where it stands.
fn add(report: &mut Report, example: Node<'_>, part: &str, fault: &Fault) {
    let (mut holder, mut key) = (example, part.to_owned());
    for token in fault.path.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        let Some(inside) = step(holder, &key) else { break };
        (holder, key) = (inside, token);
    }
    let at = if fault.path.is_empty() { part.to_owned() } else { format!("{part}{}", fault.path) };
    let message = format!("{at}: {}", fault.message);
    match step(holder, &key) {
        Some(item) if holder.is_array() => report.add(&EXAMPLE_INVALID, item, message),
        _ => report.add_at_key(&EXAMPLE_INVALID, holder, &key, message),
    }
}

fn step<'a>(node: Node<'a>, token: &str) -> Option<Node<'a>> {
    if node.is_array() { node.items().nth(token.parse().ok()?) } else { node.get(token) }
}
