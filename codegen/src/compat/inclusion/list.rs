//! Arrays that fulfil several demands: how long they are, and what stands where.
//!
//! The first places are looked at one by one, as far as some demand tells them apart; all places after them are alike.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::branch::{Branch, Contradiction};
use super::goal::{ListRule, Literal, Outcome, Reason, Role, Sample, Trust};
use super::solver::Solver;
use super::term::{Fits, ListTerm, Term, TermId};

/// The longest array that is made.
const LONGEST: u64 = 5_000;

/// The longest array whose items must all differ.
const DIFFERENT: usize = 200;

/// How many items can be asked for one by one.
const ASKED: u64 = 64;

/// What an array must be.
#[derive(Debug, Clone, Default)]
pub(super) struct ListDemand {
    /// The terms that it fits.
    fits: Vec<Literal>,
    at: BTreeMap<usize, Vec<Literal>>,
    some: Vec<(usize, Literal)>,
    unevaluated: Vec<(u16, Literal)>,
    min: u64,
    max: Option<u64>,
    pub(super) unique: bool,
    repeated: bool,
    at_least: Vec<(TermId, u64)>,
    at_most: Vec<(TermId, u64)>,
}

impl ListDemand {
    pub(super) fn add(&mut self, rules: &ListTerm, literal: Literal) {
        self.fits.push(literal);
        self.min = self.min.max(rules.min);
        self.most(rules.max);
        self.unique |= rules.unique;
    }

    pub(super) fn rule(&mut self, rule: &ListRule) -> Result<(), Contradiction> {
        match rule {
            ListRule::At(index, literal) => {
                self.at.entry(*index).or_default().push(*literal);
                self.min = self.min.max(*index as u64 + 1);
            }
            ListRule::Some(from, literal) => self.some.push((*from, *literal)),
            ListRule::Unevaluated(scope, literal) => self.unevaluated.push((*scope, *literal)),
            ListRule::Fewest(min) => self.min = self.min.max(*min),
            ListRule::Most(max) => self.most(Some(*max)),
            ListRule::Repeated => {
                self.repeated = true;
                self.min = self.min.max(2);
            }
            ListRule::AtLeast(term, count) => self.at_least.push((*term, *count)),
            ListRule::AtMost(term, count) => self.at_most.push((*term, *count)),
        }
        let contradicts = self.max.is_some_and(|max| max < self.min) || (self.repeated && self.unique);
        if contradicts { Err(Contradiction) } else { Ok(()) }
    }

    fn most(&mut self, max: Option<u64>) {
        if let Some(max) = max {
            self.max = Some(self.max.map_or(max, |own| own.min(max)));
        }
    }
}

/// An array as far as it is known: places with what each must be.
#[derive(Debug, Clone)]
struct Places {
    /// What stands at each place besides what every array of the branch has there.
    more: Vec<Vec<Literal>>,
    /// A place that holds the same value as an earlier one.
    same: Option<(usize, usize)>,
}

/// An item that must be somewhere.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    from: usize,
    literal: Literal,
    /// Items of one kind stand at different places.
    kind: Option<usize>,
}

