//! When bars begin and end: the sessions of a market, read from TradingView's notation, and the bars that they cut the time into.
//!
//! A [`Session`] says the hours of each day of the week by the clock on the wall, [`Holidays`] the days without any. A [`Calendar`] puts
//! both into a time zone, and finds the [`Span`] of the bar that an instant falls in. Nothing here asks what time it is.

mod calendar;
mod clock;
mod error;
mod holidays;
mod session;

#[cfg(test)]
mod tests;

use barwire_schema::protocol::EpochMillis;

pub use calendar::{Calendar, Part};
pub use error::{HolidaysError, SessionError, TimezoneError};
pub use holidays::Holidays;
pub use session::Session;

/// The number of milliseconds in a day of UTC.
pub(super) const DAY_MILLIS: u64 = 24 * 60 * 60 * 1_000;

/// The span of one bar: it holds the milliseconds from `start` to before `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// What the bar is labelled with, in milliseconds since the Unix epoch: of intraday bars `start`; of `1D` 00:00:00 UTC of the
    /// trading day; of `1W` and `1M` that of their first trading day.
    pub time: EpochMillis,
    /// The first millisecond.
    pub start: EpochMillis,
    /// The millisecond after the last.
    pub end: EpochMillis,
}
