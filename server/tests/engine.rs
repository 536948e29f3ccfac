//! The engine with an outsider's protocol: delivery, limits, life and death of connections.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

mod support;

use std::time::Duration;

use axum::Router;
use barwire_server::engine::{Delivery, Engine, EventFrame, Failure, Limits};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use support::notes::{
    House, HouseProtocol, NOTES_PROTOCOL, NoteError, Notes, NotesProtocol, Shout, ShoutedEvent, note,
};
use support::{Client, PATIENCE, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

fn no_interval() -> Limits {
    Limits { update_interval: Duration::ZERO, ..Limits::default() }
}

async fn serve(limits: Limits) -> (Server, Notes) {
    let notes = Notes::new(None);
    let served = notes.clone();
    let server =
        Server::start(limits, |engine: &Engine| -> Router { engine.route(served.into_service()) }).await;
    (server, notes)
}

async fn follow(client: &mut Client, board: &str) -> u64 {
    let ack = client.ask(json!({ "type": "follow", "payload": { "board": board } })).await;
    assert_eq!(ack["type"], "follow.ack");
    ack["payload"]["number"].as_u64().unwrap()
}

fn number(message: &Value) -> u64 {
    assert_eq!(message["type"], "note", "{message}");
    message["payload"]["number"].as_u64().unwrap()
}

/// Waits until the server has this many connections.
async fn connections(server: &Server, count: usize) {
    let begin = Instant::now();
    while server.engine.counters().connections != count {
        assert!(begin.elapsed() < PATIENCE);
        sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn a_topic_without_a_past_begins_with_what_comes() {
    let (server, notes) = serve(no_interval()).await;
    let mut client = server.client("/notes").await;
    assert_eq!(follow(&mut client, "a").await, 0);
    client.silent(Duration::from_millis(50)).await;
    notes.board("a").publish(note("a", 1), Delivery::Latest);
    assert_eq!(number(&client.next().await), 1);
}

#[tokio::test]
async fn what_is_published_while_a_handler_is_slow_comes_after_its_answer() {
    let (server, notes) = serve(no_interval()).await;
    let board = notes.board("a");
    board.publish(note("a", 1), Delivery::Each);
    let mut client = server.client("/notes").await;
    follow(&mut client, "other").await;
    client.send(json!({ "type": "follow", "id": "x", "payload": { "board": "a", "delay": 200 } })).await;
    sleep(Duration::from_millis(100)).await;
    board.publish(note("a", 2), Delivery::Each);
    board.publish(note("a", 3), Delivery::Each);
    board.publish(note("a", 4), Delivery::Latest);
    // The slow handler does not stop another stream.
    notes.board("other").publish(note("other", 9), Delivery::Latest);
    assert_eq!(number(&client.next().await), 9);
    let ack = client.next().await;
    assert_eq!(
        (&ack["type"], &ack["id"], &ack["payload"]["number"]),
        (&json!("follow.ack"), &json!("x"), &json!(1))
    );
    for expected in 1..=4 {
        assert_eq!(number(&client.next().await), expected);
    }
}

#[tokio::test]
async fn requests_are_answered_in_order_and_pings_at_once_even_if_a_handler_is_slow() {
    let limits = Limits {
        ping_interval: Duration::from_millis(50),
        pong_timeout: Duration::from_millis(50),
        ..no_interval()
    };
    let (server, _notes) = serve(limits).await;
    let mut client = server.client("/notes").await;
    client.send(json!({ "type": "follow", "id": "1", "payload": { "board": "a", "delay": 300 } })).await;
    let begin = Instant::now();
    client.socket.send(Message::Ping("x".into())).await.unwrap();
    while client.socket.next().await.unwrap().unwrap() != Message::Pong("x".into()) {}
    assert!(begin.elapsed() < Duration::from_millis(200));
    for id in ["2", "3", "4"] {
        client.send(json!({ "type": "follow", "id": id, "payload": { "board": id } })).await;
    }
    for id in ["1", "2", "3", "4"] {
        assert_eq!(client.next().await["id"], id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_does_not_read_gets_each_in_order_and_the_latest_of_the_rest() {
    const ROUNDS: u64 = 20_000;
    let (server, notes) = serve(Limits { queue_frames: 2000, ..no_interval() }).await;
    let board = notes.board("a");
    let mut client = server.client("/notes").await;
    follow(&mut client, "a").await;
    // More than a megabyte, of which the buffers of the system hold a part. One in 200 must arrive.
    let publishing = tokio::spawn(async move {
        for number in 1..=ROUNDS {
            let delivery = if number.is_multiple_of(200) { Delivery::Each } else { Delivery::Latest };
            board.publish(note("a", number), delivery);
            // The writer takes what it can.
            tokio::task::yield_now().await;
        }
        board.publish(note("a", ROUNDS + 1), Delivery::Latest);
    });
    publishing.await.unwrap();
    let (mut last, mut last_each, mut count) = (0, 0, 0);
    while last <= ROUNDS {
        let number = number(&client.next().await);
        assert!(number > last, "{number} after {last}");
        if number.is_multiple_of(200) {
            assert_eq!(number, last_each + 200, "lost");
            last_each = number;
        }
        last = number;
        count += 1;
    }
    assert_eq!(last_each, ROUNDS);
    assert!(count < ROUNDS / 2, "{count} arrived: too many states waited in the buffers of the system");
}

#[tokio::test]
async fn more_than_may_wait_closes_the_connection() {
    for limits in
        [Limits { queue_frames: 50, ..no_interval() }, Limits { queue_bytes: 2000, ..no_interval() }]
    {
        let (server, notes) = serve(limits).await;
        let mut client = server.client("/notes").await;
        let mut other = server.client("/notes").await;
        follow(&mut client, "a").await;
        follow(&mut other, "b").await;
        // More than the buffers of the system hold.
        for number in 0..100_000 {
            notes.board("a").publish(note("a", number), Delivery::Each);
        }
        assert_eq!(client.close_code().await, 4001);
        notes.board("b").publish(note("b", 1), Delivery::Each);
        assert_eq!(number(&other.next().await), 1);
    }
}

#[tokio::test]
async fn a_request_that_fails_opens_nothing() {
    let (server, notes) = serve(no_interval()).await;
    let mut client = server.client("/notes").await;
    let answer = client.ask(json!({ "type": "odd", "id": "1", "payload": { "board": "a" } })).await;
    assert_eq!((&answer["type"], &answer["payload"]["code"]), (&json!("error"), &json!("internal")));
    assert_eq!(answer["id"], "1");
    assert_eq!(server.engine.counters().subscriptions, 0);
    notes.board("a").publish(note("a", 1), Delivery::Each);
    client.silent(Duration::from_millis(50)).await;
    // What was open before stays open.
    assert_eq!(follow(&mut client, "a").await, 1);
    assert_eq!(number(&client.next().await), 1);
    assert_eq!(client.ask(json!({ "type": "odd", "payload": { "board": "a" } })).await["type"], "error");
    assert_eq!(server.engine.counters().subscriptions, 1);
    notes.board("a").publish(note("a", 2), Delivery::Each);
    while number(&client.next().await) != 2 {}
}

#[tokio::test]
async fn a_panic_in_a_handler_ends_its_connection_alone() {
    let (server, notes) = serve(no_interval()).await;
    let mut client = server.client("/notes").await;
    let mut other = server.client("/notes").await;
    follow(&mut other, "a").await;
    client.send(json!({ "type": "panic", "payload": { "board": "a" } })).await;
    assert_eq!(client.close_code().await, 1011);
    notes.board("a").publish(note("a", 1), Delivery::Each);
    assert_eq!(number(&other.next().await), 1);
    assert_eq!(server.engine.counters().subscriptions, 1);
}

#[tokio::test]
async fn a_failure_comes_after_what_was_published_and_the_last_one_ends_the_stream() {
    let (server, notes) =
        serve(Limits { update_interval: Duration::from_secs(60), ..Limits::default() }).await;
    let board = notes.board("a");
    board.publish(note("a", 1), Delivery::Latest);
    let mut client = server.client("/notes").await;
    follow(&mut client, "a").await;
    assert_eq!(number(&client.next().await), 1);
    board.publish(note("a", 2), Delivery::Latest);
    board.fail(&NoteError { board: "a".to_owned() }, Failure::Passing);
    assert_eq!(number(&client.next().await), 2);
    assert_eq!(client.next().await["type"], "note.error");
    board.publish(note("a", 3), Delivery::Each);
    assert_eq!(number(&client.next().await), 3);
    board.fail(&NoteError { board: "a".to_owned() }, Failure::Final);
    assert_eq!(client.next().await["type"], "note.error");
    board.publish(note("a", 4), Delivery::Each);
    client.silent(Duration::from_millis(50)).await;
    let ack = client.ask(json!({ "type": "leave", "payload": { "board": "a" } })).await;
    assert_eq!(ack["payload"]["was_open"], false);
    assert_eq!(server.engine.counters().subscriptions, 0);
}

#[tokio::test]
async fn two_protocols_and_a_mount_share_an_engine() {
    let (notes, mounted) = (Notes::new(None), Notes::new(Some("board")));
    let (served, house) = (notes.clone(), House(mounted.clone()));
    let server = Server::start(no_interval(), |engine| {
        engine.route(served.into_service()).merge(engine.route(house.into_service()))
    })
    .await;
    let mut plain = server.client("/notes").await;
    let mut inside = server.client("/house").await;
    assert_eq!(inside.ask(json!({ "type": "knock" })).await["type"], "knock.ack");
    let ack = inside.ask(json!({ "type": "board.follow", "id": "1", "payload": { "board": "a" } })).await;
    assert_eq!((&ack["type"], &ack["id"]), (&json!("board.follow.ack"), &json!("1")));
    follow(&mut plain, "a").await;
    mounted.board("a").publish(note("a", 1), Delivery::Each);
    notes.board("a").publish(note("a", 2), Delivery::Each);
    assert_eq!(inside.next().await["type"], "board.note");
    assert_eq!(number(&plain.next().await), 2);
    mounted.board("a").fail(&NoteError { board: "a".to_owned() }, Failure::Passing);
    assert_eq!(inside.next().await["type"], "board.note.error");
    // A request without a reply: only its event comes.
    inside.send(json!({ "type": "board.shout", "id": "2", "payload": { "text": "hi" } })).await;
    assert_eq!(inside.next().await, json!({ "type": "board.shouted", "payload": { "text": "hi" } }));
    plain.send(json!({ "type": "shout", "payload": { "text": "hi" } })).await;
    assert_eq!(plain.next().await, json!({ "type": "shouted", "payload": { "text": "hi" } }));
    // To the clients of one protocol.
    let event = EventFrame::new::<ShoutedEvent>(&Shout { text: "all".to_owned() }).unwrap();
    server.engine.broadcast(&NOTES_PROTOCOL, &event);
    assert_eq!(plain.next().await["payload"]["text"], "all");
    inside.silent(Duration::from_millis(50)).await;
    assert_eq!(
        inside.ask(json!({ "type": "follow", "payload": { "board": "a" } })).await["payload"]["code"],
        "unknown_type"
    );
}

#[tokio::test]
async fn one_connection_too_many_is_closed() {
    let (server, _notes) = serve(Limits { max_connections: 1, ..no_interval() }).await;
    let mut client = server.client("/notes").await;
    follow(&mut client, "a").await;
    assert_eq!(server.client("/notes").await.close_code().await, 1013);
    drop(client);
    server.quiet().await;
    follow(&mut server.client("/notes").await, "a").await;
}

#[tokio::test]
async fn a_client_that_does_not_answer_pings_is_closed() {
    let limits = Limits {
        ping_interval: Duration::from_millis(200),
        pong_timeout: Duration::from_millis(100),
        ..no_interval()
    };
    let (server, _notes) = serve(limits).await;
    let mut client = server.client("/notes").await;
    // A client that reads answers pings by itself, and stays.
    client.silent_but_for_pings(Duration::from_millis(700)).await;
    // One that does not read does not.
    sleep(Duration::from_millis(700)).await;
    assert_eq!(client.close_code().await, 4000);
}

#[tokio::test]
async fn a_drain_closes_all_within_its_window_and_refuses_new_ones() {
    let limits = Limits { drain_window: Duration::from_secs(2), ..no_interval() };
    let (mut server, notes) = serve(limits).await;
    let mut clients = Vec::new();
    for _ in 0..10 {
        let mut client = server.client("/notes").await;
        follow(&mut client, "a").await;
        clients.push(client);
    }
    connections(&server, 10).await;
    let begin = Instant::now();
    notes.board("a").publish(note("a", 1), Delivery::Each);
    server.stop();
    let mut closed = Vec::new();
    for client in &mut clients {
        // What was published before is not lost.
        assert_eq!(number(&client.next().await), 1);
        assert_eq!(client.close_code().await, 1012);
        closed.push(begin.elapsed());
    }
    assert!(closed[9] - closed[0] > Duration::from_millis(500), "not spread: {closed:?}");
    drop(clients);
    server.stopped().await;
    assert!(begin.elapsed() < Duration::from_millis(2500), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn a_drain_does_not_wait_for_those_who_do_not_answer() {
    let limits = Limits { drain_window: Duration::from_millis(500), ..no_interval() };
    let (mut server, _notes) = serve(limits).await;
    let mut silent = server.client("/notes").await;
    follow(&mut silent, "a").await;
    // In a handler that does not return in time.
    let mut slow = server.client("/notes").await;
    slow.send(json!({ "type": "follow", "payload": { "board": "a", "delay": 60_000 } })).await;
    sleep(Duration::from_millis(20)).await;
    let begin = Instant::now();
    server.stop();
    sleep(Duration::from_millis(100)).await;
    let refused = http(&server, "GET /notes HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
    server.stopped().await;
    assert!(begin.elapsed() < Duration::from_secs(1), "{:?}", begin.elapsed());
    assert_eq!(server.engine.counters().connections, 0);
}

#[tokio::test]
async fn a_shutdown_with_a_request_under_way_ends_within_the_window() {
    const WINDOW: Duration = Duration::from_secs(1);
    // A client that does not answer its Close takes all of the drain.
    let limits = Limits { drain_window: WINDOW, close_timeout: PATIENCE, ..no_interval() };
    let mut server = Server::start(limits, |engine| {
        let slow = axum::routing::get(std::future::pending::<()>);
        engine.route(Notes::new(None).into_service()).route("/slow", slow)
    })
    .await;
    let mut silent = server.client("/notes").await;
    follow(&mut silent, "a").await;
    let mut tcp = TcpStream::connect(server.address).await.unwrap();
    tcp.write_all(b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    sleep(Duration::from_millis(50)).await;
    let begin = Instant::now();
    server.stop();
    server.stopped().await;
    assert!(begin.elapsed() < WINDOW + Duration::from_millis(300), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn a_handshake_is_checked() {
    let (server, _notes) = serve(no_interval()).await;
    let head = "GET /notes HTTP/1.1\r\nhost: x\r\nconnection: keep-alive, Upgrade\r\nupgrade: WebSocket\r\n";
    let key = "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let version = "sec-websocket-version: 13\r\n";
    for (request, status) in [
        (format!("{head}{key}{version}\r\n"), "101 "),
        ("GET /notes HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(), "426 "),
        (format!("{head}{key}\r\n"), "426 "),
        (format!("{head}{key}sec-websocket-version: 8\r\n\r\n"), "426 "),
        (format!("{head}{version}\r\n"), "400 "),
        (format!("{head}{version}sec-websocket-key: short\r\n\r\n"), "400 "),
        (format!("{head}{version}{key}{key}\r\n"), "400 "),
        (format!("{}\r\n", format!("{head}{key}{version}").replace("HTTP/1.1", "HTTP/1.0")), "400 "),
        (format!("{head}{key}{version}\r\n").replace("GET", "HEAD"), "400 "),
        (format!("{head}{key}{version}\r\n").replace("GET", "POST"), "405 "),
    ] {
        let answer = http(&server, &request).await;
        assert!(answer[9..].starts_with(status), "{request}{answer}");
    }
    let answer = http(&server, &format!("{head}{key}{version}\r\n")).await;
    assert!(answer.contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{answer}");
}

#[tokio::test]
async fn only_http_1_is_spoken_and_a_client_that_says_nothing_is_closed() {
    let limits = Limits { request_head_timeout: Duration::from_millis(300), ..no_interval() };
    let (server, _notes) = serve(limits).await;
    let answer = http(&server, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{answer}");
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let read = timeout(PATIENCE, silent.read(&mut [0; 16])).await.expect("the connection ends");
    assert!(matches!(read, Ok(0) | Err(_)), "{read:?}");
}

/// Sends a request, and reads for as long as a WebSocket would stay silent.
async fn http(server: &Server, request: &str) -> String {
    let mut tcp = TcpStream::connect(server.address).await.unwrap();
    tcp.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let mut part = [0; 1024];
    while let Ok(Ok(count @ 1..)) = timeout(Duration::from_millis(100), tcp.read(&mut part)).await {
        answer.extend_from_slice(&part[..count]);
    }
    String::from_utf8(answer).unwrap()
}
