//! Schemas in an arena: what each admits, and what it says for people.
//!
//! A JSON Schema is a list of demands, each on values of one JSON type. Here it is an expression: kinds of one JSON type, joined by
//! [`Kind::Union`], [`Kind::All`], [`Kind::Not`] and [`Kind::If`]. The usual schema is one kind; what the lowering can merge, it has merged.

use std::collections::HashMap;

use serde_json::{Number as Decimal, Value};

use super::source::NodeId;

/// The place of a schema in [`Schemas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(pub(super) usize);

impl SchemaId {
    /// The place as a number from 0.
    pub(crate) fn index(self) -> usize {
        self.0
    }
}

/// Every schema of a document. References lead to the same place, also where they form a cycle.
#[derive(Debug, Default)]
pub struct Schemas {
    pub(super) arena: Vec<Schema>,
    /// What schemas demand beyond their kinds; only of schemas as they are written.
    pub(super) beyond: HashMap<SchemaId, Beyond>,
}

/// What a schema demands beyond its kind.
#[derive(Debug, Clone, Default)]
pub struct Beyond {
    /// What members must be that nothing else of the schema is about.
    pub properties: Option<SchemaId>,
    /// What items must be that nothing else of the schema is about.
    pub items: Option<SchemaId>,
    /// Why there are demands that are not read, for people.
    pub unread: Option<String>,
}

/// A schema.
#[derive(Debug, Clone)]
pub struct Schema {
    /// The name, for what is declared once and referred to: the key under `components/schemas`, or what a reference leads to is called.
    pub name: Option<String>,
    /// What it could be called if it must be: its `title`, or its `$id`.
    pub title: Option<String>,
    /// Where it stands; none for one that was made here.
    pub node: Option<NodeId>,
    /// What is said for people.
    pub docs: Docs,
    /// What it admits.
    pub kind: Kind,
}

/// What a schema says for people.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Docs {
    /// Markdown.
    pub description: String,
    /// The value of a member that is left out.
    pub default: Option<Value>,
    /// Values that hold.
    pub examples: Vec<Value>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
}

/// What a schema admits.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Every value.
    Any,
    /// No value.
    Never,
    /// `null`.
    Null,
    /// `true` and `false`.
    Boolean,
    /// Numbers.
    Number(Number),
    /// Strings.
    Text(Text),
    /// These values and no other.
    Literals(Vec<Literal>),
    /// Arrays.
    List(List),
    /// Objects.
    Object(Object),
    /// One of several.
    Union(Union),
    /// All of several.
    All(Vec<SchemaId>),
    /// What another does not admit.
    Not(SchemaId),
    /// One of two, as a test decides.
    If(If),
    /// What another admits, and every value of a JSON type that it admits no value of: a keyword with no `type` beside it.
    /// The other is a number, a text, a list or an object.
    Guarded(SchemaId),
    /// What another schema admits, with other words for people.
    Reference(SchemaId),
}

/// Numbers within bounds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Number {
    /// Whether only whole numbers are meant. `1.0` is one.
    pub integer: bool,
    /// The least.
    pub minimum: Option<Bound>,
    /// The largest.
    pub maximum: Option<Bound>,
    /// What it must be a multiple of, each.
    pub multiple_of: Vec<Decimal>,
    /// `format`, an annotation.
    pub format: Option<String>,
    /// The unit (`x-barwire-unit`).
    pub unit: Option<String>,
    /// What a program makes of an integer that it may not keep exact (`x-barwire-int64`).
    pub int64: Option<String>,
}

/// An end of a range of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// The number.
    pub value: Decimal,
    /// Whether the number itself is outside.
    pub exclusive: bool,
}

/// Strings within bounds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Text {
    /// The least number of Unicode characters.
    pub min: Option<u64>,
    /// The largest number of Unicode characters.
    pub max: Option<u64>,
    /// ECMA-262 regular expressions, all of which must match somewhere.
    pub patterns: Vec<String>,
    /// `format`, an annotation.
    pub format: Option<String>,
    /// The unit (`x-barwire-unit`).
    pub unit: Option<String>,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    /// The value.
    pub value: Value,
    /// Its name for programs (`x-enum-varnames`).
    pub name: Option<String>,
    /// What it means (`x-enum-descriptions`).
    pub description: String,
}

/// Arrays.
#[derive(Debug, Clone)]
pub struct List {
    /// What the first items are, one by one: a tuple.
    pub prefix: Vec<SchemaId>,
    /// What the items after those are.
    pub items: SchemaId,
    /// How many at least.
    pub min: Option<u64>,
    /// How many at most.
    pub max: Option<u64>,
    /// Whether no two are equal.
    pub unique: bool,
    /// What some of them must be.
    pub contains: Vec<Contains>,
}

/// What some items of an array must be.
#[derive(Debug, Clone)]
pub struct Contains {
    /// What they are.
    pub schema: SchemaId,
    /// How many at least; 1 unless `minContains` says otherwise.
    pub min: u64,
    /// How many at most.
    pub max: Option<u64>,
}

