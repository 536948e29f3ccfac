//! A document as everything else here sees it: channels, operations and messages by name, schemas in an arena.
//!
//! Any AsyncAPI document from 2.0 to 3.1, and any OpenAPI document of 3.0 and 3.1: [`source`] knows the files and where their values stand,
//! `read` makes channels, operations, messages and endpoints of them, `lowering` makes schemas. Nothing in the model depends on the order of a document's keys: lists are sorted by
//! name, and the members of an object stand in the order of its `required` (an array, which has an order of its own), the optional ones
//! after them by name.

mod endpoint;
pub mod instance;
mod lowering;
mod read;
mod schema;
pub mod source;
pub(crate) mod types;

pub use endpoint::{Argument, Arguments, Body, Content, Endpoint, Location, Meaning, Reply};
pub use schema::{
    Beyond, Bound, Contains, Dependency, Docs, If, Kind, List, Literal, Number, Object, Property, Schema,
    SchemaId, Schemas, Tag, Text, Union,
};

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use source::{NodeId, Place, ReferenceError, SourceError, Sources};

/// Why a document could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The document is not of a version that can be read.
    #[error("{place}: `{specification}: {version}` cannot be read; expected {}", specification.versions())]
    Version {
        /// Where.
        place: Place,
        /// What it is a version of.
        specification: Specification,
        /// The version.
        version: String,
    },
    /// A reference leads to nothing that can be read.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// A part of the document is missing or of the wrong kind.
    #[error("{place}: {reason}")]
    Invalid {
        /// Where.
        place: Place,
        /// What is wrong, and what is expected.
        reason: String,
    },
}

/// What documents follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Specification {
    /// AsyncAPI: messages.
    #[default]
    AsyncApi,
    /// OpenAPI: operations over HTTP.
    OpenApi,
}

impl Specification {
    /// What the document with this root says that it follows.
    #[must_use]
    pub fn of(root: source::Node<'_>) -> Option<Self> {
        [Self::AsyncApi, Self::OpenApi].into_iter().find(|one| root.get(one.key()).is_some())
    }

    /// The member of a document that has the version.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::AsyncApi => "asyncapi",
            Self::OpenApi => "openapi",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AsyncApi => "AsyncAPI",
            Self::OpenApi => "OpenAPI",
        }
    }

    /// What is made of such a document.
    pub(crate) fn commands(self) -> &'static str {
        match self {
            Self::AsyncApi => "`barwire generate typescript` and `barwire generate markdown` read those",
            Self::OpenApi => "`barwire generate typescript` and `barwire generate html` read those",
        }
    }

    /// The versions that can be read.
    fn versions(self) -> &'static str {
        match self {
            Self::AsyncApi => "2.0.0 to 2.6.0, 3.0.0 or 3.1.0",
            Self::OpenApi => "3.0.x or 3.1.x",
        }
    }
}

impl fmt::Display for Specification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// A document.
#[derive(Debug, Default)]
pub struct Model {
    /// The files that it was read from.
    pub sources: Arc<Sources>,
    /// What it follows.
    pub specification: Specification,
    /// The version of that.
    pub specification_version: String,
    /// The name for programs, where the document has one (`x-barwire-name` of `info`).
    pub name: Option<String>,
    /// The name for people.
    pub title: String,
    /// The version of the described protocol.
    pub version: String,
    /// Markdown.
    pub description: String,
    /// Where the described application is reached.
    pub servers: Vec<Server>,
    /// How a client shows who it is.
    pub security_schemes: Vec<SecurityScheme>,
    /// What messages travel through.
    pub channels: Vec<Channel>,
    /// What the described application sends and receives.
    pub operations: Vec<Operation>,
    /// The messages of all channels. One that is in several channels is here once.
    pub messages: Vec<Message>,
    /// What is asked for over HTTP, by name; none in a document of AsyncAPI.
    pub endpoints: Vec<Endpoint>,
    /// Every schema.
    pub schemas: Schemas,
    /// What could not be taken over as it is meant.
    pub notes: Vec<Note>,
}

