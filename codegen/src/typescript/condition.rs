//! Conditions in TypeScript, laid out as Prettier does.

use super::layout::width;
use super::text::STATEMENT;

/// What holds of a value, as an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    /// Holds of every value.
    Always,
    /// Holds of none.
    Never,
    /// An expression without `&&` and `||`: a comparison.
    Test(String),
    /// A call: the function and its arguments.
    Call(String, Vec<String>),
    /// All of several hold, in this order.
    All(Vec<Self>),
    /// One of several holds, in this order.
    Any(Vec<Self>),
    /// Another does not hold.
    Not(Box<Self>),
}

impl Condition {
    /// A comparison.
    pub(super) fn test(expression: impl Into<String>) -> Self {
        Self::Test(expression.into())
    }

    /// A call.
    pub(super) fn call<const N: usize>(function: impl Into<String>, arguments: [&str; N]) -> Self {
        Self::Call(function.into(), arguments.map(str::to_owned).to_vec())
    }

    /// Holds if each does; always if there is none.
    pub(super) fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = Vec::new();
        for condition in conditions {
            match condition {
                Self::Always => {}
                Self::Never => return Self::Never,
                Self::All(inner) => parts.extend(inner),
                other => parts.push(other),
            }
        }
        match parts.len() {
            0 => Self::Always,
            1 => parts.swap_remove(0),
            _ => Self::All(parts),
        }
    }

    /// Holds if one does; never if there is none.
    pub(super) fn any(conditions: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = Vec::new();
        for condition in conditions {
            match condition {
                Self::Never => {}
                Self::Always => return Self::Always,
                Self::Any(inner) => parts.extend(inner),
                other => parts.push(other),
            }
        }
        match parts.len() {
            0 => Self::Never,
            1 => parts.swap_remove(0),
            _ => Self::Any(parts),
        }
    }

    /// Holds if this or `other` does.
    pub(super) fn or(self, other: Self) -> Self {
        Self::any([self, other])
    }

    /// Holds if this does not.
    pub(super) fn negated(self) -> Self {
        match self {
            Self::Always => Self::Never,
            Self::Never => Self::Always,
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// The expression on one line.
    pub(super) fn flat(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        match self {
            Self::Always => text.push_str("true"),
            Self::Never => text.push_str("false"),
            Self::Test(test) => text.push_str(test),
            Self::Call(function, arguments) => {
                text.push_str(function);
                text.push('(');
                for (index, argument) in arguments.iter().enumerate() {
                    text.push_str(if index == 0 { "" } else { ", " });
                    text.push_str(argument);
                }
                text.push(')');
            }
            Self::All(parts) => joined(parts, " && ", text),
            Self::Any(parts) => joined(parts, " || ", text),
            Self::Not(inner) if matches!(**inner, Self::Call(..)) => {
                text.push('!');
                inner.write(text);
            }
            Self::Not(inner) => {
                text.push('!');
                inner.write_grouped(text);
            }
        }
    }

    fn write_grouped(&self, text: &mut String) {
        text.push('(');
        self.write(text);
        text.push(')');
    }

    /// The lines of the statement that returns it, with `indent` spaces before each.
    pub(super) fn returned(&self, indent: usize) -> Vec<String> {
        let pad = " ".repeat(indent);
        let line = format!("{pad}return {};", self.flat());
        let text = if width(&line) <= STATEMENT {
            line
        } else if matches!(self, Self::All(_) | Self::Any(_)) {
            format!("{pad}return (\n{pad}  {}\n{pad});", self.layout(indent + 2, indent + 2, 0))
        } else {
            format!("{pad}return {};", self.layout(indent + 7, indent, 1))
        };
        text.lines().map(str::to_owned).collect()
    }

    /// The expression from `column` on, with `after` characters behind it. What does not fit goes on in lines of its own.
    fn layout(&self, column: usize, indent: usize, after: usize) -> String {
        let flat = self.flat();
        if column + width(&flat) + after <= STATEMENT {
            return flat;
        }
        let pad = " ".repeat(indent);
        match self {
            Self::Call(function, arguments) => {
                let arguments: String =
                    arguments.iter().map(|argument| format!("{pad}  {argument},\n")).collect();
                format!("{function}(\n{arguments}{pad})")
            }
            Self::All(parts) => operands(parts, " &&", indent, after),
            Self::Any(parts) => operands(parts, " ||", indent, after),
            Self::Not(inner) => match inner.as_ref() {
                Self::Call(..) => format!("!{}", inner.layout(column + 1, indent, after)),
                other => format!("!(\n{pad}  {}\n{pad})", other.layout(indent + 2, indent + 2, 0)),
            },
            Self::Always | Self::Never | Self::Test(_) => flat,
        }
    }

    fn is_joined(&self) -> bool {
        matches!(self, Self::All(_) | Self::Any(_))
    }
}

fn joined(parts: &[Condition], operator: &str, text: &mut String) {
    for (index, part) in parts.iter().enumerate() {
        text.push_str(if index == 0 { "" } else { operator });
        if part.is_joined() {
            part.write_grouped(text);
        } else {
            part.write(text);
        }
    }
}

/// One operand a line.
fn operands(parts: &[Condition], operator: &str, indent: usize, after: usize) -> String {
    let last = parts.len().saturating_sub(1);
    let pad = " ".repeat(indent);
    let mut text = String::new();
    for (index, part) in parts.iter().enumerate() {
        let after = if index == last { after } else { operator.len() };
        if index > 0 {
            text.push_str(operator);
            text.push('\n');
            text.push_str(&pad);
        }
        if part.is_joined() {
            text.push_str(&format!("({})", part.layout(indent + 1, indent + 2, after + 1)));
        } else {
            text.push_str(&part.layout(indent, indent, after));
        }
    }
    text
}
