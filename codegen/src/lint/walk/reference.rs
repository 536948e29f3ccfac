//! References: what they lead to, and what stands beside them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Kind, SchemaFormat, Walk, is_extension, with_article};
use crate::lint::rules::reference::{CYCLE, DANGLING, NETWORK, SIBLINGS, WRONG_KIND};
use crate::lint::rules::structure::WRONG_TYPE;
use crate::lint::table::Shape;
use crate::model::source::{Node, NodeId};

/// What may stand beside a reference and is lost without harm: words for people, and schemas that others refer to.
const HARMLESS: &[&str] = &[
    "$comment",
    "$defs",
    "$id",
    "$schema",
    "default",
    "definitions",
    "deprecated",
    "description",
    "example",
    "examples",
    "readOnly",
    "summary",
    "title",
    "writeOnly",
];

impl<'a> Walk<'a, '_> {
    /// Takes note of a reference; `false` where this is none.
    pub(super) fn reference(&mut self, node: Node<'a>, shape: Shape) -> bool {
        let Some(reference) = node.get("$ref") else {
            return false;
        };
        // A map may have a key that is called so, and a schema a property.
        if let (Shape::Map(_), false) = (shape, reference.as_str().is_some()) {
            return false;
        }
        if reference.as_str().is_none() {
            let found = reference.kind();
            self.report.add(
                &WRONG_TYPE,
                reference,
                format!("expected a reference, which is a string, found {found}"),
            );
            return true;
        }
        // Examples are values, in which nobody looks for references.
        if shape.name() == Some("message example") {
            return true;
        }
        self.waiting.push_back((node, shape));
        self.siblings(node, shape);
        true
    }

    fn siblings(&mut self, node: Node<'a>, shape: Shape) {
        if let Shape::Schema(format) = shape {
            self.subschemas(node, format);
            if format == SchemaFormat::Modern {
                if node.members().len() > 1 {
                    self.note(node, Kind::Schema(format));
                }
                return;
            }
        }
        let lost = node.sorted().into_iter().map(|(key, _)| key);
        let lost = lost.filter(|key| *key != "$ref" && !is_extension(key) && !HARMLESS.contains(key));
        if let Some(first) = lost.clone().min_by_key(|key| position(node, key)) {
            let lost: Vec<_> = lost.map(|key| format!("`{key}`")).collect();
            let message = format!(
                "{} beside `$ref` {} ignored",
                lost.join(", "),
                if lost.len() == 1 { "is" } else { "are" }
            );
            self.report.add_at_key(&SIBLINGS, node, first, message);
        }
    }

    /// Follows every reference that waits, and those that are found on the way.
    pub(super) fn follow(&mut self) {
        while let Some((node, shape)) = self.waiting.pop_front() {
            let Some(text) = node.get("$ref").and_then(Node::as_str) else {
                continue;
            };
            match node.follow(text) {
                Ok(target) => self.arrive(node, target, shape, text),
                Err(error) => {
                    let rule = if is_remote(text) { &NETWORK } else { &DANGLING };
                    self.report.add_at_key(rule, node, "$ref", error.reason);
                }
            }
        }
    }

    /// References that only lead to one another: each such circle at the first of them.
    pub(super) fn circles(&mut self) {
        let next: BTreeMap<NodeId, (Node<'a>, NodeId)> =
            self.found.references.iter().map(|(from, to)| (from.id(), (*from, to.id()))).collect();
        let mut done: BTreeSet<NodeId> = BTreeSet::new();
        for start in next.keys() {
            let mut path = BTreeSet::new();
            let mut at = *start;
            while let Some((node, to)) = next.get(&at) {
                if done.contains(&at) {
                    break;
                }
                if !path.insert(at) {
                    self.report.add_at_key(
                        &CYCLE,
                        *node,
                        "$ref",
                        "the references from here lead back to this one",
                    );
                    break;
                }
                at = *to;
            }
            done.extend(path);
        }
    }

    fn arrive(&mut self, node: Node<'a>, target: Node<'a>, shape: Shape, text: &str) {
        self.found.references.push((node, target));
        let shape = if let Shape::Reference(to) = shape { *to } else { shape };
        let seen = self.seen.get(&target.id()).map(Vec::as_slice).unwrap_or_default();
        let Some(expected) = shape.name() else {
            if seen.is_empty() {
                self.visit(target, shape);
            }
            return;
        };
        let others: Vec<&str> = seen.iter().copied().flatten().collect();
        match others.first() {
            _ if others.contains(&expected) => {}
            Some(other) => {
                let (expected, other) = (with_article(expected), with_article(other));
                let message = format!("expected {expected}, and `{text}` leads to {other}");
                self.report.add_at_key(&WRONG_KIND, node, "$ref", message);
            }
            None => self.visit(target, shape),
        }
    }
}

fn position(node: Node<'_>, key: &str) -> Option<usize> {
    node.members().iter().position(|member| member.key == key)
}

fn is_remote(reference: &str) -> bool {
    let scheme = reference.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme != "file" && scheme.chars().all(|c| c.is_ascii_alphanumeric()))
}
