//! Validators: one function per declared type, which says whether a value is of it and, where asked, what is wrong.
//!
//! A function is called twice at most: once without `at`, which allocates nothing, and only for a refused value once more with `at`,
//! which collects every fault and its path. With `at`, what a function returns means only that the next check goes on.
//!
//! What is one comparison or two stands where it is needed. Everything else has a function, and is written once however often it is
//! referred to: the file grows as the document does, and recursion of schemas is recursion of functions.

mod choice;
mod constants;
mod helpers;
mod leaf;
mod list;
mod number;
mod object;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use serde::Serialize;

use crate::model::{Kind, Model, Schema, SchemaId};

use super::condition::Condition;
use super::layout::{LINE, width};
use super::names::Names;
use super::text::quoted;
use super::{Options, TypeScriptError};

use constants::Constants;
use helpers::Helper;

/// One function.
#[derive(Serialize)]
pub(super) struct Check {
    name: String,
    /// The declaration up to the body.
    head: String,
    /// The body, indented.
    body: String,
    /// The declaration of the validator, for a type that is exported.
    declared: Option<String>,
}

impl Check {
    fn new(name: String, parameters: &str, lines: &[String], declared: Option<String>) -> Self {
        let line = format!("function check{name}({parameters}): boolean {{");
        let head = if width(&line) <= LINE {
            line
        } else {
            let parameters: String =
                parameters.split(", ").map(|parameter| format!("  {parameter},\n")).collect();
            format!("function check{name}(\n{parameters}): boolean {{")
        };
        let body: Vec<String> = lines.iter().map(|line| format!("  {line}")).collect();
        Self { name, head, body: body.join("\n"), declared }
    }
}

/// All that validates.
#[derive(Serialize)]
pub(super) struct Checks {
    checks: Vec<Check>,
    /// Declarations of what the functions use: regular expressions, sets of names, values.
    constants: Vec<String>,
    /// The helper functions that are called, each `true`.
    helpers: BTreeMap<&'static str, bool>,
}

/// The function of every declared type, the constants they use and the helpers they call.
pub(super) fn checks(model: &Model, names: &Names, options: &Options) -> Result<Checks, TypeScriptError> {
    let mut writer = Writer {
        model,
        names,
        options,
        constants: Constants::default(),
        functions: HashMap::new(),
        queue: VecDeque::new(),
        taken: names.declared().map(|(name, _)| name.to_owned()).collect(),
        numbers: HashMap::new(),
        called: BTreeSet::new(),
        written: Vec::new(),
    };
    for (name, id) in names.declared() {
        let lines = writer.body(name, id)?;
        let validator = constants::called(
            &format!("export const {name}Schema: Schema<{name}>"),
            "/* @__PURE__ */ schema",
            &format!("check{name}"),
        );
        writer.write(name.to_owned(), lines, Some(validator));
        while let Some((name, id)) = writer.queue.pop_front() {
            let lines = writer.body(&name, id)?;
            writer.write(name, lines, None);
        }
    }
    Ok(Checks {
        checks: writer.written,
        constants: writer.constants.declarations(),
        helpers: helpers::needed(&writer.called),
    })
}

struct Writer<'a> {
    model: &'a Model,
    names: &'a Names,
    options: &'a Options,
    constants: Constants,
    /// The functions of schemas that are not declared.
    functions: HashMap<SchemaId, String>,
    /// Those of them that are not yet written.
    queue: VecDeque<(String, SchemaId)>,
    /// What follows `check` in the names of functions.
    taken: BTreeSet<String>,
    /// The last number that was given to a name that another had.
    numbers: HashMap<String, usize>,
    called: BTreeSet<Helper>,
    written: Vec<Check>,
}

/// What is checked: an expression, and the key under which `value` has it, as a literal; none for `value` itself.
struct Spot {
    value: String,
    key: Option<String>,
}

impl Spot {
    /// What the function is given.
    fn whole() -> Self {
        Self { value: "value".to_owned(), key: None }
    }
}

/// The statements of a function.
enum Body {
    /// One that returns whether a condition holds.
    Condition(Condition),
    /// Several.
    Lines(Vec<String>),
}

