//! From the JSON value of a 3.x document to the model.

use serde_json::{Map, Value};

use super::lowering::Lowering;
use super::schema::SchemaId;
use super::source::escape;
use super::{Action, Channel, Message, Model, ModelError, Operation, Stream};

/// Reads a whole document.
pub(super) fn model(document: &Value) -> Result<Model, ModelError> {
    let root = Node { value: document, pointer: String::new() };
    let version = root.text("asyncapi")?;
    if !matches!(version, "3.0.0" | "3.1.0") {
        return Err(ModelError::Version(version.to_owned()));
    }
    let mut messages = Messages { lowering: Lowering::new(document), read: Vec::new(), places: Vec::new() };
    let mut channels = Vec::new();
    for (name, channel) in root.children("channels")? {
        channels.push(self::channel(name, &channel)?);
        for (key, message) in channel.children("messages")? {
            messages.add(key, document, &message)?;
        }
    }
    let mut operations = Vec::new();
    for (name, operation) in root.children("operations")? {
        let channel = channel_of(&operation, &channels)?;
        operations.push(self::operation(name, channel, &operation, &messages)?);
    }
    let info = root.child("info")?;
    let Messages { lowering, read, .. } = messages;
    Ok(Model {
        title: info.text("title")?.to_owned(),
        version: info.text("version")?.to_owned(),
        description: info.optional("description"),
        channels,
        operations,
        messages: read,
        schemas: lowering.finish()?,
    })
}

fn channel(name: &str, channel: &Node<'_>) -> Result<Channel, ModelError> {
    Ok(Channel {
        name: name.to_owned(),
        address: channel.optional("address"),
        description: channel.optional("description"),
        ignores_unknown_messages: match channel.optional("x-barwire-unknown-messages").as_str() {
            "ignore" => true,
            "" | "refuse" => false,
            other => {
                let reason = format!("`x-barwire-unknown-messages: {other}`; expected `ignore` or `refuse`");
                return Err(channel.invalid(&reason));
            }
        },
    })
}

/// The place of the channel that an operation refers to.
fn channel_of(operation: &Node<'_>, channels: &[Channel]) -> Result<usize, ModelError> {
    let reference = operation.child("channel")?;
    let target = reference.text("$ref")?;
    channels
        .iter()
        .position(|channel| target == format!("#/channels/{}", escape(&channel.name)))
        .ok_or_else(|| reference.invalid(&format!("`{target}` is no channel of this document")))
}

fn operation(
    name: &str,
    channel: usize,
    operation: &Node<'_>,
    messages: &Messages<'_>,
) -> Result<Operation, ModelError> {
    let action = match operation.text("action")? {
        "send" => Action::Send,
        "receive" => Action::Receive,
        other => return Err(operation.invalid(&format!("`action: {other}`; expected `send` or `receive`"))),
    };
    let replies = match operation.value.get("reply") {
        None => Vec::new(),
        Some(_) => messages.referred(&operation.child("reply")?)?,
    };
    Ok(Operation {
        name: name.to_owned(),
        action,
        channel,
        summary: operation.optional("summary"),
        description: operation.optional("description"),
        messages: messages.referred(operation)?,
        replies,
        stream: operation
            .value
            .get("x-barwire-stream")
            .map(|_| stream(&operation.child("x-barwire-stream")?))
            .transpose()?,
    })
}

fn stream(stream: &Node<'_>) -> Result<Stream, ModelError> {
    let closes = stream.optional("closes");
    Ok(Stream {
        opens: stream.text("opens")?.to_owned(),
        closes: (!closes.is_empty()).then_some(closes),
        key: stream
            .items("key")?
            .iter()
            .map(|member| {
                member
                    .value
                    .as_str()
                    .map(str::to_owned)
                    .ok_or_else(|| member.invalid("expected the name of a member"))
            })
            .collect::<Result<_, _>>()?,
        update: stream.text("update")?.to_owned(),
        failed: stream.text("failed")?.to_owned(),
    })
}

/// The messages read so far, and by which pointer operations refer to each.
struct Messages<'a> {
    lowering: Lowering<'a>,
    read: Vec<Message>,
    places: Vec<String>,
}

