//! Which schemas are declared, and under which names.
//!
//! A named schema keeps its name. The others that need one are named by where they stand: a frame after its message, a variant after
//! its tag, a member's object after the member; or by their titles, where no two have the same.

mod context;
mod http;

use std::collections::{HashMap, HashSet};

use heck::{ToShoutySnakeCase, ToUpperCamelCase};

use crate::model::{Channel, Kind, Literal, Model, Schema, SchemaId, Specification};

use super::tags;
use super::text::{begins_identifier, continues_identifier};
use super::types::is_interface;

use context::{Context, Suffix, parts};
use http::ApiNames;

pub(super) use context::needs_context;

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
    "Infinity",
    "Issue",
    "JSON",
    "Map",
    "NaN",
    "NotAnArray",
    "NotAnObject",
    "Number",
    "Object",
    "Parsed",
    "Promise",
    "Record",
    "RegExp",
    "SafeInteger",
    "Schema",
    "ServerMessage",
    "Set",
    "String",
    "Symbol",
];

/// The longest title that is a name, in characters of the name.
const TITLE: usize = 40;

/// The name of each declared schema.
pub(super) struct Names {
    by_schema: HashMap<SchemaId, String>,
    /// In the order of the file. A schema that is the frame of several messages may be here more than once.
    sorted: Vec<(String, SchemaId)>,
    /// The constants that list the values of unions of literals.
    values: HashMap<SchemaId, String>,
    /// The constants that have the values of unions of literals by name.
    constants: HashMap<SchemaId, String>,
    /// The frame of each message.
    frames: Vec<String>,
    /// The descriptor of each channel.
    protocols: Vec<String>,
    /// The descriptor of operations over HTTP.
    api: Option<ApiNames>,
}

impl Names {
    /// Names everything that is declared.
    pub(super) fn assign(model: &Model) -> Self {
        let is_api = model.specification == Specification::OpenApi;
        let further = if is_api { http::TAKEN } else { &[] };
        let mut assign = Assign {
            model,
            by_schema: HashMap::new(),
            sorted: Vec::new(),
            taken: TAKEN.iter().chain(further).map(|name| (*name).to_owned()).collect(),
            numbers: HashMap::new(),
            titles: titles(model),
            around: HashMap::new(),
        };
        // The schemas that have names come first, so that no name made up here takes one of theirs.
        let named = named(model);
        let shared = shared(&named);
        for (name, id) in &named {
            // A class is called by its own name, where no other schema is; its package is for others to tell.
            let class = class_name(name).filter(|class| !shared.contains(&type_name(class)));
            assign.name(*id, &[type_name(class.unwrap_or(name))], "Type");
        }
        let frames = assign.frames();
        assign.endpoints();
        for (_, id) in &named {
            assign.children(*id);
        }
        for message in &model.messages {
            assign.children(message.payload);
            message.headers.into_iter().for_each(|headers| assign.children(headers));
        }
        assign.within_endpoints();
        let api = is_api.then(|| assign.api());
        let Assign { by_schema, mut sorted, mut taken, mut numbers, .. } = assign;
        sorted.sort_unstable();
        let mut take = |wanted: String, suffix: &str| take(&mut taken, &mut numbers, &[wanted], suffix);
        let mut values = HashMap::new();
        let mut constants = HashMap::new();
        for (name, id) in &sorted {
            let Kind::Literals(literals) = &model.schemas.get(*id).kind else { continue };
            if by_schema.get(id) != Some(name) {
                continue;
            }
            let constant = name.to_shouty_snake_case();
            values.insert(*id, take(format!("{constant}_VALUES"), ""));
            if has_names(literals) {
                constants.insert(*id, take(constant, "_BY_NAME"));
            }
        }
        let protocol = |channel: &Channel| take(format!("{}Protocol", type_name(&channel.name)), "");
        let protocols = model.channels.iter().map(protocol).collect();
        Self { by_schema, sorted, values, constants, frames, protocols, api }
    }

    /// The constant that lists the values of a declared union of literals.
    pub(super) fn values(&self, id: SchemaId) -> Option<&str> {
        self.values.get(&id).map(String::as_str)
    }

    /// The constant that has the values of a declared union of literals by name, where they have names.
    pub(super) fn constant(&self, id: SchemaId) -> Option<&str> {
        self.constants.get(&id).map(String::as_str)
    }

