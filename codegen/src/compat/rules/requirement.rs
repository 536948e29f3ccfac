//! What a client must show: the `security` of a server or an operation.

use std::collections::BTreeSet;

use super::contract::Contract;
use crate::compat::change::wording;
use crate::model::source::{Node, NodeId};

/// One of several ways to show who one is: everything in it is asked for. Nothing is, where it is empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Requirement {
    pub(super) schemes: Vec<Scheme>,
}

/// A scheme, by what is on the wire: its name in the document is not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Scheme {
    /// Everything that is said of it but the scopes.
    identity: String,
    /// For people.
    label: String,
    scopes: BTreeSet<String>,
}

/// What suffices at a server or for an operation; one that asks for nothing where the document has no `security` there.
pub(super) fn requirements(contract: &Contract<'_>, holder: NodeId) -> Vec<Requirement> {
    let holder = contract.node(holder);
    let traits = holder.get("traits").into_iter().flat_map(Node::items).filter_map(|one| one.resolve().ok());
    let inherited = traits.filter_map(|one| one.get("security")).last();
    let listed = holder.get("security").or(inherited);
    let mut requirements: Vec<Requirement> =
        listed.into_iter().flat_map(Node::items).map(|item| requirement(contract, item)).collect();
    requirements.sort_unstable();
    requirements.dedup();
    if requirements.is_empty() {
        requirements.push(Requirement { schemes: Vec::new() });
    }
    requirements
}

fn requirement(contract: &Contract<'_>, item: Node<'_>) -> Requirement {
    let target = item.resolve().unwrap_or(item);
    let mut schemes = Vec::new();
    if contract.model.specification_version.starts_with("2.") {
        let root = contract.model.sources.root();
        let declared = root.get("components").and_then(|components| components.get("securitySchemes"));
        for (name, scopes) in target.sorted() {
            let node = declared.and_then(|all| all.get(name)?.resolve().ok());
            if let Some(node) = node {
                schemes.push(scheme(node, texts(scopes)));
            }
        }
    } else {
        schemes.push(scheme(target, target.get("scopes").map(texts).unwrap_or_default()));
    }
    schemes.sort_unstable();
    Requirement { schemes }
}

fn texts(node: Node<'_>) -> BTreeSet<String> {
    node.items().filter_map(Node::as_str).map(str::to_owned).collect()
}

fn scheme(node: Node<'_>, scopes: BTreeSet<String>) -> Scheme {
    let mut identity = String::new();
    for (key, member) in node.sorted() {
        match key {
            "scopes" | "description" => {}
            // What scopes there are is no demand.
            "flows" => {
                for (flow, details) in member.resolve().unwrap_or(member).sorted() {
                    for (key, value) in details.sorted() {
                        if !matches!(key, "scopes" | "availableScopes") {
                            identity.push_str(&format!("{flow} {key} {}", wording(value)));
                        }
                    }
                }
            }
            _ => identity.push_str(&format!("{key} {}", wording(member))),
        }
    }
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    let kind = text("type").unwrap_or("security");
    let label = match (text("name"), text("in"), text("scheme")) {
        (Some(name), Some(place), _) => format!("`{kind}` `{name}` in {place}"),
        (None, Some(place), _) => format!("`{kind}` in {place}"),
        (_, _, Some(scheme)) => format!("`{kind}` `{scheme}`"),
        _ => format!("`{kind}`"),
    };
    Scheme { identity, label, scopes }
}

impl Requirement {
    /// Whether who shows this suffices another: the other asks for no scheme and no scope beyond.
    pub(super) fn suffices(&self, other: &Self) -> bool {
        other.schemes.iter().all(|wanted| {
            self.schemes
                .iter()
                .any(|shown| shown.identity == wanted.identity && wanted.scopes.is_subset(&shown.scopes))
        })
    }

    /// For people.
    pub(super) fn label(&self) -> String {
        let schemes: Vec<String> = self
            .schemes
            .iter()
            .map(|scheme| match scheme.scopes.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                [] => scheme.label.clone(),
                scopes => format!("{} with {}", scheme.label, scopes.join(", ")),
            })
            .collect();
        if schemes.is_empty() { "nothing".to_owned() } else { schemes.join(" and ") }
    }

    /// Everything that is said of it.
    pub(super) fn said(&self) -> String {
        format!("{:?}", self.schemes)
    }
}
