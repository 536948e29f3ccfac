//! Bars worked out by hand.

use super::*;
use Resolution::{Day, Minutes60, Minutes120, Minutes240, Month, Week};

/// A bar that is labelled with its start.
fn intraday(start: &str, end: &str) -> Option<Span> {
    labelled(start, start, end)
}

fn labelled(time: &str, start: &str, end: &str) -> Option<Span> {
    Some(Span { time: at(time), start: at(start), end: at(end) })
}

/// The bars that follow an instant.
fn following(calendar: &Calendar, resolution: Resolution, from: &str, count: usize) -> Vec<Span> {
    let first = calendar.next(resolution, at(from));
    std::iter::successors(first, |bar| calendar.next(resolution, bar.end)).take(count).collect()
}

fn starts(bars: &[Span]) -> Vec<EpochMillis> {
    bars.iter().map(|bar| bar.start).collect()
}

#[test]
fn bars_are_cut_from_the_start_of_the_session_and_end_with_it() {
    let bars = following(&nyse(), Minutes120, "2024-06-20T00:00Z", 5);
    assert_eq!(bars[0], intraday("2024-06-20T13:30Z", "2024-06-20T15:30Z").unwrap());
    assert_eq!(bars[1], intraday("2024-06-20T15:30Z", "2024-06-20T17:30Z").unwrap());
    assert_eq!(bars[2], intraday("2024-06-20T17:30Z", "2024-06-20T19:30Z").unwrap());
    assert_eq!(bars[3], intraday("2024-06-20T19:30Z", "2024-06-20T20:00Z").unwrap());
    assert_eq!(bars[4], intraday("2024-06-21T13:30Z", "2024-06-21T15:30Z").unwrap());
    let bars = following(&nyse(), Minutes240, "2024-06-20T00:00Z", 2);
    assert_eq!(bars[1], intraday("2024-06-20T17:30Z", "2024-06-20T20:00Z").unwrap());
}

#[test]
fn a_break_is_in_no_bar() {
    let tokyo = calendar("0900-1130,1230-1530", "Asia/Tokyo", "");
    let bars = following(&tokyo, Minutes60, "2024-06-20T00:00Z", 6);
    let expected = ["00:00", "01:00", "02:00", "03:30", "04:30", "05:30"];
    assert_eq!(starts(&bars), expected.map(|time| at(&format!("2024-06-20T{time}Z"))));
    assert_eq!(bars[2].end, at("2024-06-20T02:30Z"));
    for &resolution in Resolution::ALL {
        assert_eq!(tokyo.span(resolution, at("2024-06-20T02:30Z")), None);
        assert_eq!(tokyo.span(resolution, at("2024-06-20T03:29:59.999Z")), None);
    }
    assert_eq!(
        tokyo.span(Day, at("2024-06-20T01:00Z")),
        labelled("2024-06-20T00:00Z", "2024-06-20T00:00Z", "2024-06-20T06:30Z")
    );
}

#[test]
fn new_york_opens_at_the_same_wall_time_when_clocks_are_set() {
    for (day, opening) in
        [("2024-03-08", "14:30"), ("2024-03-11", "13:30"), ("2024-11-01", "13:30"), ("2024-11-04", "14:30")]
    {
        let expected = at(&format!("{day}T{opening}Z"));
        assert_eq!(nyse().opening(at(&format!("{day}T00:00Z"))), Some(expected), "{day}");
    }
}

#[test]
fn currencies_open_on_sunday_which_is_monday() {
    let fx = fx();
    for (sunday, monday, start, end) in [
        ("2024-03-03", "2024-03-04", "22:00", "22:00"),
        ("2024-03-10", "2024-03-11", "21:00", "21:00"),
        ("2024-10-27", "2024-10-28", "21:00", "21:00"),
        ("2024-11-03", "2024-11-04", "22:00", "22:00"),
    ] {
        let (start, end) = (at(&format!("{sunday}T{start}Z")), at(&format!("{monday}T{end}Z")));
        let monday = at(&format!("{monday}T00:00Z"));
        assert_eq!(fx.span(Day, start), Some(Span { time: monday, start, end }), "{sunday}");
        assert_eq!(fx.trading_day(before(end)), Some(monday));
        assert_eq!(fx.opening(monday), Some(start));
        assert_eq!(fx.span(Day, before(start)), None, "{sunday}");
    }
    assert_eq!(
        fx.span(Week, at("2024-03-06T12:00Z")),
        labelled("2024-03-04T00:00Z", "2024-03-03T22:00Z", "2024-03-08T22:00Z")
    );
}

