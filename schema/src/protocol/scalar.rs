//! Numbers and strings with bounds that hold on the wire: checked when read, stated in the schema.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

/// The largest integer that every JSON reader keeps exact: 2^53 − 1 (ECMA-262, `Number.MAX_SAFE_INTEGER`).
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Why a value is outside the bounds of its type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutOfBounds {
    /// The integer is above [`MAX_SAFE_INTEGER`].
    #[error("expected an integer from 0 to {MAX_SAFE_INTEGER}, got {0}")]
    Integer(u64),
    /// The integer is outside the bounds of its type.
    #[error("expected an integer from {min} to {max}, got {got}")]
    Range {
        /// The least integer.
        min: u64,
        /// The largest integer.
        max: u64,
        /// The integer found.
        got: u64,
    },
    /// The string is too short or too long.
    #[error("expected {min} to {max} characters, got {got}")]
    Length {
        /// The least number of Unicode characters.
        min: usize,
        /// The largest number of Unicode characters.
        max: usize,
        /// The number of Unicode characters found.
        got: usize,
    },
    /// The string holds a control character.
    #[error("control characters are not allowed")]
    ControlCharacter,
}

/// A point in time: milliseconds since the Unix epoch, UTC, from 0 to [`MAX_SAFE_INTEGER`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "u64")]
pub struct EpochMillis(u64);

/// A point in time: seconds since the Unix epoch, UTC, from 0 to [`MAX_SAFE_INTEGER`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "u64")]
pub struct EpochSeconds(u64);

/// A number that only grows, from 0 to [`MAX_SAFE_INTEGER`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "u64")]
pub struct Counter(u64);

/// An integer from `MIN` to `MAX`, of which the latter is at most [`MAX_SAFE_INTEGER`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64")]
pub struct Integer<const MIN: u64, const MAX: u64>(u64);

/// A string of `MIN` to `MAX` Unicode characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Text<const MIN: usize, const MAX: usize>(String);

fn safe_integer(value: u64) -> Result<u64, OutOfBounds> {
    if value <= MAX_SAFE_INTEGER { Ok(value) } else { Err(OutOfBounds::Integer(value)) }
}

/// Checks that `text` has `min` to `max` Unicode characters.
///
/// # Errors
/// [`OutOfBounds::Length`] where it has not.
pub fn check_length(text: &str, min: usize, max: usize) -> Result<(), OutOfBounds> {
    let got = text.chars().count();
    if (min..=max).contains(&got) { Ok(()) } else { Err(OutOfBounds::Length { min, max, got }) }
}

impl EpochMillis {
    /// `milliseconds`, or [`MAX_SAFE_INTEGER`] where that is less.
    #[must_use]
    pub const fn saturating(milliseconds: u64) -> Self {
        if milliseconds < MAX_SAFE_INTEGER { Self(milliseconds) } else { Self(MAX_SAFE_INTEGER) }
    }

    /// The number of milliseconds.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The system clock's time; the epoch itself where the clock is set before it.
    #[must_use]
    pub fn now() -> Self {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Self::saturating(u64::try_from(since.as_millis()).unwrap_or(MAX_SAFE_INTEGER))
    }
}

impl EpochSeconds {
    /// The number of seconds.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The same time in milliseconds, or [`MAX_SAFE_INTEGER`] of them where that is less.
    #[must_use]
    pub const fn millis(self) -> EpochMillis {
        EpochMillis::saturating(self.0.saturating_mul(1000))
    }
}

