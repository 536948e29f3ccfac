//! Validators: one function per declared type, which says whether a value is of it and, where asked, what is wrong.
//!
//! A function is called twice at most: once without `at`, which allocates nothing, and only for a refused value once more with `at`,
//! which collects every fault and its path.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Kind, Literal, Model, Object, SchemaId, Text, Union};

use super::TypeScriptError;
use super::names::{Names, tag_text};
use super::text::{STATEMENT, constant, literal, quoted};
use super::types::values_name;

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

/// Which of the helper functions the checks call.
#[derive(Serialize)]
pub(super) struct Helpers {
    is_literal: bool,
    is_boolean: bool,
    is_number: bool,
    is_integer: bool,
    is_string: bool,
    is_array: bool,
    is_map: bool,
    is_one_of: bool,
}

impl Helpers {
    pub(super) fn used_by(checks: &[Check]) -> Self {
        let calls = |name: &str| {
            checks.iter().flat_map(|check| &check.lines).any(|line| line.contains(&format!("{name}(")))
        };
        Self {
            is_literal: calls("isLiteral"),
            is_boolean: calls("isBoolean"),
            is_number: calls("isNumber"),
            is_integer: calls("isInteger"),
            is_string: calls("isString"),
            is_array: calls("isArray"),
            is_map: calls("isMap"),
            is_one_of: calls("isOneOf"),
        }
    }
}

/// The function of every declared type, and the patterns they use.
pub(super) fn checks(model: &Model, names: &Names) -> Result<(Vec<Check>, Vec<Pattern>), TypeScriptError> {
    let mut writer = Writer { model, names, patterns: patterns(model), inner: Vec::new() };
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
    let patterns =
        writer.patterns.into_iter().map(|(source, name)| Pattern { name, source: regex(&source) }).collect();
    Ok((checks, patterns))
}

/// A name for each pattern, in the order of their texts.
fn patterns(model: &Model) -> BTreeMap<String, String> {
    let mut sources: Vec<&str> = model
        .schemas
        .iter()
        .filter_map(|schema| match &schema.kind {
            Kind::Text(Text { pattern: Some(pattern), .. }) => Some(pattern.as_str()),
            _ => None,
        })
        .collect();
    sources.sort_unstable();
    sources.dedup();
    sources
        .into_iter()
        .enumerate()
        .map(|(index, source)| (source.to_owned(), format!("pattern{}", index + 1)))
        .collect()
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
    /// Functions for items and values without a declared type.
    inner: Vec<Check>,
}

