//! The bars of a range.

use barwire_schema::bars::{BarPosition, Resolution};
use barwire_server::market::{Base, SourceEvent};
use serde_json::{Value, json};

use super::app::{App, DAY, MONDAY, bar, blank, days, supply};

fn times(answer: &Value) -> Vec<u64> {
    answer["bars"].as_array().unwrap().iter().map(|bar| bar["time"].as_u64().unwrap()).collect()
}

/// The days that an answer has, counted from Monday.
fn numbers(answer: &Value) -> Vec<u64> {
    times(answer).iter().map(|time| (time - MONDAY) / DAY).collect()
}

/// The opening of a day in seconds.
fn at(day: u64) -> u64 {
    (MONDAY + day * DAY) / 1000
}

#[tokio::test]
async fn a_range_is_half_open_in_seconds_and_bars_are_in_milliseconds() {
    let app = App::new("", &[days("A", 6)]);
    for (from, to, expected) in [
        (at(1), at(3), vec![1, 2]),
        (at(1) + 1, at(3) + 1, vec![2, 3]),
        (at(1) - 1, at(3) - 1, vec![1, 2]),
        (0, at(0) + 1, vec![0]),
        // The last forms.
        (at(4), at(5), vec![4]),
        (at(4), at(5) + 1, vec![4, 5]),
        (at(4), at(400), vec![4, 5]),
        (0, 9_007_199_254_740_991, vec![0, 1, 2, 3, 4, 5]),
    ] {
        let answer = app.ok(&format!("bars?symbol=A&resolution=1D&from_time={from}&to_time={to}")).await;
        assert_eq!(numbers(&answer), expected, "[{from}, {to})");
        assert_eq!(answer["no_data"], false);
        assert_eq!((&answer["symbol"], &answer["resolution"]), (&json!("A"), &json!("1D")));
    }
    let answer = app.ok(&format!("bars?symbol=A&from_time={}", at(4))).await;
    assert_eq!(numbers(&answer), [4, 5], "without an end it is the newest");
    assert_eq!(answer["bars"][1]["close"], 15.0);
}

#[tokio::test]
async fn a_count_outranks_the_beginning_of_the_range() {
    let app = App::new("", &[days("A", 6)]);
    for (query, expected) in [
        (format!("from_time={}&to_time={}&count_back=3", at(3), at(4)), vec![1, 2, 3]),
        (format!("from_time={}&to_time={}&count_back=1", at(1), at(4)), vec![1, 2, 3]),
        (format!("from_time={}&to_time={}&count_back=100000", at(1), at(4)), vec![0, 1, 2, 3]),
        // A chart asks so for what is before its first bar.
        (format!("from_time={}&to_time={}&count_back=2", at(4), at(4)), vec![2, 3]),
        (format!("from_time={}&to_time={}&count_back=2", at(5), at(4)), vec![2, 3]),
        (format!("to_time={}&count_back=2", at(4)), vec![2, 3]),
        ("count_back=2".to_owned(), vec![4, 5]),
        (format!("from_time={}&count_back=2", at(900)), vec![4, 5]),
    ] {
        let answer = app.ok(&format!("bars?symbol=A&{query}")).await;
        assert_eq!(numbers(&answer), expected, "{query}");
        assert_eq!(answer["no_data"], false);
    }
}

#[tokio::test]
async fn there_is_no_data_only_where_nothing_is_older() {
    let app = App::new("", &[days("A", 4), blank("NONE", Base::Trades)]);
    for (query, no_data) in [
        (format!("symbol=A&from_time=0&to_time={}", at(0)), true),
        (format!("symbol=A&from_time=0&to_time={}&count_back=5", at(0)), true),
        ("symbol=A&from_time=0&to_time=0".to_owned(), true),
        // A weekend, a range that ends before it begins, and one after the newest bar: there are older ones.
        (format!("symbol=A&from_time={}&to_time={}", at(1) + 1, at(2)), false),
        (format!("symbol=A&from_time={}&to_time={}", at(3), at(1)), false),
        (format!("symbol=A&from_time={}&to_time={}", at(2), at(2)), false),
        (format!("symbol=A&from_time={}", at(9)), false),
        ("symbol=NONE&from_time=0".to_owned(), true),
        ("symbol=NONE&count_back=3".to_owned(), true),
    ] {
        let answer = app.ok(&format!("bars?{query}")).await;
        assert_eq!((&answer["bars"], &answer["no_data"]), (&json!([]), &json!(no_data)), "{query}");
    }
}

#[tokio::test]
async fn what_reaches_the_newest_bar_says_how_to_go_on() {
    let app = App::new("", &[days("A", 4)]);
    for (query, reaches) in [
        ("count_back=2".to_owned(), true),
        (format!("from_time=0&to_time={}", at(3) + 1), true),
        (format!("from_time=0&to_time={}", at(3)), false),
        (format!("from_time={}", at(7)), true),
        (format!("count_back=9&to_time={}", at(1)), false),
    ] {
        let answer = app.ok(&format!("bars?symbol=A&{query}")).await;
        assert_eq!(answer.get("since").is_some(), reaches, "{query}");
    }
    let answer = app.ok("bars?symbol=A&count_back=2").await;
    let since: BarPosition = serde_json::from_value(answer["since"].clone()).unwrap();
    assert_eq!(since.closed_seq.get(), 3);
    // What closes from now on is what a stream from there makes up for, and no bar is in neither.
    app.apply("A", &SourceEvent::Bar(bar(MONDAY + 3 * DAY, 20.0), true));
    app.apply("A", &SourceEvent::Bar(bar(MONDAY + 4 * DAY, 21.0), true));
    let instrument = app.instrument("A");
    let series = instrument.series(Resolution::Day).unwrap();
    let (book, mut until) = (instrument.book(), since.closed_seq);
    for _ in 0..2 {
        until = until.next();
    }
    let missed = book.closed_since(series, &since, until, 10).unwrap();
    let missed: Vec<_> = missed.iter().map(|state| (state.bar.time.get(), state.bar.close)).collect();
    assert_eq!(missed, [(MONDAY + 3 * DAY, 20.0), (MONDAY + 4 * DAY, 21.0)]);
}

