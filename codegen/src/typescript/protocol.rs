//! What the client's runtime needs to know: the messages of each direction, and a descriptor of each socket.

use serde::Serialize;

use crate::model::{Action, Channel, Model, Operation};

use super::names::Names;
use super::text::{assigned, key, quoted, union};

/// The message that answers what no declared reply can: the toolkit's.
const ERROR: &str = "error";

/// A message: its `type`, and the TypeScript type of its frame.
#[derive(Serialize)]
pub(super) struct Frame {
    kind: String,
    name: String,
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
}

/// The frames that the described application receives, and those that it sends.
pub(super) fn frames(model: &Model, names: &Names) -> (Vec<Frame>, Vec<Frame>) {
    let (received, sent) = model.directions();
    let frame = |index: &usize| {
        let message = &model.messages[*index];
        let name = names.get(message.payload).unwrap_or("unknown");
        Frame { kind: quoted(&message.name), name: name.to_owned() }
    };
    (received.iter().map(frame).collect(), sent.iter().map(frame).collect())
}

/// The union of frames that is declared as `name`.
pub(super) fn union_of(name: &str, frames: &[Frame]) -> String {
    let names: Vec<String> = frames.iter().map(|frame| frame.name.clone()).collect();
    let names = if names.is_empty() { vec!["never".to_owned()] } else { names };
    assigned(&union(&names, "export type  = ;".len() + name.len(), 0))
}

/// The descriptor of every socket.
pub(super) fn descriptors(model: &Model, names: &Names) -> Vec<Descriptor> {
    model
        .channels
        .iter()
        .enumerate()
        .map(|(index, channel)| descriptor(model, index, channel, names.protocol(index)))
        .collect()
}

fn descriptor(model: &Model, index: usize, channel: &Channel, name: &str) -> Descriptor {
    let operations: Vec<&Operation> =
        model.operations.iter().filter(|operation| operation.channel == index).collect();
    let message = |index: &usize| model.messages[*index].name.as_str();
    let answers = |operation: &&Operation| operation.replies.iter().any(|reply| message(reply) == ERROR);
    let requests =
        operations.iter().filter(|operation| operation.action == Action::Receive).flat_map(|operation| {
            let reply = operation.replies.iter().map(message).find(|name| *name != ERROR);
            operation.messages.iter().map(move |asked| Request {
                key: key(message(asked)),
                reply: reply.map_or_else(|| "null".to_owned(), quoted),
            })
        });
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
        address: quoted(&channel.address),
        unknown_messages: if channel.ignores_unknown_messages { "'ignore'" } else { "'refuse'" },
        requests: requests.collect(),
        error: if operations.iter().any(answers) { quoted(ERROR) } else { "null".to_owned() },
        streams: streams.collect(),
    }
}
