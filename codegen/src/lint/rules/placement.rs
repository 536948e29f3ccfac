//! References of 3.x that must lead to a certain part of the document, and not only to a kind of object.

use crate::lint::{Context, Report, Rule, Severity};
use crate::model::source::Node;

static OUTSIDE_ROOT: Rule = Rule {
    code: "reference-outside-root",
    severity: Severity::Error,
    summary: "the reference leads into the components, and not to what the application has",
    explanation: "An operation of the application uses one of its channels, and a channel one of its servers: those at the root of the \
                  document. What is only a component is none of them.",
    remedy: "Refer to `#/channels/…` or `#/servers/…`, which may be a reference to the component.",
};

pub(super) const RULES: &[&Rule] = &[&OUTSIDE_ROOT];

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    if context.version.major < 3 {
        return;
    }
    for (_, channel) in entries(context, "channels") {
        for server in channel.get("servers").into_iter().flat_map(Node::items) {
            in_root(context, server, "servers", report);
        }
    }
    for (_, operation) in entries(context, "operations") {
        let reply = operation.get("reply").and_then(|reply| reply.resolve().ok());
        for holder in [Some(operation), reply].into_iter().flatten() {
            if let Some(channel) = holder.get("channel") {
                in_root(context, channel, "channels", report);
            }
        }
    }
}

/// What the root of the document has under a key, references followed.
fn entries<'a>(context: &Context<'a>, key: &str) -> Vec<(&'a str, Node<'a>)> {
    let map = context.root.get(key).and_then(|map| map.resolve().ok());
    let entries = map.map(Node::sorted).unwrap_or_default();
    entries.into_iter().filter_map(|(key, value)| Some((key, value.resolve().ok()?))).collect()
}

fn in_root(context: &Context<'_>, reference: Node<'_>, key: &str, report: &mut Report) {
    let Some(text) = reference.get("$ref").and_then(Node::as_str) else { return };
    let Ok(target) = reference.follow(text) else { return };
    let is_component = target.parent().and_then(Node::parent).and_then(Node::key) == Some("components");
    if is_component && report.is_sound(reference) && target.file_root().id() == context.root.id() {
        let message = format!("`{text}` is none of the `{key}` at the root of the document");
        report.add_at_key(&OUTSIDE_ROOT, reference, "$ref", message);
    }
}
