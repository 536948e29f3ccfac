//! The bars of spring and of autumn, when clocks are set, once more: by looking at the wall clock minute after minute.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;

use super::*;

const MINUTE: u64 = 60_000;

/// A part of a trading day: the wall time from one minute of a day to before another, and whether it begins on the day before.
type Hours = (i32, i32, bool);

/// A market, written without the notation of sessions.
struct Market {
    calendar: Calendar,
    zone: &'static str,
    /// Whether there is a session on a day, and its parts.
    hours: fn(Date) -> Vec<Hours>,
}

fn weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn markets() -> [Market; 6] {
    [
        Market { calendar: Calendar::around_the_clock(), zone: "UTC", hours: |_| vec![(0, 1_440, false)] },
        Market {
            calendar: calendar("24x7", "America/New_York", ""),
            zone: "America/New_York",
            hours: |_| vec![(0, 1_440, false)],
        },
        Market {
            calendar: calendar("0930-1600|0930-1300:6", "America/New_York", "20240329,20241225"),
            zone: "America/New_York",
            hours: |day| match day {
                _ if weekend(day) || day == date(2024, 3, 29) || day == date(2024, 12, 25) => Vec::new(),
                _ if day.weekday() == Weekday::Friday => vec![(570, 780, false)],
                _ => vec![(570, 960, false)],
            },
        },
        Market {
            calendar: calendar("1700-1700", "America/New_York", "20240329,20241225"),
            zone: "America/New_York",
            hours: |day| match day {
                _ if weekend(day) || day == date(2024, 3, 29) || day == date(2024, 12, 25) => Vec::new(),
                _ => vec![(1_020, 1_020, true)],
            },
        },
        Market {
            calendar: calendar("0900-1130,1230-1530", "Asia/Tokyo", ""),
            zone: "Asia/Tokyo",
            hours: |day| if weekend(day) { Vec::new() } else { vec![(540, 690, false), (750, 930, false)] },
        },
        Market {
            calendar: calendar("2200-0500,0600-1200:12345", "Europe/Berlin", ""),
            zone: "Europe/Berlin",
            hours: |day| match day.weekday() {
                Weekday::Friday | Weekday::Saturday => Vec::new(),
                _ => vec![(1_320, 300, true), (360, 720, false)],
            },
        },
    ]
}

/// The trading day and the part of it that are open when the wall clock shows this.
fn open(market: &Market, today: Date, minute: i32) -> Option<(Date, usize)> {
    let tomorrow = today + 1.day();
    let part = |day: Date, is_open: &dyn Fn(&Hours) -> bool| {
        (market.hours)(day).iter().position(is_open).map(|index| (day, index))
    };
    part(today, &|&(start, end, eve)| minute < end && (eve || minute >= start))
        .or_else(|| part(tomorrow, &|&(start, _, eve)| eve && minute >= start))
}

/// What the minutes of a bar have in common: the first of its days, and within a day the part and the index of the bar.
type Key = (Date, usize, u64);

fn key(resolution: Resolution, day: Date, part: usize, elapsed: u64) -> Key {
    match resolution {
        Resolution::Day => (day, 0, 0),
        Resolution::Week => (day - i64::from(day.weekday().to_monday_zero_offset()).days(), 0, 0),
        Resolution::Month => (day.first_of_month(), 0, 0),
        _ => (day, part, elapsed / u64::from(resolution.seconds().unwrap() / 60)),
    }
}

fn label(resolution: Resolution, day: Date, start: u64) -> EpochMillis {
    if resolution.is_intraday() {
        return millis(start);
    }
    let midnight = TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap();
    millis(u64::try_from(midnight.as_millisecond()).unwrap())
}

#[test]
fn a_scan_minute_by_minute_finds_the_same_bars() {
    let resolutions: Vec<_> = ["3", "15", "60", "120", "240", "1D", "1W", "1M"]
        .map(|text| Resolution::parse(text).unwrap())
        .to_vec();
    for market in &markets() {
        let zone = TimeZone::get(market.zone).unwrap();
        for (from, to) in
            [("2024-02-24T00:00Z", "2024-04-06T00:00Z"), ("2024-10-20T00:00Z", "2025-01-11T00:00Z")]
        {
            let mut bars: Vec<Vec<(Key, Span)>> = vec![Vec::new(); resolutions.len()];
            let mut opened = None;
            let mut since = 0;
            for start in (at(from).get()..at(to).get()).step_by(MINUTE as usize) {
                let wall = zone.to_datetime(Timestamp::from_millisecond(start.cast_signed()).unwrap());
                let minute = i32::from(wall.hour()) * 60 + i32::from(wall.minute());
                let Some((day, part)) = open(market, wall.date(), minute) else {
                    assert_eq!(market.calendar.span(Resolution::Day, millis(start)), None, "{wall}");
                    continue;
                };
                if opened.replace((day, part)) != Some((day, part)) {
                    since = start;
                }
                for (&resolution, bars) in resolutions.iter().zip(&mut bars) {
                    let key = key(resolution, day, part, (start - since) / MINUTE);
                    let end = millis(start + MINUTE);
                    match bars.last_mut() {
                        Some((last, bar)) if *last == key => bar.end = end,
                        _ => bars.push((
                            key,
                            Span { time: label(resolution, day, start), start: millis(start), end },
                        )),
                    }
                }
            }
            // Bars that reach out of the scan are seen in part. They begin or end within a holiday and a weekend of its ends.
            let whole = |bar: &Span| {
                bar.start.get() > at(from).get() + 4 * DAY && bar.end.get() < at(to).get() - 4 * DAY
            };
            for (&resolution, bars) in resolutions.iter().zip(&bars) {
                let bars: Vec<_> = bars.iter().filter(|(_, bar)| whole(bar)).collect();
                assert!(!bars.is_empty(), "{resolution}");
                for (key, bar) in bars {
                    for instant in [bar.start, before(bar.end)] {
                        assert_eq!(
                            market.calendar.span(resolution, instant),
                            Some(*bar),
                            "{resolution} {key:?}"
                        );
                    }
                    assert_eq!(
                        market.calendar.next(resolution, bar.start),
                        Some(*bar),
                        "{resolution} {key:?}"
                    );
                }
            }
        }
    }
}