impl<'a> Messages<'a> {
    fn add(&mut self, key: &str, document: &'a Value, place: &Node<'a>) -> Result<(), ModelError> {
        let message = place.resolve(document)?;
        let payload: SchemaId = match message.value.get("payload") {
            Some(payload) => self.lowering.lower(payload, &format!("{}/payload", message.pointer))?,
            None => self.lowering.any(),
        };
        let examples = message.value.get("examples").and_then(Value::as_array).into_iter().flatten();
        self.places.push(format!("#{}", place.pointer));
        self.read.push(Message {
            name: self.lowering.constant(payload, "type").unwrap_or_else(|| key.to_owned()),
            summary: message.optional("summary"),
            description: message.optional("description"),
            payload,
            examples: examples.filter_map(|example| example.get("payload").cloned()).collect(),
        });
        Ok(())
    }

    /// The messages that an operation, or its reply, refers to.
    fn referred(&self, node: &Node<'_>) -> Result<Vec<usize>, ModelError> {
        node.items("messages")?
            .iter()
            .map(|item| {
                let reference = item.text("$ref")?;
                self.places
                    .iter()
                    .position(|place| place == reference)
                    .ok_or_else(|| item.invalid(&format!("`{reference}` is no message of a channel")))
            })
            .collect()
    }
}

/// A value of the document, and where it stands.
struct Node<'a> {
    value: &'a Value,
    pointer: String,
}

impl<'a> Node<'a> {
    fn invalid(&self, reason: &str) -> ModelError {
        ModelError::Invalid { pointer: format!("#{}", self.pointer), reason: reason.to_owned() }
    }

    fn child(&self, key: &str) -> Result<Self, ModelError> {
        let value = self.value.get(key).ok_or_else(|| self.invalid(&format!("`{key}` is missing")))?;
        Ok(Node { value, pointer: format!("{}/{}", self.pointer, escape(key)) })
    }

    fn text(&self, key: &str) -> Result<&'a str, ModelError> {
        let child = self.value.get(key).ok_or_else(|| self.invalid(&format!("`{key}` is missing")))?;
        child.as_str().ok_or_else(|| self.invalid(&format!("`{key}` must be a string")))
    }

    /// A string, empty where there is none.
    fn optional(&self, key: &str) -> String {
        self.value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// The entries of a map, by name; none where there is no map.
    fn children(&self, key: &str) -> Result<Vec<(&'a str, Self)>, ModelError> {
        let Some(value) = self.value.get(key) else { return Ok(Vec::new()) };
        let map: &Map<String, Value> =
            value.as_object().ok_or_else(|| self.invalid(&format!("`{key}` must be a map")))?;
        let pointer = format!("{}/{key}", self.pointer);
        let mut children: Vec<_> = map
            .iter()
            .map(|(name, value)| {
                (name.as_str(), Node { value, pointer: format!("{pointer}/{}", escape(name)) })
            })
            .collect();
        children.sort_by_key(|(name, _)| *name);
        Ok(children)
    }

    /// The items of a list; none where there is no list.
    fn items(&self, key: &str) -> Result<Vec<Self>, ModelError> {
        let Some(value) = self.value.get(key) else { return Ok(Vec::new()) };
        let items = value.as_array().ok_or_else(|| self.invalid(&format!("`{key}` must be a list")))?;
        Ok(items
            .iter()
            .enumerate()
            .map(|(index, value)| Node { value, pointer: format!("{}/{key}/{index}", self.pointer) })
            .collect())
    }

    /// What a `$ref` leads to.
    fn resolve(&self, document: &'a Value) -> Result<Self, ModelError> {
        let Some(reference) = self.value.get("$ref").and_then(Value::as_str) else {
            return Ok(Self { value: self.value, pointer: self.pointer.clone() });
        };
        let pointer = reference.strip_prefix('#').ok_or_else(|| {
            self.invalid(&format!("`{reference}` is outside this document, which is not supported"))
        })?;
        let value = document
            .pointer(pointer)
            .ok_or_else(|| self.invalid(&format!("`{reference}` leads to nothing")))?;
        Ok(Node { value, pointer: pointer.to_owned() })
    }
}