#[tokio::test]
async fn a_bar_that_forms_changes_in_place() {
    let app = App::new("", &[days("A", 2)]);
    app.apply("A", &SourceEvent::Bar(bar(MONDAY + DAY, 30.0), false));
    let answer = app.ok("bars?symbol=A&count_back=1").await;
    assert_eq!(answer["bars"], json!([bar(MONDAY + DAY, 30.0)]));
    app.apply("A", &SourceEvent::Bar(bar(MONDAY + DAY, 31.0), true));
    let answer = app.ok("bars?symbol=A&count_back=2").await;
    assert_eq!(numbers(&answer), [0, 1], "closed, and once");
    assert_eq!(answer["bars"][1]["close"], 31.0);
}

#[tokio::test]
async fn resolutions_and_symbols_are_read_as_charts_spell_them() {
    let app = App::new(
        "[[instrument]]\nname = \"A\"\nticker = \"X:A\"\n[[instrument]]\nname = \"Ö & B/C\"",
        &[days("A", 9), days("Ö & B/C", 9)],
    );
    for (spelled, canonical) in
        [("D", "1D"), ("1D", "1D"), ("W", "1W"), ("1W", "1W"), ("M", "1M"), ("1M", "1M")]
    {
        let answer = app.ok(&format!("bars?symbol=a&resolution={spelled}&count_back=1")).await;
        assert_eq!(answer["resolution"], canonical);
    }
    for symbol in ["A", "a", "X:A", "x%3Aa"] {
        assert_eq!(app.ok(&format!("bars?symbol={symbol}&count_back=1")).await["symbol"], "A");
    }
    for symbol in ["%C3%96+%26+B/C", "%c3%b6%20%26%20b%2fc"] {
        assert_eq!(app.ok(&format!("bars?symbol={symbol}&count_back=1")).await["symbol"], "Ö & B/C");
    }
    let answer = app.ok("bars?symbol=A&count_back=1&nobody=knows&knows").await;
    assert_eq!(answer["resolution"], "1D", "what is not known is ignored");
}

#[tokio::test]
async fn days_weeks_and_months_open_at_midnight_utc_of_a_trading_day() {
    // Tokyo trades its Monday while it is Sunday in New York.
    let text = "[[instrument]]\nname = \"T\"\nsession = \"0900-1500\"\ntimezone = \"Asia/Tokyo\"\n\
                [[instrument]]\nname = \"N\"\nsession = \"1700-1700\"\ntimezone = \"America/New_York\"";
    let hours = |start: u64| {
        (0..24 * 40).map(|hour| (start + hour * DAY / 24, 1.0 + hour as f64)).collect::<Vec<_>>()
    };
    let minutes = Resolution::Minutes60;
    let app = App::new(
        text,
        &[supply("T", minutes, &hours(MONDAY)), supply("N", minutes, &hours(MONDAY - DAY / 12))],
    );
    for symbol in ["T", "N"] {
        for (resolution, weekday) in [("1D", None), ("1W", Some(0)), ("1M", None)] {
            let answer = app.ok(&format!("bars?symbol={symbol}&resolution={resolution}&from_time=0")).await;
            let times = times(&answer);
            assert!(times.len() > 1, "{answer}");
            assert!(times.is_sorted_by(|a, b| a < b), "{times:?}");
            for time in times {
                assert_eq!(time % DAY, 0, "{symbol} {resolution}");
                let day = (time - MONDAY) / DAY % 7;
                assert!(
                    day < 5 && weekday.is_none_or(|weekday| weekday == day),
                    "{symbol} {resolution} {time}"
                );
            }
        }
    }
}

#[tokio::test]
async fn every_series_of_the_sample_data_keeps_the_rules() {
    let app = App::sample();
    for symbol in ["AAPL", "MSFT", "IBM", "GOOG", "EURUSD", "BTCUSD"] {
        let info = app.ok(&format!("resolve/{symbol}")).await;
        for resolution in info["supported_resolutions"].as_array().unwrap() {
            let resolution = resolution.as_str().unwrap();
            let all = app.ok(&format!("bars?symbol={symbol}&resolution={resolution}&from_time=0")).await;
            let times = times(&all);
            assert!(times.is_sorted_by(|a, b| a < b), "{symbol} {resolution}");
            assert!(times.len() >= 5, "{symbol} {resolution}: {}", times.len());
            if ["1D", "1W", "1M"].contains(&resolution) {
                assert!(times.iter().all(|time| time % DAY == 0), "{symbol} {resolution}");
            }
            // Going back from bar to bar, as a chart does, finds each once, and ends.
            let (mut to, mut found) = (u64::MAX >> 11, Vec::new());
            loop {
                let query =
                    format!("bars?symbol={symbol}&resolution={resolution}&to_time={to}&count_back=700");
                let part = app.ok(&query).await;
                let part_times = self::times(&part);
                let Some(first) = part_times.first() else {
                    assert_eq!(part["no_data"], true);
                    break;
                };
                to = first / 1000;
                found.splice(0..0, part_times);
            }
            assert_eq!(found, times, "{symbol} {resolution}");
        }
    }
}
