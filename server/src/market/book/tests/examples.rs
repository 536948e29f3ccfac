//! Cases that are worth a name.

use super::*;

/// A book of trades around the clock, at these resolutions.
fn trading(resolutions: &[Resolution]) -> Book {
    Book::new(Calendar::around_the_clock(), Base::Trades, resolutions, usize::MAX, &Past::default())
}

#[test]
fn a_late_trade_changes_no_closed_bar_and_counts_for_those_that_form() {
    use Resolution::{Minutes1, Minutes60};

    let mut book = trading(&[Minutes1, Minutes60]);
    let say =
        |book: &mut Book, time, price| apply(book, &SourceEvent::Trade(trade(SPRING + time, price, 1.0)));
    say(&mut book, 10_000, 10.0);
    say(&mut book, MINUTE, 11.0);
    let closed = bars(&book, 0)[0];
    // It is older than the bar that forms at a minute, and not older than the one of the hour: it was the first trade of that.
    let changes = say(&mut book, 5_000, 9.0);
    let expected = Bar { open: 9.0, low: 9.0, high: 11.0, close: 11.0, volume: Some(3.0), time: ms(SPRING) };
    assert_eq!(
        changes.iter().map(|(of, state)| (*of, state.bar)).collect::<Vec<_>>(),
        [(Minutes60, expected)]
    );
    assert_eq!(bars(&book, 0)[0], closed);
    assert_eq!(book.dropped(), Dropped::default(), "something changed");

    say(&mut book, HOUR, 12.0);
    assert_eq!(say(&mut book, HOUR - 1, 100.0), []);
    assert_eq!(book.dropped(), Dropped { late: 1, outside: 0 });
}

#[test]
fn what_is_outside_of_the_sessions_is_dropped() {
    let mut book = book(&calendar("0930-1600", "America/New_York"), Base::Trades);
    // 09:29:59 and 09:30 on a Friday in New York, which is five hours behind.
    let open = SPRING + 14 * HOUR + 30 * MINUTE;
    assert_eq!(apply(&mut book, &SourceEvent::Trade(trade(open - 1_000, 1.0, 1.0))), []);
    assert_eq!(book.dropped(), Dropped { late: 0, outside: 1 });
    assert_eq!(apply(&mut book, &SourceEvent::Trade(trade(open, 1.0, 1.0))).len(), Resolution::ALL.len());
    // At the close of the session all are over but the week and the month.
    let closed = apply(&mut book, &SourceEvent::Clock(ms(SPRING + 21 * HOUR)));
    let closed: Vec<_> = closed.iter().map(|(resolution, state)| (*resolution, state.closed)).collect();
    let expected: Vec<_> = Resolution::ALL[..14].iter().map(|resolution| (*resolution, true)).collect();
    assert_eq!(closed, expected, "the Friday ends the week");
    assert_eq!(apply(&mut book, &SourceEvent::Trade(trade(SPRING + 21 * HOUR, 1.0, 1.0))), []);
    assert_eq!(book.dropped().outside, 2);
}

#[test]
fn the_sunday_evening_of_currencies_belongs_to_monday() {
    let mut book = book(&calendar("1700-1700", "America/New_York"), Base::Bars(Resolution::Minutes60));
    let day = book.resolutions().position(|resolution| resolution == Resolution::Day).unwrap();
    // New York has summer time since this Sunday, so the week opens at 21:00 UTC; the one before at 22:00.
    for (open, monday) in
        [(SPRING - 5 * DAY + 22 * HOUR, SPRING - 4 * DAY), (SPRING + 2 * DAY + 21 * HOUR, SPRING + 3 * DAY)]
    {
        let early = SourceEvent::Bar(bar(open - HOUR, [1.0; 4], 1.0), true);
        assert_eq!(apply(&mut book, &early), [], "an hour before the week opens");
        for hour in 0..24 {
            apply(&mut book, &SourceEvent::Bar(bar(open + hour * HOUR, [hour as f64; 4], 1.0), true));
        }
        let latest = book.latest(day).unwrap();
        assert_eq!((latest.bar.time, latest.closed), (ms(monday), true), "the last hour of a day closes it");
        assert_eq!(latest.bar, bar(monday, [0.0, 23.0, 0.0, 23.0], 24.0));
    }
}

