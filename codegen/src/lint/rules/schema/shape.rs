//! What is wrong with a keyword by itself.

use regress::Regex;

use super::keywords::{self, Keyword, Shape, TYPES};
use super::{
    DIALECT_MISMATCH, EMPTY_ENUM, FOREIGN_KEYWORD, INVALID_KEYWORD_VALUE, INVALID_PATTERN, INVALID_TYPE,
    KEYWORD_TYPO, PATTERN_NOT_UNICODE, UNKNOWN_KEYWORD,
};
use crate::lint::suggest::nearest;
use crate::lint::{Report, SchemaFormat};
use crate::model::source::{Node, Value};

/// Looks at every keyword of a schema.
pub(super) fn check(schema: Node<'_>, format: SchemaFormat, report: &mut Report) {
    dialect(schema, format, report);
    for (name, value) in schema.sorted() {
        match keywords::known(name) {
            Some(keyword) => known(schema, keyword, value, format, report),
            None if name.starts_with("x-") => {}
            None => unknown(schema, name, report),
        }
    }
}

/// A draft in `$schema` that no `schemaFormat` around it says. A file of its own says its draft for itself.
fn dialect(schema: Node<'_>, format: SchemaFormat, report: &mut Report) {
    let Some(declared) = schema.get("$schema").and_then(Node::as_str) else { return };
    let is_alone = schema.file_root().get("asyncapi").is_none();
    let mut around = std::iter::successors(Some(schema), |node| node.parent());
    if format == SchemaFormat::Modern && !is_alone && !around.any(|node| node.get("schemaFormat").is_some()) {
        let message =
            format!("`$schema` says {declared}, and no `schemaFormat` does: it is draft-07 to others");
        report.add_at_key(&DIALECT_MISMATCH, schema, "$schema", message);
    }
}

fn unknown(schema: Node<'_>, name: &str, report: &mut Report) {
    match keywords::meant(name) {
        Some(meant) => report.add_at_key(
            &KEYWORD_TYPO,
            schema,
            name,
            format!("`{name}` is no keyword, and demands nothing; did you mean `{meant}`?"),
        ),
        None => report.add_at_key(
            &UNKNOWN_KEYWORD,
            schema,
            name,
            format!("`{name}` is no keyword, and demands nothing"),
        ),
    }
}

fn known(
    schema: Node<'_>,
    keyword: &'static Keyword,
    value: Node<'_>,
    format: SchemaFormat,
    report: &mut Report,
) {
    let name = keyword.name;
    if let Some(expected) = refused(keyword.shape, value, format) {
        let hint = hint(name, value);
        let found = found(value);
        report.add_at_key(
            &INVALID_KEYWORD_VALUE,
            schema,
            name,
            format!("`{name}` must be {expected}, found {found}{hint}"),
        );
        return;
    }
    if keyword.is_foreign(format) {
        report.add_at_key(
            &FOREIGN_KEYWORD,
            schema,
            name,
            format!("`{name}` means nothing in the language of this schema: {}", instead(name)),
        );
    }
    match name {
        "type" => types(schema, value, report),
        "enum" if value.items().next().is_none() => {
            report.add_at_key(&EMPTY_ENUM, schema, name, "`enum` lists nothing, so that no value fits");
        }
        "pattern" => {
            if let Some(text) = value.as_str() {
                pattern(schema, name, text, report);
            }
        }
        "patternProperties" => {
            for (text, _) in value.sorted() {
                pattern(value, text, text, report);
            }
        }
        _ => {}
    }
}