impl Writer<'_> {
    /// The statements that check a declared type.
    fn body(&mut self, name: &str, id: SchemaId) -> Result<Vec<String>, TypeScriptError> {
        Ok(match &self.model.schemas.get(id).kind {
            Kind::Object(object) if !object.properties.is_empty() => self.object(name, object)?,
            Kind::Union(Union { variants, tag: Some((tag, values)), .. }) => {
                let mut lines = vec![
                    "if (!isObject(value)) return fail(at, value, 'an object');".to_owned(),
                    format!("switch (value[{}]) {{", quoted(tag)),
                ];
                for (variant, value) in variants.iter().zip(values) {
                    let check = self.expression(name, *variant, "value", Some("at"))?;
                    lines.push(format!("  case {}:", quoted(tag_text(value))));
                    lines.push(format!("    return {check};"));
                }
                let expected = alternatives(values.iter().map(ToString::to_string));
                lines.push("  default:".to_owned());
                lines.push(format!(
                    "    return fail(to(at, {tag}), value[{tag}], {});",
                    quoted(&expected),
                    tag = quoted(tag)
                ));
                lines.push("}".to_owned());
                lines
            }
            Kind::Literals(_) => vec![format!("return isOneOf(value, {}, at);", values_name(name))],
            _ => returned(&self.structure(name, id, "value", Some("at"))?),
        })
    }

    fn object(&mut self, name: &str, object: &Object) -> Result<Vec<String>, TypeScriptError> {
        let mut lines = vec!["if (!isObject(value)) return fail(at, value, 'an object');".to_owned()];
        for property in &object.properties {
            let key = quoted(&property.name);
            let member = format!("value[{key}]");
            let at = format!("to(at, {key})");
            let test = match (&self.model.schemas.resolve(property.schema).kind, property.required) {
                (Kind::Any, true) => {
                    or_fail(&format!("{member} !== undefined"), &member, Some(&at), "a value")
                }
                (Kind::Any, false) => continue,
                (_, required) => {
                    let context = format!("{name}{}", super::names::type_name(&property.name));
                    let check = self.expression(&context, property.schema, &member, Some(&at))?;
                    if required { check } else { format!("({member} === undefined || {check})") }
                }
            };
            lines.extend(if lines.len() == 1 { vec![format!("let ok = {test};")] } else { also(&test) });
        }
        if let Some(values) = object.additional {
            let declared: Vec<String> =
                object.properties.iter().map(|property| quoted(&property.name)).collect();
            let check = self.function(&format!("{name}Value"), values)?;
            let test = format!("isMap(value, {check}, at, [{}])", declared.join(", "));
            lines.extend(if lines.len() == 1 { vec![format!("let ok = {test};")] } else { also(&test) });
        }
        match lines.as_mut_slice() {
            [_] => lines.push("return true;".to_owned()),
            [_, only] => *only = only.replacen("let ok =", "return", 1),
            _ => lines.push("return ok;".to_owned()),
        }
        Ok(lines)
    }

    /// An expression that is true where `value` is of the schema. `at` is where a fault is reported, if it is.
    fn expression(
        &mut self,
        context: &str,
        id: SchemaId,
        value: &str,
        at: Option<&str>,
    ) -> Result<String, TypeScriptError> {
        match self.names.get(id) {
            Some(name) => Ok(call(&format!("check{name}"), &[value], at, &[])),
            // Alternatives read better in a function of their own.
            None if at.is_some_and(|at| at != "at") && self.is_choice(id) => {
                let function = self.function(context, id)?;
                Ok(call(&function, &[value], at, &[]))
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
    ) -> Result<String, TypeScriptError> {
        let schema = self.model.schemas.get(id);
        Ok(match &schema.kind {
            Kind::Any => "true".to_owned(),
            Kind::Never => match at {
                Some(at) => format!("fail({at}, {value}, 'nothing')"),
                None => "false".to_owned(),
            },
            Kind::Null => or_fail(&format!("{value} === null"), value, at, "null"),
            Kind::Boolean => call("isBoolean", &[value], at, &[]),
            Kind::Number(number) => {
                let helper = if number.integer { "isInteger" } else { "isNumber" };
                let text = |bound: &Option<serde_json::Number>| bound.as_ref().map(ToString::to_string);
                call(helper, &[value], at, &[text(&number.minimum), text(&number.maximum)])
            }
            Kind::Text(Text { min, max, pattern, .. }) => {
                let text = |bound: &Option<u64>| bound.as_ref().map(ToString::to_string);
                let pattern = pattern.as_ref().and_then(|pattern| self.patterns.get(pattern)).cloned();
                call("isString", &[value], at, &[text(min), text(max), pattern])
            }
            Kind::Literals(literals) => self.literals(literals, id, value, at)?,
            Kind::List { items, min, max } => {
                let check = self.function(&format!("{context}Item"), *items)?;
                let text = |bound: &Option<u64>| bound.as_ref().map(ToString::to_string);
                call("isArray", &[value, &check], at, &[text(min), text(max)])
            }
            Kind::Object(Object { additional: Some(values), properties }) if properties.is_empty() => {
                let check = self.function(&format!("{context}Value"), *values)?;
                call("isMap", &[value, &check], at, &[])
            }
            Kind::Object(_) => or_fail(&format!("isObject({value})"), value, at, "an object"),
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
        if let Some(name) = self.names.get(target) {
            return Ok(format!("check{name}"));
        }
        let lines = returned(&self.structure(context, target, "value", Some("at"))?);
        self.inner.push(Check { name: context.to_owned(), lines, declared: None });
        Ok(format!("check{context}"))
    }

    fn literals(
        &self,
        literals: &[Literal],
        id: SchemaId,
        value: &str,
        at: Option<&str>,
    ) -> Result<String, TypeScriptError> {
        let texts: Option<Vec<String>> = literals.iter().map(|one| literal(&one.value)).collect();
        let texts = texts.ok_or_else(|| TypeScriptError::CompoundLiteral {
            pointer: self.model.schemas.get(id).pointer.clone(),
        })?;
        if let ([only], Some(_)) = (texts.as_slice(), at) {
            return Ok(call("isLiteral", &[value, only], at, &[]));
        }
        let tests: Vec<String> = texts.iter().map(|text| format!("{value} === {text}")).collect();
        let expected = alternatives(literals.iter().map(|one| one.value.to_string()));
        Ok(or_fail(&tests.join(" || "), value, at, &expected))
    }

    fn union(
        &mut self,
        context: &str,
        union: &Union,
        value: &str,
        at: Option<&str>,
    ) -> Result<String, TypeScriptError> {
        // Which alternative was meant is not known, so none of them reports; the union does.
        let mut tests = Vec::new();
        for (index, variant) in union.variants.iter().enumerate() {
            let test = self.expression(&format!("{context}Option{}", index + 1), *variant, value, None)?;
            // An `or` within an `or` needs no parentheses.
            let inner = if union.exactly_one {
                None
            } else {
                test.strip_prefix('(').and_then(|test| test.strip_suffix(')'))
            };
            tests.push(inner.map_or_else(|| test.clone(), str::to_owned));
        }
        let expected = format!("one of {} alternatives", tests.len());
        let test = if union.exactly_one {
            let count: Vec<String> = tests.iter().map(|test| format!("Number({test})")).collect();
            format!("{} === 1", count.join(" + "))
        } else {
            tests.join(" || ")
        };
        Ok(or_fail(&test, value, at, &expected))
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

/// The statement `ok = test && ok;`, on several lines where it is long.
fn also(test: &str) -> Vec<String> {
    let line = format!("ok = {test} && ok;");
    if line.chars().count() <= STATEMENT {
        return vec![line];
    }
    let second = format!("  {test} && ok;");
    match test.split_once(" || ") {
        Some((first, rest)) if second.chars().count() > STATEMENT => {
            vec!["ok =".to_owned(), format!("  {first} ||"), format!("    {rest} &&"), "  ok;".to_owned()]
        }
        _ => vec!["ok =".to_owned(), second],
    }
}

/// A statement that returns the value of an expression, on several lines where it is long.
fn returned(expression: &str) -> Vec<String> {
    let bare = expression.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(expression);
    let line = format!("return {bare};");
    if line.chars().count() <= STATEMENT {
        return vec![line];
    }
    let alternatives = bare.split(" || ").collect::<Vec<_>>().join(" ||\n    ");
    let lines = format!("return (\n    {alternatives}\n  );");
    lines
        .lines()
        .enumerate()
        .map(|(index, line)| if index == 0 { line.to_owned() } else { line[2..].to_owned() })
        .collect()
}

/// A test, and what is reported where it does not hold.
fn or_fail(test: &str, value: &str, at: Option<&str>, expected: &str) -> String {
    match at {
        Some(at) => format!("({test} || fail({at}, {value}, {}))", quoted(expected)),
        None => format!("({test})"),
    }
}

/// `a`, `b` or `c`.
fn alternatives(texts: impl Iterator<Item = String>) -> String {
    let texts: Vec<String> = texts.collect();
    match texts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => texts.concat(),
    }
}
