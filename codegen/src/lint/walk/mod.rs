//! From the root to every object of the specification, by the table: what a document says that the specification does not know.

mod fields;
mod reference;
mod scalar;
mod schema;

use std::collections::{BTreeMap, VecDeque};

use super::rules::structure::{UNKNOWN_FIELD, WRONG_TYPE};
use super::suggest::did_you_mean;
use super::table::{self, Object, Position, Shape};
use super::{Report, Version};
use crate::model::source::{Node, NodeId};

/// What an object of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The document.
    Root,
    /// What an application is reached at.
    Server,
    /// What messages travel through.
    Channel,
    /// A part of an address.
    Parameter,
    /// What the application does with messages. In 2.x it is `publish` or `subscribe` in a channel.
    Operation,
    /// What is merged into operations.
    OperationTrait,
    /// What is answered (3.x).
    Reply,
    /// A message.
    Message,
    /// What is merged into messages.
    MessageTrait,
    /// An item of `examples` of a message or of a message trait.
    MessageExample,
    /// Where an identifier stands in a message.
    CorrelationId,
    /// How a client shows who it is.
    SecurityScheme,
    /// A schema in one of the languages that are read here. Its keywords are for the rules about schemas: the walk follows the references
    /// and the schemas in it, and says nothing else.
    Schema(SchemaFormat),
    /// Any other object of the specification.
    Other,
}

/// What language a schema is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SchemaFormat {
    /// AsyncAPI's own, which is the default, and JSON Schema draft-07.
    Draft07,
    /// JSON Schema 2019-09 and 2020-12, and OpenAPI 3.1.
    Modern,
    /// OpenAPI 3.0 and 2.0.
    OpenApi,
}

/// What the walk came by.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    /// Every object, and every schema that is no reference.
    pub(super) objects: Vec<(Kind, Node<'a>)>,
    /// Every reference, and what it leads to.
    pub(super) references: Vec<(Node<'a>, Node<'a>)>,
}

/// Walks the document, and what is referred to in other files.
pub(super) fn walk<'a>(root: Node<'a>, version: Version, report: &mut Report) -> Found<'a> {
    let mut walk =
        Walk { version, report, found: Found::default(), seen: BTreeMap::new(), waiting: VecDeque::new() };
    walk.visit(root, Shape::Object(table::root(version)));
    walk.follow();
    walk.circles();
    walk.found
}

struct Walk<'a, 'r> {
    version: Version,
    report: &'r mut Report,
    found: Found<'a>,
    /// What each value was visited as. An alias of YAML may be more than one thing.
    seen: BTreeMap<NodeId, Vec<Option<&'static str>>>,
    /// References that are still to be followed, and what is expected there.
    waiting: VecDeque<(Node<'a>, Shape)>,
}

impl<'a> Walk<'a, '_> {
    fn visit(&mut self, node: Node<'a>, shape: Shape) {
        // What is referred to is of the format that is said where it is referred to.
        let shape = if let Shape::Payload = shape { schema::payload(node) } else { shape };
        if self.scalar(node, shape) {
            return;
        }
        let seen = self.seen.entry(node.id()).or_default();
        if seen.contains(&shape.name()) {
            return;
        }
        seen.push(shape.name());
        if self.reference(node, shape) {
            return;
        }
        match shape {
            Shape::Object(object) => self.object(node, object),
            Shape::Tagged(tagged) => self.tagged(node, tagged),
            Shape::Either(member, with, without) => {
                self.object(node, if node.get(member).is_some() { with } else { without });
            }
            Shape::Reference(to) => {
                let what = to.name().unwrap_or("value");
                let found = node.kind();
                self.report.add(
                    &WRONG_TYPE,
                    node,
                    format!("expected a reference to a {what}, found {found}"),
                );
            }
            Shape::List(of) => self.list(node, *of),
            Shape::Map(of) => self.map(node, *of),
            Shape::Schema(format) => self.schema(node, format),
            Shape::AnySchema => self.any_schema(node),
            Shape::Bindings(position) => self.bindings(node, position),
            // What is read by nobody here, and what was looked at above.
            _ => {}
        }
    }

    fn list(&mut self, node: Node<'a>, of: Shape) {
        if !node.is_array() {
            return self.wrong(node, "a list");
        }
        for item in node.items() {
            self.visit(item, of);
        }
    }

    fn map(&mut self, node: Node<'a>, of: Shape) {
        if !node.is_object() {
            return self.wrong(node, "a map");
        }
        for (key, value) in node.sorted() {
            if !is_extension(key) {
                self.visit(value, of);
            }
        }
    }

    fn bindings(&mut self, node: Node<'a>, position: Position) {
        if !node.is_object() {
            return self.wrong(node, "a map");
        }
        for (protocol, binding) in node.sorted() {
            if is_extension(protocol) {
                continue;
            }
            if let Err(known) = table::is_protocol(protocol) {
                let near = did_you_mean(protocol, known.iter().copied());
                self.report.add_at_key(
                    &UNKNOWN_FIELD,
                    node,
                    protocol,
                    format!("there are no bindings for `{protocol}`{near}"),
                );
            } else if let Some(object) = table::binding(protocol, position) {
                self.visit(binding, Shape::Object(object));
            }
        }
    }

    fn note(&mut self, node: Node<'a>, object: Kind) {
        self.found.objects.push((object, node));
    }

    fn wrong(&mut self, node: Node<'a>, expected: &str) {
        self.report.add(&WRONG_TYPE, node, format!("expected {expected}, found {}", node.kind()));
    }
}

fn is_extension(key: &str) -> bool {
    key.starts_with("x-")
}

/// `a server`, `an operation`.
fn article(object: &Object) -> String {
    with_article(object.name)
}

fn with_article(name: &str) -> String {
    match name {
        "info" | "components" => format!("`{name}`"),
        name if name.ends_with('s') => name.to_owned(),
        name if name.starts_with(['a', 'e', 'i', 'o', 'O', 'A', 'H']) => format!("an {name}"),
        name => format!("a {name}"),
    }
}
