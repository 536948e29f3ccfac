//! Words of a language: its states, and from which of them a word of a given length is left.
//!
//! States are found by depth. Once all that are less deep than `n` have been followed, what is known of words of at most
//! `n` characters is exact. States from which words of `n` characters lead to the end depend on those for `n - 1` only,
//! and there are finitely many sets of states, so that the sets repeat: then all lengths are known.

use std::collections::HashMap;
use std::sync::Arc;

use super::derivative::{ALL, ANY, Expressions, NONE, Node};
use super::{Language, Rest, Words};

/// Which characters come first in words. A space and what cannot be seen come last of their kind.
const PREFERENCE: [(u32, u32); 12] = [
    (0x61, 0x7A),
    (0x41, 0x5A),
    (0x30, 0x39),
    (0x21, 0x2F),
    (0x3A, 0x40),
    (0x5B, 0x60),
    (0x7B, 0x7E),
    (0x20, 0x20),
    (0xA1, 0xD7FF),
    (0xE000, 0x10_FFFF),
    (0, 0x1F),
    (0x7F, 0xA0),
];
/// How many parts of an expression are derived for the price of one.
const LIGHT: u64 = 64;
/// How much other work counts as one derivative.
const CHEAP: u64 = 256;
/// The work of a layer of states or of a word, beside that of its states or characters.
const EACH: u64 = 16;
/// The longest word that is written.
const LONGEST: u64 = 1 << 24;

/// The budget ended.
struct Spent;

/// The characters from one to another lead to a state.
type Piece = (u32, u32, u32);

struct State {
    language: Language,
    pieces: Arc<[Piece]>,
}

struct Search<'a> {
    expressions: &'a mut Expressions,
    /// In the order of their depths.
    states: Vec<State>,
    index: HashMap<Language, u32>,
    /// The states that lead to each.
    before: Vec<Vec<u32>>,
    /// How many states have been followed.
    followed: usize,
    /// The states that are less deep have been followed.
    depth: u64,
    max: Option<u64>,
}

/// For each number of characters the states, sorted, from which so many lead to the end.
struct Layers {
    list: Vec<Arc<[u32]>>,
    known: HashMap<Arc<[u32]>, usize>,
    /// The first layer of those that come again after the last.
    repeats: Option<usize>,
}

/// What may still be done.
struct Budget {
    left: u64,
    /// The work beside derivatives that is not yet paid.
    work: u64,
}

impl Budget {
    /// Pays for derivatives.
    fn spend(&mut self, cost: u64) -> Result<(), Spent> {
        let left = self.left.checked_sub(cost);
        self.left = left.unwrap_or(0);
        left.map(|_| ()).ok_or(Spent)
    }

