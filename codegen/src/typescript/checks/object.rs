//! Objects: declared members where they are read, all others in a function of their own.

use std::collections::BTreeSet;

use crate::model::{Kind, Object, SchemaId};
use crate::typescript::TypeScriptError;
use crate::typescript::condition::Condition;
use crate::typescript::names::{needs_context, type_name};
use crate::typescript::text::quoted;

use super::helpers::Helper;
use super::leaf::within;
use super::{Body, Check, Guard, MEMBER, NAME, Spot, Writer};

/// Members that every object has from its prototype: only its own count.
const INHERITED: &[&str] = &[
    "__defineGetter__",
    "__defineSetter__",
    "__lookupGetter__",
    "__lookupSetter__",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
];

/// How deep choices within choices are looked into for what a missing member is.
const ABSENCE_DEPTH: usize = 2;

/// The members that a function reads into variables: those that may stand on the prototype.
#[derive(Default)]
struct Locals<'a>(BTreeSet<&'a str>);

impl<'a> Locals<'a> {
    /// Where a member stands that is checked.
    fn read(&mut self, name: &'a str) -> Spot {
        if INHERITED.contains(&name) {
            self.0.insert(name);
        }
        spot(name)
    }

    /// The statements that declare the variables.
    fn declarations(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|name| format!("const {name} = {};", member(name)))
    }
}

/// Where a member stands.
fn spot(name: &str) -> Spot {
    let value = if INHERITED.contains(&name) { name.to_owned() } else { member(name) };
    Spot { value, key: Some(quoted(name)) }
}

