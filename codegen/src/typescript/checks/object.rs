//! Objects: declared members in local variables, all others in a function of their own.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToLowerCamelCase, ToUpperCamelCase};

use crate::model::{Kind, Object, SchemaId};
use crate::typescript::TypeScriptError;
use crate::typescript::condition::Condition;
use crate::typescript::layout::width;
use crate::typescript::names::{needs_context, type_name};
use crate::typescript::text::{STATEMENT, key, quoted};

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

/// What no local variable may be called: the words of the language, and what functions use.
const RESERVED: &[&str] = &[
    "arguments",
    "as",
    "async",
    "at",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "count",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "equal",
    "eval",
    "every",
    "everyMember",
    "export",
    "extends",
    "fail",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "isArray",
    "isDate",
    "isDateTime",
    "isInteger",
    "isMultiple",
    "isNumber",
    "isObject",
    "isOneOf",
    "isText",
    "isTime",
    "isUnique",
    "let",
    "new",
    "null",
    "own",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "size",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "to",
    "true",
    "try",
    "typeof",
    "undefined",
    "value",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// The beginnings of the names of constants, which end with a number.
const CONSTANTS: &[&str] = &["literal", "names", "pattern", "values"];

/// How deep choices within choices are looked into for what a missing member is.
const ABSENCE_DEPTH: usize = 2;

/// The local variables of a function, by the members that they hold.
struct Locals<'a> {
    by_member: BTreeMap<&'a str, String>,
    /// Every member that could be read, in the order of declaration.
    all: Vec<&'a str>,
    /// Those that are.
    read: BTreeSet<String>,
}

impl<'a> Locals<'a> {
    /// A variable for each member, in this order.
    fn new(all: Vec<&'a str>) -> Self {
        let mut by_member: BTreeMap<&str, String> = all
            .iter()
            .filter(|member| is_variable(member))
            .map(|member| (*member, (*member).to_owned()))
            .collect();
        let mut taken: BTreeSet<String> = by_member.values().cloned().collect();
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        for member in &all {
            if by_member.contains_key(member) {
                continue;
            }
            let wanted: String =
                member.to_upper_camel_case().chars().filter(char::is_ascii_alphanumeric).collect();
            let lower = wanted.to_lower_camel_case();
            let base = if is_variable(&lower) { lower } else { format!("its{wanted}") };
            let number = numbers.entry(base.clone()).or_insert(1);
            let mut name = base.clone();
            while !taken.insert(name.clone()) {
                *number += 1;
                name = format!("{base}{number}");
            }
            by_member.insert(member, name);
        }
        Self { by_member, all, read: BTreeSet::new() }
    }

    fn variable(&self, member: &str) -> &str {
        self.by_member.get(member).map_or("", String::as_str)
    }

    fn spot(&self, member: &str) -> Spot {
        Spot { value: self.variable(member).to_owned(), key: Some(quoted(member)) }
    }

    /// The variable of a member, which is declared.
    fn read(&mut self, member: &str) -> &str {
        self.read.insert(member.to_owned());
        self.variable(member)
    }

    /// The members that are read.
    fn members(&self) -> impl Iterator<Item = &'a str> {
        self.all.iter().copied().filter(|member| self.read.contains(*member))
    }

    /// The statements that declare the variables.
    fn declarations(&self) -> Vec<String> {
        let variable = |member: &str| {
            let name = self.variable(member);
            if name == member { name.to_owned() } else { format!("{}: {name}", key(member)) }
        };
        let plain: Vec<String> =
            self.members().filter(|member| !INHERITED.contains(member)).map(variable).collect();
        let line = format!("const {{ {} }} = value;", plain.join(", "));
        let mut lines = Vec::new();
        let assigned = line.trim_end_matches(" value;");
        if width(&line) > STATEMENT && width(assigned) <= STATEMENT && !line.contains(':') {
            lines.extend([assigned.to_owned(), "  value;".to_owned()]);
        } else if width(&line) > STATEMENT {
            lines.push("const {".to_owned());
            lines.extend(plain.iter().map(|variable| format!("  {variable},")));
            lines.push("} = value;".to_owned());
        } else if !plain.is_empty() {
            lines.push(line);
        }
        let inherited = self.members().filter(|member| INHERITED.contains(member));
        lines.extend(inherited.map(|name| format!("const {} = {};", self.variable(name), member(name))));
        lines
    }
}

/// Every member that an object's schema names, each once.
fn mentioned(object: &Object) -> Vec<&str> {
    let declared = object.properties.iter().map(|property| property.name.as_str());
    let required = object.required.iter().map(String::as_str);
    let dependent = object.dependencies.iter().flat_map(|dependency| {
        std::iter::once(dependency.name.as_str()).chain(dependency.required.iter().map(String::as_str))
    });
    let mut seen = BTreeSet::new();
    declared.chain(required).chain(dependent).filter(|member| seen.insert(*member)).collect()
}

/// Whether a member's name can be a variable's.
fn is_variable(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !RESERVED.contains(&name)
        && !name.strip_prefix("check").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
        && !CONSTANTS.iter().any(|constant| {
            name.strip_prefix(constant).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()))
        })
}

impl Writer<'_> {
    /// The statements that check an object.
    pub(super) fn object(
        &mut self,
        name: &str,
        object: &Object,
        guard: Guard,
    ) -> Result<Body, TypeScriptError> {
        let mut locals = Locals::new(mentioned(object));
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
                (false, _) => self.report(&context, property.schema, &locals.spot(&property.name))?,
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
                check => tests.push(absent(locals.read(&property.name)).or(check)),
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
                tests.push(absent(locals.read(&dependency.name)).or(there));
            }
            if let Some(schema) = dependency.schema {
                let context = format!("{name}With{}", type_name(&dependency.name));
                let check = self.further(&context, schema)?;
                if check != Condition::Always {
                    tests.push(absent(locals.read(&dependency.name)).or(check));
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
                if locals.members().any(|member| INHERITED.contains(&member)) {
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

    fn is_there(&mut self, locals: &mut Locals<'_>, member: &str) -> Condition {
        locals.read(member);
        let spot = locals.spot(member);
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

fn absent(value: &str) -> Condition {
    Condition::test(format!("{value} === undefined"))
}
