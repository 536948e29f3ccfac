//! The keywords of schemas: what their values are, what they are about, and which language has them.

use crate::lint::SchemaFormat;
use crate::lint::suggest::nearest;

/// What the value of a keyword must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Anything.
    Any,
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// A number.
    Number,
    /// A number above 0.
    Positive,
    /// A whole number from 0.
    Count,
    /// A number; in OpenAPI 3.0 a boolean.
    Limit,
    /// A list.
    List,
    /// A list of names, each once.
    Names,
    /// A schema.
    Schema,
    /// A schema, or a list of schemas.
    Items,
    /// A list of at least one schema.
    Schemas,
    /// A list of schemas.
    Tuple,
    /// A map of schemas.
    Map,
    /// A map of lists of names.
    NamesByName,
    /// A map of schemas and of lists of names.
    Dependencies,
    /// The name of a property; in OpenAPI a map that has it.
    Discriminator,
}

/// Who has a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// All languages that are read.
    All,
    /// JSON Schema from 2019-09 on.
    Modern,
    /// OpenAPI.
    OpenApi,
}

/// A keyword.
#[derive(Debug)]
pub(super) struct Keyword {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    /// The JSON types that it says something of; none for those that are about any value.
    pub(super) about: &'static [&'static str],
    pub(super) origin: Origin,
}

const fn keyword(
    name: &'static str,
    shape: Shape,
    about: &'static [&'static str],
    origin: Origin,
) -> Keyword {
    Keyword { name, shape, about, origin }
}

const ANY: &[&str] = &[];
const NUMBER: &[&str] = &["number", "integer"];
const STRING: &[&str] = &["string"];
const ARRAY: &[&str] = &["array"];
const OBJECT: &[&str] = &["object"];

/// Every keyword.
const KEYWORDS: &[Keyword] = &[
    keyword("$schema", Shape::Text, ANY, Origin::All),
    keyword("$id", Shape::Text, ANY, Origin::All),
    keyword("$ref", Shape::Text, ANY, Origin::All),
    keyword("$comment", Shape::Text, ANY, Origin::All),
    keyword("$defs", Shape::Map, ANY, Origin::All),
    keyword("$anchor", Shape::Text, ANY, Origin::All),
    keyword("$vocabulary", Shape::Any, ANY, Origin::All),
    keyword("$dynamicRef", Shape::Text, ANY, Origin::Modern),
    keyword("$dynamicAnchor", Shape::Text, ANY, Origin::All),
    keyword("$recursiveRef", Shape::Text, ANY, Origin::Modern),
    keyword("$recursiveAnchor", Shape::Flag, ANY, Origin::All),
    keyword("id", Shape::Any, ANY, Origin::All),
    keyword("title", Shape::Text, ANY, Origin::All),
    keyword("description", Shape::Text, ANY, Origin::All),
    keyword("default", Shape::Any, ANY, Origin::All),
    keyword("examples", Shape::List, ANY, Origin::All),
    keyword("example", Shape::Any, ANY, Origin::All),
    keyword("readOnly", Shape::Flag, ANY, Origin::All),
    keyword("writeOnly", Shape::Flag, ANY, Origin::All),
    keyword("deprecated", Shape::Flag, ANY, Origin::All),
    keyword("externalDocs", Shape::Any, ANY, Origin::All),
    keyword("xml", Shape::Any, ANY, Origin::All),
    keyword("discriminator", Shape::Discriminator, ANY, Origin::All),
    keyword("nullable", Shape::Flag, ANY, Origin::OpenApi),
    keyword("type", Shape::Any, ANY, Origin::All),
    keyword("enum", Shape::List, ANY, Origin::All),
    keyword("const", Shape::Any, ANY, Origin::All),
    keyword("format", Shape::Text, ANY, Origin::All),
    keyword("multipleOf", Shape::Positive, NUMBER, Origin::All),
    keyword("minimum", Shape::Number, NUMBER, Origin::All),
    keyword("maximum", Shape::Number, NUMBER, Origin::All),
    keyword("exclusiveMinimum", Shape::Limit, NUMBER, Origin::All),
    keyword("exclusiveMaximum", Shape::Limit, NUMBER, Origin::All),
    keyword("minLength", Shape::Count, STRING, Origin::All),
    keyword("maxLength", Shape::Count, STRING, Origin::All),
    keyword("pattern", Shape::Text, STRING, Origin::All),
    keyword("contentEncoding", Shape::Text, STRING, Origin::All),
    keyword("contentMediaType", Shape::Text, STRING, Origin::All),
    keyword("contentSchema", Shape::Schema, STRING, Origin::All),
    keyword("items", Shape::Items, ARRAY, Origin::All),
    keyword("additionalItems", Shape::Schema, ARRAY, Origin::All),
    keyword("prefixItems", Shape::Tuple, ARRAY, Origin::Modern),
    keyword("unevaluatedItems", Shape::Schema, ARRAY, Origin::Modern),
    keyword("contains", Shape::Schema, ARRAY, Origin::All),
    keyword("minContains", Shape::Count, ARRAY, Origin::Modern),
    keyword("maxContains", Shape::Count, ARRAY, Origin::Modern),
    keyword("minItems", Shape::Count, ARRAY, Origin::All),
    keyword("maxItems", Shape::Count, ARRAY, Origin::All),
    keyword("uniqueItems", Shape::Flag, ARRAY, Origin::All),
    keyword("properties", Shape::Map, OBJECT, Origin::All),
    keyword("patternProperties", Shape::Map, OBJECT, Origin::All),
    keyword("additionalProperties", Shape::Schema, OBJECT, Origin::All),
    keyword("unevaluatedProperties", Shape::Schema, OBJECT, Origin::Modern),
    keyword("propertyNames", Shape::Schema, OBJECT, Origin::All),
    keyword("required", Shape::Names, OBJECT, Origin::All),
    keyword("minProperties", Shape::Count, OBJECT, Origin::All),
    keyword("maxProperties", Shape::Count, OBJECT, Origin::All),
    keyword("dependencies", Shape::Dependencies, OBJECT, Origin::All),
    keyword("dependentRequired", Shape::NamesByName, OBJECT, Origin::Modern),
    keyword("dependentSchemas", Shape::Map, OBJECT, Origin::Modern),
    keyword("definitions", Shape::Map, ANY, Origin::All),
    keyword("allOf", Shape::Schemas, ANY, Origin::All),
    keyword("anyOf", Shape::Schemas, ANY, Origin::All),
    keyword("oneOf", Shape::Schemas, ANY, Origin::All),
    keyword("not", Shape::Schema, ANY, Origin::All),
    keyword("if", Shape::Schema, ANY, Origin::All),
    keyword("then", Shape::Schema, ANY, Origin::All),
    keyword("else", Shape::Schema, ANY, Origin::All),
];

