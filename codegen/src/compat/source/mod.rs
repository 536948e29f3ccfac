//! What stops programs that use the generated TypeScript from compiling, though nothing need change on the wire.
//!
//! Two files are compared as a program sees them. What it reads must be what it has been, or less: one more variant ends a `switch` that
//! was exhaustive. What it makes must still be taken: one more required member ends every object literal. A name that is gone ends an import.

mod relation;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use super::change::change;
use super::{Category, Direction, Finding, Rule};
use crate::model::source::{NodeId, Place};
use crate::model::{Model, Perspective};
use crate::typescript::Options;
use crate::typescript::outline::{Declared, Outline, Shape, outline};
use crate::typescript::shape::{Item, Type};
use relation::Relation;

static TYPE_RENAMED: Rule = Rule {
    code: "type-renamed",
    summary: "a generated type has another name",
    explanation: "Nothing changes on the wire, but programs that import the type by its name do not compile.",
    remedy: "Keep the name of the component or the message that the type is called after.",
};

static TYPE_REMOVED: Rule = Rule {
    code: "type-removed",
    summary: "a generated type is gone",
    explanation: "Programs that import the type do not compile.",
    remedy: "Keep the component or the message until no program uses its type, or release the change as a new major version.",
};

static EXPORT_REMOVED: Rule = Rule {
    code: "export-removed",
    summary: "a generated constant, function or protocol is gone",
    explanation: "Programs that import it do not compile.",
    remedy: "Keep what it is called after, such as the key of the channel.",
};

static PROTOCOL_CHANGED: Rule = Rule {
    code: "protocol-changed",
    summary: "a request or a stream of a generated protocol is gone or has become another",
    explanation: "Programs that ask for it by its name do not compile, or are answered with another type.",
    remedy: "Keep the request with its reply, and the stream with its operation's name.",
};

/// What is looked for.
pub(super) const RULES: &[&Rule] = &[
    &TYPE_RENAMED,
    &TYPE_REMOVED,
    &EXPORT_REMOVED,
    &PROTOCOL_CHANGED,
    &types::VARIANT_ADDED,
    &types::VARIANT_REMOVED,
    &types::MEMBER_REQUIRED,
    &types::MEMBER_OPTIONAL,
    &types::MEMBER_REMOVED,
    &types::MEMBER_CHANGED,
    &types::TYPE_CHANGED,
];

/// What a program does with a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    /// It reads what the other side sends.
    Consumed,
    /// It makes what it sends.
    Produced,
}

/// Two generated files, and the documents that they are made of.
struct Files<'a> {
    old_model: &'a Model,
    new_model: &'a Model,
    old: &'a Outline,
    new: &'a Outline,
    /// What the old program does with each of its types.
    uses: BTreeMap<String, BTreeSet<Use>>,
    /// The types that are gone.
    removed: BTreeSet<String>,
    described: Perspective,
}

/// A document as TypeScript is made of it.
#[derive(Debug)]
pub(super) struct Typed {
    /// The document, with what can be merged as one.
    pub(super) model: Model,
    outline: Option<Outline>,
}

impl Typed {
    /// Reads a document that is known as it is written; none where it cannot be read so.
    pub(super) fn read(written: &Model, described: Perspective) -> Option<Self> {
        let model = written.merged().ok()?;
        // The document of a server makes a client, and that of a client makes that client.
        let perspective = match described {
            Perspective::Server => Perspective::Client,
            Perspective::Client => Perspective::Server,
        };
        let outline = outline(&model, &Options { perspective, ..Options::default() }).ok();
        Some(Self { model, outline })
    }
}

/// What two documents find, as TypeScript is made of them.
pub(super) fn check(old: &Typed, new: &Typed, described: Perspective) -> Vec<Finding> {
    // What has no TypeScript stops no program.
    let (Some(before), Some(now)) = (&old.outline, &new.outline) else { return Vec::new() };
    let removed = before.types.keys().filter(|name| !now.types.contains_key(*name)).cloned().collect();
    let uses = uses(before);
    let files = Files {
        old_model: &old.model,
        new_model: &new.model,
        old: before,
        new: now,
        uses,
        removed,
        described,
    };
    let mut findings = Vec::new();
    files.names(&mut findings);
    files.protocols(&mut findings);
    files.types(&mut findings);
    findings
}

