//! Why a file of instruments is refused.

use std::io;
use std::path::PathBuf;

use barwire_schema::bars::Resolution;
use barwire_schema::protocol::OutOfBounds;

use crate::market::time::{HolidaysError, SessionError, TimezoneError};

/// Why a file of instruments is refused.
#[derive(Debug, thiserror::Error)]
pub enum ListingsError {
    /// It cannot be read as UTF-8 text.
    #[error("cannot read {}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// Something in it is not as it must be.
    #[error("{file}, line {line}, column {column}: {reason}")]
    Value {
        /// The file.
        file: String,
        /// The line of what is wrong, from 1.
        line: usize,
        /// The character of the line where it begins, from 1.
        column: usize,
        /// What is wrong with it.
        reason: Box<ListingFault>,
    },
}

/// What is wrong in a file of instruments.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListingFault {
    /// It is no TOML, a key is not known, or a value is of another type.
    #[error("{0}")]
    Toml(String),
    /// A name or ticker cannot be one.
    #[error("{key}: {reason}")]
    Symbol {
        /// The key.
        key: &'static str,
        /// What is wrong with the text.
        reason: OutOfBounds,
    },
    /// Another instrument has the name or ticker.
    #[error("{key}: {got:?} is the {other} of another instrument, on line {line} (case is ignored)")]
    Taken {
        /// The key.
        key: &'static str,
        /// The text.
        got: String,
        /// What it is of the other instrument.
        other: &'static str,
        /// Where that is.
        line: usize,
    },
    /// The hours are not as they must be.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The holidays are not as they must be.
    #[error("session_holidays: {0}")]
    Holidays(#[from] HolidaysError),
    /// There is no such time zone.
    #[error("timezone: {0}")]
    Timezone(#[from] TimezoneError),
    /// A number is outside of its bounds.
    #[error("{key}: expected an integer from {min} to {max}, got {got}")]
    Number {
        /// The key.
        key: &'static str,
        /// The least number.
        min: u64,
        /// The largest number.
        max: u64,
        /// The number.
        got: i64,
    },
    /// A currency is no code.
    #[error("currency_code: expected three capital letters (ISO 4217) such as USD, got {got:?}")]
    Currency {
        /// The text.
        got: String,
    },
    /// The spelling of a resolution is not known.
    #[error("supported_resolutions: expected some of {}, got {got:?}", spellings())]
    Resolution {
        /// The text.
        got: String,
    },
    /// A list of resolutions is empty.
    #[error("supported_resolutions: expected one resolution at least; leave the key out to serve every one")]
    NoResolution,
    /// A resolution is listed that another key says there is not.
    #[error("supported_resolutions: {resolution} contradicts {key} = false; remove one of them")]
    Contradiction {
        /// The resolution.
        resolution: Resolution,
        /// The other key.
        key: &'static str,
    },
}

fn spellings() -> String {
    Resolution::ALL.iter().map(|resolution| resolution.as_str()).collect::<Vec<_>>().join(", ")
}
