//! What is wrong with a line.

use barwire_schema::bars::Symbol;
use barwire_schema::protocol::{EpochMillis, OutOfBounds};

use super::reader::{MAX_LINE, MAX_SYMBOLS};
use crate::market::{Base, Contradiction};

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(super) enum LineError {
    /// It is too long to be read.
    #[error("expected at most {MAX_LINE} bytes")]
    TooLong,
    /// It is no JSON object, or one of its members is of another type.
    #[error(
        "column {column}: {reason}; expected a JSON object such as {{\"symbol\":\"AAPL\",\"price\":190.1}}"
    )]
    Json {
        /// Where, in bytes from 1.
        column: usize,
        /// What the parser said.
        reason: String,
    },
    /// It lacks a member.
    #[error("`{member}` is missing; expected it in a line {of}")]
    Missing {
        /// The name of the member.
        member: &'static str,
        /// What the line is.
        of: &'static str,
    },
    /// Its name is no symbol.
    #[error("symbol: {0}")]
    Symbol(OutOfBounds),
    /// Its resolution is none.
    #[error("resolution: expected one of the bars protocol, such as 1, 60 or 1D, got {got:?}")]
    Resolution {
        /// What it is.
        got: String,
    },
    /// The bar of a day, a week or a month is not at a midnight.
    #[error("time: expected 00:00:00 UTC of a day, as for all bars of 1D, 1W and 1M, got {got}")]
    NotMidnight {
        /// Its time.
        got: EpochMillis,
    },
    /// It is far ahead of the system clock.
    #[error("time: expected at most {latest}, as the system clock says {now}, got {got}")]
    Ahead {
        /// The latest time that it may have.
        latest: EpochMillis,
        /// The system clock.
        now: EpochMillis,
        /// Its time.
        got: EpochMillis,
    },
    /// An amount is below zero.
    #[error("{member}: expected a number from 0 up, got {got}")]
    Amount {
        /// The name of the member.
        member: &'static str,
        /// What it is.
        got: f64,
    },
    /// The prices contradict each other.
    #[error(transparent)]
    Prices(#[from] Contradiction),
    /// The first line of the instrument was of another kind.
    #[error("expected {} of {symbol}, as its first line was, got {}", kind(*.expected), kind(*.got))]
    Base {
        /// The instrument.
        symbol: Symbol,
        /// What its first line was.
        expected: Base,
        /// What this line is.
        got: Base,
    },
    /// A line that is neither a trade nor a bar is about an instrument of which none came yet.
    #[error("no trade or bar of {symbol:?} came before; expected one first")]
    Unknown {
        /// The name.
        symbol: String,
    },
    /// There are too many instruments.
    #[error("{symbol:?} would be one instrument more than the {MAX_SYMBOLS} that there may be")]
    Full {
        /// The name.
        symbol: String,
    },
}

fn kind(base: Base) -> String {
    match base {
        Base::Trades => "a trade".to_owned(),
        Base::Bars(resolution) => format!("a bar of {resolution}"),
    }
}
