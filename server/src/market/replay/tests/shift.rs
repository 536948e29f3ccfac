//! The dates of rows that are moved to the present.

use std::cell::Cell;

use super::*;
use crate::market::Past;
use crate::market::replay::csv::Name;
use crate::market::time::Holidays;

const HOUR: u64 = 3_600_000;
/// 2026-03-04T12:00:00Z, a Wednesday.
const NOW: u64 = 1_772_625_600_000;

thread_local! {
    static CLOCK: Cell<u64> = const { Cell::new(NOW) };
}

fn clock() -> EpochMillis {
    EpochMillis::saturating(CLOCK.get())
}

fn calendar(session: &str, timezone: &str) -> Calendar {
    Calendar::new(session.parse().unwrap(), timezone, Holidays::default()).unwrap()
}

fn bars(times: impl IntoIterator<Item = u64>) -> Vec<Bar> {
    times.into_iter().map(|time| bar(time, [1.0; 4], None)).collect()
}

fn times(rows: &[Bar]) -> Vec<u64> {
    rows.iter().map(|row| row.time.get()).collect()
}

fn moved(files: &Files, calendar: &Calendar, now: u64) -> Files {
    crate::market::replay::shift::to_present(files, calendar, EpochMillis::saturating(now))
}

fn ascend(rows: &[Bar]) -> bool {
    rows.windows(2).all(|pair| pair[0].time < pair[1].time)
}

#[test]
fn days_keep_their_weekday_and_the_last_has_ended() {
    let calendar = calendar("0930-1600", "America/New_York");
    // 2013-02-27 to 2013-03-01, a Friday.
    let files = vec![(Resolution::Day, bars([1_361_923_200_000, 1_362_009_600_000, 1_362_096_000_000]))];
    let friday = NOW - 12 * HOUR - 5 * DAY;
    assert_eq!(times(&moved(&files, &calendar, NOW)[0].1), [friday - 2 * DAY, friday - DAY, friday]);
    // The session of a Friday of winter ends at 21:00 UTC.
    let end = friday + 21 * HOUR;
    assert_eq!(times(&moved(&files, &calendar, end)[0].1)[2], friday);
    assert_eq!(times(&moved(&files, &calendar, end - 1)[0].1)[2], friday - 7 * DAY);
    // What is later than now moves back.
    let past = 1_000_000_000_000;
    assert!(times(&moved(&files, &calendar, past)[0].1)[2] <= past);
}

#[test]
fn hours_keep_their_time_on_the_wall() {
    let calendar = calendar("0930-1600", "America/New_York");
    // 2024-07-01, a Monday of summer: 09:30 is 13:30 UTC.
    let summer = 1_719_840_600_000;
    let day = |start| (0..7).map(move |hour| start + hour * HOUR);
    let files = vec![(Resolution::Minutes60, bars(day(summer).chain(day(summer + DAY))))];
    // 2026-03-03, a Tuesday of winter: 09:30 is 14:30 UTC.
    let winter = NOW - 12 * HOUR - DAY + 14 * HOUR + HOUR / 2;
    let expected: Vec<u64> = day(winter - DAY).chain(day(winter)).collect();
    assert_eq!(times(&moved(&files, &calendar, NOW)[0].1), expected);
}

#[test]
fn months_move_by_months() {
    let calendar = Calendar::around_the_clock();
    // 2024-10-01, 2024-11-01, 2024-12-01.
    let months = bars([1_727_740_800_000, 1_730_419_200_000, 1_733_011_200_000]);
    let moved = moved(&vec![(Resolution::Month, months)], &calendar, NOW);
    // 2025-12-01, 2026-01-01, 2026-02-01.
    assert_eq!(times(&moved[0].1), [1_764_547_200_000, 1_767_225_600_000, 1_769_904_000_000]);
}