#[test]
fn four_hours_of_currencies_begin_at_17_21_1_5_9_13_in_new_york() {
    for (from, midnight_is) in [("2024-01-16T22:00Z", 5), ("2024-07-16T21:00Z", 4)] {
        let bars = following(&fx(), Minutes240, from, 7);
        let hours: Vec<_> =
            bars.iter().map(|bar| (bar.start.get() / 3_600_000 + 24 - midnight_is) % 24).collect();
        assert_eq!(hours, [17, 21, 1, 5, 9, 13, 17], "{from}");
    }
}

#[test]
fn a_day_of_23_or_25_hours_has_bars_of_elapsed_time() {
    let calendar = calendar("24x7", "America/New_York", "");
    let short = calendar.span(Day, at("2024-03-10T12:00Z"));
    assert_eq!(short, labelled("2024-03-10T00:00Z", "2024-03-10T05:00Z", "2024-03-11T04:00Z"));
    assert_eq!(
        calendar.span(Minutes240, at("2024-03-11T03:00Z")),
        intraday("2024-03-11T01:00Z", "2024-03-11T04:00Z")
    );
    let long = calendar.span(Day, at("2024-11-03T12:00Z"));
    assert_eq!(long, labelled("2024-11-03T00:00Z", "2024-11-03T04:00Z", "2024-11-04T05:00Z"));
    assert_eq!(
        calendar.span(Minutes240, at("2024-11-04T04:00Z")),
        intraday("2024-11-04T04:00Z", "2024-11-04T05:00Z")
    );
}

#[test]
fn a_part_that_the_clock_skips_starts_when_it_is_set_and_one_that_comes_twice_is_the_first() {
    // In Berlin 02:00 to 03:00 is skipped on 2024-03-31, and comes twice on 2024-10-27.
    let berlin = |session| calendar(session, "Europe/Berlin", "");
    let set = "2024-03-31T01:00Z";
    assert_eq!(
        berlin("0230-0400:1").span(Day, at(set)),
        labelled("2024-03-31T00:00Z", set, "2024-03-31T02:00Z")
    );
    assert_eq!(berlin("0100-0230,0245-0400:1").span(Minutes120, at(set)), intraday(set, "2024-03-31T02:00Z"));
    assert_eq!(
        berlin("0200-0300:1").next(Day, at("2024-03-25T00:00Z")),
        labelled("2024-04-07T00:00Z", "2024-04-07T00:00Z", "2024-04-07T01:00Z")
    );
    assert_eq!(
        berlin("0215-0245:1").span(Day, at("2024-10-27T00:20Z")),
        labelled("2024-10-27T00:00Z", "2024-10-27T00:15Z", "2024-10-27T00:45Z")
    );
    assert_eq!(berlin("0215-0245:1").span(Day, at("2024-10-27T01:20Z")), None);
}

#[test]
fn a_day_that_the_clock_skips_is_none() {
    // Samoa went from 2011-12-29 to 2011-12-31.
    let samoa = calendar("24x7", "Pacific/Apia", "");
    let set = at("2011-12-30T10:00Z");
    assert_eq!(samoa.opening(at("2011-12-30T00:00Z")), None);
    assert_eq!(samoa.trading_day(before(set)), Some(at("2011-12-29T00:00Z")));
    assert_eq!(samoa.trading_day(set), Some(at("2011-12-31T00:00Z")));
    assert_eq!(calendar("0930-1600", "Pacific/Apia", "").opening(at("2011-12-30T00:00Z")), None);
}

#[test]
fn a_midnight_that_is_skipped_or_comes_twice_leaves_no_hole() {
    // At 00:01 the clock of St. John's was set back to 23:01 of the day before, until 2011.
    let twice = calendar("24x7", "America/St_Johns", "");
    let midnight = at("2010-11-07T02:30Z");
    assert_eq!(twice.trading_day(before(midnight)), Some(at("2010-11-06T00:00Z")));
    assert_eq!(twice.trading_day(midnight), Some(at("2010-11-07T00:00Z")));
    assert_eq!(twice.trading_day(at("2010-11-07T03:00Z")), Some(at("2010-11-07T00:00Z")));
    // At midnight the clock of Cairo is set forward to 01:00.
    let skipped = calendar("24x7", "Africa/Cairo", "");
    assert_eq!(skipped.opening(at("2024-04-26T00:00Z")), Some(at("2024-04-25T22:00Z")));
    assert_eq!(skipped.trading_day(at("2024-04-25T21:59Z")), Some(at("2024-04-25T00:00Z")));
}

#[test]
fn a_month_begins_with_its_first_trading_day() {
    assert_eq!(
        nyse().span(Month, at("2024-06-20T15:00Z")),
        labelled("2024-06-03T00:00Z", "2024-06-03T13:30Z", "2024-06-28T20:00Z")
    );
    // Its first day is a Monday, which begins on the last of the month before.
    assert_eq!(
        fx().span(Month, at("2024-03-31T21:00Z")),
        labelled("2024-04-01T00:00Z", "2024-03-31T21:00Z", "2024-04-30T21:00Z")
    );
    assert_eq!(
        fx().span(Month, at("2024-03-29T20:59Z")),
        labelled("2024-03-01T00:00Z", "2024-02-29T22:00Z", "2024-03-29T21:00Z")
    );
}

