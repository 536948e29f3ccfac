//! What references between objects lead to: always compared by place, never by text.

use std::collections::HashMap;

use crate::model::source::{Node, NodeId, ReferenceError};

/// The objects of one kind, by the places that references to them lead to.
#[derive(Debug, Default)]
pub(super) struct Index {
    places: HashMap<NodeId, usize>,
}

impl Index {
    /// Notes that the object at a node is that of a number. Where another refers to the same, the first keeps it.
    pub(super) fn add(&mut self, node: Node<'_>, number: usize) -> Result<(), ReferenceError> {
        self.places.insert(node.id(), number);
        self.places.entry(node.resolve()?.id()).or_insert(number);
        Ok(())
    }

    /// The number of the object at a node, or of the first known one that it refers to.
    pub(super) fn find(&self, node: Node<'_>) -> Result<Option<usize>, ReferenceError> {
        // Refuses what leads to itself, so that the walk ends.
        node.resolve()?;
        let mut at = node;
        loop {
            if let Some(number) = self.places.get(&at.id()) {
                return Ok(Some(*number));
            }
            match reference(at) {
                Some(reference) => at = at.follow(reference)?,
                None => return Ok(None),
            }
        }
    }
}

/// What the `$ref` of an object says.
pub(super) fn reference<'a>(node: Node<'a>) -> Option<&'a str> {
    node.get("$ref").and_then(Node::as_str)
}

/// The key under which stands what an object refers to.
pub(super) fn target_key<'a>(node: Node<'a>) -> Option<&'a str> {
    let key = node.follow(reference(node)?).ok()?.key()?;
    // These say where it is, not what it is.
    (!matches!(key, "message" | "payload" | "schema")).then_some(key)
}

/// The name of the file that an object refers to as a whole.
pub(super) fn target_file(node: Node<'_>) -> Option<String> {
    let target = node.follow(reference(node)?).ok()?;
    if target.parent().is_some() {
        return None;
    }
    target.place().file?.file_stem()?.to_str().map(str::to_owned)
}
