//! Moves the rows of an instrument to the present.
//!
//! All files of an instrument move by the same number of weeks: the most with which each of them ends at or before now. A bar within a day
//! keeps its distance to the opening of its trading day, so it is at the same time by the clock on the wall, in summer and in winter. Bars
//! of days and weeks keep their day of the week. Bars of months move by whole months, to the month that the finest file moves to.
//!
//! Bars within a day that are not between the opening and the end of a trading day are left out, before and after.

use barwire_schema::bars::{Bar, Resolution};
use barwire_schema::protocol::EpochMillis;
use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

use super::track::Files;
use crate::market::time::{self, Calendar, Span};

const DAY_MILLIS: i64 = time::DAY_MILLIS.cast_signed();
const WEEK_MILLIS: i64 = 7 * DAY_MILLIS;

/// The files of an instrument, from the finest to the coarsest, as if the last row had been just before `now`.
pub(super) fn to_present(files: &Files, calendar: &Calendar, now: EpochMillis) -> Files {
    let weeks = files.iter().filter_map(|(resolution, rows)| weeks(*resolution, rows, calendar, now)).min();
    let Some((_, finest)) = files.first() else { return Files::new() };
    let months = finest.last().and_then(|last| months(last.time, weeks, now)).unwrap_or_default();
    let weeks = weeks.unwrap_or_default();
    let moved = |(resolution, rows): &(Resolution, Vec<Bar>)| {
        let rows = match resolution {
            Resolution::Month => move_each(rows, |time| add_months(time, months)),
            Resolution::Week | Resolution::Day => move_each(rows, |time| add_weeks(time, weeks)),
            _ => move_intraday(rows, calendar, weeks),
        };
        (*resolution, rows)
    };
    files.iter().map(moved).collect()
}

/// The most weeks by which the rows can move and end at or before `now`; none of months.
fn weeks(resolution: Resolution, rows: &[Bar], calendar: &Calendar, now: EpochMillis) -> Option<i64> {
    if resolution == Resolution::Month {
        return None;
    }
    let last = end(resolution, rows.last()?.time, calendar) - 1;
    let most = (millis(now) - last).div_euclid(WEEK_MILLIS) + 1;
    // A clock that is set between then and now moves the end by some hours.
    (most - 2..=most)
        .rev()
        .find(|weeks| move_instant(last, calendar, *weeks) < millis(now))
        .or(Some(most - 2))
}

/// By how many months those rows move that are of months, where the others move by `weeks`, and the last row of the finest is at `last`.
fn months(last: EpochMillis, weeks: Option<i64>, now: EpochMillis) -> Option<i64> {
    let month = |time| date(time).map(|date| i64::from(date.year()) * 12 + i64::from(date.month()));
    let to = match weeks {
        Some(weeks) => month(add_weeks(last, weeks)?)?,
        // There are months alone. The last of them ends before this month.
        None => month(now)? - 1,
    };
    Some(to - month(last)?)
}

/// When the bar of this time is over.
fn end(resolution: Resolution, time: EpochMillis, calendar: &Calendar) -> i64 {
    let (start, length) = match resolution.seconds() {
        Some(seconds) => (Some(time), i64::from(seconds) * 1_000),
        None => {
            let days = if resolution == Resolution::Week { WEEK_MILLIS } else { DAY_MILLIS };
            (calendar.opening(time), days)
        }
    };
    let span = start.and_then(|start| calendar.span(resolution, start));
    span.map_or(millis(time) + length, |span| millis(span.end))
}

/// An instant in the same place of the trading day so many weeks later.
fn move_instant(at: i64, calendar: &Calendar, weeks: i64) -> i64 {
    let elsewhere = at + weeks * WEEK_MILLIS;
    let moved = || {
        let day = calendar.span(Resolution::Day, epoch_millis(at)?)?;
        let opening = calendar.opening(add_weeks(day.time, weeks)?)?;
        Some(millis(opening) + at - millis(day.start))
    };
    moved().unwrap_or(elsewhere)
}

fn move_each(rows: &[Bar], to: impl Fn(EpochMillis) -> Option<EpochMillis>) -> Vec<Bar> {
    rows.iter().filter_map(|row| Some(Bar { time: to(row.time)?, ..*row })).collect()
}

fn move_intraday(rows: &[Bar], calendar: &Calendar, weeks: i64) -> Vec<Bar> {
    // The trading day of the row before, and the one that it moves to.
    let mut days: Option<(Span, Option<Span>)> = None;
    let mut moved = Vec::with_capacity(rows.len());
    for row in rows {
        if days.is_none_or(|(from, _)| row.time >= from.end) {
            days = calendar.span(Resolution::Day, row.time).map(|from| {
                let opening = add_weeks(from.time, weeks).and_then(|day| calendar.opening(day));
                (from, opening.and_then(|opening| calendar.span(Resolution::Day, opening)))
            });
        }
        let Some((from, Some(to))) = days else { continue };
        let time = epoch_millis(millis(to.start) + millis(row.time) - millis(from.start));
        // The other day may be shorter.
        moved.extend(time.filter(|time| *time < to.end).map(|time| Bar { time, ..*row }));
    }
    moved
}

fn add_weeks(time: EpochMillis, weeks: i64) -> Option<EpochMillis> {
    epoch_millis(millis(time).checked_add(weeks.checked_mul(WEEK_MILLIS)?)?)
}

/// The same day of another month, or its last day where it is shorter.
fn add_months(time: EpochMillis, months: i64) -> Option<EpochMillis> {
    let date = date(time)?.checked_add(i32::try_from(months).ok()?.months()).ok()?;
    epoch_millis(Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?.as_millisecond())
}

/// The date of UTC.
pub(super) fn date(time: EpochMillis) -> Option<Date> {
    Some(Offset::UTC.to_datetime(Timestamp::from_millisecond(millis(time)).ok()?).date())
}

/// Exact, as every such time is below 2^53.
fn millis(time: EpochMillis) -> i64 {
    time.get().cast_signed()
}

fn epoch_millis(time: i64) -> Option<EpochMillis> {
    EpochMillis::try_from(u64::try_from(time).ok()?).ok()
}
