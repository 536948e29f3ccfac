//! The bars protocol over real sockets: the promises of its documentation, one test each.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

mod support;

use std::time::Duration;

use barwire_server::engine::Limits;
use serde_json::{Value, json};
use support::driven::{Driver, bars};
use support::{Client, Server};
use tokio::time::{Instant, sleep};

const PATH: &str = "/api/v1/ws";

/// Every change is sent.
fn no_interval() -> Limits {
    Limits { update_interval: Duration::ZERO, ..Limits::default() }
}

async fn serve(limits: Limits) -> (Server, Driver) {
    let mut driver = None;
    let server = Server::start(limits, |engine| {
        let (moved, app) = bars(engine);
        driver = Some(moved);
        app
    })
    .await;
    (server, driver.unwrap())
}

fn subscribe(symbol: &str, resolution: &str) -> Value {
    json!({ "type": "bars.subscribe", "payload": { "symbol": symbol, "resolution": resolution } })
}

fn unsubscribe(symbol: &str, resolution: &str) -> Value {
    json!({ "type": "bars.unsubscribe", "payload": { "symbol": symbol, "resolution": resolution } })
}

/// Subscribes, and takes the ack and the first update.
async fn follow(client: &mut Client, symbol: &str, resolution: &str) -> (Value, Value) {
    let ack = client.ask(subscribe(symbol, resolution)).await;
    assert_eq!(ack["type"], "bars.ack");
    assert_eq!(ack["payload"]["status"], "ok", "{ack}");
    let update = client.next().await;
    assert_eq!(update["type"], "bars.update");
    (ack["payload"].clone(), update["payload"].clone())
}

#[tokio::test]
async fn the_ack_comes_first_and_the_bar_as_it_stands_at_once() {
    let (server, driver) = serve(Limits::default()).await;
    let mut client = server.client(PATH).await;
    let (ack, update) = follow(&mut client, "aapl", "D").await;
    assert_eq!(
        ack,
        json!({
            "status": "ok", "symbol": "AAPL", "resolution": "1D", "message": "streaming AAPL at 1D",
            "epoch": "epoch-1", "seq": 1, "closed_seq": 0,
        })
    );
    for member in ["symbol", "resolution", "epoch", "seq", "closed_seq"] {
        assert_eq!(ack[member], update[member], "{member}");
    }
    driver.change(0, 2, 1, true);
    let update = client.next().await;
    assert_eq!(update["payload"]["seq"], 2);
    assert_eq!(update["payload"]["closed"], true);
    assert!(update.get("id").is_none());
}

#[tokio::test]
async fn an_unsubscribe_ends_exactly_one_of_three_streams() {
    let (server, driver) = serve(no_interval()).await;
    let mut client = server.client(PATH).await;
    for symbol in ["AAPL", "MSFT", "GOOG"] {
        follow(&mut client, symbol, "1D").await;
    }
    assert_eq!(server.engine.counters().subscriptions, 3);
    let ack = client.ask(unsubscribe("msft", "D")).await;
    assert_eq!(
        ack["payload"],
        json!({ "status": "ok", "symbol": "MSFT", "resolution": "1D", "message": "no more updates of MSFT at 1D" })
    );
    for index in [1, 0, 2, 1] {
        driver.change(index, 2, 1, true);
    }
    assert_eq!(client.next().await["payload"]["symbol"], "AAPL");
    assert_eq!(client.next().await["payload"]["symbol"], "GOOG");
    client.silent(Duration::from_millis(100)).await;
    assert_eq!(server.engine.counters().subscriptions, 2);
}

#[tokio::test]
async fn nothing_follows_an_unsubscribe_not_even_what_was_pending() {
    let (server, driver) =
        serve(Limits { update_interval: Duration::from_millis(100), ..Limits::default() }).await;
    let mut client = server.client(PATH).await;
    for _ in 0..5 {
        follow(&mut client, "AAPL", "1D").await;
        // Deferred by the interval, for the snapshot was just sent.
        driver.change(0, 2, 0, false);
        assert_eq!(client.ask(unsubscribe("AAPL", "1D")).await["type"], "bars.unsubscribe.ack");
        client.silent(Duration::from_millis(150)).await;
    }
}

