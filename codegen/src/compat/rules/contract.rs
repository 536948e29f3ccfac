//! A document as the rules see it: who sends what, by what is on the wire.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::HashMap;

use super::frame;
use crate::compat::Direction;
use crate::compat::change::wording;
use crate::model::source::{Node, NodeId};
use crate::model::{Action, Message, Model, Operation, Perspective};

/// A document, and what of it is compared again and again.
pub(super) struct Contract<'a> {
    /// The document, as it is written.
    pub(super) model: &'a Model,
    described: Perspective,
    /// What is said of each message, and of its payload, as far as somebody has asked.
    messages: Vec<OnceCell<String>>,
    payloads: Vec<OnceCell<String>>,
    /// What stands for `type` in the frames of each message, where that is fixed.
    types: Vec<Option<Vec<String>>>,
    /// The messages by what stands for `type`.
    by_type: HashMap<String, Vec<usize>>,
    /// Those whose `type` is not fixed by their names, and by what is said of their payloads.
    untyped_by_name: HashMap<String, Vec<usize>>,
    untyped_by_payload: HashMap<String, Vec<usize>>,
    untyped: Vec<usize>,
    /// What is answered to each message of a channel, by who asks.
    answers: HashMap<(usize, Direction, usize), Vec<usize>>,
}

impl<'a> Contract<'a> {
    pub(super) fn new(model: &'a Model, described: Perspective) -> Self {
        let types = |message: &Message| frame::types(&model.schemas, message.payload);
        let mut contract = Self {
            model,
            described,
            messages: vec![OnceCell::new(); model.messages.len()],
            payloads: vec![OnceCell::new(); model.messages.len()],
            types: model.messages.iter().map(types).collect(),
            by_type: HashMap::new(),
            untyped_by_name: HashMap::new(),
            untyped_by_payload: HashMap::new(),
            untyped: Vec::new(),
            answers: HashMap::new(),
        };
        for operation in &model.operations {
            let direction = contract.direction(operation);
            for asked in &operation.messages {
                let answers = contract.answers.entry((operation.channel, direction, *asked)).or_default();
                answers.extend(&operation.replies);
            }
        }
        for number in 0..model.messages.len() {
            let Some(types) = contract.types[number].clone() else {
                let (name, payload) =
                    (model.messages[number].name.clone(), contract.payload(number).to_owned());
                contract.untyped_by_name.entry(name).or_default().push(number);
                contract.untyped_by_payload.entry(payload).or_default().push(number);
                contract.untyped.push(number);
                continue;
            };
            for one in types {
                contract.by_type.entry(one).or_default().push(number);
            }
        }
        contract
    }