const VALUE: &str = "value: unknown, at?: At";
const MEMBER: &str = "value: unknown, at: At | undefined, key: string";
/// Of one that looks at names alone.
const NAME: &str = "_value: unknown, at: At | undefined, key: string";
/// Of a function that needs none of them. The underscore tells TypeScript so.
const UNUSED: &str = "_value: unknown, _at?: At";

/// The longest context in a name: a chain of references may be of any length.
const CONTEXT: usize = 80;

impl Checks {
    /// These checks for a file that tells objects from other values elsewhere too.
    pub(super) fn with_objects(mut self) -> Self {
        self.helpers.insert(Helper::IsObject.name(), true);
        self
    }
}

impl<'a> Writer<'a> {
    fn schema(&self, id: SchemaId) -> &'a Schema {
        self.model.schemas.get(id)
    }

    fn kind(&self, id: SchemaId) -> &'a Kind {
        &self.schema(id).kind
    }

    /// Through references, up to a schema that is declared.
    fn settle(&self, mut id: SchemaId) -> SchemaId {
        while let (None, Kind::Reference(target)) = (self.names.get(id), self.kind(id)) {
            id = *target;
        }
        id
    }

    fn write(&mut self, name: String, body: Body, declared: Option<String>) {
        let (parameters, lines) = match body {
            Body::Condition(condition) => {
                let parameters = if condition == Condition::Always { UNUSED } else { VALUE };
                (parameters, condition.returned(0))
            }
            Body::Lines(lines) => (VALUE, lines),
        };
        self.written.push(Check::new(name, parameters, &lines, declared));
    }

    /// The statements that check a schema which has a function.
    fn body(&mut self, name: &str, id: SchemaId) -> Result<Body, TypeScriptError> {
        match self.kind(id) {
            Kind::Literals(literals) => Ok(Body::Condition(self.literals_of(id, literals))),
            Kind::Object(object) => self.object(name, object, Guard::Refuse),
            Kind::List(list) => self.list(name, list, Guard::Refuse),
            Kind::Guarded(inner) => {
                let inner = self.settle(*inner);
                match self.kind(inner) {
                    Kind::Object(_) | Kind::List(_) if self.names.get(inner).is_some() => {
                        let is_object = matches!(self.kind(inner), Kind::Object(_));
                        let helper = if is_object { Helper::IsObject } else { Helper::IsArray };
                        let other = Condition::call(self.call(helper), ["value"]).negated();
                        Ok(Body::Condition(other.or(self.delegated(name, inner, &Spot::whole()))))
                    }
                    Kind::Object(object) => self.object(name, object, Guard::Pass),
                    Kind::List(list) => self.list(name, list, Guard::Pass),
                    _ => self.leaf_body(name, id),
                }
            }
            Kind::Union(union) => self.union(name, union),
            Kind::All(parts) => self.parts(name, parts),
            Kind::If(choice) => self.conditional(name, choice),
            Kind::Not(inner) => {
                let inner = self.test(&format!("{name}Not"), *inner, "value")?;
                Ok(Body::Condition(self.reported(inner.negated(), &Spot::whole(), "something else")))
            }
            Kind::Reference(target) => Ok(Body::Condition(self.report(name, *target, &Spot::whole())?)),
            Kind::Any | Kind::Never | Kind::Null | Kind::Boolean | Kind::Number(_) | Kind::Text(_) => {
                self.leaf_body(name, id)
            }
        }
    }

    fn leaf_body(&mut self, name: &str, id: SchemaId) -> Result<Body, TypeScriptError> {
        let leaf = self.leaf(name, id, "value")?;
        let leaf = leaf.unwrap_or_else(leaf::Leaf::never);
        Ok(Body::Condition(self.reported(leaf.test, &Spot::whole(), &leaf.expected)))
    }

    /// What holds where an expression is of a schema. Nothing is reported.
    fn test(&mut self, context: &str, id: SchemaId, value: &str) -> Result<Condition, TypeScriptError> {
        let id = self.settle(id);
        if self.names.get(id).is_none()
            && let Some(leaf) = self.leaf(context, id, value)?
        {
            return Ok(leaf.test);
        }
        Ok(Condition::call(self.function(context, id), [value]))
    }

    /// As [`Writer::test`]; what does not hold is reported.
    fn report(&mut self, context: &str, id: SchemaId, spot: &Spot) -> Result<Condition, TypeScriptError> {
        let id = self.settle(id);
        if self.names.get(id).is_none() {
            if let Some(leaf) = self.leaf(context, id, &spot.value)? {
                return Ok(self.reported(leaf.test, spot, &leaf.expected));
            }
            if let Kind::Union(union) = self.kind(id)
                && let Some(only) = self.only_structured(union)
            {
                return self.choice_around(context, union, only, spot);
            }
        }
        Ok(self.delegated(context, id, spot))
    }

    /// The call of the function that checks a schema, and reports.
    fn delegated(&mut self, context: &str, id: SchemaId, spot: &Spot) -> Condition {
        let at = self.to(spot);
        if let Kind::Literals(literals) = self.kind(self.settle(id))
            && let Some(list) = self.declared_list(self.settle(id), literals)
        {
            return Condition::call(self.call(Helper::IsOneOf), [&spot.value, &list, &at]);
        }
        let function = self.function(context, id);
        Condition::call(function, [&spot.value, &at])
    }

    /// As [`Writer::report`] of `value` where TypeScript knows its type already, and would refuse comparisons with another.
    fn further(&mut self, context: &str, id: SchemaId) -> Result<Condition, TypeScriptError> {
        Ok(match self.test(context, id, "value")? {
            Condition::Always => Condition::Always,
            Condition::Never => self.fail(&Spot::whole(), "nothing"),
            _ => self.delegated(context, id, &Spot::whole()),
        })
    }

    /// The name of the function that checks a schema; it is written later if there is none.
    fn function(&mut self, context: &str, id: SchemaId) -> String {
        let id = self.settle(id);
        if let Some(name) = self.names.get(id).or_else(|| self.functions.get(&id).map(String::as_str)) {
            return format!("check{name}");
        }
        let name = self.fresh(context);
        self.functions.insert(id, name.clone());
        self.queue.push_back((name.clone(), id));
        format!("check{name}")
    }

    /// A name for a function that no other has.
    fn fresh(&mut self, context: &str) -> String {
        let context: String = context.chars().take(CONTEXT).collect();
        let mut name = context.clone();
        let number = self.numbers.entry(context.clone()).or_insert(1);
        while self.taken.contains(&name) {
            *number += 1;
            name = format!("{context}{number}");
        }
        self.taken.insert(name.clone());
        name
    }

    /// A condition, and what is reported where it does not hold.
    fn reported(&mut self, condition: Condition, spot: &Spot, expected: &str) -> Condition {
        match condition {
            Condition::Always => Condition::Always,
            condition => condition.or(self.fail(spot, expected)),
        }
    }

    /// The call that reports a fault.
    fn fail(&mut self, spot: &Spot, expected: &str) -> Condition {
        let fail = self.call(Helper::Fail);
        match &spot.key {
            // Read again where the fault is reported.
            Some(key) if spot.value == format!("value[{key}]") => {
                Condition::call(fail, ["at", &quoted(expected), "value", key])
            }
            _ => Condition::call(fail, [&self.to(spot), &quoted(expected), &spot.value]),
        }
    }

    /// Where what a function is given for a spot is reported.
    fn to(&mut self, spot: &Spot) -> String {
        match &spot.key {
            None => "at".to_owned(),
            Some(key) => {
                self.call(Helper::To);
                format!("at && to(at, {key})")
            }
        }
    }

    /// The name of a helper function, which is then printed.
    fn call(&mut self, helper: Helper) -> &'static str {
        self.called.insert(helper);
        helper.name()
    }
}

/// What happens to a value of another JSON type.
#[derive(Clone, Copy)]
enum Guard {
    /// It is refused.
    Refuse,
    /// It passes.
    Pass,
}
