//! Frames: what is read, what is refused, and what is said of it.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use barwire_schema::protocol::{Envelope, InvalidMessage, encode};
use proptest::prelude::*;
use serde_json::{Value, json};

fn refused(frame: &str) -> InvalidMessage {
    Envelope::read(frame).expect_err(frame)
}

#[test]
fn members_may_come_in_any_order_and_unknown_ones_are_ignored() {
    let frame = r#"{"payload":{"a":1},"extra":null,"id":"7","type":"ping"}"#;
    let envelope = Envelope::read(frame).unwrap();
    assert_eq!(envelope.kind, "ping");
    assert_eq!(envelope.id.as_deref(), Some("7"));
    assert_eq!(envelope.payload(), r#"{"a":1}"#);
}

#[test]
fn a_missing_payload_is_empty() {
    assert_eq!(Envelope::read(r#"{"type":"ping"}"#).unwrap().payload(), "{}");
}

#[test]
fn escapes_are_understood() {
    let envelope = Envelope::read(r#"{"type":"pi\u006eg","id":"\u0037"}"#).unwrap();
    assert_eq!((envelope.kind.as_ref(), envelope.id.as_deref()), ("ping", Some("7")));
}

#[test]
fn what_is_no_message_is_explained() {
    let long = format!(r#"{{"type":"ping","id":"{}"}}"#, "x".repeat(65));
    let frames = [
        "",
        "not json",
        "[1]",
        r#"["ping","7",{}]"#,
        "null",
        "{}",
        r#"{"type":null}"#,
        r#"{"type":1,"id":"7"}"#,
        r#"{"type":"ping","id":null}"#,
        r#"{"type":"ping","id":""}"#,
        r#"{"type":"ping","id":7}"#,
        &long,
        r#"{"type":"ping","payload":null,"id":"7"}"#,
        r#"{"type":"ping","payload":[],"id":"7"}"#,
        r#"{"type":"ping","type":"ping","id":"7"}"#,
        r#"{"type":"ping","payload":{},"payload":{},"id":"7"}"#,
        r#"{"type":"ping","id":"7","id":"8"}"#,
        r#"{"type":"ping"} {"type":"ping"}"#,
    ];
    let explained: Vec<String> = frames
        .iter()
        .map(|frame| {
            let InvalidMessage { reason, id, kind, path } = refused(frame);
            let frame = if frame.len() > 60 { format!("{}…", &frame[..60]) } else { (*frame).to_owned() };
            format!("{frame}\n  reason: {reason}\n  type: {kind:?}, id: {id:?}, path: {path:?}")
        })
        .collect();
    insta::assert_snapshot!(explained.join("\n"));
}

#[test]
fn a_deep_frame_is_refused() {
    let frame =
        format!(r#"{{"type":"ping","payload":{{"a":{}{}}}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    // The payload is not read here, so its depth costs nothing; what reads it has a limit of its own.
    match Envelope::read(&frame) {
        Ok(envelope) => assert!(serde_json::from_str::<Value>(envelope.payload()).is_err()),
        Err(error) => assert!(error.reason.contains("recursion"), "{error}"),
    }
}

proptest! {
    /// Whatever a stranger sends, reading ends with a message or a reason.
    #[test]
    fn reading_never_panics(frame in ".{0,200}") {
        let _ = Envelope::read(&frame);
    }

    /// Something like a message, with every member wrong in some way now and then.
    #[test]
    fn reading_something_like_a_message_never_panics(
        kind in any::<Option<String>>(),
        id in any::<Option<String>>(),
        payload in prop_oneof![Just(json!(null)), Just(json!([])), Just(json!({})), Just(json!("x"))],
    ) {
        let frame = json!({ "type": kind, "id": id, "payload": payload }).to_string();
        let _ = Envelope::read(&frame);
    }

    /// What is written is read back.
    #[test]
    fn what_is_written_is_read(kind in "[a-z.]{1,20}", id in proptest::option::of("\\PC{1,64}"), text in ".*") {
        let frame = encode(&kind, id.as_deref(), &json!({ "text": text })).unwrap();
        let envelope = Envelope::read(&frame).unwrap();
        prop_assert_eq!(envelope.kind.as_ref(), kind);
        prop_assert_eq!(envelope.id.as_deref(), id.as_deref());
        let payload: Value = serde_json::from_str(envelope.payload()).unwrap();
        prop_assert_eq!(payload["text"].as_str(), Some(text.as_str()));
    }
}
