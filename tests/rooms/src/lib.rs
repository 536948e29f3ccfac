//! A small protocol of its own, as an outsider would write it: sensors report the temperature of rooms, and anyone may watch a room.

#[cfg(feature = "server")]
mod house;

#[cfg(feature = "server")]
pub use house::House;

use barwire_schema::protocol;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Sensors report the temperature of rooms, and anyone may watch a room.
#[protocol(
    name = "rooms",
    title = "Rooms",
    version = "0.1.0",
    address = "/rooms",
    server(name = "house", url = "ws://127.0.0.1:8100")
)]
pub trait RoomsProtocol {
    /// What the server knows of one connection.
    type Session;

    /// Watch a room.
    #[request("watch" => "watching", opens = "rooms")]
    async fn watch(&self, session: &Self::Session, request: Watch) -> Watching;

    /// Stop watching a room.
    #[request("leave" => "left", closes = "rooms")]
    async fn leave(&self, session: &Self::Session, request: Leave) -> Left;

    /// Report the temperature of a room. Nothing is answered.
    #[request("report")]
    async fn report(&self, session: &Self::Session, request: Report);

    /// The temperature of one room, as it changes.
    #[stream("rooms", key(room), update = "reading", failed = "broken")]
    fn rooms(update: Reading, failed: Broken);

    /// A room was reported for the first time.
    #[event("room_added")]
    fn room_added(payload: RoomAdded);
}

/// Watch a room.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({ "room": "kitchen" }))]
pub struct Watch {
    /// Its name.
    pub room: String,
}

/// Whether the room is watched.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "status", rename_all = "snake_case")]
#[schemars(example = json!({ "status": "ok", "room": "kitchen" }))]
#[schemars(example = json!({ "status": "error", "room": "attic", "message": "no sensor has reported attic" }))]
pub enum Watching {
    /// It is.
    Ok {
        /// Its name.
        room: String,
    },
    /// It is not.
    Error {
        /// Its name.
        room: String,
        /// Why.
        message: String,
    },
}

/// Stop watching a room.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({ "room": "kitchen" }))]
pub struct Leave {
    /// Its name.
    pub room: String,
}

/// The room is no longer watched.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({ "room": "kitchen", "was_watched": true }))]
pub struct Left {
    /// Its name.
    pub room: String,
    /// Whether it was watched.
    pub was_watched: bool,
}

/// What a sensor reports.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({ "room": "kitchen", "celsius": 21.5 }))]
pub struct Report {
    /// The room.
    pub room: String,
    /// Degrees Celsius.
    pub celsius: f64,
    /// Words for these readings.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// The temperature of a room.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({ "room": "kitchen", "celsius": 21.5, "tags": ["oven"] }))]
pub struct Reading {
    /// The room.
    pub room: String,
    /// Degrees Celsius.
    pub celsius: f64,
    /// Words for this reading.
    pub tags: Vec<String>,
}

/// The sensor of a room has failed.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({ "room": "kitchen", "message": "the sensor reports less than absolute zero" }))]
pub struct Broken {
    /// The room.
    pub room: String,
    /// Why.
    pub message: String,
}

/// A room was reported for the first time.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({ "room": "kitchen" }))]
pub struct RoomAdded {
    /// Its name.
    pub room: String,
}