#[test]
fn a_bar_may_be_corrected_until_it_closes() {
    let mut book = book(&Calendar::around_the_clock(), Base::Bars(Resolution::Minutes1));
    let three = 1;
    apply(&mut book, &SourceEvent::Bar(bar(SPRING, [10.0, 12.0, 9.0, 11.0], 5.0), true));
    apply(&mut book, &SourceEvent::Bar(bar(SPRING + MINUTE, [11.0, 99.0, 1.0, 11.0], 50.0), false));
    assert_eq!(bars(&book, three), [bar(SPRING, [10.0, 99.0, 1.0, 11.0], 55.0)]);
    // The high and the low were none, and the volume was less.
    apply(&mut book, &SourceEvent::Bar(bar(SPRING + MINUTE, [11.0, 11.0, 10.0, 10.0], 2.0), false));
    assert_eq!(bars(&book, three), [bar(SPRING, [10.0, 12.0, 9.0, 10.0], 7.0)]);
    apply(&mut book, &SourceEvent::Bar(bar(SPRING + MINUTE, [11.0, 11.0, 10.0, 10.5], 3.0), true));
    for late in [SPRING, SPRING + MINUTE] {
        assert_eq!(apply(&mut book, &SourceEvent::Bar(bar(late, [1.0; 4], 1.0), false)), []);
    }
    assert_eq!(book.dropped().late, 2);
    assert_eq!(bars(&book, three), [bar(SPRING, [10.0, 12.0, 9.0, 10.5], 8.0)]);
}

#[test]
fn a_gap_makes_no_bars() {
    let mut book = trading(&[Resolution::Minutes1]);
    for minute in [0, 1, 7, 600] {
        apply(&mut book, &SourceEvent::Trade(trade(SPRING + minute * MINUTE, 1.0, 1.0)));
    }
    let times: Vec<_> = bars(&book, 0).iter().map(|bar| (bar.time.get() - SPRING) / MINUTE).collect();
    assert_eq!(times, [0, 1, 7, 600]);
}

#[test]
fn a_week_that_begins_with_a_holiday_has_the_time_of_its_first_day() {
    let calendar = calendar("0930-1600", "America/New_York");
    let mut book = book(&calendar, Base::Bars(Resolution::Day));
    // 2024-01-01 was a Monday, and New Year.
    let tuesday = 1_704_153_600_000;
    let expected = [
        (Resolution::Day, bar(tuesday, [1.0; 4], 1.0)),
        (Resolution::Week, bar(tuesday, [1.0; 4], 1.0)),
        (Resolution::Month, bar(tuesday, [1.0; 4], 1.0)),
    ];
    let changes = apply(&mut book, &SourceEvent::Bar(bar(tuesday, [1.0; 4], 1.0), false));
    assert_eq!(changes.iter().map(|(of, state)| (*of, state.bar)).collect::<Vec<_>>(), expected);
}

