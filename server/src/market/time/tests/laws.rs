//! What holds of every calendar, at every instant.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;

/// Time zones with days of 23 and 25 hours, midnights that are skipped or come twice, half hours, and a day that is skipped.
const ZONES: [&str; 9] = [
    "Etc/UTC",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Tokyo",
];
/// Instants near which a clock was set or a year ended.
const TURNS: [&str; 8] = [
    "2024-03-10T07:00Z",
    "2024-11-03T06:00Z",
    "2010-11-07T02:31Z",
    "2011-12-30T10:00Z",
    "2024-03-10T05:00Z",
    "2024-04-25T22:00Z",
    "2024-10-06T15:00Z",
    "2024-12-31T23:00Z",
];

fn markets() -> impl Strategy<Value = Calendar> {
    prop_oneof![
        select(&MARKETS[..]).prop_map(|(session, timezone, holidays)| calendar(session, timezone, holidays)),
        made_up(),
    ]
}

/// A calendar with up to three parts a day, on some days, with some holidays.
fn made_up() -> impl Strategy<Value = Calendar> {
    let parts = subsequence((-95..=96).collect::<Vec<i32>>(), 1..=3).prop_flat_map(|starts| {
        let lengths: Vec<_> = starts.iter().map(|_| 1..=96_i32).collect();
        (Just(starts), lengths)
    });
    let days = subsequence(vec!['1', '2', '3', '4', '5', '6', '7'], 1..=7);
    (parts, days, select(&ZONES[..]), subsequence((1..=28).collect::<Vec<u32>>(), 0..=8)).prop_filter_map(
        "refused",
        |((starts, lengths), days, zone, holidays)| {
            let hours: Vec<_> =
                starts.iter().zip(lengths).map(|(start, length)| part(*start, start + length)).collect();
            let session = format!("{}:{}", hours.join(","), days.iter().collect::<String>());
            let holidays: Vec<_> = holidays.iter().map(|day| format!("202403{day:02}")).collect();
            Some(Calendar::new(session.parse().ok()?, zone, holidays.join(",").parse().ok()?).unwrap())
        },
    )
}

/// A part, from quarters of an hour.
fn part(start: i32, end: i32) -> String {
    let time = |quarters: i32| format!("{:02}{:02}", quarters / 4, quarters % 4 * 15);
    format!("{}-{}", time(start.rem_euclid(96)), time(if end == 96 { 96 } else { end.rem_euclid(96) }))
}

/// From 1971 to 2100, half of them within two weeks of a [turn](TURNS).
fn instants() -> impl Strategy<Value = EpochMillis> {
    let near = (select(&TURNS[..]), 0..28 * DAY)
        .prop_map(|(turn, offset)| millis(at(turn).get() - 14 * DAY + offset));
    let close = (select(&TURNS[..]), 0..240_u64)
        .prop_map(|(turn, minutes)| millis(at(turn).get() + minutes * 60_000 - 7_200_000));
    let any = (at("1971-01-01T00:00Z").get()..at("2100-01-01T00:00Z").get()).prop_map(millis);
    prop_oneof![any, near, close]
}

fn resolutions() -> impl Strategy<Value = Resolution> {
    select(Resolution::ALL)
}

/// Resolutions of which the first divides the second.
fn divisions() -> impl Strategy<Value = (Resolution, Resolution)> {
    let all = Resolution::ALL;
    let coarser = |finer: Resolution| all.iter().map(move |&coarser| (finer, coarser));
    let pairs = all.iter().flat_map(|&finer| coarser(finer));
    select(pairs.filter(|(finer, coarser)| finer.divides(*coarser)).collect::<Vec<_>>())
}

