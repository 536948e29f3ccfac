//! Sets of characters.

use std::collections::{BTreeSet, HashMap};

/// The last scalar value before the surrogates, and the first after them.
const BEFORE_SURROGATES: u32 = 0xD7FF;
const AFTER_SURROGATES: u32 = 0xE000;
const LAST: u32 = 0x10_FFFF;

/// A set of Unicode scalar values: sorted ranges that neither overlap nor touch, none over the surrogates.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Class(Box<[(u32, u32)]>);

impl Class {
    /// Every character.
    pub(super) fn any() -> Self {
        Self::new(vec![(0, LAST)])
    }

    /// One character.
    pub(super) fn one(character: char) -> Self {
        Self::new(vec![(character.into(), character.into())])
    }

    /// The characters of any ranges. Surrogates are no characters: they are left out.
    pub(super) fn new(ranges: Vec<(u32, u32)>) -> Self {
        let mut pieces = Vec::with_capacity(ranges.len() + 1);
        for (first, last) in ranges {
            if first <= last.min(BEFORE_SURROGATES) {
                pieces.push((first, last.min(BEFORE_SURROGATES)));
            }
            if first.max(AFTER_SURROGATES) <= last.min(LAST) {
                pieces.push((first.max(AFTER_SURROGATES), last.min(LAST)));
            }
        }
        pieces.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(pieces.len());
        for (first, last) in pieces {
            match merged.last_mut() {
                Some(before) if first <= before.1 + 1 => before.1 = before.1.max(last),
                _ => merged.push((first, last)),
            }
        }
        Self(merged.into())
    }

    /// The ranges: first and last.
    pub(super) fn ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn contains(&self, character: char) -> bool {
        let code = u32::from(character);
        let after = self.0.partition_point(|(first, _)| *first <= code);
        after > 0 && code <= self.0[after - 1].1
    }

    /// The characters of this set or the other.
    pub(super) fn or(&self, other: &Self) -> Self {
        Self::new(self.0.iter().chain(&other.0).copied().collect())
    }

    /// The characters of both sets.
    pub(super) fn and(&self, other: &Self) -> Self {
        let (mut a, mut b) = (0, 0);
        let mut shared = Vec::new();
        while let (Some(one), Some(two)) = (self.0.get(a), other.0.get(b)) {
            let (first, last) = (one.0.max(two.0), one.1.min(two.1));
            if first <= last {
                shared.push((first, last));
            }
            if one.1 < two.1 {
                a += 1;
            } else {
                b += 1;
            }
        }
        Self::new(shared)
    }

    /// The other characters.
    pub(super) fn not(&self) -> Self {
        let mut others = Vec::with_capacity(self.0.len() + 1);
        let mut next = 0;
        for (first, last) in &self.0 {
            if next < *first {
                others.push((next, first - 1));
            }
            next = last + 1;
        }
        others.push((next, LAST));
        Self::new(others)
    }
}

/// The alphabet in blocks: the classes it was made of tell no two characters of a block apart.
#[derive(Debug)]
pub(super) struct Partition {
    pub(super) blocks: Vec<Block>,
    /// Where each stretch of the alphabet begins, and its block.
    stretches: Vec<(u32, usize)>,
}

/// Characters that are alike.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) class: Class,
    /// One of them, for all.
    pub(super) representative: char,
}

impl Partition {
    /// The coarsest partition in which each class is a union of blocks.
    pub(super) fn new<'a>(classes: impl Iterator<Item = &'a Class>) -> Self {
        // Where a class begins or ends. Class 0 is the alphabet.
        let ends = |index: usize| move |(first, last): &(u32, u32)| [(*first, index), (last + 1, index)];
        let mut events: Vec<(u32, usize)> = Class::any().ranges().iter().flat_map(ends(0)).collect();
        for (index, class) in classes.enumerate() {
            events.extend(class.ranges().iter().flat_map(ends(index + 1)));
        }
        events.sort_unstable();
        let mut active = BTreeSet::new();
        let mut numbers: HashMap<Vec<usize>, usize> = HashMap::new();
        let mut ranges: Vec<Vec<(u32, u32)>> = Vec::new();
        let mut stretches = Vec::new();
        for (position, (point, index)) in events.iter().enumerate() {
            if !active.remove(index) {
                active.insert(*index);
            }
            let Some((next, _)) = events.get(position + 1) else { break };
            if next == point || !active.contains(&0) {
                continue;
            }
            let block = *numbers.entry(active.iter().copied().collect()).or_insert_with(|| {
                ranges.push(Vec::new());
                ranges.len() - 1
            });
            ranges[block].push((*point, next - 1));
            stretches.push((*point, block));
        }
        let blocks = ranges.into_iter().map(|ranges| {
            let representative = ranges.first().and_then(|range| char::from_u32(range.0)).unwrap_or_default();
            Block { class: Class::new(ranges), representative }
        });
        Self { blocks: blocks.collect(), stretches }
    }

    /// The representative of the block of a character.
    pub(super) fn representative(&self, character: char) -> char {
        let after = self.stretches.partition_point(|(first, _)| *first <= u32::from(character));
        let block = after.checked_sub(1).and_then(|at| self.blocks.get(self.stretches[at].1));
        block.map_or(character, |block| block.representative)
    }
}
