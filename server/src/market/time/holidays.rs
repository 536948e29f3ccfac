//! Days without a session.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::clock::{DAYS, day_of};
use super::error::HolidaysError;

/// Trading days without a session, read from text such as `20240101,20240704`. The empty text is no holiday.
///
/// Days may be in any order. A day that has no session anyway changes nothing.
///
/// Source of the notation: `session_holidays` of TradingView's Charting Library, `LibrarySymbolInfo`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    text: String,
    /// In days since the Unix epoch, ascending.
    days: Vec<i64>,
}

impl Holidays {
    /// The text that the holidays were read from.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a day, counted from the Unix epoch, is one of the holidays.
    pub(super) fn contains(&self, day: i64) -> bool {
        self.days.binary_search(&day).is_ok()
    }
}

impl FromStr for Holidays {
    type Err = HolidaysError;

    fn from_str(text: &str) -> Result<Self, HolidaysError> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let mut days = text
            .split(',')
            .map(|part| read_day(part).ok_or_else(|| HolidaysError { got: part.to_owned() }))
            .collect::<Result<Vec<_>, _>>()?;
        days.sort_unstable();
        Ok(Self { text: text.to_owned(), days })
    }
}

impl TryFrom<&str> for Holidays {
    type Error = HolidaysError;

    fn try_from(text: &str) -> Result<Self, HolidaysError> {
        text.parse()
    }
}

impl fmt::Display for Holidays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Reads a day such as `20240704`, in days since the Unix epoch.
fn read_day(text: &str) -> Option<i64> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i32 = text.parse().ok()?;
    let year = i16::try_from(number / 10_000).ok()?;
    let (month, day) = (i8::try_from(number / 100 % 100).ok()?, i8::try_from(number % 100).ok()?);
    let day = day_of(Date::new(year, month, day).ok()?)?;
    DAYS.contains(&day).then_some(day)
}
