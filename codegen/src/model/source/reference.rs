//! What a reference leads to.

use std::collections::{HashMap, HashSet};

use super::{Node, NodeId, Place, Sources, Value, escape, uri};

/// The address of a text that was read from no file.
pub(super) const NOWHERE: &str = "barwire:///text";

/// How many references may stand within the pointers of references: more lead in a circle.
const NESTED: u32 = 64;

/// Why a reference cannot be followed.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct ReferenceError {
    /// Where the reference stands.
    pub place: Place,
    /// Why, and what to do.
    pub reason: String,
}

/// The identifiers that schemas give themselves (`$id`, `$anchor`), and what they name.
#[derive(Debug, Clone, Default)]
pub(super) struct Identifiers {
    /// Schemas by their absolute addresses.
    schemas: HashMap<String, NodeId>,
    /// Schemas by a name within another, which has an address.
    anchors: HashMap<(NodeId, String), NodeId>,
    /// The addresses of schemas that have one: what references below them are relative to.
    bases: HashMap<NodeId, String>,
    /// How many schemas have a `$dynamicAnchor` of a name.
    dynamic: HashMap<String, usize>,
}

impl Identifiers {
    pub(super) fn contains(&self, address: &str) -> bool {
        self.schemas.contains_key(address)
    }
}

/// What the members of an object are while identifiers and references are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    /// Words of JSON Schema or AsyncAPI.
    Words,
    /// Names, which may be any word.
    Names,
    /// Words that JSON Schema does not know, in which nothing is called anything.
    Unknown,
}

/// Words whose value is no part of a schema.
const VALUES: [&str; 5] = ["example", "examples", "default", "const", "enum"];

/// Words of JSON Schema whose value is a schema, or a list of schemas.
const SCHEMAS: [&str; 16] = [
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "items",
    "additionalItems",
    "prefixItems",
    "contains",
    "additionalProperties",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
];

/// Words whose value is an object of names.
const NAMED: [&str; 17] = [
    "properties",
    "patternProperties",
    "definitions",
    "$defs",
    "dependencies",
    "dependentSchemas",
    "channels",
    "operations",
    "messages",
    "parameters",
    "schemas",
    "servers",
    "messageTraits",
    "operationTraits",
    "replies",
    "correlationIds",
    "responses",
];

/// Takes down the identifiers of a file. Returns the objects in it that are references.
pub(super) fn index(sources: &mut Sources, file: usize) -> Vec<NodeId> {
    let mut identifiers = std::mem::take(&mut sources.identifiers);
    let mut references = Vec::new();
    let root = sources.files[file].root;
    // A document, and the files that it is made of, have many words of their own.
    let is_of_document = sources.files[0].is_document;
    // In a document, and to draft-07, what stands beside a `$ref` means nothing.
    let is_old =
        sources.node(root).get("$schema").and_then(Node::as_str).is_some_and(|name| name.contains("draft-0"));
    let names_itself_beside = !is_of_document && !is_old;
    let mut stack = vec![(root, root, Keys::Words)];
    while let Some((id, within, keys)) = stack.pop() {
        let node = sources.node(id);
        let mut within = within;
        // Also where names are expected: `messages: {$ref: messages.yaml}`.
        let is_reference = node.get("$ref").and_then(Node::as_str).is_some();
        if is_reference {
            references.push(id);
        }
        if keys == Keys::Words && (!is_reference || names_itself_beside) {
            within = identifiers.add(node, within);
        }
        // An alias is looked at where its anchor is.
        let children = children(node).filter(|(_, child)| sources.entry(child.id).parent == id);
        let below = children.filter_map(|(key, child)| match key {
            Some(_) if keys == Keys::Names => Some((child.id, within, Keys::Words)),
            Some(key) if VALUES.contains(&key) => None,
            _ if keys == Keys::Unknown => Some((child.id, within, Keys::Unknown)),
            Some(key) if NAMED.contains(&key) && child.is_object() => Some((child.id, within, Keys::Names)),
            Some(key) if !is_of_document && !SCHEMAS.contains(&key) => {
                Some((child.id, within, Keys::Unknown))
            }
            _ => Some((child.id, within, Keys::Words)),
        });
        stack.extend(below);
    }
    sources.identifiers = identifiers;
    references
}

