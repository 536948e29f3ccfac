//! Objects that fulfil several demands: which members they have, and what those are.
//!
//! Names that some demand mentions are looked at one by one; all others in regions, in each of which every demand says the same.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::branch::{Branch, Contradiction, Left};
use super::goal::{Literal, Names, ObjectRule, Outcome, Reason, Role, Sample, SomeMember, Trust};
use super::holds::Holds;
use super::regions::Regions;
use super::solver::Solver;
use super::term::{Name, ObjectTerm, Scalar, Term, TermId};

/// What an object must be.
#[derive(Debug, Clone, Default)]
pub(super) struct ObjectDemand {
    /// The terms that it fits.
    pub(super) fits: Vec<Literal>,
    absent: BTreeSet<Name>,
    has: BTreeMap<Name, Vec<Literal>>,
    pub(super) some: Vec<SomeMember>,
    /// What all terms require.
    required: BTreeSet<Name>,
    min: u64,
    max: Option<u64>,
}

impl ObjectDemand {
    pub(super) fn add(&mut self, literal: Literal, rules: &ObjectTerm) -> Result<(), Contradiction> {
        self.fits.push(literal);
        self.required.extend(rules.required.iter().cloned());
        self.min = self.min.max(rules.min);
        self.most(rules.max);
        if self.required.iter().any(|name| self.absent.contains(name)) { Err(Contradiction) } else { Ok(()) }
    }

    pub(super) fn rule(&mut self, rule: &ObjectRule) -> Result<(), Contradiction> {
        match rule {
            ObjectRule::Absent(name) => {
                if self.needs(name) {
                    return Err(Contradiction);
                }
                self.absent.insert(Rc::clone(name));
            }
            ObjectRule::Has(name, value) => {
                if self.absent.contains(name) {
                    return Err(Contradiction);
                }
                self.has.entry(Rc::clone(name)).or_default().extend(value);
            }
            ObjectRule::Some(some) => self.some.push(some.clone()),
            ObjectRule::Fewest(min) => self.min = self.min.max(*min),
            ObjectRule::Most(max) => self.most(Some(*max)),
        }
        Ok(())
    }

    fn most(&mut self, max: Option<u64>) {
        if let Some(max) = max {
            self.max = Some(self.max.map_or(max, |own| own.min(max)));
        }
    }

    /// Whether the object must have a member.
    pub(super) fn needs(&self, name: &str) -> bool {
        self.required.contains(name) || self.has.contains_key(name)
    }

    /// The terms that it fits.
    pub(super) fn terms(&self) -> impl Iterator<Item = TermId> + '_ {
        self.fits.iter().map(|literal| literal.term)
    }

    /// Whether it is only as it is declared.
    pub(super) fn is_emitted(&self) -> bool {
        self.fits.iter().any(|literal| literal.role == Role::Emitted)
    }
}

/// The members that an object gets.
#[derive(Debug, Clone)]
struct Members {
    named: BTreeMap<Name, Vec<Literal>>,
    /// Members of a region, with what each must be besides.
    fresh: Vec<(usize, Vec<Literal>)>,
}

impl Solver {
    pub(super) fn object_term(&self, id: TermId) -> Option<Rc<Term>> {
        let term = self.terms.get(id);
        matches!(term.as_ref(), Term::Object(_)).then(|| Rc::clone(term))
    }

    /// Whether an object of a branch may have a member of a name with a value that is also this.
    ///
    /// While there are choices left, only what can be seen of every object counts: they may declare the member, and members of it.
    pub(super) fn may_have(
        &mut self,
        branch: &Branch,
        name: &Name,
        value: Option<Literal>,
        left: Left,
    ) -> bool {
        let demand = &branch.object;
        let is_refused = |holds| holds == Holds::No;
        if demand.absent.contains(name)
            || is_refused(self.fits_names(branch, name))
            || (left == Left::Nothing && is_refused(self.may_be_named(branch, name)))
        {
            return false;
        }
        let mut goal = self.said_of(branch, name, &[]);
        goal.extend(demand.has.get(name).into_iter().flatten());
        goal.extend(value);
        if left == Left::Choices {
            for literal in goal.iter_mut().filter(|literal| literal.role == Role::Emitted) {
                literal.role = Role::Admitted;
            }
        }
        self.solve(goal) != Outcome::Empty
    }

