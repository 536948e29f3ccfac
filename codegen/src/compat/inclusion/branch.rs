//! One way to fulfil a goal with a value of one type: literals taken apart into demands, with choices that are still open.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::goal::{Demand, Goal, ListRule, Literal, Names, ObjectRule, Outcome, Reason, Role, SomeMember};
use super::list::ListDemand;
use super::number::NumberDemand;
use super::object::ObjectDemand;
use super::refuse::{self, Ways};
use super::solver::Solver;
use super::term::{Fits, ListTerm, ObjectTerm, Said, Scalar, Term, TermId};
use super::text::TextDemand;
use crate::model::types::Types;

/// The largest union under an `unevaluated…` of which every set of alternatives is tried.
const SUBSETS: usize = 4;

/// The largest number of sets of alternatives that are tried one by one.
const SETS: usize = 64;

/// A way to fulfil a goal.
#[derive(Debug, Clone)]
pub(super) struct Branch {
    pub(super) of: Types,
    /// What is taken apart already.
    pub(super) seen: FxHashSet<Literal>,
    pub(super) number: NumberDemand,
    pub(super) text: TextDemand,
    pub(super) list: ListDemand,
    pub(super) object: ObjectDemand,
    /// The values that it may be, where they are listed.
    pub(super) listed: Option<Vec<Scalar>>,
    pub(super) choices: Vec<Rc<Ways>>,
    pub(super) scopes: Vec<Scope>,
    /// A demand that is left out of account: there may be fewer values than it seems.
    pub(super) loose: Option<Reason>,
    /// A demand that is taken as more than it is: there may be more values than it seems.
    pub(super) strict: Option<Reason>,
}

/// An `unevaluatedProperties` or `unevaluatedItems`, and within which other one it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope {
    pub(super) within: u16,
    pub(super) properties: Option<Literal>,
    pub(super) items: Option<Literal>,
}

/// What may still be added to a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// What choices that are not made yet will say: perhaps that there are members of which nothing is known now.
    Choices,
    Nothing,
}

/// That a branch has no value.
pub(super) struct Contradiction;

impl Branch {
    pub(super) fn new(of: Types) -> Self {
        Self {
            of,
            seen: FxHashSet::default(),
            number: NumberDemand::default(),
            text: TextDemand::default(),
            list: ListDemand::default(),
            object: ObjectDemand::default(),
            listed: None,
            choices: Vec::new(),
            scopes: vec![Scope { within: 0, properties: None, items: None }],
            loose: None,
            strict: None,
        }
    }

    /// Whether a way is met already.
    pub(super) fn has_met(&self, way: &[Demand]) -> bool {
        way.iter().all(|demand| match demand {
            // What counts for a scope is more than whether it is met.
            Demand::Is(literal) => literal.scope == 0 && self.seen.contains(literal),
            _ => false,
        })
    }

    fn choose(&mut self, ways: Ways) {
        self.choices.push(Rc::new(ways));
    }

    /// Whether a scope within another demands something.
    pub(super) fn has_inner_scope(&self, outer: u16, demands: impl Fn(&Scope) -> bool) -> bool {
        self.scopes.iter().enumerate().any(|(inner, scope)| {
            inner != usize::from(outer)
                && demands(scope)
                && u16::try_from(inner).is_ok_and(|inner| Self::is_within(&self.scopes, inner, outer))
        })
    }

    /// Whether a scope is another, or within it.
    pub(super) fn is_within(scopes: &[Scope], mut inner: u16, outer: u16) -> bool {
        while inner != outer {
            if inner == 0 {
                return false;
            }
            inner = scopes[usize::from(inner)].within;
        }
        true
    }
}

impl Solver {
    /// Looks for a value of the type of a branch that fulfils a goal.
    pub(super) fn branch(&mut self, mut branch: Branch, goal: &Goal) -> Outcome {
        let all: Vec<Demand> = goal.iter().map(|literal| Demand::Is(*literal)).collect();
        match self.meet(&mut branch, &all) {
            Ok(()) => self.resolve(branch, goal),
            Err(Contradiction) => Outcome::Empty,
        }
    }

