//! Whether two terms can have no value in common: what can be seen without a search.
//!
//! `false` means only that it cannot be seen.

use std::collections::HashSet;

use super::term::{Name, NumberTerm, ObjectTerm, Scalar, Term, TermId, Terms, TextTerm};
use crate::model::types::Types;

/// How many terms within terms are looked through.
const DEEP: usize = 4;

/// How many values, or alternatives, are looked through.
const MANY: usize = 64;

/// Whether no value fits both terms.
pub(super) fn disjoint(a: TermId, b: TermId, terms: &Terms) -> bool {
    within(a, b, terms, DEEP)
}

fn within(a: TermId, b: TermId, terms: &Terms, deep: usize) -> bool {
    if terms.reach(a).some.and(terms.reach(b).some) == Types::NONE {
        return true;
    }
    let Some(deep) = deep.checked_sub(1) else { return false };
    match (terms.get(a).as_ref(), terms.get(b).as_ref()) {
        (Term::Not(a), _) if *a == b => true,
        (_, Term::Not(b)) if *b == a => true,
        (Term::All(parts), _) if parts.len() <= MANY => {
            parts.iter().any(|part| within(*part, b, terms, deep))
        }
        (_, Term::All(parts)) if parts.len() <= MANY => {
            parts.iter().any(|part| within(a, *part, terms, deep))
        }
        (Term::Union(parts, _), _) if parts.len() <= MANY => {
            parts.iter().all(|part| within(*part, b, terms, deep))
        }
        (_, Term::Union(parts, _)) if parts.len() <= MANY => {
            parts.iter().all(|part| within(a, *part, terms, deep))
        }
        (Term::Unevaluated { of, .. }, _) => within(*of, b, terms, deep),
        (_, Term::Unevaluated { of, .. }) => within(a, *of, terms, deep),
        (Term::Literals(a), Term::Literals(b)) => !a.iter().any(|value| b.binary_search(value).is_ok()),
        (Term::Literals(values), other) | (other, Term::Literals(values)) => {
            values.len() <= MANY && values.iter().all(|value| excludes(other, value))
        }
        (Term::Number(a), Term::Number(b)) => numbers(a, b) || numbers(b, a),
        (Term::Text(a), Term::Text(b)) => texts(a, b) || texts(b, a),
        (Term::Object(a), Term::Object(b)) => {
            members(a, b, terms, deep) || requires_undeclared(a, b, terms) || requires_undeclared(b, a, terms)
        }
        _ => false,
    }
}

fn excludes(term: &Term, value: &Scalar) -> bool {
    match (term, value) {
        (Term::Number(rules), Scalar::Number(number)) => !rules.admits(number),
        (Term::Text(rules), Scalar::String(text)) => !rules.admits_length(text),
        (Term::Number(_) | Term::Text(_) | Term::List(_) | Term::Object(_), _) => true,
        _ => false,
    }
}

fn numbers(a: &NumberTerm, b: &NumberTerm) -> bool {
    match (&a.max, &b.min) {
        (Some(max), Some(min)) => {
            max.value < min.value || (max.value == min.value && (max.exclusive || min.exclusive))
        }
        _ => false,
    }
}

fn texts(a: &TextTerm, b: &TextTerm) -> bool {
    a.max.is_some_and(|max| max < b.min)
}

/// A member that one of two objects requires, and that cannot be what both demand.
fn members(a: &ObjectTerm, b: &ObjectTerm, terms: &Terms, deep: usize) -> bool {
    let mut shared = a.properties.iter().filter(|(name, _)| a.requires(name) || b.requires(name));
    shared.any(|(name, own)| b.property(name).is_some_and(|other| within(*own, other, terms, deep)))
}

/// A member that one object requires and another has no place for.
fn requires_undeclared(a: &ObjectTerm, b: &ObjectTerm, terms: &Terms) -> bool {
    let is_closed = b.additional.is_some_and(|additional| **terms.get(additional) == Term::Never);
    is_closed && b.patterns.is_empty() && a.required.iter().any(|name| b.property(name).is_none())
}

/// The members that a term requires and whose values are constants, with those.
pub(super) fn constants(id: TermId, terms: &Terms) -> Vec<(Name, Vec<Scalar>)> {
    let mut constants = Vec::new();
    let mut known = HashSet::new();
    let mut waiting = vec![(id, DEEP)];
    while let Some((id, deep)) = waiting.pop() {
        match terms.get(id).as_ref() {
            Term::Object(object) => {
                for (name, schema) in &object.properties {
                    if !object.requires(name) {
                        continue;
                    }
                    if let Term::Literals(values) = terms.get(*schema).as_ref()
                        && known.insert(name.clone())
                    {
                        constants.push((name.clone(), values.clone()));
                    }
                }
            }
            Term::All(parts) if deep > 0 => waiting.extend(parts.iter().map(|part| (*part, deep - 1))),
            Term::Unevaluated { of, .. } if deep > 0 => waiting.push((*of, deep - 1)),
            _ => {}
        }
    }
    constants
}