/// What is expected instead of a value; nothing where it may stand there.
fn refused(shape: Shape, value: Node<'_>, format: SchemaFormat) -> Option<&'static str> {
    let is_schema = |node: Node<'_>| node.is_object() || node.as_bool().is_some();
    let is_names = |node: Node<'_>| node.is_array() && node.items().all(|item| item.as_str().is_some());
    let number = value.as_number();
    let (fits, expected) = match shape {
        Shape::Any => (true, ""),
        Shape::Text => (value.as_str().is_some(), "a string"),
        Shape::Flag => (value.as_bool().is_some(), "`true` or `false`"),
        Shape::Number => (number.is_some(), "a number"),
        Shape::Positive => {
            (number.and_then(serde_json::Number::as_f64).is_some_and(|n| n > 0.0), "a number above 0")
        }
        Shape::Count => (
            number.and_then(serde_json::Number::as_f64).is_some_and(|n| n >= 0.0 && n.fract() == 0.0),
            "a whole number from 0",
        ),
        Shape::Limit => {
            let is_old = format == SchemaFormat::OpenApi && value.as_bool().is_some();
            (number.is_some() || is_old, "a number")
        }
        Shape::List => (value.is_array(), "a list"),
        Shape::Names => (is_names(value), "a list of names of properties"),
        Shape::Schema => (is_schema(value), "a schema"),
        Shape::Items => (
            is_schema(value) || value.is_array() && value.items().all(is_schema),
            "a schema or a list of schemas",
        ),
        Shape::Tuple => (value.is_array() && value.items().all(is_schema), "a list of schemas"),
        Shape::Schemas => (
            value.is_array() && value.items().next().is_some() && value.items().all(is_schema),
            "a list of at least one schema",
        ),
        Shape::Map => (
            value.is_object() && value.sorted().into_iter().all(|(_, node)| is_schema(node)),
            "a map of schemas",
        ),
        Shape::NamesByName => (
            value.is_object() && value.sorted().into_iter().all(|(_, node)| is_names(node)),
            "a map of lists of names",
        ),
        Shape::Dependencies => (
            value.is_object()
                && value.sorted().into_iter().all(|(_, node)| is_schema(node) || is_names(node)),
            "a map of schemas or lists of names",
        ),
        Shape::Discriminator => (
            value.as_str().is_some() || value.get("propertyName").is_some_and(|name| name.as_str().is_some()),
            "the name of a property",
        ),
    };
    (!fits).then_some(expected)
}

/// A value that may not stand where it does.
fn found(value: Node<'_>) -> String {
    match value.value() {
        Value::Bool(_) | Value::Number(_) => format!("`{}`", value.to_json()),
        Value::String(text) if text.chars().count() < 40 => format!("the string `{text}`"),
        Value::Object(_) | Value::Array(_) | Value::Null | Value::String(_) => match value.parent() {
            // What is wrong is inside.
            Some(_) if value.is_array() && value.items().next().is_none() => "an empty list".to_owned(),
            _ => value.kind().to_owned(),
        },
    }
}

/// What was probably meant.
fn hint(name: &str, value: Node<'_>) -> &'static str {
    match (name, value.value()) {
        ("required", Value::Bool(_)) => ": the schema around lists the names of those that are required",
        ("exclusiveMinimum", Value::Bool(_)) => ": since draft-06 it is the bound itself, without `minimum`",
        ("exclusiveMaximum", Value::Bool(_)) => ": since draft-06 it is the bound itself, without `maximum`",
        _ => "",
    }
}

/// What says the same in draft-07.
fn instead(name: &str) -> &'static str {
    match name {
        "nullable" => "write `type: [string, 'null']` or whatever the type is",
        "prefixItems" => "write `items` with a list, and `additionalItems` for the rest",
        "unevaluatedProperties" => "write `additionalProperties` where all properties are declared",
        "unevaluatedItems" => "write `additionalItems`",
        "dependentRequired" | "dependentSchemas" => "write `dependencies`",
        "$dynamicRef" | "$recursiveRef" => "write `$ref`",
        _ => "set the `schemaFormat` of the language that has it",
    }
}

fn types(schema: Node<'_>, value: Node<'_>, report: &mut Report) {
    let words: Vec<Node<'_>> = if value.is_array() { value.items().collect() } else { vec![value] };
    if words.is_empty() {
        report.add_at_key(&INVALID_TYPE, schema, "type", "`type` lists nothing, so that no value fits");
    }
    for node in words {
        let message = match node.as_str() {
            Some(word) if TYPES.contains(&word) => continue,
            Some(word) => {
                let meant = meant_type(word);
                let meant = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
                format!("`{word}` is no type{meant}")
            }
            // YAML reads a bare `null` as null.
            None if matches!(node.value(), Value::Null) => {
                "the type null is written in quotes: `'null'`".to_owned()
            }
            None => format!("expected the name of a type, found {}", node.kind()),
        };
        if value.is_array() {
            report.add(&INVALID_TYPE, node, message);
        } else {
            report.add_at_key(&INVALID_TYPE, schema, "type", message);
        }
    }
}

fn meant_type(word: &str) -> Option<&'static str> {
    let others = [
        ("int", "integer"),
        ("long", "integer"),
        ("float", "number"),
        ("double", "number"),
        ("decimal", "number"),
        ("str", "string"),
        ("text", "string"),
        ("date", "string"),
        ("datetime", "string"),
        ("date-time", "string"),
        ("uuid", "string"),
        ("bool", "boolean"),
        ("list", "array"),
        ("map", "object"),
        ("dict", "object"),
        ("struct", "object"),
    ];
    let lower = word.to_lowercase();
    let other = others.iter().find(|(name, _)| *name == lower).map(|(_, meant)| *meant);
    other.or_else(|| nearest(word, TYPES.iter().copied()))
}

fn pattern(holder: Node<'_>, key: &str, text: &str, report: &mut Report) {
    let Err(error) = Regex::with_flags(text, "u") else { return };
    if Regex::new(text).is_ok() {
        report.add_at_key(
            &PATTERN_NOT_UNICODE,
            holder,
            key,
            format!("`{text}` is a regular expression only without the flag `u`: {error}"),
        );
    } else {
        report.add_at_key(
            &INVALID_PATTERN,
            holder,
            key,
            format!("`{text}` is no regular expression: {error}"),
        );
    }
}