fn children(node: Node<'_>) -> impl Iterator<Item = (Option<&str>, Node<'_>)> {
    let members =
        node.members().iter().map(move |member| (Some(member.key.as_str()), node.sources.node(member.value)));
    members.chain(node.items().map(|item| (None, item)))
}

impl Identifiers {
    /// Takes down what a schema calls itself within another. Returns what the schemas below are within.
    fn add(&mut self, node: Node<'_>, within: NodeId) -> NodeId {
        let base = self.bases.get(&within).unwrap_or(&node.file().uri);
        let mut inner = within;
        if let Some(id) = node.get("$id").and_then(Node::as_str) {
            let (address, fragment) = uri::split(id);
            if let Some(address) = uri::resolve(base, address).filter(|_| !address.is_empty()) {
                prefer(node, self.schemas.entry(address.clone()).or_insert(node.id));
                self.bases.insert(node.id, address);
                inner = node.id;
            }
            if let Some(name) = fragment.filter(|name| !name.is_empty() && !name.starts_with('/')) {
                prefer(node, self.anchors.entry((inner, name.to_owned())).or_insert(node.id));
            }
        }
        for keyword in ["$anchor", "$dynamicAnchor"] {
            let Some(name) = node.get(keyword).and_then(Node::as_str) else { continue };
            prefer(node, self.anchors.entry((inner, name.to_owned())).or_insert(node.id));
            if keyword == "$dynamicAnchor" {
                *self.dynamic.entry(name.to_owned()).or_default() += 1;
            }
        }
        inner
    }
}

/// Of two schemas with one identifier the one whose address is less: not the one that happens to stand first.
fn prefer(node: Node<'_>, known: &mut NodeId) {
    let other = node.sources.node(*known);
    if other.id != node.id && (&node.file().uri, node.pointer()) < (&other.file().uri, other.pointer()) {
        *known = node.id;
    }
}

/// Finds out what every reference leads to, so that no chain is walked twice.
pub(super) fn link(sources: &mut Sources) {
    let references: Vec<_> = sources.files.iter().flat_map(|file| file.references.clone()).collect();
    // Where a reference leads to nothing, nothing is known, but also not looked for again.
    let mut ends: HashMap<NodeId, Option<NodeId>> = HashMap::new();
    for id in references {
        let mut passed = HashSet::new();
        let mut at = sources.node(id);
        let end = loop {
            if let Some(end) = ends.get(&at.id) {
                break *end;
            }
            match step(at) {
                Ok(Some(next)) if passed.insert(at.id) => at = next,
                Ok(None) => break Some(at.id),
                Ok(Some(_)) | Err(_) => {
                    passed.insert(at.id);
                    break None;
                }
            }
        };
        ends.extend(passed.into_iter().map(|id| (id, end)));
    }
    sources.targets = ends.into_iter().filter_map(|(id, end)| Some((id, end?))).collect();
}

/// Whether a `$dynamicRef` leads to the same place for everyone: no two schemas share the name that it means.
pub(super) fn is_static(node: Node<'_>, reference: &str) -> bool {
    let (_, fragment) = uri::split(reference);
    let name = fragment.unwrap_or_default();
    name.starts_with('/') || node.sources.identifiers.dynamic.get(name).is_none_or(|count| *count < 2)
}

pub(super) fn resolve(node: Node<'_>) -> Result<Node<'_>, ReferenceError> {
    walk(node, follow)
}

pub(super) fn follow<'a>(node: Node<'a>, reference: &str) -> Result<Node<'a>, ReferenceError> {
    let mut nested = NESTED;
    follow_nested(node, reference, &mut nested)
}