    /// Adds demands to a branch, and all that follows from them without a choice.
    pub(super) fn meet(&mut self, branch: &mut Branch, demands: &[Demand]) -> Result<(), Contradiction> {
        let mut waiting: Vec<Literal> = Vec::new();
        for demand in demands {
            match demand {
                Demand::Is(literal) => waiting.push(*literal),
                Demand::AtLeast(end) => branch.number.at_least(Some(end.clone())),
                Demand::AtMost(end) => branch.number.at_most(Some(end.clone())),
                Demand::NoMultipleOf(factor) => branch.number.no_multiple_of.push(factor.clone()),
                Demand::Longer(min) => branch.text.longer(*min),
                Demand::Shorter(max) => branch.text.shorter(*max),
                Demand::Unmatched(pattern) => branch.text.unmatched.push(Rc::clone(pattern)),
                Demand::Object(rule) => branch.object.rule(rule)?,
                Demand::List(rule) => branch.list.rule(rule)?,
            }
        }
        // What it fits comes first: what has nothing to do with that need not be refused.
        let mut refused: Vec<Literal> = Vec::new();
        loop {
            match waiting.pop() {
                Some(literal) if literal.role.is_positive() => {
                    self.take_apart(branch, literal, &mut waiting)?;
                }
                Some(literal) => refused.push(literal),
                None => match refused.pop() {
                    Some(literal) => self.take_apart(branch, literal, &mut waiting)?,
                    None => return Ok(()),
                },
            }
        }
    }

    fn take_apart(
        &mut self,
        branch: &mut Branch,
        literal: Literal,
        waiting: &mut Vec<Literal>,
    ) -> Result<(), Contradiction> {
        if !branch.seen.insert(literal) {
            return Ok(());
        }
        let reach = self.terms.reach(literal.term);
        let is_positive = literal.role.is_positive();
        if !reach.some.has(branch.of) {
            return if is_positive { Err(Contradiction) } else { Ok(()) };
        }
        // An object that everything fits still declares no members, where that matters.
        if reach.every.has(branch.of) && !(is_positive && branch.of == Types::OBJECT) && literal.scope == 0 {
            return if is_positive { Ok(()) } else { Err(Contradiction) };
        }
        let opposite = |role: Role| Literal { role, ..literal };
        let contradicts = if is_positive {
            branch.seen.contains(&opposite(Role::Refused))
        } else {
            branch.seen.contains(&opposite(Role::Admitted)) || branch.seen.contains(&opposite(Role::Emitted))
        };
        if contradicts {
            return Err(Contradiction);
        }
        let term = Rc::clone(self.terms.get(literal.term));
        if !is_positive && branch.object.terms().any(|other| self.are_apart(other, literal.term)) {
            return Ok(());
        }
        if is_positive {
            self.fit(branch, literal, &term, waiting)
        } else {
            self.fail(branch, literal, &term, waiting)
        }
    }

