//! Whether rows are where the calendar of their instrument has bars.

use barwire_schema::bars::{Bar, Resolution};
use barwire_schema::protocol::EpochMillis;
use jiff::civil::Date;

use super::shift::date;
use crate::market::time::{Calendar, DAY_MILLIS};
use crate::market::{FeedError, RowError};

/// Checks the rows of a file, which are in ascending order of time. `file` names it in errors.
///
/// Rows outside of the sessions are taken: nothing is made of them.
///
/// # Errors
/// The first row within a session that is not at the start of a bar, or of `1D`, `1W` or `1M` at 00:00:00 UTC, and the second row of a
/// month.
pub(super) fn rows(
    file: &str,
    resolution: Resolution,
    rows: &[Bar],
    calendar: &Calendar,
) -> Result<(), FeedError> {
    let mut previous = None;
    for (row, line) in rows.iter().zip(2..) {
        let fits = if resolution.is_intraday() {
            starts_bar(resolution, row.time, calendar)
        } else {
            is_midnight(row.time)
        };
        fits.and_then(
            |()| if resolution == Resolution::Month { other_month(previous, row.time) } else { Ok(()) },
        )
        .map_err(|reason| FeedError::Row { file: file.to_owned(), line, reason })?;
        previous = Some(row.time);
    }
    Ok(())
}

fn starts_bar(resolution: Resolution, got: EpochMillis, calendar: &Calendar) -> Result<(), RowError> {
    match calendar.span(resolution, got) {
        Some(span) if span.start != got => {
            Err(RowError::NotAStart { got, resolution, earlier: span.start, later: span.end })
        }
        _ => Ok(()),
    }
}

fn is_midnight(got: EpochMillis) -> Result<(), RowError> {
    let earlier = got.get() - got.get() % DAY_MILLIS;
    if earlier == got.get() {
        return Ok(());
    }
    let [earlier, later] = [earlier, earlier + DAY_MILLIS].map(EpochMillis::saturating);
    Err(RowError::NotMidnight { got, earlier, later })
}

fn other_month(previous: Option<EpochMillis>, got: EpochMillis) -> Result<(), RowError> {
    let month = |time| date(time).map(Date::first_of_month);
    match previous {
        Some(previous) if month(previous) == month(got) => Err(RowError::SameMonth { previous, got }),
        _ => Ok(()),
    }
}
