//! The keywords of one schema, each with the kind of value that it must have.

use serde_json::{Number as Decimal, Value};

use super::super::ModelError;
use super::super::instance::equal;
use super::super::schema::{Bound, Docs, Literal, Number, Text};
use super::super::source::Node;
use super::super::types::Types;
use super::unions::Discriminator;

impl Docs {
    /// What a schema says for people.
    pub(in crate::model) fn of(node: Node<'_>) -> Self {
        let examples = node.get("examples").into_iter().flat_map(Node::items).chain(node.get("example"));
        Self {
            description: node.get("description").and_then(Node::as_str).unwrap_or_default().to_owned(),
            default: node.get("default").map(|node| normal(node.to_json())),
            examples: examples.map(Node::to_json).collect(),
            deprecated: node.get("deprecated").and_then(Node::as_bool).unwrap_or_default(),
        }
    }
}

pub(super) fn invalid(node: Node<'_>, reason: impl Into<String>) -> ModelError {
    ModelError::Invalid { place: node.place(), reason: reason.into() }
}

/// What `type` says: the types in the order of the document, and whether numbers must be whole.
pub(super) struct Typed {
    pub(super) listed: Vec<Types>,
    pub(super) set: Types,
    pub(super) integer: bool,
}

/// A schema that is an object.
pub(super) struct Keywords<'a> {
    pub(super) node: Node<'a>,
}

impl<'a> Keywords<'a> {
    pub(super) fn has_any(&self, keywords: &[&str]) -> bool {
        self.node.members().iter().any(|member| keywords.contains(&member.key.as_str()))
    }

    pub(super) fn typed(&self) -> Result<Option<Typed>, ModelError> {
        let Some(node) = self.node.get("type") else { return Ok(None) };
        let names: Vec<Node<'a>> = if node.is_array() { node.items().collect() } else { vec![node] };
        let mut typed = Typed { listed: Vec::new(), set: Types::NONE, integer: false };
        let mut any_number = false;
        for name in names {
            let word = name
                .as_str()
                .ok_or_else(|| invalid(name, format!("expected a type, found {}", name.kind())))?;
            let one = Types::named(word).ok_or_else(|| {
                invalid(name, format!("`{word}` is no type of JSON Schema; expected one of object, array, string, number, integer, boolean, null"))
            })?;
            typed.integer |= word == "integer";
            any_number |= word == "number";
            if !typed.set.has(one) {
                typed.listed.push(one);
                typed.set = typed.set.or(one);
            }
        }
        if typed.listed.is_empty() {
            return Err(invalid(node, "`type` must name at least one type"));
        }
        typed.integer &= !any_number;
        let nullable = self.node.get("nullable").and_then(Node::as_bool) == Some(true);
        if nullable && !typed.set.has(Types::NULL) {
            typed.listed.push(Types::NULL);
            typed.set = typed.set.or(Types::NULL);
        }
        Ok(Some(typed))
    }

    /// The values of `const` and `enum`, without those that the types do not admit.
    pub(super) fn literals(
        &self,
        typed: Option<&Typed>,
        admitted: Types,
    ) -> Result<Option<Vec<Literal>>, ModelError> {
        let only = self.node.get("const").map(|node| normal(node.to_json()));
        let listed = match self.node.get("enum") {
            None if only.is_none() => return Ok(None),
            None => only.clone().into_iter().map(|value| (value, None, String::new())).collect(),
            Some(list) if list.is_array() => self.enumerated(list),
            Some(list) => return Err(invalid(list, format!("`enum` must be a list, found {}", list.kind()))),
        };
        let whole = |value: &Value| value.as_f64().is_none_or(|number| number.fract() == 0.0);
        let integer = typed.is_some_and(|typed| typed.integer);
        let mut literals: Vec<Literal> = Vec::new();
        for (value, name, description) in listed {
            let fits = admitted.has(Types::of(&value))
                && (!integer || whole(&value))
                && only.as_ref().is_none_or(|only| equal(only, &value));
            if fits && !literals.iter().any(|literal| equal(&literal.value, &value)) {
                literals.push(Literal { value, name, description });
            }
        }
        Ok(Some(literals))
    }

