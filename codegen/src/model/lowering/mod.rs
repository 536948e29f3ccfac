//! From JSON Schema to the arena: first every schema by itself, then what they say of one another.
//!
//! Schemas wait in a queue until [`Lowering::finish`], so that no chain of references is too long for the stack.

mod inheritance;
mod keywords;
mod merge;
mod objects;
mod order;
mod single;
mod unions;

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use super::schema::{Beyond, Docs, Kind, Object, Property, Schema, SchemaId, Schemas};
use super::source::{Node, NodeId, Place, Sources};
use super::types::Types;
use super::{ModelError, Note, Specification};

/// Schemas, and what they leave out.
pub(super) type Lowered = (Schemas, Vec<Note>);

/// What the keywords of a schema mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Dialect {
    /// AsyncAPI's own, and draft-07: what stands beside a `$ref` means nothing.
    Draft7,
    /// JSON Schema 2019-09 and 2020-12: what stands beside a `$ref` holds too.
    Modern,
}

impl Dialect {
    /// What a `$schema` says, or the `schemaFormat` of a message.
    pub(super) fn named(name: &str) -> Self {
        if name.contains("2019-09") || name.contains("2020-12") { Self::Modern } else { Self::Draft7 }
    }

    /// What a document gives its schemas: OpenAPI from 3.1 on those of JSON Schema 2020-12, unless it names another dialect.
    pub(super) fn of_document(root: Node<'_>) -> Self {
        let text = |key| root.get(key).and_then(Node::as_str);
        match text("openapi") {
            Some(version) if !version.starts_with("3.0") => {
                let is_old = text("jsonSchemaDialect").is_some_and(|name| name.contains("draft-0"));
                if is_old { Self::Draft7 } else { Self::Modern }
            }
            _ => Self::Draft7,
        }
    }

    /// What a reference leads to: through others, up to one beside which more is said that holds.
    fn target_of(self, node: Node<'_>) -> Result<Node<'_>, ModelError> {
        // Refuses what leads to itself, so that the walk ends.
        let end = node.resolve()?;
        if self == Self::Draft7 {
            return Ok(end);
        }
        let mut at = node;
        while let Some(reference) = at.get("$ref").and_then(Node::as_str) {
            at = at.follow(reference)?;
            if says_more(at) && at.get("$ref").is_some() && self.of_target(at) == Self::Modern {
                break;
            }
        }
        Ok(at)
    }

    /// The dialect of what a schema of this dialect refers to.
    fn of_target(self, target: Node<'_>) -> Self {
        let declared = |node: Node<'_>| node.get("$schema").and_then(Node::as_str).map(Self::named);
        let root = target.file_root();
        declared(target).or_else(|| declared(root)).unwrap_or_else(|| {
            // A component is what it is, whoever refers to it.
            if is_component(target) { Self::of_document(document_of(target)) } else { self }
        })
    }
}

/// The root of the document that a node is of: of its own file, where that is a document, or else of the one that led there.
fn document_of(node: Node<'_>) -> Node<'_> {
    let own = node.file_root();
    if Specification::of(own).is_some() { own } else { node.sources().root() }
}

/// How much of the stack is left when more is asked for, and how much that is.
const RED_ZONE: usize = 64 * 1024;
const STACK: usize = 1024 * 1024;

/// Whether a schema stands under `components/schemas`.
fn is_component(node: Node<'_>) -> bool {
    let holder = node.parent().filter(|holder| holder.key() == Some("schemas"));
    holder.and_then(Node::parent).and_then(Node::key) == Some("components")
}

/// Schemas while they are lowered.
#[derive(Debug)]
pub(super) struct Lowering<'a> {
    arena: Vec<Schema>,
    by_node: HashMap<(NodeId, Dialect, Types), SchemaId>,
    /// The schemas that are called after a component.
    components: HashSet<SchemaId>,
    queue: VecDeque<Task<'a>>,
    notes: Vec<Note>,
    any: Option<SchemaId>,
    /// The types of which each schema admits values, as far as it is merged.
    types: Vec<Option<Types>>,
    /// What members and items of merged schemas must be, by what it was merged of; and the other way round.
    intersections: HashMap<BTreeSet<SchemaId>, SchemaId>,
    intersected: HashMap<SchemaId, BTreeSet<SchemaId>>,
    most_intersections: usize,
    /// Those that are still to be merged themselves.
    pending: VecDeque<SchemaId>,
    /// What `discriminator` says, by the schema that has it.
    discriminators: HashMap<SchemaId, unions::Discriminator>,
    /// What schemas demand beyond their kinds, as they are written.
    beyond: HashMap<SchemaId, Beyond>,
}

/// A schema whose place in the arena is taken, and that is still to be read.
#[derive(Debug)]
struct Task<'a> {
    id: SchemaId,
    node: Node<'a>,
    dialect: Dialect,
    /// The types that the schema around it admits, where it says so of the same value.
    within: Types,
    /// The schema with what it refers to, where that holds too.
    whole: SchemaId,
}