impl Files<'_> {
    /// Types and values that cannot be imported any more. A type within one that is gone is gone with it.
    fn names(&self, findings: &mut Vec<Finding>) {
        let mut within = BTreeSet::new();
        for name in &self.removed {
            let mut inner = BTreeSet::new();
            collect(&self.old.types[name].shape, &mut inner);
            within.extend(inner.into_iter().filter(|other| other != name));
        }
        // The frames of a channel that is gone go with its protocol.
        within.extend(self.frames_of_removed_protocols());
        let roots: BTreeSet<&String> = self.removed.iter().filter(|name| !within.contains(*name)).collect();
        // Those that hold each other have no root.
        let is_a_cycle =
            roots.is_empty() && self.old.protocols.keys().all(|name| self.new.protocols.contains_key(name));
        let roots = if is_a_cycle { self.removed.iter().collect() } else { roots };
        let mut taken = BTreeSet::new();
        for name in roots {
            let (rule, sentence) = match self.renamed(name).filter(|other| taken.insert((*other).to_owned()))
            {
                Some(other) => (&TYPE_RENAMED, format!("the type `{name}` is called `{other}`")),
                None => (&TYPE_REMOVED, format!("the type `{name}` is gone")),
            };
            let mut finding = self.finding(rule, name, None, sentence);
            finding.direction = None;
            findings.push(finding);
        }
        for value in self.old.values.difference(&self.new.values) {
            // The constants of a type go with it.
            let is_of_removed = self.removed.iter().any(|name| self.is_of(value, name));
            let is_of_protocol = self.old.protocols.keys().any(|name| is_descriptor(value, name));
            if !is_of_removed && !is_of_protocol {
                let sentence = format!("`{value}` is gone");
                findings.push(self.finding(&EXPORT_REMOVED, value, None, sentence));
            }
        }
        for (name, protocol) in &self.old.protocols {
            if !self.new.protocols.contains_key(name) {
                let mut finding =
                    self.finding(&EXPORT_REMOVED, name, None, format!("the protocol `{name}` is gone"));
                finding.old = Some(place(self.old_model, protocol.node));
                findings.push(finding);
            }
        }
    }

    /// The types of the frames and headers of channels whose protocols are gone, and of nothing else.
    fn frames_of_removed_protocols(&self) -> BTreeSet<String> {
        let is_gone = |node: NodeId| {
            let gone = self.old.protocols.iter().filter(|(name, _)| !self.new.protocols.contains_key(*name));
            gone.into_iter().any(|(_, protocol)| protocol.node == node)
        };
        let model = self.old_model;
        let messages =
            model.channels.iter().filter(|channel| is_gone(channel.node)).flat_map(|one| &one.messages);
        let schemas = messages.flat_map(|number| {
            let message = &model.messages[*number];
            [message.payload].into_iter().chain(message.headers)
        });
        let nodes: BTreeSet<NodeId> = schemas.filter_map(|id| model.schemas.get(id).node).collect();
        let declared =
            self.old.types.iter().filter(|(_, one)| one.node.is_some_and(|node| nodes.contains(&node)));
        declared.map(|(name, _)| name.clone()).collect()
    }

    /// Whether a constant is one of a type: its validator, or the list of its values.
    fn is_of(&self, value: &str, name: &str) -> bool {
        let plain = |text: &str| text.replace('_', "").to_ascii_lowercase();
        let (value, name) = (plain(value), plain(name));
        value.strip_prefix(&name).is_some_and(|rest| matches!(rest, "" | "schema" | "values" | "byname"))
    }

    /// A type that is new and says the same.
    fn renamed(&self, name: &str) -> Option<&str> {
        let shape = &self.old.types[name].shape;
        let there = Relation { from: self.old, to: self.new, is_deep: true };
        let back = Relation { from: self.new, to: self.old, is_deep: true };
        let candidates = self.new.types.iter().filter(|(other, _)| !self.old.types.contains_key(*other));
        let mut same = candidates.filter(|(_, declared)| {
            let other = &declared.shape;
            let is_unit = match (shape, other) {
                (Shape::Flavour { of, .. }, Shape::Flavour { of: other, .. }) => of == other,
                _ => false,
            };
            std::mem::discriminant(shape) == std::mem::discriminant(other)
                && (is_unit || (there.shapes_fit(shape, other) && back.shapes_fit(other, shape)))
                && relation::keys(self.old, shape) == relation::keys(self.new, other)
        });
        same.next().map(|(other, _)| other.as_str())
    }

    /// Requests and streams that are gone, or are others. What goes with the type of its frame is said of that, and what goes with its
    /// stream of the stream. That a stream promises more than it did is nothing that programs were without.
    fn protocols(&self, findings: &mut Vec<Finding>) {
        for (name, before) in &self.old.protocols {
            let Some(now) = self.new.protocols.get(name) else { continue };
            let has_its_stream =
                |key: &str| key.rsplit_once('.').is_some_and(|(stream, _)| now.streams.contains_key(stream));
            let mut promises = before.promises.clone();
            promises.retain(|key, _| has_its_stream(key));
            let parts = [
                ("requests", &before.requests, &now.requests),
                ("streams", &before.streams, &now.streams),
                ("streams", &promises, &now.promises),
            ];
            for (part, before, after) in parts {
                for (key, was) in before {
                    let is = after.get(key);
                    if is == Some(was) || (part == "requests" && is.is_none() && self.has_lost_a_frame(key)) {
                        continue;
                    }
                    let subject = format!("{name}.{part}.{}", key.replace('\'', ""));
                    let sentence = match is {
                        None => format!("`{key}` is gone from the {part} of `{name}`"),
                        Some(is) => format!("`{key}` of the {part} of `{name}` is now {is}: it was {was}"),
                    };
                    let mut finding = self.finding(&PROTOCOL_CHANGED, &subject, None, sentence);
                    finding.change = change(was, is.map(String::as_str).unwrap_or_default());
                    finding.old = self.old.protocols.get(name).map(|one| place(self.old_model, one.node));
                    finding.new = Some(place(self.new_model, now.node));
                    findings.push(finding);
                }
            }
        }
    }

    /// Whether the type of the frame of a message is gone.
    fn has_lost_a_frame(&self, key: &str) -> bool {
        let message = key.trim_matches('\'');
        self.old_model.messages.iter().filter(|one| one.name == message).any(|one| {
            let node = self.old_model.schemas.get(one.payload).node;
            self.removed.iter().any(|name| node.is_some() && self.old.types[name].node == node)
        })
    }

    /// A finding about a type, or a member of one.
    fn finding(&self, rule: &'static Rule, subject: &str, way: Option<Use>, message: String) -> Finding {
        let name = subject.split('.').next().unwrap_or_default();
        let (old, new) = (self.old.types.get(name), self.new.types.get(name));
        let place =
            |model: &Model, declared: Option<&Declared>| declared?.node.map(|node| place(model, node));
        let text =
            |declared: Option<&Declared>| declared.map(|declared| said(&declared.shape)).unwrap_or_default();
        Finding {
            rule,
            category: Category::Source,
            direction: way.map(|way| self.direction(way)),
            deployed: None,
            subject: subject.to_owned(),
            message,
            old: place(self.old_model, old),
            new: place(self.new_model, new),
            evidence: None,
            change: change(&text(old), &text(new)),
        }
    }

    /// Who sends what a program so uses.
    fn direction(&self, way: Use) -> Direction {
        match (way, self.described) {
            // The document of a client is read by that client, too.
            (Use::Consumed, _) => Direction::ServerToClient,
            (Use::Produced, _) => Direction::ClientToServer,
        }
    }
}