    fn enumerated(&self, list: Node<'a>) -> Vec<(Value, Option<String>, String)> {
        let word = |keywords: &[&str], index: usize| {
            let list = keywords.iter().find_map(|keyword| self.node.get(keyword))?;
            list.items().nth(index)?.as_str().map(str::to_owned)
        };
        list.items()
            .enumerate()
            .map(|(index, value)| {
                let name = word(&["x-enum-varnames", "x-enumNames"], index);
                let description = word(&["x-enum-descriptions", "x-enumDescriptions"], index);
                (normal(value.to_json()), name, description.unwrap_or_default())
            })
            .collect()
    }

    pub(super) fn numbers(&self, integer: bool) -> Result<Number, ModelError> {
        let mut bounds = [None, None];
        for (bound, inclusive, exclusive) in
            [(0, "minimum", "exclusiveMinimum"), (1, "maximum", "exclusiveMaximum")]
        {
            let flag = self.node.get(exclusive).and_then(Node::as_bool);
            if let Some(value) = self.number(inclusive)? {
                bounds[bound] = Some(Bound { value, exclusive: flag == Some(true) });
            }
            // A boolean is draft-04's and OpenAPI 3.0's.
            if flag.is_none()
                && let Some(value) = self.number(exclusive)?
            {
                let outer = Bound { value, exclusive: true };
                bounds[bound] = Some(match bounds[bound].take() {
                    Some(other) if bound == 0 => super::merge::larger(other, outer),
                    Some(other) => super::merge::smaller(other, outer),
                    None => outer,
                });
            }
        }
        let [minimum, maximum] = bounds;
        let multiple_of = self.number("multipleOf")?;
        if let (Some(node), Some(number)) = (self.node.get("multipleOf"), &multiple_of)
            && number.as_f64().is_none_or(|number| number <= 0.0)
        {
            return Err(invalid(node, "`multipleOf` must be greater than 0"));
        }
        Ok(Number {
            integer,
            minimum,
            maximum,
            multiple_of: multiple_of.into_iter().collect(),
            format: if integer || self.is_for("number") { self.text("format")? } else { None },
            unit: if self.is_for("number") { self.text("x-barwire-unit")? } else { None },
            int64: if integer { self.text("x-barwire-int64")? } else { None },
        })
    }

    pub(super) fn texts(&self) -> Result<Text, ModelError> {
        Ok(Text {
            min: self.count("minLength")?.filter(|min| *min > 0),
            max: self.count("maxLength")?,
            patterns: self.text("pattern")?.into_iter().collect(),
            format: if self.is_for("string") { self.text("format")? } else { None },
            unit: if self.is_for("string") { self.text("x-barwire-unit")? } else { None },
        })
    }

