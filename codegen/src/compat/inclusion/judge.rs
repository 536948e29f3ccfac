//! Whether a value is what it is said to be, as another implementation of JSON Schema has it, which knows only what is written.

use std::collections::HashMap;

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Map, Value, json};

use super::emitted::is_emitted;
use super::excerpt::{excerpt, is_too_large};
use super::{Refusal, Side};
use crate::model::source::{Node, NodeId, Place};
use crate::model::{Kind, SchemaId};

/// The stack for compiling a schema that refers to another, which refers to another, and so on.
const STACK: usize = 256 * 1024 * 1024;

/// The schemas of one document, as they are written.
pub(super) struct Judge<'a> {
    side: Side<'a>,
    /// The files, made ready once for all schemas; by the draft that they are read in.
    files: HashMap<Draft, Option<Registry<'static>>>,
    validators: HashMap<NodeId, Option<Validator>>,
}

impl std::fmt::Debug for Judge<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judge").field("side", &self.side).finish_non_exhaustive()
    }
}

impl<'a> Judge<'a> {
    pub(super) fn new(side: Side<'a>) -> Self {
        Self { side, files: HashMap::new(), validators: HashMap::new() }
    }

    /// Whether a schema admits a value; none where it cannot be read.
    pub(super) fn admits(&mut self, id: SchemaId, value: &Value) -> Option<bool> {
        let nodes = self.nodes(id)?;
        self.all_admit(&nodes, value)
    }

    /// Whether a schema admits a value and is one that a sender makes from types.
    pub(super) fn emits(&mut self, id: SchemaId, value: &Value) -> Option<bool> {
        let nodes = self.nodes(id)?;
        Some(self.all_admit(&nodes, value)? && is_emitted(nodes, value, self))
    }

    fn all_admit(&mut self, nodes: &[Node<'_>], value: &Value) -> Option<bool> {
        for node in nodes {
            if !self.admits_node(*node, value)? {
                return Some(false);
            }
        }
        Some(true)
    }

    /// Whether the schema at a node admits a value.
    pub(super) fn admits_node(&mut self, node: Node<'_>, value: &Value) -> Option<bool> {
        if !self.validators.contains_key(&node.id()) {
            let validator = self.validator(node);
            self.validators.insert(node.id(), validator);
        }
        let validator = self.validators.get(&node.id())?.as_ref()?;
        Some(stacker::maybe_grow(STACK / 256, STACK, || validator.is_valid(value)))
    }

    /// Where a member of a name stands first in the files.
    pub(super) fn first(&self, name: &str) -> Option<Place> {
        self.side.sources.roots().find_map(|(_, root)| {
            let mut waiting = vec![root];
            while let Some(node) = waiting.pop() {
                if node.get(name).is_some() {
                    return Some(node.place_of_key(name));
                }
                // The first is looked at first.
                let children: Vec<Node<'a>> = node.children().collect();
                waiting.extend(children.into_iter().rev());
            }
            None
        })
    }

    /// What is written of a schema: more than one place where traits add to it, and none where nothing is said.
    fn nodes(&self, id: SchemaId) -> Option<Vec<Node<'a>>> {
        let schema = self.side.schemas.get(id);
        if let Some(node) = schema.node {
            return Some(vec![self.side.sources.node(node)]);
        }
        match &schema.kind {
            Kind::Any => Some(Vec::new()),
            Kind::All(parts) => {
                let each: Option<Vec<_>> = parts.iter().map(|part| self.nodes(*part)).collect();
                Some(each?.concat())
            }
            Kind::Reference(target) => self.nodes(*target),
            _ => None,
        }
    }

