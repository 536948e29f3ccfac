//! From the model to one Markdown page for people: every message with its direction, its members and an example.

mod members;

use std::path::Path;

use serde::Serialize;

use crate::model::{Action, Message, Model, Operation, Stream};
use crate::templates::{self, Template, TemplateError};

const TEMPLATES: &[Template] = &[
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
    messages: Vec<MessageEntry<'a>>,
}

#[derive(Serialize)]
struct MessageEntry<'a> {
    name: &'a str,
    direction: &'static str,
    summary: &'a str,
    shapes: Vec<members::Shape>,
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
            .map(|channel| Channel { address: &channel.address, description: &channel.description })
            .collect(),
        requests: Vec::new(),
        streams: Vec::new(),
        events: Vec::new(),
        types: members::types(model),
    };
    for operation in &model.operations {
        match (&operation.stream, operation.action) {
            (Some(stream), _) => page.streams.push(stream_entry(model, operation, stream)),
            (None, Action::Receive) => page.requests.push(entry(model, operation)),
            (None, Action::Send) => page.events.push(entry(model, operation)),
        }
    }
    templates::render(TEMPLATES, templates, &page)
}

fn entry<'a>(model: &'a Model, operation: &'a Operation) -> Entry<'a> {
    let (asked, answered) = match operation.action {
        Action::Receive => (CLIENT, SERVER),
        Action::Send => (SERVER, CLIENT),
    };
    // What answers many requests has an entry of its own.
    let is_event = |index: &&usize| {
        model.operations.iter().any(|other| other.action == Action::Send && other.messages.contains(index))
    };
    let replies = operation.replies.iter().filter(|reply| !is_event(reply));
    let messages =
        operation.messages.iter().map(|index| (index, asked)).chain(replies.map(|index| (index, answered)));
    let tied =
        model.operations.iter().filter_map(|other| Some((&other.name, other.stream.as_ref()?))).find_map(
            |(name, stream)| {
                let closes = stream.closes.as_ref() == Some(&operation.name);
                let verb = if stream.opens == operation.name {
                    "Opens"
                } else if closes {
                    "Closes"
                } else {
                    return None;
                };
                Some(format!("{verb} the stream [`{name}`](#{}).", anchor(&format!("Stream `{name}`"))))
            },
        );
    Entry {
        name: &operation.name,
        summary: &operation.summary,
        description: &operation.description,
        stream: tied,
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
        messages: messages.collect(),
    }
}

const CLIENT: &str = "client → server";
const SERVER: &str = "server → client";

fn message_entry<'a>(model: &Model, message: &'a Message, direction: &'static str) -> MessageEntry<'a> {
    MessageEntry {
        name: &message.name,
        direction,
        summary: &message.summary,
        shapes: members::payload(model, message.payload),
        examples: message.examples.iter().map(ToString::to_string).collect(),
    }
}

/// The anchor that readers of Markdown give a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}