    /// Whether an annotation that fits several types is meant for this one: only where `type` says so.
    fn is_for(&self, ty: &str) -> bool {
        let fits = |node: Node<'a>| {
            node.as_str().is_some_and(|name| name == ty || (name == "integer" && ty == "number"))
        };
        self.node.get("type").is_some_and(|node| fits(node) || node.items().any(fits))
    }

    pub(super) fn discriminator(&self) -> Result<Option<Discriminator>, ModelError> {
        let Some(node) = self.node.get("discriminator") else { return Ok(None) };
        if let Some(member) = node.as_str() {
            let member = member.to_owned();
            return Ok(Some(Discriminator { member, mapping: Vec::new(), node: self.node.id() }));
        }
        let Some(member) = node.get("propertyName").and_then(Node::as_str) else {
            return Err(invalid(node, "`discriminator` must be the name of a property"));
        };
        let mapping = node.get("mapping").map(Node::sorted).unwrap_or_default();
        let mapping = mapping
            .into_iter()
            .filter_map(|(value, target)| Some((value.to_owned(), target.as_str()?.to_owned())));
        Ok(Some(Discriminator {
            member: member.to_owned(),
            mapping: mapping.collect(),
            node: self.node.id(),
        }))
    }

    fn get<T>(
        &self,
        keyword: &str,
        expected: &str,
        read: impl Fn(Node<'a>) -> Option<T>,
    ) -> Result<Option<T>, ModelError> {
        let Some(node) = self.node.get(keyword) else { return Ok(None) };
        let found = || invalid(node, format!("`{keyword}` must be {expected}, found {}", node.kind()));
        read(node).ok_or_else(found).map(Some)
    }

    fn text(&self, keyword: &str) -> Result<Option<String>, ModelError> {
        self.get(keyword, "a string", |node| node.as_str().map(str::to_owned))
    }

    pub(super) fn boolean(&self, keyword: &str) -> Result<Option<bool>, ModelError> {
        self.get(keyword, "a boolean", Node::as_bool)
    }

    fn number(&self, keyword: &str) -> Result<Option<Decimal>, ModelError> {
        let number = self.get(keyword, "a number", |node| node.as_number().cloned())?;
        Ok(number.map(|number| match normal(Value::Number(number.clone())) {
            Value::Number(normal) => normal,
            _ => number,
        }))
    }

    pub(super) fn count(&self, keyword: &str) -> Result<Option<u64>, ModelError> {
        // `2.0` is a whole number.
        self.get(keyword, "a whole number from 0", |node| {
            normal(Value::Number(node.as_number()?.clone())).as_u64()
        })
    }

    pub(super) fn list(&self, keyword: &str) -> Result<Vec<Node<'a>>, ModelError> {
        let list = self.get(keyword, "a list", |node| node.is_array().then(|| node.items().collect()))?;
        Ok(list.unwrap_or_default())
    }

    pub(super) fn names(&self, keyword: &str) -> Result<Vec<String>, ModelError> {
        self.node.get(keyword).map_or_else(|| Ok(Vec::new()), names_of)
    }

    /// The entries of a map, by name.
    pub(super) fn map(&self, keyword: &str) -> Result<Vec<(&'a str, Node<'a>)>, ModelError> {
        let map = self.get(keyword, "a map", |node| node.is_object().then(|| node.sorted()))?;
        Ok(map.unwrap_or_default())
    }
}

/// The names in a list, each once.
pub(super) fn names_of(node: Node<'_>) -> Result<Vec<String>, ModelError> {
    if !node.is_array() {
        return Err(invalid(node, format!("expected a list of names of properties, found {}", node.kind())));
    }
    let mut seen = std::collections::HashSet::new();
    let mut names = Vec::new();
    for name in node.items() {
        let text = name.as_str().ok_or_else(|| {
            invalid(name, format!("expected the name of a property, found {}", name.kind()))
        })?;
        if seen.insert(text) {
            names.push(text.to_owned());
        }
    }
    Ok(names)
}

/// The value with `1.0` as `1`, as JSON has one kind of number, and with the members of objects by name, as their order means nothing.
fn normal(value: Value) -> Value {
    /// 2^53: from here on a floating-point number is no longer exact to the unit.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) if number.is_f64() => match number.as_f64() {
            #[expect(clippy::cast_possible_truncation, reason = "it is whole and within what an i64 holds")]
            Some(float) if float.fract() == 0.0 && float.abs() < EXACT => Value::from(float as i64),
            _ => Value::Number(number),
        },
        Value::Array(items) => Value::Array(items.into_iter().map(normal).collect()),
        Value::Object(members) => {
            let mut members: serde_json::Map<_, _> =
                members.into_iter().map(|(key, value)| (key, normal(value))).collect();
            members.sort_keys();
            Value::Object(members)
        }
        other => other,
    }
}