    /// The type of the frame of a message, by its place in the model.
    pub(super) fn frame(&self, message: usize) -> &str {
        &self.frames[message]
    }

    /// The descriptor of a channel, by its place in the model.
    pub(super) fn protocol(&self, channel: usize) -> &str {
        &self.protocols[channel]
    }

    /// The descriptor of operations over HTTP, if the document has such.
    pub(super) fn api(&self) -> Option<&ApiNames> {
        self.api.as_ref()
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

/// The schemas that have a name. Those whose name is that of a type come first and keep it; the order is that of names and places.
fn named(model: &Model) -> Vec<(&str, SchemaId)> {
    let mut named = model.schemas.named();
    named.sort_by_cached_key(|(name, id)| {
        let place = model.schemas.get(*id).node.map(|node| model.sources.node(node).place());
        let place = place.map(|place| (place.file, place.pointer));
        (type_name(name) != *name, (*name).to_owned(), place)
    });
    named
}

/// The name of a class without its package: `Order` of `com.example.shop.Order`.
fn class_name(name: &str) -> Option<&str> {
    let (package, class) = name.rsplit_once('.')?;
    let is_package = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    let is_class = class.starts_with(|c: char| c.is_ascii_uppercase());
    (is_class && package.contains('.') && package.split('.').all(is_package)).then_some(class)
}

/// The types after which more than one schema would be called, were classes called by their own names.
fn shared(named: &[(&str, SchemaId)]) -> HashSet<String> {
    let mut seen = HashSet::new();
    let names = named.iter().map(|(name, _)| type_name(class_name(name).unwrap_or(name)));
    names.filter(|name| !seen.insert(name.clone())).collect()
}

/// How many schemas without a name have a title that makes one, by that.
fn titles(model: &Model) -> HashMap<String, usize> {
    let mut titles = HashMap::new();
    let mut seen = HashSet::new();
    let named = model.schemas.named().into_iter().map(|(_, id)| id);
    let frames =
        model.messages.iter().flat_map(|message| [message.payload].into_iter().chain(message.headers));
    let carried = model.endpoints.iter().flat_map(|endpoint| endpoint.schemas(&model.schemas));
    let carried = carried.map(|(_, id)| id);
    let mut open: Vec<SchemaId> = named.chain(frames).chain(carried).collect();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let schema = model.schemas.get(id);
        if let (None, Some(name)) = (&schema.name, title_name(schema)) {
            *titles.entry(name).or_insert(0) += 1;
        }
        open.extend(parts(model, id).into_iter().map(|(_, part)| part));
    }
    titles
}

/// The name that a title makes; `None` where it is more of a sentence.
fn title_name(schema: &Schema) -> Option<String> {
    let title = schema.title.as_deref()?;
    let is_name = title.starts_with(|c: char| c.is_alphabetic())
        && title.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.'));
    let name = type_name(title);
    (is_name && name.chars().count() <= TITLE && title.split_whitespace().count() <= 4).then_some(name)
}

fn has_names(literals: &[Literal]) -> bool {
    literals.iter().any(|literal| literal.name.is_some())
}

struct Assign<'a> {
    model: &'a Model,
    by_schema: HashMap<SchemaId, String>,
    sorted: Vec<(String, SchemaId)>,
    taken: HashSet<String>,
    /// The next number for a name that is taken.
    numbers: HashMap<String, usize>,
    titles: HashMap<String, usize>,
    /// What would be called how, were it declared: the schemas around the one that is looked at, up to one that is.
    around: HashMap<SchemaId, Context<'a>>,
}

impl<'a> Assign<'a> {
    /// Declares a schema under the first name that is not taken; with `suffix`, or with a number, where all are.
    fn name(&mut self, id: SchemaId, wanted: &[String], suffix: &str) -> String {
        let name = take(&mut self.taken, &mut self.numbers, wanted, suffix);
        self.by_schema.insert(id, name.clone());
        self.sorted.push((name.clone(), id));
        name
    }

