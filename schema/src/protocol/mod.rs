//! A declared protocol as data, and the frames that carry its messages.
//!
//! The `#[protocol]` attribute writes one [`Protocol`] per trait. [`Protocol::document`] turns it into AsyncAPI; a server reads frames with
//! [`Envelope`] and hands them to a [`Service`].

mod check;
mod document;
mod envelope;
mod scalar;
mod service;
mod toolkit;

pub use document::{DocumentError, ResumeFault};
pub use envelope::{Envelope, InvalidMessage, encode};
pub use scalar::{
    Counter, EpochMillis, EpochSeconds, Integer, MAX_SAFE_INTEGER, OutOfBounds, Text, check_length, present,
};
pub use service::{DispatchError, Event, Incoming, Service, Stream};
pub use toolkit::{
    AuthAck, AuthErrorCode, AuthRequest, ErrorCode, ErrorEvent, ErrorMessage, Ping, Pong, TOOLKIT_PROTOCOL,
    ToolkitProtocol,
};

pub use crate::schemas::SchemaError;

use schemars::{JsonSchema, Schema, SchemaGenerator};

/// A declared protocol: what the `#[protocol]` attribute makes of a trait.
#[derive(Debug)]
pub struct Protocol {
    /// The short name, for commands and files.
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// The version of the protocol.
    pub version: &'static str,
    /// The documentation of the trait, in Markdown.
    pub doc: &'static str,
    /// The path of the WebSocket, such as `/api/v1/ws`.
    pub address: &'static str,
    /// What a receiver does with a message of a type it does not know.
    pub unknown_messages: UnknownMessages,
    /// Whom to ask.
    pub contact: Option<Contact>,
    /// The licence of the protocol.
    pub license: Option<License>,
    /// What the protocol is about.
    pub tags: &'static [Tag],
    /// Where it is served.
    pub servers: &'static [Server],
    /// What clients may ask.
    pub requests: &'static [RequestDef],
    /// What clients may follow.
    pub streams: &'static [StreamDef],
    /// What the server sends unasked, outside streams.
    pub events: &'static [EventDef],
    /// Protocols on the same socket, their message types behind a prefix.
    pub mounts: &'static [Mount],
}

/// What a receiver does with a message of a type it does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownMessages {
    /// Nothing: adding a message breaks nobody.
    Ignore,
    /// It is a fault of the sender.
    Refuse,
}

impl UnknownMessages {
    /// The word in the document.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ignore => "ignore",
            Self::Refuse => "refuse",
        }
    }
}

/// Whom to ask about a protocol.
#[derive(Debug)]
pub struct Contact {
    /// A person or group.
    pub name: &'static str,
    /// Where to find them.
    pub url: Option<&'static str>,
    /// How to write to them.
    pub email: Option<&'static str>,
}

/// The licence of a protocol.
#[derive(Debug)]
pub struct License {
    /// Its name, best an SPDX expression.
    pub name: &'static str,
    /// Its text.
    pub url: Option<&'static str>,
}

/// A subject.
#[derive(Debug)]
pub struct Tag {
    /// One word.
    pub name: &'static str,
    /// What it means.
    pub description: Option<&'static str>,
}

/// Where a protocol is served.
#[derive(Debug)]
pub struct Server {
    /// The key in the document.
    pub name: &'static str,
    /// Scheme and host, such as `wss://example.com`.
    pub url: &'static str,
    /// What it is for.
    pub description: Option<&'static str>,
}

/// A message: its name on the wire and the schema of its payload.
#[derive(Debug, Clone, Copy)]
pub struct MessageDef {
    /// The `type` of the frame.
    pub name: &'static str,
    /// Adds the payload's schema to a generator and returns a reference to it.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

impl MessageDef {
    /// The message `name` with the payload `T`.
    #[must_use]
    pub const fn of<T: JsonSchema>(name: &'static str) -> Self {
        Self { name, schema: |generator| generator.subschema_for::<T>() }
    }
}

/// A question a client may ask.
#[derive(Debug)]
pub struct RequestDef {
    /// The documentation of the method, in Markdown.
    pub doc: &'static str,
    /// The question.
    pub message: MessageDef,
    /// The answer, unless there is none.
    pub reply: Option<MessageDef>,
    /// The stream that an answer opens.
    pub opens: Option<&'static str>,
    /// The stream that an answer closes.
    pub closes: Option<&'static str>,
}

/// A sequence of messages that clients open and close.
#[derive(Debug)]
pub struct StreamDef {
    /// Its name, unlike every message's only within the document.
    pub name: &'static str,
    /// The documentation, in Markdown.
    pub doc: &'static str,
    /// The members of the payload that tell one stream from another.
    pub key: &'static [&'static str],
    /// What it sends.
    pub update: MessageDef,
    /// What it sends when it fails.
    pub failed: MessageDef,
    /// How it makes up for what its client has missed.
    pub resume: Option<ResumeDef>,
    /// A JSON Pointer (RFC 6901) into the payload of an update: of two with the same value there, the later one says all that the earlier
    /// one said. One that is counted is only replaced by one that is counted.
    pub latest: Option<&'static str>,
}

/// How a stream makes up for what its client has missed: members of payloads, by their names on the wire.
#[derive(Debug, Clone, Copy)]
pub struct ResumeDef {
    /// Of the request that opens the stream: where the client left off, an object with the members `epoch` and `count`.
    pub since: &'static str,
    /// Of the answer and of every update: the same as long as the source remembers.
    pub epoch: &'static str,
    /// Of the answer and of every update: the number of the last update that is counted. Within an epoch there are no holes.
    pub count: &'static str,
    /// Of every update: whether it is counted.
    pub counted: &'static str,
    /// Of the answer: whether everything counted since follows.
    pub recovered: &'static str,
}

/// A message that the server sends unasked.
#[derive(Debug)]
pub struct EventDef {
    /// The documentation, in Markdown.
    pub doc: &'static str,
    /// The message.
    pub message: MessageDef,
}

/// A protocol on the socket of another.
#[derive(Debug)]
pub struct Mount {
    /// What stands before its message types, without the dot that follows.
    pub prefix: &'static str,
    /// The protocol.
    pub protocol: &'static Protocol,
}