    /// Whether a name is one that members may have.
    fn fits_names(&mut self, branch: &Branch, name: &Name) -> Holds {
        let text = Scalar::String(Rc::clone(name));
        let mut fits = Holds::Yes;
        for literal in &branch.object.fits {
            let Some(term) = self.object_term(literal.term) else { continue };
            let Term::Object(rules) = term.as_ref() else { continue };
            match rules.names.map_or(Holds::Yes, |names| self.holds(names, &text)) {
                Holds::Yes => {}
                Holds::No => return Holds::No,
                Holds::Unknown => fits = Holds::Unknown,
            }
        }
        fits
    }

    /// Whether an object may have a member of this name, whatever it is.
    fn may_be_named(&mut self, branch: &Branch, name: &Name) -> Holds {
        let demand = &branch.object;
        let declares = !demand.is_emitted()
            || self.scopes_declare_others(branch)
            || demand.fits.iter().any(|literal| {
                let Some(term) = self.object_term(literal.term) else { return false };
                let Term::Object(rules) = term.as_ref() else { return false };
                literal.role == Role::Emitted
                    && (rules.property(name).is_some()
                        || rules.requires(name)
                        || rules
                            .dependencies
                            .iter()
                            .any(|rule| rule.name == *name || rule.required.contains(name))
                        || self.declares_others(rules)
                        || rules.patterns.iter().any(|(pattern, _)| self.matches(pattern, name) != Holds::No))
            });
        if declares { self.fits_names(branch, name) } else { Holds::No }
    }

    /// Whether an object says that it may have members that it does not name.
    pub(super) fn declares_others(&self, rules: &ObjectTerm) -> bool {
        rules.additional.is_some_and(|additional| **self.terms.get(additional) != Term::Never)
    }

    /// Whether an `unevaluatedProperties` says that there may be members that are not named.
    pub(super) fn scopes_declare_others(&self, branch: &Branch) -> bool {
        branch
            .scopes
            .iter()
            .filter_map(|scope| scope.properties)
            .any(|literal| literal.role == Role::Emitted && **self.terms.get(literal.term) != Term::Never)
    }

    /// What the terms of a branch say of a member, with what the unevaluated members of some scopes are.
    fn said_of(&mut self, branch: &Branch, name: &Name, scopes: &[(u16, Literal)]) -> Vec<Literal> {
        let mut said = Vec::new();
        let mut evaluated: BTreeSet<u16> = BTreeSet::new();
        for literal in &branch.object.fits {
            let Some(term) = self.object_term(literal.term) else { continue };
            let Term::Object(rules) = term.as_ref() else { continue };
            let before = said.len();
            let plain = Literal { scope: 0, ..*literal };
            said.extend(rules.property(name).map(|schema| plain.of(schema)));
            for (pattern, schema) in &rules.patterns {
                if self.matches(pattern, name) == Holds::Yes {
                    said.push(plain.of(*schema));
                }
            }
            if said.len() == before {
                said.extend(rules.additional.map(|schema| plain.of(schema)));
            }
            if said.len() > before {
                evaluated.insert(literal.scope);
            }
        }
        for (scope, demand) in scopes {
            let is_evaluated =
                evaluated.iter().any(|inner| Branch::is_within(&branch.scopes, *inner, *scope));
            if !is_evaluated && !branch.has_inner_scope(*scope, |inner| inner.properties.is_some()) {
                said.push(*demand);
            }
        }
        said
    }

    /// The scopes of a branch that say what unevaluated members are.
    pub(super) fn property_scopes(branch: &Branch) -> Vec<(u16, Literal)> {
        let scopes = branch.scopes.iter().enumerate();
        scopes.filter_map(|(index, scope)| Some((u16::try_from(index).ok()?, scope.properties?))).collect()
    }

