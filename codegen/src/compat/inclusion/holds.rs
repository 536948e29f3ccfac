//! Whether a scalar fits a term.

use super::solver::Solver;
use super::term::{Fits, Scalar, Term, TermId};

/// The answer, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Yes,
    No,
    Unknown,
}

impl From<bool> for Holds {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

impl Holds {
    pub(super) fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }

    /// Whether all hold.
    fn all(each: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::Yes;
        for one in each {
            match one {
                Self::Yes => {}
                Self::No => return Self::No,
                Self::Unknown => all = Self::Unknown,
            }
        }
        all
    }
}

impl Solver {
    /// Whether a scalar fits a term.
    pub(super) fn holds(&mut self, id: TermId, value: &Scalar) -> Holds {
        let term = std::rc::Rc::clone(self.terms.get(id));
        match (term.as_ref(), value) {
            (Term::Any, _) | (Term::Null, Scalar::Null) | (Term::Boolean, Scalar::Bool(_)) => Holds::Yes,
            (Term::Number(rules), Scalar::Number(number)) => Holds::from(rules.admits(number)),
            (Term::Text(rules), Scalar::String(text)) => {
                if !rules.admits_length(text) {
                    return Holds::No;
                }
                Holds::all(
                    rules.patterns.iter().map(|pattern| self.matches(pattern, text)).collect::<Vec<_>>(),
                )
            }
            (Term::Literals(values), _) => Holds::from(values.binary_search(value).is_ok()),
            (Term::Union(parts, Fits::AtLeastOne), _) => {
                let none = parts.iter().map(|part| self.holds(*part, value).not()).collect::<Vec<_>>();
                Holds::all(none).not()
            }
            (Term::Union(parts, Fits::ExactlyOne), _) => {
                let each: Vec<Holds> = parts.iter().map(|part| self.holds(*part, value)).collect();
                let count = |holds| each.iter().filter(|one| **one == holds).count();
                match (count(Holds::Yes), count(Holds::Unknown)) {
                    (2.., _) => Holds::No,
                    (yes, 0) => Holds::from(yes == 1),
                    _ => Holds::Unknown,
                }
            }
            (Term::All(parts), _) => {
                Holds::all(parts.iter().map(|part| self.holds(*part, value)).collect::<Vec<_>>())
            }
            (Term::Not(part), _) => self.holds(*part, value).not(),
            (Term::If { test, then, otherwise }, _) => match self.holds(*test, value) {
                Holds::Yes => self.holds(*then, value),
                Holds::No => self.holds(*otherwise, value),
                Holds::Unknown => match (self.holds(*then, value), self.holds(*otherwise, value)) {
                    (then, otherwise) if then == otherwise => then,
                    _ => Holds::Unknown,
                },
            },
            (Term::Guarded(part), _) => {
                if self.terms.reach(*part).some.has(value.types()) {
                    self.holds(*part, value)
                } else {
                    Holds::Yes
                }
            }
            (Term::Unevaluated { of, .. }, _) => self.holds(*of, value),
            (Term::Unread(..), _) => Holds::Unknown,
            (
                Term::Never
                | Term::Null
                | Term::Boolean
                | Term::Number(_)
                | Term::Text(_)
                | Term::List(_)
                | Term::Object(_),
                _,
            ) => Holds::No,
        }
    }
}