fn is_descriptor(value: &str, protocol: &str) -> bool {
    value.eq_ignore_ascii_case(protocol)
}

/// Where a type is declared.
fn place(model: &Model, node: NodeId) -> Place {
    let node = model.sources.node(node);
    match (node.parent(), node.key()) {
        (Some(holder), Some(key)) => holder.place_of_key(key),
        _ => node.place(),
    }
}

/// A type as a text that is the same as long as the type is; which schema it was made of is of one document.
fn said(shape: &Shape) -> String {
    match shape {
        Shape::Interface(fields) => fields
            .iter()
            .map(|field| format!("{}{}: {:?}", field.key, if field.optional { "?" } else { "" }, field.ty))
            .collect::<Vec<_>>()
            .join("; "),
        other => format!("{other:?}"),
    }
}

/// What a program does with each declared type: what it reads is within what it receives, what it makes within what it sends.
fn uses(outline: &Outline) -> BTreeMap<String, BTreeSet<Use>> {
    let mut uses: BTreeMap<String, BTreeSet<Use>> = BTreeMap::new();
    let roots = [
        (outline.received, &outline.received_headers, Use::Consumed),
        (outline.sent, &outline.sent_headers, Use::Produced),
    ];
    for (root, headers, way) in roots {
        let mut waiting: Vec<String> = headers.iter().cloned().chain([root.to_owned()]).collect();
        while let Some(name) = waiting.pop() {
            let Some(declared) = outline.types.get(&name) else { continue };
            if !uses.entry(name).or_default().insert(way) {
                continue;
            }
            let mut names = BTreeSet::new();
            collect(&declared.shape, &mut names);
            waiting.extend(names);
        }
    }
    uses
}

/// The names in a type.
fn collect(shape: &Shape, names: &mut BTreeSet<String>) {
    match shape {
        Shape::Interface(fields) => fields.iter().for_each(|field| collect_type(&field.ty, names)),
        Shape::Alias(ty) => collect_type(ty, names),
        Shape::Flavour { .. } => {}
    }
}

fn collect_type(ty: &Type, names: &mut BTreeSet<String>) {
    match ty {
        Type::Atom(name) => {
            names.insert(name.clone());
        }
        Type::Union(parts) | Type::All(parts) => parts.iter().for_each(|part| collect_type(part, names)),
        Type::List(item) => collect_type(item, names),
        Type::Tuple(items) => {
            for item in items {
                let (Item::One(ty) | Item::Optional(ty) | Item::Rest(ty)) = item;
                collect_type(ty, names);
            }
        }
        Type::Members(members) => members.iter().for_each(|(_, ty)| collect_type(ty, names)),
    }
}
