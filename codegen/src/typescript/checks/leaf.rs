//! Schemas that are checked in one expression: scalars, and simple choices of them.

use serde_json::Value;

use crate::model::{Kind, Literal, SchemaId, Text, Union};
use crate::typescript::condition::Condition;
use crate::typescript::text::literal;
use crate::typescript::{Formats, TypeScriptError, place};

use super::helpers::Helper;
use super::{Spot, Writer};

/// How many alternatives are tested where they are needed. More have a function.
const INLINE: usize = 8;
/// How many values are compared one by one. More are looked up in a list.
const COMPARED: usize = 8;
/// The longest list of alternatives in a message.
const LISTED: usize = 100;

/// What holds of a value, and what is said where it does not: `a string`.
pub(super) struct Leaf {
    pub(super) test: Condition,
    pub(super) expected: String,
}

impl Leaf {
    fn new(test: Condition, expected: impl Into<String>) -> Self {
        Self { test, expected: expected.into() }
    }

    /// Holds of nothing.
    pub(super) fn never() -> Self {
        Self::new(Condition::Never, "nothing")
    }
}

impl Writer<'_> {
    /// The expression that checks a schema; `None` for one that has a function.
    pub(super) fn leaf(
        &mut self,
        context: &str,
        id: SchemaId,
        value: &str,
    ) -> Result<Option<Leaf>, TypeScriptError> {
        Ok(Some(match self.kind(id) {
            Kind::Union(union) if self.is_inline(union) => self.alternatives(context, union, value)?,
            Kind::Not(inner) if self.is_scalar(*inner) => {
                let inner = self.settle(*inner);
                let Some(leaf) = self.scalar(inner, value)? else { return Ok(None) };
                Leaf::new(leaf.test.negated(), format!("not {}", leaf.expected))
            }
            _ => return self.scalar(id, value),
        }))
    }

    /// Whether a schema is a scalar without a function.
    fn is_scalar(&self, id: SchemaId) -> bool {
        let id = self.settle(id);
        self.names.get(id).is_none()
            && match self.kind(id) {
                Kind::Any | Kind::Never | Kind::Null | Kind::Boolean | Kind::Number(_) | Kind::Text(_) => {
                    true
                }
                Kind::Literals(literals) => literals.len() <= COMPARED,
                Kind::Guarded(inner) => {
                    matches!(self.kind(self.settle(*inner)), Kind::Number(_) | Kind::Text(_))
                }
                _ => false,
            }
    }

    fn is_inline(&self, union: &Union) -> bool {
        !union.exactly_one
            && union.tag.is_none()
            && union.variants.len() <= INLINE
            && union.variants.iter().all(|id| self.is_scalar(*id) || self.names.get(self.settle(*id)).is_some())
            // One that says what is wrong within it has a function.
            && !union.variants.iter().any(|id| self.is_structured(*id))
    }

    /// Whether a value may be refused for a part of it.
    pub(super) fn is_structured(&self, id: SchemaId) -> bool {
        match self.kind(self.model.schemas.target(id)) {
            Kind::Object(_) | Kind::List(_) | Kind::All(_) | Kind::If(_) | Kind::Guarded(_) => true,
            Kind::Union(union) => union.tag.is_some(),
            _ => false,
        }
    }

    fn scalar(&mut self, id: SchemaId, value: &str) -> Result<Option<Leaf>, TypeScriptError> {
        Ok(Some(match self.kind(id) {
            Kind::Any => Leaf::new(Condition::Always, "a value"),
            Kind::Never => Leaf::never(),
            Kind::Null => Leaf::new(Condition::test(format!("{value} === null")), "null"),
            Kind::Boolean => Leaf::new(Condition::test(format!("typeof {value} === 'boolean'")), "a boolean"),
            Kind::Number(number) => {
                let expected = self.expected_number(number);
                Leaf::new(self.number(number, value), expected)
            }
            Kind::Text(text) => self.text(id, text, value)?,
            Kind::Literals(literals) if literals.len() <= COMPARED => self.literals(literals, value),
            Kind::Guarded(inner) => {
                let inner = self.settle(*inner);
                let (ty, leaf) = match self.kind(inner) {
                    Kind::Text(text) => ("string", self.text(inner, text, value)?),
                    Kind::Number(number) => {
                        let expected = self.expected_number(number);
                        ("number", Leaf::new(self.exact_number(number, value), expected))
                    }
                    _ => return Ok(None),
                };
                let bare = format!("typeof {value} === '{ty}'");
                if leaf.test == Condition::test(bare) {
                    return Ok(Some(Leaf::new(Condition::Always, "a value")));
                }
                let other = Condition::test(format!("typeof {value} !== '{ty}'"));
                Leaf::new(other.or(leaf.test), leaf.expected)
            }
            _ => return Ok(None),
        }))
    }

    fn text(&mut self, id: SchemaId, text: &Text, value: &str) -> Result<Leaf, TypeScriptError> {
        let min = text.min.filter(|min| *min > 0);
        let base = match (min, text.max) {
            (None, None) => Condition::test(format!("typeof {value} === 'string'")),
            (min, None) => {
                Condition::call(self.call(Helper::IsText), [value, &min.unwrap_or_default().to_string()])
            }
            (min, Some(max)) => Condition::call(
                self.call(Helper::IsText),
                [value, &min.unwrap_or_default().to_string(), &max.to_string()],
            ),
        };
        let mut tests = vec![base];
        let mut expected = format!("a string{}", within(min, text.max, "character"));
        for (index, source) in text.patterns.iter().enumerate() {
            let pattern = self.pattern(id, source)?;
            tests.push(Condition::call(format!("{pattern}.test"), [value]));
            expected.push_str(if index == 0 { " that matches " } else { " and " });
            expected.push_str(source);
        }
        if let (Formats::Assertion, Some(format)) = (self.options.formats, text.format.as_deref())
            && let Some(test) = self.format(id, format, value)?
        {
            tests.push(test);
            expected.push_str(&format!(", a {format}"));
        }
        Ok(Leaf::new(Condition::all(tests), expected))
    }

    /// What holds of a string of a format; `None` where the format is not known.
    fn format(
        &mut self,
        id: SchemaId,
        format: &str,
        value: &str,
    ) -> Result<Option<Condition>, TypeScriptError> {
        let helper = match format {
            "date" => Helper::IsDate,
            "date-time" => Helper::IsDateTime,
            "time" => Helper::IsTime,
            other => {
                let Some((_, source)) = FORMATS.iter().find(|(name, _)| *name == other) else {
                    return Ok(None);
                };
                let pattern = self.pattern(id, source)?;
                return Ok(Some(Condition::call(format!("{pattern}.test"), [value])));
            }
        };
        Ok(Some(Condition::call(self.call(helper), [value])))
    }

    /// The name of a regular expression that stands in a schema.
    pub(super) fn pattern(&mut self, id: SchemaId, source: &str) -> Result<String, TypeScriptError> {
        self.constants.pattern(source).map_err(|malformed| TypeScriptError::Pattern {
            place: place(self.model, self.schema(id)),
            pattern: source.to_owned(),
            reason: malformed.0,
        })
    }

    fn literals(&mut self, literals: &[Literal], value: &str) -> Leaf {
        let tests: Vec<Condition> = literals
            .iter()
            .map(|one| match literal(&one.value) {
                Some(text) => Condition::test(format!("{value} === {text}")),
                None => {
                    let constant = self.constants.value(&one.value);
                    Condition::call(self.call(Helper::Equal), [value, &constant])
                }
            })
            .collect();
        if tests.is_empty() {
            return Leaf::never();
        }
        let texts: Vec<String> = literals.iter().map(|one| one.value.to_string()).collect();
        let count = texts.len();
        Leaf::new(Condition::any(tests), joined(&texts).unwrap_or_else(|| format!("one of {count} values")))
    }

    /// The condition of a function that checks literals.
    pub(super) fn literals_of(&mut self, id: SchemaId, literals: &[Literal]) -> Condition {
        let list = self.declared_list(id, literals).or_else(|| {
            (are_scalars(literals) && literals.len() > COMPARED).then(|| {
                let values: Vec<Value> = literals.iter().map(|one| one.value.clone()).collect();
                self.constants.list(&values)
            })
        });
        if let Some(list) = list {
            return Condition::call(self.call(Helper::IsOneOf), ["value", &list, "at"]);
        }
        let leaf = self.literals(literals, "value");
        self.reported(leaf.test, &Spot::whole(), &leaf.expected)
    }

    /// The list of values that a file exports, where looking a value up in it is all that a check does.
    pub(super) fn declared_list(&self, id: SchemaId, literals: &[Literal]) -> Option<String> {
        self.names.values(id).filter(|_| are_scalars(literals)).map(str::to_owned)
    }

    /// A choice of which each alternative is tested in an expression.
    pub(super) fn alternatives(
        &mut self,
        context: &str,
        union: &Union,
        value: &str,
    ) -> Result<Leaf, TypeScriptError> {
        if self.admits_all(union) {
            return Ok(Leaf::new(Condition::Always, "a value"));
        }
        let (mut tests, mut texts) = (Vec::new(), Vec::new());
        for (index, variant) in union.variants.iter().enumerate() {
            tests.push(self.test(&format!("{context}Option{}", index + 1), *variant, value)?);
            let text = self.expected(*variant);
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        let expected = joined(&texts).unwrap_or_else(|| format!("one of {} alternatives", tests.len()));
        Ok(Leaf::new(Condition::any(tests), expected))
    }

    /// What a schema asks for, for a message about several.
    fn expected(&mut self, id: SchemaId) -> String {
        let id = self.settle(id);
        if let Some(name) = self.names.get(id) {
            return name.to_owned();
        }
        match self.kind(id) {
            Kind::Object(_) => "an object".to_owned(),
            Kind::List(_) => "an array".to_owned(),
            Kind::Text(text) => {
                format!("a string{}", within(text.min.filter(|min| *min > 0), text.max, "character"))
            }
            Kind::Number(number) => self.expected_number(number),
            Kind::Null => "null".to_owned(),
            Kind::Boolean => "a boolean".to_owned(),
            Kind::Literals(literals) => {
                joined(&literals.iter().map(|one| one.value.to_string()).collect::<Vec<_>>())
                    .unwrap_or_else(|| "a listed value".to_owned())
            }
            _ => "another value".to_owned(),
        }
    }

    /// Whether an alternative admits every value: the others then have no functions.
    fn admits_all(&self, union: &Union) -> bool {
        union.variants.iter().any(|id| matches!(self.kind(self.settle(*id)), Kind::Any))
    }

    /// The place of the one alternative that says what is wrong within it, where all others are scalars.
    pub(super) fn only_structured(&self, union: &Union) -> Option<usize> {
        if union.exactly_one || union.tag.is_some() || union.variants.len() > INLINE {
            return None;
        }
        let mut structured =
            union.variants.iter().enumerate().filter(|(_, id)| !self.is_scalar(**id)).map(|(index, _)| index);
        let only = structured.next()?;
        let is_only = structured.next().is_none() && self.is_structured(*union.variants.get(only)?);
        is_only.then_some(only)
    }

    /// Any of some scalars, or what is reported of one other schema.
    pub(super) fn choice_around(
        &mut self,
        context: &str,
        union: &Union,
        only: usize,
        spot: &Spot,
    ) -> Result<Condition, TypeScriptError> {
        if self.admits_all(union) {
            return Ok(Condition::Always);
        }
        let (mut tests, mut last) = (Vec::new(), Condition::Never);
        for (index, variant) in union.variants.iter().enumerate() {
            if index == only {
                last = self.report(context, *variant, spot)?;
            } else {
                tests.push(self.test(context, *variant, &spot.value)?);
            }
        }
        Ok(Condition::any(tests).or(last))
    }
}

