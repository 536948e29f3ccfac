//! Validators: one function per declared type, which says whether a value is of it and, where asked, what is wrong.
//!
//! A function is called twice at most: once without `at`, which allocates nothing, and only for a refused value once more with `at`,
//! which collects every fault and its path.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use crate::model::{Kind, Literal, Model, Object, SchemaId, Text, Union};

use super::TypeScriptError;
use super::condition::Condition;
use super::names::{Names, tag_text, type_name};
use super::text::{constant, literal, quoted};

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

/// One function.
#[derive(Serialize)]
pub(super) struct Check {
    name: String,
    /// The body, one statement a line.
    lines: Vec<String>,
    /// The declaration of the validator, for a type that is exported.
    declared: Option<String>,
}

/// A regular expression, compiled once.
#[derive(Serialize)]
pub(super) struct Pattern {
    name: String,
    source: String,
}

/// All that validates.
#[derive(Serialize)]
pub(super) struct Checks {
    checks: Vec<Check>,
    patterns: Vec<Pattern>,
    /// The helper functions that are called, each `true`.
    helpers: BTreeMap<&'static str, bool>,
}

/// Every helper function, and those that it calls.
const HELPERS: &[(&str, &[&str])] = &[
    ("fail", &[]),
    ("isArray", &["fail", "to", "within"]),
    ("isBoolean", &["fail"]),
    ("isInteger", &["fail", "within"]),
    ("isLiteral", &["fail"]),
    ("isMap", &["fail", "to"]),
    ("isNumber", &["fail", "within"]),
    ("isOneOf", &["fail"]),
    ("isString", &["fail", "within"]),
    ("own", &[]),
    ("to", &[]),
    ("within", &[]),
];

/// The function of every declared type, the patterns they use and the helpers they call.
pub(super) fn checks(model: &Model, names: &Names) -> Result<Checks, TypeScriptError> {
    let mut writer = Writer {
        model,
        names,
        patterns: patterns(model)?,
        inner: Vec::new(),
        functions: HashMap::new(),
        taken: names.declared().map(|(name, _)| name.to_owned()).collect(),
        called: BTreeSet::new(),
    };
    let mut checks = Vec::new();
    for (name, id) in names.declared() {
        let lines = writer.body(name, id)?;
        let validator = constant(
            &format!("export const {name}Schema: Schema<{name}>"),
            &format!("/* @__PURE__ */ schema(check{name})"),
        );
        checks.push(Check { name: name.to_owned(), lines, declared: Some(validator) });
        checks.append(&mut writer.inner);
    }
    let Writer { patterns, called, .. } = writer;
    let patterns =
        patterns.into_iter().map(|(source, name)| Pattern { name, source: regex(&source) }).collect();
    let through = HELPERS.iter().filter(|(helper, _)| called.contains(helper)).flat_map(|(_, calls)| *calls);
    let needed: BTreeSet<&str> = called.iter().chain(through).copied().collect();
    let helpers = HELPERS.iter().map(|(helper, _)| (*helper, needed.contains(helper))).collect();
    Ok(Checks { checks, patterns, helpers })
}

/// A name for each pattern, in the order of their texts.
fn patterns(model: &Model) -> Result<BTreeMap<String, String>, TypeScriptError> {
    let mut sources = BTreeSet::new();
    for schema in model.schemas.iter() {
        if let Kind::Text(Text { pattern: Some(pattern), .. }) = &schema.kind {
            regress::Regex::with_flags(pattern, "u").map_err(|error| TypeScriptError::Pattern {
                pointer: schema.pointer.clone(),
                pattern: pattern.clone(),
                reason: error.text,
            })?;
            sources.insert(pattern);
        }
    }
    Ok(sources
        .into_iter()
        .enumerate()
        .map(|(index, source)| (source.clone(), format!("pattern{}", index + 1)))
        .collect())
}

