//! What a document says of something, as a text that is the same as long as it says the same: neither the order of keys nor words
//! for people change it, nor what a component is called.

use std::collections::HashMap;
use std::collections::VecDeque;

use super::finding::fnv;
use crate::model::source::{Node, NodeId, Value};

/// The start of every hash (FNV-1a).
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// What people read, and programs do not.
const PROSE: &[&str] = &[
    "$comment",
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "summary",
    "tags",
    "title",
    "x-enum-descriptions",
    "x-enum-varnames",
];

/// Members whose own members have names of the document's choice: a property may be called `title`.
const NAMES: &[&str] = &[
    "$defs",
    "channels",
    "definitions",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "messages",
    "operations",
    "parameters",
    "patternProperties",
    "properties",
    "schemas",
    "servers",
    "variables",
];

/// Members that hold values of messages, not more of the document.
const VALUES: &[&str] = &["const", "default", "enum"];

/// Lists whose order means nothing.
const SETS: &[&str] = &["enum", "required", "type"];

/// A change, as a number: made of what was said and what is said now.
pub(super) fn change(old: &str, new: &str) -> u64 {
    fnv(fnv(OFFSET, old.as_bytes()), new.as_bytes())
}

/// What is said at a node, with what it refers to: each once, in the order in which it is met, so that a cycle ends.
pub(super) fn wording(node: Node<'_>) -> String {
    let mut writer = Writer { text: String::new(), numbers: HashMap::new(), waiting: VecDeque::new() };
    writer.number(node.resolve().unwrap_or(node));
    while let Some(next) = writer.waiting.pop_front() {
        let text = writer.value(next, Position::Words);
        writer.text.push_str(&text);
        writer.text.push('\n');
    }
    writer.text
}

/// What the members of an object are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// Keywords of the document.
    Words,
    /// Names of its choice.
    Names,
    /// Parts of a value.
    Values,
}

struct Writer<'a> {
    text: String,
    /// The number of what references lead to.
    numbers: HashMap<NodeId, usize>,
    waiting: VecDeque<Node<'a>>,
}

impl<'a> Writer<'a> {
    fn number(&mut self, target: Node<'a>) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(target.id()).or_insert_with(|| {
            self.waiting.push_back(target);
            next
        })
    }

    fn value(&mut self, node: Node<'a>, position: Position) -> String {
        match node.value() {
            Value::Array(_) => self.list(node, position, ""),
            Value::Object(_) => self.object(node, position),
            _ => node.to_json().to_string(),
        }
    }

    fn list(&mut self, node: Node<'a>, position: Position, key: &str) -> String {
        let mut items: Vec<String> = node.items().map(|item| self.value(item, position)).collect();
        if SETS.contains(&key) {
            items.sort_unstable();
        }
        format!("[{}]", items.join(","))
    }

    fn object(&mut self, node: Node<'a>, position: Position) -> String {
        let reference = node.get("$ref").filter(|reference| reference.as_str().is_some());
        let target =
            if position == Position::Words && reference.is_some() { node.resolve().ok() } else { None };
        let mut members = Vec::new();
        if let Some(target) = target {
            // What a file says of its language is said of everything in it.
            let language = target.file_root().get("$schema").and_then(Node::as_str).unwrap_or_default();
            members.push(format!("@{}{language}", self.number(target)));
        }
        for (key, member) in node.sorted() {
            let is_left_out =
                position == Position::Words && (PROSE.contains(&key) || (key == "$ref" && target.is_some()));
            if is_left_out {
                continue;
            }
            let within = match position {
                Position::Values => Position::Values,
                Position::Words if NAMES.contains(&key) => Position::Names,
                Position::Words if VALUES.contains(&key) => Position::Values,
                Position::Names | Position::Words => Position::Words,
            };
            let text = match member.value() {
                Value::Array(_) if position == Position::Words => self.list(member, within, key),
                _ => self.value(member, within),
            };
            members.push(format!("{key:?}:{text}"));
        }
        format!("{{{}}}", members.join(","))
    }
}