impl<'a> Lowering<'a> {
    pub(super) fn new() -> Self {
        Self {
            arena: Vec::new(),
            by_node: HashMap::new(),
            components: HashSet::new(),
            queue: VecDeque::new(),
            notes: Vec::new(),
            any: None,
            types: Vec::new(),
            intersections: HashMap::new(),
            intersected: HashMap::new(),
            most_intersections: 0,
            pending: VecDeque::new(),
            discriminators: HashMap::new(),
            beyond: HashMap::new(),
        }
    }

    /// The schema that admits everything.
    pub(super) fn any(&mut self) -> SchemaId {
        if let Some(any) = self.any {
            return any;
        }
        let any = self.made(Kind::Any);
        self.any = Some(any);
        any
    }

    /// The schema at a node, which may be a reference.
    pub(super) fn schema(&mut self, node: Node<'a>, dialect: Dialect) -> Result<SchemaId, ModelError> {
        self.within(node, dialect, Types::ALL)
    }

    /// What all of some schemas admit.
    pub(super) fn all(&mut self, nodes: &[Node<'a>], dialect: Dialect) -> Result<SchemaId, ModelError> {
        let parts: Vec<SchemaId> =
            nodes.iter().map(|node| self.schema(*node, dialect)).collect::<Result<_, _>>()?;
        Ok(match parts.as_slice() {
            [] => self.any(),
            [only] => *only,
            _ => self.made(Kind::All(parts)),
        })
    }

    /// Gives a component its name. One that refers to another component is another name for that.
    pub(super) fn name(&mut self, id: SchemaId, name: &str, node: Node<'a>) {
        let sources = node.sources();
        // One with more beside its reference is a schema of its own.
        let is_own = |target: &NodeId| *target == node.id() && matches!(self.arena[id.0].kind, Kind::All(_));
        let target = self.arena[id.0].node.filter(|target| !is_own(target));
        let target = target.map(|target| sources.node(target));
        let is_another = node.get("$ref").is_some() && target.is_some_and(is_component);
        if !is_another && self.any != Some(id) && self.components.insert(id) {
            self.arena[id.0].name = Some(name.to_owned());
            return;
        }
        let alias = self.made(Kind::Reference(id));
        self.arena[alias.0].name = Some(name.to_owned());
        self.arena[alias.0].node = Some(node.id());
    }

    /// A schema that admits everything, where the document says no more.
    pub(super) fn anything(&mut self, node: Node<'a>) -> SchemaId {
        let id = self.made(Kind::Any);
        self.arena[id.0].node = Some(node.id());
        id
    }

    /// What another schema admits, with words for people that stand at a node.
    pub(super) fn described(&mut self, id: SchemaId, node: Node<'a>, docs: Docs) -> SchemaId {
        let described = self.made(Kind::Reference(id));
        self.arena[described.0].node = Some(node.id());
        self.arena[described.0].docs = docs;
        described
    }

    /// An object whose members stand in several places.
    pub(super) fn object(&mut self, properties: Vec<Property>) -> SchemaId {
        self.made(Kind::Object(Object { properties, ..Object::default() }))
    }

    /// A schema of a language that is not read: it admits everything, and a note says so.
    pub(super) fn unread(&mut self, node: Node<'a>, language: &str) -> SchemaId {
        let text = format!("this schema is {language}: it is `unknown` in TypeScript and not checked");
        self.note(node.place(), text);
        let id = self.made(Kind::Any);
        self.arena[id.0].node = Some(node.id());
        self.beyond.entry(id).or_default().unread = Some(format!("this schema is {language}"));
        id
    }

    /// Says what is left out.
    pub(super) fn note(&mut self, place: Place, text: String) {
        self.notes.push(Note { place, text });
    }

    /// Everything that was asked for, and what it refers to, with what can be merged as one.
    pub(super) fn finish(mut self) -> Result<Lowered, ModelError> {
        let Some(sources) = self.sources() else { return Ok(self.lowered()) };
        let order = self.gather(sources)?;
        self.merge_all(order, sources);
        Ok(self.lowered())
    }

    /// Schemas that were kept as they are written, with what can be merged as one.
    pub(super) fn merge_written(schemas: &Schemas, sources: &Sources) -> Result<Schemas, ModelError> {
        let mut lowering = Lowering::new();
        (lowering.arena, lowering.beyond) = (schemas.arena.clone(), schemas.beyond.clone());
        let order = order::innermost_first(&lowering.arena, sources)?;
        lowering.merge_all(order, sources);
        let (schemas, _) = lowering.lowered();
        Ok(schemas)
    }

    /// Merges what can be merged, the schemas in this order first.
    fn merge_all(&mut self, order: Vec<SchemaId>, sources: &Sources) {
        self.most_intersections = 2 * self.arena.len() + 1_000;
        for id in order {
            self.merge(id);
            self.list_literals(id);
            self.keep_types(id);
        }
        while let Some(id) = self.pending.pop_front() {
            self.merge(id);
            self.keep_types(id);
        }
        for id in (0..self.arena.len()).map(SchemaId) {
            self.tell_apart(id);
        }
        self.settle_unevaluated(sources);
        self.beyond.clear();
    }

    /// Everything that was asked for, and what it refers to, each schema by itself. What one demands beyond its kind is in [`Schemas::beyond`].
    pub(super) fn finish_as_written(mut self) -> Result<Lowered, ModelError> {
        if let Some(sources) = self.sources() {
            self.gather(sources)?;
        }
        Ok(self.lowered())
    }

    /// The files that the schemas are of; none where there are no schemas.
    fn sources(&self) -> Option<&'a Sources> {
        self.queue.front().map(|task| task.node.sources())
    }

