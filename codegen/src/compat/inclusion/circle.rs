//! Schemas that refer to one another in a circle, found again in the other document.

use std::collections::HashMap;

use super::term::{Term, TermId, Terms};

/// Terms that refer to one another, and what they are while their places are left out.
type Circle = (Vec<TermId>, Vec<Term>);

/// Circles that have been compiled, of either document, by what they look like.
#[derive(Debug, Default)]
pub(super) struct Circles {
    known: HashMap<u64, Vec<Circle>>,
}

impl Circles {
    /// The terms of a circle that is known and says the same as this one: its places, what it looks like, and its terms.
    pub(super) fn find(
        &self,
        look: u64,
        circle: (&[TermId], &[Term], &[Term]),
        terms: &Terms,
    ) -> Option<Vec<TermId>> {
        let known = self.known.get(&look).into_iter().flatten();
        known.into_iter().find_map(|(other, shapes)| same(terms, circle, (other, shapes)))
    }

    pub(super) fn add(&mut self, look: u64, places: Vec<TermId>, shapes: Vec<Term>) {
        self.known.entry(look).or_default().push((places, shapes));
    }
}

/// The terms of another circle that are those of this one, in its order; none where the two differ.
///
/// Members are paired by what they look like, which must be enough to tell them apart; then all that they refer to must be paired too.
fn same(
    terms: &Terms,
    (own, shapes, built): (&[TermId], &[Term], &[Term]),
    (other, other_shapes): (&[TermId], &[Term]),
) -> Option<Vec<TermId>> {
    if own.len() != other.len() {
        return None;
    }
    let mut pairs: HashMap<TermId, TermId> = HashMap::new();
    for (id, shape) in own.iter().zip(shapes) {
        let mut alike = other_shapes.iter().zip(other).filter(|(other, _)| *other == shape);
        let (_, found) = alike.next()?;
        if alike.next().is_some() {
            return None;
        }
        pairs.insert(*id, *found);
    }
    for (id, term) in own.iter().zip(built) {
        if renamed(term, &pairs) != **terms.get(*pairs.get(id)?) {
            return None;
        }
    }
    own.iter().map(|id| pairs.get(id).copied()).collect()
}

/// A term with other places for what it refers to.
fn renamed(term: &Term, pairs: &HashMap<TermId, TermId>) -> Term {
    let one = |id: TermId| pairs.get(&id).copied().unwrap_or(id);
    let each = |ids: &[TermId]| ids.iter().map(|id| one(*id)).collect::<Vec<_>>();
    match term {
        Term::List(list) => {
            let mut list = list.clone();
            list.prefix = each(&list.prefix);
            list.items = list.items.map(one);
            list.contains.iter_mut().for_each(|some| some.item = one(some.item));
            Term::List(list)
        }
        Term::Object(object) => {
            let mut object = object.clone();
            object.properties.iter_mut().for_each(|(_, schema)| *schema = one(*schema));
            object.patterns.iter_mut().for_each(|(_, schema)| *schema = one(*schema));
            object.additional = object.additional.map(one);
            object.names = object.names.map(one);
            object.dependencies.iter_mut().for_each(|rule| rule.schema = rule.schema.map(one));
            Term::Object(object)
        }
        Term::Union(parts, fits) => Term::Union(each(parts), *fits),
        Term::All(parts) => Term::All(each(parts)),
        Term::Not(part) => Term::Not(one(*part)),
        Term::If { test, then, otherwise } => {
            Term::If { test: one(*test), then: one(*then), otherwise: one(*otherwise) }
        }
        Term::Guarded(part) => Term::Guarded(one(*part)),
        Term::Unevaluated { of, properties, items } => {
            Term::Unevaluated { of: one(*of), properties: properties.map(one), items: items.map(one) }
        }
        Term::Any
        | Term::Never
        | Term::Null
        | Term::Boolean
        | Term::Number(_)
        | Term::Text(_)
        | Term::Literals(_)
        | Term::Unread(..) => term.clone(),
    }
}