#[test]
fn the_files_of_an_instrument_move_together() {
    let calendar = calendar("1700-1700", "America/New_York");
    // 2018-02-05 to 2018-02-07, a Wednesday; the week of 2018-02-05; January and February.
    let monday = 1_517_788_800_000;
    let hours = (0..15).map(|hour| monday + 2 * DAY + hour * HOUR);
    let files = vec![
        (Resolution::Minutes60, bars(hours)),
        (Resolution::Day, bars([monday, monday + DAY, monday + 2 * DAY])),
        (Resolution::Week, bars([monday])),
        (Resolution::Month, bars([1_514_764_800_000, 1_517_443_200_000])),
    ];
    let moved = moved(&files, &calendar, NOW);
    // The week has to have ended, so all of them move to the one before.
    let expected = NOW - 12 * HOUR - 2 * DAY - 7 * DAY;
    assert_eq!(times(&moved[2].1), [expected]);
    assert_eq!(times(&moved[1].1), [expected, expected + DAY, expected + 2 * DAY]);
    assert_eq!(times(&moved[0].1)[0], expected + 2 * DAY, "in winter as in winter");
    // 2026-01-01 and 2026-02-01.
    assert_eq!(times(&moved[3].1), [1_767_225_600_000, 1_769_904_000_000]);
}

#[test]
fn an_hour_that_the_clock_skips_is_left_out_and_one_that_comes_twice_stays_in_order() {
    let calendar = calendar("24x7", "America/New_York");
    // 2024-11-03, a Sunday of 25 hours in New York, and the one after, of 24: from 04:00 UTC.
    let long = 1_730_606_400_000;
    let files = vec![(Resolution::Minutes60, bars((0..25 + 24).map(|hour| long + hour * HOUR)))];
    for now in (0..60).map(|week| 1_735_689_600_000 + week * 7 * DAY) {
        let moved = moved(&files, &calendar, now);
        assert!(ascend(&moved[0].1));
        assert!((47..=49).contains(&moved[0].1.len()), "{}", moved[0].1.len());
        check::rows("", Resolution::Minutes60, &moved[0].1, &calendar).unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn the_weeks_are_counted_anew_at_each_beginning() {
    CLOCK.set(NOW);
    let settings = ReplaySettings { dates: ReplayDates::Present, ..SETTINGS };
    let files = vec![file("TEN-1D.csv", TEN)];
    let mut replay = Replay::new(files, settings, &listings(), clock).unwrap();
    // 1970-01-10, the last row, was a Saturday.
    let saturday = NOW - 12 * HOUR - 4 * DAY;
    let forming = |past: &Past| past.forming.map(|bar| bar.time.get());
    assert_eq!(forming(&replay.supplies()[0].past), Some(saturday - DAY));
    for _ in 0..9 {
        let (_, bar, _) = next(&mut replay).await;
        assert!(bar.time.get() >= saturday - DAY);
    }
    CLOCK.set(NOW + 17 * DAY);
    let Event::Source(0, SourceEvent::Restarted(past)) = replay.next().await else { panic!("a restart") };
    assert_eq!(forming(&past), Some(saturday - DAY + 14 * DAY));
    CLOCK.set(NOW);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_sample_stays_in_order_and_in_its_sessions_and_ends_less_than_a_week_ago(
        now in 1_262_304_000_000_u64..4_102_444_800_000,
        zone in prop::sample::select(vec![
            ("1700-1700", "America/New_York"), ("0930-1600", "America/New_York"), ("24x7", "Europe/Berlin"),
            ("24x7", "Australia/Lord_Howe"), ("24x7", "Etc/UTC"), ("0900-1130,1230-1530", "Asia/Tokyo"),
            ("1800-1700", "America/Chicago"), ("24x7", "America/Sao_Paulo"),
        ]),
    ) {
        let calendar = calendar(zone.0, zone.1);
        for (name, text) in SAMPLE {
            let Name { resolution, .. } = csv::name(name).unwrap();
            let mut rows = csv::rows(name, text).unwrap();
            rows.retain(|row| !resolution.is_intraday() || calendar.span(resolution, row.time).is_some());
            let files = vec![(resolution, rows.clone())];
            let moved = moved(&files, &calendar, now);
            let shown = &moved[0].1;
            prop_assert!(ascend(shown));
            let last = shown.last().unwrap().time.get();
            let month = 31 * DAY;
            // A week, the day itself, and what the zone is behind UTC.
            let least = if resolution == Resolution::Month { 2 * month } else { 9 * DAY };
            prop_assert!(last < now, "{name}: {last}");
            if !resolution.is_intraday() {
                prop_assert_eq!(shown.len(), rows.len());
                prop_assert!(now - last <= least, "{}: {} of {}", name, last, now);
            }
            for row in shown.iter().filter(|_| resolution.is_intraday()) {
                prop_assert!(calendar.span(resolution, row.time).is_some());
            }
        }
    }
}
