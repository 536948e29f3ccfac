//! The search for a value: a goal is taken apart, type by type and choice by choice, until what is left can be decided.
//!
//! A JSON value is finite, so that a goal which is met again inside its own search needs no second look: the smallest value that fulfils
//! it does not hold another one. What is found out about a goal is kept, unless it rests on such a goal that is still open.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::branch::Branch;
use super::disjoint::disjoint;
use super::goal::{Goal, Literal, Outcome, Reason, Role, Sample, Trust};
use super::holds::Holds;
use super::language::Languages;
use super::term::{Scalar, Term, TermId, Terms};
use crate::model::types::Types;

/// How many steps one question may take.
const BUDGET: u64 = 40_000;

/// How deep values may be nested in values.
const DEPTH: usize = 1_000;

/// The stack that one level of nesting may take, and how much is added at a time.
const STACK: usize = 256 * 1024;
const MORE_STACK: usize = 4 * 1024 * 1024;

/// What is known about the goals that were met so far.
#[derive(Debug, Default)]
pub(super) struct Solver {
    pub(super) terms: Terms,
    pub(super) languages: Languages,
    pub(super) budget: u64,
    known: FxHashMap<Goal, Outcome>,
    /// The goals whose search is not over, with their depth.
    open: FxHashMap<Goal, usize>,
    /// The least depth of an open goal that was taken to be empty.
    lowest: usize,
    matchers: FxHashMap<Rc<str>, Option<regress::Regex>>,
    apart: FxHashMap<(TermId, TermId), bool>,
}

impl Solver {
    /// Looks for a value that fits some terms and not others, with a budget of its own.
    pub(super) fn ask(&mut self, literals: Vec<Literal>) -> Outcome {
        self.budget = BUDGET;
        self.lowest = usize::MAX;
        self.open.clear();
        self.solve(literals)
    }

    /// Looks for a value that fits some terms and not others.
    pub(super) fn solve(&mut self, literals: Vec<Literal>) -> Outcome {
        let Some(goal) = self.simplified(literals) else { return Outcome::Empty };
        if goal.is_empty() {
            return Outcome::of(Sample::Scalar(Scalar::Null), Trust::Certain);
        }
        if let Some(known) = self.known.get(&goal) {
            return known.clone();
        }
        if let Some(depth) = self.open.get(&goal) {
            self.lowest = self.lowest.min(*depth);
            return Outcome::Empty;
        }
        if !self.step() {
            return Outcome::Unknown(Reason::Budget);
        }
        let depth = self.open.len();
        if depth >= DEPTH {
            return Outcome::Unknown(Reason::Depth);
        }
        self.open.insert(Rc::clone(&goal), depth);
        let before = std::mem::replace(&mut self.lowest, usize::MAX);
        let outcome = stacker::maybe_grow(STACK, MORE_STACK, || self.search(&goal));
        self.open.remove(&goal);
        let rests_on = self.lowest;
        self.lowest = if rests_on < depth { before.min(rests_on) } else { before };
        let is_final = match &outcome {
            Outcome::Found(..) => true,
            Outcome::Empty => rests_on >= depth,
            Outcome::Unknown(reason) => {
                !matches!(reason, Reason::Budget | Reason::Depth) && rests_on >= depth
            }
        };
        if is_final {
            self.known.insert(goal, outcome.clone());
        }
        outcome
    }

    /// Takes a step, if one is left.
    pub(super) fn step(&mut self) -> bool {
        match self.budget.checked_sub(1) {
            Some(left) => {
                self.budget = left;
                true
            }
            None => false,
        }
    }

    /// A goal without what says nothing; none where two literals contradict one another.
    fn simplified(&self, literals: Vec<Literal>) -> Option<Goal> {
        let mut waiting = literals;
        let mut flat: Vec<Literal> = Vec::new();
        while let Some(literal) = waiting.pop() {
            match (self.terms.get(literal.term).as_ref(), literal.role) {
                (Term::Any, Role::Refused) | (Term::Never, Role::Emitted | Role::Admitted) => return None,
                (Term::Any | Term::Never, _) => {}
                (Term::All(parts), Role::Emitted | Role::Admitted) => {
                    waiting.extend(parts.iter().map(|part| literal.of(*part)));
                }
                (Term::Not(part), Role::Refused) => {
                    waiting.push(Literal { role: Role::Admitted, ..literal.of(*part) });
                }
                (Term::Not(part), _) => waiting.push(Literal { role: Role::Refused, ..literal.of(*part) }),
                _ => flat.push(literal),
            }
        }
        flat.sort_unstable();
        // What is emitted is admitted.
        flat.dedup_by(|next, own| next.term == own.term && next.role.is_positive() == own.role.is_positive());
        let contradict = flat.windows(2).any(|pair| {
            pair[0].term == pair[1].term && pair[0].role.is_positive() != pair[1].role.is_positive()
        });
        (!contradict).then(|| flat.into())
    }