/// A regular expression literal. JSON Schema's patterns are ECMA-262's, with Unicode.
fn regex(source: &str) -> String {
    let mut escaped = String::new();
    let mut in_escape = false;
    for c in source.chars() {
        match c {
            '/' if !in_escape => escaped.push_str("\\/"),
            '\n' => escaped.push_str("\\n"),
            c => escaped.push(c),
        }
        in_escape = c == '\\' && !in_escape;
    }
    if escaped.is_empty() { "/(?:)/u".to_owned() } else { format!("/{escaped}/u") }
}

struct Writer<'a> {
    model: &'a Model,
    names: &'a Names,
    patterns: BTreeMap<String, String>,
    /// Functions for items, values and alternatives without a declared type, not yet taken.
    inner: Vec<Check>,
    /// The functions in `inner` and before, by what they check.
    functions: HashMap<SchemaId, String>,
    /// What follows `check` in the names of functions.
    taken: BTreeSet<String>,
    /// The helper functions that are called.
    called: BTreeSet<&'static str>,
}

impl Writer<'_> {
    /// The statements that check a declared type.
    fn body(&mut self, name: &str, id: SchemaId) -> Result<Vec<String>, TypeScriptError> {
        Ok(match &self.model.schemas.get(id).kind {
            Kind::Object(object) if !object.properties.is_empty() => self.object(name, object)?,
            Kind::Union(Union { variants, tag: Some((tag, values)), .. }) => {
                self.tagged(name, variants, tag, values)?
            }
            Kind::Literals(_) => {
                let values = self.names.values(id).unwrap_or("[]").to_owned();
                vec![format!("return {};", self.call("isOneOf", &["value", &values], Some("at"), &[]))]
            }
            _ => self.structure(name, id, "value", Some("at"))?.returned(),
        })
    }

    fn tagged(
        &mut self,
        name: &str,
        variants: &[SchemaId],
        tag: &str,
        values: &[serde_json::Value],
    ) -> Result<Vec<String>, TypeScriptError> {
        let member = self.member(tag);
        let mut lines = vec![self.an_object(), format!("switch ({member}) {{")];
        for (variant, value) in variants.iter().zip(values) {
            let check = self.expression(&format!("{name}Variant"), *variant, "value", Some("at"))?;
            lines.push(format!("  case {}:", quoted(tag_text(value))));
            lines.push(format!("    return {};", check.inline()));
        }
        let expected = alternatives(values.iter().map(ToString::to_string));
        let at = self.to(tag);
        lines.push("  default:".to_owned());
        lines.push(format!("    return {};", self.fail(&at, &member, &expected)));
        lines.push("}".to_owned());
        Ok(lines)
    }

    fn object(&mut self, name: &str, object: &Object) -> Result<Vec<String>, TypeScriptError> {
        let mut tests = Vec::new();
        for property in &object.properties {
            let member = self.member(&property.name);
            let at = self.to(&property.name);
            match (&self.model.schemas.resolve(property.schema).kind, property.required) {
                (Kind::Any, false) => {}
                (Kind::Any, true) => {
                    let present = Condition::one(format!("{member} !== undefined"));
                    tests.push(present.or(self.fail(&at, &member, "a value")));
                }
                (_, required) => {
                    let context = format!("{name}{}", type_name(&property.name));
                    let check = self.expression(&context, property.schema, &member, Some(&at))?;
                    let absent = || Condition::one(format!("{member} === undefined"));
                    tests.push(if required { check } else { absent().or_any(check) });
                }
            }
        }
        if let Some(values) = object.additional {
            let declared: Vec<String> =
                object.properties.iter().map(|property| quoted(&property.name)).collect();
            let check = self.function(&format!("{name}Value"), values)?;
            let except = Some(format!("[{}]", declared.join(", ")));
            tests.push(Condition::one(self.call("isMap", &["value", &check], Some("at"), &[except])));
        }
        let mut lines = vec![self.an_object()];
        match tests.as_slice() {
            [] => lines.push("return true;".to_owned()),
            [only] => lines.extend(only.returned()),
            [first, rest @ ..] => {
                lines.push(format!("let ok = {};", first.bare()));
                lines.extend(rest.iter().flat_map(Condition::also));
                lines.push("return ok;".to_owned());
            }
        }
        Ok(lines)
    }

    /// What holds where `value` is of the schema. `at` is where a fault is reported, if it is.
    fn expression(
        &mut self,
        context: &str,
        id: SchemaId,
        value: &str,
        at: Option<&str>,
    ) -> Result<Condition, TypeScriptError> {
        match self.names.get(id) {
            Some(name) => Ok(Condition::one(call(&format!("check{name}"), &[value], at, &[]))),
            // Alternatives read better in a function of their own.
            None if at.is_some_and(|at| at != "at") && self.is_choice(id) => {
                let function = self.function(context, id)?;
                Ok(Condition::one(call(&function, &[value], at, &[])))
            }
            None => self.structure(context, id, value, at),
        }
    }

    fn structure(
        &mut self,
        context: &str,
        id: SchemaId,
        value: &str,
        at: Option<&str>,
    ) -> Result<Condition, TypeScriptError> {
        fn text(bound: Option<&impl ToString>) -> Option<String> {
            bound.map(ToString::to_string)
        }

        let schema = self.model.schemas.get(id);
        Ok(match &schema.kind {
            Kind::Any => Condition::one("true".to_owned()),
            Kind::Never => {
                Condition::one(at.map_or_else(|| "false".to_owned(), |at| self.fail(at, value, "nothing")))
            }
            Kind::Null => self.reported(Condition::one(format!("{value} === null")), value, at, "null"),
            Kind::Boolean => Condition::one(self.call("isBoolean", &[value], at, &[])),
            Kind::Number(number) => {
                let helper = if number.integer { "isInteger" } else { "isNumber" };
                let bounds = [text(number.minimum.as_ref()), text(number.maximum.as_ref())];
                Condition::one(self.call(helper, &[value], at, &bounds))
            }
            Kind::Text(Text { min, max, pattern, .. }) => {
                let pattern = pattern.as_ref().and_then(|pattern| self.patterns.get(pattern)).cloned();
                let bounds = [text(min.as_ref()), text(max.as_ref()), pattern];
                Condition::one(self.call("isString", &[value], at, &bounds))
            }
            Kind::Literals(literals) => self.literals(literals, id, value, at)?,
            Kind::List { items, min, max } => {
                let check = self.function(&format!("{context}Item"), *items)?;
                let bounds = [text(min.as_ref()), text(max.as_ref())];
                Condition::one(self.call("isArray", &[value, &check], at, &bounds))
            }
            Kind::Object(Object { additional: Some(values), properties }) if properties.is_empty() => {
                let check = self.function(&format!("{context}Value"), *values)?;
                Condition::one(self.call("isMap", &[value, &check], at, &[]))
            }
            Kind::Object(_) => {
                self.reported(Condition::one(format!("isObject({value})")), value, at, "an object")
            }
            Kind::Union(union) => self.union(context, union, value, at)?,
            Kind::Reference(target) => self.expression(context, *target, value, at)?,
        })
    }

    fn is_choice(&self, id: SchemaId) -> bool {
        match &self.model.schemas.get(id).kind {
            Kind::Union(_) => true,
            Kind::Literals(literals) => literals.len() > 1,
            _ => false,
        }
    }

    /// The name of a function that checks a schema, written if there is none.
    fn function(&mut self, context: &str, id: SchemaId) -> Result<String, TypeScriptError> {
        let target = match &self.model.schemas.get(id).kind {
            Kind::Reference(target) => *target,
            _ => id,
        };
        if let Some(name) = self.names.get(target).or_else(|| self.functions.get(&target).map(String::as_str))
        {
            return Ok(format!("check{name}"));
        }
        let numbered = (2..).map(|number| format!("{context}{number}"));
        let mut candidates = std::iter::once(context.to_owned()).chain(numbered);
        let name = candidates.find(|name| !self.taken.contains(name)).unwrap_or_default();
        self.taken.insert(name.clone());
        self.functions.insert(target, name.clone());
        let lines = self.structure(&name, target, "value", Some("at"))?.returned();
        self.inner.push(Check { name: name.clone(), lines, declared: None });
        Ok(format!("check{name}"))
    }

    fn literals(
        &mut self,
        literals: &[Literal],
        id: SchemaId,
        value: &str,
        at: Option<&str>,
    ) -> Result<Condition, TypeScriptError> {
        let texts: Option<Vec<String>> = literals.iter().map(|one| literal(&one.value)).collect();
        let texts = texts.ok_or_else(|| TypeScriptError::CompoundLiteral {
            pointer: self.model.schemas.get(id).pointer.clone(),
        })?;
        if texts.is_empty() {
            return Ok(Condition::one(
                at.map_or_else(|| "false".to_owned(), |at| self.fail(at, value, "nothing")),
            ));
        }
        if let ([only], Some(_)) = (texts.as_slice(), at) {
            return Ok(Condition::one(self.call("isLiteral", &[value, only], at, &[])));
        }
        let tests = texts.iter().map(|text| format!("{value} === {text}")).collect();
        let expected = alternatives(literals.iter().map(|one| one.value.to_string()));
        Ok(self.reported(Condition::any(tests), value, at, &expected))
    }

    fn union(
        &mut self,
        context: &str,
        union: &Union,
        value: &str,
        at: Option<&str>,
    ) -> Result<Condition, TypeScriptError> {
        // Which alternative was meant is not known, so none of them reports; the union does.
        let mut tests = Vec::new();
        for (index, variant) in union.variants.iter().enumerate() {
            tests.push(self.expression(&format!("{context}Option{}", index + 1), *variant, value, None)?);
        }
        let expected = format!("one of {} alternatives", tests.len());
        let test = if union.exactly_one {
            let count: Vec<String> = tests.iter().map(|test| format!("Number({})", test.bare())).collect();
            Condition::one(format!("{} === 1", count.join(" + ")))
        } else {
            tests.into_iter().reduce(Condition::or_any).unwrap_or_else(|| Condition::one("false".to_owned()))
        };
        Ok(self.reported(test, value, at, &expected))
    }

    /// A member of `value`.
    fn member(&mut self, name: &str) -> String {
        let key = quoted(name);
        if INHERITED.contains(&name) {
            self.called.insert("own");
            format!("own(value, {key})")
        } else {
            format!("value[{key}]")
        }
    }

    /// The place of a member.
    fn to(&mut self, name: &str) -> String {
        self.called.insert("to");
        format!("to(at, {})", quoted(name))
    }

    fn an_object(&mut self) -> String {
        format!("if (!isObject(value)) return {};", self.fail("at", "value", "an object"))
    }

    fn fail(&mut self, at: &str, value: &str, expected: &str) -> String {
        self.called.insert("fail");
        format!("fail({at}, {value}, {})", quoted(expected))
    }

    /// A condition, and what is reported where it does not hold.
    fn reported(&mut self, condition: Condition, value: &str, at: Option<&str>, expected: &str) -> Condition {
        match at {
            Some(at) => condition.or(self.fail(at, value, expected)),
            None => condition,
        }
    }

    fn call(
        &mut self,
        helper: &'static str,
        first: &[&str],
        at: Option<&str>,
        rest: &[Option<String>],
    ) -> String {
        self.called.insert(helper);
        call(helper, first, at, rest)
    }
}

/// A call with the arguments `first`, where to report, and those of `rest` that are needed.
fn call(function: &str, first: &[&str], at: Option<&str>, rest: &[Option<String>]) -> String {
    let mut arguments: Vec<&str> = first.to_vec();
    arguments.push(at.unwrap_or("undefined"));
    arguments.extend(rest.iter().map(|argument| argument.as_deref().unwrap_or("undefined")));
    while arguments.last() == Some(&"undefined") {
        arguments.pop();
    }
    format!("{function}({})", arguments.join(", "))
}

/// `a`, `b` or `c`.
fn alternatives(texts: impl Iterator<Item = String>) -> String {
    let texts: Vec<String> = texts.collect();
    match texts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => texts.concat(),
    }
}
