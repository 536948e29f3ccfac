//! Messages, with what their traits say.

use std::collections::HashSet;

use super::fields::{Layers, get, invalid, items, list, object, string, text};
use super::references::{Index, reference};
use super::{Major, format};
use crate::model::lowering::{Lowered, Lowering};
use crate::model::schema::{Kind, SchemaId, Schemas};
use crate::model::source::Node;
use crate::model::{Message, ModelError, Note};

/// The messages read so far, in the order of their channels.
pub(super) struct Messages<'a> {
    lowering: Lowering<'a>,
    major: Major,
    content_type: Option<String>,
    index: Index,
    read: Vec<Message>,
}

impl<'a> Messages<'a> {
    /// No message yet. Their schemas go to `lowering`.
    pub(super) fn new(root: Node<'a>, major: Major, lowering: Lowering<'a>) -> Result<Self, ModelError> {
        let content_type = get(root, "defaultContentType").map(string).transpose()?.map(str::to_owned);
        Ok(Messages { lowering, major, content_type, index: Index::default(), read: Vec::new() })
    }

    /// Reads the message at a place, or finds that it has been read: its number. `key` names one that has no name of its own.
    pub(super) fn add(&mut self, place: Node<'a>, key: impl FnOnce() -> String) -> Result<usize, ModelError> {
        let message = object(place)?;
        if let Some(known) = self.index.find(message)? {
            self.index.add(place, known)?;
            return Ok(known);
        }
        let number = self.read.len();
        self.index.add(place, number)?;
        // A name in a trait would be that of many messages.
        let name = get(message, "name").map(string).transpose()?.filter(|name| !name.is_empty());
        let name = name.map_or_else(key, str::to_owned);
        let layers = Layers::new(message, self.major)?;
        let payload = match get(message, "payload") {
            Some(payload) => format::schema(payload, layers.get("schemaFormat"), &mut self.lowering)?,
            None => self.lowering.any(),
        };
        let correlation = match layers.get("correlationId") {
            Some(correlation) => Some(text(object(correlation)?, "location")?.to_owned()),
            None => None,
        };
        let content_type = layers.get("contentType").map(string).transpose()?.map(str::to_owned);
        let examples = layers.get("examples").map(items).transpose()?.unwrap_or_default();
        self.read.push(Message {
            name,
            summary: layers.text("summary")?,
            description: layers.text("description")?,
            content_type: content_type.or_else(|| self.content_type.clone()),
            payload,
            headers: format::all(&layers.all("headers"), &mut self.lowering)?,
            correlation,
            examples: examples.into_iter().filter_map(|one| one.get("payload")).map(Node::to_json).collect(),
            node: message.id(),
        });
        Ok(number)
    }

    /// The numbers of the messages that a list refers to; none where there is no list.
    pub(super) fn referred(&self, node: Node<'a>) -> Result<Option<Vec<usize>>, ModelError> {
        let Some(items) = list(node, "messages")? else { return Ok(None) };
        let mut known = HashSet::new();
        let mut messages = Vec::new();
        for item in items {
            let number = self.index.find(item)?.ok_or_else(|| {
                let remedy = "refer to one under the `messages` of the channel";
                match reference(item) {
                    Some(reference) => {
                        invalid(item, format!("`{reference}` is no message of a channel; {remedy}"))
                    }
                    None => invalid(item, format!("expected a `$ref`, found {}; {remedy}", item.kind())),
                }
            })?;
            if known.insert(number) {
                messages.push(number);
            }
        }
        Ok(Some(messages))
    }

    /// The messages and their schemas.
    pub(super) fn finish(
        self,
        settle: impl FnOnce(Lowering<'a>) -> Result<Lowered, ModelError>,
    ) -> Result<(Vec<Message>, Schemas, Vec<Note>), ModelError> {
        let (schemas, mut notes) = settle(self.lowering)?;
        // A component is left out once, however many messages refer to it.
        notes.sort();
        notes.dedup();
        let mut messages = self.read;
        name(&mut messages, &schemas);
        Ok((messages, schemas, notes))
    }
}

/// Calls messages by their `type` on the wire, where they have one that is constant.
pub(super) fn name(messages: &mut [Message], schemas: &Schemas) {
    for message in messages {
        if let Some(name) = constant(schemas, message.payload, "type") {
            message.name = name.to_owned();
        }
    }
}

/// The only value that a schema's member of that name may have, if that is a string.
fn constant<'s>(schemas: &'s Schemas, frame: SchemaId, member: &str) -> Option<&'s str> {
    let mut known = HashSet::new();
    let mut waiting = vec![schemas.target(frame)];
    while let Some(id) = waiting.pop() {
        if !known.insert(id) {
            continue;
        }
        match &schemas.get(id).kind {
            Kind::Object(object) => {
                let property = object.properties.iter().find(|property| property.name == member);
                let Some(property) = property else { continue };
                let Kind::Literals(literals) = &schemas.resolve(property.schema).kind else { continue };
                if let [literal] = literals.as_slice() {
                    return literal.value.as_str();
                }
            }
            // The first part is looked at first.
            Kind::All(parts) => waiting.extend(parts.iter().rev().map(|part| schemas.target(*part))),
            Kind::Guarded(part) => waiting.push(schemas.target(*part)),
            _ => {}
        }
    }
    None
}