    fn search(&mut self, goal: &Goal) -> Outcome {
        let types = goal.iter().fold(Types::ALL, |types, literal| {
            let reach = self.terms.reach(literal.term);
            types.and(if literal.role.is_positive() { reach.some } else { Types::ALL.except(reach.every) })
        });
        let mut outcome = Outcome::Empty;
        for one in [Types::NULL, Types::BOOLEAN, Types::NUMBER, Types::STRING, Types::ARRAY, Types::OBJECT] {
            if types.has(one) {
                outcome = outcome.or(self.of_type(one, goal));
                if outcome.is_certain() {
                    break;
                }
            }
        }
        outcome
    }

    /// Looks for a value of one type.
    fn of_type(&mut self, of: Types, goal: &Goal) -> Outcome {
        let constants: Vec<Scalar> = match of {
            Types::NULL => vec![Scalar::Null],
            Types::BOOLEAN => vec![Scalar::Bool(false), Scalar::Bool(true)],
            _ => {
                let listed = goal.iter().find_map(|literal| {
                    match (self.terms.get(literal.term).as_ref(), literal.role.is_positive()) {
                        (Term::Literals(values), true) => Some(values.clone()),
                        _ => None,
                    }
                });
                match listed {
                    Some(values) => values.into_iter().filter(|value| value.types() == of).collect(),
                    None => {
                        let branch = Branch::new(of);
                        return self.branch(branch, goal);
                    }
                }
            }
        };
        self.one_of(&constants, goal)
    }

    /// The first of some scalars that fulfils a goal.
    pub(super) fn one_of(&mut self, values: &[Scalar], goal: &Goal) -> Outcome {
        let mut outcome = Outcome::Empty;
        for value in values {
            let mut trust = Trust::Certain;
            let fulfils = goal.iter().all(|literal| {
                let holds = self.holds(literal.term, value);
                if holds == Holds::Unknown {
                    trust = Trust::Tentative(Reason::Beyond("a constant could not be judged"));
                }
                holds != if literal.role.is_positive() { Holds::No } else { Holds::Yes }
            });
            if fulfils {
                outcome = outcome.or(Outcome::of(Sample::Scalar(value.clone()), trust));
                if outcome.is_certain() {
                    break;
                }
            }
        }
        outcome
    }

    /// Up to so many different values that fulfil a goal, and what is known of others.
    pub(super) fn several(&mut self, literals: &[Literal], most: usize) -> (Vec<Rc<Sample>>, Outcome) {
        let mut values: Vec<Rc<Sample>> = Vec::new();
        let mut goal = literals.to_vec();
        loop {
            let outcome = self.solve(goal.clone());
            match &outcome {
                Outcome::Found(value, Trust::Certain) if values.len() < most => {
                    let Some(constant) = self.constant(value) else {
                        let reason =
                            Reason::Beyond("a value was found that is too large to be told from others");
                        return (values, Outcome::Unknown(reason));
                    };
                    goal.push(Literal::refused(constant));
                    values.push(Rc::clone(value));
                    if values.len() == most {
                        return (values, outcome);
                    }
                }
                _ => return (values, outcome),
            }
        }
    }

    /// The term that only one value fits; none where that is too large.
    fn constant(&mut self, value: &Sample) -> Option<TermId> {
        Some(super::normal::constant(&value.to_json()?, &mut self.terms))
    }

    /// Whether no value fits both terms, as far as can be seen.
    pub(super) fn are_apart(&mut self, a: TermId, b: TermId) -> bool {
        let key = (a.min(b), a.max(b));
        if let Some(known) = self.apart.get(&key) {
            return *known;
        }
        let apart = disjoint(a, b, &self.terms);
        self.apart.insert(key, apart);
        apart
    }

    /// Whether a pattern matches somewhere in a text.
    pub(super) fn matches(&mut self, pattern: &Rc<str>, text: &str) -> Holds {
        if let Ok(language) = self.languages.pattern(pattern) {
            return Holds::from(self.languages.contains(language, text));
        }
        let matcher = self
            .matchers
            .entry(Rc::clone(pattern))
            .or_insert_with(|| regress::Regex::with_flags(pattern, "u").ok());
        matcher.as_ref().map_or(Holds::Unknown, |matcher| Holds::from(matcher.find(text).is_some()))
    }
}