/// Objects.
#[derive(Debug, Clone, Default)]
pub struct Object {
    /// The declared members: the required ones in the order of `required`, then the others by name.
    pub properties: Vec<Property>,
    /// Members that are always there and not declared: what they are is said by `patterns` and `additional`.
    pub required: Vec<String>,
    /// What members are whose names match an ECMA-262 regular expression, by that.
    pub patterns: Vec<(String, SchemaId)>,
    /// What members must be that are not declared and match no pattern; `None` where nothing is said: they may be anything.
    pub additional: Option<SchemaId>,
    /// What the names of members must be.
    pub names: Option<SchemaId>,
    /// How many members at least.
    pub min: Option<u64>,
    /// How many members at most.
    pub max: Option<u64>,
    /// What the presence of a member demands.
    pub dependencies: Vec<Dependency>,
}

/// A declared member of an object.
#[derive(Debug, Clone)]
pub struct Property {
    /// The name.
    pub name: String,
    /// Whether it is always there.
    pub required: bool,
    /// What it is.
    pub schema: SchemaId,
}

/// What the presence of a member demands.
#[derive(Debug, Clone)]
pub struct Dependency {
    /// The member.
    pub name: String,
    /// Members that must be there too.
    pub required: Vec<String>,
    /// What the whole object must be.
    pub schema: Option<SchemaId>,
}

/// One of several schemas.
#[derive(Debug, Clone)]
pub struct Union {
    /// The alternatives.
    pub variants: Vec<SchemaId>,
    /// The member whose value tells the alternatives apart, if there is one.
    pub tag: Option<Tag>,
    /// Whether a value must fit exactly one (`oneOf`), not at least one (`anyOf`). `false` where no value can fit two.
    pub exactly_one: bool,
}

/// The member that tells the alternatives of a union apart: required in each, with values that no other has.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    /// The member.
    pub member: String,
    /// Its values in each alternative: strings, numbers, booleans or null, at least one.
    pub values: Vec<Vec<Value>>,
}

/// One of two schemas, as a test decides.
#[derive(Debug, Clone)]
pub struct If {
    /// The test.
    pub test: SchemaId,
    /// What a value that fits the test must fit.
    pub then: Option<SchemaId>,
    /// What another must fit.
    pub otherwise: Option<SchemaId>,
}

impl Kind {
    /// The schemas that it is made of: of the same value, of members and of items.
    #[must_use]
    pub fn parts(&self) -> Vec<SchemaId> {
        match self {
            Self::List(list) => {
                let contained = list.contains.iter().map(|contains| contains.schema);
                list.prefix.iter().copied().chain([list.items]).chain(contained).collect()
            }
            Self::Object(object) => {
                let declared = object.properties.iter().map(|property| property.schema);
                let patterns = object.patterns.iter().map(|(_, schema)| *schema);
                let demanded = object.dependencies.iter().filter_map(|dependency| dependency.schema);
                declared
                    .chain(patterns)
                    .chain(object.additional)
                    .chain(object.names)
                    .chain(demanded)
                    .collect()
            }
            Self::Union(union) => union.variants.clone(),
            Self::All(all) => all.clone(),
            Self::If(choice) => {
                [choice.test].into_iter().chain(choice.then).chain(choice.otherwise).collect()
            }
            Self::Not(one) | Self::Guarded(one) | Self::Reference(one) => vec![*one],
            Self::Any
            | Self::Never
            | Self::Null
            | Self::Boolean
            | Self::Number(_)
            | Self::Text(_)
            | Self::Literals(_) => Vec::new(),
        }
    }
}

impl Object {
    /// Whether every object fits.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.properties.is_empty()
            && self.required.is_empty()
            && self.patterns.is_empty()
            && self.additional.is_none()
            && self.names.is_none()
            && self.min.is_none()
            && self.max.is_none()
            && self.dependencies.is_empty()
    }
}

impl Schemas {
    /// How many schemas there are.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.arena.len()
    }

    /// The schema at a place.
    #[must_use]
    pub fn get(&self, id: SchemaId) -> &Schema {
        &self.arena[id.0]
    }

    /// The schema at a place, through references.
    #[must_use]
    pub fn resolve(&self, id: SchemaId) -> &Schema {
        self.get(self.target(id))
    }

    /// The place that references lead to. No reference leads to itself: the lowering has seen to that.
    #[must_use]
    pub fn target(&self, mut id: SchemaId) -> SchemaId {
        while let Kind::Reference(target) = self.get(id).kind {
            id = target;
        }
        id
    }

    /// What a schema demands beyond its kind, where it is known as it is written ([`Model::as_written`](super::Model::as_written)).
    #[must_use]
    pub fn beyond(&self, id: SchemaId) -> Option<&Beyond> {
        self.beyond.get(&id)
    }

    /// Every schema and its place, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = (SchemaId, &Schema)> {
        self.arena.iter().enumerate().map(|(index, schema)| (SchemaId(index), schema))
    }

    /// The schemas that have a name, by name.
    #[must_use]
    pub fn named(&self) -> Vec<(&str, SchemaId)> {
        let mut named: Vec<_> =
            self.iter().filter_map(|(id, schema)| Some((schema.name.as_deref()?, id))).collect();
        named.sort_unstable();
        named
    }
}
