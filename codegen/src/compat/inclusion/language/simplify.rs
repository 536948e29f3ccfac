//! Expressions of expressions, simplified: each step is an equality of languages.
//!
//! The fewer forms a language has, the fewer states there are.

use super::Language;
use super::class::Class;
use super::derivative::{ALL, ANY, EMPTY, Expressions, NONE, Node};

/// How often what was simplified is looked at again. More only costs states.
const ROUNDS: usize = 32;

/// One of the words of an `or`: a repetition, then a rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Term {
    rest: Language,
    inside: Language,
    min: u64,
    max: Option<u64>,
}

impl Expressions {
    /// A word of the first, then one of the second.
    pub(super) fn concat(&mut self, a: Language, b: Language) -> Language {
        let mut heads = Vec::new();
        let mut last = a;
        while let Node::Concat(head, tail) = self.node(last) {
            heads.push(*head);
            last = *tail;
        }
        heads.push(last);
        heads.into_iter().rev().fold(b, |tail, head| self.prefixed(head, tail))
    }

    /// `head`, which is no `Concat`, then `tail`.
    fn prefixed(&mut self, head: Language, mut tail: Language) -> Language {
        loop {
            if head == NONE || tail == NONE {
                return NONE;
            }
            if head == EMPTY {
                return tail;
            }
            if tail == EMPTY {
                return head;
            }
            let (next, rest) = self.split(tail);
            let (inside, min, max) = self.repeated(head);
            let (next_inside, next_min, next_max) = self.repeated(next);
            if inside == next_inside
                && let Some(min) = min.checked_add(next_min)
                && let Some(max) = checked(max, next_max, u64::checked_add)
            {
                let both = self.repeat(inside, min, max);
                return self.concat(both, rest);
            }
            // Before any characters, no more than the fewest are needed.
            if self.is_fill(next) {
                if self.nullable(head) {
                    return tail;
                }
                if max != Some(min) {
                    let fewest = self.repeat(inside, min, Some(min));
                    return self.concat(fewest, tail);
                }
            }
            // After them, the same.
            if self.is_fill(head) {
                if self.nullable(next) {
                    tail = rest;
                    continue;
                }
                if next_max != Some(next_min) {
                    let fewest = self.repeat(next_inside, next_min, Some(next_min));
                    tail = self.concat(fewest, rest);
                    continue;
                }
            }
            return self.interned(Node::Concat(head, tail));
        }
    }

    /// Any number of any characters, from some number on.
    fn is_fill(&self, language: Language) -> bool {
        matches!(self.node(language), Node::Repeat(ANY, _, None))
    }

    /// The first part and the others.
    fn split(&self, language: Language) -> (Language, Language) {
        match self.node(language) {
            Node::Concat(head, tail) => (*head, *tail),
            _ => (language, EMPTY),
        }
    }

    /// What is repeated, and how often.
    fn repeated(&self, language: Language) -> (Language, u64, Option<u64>) {
        match self.node(language) {
            Node::Repeat(inside, min, max) => (*inside, *min, *max),
            _ => (language, 1, Some(1)),
        }
    }

    /// From `min` to `max` words of a language, one after the other.
    pub(super) fn repeat(&mut self, inside: Language, min: u64, max: Option<u64>) -> Language {
        let (mut inside, mut min, mut max) = (inside, min, max);
        if max.is_some_and(|max| max < min) {
            return NONE;
        }
        if inside == EMPTY || max == Some(0) || (inside == NONE && min == 0) {
            return EMPTY;
        }
        if inside == NONE {
            return NONE;
        }
        if self.nullable(inside) {
            min = 0;
            if let Node::Or(members) = self.node(inside)
                && members.contains(&EMPTY)
            {
                let others = members.iter().copied().filter(|member| *member != EMPTY).collect();
                inside = self.or(others);
            }
        }
        if let Node::Repeat(inner, inner_min @ 0..=1, inner_max) = *self.node(inside)
            && let Some(product) = checked(inner_max, max, u64::checked_mul)
        {
            inside = inner;
            min = if inner_min == 0 { 0 } else { min };
            max = product;
        }
        if (min, max) == (1, Some(1)) { inside } else { self.interned(Node::Repeat(inside, min, max)) }
    }

    /// The words that a language has not.
    pub(super) fn not(&mut self, language: Language) -> Language {
        let mut waiting = vec![language];
        while let Some(top) = waiting.last().copied() {
            if self.complements.contains_key(&top) {
                waiting.pop();
                continue;
            }
            let before = waiting.len();
            if let Node::Or(members) | Node::And(members) = self.node(top) {
                let missing = |member: &Language| !self.complements.contains_key(member);
                waiting.extend(members.iter().copied().filter(missing));
            }
            if waiting.len() == before {
                let complement = self.complement_of_parts(top);
                self.complements.insert(top, complement);
                self.complements.entry(complement).or_insert(top);
                waiting.pop();
            }
        }
        self.complements[&language]
    }

