//! What is found.

use std::collections::BTreeSet;
use std::fmt;

use super::rules::structure::{DUPLICATE_KEY, SYNTAX, UNREADABLE};
use crate::model::ModelError;
use crate::model::source::{Node, NodeId, Place, SourceError};

/// The member of an object that turns rules off for it and everything below it: a list of codes.
pub(super) const ALLOW: &str = "x-barwire-allow";

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The document contradicts the specification or itself.
    Error,
    /// The document does not say what its author means.
    Warning,
    /// The document could say more.
    Info,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        })
    }
}

/// What is looked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, which never changes: `example-invalid`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, as one line without a period.
    pub summary: &'static str,
    /// What it leads to.
    pub explanation: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

/// A fault, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked for.
    pub rule: &'static Rule,
    /// Where.
    pub place: Place,
    /// What is wrong here, as one line without a period.
    pub message: String,
}

/// The findings while they are gathered.
#[derive(Debug, Default)]
pub struct Report {
    findings: Vec<Finding>,
    /// The values in which an error is found: those themselves, and everything that holds them.
    faulty: BTreeSet<NodeId>,
    /// Whether an error is found, be it one that is allowed.
    has_error: bool,
}

impl Report {
    /// A fault of a value.
    pub fn add(&mut self, rule: &'static Rule, node: Node<'_>, message: impl Into<String>) {
        self.push(rule, node, node.place(), message.into());
    }

    /// A fault of a member of an object, at its key; at the object itself where it has no such member.
    pub fn add_at_key(&mut self, rule: &'static Rule, node: Node<'_>, key: &str, message: impl Into<String>) {
        let at = node.get(key).unwrap_or(node);
        self.push(rule, at, node.place_of_key(key), message.into());
    }

    /// A fault of a whole value, at the key under which it stands; at the value itself where it stands under none.
    pub fn add_at_own_key(&mut self, rule: &'static Rule, node: Node<'_>, message: impl Into<String>) {
        match (node.parent(), node.key()) {
            (Some(holder), Some(key)) => self.add_at_key(rule, holder, key, message),
            _ => self.add(rule, node, message),
        }
    }

    /// Whether no error is found in a value or in what it holds. What is not sound is not asked about again.
    #[must_use]
    pub fn is_sound(&self, node: Node<'_>) -> bool {
        !self.faulty.contains(&node.id())
    }

    fn push(&mut self, rule: &'static Rule, node: Node<'_>, place: Place, message: String) {
        self.has_error |= rule.severity == Severity::Error;
        let around = std::iter::successors(Some(node), |node| node.parent());
        if around.clone().any(|node| allows(node, rule.code)) {
            return;
        }
        if rule.severity == Severity::Error {
            self.faulty.extend(around.map(Node::id));
        }
        self.findings.push(Finding { rule, place, message });
    }

    /// Why there is no model, where no error says so yet: the first fault is what the reader stops at.
    pub(super) fn add_model_error(&mut self, error: &ModelError) {
        if self.has_error {
            return;
        }
        let (place, message) = match error {
            ModelError::Source(SourceError::Unreadable { .. } | SourceError::Specification { .. }) => return,
            ModelError::Version { place, version, .. } => (place, format!("`{version}` cannot be read")),
            ModelError::Reference(error) => (&error.place, error.reason.clone()),
            ModelError::Source(SourceError::Malformed { place, reason })
            | ModelError::Invalid { place, reason } => (place, reason.clone()),
        };
        self.findings.push(Finding { rule: &UNREADABLE, place: place.clone(), message });
    }

    /// The findings by place, then by code; each once.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        self.findings
            .sort_by(|a, b| (&a.place, a.rule.code, &a.message).cmp(&(&b.place, b.rule.code, &b.message)));
        self.findings.dedup();
        self.findings
    }
}

fn allows(node: Node<'_>, code: &str) -> bool {
    node.get(ALLOW).is_some_and(|allowed| allowed.items().any(|item| item.as_str() == Some(code)))
}

/// What is found of a text that is neither YAML nor JSON.
pub(super) fn malformed(place: Place, reason: String) -> Finding {
    // The readers refuse both in the same way.
    let is_duplicate = reason.starts_with("the key `") && reason.contains(" stands here again");
    Finding { rule: if is_duplicate { &DUPLICATE_KEY } else { &SYNTAX }, place, message: reason }
}