impl Writer<'_> {
    /// The statements that check an object.
    pub(super) fn object(
        &mut self,
        name: &str,
        object: &Object,
        guard: Guard,
    ) -> Result<Body, TypeScriptError> {
        let mut locals = Locals::default();
        let mut tests = Vec::new();
        for property in &object.properties {
            let context = if needs_context(self.model, property.schema) {
                format!("{name}{}", type_name(&property.name))
            } else {
                String::new()
            };
            let is_any = matches!(self.kind(self.model.schemas.target(property.schema)), Kind::Any);
            let check = match (is_any, property.required) {
                (true, false) => continue,
                (true, true) => self.is_there(&mut locals, &property.name),
                (false, _) => self.report(&context, property.schema, &spot(&property.name))?,
            };
            match check {
                Condition::Always if property.required => {
                    tests.push(self.is_there(&mut locals, &property.name));
                }
                Condition::Always => {}
                check if property.required => {
                    locals.read(&property.name);
                    if !self.refuses_absence(property.schema, ABSENCE_DEPTH) {
                        tests.push(self.is_there(&mut locals, &property.name));
                    }
                    tests.push(check);
                }
                check => tests.push(absent(&locals.read(&property.name)).or(check)),
            }
        }
        for member in &object.required {
            tests.push(self.is_there(&mut locals, member));
        }
        if object.min.is_some_and(|min| min > 0) || object.max.is_some() {
            tests.push(self.sized(object));
        }
        for dependency in &object.dependencies {
            for member in &dependency.required {
                let there = self.is_there(&mut locals, member);
                tests.push(absent(&locals.read(&dependency.name)).or(there));
            }
            if let Some(schema) = dependency.schema {
                let context = format!("{name}With{}", type_name(&dependency.name));
                let check = self.further(&context, schema)?;
                if check != Condition::Always {
                    tests.push(absent(&locals.read(&dependency.name)).or(check));
                }
            }
        }
        tests.push(self.members(name, object)?);
        let test = Condition::all(tests);

        Ok(match (guard, test) {
            (Guard::Pass, Condition::Always) => Body::Condition(Condition::Always),
            (Guard::Refuse, Condition::Always) => {
                let an_object = Condition::call(self.call(Helper::IsObject), ["value"]);
                Body::Condition(self.reported(an_object, &Spot::whole(), "an object"))
            }
            (guard, test) => {
                let mut lines = vec![self.guarded(Helper::IsObject, guard, "an object")];
                lines.extend(locals.declarations());
                if !locals.0.is_empty() {
                    self.call(Helper::Own);
                }
                lines.extend(test.returned(0));
                Body::Lines(lines)
            }
        })
    }

    /// The statement that ends with a value of another JSON type.
    pub(super) fn guarded(&mut self, test: Helper, guard: Guard, expected: &str) -> String {
        let test = self.call(test);
        match guard {
            Guard::Pass => format!("if (!{test}(value)) return true;"),
            Guard::Refuse => {
                format!("if (!{test}(value)) return {};", self.fail(&Spot::whole(), expected).flat())
            }
        }
    }

    /// Whether what is of a schema is never `undefined`: its check then says that a member is missing. `false` where that is not seen
    /// at once.
    fn refuses_absence(&self, id: SchemaId, depth: usize) -> bool {
        let refuses = |id: &SchemaId| depth > 0 && self.refuses_absence(*id, depth - 1);
        match self.kind(self.model.schemas.target(id)) {
            Kind::Never
            | Kind::Null
            | Kind::Boolean
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Literals(_)
            | Kind::List(_)
            | Kind::Object(_) => true,
            Kind::Union(union) => union.tag.is_some() || union.variants.iter().all(refuses),
            Kind::All(parts) => parts.iter().any(refuses),
            Kind::Any | Kind::Not(_) | Kind::If(_) | Kind::Guarded(_) | Kind::Reference(_) => false,
        }
    }

    fn is_there<'a>(&mut self, locals: &mut Locals<'a>, member: &'a str) -> Condition {
        let spot = locals.read(member);
        let there = Condition::test(format!("{} !== undefined", spot.value));
        self.reported(there, &spot, "a value")
    }

    fn sized(&mut self, object: &Object) -> Condition {
        let size = format!("{}(value)", self.call(Helper::Size));
        let min = object.min.filter(|min| *min > 0);
        let test = Condition::all(
            min.map(|min| Condition::test(format!("{size} >= {min}")))
                .into_iter()
                .chain(object.max.map(|max| Condition::test(format!("{size} <= {max}")))),
        );
        let expected = format!("an object{}", within(min, object.max, "member"));
        self.reported(test, &Spot::whole(), &expected)
    }

    /// What holds of every member: of those with certain names, of all that are not declared, and of the names.
    fn members(&mut self, name: &str, object: &Object) -> Result<Condition, TypeScriptError> {
        let whole = Spot::whole();
        let mut tests = Vec::new();
        if let Some(names) = object.names {
            // In a function even where it is short: TypeScript knows that a key is a string, and refuses other comparisons.
            if self.test(&format!("{name}Name"), names, "key")? != Condition::Always {
                let spot = Spot { value: "key".to_owned(), key: None };
                tests.push(self.delegated(&format!("{name}Name"), names, &spot));
            }
        }
        let mut parameters = NAME;
        let values = match object.additional {
            Some(values) => self.report(&format!("{name}Value"), values, &whole)?,
            None => Condition::Always,
        };
        let mut known = Vec::new();
        if values != Condition::Always && !object.properties.is_empty() {
            let declared: Vec<&str> =
                object.properties.iter().map(|property| property.name.as_str()).collect();
            known.push(Condition::call(format!("{}.has", self.constants.set(&declared)), ["key"]));
        }
        for (index, (source, schema)) in object.patterns.iter().enumerate() {
            let check = self.report(&format!("{name}Match{}", index + 1), *schema, &whole)?;
            if check == Condition::Always && values == Condition::Always {
                continue;
            }
            let pattern = self.pattern(*schema, source)?;
            let matches = Condition::call(format!("{pattern}.test"), ["key"]);
            if check != Condition::Always {
                tests.push(matches.clone().negated().or(check));
                parameters = MEMBER;
            }
            known.push(matches);
        }
        if values != Condition::Always {
            // A map: its values are all that is checked.
            if let (true, true, Some(values)) = (known.is_empty(), tests.is_empty(), object.additional) {
                let function = self.function(&format!("{name}Value"), values);
                return Ok(Condition::call(self.call(Helper::EveryMember), ["value", &function, "at"]));
            }
            tests.push(Condition::any(known.into_iter().chain([values])));
            parameters = MEMBER;
        }
        let test = Condition::all(tests);
        if test == Condition::Always {
            return Ok(test);
        }
        let function = self.fresh(&format!("{name}Member"));
        let lines = test.returned(0);
        self.written.push(Check::new(function.clone(), parameters, &lines, None));
        Ok(Condition::call(self.call(Helper::EveryMember), ["value", &format!("check{function}"), "at"]))
    }
}

/// A member of `value` itself, not of its prototype.
pub(super) fn member(name: &str) -> String {
    let key = quoted(name);
    if INHERITED.contains(&name) { format!("own(value, {key})") } else { format!("value[{key}]") }
}

fn absent(spot: &Spot) -> Condition {
    Condition::test(format!("{} === undefined", spot.value))
}
