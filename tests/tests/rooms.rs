//! A protocol that an outsider declared: the same toolkit, its own command, document and server.

#![allow(clippy::unwrap_used, reason = "a fault fails the test")]

use std::process::Command;

use barwire_tests::{Client, Server, repository};
use serde_json::{Value, json};

fn document() -> Value {
    let yaml = std::fs::read_to_string(repository().join("tests/rooms/asyncapi.yaml")).unwrap();
    serde_yaml::from_str(&yaml).unwrap()
}

#[test]
fn its_command_finds_its_files_in_sync() {
    let tests = std::env::current_exe().unwrap();
    let command = tests.ancestors().nth(2).unwrap().join("rooms");
    let output =
        Command::new(command).arg("check").current_dir(repository().join("tests/rooms")).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("client/rooms.ts"));
}

#[test]
fn its_document_knows_no_bars() {
    let text = std::fs::read_to_string(repository().join("tests/rooms/asyncapi.yaml")).unwrap();
    assert!(
        !text.replace("x-barwire", "").to_lowercase().contains("bar"),
        "what is of the bars alone is in the toolkit"
    );
}

#[tokio::test]
async fn its_server_speaks_it() {
    let server = Server::start("rooms-server", &["127.0.0.1:0"]).await;
    let document = document();
    let mut watcher = Client::connect(&server.address, &document).await;
    let mut sensor = Client::connect(&server.address, &document).await;

    let unknown = watcher.ask(json!({ "type": "watch", "id": "1", "payload": { "room": "kitchen" } })).await;
    assert_eq!(unknown["payload"]["status"], "error");

    // No reply is declared for a report, so none comes; the event goes to everyone.
    sensor.send(json!({ "type": "report", "payload": { "room": "kitchen", "celsius": 21.5 } })).await;
    for client in [&mut watcher, &mut sensor] {
        let added = client.receive().await;
        assert_eq!(
            (added["type"].as_str(), added["payload"]["room"].as_str()),
            (Some("room_added"), Some("kitchen"))
        );
    }

    let watching = watcher.ask(json!({ "type": "watch", "id": "2", "payload": { "room": "kitchen" } })).await;
    assert_eq!(watching["payload"], json!({ "status": "ok", "room": "kitchen" }));
    let reading = watcher.receive().await;
    assert_eq!(reading["payload"], json!({ "room": "kitchen", "celsius": 21.5, "tags": [] }));

    // A report that does not fit is answered with `error`, as every request is.
    let refused = sensor.ask(json!({ "type": "report", "id": "3", "payload": { "room": "kitchen" } })).await;
    assert_eq!((refused["type"].as_str(), refused["id"].as_str()), (Some("error"), Some("3")));

    sensor.send(json!({ "type": "report", "payload": { "room": "kitchen", "celsius": -300 } })).await;
    let broken = watcher.receive().await;
    assert_eq!(broken["type"], "broken");
    let left = watcher.ask(json!({ "type": "leave", "payload": { "room": "kitchen" } })).await;
    assert_eq!(left["payload"]["was_watched"], false, "a stream that has failed is over");
}
