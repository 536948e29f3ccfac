//! Strings that fulfil several demands.

use std::rc::Rc;

use super::goal::{Outcome, Reason, Sample, Trust};
use super::holds::Holds;
use super::language::{Language, Rest};
use super::solver::Solver;
use super::term::{Scalar, TextTerm};

/// The longest string that is made.
const LONGEST: u64 = 20_000;

/// What a string must be.
#[derive(Debug, Clone, Default)]
pub(super) struct TextDemand {
    min: u64,
    max: Option<u64>,
    pub(super) matched: Vec<Rc<str>>,
    pub(super) unmatched: Vec<Rc<str>>,
    pub(super) excluded: Vec<Rc<str>>,
}

impl TextDemand {
    pub(super) fn add(&mut self, term: &TextTerm) {
        self.longer(term.min);
        if let Some(max) = term.max {
            self.shorter(max);
        }
        self.matched.extend(term.patterns.iter().cloned());
    }

    /// No fewer characters.
    pub(super) fn longer(&mut self, min: u64) {
        self.min = self.min.max(min);
    }

    /// No more characters.
    pub(super) fn shorter(&mut self, max: u64) {
        self.max = Some(self.max.map_or(max, |own| own.min(max)));
    }
}

/// What makes a name or a word that people can read, before any other is looked for.
const WORDS: [&str; 4] = ["", "a", "text", "another text"];

impl Solver {
    /// A string that fulfils some demands.
    pub(super) fn text_leaf(&mut self, demand: &TextDemand) -> Outcome {
        let TextDemand { min, max, matched, unmatched, excluded } = demand;
        if max.is_some_and(|max| max < *min) || matched.iter().any(|pattern| unmatched.contains(pattern)) {
            return Outcome::Empty;
        }
        let found = |word: &str| Outcome::of(Sample::Scalar(Scalar::String(word.into())), Trust::Certain);
        for word in WORDS {
            let length = word.chars().count() as u64;
            let is_admitted = length >= *min
                && max.is_none_or(|max| length <= max)
                && !excluded.iter().any(|other| **other == *word)
                && matched.iter().all(|pattern| self.matches(pattern, word) == Holds::Yes)
                && unmatched.iter().all(|pattern| self.matches(pattern, word) == Holds::No);
            if is_admitted {
                return found(word);
            }
        }
        if *min > LONGEST {
            return Outcome::Unknown(Reason::Beyond("no string as long as that is made"));
        }
        let language = match self.language_of(matched, unmatched) {
            Ok(language) => language,
            Err(reason) => return Outcome::Unknown(reason),
        };
        let words = self.languages.words(language, *min, *max, excluded.len() + 1, &mut self.budget);
        let free = words.words.iter().find(|word| !excluded.iter().any(|other| **other == ***word));
        match (free, words.rest) {
            (Some(word), _) => found(word),
            (None, Rest::None) => Outcome::Empty,
            (None, Rest::More | Rest::Unknown) => Outcome::Unknown(Reason::Budget),
        }
    }

    /// The strings in which some patterns match and others do not.
    pub(super) fn language_of(
        &mut self,
        matched: &[Rc<str>],
        unmatched: &[Rc<str>],
    ) -> Result<Language, Reason> {
        let mut language = self.languages.all();
        for pattern in matched {
            let own = self.pattern(pattern)?;
            language = self.languages.both(language, own);
        }
        for pattern in unmatched {
            let own = self.pattern(pattern)?;
            let other = self.languages.not(own);
            language = self.languages.both(language, other);
        }
        Ok(language)
    }

    /// The strings in which a pattern matches.
    pub(super) fn pattern(&mut self, pattern: &Rc<str>) -> Result<Language, Reason> {
        self.languages
            .pattern(pattern)
            .map_err(|unsupported| Reason::Pattern(Rc::clone(pattern), unsupported.to_string().into()))
    }
}
