//! What several schemas say of one value, as one schema: where that is exact.

use std::collections::{BTreeSet, HashSet};

use serde_json::Number as Decimal;

use super::super::schema::{Bound, Kind, List, Literal, Number, Schema, SchemaId, Text};
use super::super::types::Types;
use super::Lowering;

/// The largest number of parts that are taken out of a part: a long chain of schemas that cannot be merged stays a chain.
const PARTS: usize = 64;

impl Lowering<'_> {
    /// Merges what can be merged of a schema that is made of several.
    pub(super) fn merge(&mut self, id: SchemaId) {
        match &self.arena[id.0].kind {
            Kind::All(parts) => {
                let parts = parts.clone();
                self.arena[id.0].kind = self.merged(&parts);
            }
            Kind::Reference(_) => {}
            kind if decides_nothing(kind) => {
                self.arena[id.0].kind = Kind::Any;
                return;
            }
            _ => return,
        }
        // What has no name of its own is not referred to: it is said here.
        if let Kind::Reference(target) = self.arena[id.0].kind
            && self.arena[target.0].name.is_none()
        {
            let Schema { docs, kind, .. } = self.arena[target.0].clone();
            let schema = &mut self.arena[id.0];
            schema.kind = kind;
            if schema.docs.description.is_empty() {
                schema.docs.description = docs.description;
            }
        }
    }

    /// What all of `parts` admit.
    fn merged(&mut self, parts: &[SchemaId]) -> Kind {
        let parts = self.flat(parts);
        let admitted = parts.iter().fold(Types::ALL, |types, part| types.and(self.types(*part)));
        if admitted == Types::NONE {
            return Kind::Never;
        }
        let mut merged: Vec<SchemaId> = Vec::new();
        for part in parts {
            let Some(part) = self.relevant(part, admitted) else { continue };
            match (0..merged.len()).find_map(|index| Some((index, self.of_both(merged[index], part)?))) {
                Some((index, both)) => merged[index] = both,
                None => merged.push(part),
            }
            if merged.iter().any(|part| matches!(self.kind(*part), Kind::Never)) {
                return Kind::Never;
            }
        }
        self.without_implied(&mut merged);
        match merged.as_slice() {
            [] => Kind::Any,
            [only] => Kind::Reference(*only),
            _ => Kind::All(merged),
        }
    }

    /// The parts, and those of parts, each once.
    fn flat(&self, parts: &[SchemaId]) -> Vec<SchemaId> {
        let mut seen = HashSet::new();
        let mut flat = Vec::new();
        for part in parts {
            let part = if matches!(self.arena[part.0].kind, Kind::Reference(_))
                && self.arena[part.0].name.is_none()
            {
                self.target(*part)
            } else {
                *part
            };
            match self.kind(part) {
                Kind::Any => {}
                kind if decides_nothing(kind) => {}
                Kind::All(inner) if inner.len() <= PARTS => {
                    flat.extend(inner.iter().copied().filter(|inner| seen.insert(self.target(*inner))));
                }
                _ if seen.insert(self.target(part)) => flat.push(part),
                _ => {}
            }
        }
        flat
    }

    /// A part as it is among values of the types `admitted`: with no guard where they need none, and nothing where it says nothing of them.
    fn relevant(&self, part: SchemaId, admitted: Types) -> Option<SchemaId> {
        match self.kind(part) {
            Kind::Guarded(inner) => {
                let types = self.types(*inner);
                if admitted.and(types) == Types::NONE {
                    None
                } else if admitted.except(types) == Types::NONE {
                    Some(*inner)
                } else {
                    Some(part)
                }
            }
            _ => Some(part),
        }
    }

    /// The schema of what two admit, where one kind can say so.
    fn of_both(&mut self, a: SchemaId, b: SchemaId) -> Option<SchemaId> {
        let (a, b) = (self.kind(a).clone(), self.kind(b).clone());
        if let (Kind::Guarded(a), Kind::Guarded(b)) = (&a, &b) {
            let (a, b) = (self.kind(*a).clone(), self.kind(*b).clone());
            let both = self.both(&a, &b)?;
            let both = self.made(both);
            return Some(self.made(Kind::Guarded(both)));
        }
        let both = self.both(&a, &b)?;
        Some(self.made(both))
    }

    /// What both of two kinds admit, where one kind can say so.
    fn both(&mut self, a: &Kind, b: &Kind) -> Option<Kind> {
        Some(match (a, b) {
            (Kind::Null, Kind::Null) => Kind::Null,
            (Kind::Boolean, Kind::Boolean) => Kind::Boolean,
            (Kind::Number(a), Kind::Number(b)) => Kind::Number(numbers(a, b)),
            (Kind::Text(a), Kind::Text(b)) => Kind::Text(texts(a, b)),
            (Kind::List(a), Kind::List(b)) => Kind::List(self.lists_of_both(a, b)?),
            (Kind::Object(a), Kind::Object(b)) => self.objects_of_both(a, b)?,
            (Kind::Literals(a), Kind::Literals(b)) => {
                let both = a.iter().filter(|one| b.iter().any(|other| other.value == one.value));
                literals(both.cloned().collect())
            }
            (Kind::Literals(values), other) | (other, Kind::Literals(values)) => {
                let types = plain_types(other)?;
                let whole = matches!(other, Kind::Number(number) if number.integer);
                let fits = |literal: &&Literal| {
                    types.has(Types::of(&literal.value))
                        && (!whole || literal.value.as_f64().is_none_or(|number| number.fract() == 0.0))
                };
                literals(values.iter().filter(fits).cloned().collect())
            }
            _ => return None,
        })
    }

    /// Items must be what both say of them, which one list can say if neither is a tuple.
    fn lists_of_both(&mut self, a: &List, b: &List) -> Option<List> {
        if !a.prefix.is_empty() || !b.prefix.is_empty() {
            return None;
        }
        Some(List {
            prefix: Vec::new(),
            items: self.intersection(&[a.items, b.items])?,
            min: a.min.max(b.min),
            max: least(a.max, b.max),
            unique: a.unique || b.unique,
            contains: a.contains.iter().chain(&b.contains).cloned().collect(),
        })
    }

    /// The schema of what all of some admit: of members or items of what is merged now, so it waits until they are merged themselves.
    ///
    /// `None` where there are too many: two schemas of many members that refer to one another can ask for every pair.
    pub(super) fn intersection(&mut self, parts: &[SchemaId]) -> Option<SchemaId> {
        let mut origins: BTreeSet<SchemaId> = BTreeSet::new();
        for part in parts {
            let target = self.target(*part);
            match self.intersected.get(&target) {
                Some(known) => origins.extend(known),
                None if matches!(self.kind(target), Kind::Any) => {}
                None => {
                    origins.insert(target);
                }
            }
        }
        match origins.len() {
            0 => return Some(self.any()),
            // As it was referred to: with its name and its words.
            1 => return parts.iter().copied().find(|part| !matches!(self.kind(*part), Kind::Any)),
            _ => {}
        }
        if let Some(known) = self.intersections.get(&origins) {
            return Some(*known);
        }
        if self.intersections.len() > self.most_intersections {
            return None;
        }
        let id = self.made(Kind::All(origins.iter().copied().collect()));
        // What the first says for people is said of both.
        self.arena[id.0].docs = self.arena[parts[0].0].docs.clone();
        self.intersections.insert(origins.clone(), id);
        self.intersected.insert(id, origins);
        self.pending.push_back(id);
        Some(id)
    }

    /// Drops kinds without rules that another part implies: `type: object` beside a union of objects.
    fn without_implied(&self, merged: &mut Vec<SchemaId>) {
        let mut index = 0;
        while index < merged.len() && merged.len() > 1 {
            let others = merged.iter().enumerate().filter(|(other, _)| *other != index);
            let types = others.fold(Types::ALL, |types, (_, part)| types.and(self.types(*part)));
            let implied = plain_types(self.kind(merged[index])).is_some_and(|own| {
                let whole = matches!(self.kind(merged[index]), Kind::Number(number) if number.integer);
                !whole && types.except(own) == Types::NONE
            });
            if implied {
                merged.remove(index);
            } else {
                index += 1;
            }
        }
    }
}

