//! Clients that vanish. It is alone in its program, for it counts the open files of the process.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

mod support;

use std::time::Duration;

use barwire_server::engine::{Delivery, Limits};
use serde_json::json;
use support::notes::{Notes, NotesProtocol, note};
use support::{PATIENCE, Server};
use tokio::time::{Instant, sleep};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_of_clients_that_vanish() {
    let notes = Notes::new(None);
    let served = notes.clone();
    let server = Server::start(Limits::default(), |engine| engine.route(served.into_service())).await;
    drop(server.client("/notes").await);
    server.quiet().await;
    let files = || std::fs::read_dir("/proc/self/fd").unwrap().count();
    let before = files();
    let board = notes.board("a");
    for round in 0..200 {
        let mut client = server.client("/notes").await;
        board.publish(note("a", round), Delivery::Each);
        match round % 3 {
            0 => {
                client.ask(json!({ "type": "follow", "payload": { "board": "a" } })).await;
            }
            // In a handler that does not return in time.
            1 => client.send(json!({ "type": "follow", "payload": { "board": "a", "delay": 60_000 } })).await,
            _ => client.socket.close(None).await.unwrap(),
        }
    }
    server.quiet().await;
    let begin = Instant::now();
    while files() > before {
        assert!(begin.elapsed() < PATIENCE, "{} files, {before} before", files());
        sleep(Duration::from_millis(5)).await;
    }
}
