//! The hours of a market, by the clock on the wall, as TradingView writes them.

use std::fmt;
use std::str::FromStr;

use super::error::SessionError;

/// The number of minutes in a day of the wall clock.
const DAY_MINUTES: i64 = 24 * 60;
/// Monday to Friday, which hours without a list of days are for. Days are counted from Monday.
const WORKDAYS: [usize; 5] = [0, 1, 2, 3, 4];

/// The hours of a market on each day of the week, in TradingView's notation.
///
/// | Text | Meaning |
/// |---|---|
/// | `24x7` | every day from 00:00 to 24:00 |
/// | `0930-1600` | Monday to Friday from 09:30 to 16:00 |
/// | `0900-1130,1230-1530` | a break within the day |
/// | `1000-1600:123456` | on the days listed, from 1 for Sunday to 7 for Saturday |
/// | `0930-1600\|0930-1300:6` | other hours on Fridays |
/// | `1700-1700` | a part whose end is not after its start begins on the day before |
/// | `0000-2400`, `0000-0000` | the whole day |
///
/// The days are trading days: those on which a part ends. So the Monday of `1700-1700` begins on Sunday.
///
/// A part may begin at the instant at which the one before it ends; a bar never spans both.
///
/// Source: TradingView, Charting Library documentation, "Trading sessions". The number of the first day of the week, `1;0930-1600`, is
/// refused: a week begins on Monday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    text: String,
    /// The parts of each day in order of time, without overlap; from Monday to Sunday.
    days: [Vec<Part>; 7],
}

/// A stretch of a trading day without a break, in minutes of the wall clock after the trading day's 00:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// From -1,439 to 1,439. It is below 0 where the part begins on the day before.
    pub(super) start: i64,
    /// From 0 to 1,440, and after `start`.
    pub(super) end: i64,
}

impl Session {
    /// Every day from midnight to midnight: `24x7`.
    pub(super) fn around_the_clock() -> Self {
        let whole = vec![Part { start: 0, end: DAY_MINUTES }];
        Self { text: "24x7".to_owned(), days: std::array::from_fn(|_| whole.clone()) }
    }

    /// The text that the session was read from.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The parts of a day of the week, from 0 for Monday to 6 for Sunday, in order of time. Other days have none.
    pub(super) fn parts(&self, weekday: usize) -> &[Part] {
        self.days.get(weekday).map_or(&[], Vec::as_slice)
    }

    /// Checks that no part begins before the end of the one before it, within a day and from one day to the next.
    fn checked(self) -> Result<Self, SessionError> {
        let session = || self.text.clone();
        for (weekday, parts) in self.days.iter().enumerate() {
            for pair in parts.windows(2) {
                if let [first, second] = pair
                    && second.start < first.end
                {
                    let (first, second) = (first.to_string(), second.to_string());
                    return Err(SessionError::Order { session: session(), first, second });
                }
            }
            // No part reaches over more than one midnight, so the day after is the only one that it can overlap.
            let after = (weekday + 1) % 7;
            if let (Some(last), Some(next)) = (parts.last(), self.parts(after).first())
                && next.start + DAY_MINUTES < last.end
            {
                let (first, second) = (last.to_string(), next.to_string());
                return Err(SessionError::Overlap { session: session(), first, second, day: number(after) });
            }
        }
        Ok(self)
    }
}

impl Part {
    /// Reads a part such as `0930-1600`.
    fn parse(text: &str) -> Option<Self> {
        let (start, end) = text.split_once('-')?;
        let (start, end) = (minutes(start)?, minutes(end)?);
        match (start, end) {
            (DAY_MINUTES, _) => None,
            // Both ways to write the whole day mean that from its own midnight.
            (0, 0) => Some(Self { start, end: DAY_MINUTES }),
            _ if end <= start => Some(Self { start: start - DAY_MINUTES, end }),
            _ => Some(Self { start, end }),
        }
    }
}

impl FromStr for Session {
    type Err = SessionError;

    fn from_str(text: &str) -> Result<Self, SessionError> {
        if text == "24x7" {
            return Ok(Self::around_the_clock());
        }
        let session = || text.to_owned();
        let mut unlisted: Option<(&str, Vec<Part>)> = None;
        let mut listed: [Option<(&str, Vec<Part>)>; 7] = Default::default();
        for entry in text.split('|') {
            let (hours, days) =
                entry.split_once(':').map_or((entry, None), |(hours, days)| (hours, Some(days)));
            let parts = hours
                .split(',')
                .map(|part| Part::parse(part).ok_or_else(|| part.to_owned()))
                .collect::<Result<Vec<_>, _>>()
                .map_err(|got| SessionError::Hours { session: session(), got })?;
            let same_day = |first: &str, day| SessionError::SameDay {
                session: session(),
                first: first.to_owned(),
                second: hours.to_owned(),
                day,
            };
            let Some(days) = days else {
                if let Some((first, _)) = unlisted.replace((hours, parts)) {
                    return Err(same_day(first, number(0)));
                }
                continue;
            };
            let weekdays = weekdays(days)
                .ok_or_else(|| SessionError::Days { session: session(), got: days.to_owned() })?;
            for weekday in weekdays {
                if let Some((first, _)) = listed[weekday].replace((hours, parts.clone())) {
                    return Err(same_day(first, number(weekday)));
                }
            }
        }
        let mut days = listed.map(|day| day.map(|(_, parts)| parts));
        if let Some((_, parts)) = unlisted {
            for weekday in WORKDAYS {
                days[weekday].get_or_insert_with(|| parts.clone());
            }
        }
        Self { text: text.to_owned(), days: days.map(Option::unwrap_or_default) }.checked()
    }
}

impl TryFrom<&str> for Session {
    type Error = SessionError;

    fn try_from(text: &str) -> Result<Self, SessionError> {
        text.parse()
    }
}

impl fmt::Display for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = self.start.rem_euclid(DAY_MINUTES);
        write!(f, "{:02}{:02}-{:02}{:02}", start / 60, start % 60, self.end / 60, self.end % 60)
    }
}

/// Reads a time of day such as `0930`, in minutes after midnight. The end of the day is `2400`.
fn minutes(text: &str) -> Option<i64> {
    if text.len() != 4 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let (hours, minutes) = (number / 100, number % 100);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= DAY_MINUTES).then_some(total)
}

/// Reads days such as `23456`, counted from 1 for Sunday, into days counted from 0 for Monday.
fn weekdays(text: &str) -> Option<Vec<usize>> {
    let mut weekdays = Vec::new();
    for digit in text.chars() {
        let number = digit.to_digit(10).filter(|number| (1..=7).contains(number))? as usize;
        let weekday = (number + 5) % 7;
        if weekdays.contains(&weekday) {
            return None;
        }
        weekdays.push(weekday);
    }
    (!weekdays.is_empty()).then_some(weekdays)
}

/// The number that TradingView gives a day, from 1 for Sunday, of one counted from 0 for Monday.
fn number(weekday: usize) -> usize {
    (weekday + 1) % 7 + 1
}
