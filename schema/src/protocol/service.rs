//! What a protocol asks of the code that serves it, and what it gives to it: dispatch and typed publishers.

use std::future::Future;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Protocol;
use super::envelope::{Envelope, encode, pointer, without_position};

/// A served protocol, whichever it is. `into_service` of a protocol's trait makes one; a server runs it.
pub trait Service: Send + Sync + 'static {
    /// What the server knows of one connection.
    type Session;

    /// The protocol that is served.
    fn protocol(&self) -> &'static Protocol;

    /// Answers one frame: the reply to send, or `None` where the request has none.
    fn dispatch(
        &self,
        session: &Self::Session,
        frame: Incoming<'_>,
    ) -> impl Future<Output = Result<Option<String>, DispatchError>> + Send;
}

/// A stream as a type: what may be published on it.
pub trait Stream: 'static {
    /// The name of the stream.
    const NAME: &'static str;
    /// The type of its updates on the wire.
    const UPDATE: &'static str;
    /// The type of its failure on the wire.
    const FAILED: &'static str;
    /// The payload of an update.
    type Update: Serialize + Send + Sync;
    /// The payload of a failure.
    type Failed: Serialize + Send + Sync;
}

/// A message that the server sends unasked, as a type.
pub trait Event: 'static {
    /// The type of the message on the wire.
    const TYPE: &'static str;
    /// Its payload.
    type Payload: Serialize + Send + Sync;
}

/// Why a frame has no declared reply.
#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    /// No request has this type.
    #[error("no message has this type")]
    UnknownType,
    /// The payload does not fit the request.
    #[error("{reason}")]
    InvalidPayload {
        /// What is wrong.
        reason: String,
        /// The JSON Pointer (RFC 6901) of the fault from the root of the frame.
        path: String,
    },
    /// The reply has no JSON form.
    #[error("the reply cannot be written: {0}")]
    Unencodable(#[from] serde_json::Error),
}

/// A frame on its way to a handler, seen from the protocol it has reached: `rooms.say` is `say` to a protocol mounted at `rooms`.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    envelope: &'a Envelope<'a>,
    mounted_at: usize,
}

impl<'a> Incoming<'a> {
    /// The frame as it came.
    #[must_use]
    pub const fn new(envelope: &'a Envelope<'a>) -> Self {
        Self { envelope, mounted_at: 0 }
    }

    /// The type of the message, without the prefixes of the mounts it has passed.
    #[must_use]
    pub fn kind(&self) -> &'a str {
        &self.envelope.kind[self.mounted_at..]
    }

    /// The frame as seen from the protocol mounted at `prefix`, if it is for that.
    #[must_use]
    pub fn enter(&self, prefix: &str) -> Option<Self> {
        let rest = self.kind().strip_prefix(prefix)?.strip_prefix('.')?;
        Some(Self { envelope: self.envelope, mounted_at: self.envelope.kind.len() - rest.len() })
    }

    /// Reads the payload.
    ///
    /// # Errors
    /// [`DispatchError::InvalidPayload`] where it is not a `T`.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, DispatchError> {
        let text = self.envelope.payload();
        serde_json::from_str(text).map_err(|error| {
            // Keeping the path costs time, so only a payload that was refused is read with it.
            let path =
                serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_str(text))
                    .err()
                    .map_or_else(String::new, |error| pointer(error.path()));
            DispatchError::InvalidPayload {
                reason: without_position(&error),
                path: format!("/payload{path}"),
            }
        })
    }

    /// Writes the reply `kind` to this frame.
    ///
    /// # Errors
    /// [`DispatchError::Unencodable`] where `payload` has no JSON form.
    pub fn reply<T: Serialize>(&self, kind: &str, payload: &T) -> Result<Option<String>, DispatchError> {
        let prefix = &self.envelope.kind[..self.mounted_at];
        let id = self.envelope.id.as_deref();
        let frame = if prefix.is_empty() {
            encode(kind, id, payload)
        } else {
            encode(&format!("{prefix}{kind}"), id, payload)
        };
        Ok(Some(frame?))
    }
}
