//! The document that follows from a declaration: its text, its rules, and its agreement with serde.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]
#![allow(dead_code, reason = "the protocols below are declared for their documents; nobody serves them")]

use std::collections::BTreeMap;

use barwire_schema::bars::{
    BARS_PROTOCOL, Bar, BarStreamError, BarSubscriptionAck, BarSubscriptionRequest, BarUnsubscribeAck,
    BarUnsubscribeRequest, BarUpdateMessage,
};
use barwire_schema::protocol::{
    AuthAck, AuthRequest, DocumentError, ErrorMessage, Ping, Pong, Protocol, SchemaError,
};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

fn document(protocol: &Protocol) -> Value {
    serde_json::to_value(protocol.document().unwrap()).unwrap()
}

/// The schema of one message's frame, with the components it refers to.
fn validator(document: &Value, message: &str) -> jsonschema::Validator {
    let mut schema = document["components"]["messages"][message]["payload"].clone();
    assert!(schema.is_object(), "no message is named {message}");
    schema["components"] = document["components"].clone();
    jsonschema::draft7::new(&schema).unwrap()
}

#[test]
fn the_committed_document_is_that_of_the_bar_protocol() {
    let committed = include_str!("../asyncapi.yaml");
    assert_eq!(BARS_PROTOCOL.document().unwrap().to_yaml().unwrap(), committed, "run `make generate`");
}

#[test]
fn yaml_and_json_say_the_same() {
    let document = BARS_PROTOCOL.document().unwrap();
    let yaml: Value = serde_yaml::from_str(&document.to_yaml().unwrap()).unwrap();
    let json: Value = serde_json::from_str(&document.to_json().unwrap()).unwrap();
    assert_eq!(yaml, json);
}

/// YAML 1.1 readers take these for booleans, numbers, dates and times.
#[test]
fn no_plain_word_of_the_yaml_is_something_else_to_an_old_reader() {
    let yaml = BARS_PROTOCOL.document().unwrap().to_yaml().unwrap();
    for line in yaml.lines() {
        let value = line.rsplit(": ").next().unwrap_or(line).trim().trim_start_matches("- ");
        let trap =
            matches!(value.to_ascii_lowercase().as_str(), "on" | "off" | "yes" | "no" | "y" | "n" | "~")
                || (value.contains('_') && value.replace('_', "").parse::<f64>().is_ok())
                || (value.len() == 10
                    && value.split('-').count() == 3
                    && value.replace('-', "").parse::<u32>().is_ok());
        assert!(!trap, "a YAML 1.1 reader does not read {value:?} as a string");
    }
}

/// Reads a payload as serde does, writes it again, and compares.
fn round_trip<T: DeserializeOwned + Serialize>(payload: &Value) -> Result<(), String> {
    let value: T = serde_json::from_value(payload.clone()).map_err(|error| error.to_string())?;
    let written = serde_json::to_value(&value).map_err(|error| error.to_string())?;
    if written == *payload { Ok(()) } else { Err(format!("{payload} became {written}")) }
}

type RoundTrip = fn(&Value) -> Result<(), String>;

fn round_trips() -> BTreeMap<&'static str, RoundTrip> {
    BTreeMap::from([
        ("auth", round_trip::<AuthRequest> as RoundTrip),
        ("auth.ack", round_trip::<AuthAck>),
        ("bars.ack", round_trip::<BarSubscriptionAck>),
        ("bars.error", round_trip::<BarStreamError>),
        ("bars.subscribe", round_trip::<BarSubscriptionRequest>),
        ("bars.unsubscribe", round_trip::<BarUnsubscribeRequest>),
        ("bars.unsubscribe.ack", round_trip::<BarUnsubscribeAck>),
        ("bars.update", round_trip::<BarUpdateMessage>),
        ("error", round_trip::<ErrorMessage>),
        ("ping", round_trip::<Ping>),
        ("pong", round_trip::<Pong>),
    ])
}

#[test]
fn every_message_has_examples_that_serde_and_the_schema_take() {
    let document = document(&BARS_PROTOCOL);
    let messages = document["components"]["messages"].as_object().unwrap();
    let round_trips = round_trips();
    assert!(messages.keys().eq(round_trips.keys()), "each declared message is tested here");
    for (name, message) in messages {
        let validator = validator(&document, name);
        let examples = message["examples"].as_array().unwrap_or_else(|| panic!("{name} has no example"));
        for example in examples {
            let frame = &example["payload"];
            assert!(validator.is_valid(frame), "{name}: the schema refuses {frame}");
            round_trips[name.as_str()](&frame["payload"]).unwrap();
        }
    }
}

