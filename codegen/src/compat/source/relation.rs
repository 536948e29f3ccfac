//! Whether a value of one TypeScript type can be given where another is expected, as far as generated types go.
//!
//! A name that both files declare stands for itself: what has changed about it is said where it is declared.

use std::collections::{BTreeMap, BTreeSet};

use crate::typescript::outline::{Outline, Shape};
use crate::typescript::shape::{INDEX, Item, Type};

/// What is before the colon of an index signature in an interface.
pub(super) const INDEX_KEY: &str = "[key: string]";

/// How deep types are looked into: what is deeper is taken to fit.
const DEPTH: usize = 32;

/// Two files: one from which values come, and one where they are expected.
#[derive(Clone, Copy)]
pub(super) struct Relation<'o> {
    pub(super) from: &'o Outline,
    pub(super) to: &'o Outline,
    /// Whether names that both declare are looked into too.
    pub(super) is_deep: bool,
}

/// A member of an object.
#[derive(Clone)]
struct Member {
    optional: bool,
    ty: Type,
}

/// An object, and whether it is an interface: such a one has no index signature unless it says so.
struct Object {
    members: BTreeMap<String, Member>,
    index: Option<Type>,
    is_interface: bool,
}

impl Relation<'_> {
    /// Whether every value of one type fits the other.
    pub(super) fn fits(self, from: &Type, to: &Type) -> bool {
        self.within(from, to, &mut Vec::new())
    }

    /// Whether every value of one declared type fits another.
    pub(super) fn shapes_fit(self, from: &Shape, to: &Shape) -> bool {
        self.shapes(from, to, &mut Vec::new())
    }

    fn within(self, from: &Type, to: &Type, open: &mut Vec<(Type, Type)>) -> bool {
        if open.len() > DEPTH || open.iter().any(|(one, other)| one == from && other == to) {
            return true;
        }
        open.push((from.clone(), to.clone()));
        let fits = self.step(from, to, open);
        open.pop();
        fits
    }

    fn step(self, from: &Type, to: &Type, open: &mut Vec<(Type, Type)>) -> bool {
        if to.is("unknown") || from.is("never") {
            return true;
        }
        if let (Type::Atom(one), Type::Atom(other)) = (from, to) {
            let is_name = |name: &str| self.from.types.contains_key(name) && self.to.types.contains_key(name);
            if one == other && (!is_name(one) || !self.is_deep) {
                return true;
            }
        }
        match (from, to) {
            (Type::Union(variants), _) => {
                return variants.iter().all(|variant| self.within(variant, to, open));
            }
            (_, Type::All(parts)) => return parts.iter().all(|part| self.within(from, part, open)),
            (Type::Atom(name), _) if self.from.types.contains_key(name) => {
                let shape = &self.from.types[name].shape;
                // A name is looked up on both sides at once, so that a unit meets a unit.
                if let (Type::Atom(other), _) = (to, ())
                    && let Some(other) = self.to.types.get(other)
                {
                    return self.shapes(shape, &other.shape, open);
                }
                if matches!(to, Type::Union(_)) && !matches!(shape, Shape::Alias(_)) {
                    return self.one_of(from, to, open);
                }
                return self.shapes(shape, &Shape::Alias(to.clone()), open);
            }
            // What is all of several is each of them.
            (Type::All(parts), _) if parts.iter().any(|part| self.within(part, to, open)) => return true,
            (_, Type::Union(_)) => return self.one_of(from, to, open),
            (_, Type::Atom(name)) if self.to.types.contains_key(name) => {
                return self.shapes(&Shape::Alias(from.clone()), &self.to.types[name].shape, open);
            }
            _ => {}
        }
        match (from, to) {
            (Type::Atom(one), Type::Atom(other)) => atoms(one, other),
            (Type::List(one), Type::List(other)) => self.within(one, other, open),
            (Type::Tuple(items), Type::List(other)) => items.iter().all(|item| {
                let (Item::One(ty) | Item::Optional(ty) | Item::Rest(ty)) = item;
                self.within(ty, other, open)
            }),
            (Type::Tuple(one), Type::Tuple(other)) => self.tuples(one, other, open),
            (Type::Members(_) | Type::All(_), Type::Members(_)) => {
                match (object(self.from, from, 0), object(self.to, to, 0)) {
                    (Some(one), Some(other)) => self.objects(&one, &other, open),
                    _ => false,
                }
            }
            (Type::All(parts), _) => parts.iter().any(|part| self.within(part, to, open)),
            _ => false,
        }
    }

    fn one_of(self, from: &Type, to: &Type, open: &mut Vec<(Type, Type)>) -> bool {
        let Type::Union(variants) = to else { return false };
        let both = |one: &str, other: &str| {
            [one, other].iter().all(|word| variants.iter().any(|variant| variant.is(word)))
        };
        variants.iter().any(|variant| self.within(from, variant, open))
            || (from.is("boolean") && both("true", "false"))
    }

    fn shapes(self, from: &Shape, to: &Shape, open: &mut Vec<(Type, Type)>) -> bool {
        match (from, to) {
            (Shape::Alias(one), Shape::Alias(other)) => self.within(one, other, open),
            (Shape::Flavour { of, name }, Shape::Flavour { of: other, name: unit }) => {
                name == unit && self.within(of, other, open)
            }
            (Shape::Flavour { of, .. }, Shape::Alias(_)) => self.shapes(&Shape::Alias(of.clone()), to, open),
            (Shape::Alias(_), Shape::Flavour { of, .. }) => {
                self.shapes(from, &Shape::Alias(of.clone()), open)
            }
            (Shape::Interface(_), Shape::Alias(Type::Union(variants))) => {
                variants.iter().any(|variant| self.shapes(from, &Shape::Alias(variant.clone()), open))
            }
            (Shape::Interface(_), Shape::Alias(Type::Atom(name))) if self.to.types.contains_key(name) => {
                self.shapes(from, &self.to.types[name].shape, open)
            }
            (Shape::Alias(Type::Union(variants)), Shape::Interface(_)) => {
                variants.iter().all(|variant| self.shapes(&Shape::Alias(variant.clone()), to, open))
            }
            (Shape::Alias(Type::Atom(name)), Shape::Interface(_)) if self.from.types.contains_key(name) => {
                self.shapes(&self.from.types[name].shape, to, open)
            }
            (_, Shape::Alias(other)) if other.is("unknown") => true,
            _ => match (shape_object(self.from, from), shape_object(self.to, to)) {
                (Some(one), Some(other)) => self.objects(&one, &other, open),
                _ => false,
            },
        }
    }

    fn tuples(self, from: &[Item], to: &[Item], open: &mut Vec<(Type, Type)>) -> bool {
        let least = |items: &[Item]| items.iter().filter(|item| matches!(item, Item::One(_))).count();
        let has_rest = |items: &[Item]| items.iter().any(|item| matches!(item, Item::Rest(_)));
        if least(from) < least(to) || (has_rest(from) && !has_rest(to)) {
            return false;
        }
        from.iter().enumerate().all(|(index, item)| {
            let (Item::One(ty) | Item::Optional(ty) | Item::Rest(ty)) = item;
            match to.get(index).or_else(|| to.last().filter(|item| matches!(item, Item::Rest(_)))) {
                Some(Item::One(other) | Item::Optional(other) | Item::Rest(other)) => {
                    self.within(ty, other, open)
                }
                None => false,
            }
        })
    }

    fn objects(self, from: &Object, to: &Object, open: &mut Vec<(Type, Type)>) -> bool {
        for (key, wanted) in &to.members {
            match from.members.get(key) {
                Some(own) if own.optional && !wanted.optional => return false,
                Some(own) if !self.within(&own.ty, &wanted.ty, open) => return false,
                Some(_) => {}
                None if !wanted.optional => return false,
                None => {
                    if from.index.as_ref().is_some_and(|index| !self.within(index, &wanted.ty, open)) {
                        return false;
                    }
                }
            }
        }
        if let Some(wanted) = &to.index {
            let own = match &from.index {
                Some(own) => self.within(own, wanted, open),
                None => !from.is_interface,
            };
            return own && from.members.values().all(|member| self.within(&member.ty, wanted, open));
        }
        // What has nothing in common with an object all of whose members may be missing is not given in its place.
        let is_weak = !to.members.is_empty() && to.members.values().all(|member| member.optional);
        let is_strange =
            !from.members.is_empty() && from.members.keys().all(|key| !to.members.contains_key(key));
        !(is_weak && is_strange && from.index.is_none())
    }
}

