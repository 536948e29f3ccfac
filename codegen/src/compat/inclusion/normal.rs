//! Terms that say the same in one form, so that what is written in another way is the same term.

use std::collections::HashSet;
use std::rc::Rc;

use serde_json::Value;

use super::disjoint::{constants, disjoint};
use super::number::rational;
use super::term::{
    End, Fits, ListTerm, Name, NumberTerm, ObjectTerm, Said, Scalar, Term, TermId, Terms, TextTerm,
};
use crate::model::{Bound, Literal, Number, Text};

/// The largest union whose alternatives are compared two by two to see whether a value can fit two.
const FEW: usize = 64;

pub(super) fn number(rules: &Number) -> NumberTerm {
    let end = |bound: &Bound| End { value: rational(&bound.value), exclusive: bound.exclusive };
    let mut multiple_of: Vec<_> = rules.multiple_of.iter().map(rational).collect();
    if rules.integer {
        multiple_of.push(num_traits::One::one());
    }
    multiple_of.sort_unstable();
    multiple_of.dedup();
    NumberTerm { min: rules.minimum.as_ref().map(end), max: rules.maximum.as_ref().map(end), multiple_of }
}

pub(super) fn text(rules: &Text) -> TextTerm {
    let mut patterns: Vec<Rc<str>> = rules.patterns.iter().map(|pattern| pattern.as_str().into()).collect();
    patterns.sort_unstable();
    patterns.dedup();
    TextTerm { min: rules.min.unwrap_or_default(), max: rules.max, patterns }
}

pub(super) fn literals(values: &[Literal], terms: &mut Terms) -> Term {
    let parts = values.iter().map(|literal| constant(&literal.value, terms)).collect();
    union(parts, Fits::AtLeastOne, terms)
}

/// The term that only one value fits: of an array or an object what its parts are, so that nothing has to know more than scalars.
pub(super) fn constant(value: &Value, terms: &mut Terms) -> TermId {
    let term = match value {
        Value::Null => Term::Null,
        Value::Bool(value) => Term::Literals(vec![Scalar::Bool(*value)]),
        Value::Number(number) => Term::Literals(vec![Scalar::Number(rational(number))]),
        Value::String(text) => Term::Literals(vec![Scalar::String(text.as_str().into())]),
        Value::Array(items) => {
            let prefix: Vec<TermId> = items.iter().map(|item| constant(item, terms)).collect();
            let count = prefix.len() as u64;
            Term::List(ListTerm {
                prefix,
                min: count,
                max: Some(count),
                said: Said::AtOnce,
                ..ListTerm::default()
            })
        }
        Value::Object(members) => {
            let mut properties: Vec<(Name, TermId)> =
                members.iter().map(|(name, value)| (name.as_str().into(), constant(value, terms))).collect();
            properties.sort_unstable();
            let required = properties.iter().map(|(name, _)| Rc::clone(name)).collect();
            let additional = Some(terms.add(Term::Never));
            let said = Said::AtOnce;
            Term::Object(ObjectTerm { properties, required, additional, said, ..ObjectTerm::default() })
        }
    };
    terms.add(term)
}

/// What all of some terms demand.
pub(super) fn all(parts: Vec<TermId>, terms: &mut Terms) -> Term {
    let mut flat: Vec<TermId> = Vec::new();
    for part in parts {
        match terms.get(part).as_ref() {
            Term::Any => {}
            Term::Never => return Term::Never,
            Term::All(inner) => flat.extend(inner),
            _ => flat.push(part),
        }
    }
    flat.sort_unstable();
    flat.dedup();
    match flat.as_slice() {
        [] => Term::Any,
        // What is not known yet cannot be taken over.
        [only] if !terms.is_reserved(*only) => Term::clone(terms.get(*only)),
        _ => Term::All(flat),
    }
}

/// What some of several terms demand.
pub(super) fn union(parts: Vec<TermId>, fits: Fits, terms: &mut Terms) -> Term {
    let mut flat: Vec<TermId> = Vec::new();
    let mut values: Vec<Scalar> = Vec::new();
    let fits = if fits == Fits::ExactlyOne && are_apart(&parts, terms) { Fits::AtLeastOne } else { fits };
    if fits == Fits::ExactlyOne {
        flat = parts;
    } else {
        let mut waiting = parts;
        waiting.reverse();
        while let Some(part) = waiting.pop() {
            match terms.get(part).as_ref() {
                Term::Never => {}
                Term::Union(inner, Fits::AtLeastOne) => waiting.extend(inner),
                Term::Literals(inner) => values.extend(inner.iter().cloned()),
                Term::Null => values.push(Scalar::Null),
                Term::Boolean => values.extend([Scalar::Bool(false), Scalar::Bool(true)]),
                _ => flat.push(part),
            }
        }
        values.sort_unstable();
        values.dedup();
        // `null` and the booleans are types of their own, so that a nullable type is the same however it is written.
        if let Ok(found) = values.binary_search(&Scalar::Null) {
            values.remove(found);
            flat.push(terms.add(Term::Null));
        }
        if let (Ok(start), Ok(_)) =
            (values.binary_search(&Scalar::Bool(false)), values.binary_search(&Scalar::Bool(true)))
        {
            values.drain(start..start + 2);
            flat.push(terms.add(Term::Boolean));
        }
        if !values.is_empty() {
            flat.push(terms.add(Term::Literals(values)));
        }
        flat.dedup();
    }
    flat.sort_unstable();
    if fits == Fits::AtLeastOne {
        flat.dedup();
    }
    match flat.as_slice() {
        [] => Term::Never,
        [only] if !terms.is_reserved(*only) => Term::clone(terms.get(*only)),
        _ => Term::Union(flat, fits),
    }
}

pub(super) fn not(part: TermId, terms: &Terms) -> Term {
    match terms.get(part).as_ref() {
        Term::Any => Term::Never,
        Term::Never => Term::Any,
        _ => Term::Not(part),
    }
}

/// Whether no value can fit two of some terms: by their types, or by a member that each requires with values of its own.
fn are_apart(parts: &[TermId], terms: &Terms) -> bool {
    let Some((first, rest)) = parts.split_first() else { return true };
    let by_tag = constants(*first, terms).iter().any(|(name, values)| {
        let mut seen: HashSet<Scalar> = values.iter().cloned().collect();
        seen.len() == values.len()
            && rest.iter().all(|other| {
                let constants = constants(*other, terms);
                let found = constants.iter().find(|(own, _)| own == name);
                found.is_some_and(|(_, values)| values.iter().all(|value| seen.insert(value.clone())))
            })
    });
    by_tag
        || (parts.len() <= FEW
            && parts
                .iter()
                .enumerate()
                .all(|(index, part)| parts[..index].iter().all(|other| disjoint(*part, *other, terms))))
}
