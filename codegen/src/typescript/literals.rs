//! Values of a document as types and as expressions.

use serde_json::{Map, Value};

use super::layout::{Doc, print};
use super::shape::{Item, Type};
use super::text::{key, literal, quoted};

/// The type of one value.
pub(super) fn type_of(value: &Value) -> Type {
    match value {
        Value::Array(items) => Type::Tuple(items.iter().map(|item| Item::One(type_of(item))).collect()),
        Value::Object(members) if members.is_empty() => Type::map(Type::never()),
        Value::Object(members) => Type::Members(
            sorted(members)
                .map(|(name, value)| (format!("readonly {}", key(name)), type_of(value)))
                .collect(),
        ),
        scalar => match literal(scalar) {
            // What is too large for JavaScript has no literal.
            Some(text) if !text.ends_with("Infinity") => Type::Atom(text),
            _ => Type::atom("number"),
        },
    }
}

/// The declaration of a constant list.
pub(super) fn constant_list(declared: &str, values: &[&Value]) -> String {
    let declared = format!("{declared} = ");
    let list = print(&list(values), declared.chars().count(), 0, ";");
    format!("{declared}{list};")
}

/// The declaration of a constant that has values by name.
pub(super) fn constant_map(declared: &str, values: &[(&str, &Value)]) -> String {
    let declared = format!("{declared} = ");
    let map = print(&map(values.iter().copied()), declared.chars().count(), 0, " as const;");
    format!("{declared}{map} as const;")
}

fn expression(value: &Value) -> Doc {
    match value {
        Value::Array(items) => list(&items.iter().collect::<Vec<_>>()),
        Value::Object(members) => map(sorted(members)),
        scalar => Doc::text(literal(scalar).unwrap_or_default()),
    }
}

/// An array. Several lists, or several maps, of more than one value each stand on lines of their own, and numbers fill the line.
fn list(items: &[&Value]) -> Doc {
    if items.is_empty() {
        return Doc::text("[]");
    }
    let numbers: Option<Vec<String>> =
        items.iter().map(|item| item.as_f64().and_then(|_| literal(item))).collect();
    if let Some(numbers) = numbers
        .filter(|numbers| numbers.len() > 1 && numbers.iter().all(|number| !number.ends_with("Infinity")))
    {
        return Doc::Group(vec![
            Doc::text("["),
            Doc::Indent(vec![Doc::Softline, Doc::Fill(numbers)]),
            Doc::Softline,
            Doc::text("]"),
        ]);
    }
    let mut inner = vec![Doc::Softline];
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            inner.extend([Doc::text(","), Doc::Line]);
        }
        inner.push(expression(item));
    }
    let is_broken = items.len() > 1
        && (items.iter().all(|item| item.as_array().is_some_and(|items| items.len() > 1))
            || items.iter().all(|item| item.as_object().is_some_and(|members| members.len() > 1)));
    if is_broken {
        inner[0] = Doc::Hardline;
    }
    Doc::Group(vec![Doc::text("["), Doc::Indent(inner), Doc::Either(",", ""), Doc::Softline, Doc::text("]")])
}

fn map<'a>(members: impl Iterator<Item = (&'a str, &'a Value)>) -> Doc {
    let mut inner = vec![Doc::Line];
    for (index, (name, value)) in members.enumerate() {
        if index > 0 {
            inner.extend([Doc::text(","), Doc::Line]);
        }
        // In an expression the bare name would set the prototype.
        let key = if name == "__proto__" { format!("[{}]", quoted(name)) } else { key(name) };
        inner.extend([Doc::text(format!("{key}: ")), expression(value)]);
    }
    if inner.len() == 1 {
        return Doc::text("{}");
    }
    Doc::Group(vec![Doc::text("{"), Doc::Indent(inner), Doc::Either(",", ""), Doc::Line, Doc::text("}")])
}

fn sorted(members: &Map<String, Value>) -> impl Iterator<Item = (&str, &Value)> {
    let mut members: Vec<_> = members.iter().map(|(name, value)| (name.as_str(), value)).collect();
    members.sort_unstable_by_key(|(name, _)| *name);
    members.into_iter()
}