/// The types of JSON Schema.
pub(super) const TYPES: &[&str] = &["array", "boolean", "integer", "null", "number", "object", "string"];

/// The formats of JSON Schema, of OpenAPI's registry and of AsyncAPI, and what they are about.
pub(super) const FORMATS: &[(&str, &[&str])] = &[
    ("base64url", STRING),
    ("binary", STRING),
    ("byte", STRING),
    ("char", STRING),
    ("commonmark", STRING),
    ("date", STRING),
    ("date-time", STRING),
    ("decimal", &["string", "number"]),
    ("decimal128", &["string", "number"]),
    ("double", &["number", "integer", "string"]),
    ("double-int", NUMBER),
    ("duration", STRING),
    ("email", STRING),
    ("float", &["number", "integer", "string"]),
    ("hostname", STRING),
    ("html", STRING),
    ("http-date", STRING),
    ("idn-email", STRING),
    ("idn-hostname", STRING),
    ("int16", NUMBER),
    ("int32", NUMBER),
    // As a string it is what JavaScript reads without a loss.
    ("int64", &["number", "integer", "string"]),
    ("int8", NUMBER),
    ("ipv4", STRING),
    ("ipv6", STRING),
    ("iri", STRING),
    ("iri-reference", STRING),
    ("json-pointer", STRING),
    ("media-range", STRING),
    ("password", STRING),
    ("regex", STRING),
    ("relative-json-pointer", STRING),
    ("time", STRING),
    ("uint16", NUMBER),
    ("uint32", NUMBER),
    ("uint64", &["number", "integer", "string"]),
    ("uint8", NUMBER),
    ("uri", STRING),
    ("uri-reference", STRING),
    ("uri-template", STRING),
    ("uuid", STRING),
];

/// The keyword of that name.
pub(super) fn known(name: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|keyword| keyword.name == name)
}

/// The keyword that was meant by a name that is none.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    nearest(name, KEYWORDS.iter().map(|keyword| keyword.name))
}

impl Keyword {
    /// Whether schemas of a format do not have it.
    pub(super) fn is_foreign(&self, format: SchemaFormat) -> bool {
        match self.origin {
            Origin::All => false,
            Origin::Modern => format != SchemaFormat::Modern,
            Origin::OpenApi => format != SchemaFormat::OpenApi,
        }
    }
}
