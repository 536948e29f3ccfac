//! The AsyncAPI 3.1.0 document as Rust types, and its text in YAML and JSON.
//!
//! Only what a declared protocol needs is here; names are the specification's
//! (<https://www.asyncapi.com/docs/reference/specification/v3.1.0>). Maps are sorted by key, so that a document does not
//! depend on the order of declaration.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::Value;

/// A whole document.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// The version of the specification.
    pub asyncapi: &'static str,
    /// What is described.
    pub info: Info,
    /// The media type of every message.
    pub default_content_type: &'static str,
    /// Where it is served, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub servers: BTreeMap<String, Server>,
    /// The sockets, by name.
    pub channels: BTreeMap<String, Channel>,
    /// What the server does, by name.
    pub operations: BTreeMap<String, Operation>,
    /// Messages and schemas, by name.
    pub components: Components,
}

/// The version of the specification that [`Document`] follows.
pub const VERSION: &str = "3.1.0";

/// What is described.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Info {
    /// The name for people.
    pub title: String,
    /// The version of the protocol.
    pub version: String,
    /// Markdown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Whom to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Under which terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<License>,
    /// What it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

/// Whom to ask.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contact {
    /// A person or group.
    pub name: String,
    /// Where to find them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How to write to them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// Under which terms.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct License {
    /// The name.
    pub name: String,
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A subject.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tag {
    /// One word.
    pub name: String,
    /// What it means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Where a protocol is served.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Server {
    /// Host and port.
    pub host: String,
    /// `ws` or `wss`.
    pub protocol: String,
    /// The path before every channel's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pathname: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// One socket and every message on it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Channel {
    /// The path.
    pub address: String,
    /// The name for people.
    pub title: String,
    /// Markdown.
    pub description: String,
    /// The servers that have it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub servers: Vec<Reference>,
    /// Its messages, by name.
    pub messages: BTreeMap<String, Reference>,
    /// That it is a WebSocket.
    pub bindings: ChannelBindings,
    /// `ignore` or `refuse`: what a receiver does with a message of a type it does not know.
    #[serde(rename = "x-barwire-unknown-messages")]
    pub unknown_messages: &'static str,
}

/// What is particular to a transport.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChannelBindings {
    /// WebSocket.
    pub ws: WebSocketBinding,
}

/// The WebSocket binding, version 0.1.0.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebSocketBinding {
    /// The HTTP method of the handshake.
    pub method: &'static str,
    /// The version of the binding.
    pub binding_version: &'static str,
}

/// What the server does with a message.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Operation {
    /// From the server's view.
    pub action: Action,
    /// The socket.
    pub channel: Reference,
    /// One sentence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Markdown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The messages it sends or receives.
    pub messages: Vec<Reference>,
    /// What it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<Reply>,
    /// That these messages are a stream, which requests open and close.
    #[serde(rename = "x-barwire-stream", skip_serializing_if = "Option::is_none")]
    pub stream: Option<Stream>,
}

/// Who sends, from the view of the described server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// The server sends.
    Send,
    /// A client sends.
    Receive,
}

/// The answers to a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reply {
    /// The socket.
    pub channel: Reference,
    /// One of these.
    pub messages: Vec<Reference>,
}

/// The extension `x-barwire-stream` of a `send` operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stream {
    /// The operation that opens it.
    pub opens: String,
    /// The operation that closes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes: Option<String>,
    /// The members of the payload that tell one stream from another.
    pub key: Vec<String>,
    /// The type of its updates.
    pub update: String,
    /// The type of its failure.
    pub failed: String,
    /// How it makes up for what its client has missed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resume: Option<Resume>,
    /// A JSON Pointer (RFC 6901) into the payload of an update: of two with the same value there, the later one says all that the earlier
    /// one said. One that is counted is only replaced by one that is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<String>,
}

/// How a stream makes up for what its client has missed: members of payloads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Resume {
    /// Of the request that opens the stream: where the client left off, an object with the members `epoch` and `count`.
    pub since: String,
    /// Of the answer and of every update: the same as long as the source remembers.
    pub epoch: String,
    /// Of the answer and of every update: the number of the last update that is counted. Within an epoch there are no holes.
    pub count: String,
    /// Of every update: whether it is counted.
    pub counted: String,
    /// Of the answer: whether everything counted since follows.
    pub recovered: String,
}

/// What is referred to by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Components {
    /// Every message.
    pub messages: BTreeMap<String, Message>,
    /// Every named schema.
    pub schemas: BTreeMap<String, Value>,
}

/// A message; its payload is the whole frame.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// The type on the wire.
    pub name: String,
    /// The name of the payload's type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// One sentence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// The media type.
    pub content_type: &'static str,
    /// Where that stands by which a reply is recognised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<CorrelationId>,
    /// The schema of the frame.
    pub payload: Value,
    /// Frames.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
}

/// Where that stands by which a reply is recognised.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CorrelationId {
    /// What it is.
    pub description: &'static str,
    /// A runtime expression.
    pub location: &'static str,
}

/// One frame.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Example {
    /// The frame.
    pub payload: Value,
}

/// A `$ref` within the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference(String);

impl Reference {
    /// The server `name`.
    #[must_use]
    pub fn server(name: &str) -> Self {
        Self(format!("#/servers/{name}"))
    }

    /// The channel `name`.
    #[must_use]
    pub fn channel(name: &str) -> Self {
        Self(format!("#/channels/{name}"))
    }

    /// The message `name` of a channel, as operations refer to it.
    #[must_use]
    pub fn channel_message(channel: &str, name: &str) -> Self {
        Self(format!("#/channels/{channel}/messages/{name}"))
    }

    /// The name of the message that is referred to.
    #[must_use]
    pub fn message_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The message `name` of the components, as channels refer to it.
    #[must_use]
    pub fn message(name: &str) -> Self {
        Self(format!("#/components/messages/{name}"))
    }
}

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("$ref", &self.0)])
    }
}

impl Document {
    /// The document as YAML.
    ///
    /// # Errors
    /// Where a value has no YAML form.
    pub fn to_yaml(&self) -> Result<String, serde_yaml::Error> {
        crate::text::yaml(self)
    }

    /// The document as indented JSON, with a newline at the end.
    ///
    /// # Errors
    /// Where a value has no JSON form.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        crate::text::json(self)
    }
}
