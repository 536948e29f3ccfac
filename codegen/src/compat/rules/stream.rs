//! Streams, and what clients do with messages that they do not know: what documents say of it in our extensions.

use super::contract::Contract;
use super::report::{Draft, at};
use super::{Context, DIRECTIONS, Report, operation, place_of};
use crate::compat::{Category, Direction, Rule};
use crate::model::{Operation, Stream};

static CHANGED: Rule = Rule {
    code: "stream-changed",
    summary: "what opens, closes, feeds or fails a stream has changed, or what tells one stream from another",
    explanation: "A client's runtime opens a stream with one message, waits for others, and gives each update to whoever has asked for its key. A server that keeps another bargain feeds no stream, or the wrong one, without any frame being refused.",
    remedy: "Declare a new stream beside the old one.",
};

static REMOVED: Rule = Rule {
    code: "stream-removed",
    summary: "an operation is no longer a stream",
    explanation: "Its messages are still sent, and nothing says when they begin and end.",
    remedy: "Keep `x-barwire-stream` as long as the server serves the stream.",
};

static UNKNOWN_REFUSED: Rule = Rule {
    code: "unknown-messages-refused",
    summary: "clients no longer ignore messages that they do not know",
    explanation: "From now on every new message of the server breaks the clients of this document.",
    remedy: "Keep `x-barwire-unknown-messages: ignore`.",
};

pub(super) const RULES: &[&Rule] = &[&CHANGED, &REMOVED, &UNKNOWN_REFUSED];

/// Looks at the streams of both documents, and at what becomes of unknown messages.
pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let (old, new) = (&context.old, &context.new);
    for (from, to) in &context.channels.both {
        for direction in DIRECTIONS {
            for before in old.operations(*from, direction) {
                let Some(stream) = &before.stream else { continue };
                let now = operation::counterpart(context, (*from, *to), before, direction);
                let Some(now) = now else { continue };
                match &now.stream {
                    Some(other) => changed(context, *from, (before, stream), (now, other), report),
                    None => removed(context, *from, before, now, report),
                }
            }
        }
        let (was, is) = (&old.model.channels[*from], &new.model.channels[*to]);
        if was.ignores_unknown_messages && !is.ignores_unknown_messages {
            const KEY: &str = "x-barwire-unknown-messages";
            let message =
                "an old client ignores messages that it does not know, and a new client refuses them";
            report.add(
                Draft::new(
                    &UNKNOWN_REFUSED,
                    Category::Dangerous,
                    old.address(*from).to_owned(),
                    message.to_owned(),
                )
                .direction(Direction::ServerToClient)
                .places(Some(place_of(old, was.node, KEY)), Some(place_of(new, is.node, KEY)))
                .said("ignore", "refuse"),
            );
        }
    }
}

/// The parts of a stream as they are on the wire: what operations are called is not.
fn parts(contract: &Contract<'_>, stream: &Stream) -> [(&'static str, String); 5] {
    let sent = |name: &str| {
        let operation = contract.model.operations.iter().find(|operation| operation.name == name);
        let message = operation.and_then(|operation| operation.messages.first());
        message.map_or_else(|| name.to_owned(), |message| contract.message(*message).name.clone())
    };
    [
        ("opens", sent(&stream.opens)),
        ("closes", stream.closes.as_deref().map_or_else(|| "nothing".to_owned(), sent)),
        ("key", stream.key.join(", ")),
        ("update", stream.update.clone()),
        ("failed", stream.failed.clone()),
    ]
}

fn changed(
    context: &Context<'_>,
    channel: usize,
    (before, was): (&Operation, &Stream),
    (now, is): (&Operation, &Stream),
    report: &mut Report,
) {
    let (old, new) = (&context.old, &context.new);
    let (was, is) = (parts(old, was), parts(new, is));
    for ((part, was), (_, is)) in was.into_iter().zip(is) {
        if was == is {
            continue;
        }
        for meeting in context.meetings() {
            let (client, server) = meeting.parties((&was, &is));
            let (expects, does) = (says(part, client), says(part, server));
            let sentence =
                format!("for {} {expects}, for {} {does}", meeting.a_client(), meeting.the_server());
            report.add(
                Draft::broken(
                    &CHANGED,
                    meeting,
                    format!("{} {part}", old.subject_of(channel, before)),
                    sentence,
                )
                .places(
                    Some(place_of(old, before.node, "x-barwire-stream")),
                    Some(place_of(new, now.node, "x-barwire-stream")),
                )
                .transcript([format!("client: {expects}"), format!("server: {does}")])
                .said(&was, &is),
            );
        }
    }
}

fn says(part: &str, value: &str) -> String {
    match part {
        "opens" => format!("`{value}` opens the stream"),
        "closes" => format!("`{value}` closes the stream"),
        "key" => format!("`{value}` tells one stream from another"),
        "update" => format!("`{value}` feeds the stream"),
        _ => format!("`{value}` fails the stream"),
    }
}

fn removed(context: &Context<'_>, channel: usize, before: &Operation, now: &Operation, report: &mut Report) {
    let (old, new) = (&context.old, &context.new);
    let sentence = "an old client opens and closes a stream, of which the new document says nothing";
    report.add(
        Draft::new(&REMOVED, Category::Dangerous, old.subject_of(channel, before), sentence.to_owned())
            .places(Some(place_of(old, before.node, "x-barwire-stream")), Some(at(new, now.node)))
            .said("stream", ""),
    );
}

impl Contract<'_> {
    /// A stream, as people know it: by its operation.
    fn subject_of(&self, channel: usize, operation: &Operation) -> String {
        format!("{} {}", self.address(channel), operation.name)
    }
}
