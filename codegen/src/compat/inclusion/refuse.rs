//! What it takes not to fit a term: the ways in which a value of one type can fail it.

use std::rc::Rc;

use super::goal::{Demand, ListRule, Literal, Names, ObjectRule, Role, SomeMember};
use super::term::{End, ListTerm, NumberTerm, ObjectTerm, Term, TermId, Terms, TextTerm};

/// Ways to be something: of each all demands must be met.
pub(super) type Ways = Vec<Vec<Demand>>;

/// Whether everything fits a term.
fn admits_all(id: TermId, terms: &Terms) -> bool {
    **terms.get(id) == Term::Any
}

pub(super) fn number(rules: &NumberTerm) -> Ways {
    let mut ways = Vec::new();
    let turned = |end: &End| End { value: end.value.clone(), exclusive: !end.exclusive };
    ways.extend(rules.min.as_ref().map(|end| vec![Demand::AtMost(turned(end))]));
    ways.extend(rules.max.as_ref().map(|end| vec![Demand::AtLeast(turned(end))]));
    ways.extend(rules.multiple_of.iter().map(|factor| vec![Demand::NoMultipleOf(factor.clone())]));
    ways
}

pub(super) fn text(rules: &TextTerm) -> Ways {
    let mut ways = Vec::new();
    ways.extend(rules.min.checked_sub(1).map(|max| vec![Demand::Shorter(max)]));
    ways.extend(rules.max.and_then(|max| max.checked_add(1)).map(|min| vec![Demand::Longer(min)]));
    ways.extend(rules.patterns.iter().map(|pattern| vec![Demand::Unmatched(Rc::clone(pattern))]));
    ways
}

pub(super) fn object(id: TermId, rules: &ObjectTerm, terms: &Terms) -> Ways {
    let one = |rule: ObjectRule| vec![Demand::Object(rule)];
    let mut ways = Vec::new();
    for name in &rules.required {
        ways.push(one(ObjectRule::Absent(Rc::clone(name))));
    }
    for (name, schema) in &rules.properties {
        if !admits_all(*schema, terms) {
            ways.push(one(ObjectRule::Has(Rc::clone(name), Some(Literal::refused(*schema)))));
        }
    }
    for (pattern, schema) in &rules.patterns {
        if !admits_all(*schema, terms) {
            let names = Names::Matching(Rc::clone(pattern));
            ways.push(one(ObjectRule::Some(SomeMember { names, value: Some(Literal::refused(*schema)) })));
        }
    }
    if let Some(schema) = rules.additional.filter(|schema| !admits_all(*schema, terms)) {
        let value = (**terms.get(schema) != Term::Never).then(|| Literal::refused(schema));
        ways.push(one(ObjectRule::Some(SomeMember { names: Names::Undeclared(id), value })));
    }
    if let Some(names) = rules.names.filter(|names| !admits_all(*names, terms)) {
        ways.push(one(ObjectRule::Some(SomeMember { names: Names::Unfit(names), value: None })));
    }
    ways.extend(rules.min.checked_sub(1).map(|max| one(ObjectRule::Most(max))));
    ways.extend(rules.max.and_then(|max| max.checked_add(1)).map(|min| one(ObjectRule::Fewest(min))));
    for rule in &rules.dependencies {
        let has = || Demand::Object(ObjectRule::Has(Rc::clone(&rule.name), None));
        for name in &rule.required {
            ways.push(vec![has(), Demand::Object(ObjectRule::Absent(Rc::clone(name)))]);
        }
        ways.extend(rule.schema.map(|schema| vec![has(), Demand::Is(Literal::refused(schema))]));
    }
    ways
}

pub(super) fn list(rules: &ListTerm, terms: &Terms) -> Ways {
    let one = |rule: ListRule| vec![Demand::List(rule)];
    let mut ways = Vec::new();
    for (index, schema) in rules.prefix.iter().enumerate() {
        if !admits_all(*schema, terms) {
            ways.push(one(ListRule::At(index, Literal::refused(*schema))));
        }
    }
    if let Some(schema) = rules.items.filter(|schema| !admits_all(*schema, terms)) {
        ways.push(one(ListRule::Some(rules.prefix.len(), Literal::refused(schema))));
    }
    ways.extend(rules.min.checked_sub(1).map(|max| one(ListRule::Most(max))));
    ways.extend(rules.max.and_then(|max| max.checked_add(1)).map(|min| one(ListRule::Fewest(min))));
    if rules.unique {
        ways.push(one(ListRule::Repeated));
    }
    for some in &rules.contains {
        ways.extend(some.min.checked_sub(1).map(|most| one(ListRule::AtMost(some.item, most))));
        let more = some.max.and_then(|max| max.checked_add(1));
        ways.extend(more.map(|least| one(ListRule::AtLeast(some.item, least))));
    }
    ways
}

/// The ways in which an object can meet what the presence of members demands.
pub(super) fn dependencies(rules: &ObjectTerm, own: Literal) -> Vec<Ways> {
    let mut choices = Vec::new();
    for rule in &rules.dependencies {
        let absent = vec![Demand::Object(ObjectRule::Absent(Rc::clone(&rule.name)))];
        let names = [&rule.name].into_iter().chain(&rule.required);
        let mut present: Vec<Demand> =
            names.map(|name| Demand::Object(ObjectRule::Has(Rc::clone(name), None))).collect();
        present.extend(rule.schema.map(|schema| Demand::Is(own.of(schema))));
        choices.push(vec![absent, present]);
    }
    debug_assert!(own.role != Role::Refused);
    choices
}