/// The members that a program may name, of every variant: those that all have.
pub(super) fn keys(outline: &Outline, shape: &Shape) -> Option<BTreeSet<String>> {
    fn of_type(outline: &Outline, ty: &Type, depth: usize) -> Option<BTreeSet<String>> {
        let depth = depth.checked_sub(1)?;
        match ty {
            Type::Union(variants) => {
                let mut all = variants.iter().map(|variant| of_type(outline, variant, depth));
                let first = all.next()??;
                all.try_fold(first, |keys, next| Some(keys.intersection(&next?).cloned().collect()))
            }
            Type::Atom(name) => of_shape(outline, &outline.types.get(name)?.shape, depth),
            _ => object(outline, ty, 0).map(names),
        }
    }
    fn of_shape(outline: &Outline, shape: &Shape, depth: usize) -> Option<BTreeSet<String>> {
        match shape {
            Shape::Alias(ty) => of_type(outline, ty, depth),
            _ => shape_object(outline, shape).map(names),
        }
    }
    fn names(object: Object) -> BTreeSet<String> {
        let index = object.index.map(|_| INDEX_KEY.to_owned());
        object.members.into_keys().chain(index).collect()
    }
    of_shape(outline, shape, DEPTH)
}

/// The member that tells the variants of a union apart, and its literals in each; none where there is no such member.
pub(super) fn tags(outline: &Outline, variants: &[&Type]) -> Option<(String, Vec<Vec<String>>)> {
    let objects: Option<Vec<Object>> = variants.iter().map(|variant| object(outline, variant, 0)).collect();
    let objects = objects.filter(|objects| objects.len() > 1)?;
    objects.first()?.members.keys().find_map(|key| {
        let values: Option<Vec<Vec<String>>> = objects
            .iter()
            .map(|object| literals(&object.members.get(key).filter(|one| !one.optional)?.ty))
            .collect();
        values.map(|values| (key.clone(), values))
    })
}