/// Whether a kind is a test that nothing depends on. It only says what members it is about.
fn decides_nothing(kind: &Kind) -> bool {
    matches!(kind, Kind::If(choice) if choice.then.is_none() && choice.otherwise.is_none())
}

fn literals(values: Vec<Literal>) -> Kind {
    if values.is_empty() { Kind::Never } else { Kind::Literals(values) }
}

/// The types of a kind that has no other rule than that, but perhaps that numbers are whole.
fn plain_types(kind: &Kind) -> Option<Types> {
    match kind {
        Kind::Null => Some(Types::NULL),
        Kind::Boolean => Some(Types::BOOLEAN),
        Kind::Number(number) => {
            let plain = Number { integer: number.integer, ..Number::default() };
            (*number == plain).then_some(Types::NUMBER)
        }
        Kind::Text(text) => (*text == Text::default()).then_some(Types::STRING),
        Kind::Object(object) => object.is_open().then_some(Types::OBJECT),
        _ => None,
    }
}

fn numbers(a: &Number, b: &Number) -> Number {
    let bound = |a: &Option<Bound>, b: &Option<Bound>, pick: fn(Bound, Bound) -> Bound| match (a, b) {
        (Some(a), Some(b)) => Some(pick(a.clone(), b.clone())),
        (one, other) => one.clone().or_else(|| other.clone()),
    };
    let mut multiple_of = a.multiple_of.clone();
    multiple_of.extend(b.multiple_of.iter().filter(|other| !a.multiple_of.contains(other)).cloned());
    Number {
        integer: a.integer || b.integer,
        minimum: bound(&a.minimum, &b.minimum, larger),
        maximum: bound(&a.maximum, &b.maximum, smaller),
        multiple_of,
        format: a.format.clone().or_else(|| b.format.clone()),
        unit: a.unit.clone().or_else(|| b.unit.clone()),
        int64: a.int64.clone().or_else(|| b.int64.clone()),
    }
}

