//! Sessions and calendars: what is read, cases worked out by hand, laws, and a slow computation beside the fast one.

mod known;
mod laws;
mod scan;
mod text;

use barwire_schema::bars::Resolution;
use jiff::Timestamp;

use super::*;

/// The length of a day of UTC in milliseconds.
const DAY: u64 = 24 * 60 * 60 * 1_000;

/// Hours, time zone and holidays of markets that differ in kind.
const MARKETS: [(&str, &str, &str); 9] = [
    ("24x7", "Etc/UTC", ""),
    ("24x7", "America/New_York", ""),
    ("0930-1600", "America/New_York", NYSE_HOLIDAYS),
    ("0930-1600|0930-1300:6", "America/New_York", ""),
    ("1700-1700", "America/New_York", "20240101,20241225"),
    ("0900-1130,1230-1530", "Asia/Tokyo", "20240101,20240102,20240103"),
    ("2200-0500,0600-1200:12345", "Europe/Berlin", ""),
    ("1800-1700|1801-1200:6|0000-0000:7", "Asia/Kolkata", "20240302,20240331"),
    ("0000-2400", "Australia/Lord_Howe", ""),
];
const NYSE_HOLIDAYS: &str =
    "20240101,20240115,20240219,20240329,20240527,20240619,20240704,20240902,20241128,20241225";

fn calendar(session: &str, timezone: &str, holidays: &str) -> Calendar {
    Calendar::new(session.parse().unwrap(), timezone, holidays.parse().unwrap()).unwrap()
}

fn nyse() -> Calendar {
    calendar("0930-1600", "America/New_York", NYSE_HOLIDAYS)
}

/// Currencies against each other: from Sunday 17:00 to Friday 17:00.
fn fx() -> Calendar {
    calendar("1700-1700", "America/New_York", "")
}

/// An instant such as `2024-03-10T21:00Z`.
fn at(text: &str) -> EpochMillis {
    let timestamp: Timestamp = text.parse().unwrap();
    millis(u64::try_from(timestamp.as_millisecond()).unwrap())
}

fn millis(milliseconds: u64) -> EpochMillis {
    EpochMillis::try_from(milliseconds).unwrap()
}

fn before(at: EpochMillis) -> EpochMillis {
    millis(at.get() - 1)
}

fn after(at: EpochMillis) -> EpochMillis {
    millis(at.get() + 1)
}
