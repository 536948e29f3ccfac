//! The toolkit's own messages, part of every protocol: `ping`, `auth` and `error`.

use barwire_macros::protocol;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Counter, EpochMillis, present};

/// Ask whether the server is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({}))]
pub struct Ping {}

/// The server is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({ "timestamp": 1_795_000_000_123_u64 }))]
pub struct Pong {
    /// The server's clock.
    pub timestamp: EpochMillis,
}

/// Say who is asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({ "token": "eyJhbGciOiJIUzI1NiJ9" }))]
pub struct AuthRequest {
    /// The token, as the issuer gave it.
    pub token: String,
}

/// The answer to a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "status", rename_all = "snake_case")]
#[schemars(example = json!({ "status": "ok" }))]
#[schemars(example = json!({ "status": "error", "code": "unauthorized", "message": "the token has expired" }))]
pub enum AuthAck {
    /// The token is good, or the server asks for none.
    Ok {
        /// When the token ends. Absent where the server asks for none.
        #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        expires: Option<EpochMillis>,
    },
    /// The token was refused.
    Error {
        /// Why, for programs.
        code: AuthErrorCode,
        /// Why, for people.
        message: String,
    },
}

/// Why a token was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthErrorCode {
    /// The token is not valid, or no longer.
    Unauthorized,
    /// Too many attempts.
    RateLimited,
    /// The server failed.
    Internal,
}

/// A frame that no declared reply can answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({
    "code": "invalid_payload", "message": "missing field `token`", "received": "auth", "path": "/payload",
}))]
pub struct ErrorMessage {
    /// Why, for programs.
    pub code: ErrorCode,
    /// Why, for people.
    pub message: String,
    /// The type of the offending frame, where it could be read.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
    /// The JSON Pointer (RFC 6901) of the fault from the root of the frame.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Milliseconds to wait before asking again.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<Counter>,
}

/// Why a frame was not handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The frame is not JSON, or no message.
    InvalidMessage,
    /// No message has this type.
    UnknownType,
    /// The payload does not fit the message.
    InvalidPayload,
    /// Too many requests; wait for `retry_after_ms`.
    RateLimited,
    /// The server asks for a token first.
    Unauthorized,
    /// The server failed.
    Internal,
}

/// The messages that are part of every protocol, and the rules that hold for all of them.
///
/// One WebSocket (RFC 6455) carries every message, one JSON text frame (UTF-8) each: `{"type": …, "payload": {…}, "id"?: …}`, members in
/// any order. A missing `payload` means `{}`. Unknown members are ignored on receipt and never sent. A known member given twice, or
/// `null`, is an `invalid_message`; optional members are left out where there is no value.
///
/// Times are milliseconds since the Unix epoch, UTC. Times and counters are integers from 0 to 2^53 − 1.
///
/// The `id` is the client's to choose; the reply carries the same, or none where the request had none. A request gets exactly one
/// answer: its declared reply, or `error` with its `id`. One connection's requests are handled in order, and so are their replies.
///
/// ## Close codes
///
/// | code | meaning | come back |
/// |---|---|---|
/// | 1000, 1001 | the other side has finished, or goes away | as needed |
/// | 1002 | a fault in the WebSocket protocol | no |
/// | 1003 | a binary frame | no |
/// | 1007 | a text frame that is not UTF-8 | no |
/// | 1009 | a frame that is too big | no |
/// | 1011 | the server failed | after a jittered pause |
/// | 1012 | the server restarts | after a jittered pause |
/// | 1013 | the server is full | after a jittered pause |
/// | 4000 | no pong in time | after a jittered pause |
/// | 4001 | the client reads too slowly | after a jittered pause |
/// | 4002 | too many requests | after a jittered pause |
/// | 4003 | the token has expired | with a new token |
/// | 4500 | no token in time | no |
/// | 4501 | too many frames that could not be handled | no |
/// | 4502 | the token was refused | no |
#[protocol(name = "toolkit", title = "Toolkit messages", version = "1.0.0", address = "/")]
pub trait ToolkitProtocol {
    /// What the server knows of one connection.
    type Session;

    /// Ask whether the server is there, and what time it has.
    #[request("ping" => "pong")]
    async fn ping(&self, session: &Self::Session, request: Ping) -> Pong;

    /// Show a token. A server that asks for none answers `ok`.
    #[request("auth" => "auth.ack")]
    async fn auth(&self, session: &Self::Session, request: AuthRequest) -> AuthAck;

    /// What no declared reply can answer: a frame that is no JSON, of no known type, or with a payload that does not fit.
    #[event("error")]
    fn error(payload: ErrorMessage);
}