    /// The complement, given those of the parts.
    fn complement_of_parts(&mut self, language: Language) -> Language {
        match self.node(language).clone() {
            Node::Not(inside) => inside,
            Node::Or(members) => {
                let members = members.iter().map(|member| self.complements[member]).collect();
                self.and(members)
            }
            Node::And(members) => {
                let members = members.iter().map(|member| self.complements[member]).collect();
                self.or(members)
            }
            Node::Empty => self.repeat(ANY, 1, None),
            _ if language == ANY => self.other_lengths(1, Some(1)),
            Node::Repeat(ANY, min, max) => self.other_lengths(min, max),
            Node::None | Node::Class(_) | Node::Concat(..) | Node::Repeat(..) => {
                self.interned(Node::Not(language))
            }
        }
    }

    /// The words of any other length.
    fn other_lengths(&mut self, min: u64, max: Option<u64>) -> Language {
        let shorter = match min.checked_sub(1) {
            Some(longest) => self.repeat(ANY, 0, Some(longest)),
            None => NONE,
        };
        let longer = match max.and_then(|max| max.checked_add(1)) {
            Some(shortest) => self.repeat(ANY, shortest, None),
            None => NONE,
        };
        self.or(vec![shorter, longer])
    }

    /// The words of any of the languages.
    pub(super) fn or(&mut self, members: Vec<Language>) -> Language {
        let mut members = members;
        for _ in 0..ROUNDS {
            members = self.flat(&members, true);
            if members.contains(&ALL) || self.opposed(&members) {
                return ALL;
            }
            let Some(fewer) = self.merged(&members).or_else(|| self.absorbed(&members, true)) else { break };
            members = fewer;
        }
        let members = self.flat(&members, true);
        match members.as_slice() {
            [] => NONE,
            [only] => *only,
            _ => self.interned(Node::Or(members.into())),
        }
    }

    /// The words of all of the languages.
    pub(super) fn and(&mut self, members: Vec<Language>) -> Language {
        let mut members = members;
        for _ in 0..ROUNDS {
            members = self.flat(&members, false);
            if members.contains(&NONE) || self.opposed(&members) {
                return NONE;
            }
            let min = members.iter().map(|member| self.lengths(*member).0).max().unwrap_or_default();
            let max = members.iter().filter_map(|member| self.lengths(*member).1).min();
            if max.is_some_and(|max| max < min) {
                return NONE;
            }
            if max == Some(0) {
                return if members.iter().all(|member| self.nullable(*member)) { EMPTY } else { NONE };
            }
            let Some(fewer) = self.intersected(&members).or_else(|| self.absorbed(&members, false)) else {
                break;
            };
            members = fewer;
        }
        let members = self.flat(&members, false);
        match members.as_slice() {
            [] => ALL,
            [only] => *only,
            _ => self.interned(Node::And(members.into())),
        }
    }

    /// The members and those of members, sorted, each once, without the unit.
    fn flat(&self, members: &[Language], or: bool) -> Vec<Language> {
        let mut flat = Vec::with_capacity(members.len());
        for member in members {
            match self.node(*member) {
                Node::Or(inner) if or => flat.extend(inner.iter().copied()),
                Node::And(inner) if !or => flat.extend(inner.iter().copied()),
                _ if *member == if or { NONE } else { ALL } => {}
                _ => flat.push(*member),
            }
        }
        flat.sort_unstable();
        flat.dedup();
        flat
    }

    /// Whether a language and its complement are among the members, which are sorted.
    fn opposed(&self, members: &[Language]) -> bool {
        members.iter().any(|member| self.has_complement(members, *member))
    }

    fn has_complement(&self, members: &[Language], of: Language) -> bool {
        self.complements.get(&of).is_some_and(|complement| members.binary_search(complement).is_ok())
    }

    /// Members that say less: `x | (x & y)` is `x`, `x | (!x & y)` is `x | y`, and the same with `or` and `and` swapped.
    fn absorbed(&mut self, members: &[Language], or: bool) -> Option<Vec<Language>> {
        let mut fewer = Vec::with_capacity(members.len());
        let mut changed = false;
        for member in members {
            let parts = match self.node(*member) {
                Node::And(parts) if or => parts.clone(),
                Node::Or(parts) if !or => parts.clone(),
                _ => {
                    fewer.push(*member);
                    continue;
                }
            };
            if parts.iter().any(|part| members.binary_search(part).is_ok()) {
                changed = true;
                continue;
            }
            let rest: Vec<Language> =
                parts.iter().copied().filter(|part| !self.has_complement(members, *part)).collect();
            if rest.len() == parts.len() {
                fewer.push(*member);
            } else {
                changed = true;
                fewer.push(if or { self.and(rest) } else { self.or(rest) });
            }
        }
        changed.then_some(fewer)
    }

