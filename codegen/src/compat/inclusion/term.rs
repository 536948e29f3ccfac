//! What schemas demand, as terms: each is there once, whatever it is called and wherever it stands.
//!
//! Terms of both sides are in one arena. What did not change between them is one term, and costs nothing.

use std::rc::Rc;

use num_rational::BigRational;
use rustc_hash::{FxHashMap, FxHashSet};

use super::number::is_multiple;
use crate::model::types::Types;

/// The name of a member.
pub(super) type Name = Rc<str>;

/// The place of a term in [`Terms`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct TermId(u32);

/// A value that is no array and no object.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    Number(BigRational),
    String(Rc<str>),
}

impl Scalar {
    /// The type of the value.
    pub(super) fn types(&self) -> Types {
        match self {
            Self::Null => Types::NULL,
            Self::Bool(_) => Types::BOOLEAN,
            Self::Number(_) => Types::NUMBER,
            Self::String(_) => Types::STRING,
        }
    }
}

/// What a schema demands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Term {
    /// Nothing.
    Any,
    /// What no value is.
    Never,
    /// To be `null`.
    Null,
    /// To be `true` or `false`.
    Boolean,
    /// To be a number.
    Number(NumberTerm),
    /// To be a string.
    Text(TextTerm),
    /// To be one of these values, which are sorted.
    Literals(Vec<Scalar>),
    /// To be an array.
    List(ListTerm),
    /// To be an object.
    Object(ObjectTerm),
    /// To fit some of several terms.
    Union(Vec<TermId>, Fits),
    /// To fit all of several terms, which are sorted.
    All(Vec<TermId>),
    /// Not to fit a term.
    Not(TermId),
    /// To fit one of two terms, as a test decides.
    If { test: TermId, then: TermId, otherwise: TermId },
    /// To fit a number, a text, a list or an object, or to be of another type.
    Guarded(TermId),
    /// To fit a term, and what members and items must be that no part of it is about.
    Unevaluated { of: TermId, properties: Option<TermId>, items: Option<TermId> },
    /// What is not read; two are the same where all that may say what they are is the same.
    Unread(Rc<str>, u64),
}

/// How many of the terms of a union a value fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Fits {
    AtLeastOne,
    ExactlyOne,
}

/// An end of a range of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct End {
    pub(super) value: BigRational,
    pub(super) exclusive: bool,
}

/// How the parts of a value are said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum Said {
    /// One by one.
    #[default]
    Apart,
    /// As a constant, which is about none of them for `unevaluated…`.
    AtOnce,
}

/// Numbers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct NumberTerm {
    pub(super) min: Option<End>,
    pub(super) max: Option<End>,
    /// What a number must be a multiple of; an integer is one of 1.
    pub(super) multiple_of: Vec<BigRational>,
}

/// Strings.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct TextTerm {
    pub(super) min: u64,
    pub(super) max: Option<u64>,
    pub(super) patterns: Vec<Rc<str>>,
}

/// Arrays.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct ListTerm {
    pub(super) prefix: Vec<TermId>,
    /// What the items after those are; none where nothing is said of them.
    pub(super) items: Option<TermId>,
    pub(super) min: u64,
    pub(super) max: Option<u64>,
    pub(super) unique: bool,
    pub(super) contains: Vec<ContainsTerm>,
    pub(super) said: Said,
}

/// What some items are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct ContainsTerm {
    pub(super) item: TermId,
    pub(super) min: u64,
    pub(super) max: Option<u64>,
}

/// Objects. Members, patterns and demands are sorted by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct ObjectTerm {
    pub(super) properties: Vec<(Name, TermId)>,
    pub(super) required: Vec<Name>,
    pub(super) patterns: Vec<(Rc<str>, TermId)>,
    /// What other members are; none where nothing is said of them.
    pub(super) additional: Option<TermId>,
    pub(super) names: Option<TermId>,
    pub(super) min: u64,
    pub(super) max: Option<u64>,
    pub(super) dependencies: Vec<DependencyTerm>,
    pub(super) said: Said,
}

/// What the presence of a member demands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct DependencyTerm {
    pub(super) name: Name,
    pub(super) required: Vec<Name>,
    pub(super) schema: Option<TermId>,
}

impl NumberTerm {
    /// Whether a number is within the ends, and a multiple of each factor.
    pub(super) fn admits(&self, number: &BigRational) -> bool {
        let above = |end: &End| *number > end.value || (!end.exclusive && *number == end.value);
        let below = |end: &End| *number < end.value || (!end.exclusive && *number == end.value);
        self.min.as_ref().is_none_or(above)
            && self.max.as_ref().is_none_or(below)
            && self.multiple_of.iter().all(|factor| is_multiple(number, factor))
    }
}

impl TextTerm {
    /// Whether a text is neither too short nor too long.
    pub(super) fn admits_length(&self, text: &str) -> bool {
        let length = text.chars().count() as u64;
        length >= self.min && self.max.is_none_or(|max| length <= max)
    }
}

impl ObjectTerm {
    pub(super) fn property(&self, name: &str) -> Option<TermId> {
        let found = self.properties.binary_search_by(|(own, _)| (**own).cmp(name)).ok()?;
        Some(self.properties[found].1)
    }

    pub(super) fn requires(&self, name: &str) -> bool {
        self.required.binary_search_by(|own| (**own).cmp(name)).is_ok()
    }
}

/// Which types a term is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reach {
    /// The types of which some value may fit.
    pub(super) some: Types,
    /// Types of which every value fits.
    pub(super) every: Types,
}

