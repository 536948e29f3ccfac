//! Why a text is no session, no list of holidays, or no time zone.

/// Why a text is no session.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// A part is no pair of times.
    #[error(
        "session {session:?}: expected hours from 0000 to 2400 such as 0930-1600, with commas between parts, or 24x7 alone, got {got:?}"
    )]
    Hours {
        /// The whole text.
        session: String,
        /// The part.
        got: String,
    },
    /// What follows a colon is no list of days.
    #[error(
        "session {session:?}: expected days after the colon, each once, from 1 (Sunday) to 7 (Saturday), such as 23456, got {got:?}"
    )]
    Days {
        /// The whole text.
        session: String,
        /// What follows the colon.
        got: String,
    },
    /// Two lists of hours are for one day.
    #[error(
        "session {session:?}: {first} and {second} are for the same day, day {day} of 1 (Sunday) to 7 (Saturday); name the day in one of \
         them"
    )]
    SameDay {
        /// The whole text.
        session: String,
        /// The hours that come first.
        first: String,
        /// The hours after them.
        second: String,
        /// A day that both are for.
        day: usize,
    },
    /// A part begins before the end of the one before it.
    #[error(
        "session {session:?}: {second} begins before the end of {first}; order parts by time, without overlap, and note that a part whose \
         end is not after its start begins on the day before"
    )]
    Order {
        /// The whole text.
        session: String,
        /// The part.
        first: String,
        /// The part after it.
        second: String,
    },
    /// The hours of a day begin before those of the day before end.
    #[error(
        "session {session:?}: {second} of day {day} of 1 (Sunday) to 7 (Saturday) begins on the day before, and that before the end of its \
         {first}; leave one of them out or make it shorter"
    )]
    Overlap {
        /// The whole text.
        session: String,
        /// The last part of the day before.
        first: String,
        /// The first part of the day.
        second: String,
        /// The day.
        day: usize,
    },
}

/// Why a text is no list of holidays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected holidays as days YYYYMMDD from 19700101 to 99991228, with commas between, such as 20240101,20240704, got {got:?}"
)]
pub struct HolidaysError {
    /// The part that is no such day.
    pub got: String,
}

/// Why a text is no time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a time zone of the IANA database such as America/New_York, Asia/Tokyo or Etc/UTC, got {got:?}"
)]
pub struct TimezoneError {
    /// The text.
    pub got: String,
}