/// Formats that a regular expression tells.
const FORMATS: &[(&str, &str)] = &[
    ("uuid", "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"),
    (
        "email",
        "^(?:[\\w!#$%&'*+/=?^`{|}~\\-]+(?:\\.[\\w!#$%&'*+/=?^`{|}~\\-]+)*|\"(?:[^\"\\\\]|\\\\.)+\")\
         @(?:[a-zA-Z0-9](?:[a-zA-Z0-9\\-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9\\-]*[a-zA-Z0-9])?)*|\\[[0-9a-fA-F:.IPv]+\\])$",
    ),
    ("ipv4", "^(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}$"),
    (
        "ipv6",
        "^(?=(?:[^:]*:){2,7}[^:]*$)(?!.*:::)(?!.*::.*::)(?!:[^:])(?!.*[^:]:$)(?!(?:[^:]*:){7}.*::.+)\
         (?=.*::|(?:[^:]+:){7}[^:.]+$|(?:[^:]+:){6}[^:]+\\.[^:]+$)(?:[0-9a-fA-F]{0,4}:){2,7}\
         (?:[0-9a-fA-F]{0,4}|(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d))$",
    ),
    (
        "hostname",
        "^(?=.{1,253}$)[a-zA-Z0-9](?:[a-zA-Z0-9\\-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9\\-]{0,61}[a-zA-Z0-9])?)*$",
    ),
    (
        "uri",
        "^[a-zA-Z][a-zA-Z0-9+.\\-]*:(?:\\/\\/(?:(?:[\\w.~!$&'()*+,;=:\\-]|%[0-9a-fA-F]{2})*@)?\
         (?:\\[[0-9a-fA-F:.vV]+\\]|(?:[\\w.~!$&'()*+,;=\\-]|%[0-9a-fA-F]{2})*)(?::\\d*)?(?=[/?#]|$)|(?!\\/\\/))\
         (?:[\\w.~!$&'()*+,;=:@/\\-]|%[0-9a-fA-F]{2})*\
         (?:\\?(?:[\\w.~!$&'()*+,;=:@/?\\-]|%[0-9a-fA-F]{2})*)?(?:#(?:[\\w.~!$&'()*+,;=:@/?\\-]|%[0-9a-fA-F]{2})*)?$",
    ),
];

fn are_scalars(literals: &[Literal]) -> bool {
    literals.iter().all(|one| !one.value.is_object() && !one.value.is_array())
}

/// ` of 1 to 64 characters`; nothing where there is no bound.
pub(super) fn within(min: Option<u64>, max: Option<u64>, unit: &str) -> String {
    let unit = |count: u64| if count == 1 { unit.to_owned() } else { format!("{unit}s") };
    match (min, max) {
        (None, None) => String::new(),
        (Some(min), None) => format!(" of at least {min} {}", unit(min)),
        (None, Some(max)) => format!(" of at most {max} {}", unit(max)),
        (Some(min), Some(max)) if min == max => format!(" of {min} {}", unit(min)),
        (Some(min), Some(max)) => format!(" of {min} to {max} {}", unit(max)),
    }
}

/// `a`, `b` or `c`; `None` where that is too long for a message.
pub(super) fn joined(texts: &[String]) -> Option<String> {
    let text = match texts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => texts.concat(),
    };
    (text.chars().count() <= LISTED).then_some(text)
}
