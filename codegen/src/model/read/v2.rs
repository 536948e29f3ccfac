//! Channels and operations of 2.x, whose operations stand in their channels and are named from the view of a client: what the described
//! application receives is under `publish`, what it sends under `subscribe`.

use std::collections::HashSet;

use super::fields::{Layers, get, items, map, object, string};
use super::message::Messages;
use super::references::{target_file, target_key};
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
    let mut channels = Vec::new();
    let mut operations = Vec::new();
    for (address, place) in map(root, "channels")? {
        let channel = object(place)?;
        let mut numbers = Vec::new();
        for (key, action) in [("publish", Action::Receive), ("subscribe", Action::Send)] {
            let Some(node) = get(channel, key) else { continue };
            let node = object(node)?;
            let name = match get(node, "operationId") {
                Some(name) => string(name)?.to_owned(),
                None => format!("{key} {address}"),
            };
            let operation = operation(name, action, channels.len(), node, servers, messages)?;
            numbers.extend(&operation.messages);
            operations.push(operation);
        }
        numbers.sort_unstable();
        numbers.dedup();
        channels.push(Channel {
            name: address.to_owned(),
            address: Some(address.to_owned()),
            description: description(channel)?,
            parameters: parameters(channel, |parameter| {
                get(parameter, "schema").map_or(Ok(parameter), object)
            })?,
            messages: numbers,
            servers: servers.of(channel)?,
            ignores_unknown_messages: ignores_unknown_messages(channel)?,
            node: channel.id(),
        });
    }
    operations.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((channels, operations))
}

fn operation<'a>(
    name: String,
    action: Action,
    channel: usize,
    operation: Node<'a>,
    servers: &mut Servers<'a>,
    messages: &mut Messages<'a>,
) -> Result<Operation, ModelError> {
    let layers = Layers::new(operation, Major::Two)?;
    let places = alternatives(get(operation, "message"))?;
    let mut numbers = Vec::new();
    for (position, place) in places.iter().enumerate() {
        let key = message_key(*place)?;
        numbers.push(messages.add(*place, || {
            key.unwrap_or_else(|| match (places.len(), get(*place, "payload").and_then(target_key)) {
                (1, _) => name.clone(),
                (_, Some(payload)) => payload.to_owned(),
                (_, None) => format!("{name} {}", position + 1),
            })
        })?);
    }
    let mut known = HashSet::new();
    numbers.retain(|number| known.insert(*number));
    Ok(Operation {
        action,
        channel,
        summary: layers.text("summary")?,
        description: layers.text("description")?,
        messages: numbers,
        replies: Vec::new(),
        reply_channel: None,
        security: servers.security.of(layers.get("security"))?,
        stream: stream(&layers)?,
        node: operation.id(),
        name,
    })
}

/// The messages that `message` stands for: one, or those of its `oneOf`, which may refer to further lists.
fn alternatives(message: Option<Node<'_>>) -> Result<Vec<Node<'_>>, ModelError> {
    let mut messages = Vec::new();
    let mut lists = HashSet::new();
    let mut waiting: Vec<_> = message.into_iter().collect();
    while let Some(place) = waiting.pop() {
        match get(object(place)?, "oneOf") {
            // A list that holds itself adds nothing.
            Some(list) if !lists.insert(list.id()) => {}
            Some(list) => waiting.extend(items(list)?.into_iter().rev()),
            None => messages.push(place),
        }
    }
    Ok(messages)
}

/// What a message without a `name` is called by.
fn message_key(place: Node<'_>) -> Result<Option<String>, ModelError> {
    if let Some(key) = target_key(place).map(str::to_owned).or_else(|| target_file(place)) {
        return Ok(Some(key));
    }
    let message = object(place)?;
    for key in ["messageId", "title"] {
        if let Some(text) = get(message, key) {
            return Ok(Some(string(text)?.to_owned()));
        }
    }
    Ok(None)
}
