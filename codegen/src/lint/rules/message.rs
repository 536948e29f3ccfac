//! Messages: what tells them apart, what ties an answer to its question, and what they carry.

mod correlation;
mod distinct;

use std::collections::HashMap;

use crate::lint::{Context, Kind, Report, Rule, Severity};
use crate::model::source::Node;
use crate::model::{self, Model};

static MESSAGES_AMBIGUOUS: Rule = Rule {
    code: "messages-ambiguous",
    severity: Severity::Warning,
    summary: "two messages of one direction cannot be told apart",
    explanation: "A frame is valid against one message of its channel and only one. A reader of these two cannot know which has come.",
    remedy: "Give each a required property with a `const` of its own.",
};

static CORRELATION_DANGLING: Rule = Rule {
    code: "correlation-dangling",
    severity: Severity::Error,
    summary: "the correlation id is where the message has nothing",
    explanation: "The pointer leads to no field of the schema, so that no answer can be tied to its question.",
    remedy: "Correct the pointer, or declare the field.",
};

static CORRELATION_TYPE_MISMATCH: Rule = Rule {
    code: "correlation-type-mismatch",
    severity: Severity::Warning,
    summary: "the correlation id of an answer is of another type than that of its question",
    explanation: "The two are never equal, so that the answer finds no question.",
    remedy: "Give both the same type.",
};

static CONTENT_TYPE_MISMATCH: Rule = Rule {
    code: "content-type-mismatch",
    severity: Severity::Warning,
    summary: "the content type is not one of structured data, and the payload is",
    explanation: "The schema describes an object or an array, and the content type says text or bytes: a reader does not parse it.",
    remedy: "Set `contentType` to what is sent, such as `application/json`, or correct the payload.",
};

static MESSAGE_WITHOUT_PAYLOAD: Rule = Rule {
    code: "message-without-payload",
    severity: Severity::Info,
    summary: "a message does not say what it carries",
    explanation: "Without `payload` any value is valid, and its type is `unknown`.",
    remedy: "Describe the payload; for a message that carries nothing, write `payload: { type: 'null' }`.",
};

static MESSAGE_NAME_CLASH: Rule = Rule {
    code: "message-name-clash",
    severity: Severity::Info,
    summary: "two messages have one name",
    explanation: "`name` is what people and programs call the message: one of the two needs another name in generated code.",
    remedy: "Rename one of the two.",
};

/// What is looked for in messages.
pub(super) const RULES: &[&Rule] = &[
    &MESSAGES_AMBIGUOUS,
    &CORRELATION_DANGLING,
    &CORRELATION_TYPE_MISMATCH,
    &CONTENT_TYPE_MISMATCH,
    &MESSAGE_WITHOUT_PAYLOAD,
    &MESSAGE_NAME_CLASH,
];

/// Looks at messages.
pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    names(context, report);
    for message in context.objects(Kind::Message) {
        // A misspelt `payload` is one fault, and not two.
        if message.is_object() && message.get("payload").is_none() && report.is_sound(message) {
            report.add_at_own_key(&MESSAGE_WITHOUT_PAYLOAD, message, "expected `payload`");
        }
    }
    let Some(model) = context.model else { return };
    for message in &model.messages {
        content_type(context, model, message, report);
    }
    distinct::check(context, model, report);
    correlation::check(context, model, report);
}

/// Names that two messages have.
fn names(context: &Context<'_>, report: &mut Report) {
    let mut named: HashMap<&str, Node<'_>> = HashMap::new();
    let mut messages: Vec<Node<'_>> = context.objects(Kind::Message).collect();
    messages.sort_unstable_by_key(|message| message.id());
    for message in messages {
        let Some(name) = message.get("name").and_then(Node::as_str) else { continue };
        let Some(first) = named.insert(name, message) else { continue };
        let payload = |message: Node<'_>| Some(message.get("payload")?.resolve().ok()?.id());
        // The same message with other headers is the same to who reads it.
        if payload(first) != payload(message) || payload(message).is_none() {
            let message_text = format!("`{name}` is the name of {} too", first.pointer());
            report.add_at_key(&MESSAGE_NAME_CLASH, message, "name", message_text);
        }
    }
}

fn content_type(context: &Context<'_>, model: &Model, message: &model::Message, report: &mut Report) {
    let node = context.node(message.node);
    let Some(own) = node.get("contentType").and_then(Node::as_str) else { return };
    let media = own.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_structured = ["json", "yaml", "xml", "csv"].iter().any(|kind| media.contains(kind));
    let is_opaque = ["text/", "image/", "audio/", "video/", "application/octet-stream", "application/pdf"]
        .iter()
        .any(|family| media.starts_with(family));
    let what = match &model.schemas.resolve(message.payload).kind {
        model::Kind::Object(object) if !object.properties.is_empty() => "an object",
        model::Kind::List(_) => "an array",
        _ => return,
    };
    if is_opaque && !is_structured {
        report.add_at_key(
            &CONTENT_TYPE_MISMATCH,
            node,
            "contentType",
            format!("`{own}` is no structured data, and the payload is {what}"),
        );
    }
}
