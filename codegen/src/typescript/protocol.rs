//! The messages of each direction, how a frame is read, and what the client's runtime needs to know of each socket.

use std::collections::HashSet;

use serde::Serialize;

use crate::model::source::NodeId;
use crate::model::{self, Action, Channel, Model, Operation, Perspective};

use super::layout::{Doc, LINE, print, width};
use super::names::Names;
use super::shape::Type;
use super::tags;
use super::text::{key, literal, quoted};

/// The message that answers what no declared reply can: the toolkit's.
const ERROR: &str = "error";

/// What is sent and received, and how what is received is read.
#[derive(Serialize)]
pub(super) struct Messages {
    /// What stands behind the `=` of the union of what a client sends.
    client: String,
    /// The same of what a client receives.
    server: String,
    parser: Parser,
}

impl Messages {
    /// Whether a member of a frame is read to tell it from others.
    pub(super) fn read_a_member(&self) -> bool {
        self.parser.by_type || self.parser.tag.is_some()
    }
}

/// How a frame is read.
#[derive(Serialize)]
struct Parser {
    /// `parseServerMessage`.
    function: &'static str,
    /// `ServerMessage`.
    union: &'static str,
    /// `server`.
    side: &'static str,
    /// `the server`.
    sender: &'static str,
    /// Whether the member `type` tells the frames apart.
    by_type: bool,
    /// Another member that tells them apart.
    tag: Option<Tag>,
    /// The cases of a member that tells them apart.
    cases: Vec<Case>,
    /// The list of all checks, where nothing tells the frames apart.
    checks: String,
    /// Whether there is one frame.
    is_only: bool,
}

/// The member that tells frames apart: in an expression, and within a string.
#[derive(Serialize)]
struct Tag {
    key: String,
    expected: String,
}

/// The values of a tag, and the frame that has them.
#[derive(Serialize)]
struct Case {
    values: Vec<String>,
    name: String,
    /// The statements that find its check, one a value.
    found: Vec<String>,
}

/// What the runtime needs to know of one socket.
#[derive(Serialize)]
pub(super) struct Descriptor {
    /// `BarsProtocol`.
    name: String,
    /// `barsProtocol`.
    constant: String,
    channel: String,
    version: String,
    address: String,
    unknown_messages: &'static str,
    requests: Vec<Request>,
    error: String,
    streams: Vec<Stream>,
}

#[derive(Serialize)]
struct Request {
    key: String,
    /// `null` where none is declared.
    reply: String,
}

#[derive(Serialize)]
struct Stream {
    key: String,
    opens: String,
    closes: String,
    members: String,
    update: String,
    failed: String,
    resume: Option<Resume>,
    /// The steps to that by which an update replaces another: in a type, and in a value.
    latest: Option<Path>,
}

#[derive(Serialize)]
struct Resume {
    since: String,
    epoch: String,
    count: String,
    counted: String,
    recovered: String,
}

#[derive(Serialize)]
struct Path {
    ty: String,
    value: String,
}

/// The messages of both directions, and how those that are received are read.
pub(super) fn messages(model: &Model, names: &Names, perspective: Perspective) -> Messages {
    let directions = model.directions(perspective);
    let (client, server) = match perspective {
        Perspective::Client => (&directions.outbound, &directions.inbound),
        Perspective::Server => (&directions.inbound, &directions.outbound),
    };
    Messages {
        client: union_of(names, "ClientMessage", client),
        server: union_of(names, "ServerMessage", server),
        parser: parser(model, names, perspective, &directions.inbound),
    }
}

/// The union of frames that is declared as `name`.
fn union_of(names: &Names, name: &str, messages: &[usize]) -> String {
    let frames = messages.iter().map(|message| Type::atom(names.frame(*message)));
    Type::union(frames).assigned("export type  =".len() + name.len(), 0)
}

