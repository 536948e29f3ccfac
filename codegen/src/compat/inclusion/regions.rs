//! The names that no demand mentions, in regions: of all names of one, every demand says the same.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::branch::Branch;
use super::goal::{Literal, Names, Reason, Role};
use super::holds::Holds;
use super::language::{Language, Rest};
use super::solver::Solver;
use super::term::{Fits, Name, Term, TermId};

/// How many regions are looked at.
const MOST: usize = 64;

/// The longest list of names that is made for one region.
const NAMES: usize = 2_000;

/// What a member is called that only shows that there may be others.
const EXTRA: &str = "extra";

/// Names of which every demand says the same.
#[derive(Debug, Clone)]
pub(super) struct Region {
    language: Language,
    /// The patterns that match all of them; all others match none.
    matching: BTreeSet<Rc<str>>,
    /// The terms that all of them fit not; all others they fit.
    unfit: BTreeSet<TermId>,
    /// What a member is that is called so.
    pub(super) value: Vec<Literal>,
}

/// The regions of a branch.
#[derive(Debug, Default)]
pub(super) struct Regions {
    pub(super) regions: Vec<Region>,
    /// The names that are in none, because they are looked at one by one.
    pub(super) mentioned: BTreeSet<Name>,
    /// Why there may be others.
    pub(super) unknown: Option<Reason>,
}

impl Solver {
    /// The regions of the names that no demand mentions and that the object may have.
    pub(super) fn regions(&mut self, branch: &Branch, scopes: &[(u16, Literal)]) -> Regions {
        let mentioned = self.mentioned(&branch.object);
        match self.split(branch, scopes) {
            Ok(regions) => Regions { regions, mentioned, unknown: None },
            Err(reason) => Regions { regions: Vec::new(), mentioned, unknown: Some(reason) },
        }
    }

    fn split(&mut self, branch: &Branch, scopes: &[(u16, Literal)]) -> Result<Vec<Region>, Reason> {
        let mut patterns: BTreeSet<Rc<str>> = BTreeSet::new();
        let mut fit: BTreeSet<TermId> = BTreeSet::new();
        let mut unfit: BTreeSet<TermId> = BTreeSet::new();
        let some = branch.object.some.iter();
        let undeclared = some.clone().filter_map(|some| match some.names {
            Names::Undeclared(term) => Some(term),
            _ => None,
        });
        for id in branch.object.terms().chain(undeclared) {
            if let Term::Object(rules) = self.terms.get(id).as_ref() {
                patterns.extend(rules.patterns.iter().map(|(pattern, _)| Rc::clone(pattern)));
            }
        }
        for id in branch.object.terms() {
            if let Term::Object(rules) = self.terms.get(id).as_ref() {
                fit.extend(rules.names);
            }
        }
        for one in some {
            match &one.names {
                Names::Matching(pattern) => {
                    patterns.insert(Rc::clone(pattern));
                }
                Names::Unfit(term) => {
                    unfit.insert(*term);
                }
                Names::Undeclared(_) | Names::Unevaluated(_) => {}
            }
        }
        let mut language = self.languages.all();
        for term in fit {
            let own = self.names_that_fit(term)?;
            language = self.languages.both(language, own);
        }
        let whole = Region { language, matching: BTreeSet::new(), unfit: BTreeSet::new(), value: Vec::new() };
        let mut regions = vec![whole];
        for pattern in patterns {
            let language = self.pattern(&pattern)?;
            regions = self.halved(regions, language, |region| {
                region.matching.insert(Rc::clone(&pattern));
            })?;
        }
        for term in unfit {
            let fit = self.names_that_fit(term)?;
            let language = self.languages.not(fit);
            regions = self.halved(regions, language, |region| {
                region.unfit.insert(term);
            })?;
        }
        regions.retain(|region| self.may_be_of(branch, region));
        for region in &mut regions {
            region.value = self.said_of_region(branch, region, scopes);
        }
        Ok(regions)
    }

    /// Each region as what is in a language, and what is not.
    fn halved(
        &mut self,
        regions: Vec<Region>,
        language: Language,
        mark: impl Fn(&mut Region),
    ) -> Result<Vec<Region>, Reason> {
        let other = self.languages.not(language);
        let mut halves = Vec::new();
        for region in regions {
            let (inside, outside) =
                (self.languages.both(region.language, language), self.languages.both(region.language, other));
            let mut marked = Region { language: inside, ..region.clone() };
            mark(&mut marked);
            for half in [marked, Region { language: outside, ..region }] {
                let words = self.languages.words(half.language, 0, None, 1, &mut self.budget);
                match words.rest {
                    Rest::Unknown if words.words.is_empty() => return Err(Reason::Budget),
                    _ if words.words.is_empty() => {}
                    _ => halves.push(half),
                }
            }
        }
        if halves.len() > MOST {
            return Err(Reason::Beyond("too many patterns of names"));
        }
        Ok(halves)
    }

    /// Whether an object may have members of a region.
    fn may_be_of(&self, branch: &Branch, region: &Region) -> bool {
        !branch.object.is_emitted()
            || self.scopes_declare_others(branch)
            || branch.object.fits.iter().any(|literal| match self.terms.get(literal.term).as_ref() {
                Term::Object(rules) if literal.role == Role::Emitted => {
                    self.declares_others(rules)
                        || rules.patterns.iter().any(|(pattern, _)| region.matching.contains(pattern))
                }
                _ => false,
            })
    }