    /// Reads what was asked for. The schemas in an order in which each is behind what it says of its own value.
    fn gather(&mut self, sources: &Sources) -> Result<Vec<SchemaId>, ModelError> {
        while let Some(task) = self.queue.pop_front() {
            self.read(&task)?;
        }
        order::no_endless_reference(&self.arena, sources)?;
        // To JSON Schema by itself it is no word.
        if Specification::of(sources.root()).is_some() {
            self.discriminate(sources);
        }
        self.untangle();
        order::innermost_first(&self.arena, sources)
    }

    fn lowered(mut self) -> Lowered {
        self.notes.sort_unstable();
        self.notes.dedup();
        (Schemas { arena: self.arena, beyond: self.beyond }, self.notes)
    }

    /// The schema at a node, for values of which it is known already that they are of one of the types `within`.
    fn within(&mut self, node: Node<'a>, dialect: Dialect, within: Types) -> Result<SchemaId, ModelError> {
        if node.get("$ref").is_none() {
            let declared = node.get("$schema").and_then(Node::as_str).map(Dialect::named);
            return Ok(self.enqueue(node, declared.unwrap_or(dialect), within));
        }
        // Where more holds beside a reference, who refers to it refers to that too.
        let beside = dialect == Dialect::Modern && says_more(node);
        if let Some(known) = self.by_node.get(&(node.id(), dialect, within)).filter(|_| beside) {
            return Ok(*known);
        }
        let target = dialect.target_of(node)?;
        let of_target = dialect.of_target(target);
        let id = if target.get("$ref").is_none() {
            self.enqueue(target, of_target, Types::ALL)
        } else {
            // A chain of such references may be of any length.
            stacker::maybe_grow(RED_ZONE, STACK, || self.within(target, of_target, Types::ALL))?
        };
        if self.arena[id.0].name.is_none() {
            self.arena[id.0].name = Some(name_of(target));
        }
        // A description beside a reference means nothing to draft-07, and much to people.
        let described = node.get("description").is_some() || node.get("deprecated").is_some();
        if !described && !beside {
            return Ok(id);
        }
        let reference = self.add(node, Kind::Reference(id));
        if beside {
            let rest = self.add(node, Kind::Any);
            self.queue.push_back(Task { id: rest, node, dialect, within, whole: reference });
            self.arena[reference.0].kind = Kind::All(vec![id, rest]);
            self.by_node.insert((node.id(), dialect, within), reference);
        }
        Ok(reference)
    }

