//! The threads of an engine. It is alone in its program, for it counts the threads of the process.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

mod support;

use std::fs;
use std::num::NonZero;
use std::time::Duration;

use barwire_server::engine::{Engine, Limits};
use serde_json::json;
use support::notes::{Notes, NotesProtocol};
use support::{Client, PATIENCE};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};

fn shards() -> usize {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    let names = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|name| name.starts_with("barwire-shard-")).count()
}

async fn until_there_are(count: usize) {
    let begin = Instant::now();
    while shards() != count {
        assert!(begin.elapsed() < PATIENCE, "there are {}", shards());
        sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn the_threads_end_with_the_last_clone_and_the_last_connection() {
    let limits = Limits { shards: NonZero::new(3).unwrap(), ..Limits::default() };
    let engine = Engine::new(limits.clone()).unwrap();
    until_there_are(3).await;
    drop(engine);
    until_there_are(0).await;
    let engine = Engine::new(limits).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let served = engine.clone();
    let app = engine.route(Notes::new(None).into_service());
    let serving = tokio::spawn(async move {
        barwire_server::serve(listener, app, &served, std::future::pending()).await;
    });
    let mut client = Client::connect(address, "/notes").await;
    client.ask(json!({ "type": "follow", "payload": { "board": "a" } })).await;
    serving.abort();
    drop(serving.await);
    drop(engine);
    // A connection lives on without the listener.
    client.ask(json!({ "type": "follow", "payload": { "board": "b" } })).await;
    assert_eq!(shards(), 3);
    drop(client);
    until_there_are(0).await;
}
