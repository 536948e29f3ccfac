//! Regular languages of ECMA-262 patterns: what both, either and none of them contain, whether any word is left, and which.
//!
//! A language is an expression, its states are the derivatives of the expression, and what is asked of it is asked of the
//! automaton that they make. A pattern means what it means with the flag `u`. What is only valid without the flag
//! (`\-`, a lone `{`) is read as the character. Where a pattern cannot be read exactly it is [`Unsupported`].

mod build;
mod class;
mod derivative;
mod parse;
mod property;
mod search;
mod simplify;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use derivative::{ALL, ANY, EMPTY, Expressions, NONE};

/// Why a pattern has no language here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unsupported {
    /// A construct that is not read, or not in its place.
    #[error("{0} is not read")]
    Construct(String),
    /// No pattern of ECMA-262.
    #[error("the pattern is malformed: {0}")]
    Malformed(String),
    /// The pattern is too long, too deep, or makes too large an expression.
    #[error("the pattern is too large")]
    TooLarge,
}

/// A language among the [`Languages`] that made it. Languages that are equal may differ here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Language(u32);

/// All languages, and what is known of them.
#[derive(Debug, Default)]
pub(super) struct Languages {
    expressions: Expressions,
    patterns: HashMap<String, Result<Language, Unsupported>>,
}

/// Words of a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    /// No two are the same, and none is longer than the next.
    pub(super) words: Vec<String>,
    /// The other words.
    pub(super) rest: Rest,
}

/// What is known of the words that are not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// There are no others.
    None,
    /// There are more.
    More,
    /// The budget ended before that was known.
    Unknown,
}

impl Languages {
    /// The strings in which a pattern matches somewhere.
    pub(super) fn pattern(&mut self, source: &str) -> Result<Language, Unsupported> {
        if let Some(known) = self.patterns.get(source) {
            return known.clone();
        }
        let language = parse::parse(source).and_then(|tree| build::build(&mut self.expressions, &tree));
        self.patterns.insert(source.to_owned(), language.clone());
        language
    }

    /// Every string.
    pub(super) fn all(&mut self) -> Language {
        ALL
    }

    /// No string.
    pub(super) fn none(&mut self) -> Language {
        NONE
    }

    /// One string.
    pub(super) fn word(&mut self, word: &str) -> Language {
        word.chars().rev().fold(EMPTY, |rest, character| {
            let character = self.expressions.class(class::Class::one(character));
            self.expressions.concat(character, rest)
        })
    }

    /// The strings of at least `min` code points, and at most `max`.
    pub(super) fn length(&mut self, min: u64, max: Option<u64>) -> Language {
        self.expressions.repeat(ANY, min, max)
    }

    /// The strings of both languages.
    pub(super) fn both(&mut self, a: Language, b: Language) -> Language {
        self.expressions.and(vec![a, b])
    }

    /// The strings of either language.
    pub(super) fn either(&mut self, a: Language, b: Language) -> Language {
        self.expressions.or(vec![a, b])
    }

    /// The strings that a language does not contain.
    pub(super) fn not(&mut self, a: Language) -> Language {
        self.expressions.not(a)
    }

    /// Whether a language contains a string.
    pub(super) fn contains(&mut self, language: Language, word: &str) -> bool {
        self.expressions.contains(language, word)
    }

    /// Up to `most` words of at least `min` code points and at most `max`, the shortest first.
    ///
    /// Of words of one length, those of small letters come first, then capitals, digits, other ASCII, and the others.
    /// The budget is of derivatives, and of the steps from length to length and the characters of words, which count less.
    pub(super) fn words(
        &mut self,
        language: Language,
        min: u64,
        max: Option<u64>,
        most: usize,
        budget: &mut u64,
    ) -> Words {
        search::words(&mut self.expressions, language, (min, max), most, budget)
    }
}
