//! Documents with schemas of any shape, chosen by bytes.

use serde_json::{Map, Value, json};

/// How deep a schema goes.
const DEPTH: usize = 5;

const NAMES: &[&str] = &[
    "a",
    "b",
    "type",
    "kind",
    "Foo",
    "foo",
    "foo_bar",
    "fooBar",
    "a-b",
    "constructor",
    "__proto__",
    "class",
    "*/",
    "é",
    "1",
    "",
];
const TYPES: &[&str] = &["null", "boolean", "integer", "number", "string", "array", "object"];
const REFERENCES: &[&str] = &[
    "#/components/schemas/a",
    "#/components/schemas/b",
    "#/components/schemas/Foo",
    "#/components/schemas/foo",
    "#/components/schemas/a/properties/a",
    "#/components/schemas/b/items",
    "#/components/schemas/Foo/allOf/0",
    "#/components/schemas/none",
    "#",
    "#/components",
    "#a",
    "https://example.com/schema",
];
const PATTERNS: &[&str] = &["^a", "b$", "^[a-z]+$", "(", "\\d{2,}", "^\\p{L}$", "/", ""];
const FORMATS: &[&str] = &["int32", "int64", "uint64", "double", "date-time", "uuid", "unheard-of", ""];
const TEXTS: &[&str] =
    &["One line.", "Two\nlines.", "*/ export {}", "`${x}`", "", "\u{2028}", "// x", "{{x}}"];

/// What a keyword holds.
enum Holds {
    Schema,
    Schemas,
    SchemaMap,
    Dependencies,
    Values,
    Value,
    Number,
    Count,
    Boolean,
    Names,
    OneOf(&'static [&'static str]),
    Types,
}

const KEYWORDS: &[(&str, Holds)] = &[
    ("type", Holds::OneOf(TYPES)),
    ("type", Holds::Types),
    ("$ref", Holds::OneOf(REFERENCES)),
    ("properties", Holds::SchemaMap),
    ("required", Holds::Names),
    ("additionalProperties", Holds::Schema),
    ("patternProperties", Holds::SchemaMap),
    ("propertyNames", Holds::Schema),
    ("dependencies", Holds::Dependencies),
    ("minProperties", Holds::Count),
    ("maxProperties", Holds::Count),
    ("items", Holds::Schema),
    ("items", Holds::Schemas),
    ("prefixItems", Holds::Schemas),
    ("additionalItems", Holds::Schema),
    ("contains", Holds::Schema),
    ("minContains", Holds::Count),
    ("maxContains", Holds::Count),
    ("minItems", Holds::Count),
    ("maxItems", Holds::Count),
    ("uniqueItems", Holds::Boolean),
    ("minimum", Holds::Number),
    ("maximum", Holds::Number),
    ("exclusiveMinimum", Holds::Number),
    ("exclusiveMaximum", Holds::Number),
    ("exclusiveMinimum", Holds::Boolean),
    ("multipleOf", Holds::Number),
    ("minLength", Holds::Count),
    ("maxLength", Holds::Count),
    ("pattern", Holds::OneOf(PATTERNS)),
    ("format", Holds::OneOf(FORMATS)),
    ("const", Holds::Value),
    ("enum", Holds::Values),
    ("allOf", Holds::Schemas),
    ("anyOf", Holds::Schemas),
    ("oneOf", Holds::Schemas),
    ("not", Holds::Schema),
    ("if", Holds::Schema),
    ("then", Holds::Schema),
    ("else", Holds::Schema),
    ("definitions", Holds::SchemaMap),
    ("$defs", Holds::SchemaMap),
    ("$id", Holds::OneOf(REFERENCES)),
    ("discriminator", Holds::OneOf(NAMES)),
    ("nullable", Holds::Boolean),
    ("deprecated", Holds::Boolean),
    ("title", Holds::OneOf(NAMES)),
    ("description", Holds::OneOf(TEXTS)),
    ("default", Holds::Value),
    ("examples", Holds::Values),
    ("unevaluatedProperties", Holds::Schema),
    ("dependentRequired", Holds::Dependencies),
    ("x-enum-varnames", Holds::Names),
    ("x-barwire-unit", Holds::OneOf(NAMES)),
];

