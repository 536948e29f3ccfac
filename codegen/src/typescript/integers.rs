//! Integers that JavaScript cannot keep exact.

use barwire_schema::protocol::MAX_SAFE_INTEGER;
use serde::Deserialize;

use crate::model::{Bound, Number};

/// What is made of an integer that may be beyond those that JavaScript keeps exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Int64 {
    /// A number that must be exact: another is refused.
    #[default]
    Safe,
    /// A string of digits.
    String,
    /// A `bigint`. `JSON.parse` makes none: the values come from a reader that does.
    #[value(name = "bigint")]
    BigInt,
    /// The document is refused.
    Error,
}

/// What is made of a number, where it is an integer that JavaScript may not keep exact. What the document says of it comes first.
pub(super) fn wide(number: &Number, policy: Int64) -> Option<Int64> {
    if !number.integer {
        return None;
    }
    match number.int64.as_deref() {
        Some("safe") => Some(Int64::Safe),
        Some("string") => Some(Int64::String),
        Some("bigint") => Some(Int64::BigInt),
        _ => is_wide(number).then_some(policy),
    }
}

/// Whether the document knows that it may be beyond: by its format or by a bound.
fn is_wide(number: &Number) -> bool {
    let (minimum, maximum) = (number.minimum.as_ref(), number.maximum.as_ref());
    match number.format.as_deref() {
        Some("int64") => !(minimum.is_some_and(is_exact) && maximum.is_some_and(is_exact)),
        Some("uint64") => !maximum.is_some_and(is_exact),
        _ => !minimum.into_iter().chain(maximum).all(is_exact),
    }
}

fn is_exact(bound: &Bound) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "2^53 is a float")]
    let limit = (MAX_SAFE_INTEGER + 1) as f64;
    let Some(value) = bound.value.as_f64().map(f64::abs) else { return false };
    if bound.exclusive { value <= limit } else { value < limit }
}
