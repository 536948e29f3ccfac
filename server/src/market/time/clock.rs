//! The clock on the wall of a time zone, and days as numbers.
//!
//! Instants are milliseconds since the Unix epoch. A wall time is written in the same way: as the instant at which a clock of UTC shows
//! it. A day is the number of days since 1970-01-01.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};

use super::error::TimezoneError;

/// The number of milliseconds in a day of UTC.
pub(super) const DAY_MILLIS: i64 = super::DAY_MILLIS.cast_signed();
/// The days that may have sessions: to 9999-12-28. The last instant of jiff is in the third day after, so every wall time of these days
/// is an instant in every time zone.
pub(super) const DAYS: RangeInclusive<i64> = 0..=2_932_893;

/// The clock of a time zone.
#[derive(Debug, Clone)]
pub(super) enum Clock {
    /// One that was not set since the Unix epoch: by how many milliseconds it is ahead of UTC.
    Fixed(i64),
    /// One that is set forward and back.
    Zone(TimeZone),
}

impl Clock {
    /// The clock of a time zone by its name in the IANA database, and the name as the database spells it.
    pub(super) fn new(name: &str) -> Result<(Self, String), TimezoneError> {
        let unknown = || TimezoneError { got: name.to_owned() };
        // By name, as `jiff::tz::db` would read the system's database where another crate turns that on.
        let zone = TimeZoneDatabase::bundled().get(name).map_err(|_| unknown())?;
        if zone.is_unknown() {
            return Err(unknown());
        }
        let name = zone.iana_name().unwrap_or(name).to_owned();
        let clock = match zone.following(Timestamp::UNIX_EPOCH).next() {
            None => Self::Fixed(i64::from(zone.to_offset(Timestamp::UNIX_EPOCH).seconds()) * 1_000),
            Some(_) => Self::Zone(zone),
        };
        Ok((clock, name))
    }

    /// What the clock shows at an instant; none outside of the years that jiff knows.
    pub(super) fn wall(&self, at: i64) -> Option<i64> {
        let instant = Timestamp::from_millisecond(at).ok()?;
        Some(match self {
            Self::Fixed(ahead) => at + ahead,
            Self::Zone(zone) => at + i64::from(zone.to_offset(instant).seconds()) * 1_000,
        })
    }

    /// The first instant at which the clock shows `wall` or later; none outside of the years that jiff knows.
    ///
    /// So a wall time that comes twice is the first of both, and one that is skipped is the instant at which the clock is set forward. A
    /// later wall time is never an earlier instant. With jiff's `compatible` it can be: where 02:00 is followed by 03:00, a skipped
    /// 02:30 would become 03:30.
    pub(super) fn instant(&self, wall: i64) -> Option<i64> {
        let zone = match self {
            Self::Fixed(ahead) => {
                return Timestamp::from_millisecond(wall - ahead).ok().map(|_| wall - ahead);
            }
            Self::Zone(zone) => zone,
        };
        let datetime = Offset::UTC.to_datetime(Timestamp::from_millisecond(wall).ok()?);
        match zone.to_ambiguous_timestamp(datetime).offset() {
            AmbiguousOffset::Unambiguous { offset } | AmbiguousOffset::Fold { before: offset, .. } => {
                Some(offset.to_timestamp(datetime).ok()?.as_millisecond())
            }
            AmbiguousOffset::Gap { after, .. } => {
                // Read as if the clock had been set already, a skipped time is before the instant at which it is.
                let before = after.to_timestamp(datetime).ok()?;
                let set = zone.following(before).find(|transition| transition.offset() == after)?;
                Some(set.timestamp().as_millisecond())
            }
        }
    }
}

/// The number of a date.
pub(super) fn day_of(date: Date) -> Option<i64> {
    let midnight = Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?;
    Some(midnight.as_second().div_euclid(DAY_MILLIS / 1_000))
}

/// The date with a number.
pub(super) fn date_of(day: i64) -> Option<Date> {
    let midnight = Timestamp::from_second(day.checked_mul(DAY_MILLIS / 1_000)?).ok()?;
    Some(Offset::UTC.to_datetime(midnight).date())
}

/// The day of the week of a day, from 0 for Monday to 6 for Sunday.
pub(super) fn weekday(day: i64) -> usize {
    // 1970-01-01 was a Thursday.
    (day + 3).rem_euclid(7) as usize
}
