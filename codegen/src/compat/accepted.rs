//! Findings that somebody has accepted, each with a reason: a file that is reviewed with the change.
//!
//! An entry is known by the fingerprint of its finding, which is made of what changes. It stands for that change only: after the next
//! one, or when the change is deployed and there is nothing to find, it matches nothing and is told to be removed.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::Finding;

/// The name of the file, unless the configuration has another.
pub const FILE: &str = "accepted-breaks.toml";

/// What a new file begins with.
const HEAD: &str = "# Breaks that were accepted, and why. `barwire diff --accept REASON` adds to it; what it tells to remove has expired.\n";

/// Why a file of accepted findings could not be read.
#[derive(Debug, thiserror::Error)]
pub enum AcceptedError {
    /// It could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is not what is expected.
    #[error("{}: {source}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        source: Box<toml::de::Error>,
    },
    /// An entry does not say why.
    #[error("{}:{line}: the reason of `{fingerprint}` is empty; say why the break is accepted", path.display())]
    NoReason {
        /// The file.
        path: PathBuf,
        /// The line of the entry.
        line: u32,
        /// The entry.
        fingerprint: String,
    },
}

/// A finding that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The finding: [`Finding::fingerprint`].
    pub fingerprint: String,
    /// Why it was accepted.
    pub reason: String,
    /// The code of its rule, for people.
    pub rule: Option<String>,
    /// What it is about, for people.
    pub subject: Option<String>,
    /// The line of the entry, from 1.
    pub line: u32,
}

/// The findings that were accepted.
#[derive(Debug, Clone, Default)]
pub struct Accepted {
    /// The file.
    pub path: PathBuf,
    /// Its entries.
    pub entries: Vec<Entry>,
    /// What it holds, as it is written.
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    accepted: Vec<Spanned<Item>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    fingerprint: String,
    reason: String,
    rule: Option<String>,
    subject: Option<String>,
}

impl Accepted {
    /// Reads a file.
    ///
    /// # Errors
    /// [`AcceptedError`] where it cannot be read, or an entry is not what is expected.
    pub fn open(path: &Path) -> Result<Self, AcceptedError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| AcceptedError::Unreadable { path: path.to_owned(), source })?;
        let File { accepted } = toml::from_str(&text)
            .map_err(|source| AcceptedError::Malformed { path: path.to_owned(), source: Box::new(source) })?;
        let mut entries = Vec::new();
        for item in accepted {
            let before = text.get(..item.span().start).unwrap_or_default();
            let line = u32::try_from(before.matches('\n').count()).unwrap_or(u32::MAX).saturating_add(1);
            let Item { fingerprint, reason, rule, subject } = item.into_inner();
            if reason.trim().is_empty() {
                return Err(AcceptedError::NoReason { path: path.to_owned(), line, fingerprint });
            }
            entries.push(Entry { fingerprint, reason, rule, subject, line });
        }
        Ok(Self { path: path.to_owned(), entries, text })
    }

    /// As [`Accepted::open`]; nothing is accepted where there is no such file.
    ///
    /// # Errors
    /// As [`Accepted::open`].
    pub fn open_if_any(path: &Path) -> Result<Self, AcceptedError> {
        match path.try_exists() {
            Ok(false) => Ok(Self { path: path.to_owned(), ..Self::default() }),
            _ => Self::open(path),
        }
    }

    /// The entry of a finding.
    #[must_use]
    pub fn entry(&self, finding: &Finding) -> Option<&Entry> {
        let fingerprint = finding.fingerprint();
        self.entries.iter().find(|entry| entry.fingerprint == fingerprint)
    }

    /// The text of the file with further findings, in the order of their rules and subjects. What is there stays as it is.
    #[must_use]
    pub fn with<'f>(&self, findings: impl IntoIterator<Item = &'f Finding>, reason: &str) -> String {
        let mut added: Vec<_> = findings
            .into_iter()
            .map(|finding| (finding.rule.code, finding.subject.as_str(), finding.fingerprint()))
            .filter(|(.., fingerprint)| !self.entries.iter().any(|entry| entry.fingerprint == *fingerprint))
            .collect();
        added.sort_unstable();
        added.dedup();
        let mut text = if self.text.is_empty() { HEAD.to_owned() } else { self.text.clone() };
        if !text.ends_with('\n') {
            text.push('\n');
        }
        for (rule, subject, fingerprint) in added {
            let (rule, subject, reason) = (quoted(rule), quoted(subject), quoted(reason.trim()));
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "\n[[accepted]]\nfingerprint = \"{fingerprint}\"\nrule = {rule}\nsubject = {subject}\nreason = {reason}\n"
            );
        }
        text
    }
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
