//! Quotes.

use barwire_schema::bars::Resolution;
use barwire_server::market::{Base, SourceEvent};
use serde_json::{Value, json};

use super::app::{App, DAY, MONDAY, bar, blank, days, supply};

const APPLE: &str =
    "[[instrument]]\nname = \"A\"\nticker = \"X:A\"\ndescription = \"Apples\"\nexchange = \"X\"";

#[tokio::test]
async fn a_quote_has_the_prices_of_the_day_and_the_change_since_the_day_before() {
    let app = App::new(APPLE, &[days("A", 3)]);
    app.apply("A", &SourceEvent::Bar(bar(MONDAY + 2 * DAY, 11.33), false));
    let expected = json!([{ "s": "ok", "n": "A", "v": {
        "ch": 0.33, "chp": 3.0, "short_name": "A", "exchange": "X", "original_name": "A", "description": "Apples", "lp": 11.33,
        "open_price": 1.0, "high_price": 11.33, "low_price": 1.0, "prev_close_price": 11.0, "volume": 10.0,
    } }]);
    assert_eq!(app.quotes(&["A"]).await, expected);
    // A day that has closed is the day until another begins.
    app.apply("A", &SourceEvent::Bar(bar(MONDAY + 2 * DAY, 11.33), true));
    assert_eq!(app.quotes(&["A"]).await, expected);
    app.apply("A", &SourceEvent::Bar(bar(MONDAY + 3 * DAY, 11.0), false));
    let quotes = app.quotes(&["A"]).await;
    assert_eq!(quotes[0]["v"]["prev_close_price"], 11.33);
    assert_eq!((&quotes[0]["v"]["ch"], &quotes[0]["v"]["chp"]), (&json!(-0.33), &json!(-2.91)));
}

#[tokio::test]
async fn the_name_is_what_was_asked_for() {
    let app = App::new(APPLE, &[days("A", 3), blank("NONE", Base::Trades)]);
    let quotes = app.quotes(&["a", "x:A", "?", "A", "none", "A"]).await;
    let names: Vec<_> = quotes.as_array().unwrap().iter().map(|quote| (&quote["s"], &quote["n"])).collect();
    let (ok, error) = (json!("ok"), json!("error"));
    let expected = [(&ok, "a"), (&ok, "x:A"), (&error, "?"), (&ok, "A"), (&error, "none"), (&ok, "A")];
    assert_eq!(names, expected.map(|(s, n)| (s, json!(n))).each_ref().map(|(s, n)| (*s, n)));
    assert_eq!(quotes[2], json!({ "s": "error", "n": "?", "errmsg": "no instrument is named ?" }));
    assert_eq!(quotes[4]["errmsg"], "NONE has no price yet");
}

#[tokio::test]
async fn what_is_not_known_is_left_out() {
    let members = |quotes: &Value| quotes[0]["v"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let names = ["short_name", "exchange", "original_name", "description", "lp"];
    // No days are served.
    let app = App::new("", &[supply("M", Resolution::Month, &[(MONDAY, 2.0), (MONDAY + 31 * DAY, 3.0)])]);
    assert_eq!(members(&app.quotes(&["M"]).await), names);
    // No day is before, and the volume is not told.
    let mut first = days("F", 1);
    first.past.forming.as_mut().unwrap().volume = None;
    let app = App::new("", &[first]);
    let expected: Vec<_> = names.into_iter().chain(["open_price", "high_price", "low_price"]).collect();
    assert_eq!(members(&app.quotes(&["F"]).await), expected);
    // Of nothing there are no percents.
    let app = App::new("", &[supply("Z", Resolution::Day, &[(MONDAY, 0.0), (MONDAY + DAY, 3.0)])]);
    let quotes = app.quotes(&["Z"]).await;
    assert_eq!((&quotes[0]["v"]["ch"], quotes[0]["v"].get("chp")), (&json!(3.0), None));
    // Futures have had prices below zero: what rises has a change above zero, in percent too.
    let app = App::new("", &[supply("CL", Resolution::Day, &[(MONDAY, -40.0), (MONDAY + DAY, 10.0)])]);
    let quotes = app.quotes(&["CL"]).await;
    assert_eq!((&quotes[0]["v"]["ch"], &quotes[0]["v"]["chp"]), (&json!(50.0), &json!(125.0)));
}

#[tokio::test]
async fn the_last_price_is_that_of_the_finest_bars() {
    let hour = DAY / 24;
    let app = App::new("", &[supply("H", Resolution::Minutes60, &[(MONDAY, 5.0), (MONDAY + DAY, 6.0)])]);
    app.apply("H", &SourceEvent::Bar(bar(MONDAY + DAY + hour, 7.0), false));
    let quotes = app.quotes(&["H"]).await;
    let values = &quotes[0]["v"];
    assert_eq!(
        (&values["lp"], &values["prev_close_price"], &values["volume"]),
        (&json!(7.0), &json!(5.0), &json!(20.0))
    );
}

#[tokio::test]
async fn as_many_as_may_be_are_quoted() {
    let app = App::new("", &[days("A", 3)]);
    assert_eq!(app.quotes(&["A"; 100]).await.as_array().unwrap().len(), 100);
}
