//! The choices of a branch, made one after another, and what is left when none is open.

use std::rc::Rc;

use super::branch::{Branch, Left};
use super::goal::{Demand, Goal, ListRule, Literal, ObjectRule, Outcome, Reason, Role, Sample, Trust};
use super::number::{NumberDemand, Search};
use super::refuse::Ways;
use super::solver::Solver;
use super::term::Scalar;
use crate::model::types::Types;

impl Solver {
    /// Makes the choices of a branch, those with the fewest ways first, and decides what is left.
    pub(super) fn resolve(&mut self, mut branch: Branch, goal: &Goal) -> Outcome {
        if !self.step() {
            return Outcome::Unknown(Reason::Budget);
        }
        loop {
            let choices = std::mem::take(&mut branch.choices);
            let left = if choices.len() > 1 { Left::Choices } else { Left::Nothing };
            let mut forced: Option<Vec<Demand>> = None;
            for ways in choices {
                if forced.is_some() {
                    branch.choices.push(ways);
                    continue;
                }
                let open: Vec<bool> = ways.iter().map(|way| self.is_open(&branch, way, left)).collect();
                match open.iter().filter(|open| **open).count() {
                    0 => return Outcome::Empty,
                    1 => forced = ways.iter().zip(&open).find(|(_, open)| **open).map(|(way, _)| way.clone()),
                    count if count == ways.len() => {
                        if !ways.iter().any(|way| branch.has_met(way)) {
                            branch.choices.push(ways);
                        }
                    }
                    _ => {
                        let ways: Ways = ways
                            .iter()
                            .zip(&open)
                            .filter(|(_, open)| **open)
                            .map(|(way, _)| way.clone())
                            .collect();
                        if !ways.iter().any(|way| branch.has_met(way)) {
                            branch.choices.push(Rc::new(ways));
                        }
                    }
                }
            }
            match forced {
                None => break,
                Some(way) => {
                    if self.meet(&mut branch, &way).is_err() {
                        return Outcome::Empty;
                    }
                }
            }
        }
        let smallest = branch.choices.iter().enumerate().min_by_key(|(_, ways)| ways.len());
        let Some((index, _)) = smallest else { return self.leaf(&branch, goal) };
        let ways = branch.choices.swap_remove(index);
        let mut outcome = Outcome::Empty;
        for way in ways.iter() {
            let mut inner = branch.clone();
            if self.meet(&mut inner, way).is_err() {
                continue;
            }
            outcome = outcome.or(self.resolve(inner, goal));
            if outcome.is_certain() {
                break;
            }
        }
        outcome
    }

    /// Whether a way may be open: what can be seen of it without taking it.
    fn is_open(&mut self, branch: &Branch, way: &[Demand], left: Left) -> bool {
        // What else the way says may declare members, too.
        let says_more = way.iter().any(|demand| matches!(demand, Demand::Is(is) if is.role.is_positive()));
        let left = if says_more { Left::Choices } else { left };
        way.iter().all(|demand| match demand {
            Demand::Is(literal) => {
                let reach = self.terms.reach(literal.term);
                let opposite = |role: Role| Literal { role, ..*literal };
                if literal.role.is_positive() {
                    reach.some.has(branch.of)
                        && !branch.seen.contains(&opposite(Role::Refused))
                        && !branch.object.terms().any(|other| self.are_apart(other, literal.term))
                } else {
                    (!reach.every.has(branch.of) || literal.scope != 0)
                        && !branch.seen.contains(&opposite(Role::Admitted))
                        && !branch.seen.contains(&opposite(Role::Emitted))
                }
            }
            Demand::Object(ObjectRule::Has(name, value)) => self.may_have(branch, name, *value, left),
            Demand::Object(ObjectRule::Absent(name)) => !branch.object.needs(name),
            Demand::List(ListRule::Repeated) => !branch.list.unique,
            _ => true,
        })
    }

    /// Decides a branch that has no choice left.
    fn leaf(&mut self, branch: &Branch, goal: &Goal) -> Outcome {
        if let Some(listed) = &branch.listed {
            return self.one_of(listed, goal);
        }
        let outcome = match branch.of {
            Types::NUMBER => number_leaf(&branch.number),
            Types::STRING => self.text_leaf(&branch.text),
            Types::ARRAY => self.list_leaf(branch),
            _ => self.object_leaf(branch),
        };
        match (outcome, &branch.loose, &branch.strict) {
            (Outcome::Found(sample, trust), Some(reason), _)
            | (Outcome::Found(sample, trust), _, Some(reason)) => {
                Outcome::Found(sample, trust.and(Trust::Tentative(reason.clone())))
            }
            (Outcome::Empty, _, Some(reason)) => Outcome::Unknown(reason.clone()),
            (outcome, ..) => outcome,
        }
    }
}

/// A number that fulfils some demands.
fn number_leaf(demand: &NumberDemand) -> Outcome {
    match demand.search() {
        Search::Found(number) => Outcome::of(Sample::Scalar(Scalar::Number(number)), Trust::Certain),
        Search::Empty => Outcome::Empty,
        Search::GaveUp => Outcome::Unknown(Reason::Beyond("no number was found that fits the bounds")),
    }
}