/// What a model leaves out, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// Where it stands.
    pub place: Place,
    /// What is left out.
    pub text: String,
}

/// Where the described application is reached.
#[derive(Debug, Clone)]
pub struct Server {
    /// The key in the document.
    pub name: String,
    /// Host and path as one: `example.com/v1`, with its variables in braces.
    pub url: String,
    /// `wss`, `kafka`.
    pub protocol: String,
    /// Markdown.
    pub description: String,
    /// The schemes of which one suffices, by their place in [`Model::security_schemes`].
    pub security: Vec<usize>,
    /// Where it stands.
    pub node: NodeId,
}

/// How a client shows who it is.
#[derive(Debug, Clone)]
pub struct SecurityScheme {
    /// The key in the document.
    pub name: String,
    /// `httpApiKey`, `oauth2`.
    pub kind: String,
    /// Markdown.
    pub description: String,
    /// Where it stands.
    pub node: NodeId,
}

/// What messages travel through: a socket, a topic, a queue.
#[derive(Debug, Clone)]
pub struct Channel {
    /// The key in the document.
    pub name: String,
    /// The path or topic; none where it is known only at run time.
    pub address: Option<String>,
    /// Markdown.
    pub description: String,
    /// What stands in the braces of the address, by name.
    pub parameters: Vec<Parameter>,
    /// Its messages, by their places in [`Model::messages`].
    pub messages: Vec<usize>,
    /// The servers that have it, by their places in [`Model::servers`]; all of them where the document names none.
    pub servers: Vec<usize>,
    /// Whether a message of an unknown type is ignored (`x-barwire-unknown-messages`).
    pub ignores_unknown_messages: bool,
    /// Where it stands.
    pub node: NodeId,
}

/// A part of an address.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// What stands in the braces.
    pub name: String,
    /// Markdown.
    pub description: String,
    /// The values it may have; none where it may have any.
    pub values: Vec<String>,
    /// Its value where none is given.
    pub default: Option<String>,
    /// Where a message has it: a runtime expression.
    pub location: Option<String>,
}

/// Who sends, from the view of the described application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The application sends: `send`, or `subscribe` in 2.x.
    Send,
    /// The application receives: `receive`, or `publish` in 2.x.
    Receive,
}

/// Whose view is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Perspective {
    /// A client of the described application.
    #[default]
    Client,
    /// The described application.
    Server,
}

/// What the described application does with messages. Messages are named by their place in [`Model::messages`].
#[derive(Debug, Clone)]
pub struct Operation {
    /// The key in the document; in 2.x the `operationId`, or else made of the action and the channel.
    pub name: String,
    /// Who sends.
    pub action: Action,
    /// The channel, by its place in [`Model::channels`].
    pub channel: usize,
    /// One sentence.
    pub summary: String,
    /// Markdown.
    pub description: String,
    /// What is sent or received.
    pub messages: Vec<usize>,
    /// What is answered.
    pub replies: Vec<usize>,
    /// Where the answer travels, by its place in [`Model::channels`].
    pub reply_channel: Option<usize>,
    /// The schemes of which one suffices, by their place in [`Model::security_schemes`].
    pub security: Vec<usize>,
    /// That the messages are a stream (`x-barwire-stream`).
    pub stream: Option<Stream>,
    /// Where it stands.
    pub node: NodeId,
}

/// A stream: names of operations and messages.
#[derive(Debug, Clone)]
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
    /// How it makes up for what its client has missed.
    pub resume: Option<Resume>,
    /// A JSON Pointer into the payload of an update: of two with the same value there, the later one says all that the earlier one said.
    /// One that is counted is only replaced by one that is counted.
    pub latest: Option<String>,
}

