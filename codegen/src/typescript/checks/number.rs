//! Numbers: bounds, multiples, and integers that are wider than JavaScript's numbers.

use serde_json::Number as Decimal;

use crate::model::{Bound, Number};
use crate::typescript::condition::Condition;
use crate::typescript::integers::{Int64, wide};
use crate::typescript::text::number_literal;

use super::Writer;
use super::helpers::Helper;

/// The largest integer that a number of JavaScript keeps exact.
const LARGEST: &str = "9007199254740991";
const LARGEST_EXACT: u64 = (1 << 53) - 1;

/// The most digits behind the point of a divisor: powers of ten are exact up to this.
const PLACES: usize = 22;

impl Writer<'_> {
    /// What holds of a number; of a wide integer, what the policy makes of it.
    pub(super) fn number(&mut self, number: &Number, value: &str) -> Condition {
        let Some(policy) = wide(number, self.options.int64) else {
            return self.exact_number(number, value);
        };
        let unsigned = number.format.as_deref() == Some("uint64")
            || number.minimum.as_ref().is_some_and(|bound| bound.value.is_u64());
        match policy {
            Int64::Safe | Int64::Error => {
                let safe = Number {
                    minimum: safe(&number.minimum),
                    maximum: safe(&number.maximum),
                    ..number.clone()
                };
                self.bounded(&safe, value, Some(LARGEST))
            }
            Int64::BigInt => big(number, value),
            Int64::String => {
                let digits = if unsigned { "^\\d+$" } else { "^-?\\d+$" };
                let Ok(pattern) = self.constants.pattern(digits) else { return Condition::Never };
                Condition::all([
                    Condition::test(format!("typeof {value} === 'string'")),
                    Condition::call(format!("{pattern}.test"), [value]),
                ])
            }
        }
    }

    /// What holds of a number of JavaScript.
    pub(super) fn exact_number(&mut self, number: &Number, value: &str) -> Condition {
        self.bounded(number, value, None)
    }

    /// Within the bounds; where there is none, within ±`limit`.
    fn bounded(&mut self, number: &Number, value: &str, limit: Option<&str>) -> Condition {
        let inclusive = |bound: &Option<Bound>| {
            bound.as_ref().filter(|bound| !bound.exclusive).map(|bound| number_literal(&bound.value))
        };
        let exclusive = |bound: &Option<Bound>| {
            bound.as_ref().filter(|bound| bound.exclusive).map(|bound| number_literal(&bound.value))
        };
        let minimum = inclusive(&number.minimum).or_else(|| limit.map(|limit| format!("-{limit}")));
        let maximum = inclusive(&number.maximum).or_else(|| limit.map(str::to_owned));
        let further: Vec<Condition> = [
            exclusive(&number.minimum).map(|bound| Condition::test(format!("{value} > {bound}"))),
            exclusive(&number.maximum).map(|bound| Condition::test(format!("{value} < {bound}"))),
        ]
        .into_iter()
        .flatten()
        .chain(number.multiple_of.iter().map(|divisor| self.multiple(divisor, value)))
        .collect();
        let helper = if number.integer { Helper::IsInteger } else { Helper::IsNumber };
        let base = match (minimum, maximum) {
            (None, None) if further.is_empty() => {
                let test = if number.integer { "Number.isInteger" } else { "Number.isFinite" };
                Condition::call(test, [value])
            }
            (None, None) => Condition::call(self.call(helper), [value]),
            (Some(minimum), None) => Condition::call(self.call(helper), [value, &minimum]),
            (minimum, Some(maximum)) => {
                let minimum = minimum.unwrap_or_else(|| "-Infinity".to_owned());
                Condition::call(self.call(helper), [value, &minimum, &maximum])
            }
        };
        Condition::all(std::iter::once(base).chain(further))
    }

    fn multiple(&mut self, divisor: &Decimal, value: &str) -> Condition {
        let text = number_literal(divisor);
        match fraction(&text) {
            // The remainder of whole numbers is exact.
            None => Condition::test(format!("{value} % {text} === 0")),
            Some((whole, places)) if whole <= LARGEST_EXACT && places <= PLACES => {
                let scale = format!("1{}", "0".repeat(places));
                Condition::call(self.call(Helper::IsMultiple), [value, &whole.to_string(), &scale])
            }
            Some(_) => Condition::call("Number.isInteger", [format!("{value} / {text}").as_str()]),
        }
    }

    /// What a number must be, for people.
    pub(super) fn expected_number(&self, number: &Number) -> String {
        let mut text = match wide(number, self.options.int64) {
            Some(Int64::BigInt) => "a bigint",
            Some(Int64::String) => return "a string of digits".to_owned(),
            Some(Int64::Safe | Int64::Error) => "a safe integer",
            None if number.integer => "an integer",
            None => "a number",
        }
        .to_owned();
        let bound = |bound: &Bound| number_literal(&bound.value);
        match (&number.minimum, &number.maximum) {
            (Some(min), Some(max)) if !min.exclusive && !max.exclusive => {
                text.push_str(&format!(" of {} to {}", bound(min), bound(max)));
            }
            (min, max) => {
                let min = min.as_ref().map(|min| {
                    format!("{} {}", if min.exclusive { "above" } else { "of at least" }, bound(min))
                });
                let max = max.as_ref().map(|max| {
                    format!("{} {}", if max.exclusive { "below" } else { "of at most" }, bound(max))
                });
                let bounds: Vec<String> = min.into_iter().chain(max).collect();
                if !bounds.is_empty() {
                    text.push_str(&format!(" {}", bounds.join(" and ")));
                }
            }
        }
        for divisor in &number.multiple_of {
            text.push_str(&format!(", a multiple of {}", number_literal(divisor)));
        }
        text
    }
}

