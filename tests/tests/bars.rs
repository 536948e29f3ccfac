//! The bars server as a process: what it says on the wire is what the committed document says.

#![allow(clippy::unwrap_used, reason = "a fault fails the test")]

use std::collections::BTreeSet;
use std::time::Duration;

use barwire_tests::{Client, Server, repository};
use serde_json::{Value, json};

/// A replay that is quick enough for a test.
const QUICK: &[&str] = &["--listen", "127.0.0.1:0", "--bar-duration", "400ms", "--update-interval", "100ms"];

fn document() -> Value {
    let yaml = std::fs::read_to_string(repository().join("schema/asyncapi.yaml")).unwrap();
    serde_yaml::from_str(&yaml).unwrap()
}

fn subscribe(symbol: &str, resolution: &str) -> Value {
    json!({ "type": "bars.subscribe", "id": symbol, "payload": { "symbol": symbol, "resolution": resolution } })
}

#[tokio::test]
async fn a_subscription_from_ack_to_unsubscribe() {
    let server = Server::start("barwire-server", QUICK).await;
    let mut client = Client::connect(&server.address, &document()).await;

    let ack = client.ask(subscribe("aapl", "D")).await;
    assert_eq!((ack["type"].as_str(), ack["id"].as_str()), (Some("bars.ack"), Some("aapl")));
    assert_eq!(ack["payload"]["status"], "ok");
    assert_eq!(
        (ack["payload"]["symbol"].as_str(), ack["payload"]["resolution"].as_str()),
        (Some("AAPL"), Some("1D"))
    );

    let first = client.receive().await;
    assert_eq!(first["type"], "bars.update");
    for member in ["epoch", "seq", "closed_seq"] {
        assert_eq!(
            first["payload"][member], ack["payload"][member],
            "the first update is the bar as the ack has it"
        );
    }

    let (mut seq, mut closed_seq) =
        (first["payload"]["seq"].as_u64(), first["payload"]["closed_seq"].as_u64());
    let mut closed = 0;
    while closed < 3 {
        let update = client.receive().await["payload"].clone();
        assert!(update["seq"].as_u64() > seq, "seq only grows");
        seq = update["seq"].as_u64();
        if update["closed"] == true {
            closed += 1;
            assert_eq!(update["closed_seq"].as_u64(), closed_seq.map(|seq| seq + 1), "no closed bar is lost");
            closed_seq = update["closed_seq"].as_u64();
        } else {
            assert_eq!(update["closed_seq"].as_u64(), closed_seq);
        }
        let bar = &update["bar"];
        assert!(bar["low"].as_f64() <= bar["open"].as_f64() && bar["open"].as_f64() <= bar["high"].as_f64());
        assert!(
            bar["low"].as_f64() <= bar["close"].as_f64() && bar["close"].as_f64() <= bar["high"].as_f64()
        );
    }

    client.send(json!({ "type": "bars.unsubscribe", "id": "end", "payload": { "symbol": "AAPL" } })).await;
    loop {
        let message = client.receive().await;
        if message["type"] == "bars.unsubscribe.ack" {
            assert_eq!(message["payload"]["status"], "ok");
            break;
        }
    }
    assert!(client.silent_for(Duration::from_secs(1)).await, "no update follows the ack");
}

#[tokio::test]
async fn three_streams_on_one_connection_of_which_one_ends() {
    let server = Server::start("barwire-server", QUICK).await;
    let mut client = Client::connect(&server.address, &document()).await;
    for (symbol, resolution) in [("AAPL", "1D"), ("EURUSD", "60"), ("BTCUSD", "1M")] {
        client.send(subscribe(symbol, resolution)).await;
    }
    let mut seen = BTreeSet::new();
    while seen.len() < 3 {
        let message = client.receive().await;
        if message["type"] == "bars.update" {
            seen.insert(message["payload"]["symbol"].as_str().unwrap().to_owned());
        }
    }
    client
        .send(json!({ "type": "bars.unsubscribe", "payload": { "symbol": "EURUSD", "resolution": "60" } }))
        .await;
    while client.receive().await["type"] != "bars.unsubscribe.ack" {}
    let mut after = BTreeSet::new();
    for _ in 0..12 {
        after.insert(client.receive().await["payload"]["symbol"].as_str().unwrap().to_owned());
    }
    assert_eq!(after, BTreeSet::from(["AAPL".to_owned(), "BTCUSD".to_owned()]));
}