    /// Members of an `or` that are one: of the same rest, repetitions whose counts touch, or characters.
    fn merged(&mut self, members: &[Language]) -> Option<Vec<Language>> {
        if members.len() < 2 {
            return None;
        }
        let mut terms: Vec<Term> = Vec::with_capacity(members.len());
        for member in members.iter().filter(|member| **member != EMPTY) {
            let (head, rest) = self.split(*member);
            let (inside, min, max) = self.repeated(head);
            terms.push(Term { rest, inside, min, max });
        }
        terms.sort_unstable();
        let mut merged: Vec<Term> = Vec::with_capacity(terms.len());
        let mut changed = false;
        for term in terms {
            let last = merged.last_mut().filter(|last| (last.rest, last.inside) == (term.rest, term.inside));
            match last {
                Some(last) if last.max.is_none_or(|max| term.min <= max.saturating_add(1)) => {
                    last.max = last.max.zip(term.max).map(|(a, b)| a.max(b));
                    changed = true;
                }
                _ => merged.push(term),
            }
        }
        changed |= self.united(&mut merged);
        let mut bare: Vec<Language> = members.iter().copied().filter(|member| *member == EMPTY).collect();
        if !changed {
            // A rest by itself is the rest after no repetition.
            let index =
                merged.iter().position(|term| term.min == 1 && members.binary_search(&term.rest).is_ok())?;
            merged[index].min = 0;
            let rest = merged[index].rest;
            bare.retain(|member| *member != rest);
            let (head, tail) = self.split(rest);
            let (inside, min, max) = self.repeated(head);
            merged.retain(|term| *term != Term { rest: tail, inside, min, max });
        }
        for term in merged {
            let head = self.repeat(term.inside, term.min, term.max);
            bare.push(self.concat(head, term.rest));
        }
        Some(bare)
    }

    /// Makes one class of those before the same rest. Terms are sorted by their rests.
    fn united(&mut self, terms: &mut Vec<Term>) -> bool {
        let before = terms.len();
        let mut united: Vec<Term> = Vec::with_capacity(before);
        let mut class_at: Option<(usize, Class)> = None;
        for term in std::mem::take(terms) {
            let class = match self.node(term.inside) {
                Node::Class(id) if (term.min, term.max) == (1, Some(1)) => self.class_of(*id),
                _ => {
                    united.push(term);
                    continue;
                }
            };
            match &mut class_at {
                Some((index, known)) if united[*index].rest == term.rest => {
                    *known = known.or(class);
                    let class = known.clone();
                    united[*index].inside = self.class(class);
                }
                _ => {
                    class_at = Some((united.len(), class.clone()));
                    united.push(term);
                }
            }
        }
        *terms = united;
        terms.len() < before
    }

    /// Members of an `and` that are one: repetitions of characters. A length that the others have anyway is left out.
    fn intersected(&mut self, members: &[Language]) -> Option<Vec<Language>> {
        let run = |language: &Language| {
            let (inside, min, max) = self.repeated(*language);
            match self.node(inside) {
                Node::Class(id) => Some((self.class_of(*id), min, max)),
                _ => None,
            }
        };
        let (runs, mut others): (Vec<Language>, Vec<Language>) =
            members.iter().copied().partition(|member| run(member).is_some());
        let mut all = (Class::any(), 0, None);
        for (class, min, max) in runs.iter().filter_map(run) {
            all = (all.0.and(class), all.1.max(min), all.2.into_iter().chain(max).min());
        }
        let (mut class, min, max) = all;
        let mut changed = runs.len() > 1;
        if (min, max) == (1, Some(1)) {
            let before = others.len();
            others.retain(|other| match self.node(*other) {
                Node::Not(inside) => match self.node(*inside) {
                    Node::Class(id) => {
                        class = class.and(&self.class_of(*id).not());
                        false
                    }
                    _ => true,
                },
                _ => true,
            });
            changed |= others.len() < before;
        }
        if class == Class::any() && !runs.is_empty() && !others.is_empty() {
            let shortest = others.iter().map(|other| self.lengths(*other).0).max().unwrap_or_default();
            let longest = others.iter().filter_map(|other| self.lengths(*other).1).min();
            if min <= shortest && max.is_none_or(|max| longest.is_some_and(|longest| longest <= max)) {
                return Some(others);
            }
        }
        if !changed {
            return None;
        }
        let class = self.class(class);
        others.push(self.repeat(class, min, max));
        Some(others)
    }
}

/// Of two numbers, of which none is infinite. Nothing where the result is too large.
fn checked(a: Option<u64>, b: Option<u64>, operation: fn(u64, u64) -> Option<u64>) -> Option<Option<u64>> {
    match (a, b) {
        (Some(a), Some(b)) => operation(a, b).map(Some),
        _ => Some(None),
    }
}
