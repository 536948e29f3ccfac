//! Schemas: keywords by themselves, keywords against one another, and the values that schemas show.

mod contradiction;
mod endless;
mod keywords;
mod objects;
mod shape;
mod value;

use std::collections::HashSet;

use crate::lint::{Context, Report, Rule, Severity};
use crate::model::source::{Node, NodeId};

pub(super) use objects::undeclared;

macro_rules! rules {
    ($($name:ident = $code:literal, $severity:ident, $summary:literal, $explanation:literal, $remedy:literal;)*) => {
        $(
            pub(super) static $name: Rule = Rule {
                code: $code,
                severity: Severity::$severity,
                summary: $summary,
                explanation: $explanation,
                remedy: $remedy,
            };
        )*

        /// What is looked for in schemas.
        pub(super) const RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    KEYWORD_TYPO = "keyword-typo", Warning,
        "a keyword of a schema is misspelt",
        "JSON Schema takes a keyword that it does not know for a remark: what it was to demand is demanded of nobody.",
        "Write the keyword that is meant.";
    UNKNOWN_KEYWORD = "unknown-keyword", Info,
        "a keyword of a schema is unknown",
        "No tool is bound to know it, and a later version of JSON Schema may give it a meaning of its own.",
        "Remove it, or make it an extension by the prefix `x-`.";
    FOREIGN_KEYWORD = "foreign-keyword", Warning,
        "a keyword is of another language than its schema",
        "Schemas of AsyncAPI are draft-07 where no `schemaFormat` says otherwise. A validator of that draft ignores the keyword, and admits what it was to refuse.",
        "Say the same with the keywords of draft-07, or set the `schemaFormat` of the language that has the keyword.";
    DIALECT_MISMATCH = "dialect-mismatch", Warning,
        "`$schema` and `schemaFormat` say different drafts",
        "Tools for AsyncAPI go by the `schemaFormat`, draft-07 where there is none, and those for JSON Schema by `$schema`: they read one schema in two ways.",
        "Set the `schemaFormat` to the draft, or remove `$schema`.";
    INVALID_TYPE = "invalid-type", Error,
        "`type` is no type of JSON Schema",
        "The types are object, array, string, number, integer, boolean and null. What narrows one, such as a date, is a `format`.",
        "Write one of the types, or a list of them.";
    INVALID_KEYWORD_VALUE = "invalid-keyword-value", Error,
        "the value of a keyword is of the wrong kind",
        "The schema cannot be read as it is meant: some tools refuse it, others ignore the keyword.",
        "Write a value of the kind that the keyword takes.";
    INVALID_PATTERN = "invalid-pattern", Error,
        "a pattern is no regular expression",
        "No string can be checked with it; a validator fails when it is built, or when the first message arrives.",
        "Mend the regular expression: patterns are those of ECMA-262, as in JavaScript.";
    PATTERN_NOT_UNICODE = "pattern-not-unicode", Warning,
        "a pattern is a regular expression only without the flag `u`",
        "Validators compile patterns with the flag `u`, so that a character beyond U+FFFF counts as one. With it, an escape that is not needed is a fault.",
        "Remove the backslash before characters that have no other meaning.";
    EMPTY_ENUM = "empty-enum", Error,
        "`enum` lists no value",
        "No value fits the schema.",
        "List the values, or remove `enum`.";
    DUPLICATE_ENUM_VALUE = "duplicate-enum-value", Warning,
        "`enum` lists a value twice",
        "One of the two was probably to be another value.",
        "Remove one, or write the value that is missing.";
    VALUE_CONTRADICTS_TYPE = "value-contradicts-type", Error,
        "a value of `const` or `enum` is not of the type beside it",
        "A value must fit both keywords, so that this one never does.",
        "Correct the value or the type.";
    UNSATISFIABLE_RANGE = "unsatisfiable-range", Error,
        "a least bound is above the largest",
        "No value fits the schema.",
        "Swap or correct the bounds.";
    KEYWORD_WITHOUT_EFFECT = "keyword-without-effect", Warning,
        "a keyword demands nothing here",
        "A keyword about one type says nothing of values of another, and some say nothing without another keyword beside them.",
        "Remove the keyword, or correct the `type`, or write the keyword that it needs.";
    MISSING_TYPE = "missing-type", Info,
        "a schema that is about one type does not say it",
        "`properties` without `type: object` admits every string and number too: a keyword is about values of its own type only.",
        "Add the `type`.";
    UNKNOWN_FORMAT = "unknown-format", Warning,
        "a `format` is misspelt",
        "A format that is not known is not looked at.",
        "Write the format that is meant.";
    FORMAT_CONTRADICTS_TYPE = "format-contradicts-type", Warning,
        "a `format` is about another type",
        "A format about strings says nothing of numbers, and the other way round.",
        "Correct the format or the type.";
    INT64_UNSAFE = "int64-unsafe", Warning,
        "an integer of 64 bits may be too large for JavaScript",
        "JavaScript, and whoever reads JSON numbers as doubles, rounds integers beyond 2^53 - 1 and says nothing.",
        "Bound it by `minimum: -9007199254740991` and `maximum: 9007199254740991` where that holds, or send it as a string.";
    REQUIRED_UNDECLARED = "required-undeclared", Warning,
        "`required` names a property that is not declared",
        "The property must be there and may be anything: usually one of the two names is misspelt.",
        "Declare the property, or correct the name.";
    REQUIRED_IMPOSSIBLE = "required-impossible", Error,
        "`required` names a property that is not allowed",
        "`additionalProperties: false` refuses the property, and `required` its absence: no object fits.",
        "Declare the property, or correct the name.";
    CLOSED_ALL_OF = "closed-all-of", Error,
        "a closed part of `allOf` refuses what another part declares",
        "`additionalProperties: false` sees the properties beside it, not those of the other parts: it refuses them.",
        "Remove `additionalProperties: false` from the part, or declare all properties in one schema.";
    IDENTICAL_ALTERNATIVES = "identical-alternatives", Error,
        "two alternatives of `oneOf` are the same",
        "A value that fits one fits the other, and must fit exactly one: neither is ever taken.",
        "Remove one of the two, or give both a property with a `const` of its own.";
    DISCRIMINATOR_UNDECLARED = "discriminator-undeclared", Error,
        "`discriminator` names a property that is not declared or not required",
        "A reader cannot tell the schemas apart by a property that may be missing.",
        "Declare the property in each alternative and list it in `required`.";
    DISCRIMINATOR_DANGLING = "discriminator-dangling", Error,
        "`discriminator` maps a value to no schema",
        "A message with this value can be read as nothing.",
        "Correct the reference or the name of the schema.";
    DEFAULT_INVALID = "default-invalid", Warning,
        "a `default` does not fit its own schema",
        "A reader that puts it in makes a message that is not valid.",
        "Correct the default or the schema.";
    SCHEMA_EXAMPLE_INVALID = "schema-example-invalid", Warning,
        "an example of a schema does not fit it",
        "People and mock servers copy examples.",
        "Correct the example or the schema.";
    ENDLESS_SCHEMA = "endless-schema", Error,
        "a schema requires itself without an end",
        "Every value would have to hold another one of its kind: no message is long enough.",
        "Make one of the properties on the way optional or nullable.";
}

/// Looks at every schema.
pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for (format, schema) in context.schemas() {
        shape::check(schema, format, report);
    }
    let parts = Parts::of(context);
    for (format, schema) in context.schemas().filter(|(_, schema)| schema.is_object()) {
        if report.is_sound(schema) {
            contradiction::check(schema, format, &parts, report);
            objects::check(schema, context, &parts, report);
        }
    }
    endless::check(context, report);
    value::check(context, report);
}