#[tokio::test]
async fn what_cannot_be_served_is_answered_and_the_connection_lives() {
    let server = Server::start("barwire-server", QUICK).await;
    let mut client = Client::connect(&server.address, &document()).await;

    let junk = client.ask("junk").await;
    assert_eq!(
        (junk["type"].as_str(), junk["payload"]["code"].as_str()),
        (Some("error"), Some("invalid_message"))
    );

    let unknown = client.ask(subscribe("INVALID", "1D")).await;
    assert_eq!(unknown["payload"]["status"], "error");
    assert_eq!(unknown["payload"]["code"], "unknown_symbol");
    assert_eq!(unknown["id"], "INVALID");

    let unserved = client.ask(json!({ "type": "bars.subscribe", "payload": { "symbol": "BTCUSD" } })).await;
    assert_eq!(unserved["payload"]["code"], "unsupported_resolution");
    assert!(unserved["payload"]["message"].as_str().unwrap().contains("1M"), "{unserved}");
    assert_eq!(unserved.get("id"), None);

    let misspelled = client.ask(subscribe("AAPL", "1h")).await;
    assert_eq!(misspelled["payload"]["code"], "unsupported_resolution");
    assert_eq!(misspelled["payload"]["resolution"], "1h");

    let null =
        client.ask(r#"{"type":"bars.subscribe","id":"n","payload":{"symbol":"AAPL","since":null}}"#).await;
    assert_eq!((null["id"].as_str(), null["payload"]["code"].as_str()), (Some("n"), Some("invalid_payload")));
    assert_eq!(null["payload"]["path"], "/payload/since");

    let never = client.ask(json!({ "type": "bars.unsubscribe", "payload": { "symbol": "MSFT" } })).await;
    assert_eq!(never["payload"]["code"], "not_subscribed");

    let unheard = client.ask(json!({ "type": "bars.unheard_of", "id": "u" })).await;
    assert_eq!(unheard["payload"]["code"], "unknown_type");

    let auth = client.ask(json!({ "type": "auth", "payload": { "token": "any" } })).await;
    assert_eq!(auth["payload"], json!({ "status": "ok" }));

    let pong = client.ask(json!({ "type": "ping", "id": "p" })).await;
    assert_eq!((pong["type"].as_str(), pong["id"].as_str()), (Some("pong"), Some("p")));
}

#[tokio::test]
async fn since_is_answered_with_the_truth() {
    let server = Server::start("barwire-server", QUICK).await;
    let mut client = Client::connect(&server.address, &document()).await;
    let since = json!({ "epoch": "an-older-one", "closed_seq": 1 });
    let request = json!({ "type": "bars.subscribe", "payload": { "symbol": "IBM", "since": since } });
    assert_eq!(client.ask(request).await["payload"]["recovered"], false);
    let update = client.receive().await;
    assert_eq!(update["type"], "bars.update");
}

#[tokio::test]
async fn clients_that_vanish_leave_nothing_behind() {
    let server = Server::start("barwire-server", QUICK).await;
    let before = server.get("/api/v1/health").await.1;
    for _ in 0..200 {
        let mut client = Client::connect(&server.address, &document()).await;
        for symbol in ["AAPL", "MSFT", "IBM"] {
            client.send(subscribe(symbol, "1D")).await;
        }
        assert_eq!(client.receive().await["type"], "bars.ack");
        // Dropped without a Close frame, in the midst of what the server sends.
    }
    let mut after = Value::Null;
    for _ in 0..100 {
        after = server.get("/api/v1/health").await.1;
        if after["connections"] == 0
            && after["tasks"] == before["tasks"]
            && after["open_files"] == before["open_files"]
        {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for counter in ["connections", "subscriptions"] {
        assert_eq!(after[counter], 0, "{counter} in {after}");
    }
    for counter in ["tasks", "open_files"] {
        assert_eq!(after[counter], before[counter], "{counter}");
    }
}

#[tokio::test]
async fn the_other_endpoints_answer() {
    let server = Server::start("barwire-server", QUICK).await;
    let (status, health) = server.get("/api/v1/health").await;
    assert_eq!((status, health["status"].as_str()), (200, Some("ok")));
    assert_eq!(server.get("/api/v1/versions").await.1["current"], "v1");
    assert_eq!(server.get("/api/v1/version").await.1["protocol"]["name"], "bars");
    assert_eq!(server.get("/asyncapi.json").await.1, document());
    assert_eq!(server.get("/nowhere").await.0, 404);
}

#[tokio::test]
async fn sigterm_closes_every_client_with_1012() {
    let mut server = Server::start("barwire-server", &[QUICK, &["--drain", "1s"]].concat()).await;
    let mut clients = Vec::new();
    for _ in 0..5 {
        let mut client = Client::connect(&server.address, &document()).await;
        client.send(subscribe("AAPL", "1D")).await;
        clients.push(client);
    }
    server.terminate().await;
    for client in &mut clients {
        assert_eq!(client.closed().await, 1012);
    }
    drop(clients);
    assert_eq!(server.ended().await, 0);
}

#[tokio::test]
async fn the_simulated_market_has_its_instruments() {
    let server = Server::start("barwire-server", &["--listen", "127.0.0.1:0", "--feed", "sim"]).await;
    let mut client = Client::connect(&server.address, &document()).await;
    for symbol in ["AAPL", "GOOGL", "MSFT"] {
        let ack = client.ask(subscribe(symbol, "1D")).await;
        assert_eq!(
            (ack["type"].as_str(), ack["payload"]["closed_seq"].as_u64()),
            (Some("bars.ack"), Some(400))
        );
        while client.receive().await["payload"]["symbol"] != symbol {}
        let request = json!({ "type": "bars.unsubscribe", "payload": { "symbol": symbol } });
        client.send(request).await;
        while client.receive().await["type"] != "bars.unsubscribe.ack" {}
    }
}
