//! From the tree of a pattern to its language.
//!
//! A part of a pattern is built with the language of all that follows it up to the end of the string: then `$` and what
//! looks ahead say something of that language. Where a part begins at the start of the string, two languages follow it,
//! since it may match the empty word and leave what follows at the start.

use super::class::Class;
use super::derivative::{ALL, ANY, EMPTY, Expressions, NONE};
use super::parse::Tree;
use super::{Language, Unsupported};

/// The most often that a part with assertions is repeated one by one.
const UNROLLED: u64 = 16;
/// The most steps of one pattern.
const STEPS: usize = 200_000;
/// The largest expression of one pattern, with all that is made on the way.
const SIZE: usize = 500_000;

/// What follows a part.
#[derive(Debug, Clone, Copy)]
struct Then {
    /// Where the part matched nothing at the start of the string.
    start: Language,
    /// Anywhere else.
    later: Language,
}

impl Then {
    const ALL: Self = Self { start: ALL, later: ALL };

    fn from(self, at_start: bool) -> Language {
        if at_start { self.start } else { self.later }
    }
}

struct Builder<'a> {
    expressions: &'a mut Expressions,
    steps: usize,
    /// The size of the expressions that there may be.
    limit: usize,
}

/// The strings in which a pattern matches somewhere.
pub(super) fn build(expressions: &mut Expressions, tree: &Tree) -> Result<Language, Unsupported> {
    let limit = expressions.size + SIZE;
    let mut builder = Builder { expressions, steps: 0, limit };
    let start = builder.built(tree, true, Then::ALL)?;
    let later = builder.built(tree, false, Then::ALL)?;
    if start == later {
        return Ok(expressions.concat(ALL, later));
    }
    let before = expressions.repeat(ANY, 1, None);
    let later = expressions.concat(before, later);
    Ok(expressions.or(vec![start, later]))
}