    /// The place of a schema that is no reference. It is known before what stands there is read, so that a cycle ends.
    fn enqueue(&mut self, node: Node<'a>, dialect: Dialect, within: Types) -> SchemaId {
        if let Some(id) = self.by_node.get(&(node.id(), dialect, within)) {
            return *id;
        }
        let id = self.add(node, Kind::Any);
        self.by_node.insert((node.id(), dialect, within), id);
        self.queue.push_back(Task { id, node, dialect, within, whole: id });
        id
    }

    fn add(&mut self, node: Node<'a>, kind: Kind) -> SchemaId {
        self.arena.push(Schema {
            name: None,
            title: title(node),
            node: Some(node.id()),
            docs: Docs::of(node),
            kind,
        });
        SchemaId(self.arena.len() - 1)
    }

    /// A schema that stands nowhere.
    fn made(&mut self, kind: Kind) -> SchemaId {
        self.arena.push(Schema { name: None, title: None, node: None, docs: Docs::default(), kind });
        SchemaId(self.arena.len() - 1)
    }

    /// The place that references lead to, as far as is known.
    fn target(&self, mut id: SchemaId) -> SchemaId {
        while let Kind::Reference(target) = self.arena[id.0].kind {
            id = target;
        }
        id
    }

    /// The kind of a schema, through references.
    fn kind(&self, id: SchemaId) -> &Kind {
        &self.arena[self.target(id).0].kind
    }
}

/// Whether more is demanded of a value beside a reference.
fn says_more(node: Node<'_>) -> bool {
    node.members().iter().any(|member| is_assertion(&member.key))
}

/// Whether a keyword demands something of a value.
fn is_assertion(keyword: &str) -> bool {
    !matches!(
        keyword,
        "$ref"
            | "$id"
            | "$schema"
            | "$comment"
            | "$anchor"
            | "$defs"
            | "definitions"
            | "title"
            | "description"
            | "default"
            | "examples"
            | "example"
            | "deprecated"
            | "readOnly"
            | "writeOnly"
    ) && !keyword.starts_with("x-")
}

/// What a schema could be called: its title, or the name that it gives itself.
fn title(node: Node<'_>) -> Option<String> {
    let own = |key| node.get(key).and_then(Node::as_str).filter(|text| !text.is_empty());
    let id = || own("$id").filter(|id| !id.contains(['/', '#', ':', '<']));
    own("title").or_else(id).map(str::to_owned)
}

/// What is referred to is called by its place: the key of a component or a definition, a member, or the file.
fn name_of(node: Node<'_>) -> String {
    let mut tail = String::new();
    let mut at = node;
    while let Some(parent) = at.parent() {
        // A key of a map of schemas is a name, whatever it is; a keyword is none.
        let holder = parent.key().unwrap_or_default();
        let is_name = matches!(
            holder,
            "schemas"
                | "definitions"
                | "$defs"
                | "properties"
                | "patternProperties"
                | "messages"
                | "channels"
        ) && parent.is_object();
        match at.key() {
            Some(key) if is_name => return format!("{key}{tail}"),
            Some("schema") | None => {}
            Some(key) => tail = format!("-{key}{tail}"),
        }
        at = parent;
    }
    let file = node.place().file;
    let stem =
        file.as_deref().and_then(std::path::Path::file_stem).map(|stem| stem.to_string_lossy().into_owned());
    // A file of a revision is shown with it, and is called as any other.
    let stem = stem.as_deref().and_then(|stem| stem.rsplit(':').next()).unwrap_or("Root");
    format!("{stem}{tail}")
}