/// One fault each, made from an example: (message, the member to change, its new value; `None` removes it).
#[test]
fn what_the_schema_refuses_serde_refuses_too() {
    let long = "x".repeat(65);
    let faults: Vec<(&str, &str, Option<Value>)> = vec![
        ("auth", "/token", None),
        ("auth", "/token", Some(json!(1))),
        ("auth.ack", "/status", Some(json!("maybe"))),
        ("auth.ack", "/expires", Some(json!(null))),
        ("bars.ack", "/epoch", Some(json!(""))),
        ("bars.ack", "/closed_seq", Some(json!(9_007_199_254_740_992_u64))),
        ("bars.ack", "/resolution", Some(json!("D"))),
        ("bars.ack", "/recovered", Some(json!(null))),
        ("bars.error", "/code", Some(json!("unheard_of"))),
        ("bars.error", "/retry", Some(json!("yes"))),
        ("bars.subscribe", "/symbol", None),
        ("bars.subscribe", "/symbol", Some(json!(""))),
        ("bars.subscribe", "/symbol", Some(json!(long))),
        ("bars.subscribe", "/symbol", Some(json!("A\u{0}B"))),
        ("bars.subscribe", "/symbol", Some(json!(null))),
        ("bars.subscribe", "/resolution", Some(json!(""))),
        ("bars.subscribe", "/resolution", Some(json!("12345678901234567"))),
        ("bars.subscribe", "/resolution", Some(json!(null))),
        ("bars.subscribe", "/since", Some(json!(null))),
        ("bars.subscribe", "/since", Some(json!({ "epoch": "e" }))),
        ("bars.subscribe", "/since", Some(json!({ "epoch": "e", "closed_seq": -1 }))),
        ("bars.unsubscribe", "/symbol", None),
        ("bars.unsubscribe.ack", "/status", None),
        ("bars.update", "/bar", None),
        ("bars.update", "/bar/close", Some(json!("1.5"))),
        ("bars.update", "/bar/volume", Some(json!(null))),
        ("bars.update", "/bar/time", Some(json!(1.5))),
        ("bars.update", "/bar/time", Some(json!(-1))),
        ("bars.update", "/timestamp", Some(json!(9_007_199_254_740_992_u64))),
        ("bars.update", "/resolution", Some(json!("1h"))),
        ("bars.update", "/closed", Some(json!(1))),
        ("error", "/code", None),
        ("error", "/path", Some(json!(null))),
        ("pong", "/timestamp", None),
    ];
    let document = document(&BARS_PROTOCOL);
    let round_trips = round_trips();
    for (name, member, value) in faults {
        let mut frame = document["components"]["messages"][name]["examples"][0]["payload"].clone();
        let (parent, key) = member.rsplit_once('/').unwrap();
        let object = frame["payload"].pointer_mut(parent).unwrap().as_object_mut().unwrap();
        match value {
            Some(value) => drop(object.insert(key.to_owned(), value)),
            None => drop(object.remove(key)),
        }
        assert!(!validator(&document, name).is_valid(&frame), "{name}{member}: the schema takes {frame}");
        assert!(round_trips[name](&frame["payload"]).is_err(), "{name}{member}: serde takes {frame}");
    }
}

#[test]
fn unknown_members_are_ignored() {
    let document = document(&BARS_PROTOCOL);
    for (name, round_trip) in round_trips() {
        let mut frame = document["components"]["messages"][name]["examples"][0]["payload"].clone();
        frame["added_later"] = json!(null);
        frame["payload"]["added_later"] = json!(null);
        assert!(validator(&document, name).is_valid(&frame), "{name}");
        let error = round_trip(&frame["payload"]).unwrap_err();
        assert!(error.contains("became"), "{name}: serde refuses an unknown member: {error}");
    }
}

#[test]
fn no_schema_is_nullable_or_closed() {
    let yaml = BARS_PROTOCOL.document().unwrap().to_yaml().unwrap();
    assert!(!yaml.contains("'null'"));
    assert!(!yaml.contains("additionalProperties"));
}