/// The document that the bytes choose.
pub(crate) fn document(bytes: &[u8]) -> Value {
    let mut recipe = Recipe { bytes };
    let format = recipe.one_of(&[
        "",
        "application/schema+json;version=draft-07",
        "application/schema+json;version=draft/2020-12",
        "application/vnd.oai.openapi;version=3.0.0",
        "application/vnd.apache.avro;version=1.9.0",
    ]);
    let payload = recipe.schema(1);
    let schemas: Map<String, Value> =
        ["a", "b", "Foo", "foo"].into_iter().map(|name| (name.to_owned(), recipe.schema(0))).collect();
    let payload =
        if format.is_empty() { payload } else { json!({ "schemaFormat": format, "schema": payload }) };
    json!({
        "asyncapi": "3.1.0",
        "info": { "title": recipe.one_of(TEXTS), "version": "1.0.0" },
        "channels": { "c": { "address": "/", "messages": {
            "one": { "payload": payload, "headers": { "$ref": "#/components/schemas/b" } },
            "two": { "payload": { "$ref": "#/components/schemas/a" } },
            "foo": { "payload": { "$ref": "#/components/schemas/foo" } },
        } } },
        "operations": {
            "ask": { "action": "receive", "channel": { "$ref": "#/channels/c" },
                "messages": [{ "$ref": "#/channels/c/messages/one" }],
                "reply": { "channel": { "$ref": "#/channels/c" }, "messages": [{ "$ref": "#/channels/c/messages/two" }] } },
            "tell": { "action": "send", "channel": { "$ref": "#/channels/c" } },
        },
        "components": { "schemas": schemas },
    })
}

/// The bytes that are left.
struct Recipe<'a> {
    bytes: &'a [u8],
}

impl Recipe<'_> {
    /// A number below `bound`; 0 once the bytes are used up.
    fn below(&mut self, bound: usize) -> usize {
        let Some((first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        usize::from(*first) % bound
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    fn name(&mut self) -> String {
        self.one_of(NAMES).to_owned()
    }

    fn schema(&mut self, depth: usize) -> Value {
        let keywords = self.below(6);
        if depth == DEPTH || keywords == 0 {
            return self.one_of(&[true, true, true, false]).into();
        }
        let mut schema = Map::new();
        for _ in 0..keywords {
            let (keyword, holds) = &KEYWORDS[self.below(KEYWORDS.len())];
            schema.insert((*keyword).to_owned(), self.content(holds, depth + 1));
        }
        schema.into()
    }

    fn content(&mut self, holds: &Holds, depth: usize) -> Value {
        let count = |recipe: &mut Self| recipe.below(4);
        match holds {
            Holds::Schema => self.schema(depth),
            Holds::Schemas => (0..count(self)).map(|_| self.schema(depth)).collect(),
            Holds::SchemaMap => (0..count(self)).map(|_| (self.name(), self.schema(depth))).collect(),
            Holds::Dependencies => (0..count(self))
                .map(|_| {
                    let name = self.name();
                    let needs = if self.below(2) == 0 {
                        self.schema(depth)
                    } else {
                        self.content(&Holds::Names, depth)
                    };
                    (name, needs)
                })
                .collect(),
            Holds::Names => (0..count(self)).map(|_| Value::from(self.name())).collect(),
            Holds::Values => (0..count(self)).map(|_| self.value(depth)).collect(),
            Holds::Value => self.value(depth),
            Holds::Number => self.number(),
            Holds::Count => self.below(5).into(),
            Holds::Boolean => (self.below(2) == 0).into(),
            Holds::OneOf(choices) => self.one_of(choices).into(),
            Holds::Types => (0..count(self)).map(|_| Value::from(self.one_of(TYPES))).collect(),
        }
    }

    fn number(&mut self) -> Value {
        const NUMBERS: &[f64] = &[0.5, 0.01, 1e300, -1e-300, 1.0, 9_007_199_254_740_993.0, -0.0];
        match self.below(3) {
            0 => self.below(20).into(),
            1 => [i64::MIN, i64::MAX, -3][self.below(3)].into(),
            _ => self.one_of(NUMBERS).into(),
        }
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth < DEPTH { 7 } else { 5 }) {
            0 => Value::Null,
            1 => (self.below(2) == 0).into(),
            2 => self.number(),
            3 => self.name().into(),
            4 => self.one_of(TEXTS).into(),
            5 => (0..self.below(4)).map(|_| self.value(depth + 1)).collect(),
            _ => (0..self.below(4)).map(|_| (self.name(), self.value(depth + 1))).collect(),
        }
    }
}