    pub(super) fn node(&self, id: NodeId) -> Node<'a> {
        self.model.sources.node(id)
    }

    pub(super) fn message(&self, number: usize) -> &'a Message {
        &self.model.messages[number]
    }

    /// What is said of a message.
    pub(super) fn said(&self, number: usize) -> &str {
        self.messages[number].get_or_init(|| wording(self.node(self.message(number).node)))
    }

    /// What is said of the payload of a message.
    pub(super) fn payload(&self, number: usize) -> &str {
        self.payloads[number].get_or_init(|| payload(self.model, self.message(number)))
    }

    /// What stands for `type` in the frames of a message; none where that is not fixed.
    pub(super) fn types(&self, number: usize) -> Option<&[String]> {
        self.types[number].as_deref()
    }

    /// Who sends the messages of an operation.
    pub(super) fn direction(&self, operation: &Operation) -> Direction {
        match (operation.action, self.described) {
            (Action::Receive, Perspective::Server) | (Action::Send, Perspective::Client) => {
                Direction::ClientToServer
            }
            (Action::Send, Perspective::Server) | (Action::Receive, Perspective::Client) => {
                Direction::ServerToClient
            }
        }
    }

    /// The operations of a channel whose messages go in a direction.
    pub(super) fn operations(
        &self,
        channel: usize,
        direction: Direction,
    ) -> impl Iterator<Item = &'a Operation> {
        let model = self.model;
        model
            .operations
            .iter()
            .filter(move |operation| operation.channel == channel && self.direction(operation) == direction)
    }

    /// What goes in a direction through a channel by itself, not as an answer.
    pub(super) fn asked(&self, channel: usize, direction: Direction) -> Vec<usize> {
        sorted(self.operations(channel, direction).flat_map(|operation| operation.messages.iter().copied()))
    }

    /// Everything that goes in a direction through a channel. Where a document has no operations, nobody says who sends: both may.
    pub(super) fn traffic(&self, channel: usize, direction: Direction) -> Vec<usize> {
        let answers = self.model.operations.iter().filter(|operation| {
            operation.reply_channel.unwrap_or(operation.channel) == channel
                && self.direction(operation) != direction
        });
        let answers = answers.flat_map(|operation| operation.replies.iter().copied());
        let traffic = sorted(self.asked(channel, direction).into_iter().chain(answers));
        if traffic.is_empty() && self.model.operations.is_empty() {
            return self.model.channels[channel].messages.clone();
        }
        traffic
    }

    /// What is answered to a message that goes in a direction through a channel.
    pub(super) fn replies(&self, channel: usize, asked: usize, direction: Direction) -> Vec<usize> {
        sorted(self.answers.get(&(channel, direction, asked)).into_iter().flatten().copied())
    }

    /// Which of some messages is one of another document: the one whose frames have the same `type`; or else the one with the same
    /// payload, or the same name.
    pub(super) fn counterpart(&self, among: &[usize], other: &Contract<'_>, message: usize) -> Option<usize> {
        let name = &other.message(message).name;
        let is_same = |number: usize| self.payload(number) == other.payload(message);
        // Of several, the one of which the most is the same.
        let rank = |number: usize| {
            let is_named = self.message(number).name == *name;
            (self.said(number) == other.said(message), is_same(number), is_named, Reverse(number))
        };
        let meant: Vec<&Vec<usize>> = match other.types(message) {
            Some(types) => types.iter().filter_map(|one| self.by_type.get(one)).collect(),
            None => [self.untyped_by_name.get(name), self.untyped_by_payload.get(other.payload(message))]
                .into_iter()
                .flatten()
                .collect(),
        };
        let meant = meant.into_iter().flatten().copied().filter(|number| among.contains(number));
        let meant: Vec<usize> = meant.collect();
        match meant.as_slice() {
            [only] => Some(*only),
            _ => meant.into_iter().max_by_key(|number| rank(*number)),
        }
    }

    /// Whether one of some messages may have a frame with the `type` of a message of another document.
    pub(super) fn knows(&self, among: &[usize], other: &Contract<'_>, message: usize) -> bool {
        let Some(types) = other.types(message) else { return !among.is_empty() };
        let typed = types.iter().filter_map(|one| self.by_type.get(one)).flatten();
        typed.chain(&self.untyped).any(|number| among.contains(number))
    }

    /// The channel as people know it: its address, or else its key.
    pub(super) fn address(&self, channel: usize) -> &'a str {
        let channel = &self.model.channels[channel];
        channel.address.as_deref().unwrap_or(&channel.name)
    }

    /// A message of a channel, as people know it.
    pub(super) fn subject(&self, channel: usize, message: usize) -> String {
        format!("{} {}", self.address(channel), self.message(message).name)
    }

    /// Where a channel is reached on its first server.
    pub(super) fn url(&self, channel: usize) -> String {
        let server = self.model.channels[channel].servers.first().map(|server| &self.model.servers[*server]);
        let address = self.address(channel);
        server.map_or_else(
            || address.to_owned(),
            |server| format!("{}://{}{address}", server.protocol, server.url),
        )
    }
}

fn sorted(messages: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut messages: Vec<usize> = messages.collect();
    messages.sort_unstable();
    messages.dedup();
    messages
}