/// Every kind of item, on a socket that is composed of two protocols. Below, the same in another order.
mod first {
    use super::*;

    /// How much.
    #[derive(Serialize, Deserialize, JsonSchema)]
    pub(super) struct Order {
        /// Pieces.
        #[serde(default)]
        pub(super) quantity: u8,
    }

    /// A deal.
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[schemars(example = json!({ "item": "tea", "order": { "quantity": 2 } }))]
    pub(super) struct Trade {
        /// What.
        pub(super) item: String,
        /// How much of it.
        pub(super) order: Order,
    }

    /// What was done.
    #[derive(Serialize, Deserialize, JsonSchema)]
    pub(super) struct Note {
        /// In words; left out where there are none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub(super) text: Option<String>,
    }

    #[barwire_schema::protocol(name = "notes", version = "1.0.0", address = "/notes")]
    pub(super) trait NotesProtocol {
        type Session;
        /**
         * Leave a note. Nobody answers.
         *
         * It stays.
         */
        #[request("leave")]
        async fn leave(&self, session: &Self::Session, request: Note);
    }

    /// Trading, for a test.
    #[barwire_schema::protocol(
        name = "trades",
        version = "1.0.0",
        address = "/ws",
        unknown_messages = "refuse"
    )]
    pub(super) trait TradesProtocol {
        type Session;
        /// Place an order.
        ///
        /// It is filled at once.
        #[request("place" => "placed")]
        async fn place(&self, session: &Self::Session, request: Trade) -> Trade;
        /// Follow an item.
        #[request("follow" => "followed", opens = "trades")]
        async fn follow(&self, session: &Self::Session, request: Trade) -> Trade;
        /// The trades of one item.
        #[stream("trades", key(item), update = "traded", failed = "halted")]
        fn trades(update: Trade, failed: Trade);
        /// The market opens.
        #[event("opened")]
        fn opened(payload: Note);
        #[mount("notes")]
        fn notes(&self) -> &impl NotesProtocol<Session = Self::Session>;
    }
}

mod second {
    use super::first::{NOTES_PROTOCOL, Note, NotesProtocol, Trade};

    /// Trading, for a test.
    #[barwire_schema::protocol(
        name = "trades",
        version = "1.0.0",
        address = "/ws",
        unknown_messages = "refuse"
    )]
    pub(super) trait TradesProtocol {
        #[mount("notes")]
        fn notes(&self) -> &impl NotesProtocol<Session = Self::Session>;
        /// The market opens.
        #[event("opened")]
        fn opened(payload: Note);
        /// The trades of one item.
        #[stream("trades", key(item), update = "traded", failed = "halted")]
        fn trades(update: Trade, failed: Trade);
        /// Follow an item.
        #[request("follow" => "followed", opens = "trades")]
        async fn follow(&self, session: &Self::Session, request: Trade) -> Trade;
        /// Place an order.
        ///
        /// It is filled at once.
        #[request("place" => "placed")]
        async fn place(&self, session: &Self::Session, request: Trade) -> Trade;
        type Session;
    }
}

#[test]
fn every_kind_of_declaration_has_its_place_in_the_document() {
    let mut document = first::TRADES_PROTOCOL.document().unwrap();
    // The toolkit's own part is the same in every document.
    let toolkit = ["auth", "auth.ack", "error", "ping", "pong"];
    document.operations.retain(|name, _| !toolkit.contains(&name.as_str()));
    document.components.messages.retain(|name, _| !toolkit.contains(&name.as_str()));
    let own = ["Note", "NoteInput", "Order", "OrderInput", "Trade", "TradeInput"];
    document.components.schemas.retain(|name, _| own.contains(&name.as_str()));
    insta::assert_snapshot!(document.to_yaml().unwrap());
}

#[test]
fn paragraphs_of_a_comment_stay_apart() {
    let document = document(&BARS_PROTOCOL);
    let description = document["info"]["description"].as_str().unwrap();
    assert!(
        description.contains("charts.\n\nA client") && description.contains("\n\n## What"),
        "{description}"
    );
    let toolkit = document["channels"]["bars"]["description"].as_str().unwrap();
    assert!(toolkit.starts_with("One WebSocket") && toolkit.contains("\n\n## Close codes\n\n"), "{toolkit}");
}

