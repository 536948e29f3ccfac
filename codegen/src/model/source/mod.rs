//! The files of a document as a tree of values that know where they stand, and what references between them lead to.

mod json;
mod load;
mod reference;
mod tree;
mod uri;
mod yaml;

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::{Map, Number, Value as Json};

use super::Specification;

pub use load::{Files, Mapping};
pub use reference::ReferenceError;

/// The deepest nesting of a file: more is no document, but an attack on whoever walks it.
const DEPTH: usize = 128;

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The file could not be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The text is neither YAML nor JSON.
    #[error("{place}: {reason}")]
    Malformed {
        /// Where.
        place: Place,
        /// What is wrong.
        reason: String,
    },
    /// It is a document, and not of the specification that is asked for.
    #[error(
        "{place}: {command} reads {} documents, and this is one of {}; {}",
        wanted.name(),
        found.name(),
        found.commands()
    )]
    Specification {
        /// Where the document says what it is.
        place: Place,
        /// What was to read it.
        command: &'static str,
        /// What it should follow.
        wanted: Specification,
        /// What it follows.
        found: Specification,
    },
}

/// Where something stands: for people, and for tools that open it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file; none for a text that was read from none.
    pub file: Option<PathBuf>,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// The JSON Pointer (RFC 6901) in the file, as a fragment: `#/info/title`.
    pub pointer: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}:", file.display())?;
        }
        write!(f, "{}:{}", self.line, self.column)?;
        if self.pointer.is_empty() { Ok(()) } else { write!(f, ": {}", self.pointer) }
    }
}

/// The files of a document. Every value has a place in them; an alias of YAML is the value that it stands for.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<File>,
    /// The files by the absolute URIs that lead to them; or why there is none.
    locations: HashMap<String, Result<u32, String>>,
    tree: tree::Tree,
    identifiers: reference::Identifiers,
    /// What the references lead to, through further ones, where they lead to something.
    targets: HashMap<NodeId, NodeId>,
    mappings: Vec<Mapping>,
}

/// A file.
#[derive(Debug, Clone)]
struct File {
    path: Option<PathBuf>,
    /// The absolute URI that references in it are relative to.
    uri: String,
    root: NodeId,
    /// Whether it is a document, and no schema by itself: there `$id` is only a name.
    is_document: bool,
    /// The objects in it that are references.
    references: Vec<NodeId>,
}

/// The place of a value in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

/// A value and where it stands.
#[derive(Debug, Clone)]
struct Entry {
    value: Value,
    file: u32,
    line: u32,
    column: u32,
    /// The array or object that holds it, and its place there. A root holds itself.
    parent: NodeId,
    index: u32,
}

/// A JSON value whose parts know where they stand.
#[derive(Debug, Clone)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<NodeId>),
    /// An object, in the order of the file. No key stands twice.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Debug, Clone)]
pub struct Member {
    /// The key.
    pub key: String,
    /// The line of the key, from 1.
    pub line: u32,
    /// The column of the key in characters, from 1.
    pub column: u32,
    /// The value.
    pub value: NodeId,
}

/// A value of a document, and where it stands.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    sources: &'a Sources,
    id: NodeId,
}

impl Sources {
    /// Refuses a document of another specification than a command reads. What says of no specification that it follows it passes.
    ///
    /// # Errors
    /// [`SourceError::Specification`] where the document follows another.
    pub fn require(&self, wanted: Specification, command: &'static str) -> Result<(), SourceError> {
        match Specification::of(self.root()) {
            Some(found) if found != wanted => {
                let place = self.root().place_of_key(found.key());
                Err(SourceError::Specification { place, command, wanted, found })
            }
            _ => Ok(()),
        }
    }

