//! The members of an object as what they must be, and objects that are written in several places.

use std::collections::HashSet;

use super::Major;
use crate::model::ModelError;
use crate::model::source::Node;

/// That a node cannot be read.
pub(super) fn invalid(node: Node<'_>, reason: impl Into<String>) -> ModelError {
    ModelError::Invalid { place: node.place(), reason: reason.into() }
}

/// A member; none where it is absent or null, as YAML has a key without a value.
pub(super) fn get<'a>(node: Node<'a>, key: &str) -> Option<Node<'a>> {
    node.get(key).filter(|member| !is_null(*member))
}

/// A member that must be there.
pub(super) fn required<'a>(node: Node<'a>, key: &str) -> Result<Node<'a>, ModelError> {
    node.get(key).ok_or_else(|| invalid(node, format!("`{key}` is missing")))
}

/// A member that must be a string.
pub(super) fn text<'a>(node: Node<'a>, key: &str) -> Result<&'a str, ModelError> {
    string(required(node, key)?)
}

/// A member that must be a string if it is there.
pub(super) fn optional<'a>(node: Node<'a>, key: &str) -> Result<Option<&'a str>, ModelError> {
    get(node, key).map(string).transpose()
}

/// A node that must be a string.
pub(super) fn string(node: Node<'_>) -> Result<&str, ModelError> {
    node.as_str().ok_or_else(|| {
        let remedy =
            if node.as_number().is_some() || node.as_bool().is_some() { "; put it in quotes" } else { "" };
        invalid(node, format!("expected a string, found {}{remedy}", node.kind()))
    })
}

/// A node, or what it refers to, that must be a map.
pub(super) fn object(node: Node<'_>) -> Result<Node<'_>, ModelError> {
    let target = node.resolve()?;
    if !target.is_object() {
        return Err(invalid(target, format!("expected a map, found {}", target.kind())));
    }
    Ok(target)
}

/// The members of a member that must be a map, by name; none where it is absent.
pub(super) fn map<'a>(node: Node<'a>, key: &str) -> Result<Vec<(&'a str, Node<'a>)>, ModelError> {
    get(node, key).map_or(Ok(Vec::new()), |member| Ok(object(member)?.sorted()))
}

/// The items of a member that must be a list; none where it is absent.
pub(super) fn list<'a>(node: Node<'a>, key: &str) -> Result<Option<Vec<Node<'a>>>, ModelError> {
    get(node, key).map(items).transpose()
}

/// The items of a node that must be a list.
pub(super) fn items(node: Node<'_>) -> Result<Vec<Node<'_>>, ModelError> {
    if !node.is_array() {
        return Err(invalid(node, format!("expected a list, found {}", node.kind())));
    }
    Ok(node.items().collect())
}

fn is_null(node: Node<'_>) -> bool {
    matches!(node.value(), crate::model::source::Value::Null)
}

/// An object and its traits, as JSON Merge Patch (RFC 7396) would merge them, the one that has the say first.
///
/// In 3.x that is the object itself, then its last trait; in 2.x the last trait, and the object itself at the end.
#[derive(Debug)]
pub(super) struct Layers<'a> {
    layers: Vec<Node<'a>>,
}

impl<'a> Layers<'a> {
    /// An object with the traits that it lists.
    pub(super) fn new(own: Node<'a>, major: Major) -> Result<Self, ModelError> {
        let mut layers = Vec::new();
        let mut known = HashSet::new();
        for item in list(own, "traits")?.unwrap_or_default().into_iter().rev() {
            let layer = object(item)?;
            // One that is listed again has had its say.
            if known.insert(layer.id()) {
                layers.push(layer);
            }
        }
        match major {
            Major::Two => layers.push(own),
            Major::Three => layers.insert(0, own),
        }
        Ok(Self { layers })
    }

    /// A member; none where it is absent, or where null takes it away.
    pub(super) fn get(&self, key: &str) -> Option<Node<'a>> {
        self.layers.iter().find_map(|layer| layer.get(key)).filter(|member| !is_null(*member))
    }

    /// Every value of a member, up to a null that takes the others away.
    pub(super) fn all(&self, key: &str) -> Vec<Node<'a>> {
        self.layers.iter().filter_map(|layer| layer.get(key)).take_while(|member| !is_null(*member)).collect()
    }

    /// A member that must be a string if it is there; empty where it is absent.
    pub(super) fn text(&self, key: &str) -> Result<String, ModelError> {
        Ok(self.get(key).map(string).transpose()?.unwrap_or_default().to_owned())
    }
}