/// How a stream makes up for what its client has missed: members of payloads.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// A message, with what its traits say.
#[derive(Debug, Clone)]
pub struct Message {
    /// The `type` on the wire, where the frame has one that is constant; else its own name, or the key in the document.
    pub name: String,
    /// One sentence.
    pub summary: String,
    /// Markdown.
    pub description: String,
    /// The media type of the payload, where one is given.
    pub content_type: Option<String>,
    /// The schema of the whole frame.
    pub payload: SchemaId,
    /// The schema of what travels beside the payload.
    pub headers: Option<SchemaId>,
    /// Where the value stands that ties an answer to its question: a runtime expression.
    pub correlation: Option<String>,
    /// Frames.
    pub examples: Vec<Value>,
    /// Where it stands.
    pub node: NodeId,
}

/// A JSON Schema that is no part of a document.
#[derive(Debug)]
pub struct SingleSchema {
    /// The files that it was read from.
    pub sources: Sources,
    /// The schema and all that it refers to, as they are written.
    pub schemas: Schemas,
    /// The schema itself.
    pub root: SchemaId,
}

impl SingleSchema {
    /// Reads a schema, of JSON Schema 2020-12 unless its `$schema` says otherwise.
    ///
    /// # Errors
    /// [`ModelError`] where the text is no schema that can be read.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        read::single(Sources::parse(None, text, &[])?)
    }
}

impl Model {
    /// Reads the document in a file, YAML or JSON.
    ///
    /// # Errors
    /// [`ModelError`] where the file cannot be read, or what it holds cannot.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        Self::read(Sources::open(path, &[])?)
    }

    /// Reads a document, YAML or JSON.
    ///
    /// # Errors
    /// [`ModelError`] where the text is no document that can be read.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        Self::read(Sources::parse(None, text, &[])?)
    }

    /// Reads a document from its files.
    ///
    /// # Errors
    /// [`ModelError`] where they hold no document that can be read.
    pub fn read(sources: impl Into<Arc<Sources>>) -> Result<Self, ModelError> {
        read::model(sources.into())
    }

    /// Reads a document from its files, with each schema as it is written: nothing is merged, so that every demand has its place.
    ///
    /// # Errors
    /// As [`Model::read`].
    pub fn as_written(sources: impl Into<Arc<Sources>>) -> Result<Self, ModelError> {
        read::as_written(sources.into())
    }

    /// Reads the schema at a place of the document that no message leads to, as it is written.
    ///
    /// # Errors
    /// [`ModelError`] where what stands there is no schema that can be read.
    pub fn schema_at(&self, node: NodeId) -> Result<(Schemas, SchemaId), ModelError> {
        read::schema(self.sources.node(node))
    }

    /// The same of a document that was read with [`Model::as_written`], without reading it again.
    ///
    /// # Errors
    /// As [`Model::read`].
    pub fn merged(&self) -> Result<Self, ModelError> {
        read::merged(self)
    }

    /// The messages that reach whoever has this perspective, and those that they send, each by its place in [`Model::messages`].
    #[must_use]
    pub fn directions(&self, perspective: Perspective) -> Directions {
        let mut directions = Directions { inbound: Vec::new(), outbound: Vec::new() };
        let inbound_action = match perspective {
            Perspective::Client => Action::Send,
            Perspective::Server => Action::Receive,
        };
        for operation in &self.operations {
            let (asked, answered) = if operation.action == inbound_action {
                (&mut directions.inbound, &mut directions.outbound)
            } else {
                (&mut directions.outbound, &mut directions.inbound)
            };
            asked.extend(&operation.messages);
            answered.extend(&operation.replies);
        }
        for messages in [&mut directions.inbound, &mut directions.outbound] {
            messages.sort_unstable();
            messages.dedup();
        }
        directions
    }
}

/// Messages by their places in [`Model::messages`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directions {
    /// What is received.
    pub inbound: Vec<usize>,
    /// What is sent.
    pub outbound: Vec<usize>,
}