fn parser(model: &Model, names: &Names, perspective: Perspective, inbound: &[usize]) -> Parser {
    let mut seen = HashSet::new();
    let inbound: Vec<usize> =
        inbound.iter().copied().filter(|message| seen.insert(names.frame(*message))).collect();
    let payloads: Vec<_> = inbound.iter().map(|message| model.messages[*message].payload).collect();
    let (member, values) = tags::tag(&model.schemas, &payloads).unzip();
    // Where nothing is received, a frame is of no type that is known.
    let by_type = inbound.is_empty() || is_type(member.as_deref(), values.as_deref().unwrap_or_default());
    let tag = member.filter(|_| !by_type).map(|member| Tag {
        key: quoted(&member),
        // It stands in a string.
        expected: quoted(&format!("expected an object with a `{member}`")),
    });
    let variable = if by_type { "type" } else { "tag" };
    let cases = inbound.iter().zip(values.unwrap_or_default()).map(|(message, values)| {
        let values: Vec<String> = values.into_iter().filter_map(literal).collect();
        let name = names.frame(*message).to_owned();
        let found = values.iter().map(|value| found(variable, value, &name)).collect();
        Case { values, name, found }
    });
    let (function, union, side, sender) = match perspective {
        Perspective::Client => ("parseServerMessage", "ServerMessage", "server", "the server"),
        Perspective::Server => ("parseClientMessage", "ClientMessage", "client", "a client"),
    };
    let checks = inbound.iter().map(|message| format!("check{}", names.frame(*message))).collect();
    Parser {
        function,
        union,
        side,
        sender,
        by_type,
        tag,
        cases: cases.collect(),
        checks: check_list(checks),
        is_only: inbound.len() == 1,
    }
}

/// The statement that finds the check of a frame by a value of its tag.
fn found(variable: &str, value: &str, name: &str) -> String {
    let (test, end) = (format!("  if ({variable} === {value})"), format!("return check{name};"));
    if width(&test) + 1 + width(&end) <= LINE {
        format!("{test} {end}")
    } else {
        format!("{test}\n    {end}")
    }
}

fn resume(resume: &model::Resume) -> Resume {
    let model::Resume { since, epoch, count, counted, recovered } = resume;
    Resume {
        since: quoted(since),
        epoch: quoted(epoch),
        count: quoted(count),
        counted: quoted(counted),
        recovered: quoted(recovered),
    }
}

/// The steps of a JSON Pointer.
fn path(pointer: &str) -> Path {
    let steps = pointer.split('/').skip(1).map(|token| quoted(&token.replace("~1", "/").replace("~0", "~")));
    let steps: Vec<String> = steps.collect();
    let laid_out = |before: &str, after: &str| list(steps.clone(), before.len(), 6, after);
    Path { ty: laid_out("      readonly latest: readonly ", ";"), value: laid_out("      latest: ", ",") }
}

/// The constant with the checks of frames that nothing tells apart.
fn check_list(checks: Vec<String>) -> String {
    let declared = "  const checks: readonly Check[] = ";
    format!("{declared}{};", list(checks, declared.len(), 2, ";"))
}

/// A list from `column` of a line with an indentation of `indent` on, with `after` behind it.
fn list(items: Vec<String>, column: usize, indent: usize, after: &str) -> String {
    let mut inner = vec![Doc::Softline];
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            inner.extend([Doc::text(","), Doc::Line]);
        }
        inner.push(Doc::text(item));
    }
    let list = Doc::Group(vec![
        Doc::text("["),
        Doc::Indent(inner),
        Doc::Either(",", ""),
        Doc::Softline,
        Doc::text("]"),
    ]);
    print(&list, column, indent, after)
}

/// Whether a member that tells frames apart is `type`, and a string.
fn is_type(member: Option<&str>, values: &[Vec<&serde_json::Value>]) -> bool {
    member == Some("type") && values.iter().flatten().all(|value| value.is_string())
}

/// The descriptor of every socket that the runtime can work with: the `type` tells its messages apart, and it has an address.
pub(super) fn descriptors(model: &Model, names: &Names, messages: &Messages) -> Vec<Descriptor> {
    described(model, names, messages).into_iter().map(|(_, descriptor)| descriptor).collect()
}

/// A descriptor as far as types follow from it.
pub(super) struct Outline {
    pub(super) name: String,
    pub(super) constant: String,
    /// Each request and its reply.
    pub(super) requests: Vec<(String, String)>,
    /// Each stream and what it is made of.
    pub(super) streams: Vec<(String, String)>,
    /// What a stream has beyond that, such as `bars.resume`.
    pub(super) promises: Vec<(String, String)>,
}

