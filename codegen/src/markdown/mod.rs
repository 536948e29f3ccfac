//! From the model to one Markdown page for people: every message with its direction, its members and an example.

mod members;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde::Serialize;

use crate::model::{self, Action, Message, Model, Operation, Resume, Stream};
use crate::templates::{self, Template, TemplateError};

/// The templates that lay out a page.
pub(crate) const TEMPLATES: &[Template] = &[
    ("protocol.md.hbs", include_str!("../../templates/markdown/protocol.md.hbs")),
    ("message.md.hbs", include_str!("../../templates/markdown/message.md.hbs")),
    ("members.md.hbs", include_str!("../../templates/markdown/members.md.hbs")),
];

/// What the templates are given.
#[derive(Serialize)]
struct Page<'a> {
    title: &'a str,
    version: &'a str,
    description: &'a str,
    channels: Vec<Channel<'a>>,
    requests: Vec<Entry<'a>>,
    streams: Vec<StreamEntry<'a>>,
    events: Vec<Entry<'a>>,
    types: Vec<members::Type>,
}

#[derive(Serialize)]
struct Channel<'a> {
    /// `WebSocket`, where a server of it is one; else `channel`.
    kind: &'static str,
    /// Its name, where the address is known only at run time.
    address: &'a str,
    description: &'a str,
}

/// An operation and its messages.
#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    summary: &'a str,
    description: &'a str,
    /// What it does to a stream.
    stream: Option<String>,
    messages: Vec<MessageEntry<'a>>,
}

#[derive(Serialize)]
struct StreamEntry<'a> {
    name: &'a str,
    summary: &'a str,
    description: &'a str,
    opens: &'a str,
    closes: Option<&'a str>,
    key: String,
    /// How it makes up for what its client has missed, in a sentence.
    resume: Option<String>,
    /// Which updates may be left out, in a sentence.
    latest: Option<String>,
    messages: Vec<MessageEntry<'a>>,
}

#[derive(Serialize)]
struct MessageEntry<'a> {
    name: &'a str,
    direction: &'static str,
    summary: &'a str,
    #[serde(flatten)]
    payload: members::Payload,
    examples: Vec<String>,
}

/// Writes the page of a document. Templates in `templates` take the place of ours.
///
/// # Errors
/// [`TemplateError`] where a template fails.
pub fn generate(model: &Model, templates: Option<&Path>) -> Result<String, TemplateError> {
    let mut page = Page {
        title: &model.title,
        version: &model.version,
        description: &model.description,
        channels: model
            .channels
            .iter()
            .map(|channel| Channel {
                kind: if is_web_socket(model, channel) { "WebSocket" } else { "channel" },
                address: channel.address.as_deref().unwrap_or(&channel.name),
                description: &channel.description,
            })
            .collect(),
        requests: Vec::new(),
        streams: Vec::new(),
        events: Vec::new(),
        types: members::types(model),
    };
    let relations = Relations::of(model);
    for operation in &model.operations {
        match (&operation.stream, operation.action) {
            (Some(stream), _) => page.streams.push(stream_entry(model, operation, stream)),
            (None, Action::Receive) => page.requests.push(entry(model, operation, &relations)),
            (None, Action::Send) => page.events.push(entry(model, operation, &relations)),
        }
    }
    templates::render(TEMPLATES, templates, &page)
}

fn is_web_socket(model: &Model, channel: &model::Channel) -> bool {
    channel.servers.iter().any(|server| matches!(model.servers[*server].protocol.as_str(), "ws" | "wss"))
}

/// What operations have to do with others.
struct Relations<'a> {
    /// The messages that the application sends unasked: they have entries of their own.
    events: HashSet<usize>,
    /// What an operation does to a stream, by its name.
    streams: HashMap<&'a str, String>,
}

impl<'a> Relations<'a> {
    fn of(model: &'a Model) -> Self {
        let sent = model.operations.iter().filter(|operation| operation.action == Action::Send);
        let mut relations = Relations {
            events: sent.flat_map(|operation| operation.messages.iter().copied()).collect(),
            streams: HashMap::new(),
        };
        for Operation { name, stream, .. } in &model.operations {
            let Some(stream) = stream else { continue };
            let mut tie = |operation: &'a str, verb: &str| {
                let heading = anchor(&format!("Stream `{name}`"));
                let text = format!("{verb} the stream [`{name}`](#{heading}).");
                relations.streams.entry(operation).or_insert(text);
            };
            tie(&stream.opens, "Opens");
            if let Some(closes) = &stream.closes {
                tie(closes, "Closes");
            }
        }
        relations
    }
}

fn entry<'a>(model: &'a Model, operation: &'a Operation, relations: &Relations<'_>) -> Entry<'a> {
    let (asked, answered) = match operation.action {
        Action::Receive => (CLIENT, SERVER),
        Action::Send => (SERVER, CLIENT),
    };
    let replies = operation.replies.iter().filter(|reply| !relations.events.contains(reply));
    let messages =
        operation.messages.iter().map(|index| (index, asked)).chain(replies.map(|index| (index, answered)));
    Entry {
        name: &operation.name,
        summary: &operation.summary,
        description: &operation.description,
        stream: relations.streams.get(operation.name.as_str()).cloned(),
        messages: messages
            .map(|(index, direction)| message_entry(model, &model.messages[*index], direction))
            .collect(),
    }
}

fn stream_entry<'a>(model: &'a Model, operation: &'a Operation, stream: &'a Stream) -> StreamEntry<'a> {
    let messages =
        operation.messages.iter().map(|index| message_entry(model, &model.messages[*index], SERVER));
    StreamEntry {
        name: &operation.name,
        summary: &operation.summary,
        description: &operation.description,
        opens: &stream.opens,
        closes: stream.closes.as_deref(),
        key: stream.key.iter().map(|member| format!("`{member}`")).collect::<Vec<_>>().join(" and "),
        resume: stream.resume.as_ref().map(resumes),
        latest: stream.latest.as_deref().map(|pointer| replaces(pointer, stream.resume.as_ref())),
        messages: messages.collect(),
    }
}

fn resumes(resume: &Resume) -> String {
    let Resume { since, epoch, count, counted, recovered } = resume;
    format!(
        "A client that was away opens it with `{since}`, which has the `{epoch}` and `{count}` that it saw last; `{recovered}` in the \
         answer says whether every update with `{counted}: true` that it missed follows."
    )
}

fn replaces(pointer: &str, resume: Option<&Resume>) -> String {
    let exception = resume.map_or_else(String::new, |Resume { counted, .. }| {
        format!(", unless that has `{counted}: true` and the later one has not")
    });
    format!("Of two updates with the same `{pointer}` the earlier one may be left out{exception}.")
}

const CLIENT: &str = "client → server";
const SERVER: &str = "server → client";

fn message_entry<'a>(model: &Model, message: &'a Message, direction: &'static str) -> MessageEntry<'a> {
    MessageEntry {
        name: &message.name,
        direction,
        summary: &message.summary,
        payload: members::payload(model, message.payload),
        examples: message.examples.iter().map(ToString::to_string).collect(),
    }
}

/// The anchor that readers of Markdown give a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}
