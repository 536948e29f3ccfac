//! Does a value fit a schema, and where does it not: what a validator would say of it.
//!
//! The verdict on a value and a schema is remembered, so that the work is at most the number of values times the number of schemas.
//! Faults are collected in a second walk, only below what does not fit.

mod decimal;
mod report;
mod value;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow::{self, Break, Continue};

use regress::Regex;
use serde_json::{Map, Number as Json, Value};

use super::schema::{Bound, Contains, Kind, List, Number, Object, SchemaId, Schemas, Tag, Text, Union};
use super::source::escape;
use decimal::Decimal;
use report::{Report, choice, many};

pub(crate) use decimal::compare;
pub use report::Fault;
pub(crate) use report::kind;
pub(crate) use value::canonical;
pub use value::equal;

/// How many schemas are asked inside one another. A value that asks for more is refused: no message is nested so deep, and the stack ends.
const DEPTH: usize = 600;

/// Asks about values, and keeps the regular expressions that it compiles.
#[derive(Debug)]
pub struct Instances<'a> {
    schemas: &'a Schemas,
    /// A pattern that does not compile demands nothing.
    patterns: RefCell<HashMap<&'a str, Option<Regex>>>,
}

impl Schemas {
    /// What is wrong with a value; nothing where it fits.
    #[must_use]
    pub fn faults(&self, id: SchemaId, value: &Value) -> Vec<Fault> {
        Instances::new(self).faults(id, value)
    }

    /// Whether a value fits.
    #[must_use]
    pub fn admits(&self, id: SchemaId, value: &Value) -> bool {
        Instances::new(self).admits(id, value)
    }
}

impl<'a> Instances<'a> {
    /// Asks about values of these schemas.
    #[must_use]
    pub fn new(schemas: &'a Schemas) -> Self {
        Self { schemas, patterns: RefCell::default() }
    }

    /// What is wrong with a value; nothing where it fits.
    #[must_use]
    pub fn faults(&self, id: SchemaId, value: &Value) -> Vec<Fault> {
        let mut check = Check::new(self);
        if check.fits(id, value) {
            return Vec::new();
        }
        let mut report = Report::Collecting { path: String::new(), faults: Vec::new(), seen: HashSet::new() };
        let _ = check.explain(id, value, &mut report);
        let Report::Collecting { mut faults, .. } = report else { return Vec::new() };
        if faults.is_empty() {
            // What leads back to itself explains nothing.
            faults.push(Fault { path: String::new(), message: "does not fit the schema".to_owned() });
        }
        let mut seen = HashSet::new();
        faults.retain(|fault: &Fault| seen.insert((fault.path.clone(), fault.message.clone())));
        faults
    }

    /// Whether a value fits.
    #[must_use]
    pub fn admits(&self, id: SchemaId, value: &Value) -> bool {
        Check::new(self).fits(id, value)
    }

    fn matches(&self, pattern: &'a str, text: &str) -> bool {
        let mut patterns = self.patterns.borrow_mut();
        let regex = patterns.entry(pattern).or_insert_with(|| Regex::with_flags(pattern, "u").ok());
        regex.as_ref().is_none_or(|regex| regex.find(text).is_some())
    }
}

/// The verdict on a schema and a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It is being asked for: a schema that leads to itself on the same value adds nothing.
    Asked,
    Fits,
    Refused,
}

/// The questions about one value.
struct Check<'c, 'a> {
    instances: &'c Instances<'a>,
    schemas: &'a Schemas,
    verdicts: HashMap<(SchemaId, *const Value), Verdict>,
    depth: usize,
}

impl<'c, 'a> Check<'c, 'a> {
    fn new(instances: &'c Instances<'a>) -> Self {
        Self { instances, schemas: instances.schemas, verdicts: HashMap::new(), depth: 0 }
    }

    fn fits(&mut self, id: SchemaId, value: &Value) -> bool {
        let id = self.schemas.target(id);
        let key = (id, std::ptr::from_ref(value));
        match self.verdicts.get(&key) {
            Some(Verdict::Refused) => return false,
            Some(Verdict::Asked | Verdict::Fits) => return true,
            None => {}
        }
        self.verdicts.insert(key, Verdict::Asked);
        let fits = self.visit(id, value, &mut Report::Verdict).is_continue();
        self.verdicts.insert(key, if fits { Verdict::Fits } else { Verdict::Refused });
        fits
    }