impl Counter {
    /// `number`, or [`MAX_SAFE_INTEGER`] where that is less.
    #[must_use]
    pub const fn saturating(number: u64) -> Self {
        if number < MAX_SAFE_INTEGER { Self(number) } else { Self(MAX_SAFE_INTEGER) }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The next number; [`MAX_SAFE_INTEGER`] has none and stays.
    #[must_use]
    pub const fn next(self) -> Self {
        if self.0 < MAX_SAFE_INTEGER { Self(self.0 + 1) } else { self }
    }
}

impl TryFrom<u64> for EpochMillis {
    type Error = OutOfBounds;
    fn try_from(value: u64) -> Result<Self, OutOfBounds> {
        safe_integer(value).map(Self)
    }
}

impl TryFrom<u64> for EpochSeconds {
    type Error = OutOfBounds;
    fn try_from(value: u64) -> Result<Self, OutOfBounds> {
        safe_integer(value).map(Self)
    }
}

impl TryFrom<u64> for Counter {
    type Error = OutOfBounds;
    fn try_from(value: u64) -> Result<Self, OutOfBounds> {
        safe_integer(value).map(Self)
    }
}

impl From<u32> for Counter {
    fn from(value: u32) -> Self {
        Self(u64::from(value))
    }
}

impl fmt::Display for EpochMillis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for EpochSeconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl JsonSchema for EpochMillis {
    fn schema_name() -> Cow<'static, str> {
        "EpochMillis".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Milliseconds since 1970-01-01T00:00:00Z.",
            "type": "integer",
            "minimum": 0,
            "maximum": MAX_SAFE_INTEGER,
            "x-barwire-unit": "ms",
        })
    }
}

impl JsonSchema for EpochSeconds {
    fn schema_name() -> Cow<'static, str> {
        "EpochSeconds".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Seconds since 1970-01-01T00:00:00Z.",
            "type": "integer",
            "minimum": 0,
            "maximum": MAX_SAFE_INTEGER,
            "x-barwire-unit": "s",
        })
    }
}

impl JsonSchema for Counter {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Counter".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": MAX_SAFE_INTEGER })
    }
}

impl<const MIN: u64, const MAX: u64> Integer<MIN, MAX> {
    /// `N`, which the compiler checks to be within the bounds.
    #[must_use]
    pub const fn of<const N: u64>() -> Self {
        const { assert!(MIN <= N && N <= MAX && MAX <= MAX_SAFE_INTEGER, "out of bounds") };
        Self(N)
    }

    /// A number that the caller knows to be within the bounds.
    pub(crate) fn within_bounds(number: u64) -> Self {
        debug_assert!((MIN..=MAX).contains(&number), "{number}");
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl<const MIN: u64, const MAX: u64> TryFrom<u64> for Integer<MIN, MAX> {
    type Error = OutOfBounds;
    fn try_from(value: u64) -> Result<Self, OutOfBounds> {
        if (MIN..=MAX).contains(&value) {
            Ok(Self(value))
        } else {
            Err(OutOfBounds::Range { min: MIN, max: MAX, got: value })
        }
    }
}

impl<const MIN: u64, const MAX: u64> fmt::Display for Integer<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const MIN: u64, const MAX: u64> JsonSchema for Integer<MIN, MAX> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Integer{MIN}To{MAX}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": MIN, "maximum": MAX })
    }
}

impl<const MAX: usize> Default for Text<0, MAX> {
    fn default() -> Self {
        Self(String::new())
    }
}

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// A text that the caller knows to be within the bounds.
    pub(crate) fn within_bounds(text: String) -> Self {
        debug_assert_eq!(check_length(&text, MIN, MAX), Ok(()), "{text:?}");
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<String> for Text<MIN, MAX> {
    type Error = OutOfBounds;
    fn try_from(text: String) -> Result<Self, OutOfBounds> {
        check_length(&text, MIN, MAX)?;
        Ok(Self(text))
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<&str> for Text<MIN, MAX> {
    type Error = OutOfBounds;
    fn try_from(text: &str) -> Result<Self, OutOfBounds> {
        Self::try_from(text.to_owned())
    }
}

impl<const MIN: usize, const MAX: usize> Deref for Text<MIN, MAX> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Display for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const MIN: usize, const MAX: usize> JsonSchema for Text<MIN, MAX> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Text{MIN}To{MAX}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": MIN, "maxLength": MAX })
    }
}

/// Reads an optional member that is there: `null` is refused, as everywhere on the wire.
///
/// For use as `#[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]`.
///
/// # Errors
/// Where the value is `null`, or no `T`.
pub fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
