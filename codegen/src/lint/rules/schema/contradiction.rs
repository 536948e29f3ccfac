//! Keywords of one schema against one another.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::keywords::{self, FORMATS};
use super::{
    DUPLICATE_ENUM_VALUE, FORMAT_CONTRADICTS_TYPE, IDENTICAL_ALTERNATIVES, INT64_UNSAFE,
    KEYWORD_WITHOUT_EFFECT, MISSING_TYPE, Parts, UNKNOWN_FORMAT, UNSATISFIABLE_RANGE, VALUE_CONTRADICTS_TYPE,
    types_of,
};
use crate::lint::suggest::nearest;
use crate::lint::{Report, SchemaFormat};
use crate::model::instance::{canonical, compare};
use crate::model::source::Node;

/// The largest integer up to which a double holds every one.
const SAFE: i64 = 9_007_199_254_740_991;

pub(super) fn check(schema: Node<'_>, format: SchemaFormat, parts: &Parts, report: &mut Report) {
    let is_nullable = schema.get("nullable").and_then(Node::as_bool) == Some(true);
    values(schema, is_nullable && format == SchemaFormat::OpenApi, report);
    ranges(schema, report);
    effects(schema, report);
    missing_type(schema, parts, report);
    formats(schema, report);
    alternatives(schema, report);
}

/// `const` and `enum`.
fn values(schema: Node<'_>, is_nullable: bool, report: &mut Report) {
    let types = types_of(schema);
    let fits = |value: &Json| {
        types.is_empty() || types.iter().any(|one| is_of(value, one)) || is_nullable && value.is_null()
    };
    if let Some(node) = schema.get("const") {
        let value = node.to_json();
        if !fits(&value) {
            let message = format!("`{value}` is not of the type {}", types.join(" or "));
            report.add_at_key(&VALUE_CONTRADICTS_TYPE, schema, "const", message);
        }
    }
    let mut seen = HashMap::new();
    for (index, node) in schema.get("enum").into_iter().flat_map(Node::items).enumerate() {
        let value = node.to_json();
        if !fits(&value) {
            let message = format!("`{value}` is not of the type {}", types.join(" or "));
            report.add(&VALUE_CONTRADICTS_TYPE, node, message);
        } else if let Some(first) = seen.insert(canonical(&value), index) {
            report.add(&DUPLICATE_ENUM_VALUE, node, format!("`{value}` is value {} already", first + 1));
        }
    }
}

fn is_of(value: &Json, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        // What is no type is a fault of its own.
        _ => true,
    }
}

fn ranges(schema: Node<'_>, report: &mut Report) {
    const RANGES: &[(&str, &str)] = &[
        ("minimum", "maximum"),
        ("minimum", "exclusiveMaximum"),
        ("exclusiveMinimum", "maximum"),
        ("exclusiveMinimum", "exclusiveMaximum"),
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
        ("minContains", "maxContains"),
    ];
    for (least, largest) in RANGES {
        let bound = |name: &str| schema.get(name).and_then(Node::as_number);
        let (Some(from), Some(to)) = (bound(least), bound(largest)) else { continue };
        let order = compare(from, to);
        if order.is_gt() || order.is_eq() && (least.starts_with('e') || largest.starts_with('e')) {
            let message = format!("`{least}: {from}` and `{largest}: {to}`: no value is in between");
            report.add_at_key(&UNSATISFIABLE_RANGE, schema, least, message);
            return;
        }
    }
}

/// Keywords that say nothing of values of the declared types, or nothing without another.
fn effects(schema: Node<'_>, report: &mut Report) {
    let types = types_of(schema);
    let idle: Vec<&str> = schema
        .members()
        .iter()
        .filter(|member| {
            let about = keywords::known(&member.key).map_or(&[][..], |keyword| keyword.about);
            !types.is_empty() && !about.is_empty() && !about.iter().any(|one| types.contains(one))
        })
        .map(|member| member.key.as_str())
        .collect();
    if let [first, ..] = idle.as_slice() {
        let message =
            format!("`{}` says nothing of values of the type {}", idle.join("`, `"), types.join(" or "));
        report.add_at_key(&KEYWORD_WITHOUT_EFFECT, schema, first, message);
        return;
    }
    let has = |name: &str| schema.get(name).is_some();
    let mut without = |keyword: &str, needed: &str| {
        let message = format!("`{keyword}` says nothing without {needed}");
        report.add_at_key(&KEYWORD_WITHOUT_EFFECT, schema, keyword, message);
    };
    if !has("if") {
        for keyword in ["then", "else"].into_iter().filter(|keyword| has(keyword)) {
            without(keyword, "`if`");
        }
    } else if !has("then") && !has("else") {
        without("if", "`then` or `else`");
    }
    if has("additionalItems") && !schema.get("items").is_some_and(Node::is_array) {
        without("additionalItems", "`items` that is a list");
    }
    if !has("contains") {
        for keyword in ["minContains", "maxContains"].into_iter().filter(|keyword| has(keyword)) {
            without(keyword, "`contains`");
        }
    }
}