impl Solver {
    /// An array that fulfils the demands of a branch.
    pub(super) fn list_leaf(&mut self, branch: &Branch) -> Outcome {
        let demand = &branch.list;
        if demand.max.is_some_and(|max| max < demand.min) || (demand.repeated && demand.unique) {
            return Outcome::Empty;
        }
        let mut wanted: Vec<Wanted> = demand
            .some
            .iter()
            .map(|(from, literal)| Wanted { from: *from, literal: *literal, kind: None })
            .collect();
        for (kind, (term, count)) in demand.at_least.iter().enumerate() {
            if *count > ASKED {
                return Outcome::Unknown(Reason::Beyond("so many items are not looked for one by one"));
            }
            let literal = Literal::new(*term, Role::Admitted);
            wanted.extend((0..*count).map(|_| Wanted { from: 0, literal, kind: Some(kind) }));
        }
        for (scope, literal) in &demand.unevaluated {
            let Some((from, contained)) = self.first_unevaluated(branch, *scope) else {
                return Outcome::Empty;
            };
            let literal = self.with_others(*literal, contained);
            wanted.push(Wanted { from, literal, kind: None });
        }
        // Places that differ from those behind them.
        let own = self.different_places(branch);
        let last = wanted.iter().map(|wanted| wanted.from).max().unwrap_or_default();
        let own = own.max(last);
        let extra = wanted.len() + if demand.repeated { 2 } else { 0 };
        let most = own as u64 + extra as u64;
        let longest = demand.max.unwrap_or(u64::MAX);
        if demand.min > LONGEST {
            return Outcome::Unknown(Reason::Beyond("no array as long as that is made"));
        }
        let mut outcome = Outcome::Empty;
        for length in demand.min..=longest.min(most.max(demand.min)) {
            if !self.step() {
                return outcome.or(Outcome::Unknown(Reason::Budget));
            }
            let Ok(length) = usize::try_from(length) else { break };
            outcome = outcome.or(self.of_length(branch, length, own, &wanted));
            if outcome.is_certain() {
                break;
            }
        }
        outcome
    }

    /// How many of the first places may differ from those behind them.
    fn different_places(&self, branch: &Branch) -> usize {
        let prefixes = branch.list.fits.iter().map(|literal| match self.terms.get(literal.term).as_ref() {
            Term::List(rules) => rules.prefix.len(),
            _ => 0,
        });
        let at = branch.list.at.keys().next_back().map(|last| last + 1);
        prefixes.chain(at).max().unwrap_or_default()
    }

    /// A literal about what its term or one of some others admits.
    fn with_others(&mut self, literal: Literal, mut terms: Vec<TermId>) -> Literal {
        terms.push(literal.term);
        literal.of(self.terms.add(Term::Union(terms, Fits::AtLeastOne)))
    }

    /// The first place of which nothing in a scope says what stands there, and what makes an item evaluated wherever it stands.
    fn first_unevaluated(&self, branch: &Branch, scope: u16) -> Option<(usize, Vec<TermId>)> {
        let mut first = 0;
        let mut contained = Vec::new();
        for literal in &branch.list.fits {
            if let Term::List(rules) = self.terms.get(literal.term).as_ref()
                && Branch::is_within(&branch.scopes, literal.scope, scope)
            {
                if rules.items.is_some() {
                    return None;
                }
                first = first.max(rules.prefix.len());
                contained.extend(rules.contains.iter().map(|some| some.item));
            }
        }
        let nested = branch.has_inner_scope(scope, |inner| inner.items.is_some());
        (!nested).then_some((first, contained))
    }

    /// What every array of a branch has at a place.
    fn said_at(&mut self, branch: &Branch, index: usize) -> Vec<Literal> {
        let demand = &branch.list;
        let mut said: Vec<Literal> = demand.at.get(&index).into_iter().flatten().copied().collect();
        for literal in &demand.fits {
            if let Term::List(rules) = self.terms.get(literal.term).as_ref() {
                let schema = rules.prefix.get(index).copied().or(rules.items);
                said.extend(schema.map(|schema| Literal { scope: 0, ..literal.of(schema) }));
            }
        }
        for (scope, own) in branch.scopes.iter().enumerate() {
            if let (Some(literal), Ok(scope)) = (own.items, u16::try_from(scope))
                && let Some((first, contained)) = self.first_unevaluated(branch, scope)
                && index >= first
            {
                said.push(self.with_others(literal, contained));
            }
        }
        let none = demand.at_most.iter().filter(|(_, most)| *most == 0);
        said.extend(none.map(|(term, _)| Literal::refused(*term)));
        said
    }