/// The schemas that are applied to the same value as one around them: what they leave unsaid, another may say.
struct Parts(HashSet<NodeId>);

impl Parts {
    fn of(context: &Context<'_>) -> Self {
        let mut parts = HashSet::new();
        for (_, schema) in context.schemas() {
            for part in parts_of(schema).into_iter().chain(schema.get("not")) {
                parts.insert(part.id());
                if let Ok(target) = part.resolve() {
                    parts.insert(target.id());
                }
            }
        }
        Self(parts)
    }

    fn holds(&self, schema: Node<'_>) -> bool {
        self.0.contains(&schema.id())
    }
}

/// What a schema applies to the same value, but for what the value must not be.
fn parts_of(schema: Node<'_>) -> Vec<Node<'_>> {
    let mut parts = Vec::new();
    for keyword in ["allOf", "anyOf", "oneOf"] {
        parts.extend(schema.get(keyword).into_iter().flat_map(Node::items));
    }
    for keyword in ["if", "then", "else"] {
        parts.extend(schema.get(keyword));
    }
    for keyword in ["dependencies", "dependentSchemas"] {
        let entries = schema.get(keyword).map(Node::sorted).unwrap_or_default();
        parts.extend(entries.into_iter().map(|(_, part)| part).filter(|part| part.is_object()));
    }
    parts
}

/// The types that a schema names; none where it names none.
fn types_of(schema: Node<'_>) -> Vec<&str> {
    let Some(node) = schema.get("type") else { return Vec::new() };
    node.as_str().into_iter().chain(node.items().filter_map(Node::as_str)).collect()
}
