//! Numbers within bounds: what serde takes, what the schema says, and where values end.

#![allow(clippy::unwrap_used, reason = "a fault fails the test")]

use barwire_schema::protocol::{
    Counter, EpochMillis, EpochSeconds, Integer, MAX_SAFE_INTEGER, OutOfBounds, Text,
};
use serde_json::json;

type Few = Integer<1, 3>;

#[test]
fn an_integer_is_within_its_bounds() {
    assert_eq!(serde_json::from_value::<Few>(json!(3)).unwrap(), Few::of::<3>());
    assert_eq!(Few::try_from(0), Err(OutOfBounds::Range { min: 1, max: 3, got: 0 }));
    let error = serde_json::from_value::<Few>(json!(4)).unwrap_err().to_string();
    assert!(error.starts_with("expected an integer from 1 to 3, got 4"), "{error}");
    for wrong in [json!(-1), json!(1.5), json!("1"), json!(null)] {
        assert!(serde_json::from_value::<Few>(wrong).is_err());
    }
    assert_eq!(schemars::schema_for!(Few).get("maximum"), Some(&json!(3)));
    assert_eq!(Few::of::<2>().to_string(), "2");
}

#[test]
fn seconds_are_milliseconds_as_far_as_these_go() {
    let seconds = |seconds: u64| EpochSeconds::try_from(seconds).unwrap();
    assert_eq!(seconds(1_285_804_800).millis(), EpochMillis::try_from(1_285_804_800_000).unwrap());
    assert_eq!(seconds(MAX_SAFE_INTEGER).millis().get(), MAX_SAFE_INTEGER);
    assert_eq!(EpochSeconds::try_from(u64::MAX), Err(OutOfBounds::Integer(u64::MAX)));
    assert_eq!(schemars::schema_for!(EpochSeconds).get("x-barwire-unit"), Some(&json!("s")));
}

#[test]
fn a_counter_ends_where_integers_are_exact() {
    assert_eq!(Counter::saturating(7).get(), 7);
    assert_eq!(Counter::saturating(u64::MAX).get(), MAX_SAFE_INTEGER);
}

#[test]
fn a_text_that_may_be_empty_begins_empty() {
    assert_eq!(Text::<0, 4>::default().as_str(), "");
}
