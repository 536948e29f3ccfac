//! Whole WebSocket frames (RFC 6455, section 5), made once and shared by all who get them.

use std::io;

use barwire_schema::protocol::encode;
use serde::Serialize;
use tokio_tungstenite::tungstenite::Bytes;
use tokio_tungstenite::tungstenite::protocol::frame::Frame as Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

/// A frame as it goes on the wire: header and payload, unmasked. A clone shares its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame(Bytes);

impl Frame {
    /// A text frame.
    pub(crate) fn text(text: String) -> Self {
        Self::of(Message::message(text, OpCode::Data(Data::Text), true))
    }

    /// A ping without a payload.
    pub(crate) fn ping() -> Self {
        Self::of(Message::ping(Bytes::new()))
    }

    /// Frames that something else has written, each of them whole.
    pub(crate) fn written(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }

    /// The text frame of a message, or a line in the log where it has no JSON form.
    pub(crate) fn message<T: Serialize>(kind: &str, payload: &T) -> Option<Self> {
        match encode(kind, None, payload) {
            Ok(text) => Some(Self::text(text)),
            Err(error) => {
                tracing::error!(kind, %error, "a message has no JSON form");
                None
            }
        }
    }

    fn of(message: Message) -> Self {
        let mut bytes = Vec::with_capacity(message.len());
        // Writing into memory does not fail.
        let _written: Result<(), _> = message.format(&mut bytes).map_err(io::Error::other);
        Self(bytes.into())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        self.0
    }
}
