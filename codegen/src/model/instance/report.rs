//! What is wrong with a value, in words.

use std::collections::HashSet;
use std::ops::ControlFlow::{self, Break, Continue};

use serde_json::Value;

use crate::model::schema::SchemaId;

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: a JSON Pointer (RFC 6901) in the value, empty for the value itself.
    pub path: String,
    /// What was expected.
    pub message: String,
}

/// What becomes of faults.
pub(super) enum Report {
    /// The first ends the walk.
    Verdict,
    /// They are counted, to find the alternative that is nearest.
    Counting(usize),
    /// All are kept.
    Collecting {
        path: String,
        faults: Vec<Fault>,
        /// What has been explained.
        seen: HashSet<(SchemaId, *const Value)>,
    },
}

impl Report {
    pub(super) fn fault(&mut self, message: impl FnOnce() -> String) -> ControlFlow<()> {
        match self {
            Self::Verdict => Break(()),
            Self::Counting(count) => {
                *count += 1;
                Continue(())
            }
            Self::Collecting { path, faults, .. } => {
                faults.push(Fault { path: path.clone(), message: message() });
                Continue(())
            }
        }
    }

    pub(super) fn wrong_kind(&mut self, expected: &str, value: &Value) -> ControlFlow<()> {
        self.fault(|| format!("expected {expected}, found {}", kind(value)))
    }

    /// What is said inside is about a member or an item.
    pub(super) fn inside(
        &mut self,
        token: impl FnOnce() -> String,
        walk: impl FnOnce(&mut Self) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Self::Collecting { path, .. } = self else { return walk(self) };
        let length = path.len();
        path.push('/');
        path.push_str(&token());
        let flow = walk(self);
        if let Self::Collecting { path, .. } = self {
            path.truncate(length);
        }
        flow
    }
}

/// What a value is, for people.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// `1 item`, `2 items`.
pub(super) fn many(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// A value, cut where it is long.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) | Value::Object(_) => kind(value).to_owned(),
        _ => {
            let text = value.to_string();
            match text.char_indices().nth(60) {
                Some((end, _)) => format!("`{}…`", &text[..end]),
                None => format!("`{text}`"),
            }
        }
    }
}

/// One of several values.
pub(super) fn choice(values: &[&Value]) -> String {
    match values {
        [] => "nothing".to_owned(),
        [one] => shown(one),
        _ => {
            let shown: Vec<String> = values.iter().take(8).map(|value| shown(value)).collect();
            let more = if values.len() > shown.len() { ", …" } else { "" };
            format!("one of {}{more}", shown.join(", "))
        }
    }
}
