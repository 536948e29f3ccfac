//! From the schemas of a document to terms.
//!
//! Schemas that refer to one another in a circle are compiled together; all others after what they refer to. Nothing here calls itself,
//! so that no chain of references is too long for the stack.

use std::cell::OnceCell;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use super::Side;
use super::circle::Circles;
use super::normal::{all, literals, not, number, text, union};
use super::term::{
    ContainsTerm, DependencyTerm, Fits, ListTerm, Name, ObjectTerm, Said, Term, TermId, Terms,
};
use crate::model::instance::canonical;
use crate::model::{Kind, List, Object, SchemaId};

/// The terms of one document.
#[derive(Debug)]
pub(super) struct Compiler<'a> {
    side: Side<'a>,
    /// The terms of schemas, by their places.
    known: Vec<Option<TermId>>,
    visits: Vec<Option<Visit>>,
    /// All files as one number, once somebody has asked.
    files: OnceCell<u64>,
}

/// Where a schema is in the search for circles (Tarjan).
#[derive(Debug, Clone, Copy)]
struct Visit {
    index: usize,
    lowest: usize,
    is_open: Open,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Yes,
    No,
}

impl<'a> Compiler<'a> {
    pub(super) fn new(side: Side<'a>) -> Self {
        let count = side.schemas.len();
        Self { side, known: vec![None; count], visits: vec![None; count], files: OnceCell::new() }
    }

