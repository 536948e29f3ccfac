//! Values that hold no others.

use super::Walk;
use crate::lint::rules::structure::{MALFORMED_EXPRESSION, MALFORMED_VALUE, UNKNOWN_VALUE};
use crate::lint::suggest::did_you_mean;
use crate::lint::table::Shape;
use crate::model::source::{Node, Value};

impl<'a> Walk<'a, '_> {
    /// Looks at a value of which no others are parts; `false` where the shape is not of such a value.
    pub(super) fn scalar(&mut self, node: Node<'a>, shape: Shape) -> bool {
        match (shape, node.value()) {
            (Shape::Any, _)
            | (Shape::NullableText, Value::Null)
            | (Shape::NullableText | Shape::Text, Value::String(_))
            | (Shape::Number, Value::Number(_))
            | (Shape::Boolean, Value::Bool(_)) => {}
            (Shape::Number, _) => self.wrong(node, "a number"),
            (Shape::Boolean, _) => self.wrong(node, "`true` or `false`"),
            (Shape::Uri, Value::String(text)) => {
                if !is_uri(text) {
                    self.report.add(&MALFORMED_VALUE, node, format!("`{text}` is no URI"));
                }
            }
            (Shape::Email, Value::String(text)) => {
                if !is_email(text) {
                    self.report.add(&MALFORMED_VALUE, node, format!("`{text}` is no address of mail"));
                }
            }
            (Shape::Expression, Value::String(text)) => {
                if !is_expression(text) {
                    let message = format!("`{text}` is no runtime expression like `$message.payload#/id`");
                    self.report.add(&MALFORMED_EXPRESSION, node, message);
                }
            }
            (Shape::Word(words), Value::String(text)) => {
                if !words.contains(&text.as_str()) {
                    self.unknown_value(node, text, words);
                }
            }
            (
                Shape::Text
                | Shape::NullableText
                | Shape::Uri
                | Shape::Email
                | Shape::Expression
                | Shape::Word(_),
                _,
            ) => {
                self.wrong(node, "a string");
            }
            _ => return false,
        }
        true
    }

    /// A word that is none of those that may be here.
    pub(super) fn unknown_value(&mut self, node: Node<'a>, text: &str, words: &[&str]) {
        let near = did_you_mean(text, words.iter().copied());
        let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
        let message = format!("`{text}` is none of {}{near}", words.join(", "));
        self.report.add(&UNKNOWN_VALUE, node, message);
    }
}

fn is_uri(text: &str) -> bool {
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    }) && !text.contains(char::is_whitespace)
}

fn is_email(text: &str) -> bool {
    let sides = text.rsplit_once('@');
    sides.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
        && !text.contains(char::is_whitespace)
}

fn is_expression(text: &str) -> bool {
    let rest = text.strip_prefix("$message.header").or_else(|| text.strip_prefix("$message.payload"));
    match rest.and_then(|rest| rest.strip_prefix('#')) {
        Some(pointer) => pointer.is_empty() || pointer.starts_with('/'),
        None => false,
    }
}