impl Reach {
    /// Nothing is known.
    const OPEN: Self = Self { some: Types::ALL, every: Types::NONE };
}

/// Terms, each once.
#[derive(Debug, Default)]
pub(super) struct Terms {
    terms: Vec<Rc<Term>>,
    reach: Vec<Reach>,
    known: FxHashMap<Rc<Term>, TermId>,
    /// Places whose terms are not known yet.
    reserved: FxHashSet<TermId>,
}

impl Terms {
    pub(super) fn get(&self, id: TermId) -> &Rc<Term> {
        &self.terms[id.0 as usize]
    }

    pub(super) fn reach(&self, id: TermId) -> Reach {
        self.reach[id.0 as usize]
    }

    /// The place of a term.
    pub(super) fn add(&mut self, term: Term) -> TermId {
        if let Some(id) = self.known.get(&term) {
            return *id;
        }
        let reach = self.reach_of(&term);
        let term = Rc::new(term);
        let id = self.push(Rc::clone(&term), reach);
        self.known.insert(term, id);
        id
    }

    /// A place for a term that is not known yet, because it is made of itself.
    pub(super) fn reserve(&mut self) -> TermId {
        let id = self.push(Rc::new(Term::Unread("reserved".into(), 0)), Reach::OPEN);
        self.reserved.insert(id);
        id
    }

    /// The place that stands for every place in a circle, while that is only looked at.
    pub(super) fn anywhere(&mut self) -> TermId {
        let id = self.add(Term::Unread("somewhere in the circle".into(), 0));
        self.reserved.insert(id);
        id
    }

    /// Whether what stands at a place is not known yet.
    pub(super) fn is_reserved(&self, id: TermId) -> bool {
        self.reserved.contains(&id)
    }

    /// Puts a term into its reserved place.
    pub(super) fn settle(&mut self, id: TermId, term: Term) {
        self.reserved.remove(&id);
        self.reach[id.0 as usize] = self.reach_of(&term);
        let term = Rc::new(term);
        self.terms[id.0 as usize] = Rc::clone(&term);
        self.known.entry(term).or_insert(id);
    }

    /// Finds out again what settled terms are about, now that all of them are settled.
    pub(super) fn settle_reach(&mut self, ids: &[TermId]) {
        loop {
            let mut changed = false;
            for id in ids {
                let reach = self.reach_of(&Rc::clone(self.get(*id)));
                changed |= std::mem::replace(&mut self.reach[id.0 as usize], reach) != reach;
            }
            if !changed {
                return;
            }
        }
    }

    fn push(&mut self, term: Rc<Term>, reach: Reach) -> TermId {
        // More terms than fit here do not fit into memory either.
        let id = TermId(u32::try_from(self.terms.len()).unwrap_or(u32::MAX));
        self.terms.push(term);
        self.reach.push(reach);
        id
    }

    fn reach_of(&self, term: &Term) -> Reach {
        let only = |types| Reach { some: types, every: Types::NONE };
        let whole = |types| Reach { some: types, every: types };
        match term {
            Term::Any => whole(Types::ALL),
            Term::Never => whole(Types::NONE),
            Term::Null => whole(Types::NULL),
            Term::Boolean => whole(Types::BOOLEAN),
            Term::Number(number) => match *number == NumberTerm::default() {
                true => whole(Types::NUMBER),
                false => only(Types::NUMBER),
            },
            Term::Text(text) => match *text == TextTerm::default() {
                true => whole(Types::STRING),
                false => only(Types::STRING),
            },
            Term::List(list) => match *list == ListTerm::default() {
                true => whole(Types::ARRAY),
                false => only(Types::ARRAY),
            },
            Term::Object(object) => match *object == ObjectTerm::default() {
                true => whole(Types::OBJECT),
                false => only(Types::OBJECT),
            },
            Term::Literals(values) => {
                let some = values.iter().fold(Types::NONE, |types, value| types.or(value.types()));
                let null = if values.contains(&Scalar::Null) { Types::NULL } else { Types::NONE };
                Reach { some, every: null }
            }
            Term::Union(parts, fits) => {
                let reach = parts.iter().map(|part| self.reach(*part));
                let joined = reach.fold(whole(Types::NONE), |all, one| Reach {
                    some: all.some.or(one.some),
                    every: all.every.or(one.every),
                });
                match fits {
                    Fits::AtLeastOne => joined,
                    Fits::ExactlyOne => only(joined.some),
                }
            }
            Term::All(parts) => {
                let reach = parts.iter().map(|part| self.reach(*part));
                reach.fold(whole(Types::ALL), |all, one| Reach {
                    some: all.some.and(one.some),
                    every: all.every.and(one.every),
                })
            }
            Term::Not(part) => {
                let reach = self.reach(*part);
                Reach { some: Types::ALL.except(reach.every), every: Types::ALL.except(reach.some) }
            }
            Term::If { then, otherwise, .. } => {
                let (then, otherwise) = (self.reach(*then), self.reach(*otherwise));
                Reach { some: then.some.or(otherwise.some), every: then.every.and(otherwise.every) }
            }
            Term::Guarded(part) => {
                let reach = self.reach(*part);
                Reach { some: Types::ALL, every: reach.every.or(Types::ALL.except(reach.some)) }
            }
            Term::Unevaluated { of, .. } => {
                let structures = Types::ARRAY.or(Types::OBJECT);
                let reach = self.reach(*of);
                Reach { some: reach.some, every: reach.every.except(structures) }
            }
            Term::Unread(..) => Reach::OPEN,
        }
    }
}