impl Builder<'_> {
    fn step(&mut self) -> Result<(), Unsupported> {
        self.steps += 1;
        if self.steps > STEPS || self.expressions.size > self.limit {
            return Err(Unsupported::TooLarge);
        }
        Ok(())
    }

    /// The strings that begin with a part and go on with what follows it.
    fn built(&mut self, tree: &Tree, at_start: bool, then: Then) -> Result<Language, Unsupported> {
        self.step()?;
        if !asserts(tree) {
            let plain = self.plain(tree)?;
            return Ok(self.plain_then(plain, at_start, then));
        }
        match tree {
            Tree::Start => Ok(if at_start { then.start } else { NONE }),
            Tree::End => Ok(self.expressions.and(vec![EMPTY, then.from(at_start)])),
            Tree::Look { negative, inside } => {
                let ahead = self.ahead(*negative, inside, at_start)?;
                Ok(self.expressions.and(vec![ahead, then.from(at_start)]))
            }
            Tree::Sequence(parts) => {
                let mut then = then;
                for part in parts.iter().rev() {
                    let start = if at_start { self.built(part, true, then)? } else { NONE };
                    then = Then { start, later: self.built(part, false, then)? };
                }
                Ok(then.from(at_start))
            }
            Tree::Either(branches) => {
                let branches: Result<_, _> =
                    branches.iter().map(|branch| self.built(branch, at_start, then)).collect();
                Ok(self.expressions.or(branches?))
            }
            Tree::Repeat { inside, min, max } => self.repeated(inside, (*min, *max), at_start, then),
            Tree::Class(_) => Err(Unsupported::TooLarge),
        }
    }

    /// A part without assertions, then what follows.
    fn plain_then(&mut self, plain: Language, at_start: bool, then: Then) -> Language {
        if !at_start || then.start == then.later || !self.expressions.nullable(plain) {
            return self.expressions.concat(plain, then.later);
        }
        let some = self.expressions.repeat(ANY, 1, None);
        let some = self.expressions.and(vec![plain, some]);
        let moved = self.expressions.concat(some, then.later);
        self.expressions.or(vec![then.start, moved])
    }

    /// The strings that may follow what looks ahead.
    fn ahead(&mut self, negative: bool, inside: &Tree, at_start: bool) -> Result<Language, Unsupported> {
        let ahead = self.built(inside, at_start, Then::ALL)?;
        Ok(if negative { self.expressions.not(ahead) } else { ahead })
    }

    /// A repetition of what has assertions.
    fn repeated(
        &mut self,
        inside: &Tree,
        (min, max): (u64, Option<u64>),
        at_start: bool,
        then: Then,
    ) -> Result<Language, Unsupported> {
        // Where anything may follow, more than the fewest say nothing. What takes no characters says the same each time.
        let anything = then.later == ALL && (!at_start || then.start == ALL);
        let min = if takes_characters(inside) { min } else { min.min(1) };
        let max = if anything || !takes_characters(inside) { Some(min) } else { max };
        if let Some(max) = max.filter(|max| *max <= UNROLLED) {
            let mut rest = then;
            for index in (0..max).rev() {
                let start = if at_start { self.built(inside, true, rest)? } else { NONE };
                let later = self.built(inside, false, rest)?;
                rest = if index < min {
                    Then { start, later }
                } else {
                    Then {
                        start: self.expressions.or(vec![then.start, start]),
                        later: self.expressions.or(vec![then.later, later]),
                    }
                };
            }
            return Ok(rest.from(at_start));
        }
        if then.later == EMPTY && (!at_start || then.start == EMPTY) {
            self.tempered(inside, (min, max), at_start)
        } else {
            Err(unread())
        }
    }

    /// A repetition of one character and what looks ahead before or after it, up to the end: `(?:(?!p).)*$`.
    ///
    /// It is at every character then, so no rest of the string may be what is not to be ahead.
    fn tempered(
        &mut self,
        inside: &Tree,
        (min, max): (u64, Option<u64>),
        at_start: bool,
    ) -> Result<Language, Unsupported> {
        let Tree::Sequence(parts) = inside else { return Err(unread()) };
        let some = self.expressions.repeat(ANY, 1, None);
        let mut class: Option<Class> = None;
        let mut conditions = Vec::new();
        for part in parts {
            match part {
                Tree::Class(only) if class.is_none() => class = Some(only.clone()),
                Tree::Look { negative, inside } => {
                    let wrong = self.ahead(!negative, inside, false)?;
                    let somewhere = if class.is_some() {
                        self.expressions.concat(some, wrong)
                    } else if at_start && self.ahead(!negative, inside, true)? != wrong {
                        return Err(unread());
                    } else {
                        let wrong = self.expressions.and(vec![some, wrong]);
                        self.expressions.concat(ALL, wrong)
                    };
                    conditions.push(self.expressions.not(somewhere));
                }
                _ => return Err(unread()),
            }
        }
        let class = self.expressions.class(class.ok_or_else(unread)?);
        conditions.push(self.expressions.repeat(class, min, max));
        Ok(self.expressions.and(conditions))
    }

    /// The language of a part without assertions.
    fn plain(&mut self, tree: &Tree) -> Result<Language, Unsupported> {
        self.step()?;
        Ok(match tree {
            Tree::Class(class) => self.expressions.class(class.clone()),
            Tree::Sequence(parts) => {
                let mut whole = EMPTY;
                for part in parts.iter().rev() {
                    let part = self.plain(part)?;
                    whole = self.expressions.concat(part, whole);
                }
                whole
            }
            Tree::Either(branches) => {
                let branches: Result<_, _> = branches.iter().map(|branch| self.plain(branch)).collect();
                self.expressions.or(branches?)
            }
            Tree::Repeat { inside, min, max } => {
                let inside = self.plain(inside)?;
                self.expressions.repeat(inside, *min, *max)
            }
            Tree::Start | Tree::End | Tree::Look { .. } => return Err(unread()),
        })
    }
}

fn unread() -> Unsupported {
    Unsupported::Construct("an assertion in a repetition".to_owned())
}

/// Whether any part is an assertion.
fn asserts(tree: &Tree) -> bool {
    match tree {
        Tree::Class(_) => false,
        Tree::Start | Tree::End | Tree::Look { .. } => true,
        Tree::Sequence(parts) | Tree::Either(parts) => parts.iter().any(asserts),
        Tree::Repeat { inside, .. } => asserts(inside),
    }
}

/// Whether a part may match more than the empty word.
fn takes_characters(tree: &Tree) -> bool {
    match tree {
        Tree::Class(_) => true,
        Tree::Start | Tree::End | Tree::Look { .. } => false,
        Tree::Sequence(parts) | Tree::Either(parts) => parts.iter().any(takes_characters),
        Tree::Repeat { inside, .. } => takes_characters(inside),
    }
}