    /// What follows from fitting a term.
    fn fit(
        &mut self,
        branch: &mut Branch,
        literal: Literal,
        term: &Term,
        waiting: &mut Vec<Literal>,
    ) -> Result<(), Contradiction> {
        let is = |term: TermId| Demand::Is(literal.of(term));
        let literal = match term {
            Term::List(ListTerm { said: Said::AtOnce, .. })
            | Term::Object(ObjectTerm { said: Said::AtOnce, .. }) => Literal { scope: 0, ..literal },
            _ => literal,
        };
        match term {
            Term::Any | Term::Null | Term::Boolean => {}
            Term::Never => return Err(Contradiction),
            Term::Number(rules) => branch.number.add(rules),
            Term::Text(rules) => branch.text.add(rules),
            Term::Literals(values) => {
                let own = values.iter().filter(|value| value.types() == branch.of);
                let listed: Vec<Scalar> = match &branch.listed {
                    Some(listed) => own.filter(|value| listed.contains(value)).cloned().collect(),
                    None => own.cloned().collect(),
                };
                if listed.is_empty() {
                    return Err(Contradiction);
                }
                branch.listed = Some(listed);
            }
            Term::List(rules) => {
                branch.list.add(rules, literal);
                for some in &rules.contains {
                    let least = (some.min > 0).then_some(ListRule::AtLeast(some.item, some.min));
                    let most = some.max.map(|most| ListRule::AtMost(some.item, most));
                    for rule in least.into_iter().chain(most) {
                        branch.list.rule(&rule)?;
                    }
                }
            }
            Term::Object(rules) => {
                branch.object.add(literal, rules)?;
                for ways in refuse::dependencies(rules, literal) {
                    branch.choose(ways);
                }
            }
            Term::Union(parts, fits) => self.fit_union(branch, literal, parts, *fits),
            Term::All(parts) => waiting.extend(parts.iter().map(|part| literal.of(*part))),
            Term::Not(part) => waiting.push(Literal::refused(*part)),
            Term::If { test, then, otherwise } => {
                branch.choose(vec![
                    vec![is(*test), is(*then)],
                    vec![Demand::Is(Literal::refused(*test)), is(*otherwise)],
                ]);
            }
            Term::Guarded(part) => {
                if self.terms.reach(*part).some.has(branch.of) {
                    waiting.push(literal.of(*part));
                }
            }
            Term::Unevaluated { of, properties, items } => {
                let scope = self.scope(branch, literal, *properties, *items);
                waiting.push(Literal { scope, ..literal.of(*of) });
            }
            Term::Unread(reason, _) => {
                branch.loose.get_or_insert_with(|| Reason::Unread(Rc::clone(reason)));
                // It may be about members and items that nothing else is about.
                if literal.scope != 0 {
                    branch.strict.get_or_insert_with(|| Reason::Unread(Rc::clone(reason)));
                }
            }
        }
        Ok(())
    }

    /// A scope for what the literal is about.
    fn scope(
        &mut self,
        branch: &mut Branch,
        literal: Literal,
        properties: Option<TermId>,
        items: Option<TermId>,
    ) -> u16 {
        let one = |term: TermId| Literal { scope: 0, ..literal.of(term) };
        let Ok(scope) = u16::try_from(branch.scopes.len()) else {
            branch.strict.get_or_insert(Reason::Beyond("too many `unevaluated…` of one value"));
            return literal.scope;
        };
        let within = literal.scope;
        branch.scopes.push(Scope { within, properties: properties.map(one), items: items.map(one) });
        scope
    }

    fn fit_union(&mut self, branch: &mut Branch, literal: Literal, parts: &[TermId], fits: Fits) {
        let is = |part: TermId| Demand::Is(literal.of(part));
        let fails = |part: TermId| Demand::Is(Literal::refused(part));
        if fits == Fits::AtLeastOne && literal.scope != 0 {
            // What counts as evaluated depends on every alternative that fits.
            if parts.len() > SUBSETS {
                branch.strict.get_or_insert(Reason::Beyond("a large `anyOf` beside an `unevaluated…`"));
            } else {
                let subsets = (1..1_u32 << parts.len()).map(|subset| {
                    let each = parts.iter().enumerate();
                    each.map(|(index, part)| if subset >> index & 1 == 1 { is(*part) } else { fails(*part) })
                        .collect()
                });
                branch.choose(subsets.collect());
                return;
            }
        }
        if fits == Fits::AtLeastOne && literal.role == Role::Emitted {
            let structures = Types::ARRAY.or(Types::OBJECT);
            if structures.has(branch.of) {
                let sets = self.sets(branch, parts);
                branch.choose(sets.into_iter().map(|set| set.into_iter().map(is).collect()).collect());
                return;
            }
        }
        let ways = parts.iter().enumerate().map(|(index, part)| {
            let mut way = vec![is(*part)];
            if fits == Fits::ExactlyOne {
                let others = parts.iter().enumerate().filter(|(other, _)| *other != index);
                way.extend(
                    others
                        .filter(|(_, other)| !self.are_apart(*part, **other))
                        .map(|(_, other)| fails(*other)),
                );
            }
            way
        });
        let ways = ways.collect();
        branch.choose(ways);
    }