    /// Names the frames and headers of the messages: those of the frames are returned.
    fn frames(&mut self) -> Vec<String> {
        let mut channels: HashMap<usize, &str> = HashMap::new();
        for channel in &self.model.channels {
            for message in &channel.messages {
                channels.entry(*message).or_insert(&channel.name);
            }
        }
        let mut frames = Vec::new();
        let model = self.model;
        for (index, message) in model.messages.iter().enumerate() {
            if let Some(name) = self.by_schema.get(&message.payload)
                && model.schemas.get(message.payload).name.is_some()
            {
                frames.push(name.clone());
                continue;
            }
            let name = type_name(&message.name);
            let channel = channels.get(&index).map(|channel| type_name(channel)).unwrap_or_default();
            // The payload of a message with an envelope is within: the name is rather its own.
            let has_envelope = tags::constants(&model.schemas, message.payload, "type").is_some();
            let wanted = if has_envelope {
                vec![format!("{name}Frame"), format!("{channel}{name}Frame")]
            } else {
                vec![name.clone(), format!("{name}Frame"), format!("{channel}{name}")]
            };
            let is_any = matches!(model.schemas.get(message.payload).kind, Kind::Any);
            if is_any || self.by_schema.contains_key(&message.payload) {
                // Others may have this schema too, so that it is not called after this message.
                let name = take(&mut self.taken, &mut self.numbers, &wanted, "Type");
                self.sorted.push((name.clone(), message.payload));
                frames.push(name);
            } else {
                frames.push(self.name(message.payload, &wanted, "Type"));
            }
        }
        for (index, message) in model.messages.iter().enumerate() {
            let Some(headers) = message.headers.filter(|headers| !self.by_schema.contains_key(headers))
            else {
                continue;
            };
            let name = type_name(&message.name);
            let channel = channels.get(&index).map(|channel| type_name(channel)).unwrap_or_default();
            self.name(headers, &[format!("{name}Headers"), format!("{channel}{name}Headers")], "Type");
        }
        frames
    }

    /// Names what must be declared within a declared schema.
    fn children(&mut self, id: SchemaId) {
        if let Some(name) = self.by_schema.get(&id) {
            let context = Context::Name(name.as_str().into());
            self.within(id, &context);
        }
    }

    fn within(&mut self, id: SchemaId, context: &Context<'a>) {
        for (suffix, part) in parts(self.model, id) {
            // A declared type that is an object, or something else, needs a second name for the object.
            let is_second = matches!(suffix, Suffix::Nothing)
                && self.by_schema.contains_key(&id)
                && matches!(self.model.schemas.get(id).kind, Kind::Guarded(_));
            let suffix = if is_second { Suffix::Word("Object") } else { suffix };
            self.inline(part, &context.within(suffix));
        }
    }

    fn inline(&mut self, id: SchemaId, context: &Context<'a>) {
        if self.by_schema.contains_key(&id) {
            return;
        }
        let schema = self.model.schemas.get(id);
        let is_declared = match &schema.kind {
            Kind::Object(object) => is_interface(object),
            Kind::Literals(literals) => has_names(literals),
            _ => false,
        };
        if !is_declared {
            // What is within itself has no end unless it has a name.
            if let Some(context) = self.around.get(&id) {
                let name = context.text();
                self.name(id, &[name], "Type");
                return;
            }
            self.around.insert(id, context.clone());
            self.within(id, context);
            self.around.remove(&id);
            return;
        }
        let title = title_name(schema).filter(|name| self.titles.get(name) == Some(&1));
        let wanted: Vec<String> = title.into_iter().chain([context.text()]).collect();
        let name = self.name(id, &wanted, "Type");
        self.within(id, &Context::Name(name.into()));
    }
}

/// The first wanted name that is not taken; if all are, the last with `suffix`, or with a number.
fn take(
    taken: &mut HashSet<String>,
    numbers: &mut HashMap<String, usize>,
    wanted: &[String],
    suffix: &str,
) -> String {
    let last = wanted.last().cloned().unwrap_or_default();
    let suffixed = format!("{last}{suffix}");
    for name in wanted.iter().chain([&suffixed]) {
        if taken.insert(name.clone()) {
            return name.clone();
        }
    }
    let number = numbers.entry(last.clone()).or_insert(2);
    loop {
        let name = format!("{last}{number}");
        *number += 1;
        if taken.insert(name.clone()) {
            return name;
        }
    }
}

/// A name as a type has it: `bars.unsubscribe.ack` is `BarsUnsubscribeAck`. A name that is one already stays as it is.
pub(super) fn type_name(name: &str) -> String {
    let is_type =
        name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric());
    let name = if is_type { name.to_owned() } else { name.to_upper_camel_case() };
    let name: String = name.chars().filter(|c| continues_identifier(*c)).collect();
    if name.starts_with(begins_identifier) { name } else { format!("Type{name}") }
}