    /// Whether this is the question that an answer is being looked for. No alternative fits because it does.
    fn is_asked(&self, id: SchemaId, value: &Value) -> bool {
        let key = (self.schemas.target(id), std::ptr::from_ref(value));
        self.verdicts.get(&key) == Some(&Verdict::Asked)
    }

    /// What a schema that is part of another demands.
    fn demand(&mut self, id: SchemaId, value: &Value, report: &mut Report) -> ControlFlow<()> {
        if self.fits(id, value) { Continue(()) } else { self.explain(id, value, report) }
    }

    /// Why a value does not fit. What has been said is not said again.
    fn explain(&mut self, id: SchemaId, value: &Value, report: &mut Report) -> ControlFlow<()> {
        let id = self.schemas.target(id);
        match report {
            Report::Verdict => return Break(()),
            Report::Counting(_) => {}
            Report::Collecting { seen, .. } => {
                if !seen.insert((id, std::ptr::from_ref(value))) {
                    return Continue(());
                }
            }
        }
        self.visit(id, value, report)
    }

    fn visit(&mut self, id: SchemaId, value: &Value, report: &mut Report) -> ControlFlow<()> {
        if self.depth >= DEPTH {
            return report.fault(|| "is nested deeper than any message".to_owned());
        }
        self.depth += 1;
        let flow = self.kind(&self.schemas.get(id).kind, value, report);
        self.depth -= 1;
        flow
    }

    fn kind(&mut self, kind: &'a Kind, value: &Value, report: &mut Report) -> ControlFlow<()> {
        match (kind, value) {
            (Kind::Any, _) | (Kind::Null, Value::Null) | (Kind::Boolean, Value::Bool(_)) => Continue(()),
            (Kind::Never, _) => report.fault(|| "nothing is expected here".to_owned()),
            (Kind::Null, _) => report.wrong_kind("null", value),
            (Kind::Boolean, _) => report.wrong_kind("a boolean", value),
            (Kind::Number(number), Value::Number(value)) => self::number(number, value, report),
            (Kind::Number(number), _) => {
                report.wrong_kind(if number.integer { "an integer" } else { "a number" }, value)
            }
            (Kind::Text(text), Value::String(value)) => self.text(text, value, report),
            (Kind::Text(_), _) => report.wrong_kind("a string", value),
            (Kind::Literals(literals), _) => {
                if literals.iter().any(|literal| equal(&literal.value, value)) {
                    return Continue(());
                }
                report.fault(|| {
                    let expected: Vec<&Value> = literals.iter().map(|literal| &literal.value).collect();
                    format!("expected {}, found {}", choice(&expected), report::shown(value))
                })
            }
            (Kind::List(list), Value::Array(items)) => self.list(list, items, report),
            (Kind::List(_), _) => report.wrong_kind("an array", value),
            (Kind::Object(object), Value::Object(members)) => self.object(object, members, value, report),
            (Kind::Object(_), _) => report.wrong_kind("an object", value),
            (Kind::Union(union), _) => self.union(union, value, report),
            (Kind::All(all), _) => all.iter().try_for_each(|id| self.demand(*id, value, report)),
            (Kind::Not(not), _) => {
                if self.fits(*not, value) {
                    report.fault(|| "is what it must not be".to_owned())
                } else {
                    Continue(())
                }
            }
            (Kind::If(condition), _) => {
                let branch =
                    if self.fits(condition.test, value) { condition.then } else { condition.otherwise };
                branch.map_or(Continue(()), |id| self.demand(id, value, report))
            }
            (Kind::Guarded(inner), _) => {
                if guards(&self.schemas.resolve(*inner).kind, value) {
                    self.demand(*inner, value, report)
                } else {
                    Continue(())
                }
            }
            (Kind::Reference(target), _) => self.demand(*target, value, report),
        }
    }

    fn text(&self, text: &'a Text, value: &str, report: &mut Report) -> ControlFlow<()> {
        let length = value.chars().count() as u64;
        if let Some(min) = text.min.filter(|min| length < *min) {
            report.fault(|| format!("expected at least {}, found {length}", many(min, "character")))?;
        }
        if let Some(max) = text.max.filter(|max| length > *max) {
            report.fault(|| format!("expected at most {}, found {length}", many(max, "character")))?;
        }
        for pattern in &text.patterns {
            if !self.instances.matches(pattern, value) {
                report.fault(|| format!("expected a string that matches `{pattern}`"))?;
            }
        }
        Continue(())
    }

