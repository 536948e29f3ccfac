//! What is looked for: a value that fits some terms and does not fit others; and what is found.

use std::fmt;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::number::written;
use super::term::{End, Name, Scalar, TermId};

/// Whose demand a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Role {
    /// The value fits it, and an object has only members that some such term declares.
    Emitted,
    /// The value fits it.
    Admitted,
    /// The value does not fit it.
    Refused,
}

impl Role {
    /// Whether the value fits the term.
    pub(super) fn is_positive(self) -> bool {
        self != Self::Refused
    }
}

/// That a value fits a term, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Literal {
    pub(super) term: TermId,
    pub(super) role: Role,
    /// For which `unevaluated…` it counts what the term is about: a place in the scopes of a branch, 0 for none.
    pub(super) scope: u16,
}

impl Literal {
    pub(super) fn new(term: TermId, role: Role) -> Self {
        Self { term, role, scope: 0 }
    }

    /// The same of another term, about the same value.
    pub(super) fn of(self, term: TermId) -> Self {
        Self { term, ..self }
    }

    /// That the value does not fit a term.
    pub(super) fn refused(term: TermId) -> Self {
        Self::new(term, Role::Refused)
    }
}

/// What a value must be: literals, sorted, each once.
pub(super) type Goal = Rc<[Literal]>;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Sample {
    Scalar(Scalar),
    List(Vec<Rc<Self>>),
    Object(Vec<(Name, Rc<Self>)>),
}

/// The largest value that is written down, in values within it: its parts are shared, and there may be any number of them.
const LARGEST: usize = 5_000;

impl Sample {
    /// The value as JSON; none where it is too large to be shown to anybody.
    pub(super) fn to_json(&self) -> Option<Value> {
        self.written(&mut LARGEST.clone())
    }

    fn written(&self, room: &mut usize) -> Option<Value> {
        *room = room.checked_sub(1)?;
        Some(match self {
            Self::Scalar(Scalar::Null) => Value::Null,
            Self::Scalar(Scalar::Bool(value)) => Value::Bool(*value),
            Self::Scalar(Scalar::Number(number)) => written(number).map_or(Value::Null, Value::Number),
            Self::Scalar(Scalar::String(text)) => Value::String(text.to_string()),
            Self::List(items) => {
                Value::Array(items.iter().map(|item| item.written(room)).collect::<Option<_>>()?)
            }
            Self::Object(members) => {
                let members =
                    members.iter().map(|(name, value)| Some((name.to_string(), value.written(room)?)));
                Value::Object(members.collect::<Option<Map<_, _>>>()?)
            }
        })
    }
}

/// How sure it is that a value that was found is what was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trust {
    Certain,
    /// It may not be: this was left out of account.
    Tentative(Reason),
}

impl Trust {
    /// What is left where two things must be trusted.
    pub(super) fn and(self, other: Self) -> Self {
        match self {
            Self::Certain => other,
            Self::Tentative(_) => self,
        }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reason {
    /// Too many steps.
    Budget,
    /// Too many values within values.
    Depth,
    /// A pattern whose language is not known: the pattern, and why.
    Pattern(Rc<str>, Rc<str>),
    /// A part of a schema that is not read.
    Unread(Rc<str>),
    /// Something that the search does not do.
    Beyond(&'static str),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Budget => f.write_str("the search was given up: it takes too many steps"),
            Self::Depth => f.write_str("the search was given up: too many values within values"),
            Self::Pattern(pattern, reason) => write!(f, "the pattern `{pattern}`: {reason}"),
            Self::Unread(reason) => f.write_str(reason),
            Self::Beyond(reason) => f.write_str(reason),
        }
    }
}

/// What a search finds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    /// There is no such value.
    Empty,
    /// There is this one.
    Found(Rc<Sample>, Trust),
    /// It is not known.
    Unknown(Reason),
}

impl Outcome {
    pub(super) fn of(sample: Sample, trust: Trust) -> Self {
        Self::Found(Rc::new(sample), trust)
    }

    /// What is known where one of two searches is enough.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (found @ Self::Found(_, Trust::Certain), _) | (_, found @ Self::Found(_, Trust::Certain)) => {
                found
            }
            (found @ Self::Found(..), _) | (_, found @ Self::Found(..)) => found,
            (unknown @ Self::Unknown(_), _) | (_, unknown @ Self::Unknown(_)) => unknown,
            (Self::Empty, Self::Empty) => Self::Empty,
        }
    }

    pub(super) fn is_certain(&self) -> bool {
        matches!(self, Self::Found(_, Trust::Certain))
    }
}

/// Something that a value must be, as far as it is taken apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Demand {
    Is(Literal),
    AtLeast(End),
    AtMost(End),
    NoMultipleOf(num_rational::BigRational),
    /// No fewer characters.
    Longer(u64),
    /// No more characters.
    Shorter(u64),
    /// A pattern that does not match.
    Unmatched(Rc<str>),
    Object(ObjectRule),
    List(ListRule),
}

/// Something that an object must be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ObjectRule {
    Absent(Name),
    Has(Name, Option<Literal>),
    Some(SomeMember),
    Fewest(u64),
    Most(u64),
}

/// A member that is there under some name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SomeMember {
    pub(super) names: Names,
    pub(super) value: Option<Literal>,
}

/// Some names of members.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Names {
    /// Those that match a pattern.
    Matching(Rc<str>),
    /// Those that an object declares in no way.
    Undeclared(TermId),
    /// Those that do not fit a term.
    Unfit(TermId),
    /// Those that nothing in a scope is about.
    Unevaluated(u16),
}

/// Something that an array must be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ListRule {
    At(usize, Literal),
    /// An item at this place or after it.
    Some(usize, Literal),
    /// An item that nothing in a scope is about.
    Unevaluated(u16, Literal),
    Fewest(u64),
    Most(u64),
    /// Two items are equal.
    Repeated,
    /// So many items fit a term.
    AtLeast(TermId, u64),
    /// No more than so many items fit a term.
    AtMost(TermId, u64),
}