fn texts(a: &Text, b: &Text) -> Text {
    let mut patterns = a.patterns.clone();
    patterns.extend(b.patterns.iter().filter(|other| !a.patterns.contains(other)).cloned());
    Text {
        min: a.min.max(b.min),
        max: least(a.max, b.max),
        patterns,
        format: a.format.clone().or_else(|| b.format.clone()),
        unit: a.unit.clone().or_else(|| b.unit.clone()),
    }
}

/// The stricter of two lower bounds.
pub(super) fn larger(a: Bound, b: Bound) -> Bound {
    match compare(&a.value, &b.value) {
        std::cmp::Ordering::Greater => a,
        std::cmp::Ordering::Equal if a.exclusive => a,
        std::cmp::Ordering::Equal | std::cmp::Ordering::Less => b,
    }
}

/// The stricter of two upper bounds.
pub(super) fn smaller(a: Bound, b: Bound) -> Bound {
    match compare(&a.value, &b.value) {
        std::cmp::Ordering::Less => a,
        std::cmp::Ordering::Equal if a.exclusive => a,
        std::cmp::Ordering::Equal | std::cmp::Ordering::Greater => b,
    }
}

fn compare(a: &Decimal, b: &Decimal) -> std::cmp::Ordering {
    let whole = |number: &Decimal| number.as_i128();
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.as_f64().unwrap_or_default().total_cmp(&b.as_f64().unwrap_or_default()),
    }
}

/// The smaller of two limits, where there is one.
pub(super) fn least(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}
