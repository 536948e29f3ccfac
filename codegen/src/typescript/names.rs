//! Which schemas are declared, and under which names.
//!
//! A named schema keeps its name. An object without one is named by where it stands: the frame of a message after the message, a
//! variant after its tag, a member's object after the member.

use std::collections::{BTreeSet, HashMap};

use heck::{ToShoutySnakeCase, ToUpperCamelCase};
use serde_json::Value;

use crate::model::{Channel, Kind, Model, SchemaId};

/// Names that a document cannot have: those of the generated file's own, and those it uses of the language.
const TAKEN: &[&str] = &[
    "Array",
    "At",
    "Boolean",
    "Check",
    "ClientMessage",
    "Date",
    "Error",
    "Function",
    "Issue",
    "JSON",
    "Map",
    "Number",
    "Object",
    "Parsed",
    "Promise",
    "Record",
    "RegExp",
    "Schema",
    "ServerMessage",
    "Set",
    "String",
    "Symbol",
];

/// The name of each declared schema.
pub(super) struct Names {
    by_schema: HashMap<SchemaId, String>,
    /// In the order of the file.
    sorted: Vec<(String, SchemaId)>,
    /// The constants that list the values of unions of literals.
    values: HashMap<SchemaId, String>,
    /// The descriptor of each channel.
    protocols: Vec<String>,
}

impl Names {
    /// Names everything that is declared.
    pub(super) fn assign(model: &Model) -> Self {
        let mut assign = Assign {
            model,
            by_schema: HashMap::new(),
            taken: TAKEN.iter().map(|name| (*name).to_owned()).collect(),
        };
        // The schemas that have names come first, so that no name made up here takes one of theirs.
        for (name, id) in model.schemas.named() {
            assign.name(id, &type_name(name));
        }
        for message in &model.messages {
            if !assign.by_schema.contains_key(&message.payload) {
                assign.name(message.payload, &format!("{}Frame", type_name(&message.name)));
            }
        }
        for (_, id) in model.schemas.named() {
            assign.children(id);
        }
        for message in &model.messages {
            assign.children(message.payload);
        }
        let mut sorted: Vec<_> = assign.by_schema.iter().map(|(id, name)| (name.clone(), *id)).collect();
        sorted.sort_unstable();
        let mut values = HashMap::new();
        for (name, id) in &sorted {
            if matches!(model.schemas.get(*id).kind, Kind::Literals(_)) {
                values.insert(*id, assign.take(&format!("{}_VALUES", name.to_shouty_snake_case()), ""));
            }
        }
        let protocol = |channel: &Channel| assign.take(&format!("{}Protocol", type_name(&channel.name)), "");
        let protocols = model.channels.iter().map(protocol).collect();
        Self { by_schema: assign.by_schema, sorted, values, protocols }
    }

    /// The constant that lists the values of a declared union of literals.
    pub(super) fn values(&self, id: SchemaId) -> Option<&str> {
        self.values.get(&id).map(String::as_str)
    }

    /// The descriptor of a channel, by its place in the model.
    pub(super) fn protocol(&self, channel: usize) -> &str {
        &self.protocols[channel]
    }

    /// The name of a schema, if it is declared.
    pub(super) fn get(&self, id: SchemaId) -> Option<&str> {
        self.by_schema.get(&id).map(String::as_str)
    }

    /// Every declared schema, by name.
    pub(super) fn declared(&self) -> impl Iterator<Item = (&str, SchemaId)> {
        self.sorted.iter().map(|(name, id)| (name.as_str(), *id))
    }
}

struct Assign<'a> {
    model: &'a Model,
    by_schema: HashMap<SchemaId, String>,
    taken: BTreeSet<String>,
}

impl Assign<'_> {
    fn name(&mut self, id: SchemaId, wanted: &str) {
        let name = self.take(wanted, "Type");
        self.by_schema.insert(id, name);
    }

    /// The wanted name; if another has it, the name with `suffix`, or with a number.
    fn take(&mut self, wanted: &str, suffix: &str) -> String {
        let numbered = (2..).map(|number| format!("{wanted}{number}"));
        let mut candidates = [wanted.to_owned(), format!("{wanted}{suffix}")].into_iter().chain(numbered);
        let name = candidates.find(|name| !self.taken.contains(name)).unwrap_or_default();
        self.taken.insert(name.clone());
        name
    }

    /// Names the objects within a declared schema.
    fn children(&mut self, id: SchemaId) {
        let Some(parent) = self.by_schema.get(&id).cloned() else { return };
        self.within(id, &parent);
    }

    fn within(&mut self, id: SchemaId, context: &str) {
        match &self.model.schemas.get(id).kind {
            Kind::Object(object) => {
                for property in &object.properties {
                    self.inline(property.schema, &format!("{context}{}", type_name(&property.name)));
                }
                if let Some(values) = object.additional {
                    self.inline(values, &format!("{context}Value"));
                }
            }
            Kind::List { items, .. } => self.inline(*items, &format!("{context}Item")),
            Kind::Union(union) => {
                for (index, variant) in union.variants.iter().enumerate() {
                    let suffix = match &union.tag {
                        Some((_, values)) => values[index].as_str().map_or_else(String::new, type_name),
                        None => format!("Option{}", index + 1),
                    };
                    self.inline(*variant, &format!("{context}{suffix}"));
                }
            }
            _ => {}
        }
    }

    fn inline(&mut self, id: SchemaId, wanted: &str) {
        if self.by_schema.contains_key(&id) {
            return;
        }
        if matches!(&self.model.schemas.get(id).kind, Kind::Object(object) if !object.properties.is_empty()) {
            self.name(id, wanted);
            self.children(id);
        } else {
            self.within(id, wanted);
        }
    }
}

/// A name as a type has it: `bars.unsubscribe.ack` is `BarsUnsubscribeAck`. A name that is one already stays as it is.
pub(super) fn type_name(name: &str) -> String {
    let is_type =
        name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric());
    let name = if is_type { name.to_owned() } else { name.to_upper_camel_case() };
    let name: String = name.chars().filter(|c| c.is_alphanumeric() || *c == '_').collect();
    if name.starts_with(|c: char| c.is_alphabetic()) { name } else { format!("Type{name}") }
}

/// The text of a tag's value.
pub(super) fn tag_text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