/// Follows references until something is none.
fn walk<'a>(
    node: Node<'a>,
    mut follow: impl FnMut(Node<'a>, &str) -> Result<Node<'a>, ReferenceError>,
) -> Result<Node<'a>, ReferenceError> {
    if let Some(target) = node.sources.targets.get(&node.id) {
        return Ok(node.sources.node(*target));
    }
    let mut passed = HashSet::new();
    let mut at = node;
    while let Some(reference) = reference_of(at)? {
        if !passed.insert(at.id) {
            return Err(error(at, reference, "leads to itself"));
        }
        at = follow(at, reference)?;
    }
    Ok(at)
}

/// What the `$ref` of an object leads to, if it has one.
fn step(node: Node<'_>) -> Result<Option<Node<'_>>, ReferenceError> {
    reference_of(node)?.map(|reference| follow(node, reference)).transpose()
}

fn reference_of(node: Node<'_>) -> Result<Option<&str>, ReferenceError> {
    let Some(reference) = node.get("$ref") else { return Ok(None) };
    match reference.as_str() {
        Some(text) => Ok(Some(text)),
        None => Err(ReferenceError {
            place: reference.place(),
            reason: format!("`$ref` must be a string, not {}", reference.kind()),
        }),
    }
}

fn follow_nested<'a>(node: Node<'a>, reference: &str, nested: &mut u32) -> Result<Node<'a>, ReferenceError> {
    *nested = nested.checked_sub(1).ok_or_else(|| error(node, reference, "leads to itself"))?;
    let (address, fragment) = uri::split(reference);
    let fragment = fragment.unwrap_or("");
    let found = if address.is_empty() {
        within_file(node, fragment, nested)
    } else {
        let addresses = addresses(node, address);
        let target = addresses.iter().find_map(|address| lookup(node, address));
        let target = target.ok_or_else(|| error(node, reference, &missing(node, &addresses)))?;
        find(target, fragment, nested)
    };
    found.map_err(|end| match end {
        DeadEnd::Encoding => error(node, reference, "is not encoded as UTF-8"),
        DeadEnd::Name => error(node, reference, "leads to no `$id` or `$anchor`"),
        DeadEnd::Token(at, token) => {
            let token = escape(&token);
            error(node, reference, &format!("leads to nothing: there is no `{token}` in `{}`", at.pointer()))
        }
        DeadEnd::Reference(error) => error,
    })
}

/// What a fragment alone leads to.
fn within_file<'a>(node: Node<'a>, fragment: &str, nested: &mut u32) -> Result<Node<'a>, DeadEnd<'a>> {
    let resource = resource(node);
    // In a document `$id` is a name that tools read.
    let (first, second) = match node.file().is_document {
        true => (node.file_root(), resource),
        false => (resource, node.file_root()),
    };
    let end = match find(first, fragment, nested) {
        Ok(found) => return Ok(found),
        Err(end) => end,
    };
    // In a part of a document `#/$defs/A` is meant within the schema that it stands in.
    let ancestors: Vec<_> = std::iter::successors(Some(node), |node| node.parent()).collect();
    let is_schema = |node: &&Node<'_>| matches!(node.key(), Some("payload" | "headers" | "schema"));
    let outermost = ancestors.iter().rev().filter(is_schema);
    let mut others = outermost.chain([&second]).chain(&ancestors);
    others.find_map(|start| find(*start, fragment, nested).ok()).ok_or(end)
}

