//! The part of a file that a schema is made of, with everything where it stands in the file: so much that who reads it finds the same.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::model::source::{Node, NodeId};

/// The largest schema that another implementation is asked to read, with every reference written out: it may look at all of that.
const LARGEST: u64 = 500_000;

/// Whether a schema with every reference written out, but for those that lead in a circle, is too large to be read by others.
pub(super) fn is_too_large(node: Node<'_>) -> bool {
    unfolded(node, &mut HashMap::new()) > LARGEST
}

/// How many values there are in a schema with every reference written out.
fn unfolded(node: Node<'_>, known: &mut HashMap<NodeId, u64>) -> u64 {
    if let Some(size) = known.get(&node.id()) {
        return *size;
    }
    // What leads back here adds nothing more.
    known.insert(node.id(), 1);
    let size = stacker::maybe_grow(64 * 1024, 1024 * 1024, || {
        let mut size: u64 = 1;
        for child in node.children() {
            size = size.saturating_add(unfolded(child, known));
        }
        if node.get("$ref").is_some()
            && let Ok(target) = node.resolve()
        {
            size = size.saturating_add(unfolded(target, known));
        }
        size
    });
    known.insert(node.id(), size);
    size
}

/// Members by which a schema calls itself: what refers to such a name is not found by its place.
const NAMES: [&str; 4] = ["$id", "$anchor", "$dynamicAnchor", "$dynamicRef"];

/// The part of the file of a schema that it is made of, as a schema that refers to it; none where more than places leads to what it is
/// made of.
pub(super) fn excerpt(node: Node<'_>) -> Option<Value> {
    let mut found: HashSet<NodeId> = HashSet::new();
    let mut whole: Vec<Node<'_>> = Vec::new();
    let mut waiting = vec![node];
    while let Some(root) = waiting.pop() {
        if !found.insert(root.id()) {
            continue;
        }
        whole.push(root);
        let mut inside = vec![root];
        while let Some(node) = inside.pop() {
            if NAMES.iter().any(|name| node.get(name).is_some()) {
                return None;
            }
            if let Some(reference) = node.get("$ref").and_then(Node::as_str) {
                let target = node.follow(reference).ok()?;
                // Where it stands, as the reference has it.
                if target.pointer() != reference || target.file_root().id() != node.file_root().id() {
                    return None;
                }
                waiting.push(target);
            }
            inside.extend(node.children());
        }
    }
    let mut paths: Vec<(Vec<&str>, Node<'_>)> =
        whole.into_iter().map(|node| Some((path(node)?, node))).collect::<Option<_>>()?;
    paths.sort_by(|(a, _), (b, _)| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    let mut excerpt = Map::new();
    for (path, node) in paths {
        put(&mut excerpt, &path, node)?;
    }
    excerpt.insert("$ref".to_owned(), Value::String(crate::model::source::fragment(node)));
    Some(Value::Object(excerpt))
}

/// The keys from the root of the file to a node; none where one of them is the place in an array, or where it is the root itself.
fn path(node: Node<'_>) -> Option<Vec<&str>> {
    let mut keys = Vec::new();
    let mut at = node;
    while let Some(holder) = at.parent() {
        keys.push(at.key()?);
        at = holder;
    }
    keys.reverse();
    (!keys.is_empty()).then_some(keys)
}

/// Puts a node where it stands, unless what holds it is there already.
fn put(excerpt: &mut Map<String, Value>, path: &[&str], node: Node<'_>) -> Option<()> {
    let (last, holders) = path.split_last()?;
    let mut at = excerpt;
    for key in holders {
        let next = at.entry((*key).to_owned()).or_insert_with(|| Value::Object(Map::new()));
        at = next.as_object_mut()?;
    }
    at.entry((*last).to_owned()).or_insert_with(|| node.to_json());
    Some(())
}