    /// Pays for other work.
    fn work(&mut self, cost: u64) -> Result<(), Spent> {
        self.work = self.work.saturating_add(cost);
        let cost = self.work / CHEAP;
        self.work %= CHEAP;
        self.spend(cost)
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// See [`super::Languages::words`].
pub(super) fn words(
    expressions: &mut Expressions,
    language: Language,
    (min, max): (u64, Option<u64>),
    most: usize,
    budget: &mut u64,
) -> Words {
    let (language, min, max) = bounded(expressions, language, min, max);
    let mut words = Vec::new();
    if language == NONE || max.is_some_and(|max| max < min) {
        return Words { words, rest: Rest::None };
    }
    let mut search = Search {
        expressions,
        states: Vec::new(),
        index: HashMap::new(),
        before: Vec::new(),
        followed: 0,
        depth: 0,
        max,
    };
    search.state(language);
    let mut purse = Budget { left: *budget, work: 0 };
    let rest = search.run(min, most, &mut words, &mut purse).unwrap_or(Rest::Unknown);
    *budget = if rest == Rest::Unknown { 0 } else { purse.left };
    Words { words, rest }
}

/// A language without what it says of the length of all words, and the bounds with that.
fn bounded(
    expressions: &mut Expressions,
    language: Language,
    min: u64,
    max: Option<u64>,
) -> (Language, u64, Option<u64>) {
    let parts = match expressions.node(language) {
        Node::And(parts) => parts.to_vec(),
        _ => vec![language],
    };
    let lengths = expressions.lengths(language);
    let is_length = |part: &Language| matches!(expressions.node(*part), Node::Repeat(ANY, ..));
    let others: Vec<Language> = parts.iter().copied().filter(|part| !is_length(part)).collect();
    let language = if others.is_empty() { ALL } else { expressions.and(others) };
    (language, min.max(lengths.0), max.into_iter().chain(lengths.1).min())
}

impl Search<'_> {
    fn run(
        &mut self,
        min: u64,
        most: usize,
        words: &mut Vec<String>,
        budget: &mut Budget,
    ) -> Result<Rest, Spent> {
        // A part is kept to look at what was found when the rest has ended.
        let reserve = budget.left / 4;
        budget.left -= reserve;
        let mut next = min;
        let mut looked_at = 0;
        loop {
            let closed = self.followed == self.states.len() || self.max.is_some_and(|max| max <= self.depth);
            if closed {
                budget.left += reserve;
                let more = self.look(&mut next, self.max, most, words, budget)?;
                return Ok(if more { Rest::More } else { Rest::None });
            }
            if next <= self.depth && self.states.len() >= 2 * looked_at {
                looked_at = self.states.len();
                if self.look(&mut next, Some(self.depth), most, words, budget)? {
                    budget.left += reserve;
                    return Ok(Rest::More);
                }
            }
            if self.follow(budget).is_err() {
                budget.left = reserve;
                let more = self.look(&mut next, Some(self.depth), most, words, budget)?;
                return Ok(if more { Rest::More } else { Rest::Unknown });
            }
        }
    }

    /// The state of a language.
    fn state(&mut self, language: Language) -> u32 {
        if let Some(known) = self.index.get(&language) {
            return *known;
        }
        let state = u32::try_from(self.states.len()).unwrap_or(u32::MAX);
        self.states.push(State { language, pieces: Arc::new([]) });
        self.before.push(Vec::new());
        self.index.insert(language, state);
        state
    }

    /// Follows all states of one depth.
    fn follow(&mut self, budget: &mut Budget) -> Result<(), Spent> {
        for state in self.followed..self.states.len() {
            let language = self.states[state].language;
            let partition = self.expressions.partition(language);
            let cost = 1 + self.expressions.weight(language) / LIGHT;
            let mut targets = Vec::new();
            for block in &partition.blocks {
                budget.spend(cost)?;
                let target = self.expressions.derivative(language, block.representative);
                // What is too long in the end leads nowhere.
                let shortest =
                    self.expressions.lengths(target).0.saturating_add(self.depth).saturating_add(1);
                if target == NONE || self.max.is_some_and(|max| max < shortest) {
                    continue;
                }
                let target = self.state(target);
                let before = &mut self.before[target as usize];
                let number = u32::try_from(state).unwrap_or(u32::MAX);
                if before.last() != Some(&number) {
                    before.push(number);
                }
                targets.extend(block.class.ranges().iter().map(|(first, last)| (*first, *last, target)));
            }
            self.states[state].pieces = preferred(targets);
            self.followed += 1;
        }
        self.depth += 1;
        Ok(())
    }

    /// Lists words from the length `next` up to `last`. True when there are more than `most`.
    fn look(
        &mut self,
        next: &mut u64,
        last: Option<u64>,
        most: usize,
        words: &mut Vec<String>,
        budget: &mut Budget,
    ) -> Result<bool, Spent> {
        let accepting =
            (0_u32..).zip(&self.states).filter(|(_, state)| self.expressions.nullable(state.language));
        let mut layers = Layers::new(accepting.map(|(number, _)| number).collect());
        // The first length of those that have no words, up to the next.
        let mut barren = *next;
        while last.is_none_or(|last| *next <= last) {
            self.grow(&mut layers, *next, budget)?;
            if let Some(first) = layers.repeats {
                let period = count(layers.list.len() - first);
                if next.saturating_sub(barren.max(count(first))) >= period {
                    break;
                }
            }
            if layers.at(*next).is_some_and(|layer| layer.binary_search(&0).is_ok()) {
                if self.list(&layers, *next, most, words, budget)? {
                    return Ok(true);
                }
                barren = next.saturating_add(1);
            }
            let Some(after) = next.checked_add(1) else { break };
            *next = after;
        }
        Ok(false)
    }

    /// Adds layers until that of a length is known.
    fn grow(&self, layers: &mut Layers, length: u64, budget: &mut Budget) -> Result<(), Spent> {
        while layers.repeats.is_none() && count(layers.list.len()) <= length {
            let Some(top) = layers.list.last() else { return Ok(()) };
            let before = top.iter().map(|state| &self.before[*state as usize]);
            budget.work(EACH + before.clone().map(|before| count(before.len())).sum::<u64>())?;
            let mut layer: Vec<u32> = before.flatten().copied().collect();
            layer.sort_unstable();
            layer.dedup();
            layers.push(layer);
        }
        Ok(())
    }

    /// Lists words of a length, of which there is one. True when there are more than `most`.
    fn list(
        &self,
        layers: &Layers,
        length: u64,
        most: usize,
        words: &mut Vec<String>,
        budget: &mut Budget,
    ) -> Result<bool, Spent> {
        if words.len() >= most {
            return Ok(true);
        }
        budget.work(EACH.saturating_add(length))?;
        if length > LONGEST {
            return Err(Spent);
        }
        let mut word = Vec::new();
        // Of each state on the way: its number, which piece is next, and how far in it.
        let mut way = vec![(0_u32, 0_usize, 0_u32)];
        while let Some((state, piece, offset)) = way.last_mut() {
            let left = length - count(word.len());
            if left == 0 {
                if words.len() >= most {
                    return Ok(true);
                }
                words.push(word.iter().collect());
                budget.work(EACH.saturating_add(length))?;
                way.pop();
                word.pop();
                continue;
            }
            let Some((first, last, target)) = self.states[*state as usize].pieces.get(*piece) else {
                way.pop();
                word.pop();
                continue;
            };
            let character =
                char::from_u32(first + *offset).filter(|character| u32::from(*character) <= *last);
            let leads = layers.at(left - 1).is_some_and(|layer| layer.binary_search(target).is_ok());
            if let Some(character) = character.filter(|_| leads) {
                *offset += 1;
                word.push(character);
                way.push((*target, 0, 0));
            } else {
                (*piece, *offset) = (*piece + 1, 0);
            }
        }
        Ok(false)
    }
}

impl Layers {
    fn new(accepting: Vec<u32>) -> Self {
        let mut layers = Self { list: Vec::new(), known: HashMap::new(), repeats: None };
        layers.push(accepting);
        layers
    }

    fn push(&mut self, layer: Vec<u32>) {
        let layer: Arc<[u32]> = layer.into();
        self.repeats = self.known.get(&layer).copied();
        if self.repeats.is_none() {
            self.known.insert(Arc::clone(&layer), self.list.len());
            self.list.push(layer);
        }
    }

    /// The states from which words of a length lead to the end, as far as that is known.
    fn at(&self, length: u64) -> Option<&[u32]> {
        let known = count(self.list.len());
        let index = match self.repeats.map(count) {
            Some(first) if length >= known => first + (length - first) % (known - first),
            _ => length,
        };
        self.list.get(usize::try_from(index).ok()?).map(AsRef::as_ref)
    }
}

/// The pieces in the order in which characters are preferred.
fn preferred(pieces: Vec<Piece>) -> Arc<[Piece]> {
    let mut sorted = pieces;
    sorted.sort_unstable();
    let mut cut = Vec::with_capacity(sorted.len());
    for (first, last) in PREFERENCE {
        let within =
            sorted.iter().map(|(start, end, target)| ((*start).max(first), (*end).min(last), *target));
        cut.extend(within.filter(|(start, end, _)| start <= end));
    }
    cut.into()
}