/// A schema with keywords about one type that does not name it.
fn missing_type(schema: Node<'_>, parts: &Parts, report: &mut Report) {
    const SAYS_OTHERWISE: &[&str] =
        &["type", "const", "enum", "$ref", "allOf", "anyOf", "oneOf", "not", "if", "$dynamicRef"];
    if parts.holds(schema) || SAYS_OTHERWISE.iter().any(|keyword| schema.get(keyword).is_some()) {
        return;
    }
    let mut about = schema
        .members()
        .iter()
        .filter_map(|member| keywords::known(&member.key))
        .filter(|keyword| !keyword.about.is_empty());
    let Some(first) = about.next() else { return };
    if about.all(|keyword| keyword.about == first.about) {
        let ty = first.about[0];
        let message = format!("`{}` without `type: {ty}` admits values of every other type", first.name);
        report.add_at_key(&MISSING_TYPE, schema, first.name, message);
    }
}

fn formats(schema: Node<'_>, report: &mut Report) {
    let Some(format) = schema.get("format").and_then(Node::as_str) else { return };
    let types = types_of(schema);
    let Some((_, about)) = FORMATS.iter().find(|(name, _)| *name == format) else {
        let others =
            [("datetime", "date-time"), ("timestamp", "date-time"), ("guid", "uuid"), ("url", "uri")];
        let lower = format.to_lowercase();
        let other = others.iter().find(|(name, _)| *name == lower).map(|(_, meant)| *meant);
        let near = || nearest(format, FORMATS.iter().map(|(name, _)| *name));
        if let Some(meant) = other.filter(|_| !types.contains(&"integer")).or_else(near) {
            let message = format!("`{format}` is no known format; did you mean `{meant}`?");
            report.add_at_key(&UNKNOWN_FORMAT, schema, "format", message);
        }
        return;
    };
    if !types.is_empty() && !types.iter().any(|one| about.contains(one)) {
        let message = format!(
            "`{format}` is about values of the type {}, not {}",
            about.join(" or "),
            types.join(" or ")
        );
        report.add_at_key(&FORMAT_CONTRADICTS_TYPE, schema, "format", message);
        return;
    }
    if matches!(format, "int64" | "uint64") && !types.contains(&"string") {
        wide(schema, format, report);
    }
}

/// An integer of 64 bits without bounds that a double holds.
fn wide(schema: Node<'_>, format: &str, report: &mut Report) {
    if schema.get("enum").is_some() || schema.get("const").is_some() {
        return;
    }
    let (least, largest) = (Json::from(-SAFE), Json::from(SAFE));
    let holds = |keyword: &str, end: &Json, outside: std::cmp::Ordering| {
        let bound = schema.get(keyword).and_then(Node::as_number);
        bound.zip(end.as_number()).is_some_and(|(bound, end)| compare(bound, end) != outside)
    };
    let has_least = format == "uint64"
        || ["minimum", "exclusiveMinimum"].iter().any(|key| holds(key, &least, std::cmp::Ordering::Less));
    let has_largest =
        ["maximum", "exclusiveMaximum"].iter().any(|key| holds(key, &largest, std::cmp::Ordering::Greater));
    if has_least && has_largest {
        return;
    }
    let missing = match (has_least, has_largest) {
        (true, _) => format!("`maximum: {SAFE}`"),
        (false, true) => format!("`minimum: -{SAFE}`"),
        (false, false) => format!("`minimum: -{SAFE}` and `maximum: {SAFE}`"),
    };
    let message = format!("`{format}` without {missing}: JavaScript rounds larger ones");
    report.add_at_key(&INT64_UNSAFE, schema, "format", message);
}

/// Alternatives that are written alike.
fn alternatives(schema: Node<'_>, report: &mut Report) {
    let mut seen = HashMap::new();
    for (index, alternative) in schema.get("oneOf").into_iter().flat_map(Node::items).enumerate() {
        let Ok(target) = alternative.resolve() else { continue };
        let mut demands = target.to_json();
        if let Json::Object(members) = &mut demands {
            members.retain(|key, _| !is_annotation(key));
        }
        if let Some(first) = seen.insert(canonical(&demands), index) {
            let message = format!("this is alternative {} again: no value fits exactly one", first + 1);
            report.add(&IDENTICAL_ALTERNATIVES, alternative, message);
        }
    }
}

fn is_annotation(keyword: &str) -> bool {
    const ANNOTATIONS: &[&str] =
        &["title", "description", "examples", "example", "default", "$comment", "$id", "deprecated"];
    ANNOTATIONS.contains(&keyword) || keyword.starts_with("x-")
}