    /// The sets of alternatives of which a value may fit all: what one of them declares, the value may have.
    fn sets(&mut self, branch: &mut Branch, parts: &[TermId]) -> Vec<Vec<TermId>> {
        let relevant: Vec<TermId> =
            parts.iter().copied().filter(|part| self.terms.reach(*part).some.has(branch.of)).collect();
        let mut sets: Vec<Vec<TermId>> = Vec::new();
        for part in relevant {
            let mut more = vec![vec![part]];
            for set in &sets {
                if !set.iter().any(|other| self.are_apart(*other, part)) {
                    more.push(set.iter().copied().chain([part]).collect());
                }
            }
            if sets.len() + more.len() > SETS.max(parts.len()) {
                branch.strict.get_or_insert(Reason::Beyond("a large `anyOf` whose alternatives overlap"));
                more.truncate(1);
            }
            sets.append(&mut more);
        }
        sets
    }

    /// What follows from not fitting a term.
    fn fail(
        &mut self,
        branch: &mut Branch,
        literal: Literal,
        term: &Term,
        waiting: &mut Vec<Literal>,
    ) -> Result<(), Contradiction> {
        let is = |term: TermId| Demand::Is(Literal::new(term, Role::Admitted));
        let fails = |term: TermId| Demand::Is(Literal::refused(term));
        match term {
            Term::Any | Term::Null | Term::Boolean => return Err(Contradiction),
            Term::Never => {}
            Term::Number(rules) => branch.choose(refuse::number(rules)),
            Term::Text(rules) => branch.choose(refuse::text(rules)),
            Term::Literals(values) => {
                for value in values {
                    match value {
                        Scalar::Number(number) => branch.number.excluded.push(number.clone()),
                        Scalar::String(text) => branch.text.excluded.push(Rc::clone(text)),
                        Scalar::Null | Scalar::Bool(_) => {}
                    }
                }
            }
            Term::List(rules) => branch.choose(refuse::list(rules, &self.terms)),
            Term::Object(rules) => branch.choose(refuse::object(literal.term, rules, &self.terms)),
            Term::Union(parts, Fits::AtLeastOne) => {
                waiting.extend(parts.iter().map(|part| Literal::refused(*part)));
            }
            Term::Union(parts, Fits::ExactlyOne) => {
                let mut ways = vec![parts.iter().map(|part| fails(*part)).collect()];
                for (index, part) in parts.iter().enumerate() {
                    for other in &parts[..index] {
                        if !self.are_apart(*part, *other) {
                            ways.push(vec![is(*part), is(*other)]);
                        }
                    }
                }
                branch.choose(ways);
            }
            Term::All(parts) => branch.choose(parts.iter().map(|part| vec![fails(*part)]).collect()),
            Term::Not(part) => waiting.push(Literal::new(*part, Role::Admitted)),
            Term::If { test, then, otherwise } => {
                branch.choose(vec![vec![is(*test), fails(*then)], vec![fails(*test), fails(*otherwise)]]);
            }
            Term::Guarded(part) => {
                if !self.terms.reach(*part).some.has(branch.of) {
                    return Err(Contradiction);
                }
                waiting.push(Literal::refused(*part));
            }
            Term::Unevaluated { of, properties, items } => {
                let mut ways = vec![vec![fails(*of)]];
                let inner = Literal::new(*of, Role::Admitted);
                let scope = self.scope(branch, inner, None, None);
                let within = Demand::Is(Literal { scope, ..inner });
                if branch.of == Types::OBJECT {
                    ways.extend(properties.map(|schema| {
                        let names = Names::Unevaluated(scope);
                        let value = Some(Literal::refused(schema));
                        let some = ObjectRule::Some(SomeMember { names, value });
                        vec![within.clone(), Demand::Object(some)]
                    }));
                }
                if branch.of == Types::ARRAY {
                    ways.extend(items.map(|schema| {
                        let some = ListRule::Unevaluated(scope, Literal::refused(schema));
                        vec![within.clone(), Demand::List(some)]
                    }));
                }
                branch.choose(ways);
            }
            Term::Unread(reason, _) => {
                branch.loose.get_or_insert_with(|| Reason::Unread(Rc::clone(reason)));
            }
        }
        Ok(())
    }
}
