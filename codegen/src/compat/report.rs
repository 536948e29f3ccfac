//! What is found of a change, and what becomes of it.

use super::accepted::{Accepted, Entry};
use super::gate::{Gate, Release};
use super::{Category, Finding, Options, Summary};

/// What becomes of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It fails the change.
    Fails,
    /// It is told, and fails nothing.
    Passes,
    /// Somebody has accepted it, for this reason.
    Accepted(String),
}

/// A finding and what becomes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// What is found.
    pub finding: Finding,
    /// What becomes of it.
    pub fate: Fate,
}

/// A document that is deployed, and what the new one breaks of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The document.
    pub base: Summary,
    /// What the version of the new document announces.
    pub release: Release,
    /// The findings, the worst first.
    pub findings: Vec<Judged>,
}

/// What a change does to everything that is deployed.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The new document.
    pub new: Summary,
    /// How it was compared.
    pub options: Options,
    /// What is deployed.
    pub comparisons: Vec<Comparison>,
    /// The file of accepted findings.
    pub accepted: String,
    /// What was accepted and is not found: the change is another one, or is deployed.
    pub expired: Vec<Entry>,
}

/// The categories, the worst first.
pub(super) const WORST_FIRST: [Category; 5] =
    [Category::Wire, Category::Unproven, Category::Rollback, Category::Source, Category::Dangerous];

impl Report {
    /// Judges what is found of each base.
    #[must_use]
    pub fn judge(
        new: Summary,
        options: Options,
        found: Vec<(Summary, Vec<Finding>)>,
        gate: &Gate,
        accepted: &Accepted,
    ) -> Self {
        let comparisons: Vec<_> = found
            .into_iter()
            .map(|(base, findings)| {
                let release = Release::between(&base.version, &new.version);
                let judge = |finding: Finding| {
                    let fate = match accepted.entry(&finding) {
                        Some(entry) => Fate::Accepted(entry.reason.clone()),
                        None if gate.fails(&finding, release) => Fate::Fails,
                        None => Fate::Passes,
                    };
                    Judged { finding, fate }
                };
                let mut findings: Vec<_> = findings.into_iter().map(judge).collect();
                findings.sort_by(|a, b| order(&a.finding).cmp(&order(&b.finding)));
                findings.dedup();
                Comparison { base, release, findings }
            })
            .collect();
        let found: Vec<_> = comparisons
            .iter()
            .flat_map(|comparison| &comparison.findings)
            .map(|judged| judged.finding.fingerprint())
            .collect();
        let expired = accepted.entries.iter().filter(|entry| !found.contains(&entry.fingerprint)).cloned();
        let expired = expired.collect();
        let accepted = accepted.path.to_string_lossy().into_owned();
        Self { new, options, comparisons, accepted, expired }
    }

    /// Every finding, base by base.
    pub fn findings(&self) -> impl Iterator<Item = &Judged> {
        self.comparisons.iter().flat_map(|comparison| &comparison.findings)
    }

    /// The findings that fail the change.
    pub fn failing(&self) -> impl Iterator<Item = &Finding> {
        self.findings().filter(|judged| judged.fate == Fate::Fails).map(|judged| &judged.finding)
    }

    /// How many findings of a category were not accepted.
    #[must_use]
    pub fn count(&self, category: Category) -> usize {
        self.findings().filter(|judged| judged.finding.category == category && !judged.is_accepted()).count()
    }

    /// How many findings were accepted.
    #[must_use]
    pub fn count_accepted(&self) -> usize {
        self.findings().filter(|judged| judged.is_accepted()).count()
    }
}

impl Judged {
    /// Whether somebody has accepted it.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        matches!(self.fate, Fate::Accepted(_))
    }
}

/// The worst first, and always in one order.
fn order(finding: &Finding) -> impl Ord {
    let Finding { rule, category, direction, deployed, subject, message, old, new, .. } = finding;
    let worst = WORST_FIRST.iter().position(|other| other == category);
    (worst, rule.code, subject.clone(), *direction, *deployed, new.clone(), old.clone(), message.clone())
}
