//! From a declared protocol to its AsyncAPI document.

use std::collections::BTreeMap;

use schemars::Schema;
use serde_json::{Map, Value, json};

use super::check;
use super::toolkit::{ErrorEvent, TOOLKIT_PROTOCOL};
use super::{Contact, Event, EventDef, License, MessageDef, Protocol, RequestDef, ResumeDef, StreamDef, Tag};
use crate::asyncapi::{
    self, Action, Channel, ChannelBindings, Components, CorrelationId, Document, Example, Info, Message,
    Operation, Reference, Reply, WebSocketBinding,
};
use crate::schemas::{self, Dialect, Direction, SchemaError, Schemas, defined};
use crate::text::split_summary;

const CONTENT_TYPE: &str = "application/json";

/// The `id` in the frames of examples.
const EXAMPLE_ID: &str = "1";

/// Why a protocol has no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The payload types have no schemas in one document.
    #[error(transparent)]
    Schemas(#[from] SchemaError),
    /// Two messages or operations have one name; only a mount can bring that about.
    #[error("`{0}` is declared twice; mount one of the two at another prefix")]
    Repeated(String),
    /// A payload is no object.
    #[error("the payload of `{0}` is no object; wrap it in a struct")]
    NotAnObject(String),
    /// A member of a stream's key is missing from a message of the stream.
    #[error(
        "`{member}` is in the key of the stream `{stream}`, and no member of `{message}`; a key has the names on the wire"
    )]
    KeyMember {
        /// The stream.
        stream: String,
        /// The member.
        member: String,
        /// The type of the message.
        message: String,
    },
    /// What a stream resumes by is missing from a message of the stream.
    #[error("`{member}` is the `{part}` by which the stream `{stream}` resumes, and {fault} `{message}`")]
    ResumeMember {
        /// The stream.
        stream: String,
        /// What the member is for, as in `resume(…)`.
        part: &'static str,
        /// The member.
        member: String,
        /// What is wrong with it.
        fault: ResumeFault,
        /// The type of the message.
        message: String,
    },
    /// That by which an update replaces another is no member of it.
    #[error("`{pointer}`, the `latest` of the stream `{stream}`, leads to no member of `{message}`")]
    LatestMember {
        /// The stream.
        stream: String,
        /// The JSON Pointer.
        pointer: String,
        /// The type of the update.
        message: String,
    },
    /// The URL of a server is not of the form `ws://host/path`.
    #[error("the server `{name}` has the URL `{url}`; expected `ws://` or `wss://`, a host, and no query")]
    ServerUrl {
        /// The name of the server.
        name: String,
        /// Its URL.
        url: String,
    },
}

/// What is wrong with a member that a stream resumes by; the name of the message follows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResumeFault {
    /// It is not there.
    #[error("no member of")]
    Missing,
    /// A message may be without it.
    #[error("may be left out of")]
    Optional,
    /// It is no boolean.
    #[error("no boolean in")]
    NotBoolean,
    /// It is no object with this member.
    #[error("no object with the member `{0}` in")]
    Without(String),
}

impl Protocol {
    /// The AsyncAPI document of this protocol: its own messages, those of its mounts, and the toolkit's.
    ///
    /// # Errors
    /// [`DocumentError`] where names clash or a server's URL is wrong.
    pub fn document(&self) -> Result<Document, DocumentError> {
        let mut build = Build { channel: self.name, messages: Vec::new(), operations: BTreeMap::new() };
        build.add(&TOOLKIT_PROTOCOL, "")?;
        build.add(self, "")?;
        let components = build.components()?;
        check::payloads(&components)?;
        check::streams(&build.operations, &components)?;
        let servers = self.servers.iter().map(server).collect::<Result<BTreeMap<_, _>, _>>()?;
        let channel = Channel {
            address: self.address.to_owned(),
            title: self.title.to_owned(),
            description: split_summary(TOOLKIT_PROTOCOL.doc).1,
            servers: servers.keys().map(|name| Reference::server(name)).collect(),
            messages: components
                .messages
                .keys()
                .map(|name| (name.clone(), Reference::message(name)))
                .collect(),
            bindings: ChannelBindings { ws: WebSocketBinding { method: "GET", binding_version: "0.1.0" } },
            unknown_messages: self.unknown_messages.as_str(),
        };
        Ok(Document {
            asyncapi: asyncapi::VERSION,
            info: self.info(),
            default_content_type: CONTENT_TYPE,
            servers,
            channels: BTreeMap::from([(self.name.to_owned(), channel)]),
            operations: build.operations,
            components,
        })
    }

