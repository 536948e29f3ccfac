//! Why a feed cannot start.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use barwire_schema::bars::{Bar, Resolution};
use barwire_schema::protocol::{EpochMillis, OutOfBounds};

use super::{replay, sim};

/// Why a feed cannot start.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// The directory of a replay cannot be listed.
    #[error("cannot list the directory {}: {reason}", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// The directory of a replay holds nothing to play.
    #[error("{} holds no file to replay; expected files named SYMBOL-RESOLUTION.csv, such as AAPL-1D.csv", path.display())]
    NoFiles {
        /// The directory.
        path: PathBuf,
    },
    /// A file cannot be read as UTF-8 text.
    #[error("cannot read {}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// The name of a `.csv` file does not say what is in it.
    #[error(
        "{file}: expected a name like SYMBOL-RESOLUTION.csv, such as AAPL-1D.csv or EURUSD-60.csv, with a resolution of the bars \
         protocol; rename the file or move it away"
    )]
    FileName {
        /// The file.
        file: String,
    },
    /// Two files hold the same series, or spell one instrument in two ways.
    #[error(
        "{second} and {first} differ in name but not in what it means (case is ignored); rename or remove one of them"
    )]
    SameName {
        /// The file that was read first.
        first: String,
        /// The file that was read second.
        second: String,
    },
    /// A file does not begin with the header.
    #[error("{file}, line 1: expected the header {:?}, got {got:?}", replay::HEADER)]
    Header {
        /// The file.
        file: String,
        /// Its first line.
        got: String,
    },
    /// A line of a file is no bar, or does not fit the line before it.
    #[error("{file}, line {line}: {reason}")]
    Row {
        /// The file.
        file: String,
        /// The number of the line in the file, from 1.
        line: usize,
        /// What is wrong with it.
        reason: RowError,
    },
    /// A file is too short to have both a past and a future.
    #[error(
        "{file}, line {line}: expected at least {} bars, got {got} before the end of the file",
        replay::MIN_ROWS
    )]
    TooFewRows {
        /// The file.
        file: String,
        /// The number of its last line, from 1.
        line: usize,
        /// The number of its bars.
        got: usize,
    },
    /// A replayed bar would last too short or too long.
    #[error(
        "expected a bar duration from {:?} to {:?}, got {got:?}",
        replay::BAR_DURATIONS.start(),
        replay::BAR_DURATIONS.end()
    )]
    BarDuration {
        /// The duration asked for.
        got: Duration,
    },
    /// Too few or too many simulated instruments were asked for.
    #[error("expected {} to {} simulated symbols, got {got}", sim::SYMBOLS.start(), sim::SYMBOLS.end())]
    Symbols {
        /// The number asked for.
        got: usize,
    },
    /// The clock is outside the years that the simulated market exists in.
    #[error(
        "the system clock says {now} ms since 1970-01-01T00:00:00Z, expected a time in the years 2002 to 2099; set the clock"
    )]
    Clock {
        /// What the clock says.
        now: EpochMillis,
    },
    /// The thread that reads lines cannot be started.
    #[error("cannot start the thread that reads the lines: {0}")]
    Thread(io::Error),
    /// A made-up name is no symbol.
    #[error("the name {name:?} is no symbol: {reason}")]
    Symbol {
        /// The name.
        name: String,
        /// What is wrong with it.
        reason: OutOfBounds,
    },
}

/// What is wrong with a line of a CSV file.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RowError {
    /// The line has too few or too many fields.
    #[error("expected {expected} fields with a comma between, got {got}", expected = replay::FIELDS)]
    Fields {
        /// The number of fields found.
        got: usize,
    },
    /// The time is no time.
    #[error("time: expected whole milliseconds since 1970-01-01T00:00:00Z, from 0 to 2^53 - 1, got {got:?}")]
    Time {
        /// The text of the field.
        got: String,
    },
    /// A price or a volume is no finite number.
    #[error("{field}: expected a finite number, got {got:?}")]
    Number {
        /// The name of the field in the header.
        field: &'static str,
        /// The text of the field.
        got: String,
    },
    /// The prices contradict each other.
    #[error(transparent)]
    Prices(#[from] Contradiction),
    /// The volume is below zero.
    #[error("volume: expected a number from 0 up, or nothing where the instrument has none, got {got}")]
    Volume {
        /// The volume.
        got: f64,
    },
    /// The bar does not come after the one before it.
    #[error(
        "time: expected more than {previous}, the time of the line before, got {got}; sort the file by time, without repeats"
    )]
    Order {
        /// The time of the line before.
        previous: EpochMillis,
        /// The time of this line.
        got: EpochMillis,
    },
    /// The bar does not begin where one of its instrument does.
    #[error(
        "time: expected the start of a bar of {resolution} in a session of the instrument, the nearest {earlier} and {later}, got {got}; \
         correct the row, or the hours that the instrument is listed with"
    )]
    NotAStart {
        /// The time of this line.
        got: EpochMillis,
        /// The resolution of the file.
        resolution: Resolution,
        /// When the bar begins that it falls in.
        earlier: EpochMillis,
        /// When that bar ends.
        later: EpochMillis,
    },
    /// The bar of a day, a week or a month is not at a midnight.
    #[error(
        "time: expected 00:00:00 UTC of a trading day, as for all bars of 1D, 1W and 1M, the nearest {earlier} and {later}, got {got}"
    )]
    NotMidnight {
        /// The time of this line.
        got: EpochMillis,
        /// The midnight before it.
        earlier: EpochMillis,
        /// The midnight after it.
        later: EpochMillis,
    },
    /// Two bars are of one month.
    #[error(
        "time: expected one bar for each month, got {got} in the month of {previous}, the time of the line before"
    )]
    SameMonth {
        /// The time of the line before.
        previous: EpochMillis,
        /// The time of this line.
        got: EpochMillis,
    },
}

/// The prices of a bar contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error(
    "expected low <= open <= high and low <= close <= high, got open {open}, high {high}, low {low}, close {close}"
)]
pub struct Contradiction {
    /// The first price.
    pub open: f64,
    /// The highest price.
    pub high: f64,
    /// The lowest price.
    pub low: f64,
    /// The last price.
    pub close: f64,
}

impl Contradiction {
    /// Whether the prices of a bar fit together.
    ///
    /// # Errors
    /// [`Contradiction`] where they do not.
    pub(super) fn check(bar: &Bar) -> Result<(), Self> {
        let Bar { open, high, low, close, .. } = *bar;
        let fit = [open, close].iter().all(|price| (low..=high).contains(price));
        if fit { Ok(()) } else { Err(Self { open, high, low, close }) }
    }
}