    /// What the terms of a branch say of the members of a region.
    fn said_of_region(&self, branch: &Branch, region: &Region, scopes: &[(u16, Literal)]) -> Vec<Literal> {
        let mut said = Vec::new();
        for literal in &branch.object.fits {
            if let Term::Object(rules) = self.terms.get(literal.term).as_ref() {
                let plain = Literal { scope: 0, ..*literal };
                let matching = rules.patterns.iter().filter(|(pattern, _)| region.matching.contains(pattern));
                let before = said.len();
                said.extend(matching.map(|(_, schema)| plain.of(*schema)));
                if said.len() == before {
                    said.extend(rules.additional.map(|schema| plain.of(schema)));
                }
            }
        }
        for (scope, demand) in scopes {
            if !self.is_evaluated(branch, region, *scope) {
                said.push(*demand);
            }
        }
        said
    }

    /// Whether something in a scope is about the members of a region.
    fn is_evaluated(&self, branch: &Branch, region: &Region, scope: u16) -> bool {
        let says = |literal: &Literal| match self.terms.get(literal.term).as_ref() {
            Term::Object(rules) => {
                Branch::is_within(&branch.scopes, literal.scope, scope)
                    && (rules.additional.is_some()
                        || rules.patterns.iter().any(|(pattern, _)| region.matching.contains(pattern)))
            }
            _ => false,
        };
        branch.has_inner_scope(scope, |inner| inner.properties.is_some())
            || branch.object.fits.iter().any(says)
    }

    /// Whether the names of a region are some names.
    pub(super) fn is_of_region(&mut self, branch: &Branch, names: &Names, region: &Region) -> Holds {
        match names {
            Names::Matching(pattern) => Holds::from(region.matching.contains(pattern)),
            Names::Undeclared(term) => match self.terms.get(*term).as_ref() {
                Term::Object(rules) => {
                    Holds::from(!rules.patterns.iter().any(|(pattern, _)| region.matching.contains(pattern)))
                }
                _ => Holds::Unknown,
            },
            Names::Unfit(term) => Holds::from(region.unfit.contains(term)),
            Names::Unevaluated(scope) => Holds::from(!self.is_evaluated(branch, region, *scope)),
        }
    }

    /// Up to so many names of a region that are not mentioned; and why there may be more, where that is not known.
    pub(super) fn names_in(
        &mut self,
        region: &Region,
        mentioned: &BTreeSet<Name>,
        most: usize,
    ) -> (Vec<Name>, Option<Reason>) {
        if most == 0 {
            return (Vec::new(), None);
        }
        if most > NAMES {
            return (Vec::new(), Some(Reason::Beyond("an object of so many members is not made")));
        }
        if most == 1 && !mentioned.contains(EXTRA) && self.languages.contains(region.language, EXTRA) {
            return (vec![EXTRA.into()], None);
        }
        let words = self.languages.words(region.language, 0, None, most + mentioned.len(), &mut self.budget);
        let names = words.words.into_iter().map(Name::from).filter(|name| !mentioned.contains(name));
        let unknown = (words.rest == Rest::Unknown).then_some(Reason::Budget);
        (names.take(most).collect(), unknown)
    }

    /// The names that fit a term.
    fn names_that_fit(&mut self, id: TermId) -> Result<Language, Reason> {
        let term = Rc::clone(self.terms.get(id));
        Ok(match term.as_ref() {
            Term::Any => self.languages.all(),
            Term::Text(rules) => {
                let mut language = self.languages.length(rules.min, rules.max);
                for pattern in &rules.patterns {
                    let own = self.pattern(pattern)?;
                    language = self.languages.both(language, own);
                }
                language
            }
            Term::Literals(values) => {
                let mut language = self.languages.none();
                for value in values {
                    if let super::term::Scalar::String(text) = value {
                        let word = self.languages.word(text);
                        language = self.languages.either(language, word);
                    }
                }
                language
            }
            Term::Guarded(part) => {
                if self.terms.reach(*part).some.has(crate::model::types::Types::STRING) {
                    self.names_that_fit(*part)?
                } else {
                    self.languages.all()
                }
            }
            Term::All(parts) => {
                let mut language = self.languages.all();
                for part in parts {
                    let own = self.names_that_fit(*part)?;
                    language = self.languages.both(language, own);
                }
                language
            }
            Term::Not(part) => {
                let own = self.names_that_fit(*part)?;
                self.languages.not(own)
            }
            Term::If { test, then, otherwise } => {
                let (test, then, otherwise) = (
                    self.names_that_fit(*test)?,
                    self.names_that_fit(*then)?,
                    self.names_that_fit(*otherwise)?,
                );
                let other = self.languages.not(test);
                let (first, second) =
                    (self.languages.both(test, then), self.languages.both(other, otherwise));
                self.languages.either(first, second)
            }
            Term::Union(parts, fits) => {
                let (mut once, mut twice) = (self.languages.none(), self.languages.none());
                for part in parts {
                    let own = self.names_that_fit(*part)?;
                    let again = self.languages.both(once, own);
                    twice = self.languages.either(twice, again);
                    once = self.languages.either(once, own);
                }
                if *fits == Fits::AtLeastOne {
                    once
                } else {
                    let other = self.languages.not(twice);
                    self.languages.both(once, other)
                }
            }
            Term::Unevaluated { of, .. } => self.names_that_fit(*of)?,
            Term::Unread(reason, _) => return Err(Reason::Unread(Rc::clone(reason))),
            Term::Never | Term::Null | Term::Boolean | Term::Number(_) | Term::List(_) | Term::Object(_) => {
                self.languages.none()
            }
        })
    }
}