    /// An object that fulfils the demands of a branch.
    pub(super) fn object_leaf(&mut self, branch: &Branch) -> Outcome {
        let demand = &branch.object;
        if demand.max.is_some_and(|max| max < demand.min) {
            return Outcome::Empty;
        }
        let scopes = Self::property_scopes(branch);
        let mut members = Members { named: BTreeMap::new(), fresh: Vec::new() };
        let mut unknown = None;
        for name in demand.required.iter().chain(demand.has.keys()) {
            if members.named.contains_key(name) {
                continue;
            }
            if demand.absent.contains(name) || self.may_be_named(branch, name) == Holds::No {
                return Outcome::Empty;
            }
            let mut goal = self.said_of(branch, name, &scopes);
            goal.extend(demand.has.get(name).into_iter().flatten());
            match self.solve(goal.clone()) {
                Outcome::Empty => return Outcome::Empty,
                Outcome::Unknown(reason) => unknown = Some(reason),
                Outcome::Found(..) => {}
            }
            members.named.insert(Rc::clone(name), goal);
        }
        if demand.max.is_some_and(|max| (members.named.len() as u64) > max) {
            return Outcome::Empty;
        }
        if let Some(reason) = unknown {
            return Outcome::Unknown(reason);
        }
        let needs_regions = !demand.some.is_empty() || demand.min > members.named.len() as u64;
        let regions = if needs_regions { self.regions(branch, &scopes) } else { Regions::default() };
        let outcome = self.assign(branch, &scopes, &regions, &members, &demand.some);
        match (&outcome, regions.unknown) {
            // What was not found may be in a region that is not known.
            (Outcome::Empty, Some(reason)) => Outcome::Unknown(reason),
            _ => outcome,
        }
    }

    /// Names that some demand mentions.
    pub(super) fn mentioned(&self, demand: &ObjectDemand) -> BTreeSet<Name> {
        let mut names: BTreeSet<Name> = demand.required.iter().chain(demand.has.keys()).cloned().collect();
        names.extend(demand.absent.iter().cloned());
        let undeclared = demand.some.iter().filter_map(|some| match some.names {
            Names::Undeclared(term) => Some(term),
            _ => None,
        });
        for term in demand.terms().chain(undeclared) {
            if let Term::Object(rules) = self.terms.get(term).as_ref() {
                names.extend(rules.properties.iter().map(|(name, _)| Rc::clone(name)));
            }
        }
        names
    }

    /// Finds a name for every member that must be there under some name.
    fn assign(
        &mut self,
        branch: &Branch,
        scopes: &[(u16, Literal)],
        regions: &Regions,
        members: &Members,
        some: &[SomeMember],
    ) -> Outcome {
        if !self.step() {
            return Outcome::Unknown(Reason::Budget);
        }
        let Some((first, rest)) = some.split_first() else {
            return self.complete(branch, scopes, regions, members);
        };
        let mut outcome = Outcome::Empty;
        // A member that no demand mentions.
        for (index, region) in regions.regions.iter().enumerate() {
            match self.is_of_region(branch, &first.names, region) {
                Holds::No => continue,
                Holds::Unknown => {
                    let reason = Reason::Beyond("the names of members could not be told apart");
                    outcome = outcome.or(Outcome::Unknown(reason));
                    continue;
                }
                Holds::Yes => {}
            }
            let mut goal = region.value.clone();
            goal.extend(first.value);
            if self.solve(goal) == Outcome::Empty {
                continue;
            }
            let mut inner = members.clone();
            inner.fresh.push((index, first.value.into_iter().collect()));
            outcome = outcome.or(self.assign(branch, scopes, regions, &inner, rest));
            if outcome.is_certain() {
                return outcome;
            }
        }
        // One that is mentioned, or there already.
        let mut names: BTreeSet<Name> = members.named.keys().cloned().collect();
        names.extend(regions.mentioned.iter().cloned());
        for name in names {
            if branch.object.absent.contains(&name)
                || self.is_named(branch, &first.names, &name) == Holds::No
                || self.may_be_named(branch, &name) == Holds::No
            {
                continue;
            }
            let known = members.named.get(&name).cloned();
            let mut goal = known.unwrap_or_else(|| self.said_of(branch, &name, scopes));
            goal.extend(first.value);
            if self.solve(goal.clone()) == Outcome::Empty {
                continue;
            }
            let mut inner = members.clone();
            inner.named.insert(name, goal);
            outcome = outcome.or(self.assign(branch, scopes, regions, &inner, rest));
            if outcome.is_certain() {
                return outcome;
            }
        }
        // One that is there for another reason.
        for index in 0..members.fresh.len() {
            let region = &regions.regions[members.fresh[index].0];
            if self.is_of_region(branch, &first.names, region) != Holds::Yes {
                continue;
            }
            let mut inner = members.clone();
            inner.fresh[index].1.extend(first.value);
            outcome = outcome.or(self.assign(branch, scopes, regions, &inner, rest));
            if outcome.is_certain() {
                return outcome;
            }
        }
        outcome
    }

