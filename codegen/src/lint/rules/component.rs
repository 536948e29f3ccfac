//! Components that nothing refers to.

use std::collections::BTreeSet;

use crate::lint::{Context, Report, Rule, Severity};
use crate::model::source::{Node, NodeId};

static UNUSED: Rule = Rule {
    code: "unused-component",
    severity: Severity::Info,
    summary: "nothing refers to the component",
    explanation: "It is left from an earlier version, or a reference to it is missing.",
    remedy: "Remove it, or refer to it.",
};

pub(super) const RULES: &[&Rule] = &[&UNUSED];

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let root = context.root;
    // A reference that is misspelt leaves its component unused, and so does a field: one fault, one finding.
    if !report.is_sound(root) {
        return;
    }
    let Some(components) = root.get("components").filter(|components| components.get("$ref").is_none())
    else {
        return;
    };
    // A document with nothing but components is there for others to refer to.
    if ["channels", "operations"].iter().all(|key| root.get(key).is_none_or(|map| map.members().is_empty())) {
        return;
    }
    let used = used(context);
    let named = names_in_security(context);
    for (section, map) in components.sorted() {
        if section.starts_with("x-") || map.get("$ref").is_some_and(|reference| reference.as_str().is_some())
        {
            continue;
        }
        for (name, component) in map.sorted() {
            let by_name = match section {
                "securitySchemes" => named.contains(name),
                "schemas" => is_heir(component),
                _ => false,
            };
            if !used.contains(&component.id()) && !by_name {
                let message = format!("nothing refers to `#/components/{section}/{name}`");
                report.add_at_key(&UNUSED, map, name, message);
            }
        }
    }
}

/// Everything that a reference from outside leads to, or into.
fn used(context: &Context<'_>) -> BTreeSet<NodeId> {
    let mut used = BTreeSet::new();
    for (from, to) in &context.references {
        let holders: BTreeSet<_> = around(*from).map(Node::id).collect();
        used.extend(around(*to).map(Node::id).filter(|id| !holders.contains(id)));
    }
    used
}

fn around(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    std::iter::successors(Some(node), |node| node.parent())
}

/// Whether a schema builds on others: one with a `discriminator` has heirs that are found by their names.
fn is_heir(schema: Node<'_>) -> bool {
    let bases = schema.get("allOf").into_iter().flat_map(Node::items);
    bases.filter_map(|base| base.resolve().ok()).any(|base| base.get("discriminator").is_some())
}

/// In 2.x security schemes are referred to by their names.
fn names_in_security<'a>(context: &Context<'a>) -> BTreeSet<&'a str> {
    let lists = context.every_object().filter_map(|object| object.get("security"));
    lists.flat_map(Node::items).flat_map(Node::members).map(|member| member.key.as_str()).collect()
}