    fn list(&mut self, list: &'a List, items: &[Value], report: &mut Report) -> ControlFlow<()> {
        let count = items.len() as u64;
        if let Some(min) = list.min.filter(|min| count < *min) {
            report.fault(|| format!("expected at least {}, found {count}", many(min, "item")))?;
        }
        if let Some(max) = list.max.filter(|max| count > *max) {
            report.fault(|| format!("expected at most {}, found {count}", many(max, "item")))?;
        }
        for (index, item) in items.iter().enumerate() {
            let schema = *list.prefix.get(index).unwrap_or(&list.items);
            report.inside(|| index.to_string(), |report| self.demand(schema, item, report))?;
        }
        if list.unique {
            let mut seen = HashMap::new();
            for (index, item) in items.iter().enumerate() {
                if let Some(first) = seen.insert(canonical(item), index) {
                    report.inside(
                        || index.to_string(),
                        |report| report.fault(|| format!("is equal to item {first}")),
                    )?;
                }
            }
        }
        list.contains.iter().try_for_each(|contains| self.contains(contains, items, report))
    }

    fn contains(&mut self, contains: &'a Contains, items: &[Value], report: &mut Report) -> ControlFlow<()> {
        let count = items.iter().filter(|item| self.fits(contains.schema, item)).count() as u64;
        if count < contains.min {
            report.fault(|| {
                format!("expected at least {} of one kind, found {count}", many(contains.min, "item"))
            })?;
        }
        if let Some(max) = contains.max.filter(|max| count > *max) {
            report.fault(|| format!("expected at most {} of one kind, found {count}", many(max, "item")))?;
        }
        Continue(())
    }

    fn object(
        &mut self,
        object: &'a Object,
        members: &Map<String, Value>,
        value: &Value,
        report: &mut Report,
    ) -> ControlFlow<()> {
        let required = object.properties.iter().filter(|property| property.required);
        let required = required.map(|property| property.name.as_str());
        for name in required.chain(object.required.iter().map(String::as_str)) {
            if !members.contains_key(name) {
                report.fault(|| format!("`{name}` is missing"))?;
            }
        }
        let count = members.len() as u64;
        if let Some(min) = object.min.filter(|min| count < *min) {
            report.fault(|| format!("expected at least {}, found {count}", many(min, "member")))?;
        }
        if let Some(max) = object.max.filter(|max| count > *max) {
            report.fault(|| format!("expected at most {}, found {count}", many(max, "member")))?;
        }
        self.members(object, members, report)?;
        for dependency in object.dependencies.iter().filter(|found| members.contains_key(&found.name)) {
            for name in dependency.required.iter().filter(|name| !members.contains_key(*name)) {
                report.fault(|| format!("`{name}` is missing, which `{}` asks for", dependency.name))?;
            }
            if let Some(schema) = dependency.schema {
                self.demand(schema, value, report)?;
            }
        }
        Continue(())
    }

    fn members(
        &mut self,
        object: &'a Object,
        members: &Map<String, Value>,
        report: &mut Report,
    ) -> ControlFlow<()> {
        let declared: HashMap<&str, SchemaId> =
            object.properties.iter().map(|property| (property.name.as_str(), property.schema)).collect();
        let mut sorted: Vec<_> = members.iter().collect();
        sorted.sort_unstable_by_key(|(name, _)| *name);
        for (name, member) in sorted {
            if let Some(names) = object.names {
                // The name is no part of the value: what is remembered of it would be found for another.
                if !self.instances.admits(names, &Value::String(name.clone())) {
                    report.inside(
                        || escape(name),
                        |report| report.fault(|| format!("`{name}` is no name for a member here")),
                    )?;
                }
            }
            let mut known = declared.get(name.as_str()).copied().into_iter().collect::<Vec<_>>();
            for (pattern, schema) in &object.patterns {
                if self.instances.matches(pattern, name) {
                    known.push(*schema);
                }
            }
            if known.is_empty() {
                let Some(additional) = object.additional else { continue };
                if matches!(self.schemas.resolve(additional).kind, Kind::Never) {
                    report.inside(
                        || escape(name),
                        |report| {
                            report.fault(|| format!("`{name}` is not declared, and nothing else is allowed"))
                        },
                    )?;
                    continue;
                }
                known.push(additional);
            }
            report.inside(
                || escape(name),
                |report| known.iter().try_for_each(|schema| self.demand(*schema, member, report)),
            )?;
        }
        Continue(())
    }

