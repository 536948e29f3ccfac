//! What a receiver accepts: one of several schemas. Which of them can be meant by a value is found without asking each.

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::Side;
use super::disjoint::{constants, disjoint};
use super::term::{Name, Scalar, TermId, Terms};
use crate::model::SchemaId;
use crate::model::source::Node;

/// Schemas of a receiver.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) ids: Vec<SchemaId>,
    terms: Vec<TermId>,
    known: FxHashSet<TermId>,
    /// The member that tells most of them apart, and which of them a value of it can mean.
    tag: Option<Name>,
    tagged: FxHashMap<Scalar, Vec<TermId>>,
    untagged: Vec<TermId>,
    /// What each requires a member of a frame to be, as it is written.
    written: Vec<Vec<(String, String)>>,
    /// The member that most of them say to be one string, and which say which.
    key: Option<String>,
    by_key: FxHashMap<String, Vec<usize>>,
    keyless: Vec<usize>,
}

impl Received {
    pub(super) fn new(ids: &[SchemaId], terms: Vec<TermId>, side: Side<'_>, all: &Terms) -> Self {
        let mut received = Self { ids: ids.to_vec(), ..Self::default() };
        let each: Vec<Vec<(Name, Vec<Scalar>)>> = terms.iter().map(|term| constants(*term, all)).collect();
        let mut counts: FxHashMap<&Name, usize> = FxHashMap::default();
        for (name, _) in each.iter().flatten() {
            *counts.entry(name).or_default() += 1;
        }
        // Of two that are as frequent the first by name.
        let most = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)));
        received.tag = most.map(|(name, _)| name.clone());
        for (term, constants) in terms.iter().zip(&each) {
            match constants.iter().find(|(name, _)| Some(name) == received.tag.as_ref()) {
                Some((_, values)) => {
                    for value in values {
                        received.tagged.entry(value.clone()).or_default().push(*term);
                    }
                }
                None => received.untagged.push(*term),
            }
        }
        received.known = terms.iter().copied().collect();
        received.terms = terms;
        received.written = ids.iter().map(|id| written(*id, side)).collect();
        received.index();
        received
    }

    /// Finds the member by which most of what is written is told apart.
    fn index(&mut self) {
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        for (name, _) in self.written.iter().flatten() {
            *counts.entry(name).or_default() += 1;
        }
        let most = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)));
        self.key = most.map(|(name, _)| name.to_owned());
        for (index, written) in self.written.iter().enumerate() {
            match written.iter().find(|(name, _)| Some(name) == self.key.as_ref()) {
                Some((_, only)) => self.by_key.entry(only.clone()).or_default().push(index),
                None => self.keyless.push(index),
            }
        }
    }

    /// Whether a term is one of them.
    pub(super) fn has(&self, term: TermId) -> bool {
        self.known.contains(&term)
    }

    /// Those that a value of a term may fit.
    pub(super) fn near(&self, sent: TermId, terms: &Terms) -> Vec<TermId> {
        let constants = constants(sent, terms);
        let own = constants.iter().find(|(name, _)| Some(name) == self.tag.as_ref());
        let mut near: Vec<TermId> = match own {
            Some((_, values)) => {
                let tagged = values.iter().filter_map(|value| self.tagged.get(value)).flatten();
                tagged.chain(&self.untagged).copied().collect()
            }
            None => self.terms.clone(),
        };
        near.sort_unstable();
        near.dedup();
        near.retain(|term| !disjoint(sent, *term, terms));
        near
    }

    /// Those that do not refuse a value for a member that they require to be another constant, as is seen in what is written.
    pub(super) fn may_be_meant(&self, value: &Value) -> Vec<SchemaId> {
        let Value::Object(members) = value else { return self.ids.clone() };
        let found = self.key.as_ref().and_then(|key| members.get(key)).and_then(Value::as_str);
        let mut near: Vec<usize> = match found {
            Some(found) => {
                self.by_key.get(found).into_iter().flatten().chain(&self.keyless).copied().collect()
            }
            None => (0..self.ids.len()).collect(),
        };
        near.retain(|index| {
            !self.written[*index].iter().any(|(name, only)| {
                members.get(name).and_then(Value::as_str).is_some_and(|found| found != only)
            })
        });
        near.sort_unstable();
        near.into_iter().map(|index| self.ids[index]).collect()
    }
}

/// The members that a schema says to be one string.
fn written(id: SchemaId, side: Side<'_>) -> Vec<(String, String)> {
    let schema = side.schemas.get(side.schemas.target(id));
    let Some(node) = schema.node.map(|node| side.sources.node(node)) else { return Vec::new() };
    if node.get("$ref").is_some() {
        return Vec::new();
    }
    let members = node.get("properties").map(Node::sorted).unwrap_or_default();
    let only = |schema: Node<'_>| schema.get("const").and_then(Node::as_str).map(str::to_owned);
    members.into_iter().filter_map(|(name, schema)| Some((name.to_owned(), only(schema)?))).collect()
}