    /// Reads a file, YAML or JSON, and every file that it refers to. References to other hosts are read from the folders in `mappings`.
    ///
    /// # Errors
    /// [`SourceError`] where the file itself cannot be read. One that it refers to is missed only by who follows the reference.
    pub fn open(path: &Path, mappings: &[Mapping]) -> Result<Self, SourceError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| SourceError::Unreadable { path: path.to_owned(), source })?;
        Self::parse(Some(path), &text, mappings)
    }

    /// As [`Sources::open`], with the text given. References to other files are relative to `path`, where there is one.
    ///
    /// # Errors
    /// As [`Sources::open`].
    pub fn parse(path: Option<&Path>, text: &str, mappings: &[Mapping]) -> Result<Self, SourceError> {
        load::load(path, text, mappings)
    }

    /// As [`Sources::open`], for the document at an absolute path of something that stands for a disk.
    ///
    /// # Errors
    /// As [`Sources::open`].
    pub fn open_in(files: &dyn Files, path: &Path, mappings: &[Mapping]) -> Result<Self, SourceError> {
        load::load_from(files, path, mappings)
    }

    /// The files that were read: the document first, then those that it refers to.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().filter_map(|file| file.path.as_deref())
    }

    /// Whether two documents say the same, word by word, in whatever order they name the members of objects.
    pub(crate) fn say_the_same(&self, other: &Self) -> bool {
        let roots = self.roots().zip(other.roots());
        self.files.len() == other.files.len()
            && roots.into_iter().all(|((_, own), (_, other))| own.says(other))
    }

    /// The addresses of all files, and their roots.
    pub(crate) fn roots(&self) -> impl Iterator<Item = (&str, Node<'_>)> {
        self.files.iter().map(|file| (file.uri.as_str(), self.node(file.root)))
    }

    /// What stands at an address: that of a file, or of a schema with an `$id`, and a JSON Pointer as a fragment.
    pub(crate) fn at(&self, address: &str) -> Option<Node<'_>> {
        self.root().follow(address).ok()
    }

    /// The root of the document.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        self.node(self.files[0].root)
    }

    /// The value of a place.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node { sources: self, id }
    }

    fn entry(&self, id: NodeId) -> &Entry {
        self.tree.entry(id)
    }
}

