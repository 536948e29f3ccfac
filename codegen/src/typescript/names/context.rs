//! What a schema that has no name would be called: after what it is within.

use std::rc::Rc;

use heck::ToUpperCamelCase;
use serde_json::Value;

use crate::model::{Kind, Model, SchemaId};

use super::type_name;

/// What is added to the name of a type for a part of it. Most parts need no name, so that none is made until one does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Suffix<'a> {
    Nothing,
    Word(&'static str),
    Numbered(&'static str, usize),
    Member(&'a str),
    Tag(&'a Value),
}

impl Suffix<'_> {
    fn text(self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Word(word) => word.to_owned(),
            Self::Numbered(word, number) => format!("{word}{number}"),
            Self::Member(name) => type_name(name),
            Self::Tag(value) => tag_name(value),
        }
    }
}

/// What a schema would be called: after what it is within, up to a name.
#[derive(Debug, Clone)]
pub(super) enum Context<'a> {
    Name(Rc<str>),
    Within(Rc<Self>, Suffix<'a>),
}

impl<'a> Context<'a> {
    pub(super) fn within(&self, suffix: Suffix<'a>) -> Self {
        match suffix {
            Suffix::Nothing => self.clone(),
            _ => Self::Within(Rc::new(self.clone()), suffix),
        }
    }

    pub(super) fn text(&self) -> String {
        let mut suffixes = Vec::new();
        let mut at = self;
        loop {
            match at {
                Self::Name(name) => {
                    let mut text = name.to_string();
                    suffixes.iter().rev().for_each(|suffix: &Suffix<'_>| text.push_str(&suffix.text()));
                    return text;
                }
                Self::Within(outer, suffix) => {
                    suffixes.push(*suffix);
                    at = outer;
                }
            }
        }
    }
}

/// What a type is made of, and what is added to its name for each. Only what the type says: no tests.
pub(super) fn parts(model: &Model, id: SchemaId) -> Vec<(Suffix<'_>, SchemaId)> {
    let numbered = |word: &'static str, ids: &[SchemaId]| -> Vec<(Suffix<'_>, SchemaId)> {
        ids.iter().enumerate().map(|(index, id)| (Suffix::Numbered(word, index + 1), *id)).collect()
    };
    match &model.schemas.get(id).kind {
        Kind::Object(object) => {
            let properties = object.properties.iter();
            // Most members are neither objects nor lists: no name is made for what needs none.
            let properties = properties.filter(|property| needs_context(model, property.schema));
            let mut parts: Vec<_> =
                properties.map(|property| (Suffix::Member(&property.name), property.schema)).collect();
            match object.patterns.as_slice() {
                [(_, only)] => parts.push((Suffix::Word("Match"), *only)),
                several => {
                    let several: Vec<SchemaId> = several.iter().map(|(_, id)| *id).collect();
                    parts.extend(numbered("Match", &several));
                }
            }
            parts.extend(object.additional.map(|values| (Suffix::Word("Value"), values)));
            parts
        }
        Kind::List(list) => {
            let mut parts = numbered("Item", &list.prefix);
            parts.push((Suffix::Word("Item"), list.items));
            parts
        }
        Kind::Union(union) => match &union.tag {
            Some(tag) => union
                .variants
                .iter()
                .zip(&tag.values)
                .map(|(id, values)| (values.first().map_or(Suffix::Nothing, Suffix::Tag), *id))
                .collect(),
            None => numbered("Option", &union.variants),
        },
        Kind::All(parts) => numbered("Part", parts),
        Kind::If(choice) => {
            let then = choice.then.map(|id| (Suffix::Word("Then"), id));
            let otherwise = choice.otherwise.map(|id| (Suffix::Word("Else"), id));
            then.into_iter().chain(otherwise).collect()
        }
        Kind::Guarded(part) | Kind::Reference(part) => vec![(Suffix::Nothing, *part)],
        _ => Vec::new(),
    }
}

/// Whether what is within a schema that is not declared may need a name.
pub(in crate::typescript) fn needs_context(model: &Model, id: SchemaId) -> bool {
    let schema = model.schemas.get(id);
    let is_scalar = matches!(
        schema.kind,
        Kind::Any | Kind::Never | Kind::Null | Kind::Boolean | Kind::Number(_) | Kind::Text(_)
    );
    schema.name.is_none() && !is_scalar
}

/// The value of a tag as a part of a name.
fn tag_name(value: &Value) -> String {
    match value {
        Value::String(text) => type_name(text),
        other => other.to_string().to_upper_camel_case(),
    }
}
