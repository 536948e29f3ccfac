//! Channels and operations of 3.x.

use super::fields::{Layers, get, invalid, map, object, optional, required, string};
use super::message::Messages;
use super::references::{Index, reference, target_key};
use super::servers::Servers;
use super::{Application, Major, description, ignores_unknown_messages, parameters, stream};
use crate::model::source::Node;
use crate::model::{Action, Channel, ModelError, Operation};

/// Reads the channels and operations of a document.
pub(super) fn read<'a>(
    root: Node<'a>,
    servers: &mut Servers<'a>,
    messages: &mut Messages<'a>,
) -> Result<Application, ModelError> {
    let mut channels = Channels::default();
    for (name, place) in map(root, "channels")? {
        channels.index.add(place, channels.read.len())?;
        channels.read.push(channel(name, object(place)?, servers, messages)?);
    }
    let operations = map(root, "operations")?
        .into_iter()
        .map(|(name, place)| operation(name, object(place)?, &channels, servers, messages))
        .collect::<Result<_, _>>()?;
    Ok((channels.read, operations))
}

/// The channels, and what references to them lead to.
#[derive(Default)]
struct Channels {
    read: Vec<Channel>,
    index: Index,
}

impl Channels {
    fn find(&self, node: Node<'_>) -> Result<usize, ModelError> {
        self.index.find(node)?.ok_or_else(|| match reference(node) {
            Some(reference) => invalid(node, format!("`{reference}` is no channel of this document")),
            None => invalid(node, "expected a `$ref` to a channel of this document"),
        })
    }
}

fn channel<'a>(
    name: &str,
    channel: Node<'a>,
    servers: &Servers<'a>,
    messages: &mut Messages<'a>,
) -> Result<Channel, ModelError> {
    let mut numbers = Vec::new();
    for (key, message) in map(channel, "messages")? {
        // The key of a component is the same in all channels.
        numbers.push(messages.add(message, || target_key(message).unwrap_or(key).to_owned())?);
    }
    numbers.sort_unstable();
    numbers.dedup();
    Ok(Channel {
        name: name.to_owned(),
        address: optional(channel, "address")?.map(str::to_owned),
        description: description(channel)?,
        parameters: parameters(channel, Ok)?,
        messages: numbers,
        servers: servers.of(channel)?,
        ignores_unknown_messages: ignores_unknown_messages(channel)?,
        node: channel.id(),
    })
}

fn operation<'a>(
    name: &str,
    operation: Node<'a>,
    channels: &Channels,
    servers: &mut Servers<'a>,
    messages: &Messages<'a>,
) -> Result<Operation, ModelError> {
    let layers = Layers::new(operation, Major::Three)?;
    let action = required(operation, "action")?;
    let action = match string(action)? {
        "send" => Action::Send,
        "receive" => Action::Receive,
        other => return Err(invalid(action, format!("`action: {other}`; expected `send` or `receive`"))),
    };
    let channel = channels.find(required(operation, "channel")?)?;
    // Who lists no messages means every one of the channel.
    let of_channel = |channel: usize| channels.read[channel].messages.clone();
    let (reply_channel, replies) = match layers.get("reply") {
        Some(reply) => {
            let reply = object(reply)?;
            let channel = get(reply, "channel").map(|node| channels.find(node)).transpose()?;
            let listed = messages.referred(reply)?;
            (channel, listed.or_else(|| channel.map(of_channel)).unwrap_or_default())
        }
        None => (None, Vec::new()),
    };
    Ok(Operation {
        name: name.to_owned(),
        action,
        channel,
        summary: layers.text("summary")?,
        description: layers.text("description")?,
        messages: messages.referred(operation)?.unwrap_or_else(|| of_channel(channel)),
        replies,
        reply_channel,
        security: servers.security.of(layers.get("security"))?,
        stream: stream(&layers)?,
        node: operation.id(),
    })
}