    fn info(&self) -> Info {
        Info {
            title: self.title.to_owned(),
            version: self.version.to_owned(),
            description: self.doc.to_owned(),
            contact: self.contact.as_ref().map(Into::into),
            license: self.license.as_ref().map(Into::into),
            tags: self.tags.iter().map(Into::into).collect(),
        }
    }
}

impl From<&Contact> for asyncapi::Contact {
    fn from(contact: &Contact) -> Self {
        let Contact { name, url, email } = *contact;
        Self { name: name.to_owned(), url: url.map(str::to_owned), email: email.map(str::to_owned) }
    }
}

impl From<&License> for asyncapi::License {
    fn from(license: &License) -> Self {
        Self { name: license.name.to_owned(), url: license.url.map(str::to_owned) }
    }
}

impl From<&Tag> for asyncapi::Tag {
    fn from(tag: &Tag) -> Self {
        Self { name: tag.name.to_owned(), description: tag.description.map(str::to_owned) }
    }
}

impl From<&ResumeDef> for asyncapi::Resume {
    fn from(resume: &ResumeDef) -> Self {
        let ResumeDef { since, epoch, count, counted, recovered } = *resume;
        Self {
            since: since.to_owned(),
            epoch: epoch.to_owned(),
            count: count.to_owned(),
            counted: counted.to_owned(),
            recovered: recovered.to_owned(),
        }
    }
}

fn server(server: &super::Server) -> Result<(String, asyncapi::Server), DocumentError> {
    let wrong = || DocumentError::ServerUrl { name: server.name.to_owned(), url: server.url.to_owned() };
    let (protocol, rest) = server.url.split_once("://").ok_or_else(wrong)?;
    let (host, path) =
        rest.split_once('/').map_or((rest, ""), |(host, path)| (host, path.trim_end_matches('/')));
    if !matches!(protocol, "ws" | "wss") || host.is_empty() || rest.contains(['?', '#']) {
        return Err(wrong());
    }
    Ok((
        server.name.to_owned(),
        asyncapi::Server {
            host: host.to_owned(),
            protocol: protocol.to_owned(),
            pathname: (!path.is_empty()).then(|| format!("/{path}")),
            description: server.description.map(str::to_owned),
        },
    ))
}

/// A document while it is built.
struct Build {
    channel: &'static str,
    messages: Vec<Declared>,
    operations: BTreeMap<String, Operation>,
}

/// A message with its whole name.
struct Declared {
    name: String,
    message: MessageDef,
    direction: Direction,
    /// Whether its frames have an `id`.
    has_id: bool,
}

impl Build {
    fn add(&mut self, protocol: &Protocol, prefix: &str) -> Result<(), DocumentError> {
        for request in protocol.requests {
            self.request(request, prefix)?;
        }
        for stream in protocol.streams {
            self.stream(stream, protocol, prefix)?;
        }
        for EventDef { doc, message } in protocol.events {
            // Of all events only `error` answers a request, and then carries its `id`.
            let has_id = message.name == ErrorEvent::TYPE;
            let name = self.message(*message, prefix, Direction::Sent, has_id);
            self.operation(name.clone(), self.describe(Action::Send, doc, vec![self.reference(&name)]))?;
        }
        for mount in protocol.mounts {
            self.add(mount.protocol, &format!("{prefix}{}.", mount.prefix))?;
        }
        Ok(())
    }

    fn request(&mut self, request: &RequestDef, prefix: &str) -> Result<(), DocumentError> {
        let name = self.message(request.message, prefix, Direction::Accepted, true);
        let reply = request.reply.map(|reply| self.message(reply, prefix, Direction::Sent, true));
        let mut operation = self.describe(Action::Receive, request.doc, vec![self.reference(&name)]);
        operation.reply = Some(Reply {
            channel: Reference::channel(self.channel),
            messages: reply
                .iter()
                .map(String::as_str)
                .chain([ErrorEvent::TYPE])
                .map(|name| self.reference(name))
                .collect(),
        });
        self.operation(name, operation)
    }