    /// Whether a name is one of some names.
    fn is_named(&mut self, branch: &Branch, names: &Names, name: &Name) -> Holds {
        match names {
            Names::Matching(pattern) => self.matches(pattern, name),
            Names::Undeclared(term) => {
                let Some(term) = self.object_term(*term) else { return Holds::Unknown };
                let Term::Object(rules) = term.as_ref() else { return Holds::Unknown };
                let declared = rules.property(name).is_some()
                    || rules.patterns.iter().any(|(pattern, _)| self.matches(pattern, name) != Holds::No);
                Holds::from(!declared)
            }
            Names::Unfit(term) => self.holds(*term, &Scalar::String(Rc::clone(name))).not(),
            Names::Unevaluated(scope) => {
                let mark = Literal { term: self.terms.add(Term::Any), role: Role::Admitted, scope: u16::MAX };
                Holds::from(self.said_of(branch, name, &[(*scope, mark)]).contains(&mark))
            }
        }
    }

    /// Makes an object of the members that it has, with more of them where it must have more.
    fn complete(
        &mut self,
        branch: &Branch,
        scopes: &[(u16, Literal)],
        regions: &Regions,
        members: &Members,
    ) -> Outcome {
        let demand = &branch.object;
        let count = (members.named.len() + members.fresh.len()) as u64;
        if demand.max.is_some_and(|max| count > max) {
            return Outcome::Empty;
        }
        let mut trust = Trust::Certain;
        let mut unknown = None;
        let mut values: Vec<(Name, Rc<Sample>)> = Vec::new();
        for (name, goal) in &members.named {
            match self.solve(goal.clone()) {
                Outcome::Empty => return Outcome::Empty,
                Outcome::Unknown(reason) => unknown = Some(reason),
                Outcome::Found(value, doubt) => {
                    trust = trust.and(doubt);
                    values.push((Rc::clone(name), value));
                }
            }
        }
        let mut wanted: Vec<usize> = vec![0; regions.regions.len()];
        let mut fresh: Vec<(usize, Rc<Sample>)> = Vec::new();
        for (index, more) in &members.fresh {
            let mut goal = regions.regions[*index].value.clone();
            goal.extend(more);
            match self.solve(goal) {
                Outcome::Empty => return Outcome::Empty,
                Outcome::Unknown(reason) => unknown = Some(reason),
                Outcome::Found(value, doubt) => {
                    trust = trust.and(doubt);
                    wanted[*index] += 1;
                    fresh.push((*index, value));
                }
            }
        }
        let mut missing = demand.min.saturating_sub(count);
        if missing > 0 {
            for name in &regions.mentioned {
                if missing == 0 {
                    break;
                }
                if members.named.contains_key(name)
                    || demand.absent.contains(name)
                    || self.may_be_named(branch, name) == Holds::No
                {
                    continue;
                }
                let goal = self.said_of(branch, name, scopes);
                match self.solve(goal) {
                    Outcome::Empty => {}
                    Outcome::Unknown(reason) => unknown = Some(reason),
                    Outcome::Found(value, doubt) => {
                        trust = trust.and(doubt);
                        values.push((Rc::clone(name), value));
                        missing -= 1;
                    }
                }
            }
        }
        // Names for the members that no demand mentions.
        let mut names: Vec<Vec<Name>> = Vec::new();
        for (region, wanted) in regions.regions.iter().zip(&wanted) {
            let ask = wanted + usize::try_from(missing).unwrap_or(usize::MAX);
            let (found, rest) = self.names_in(region, &regions.mentioned, ask);
            if found.len() < *wanted {
                return rest.map_or(Outcome::Empty, Outcome::Unknown);
            }
            if missing > 0 && found.len() > *wanted {
                match self.solve(region.value.clone()) {
                    Outcome::Empty => {}
                    Outcome::Unknown(reason) => unknown = Some(reason),
                    Outcome::Found(value, doubt) => {
                        trust = trust.and(doubt);
                        for name in &found[*wanted..] {
                            values.push((Rc::clone(name), Rc::clone(&value)));
                            missing = missing.saturating_sub(1);
                        }
                    }
                }
            }
            if let Some(reason) = rest.filter(|_| missing > 0) {
                unknown = Some(reason);
            }
            names.push(found);
        }
        if let Some(reason) = unknown {
            return Outcome::Unknown(reason);
        }
        if missing > 0 {
            return Outcome::Empty;
        }
        for (index, value) in fresh {
            if let Some(name) = names[index].first().cloned() {
                names[index].remove(0);
                values.push((name, value));
            }
        }
        values.sort();
        Outcome::of(Sample::Object(values), trust)
    }
}
