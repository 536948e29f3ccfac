//! Schemas in an arena: what each admits, and what it says for people.

use serde_json::Value;

/// The place of a schema in [`Schemas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(pub(super) usize);

/// Every schema of a document. References lead to the same place, also where they form a cycle.
#[derive(Debug)]
pub struct Schemas {
    pub(super) arena: Vec<Schema>,
}

/// A schema.
#[derive(Debug, Clone)]
pub struct Schema {
    /// The key under `components/schemas`, for those that have one.
    pub name: Option<String>,
    /// The JSON Pointer in the document.
    pub pointer: String,
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
    /// Arrays of one kind of item.
    List {
        /// What the items are.
        items: SchemaId,
        /// How many at least.
        min: Option<u64>,
        /// How many at most.
        max: Option<u64>,
    },
    /// Objects.
    Object(Object),
    /// One of several.
    Union(Union),
    /// What another schema admits, with other words for people.
    Reference(SchemaId),
}

/// Numbers within bounds.
#[derive(Debug, Clone, Default)]
pub struct Number {
    /// Whether only whole numbers are meant.
    pub integer: bool,
    /// The least.
    pub minimum: Option<serde_json::Number>,
    /// The largest.
    pub maximum: Option<serde_json::Number>,
    /// `format`, an annotation.
    pub format: Option<String>,
    /// The unit (`x-barwire-unit`).
    pub unit: Option<String>,
}

/// Strings within bounds.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// The least number of Unicode characters.
    pub min: Option<u64>,
    /// The largest number of Unicode characters.
    pub max: Option<u64>,
    /// An ECMA-262 regular expression.
    pub pattern: Option<String>,
    /// `format`, an annotation.
    pub format: Option<String>,
}

/// A value.
#[derive(Debug, Clone)]
pub struct Literal {
    /// The value.
    pub value: Value,
    /// What it means.
    pub description: String,
}

/// Objects.
#[derive(Debug, Clone, Default)]
pub struct Object {
    /// The declared members: the required ones in the order of `required`, then the others by name.
    pub properties: Vec<Property>,
    /// What members that are not declared must be; `None` where they may be anything.
    pub additional: Option<SchemaId>,
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

/// One of several schemas.
#[derive(Debug, Clone)]
pub struct Union {
    /// The alternatives.
    pub variants: Vec<SchemaId>,
    /// The member whose value tells the alternatives apart, and its value in each, if there is one.
    pub tag: Option<(String, Vec<Value>)>,
    /// Whether a value must fit exactly one (`oneOf`), not at least one (`anyOf`).
    pub exactly_one: bool,
}

impl Schemas {
    /// The schema at a place.
    #[must_use]
    pub fn get(&self, id: SchemaId) -> &Schema {
        &self.arena[id.0]
    }

    /// The schema at a place, through references.
    #[must_use]
    pub fn resolve(&self, id: SchemaId) -> &Schema {
        match self.get(id).kind {
            Kind::Reference(target) => self.resolve(target),
            _ => self.get(id),
        }
    }

    /// Every schema, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = &Schema> {
        self.arena.iter()
    }

    /// The schemas under `components/schemas`, by name.
    #[must_use]
    pub fn named(&self) -> Vec<(&str, SchemaId)> {
        let ids = (0..self.arena.len()).map(SchemaId);
        let mut named: Vec<_> = ids.filter_map(|id| Some((self.get(id).name.as_deref()?, id))).collect();
        named.sort_unstable();
        named
    }
}
