//! What lines make happen, and which are left out.

use std::fs;
use std::io::{Cursor, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use barwire_schema::bars::{Bar, Resolution, Symbol};
use futures_util::FutureExt;
use proptest::prelude::*;
use tokio::time::{advance, timeout};

use super::line::Line;
use super::reader::{MAX_LINE, MAX_SYMBOLS, Reader};
use super::*;
use crate::market::{Base, Past, Trade};

const NOW: EpochMillis = EpochMillis::saturating(1_700_000_000_000);

fn millis(time: u64) -> EpochMillis {
    EpochMillis::saturating(time)
}

fn supply(symbol: &str, base: Base) -> Event {
    Event::Opened(Supply { symbol: Symbol::try_from(symbol).unwrap(), base, past: Past::default() })
}

fn trade(number: usize, time: u64, price: f64, size: Option<f64>) -> Event {
    Event::Source(number, SourceEvent::Trade(Trade { time: millis(time), price, size }))
}

fn failed(number: usize, reason: &str, retry: bool) -> Event {
    Event::Source(number, SourceEvent::Failed { reason: reason.to_owned(), retry })
}

/// The events of lines, and how many of them are refused.
fn events(lines: &str) -> (Vec<Event>, u64) {
    let (mut reader, mut events) = (Reader::default(), Vec::new());
    for line in lines.lines() {
        reader.take(line.as_bytes(), NOW, &mut events);
    }
    (events, reader.refused())
}

/// Why the last of these lines is refused.
fn refusal(lines: &str) -> String {
    let (mut reader, mut events) = (Reader::default(), Vec::new());
    let (before, last) = lines.rsplit_once('\n').unwrap_or(("", lines));
    for line in before.lines() {
        reader.apply(line.as_bytes(), NOW, &mut events).unwrap();
    }
    let count = events.len();
    let error = reader.apply(last.as_bytes(), NOW, &mut events).unwrap_err();
    assert_eq!(events.len(), count);
    error.to_string()
}

/// A feed of this text, as if it were standard input.
fn feed(text: impl Into<Vec<u8>>) -> Lines {
    let text = text.into();
    Lines::start(move || Ok(Cursor::new(text))).unwrap()
}

#[test]
fn trades_and_bars_open_their_instruments() {
    let lines = r#"
        {"symbol":"AAPL","time":1700000000001,"price":190.1,"size":10}
        {"symbol":"EURUSD","resolution":"1","time":1700000040000,"open":1.1,"high":1.3,"low":1,"close":1.2,"volume":7.5,"closed":true}

        {"price":-0.5,"symbol":"aapl","size":null,"venue":{"name":["X"]}}
        {"symbol":"eurusd","resolution":"1","time":1700000100000,"open":1.2,"high":1.2,"low":1.2,"close":1.2}
        {"symbol":"Wee\u006bs","resolution":"W","time":0,"open":1,"high":1,"low":1,"close":1}"#;
    let bar = |time, [open, high, low, close]: [f64; 4], volume| Bar {
        time: millis(time),
        open,
        high,
        low,
        close,
        volume,
    };
    let expected = [
        supply("AAPL", Base::Trades),
        trade(0, 1_700_000_000_001, 190.1, Some(10.0)),
        supply("EURUSD", Base::Bars(Resolution::Minutes1)),
        Event::Source(1, SourceEvent::Bar(bar(1_700_000_040_000, [1.1, 1.3, 1.0, 1.2], Some(7.5)), true)),
        trade(0, NOW.get(), -0.5, None),
        Event::Source(1, SourceEvent::Bar(bar(1_700_000_100_000, [1.2; 4], None), false)),
        supply("Weeks", Base::Bars(Resolution::Week)),
        Event::Source(2, SourceEvent::Bar(bar(0, [1.0; 4], None), false)),
    ];
    assert_eq!(events(lines), (expected.to_vec(), 0));
}

#[test]
fn failures_and_clocks_are_of_instruments_that_are_known() {
    let lines = &r#"{"time":1}
        {"symbol":"A","price":1}
        {"symbol":"B","price":2}
        {"symbol":"b","error":"exchange \"X\" is down"}
        {"symbol":"A","error":"delisted","retry":false}
        {"symbol":"A","error":"long"}
        {"symbol":"B","time":3}
        {"time":4}"#
        .replace("long", &"\u{e9}".repeat(20_000));
    let clock = |number, time| Event::Source(number, SourceEvent::Clock(millis(time)));
    let expected = [
        supply("A", Base::Trades),
        trade(0, NOW.get(), 1.0, None),
        supply("B", Base::Trades),
        trade(1, NOW.get(), 2.0, None),
        failed(1, "says: exchange \"X\" is down", true),
        failed(0, "says: delisted", false),
        failed(0, &format!("says: {}", "\u{e9}".repeat(200)), true),
        clock(1, 3),
        clock(0, 4),
        clock(1, 4),
    ];
    assert_eq!(events(lines), (expected.to_vec(), 0));
}

#[test]
fn a_refused_line_says_what_is_wrong() {
    let object = r#"; expected a JSON object such as {"symbol":"AAPL","price":190.1}"#;
    let bar = r#"{"symbol":"A","resolution":"1","time":0,"open":2,"high":3,"low":1,"close":2}"#;
    let cases = [
        ("hello".to_owned(), format!("column 1: expected `{{`{object}")),
        (r#" ["A",1,2]"#.to_owned(), format!("column 2: expected `{{`{object}")),
        (r#"{"symbol":"A","price":1"#.to_owned(), format!("column 23: EOF while parsing an object{object}")),
        (r#"{"symbol":"A","price":1} x"#.to_owned(), format!("column 26: trailing characters{object}")),
        (
            r#"{"symbol":"A","price":"1"}"#.to_owned(),
            format!(r#"column 25: invalid type: string "1", expected f64{object}"#),
        ),
        (r#"{"symbol":"A","price":NaN}"#.to_owned(), format!("column 23: expected value{object}")),
        (r#"{"symbol":"A","price":1e999}"#.to_owned(), format!("column 27: number out of range{object}")),
        (
            r#"{"symbol":"A","price":1,"price":1}"#.to_owned(),
            format!("column 31: duplicate field `price`{object}"),
        ),
        (
            r#"{"symbol":"A","price":1,"time":9007199254740992}"#.to_owned(),
            format!(
                "column 48: expected an integer from 0 to 9007199254740991, got 9007199254740992{object}"
            ),
        ),
        (
            "{}".to_owned(),
            "`price` is missing; expected it in a line without `resolution`, `error` or `time`".to_owned(),
        ),
        (r#"{"price":1}"#.to_owned(), "`symbol` is missing; expected it in a line of a trade".to_owned()),
        (
            format!(r#"{{"symbol":"A","price":"{}"}}"#, "9".repeat(60_000)),
            format!("column 60024: invalid type: string \"{}{object}", "9".repeat(178)),
        ),
        (
            bar.replace(r#":"1","time":0"#, r#":"1W","time":1"#),
            "time: expected 00:00:00 UTC of a day, as for all bars of 1D, 1W and 1M, got 1".to_owned(),
        ),
        (
            r#"{"symbol":"A","size":1}"#.to_owned(),
            "`price` is missing; expected it in a line of a trade".to_owned(),
        ),
        (r#"{"error":"x"}"#.to_owned(), "`symbol` is missing; expected it in a line with `error`".to_owned()),
        (bar.replace(r#""time":0,"#, ""), "`time` is missing; expected it in a line of a bar".to_owned()),
        (
            bar.replace(r#""resolution":"1","#, ""),
            "`resolution` is missing; expected it in a line of a bar".to_owned(),
        ),
        (
            bar.replace(r#":"1""#, r#":"2""#),
            r#"resolution: expected one of the bars protocol, such as 1, 60 or 1D, got "2""#.to_owned(),
        ),
        (
            bar.replace(r#""high":3"#, r#""high":0"#),
            "expected low <= open <= high and low <= close <= high, got open 2, high 0, low 1, close 2"
                .to_owned(),
        ),
        (
            bar.replace(r#"{"sym"#, r#"{"volume":-1,"sym"#),
            "volume: expected a number from 0 up, got -1".to_owned(),
        ),
        (
            r#"{"symbol":"A","price":1,"size":-0.5}"#.to_owned(),
            "size: expected a number from 0 up, got -0.5".to_owned(),
        ),
        (r#"{"symbol":"","price":1}"#.to_owned(), "symbol: expected 1 to 64 characters, got 0".to_owned()),
        (
            format!(r#"{{"symbol":"{}","price":1}}"#, "x".repeat(65)),
            "symbol: expected 1 to 64 characters, got 65".to_owned(),
        ),
        (
            r#"{"symbol":"A","time":1}"#.to_owned(),
            r#"no trade or bar of "A" came before; expected one first"#.to_owned(),
        ),
        (
            format!("{bar}\n{}", r#"{"symbol":"A","price":1}"#),
            "expected a bar of 1 of A, as its first line was, got a trade".to_owned(),
        ),
        (
            format!("{}\n{}", bar, bar.replace(r#":"1""#, r#":"60""#)),
            "expected a bar of 1 of A, as its first line was, got a bar of 60".to_owned(),
        ),
        (
            format!("{}\n{bar}", r#"{"symbol":"a","price":1}"#),
            "expected a trade of a, as its first line was, got a bar of 1".to_owned(),
        ),
    ];
    for (lines, message) in cases {
        assert_eq!(refusal(&lines), message);
    }
    let full: Vec<String> =
        (0..=MAX_SYMBOLS).map(|number| format!(r#"{{"symbol":"{number}","price":1}}"#)).collect();
    assert_eq!(
        refusal(&full.join("\n")),
        r#""10000" would be one instrument more than the 10000 that there may be"#
    );
}

#[test]
fn what_is_far_ahead_of_the_clock_is_refused() {
    const DAY: u64 = 86_400_000;
    let known = r#"{"symbol":"A","price":1}"#;
    let bar = |resolution: &str, time| {
        format!(
            r#"{{"symbol":"B","resolution":"{resolution}","time":{time},"open":1,"high":1,"low":1,"close":1}}"#
        )
    };
    let midnight = NOW.get() / DAY * DAY;
    // The latest that may be, and the earliest that may not.
    let cases = [
        (format!(r#"{{"symbol":"A","price":1,"time":{}}}"#, NOW.get() + DAY), NOW.get() + DAY + 1),
        (format!(r#"{{"time":{}}}"#, NOW.get() + DAY), (1 << 53) - 1),
        (bar("1", NOW.get() + DAY), NOW.get() + DAY + 1),
        // The evening before a long weekend can belong to the day after it.
        (bar("1D", midnight + 7 * DAY), midnight + 8 * DAY),
        (bar("1M", midnight + 7 * DAY), midnight + 8 * DAY),
    ];
    for (line, far) in cases {
        assert_eq!(events(&format!("{known}\n{line}")).1, 0, "{line}");
        let (start, time) = line.rsplit_once("\"time\":").unwrap();
        let rest = time.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let ahead = if line.contains("1D") || line.contains("1M") { 7 * DAY } else { DAY };
        let expected = format!(
            "time: expected at most {}, as the system clock says {NOW}, got {far}",
            NOW.get() + ahead
        );
        assert_eq!(refusal(&format!("{known}\n{start}\"time\":{far}{rest}")), expected);
    }
}

#[tokio::test]
async fn the_input_is_read_to_its_end_and_all_instruments_fail_there() {
    let mut lines = feed(
        "{\"symbol\":\"A\",\"price\":1,\"time\":1}\r\n\nno line\n{\"symbol\":\"B\",\"price\":2,\"time\":2}",
    );
    assert_eq!(lines.supplies(), []);
    let ended = "has ended: no more lines come";
    let expected = [
        supply("A", Base::Trades),
        trade(0, 1, 1.0, None),
        supply("B", Base::Trades),
        trade(1, 2, 2.0, None),
        failed(0, ended, false),
        failed(1, ended, false),
    ];
    for event in expected {
        assert_eq!(lines.next().await, event);
    }
    assert!(timeout(Duration::from_millis(50), lines.next()).await.is_err());
}

#[tokio::test]
async fn a_line_that_is_too_long_is_left_out_and_those_around_it_are_not() {
    let line = |price: u32, length: usize| {
        let line = format!(r#"{{"symbol":"A","time":0,"price":{price}}}"#);
        format!("{line}{}\n", " ".repeat(length.saturating_sub(line.len())))
    };
    let lengths = [0, MAX_LINE + 1, MAX_LINE, 2 * MAX_LINE, 5, 7 * MAX_LINE + 3, MAX_LINE - 1, MAX_LINE + 1];
    let text: String = lengths.iter().zip(0..).map(|(length, price)| line(price, *length)).collect();
    let mut lines = feed(text);
    assert_eq!(lines.next().await, supply("A", Base::Trades));
    for price in [0.0, 2.0, 4.0, 6.0] {
        assert_eq!(lines.next().await, trade(0, 0, price, None));
    }
    assert!(matches!(lines.next().await, Event::Source(0, SourceEvent::Failed { retry: false, .. })));
}

#[tokio::test]
async fn what_has_come_is_told_before_more_comes_and_a_dropped_call_loses_nothing() {
    let (mut writer, reader) = UnixStream::pair().unwrap();
    let mut lines = Lines::start(move || Ok(reader)).unwrap();
    assert!(timeout(Duration::from_millis(20), lines.next()).await.is_err());
    writer.write_all(b"{\"symbol\":\"A\",\"price\":1,\"time\":0}\n{\"symbol\":\"A\",\"pri").unwrap();
    assert_eq!(lines.next().await, supply("A", Base::Trades));
    assert_eq!(lines.next().await, trade(0, 0, 1.0, None));
    assert!(timeout(Duration::from_millis(20), lines.next()).await.is_err());
    writer.write_all(b"ce\":2,\"time\":0}\n").unwrap();
    assert_eq!(lines.next().await, trade(0, 0, 2.0, None));
    drop(writer);
    assert!(matches!(lines.next().await, Event::Source(0, SourceEvent::Failed { .. })));
}

#[tokio::test]
async fn a_writer_waits_while_nobody_takes_its_events() {
    let (mut writer, reader) = UnixStream::pair().unwrap();
    writer.set_nonblocking(true).unwrap();
    let mut lines = Lines::start(move || Ok(reader)).unwrap();
    let text = "{\"symbol\":\"A\",\"price\":1,\"time\":0}\n".repeat(1_000);
    let (mut written, mut waits) = (0, 0);
    while waits < 10 {
        match writer.write(text.as_bytes()) {
            Ok(bytes) => (written, waits) = (written + bytes, 0),
            Err(_) => waits += 1,
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(written < 4_000_000, "{written} bytes");
    assert_eq!(lines.next().await, supply("A", Base::Trades));
    drop(lines);
    tokio::time::sleep(Duration::from_millis(20)).await;
    let broken = std::iter::repeat_with(|| writer.write(text.as_bytes()))
        .find_map(|result| result.err().filter(|error| error.kind() != io::ErrorKind::WouldBlock));
    assert_eq!(broken.map(|error| error.kind()), Some(io::ErrorKind::BrokenPipe), "the thread has ended");
}

#[tokio::test]
async fn a_file_and_a_named_pipe_are_read() {
    let directory = tempfile::tempdir().unwrap();
    let text = "{\"symbol\":\"A\",\"price\":1,\"time\":0}\n";
    let file = directory.path().join("lines");
    fs::write(&file, text).unwrap();
    assert_eq!(Lines::open(&file).unwrap().next().await, supply("A", Base::Trades));

    let pipe = directory.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut lines = Lines::open(&pipe).unwrap();
    assert!(timeout(Duration::from_millis(20), lines.next()).await.is_err(), "its writer is not there yet");
    fs::write(&pipe, text).unwrap();
    assert_eq!(lines.next().await, supply("A", Base::Trades));

    let error = |path: &Path| Lines::open(path).unwrap_err().to_string();
    assert!(error(directory.path()).ends_with("is a directory"), "{}", error(directory.path()));
    assert!(error(&directory.path().join("none")).ends_with("none: No such file or directory (os error 2)"));
}

/// A feed that gets these events from what was read just now.
async fn live(sender: &mpsc::Sender<Batch>, events: Vec<Event>) {
    sender.send(Batch { read: NOW, events }).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_clock_of_trades_that_come_live_goes_on_a_second_late() {
    let (sender, batches) = mpsc::channel(1);
    let mut lines = Lines {
        batches,
        read: EpochMillis::default(),
        events: Vec::new().into_iter(),
        live: Live::default(),
    };
    let now = NOW.get();
    // Two are live, one behind and one ahead of the clock; one is not; one has failed.
    let times = [now - 5_000, now + 5_000, now - 5_001, now];
    let mut events: Vec<Event> =
        times.iter().zip(0..).map(|(time, number)| trade(number, *time, 1.0, None)).collect();
    events.push(failed(3, "x", true));
    live(&sender, events.clone()).await;
    for event in events {
        assert_eq!(lines.next().await, event);
    }
    for second in 1..=120 {
        for (number, time) in times[..2].iter().enumerate() {
            let clock = time + second * 1_000 - 1_000;
            assert_eq!(lines.next().await, Event::Source(number, SourceEvent::Clock(millis(clock))));
        }
        assert!(lines.next().now_or_never().is_none());
    }
    // An old trade says that it is not live any more.
    let old = trade(0, 5, 1.0, None);
    live(&sender, vec![old.clone()]).await;
    assert_eq!(lines.next().await, old);
    advance(Duration::from_secs(1)).await;
    assert!(matches!(lines.next().await, Event::Source(1, SourceEvent::Clock(_))));
    assert!(lines.next().now_or_never().is_none());
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = line::read(&bytes, NOW);
    }

    #[test]
    fn any_object_is_read_or_refused(text in r#"\{("(symbol|time|price|open|error|closed)":("[a-z]{0,3}"|-?[0-9]{1,20}|true|null),?){0,5}\}"#) {
        let _ = line::read(text.as_bytes(), NOW);
    }

    #[test]
    fn a_trade_is_what_its_line_says(time in 0..=(1_u64 << 53) - 1, price in -1e9..1e9_f64, size in prop::option::of(0.0..1e9_f64)) {
        let text = serde_json::json!({ "symbol": "X\"\u{e9}", "time": time, "price": price, "size": size }).to_string();
        let Ok(Line::Trade(symbol, trade)) = line::read(text.as_bytes(), NOW) else { panic!("a trade") };
        prop_assert_eq!(symbol.as_ref(), "X\"\u{e9}");
        prop_assert_eq!(trade.time, millis(time));
        prop_assert!((trade.price - price).abs() <= price.abs() * 1e-15);
        prop_assert_eq!(trade.size.is_some(), size.is_some());
    }

    #[test]
    fn it_does_not_matter_how_the_bytes_come(cuts in prop::collection::vec(1..60_usize, 1..40)) {
        let text: String = (0..30).map(|n| format!("{{\"symbol\":\"S{}\",\"price\":{n},\"time\":{n}}}\n", n % 3)).collect();
        struct Pieces(Vec<u8>, Vec<usize>, usize);
        impl Read for Pieces {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let cut = self.1[self.2 % self.1.len()].min(self.0.len());
                self.2 += 1;
                let rest = self.0.split_off(cut);
                buffer[..cut].copy_from_slice(&std::mem::replace(&mut self.0, rest));
                Ok(cut)
            }
        }
        let (sender, mut batches) = mpsc::channel(1_000);
        input::read(&mut Pieces(text.clone().into_bytes(), cuts, 0), &sender);
        drop(sender);
        let mut seen = Vec::new();
        while let Some(batch) = batches.blocking_recv() {
            seen.extend(batch.events);
        }
        let (expected, _) = events(&text);
        prop_assert_eq!(&seen[..expected.len()], &expected[..]);
        prop_assert_eq!(seen.len(), expected.len() + 3);
    }
}

/// How many lines are read in a second: `cargo test --release -p barwire-server --lib lines_a_second -- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn lines_a_second() {
    let trade = |n: u64| {
        format!(
            "{{\"symbol\":\"S{:03}\",\"time\":{},\"price\":{}.25,\"size\":{}}}\n",
            n % 100,
            NOW.get() + n,
            100 + n % 50,
            n % 1_000
        )
    };
    let bar = |n: u64| {
        let (symbol, time) = (n % 100, (NOW.get() / 60_000 + n / 100) * 60_000);
        format!(
            "{{\"symbol\":\"S{symbol:03}\",\"resolution\":\"1\",\"time\":{time},\"open\":1.1,\"high\":1.3,\"low\":1.05,\"close\":1.2,\"volume\":{n},\"closed\":true}}\n"
        )
    };
    let kinds: [(&str, &dyn Fn(u64) -> String); 2] = [("trades", &trade), ("bars", &bar)];
    for (kind, line) in kinds {
        let text: String = (0..2_000_000).map(line).collect();
        let start = std::time::Instant::now();
        let mut lines = feed(text);
        let mut count = 0_u32;
        while !matches!(lines.next().await, Event::Source(_, SourceEvent::Failed { .. })) {
            count += 1;
        }
        assert_eq!(count, 2_000_100, "each line and each instrument");
        println!("{kind}: {:.0} lines a second", f64::from(count) / start.elapsed().as_secs_f64());
    }
}