#[test]
fn a_week_goes_on_over_new_year() {
    assert_eq!(
        nyse().span(Week, at("2025-01-02T15:00Z")),
        labelled("2024-12-30T00:00Z", "2024-12-30T14:30Z", "2025-01-03T21:00Z")
    );
    assert_eq!(
        Calendar::around_the_clock().span(Week, at("2025-01-01T00:00Z")),
        labelled("2024-12-30T00:00Z", "2024-12-30T00:00Z", "2025-01-06T00:00Z")
    );
}

#[test]
fn a_holiday_is_left_out() {
    let nyse = nyse();
    // Monday 2024-09-02 is Labor Day, Friday 2024-03-29 Good Friday.
    assert_eq!(nyse.span(Day, at("2024-09-02T15:00Z")), None);
    assert_eq!(nyse.opening(at("2024-09-02T00:00Z")), None);
    let week = labelled("2024-09-03T00:00Z", "2024-09-03T13:30Z", "2024-09-06T20:00Z");
    assert_eq!(nyse.span(Week, at("2024-09-04T15:00Z")), week);
    assert_eq!(nyse.next(Week, at("2024-08-26T13:30:00.001Z")), week);
    let month = labelled("2024-03-01T00:00Z", "2024-03-01T14:30Z", "2024-03-28T20:00Z");
    assert_eq!(nyse.span(Month, at("2024-03-04T15:00Z")), month);
    // The evening before a holiday belongs to it.
    let fx = calendar("1700-1700", "America/New_York", "20241225");
    assert_eq!(fx.span(Day, at("2024-12-24T22:00Z")), None);
    assert_eq!(
        fx.next(Minutes60, at("2024-12-24T22:00Z")),
        intraday("2024-12-25T22:00Z", "2024-12-25T23:00Z")
    );
    // Without a session for a week.
    let week: Vec<_> = (1..=7).map(|day| format!("202401{day:02}")).collect();
    let closed = calendar("0930-1600:2", "Etc/UTC", &week.join(","));
    assert_eq!(closed.next(Week, at("2023-12-30T00:00Z")).unwrap().time, at("2024-01-08T00:00Z"));
}

#[test]
fn a_label_is_of_no_other_day() {
    let nyse = nyse();
    assert_eq!(nyse.opening(at("2024-06-20T00:00:00.001Z")), None);
    assert_eq!(nyse.opening(at("2024-06-20T13:30Z")), None);
    assert_eq!(nyse.opening(at("2024-06-22T00:00Z")), None);
}

#[test]
fn the_first_and_last_bars() {
    let clock = Calendar::around_the_clock();
    assert_eq!(
        clock.span(Day, millis(0)),
        labelled("1970-01-01T00:00Z", "1970-01-01T00:00Z", "1970-01-02T00:00Z")
    );
    assert_eq!(clock.span(Month, millis(0)).unwrap().time, millis(0));
    // The week of the epoch begins in 1969.
    assert_eq!(clock.span(Week, millis(0)), None);
    assert_eq!(clock.next(Week, millis(0)).unwrap().time, at("1970-01-05T00:00Z"));
    assert_eq!(fx().next(Day, millis(0)).unwrap().time, at("1970-01-02T00:00Z"));
    assert_eq!(clock.span(Day, at("9999-12-28T23:59:59.999Z")).unwrap().end, at("9999-12-29T00:00Z"));
    for &resolution in Resolution::ALL {
        for late in [at("9999-12-29T00:00Z"), EpochMillis::saturating(u64::MAX)] {
            assert_eq!(clock.span(resolution, late), None);
            assert_eq!(clock.next(resolution, late), None);
            assert_eq!(nyse().span(resolution, late), None);
            assert_eq!(nyse().next(resolution, late), None);
        }
    }
    // The last of these weeks and months would go on to days without a session.
    assert_eq!(clock.span(Week, at("9999-12-26T12:00Z")).unwrap().end, at("9999-12-27T00:00Z"));
    assert_eq!(clock.span(Week, at("9999-12-27T00:00Z")), None);
    assert_eq!(clock.next(Week, at("9999-12-27T00:00Z")), None);
    assert_eq!(clock.span(Month, at("9999-11-30T12:00Z")).unwrap().end, at("9999-12-01T00:00Z"));
    assert_eq!(clock.span(Month, at("9999-12-01T00:00Z")), None);
    assert_eq!(clock.opening(EpochMillis::saturating(u64::MAX)), None);
}
