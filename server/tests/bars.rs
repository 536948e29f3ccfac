//! The bars protocol over real sockets: the promises of its documentation, one test each.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

mod support;

use std::time::Duration;

use barwire_schema::bars::Symbol;
use barwire_schema::protocol::EpochMillis;
use barwire_server::engine::Limits;
use barwire_server::market::{Base, Past, SourceEvent, Supply, Trade};
use serde_json::{Value, json};
use support::driven::{Driver, RECOVER, bars};
use support::{Client, PATIENCE, Server};
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
            "epoch": ack["epoch"], "seq": 1, "closed_seq": 0,
        })
    );
    for member in ["symbol", "resolution", "epoch", "seq", "closed_seq"] {
        assert_eq!(ack[member], update[member], "{member}");
    }
    driver.close(0);
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
        driver.close(index);
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
        driver.form(0);
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
        ("eurusd", "5", "unsupported_resolution", "EURUSD is not served at 5; it is served at 60, 1D"),
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
async fn a_resolution_left_out_is_a_day_and_another_epoch_is_not_recovered() {
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
    driver.close(0);
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
    driver.form(0);
    driver.form(0);
    // Another subscription has an interval of its own, and a closing update waits for none.
    follow(&mut client, "MSFT", "1D").await;
    driver.close(1);
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
    driver.form(0);
    driver.close(0);
    assert_eq!(client.next().await["payload"]["seq"], 3);
    client.silent(Duration::from_millis(300)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_closed_bar_is_lost_between_the_ack_and_the_stream() {
    let (server, driver) = serve(no_interval()).await;
    let moving = tokio::spawn(async move {
        loop {
            // One forming update, then three closing ones, as fast as the others allow.
            driver.form(0);
            for _ in 0..3 {
                driver.close(0);
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

/// Subscribes to daily AAPL with what was seen before it was left.
fn come_back(since: &Value) -> Value {
    let since = json!({ "epoch": since["epoch"], "closed_seq": since["closed_seq"] });
    json!({ "type": "bars.subscribe", "payload": { "symbol": "AAPL", "resolution": "1D", "since": since } })
}

/// Waits until the feed, which is a task of its own, has closed so many daily bars of AAPL.
async fn closed(server: &Server, bars: u64) {
    loop {
        let ack = server.client(PATH).await.ask(subscribe("AAPL", "1D")).await;
        if numbers(&ack["payload"]).1 == bars {
            return;
        }
    }
}

#[tokio::test]
async fn what_closed_while_a_client_was_away_follows_the_ack_and_then_the_bar_as_it_stands() {
    let (server, driver) = serve(no_interval()).await;
    let mut client = server.client(PATH).await;
    let (_, left) = follow(&mut client, "AAPL", "1D").await;
    drop(client);
    for _ in 0..3 {
        driver.close(0);
    }
    driver.form(0);
    let mut client = server.client(PATH).await;
    // Whether or not somebody else follows.
    let mut other = server.client(PATH).await;
    let (now, _) = follow(&mut other, "AAPL", "1D").await;
    assert_eq!(numbers(&now), (5, 3));
    for _ in 0..2 {
        let ack = client.ask(come_back(&left)).await;
        assert_eq!(ack["payload"]["recovered"], true, "{ack}");
        assert_eq!(numbers(&ack["payload"]), (5, 3));
        for number in 1..=3 {
            let update = client.next().await["payload"].clone();
            assert_eq!((numbers(&update), &update["closed"]), ((number + 1, number), &json!(true)));
            assert_eq!(update["bar"]["time"], 1_794_960_000_000_u64 + (number - 1) * 86_400_000);
            assert_eq!(update["bar"]["close"], json!(number as f64 + 1.0));
        }
        let update = client.next().await["payload"].clone();
        assert_eq!((numbers(&update), &update["closed"]), ((5, 3), &json!(false)));
    }
    let ack = client.ask(come_back(&now)).await;
    assert_eq!(ack["payload"]["recovered"], true, "nothing was missed");
    assert_eq!(numbers(&client.next().await["payload"]), (5, 3));
    driver.close(0);
    assert_eq!(numbers(&client.next().await["payload"]), (6, 4));
    let ack = client.ask(come_back(&now)).await;
    assert_eq!(ack["payload"]["recovered"], true);
    assert_eq!(
        numbers(&client.next().await["payload"]),
        (6, 4),
        "the bar as it stands is the one that was missed"
    );
    driver.form(0);
    assert_eq!(numbers(&client.next().await["payload"]), (7, 4));
}

#[tokio::test]
async fn where_all_that_was_missed_cannot_be_sent_none_of_it_is() {
    let (server, driver) = serve(no_interval()).await;
    let mut client = server.client(PATH).await;
    let (_, left) = follow(&mut client, "AAPL", "1D").await;
    client.ask(unsubscribe("AAPL", "1D")).await;
    for _ in 0..=RECOVER {
        driver.close(0);
    }
    closed(&server, RECOVER as u64 + 1).await;
    let ahead = json!({ "epoch": left["epoch"], "closed_seq": RECOVER + 2 });
    let other_epoch = json!({ "epoch": "another", "closed_seq": 5 });
    for since in [left.clone(), ahead, other_epoch] {
        let ack = client.ask(come_back(&since)).await;
        assert_eq!(ack["payload"]["recovered"], false, "{since}");
        assert_eq!(numbers(&client.next().await["payload"]).1, RECOVER as u64 + 1);
        client.silent(Duration::from_millis(20)).await;
    }
    let since = json!({ "epoch": left["epoch"], "closed_seq": 1 });
    let ack = client.ask(come_back(&since)).await;
    assert_eq!(ack["payload"]["recovered"], true, "{ack}");
    for number in 2..=RECOVER as u64 + 1 {
        assert_eq!(numbers(&client.next().await["payload"]).1, number);
    }
}

#[tokio::test]
async fn as_much_as_may_wait_for_a_client_is_made_up_for_in_many_streams() {
    let limits = Limits { queue_frames: 64, queue_bytes: 600_000, ..no_interval() };
    let (server, driver) = serve(limits).await;
    let mut client = server.client(PATH).await;
    let (_, left) = follow(&mut client, "AAPL", "1D").await;
    client.ask(unsubscribe("AAPL", "1D")).await;
    for _ in 0..RECOVER {
        driver.close(0);
    }
    closed(&server, RECOVER as u64).await;
    // Each is longer than half of what may wait, and they are all asked for at once.
    let requests = vec![[come_back(&left), unsubscribe("AAPL", "1D")]; 20].concat();
    let answers = client.pipeline(&requests, |message| message["type"] != "bars.update").await;
    assert!(answers.iter().step_by(2).all(|ack| ack["payload"]["recovered"] == true), "{answers:?}");
    assert_eq!(server.engine.counters().each_lost, 0);
}

#[tokio::test]
async fn a_source_that_begins_anew_has_another_epoch() {
    let (server, driver) = serve(no_interval()).await;
    let mut client = server.client(PATH).await;
    let (_, before) = follow(&mut client, "AAPL", "1D").await;
    driver.close(0);
    client.next().await;
    driver.say(0, SourceEvent::Restarted(Past::default()));
    // Those who come before its first bar do not get one of the lost memory, whether or not somebody follows.
    let begin = Instant::now();
    let new_epoch = loop {
        assert!(begin.elapsed() < PATIENCE, "still the lost memory");
        let ack = server.client(PATH).await.ask(subscribe("AAPL", "1D")).await;
        if ack["payload"]["epoch"] != before["epoch"] {
            assert_eq!(numbers(&ack["payload"]), (0, 0));
            break ack["payload"]["epoch"].clone();
        }
    };
    driver.form(0);
    let update = client.next().await["payload"].clone();
    assert_ne!(update["epoch"], before["epoch"]);
    assert_eq!((numbers(&update), &update["epoch"]), ((1, 0), &new_epoch));
    let ack = client.ask(come_back(&before)).await;
    assert_eq!((&ack["payload"]["recovered"], &ack["payload"]["epoch"]), (&json!(false), &update["epoch"]));
}

#[tokio::test]
async fn an_instrument_that_cannot_be_served_takes_no_other_ones_number() {
    let (server, driver) = serve(no_interval()).await;
    let supply = |symbol: &str| Supply {
        symbol: Symbol::try_from(symbol).unwrap(),
        base: Base::Trades,
        past: Past::default(),
    };
    driver.open(supply("aapl"));
    driver.open(supply("IBM"));
    let trade = |price| SourceEvent::Trade(Trade { time: EpochMillis::default(), price, size: None });
    driver.say(4, trade(1.0));
    driver.say(5, trade(2.0));
    let update = loop {
        let mut client = server.client(PATH).await;
        let ack = client.ask(subscribe("IBM", "1D")).await;
        if ack["payload"]["status"] == "ok" && ack["payload"]["seq"] != 0 {
            break client.next().await;
        }
    };
    assert_eq!(update["payload"]["bar"]["close"], 2.0);
}

#[tokio::test]
async fn a_source_that_does_not_answer_is_told_and_goes_on() {
    let (server, driver) = serve(no_interval()).await;
    let mut client = server.client(PATH).await;
    follow(&mut client, "AAPL", "1D").await;
    follow(&mut client, "MSFT", "1D").await;
    driver.say(0, SourceEvent::Failed { reason: "is down".to_owned(), retry: true });
    let error = client.next().await;
    assert_eq!(
        error["payload"],
        json!({
            "symbol": "AAPL", "resolution": "1D", "code": "feed_unavailable", "error": "the source of AAPL is down",
            "retry": true,
        })
    );
    driver.form(0);
    assert_eq!(client.next().await["payload"]["seq"], 2, "it goes on");
    driver.say(1, SourceEvent::Failed { reason: "has ended".to_owned(), retry: false });
    assert_eq!(client.next().await["payload"]["retry"], false);
    assert_eq!(server.engine.counters().subscriptions, 1);
    assert_eq!(client.ask(subscribe("MSFT", "1D")).await["payload"]["code"], "feed_unavailable");
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