/// What is said of the payload of a message, and the language in which it is.
fn payload(model: &Model, message: &Message) -> String {
    let node = model.sources.node(message.node);
    let language = schema_format(node).unwrap_or_default();
    node.get("payload").map_or_else(String::new, |payload| format!("{language} {}", wording(payload)))
}

/// The `schemaFormat` of a message: with its payload, beside it, or in a trait.
pub(super) fn schema_format<'a>(message: Node<'a>) -> Option<&'a str> {
    let within = message.get("payload").and_then(|payload| payload.resolve().ok()?.get("schemaFormat"));
    let traits = message.get("traits").into_iter().flat_map(Node::items);
    let inherited = || {
        let traits: Vec<Node<'a>> = traits.filter_map(|one| one.resolve().ok()).collect();
        traits.into_iter().rev().find_map(|one| one.get("schemaFormat"))
    };
    within.or_else(|| message.get("schemaFormat")).or_else(inherited).and_then(Node::as_str)
}

/// The channels of two documents: those that are one on the wire, and those that only one has.
#[derive(Debug, Default)]
pub(super) struct Channels {
    /// The old and the new.
    pub(super) both: Vec<(usize, usize)>,
    /// Only in the old document.
    pub(super) old: Vec<usize>,
    /// Only in the new document.
    pub(super) new: Vec<usize>,
}

impl Channels {
    /// Channels are one where their addresses are, whatever they and their parameters are called; by their keys only where one has no
    /// address, or where a document has several channels of one address.
    pub(super) fn pair(old: &Contract<'_>, new: &Contract<'_>) -> Self {
        let mut pairs = Self::default();
        let mut left: Vec<usize> = (0..new.model.channels.len()).collect();
        let mut waiting = Vec::new();
        let by_key = |one: usize, other: usize| {
            let (one, other) = (&old.model.channels[one], &new.model.channels[other]);
            one.name == other.name
                && (one.address.is_none() || other.address.is_none() || same_address(one, other))
        };
        let several = [addresses(old), addresses(new)];
        for channel in 0..old.model.channels.len() {
            let own = &old.model.channels[channel];
            let is_one_of_several = own.address.as_deref().is_some_and(|address| {
                several.iter().any(|counts| counts.get(&normal(address)).is_some_and(|count| *count > 1))
            });
            let found = if own.address.is_none() || is_one_of_several {
                left.iter().position(|other| by_key(channel, *other))
            } else {
                let found = left.iter().position(|other| same_address(own, &new.model.channels[*other]));
                found.or_else(|| left.iter().position(|other| by_key(channel, *other)))
            };
            match found {
                Some(found) => pairs.both.push((channel, left.remove(found))),
                None => waiting.push(channel),
            }
        }
        for channel in waiting {
            let own = &old.model.channels[channel];
            match left.iter().position(|other| same_address(own, &new.model.channels[*other])) {
                Some(found) => pairs.both.push((channel, left.remove(found))),
                None => pairs.old.push(channel),
            }
        }
        pairs.new = left;
        pairs.both.sort_unstable();
        pairs
    }
}

fn same_address(one: &crate::model::Channel, other: &crate::model::Channel) -> bool {
    match (&one.address, &other.address) {
        (Some(one), Some(other)) => normal(one) == normal(other),
        _ => false,
    }
}

fn addresses(contract: &Contract<'_>) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for address in contract.model.channels.iter().filter_map(|channel| channel.address.as_deref()) {
        *counts.entry(normal(address)).or_insert(0) += 1;
    }
    counts
}

/// An address without the names of its parts in braces, which are not on the wire.
pub(super) fn normal(address: &str) -> String {
    let mut text = String::new();
    for (index, part) in address.split('{').enumerate() {
        match part.split_once('}') {
            Some((_, rest)) if index > 0 => {
                text.push_str("{}");
                text.push_str(rest);
            }
            _ => text.push_str(part),
        }
    }
    text
}

/// The names between the braces of an address, in its order.
pub(super) fn braces(address: &str) -> impl Iterator<Item = &str> {
    address.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}
