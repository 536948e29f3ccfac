//! A document, a change to it, and what is expected of the change.

use std::collections::BTreeSet;

use barwire_codegen::compat::inclusion::Reading;
use barwire_codegen::compat::{Finding, compare};
use barwire_codegen::model::Model;
use barwire_codegen::model::source::Sources;

/// A change, and what is found of it.
#[derive(Clone, Copy)]
pub(crate) struct Pair {
    pub(crate) name: &'static str,
    pub(crate) base: &'static str,
    /// What makes the old document of the base.
    pub(crate) before: &'static [Edit],
    /// What makes the new document of the old one.
    pub(crate) edits: &'static [Edit],
    /// Lines of category, rule, direction and subject: `wire message-refused client to server: /ws order`.
    pub(crate) expected: &'static [&'static str],
}

/// A change to a text.
#[derive(Clone, Copy)]
pub(crate) enum Edit {
    /// Puts a text in the place of one that stands once.
    Put(&'static str, &'static str),
    /// The same wherever it stands.
    All(&'static str, &'static str),
    /// Leaves out what is from the first text, which stands once, up to the next of the second.
    Cut(&'static str, &'static str),
}

pub(crate) use Edit::{All, Cut, Put};

impl Edit {
    fn apply(self, name: &str, text: &str) -> String {
        let once = |part: &str| assert_eq!(text.matches(part).count(), 1, "{name}: {part:?} must stand once");
        match self {
            Put(from, to) => {
                once(from);
                text.replace(from, to)
            }
            All(from, to) => {
                assert!(text.contains(from), "{name}: {from:?} must be there");
                text.replace(from, to)
            }
            Cut(from, to) => {
                once(from);
                let start = text.find(from).unwrap();
                let end = start + from.len() + text[start + from.len()..].find(to).expect("the end is there");
                format!("{}{}", &text[..start], &text[end..])
            }
        }
    }
}

impl Pair {
    /// The document before and after the change.
    pub(crate) fn texts(&self) -> (String, String) {
        let apply =
            |text: String, edits: &[Edit]| edits.iter().fold(text, |text, edit| edit.apply(self.name, &text));
        let old = apply(self.base.to_owned(), self.before);
        let new = apply(old.clone(), self.edits);
        (old, new)
    }

    /// What is found of the change.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let (old, new) = self.texts();
        compare(&read(self.name, &old), &read(self.name, &new), Reading::Emit)
    }

    /// What is found of the change taken back.
    pub(crate) fn findings_back(&self) -> Vec<Finding> {
        let (old, new) = self.texts();
        compare(&read(self.name, &new), &read(self.name, &old), Reading::Emit)
    }

    pub(crate) fn lines(&self) -> BTreeSet<String> {
        self.findings().iter().map(line).collect()
    }

    pub(crate) fn expected(&self) -> BTreeSet<String> {
        self.expected.iter().map(|line| (*line).to_owned()).collect()
    }
}

pub(crate) fn read(name: &str, text: &str) -> Model {
    let sources = Sources::parse(None, text, &[]).unwrap_or_else(|error| panic!("{name}: {error}"));
    Model::as_written(sources).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A finding as a line of the tables.
pub(crate) fn line(finding: &Finding) -> String {
    let direction = finding.direction.map(|direction| format!(" {direction}")).unwrap_or_default();
    format!("{} {}{direction}: {}", finding.category, finding.rule.code, finding.subject)
}
