//! Choices, and schemas that hold together.

use crate::model::{If, Kind, SchemaId, Tag, Union};
use crate::typescript::TypeScriptError;
use crate::typescript::condition::Condition;
use crate::typescript::layout::width;
use crate::typescript::text::{STATEMENT, literal, quoted};

use super::helpers::Helper;
use super::leaf::joined;
use super::object::member;
use super::{Body, Guard, Spot, Writer};

/// How many values of a tag are compared one by one.
const FEW: usize = 4;

impl Writer<'_> {
    /// The statements that check a choice.
    pub(super) fn union(&mut self, name: &str, union: &Union) -> Result<Body, TypeScriptError> {
        match &union.tag {
            Some(tag) => self.tagged(name, union, tag),
            None if union.exactly_one && union.variants.len() > 1 => self.exactly_one(name, union),
            None => {
                let spot = Spot::whole();
                if let Some(only) = self.only_structured(union) {
                    return Ok(Body::Condition(self.choice_around(name, union, only, &spot)?));
                }
                let leaf = self.alternatives(name, union, "value")?;
                Ok(Body::Condition(self.reported(leaf.test, &spot, &leaf.expected)))
            }
        }
    }

    fn tagged(&mut self, name: &str, union: &Union, tag: &Tag) -> Result<Body, TypeScriptError> {
        let value = member(&tag.member);
        if value.starts_with("own(") {
            self.call(Helper::Own);
        }
        let mut lines = vec![self.guarded(Helper::IsObject, Guard::Refuse, "an object")];
        let (mut cases, mut texts) = (Vec::new(), Vec::new());
        for (variant, values) in union.variants.iter().zip(&tag.values) {
            let labels: Vec<String> = values.iter().filter_map(literal).collect();
            cases.push((labels, self.further(&format!("{name}Variant"), *variant)?));
            texts.extend(values.iter().map(ToString::to_string));
        }
        let expected = joined(&texts).unwrap_or_else(|| "a known value".to_owned());
        let fail = self.fail(&Spot { value: value.clone(), key: Some(quoted(&tag.member)) }, &expected);
        match one_by_one(&value, &cases) {
            Some(tests) => {
                lines.extend(tests);
                lines.extend(fail.returned(0));
            }
            None => lines.extend(switch(&value, &cases, &fail)),
        }
        Ok(Body::Lines(lines))
    }

    fn exactly_one(&mut self, name: &str, union: &Union) -> Result<Body, TypeScriptError> {
        let mut lines = vec!["let fitting = 0;".to_owned()];
        for (index, variant) in union.variants.iter().enumerate() {
            let context = format!("{name}Option{}", index + 1);
            match self.short(&context, *variant)? {
                Condition::Always => lines.push("fitting++;".to_owned()),
                Condition::Never => {}
                test => lines.push(format!("if ({}) fitting++;", test.flat())),
            }
        }
        let expected = format!("exactly one of {} alternatives", union.variants.len());
        let one = Condition::test("fitting === 1");
        lines.extend(self.reported(one, &Spot::whole(), &expected).returned(0));
        Ok(Body::Lines(lines))
    }

    /// What tests `value`, on one line: where it is too long for that, in a function of its own.
    fn short(&mut self, context: &str, id: SchemaId) -> Result<Condition, TypeScriptError> {
        let test = self.test(context, id, "value")?;
        let rest = "if () fitting++;".len();
        if width(&test.flat()) + rest <= STATEMENT {
            return Ok(test);
        }
        Ok(Condition::call(self.function(context, id), ["value"]))
    }

    /// The condition of what must all hold. Each part reports.
    pub(super) fn parts(&mut self, name: &str, parts: &[SchemaId]) -> Result<Body, TypeScriptError> {
        let mut tests = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            tests.push(self.report(&format!("{name}Part{}", index + 1), *part, &Spot::whole())?);
        }
        Ok(Body::Condition(Condition::all(tests)))
    }

    /// The statement that checks what a test decides on.
    pub(super) fn conditional(&mut self, name: &str, choice: &If) -> Result<Body, TypeScriptError> {
        let is_idle = |id: SchemaId| matches!(self.kind(self.settle(id)), Kind::Any);
        if choice.then.is_none_or(is_idle) && choice.otherwise.is_none_or(is_idle) {
            return Ok(Body::Condition(Condition::Always));
        }
        let test = self.short(&format!("{name}If"), choice.test)?;
        // What is never reached has no function either.
        let then = if test == Condition::Never { None } else { choice.then };
        let otherwise = if test == Condition::Always { None } else { choice.otherwise };
        let then = self.branch(&format!("{name}Then"), then)?;
        let otherwise = self.branch(&format!("{name}Else"), otherwise)?;
        Ok(match (then, otherwise, test) {
            (then, _, Condition::Always) => Body::Condition(then),
            (_, otherwise, Condition::Never) => Body::Condition(otherwise),
            (Condition::Always, otherwise, test) => Body::Condition(test.or(otherwise)),
            (then, Condition::Always, test) => Body::Condition(test.negated().or(then)),
            (then, otherwise, test) => {
                let mut lines = vec![format!("if ({}) {{", test.flat())];
                lines.extend(then.returned(2));
                lines.push("}".to_owned());
                lines.extend(otherwise.returned(0));
                Body::Lines(lines)
            }
        })
    }

    fn branch(&mut self, context: &str, id: Option<SchemaId>) -> Result<Condition, TypeScriptError> {
        id.map_or(Ok(Condition::Always), |id| self.further(context, id))
    }
}

/// A line for each of a few values of a tag; `None` where they are many, or a line too long.
fn one_by_one(value: &str, cases: &[(Vec<String>, Condition)]) -> Option<Vec<String>> {
    if cases.len() > FEW || value.starts_with("own(") {
        return None;
    }
    let line = |(labels, check): &(Vec<String>, Condition)| {
        let [label] = labels.as_slice() else { return None };
        let line = format!("if ({value} === {label}) return {};", check.flat());
        (width(&line) <= STATEMENT).then_some(line)
    };
    cases.iter().map(line).collect()
}

fn switch(value: &str, cases: &[(Vec<String>, Condition)], otherwise: &Condition) -> Vec<String> {
    let mut lines = vec![format!("switch ({value}) {{")];
    for (labels, check) in cases {
        lines.extend(labels.iter().map(|label| format!("  case {label}:")));
        lines.extend(check.returned(4));
    }
    lines.push("  default:".to_owned());
    lines.extend(otherwise.returned(4));
    lines.push("}".to_owned());
    lines
}
