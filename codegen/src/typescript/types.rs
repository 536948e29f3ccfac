//! Schemas as TypeScript types.

use barwire_schema::protocol::MAX_SAFE_INTEGER;
use serde::Serialize;

use crate::model::{Docs, Kind, Model, Number, Object, Schema, SchemaId};

use super::TypeScriptError;
use super::names::Names;
use super::text::{assigned, comment, constant_list, described, key, literal, union};

/// One declaration of the file.
#[derive(Serialize)]
pub(super) struct Declaration {
    name: String,
    comment: String,
    /// The members, for an interface.
    members: Option<Vec<Member>>,
    /// The type, for an alias.
    alias: Option<String>,
    /// The list of values, for an alias of literals.
    values: Option<String>,
    /// Whether it is a number with a unit.
    pub(super) flavour: bool,
}

/// A member of an interface.
#[derive(Serialize)]
struct Member {
    comment: String,
    key: String,
    optional: bool,
    ty: String,
}

/// Every declared type.
pub(super) fn declarations(model: &Model, names: &Names) -> Result<Vec<Declaration>, TypeScriptError> {
    let types = Types { model, names };
    names.declared().map(|(name, id)| types.declaration(name, id)).collect()
}

struct Types<'a> {
    model: &'a Model,
    names: &'a Names,
}