/// An instant from `start` to before `end`, by a number below 1,000.
fn between(start: EpochMillis, end: EpochMillis, part: u64) -> EpochMillis {
    millis(start.get() + (end.get() - start.get()) * part / 1_000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_bar_is_that_of_each_of_its_instants_but_those_of_breaks(
        (calendar, resolution, at, part) in (markets(), resolutions(), instants(), 0..1_000_u64)
    ) {
        if let Some(bar) = calendar.span(resolution, at) {
            prop_assert!(bar.start <= at && at < bar.end);
            prop_assert_eq!(calendar.span(resolution, bar.start), Some(bar));
            prop_assert_eq!(calendar.span(resolution, before(bar.end)), Some(bar));
            let within = calendar.span(resolution, between(bar.start, bar.end, part));
            prop_assert!(within == Some(bar) || within.is_none() && !resolution.is_intraday());
            if let Some(next) = calendar.span(resolution, bar.end) {
                prop_assert_eq!(next.start, bar.end);
            }
            if let Some(earlier) = calendar.span(resolution, before(bar.start)) {
                prop_assert_eq!(earlier.end, bar.start);
            }
        }
    }

    #[test]
    fn the_next_bar_is_the_first_that_begins_at_or_after_an_instant(
        (calendar, resolution, at, part) in (markets(), resolutions(), instants(), 0..1_000_u64)
    ) {
        let next = calendar.next(resolution, at).unwrap();
        prop_assert!(next.start >= at);
        prop_assert_eq!(calendar.span(resolution, next.start), Some(next));
        prop_assert_eq!(calendar.next(resolution, next.start), Some(next));
        let following = calendar.next(resolution, after(next.start)).unwrap();
        prop_assert!(following.start >= next.end && following.time > next.time);
        prop_assert_eq!(calendar.next(resolution, next.end), Some(following));
        // Between an instant and the next bar there is at most the bar of the instant.
        let over = calendar.span(resolution, at).map_or(at, |bar| bar.end).min(next.start);
        if over < next.start && calendar.span(resolution, at).is_none_or(|bar| bar.start < at) {
            let gap = calendar.span(resolution, between(over, next.start, part));
            prop_assert!(gap.is_none_or(|bar| bar.start < at), "{gap:?}");
            let gap = calendar.span(resolution, before(next.start));
            prop_assert!(gap.is_none_or(|bar| bar.start < at), "{gap:?}");
        }
    }

    #[test]
    fn whole_bars_make_up_a_coarser_one(
        (calendar, (finer, coarser), at) in (markets(), divisions(), instants())
    ) {
        if let Some(whole) = calendar.span(coarser, at) {
            let piece = calendar.span(finer, at).unwrap();
            prop_assert!(whole.start <= piece.start && piece.end <= whole.end);
            prop_assert_eq!(calendar.span(finer, whole.start).unwrap().start, whole.start);
            prop_assert_eq!(calendar.span(finer, before(whole.end)).unwrap().end, whole.end);
        }
    }

    #[test]
    fn a_label_is_the_start_or_the_first_trading_day((calendar, at) in (markets(), instants())) {
        for &resolution in Resolution::ALL {
            let Some(bar) = calendar.span(resolution, at) else {
                prop_assert_eq!(calendar.span(Resolution::Day, at), None);
                continue;
            };
            if let Some(seconds) = resolution.seconds() {
                prop_assert_eq!(bar.time, bar.start);
                prop_assert!(bar.end.get() - bar.start.get() <= u64::from(seconds) * 1_000);
            } else {
                prop_assert_eq!(bar.time.get() % DAY, 0);
                prop_assert_eq!(calendar.trading_day(bar.start), Some(bar.time));
                prop_assert_eq!(calendar.opening(bar.time), Some(bar.start));
                // By the wall clock a trading day begins at most a day before its label. Clocks are within 15 hours of UTC.
                prop_assert!(bar.start.get().abs_diff(bar.time.get()) < 2 * DAY);
            }
        }
    }

    #[test]
    fn a_market_that_never_closes_leaves_no_hole((zone, at) in (select(&ZONES[..]), instants())) {
        let calendar = calendar("24x7", zone, "");
        for &resolution in Resolution::ALL {
            let bar = calendar.span(resolution, at).unwrap();
            prop_assert_eq!(calendar.next(resolution, bar.start), Some(bar));
            prop_assert_eq!(calendar.next(resolution, bar.end).unwrap().start, bar.end);
        }
    }

    #[test]
    fn no_instant_is_too_early_or_too_late(
        (calendar, at) in (markets(), prop_oneof![
            any::<u64>(), 0..40 * DAY, (0..40 * DAY).prop_map(|back| 253_402_300_800_000 - back)
        ])
    ) {
        let at = EpochMillis::saturating(at);
        for &resolution in Resolution::ALL {
            prop_assert!(calendar.span(resolution, at).is_none_or(|bar| bar.start <= at && at < bar.end));
            prop_assert!(calendar.next(resolution, at).is_none_or(|bar| bar.start >= at));
        }
        prop_assert!(calendar.opening(at).is_none() || at.get().is_multiple_of(DAY));
    }
}
