//! Messages that the server sends unasked, outside streams.

use barwire_schema::protocol::{Event, encode};

use super::frame::Frame;

/// An event, encoded once for all who will get it. A clone shares its bytes.
#[derive(Debug, Clone)]
pub struct EventFrame(Frame);

impl EventFrame {
    /// An event of a protocol that has a socket of its own.
    ///
    /// # Errors
    /// Where `payload` has no JSON form.
    pub fn new<E: Event>(payload: &E::Payload) -> Result<Self, serde_json::Error> {
        Ok(Self(Frame::text(encode(E::TYPE, None, payload)?)))
    }

    /// An event of a protocol mounted at `prefix`: its type begins with `prefix` and a dot.
    ///
    /// # Errors
    /// Where `payload` has no JSON form.
    pub fn mounted<E: Event>(prefix: &str, payload: &E::Payload) -> Result<Self, serde_json::Error> {
        Ok(Self(Frame::text(encode(&format!("{prefix}.{}", E::TYPE), None, payload)?)))
    }

    pub(crate) fn frame(&self) -> Frame {
        self.0.clone()
    }
}