/// The literals that a type is made of; none where it is anything else.
pub(super) fn literals(ty: &Type) -> Option<Vec<String>> {
    match ty {
        Type::Atom(text) if is_literal(text) => Some(vec![text.clone()]),
        Type::Union(variants) => {
            let all: Option<Vec<Vec<String>>> = variants.iter().map(literals).collect();
            all.map(|all| all.concat())
        }
        _ => None,
    }
}

pub(super) fn is_literal(text: &str) -> bool {
    matches!(text, "true" | "false" | "null")
        || text.starts_with(['\'', '"', '-'])
        || text.starts_with(|c: char| c.is_ascii_digit())
}

fn shape_object(outline: &Outline, shape: &Shape) -> Option<Object> {
    match shape {
        Shape::Interface(fields) => {
            let mut made = Object { members: BTreeMap::new(), index: None, is_interface: true };
            for field in fields {
                if field.key == INDEX_KEY {
                    made.index = Some(field.ty.clone());
                } else {
                    let member = Member { optional: field.optional, ty: field.ty.clone() };
                    made.members.insert(field.key.clone(), member);
                }
            }
            Some(made)
        }
        Shape::Alias(ty) => object(outline, ty, 0),
        Shape::Flavour { .. } => None,
    }
}

fn object(outline: &Outline, ty: &Type, depth: usize) -> Option<Object> {
    if depth > DEPTH {
        return None;
    }
    match ty {
        Type::Members(list) => {
            let mut made = Object { members: BTreeMap::new(), index: None, is_interface: false };
            for (name, ty) in list {
                if name == INDEX {
                    made.index = Some(ty.clone());
                    continue;
                }
                let key = name.trim_start_matches("readonly ");
                let optional = key.ends_with('?');
                let member = Member { optional, ty: ty.clone() };
                made.members.insert(key.trim_end_matches('?').to_owned(), member);
            }
            Some(made)
        }
        Type::Atom(name) => match &outline.types.get(name)?.shape {
            Shape::Alias(inner) => object(outline, inner, depth + 1),
            shape => shape_object(outline, shape),
        },
        Type::All(parts) => {
            let mut made = Object { members: BTreeMap::new(), index: None, is_interface: false };
            for part in parts {
                let part = object(outline, part, depth + 1)?;
                made.is_interface |= part.is_interface;
                made.index = made.index.or(part.index);
                for (key, member) in part.members {
                    made.members
                        .entry(key)
                        .and_modify(|own| {
                            own.optional &= member.optional;
                            if own.ty != member.ty {
                                own.ty = Type::All(vec![own.ty.clone(), member.ty.clone()]);
                            }
                        })
                        .or_insert(member);
                }
            }
            Some(made)
        }
        _ => None,
    }
}

/// Keywords and literals. An integer that must be exact is a number, and so is every number one.
fn atoms(from: &str, to: &str) -> bool {
    let base = |text: &str| -> String {
        match text {
            "(string & {})" => "string".to_owned(),
            "SafeInteger" => "number".to_owned(),
            other => other.to_owned(),
        }
    };
    let (from, to) = (base(from), base(to));
    if from == to {
        return true;
    }
    match to.as_str() {
        "string" => from.starts_with(['\'', '"', '`']),
        "number" => is_literal(&from) && from.starts_with(|c: char| c == '-' || c.is_ascii_digit()),
        "boolean" => matches!(from.as_str(), "true" | "false"),
        "NotAnObject" => {
            matches!(from.as_str(), "string" | "number" | "boolean" | "null") || is_literal(&from)
        }
        "NotAnArray" => {
            matches!(from.as_str(), "string" | "number" | "boolean" | "null") || is_literal(&from)
        }
        _ => false,
    }
}

/// The literals of a member of an object.
pub(super) fn literals_of(outline: &Outline, ty: &Type, member: &str) -> Option<Vec<String>> {
    literals(&object(outline, ty, 0)?.members.get(member)?.ty)
}
