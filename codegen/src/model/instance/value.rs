//! Values against one another.

use std::fmt::Write;

use serde_json::Value;

use super::decimal::{Decimal, compare};

/// Whether two values are equal, as JSON Schema has it: 1 and 1.0 are.
#[must_use]
pub fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => compare(one, other).is_eq(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| equal(value, other)))
        }
        _ => one == other,
    }
}

/// A text that two values share only if they are equal.
pub(crate) fn canonical(value: &Value) -> String {
    fn write(value: &Value, text: &mut String) {
        match value {
            Value::Number(number) => {
                let _ = write!(text, "{:?}", Decimal::new(number));
            }
            Value::Array(items) => {
                text.push('[');
                for item in items {
                    write(item, text);
                    text.push(',');
                }
                text.push(']');
            }
            Value::Object(members) => {
                let mut sorted: Vec<_> = members.iter().collect();
                sorted.sort_unstable_by_key(|(key, _)| *key);
                text.push('{');
                for (key, member) in sorted {
                    let _ = write!(text, "{key:?}:");
                    write(member, text);
                    text.push(',');
                }
                text.push('}');
            }
            Value::Null | Value::Bool(_) | Value::String(_) => {
                let _ = write!(text, "{value}");
            }
        }
    }
    let mut text = String::new();
    write(value, &mut text);
    text
}