    fn stream(&mut self, stream: &StreamDef, protocol: &Protocol, prefix: &str) -> Result<(), DocumentError> {
        let update = self.message(stream.update, prefix, Direction::Sent, false);
        let failed = self.message(stream.failed, prefix, Direction::Sent, false);
        let tied = |tie: fn(&RequestDef) -> Option<&'static str>| {
            let request = protocol.requests.iter().find(|request| tie(request) == Some(stream.name))?;
            Some(format!("{prefix}{}", request.message.name))
        };
        let name = format!("{prefix}{}", stream.name);
        let mut operation =
            self.describe(Action::Send, stream.doc, vec![self.reference(&update), self.reference(&failed)]);
        operation.stream = Some(asyncapi::Stream {
            opens: tied(|request| request.opens).ok_or_else(|| DocumentError::Repeated(name.clone()))?,
            closes: tied(|request| request.closes),
            key: stream.key.iter().map(|&member| member.to_owned()).collect(),
            update,
            failed,
            resume: stream.resume.as_ref().map(Into::into),
            latest: stream.latest.map(str::to_owned),
        });
        self.operation(name, operation)
    }

    fn message(&mut self, message: MessageDef, prefix: &str, direction: Direction, has_id: bool) -> String {
        let name = format!("{prefix}{}", message.name);
        self.messages.push(Declared { name: name.clone(), message, direction, has_id });
        name
    }

    fn operation(&mut self, name: String, operation: Operation) -> Result<(), DocumentError> {
        match self.operations.insert(name.clone(), operation) {
            None => Ok(()),
            Some(_) => Err(DocumentError::Repeated(name)),
        }
    }

    fn describe(&self, action: Action, doc: &str, messages: Vec<Reference>) -> Operation {
        let (summary, description) = split_summary(doc);
        let channel = Reference::channel(self.channel);
        Operation { action, channel, summary, description, messages, reply: None, stream: None }
    }

    fn reference(&self, message: &str) -> Reference {
        Reference::channel_message(self.channel, message)
    }

    /// Every message and every named schema.
    fn components(&self) -> Result<Components, DocumentError> {
        let declared: Vec<_> =
            self.messages.iter().map(|declared| (declared.message.schema, declared.direction)).collect();
        let Schemas { mut named, own: payloads } = schemas::generate(&declared, Dialect::Draft7)?;
        let mut messages = BTreeMap::new();
        let mut shown = Vec::new();
        for (declared, payload) in self.messages.iter().zip(payloads) {
            let payload = payload.to_value();
            let name = payload.get("$ref").and_then(Value::as_str).and_then(defined).map(str::to_owned);
            let schema = name.as_ref().and_then(|name| named.get(name)).map_or(&payload, Schema::as_value);
            let message = declared.document(name.clone(), schema, payload.clone());
            if messages.insert(declared.name.clone(), message).is_some() {
                return Err(DocumentError::Repeated(declared.name.clone()));
            }
            shown.extend(name);
        }
        // The messages show the examples as whole frames; once is enough.
        for name in shown {
            if let Some(schema) = named.get_mut(&name) {
                schema.remove("examples");
            }
        }
        let schemas = named.into_iter().map(|(name, schema)| (name, schema.to_value())).collect();
        Ok(Components { messages, schemas })
    }
}

impl Declared {
    /// The message, given its payload: the name of the type, its whole schema, and the reference to it.
    fn document(&self, title: Option<String>, schema: &Value, payload: Value) -> Message {
        let summary = schema
            .get("description")
            .and_then(Value::as_str)
            .map(|doc| split_summary(doc).0)
            .unwrap_or_default();
        let examples = schema.get("examples").and_then(Value::as_array).into_iter().flatten();
        let examples = examples.map(|payload| Example { payload: self.frame(payload.clone()) }).collect();
        // A missing payload is read as `{}`, so only a payload without required members may be missing.
        let may_be_missing = self.direction == Direction::Accepted
            && schema.get("type").is_some_and(|name| name == "object")
            && schema.get("required").and_then(Value::as_array).is_none_or(Vec::is_empty);
        let mut properties = Map::new();
        properties.insert("type".to_owned(), json!({ "type": "string", "const": self.name }));
        if self.has_id {
            properties.insert("id".to_owned(), json!({ "type": "string", "minLength": 1, "maxLength": 64 }));
        }
        properties.insert("payload".to_owned(), payload);
        let required = if may_be_missing { json!(["type"]) } else { json!(["type", "payload"]) };
        Message {
            name: self.name.clone(),
            title,
            summary,
            content_type: CONTENT_TYPE,
            correlation_id: self.has_id.then_some(CorrelationId {
                description: "Chosen by the client; the reply carries the same.",
                location: "$message.payload#/id",
            }),
            payload: json!({ "type": "object", "required": required, "properties": properties }),
            examples,
        }
    }

    fn frame(&self, payload: Value) -> Value {
        let mut frame = Map::new();
        frame.insert("type".to_owned(), json!(self.name));
        if self.has_id {
            frame.insert("id".to_owned(), json!(EXAMPLE_ID));
        }
        frame.insert("payload".to_owned(), payload);
        Value::Object(frame)
    }
}
