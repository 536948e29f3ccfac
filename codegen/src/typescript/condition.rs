//! Conditions in TypeScript: alternatives joined by `||`, laid out as a person would.

use super::text::STATEMENT;

/// What holds if one of some expressions does.
pub(super) struct Condition {
    alternatives: Vec<String>,
}

impl Condition {
    /// Holds if `expression` does.
    pub(super) fn one(expression: String) -> Self {
        Self { alternatives: vec![expression] }
    }

    /// Holds if one of `alternatives` does; never if there is none.
    pub(super) fn any(alternatives: Vec<String>) -> Self {
        if alternatives.is_empty() { Self::one("false".to_owned()) } else { Self { alternatives } }
    }

    /// Holds if this or `expression` does.
    pub(super) fn or(mut self, expression: String) -> Self {
        self.alternatives.push(expression);
        self
    }

    /// Holds if this or `other` does.
    pub(super) fn or_any(mut self, other: Self) -> Self {
        self.alternatives.extend(other.alternatives);
        self
    }

    /// The expression, to stand alone or as an argument.
    pub(super) fn bare(&self) -> String {
        self.alternatives.join(" || ")
    }

    /// The expression, to stand within another.
    pub(super) fn inline(&self) -> String {
        match self.alternatives.as_slice() {
            [only] => only.clone(),
            _ => format!("({})", self.bare()),
        }
    }

    /// The statement that returns it.
    pub(super) fn returned(&self) -> Vec<String> {
        let line = format!("return {};", self.bare());
        if line.chars().count() <= STATEMENT {
            return vec![line];
        }
        let mut lines = vec!["return (".to_owned()];
        lines.extend(self.lines("  "));
        lines.push(");".to_owned());
        lines
    }

    /// The statement `ok = … && ok;`.
    pub(super) fn also(&self) -> Vec<String> {
        let line = format!("ok = {} && ok;", self.inline());
        if line.chars().count() <= STATEMENT {
            return vec![line];
        }
        let second = format!("  {} && ok;", self.inline());
        if self.alternatives.len() == 1 || second.chars().count() <= STATEMENT {
            return vec!["ok =".to_owned(), second];
        }
        let mut lines = self.lines("    ");
        if let Some(first) = lines.first_mut() {
            first.replace_range(..4, "  (");
        }
        if let Some(last) = lines.last_mut() {
            last.push_str(") &&");
        }
        lines.insert(0, "ok =".to_owned());
        lines.push("  ok;".to_owned());
        lines
    }

    /// One alternative a line.
    fn lines(&self, indent: &str) -> Vec<String> {
        let last = self.alternatives.len() - 1;
        let line = |(index, alternative): (usize, &String)| {
            let or = if index < last { " ||" } else { "" };
            format!("{indent}{alternative}{or}")
        };
        self.alternatives.iter().enumerate().map(line).collect()
    }
}