#[tokio::test]
async fn refusals_are_acks_with_the_request_as_it_was() {
    let (server, _driver) = serve(no_interval()).await;
    let mut client = server.client(PATH).await;
    for (symbol, resolution, code, message) in [
        ("invalid", "D", "unknown_symbol", "no instrument is named invalid"),
        ("eurusd", "D", "unsupported_resolution", "EURUSD is not served at D; it is served at 60"),
        ("AAPL", "1h", "unsupported_resolution", "AAPL is not served at 1h; it is served at 1D"),
    ] {
        for request in ["bars.subscribe", "bars.unsubscribe"] {
            let answer = client
                .ask(json!({ "type": request, "id": "7", "payload": { "symbol": symbol, "resolution": resolution } }))
                .await;
            let expected = json!({
                "status": "error", "symbol": symbol, "resolution": resolution, "code": code, "message": message,
            });
            assert_eq!(answer["payload"], expected);
            assert_eq!(answer["id"], "7");
        }
    }
    let answer = client.ask(unsubscribe("aapl", "D")).await;
    assert_eq!(answer["payload"]["code"], "not_subscribed");
    assert_eq!(answer["payload"]["symbol"], "aapl");
    assert_eq!(server.engine.counters().subscriptions, 0);
}

#[tokio::test]
async fn a_resolution_left_out_is_a_day_and_a_gap_is_not_recovered() {
    let (server, _driver) = serve(no_interval()).await;
    let mut client = server.client(PATH).await;
    let since = json!({ "epoch": "epoch-1", "closed_seq": 0 });
    let ack = client
        .ask(json!({ "type": "bars.subscribe", "payload": { "symbol": "AAPL", "since": since } }))
        .await;
    assert_eq!(ack["payload"]["resolution"], "1D");
    assert_eq!(ack["payload"]["recovered"], false);
}

#[tokio::test]
async fn the_subscription_limit_is_answered_and_changes_nothing() {
    let (server, _driver) = serve(Limits { max_subscriptions: 2, ..no_interval() }).await;
    let mut client = server.client(PATH).await;
    follow(&mut client, "AAPL", "1D").await;
    follow(&mut client, "MSFT", "1D").await;
    let answer = client.ask(subscribe("GOOG", "1D")).await;
    assert_eq!(answer["payload"]["code"], "subscription_limit");
    // Asking again for an open one is no third.
    follow(&mut client, "AAPL", "1D").await;
    assert_eq!(client.ask(unsubscribe("MSFT", "1D")).await["payload"]["status"], "ok");
    follow(&mut client, "GOOG", "1D").await;
}

#[tokio::test]
async fn subscribing_again_sends_the_bar_again_and_opens_no_second_stream() {
    let (server, driver) = serve(no_interval()).await;
    let mut client = server.client(PATH).await;
    follow(&mut client, "AAPL", "1D").await;
    let (_, update) = follow(&mut client, "AAPL", "D").await;
    assert_eq!(update["seq"], 1);
    assert_eq!(server.engine.counters().subscriptions, 1);
    driver.change(0, 2, 1, true);
    assert_eq!(client.next().await["payload"]["seq"], 2);
    client.silent(Duration::from_millis(100)).await;
}

#[tokio::test]
async fn the_interval_holds_for_each_subscription_and_what_it_defers_still_comes() {
    const INTERVAL: Duration = Duration::from_millis(300);
    let (server, driver) = serve(Limits { update_interval: INTERVAL, ..Limits::default() }).await;
    let mut client = server.client(PATH).await;
    follow(&mut client, "AAPL", "1D").await;
    let begin = Instant::now();
    driver.change(0, 2, 0, false);
    driver.change(0, 3, 0, false);
    // Another subscription has an interval of its own, and a closing update waits for none.
    follow(&mut client, "MSFT", "1D").await;
    driver.change(1, 2, 1, true);
    assert_eq!(client.next().await["payload"]["symbol"], "MSFT");
    assert!(begin.elapsed() < INTERVAL / 2, "{:?}", begin.elapsed());
    // No further change comes, and the newest state still does.
    let update = client.next().await;
    assert_eq!((&update["payload"]["symbol"], &update["payload"]["seq"]), (&json!("AAPL"), &json!(3)));
    let waited = begin.elapsed();
    assert!(waited > INTERVAL - Duration::from_millis(20) && waited < INTERVAL * 2, "{waited:?}");
}

