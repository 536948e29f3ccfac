//! Numbers as a document writes them: compared and divided without rounding.

use std::cmp::Ordering;

use serde_json::Number;

/// A number as digits and a power of ten. No digits end in 0, except for 0 itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Decimal {
    negative: bool,
    digits: u128,
    exponent: i32,
}

impl Decimal {
    /// The number that its shortest text stands for.
    pub(super) fn new(number: &Number) -> Self {
        let text = number.to_string();
        let (negative, text) = text.strip_prefix('-').map_or((false, text.as_str()), |rest| (true, rest));
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut exponent = exponent.parse::<i32>().unwrap_or(0) - i32::try_from(fraction.len()).unwrap_or(0);
        // A `u64` has 20 digits, the shortest text of an `f64` 17 and the 0 of a whole one: no sum is too large.
        let mut digits = whole
            .bytes()
            .chain(fraction.bytes())
            .fold(0_u128, |digits, byte| digits.saturating_mul(10).saturating_add(u128::from(byte - b'0')));
        while digits != 0 && digits.is_multiple_of(10) {
            digits /= 10;
            exponent += 1;
        }
        if digits == 0 {
            return Self { negative: false, digits, exponent: 0 };
        }
        Self { negative, digits, exponent }
    }

    /// Whether it has no fraction.
    pub(super) fn is_integer(self) -> bool {
        self.exponent >= 0
    }

    /// Whether it is a whole number of times another. Every number is of 0, which no schema may demand.
    pub(super) fn is_multiple_of(self, other: Self) -> bool {
        if self.digits == 0 || other.digits == 0 {
            return true;
        }
        let shift = self.exponent - other.exponent;
        if shift >= 0 {
            return scaled(self.digits, shift.unsigned_abs(), other.digits) == 0;
        }
        10_u128
            .checked_pow(shift.unsigned_abs())
            .and_then(|scale| other.digits.checked_mul(scale))
            .is_some_and(|other| self.digits.is_multiple_of(other))
    }
}

/// `digits` times ten to the `power`, modulo another number. All that are asked for have at most 20 digits, so that no product is too large.
fn scaled(digits: u128, power: u32, modulus: u128) -> u128 {
    (0..power).fold(digits % modulus, |rest, _| if rest == 0 { 0 } else { rest.wrapping_mul(10) % modulus })
}

/// Which of two numbers is larger.
pub(crate) fn compare(one: &Number, other: &Number) -> Ordering {
    match (integer(one), integer(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        (Some(one), None) => against(one, other.as_f64().unwrap_or_default()),
        (None, Some(other)) => against(other, one.as_f64().unwrap_or_default()).reverse(),
        (None, None) => one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal),
    }
}

fn integer(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

/// An integer of 64 bits against a number with a fraction.
fn against(integer: i128, other: f64) -> Ordering {
    // A conversion that is too large ends at the largest number, which no integer of 64 bits reaches.
    #[allow(clippy::cast_possible_truncation)]
    let floor = other.floor() as i128;
    integer.cmp(&floor).then(if other > other.floor() { Ordering::Less } else { Ordering::Equal })
}
