//! Streams, and what clients do with messages that they do not know: what documents say of it in our extensions.

use super::contract::Contract;
use super::report::{Draft, at};
use super::{Context, DIRECTIONS, Report, operation, place_of};
use crate::compat::{Category, Direction, Rule};
use crate::model::{Operation, Resume, Stream};

static CHANGED: Rule = Rule {
    code: "stream-changed",
    summary: "what opens, closes, feeds or fails a stream has changed, what tells one stream from another, or by what it resumes",
    explanation: "A client's runtime opens a stream with one message, waits for others, and gives each update to whoever has asked for its key. It resumes by some members, and leaves out what a later update says again. A server that keeps another bargain feeds no stream, or the wrong one, or less than was promised, without any frame being refused.",
    remedy: "Declare a new stream beside the old one.",
};

static PROMISE_REMOVED: Rule = Rule {
    code: "stream-promise-removed",
    summary: "a stream no longer resumes, or its later updates no longer say what earlier ones said",
    explanation: "A client that was away asks for what it has missed, and counts on the members that tell it whether it got that; one that reads slowly leaves out what a later update is to say again. Where the server does neither any more, they lose updates, and no frame is refused.",
    remedy: "Keep `resume` and `latest` of `x-barwire-stream` as long as the stream is served, or declare a new stream beside it.",
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

/// What says in a document that messages are a stream.
const STREAM: &str = "x-barwire-stream";

pub(super) const RULES: &[&Rule] = &[&CHANGED, &PROMISE_REMOVED, &REMOVED, &UNKNOWN_REFUSED];

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
                    Some(other) => {
                        changed(context, *from, (before, stream), (now, other), report);
                        promised(context, *from, (before, stream), (now, other), report);
                    }
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

/// The parts that every stream has, as they are on the wire: what operations are called is not.
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
    let (was, is) = (parts(&context.old, was), parts(&context.new, is));
    for ((part, was), (_, is)) in was.into_iter().zip(is) {
        differs(context, channel, (before, now), part, (&was, &is), report);
    }
}

/// Looks at what a stream may promise beyond its parts. More than before is nothing that a deployed client counts on.
fn promised(
    context: &Context<'_>,
    channel: usize,
    (before, was): (&Operation, &Stream),
    (now, is): (&Operation, &Stream),
    report: &mut Report,
) {
    for ((part, was), (_, is)) in promises(was).into_iter().zip(promises(is)) {
        let Some(was) = was else { continue };
        let Some(is) = is else {
            let [meeting, _] = context.meetings();
            let expects = says(part, &was);
            let sentence =
                format!("for {} {expects}, of which the new document says nothing", meeting.a_client());
            let subject = format!("{} {part}", context.old.subject_of(channel, before));
            let nothing = "server: says nothing of it".to_owned();
            report.add(
                Draft::broken(&PROMISE_REMOVED, meeting, subject, sentence)
                    .places(
                        Some(place_of(&context.old, before.node, STREAM)),
                        Some(place_of(&context.new, now.node, STREAM)),
                    )
                    .transcript([format!("client: {expects}"), nothing])
                    .said(&was, ""),
            );
            continue;
        };
        differs(context, channel, (before, now), part, (&was, &is), report);
    }
}

/// What a stream may promise: how it resumes, and which updates take the place of others.
fn promises(stream: &Stream) -> [(&'static str, Option<String>); 2] {
    let resume = stream.resume.as_ref().map(|Resume { since, epoch, count, counted, recovered }| {
        format!("since: {since}, epoch: {epoch}, count: {count}, counted: {counted}, recovered: {recovered}")
    });
    [("resume", resume), ("latest", stream.latest.clone())]
}

/// Reports a part of a stream that is not what it was.
fn differs(
    context: &Context<'_>,
    channel: usize,
    (before, now): (&Operation, &Operation),
    part: &str,
    (was, is): (&str, &str),
    report: &mut Report,
) {
    if was == is {
        return;
    }
    let (old, new) = (&context.old, &context.new);
    for meeting in context.meetings() {
        let (client, server) = meeting.parties((was, is));
        let (expects, does) = (says(part, client), says(part, server));
        let sentence = format!("for {} {expects}, for {} {does}", meeting.a_client(), meeting.the_server());
        report.add(
            Draft::broken(&CHANGED, meeting, format!("{} {part}", old.subject_of(channel, before)), sentence)
                .places(Some(place_of(old, before.node, STREAM)), Some(place_of(new, now.node, STREAM)))
                .transcript([format!("client: {expects}"), format!("server: {does}")])
                .said(was, is),
        );
    }
}

fn says(part: &str, value: &str) -> String {
    match part {
        "opens" => format!("`{value}` opens the stream"),
        "closes" => format!("`{value}` closes the stream"),
        "key" => format!("`{value}` tells one stream from another"),
        "update" => format!("`{value}` feeds the stream"),
        "resume" => format!("the stream resumes by `{value}`"),
        "latest" => format!("an update takes the place of one with the same `{value}`"),
        _ => format!("`{value}` fails the stream"),
    }
}

fn removed(context: &Context<'_>, channel: usize, before: &Operation, now: &Operation, report: &mut Report) {
    let (old, new) = (&context.old, &context.new);
    let sentence = "an old client opens and closes a stream, of which the new document says nothing";
    report.add(
        Draft::new(&REMOVED, Category::Dangerous, old.subject_of(channel, before), sentence.to_owned())
            .places(Some(place_of(old, before.node, STREAM)), Some(at(new, now.node)))
            .said("stream", ""),
    );
}

impl Contract<'_> {
    /// A stream, as people know it: by its operation.
    fn subject_of(&self, channel: usize, operation: &Operation) -> String {
        format!("{} {}", self.address(channel), operation.name)
    }
}
