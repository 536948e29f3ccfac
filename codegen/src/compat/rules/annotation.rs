//! What a schema says beside what it admits: defaults and formats. No frame is refused for them, and yet they are read.
//!
//! They are compared in the merged models, where each member is one schema.

use std::collections::{BTreeMap, HashSet};

use super::report::Draft;
use super::{Context, DIRECTIONS, Report, place};
use crate::compat::{Category, Direction, Rule};
use crate::model::source::{NodeId, Place, escape};
use crate::model::{Kind, Model, Schema, SchemaId};

static DEFAULT: Rule = Rule {
    code: "default-changed",
    summary: "the value that is taken where a member is left out has changed",
    explanation: "Nothing is refused, but who leaves the member out, and who reads that it is, mean something else.",
    remedy: "Keep the default, or let senders say what they mean before it changes.",
};

static FORMAT: Rule = Rule {
    code: "format-changed",
    summary: "the `format` of a value has changed",
    explanation: "To JSON Schema a format is an annotation, so that no frame breaks the documents. Types of the server and of clients may check it all the same: a date is not any string.",
    remedy: "Look what both sides make of the format, and accept the change with a reason.",
};

pub(super) const RULES: &[&Rule] = &[&DEFAULT, &FORMAT];

/// How deep payloads are walked.
const DEPTH: usize = 64;

struct Walk<'c> {
    old: &'c Model,
    new: &'c Model,
    direction: Direction,
    /// What has been looked at, wherever else it is used.
    seen: HashSet<(SchemaId, SchemaId)>,
    /// By place, so that what several messages have is found once.
    found: BTreeMap<(Option<NodeId>, Option<NodeId>, &'static str), Draft>,
}

/// Looks at the payloads of every message that both documents have.
pub(super) fn check(context: &Context<'_>, old: &Model, new: &Model, report: &mut Report) {
    let mut known = HashSet::new();
    for (from, to) in &context.channels.both {
        for direction in DIRECTIONS {
            let now = context.new.traffic(*to, direction);
            for message in context.old.traffic(*from, direction) {
                let Some(same) = context.new.counterpart(&now, &context.old, message) else { continue };
                // Both readings of a document have the same messages in the same order.
                let (Some(before), Some(after)) = (old.messages.get(message), new.messages.get(same)) else {
                    continue;
                };
                let mut walk = Walk { old, new, direction, seen: HashSet::new(), found: BTreeMap::new() };
                let subject = context.old.subject(*from, message);
                walk.compare(&subject, "", before.payload, after.payload, DEPTH);
                for (key, draft) in walk.found {
                    if known.insert(key) {
                        report.add(draft);
                    }
                }
            }
        }
    }
}

impl Walk<'_> {
    fn compare(&mut self, subject: &str, path: &str, from: SchemaId, to: SchemaId, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        if !self.seen.insert((from, to)) {
            return;
        }
        let (before, now) = (self.old.schemas.get(from), self.new.schemas.get(to));
        let (was, is) = (default(self.old, from), default(self.new, to));
        if was != is {
            self.add(&DEFAULT, subject, path, (before, now), "default", (was, is));
        }
        let (before, now) = (self.old.schemas.resolve(from), self.new.schemas.resolve(to));
        let (was, is) = (format(before), format(now));
        if was != is && is_same_kind(before, now) {
            self.add(&FORMAT, subject, path, (before, now), "format", (was, is));
        }
        for (token, from, to) in self.parts(before, now) {
            let path = token.map_or_else(|| path.to_owned(), |token| format!("{path}/{}", escape(&token)));
            self.compare(subject, &path, from, to, depth);
        }
    }

    /// What is within both, and where.
    fn parts(&self, before: &Schema, now: &Schema) -> Vec<(Option<String>, SchemaId, SchemaId)> {
        match (&before.kind, &now.kind) {
            (Kind::Object(was), Kind::Object(is)) => {
                let mut parts = Vec::new();
                for property in &was.properties {
                    let same = is.properties.iter().find(|other| other.name == property.name);
                    parts
                        .extend(same.map(|same| (Some(property.name.clone()), property.schema, same.schema)));
                }
                parts.extend(
                    was.additional.zip(is.additional).map(|(was, is)| (Some("*".to_owned()), was, is)),
                );
                parts
            }
            (Kind::List(was), Kind::List(is)) => vec![(Some("*".to_owned()), was.items, is.items)],
            (Kind::Union(was), Kind::Union(is)) => {
                // Only what a tag tells apart can be found again.
                let (Some(tag), Some(other)) = (&was.tag, &is.tag) else { return Vec::new() };
                let mut parts = Vec::new();
                for (values, from) in tag.values.iter().zip(&was.variants) {
                    let same =
                        other.values.iter().position(|now| now.iter().any(|value| values.contains(value)));
                    parts.extend(same.and_then(|same| is.variants.get(same)).map(|to| (None, *from, *to)));
                }
                parts
            }
            (Kind::Guarded(was), Kind::Guarded(is)) => vec![(None, *was, *is)],
            _ => Vec::new(),
        }
    }

    fn add(
        &mut self,
        rule: &'static Rule,
        subject: &str,
        path: &str,
        (before, now): (&Schema, &Schema),
        word: &'static str,
        (was, is): (Option<String>, Option<String>),
    ) {
        let text = |value: &Option<String>| {
            value.as_ref().map_or_else(|| "none".to_owned(), |text| format!("`{text}`"))
        };
        let sentence = format!("the {word} at `{path}` was {}, and is {}", text(&was), text(&is));
        let at = |model: &Model, schema: &Schema| -> Option<Place> {
            let node = model.sources.node(schema.node?);
            Some(if node.get(word).is_some() { node.place_of_key(word) } else { place(node) })
        };
        let draft = Draft::new(rule, Category::Dangerous, format!("{subject} {path}"), sentence)
            .direction(self.direction)
            .places(at(self.old, before), at(self.new, now))
            .said(&text(&was), &text(&is));
        self.found.entry((before.node, now.node, word)).or_insert(draft);
    }
}

/// The default of a schema, or of what it refers to.
fn default(model: &Model, mut id: SchemaId) -> Option<String> {
    loop {
        let schema = model.schemas.get(id);
        if let Some(default) = &schema.docs.default {
            return Some(default.to_string());
        }
        match schema.kind {
            Kind::Reference(target) => id = target,
            _ => return None,
        }
    }
}

fn format(schema: &Schema) -> Option<String> {
    match &schema.kind {
        Kind::Number(number) => number.format.clone(),
        Kind::Text(text) => text.format.clone(),
        _ => None,
    }
}

fn is_same_kind(before: &Schema, now: &Schema) -> bool {
    matches!((&before.kind, &now.kind), (Kind::Number(_), Kind::Number(_)) | (Kind::Text(_), Kind::Text(_)))
}