impl Types<'_> {
    fn declaration(&self, name: &str, id: SchemaId) -> Result<Declaration, TypeScriptError> {
        let schema = self.model.schemas.get(id);
        let docs = if schema.docs.description.is_empty() {
            let frame = self.model.messages.iter().find(|message| message.payload == id);
            Docs {
                description: frame.map(|message| message.summary.clone()).unwrap_or_default(),
                ..schema.docs.clone()
            }
        } else {
            schema.docs.clone()
        };
        let mut declaration = Declaration {
            name: name.to_owned(),
            comment: comment(&docs, 0),
            members: None,
            alias: None,
            values: None,
            flavour: false,
        };
        match &schema.kind {
            Kind::Object(object) if self.is_interface(object) => {
                declaration.members = Some(self.members(object)?);
            }
            Kind::Literals(literals) => {
                let values: Vec<String> =
                    literals.iter().map(|value| self.literal(&value.value, id)).collect::<Result<_, _>>()?;
                let alias = if literals.is_empty() {
                    "never".to_owned()
                } else if literals.iter().all(|literal| literal.description.is_empty()) {
                    union(&values, "export type  = ;".len() + name.len(), 0)
                } else {
                    let variants = literals.iter().zip(&values);
                    variants
                        .map(|(literal, value)| {
                            format!("\n{}  | {value}", described(&literal.description, 2))
                        })
                        .collect()
                };
                declaration.alias = Some(assigned(&alias));
                let constant =
                    format!("export const {}: readonly {name}[]", self.names.values(id).unwrap_or_default());
                declaration.values = Some(constant_list(&constant, &values));
            }
            Kind::Number(number @ Number { unit: Some(_), .. }) => {
                safe(number, schema)?;
                declaration.flavour = true;
                declaration.alias = Some(format!(" number & {{ readonly [unit]?: '{name}' }}"));
            }
            _ => {
                let alias = self.structure(id, "export type  = ;".len() + name.len(), 0)?;
                declaration.alias = Some(assigned(&alias));
            }
        }
        Ok(declaration)
    }

    /// An object with declared members, and nothing said of others or nothing allowed.
    fn is_interface(&self, object: &Object) -> bool {
        let additional = object.additional.map(|id| &self.model.schemas.resolve(id).kind);
        !object.properties.is_empty() && matches!(additional, None | Some(Kind::Never))
    }

    fn members(&self, object: &Object) -> Result<Vec<Member>, TypeScriptError> {
        object
            .properties
            .iter()
            .map(|property| {
                let key = key(&property.name);
                let before = "  readonly ?: ;".len() + key.len();
                Ok(Member {
                    comment: comment(&member_docs(self.model.schemas.get(property.schema)), 2),
                    ty: assigned(&self.reference(property.schema, before, 2)?),
                    optional: !property.required,
                    key,
                })
            })
            .collect()
    }

    /// A type where it is used: its name, or its structure where it has none.
    fn reference(&self, id: SchemaId, before: usize, indent: usize) -> Result<String, TypeScriptError> {
        match self.names.get(id) {
            Some(name) => Ok(name.to_owned()),
            None => self.structure(id, before, indent),
        }
    }

    fn structure(&self, id: SchemaId, before: usize, indent: usize) -> Result<String, TypeScriptError> {
        let schema = self.model.schemas.get(id);
        Ok(match &schema.kind {
            Kind::Any => "unknown".to_owned(),
            Kind::Never => "never".to_owned(),
            Kind::Null => "null".to_owned(),
            Kind::Boolean => "boolean".to_owned(),
            Kind::Number(number) => {
                safe(number, schema)?;
                "number".to_owned()
            }
            Kind::Text(_) => "string".to_owned(),
            Kind::Literals(literals) => {
                let values: Vec<String> =
                    literals.iter().map(|value| self.literal(&value.value, id)).collect::<Result<_, _>>()?;
                if values.is_empty() { "never".to_owned() } else { union(&values, before, indent) }
            }
            Kind::List { items, .. } => {
                let items = self.reference(*items, before, indent)?;
                if items.contains(['|', '&']) {
                    format!("readonly ({items})[]")
                } else {
                    format!("readonly {items}[]")
                }
            }
            Kind::Object(object) => self.map(object, before, indent)?,
            Kind::Union(choice) => {
                let open = choice.variants.iter().any(|variant| self.literals(*variant));
                let mut variants = Vec::new();
                for variant in &choice.variants {
                    let variant_type = self.reference(*variant, before, indent)?;
                    // `string` alone would swallow the literals beside it, and with them an editor's completion.
                    variants.push(if open && variant_type == "string" {
                        "(string & {})".to_owned()
                    } else {
                        variant_type
                    });
                }
                if variants.is_empty() { "never".to_owned() } else { union(&variants, before, indent) }
            }
            Kind::Reference(target) => self.reference(*target, before, indent)?,
        })
    }

    fn literals(&self, id: SchemaId) -> bool {
        matches!(self.model.schemas.resolve(id).kind, Kind::Literals(_))
    }

    /// An object that is no interface: a map, or one with members beside it.
    fn map(&self, object: &Object, before: usize, indent: usize) -> Result<String, TypeScriptError> {
        let mut parts = Vec::new();
        for property in &object.properties {
            let optional = if property.required { "" } else { "?" };
            let ty = self.reference(property.schema, before, indent)?;
            parts.push(format!("readonly {}{optional}: {ty}", key(&property.name)));
        }
        let map = match object.additional {
            None => "{ readonly [key: string]: unknown }".to_owned(),
            Some(values) => {
                format!("{{ readonly [key: string]: {} }}", self.reference(values, before, indent)?)
            }
        };
        Ok(if parts.is_empty() { map } else { format!("{{ {} }} & {map}", parts.join("; ")) })
    }

    fn literal(&self, value: &serde_json::Value, id: SchemaId) -> Result<String, TypeScriptError> {
        let pointer = || self.model.schemas.get(id).pointer.clone();
        literal(value).ok_or_else(|| TypeScriptError::CompoundLiteral { pointer: pointer() })
    }
}

/// What is said of a member. What a named type says of itself stands at the type.
fn member_docs(schema: &Schema) -> Docs {
    if schema.name.is_some() { Docs::default() } else { schema.docs.clone() }
}

/// Refuses integers that may be outside those that JavaScript keeps exact, where the document knows it: by format or by a bound.
fn safe(number: &Number, schema: &Schema) -> Result<(), TypeScriptError> {
    let exact = |bound: &serde_json::Number| {
        bound.as_i64().is_some_and(|bound| bound.unsigned_abs() <= MAX_SAFE_INTEGER)
    };
    let (minimum, maximum) = (number.minimum.as_ref(), number.maximum.as_ref());
    let wide = match number.format.as_deref() {
        Some("int64") => !(minimum.is_some_and(exact) && maximum.is_some_and(exact)),
        Some("uint64") => !maximum.is_some_and(exact),
        _ => minimum.into_iter().chain(maximum).any(|bound| !exact(bound) && !bound.is_f64()),
    };
    if number.integer && wide {
        return Err(TypeScriptError::UnsafeInteger { pointer: schema.pointer.clone() });
    }
    Ok(())
}
