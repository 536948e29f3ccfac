//! The command as a process: its ready line, its exit codes, its signals.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::process::{Child, Command, Output, Stdio};

use serde_json::json;
use support::Client;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_barwire-server"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("BARWIRE_") || name == "RUST_LOG") {
        command.env_remove(name);
    }
    command
}

/// A running server, killed when the test ends.
struct Running {
    child: Child,
    address: SocketAddr,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.trim().strip_prefix("barwire-server listening on http://").expect(&line).parse().unwrap();
        Self { child, address }
    }

    fn signal(&self, name: &str) {
        let done = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(done.success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}

fn fails(arguments: &[&str]) -> String {
    let Output { status, stderr, stdout } = command(arguments).output().unwrap();
    assert_eq!(status.code(), Some(2));
    assert!(stdout.is_empty());
    String::from_utf8(stderr).unwrap()
}

#[tokio::test]
async fn it_serves_its_sample_data_and_stops_in_good_order() {
    for signal in ["TERM", "INT"] {
        let mut running =
            Running::start(command(&["--listen", "127.0.0.1:0", "--drain", "1s", "--log-format", "json"]));
        let mut client = Client::connect(running.address, "/api/v1/ws").await;
        for (symbol, resolution) in [("AAPL", "1D"), ("EURUSD", "60"), ("BTCUSD", "1M")] {
            let ack = client
                .ask(json!({ "type": "bars.subscribe", "payload": { "symbol": symbol, "resolution": resolution } }))
                .await;
            assert_eq!(ack["payload"]["status"], "ok", "{ack}");
            assert_eq!(client.next().await["payload"]["symbol"], symbol);
        }
        running.signal(signal);
        assert_eq!(client.close_code().await, 1012);
        drop(client);
        assert_eq!(running.child.wait().unwrap().code(), Some(0));
        let mut log = String::new();
        running.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        assert!(log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{log}");
    }
}

#[tokio::test]
async fn the_environment_counts_and_flags_count_more() {
    let mut command = command(&["--listen", "127.0.0.1:0"]);
    command.env("BARWIRE_LISTEN", "256.0.0.1:1").env("BARWIRE_FEED", "sim").env("BARWIRE_SIM_SYMBOLS", "5");
    let running = Running::start(command);
    let mut client = Client::connect(running.address, "/api/v1/ws").await;
    let ack = client
        .ask(json!({ "type": "bars.subscribe", "payload": { "symbol": "SYM005", "resolution": "1" } }))
        .await;
    assert_ne!(ack["payload"]["code"], "unknown_symbol", "{ack}");
}

#[test]
fn what_cannot_work_says_why() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let error = fails(&["--listen", &address]);
    assert!(error.contains(&address) && error.contains("--listen"), "{error}");
    let error = fails(&["--listen", "127.0.0.1:0", "--feed", "replay:/nowhere"]);
    assert!(error.contains("/nowhere"), "{error}");
    let error = fails(&["--update-interval", "50ms"]);
    assert!(error.contains("at least 100ms, or 0 to send every update"), "{error}");
    for limit in ["--max-connections", "--max-subscriptions", "--queue-frames", "--queue-bytes"] {
        let error = fails(&["--listen", &address, limit, "0"]);
        assert!(error.contains(limit) && error.contains("0 is not in 1.."), "{error}");
    }
    let error = fails(&["--feed", "tape"]);
    let expected = "expected `replay`, `replay:DIR`, `stdin`, `lines:FILE`, `sim`, `load` or `load:SETTINGS`";
    assert!(error.contains(expected), "{error}");
    let error = fails(&["--listen", "127.0.0.1:0", "--feed", "lines:/nowhere"]);
    assert!(error.contains("cannot read /nowhere"), "{error}");
    for (settings, reason) in [
        ("", "expected settings such as `symbols=100,hz=40,slots=10,bar=60s`, got \"\""),
        ("rate=5", "no setting is named \"rate\"; expected symbols, hz, slots or bar"),
        ("hz=1,hz=1", "hz is set twice"),
        ("hz=0", "hz: expected a number above 0 and at most 10000"),
        ("symbols=0", "symbols: expected a whole number from 1 to 10000, got \"0\""),
        ("symbols=2,slots=3", "slots: expected at most one for each of the 2 symbols, got 3"),
        ("bar=1", "bar: expected a time of at least 1ms"),
    ] {
        let feed = format!("load:{settings}");
        let error = fails(&["--feed", &feed]);
        assert!(error.contains(&feed) && error.contains("--feed") && error.contains(reason), "{error}");
    }
}

#[tokio::test]
async fn a_load_streams_as_many_bars_as_it_is_told_to() {
    let feed = "load:symbols=3,hz=50,slots=3,bar=100ms";
    let running =
        Running::start(command(&["--listen", "127.0.0.1:0", "--update-interval", "0", "--feed", feed]));
    let mut client = Client::connect(running.address, "/api/v1/ws").await;
    let ack = client
        .ask(json!({ "type": "bars.subscribe", "payload": { "symbol": "S002", "resolution": "1" } }))
        .await;
    assert_eq!(ack["payload"]["status"], "ok", "{ack}");
    let mut closed_seq = ack["payload"]["closed_seq"].as_u64().unwrap();
    while closed_seq < 5 {
        let payload = client.next().await["payload"].take();
        let number = payload["closed_seq"].as_u64().unwrap();
        assert_eq!(number - closed_seq, u64::from(payload["closed"] == true), "{payload}");
        closed_seq = number;
    }
}

#[test]
fn a_load_needs_no_settings() {
    drop(Running::start(command(&["--listen", "127.0.0.1:0", "--feed", "load"])));
}

#[test]
fn no_interval_and_the_least_one_are_taken() {
    for interval in ["0", "0s", "100ms"] {
        let running = Running::start(command(&["--listen", "127.0.0.1:0", "--update-interval", interval]));
        drop(running);
    }
}

#[tokio::test]
async fn what_another_program_writes_is_streamed() {
    let mut command = command(&[
        "--listen",
        "127.0.0.1:0",
        "--update-interval",
        "0",
        "--log-format",
        "json",
        "--feed",
        "stdin",
    ]);
    let mut running = Running::start({
        command.stdin(Stdio::piped());
        command
    });
    let mut input = running.child.stdin.take().unwrap();
    let mut client = Client::connect(running.address, "/api/v1/ws").await;
    let subscribe = json!({ "type": "bars.subscribe", "payload": { "symbol": "acme", "resolution": "1" } });

    input.write_all(b"{\"symbol\":\"ACME\",\"time\":60000,\"price\":5,\"size\":1}\nno line\n").unwrap();
    let begin = std::time::Instant::now();
    while client.ask(subscribe.clone()).await["payload"]["status"] != "ok" {
        assert!(begin.elapsed() < support::PATIENCE, "the line opens the instrument");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let first = client.next().await["payload"].take();
    assert_eq!((&first["symbol"], &first["bar"]["time"]), (&json!("ACME"), &json!(60_000)));

    input.write_all(b"{\"symbol\":\"ACME\",\"time\":119999,\"price\":7,\"size\":2.5}\n").unwrap();
    let bar = json!({ "time": 60_000, "open": 5.0, "high": 7.0, "low": 5.0, "close": 7.0, "volume": 3.5 });
    let forming = client.next().await["payload"].take();
    assert_eq!((&forming["bar"], &forming["closed"]), (&bar, &json!(false)));
    input.write_all(b"{\"time\":120000}\n").unwrap();
    let closed = client.next().await["payload"].take();
    assert_eq!((&closed["bar"], &closed["closed"]), (&bar, &json!(true)));

    drop(input);
    let end = client.next().await;
    assert_eq!((&end["type"], &end["payload"]["retry"]), (&json!("bars.error"), &json!(false)), "{end}");
    running.signal("TERM");
    assert_eq!(running.child.wait().unwrap().code(), Some(0));
    let mut log = String::new();
    running.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert!(log.contains("a line is refused: column 1") && log.contains(r#""line":2"#), "{log}");
}

#[test]
fn the_dates_of_a_replay_may_be_moved() {
    drop(Running::start(command(&["--listen", "127.0.0.1:0", "--replay-shift"])));
}