#[test]
fn the_order_of_declaration_means_nothing() {
    let text = |protocol: &Protocol| protocol.document().unwrap().to_yaml().unwrap();
    assert_eq!(text(&first::TRADES_PROTOCOL), text(&second::TRADES_PROTOCOL));
}

/// `quantity` may be left out by who asks and is always there in what is answered; so is all that holds an order.
#[test]
fn a_type_that_is_read_otherwise_than_written_has_two_schemas() {
    let document = document(&first::TRADES_PROTOCOL);
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Order"]["required"], json!(["quantity"]));
    assert_eq!(schemas["OrderInput"]["required"], Value::Null);
    assert_eq!(
        schemas["TradeInput"]["properties"]["order"]["allOf"][0]["$ref"],
        "#/components/schemas/OrderInput"
    );
    assert_eq!(schemas["Trade"]["properties"]["order"]["allOf"][0]["$ref"], "#/components/schemas/Order");
    let message =
        |name: &str| &document["components"]["messages"][name]["payload"]["properties"]["payload"]["$ref"];
    assert_eq!(message("place"), "#/components/schemas/TradeInput");
    assert_eq!(message("placed"), "#/components/schemas/Trade");
}

mod page {
    pub(super) mod of_bars {
        /// A page.
        #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub(crate) struct Page {
            pub(crate) bars: Vec<super::super::Bar>,
        }
    }

    /// Another page.
    #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
    pub(super) struct Page {
        pub(super) text: String,
    }
}

#[barwire_schema::protocol(name = "pages", version = "1.0.0", address = "/ws")]
trait PagesProtocol {
    type Session;
    #[event("bars")]
    fn bars(payload: page::of_bars::Page);
    #[event("text")]
    fn text(payload: page::Page);
}

#[test]
fn two_types_of_one_name_are_refused() {
    let error = PAGES_PROTOCOL.document().unwrap_err();
    assert_eq!(error, DocumentError::Schemas(SchemaError::SameName("Page".to_owned())));
}

mod wrong {
    use super::{Deserialize, JsonSchema, Serialize};

    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "camelCase")]
    pub(super) struct Room {
        pub(super) room_id: String,
    }

    #[derive(Serialize, Deserialize, JsonSchema)]
    pub(super) struct Maybe {
        pub(super) value: Option<u8>,
    }

    #[barwire_schema::protocol(name = "keys", version = "1.0.0", address = "/ws")]
    pub(super) trait KeysProtocol {
        type Session;
        #[request("watch" => "watching", opens = "rooms")]
        async fn watch(&self, session: &Self::Session, request: Room) -> Room;
        #[stream("rooms", key(room_id), update = "update", failed = "failed")]
        fn rooms(update: Room, failed: Room);
    }

    #[barwire_schema::protocol(name = "lists", version = "1.0.0", address = "/ws")]
    pub(super) trait ListsProtocol {
        type Session;
        #[event("list")]
        fn list(payload: Vec<String>);
    }

    #[barwire_schema::protocol(name = "nulls", version = "1.0.0", address = "/ws")]
    pub(super) trait NullsProtocol {
        type Session;
        #[event("maybe")]
        fn maybe(payload: Maybe);
    }
}

#[test]
fn what_cannot_be_on_the_wire_is_refused() {
    let protocols = [&wrong::KEYS_PROTOCOL, &wrong::LISTS_PROTOCOL, &wrong::NULLS_PROTOCOL];
    let errors: Vec<String> =
        protocols.iter().map(|protocol| protocol.document().unwrap_err().to_string()).collect();
    insta::assert_snapshot!(errors.join("\n"), @r#"
    `room_id` is in the key of the stream `rooms`, and no member of `watch`; a key has the names on the wire
    the payload of `list` is no object; wrap it in a struct
    `value` of `Maybe` may be null, which is never on the wire; give it #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")], with `present` of barwire_schema::protocol
    "#);
}

#[barwire_schema::protocol(
    name = "served",
    version = "1.0.0",
    address = "/ws",
    server(name = "live", url = "wss://example.com/base/"),
    server(name = "odd", url = "https://example.com")
)]
trait ServedProtocol {
    type Session;
}

#[test]
fn the_url_of_a_server_is_checked() {
    let error = SERVED_PROTOCOL.document().unwrap_err();
    insta::assert_snapshot!(error, @"the server `odd` has the URL `https://example.com`; expected `ws://` or `wss://`, a host, and no query");
}