/// The innermost schema around a node that has an address; the root of the file where none has.
fn resource(node: Node<'_>) -> Node<'_> {
    let bases = &node.sources.identifiers.bases;
    if bases.is_empty() {
        return node.file_root();
    }
    let mut around = std::iter::successors(Some(node), |node| node.parent());
    around.find(|node| bases.contains_key(&node.id)).unwrap_or(node.file_root())
}

/// The absolute addresses that the `$ref` of an object may mean, the likeliest first; none where it stays in the file.
pub(super) fn addresses_of(node: Node<'_>) -> Vec<String> {
    let reference = node.get("$ref").and_then(Node::as_str).unwrap_or("");
    if reference.starts_with('#') { Vec::new() } else { addresses(node, reference) }
}

fn addresses(node: Node<'_>, reference: &str) -> Vec<String> {
    let file = node.file();
    let base = node.sources.identifiers.bases.get(&resource(node).id).unwrap_or(&file.uri);
    // In a document `$id` is a name that tools read, and files are meant relative to the file.
    let bases = if file.is_document { [&file.uri, base] } else { [base, &file.uri] };
    let mut addresses: Vec<_> = bases.iter().filter_map(|base| uri::resolve(base, reference)).collect();
    addresses.dedup();
    addresses
}

/// What has an address.
fn lookup<'a>(node: Node<'a>, address: &str) -> Option<Node<'a>> {
    let sources = node.sources;
    let schema = || sources.identifiers.schemas.get(address).copied();
    let file = || match sources.locations.get(address) {
        Some(Ok(file)) => Some(sources.files[*file as usize].root),
        _ => None,
    };
    let found = if node.file().is_document { file().or_else(schema) } else { schema().or_else(file) };
    found.map(|id| sources.node(id))
}

/// Why nothing has any of some addresses.
fn missing(node: Node<'_>, addresses: &[String]) -> String {
    let reasons = addresses.iter().filter_map(|address| node.sources.locations.get(address));
    if let Some(reason) = reasons.filter_map(|location| location.as_ref().err()).next() {
        return format!("cannot be read: {reason}");
    }
    let Some(address) = addresses.first() else { return "is no address".to_owned() };
    if address.starts_with("barwire:") {
        return "is relative to a file, and this text was read from none".to_owned();
    }
    match address.split_once("://") {
        Some((scheme @ ("http" | "https"), rest)) => {
            let host = rest.split('/').next().unwrap_or(rest);
            format!("is on the network, which is not read; give `--map {scheme}://{host}/=FOLDER`")
        }
        _ if address.starts_with("file:") => {
            "is in a file that no `$ref` outside of examples names".to_owned()
        }
        _ => "leads to nothing that is known".to_owned(),
    }
}

fn error(node: Node<'_>, reference: &str, reason: &str) -> ReferenceError {
    let stands = node.get("$ref").filter(|text| text.as_str() == Some(reference)).unwrap_or(node);
    ReferenceError { place: stands.place(), reason: format!("`{reference}` {reason}") }
}

/// Where a fragment leads nowhere.
enum DeadEnd<'a> {
    /// Its octets are no text.
    Encoding,
    /// No schema calls itself so.
    Name,
    /// A value has no such part.
    Token(Node<'a>, String),
    /// It leads through a reference that leads nowhere.
    Reference(ReferenceError),
}

/// What a fragment leads to from a root.
fn find<'a>(root: Node<'a>, fragment: &str, nested: &mut u32) -> Result<Node<'a>, DeadEnd<'a>> {
    let fragment = uri::decode(fragment).ok_or(DeadEnd::Encoding)?;
    if fragment.is_empty() {
        return Ok(root);
    }
    let Some(pointer) = fragment.strip_prefix('/') else {
        let found = root.sources.identifiers.anchors.get(&(root.id, fragment));
        return found.map(|id| root.sources.node(*id)).ok_or(DeadEnd::Name);
    };
    let mut at = root;
    for token in pointer.split('/') {
        let token = token.replace("~1", "/").replace("~0", "~");
        let mut next = child(at, &token);
        // A pointer may lead through what is itself a reference, but does not start there: it may be that very reference.
        if next.is_none() && at.id != root.id && at.get("$ref").and_then(Node::as_str).is_some() {
            at = walk(at, |node, reference| follow_nested(node, reference, nested))
                .map_err(DeadEnd::Reference)?;
            next = child(at, &token);
        }
        at = next.ok_or(DeadEnd::Token(at, token))?;
    }
    Ok(at)
}

fn child<'a>(node: Node<'a>, token: &str) -> Option<Node<'a>> {
    match node.value() {
        Value::Object(_) => node.get(token),
        Value::Array(items) => {
            let index: usize = token.parse().ok()?;
            let id = items.get(index).filter(|_| index.to_string() == token)?;
            Some(node.sources.node(*id))
        }
        _ => None,
    }
}