#[tokio::test]
async fn a_closing_update_replaces_the_forming_one_that_waits() {
    let (server, driver) =
        serve(Limits { update_interval: Duration::from_millis(200), ..Limits::default() }).await;
    let mut client = server.client(PATH).await;
    follow(&mut client, "AAPL", "1D").await;
    driver.change(0, 2, 0, false);
    driver.change(0, 3, 1, true);
    assert_eq!(client.next().await["payload"]["seq"], 3);
    client.silent(Duration::from_millis(300)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_closed_bar_is_lost_between_the_ack_and_the_stream() {
    let (server, driver) = serve(no_interval()).await;
    let moving = tokio::spawn(async move {
        let (mut seq, mut closed) = (1, 0);
        loop {
            // One forming update, then three closing ones, as fast as the others allow.
            seq += 1;
            driver.change(0, seq, closed, false);
            for _ in 0..3 {
                seq += 1;
                closed += 1;
                driver.change(0, seq, closed, true);
            }
            tokio::time::sleep(Duration::from_micros(300)).await;
        }
    });
    let mut client = server.client(PATH).await;
    let mut seen = 0;
    for _ in 0..1500 {
        client.send(subscribe("AAPL", "1D")).await;
        let ack = client.next().await;
        assert_eq!(ack["payload"]["status"], "ok", "{ack}");
        let (mut seq, mut closed) = numbers(&ack["payload"]);
        for step in 0..6 {
            let update = client.next().await;
            assert_eq!(update["type"], "bars.update");
            let (next_seq, next_closed) = numbers(&update["payload"]);
            if step == 0 {
                assert_eq!((next_seq, next_closed), (seq, closed), "the first update is what the ack says");
            } else {
                assert!(next_seq > seq, "{next_seq} after {seq}");
                let due = if update["payload"]["closed"] == true { closed + 1 } else { closed };
                assert_eq!(next_closed, due, "a hole, or a repetition");
            }
            (seq, closed) = (next_seq, next_closed);
            seen += 1;
        }
        client.send(unsubscribe("AAPL", "1D")).await;
        while client.next().await["type"] != "bars.unsubscribe.ack" {}
    }
    moving.abort();
    assert_eq!(seen, 9000);
}

#[tokio::test]
async fn a_client_that_reads_may_come_and_go_as_often_as_it_likes() {
    let (server, _driver) = serve(no_interval()).await;
    let mut client = server.client(PATH).await;
    let requests = vec![[subscribe("AAPL", "1D"), unsubscribe("AAPL", "1D")]; 1000].concat();
    let answers = client.pipeline(&requests, |message| message["type"] != "bars.update").await;
    for pair in answers.chunks(2) {
        assert_eq!(
            (&pair[0]["type"], &pair[1]["type"]),
            (&json!("bars.ack"), &json!("bars.unsubscribe.ack"))
        );
        assert!(pair.iter().all(|answer| answer["payload"]["status"] == "ok"), "{pair:?}");
    }
}

fn numbers(payload: &Value) -> (u64, u64) {
    (payload["seq"].as_u64().unwrap(), payload["closed_seq"].as_u64().unwrap())
}

#[tokio::test]
async fn a_feed_that_fails_is_told_to_those_who_follow_and_those_who_come() {
    let (server, driver) = serve(no_interval()).await;
    let mut client = server.client(PATH).await;
    follow(&mut client, "AAPL", "1D").await;
    driver.panic();
    let error = client.next().await;
    assert_eq!(error["type"], "bars.error");
    assert_eq!(error["payload"]["code"], "feed_unavailable");
    assert_eq!(error["payload"]["retry"], false);
    assert_eq!(server.engine.counters().subscriptions, 0);
    let answer = client.ask(subscribe("AAPL", "1D")).await;
    assert_eq!(answer["payload"]["code"], "feed_unavailable");
    // Nothing but a restart brings it back.
    assert_eq!(answer["payload"]["retry_after_ms"], Value::Null);
    assert_eq!(client.ask(unsubscribe("AAPL", "1D")).await["payload"]["code"], "not_subscribed");
    sleep(Duration::from_millis(10)).await;
    assert_eq!(server.engine.counters().subscriptions, 0);
}
