//! Messages that the server sends unasked, outside streams.

use barwire_schema::protocol::{Event, encode};
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// An event, encoded once for all who will get it. A clone shares its text.
#[derive(Debug, Clone)]
pub struct EventFrame(Utf8Bytes);

impl EventFrame {
    /// An event of a protocol that has a socket of its own.
    ///
    /// # Errors
    /// Where `payload` has no JSON form.
    pub fn new<E: Event>(payload: &E::Payload) -> Result<Self, serde_json::Error> {
        Ok(Self(encode(E::TYPE, None, payload)?.into()))
    }

    /// An event of a protocol mounted at `prefix`: its type begins with `prefix` and a dot.
    ///
    /// # Errors
    /// Where `payload` has no JSON form.
    pub fn mounted<E: Event>(prefix: &str, payload: &E::Payload) -> Result<Self, serde_json::Error> {
        Ok(Self(encode(&format!("{prefix}.{}", E::TYPE), None, payload)?.into()))
    }

    pub(crate) fn text(&self) -> Utf8Bytes {
        self.0.clone()
    }
}
