//! Frames that are not as they should be, and the toolkit's own messages.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

mod support;

use std::time::Duration;

use axum::Router;
use barwire_server::engine::{Engine, Limits};
use futures_util::SinkExt;
use serde_json::{Value, json};
use support::Server;
use support::notes::{Notes, NotesProtocol};
use tokio::io::AsyncWriteExt;
use tokio_tungstenite::tungstenite::{Bytes, Message};

async fn serve(limits: Limits) -> Server {
    Server::start(limits, |engine: &Engine| -> Router { engine.route(Notes::new(None).into_service()) }).await
}

/// A frame of a client, masked with zeros.
fn raw(first: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).unwrap();
    assert!(length < 126);
    [&[first, 0x80 | length, 0, 0, 0, 0], payload].concat()
}

#[tokio::test]
async fn the_toolkit_answers_ping_and_auth() {
    let server = serve(Limits::default()).await;
    let mut client = server.client("/notes").await;
    let pong = client.ask(json!({ "type": "ping", "id": "a", "unknown": 1 })).await;
    assert_eq!((&pong["type"], &pong["id"]), (&json!("pong"), &json!("a")));
    assert!(pong["payload"]["timestamp"].as_u64().unwrap() > 1_700_000_000_000);
    let ack = client.ask(json!({ "type": "auth", "payload": { "token": "x" } })).await;
    assert_eq!(ack, json!({ "type": "auth.ack", "payload": { "status": "ok" } }));
}

