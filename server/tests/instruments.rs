//! Files of instruments: what they say, and what is refused with its place.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use std::fs;
use std::path::Path;
use std::process::Command;

use barwire_schema::bars::{Resolution, Symbol};
use barwire_schema::datafeed::{DataStatus, PriceFormat, VisiblePlots};
use barwire_server::market::{Listing, Listings};

fn listing(listings: &Listings, name: &str) -> Listing {
    listings.find(&Symbol::try_from(name).unwrap())
}

fn document() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/instruments.md");
    fs::read_to_string(path).unwrap()
}

/// The blocks of the document that are of this language.
fn blocks<'a>(document: &'a str, language: &str) -> Vec<&'a str> {
    let begin = format!("```{language}\n");
    document.split(&begin).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn the_example_of_the_document_is_read() {
    let document = document();
    let [example] = blocks(&document, "toml")[..] else { panic!("one example") };
    let listings = Listings::parse("example.toml", example).unwrap();
    let apple = listing(&listings, "aapl");
    assert_eq!((apple.symbol.as_str(), apple.ticker.as_str()), ("AAPL", "NASDAQ:AAPL"));
    assert_eq!((apple.description.as_str(), apple.kind.as_str()), ("Apple Inc.", "stock"));
    assert_eq!((apple.exchange.as_str(), apple.listed_exchange.as_str()), ("NASDAQ", "NASDAQ"));
    assert_eq!(apple.calendar.session().as_str(), "0930-1600");
    assert_eq!(apple.calendar.holidays().as_str(), "20240101,20240704");
    assert_eq!(apple.calendar.timezone(), "America/New_York");
    assert_eq!(apple.currency.as_deref(), Some("USD"));
    assert_eq!(listing(&listings, "EURUSD").pricescale.get(), 100_000);
    let bitcoin = listing(&listings, "BTCUSD");
    assert_eq!(bitcoin.resolutions, [Resolution::Minutes1, Resolution::Minutes60, Resolution::Day]);
    assert_eq!(bitcoin.volume_precision.get(), 8);
}

#[test]
fn the_document_has_every_key_with_its_default() {
    let listings = Listings::parse("a.toml", "[[instrument]]\nname = \"A\"").unwrap();
    for name in ["A", "what is not listed"] {
        let found = listing(&listings, name);
        assert_eq!(
            (found.symbol.as_str(), found.ticker.as_str(), found.description.as_str()),
            (name, name, name)
        );
        assert_eq!(
            (found.kind.as_str(), found.exchange.as_str(), found.listed_exchange.as_str()),
            ("", "", "")
        );
        assert_eq!(found.calendar.session().as_str(), "24x7");
        assert_eq!((found.calendar.holidays().as_str(), found.calendar.timezone()), ("", "Etc/UTC"));
        assert_eq!((found.format, found.pricescale.get(), found.minmov.get()), (PriceFormat::Price, 100, 1));
        assert_eq!((found.volume_precision.get(), found.currency), (0, None));
        assert_eq!((found.data_status, found.visible_plots), (DataStatus::Streaming, VisiblePlots::Ohlcv));
        assert_eq!(found.resolutions, Resolution::ALL);
    }
    let error = Listings::parse("a.toml", "[[instrument]]\nname = \"A\"\nextra = 1").unwrap_err().to_string();
    let (_, keys) = error.split_once("expected one of ").unwrap();
    let document = document();
    for key in keys.split(", ") {
        assert!(document.contains(&format!("| {key} |")), "{key}");
    }
}

#[test]
fn the_sample_is_read() {
    let listings = Listings::sample().unwrap();
    for (name, exchange) in
        [("AAPL", "NASDAQ"), ("MSFT", "NASDAQ"), ("IBM", "NYSE"), ("GOOG", "NASDAQ"), ("FB", "NASDAQ")]
    {
        let stock = listing(&listings, name);
        assert_eq!((stock.kind.as_str(), stock.exchange.as_str()), ("stock", exchange));
        assert_eq!(stock.calendar.session().as_str(), "0930-1600");
    }
    assert_eq!(listing(&listings, "EURUSD").calendar.session().as_str(), "1700-1700");
    assert_eq!(listing(&listings, "BTCUSD").calendar.session().as_str(), "24x7");
}

#[test]
fn an_empty_file_lists_nothing() {
    for text in ["", "# nothing\n", "instrument = []"] {
        assert_eq!(listing(&Listings::parse("a.toml", text).unwrap(), "A").resolutions, Resolution::ALL);
    }
}

