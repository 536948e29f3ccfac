//! What there is: the configuration, searches, and the facts of instruments.

use barwire_schema::bars::Resolution;
use barwire_server::market::Base;
use serde_json::{Value, json};

use super::app::{App, blank};

fn listed(members: &[&str]) -> String {
    members.iter().map(|members| format!("[[instrument]]\n{}\n", members.replace("; ", "\n"))).collect()
}

fn found(answer: &Value) -> Vec<&str> {
    answer.as_array().unwrap().iter().map(|found| found["symbol"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_configuration_is_of_what_is_served() {
    let text = listed(&[
        "name = \"A\"; exchange = \"NYSE\"; type = \"stock\"",
        "name = \"B\"; exchange = \"LSE\"; type = \"forex\"; supported_resolutions = [\"1W\", \"1\"]",
        "name = \"GONE\"; exchange = \"TSE\"; type = \"bond\"",
    ]);
    let days = Base::Bars(Resolution::Day);
    let app = App::new(&text, &[blank("A", days), blank("B", days), blank("C", days)]);
    let expected = json!({
        "supported_resolutions": ["1D", "1W", "1M"], "supports_search": true, "supports_group_request": false,
        "supports_marks": false, "supports_timescale_marks": false, "supports_time": false,
        "exchanges": [
            { "value": "", "name": "All", "desc": "" },
            { "value": "LSE", "name": "LSE", "desc": "LSE" },
            { "value": "NYSE", "name": "NYSE", "desc": "NYSE" },
        ],
        "symbols_types": [
            { "name": "All", "value": "" }, { "name": "Forex", "value": "forex" }, { "name": "Stock", "value": "stock" },
        ],
    });
    assert_eq!(app.ok("config").await, expected);
}

#[tokio::test]
async fn a_search_finds_what_fits_best_first() {
    let text = listed(&[
        "name = \"ab\"; exchange = \"X\"; type = \"stock\"; description = \"first\"",
        "name = \"ABC\"; exchange = \"Y\"; type = \"stock\"",
        "name = \"Z\"; ticker = \"abz\"; exchange = \"X\"; type = \"bond\"",
        "name = \"XAB\"; exchange = \"X\"; type = \"stock\"",
        "name = \"D\"; description = \"Grab & Go\"; type = \"stock\"",
    ]);
    let supplies = ["Z", "XAB", "ABC", "D", "AB", "OTHER"].map(|symbol| blank(symbol, Base::Trades));
    let app = App::new(&text, &supplies);
    for (query, expected) in [
        ("user_input=ab", vec!["ab", "ABC", "Z", "D", "XAB"]),
        ("user_input=AB", vec!["ab", "ABC", "Z", "D", "XAB"]),
        ("user_input=abZ", vec!["Z"]),
        ("user_input=%20ab%20", vec!["ab", "ABC", "Z", "D", "XAB"]),
        ("user_input=grab+%26", vec!["D"]),
        ("user_input=ab&exchange=X", vec!["ab", "Z", "XAB"]),
        ("user_input=ab&symbol_type=stock&exchange=", vec!["ab", "ABC", "D", "XAB"]),
        ("user_input=ab&exchange=X&symbol_type=bond", vec!["Z"]),
        ("user_input=ab&max_results=2", vec!["ab", "ABC"]),
        ("user_input=nothing", vec![]),
        ("exchange=x", vec![]),
        ("", vec!["ABC", "D", "OTHER", "XAB", "Z", "ab"]),
        ("user_input=&max_results=1000", vec!["ABC", "D", "OTHER", "XAB", "Z", "ab"]),
    ] {
        let answer = app.ok(&format!("search?{query}")).await;
        assert_eq!(found(&answer), expected, "{query}");
    }
    let answer = app.ok("search?user_input=abz").await;
    let full = json!({
        "symbol": "Z", "full_name": "X:Z", "description": "Z", "exchange": "X", "ticker": "abz", "type": "bond",
    });
    assert_eq!(answer[0], full);
    assert_eq!(app.ok("search?user_input=other").await[0]["full_name"], "OTHER");
}

#[tokio::test]
async fn a_search_finds_thirty_where_nothing_else_is_asked() {
    let supplies: Vec<_> = (0..40).map(|number| blank(&format!("S{number}"), Base::Trades)).collect();
    let app = App::new("", &supplies);
    assert_eq!(found(&app.ok("search").await).len(), 30);
}

#[tokio::test]
async fn the_facts_are_those_of_the_listing() {
    let text = listed(&[
        "name = \"A\"; ticker = \"X:A\"; description = \"Apples\"; type = \"stock\"; session = \"0930-1600\"; \
                         session_holidays = \"20240101,20240704\"; timezone = \"america/new_york\"; exchange = \"X\"; \
                         listed_exchange = \"Y\"; format = \"volume\"; pricescale = 1000; minmov = 5; volume_precision = 3; \
                         data_status = \"delayed_streaming\"; visible_plots_set = \"ohlc\"; currency_code = \"USD\"",
    ]);
    let app = App::new(
        &text,
        &[blank("a", Base::Bars(Resolution::Day)), blank("NEW", Base::Bars(Resolution::Minutes240))],
    );
    let expected = json!({
        "name": "A", "ticker": "X:A", "description": "Apples", "type": "stock", "session": "0930-1600",
        "session_holidays": "20240101,20240704", "timezone": "America/New_York", "exchange": "X", "listed_exchange": "Y",
        "format": "volume", "pricescale": 1000, "minmov": 5, "has_intraday": false, "has_seconds": false, "has_daily": true,
        "has_weekly_and_monthly": true, "intraday_multipliers": [], "seconds_multipliers": [], "daily_multipliers": ["1"],
        "weekly_multipliers": ["1"], "monthly_multipliers": ["1"], "supported_resolutions": ["1D", "1W", "1M"],
        "volume_precision": 3, "data_status": "delayed_streaming", "visible_plots_set": "ohlc", "currency_code": "USD",
    });
    for path in ["resolve/A", "resolve/a", "resolve/X:A", "resolve/x%3aa"] {
        assert_eq!(app.ok(path).await, expected, "{path}");
    }
    let expected = json!({
        "name": "NEW", "ticker": "NEW", "description": "NEW", "type": "", "session": "24x7", "timezone": "Etc/UTC",
        "exchange": "", "listed_exchange": "", "format": "price", "pricescale": 100, "minmov": 1, "has_intraday": true,
        "has_seconds": false, "has_daily": true, "has_weekly_and_monthly": true, "intraday_multipliers": ["240"],
        "seconds_multipliers": [], "daily_multipliers": ["1"], "weekly_multipliers": ["1"], "monthly_multipliers": ["1"],
        "supported_resolutions": ["240", "1D", "1W", "1M"], "volume_precision": 0, "data_status": "streaming",
        "visible_plots_set": "ohlcv",
    });
    assert_eq!(app.ok("resolve/new").await, expected);
}

#[tokio::test]
async fn what_there_is_of_an_instrument_is_told_by_its_bars() {
    use Resolution::{Minutes1, Minutes60, Month, Seconds15, Week};
    let flags = ["has_intraday", "has_seconds", "has_daily", "has_weekly_and_monthly"];
    for (base, listing, expected, served) in [
        (Base::Trades, "", [true, true, true, true], "1S 5S 15S 30S 1 3 5 15 30 60 120 240 1D 1W 1M"),
        (Base::Trades, "has_intraday = false", [false, false, true, true], "1D 1W 1M"),
        (Base::Trades, "has_daily = false; has_intraday = false", [false, false, false, true], "1W 1M"),
        (Base::Trades, "supported_resolutions = [\"D\", \"30S\"]", [true, true, true, false], "30S 1D"),
        (Base::Bars(Seconds15), "", [true, true, true, true], "15S 30S 1 3 5 15 30 60 120 240 1D 1W 1M"),
        (
            Base::Bars(Minutes1),
            "supported_resolutions = [\"5S\", \"5\", \"1\"]",
            [true, false, false, false],
            "1 5",
        ),
        (Base::Bars(Minutes60), "has_intraday = false", [false, false, true, true], "1D 1W 1M"),
        (Base::Bars(Week), "", [false, false, false, true], "1W"),
        (Base::Bars(Month), "", [false, false, false, true], "1M"),
        (Base::Bars(Month), "supported_resolutions = [\"1D\"]", [false, false, false, false], ""),
    ] {
        let app = App::new(&listed(&[&format!("name = \"A\"; {listing}")]), &[blank("A", base)]);
        let info = app.ok("resolve/A").await;
        assert_eq!(flags.map(|flag| info[flag].as_bool().unwrap()), expected, "{base:?} {listing}");
        let served: Vec<_> = served.split_whitespace().collect();
        assert_eq!(info["supported_resolutions"], json!(served), "{base:?} {listing}");
        let units =
            |keep: fn(&str) -> Option<&str>| served.iter().filter_map(|text| keep(text)).collect::<Vec<_>>();
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        assert_eq!(info["seconds_multipliers"], json!(units(|text| text.strip_suffix('S'))));
        assert_eq!(
            info["intraday_multipliers"],
            json!(served.iter().filter(|text| is_number(text)).collect::<Vec<_>>())
        );
        assert_eq!(info["daily_multipliers"], json!(units(|text| text.strip_suffix('D'))));
        assert_eq!(info["weekly_multipliers"], json!(units(|text| text.strip_suffix('W'))));
        assert_eq!(info["monthly_multipliers"], json!(units(|text| text.strip_suffix('M'))));
        // What is served is what is answered.
        for resolution in Resolution::ALL {
            let path = format!("/api/v1/datafeed/bars?symbol=A&resolution={resolution}&count_back=1");
            let status = if served.contains(&resolution.as_str()) { 200 } else { 400 };
            assert_eq!(app.get(&path).await.status, status, "{base:?} {listing} {resolution}");
        }
    }
}