    fn union(&mut self, union: &'a Union, value: &Value, report: &mut Report) -> ControlFlow<()> {
        if let Some(tag) = &union.tag {
            return self.tagged(union, tag, value, report);
        }
        let mut fitting = 0_usize;
        for variant in &union.variants {
            if !self.is_asked(*variant, value) && self.fits(*variant, value) {
                fitting += 1;
                if !union.exactly_one {
                    return Continue(());
                }
            }
        }
        match fitting {
            1 => Continue(()),
            0 => self.nearest(union, value, report),
            many => report.fault(|| format!("fits {many} alternatives of which it must fit exactly one")),
        }
    }

    /// The alternative that the tag names: no other can fit.
    fn tagged(
        &mut self,
        union: &'a Union,
        tag: &'a Tag,
        value: &Value,
        report: &mut Report,
    ) -> ControlFlow<()> {
        let Value::Object(members) = value else { return report.wrong_kind("an object", value) };
        let Some(found) = members.get(&tag.member) else {
            return report.fault(|| format!("`{}` is missing", tag.member));
        };
        let meant = tag.values.iter().position(|values| values.iter().any(|value| equal(value, found)));
        if let Some(variant) = meant.and_then(|meant| union.variants.get(meant)) {
            return self.demand(*variant, value, report);
        }
        report.inside(
            || escape(&tag.member),
            |report| {
                report.fault(|| {
                    let expected: Vec<&Value> = tag.values.iter().flatten().collect();
                    format!("expected {}, found {}", choice(&expected), report::shown(found))
                })
            },
        )
    }

    /// What is wrong with a value that fits no alternative: with the one of its JSON type in which least is wrong, where there is one.
    fn nearest(&mut self, union: &'a Union, value: &Value, report: &mut Report) -> ControlFlow<()> {
        match report {
            Report::Verdict => return Break(()),
            // Alternatives inside alternatives count once, or the work would grow with every level.
            Report::Counting(count) => {
                *count += 1;
                return Continue(());
            }
            Report::Collecting { .. } => {}
        }
        let mut counted = Vec::new();
        for variant in &union.variants {
            if guards(&self.schemas.resolve(*variant).kind, value) {
                let mut counting = Report::Counting(0);
                self.explain(*variant, value, &mut counting)?;
                let Report::Counting(count) = counting else { continue };
                counted.push((count, *variant));
            }
        }
        counted.sort_unstable();
        match counted.as_slice() {
            [(_, only)] => self.explain(*only, value, report),
            [(least, nearest), (next, _), ..] if least < next => self.explain(*nearest, value, report),
            _ => {
                report.fault(|| format!("{} fits none of {} alternatives", kind(value), union.variants.len()))
            }
        }
    }
}

/// Whether a kind is about values of the JSON type of this one.
fn guards(kind: &Kind, value: &Value) -> bool {
    match kind {
        Kind::Null => value.is_null(),
        Kind::Boolean => value.is_boolean(),
        Kind::Number(_) => value.is_number(),
        Kind::Text(_) => value.is_string(),
        Kind::Literals(literals) => {
            literals.iter().any(|literal| self::kind(&literal.value) == self::kind(value))
        }
        Kind::List(_) => value.is_array(),
        Kind::Object(_) => value.is_object(),
        Kind::Never => false,
        Kind::Any
        | Kind::Union(_)
        | Kind::All(_)
        | Kind::Not(_)
        | Kind::If(_)
        | Kind::Guarded(_)
        | Kind::Reference(_) => true,
    }
}

fn number(number: &Number, value: &Json, report: &mut Report) -> ControlFlow<()> {
    if number.integer && !Decimal::new(value).is_integer() {
        report.fault(|| format!("expected an integer, found {value}"))?;
    }
    let below = |bound: &&Bound| match compare(value, &bound.value) {
        order if bound.exclusive => order.is_le(),
        order => order.is_lt(),
    };
    if let Some(bound) = number.minimum.as_ref().filter(below) {
        let least = if bound.exclusive { "more than" } else { "at least" };
        report.fault(|| format!("expected {least} {}, found {value}", bound.value))?;
    }
    let above = |bound: &&Bound| match compare(value, &bound.value) {
        order if bound.exclusive => order.is_ge(),
        order => order.is_gt(),
    };
    if let Some(bound) = number.maximum.as_ref().filter(above) {
        let largest = if bound.exclusive { "less than" } else { "at most" };
        report.fault(|| format!("expected {largest} {}, found {value}", bound.value))?;
    }
    for factor in &number.multiple_of {
        if !Decimal::new(value).is_multiple_of(Decimal::new(factor)) {
            report.fault(|| format!("expected a multiple of {factor}, found {value}"))?;
        }
    }
    Continue(())
}