    /// What a schema has against a value: what is nearest to what was meant, in words, with the place of the demand.
    pub(super) fn refusals(&mut self, id: SchemaId, value: &Value) -> Vec<Refusal> {
        let nodes = self.nodes(id).unwrap_or_default();
        let Some(own) = nodes.first().copied() else { return Vec::new() };
        let mut places: Vec<(String, Node<'a>)> = Vec::new();
        for node in nodes {
            let Some(Some(validator)) = self.validators.get(&node.id()) else { continue };
            for error in validator.iter_errors(value) {
                let path = error.instance_path().as_str().to_owned();
                let address = error.absolute_keyword_location().map(ToString::to_string);
                let node = address.and_then(|address| self.side.sources.at(&address));
                places.extend(node.map(|node| (path, node)));
            }
        }
        let faults = self.side.schemas.faults(id, value);
        faults
            .into_iter()
            .map(|fault| {
                // The demand on the very value, or on the nearest that holds it.
                let near = places.iter().filter(|(path, _)| fault.path.starts_with(path.as_str()));
                let place = near.max_by_key(|(path, _)| path.len()).map(|(_, node)| node.place_as_member());
                let place = place.unwrap_or_else(|| own.place());
                Refusal { path: fault.path, message: fault.message, place }
            })
            .collect()
    }

    fn validator(&mut self, node: Node<'_>) -> Option<Validator> {
        let draft = draft(node);
        if is_too_large(node) {
            return None;
        }
        // Most schemas are made of a few of their file: the others need not be made ready.
        if let Some(excerpt) = excerpt(node) {
            let (address, _) = node.sources().roots().find(|(_, root)| root.id() == node.file_root().id())?;
            // Where a document uses words of a later draft, they are meant.
            let draft = if has_later_words(&excerpt) { Draft::Draft202012 } else { draft };
            let options = jsonschema::options().with_draft(draft).with_base_uri(address);
            let options = options.should_validate_formats(false).offline();
            return stacker::grow(STACK, || options.build(&with_null(excerpt)).ok());
        }
        let side = self.side;
        let files = self.files.entry(draft).or_insert_with(|| registry(side, draft)).as_ref()?;
        let schema = json!({ "$ref": node.address() });
        let options = jsonschema::options()
            .with_draft(draft)
            .with_registry(files)
            .with_base_uri("barwire:///asked")
            .should_validate_formats(false)
            .offline();
        stacker::grow(STACK, || options.build(&schema).ok())
    }
}

/// Whether a value has members that are words of JSON Schema since 2019-09, and were none before.
fn has_later_words(value: &Value) -> bool {
    const LATER: [&str; 5] =
        ["prefixItems", "dependentRequired", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems"];
    match value {
        Value::Array(items) => items.iter().any(has_later_words),
        Value::Object(members) => {
            members.iter().any(|(key, value)| LATER.contains(&key.as_str()) || has_later_words(value))
        }
        _ => false,
    }
}

/// The files of a document, for a draft.
fn registry(side: Side<'_>, draft: Draft) -> Option<Registry<'static>> {
    let mut builder = Registry::new().draft(draft).retriever(Offline);
    for (address, root) in side.sources.roots() {
        let resource = draft.create_resource(with_null(root.to_json()));
        builder = builder.add(address, resource).ok()?;
    }
    builder.prepare().ok()
}

/// Nothing is read from the network.
struct Offline;

impl jsonschema::Retrieve for Offline {
    fn retrieve(
        &self,
        uri: &jsonschema::Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        Err(format!("`{uri}` is not read").into())
    }
}

/// The draft of a schema: by its `$schema`, by the `schemaFormat` that it stands under, or by its file.
pub(super) fn draft(node: Node<'_>) -> Draft {
    let named = |text: &str| {
        let modern = ["2019-09", "2020-12", "openapi;version=3.1"].iter().any(|name| text.contains(name));
        if modern { Draft::Draft202012 } else { Draft::Draft7 }
    };
    let declared = |node: Node<'_>| node.get("$schema").and_then(Node::as_str).map(named);
    let format =
        node.parent().and_then(|holder| holder.get("schemaFormat")).and_then(Node::as_str).map(named);
    declared(node).or(format).or_else(|| declared(node.file_root())).unwrap_or_else(|| {
        // A schema that is no part of a document is of today's draft.
        let is_document = node.sources().root().get("asyncapi").is_some();
        if is_document { Draft::Draft7 } else { Draft::Draft202012 }
    })
}

/// A schema in which `nullable` of OpenAPI is written as JSON Schema has it.
fn with_null(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(with_null).collect()),
        Value::Object(members) => {
            let mut members: Map<String, Value> =
                members.into_iter().map(|(key, value)| (key, with_null(value))).collect();
            if members.get("nullable") == Some(&Value::Bool(true)) {
                let is_alone = members.len() == 1;
                match members.get_mut("type") {
                    Some(Value::Array(types)) if !types.contains(&json!("null")) => types.push(json!("null")),
                    Some(one) if one.is_string() => *one = json!([one, "null"]),
                    Some(_) => {}
                    None if is_alone => {}
                    None => return json!({ "anyOf": [Value::Object(members), { "type": "null" }] }),
                }
            }
            Value::Object(members)
        }
        other => other,
    }
}