impl<'a> Node<'a> {
    /// Its place.
    #[must_use]
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The files that it is of.
    #[must_use]
    pub fn sources(self) -> &'a Sources {
        self.sources
    }

    /// The value.
    #[must_use]
    pub fn value(self) -> &'a Value {
        &self.sources.entry(self.id).value
    }

    /// A member of an object; `None` where it has none, and where this is no object.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        self.sources.tree.member(self.id, key).map(|member| self.sources.node(member.value))
    }

    /// The members of an object, in the order of the file; none where this is no object.
    #[must_use]
    pub fn members(self) -> &'a [Member] {
        match self.value() {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The members of an object by name: keys and values; none where this is no object.
    #[must_use]
    pub fn sorted(self) -> Vec<(&'a str, Self)> {
        let mut sorted: Vec<_> = self
            .members()
            .iter()
            .map(|member| (member.key.as_str(), self.sources.node(member.value)))
            .collect();
        sorted.sort_unstable_by_key(|(key, _)| *key);
        sorted
    }

    /// The items of an array; none where this is no array.
    pub fn items(self) -> impl Iterator<Item = Self> + Clone {
        let items: &[NodeId] = match self.value() {
            Value::Array(items) => items,
            _ => &[],
        };
        items.iter().map(move |id| self.sources.node(*id))
    }

    /// What it holds: the values of an object, or the items of an array; nothing where it is neither.
    pub(crate) fn children(self) -> impl Iterator<Item = Self> {
        self.members().iter().map(move |member| self.sources.node(member.value)).chain(self.items())
    }

    /// Whether it says the same as another, in whatever order objects name their members. No file is nested too deeply for the stack.
    fn says(self, other: Node<'_>) -> bool {
        match (self.value(), other.value()) {
            (Value::Array(items), Value::Array(others)) => {
                items.len() == others.len()
                    && self.items().zip(other.items()).all(|(own, other)| own.says(other))
            }
            (Value::Object(members), Value::Object(others)) => {
                members.len() == others.len()
                    && members.iter().zip(others).all(|(member, same)| {
                        // Most often they are in the same order.
                        let found = match member.key == same.key {
                            true => Some(other.sources.node(same.value)),
                            false => other.get(&member.key),
                        };
                        found.is_some_and(|found| self.sources.node(member.value).says(found))
                    })
            }
            (Value::String(own), Value::String(other)) => own == other,
            (Value::Number(own), Value::Number(other)) => own == other,
            (Value::Bool(own), Value::Bool(other)) => own == other,
            (Value::Null, Value::Null) => true,
            _ => false,
        }
    }

    /// The string.
    #[must_use]
    pub fn as_str(self) -> Option<&'a str> {
        match self.value() {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self.value() {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number.
    #[must_use]
    pub fn as_number(self) -> Option<&'a Number> {
        match self.value() {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Whether it is an object.
    #[must_use]
    pub fn is_object(self) -> bool {
        matches!(self.value(), Value::Object(_))
    }

    /// Whether it is an array.
    #[must_use]
    pub fn is_array(self) -> bool {
        matches!(self.value(), Value::Array(_))
    }

    /// What it is, for people: `a string`.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self.value() {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "a map",
        }
    }

    /// The value without places.
    #[must_use]
    pub fn to_json(self) -> Json {
        match self.value() {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Number(number) => Json::Number(number.clone()),
            Value::String(text) => Json::String(text.clone()),
            Value::Array(_) => Json::Array(self.items().map(Node::to_json).collect()),
            Value::Object(members) => Json::Object(
                members
                    .iter()
                    .map(|member| (member.key.clone(), self.sources.node(member.value).to_json()))
                    .collect::<Map<_, _>>(),
            ),
        }
    }

    /// What holds it: an array or an object; `None` for the root of a file.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        let parent = self.sources.entry(self.id).parent;
        (parent != self.id).then(|| self.sources.node(parent))
    }

    /// The key under which an object holds it.
    #[must_use]
    pub fn key(self) -> Option<&'a str> {
        let entry = self.sources.entry(self.id);
        self.parent()?.members().get(entry.index as usize).map(|member| member.key.as_str())
    }

    fn file(self) -> &'a File {
        &self.sources.files[self.sources.entry(self.id).file as usize]
    }

    /// The root of its file.
    #[must_use]
    pub fn file_root(self) -> Self {
        self.sources.node(self.file().root)
    }

    /// The JSON Pointer (RFC 6901) in its file, as a fragment: `#/info/title`.
    #[must_use]
    pub fn pointer(self) -> String {
        let mut tokens = Vec::new();
        let mut at = self;
        while let Some(parent) = at.parent() {
            tokens.push(at.key().map_or_else(|| self.sources.entry(at.id).index.to_string(), escape));
            at = parent;
        }
        tokens.push("#".to_owned());
        tokens.reverse();
        tokens.join("/")
    }

    /// Where it stands.
    #[must_use]
    pub fn place(self) -> Place {
        let entry = self.sources.entry(self.id);
        Place {
            file: self.file().path.clone(),
            line: entry.line,
            column: entry.column,
            pointer: self.pointer(),
        }
    }

    /// Its absolute address: that of its file, and its JSON Pointer as a fragment (RFC 6901, section 6).
    #[must_use]
    pub(crate) fn address(self) -> String {
        format!("{}{}", self.file().uri, fragment(self))
    }

    /// Where it stands, by the key that it stands under.
    #[must_use]
    pub(crate) fn place_as_member(self) -> Place {
        match (self.parent(), self.key()) {
            (Some(holder), Some(key)) => holder.place_of_key(key),
            _ => self.place(),
        }
    }

    /// Where the key of one of its members stands; its own place where it has no such member.
    #[must_use]
    pub fn place_of_key(self, key: &str) -> Place {
        let mut place = self.place();
        if let Some(member) = self.sources.tree.member(self.id, key) {
            (place.line, place.column) = (member.line, member.column);
            place.pointer = format!("{}/{}", place.pointer, escape(key));
        }
        place
    }

    /// What the `$ref` of this object leads to, through further references; itself where it has none.
    ///
    /// # Errors
    /// [`ReferenceError`] where it leads to nothing, to what is not on disk, or to itself.
    pub fn resolve(self) -> Result<Self, ReferenceError> {
        reference::resolve(self)
    }

    /// Whether a `$dynamicRef` that stands at this node leads to the same place for everyone.
    #[must_use]
    pub(crate) fn is_static(self, reference: &str) -> bool {
        reference::is_static(self, reference)
    }

    /// What a reference that stands at this node leads to: one step.
    ///
    /// # Errors
    /// As [`Node::resolve`].
    pub fn follow(self, reference: &str) -> Result<Self, ReferenceError> {
        reference::follow(self, reference)
    }
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.place())
    }
}

/// The place of a value in its file, as a reference from that file has it.
pub(crate) fn fragment(node: Node<'_>) -> String {
    uri::of_pointer(&node.pointer())
}

/// A key as a token of a JSON Pointer (RFC 6901).
pub(crate) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
