//! Reads a file of bars: its name, and its rows.

use barwire_schema::bars::{Bar, Resolution, Symbol};
use barwire_schema::protocol::EpochMillis;

use crate::market::{Contradiction, FeedError, RowError};

/// The first line of a file.
pub(in crate::market) const HEADER: &str = "time,open,high,low,close,volume";
/// The number of fields of a row.
pub(in crate::market) const FIELDS: usize = 6;
/// The least number of bars in a file.
pub(in crate::market) const MIN_ROWS: usize = 5;

/// What the name of a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) symbol: Symbol,
    pub(super) resolution: Resolution,
}

/// Reads the name of a file: `SYMBOL-RESOLUTION.csv`.
///
/// # Errors
/// Where the name is another, or the symbol is none.
pub(super) fn name(file: &str) -> Result<Name, FeedError> {
    let (name, resolution) = file
        .strip_suffix(".csv")
        .and_then(|stem| stem.rsplit_once('-'))
        .and_then(|(name, resolution)| Some((name, Resolution::parse(resolution)?)))
        .ok_or_else(|| FeedError::FileName { file: file.to_owned() })?;
    let symbol =
        Symbol::try_from(name).map_err(|reason| FeedError::Symbol { name: name.to_owned(), reason })?;
    Ok(Name { symbol, resolution })
}

/// Reads the rows of a file: at least [`MIN_ROWS`], in ascending order of time. `file` names it in errors.
///
/// # Errors
/// The first line that is not as it must be, and what was expected of it.
pub(super) fn rows(file: &str, text: &str) -> Result<Vec<Bar>, FeedError> {
    let mut lines = text.lines();
    let header = lines.next().unwrap_or_default();
    if header != HEADER {
        return Err(FeedError::Header { file: file.to_owned(), got: header.to_owned() });
    }

    let mut rows = Vec::<Bar>::new();
    for line in lines {
        let row = row(line).and_then(|row| follows(rows.last(), row)).map_err(|reason| FeedError::Row {
            file: file.to_owned(),
            line: rows.len() + 2,
            reason,
        })?;
        rows.push(row);
    }
    if rows.len() < MIN_ROWS {
        return Err(FeedError::TooFewRows { file: file.to_owned(), line: rows.len() + 1, got: rows.len() });
    }
    Ok(rows)
}

fn row(line: &str) -> Result<Bar, RowError> {
    let fields: Vec<&str> = line.split(',').collect();
    let &[time, open, high, low, close, volume] = fields.as_slice() else {
        return Err(RowError::Fields { got: fields.len() });
    };
    let bar = Bar {
        time: milliseconds(time)?,
        open: number("open", open)?,
        high: number("high", high)?,
        low: number("low", low)?,
        close: number("close", close)?,
        volume: if volume.is_empty() { None } else { Some(number("volume", volume)?) },
    };
    Contradiction::check(&bar)?;
    match bar.volume {
        Some(got) if got < 0.0 => Err(RowError::Volume { got }),
        _ => Ok(bar),
    }
}

fn milliseconds(text: &str) -> Result<EpochMillis, RowError> {
    text.parse::<u64>()
        .ok()
        .and_then(|number| EpochMillis::try_from(number).ok())
        .ok_or_else(|| RowError::Time { got: text.to_owned() })
}

fn number(field: &'static str, text: &str) -> Result<f64, RowError> {
    text.parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
        .ok_or_else(|| RowError::Number { field, got: text.to_owned() })
}

fn follows(previous: Option<&Bar>, row: Bar) -> Result<Bar, RowError> {
    match previous {
        Some(previous) if row.time <= previous.time => {
            Err(RowError::Order { previous: previous.time, got: row.time })
        }
        _ => Ok(row),
    }
}