    /// The document that the schemas are of.
    pub(super) fn side(&self) -> Side<'a> {
        self.side
    }

    /// The term of a schema.
    pub(super) fn term(&mut self, root: SchemaId, terms: &mut Terms, circles: &mut Circles) -> TermId {
        let root = self.target(root);
        if let Some(term) = self.known[root.index()] {
            return term;
        }
        let mut count = 0;
        let mut open: Vec<SchemaId> = Vec::new();
        let mut stack = vec![(root, self.parts(root))];
        self.visits[root.index()] = Some(Visit { index: 0, lowest: 0, is_open: Open::Yes });
        open.push(root);
        while let Some((id, waiting)) = stack.last_mut() {
            let id = *id;
            if let Some(next) = waiting.pop() {
                if self.known[next.index()].is_some() {
                    continue;
                }
                match self.visits[next.index()] {
                    Some(visit) if visit.is_open == Open::Yes => self.lower(id, visit.index),
                    Some(_) => {}
                    None => {
                        count += 1;
                        let visit = Visit { index: count, lowest: count, is_open: Open::Yes };
                        self.visits[next.index()] = Some(visit);
                        open.push(next);
                        let parts = self.parts(next);
                        stack.push((next, parts));
                    }
                }
                continue;
            }
            stack.pop();
            let Some(visit) = self.visits[id.index()] else { continue };
            if let Some((holder, _)) = stack.last() {
                self.lower(*holder, visit.lowest);
            }
            if visit.lowest < visit.index {
                continue;
            }
            let start = open.iter().rposition(|other| *other == id).unwrap_or_default();
            let members = open.split_off(start);
            for member in &members {
                if let Some(visit) = &mut self.visits[member.index()] {
                    visit.is_open = Open::No;
                }
            }
            match members.as_slice() {
                [only] if !self.parts(*only).contains(only) => {
                    let term = self.build(*only, terms);
                    let term = terms.add(term);
                    self.known[only.index()] = Some(term);
                }
                _ => self.circle(&members, terms, circles),
            }
        }
        self.known[root.index()].unwrap_or_else(|| terms.add(Term::Any))
    }

    /// Takes down that a schema leads back to an earlier one.
    fn lower(&mut self, id: SchemaId, lowest: usize) {
        if let Some(visit) = &mut self.visits[id.index()] {
            visit.lowest = visit.lowest.min(lowest);
        }
    }

    /// Takes down the terms of schemas.
    fn learn(&mut self, schemas: &[SchemaId], terms: impl IntoIterator<Item = TermId>) {
        for (schema, term) in schemas.iter().zip(terms) {
            self.known[schema.index()] = Some(term);
        }
    }

    /// The place that references lead to, up to one that demands more than what it refers to.
    fn target(&self, mut id: SchemaId) -> SchemaId {
        let schemas = self.side.schemas;
        while let (Kind::Reference(target), None) = (&schemas.get(id).kind, schemas.beyond(id)) {
            id = *target;
        }
        id
    }

    /// The schemas that a schema is made of.
    fn parts(&self, id: SchemaId) -> Vec<SchemaId> {
        let schemas = self.side.schemas;
        let mut parts = schemas.get(id).kind.parts();
        if let Some(beyond) = schemas.beyond(id) {
            parts.extend(beyond.properties.iter().chain(&beyond.items));
        }
        for part in &mut parts {
            *part = self.target(*part);
        }
        parts
    }

    /// Schemas that refer to one another. Where the same circle is known from the other document, its terms are taken.
    fn circle(&mut self, members: &[SchemaId], terms: &mut Terms, circles: &mut Circles) {
        // What they look like where every place among themselves is the same.
        let anywhere = terms.anywhere();
        self.learn(members, std::iter::repeat(anywhere));
        let shapes: Vec<Term> = members.iter().map(|member| self.build(*member, terms)).collect();
        let mut hashes: Vec<u64> = shapes.iter().map(hash).collect();
        hashes.sort_unstable();
        let look = hash(&hashes);
        let own: Vec<TermId> = members.iter().map(|_| terms.reserve()).collect();
        self.learn(members, own.iter().copied());
        let built: Vec<Term> = members.iter().map(|member| self.build(*member, terms)).collect();
        if let Some(same) = circles.find(look, (&own, &shapes, &built), terms) {
            self.learn(members, same);
            return;
        }
        for (id, term) in own.iter().zip(built) {
            terms.settle(*id, term);
        }
        terms.settle_reach(&own);
        circles.add(look, own, shapes);
    }

    /// What a schema demands. What it refers to is known.
    fn build(&self, id: SchemaId, terms: &mut Terms) -> Term {
        let term = self.kind(id, terms);
        let Some(beyond) = self.side.schemas.beyond(id) else { return term };
        let mut term = term;
        // It may say what `unevaluated…` would be about.
        if let Some(reason) = &beyond.unread {
            let unread = Term::Unread(reason.as_str().into(), self.fingerprint(id));
            let parts = vec![terms.add(term), terms.add(unread)];
            term = all(parts, terms);
        }
        if beyond.properties.is_some() || beyond.items.is_some() {
            let of = terms.add(term);
            let mut known = |schema: Option<SchemaId>| schema.map(|schema| self.known(schema, terms));
            let (properties, items) = (known(beyond.properties), known(beyond.items));
            term = Term::Unevaluated { of, properties, items };
        }
        term
    }

    /// The term of a schema that is compiled already.
    fn known(&self, id: SchemaId, terms: &mut Terms) -> TermId {
        self.known[self.target(id).index()].unwrap_or_else(|| terms.add(Term::Any))
    }

    fn each(&self, ids: &[SchemaId], terms: &mut Terms) -> Vec<TermId> {
        ids.iter().map(|id| self.known(*id, terms)).collect()
    }

    /// A number that is the same only where everything that may say what a schema demands is the same: all files.
    fn fingerprint(&self, id: SchemaId) -> u64 {
        let sources = self.side.sources;
        let own = self.side.schemas.get(id).node.map(|node| canonical(&sources.node(node).to_json()));
        let files = self.files.get_or_init(|| {
            hash(&sources.roots().map(|(_, root)| canonical(&root.to_json())).collect::<Vec<_>>())
        });
        hash(&(own, files))
    }

    fn kind(&self, id: SchemaId, terms: &mut Terms) -> Term {
        match &self.side.schemas.get(id).kind {
            Kind::Any => Term::Any,
            Kind::Never => Term::Never,
            Kind::Null => Term::Null,
            Kind::Boolean => Term::Boolean,
            Kind::Number(rules) => Term::Number(number(rules)),
            Kind::Text(rules) => Term::Text(text(rules)),
            Kind::Literals(values) => literals(values, terms),
            Kind::List(rules) => self.list(rules, terms),
            Kind::Object(rules) => self.object(rules, terms),
            Kind::Union(rules) => {
                let fits = if rules.exactly_one { Fits::ExactlyOne } else { Fits::AtLeastOne };
                union(self.each(&rules.variants, terms), fits, terms)
            }
            Kind::All(parts) => all(self.each(parts, terms), terms),
            Kind::Not(part) => not(self.known(*part, terms), terms),
            Kind::If(rules) => {
                let any = terms.add(Term::Any);
                let test = self.known(rules.test, terms);
                let mut branch = |one: Option<SchemaId>| one.map_or(any, |one| self.known(one, terms));
                let (then, otherwise) = (branch(rules.then), branch(rules.otherwise));
                Term::If { test, then, otherwise }
            }
            Kind::Guarded(part) => {
                let part = self.known(*part, terms);
                if **terms.get(part) == Term::Any { Term::Any } else { Term::Guarded(part) }
            }
            Kind::Reference(target) => {
                let target = self.known(*target, terms);
                all(vec![target], terms)
            }
        }
    }

    fn list(&self, rules: &List, terms: &mut Terms) -> Term {
        // What is not written has no place.
        let is_written = self.side.schemas.get(rules.items).node.is_some();
        let items = is_written.then(|| self.known(rules.items, terms));
        let contains = rules.contains.iter().map(|some| ContainsTerm {
            item: self.known(some.schema, terms),
            min: some.min,
            max: some.max,
        });
        let contains: Vec<_> = contains.collect();
        Term::List(ListTerm {
            prefix: self.each(&rules.prefix, terms),
            items,
            min: rules.min.unwrap_or_default(),
            max: rules.max,
            unique: rules.unique,
            contains,
            said: Said::Apart,
        })
    }

    fn object(&self, rules: &Object, terms: &mut Terms) -> Term {
        let mut properties: Vec<(Name, TermId)> = rules
            .properties
            .iter()
            .map(|property| (property.name.as_str().into(), self.known(property.schema, terms)))
            .collect();
        properties.sort_unstable();
        let declared = rules.properties.iter().filter(|property| property.required);
        let required = declared.map(|property| &property.name).chain(&rules.required);
        let mut required: Vec<Name> = required.map(|name| name.as_str().into()).collect();
        required.sort_unstable();
        required.dedup();
        let mut patterns: Vec<(Rc<str>, TermId)> = rules
            .patterns
            .iter()
            .map(|(pattern, schema)| (pattern.as_str().into(), self.known(*schema, terms)))
            .collect();
        patterns.sort_unstable();
        let mut dependencies: Vec<DependencyTerm> = rules
            .dependencies
            .iter()
            .map(|rule| DependencyTerm {
                name: rule.name.as_str().into(),
                required: rule.required.iter().map(|name| name.as_str().into()).collect(),
                schema: rule.schema.map(|schema| self.known(schema, terms)),
            })
            .collect();
        dependencies
            .sort_unstable_by(|a, b| (&a.name, &a.required, a.schema).cmp(&(&b.name, &b.required, b.schema)));
        Term::Object(ObjectTerm {
            properties,
            required,
            patterns,
            additional: rules.additional.map(|schema| self.known(schema, terms)),
            names: rules.names.map(|schema| self.known(schema, terms)),
            min: rules.min.unwrap_or_default(),
            max: rules.max,
            dependencies,
            said: Said::Apart,
        })
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