#[tokio::test]
async fn bad_frames_are_answered_and_the_connection_lives() {
    let server = serve(Limits::default()).await;
    let mut client = server.client("/notes").await;
    let cases: [(&str, &str, Value, Value, Value); 10] = [
        ("junk", "invalid_message", Value::Null, Value::Null, Value::Null),
        ("[1]", "invalid_message", Value::Null, Value::Null, Value::Null),
        ("{}", "invalid_message", Value::Null, Value::Null, Value::Null),
        (r#"{"type":"ping","id":null}"#, "invalid_message", Value::Null, json!("ping"), json!("/id")),
        (
            r#"{"type":"ping","id":"1","payload":null}"#,
            "invalid_message",
            json!("1"),
            json!("ping"),
            json!("/payload"),
        ),
        (
            r#"{"type":"ping","id":"1","payload":[]}"#,
            "invalid_message",
            json!("1"),
            json!("ping"),
            json!("/payload"),
        ),
        (
            r#"{"type":"ping","id":"1","type":"ping"}"#,
            "invalid_message",
            json!("1"),
            json!("ping"),
            Value::Null,
        ),
        (r#"{"type":"nope","id":"1"}"#, "unknown_type", json!("1"), json!("nope"), json!("/type")),
        (r#"{"type":"follow","id":"1"}"#, "invalid_payload", json!("1"), json!("follow"), json!("/payload")),
        (
            r#"{"type":"follow","id":"1","payload":{"board":1}}"#,
            "invalid_payload",
            json!("1"),
            json!("follow"),
            json!("/payload/board"),
        ),
    ];
    for (frame, code, id, received, path) in cases {
        client.text(frame).await;
        let answer = client.next().await;
        assert_eq!(answer["type"], "error", "{frame}");
        assert_eq!(answer["payload"]["code"], code, "{frame}");
        assert_eq!(answer["id"], id, "{frame}");
        assert_eq!(answer["payload"]["received"], received, "{frame}");
        assert_eq!(answer["payload"]["path"], path, "{frame}");
    }
    let long = "x".repeat(10_000);
    let answer = client.ask(json!({ "type": long })).await;
    assert_eq!(answer["payload"]["received"].as_str().unwrap().len(), 64, "not all of it is repeated");
    assert_eq!(client.ask(json!({ "type": "ping" })).await["type"], "pong");
}

#[tokio::test]
async fn too_many_bad_frames_close_the_connection_after_their_answers() {
    let server = serve(Limits::default()).await;
    let mut client = server.client("/notes").await;
    for _ in 0..21 {
        client.text("junk").await;
    }
    for _ in 0..21 {
        assert_eq!(client.next().await["type"], "error");
    }
    assert_eq!(client.close_code().await, 4501);
}

#[tokio::test]
async fn only_text_is_spoken() {
    let server = serve(Limits::default()).await;
    let mut client = server.client("/notes").await;
    client.socket.send(Message::Binary(Bytes::from_static(b"{}"))).await.unwrap();
    assert_eq!(client.close_code().await, 1003);
    server.quiet().await;
}

#[tokio::test]
async fn a_message_of_16_kib_is_read_and_a_longer_one_is_too_big() {
    let server = serve(Limits::default()).await;
    let mut client = server.client("/notes").await;
    let ping = |length: usize| format!(r#"{{"type":"ping"{}}}"#, " ".repeat(length - 15));
    assert_eq!(ping(100).len(), 100);
    client.text(&ping(16 * 1024)).await;
    assert_eq!(client.next().await["type"], "pong");
    client.text(&ping(17 * 1024)).await;
    assert_eq!(client.close_code().await, 1009);
    server.quiet().await;
}

#[tokio::test]
async fn the_close_frame_reaches_a_client_that_goes_on_sending() {
    let server = serve(Limits::default()).await;
    let mut client = server.client("/notes").await;
    // More than the buffers of the system hold: a server that stops reading resets the connection.
    client.text(&" ".repeat(16 * 1024 * 1024)).await;
    assert_eq!(client.close_code().await, 1009);
}

#[tokio::test]
async fn a_message_too_big_in_pieces_is_too_big() {
    let server = serve(Limits::default()).await;
    let mut client = server.client("/notes").await;
    let tcp = client.socket.get_mut();
    tcp.write_all(&raw(0x01, b"{")).await.unwrap();
    for _ in 0..700 {
        tcp.write_all(&raw(0x00, &[b' '; 100])).await.unwrap();
    }
    assert_eq!(client.close_code().await, 1009);
}

#[tokio::test]
async fn what_is_no_websocket_or_no_utf8_is_closed_with_its_code() {
    for (bytes, code) in [
        (raw(0x81, b"\xff\xfe"), 1007),
        (raw(0x83, b"{}"), 1002),
        (raw(0xc1, b"{}"), 1002),
        (vec![0x81, 2, b'{', b'}'], 1002),
    ] {
        let server = serve(Limits::default()).await;
        let mut client = server.client("/notes").await;
        client.socket.get_mut().write_all(&bytes).await.unwrap();
        assert_eq!(client.close_code().await, code, "{bytes:x?}");
        server.quiet().await;
    }
}

#[tokio::test]
async fn a_close_of_the_client_is_answered() {
    let server = serve(Limits::default()).await;
    let mut client = server.client("/notes").await;
    client.ask(json!({ "type": "ping" })).await;
    client.socket.get_mut().write_all(&raw(0x88, &[0x03, 0xe8])).await.unwrap();
    assert_eq!(client.close_code().await, 1000);
    server.quiet().await;
}

#[tokio::test]
async fn a_client_that_reads_may_ask_as_much_at_once_as_it_likes() {
    let server = serve(Limits::default()).await;
    let mut client = server.client("/notes").await;
    let pings: Vec<_> = (0..3000).map(|id| json!({ "type": "ping", "id": id.to_string() })).collect();
    let answers = client.pipeline(&pings, |_| true).await;
    for (ping, answer) in pings.iter().zip(&answers) {
        assert_eq!((&answer["type"], &answer["id"]), (&json!("pong"), &ping["id"]));
    }
}

#[tokio::test]
async fn what_was_asked_before_a_close_is_answered_before_it() {
    let server = serve(Limits::default()).await;
    for count in [1, 3, 50] {
        let mut client = server.client("/notes").await;
        let ping = raw(0x81, br#"{"type":"ping"}"#);
        let bytes = [ping.repeat(count), raw(0x88, &[0x03, 0xe8])].concat();
        client.socket.get_mut().write_all(&bytes).await.unwrap();
        for _ in 0..count {
            assert_eq!(client.next().await["type"], "pong");
        }
        assert_eq!(client.close_code().await, 1000);
    }
    server.quiet().await;
}

#[tokio::test]
async fn a_client_that_asks_and_does_not_read_is_closed_and_not_buffered_for() {
    let limits = Limits { queue_frames: 100, pong_timeout: Duration::from_secs(1), ..Limits::default() };
    let server = serve(limits).await;
    let mut client = server.client("/notes").await;
    let asking = async {
        loop {
            if client.socket.feed(Message::text(r#"{"type":"ping"}"#)).await.is_err() {
                break;
            }
        }
    };
    // Unread answers fill the system's buffers first.
    tokio::time::timeout(Duration::from_secs(30), asking).await.expect("the connection ends");
    drop(client);
    server.quiet().await;
}