/// What types follow from the descriptors, each with the channel that it describes.
pub(super) fn outlines(model: &Model, names: &Names, messages: &Messages) -> Vec<(NodeId, Outline)> {
    let outline = |descriptor: Descriptor| Outline {
        name: descriptor.name,
        constant: descriptor.constant,
        promises: descriptor.streams.iter().flat_map(promises).collect(),
        requests: descriptor.requests.into_iter().map(|request| (request.key, request.reply)).collect(),
        streams: descriptor.streams.into_iter().map(made_of).collect(),
    };
    let described = described(model, names, messages).into_iter();
    described.map(|(channel, descriptor)| (model.channels[channel].node, outline(descriptor))).collect()
}

/// A stream, and what it is made of.
fn made_of(stream: Stream) -> (String, String) {
    let Stream { key, opens, closes, members, update, failed, .. } = stream;
    (key, format!("opens {opens}, closes {closes}, key {members}, update {update}, failed {failed}"))
}

/// How a stream resumes, and what of it may be replaced, where it says so.
fn promises(stream: &Stream) -> impl Iterator<Item = (String, String)> {
    let Stream { key, resume, latest, .. } = stream;
    let resume = resume.as_ref().map(|Resume { since, epoch, count, counted, recovered }| {
        let text =
            format!("since {since}, epoch {epoch}, count {count}, counted {counted}, recovered {recovered}");
        (format!("{key}.resume"), text)
    });
    let latest = latest.as_ref().map(|path| (format!("{key}.latest"), path.value.clone()));
    resume.into_iter().chain(latest)
}

/// The descriptors, each with its channel.
fn described(model: &Model, names: &Names, messages: &Messages) -> Vec<(usize, Descriptor)> {
    if !messages.parser.by_type || messages.parser.side != "server" {
        return Vec::new();
    }
    let mut operations: Vec<Vec<&Operation>> = model.channels.iter().map(|_| Vec::new()).collect();
    for operation in &model.operations {
        operations[operation.channel].push(operation);
    }
    let has_type = |message: &usize| {
        let values = tags::constants(&model.schemas, model.messages[*message].payload, "type");
        matches!(values.as_deref(), Some([value]) if value.is_string())
    };
    model
        .channels
        .iter()
        .enumerate()
        .filter(|(_, channel)| channel.messages.iter().all(has_type))
        .filter_map(|(index, channel)| {
            let address = channel.address.as_deref()?;
            Some((index, descriptor(model, channel, address, names.protocol(index), &operations[index])))
        })
        .collect()
}

fn descriptor(
    model: &Model,
    channel: &Channel,
    address: &str,
    name: &str,
    operations: &[&Operation],
) -> Descriptor {
    let message = |index: &usize| model.messages[*index].name.as_str();
    let answers = |operation: &&Operation| operation.replies.iter().any(|reply| message(reply) == ERROR);
    let mut asked_before = HashSet::new();
    let mut requests = Vec::new();
    for operation in operations.iter().filter(|operation| operation.action == Action::Receive) {
        let reply = operation.replies.iter().map(message).find(|name| *name != ERROR);
        for asked in operation.messages.iter().map(message).filter(|asked| asked_before.insert(*asked)) {
            requests
                .push(Request { key: key(asked), reply: reply.map_or_else(|| "null".to_owned(), quoted) });
        }
    }
    let streams = operations.iter().filter_map(|operation| {
        let stream = operation.stream.as_ref()?;
        let members: Vec<String> = stream.key.iter().map(|member| quoted(member)).collect();
        Some(Stream {
            key: key(&operation.name),
            opens: quoted(&stream.opens),
            closes: stream.closes.as_deref().map_or_else(|| "null".to_owned(), quoted),
            members: members.join(", "),
            update: quoted(&stream.update),
            failed: quoted(&stream.failed),
            resume: stream.resume.as_ref().map(resume),
            latest: stream.latest.as_deref().map(path),
        })
    });
    let mut constant = name.to_owned();
    if let Some(first) = constant.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    Descriptor {
        name: name.to_owned(),
        constant,
        channel: quoted(&channel.name),
        version: quoted(&model.version),
        address: quoted(address),
        unknown_messages: if channel.ignores_unknown_messages { "'ignore'" } else { "'refuse'" },
        requests,
        error: if operations.iter().any(answers) { quoted(ERROR) } else { "null".to_owned() },
        streams: streams.collect(),
    }
}