#[test]
fn only_what_can_be_made_of_a_base_is() {
    let made = |base| {
        let book = book(&Calendar::around_the_clock(), Base::Bars(base));
        book.resolutions().map(Resolution::as_str).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(made(Resolution::Minutes3), "3 15 30 60 120 240 1D 1W 1M");
    assert_eq!(made(Resolution::Day), "1D 1W 1M");
    assert_eq!(made(Resolution::Week), "1W");
    assert_eq!(made(Resolution::Month), "1M");
}

#[test]
fn one_that_has_lost_its_memory_counts_anew() {
    let mut book = trading(&[Resolution::Minutes1]);
    apply(&mut book, &SourceEvent::Trade(trade(SPRING, 1.0, 1.0)));
    let before = book.epoch().clone();
    let past = Past { closed: vec![(Resolution::Minutes1, vec![bar(SPRING, [2.0; 4], 1.0)])], forming: None };
    let changes = apply(&mut book, &SourceEvent::Restarted(past));
    let numbers =
        |(_, state): &(Resolution, BarState)| (state.seq.get(), state.closed_seq.get(), state.closed);
    assert_eq!(changes.iter().map(numbers).collect::<Vec<_>>(), [(1, 1, true)]);
    assert_ne!(*book.epoch(), before);
}

#[test]
fn trades_go_on_where_bars_of_the_past_end() {
    let past = Past {
        closed: vec![(Resolution::Minutes1, vec![bar(SPRING, [1.0, 5.0, 1.0, 2.0], 7.0)])],
        forming: None,
    };
    let resolutions = [Resolution::Minutes1, Resolution::Minutes60];
    let mut book = Book::new(Calendar::around_the_clock(), Base::Trades, &resolutions, usize::MAX, &past);
    apply(&mut book, &SourceEvent::Trade(trade(SPRING + 90_000, 3.0, 1.0)));
    assert_eq!(bars(&book, 1), [bar(SPRING, [1.0, 5.0, 1.0, 3.0], 8.0)]);
}

#[test]
fn what_comes_late_and_outside_of_the_sessions_is_in_no_bar() {
    let mut book = book(&calendar("0930-1600", "America/New_York"), Base::Trades);
    let thursday = SPRING - DAY + 15 * HOUR;
    for time in [thursday, thursday + DAY] {
        apply(&mut book, &SourceEvent::Trade(trade(time, 10.0, 1.0)));
    }
    // In the evening of Thursday, while the week and the month form.
    assert_eq!(apply(&mut book, &SourceEvent::Trade(trade(thursday + 9 * HOUR, 99.0, 1.0))), []);
    assert_eq!(book.dropped(), Dropped { late: 0, outside: 1 });
}

#[test]
fn a_break_of_the_day_is_in_no_bar_where_days_are_the_shortest() {
    let calendar = calendar("0900-1130,1230-1530", "Asia/Tokyo");
    let mut book = Book::new(calendar, Base::Trades, &[Resolution::Day], usize::MAX, &Past::default());
    apply(&mut book, &SourceEvent::Trade(trade(SPRING, 10.0, 1.0)));
    // 12:00 in Tokyo.
    assert_eq!(apply(&mut book, &SourceEvent::Trade(trade(SPRING + 3 * HOUR, 99.0, 1.0))), []);
    assert_eq!(book.dropped(), Dropped { late: 0, outside: 1 });
}

#[test]
fn where_the_first_week_is_none_the_month_is_still_made() {
    // The week of 1970-01-01 begins before it.
    let mut book = book(&Calendar::around_the_clock(), Base::Trades);
    let changes = apply(&mut book, &SourceEvent::Trade(trade(0, 1.0, 1.0)));
    assert_eq!(changes.len(), Resolution::ALL.len() - 1);
    assert!(changes.iter().any(|(resolution, _)| *resolution == Resolution::Month));
    assert_eq!(book.dropped(), Dropped::default());
}

#[test]
fn volumes_stay_finite() {
    let mut book = trading(&[Resolution::Minutes1]);
    for _ in 0..3 {
        apply(&mut book, &SourceEvent::Trade(trade(SPRING, 1.0, f64::MAX)));
    }
    assert_eq!(bars(&book, 0), [bar(SPRING, [1.0; 4], f64::MAX)]);
}

#[test]
fn a_source_may_label_weeks_and_months_with_a_day_before_their_first() {
    // 2024-06-01 and 2024-09-01 are on a weekend.
    let date = |month, day| format!("2024-{month:02}-{day:02}T00:00Z").parse::<jiff::Timestamp>().unwrap();
    let day = |month, day| date(month, day).as_millisecond() as u64;
    let calendar = calendar("0930-1600", "America/New_York");
    let months = |months: std::ops::RangeInclusive<u64>| {
        months.map(|month| bar(day(month, 1), [month as f64; 4], 100.0)).collect::<Vec<_>>()
    };
    let closed: Vec<_> = (day(5, 1) / DAY..day(9, 4) / DAY)
        .filter(|day| calendar.opening(ms(day * DAY)).is_some())
        .map(|day| bar(day * DAY, [1.0; 4], 1.0))
        .collect();
    let forming = Some(bar(day(9, 4), [1.0; 4], 1.0));
    let times = |own| {
        let closed = vec![(Resolution::Day, closed.clone()), (Resolution::Month, months(own))];
        let past = Past { closed, forming };
        let book =
            Book::new(calendar.clone(), Base::Bars(Resolution::Day), Resolution::ALL, usize::MAX, &past);
        bars(&book, 2).iter().map(|bar| (bar.time.get(), bar.volume)).collect::<Vec<_>>()
    };
    let made = [(day(7, 1), Some(23.0)), (day(8, 1), Some(22.0)), (day(9, 2), Some(3.0))];
    // The last is not over.
    let own = |month| (day(month, 1), Some(100.0));
    assert_eq!(times(4..=9), [own(4), own(5), own(6), own(7), own(8), made[2]]);
    assert_eq!(times(4..=6), [own(4), own(5), own(6), made[0], made[1], made[2]]);
    // The Sunday before is that of a week which forms.
    let past = Past {
        closed: vec![
            (Resolution::Day, closed.clone()),
            (Resolution::Week, vec![bar(day(8, 25), [1.0; 4], 100.0), bar(day(9, 1), [1.0; 4], 100.0)]),
        ],
        forming,
    };
    let book = Book::new(calendar.clone(), Base::Bars(Resolution::Day), Resolution::ALL, usize::MAX, &past);
    let weeks = bars(&book, 1);
    let last: Vec<_> = weeks[weeks.len() - 3..].iter().map(|bar| (bar.time.get(), bar.volume)).collect();
    assert_eq!(last, [(day(8, 19), Some(5.0)), (day(8, 25), Some(100.0)), (day(9, 2), Some(3.0))]);
    assert_eq!(times(6..=6), [(day(5, 1), Some(23.0)), own(6), made[0], made[1], made[2]]);
}
