//! What a program sees of a generated file: its types as they are declared, its constants, and the requests and streams of its protocols.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use super::shape::Type;
use super::{Options, TypeScriptError, protocol, types};
use crate::model::source::NodeId;
use crate::model::{Model, Perspective, SchemaId};

/// What a generated file exports.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// The declared types by name, with `ClientMessage` and `ServerMessage`.
    pub(crate) types: BTreeMap<String, Declared>,
    /// Everything else that can be imported by name.
    pub(crate) values: BTreeSet<String>,
    /// The protocols by the names of their types.
    pub(crate) protocols: BTreeMap<String, Protocol>,
    /// What the one who uses the file sends.
    pub(crate) sent: &'static str,
    /// What they receive.
    pub(crate) received: &'static str,
    /// The types of the headers of what they send.
    pub(crate) sent_headers: BTreeSet<String>,
    /// The types of the headers of what they receive.
    pub(crate) received_headers: BTreeSet<String>,
}

/// A declared type.
#[derive(Debug)]
pub(crate) struct Declared {
    /// What it is.
    pub(crate) shape: Shape,
    /// Where its schema stands.
    pub(crate) node: Option<NodeId>,
}

/// What a type is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    /// An interface.
    Interface(Vec<Field>),
    /// Another name for a type.
    Alias(Type),
    /// A number or a string with a unit: only of the same unit, or of none, is another one.
    Flavour {
        /// What it is without the unit.
        of: Type,
        /// What the unit is called.
        name: String,
    },
}

/// A member of an interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// The name, as a program writes it; or the index signature.
    pub(crate) key: String,
    /// Whether it may be missing.
    pub(crate) optional: bool,
    /// What it is.
    pub(crate) ty: Type,
    /// The schema that it is made of, if there is one.
    pub(crate) schema: Option<SchemaId>,
}

/// What the client's runtime knows of a protocol, as far as types follow from it.
#[derive(Debug)]
pub(crate) struct Protocol {
    /// The reply to each request: names and literals as a program writes them.
    pub(crate) requests: BTreeMap<String, String>,
    /// The streams by name: what each is made of, in the order of the file.
    pub(crate) streams: BTreeMap<String, String>,
    /// What a stream has beyond that, such as `bars.resume`.
    pub(crate) promises: BTreeMap<String, String>,
    /// Where the channel stands.
    pub(crate) node: NodeId,
}

/// Reads what a file would export.
///
/// # Errors
/// [`TypeScriptError`] where a schema has no TypeScript.
pub(crate) fn outline(model: &Model, options: &Options) -> Result<Outline, TypeScriptError> {
    let names = Names::assign(model);
    let mut outline = Outline::default();
    for (name, id, shape) in types::shapes(model, &names, options.int64)? {
        outline.values.insert(format!("{name}Schema"));
        outline
            .values
            .extend([names.values(id), names.constant(id)].into_iter().flatten().map(str::to_owned));
        outline.types.insert(name, Declared { shape, node: model.schemas.get(id).node });
    }
    let directions = model.directions(options.perspective);
    let (sent, received, parser) = match options.perspective {
        Perspective::Client => ("ClientMessage", "ServerMessage", "parseServerMessage"),
        Perspective::Server => ("ServerMessage", "ClientMessage", "parseClientMessage"),
    };
    outline.values.insert(parser.to_owned());
    for (union, messages) in [(sent, &directions.outbound), (received, &directions.inbound)] {
        let frames = messages.iter().map(|message| Type::atom(names.frame(*message)));
        let shape = Shape::Alias(Type::union(frames));
        outline.types.insert(union.to_owned(), Declared { shape, node: None });
    }
    (outline.sent, outline.received) = (sent, received);
    let headers = |messages: &[usize]| -> BTreeSet<String> {
        let all = messages.iter().filter_map(|message| model.messages.get(*message)?.headers);
        all.filter_map(|headers| names.get(headers)).map(str::to_owned).collect()
    };
    outline.sent_headers = headers(&directions.outbound);
    outline.received_headers = headers(&directions.inbound);
    let messages = protocol::messages(model, &names, options.perspective);
    for (node, descriptor) in protocol::outlines(model, &names, &messages) {
        outline.values.insert(descriptor.constant);
        let requests = descriptor.requests.into_iter().collect();
        let streams = descriptor.streams.into_iter().collect();
        let promises = descriptor.promises.into_iter().collect();
        outline.protocols.insert(descriptor.name, Protocol { requests, streams, promises, node });
    }
    Ok(outline)
}