    /// An array of one length.
    fn of_length(&mut self, branch: &Branch, length: usize, own: usize, wanted: &[Wanted]) -> Outcome {
        let empty = Places { more: vec![Vec::new(); length], same: None };
        if !branch.list.repeated {
            return self.place(branch, own, &empty, wanted, &mut HashMap::new());
        }
        // Any two of the places that differ, and two of those that are alike.
        let mut outcome = Outcome::Empty;
        let last = length.min(own + 2);
        for second in 1..last {
            for first in 0..second {
                let same = Some((first, second));
                let places = Places { same, ..empty.clone() };
                outcome = outcome.or(self.place(branch, own, &places, wanted, &mut HashMap::new()));
                if outcome.is_certain() {
                    return outcome;
                }
            }
        }
        outcome
    }

    /// Finds a place for every item that must be somewhere.
    fn place(
        &mut self,
        branch: &Branch,
        own: usize,
        places: &Places,
        wanted: &[Wanted],
        taken: &mut HashMap<usize, Vec<usize>>,
    ) -> Outcome {
        if !self.step() {
            return Outcome::Unknown(Reason::Budget);
        }
        let Some((first, rest)) = wanted.split_first() else { return self.fill(branch, own, places) };
        let mut outcome = Outcome::Empty;
        let mut fresh = false;
        for index in first.from..places.more.len() {
            let is_taken =
                first.kind.is_some_and(|kind| taken.get(&kind).is_some_and(|own| own.contains(&index)));
            if is_taken {
                continue;
            }
            // Of the places that are alike and hold nothing yet, one stands for all.
            let in_pair = places.same.is_some_and(|(one, other)| one == index || other == index);
            if index >= own && places.more[index].is_empty() && !in_pair {
                if fresh {
                    continue;
                }
                fresh = true;
            }
            let mut inner = places.clone();
            inner.more[index].push(first.literal);
            let mut goal = self.said_at(branch, index);
            goal.extend(inner.more[index].iter().copied());
            if self.solve(goal) == Outcome::Empty {
                continue;
            }
            if let Some(kind) = first.kind {
                taken.entry(kind).or_default().push(index);
            }
            outcome = outcome.or(self.place(branch, own, &inner, rest, taken));
            if let Some(kind) = first.kind {
                taken.entry(kind).or_default().pop();
            }
            if outcome.is_certain() {
                break;
            }
        }
        outcome
    }

    /// Finds a value for every place.
    fn fill(&mut self, branch: &Branch, own: usize, places: &Places) -> Outcome {
        let length = places.more.len();
        let mut goals: Vec<Vec<Literal>> = Vec::new();
        let mut alike: Option<Vec<Literal>> = None;
        for (index, more) in places.more.iter().enumerate() {
            let mut goal = match &alike {
                Some(alike) if index > own => alike.clone(),
                _ => self.said_at(branch, index),
            };
            if index == own {
                alike = Some(goal.clone());
            }
            goal.extend(more);
            goals.push(goal);
        }
        if let Some((first, second)) = places.same {
            let both: Vec<Literal> = goals[first].iter().chain(&goals[second]).copied().collect();
            goals[first].clone_from(&both);
            goals[second] = both;
        }
        let counted: Vec<(TermId, u64)> = branch
            .list
            .at_most
            .iter()
            .copied()
            .filter(|(_, most)| *most > 0 && *most < length as u64)
            .collect();
        match counted.as_slice() {
            [] => {}
            [(term, most)] => return self.fill_counted(branch, places, goals, *term, *most),
            _ => return Outcome::Unknown(Reason::Beyond("two counts of items are not decided together")),
        }
        if branch.list.unique {
            return self.fill_unique(&goals);
        }
        self.fill_each(&goals)
    }

    fn fill_each(&mut self, goals: &[Vec<Literal>]) -> Outcome {
        let mut trust = Trust::Certain;
        let mut unknown = None;
        let mut items = Vec::new();
        for goal in goals {
            match self.solve(goal.clone()) {
                Outcome::Empty => return Outcome::Empty,
                Outcome::Unknown(reason) => unknown = Some(reason),
                Outcome::Found(value, doubt) => {
                    trust = trust.and(doubt);
                    items.push(value);
                }
            }
        }
        unknown.map_or_else(|| Outcome::of(Sample::List(items), trust), Outcome::Unknown)
    }