#[test]
fn what_is_wrong_is_refused_where_it_stands() {
    let resolutions = "expected some of 1S, 5S, 15S, 30S, 1, 3, 5, 15, 30, 60, 120, 240, 1D, 1W, 1M";
    let numbers = "expected an integer from 1 to 9007199254740991, got";
    let keys = "expected one of `name`, `ticker`, `description`, `type`, `session`, `session_holidays`, `timezone`, `exchange`, \
                `listed_exchange`, `format`, `pricescale`, `minmov`, `has_intraday`, `has_daily`, `supported_resolutions`, \
                `volume_precision`, `data_status`, `visible_plots_set`, `currency_code`";
    // Each after a line with `[[instrument]]` and one with a name.
    for (text, expected) in [
        ("nmae = 1", format!("line 3, column 1: unknown field `nmae`, {keys}")),
        ("has_weekly_and_monthly = true", format!("line 3, column 1: unknown field `has_weekly_and_monthly`, {keys}")),
        ("name = \"B\"", "line 3, column 1: duplicate key".to_owned()),
        ("ticker = 5", "line 3, column 10: invalid type: integer `5`, expected a string".to_owned()),
        ("ticker = \"\"", "line 3, column 10: ticker: expected 1 to 64 characters, got 0".to_owned()),
        ("ticker = \"a\\u0007\"", "line 3, column 10: ticker: control characters are not allowed".to_owned()),
        (
            "session = \"0930-1660\"",
            "line 3, column 11: session \"0930-1660\": expected hours from 0000 to 2400 such as 0930-1600, with commas between parts, or \
             24x7 alone, got \"0930-1660\""
                .to_owned(),
        ),
        (
            "description = \"é\"\n  session_holidays = \"20240230\"",
            "line 4, column 22: session_holidays: expected holidays as days YYYYMMDD from 19700101 to 99991228, with commas between, such \
             as 20240101,20240704, got \"20240230\""
                .to_owned(),
        ),
        (
            "timezone = \"America/Gotham\"",
            "line 3, column 12: timezone: expected a time zone of the IANA database such as America/New_York, Asia/Tokyo or Etc/UTC, got \
             \"America/Gotham\""
                .to_owned(),
        ),
        ("format = \"percent\"", "line 3, column 10: unknown variant `percent`, expected `price` or `volume`".to_owned()),
        ("pricescale = 0", format!("line 3, column 14: pricescale: {numbers} 0")),
        ("pricescale = 9007199254740992", format!("line 3, column 14: pricescale: {numbers} 9007199254740992")),
        ("pricescale = 0.5", "line 3, column 14: invalid type: floating point `0.5`, expected i64".to_owned()),
        ("minmov = -1", format!("line 3, column 10: minmov: {numbers} -1")),
        ("volume_precision = 17", "line 3, column 20: volume_precision: expected an integer from 0 to 16, got 17".to_owned()),
        ("has_daily = \"no\"", "line 3, column 13: invalid type: string \"no\", expected a boolean".to_owned()),
        ("supported_resolutions = [\"1\", \"1h\"]", format!("line 3, column 31: supported_resolutions: {resolutions}, got \"1h\"")),
        ("supported_resolutions = [\n  \"1\",\n  \"2\",\n]", format!("line 5, column 3: supported_resolutions: {resolutions}, got \"2\"")),
        (
            "supported_resolutions = []",
            "line 3, column 25: supported_resolutions: expected one resolution at least; leave the key out to serve every one".to_owned(),
        ),
        (
            "has_intraday = false\nsupported_resolutions = [\"D\", \"60\"]",
            "line 4, column 31: supported_resolutions: 60 contradicts has_intraday = false; remove one of them".to_owned(),
        ),
        (
            "has_daily = false\nsupported_resolutions = [\"D\"]",
            "line 4, column 26: supported_resolutions: 1D contradicts has_daily = false; remove one of them".to_owned(),
        ),
        (
            "data_status = \"live\"",
            "line 3, column 15: unknown variant `live`, expected one of `streaming`, `endofday`, `delayed_streaming`".to_owned(),
        ),
        ("visible_plots_set = \"hlc\"", "line 3, column 21: unknown variant `hlc`, expected one of `ohlcv`, `ohlc`, `c`".to_owned()),
        (
            "currency_code = \"usd\"",
            "line 3, column 17: currency_code: expected three capital letters (ISO 4217) such as USD, got \"usd\"".to_owned(),
        ),
        (
            "\n[[instrument]]\nname = \"a\"",
            "line 5, column 8: name: \"a\" is the name of another instrument, on line 2 (case is ignored)".to_owned(),
        ),
        (
            "ticker = \"b\"\n[[instrument]]\nname = \"B\"",
            "line 3, column 10: ticker: \"b\" is the name of another instrument, on line 5 (case is ignored)".to_owned(),
        ),
        (
            "ticker = \"X\"\n[[instrument]]\nname = \"B\"\nticker = \"x\"",
            "line 6, column 10: ticker: \"x\" is the ticker of another instrument, on line 3 (case is ignored)".to_owned(),
        ),
        ("[[instrument]]\nticker = \"B\"", "line 3, column 1: missing field `name`".to_owned()),
        ("[[instruments]]\nname = \"B\"", "line 3, column 3: unknown field `instruments`, expected `instrument`".to_owned()),
        ("session = ", "line 3, column 11: string values must be quoted, expected literal string".to_owned()),
    ] {
        let whole = format!("[[instrument]]\nname = \"A\"\n{text}\n");
        let error = Listings::parse("my.toml", &whole).unwrap_err().to_string();
        assert_eq!(error, format!("my.toml, {expected}"), "{text}");
    }
}

#[test]
fn a_ticker_may_be_the_name_of_its_own_instrument() {
    let text = "[[instrument]]\nname = \"A\"\nticker = \"a\"";
    assert_eq!(listing(&Listings::parse("a.toml", text).unwrap(), "A").ticker.as_str(), "a");
}

fn fails(path: &str) -> String {
    let command = ["--listen", "127.0.0.1:0", "--instruments", path];
    let output = Command::new(env!("CARGO_BIN_EXE_barwire-server")).args(command).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty(), "no address is told");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_command_ends_with_the_reason() {
    let document = document();
    let [expected] = blocks(&document, "text")[..] else { panic!("one message") };
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("instruments.toml");
    fs::write(&path, "[[instrument]]\nname = \"A\"\n\n# Hours.\nsession = \"0930-1660\"\n").unwrap();
    let error = fails(path.to_str().unwrap());
    assert!(error.contains(expected.trim_end()), "{error}");
    let missing = directory.path().join("none.toml");
    let error = fails(missing.to_str().unwrap());
    assert!(error.contains(&format!("cannot read {}: No such file", missing.display())), "{error}");
    fs::write(&path, b"\xff").unwrap();
    assert!(fails(path.to_str().unwrap()).contains("UTF-8"));
}