/// A bound of those integers that are exact; none where it is beyond them.
fn safe(bound: &Option<Bound>) -> Option<Bound> {
    let exact = |value: &Decimal| value.as_f64().is_some_and(|size| size.abs() <= 9_007_199_254_740_991.0);
    bound.clone().filter(|bound| exact(&bound.value))
}

/// What holds of a `bigint`.
fn big(number: &Number, value: &str) -> Condition {
    let whole = |value: &Decimal| value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    let unsigned = number.format.as_deref() == Some("uint64");
    let signed = number.format.as_deref() == Some("int64");
    let minimum = match &number.minimum {
        Some(bound) => whole(&bound.value).map(|value| value + i128::from(bound.exclusive)),
        None if unsigned => Some(0),
        None => signed.then_some(i128::from(i64::MIN)),
    };
    let maximum = match &number.maximum {
        Some(bound) => whole(&bound.value).map(|value| value - i128::from(bound.exclusive)),
        None if unsigned => Some(i128::from(u64::MAX)),
        None => signed.then_some(i128::from(i64::MAX)),
    };
    let multiples = number.multiple_of.iter().filter_map(whole).filter(|divisor| *divisor != 0);
    Condition::all(
        std::iter::once(format!("typeof {value} === 'bigint'"))
            .chain(minimum.map(|bound| format!("{value} >= {bound}n")))
            .chain(maximum.map(|bound| format!("{value} <= {bound}n")))
            .chain(multiples.map(|divisor| format!("{value} % {divisor}n === 0n")))
            .map(Condition::Test),
    )
}

/// A decimal with digits behind the point: its digits as a whole number, and how many are behind the point. `None` for a whole number.
fn fraction(text: &str) -> Option<(u64, usize)> {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent: i64 = exponent.parse().ok()?;
    let (before, behind) = mantissa.trim_start_matches('-').split_once('.').unwrap_or((mantissa, ""));
    let places = i64::try_from(behind.len()).ok()? - exponent;
    if places <= 0 {
        return None;
    }
    let digits: String = before.chars().chain(behind.chars()).filter(char::is_ascii_digit).collect();
    Some((digits.parse().unwrap_or(u64::MAX), usize::try_from(places).ok()?))
}