    /// Where no more than so many items may fit a term: each that need not fit it does not.
    fn fill_counted(
        &mut self,
        branch: &Branch,
        places: &Places,
        mut goals: Vec<Vec<Literal>>,
        term: TermId,
        most: u64,
    ) -> Outcome {
        let mut count = 0;
        for goal in &mut goals {
            let mut without = goal.clone();
            without.push(Literal::refused(term));
            match self.solve(without.clone()) {
                Outcome::Found(..) => *goal = without,
                Outcome::Empty => count += 1,
                Outcome::Unknown(reason) => return Outcome::Unknown(reason),
            }
        }
        if count > most {
            return Outcome::Empty;
        }
        if !branch.list.unique {
            return self.fill_each(&goals);
        }
        // Different items may have to fit the term so that they differ.
        match (self.fill_unique(&goals), places.same) {
            (Outcome::Empty, _) => Outcome::Unknown(Reason::Beyond("different items are not counted")),
            (outcome, _) => outcome,
        }
    }

    /// Where all items must differ: values for each place, so many that there are enough, matched with the places.
    fn fill_unique(&mut self, goals: &[Vec<Literal>]) -> Outcome {
        let count = goals.len();
        if count > DIFFERENT {
            return Outcome::Unknown(Reason::Beyond("so many different items are not looked for"));
        }
        let mut known: HashMap<Vec<Literal>, Vec<Rc<Sample>>> = HashMap::new();
        let mut few: Vec<(usize, Vec<Rc<Sample>>)> = Vec::new();
        let mut enough: Vec<(usize, Vec<Rc<Sample>>)> = Vec::new();
        for (index, goal) in goals.iter().enumerate() {
            if !known.contains_key(goal) {
                let (values, rest) = self.several(goal, count);
                if values.len() < count {
                    match rest {
                        Outcome::Unknown(reason) | Outcome::Found(_, Trust::Tentative(reason)) => {
                            return Outcome::Unknown(reason);
                        }
                        Outcome::Empty | Outcome::Found(..) => {}
                    }
                }
                known.insert(goal.clone(), values);
            }
            let values = known.get(goal).cloned().unwrap_or_default();
            if values.len() < count { few.push((index, values)) } else { enough.push((index, values)) }
        }
        // A place with as many values as there are places always finds one that is left.
        let Some(matched) = matching(&few) else { return Outcome::Empty };
        let mut items: Vec<Option<Rc<Sample>>> = vec![None; count];
        for (index, value) in matched {
            items[index] = Some(value);
        }
        for (index, values) in enough {
            let free = values.into_iter().find(|value| !items.iter().flatten().any(|other| other == value));
            items[index] = free;
        }
        match items.into_iter().collect::<Option<Vec<_>>>() {
            Some(items) => Outcome::of(Sample::List(items), Trust::Certain),
            None => Outcome::Empty,
        }
    }
}

/// A value for each place, no value twice (augmenting paths).
fn matching(places: &[(usize, Vec<Rc<Sample>>)]) -> Option<Vec<(usize, Rc<Sample>)>> {
    fn augment(
        place: usize,
        places: &[(usize, Vec<Rc<Sample>>)],
        owner: &mut HashMap<Rc<Sample>, usize>,
        tried: &mut Vec<Rc<Sample>>,
    ) -> bool {
        for value in &places[place].1 {
            if tried.contains(value) {
                continue;
            }
            tried.push(Rc::clone(value));
            let free = match owner.get(value).copied() {
                None => true,
                Some(other) => augment(other, places, owner, tried),
            };
            if free {
                owner.insert(Rc::clone(value), place);
                return true;
            }
        }
        false
    }
    let mut owner: HashMap<Rc<Sample>, usize> = HashMap::new();
    for place in 0..places.len() {
        if !augment(place, places, &mut owner, &mut Vec::new()) {
            return None;
        }
    }
    Some(owner.into_iter().map(|(value, place)| (places[place].0, value)).collect())
}
