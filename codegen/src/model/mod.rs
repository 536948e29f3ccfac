//! A document as everything else here sees it: channels, operations and messages by name, schemas in an arena.
//!
//! Nothing in the model depends on the order of a document's keys: lists are sorted by name, and the members of an object
//! stand in the order of its `required` (an array, which has an order of its own), the optional ones after them by name.

mod lowering;
mod read;
mod schema;
mod source;

pub use schema::{Docs, Kind, Literal, Number, Object, Property, Schema, SchemaId, Schemas, Text, Union};

use std::path::Path;

use serde_json::Value;

/// Why a document could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file could not be read.
    #[error("cannot be read: {0}")]
    Unreadable(std::io::Error),
    /// The text is neither YAML nor JSON.
    #[error("the document is not well-formed: {0}")]
    Malformed(String),
    /// The document is not of a version that can be read.
    #[error("`asyncapi: {0}` cannot be read; expected 3.0.0 or 3.1.0")]
    Version(String),
    /// A part of the document is missing or of the wrong kind.
    #[error("{pointer}: {reason}")]
    Invalid {
        /// The JSON Pointer (RFC 6901) of the part.
        pointer: String,
        /// What is wrong, and what is expected.
        reason: String,
    },
}

/// A document.
#[derive(Debug)]
pub struct Model {
    /// The name for people.
    pub title: String,
    /// The version of the described protocol.
    pub version: String,
    /// Markdown.
    pub description: String,
    /// The sockets.
    pub channels: Vec<Channel>,
    /// What the described application sends and receives.
    pub operations: Vec<Operation>,
    /// The messages of all channels.
    pub messages: Vec<Message>,
    /// Every schema.
    pub schemas: Schemas,
}

/// A socket.
#[derive(Debug)]
pub struct Channel {
    /// The key in the document.
    pub name: String,
    /// The path.
    pub address: String,
    /// Markdown.
    pub description: String,
    /// Whether a message of an unknown type is ignored (`x-barwire-unknown-messages`).
    pub ignores_unknown_messages: bool,
}

/// Who sends, from the view of the described application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The application sends.
    Send,
    /// The application receives.
    Receive,
}

/// What the described application does with messages. Messages are named by their place in [`Model::messages`].
#[derive(Debug)]
pub struct Operation {
    /// The key in the document.
    pub name: String,
    /// Who sends.
    pub action: Action,
    /// The socket, by its place in [`Model::channels`].
    pub channel: usize,
    /// One sentence.
    pub summary: String,
    /// Markdown.
    pub description: String,
    /// What is sent or received.
    pub messages: Vec<usize>,
    /// What is answered.
    pub replies: Vec<usize>,
    /// That the messages are a stream (`x-barwire-stream`).
    pub stream: Option<Stream>,
}

/// A stream: names of operations and messages.
#[derive(Debug)]
pub struct Stream {
    /// The operation that opens it.
    pub opens: String,
    /// The operation that closes it.
    pub closes: Option<String>,
    /// The members of the payload that tell one stream from another.
    pub key: Vec<String>,
    /// The type of its updates.
    pub update: String,
    /// The type of its failure.
    pub failed: String,
}

/// A message.
#[derive(Debug)]
pub struct Message {
    /// The `type` on the wire, where the frame has one that is constant; else the key in the document.
    pub name: String,
    /// One sentence.
    pub summary: String,
    /// Markdown.
    pub description: String,
    /// The schema of the whole frame.
    pub payload: SchemaId,
    /// Frames.
    pub examples: Vec<Value>,
}

impl Model {
    /// Reads the document in a file, YAML or JSON.
    ///
    /// # Errors
    /// [`ModelError`] where the file cannot be read, or what it holds cannot.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        Self::parse(&std::fs::read_to_string(path).map_err(ModelError::Unreadable)?)
    }

    /// Reads a document, YAML or JSON.
    ///
    /// # Errors
    /// [`ModelError`] where the text is no document that can be read.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        read::model(&source::parse(text)?)
    }

    /// The messages that the described application receives, and those that it sends, each by its place in [`Model::messages`].
    #[must_use]
    pub fn directions(&self) -> (Vec<usize>, Vec<usize>) {
        let (mut received, mut sent) = (Vec::new(), Vec::new());
        for operation in &self.operations {
            let (asked, answered) = match operation.action {
                Action::Receive => (&mut received, &mut sent),
                Action::Send => (&mut sent, &mut received),
            };
            asked.extend(&operation.messages);
            answered.extend(&operation.replies);
        }
        for messages in [&mut received, &mut sent] {
            messages.sort_unstable();
            messages.dedup();
        }
        (received, sent)
    }
}
