//! What is found, while it is gathered.

use std::collections::HashSet;

use super::contract::Contract;
use super::{Meeting, place};
use crate::compat::change::change;
use crate::compat::{Category, Deployed, Direction, Evidence, Finding, Rule};
use crate::model::source::{NodeId, Place};

/// The findings, and what they speak of already.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) findings: Vec<Finding>,
    told: HashSet<(Deployed, Direction, String)>,
}

impl Report {
    /// Adds a finding.
    pub(super) fn add(&mut self, draft: Draft) {
        self.findings.push(draft.finding);
    }

    /// Notes that it is said of a message what becomes of it where these two meet.
    pub(super) fn tell(&mut self, deployed: Deployed, direction: Direction, subject: &str) {
        self.told.insert((deployed, direction, subject.to_owned()));
    }

    /// Whether it is said of a message what becomes of it where these two meet.
    pub(super) fn has_told(&self, deployed: Deployed, direction: Direction, subject: &str) -> bool {
        self.told.contains(&(deployed, direction, subject.to_owned()))
    }
}

/// A finding that is being written.
pub(super) struct Draft {
    finding: Finding,
}

impl Draft {
    /// A finding of no meeting.
    pub(super) fn new(rule: &'static Rule, category: Category, subject: String, message: String) -> Self {
        Self {
            finding: Finding {
                rule,
                category,
                direction: None,
                deployed: None,
                subject,
                message,
                old: None,
                new: None,
                evidence: None,
                change: change("", ""),
            },
        }
    }

    /// A finding of a meeting that it breaks.
    pub(super) fn broken(
        rule: &'static Rule,
        meeting: Meeting<'_, '_>,
        subject: String,
        message: String,
    ) -> Self {
        let draft = Self::new(rule, meeting.broken(), subject, message);
        draft.deployed(meeting)
    }

    /// It is not known whether it breaks anything.
    pub(super) fn unproven(mut self) -> Self {
        self.finding.category = Category::Unproven;
        self
    }

    pub(super) fn deployed(mut self, meeting: Meeting<'_, '_>) -> Self {
        self.finding.deployed = Some(meeting.deployed);
        self
    }

    pub(super) fn direction(mut self, direction: Direction) -> Self {
        self.finding.direction = Some(direction);
        self
    }

    pub(super) fn places(mut self, old: Option<Place>, new: Option<Place>) -> Self {
        self.finding.old = old;
        self.finding.new = new;
        self
    }

    /// Where the sender's and the receiver's parts stand.
    pub(super) fn sides(
        self,
        meeting: Meeting<'_, '_>,
        direction: Direction,
        sender: Option<Place>,
        receiver: Option<Place>,
    ) -> Self {
        // Who sends the old document's messages stands in the old document.
        let (old, new) = meeting.sides(direction, (sender, receiver));
        self.places(old, new)
    }

    /// Where the client's and the server's parts stand.
    pub(super) fn parties(
        self,
        meeting: Meeting<'_, '_>,
        client: Option<Place>,
        server: Option<Place>,
    ) -> Self {
        let (old, new) = meeting.parties((client, server));
        self.places(old, new)
    }

    pub(super) fn evidence(mut self, evidence: Evidence) -> Self {
        self.finding.evidence = Some(evidence);
        self
    }

    pub(super) fn transcript(self, lines: impl IntoIterator<Item = String>) -> Self {
        self.evidence(Evidence::Transcript(lines.into_iter().collect()))
    }

    /// What the old and the new document say.
    pub(super) fn said(mut self, old: &str, new: &str) -> Self {
        self.finding.change = change(old, new);
        self
    }

    /// What the client's and the server's document say.
    pub(super) fn said_by(self, meeting: Meeting<'_, '_>, client: &str, server: &str) -> Self {
        let (old, new) = meeting.parties((client, server));
        self.said(old, new)
    }

    /// What the sender's and the receiver's document say.
    pub(super) fn said_between(
        self,
        meeting: Meeting<'_, '_>,
        direction: Direction,
        sender: &str,
        receiver: &str,
    ) -> Self {
        let (old, new) = meeting.sides(direction, (sender, receiver));
        self.said(old, new)
    }
}

/// Where something stands in a document.
pub(super) fn at(contract: &Contract<'_>, id: NodeId) -> Place {
    place(contract.node(id))
}
