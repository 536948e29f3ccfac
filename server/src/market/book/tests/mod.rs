//! Bars beside a slow computation of them: all that came is kept, and folded anew for every bar.

mod examples;
mod laws;

use std::collections::BTreeMap;

use barwire_schema::bars::{Bar, Resolution};
use barwire_schema::protocol::EpochMillis;

use super::*;
use crate::market::time::{Holidays, Session};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Friday, 2024-03-08: New York sets its clocks forward on the Sunday after.
const SPRING: u64 = 1_709_856_000_000;
/// Friday, 2024-11-01: and back on the Sunday after.
const AUTUMN: u64 = 1_730_419_200_000;

fn ms(time: u64) -> EpochMillis {
    EpochMillis::try_from(time).unwrap()
}

fn calendar(session: &str, timezone: &str) -> Calendar {
    let session: Session = session.parse().unwrap();
    Calendar::new(session, timezone, Holidays::default()).unwrap()
}

fn calendars() -> [Calendar; 4] {
    [
        Calendar::around_the_clock(),
        calendar("0930-1600", "America/New_York"),
        calendar("1700-1700", "America/New_York"),
        calendar("0900-1130,1230-1530", "Asia/Tokyo"),
    ]
}

/// A book of everything that can be made of `base`, without a past.
fn book(calendar: &Calendar, base: Base) -> Book {
    Book::new(calendar.clone(), base, Resolution::ALL, usize::MAX, &Past::default())
}

/// All bars of a series: those that have closed, and the one that forms.
fn bars(book: &Book, series: usize) -> Vec<Bar> {
    book.bars(series, BarRange::default()).unwrap().bars
}

/// The changes that an event makes, each with the resolution of its series.
fn apply(book: &mut Book, event: &SourceEvent) -> Vec<(Resolution, BarState)> {
    let resolutions: Vec<_> = book.resolutions().collect();
    let mut changes = Vec::new();
    book.apply(event, |_, series, state| changes.push((resolutions[series], state)));
    changes
}

fn trade(time: u64, price: f64, size: f64) -> Trade {
    Trade { time: ms(time), price, size: Some(size) }
}

fn bar(time: u64, [open, high, low, close]: [f64; 4], volume: f64) -> Bar {
    Bar { time: ms(time), open, high, low, close, volume: Some(volume) }
}

/// The bars of parts in order of time, each with the instant at which it begins.
fn fold(
    calendar: &Calendar,
    resolution: Resolution,
    parts: impl IntoIterator<Item = (EpochMillis, Bar)>,
) -> Vec<Bar> {
    let mut bars = BTreeMap::<EpochMillis, Bar>::new();
    for (at, part) in parts {
        let Some(span) = calendar.span(resolution, at) else { continue };
        let day = calendar.span(Resolution::Day, at).unwrap().time;
        let time = if resolution < Resolution::Week { span.time } else { day };
        bars.entry(span.start)
            .and_modify(|bar| {
                bar.high = bar.high.max(part.high);
                bar.low = bar.low.min(part.low);
                bar.close = part.close;
                bar.volume = Some(bar.volume.unwrap() + part.volume.unwrap());
            })
            .or_insert(Bar { time, ..part });
    }
    bars.into_values().collect()
}
