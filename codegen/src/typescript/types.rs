//! Schemas as TypeScript types. No type is narrower than its schema: what types cannot say, the validators do.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use crate::model::{Docs, Kind, List, Literal, Model, Number, Object, Property, Schema, SchemaId, Text};

use super::integers::{Int64, wide};
use super::literals::{constant_list, constant_map, type_of};
use super::names::Names;
use super::outline::{Field, Shape};
use super::shape::{INDEX, Item, Type};
use super::text::{comment_with, described, key};
use super::{TypeScriptError, place};

/// How many different types an index signature names; where there are more, `unknown` says as much.
const INDEXED: usize = 4;

/// How many items of a tuple are written one by one.
const TUPLE: u64 = 16;

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
    /// The values by name, for literals that have names.
    constant: Option<String>,
}

/// A member of an interface.
#[derive(Serialize)]
struct Member {
    comment: String,
    key: String,
    optional: bool,
    ty: String,
}

/// Every declared type, and the types of our own that they use.
#[derive(Serialize)]
pub(super) struct Declarations {
    declarations: Vec<Declaration>,
    /// Types of our own by name, each `true` where it is used.
    own_types: BTreeMap<&'static str, bool>,
}

/// The types of our own.
const OWN: &[&str] = &["NotAnArray", "NotAnObject", "SafeInteger", "unit"];

/// Every declared type.
pub(super) fn declarations(
    model: &Model,
    names: &Names,
    int64: Int64,
) -> Result<Declarations, TypeScriptError> {
    let mut frames = HashMap::new();
    for (index, message) in model.messages.iter().enumerate() {
        frames.entry(names.frame(index)).or_insert(message.summary.clone());
    }
    for endpoint in &model.endpoints {
        for (word, id) in endpoint.schemas(&model.schemas) {
            let word = word.to_lowercase();
            frames.entry(names.carried(model, id)).or_insert(format!("The {word} of `{}`.", endpoint.name));
        }
    }
    let mut types = Types { model, names, int64, frames, used: BTreeSet::new() };
    let declarations =
        names.declared().map(|(name, id)| types.declaration(name, id)).collect::<Result<_, _>>()?;
    if types.used.contains("SafeInteger") {
        types.used.insert("unit");
    }
    let own_types = OWN.iter().map(|name| (*name, types.used.contains(name))).collect();
    Ok(Declarations { declarations, own_types })
}

/// What a program sees of every declared type.
pub(super) fn shapes(
    model: &Model,
    names: &Names,
    int64: Int64,
) -> Result<Vec<(String, SchemaId, Shape)>, TypeScriptError> {
    let mut types = Types { model, names, int64, frames: HashMap::new(), used: BTreeSet::new() };
    names.declared().map(|(name, id)| Ok((name.to_owned(), id, types.shape(name, id)?))).collect()
}

struct Types<'a> {
    model: &'a Model,
    names: &'a Names,
    int64: Int64,
    /// What is said of the message whose frame a type is, or of the part of an operation.
    frames: HashMap<&'a str, String>,
    /// The types of our own that are used.
    used: BTreeSet<&'static str>,
}

impl Types<'_> {
    fn declaration(&mut self, name: &str, id: SchemaId) -> Result<Declaration, TypeScriptError> {
        let schema = self.model.schemas.get(id);
        let mut declaration = Declaration {
            name: name.to_owned(),
            comment: comment_with(&self.docs(name, schema), format_of(schema), 0),
            members: None,
            alias: None,
            values: None,
            constant: None,
        };
        let column = "export type  =".len() + name.chars().count();
        match &schema.kind {
            Kind::Object(object) if is_interface(object) => {
                declaration.members = Some(self.interface(object)?);
            }
            Kind::Literals(literals) => {
                declaration.alias = Some(literal_alias(literals, column));
                // A second name of the same values has none of its own.
                if self.names.get(id) == Some(name) {
                    declaration.values = self.names.values(id).map(|constant| {
                        let values: Vec<_> = literals.iter().map(|literal| &literal.value).collect();
                        constant_list(&format!("export const {constant}: readonly {name}[]"), &values)
                    });
                    declaration.constant = self.names.constant(id).map(|constant| {
                        constant_map(&format!("export const {constant}"), &by_name(literals))
                    });
                }
            }
            Kind::Number(number @ Number { unit: Some(_), .. }) => {
                let of = match wide(number, self.int64) {
                    None | Some(Int64::Safe) => "number",
                    Some(policy) => self.integer(policy, schema)?,
                };
                declaration.alias = Some(self.flavour(of, name));
            }
            Kind::Text(Text { unit: Some(_), .. }) => declaration.alias = Some(self.flavour("string", name)),
            _ => declaration.alias = Some(self.structure(id)?.assigned(column, 0)),
        }
        Ok(declaration)
    }

    /// What is said of a declared type: of a frame without words of its own, what is said of its message.
    fn docs(&self, name: &str, schema: &Schema) -> Docs {
        let mut docs = schema.docs.clone();
        if let Some(summary) = self.frames.get(name) {
            if docs.description.is_empty() {
                docs.description.clone_from(summary);
            }
            if matches!(schema.kind, Kind::Any) {
                let gap = if docs.description.is_empty() { "" } else { "\n\n" };
                docs.description.push_str(&format!("{gap}What it holds is not described by a JSON Schema."));
            }
        }
        docs
    }

    fn flavour(&mut self, of: &str, name: &str) -> String {
        self.used.insert("unit");
        format!(" {of} & {{ readonly [unit]?: '{name}' }}")
    }

    /// The type of an integer that a `number` may not keep.
    fn integer(&mut self, policy: Int64, schema: &Schema) -> Result<&'static str, TypeScriptError> {
        Ok(match policy {
            Int64::Safe => self.own("SafeInteger"),
            Int64::String => "`${bigint}`",
            Int64::BigInt => "bigint",
            Int64::Error => return Err(TypeScriptError::UnsafeInteger { place: place(self.model, schema) }),
        })
    }

    fn own(&mut self, name: &'static str) -> &'static str {
        self.used.insert(name);
        name
    }

    /// The members of an interface as text.
    fn interface(&mut self, object: &Object) -> Result<Vec<Member>, TypeScriptError> {
        let fields = self.fields(object)?;
        let comment = |field: &Field| {
            field.schema.map(|id| comment_of_member(self.model.schemas.get(id))).unwrap_or_default()
        };
        Ok(fields
            .iter()
            .map(|field| member(comment(field), field.key.clone(), field.optional, &field.ty))
            .collect())
    }

    /// The members of an interface, with its index signature.
    fn fields(&mut self, object: &Object) -> Result<Vec<Field>, TypeScriptError> {
        let mut fields = Vec::new();
        let mut types = Vec::new();
        for Property { name, required, schema } in &object.properties {
            let ty = self.reference(*schema)?;
            types.push(ty.clone());
            fields.push(Field { key: key(name), optional: !required, ty, schema: Some(*schema) });
        }
        for name in &object.required {
            let ty = self.undeclared(object, name)?;
            types.push(ty.clone());
            fields.push(Field { key: key(name), optional: false, ty, schema: None });
        }
        if let Some(others) = self.others(object)? {
            let has_optional = object.properties.iter().any(|property| !property.required);
            let undefined = has_optional.then(|| Type::atom("undefined"));
            let values = match Type::union(types.into_iter().chain([others]).chain(undefined)) {
                Type::Union(variants) if variants.len() > INDEXED => Type::unknown(),
                values => values,
            };
            let key = INDEX.trim_start_matches("readonly ").to_owned();
            fields.push(Field { key, optional: false, ty: values, schema: None });
        }
        Ok(fields)
    }

    /// What a program sees of a declared type.
    fn shape(&mut self, name: &str, id: SchemaId) -> Result<Shape, TypeScriptError> {
        let schema = self.model.schemas.get(id);
        Ok(match &schema.kind {
            Kind::Object(object) if is_interface(object) => Shape::Interface(self.fields(object)?),
            Kind::Number(number @ Number { unit: Some(_), .. }) => {
                let of = match wide(number, self.int64) {
                    None | Some(Int64::Safe) => "number",
                    Some(policy) => self.integer(policy, schema)?,
                };
                Shape::Flavour { of: Type::atom(of), name: name.to_owned() }
            }
            Kind::Text(Text { unit: Some(_), .. }) => {
                Shape::Flavour { of: Type::atom("string"), name: name.to_owned() }
            }
            _ => Shape::Alias(self.structure(id)?),
        })
    }

    /// The values of members that are not declared; `None` where nothing is said of them, or there are none.
    fn others(&mut self, object: &Object) -> Result<Option<Type>, TypeScriptError> {
        let mut types = Vec::new();
        for (_, schema) in &object.patterns {
            types.push(self.reference(*schema)?);
        }
        match object.additional {
            None if object.patterns.is_empty() => return Ok(None),
            None => types.push(Type::unknown()),
            Some(others) => types.push(self.reference(others)?),
        }
        let values = Type::union(types);
        Ok((!values.is("never")).then_some(values))
    }

    /// The value of a member that is always there, but not declared.
    fn undeclared(&mut self, object: &Object, name: &str) -> Result<Type, TypeScriptError> {
        let mut types = Vec::new();
        for (pattern, schema) in &object.patterns {
            // What is no regular expression is said where the validators are written.
            if regress::Regex::with_flags(pattern, "u").is_ok_and(|regex| regex.find(name).is_some()) {
                types.push(self.reference(*schema)?);
            }
        }
        match object.additional {
            Some(others) if types.is_empty() => self.reference(others),
            _ => Ok(Type::all(types)),
        }
    }

    /// A type where it is used: its name, or its structure where it has none.
    fn reference(&mut self, id: SchemaId) -> Result<Type, TypeScriptError> {
        match self.names.get(id) {
            Some(name) => Ok(Type::atom(name)),
            None => self.structure(id),
        }
    }

    fn structure(&mut self, id: SchemaId) -> Result<Type, TypeScriptError> {
        let schema = self.model.schemas.get(id);
        Ok(match &schema.kind {
            Kind::Any | Kind::Not(_) => Type::unknown(),
            Kind::Never => Type::never(),
            Kind::Null => Type::atom("null"),
            Kind::Boolean => Type::atom("boolean"),
            Kind::Number(number) => match wide(number, self.int64) {
                None => Type::atom("number"),
                Some(policy) => Type::atom(self.integer(policy, schema)?),
            },
            Kind::Text(_) => Type::atom("string"),
            Kind::Literals(literals) => Type::union(literals.iter().map(|literal| type_of(&literal.value))),
            Kind::List(list) => self.list(list)?,
            Kind::Object(object) => self.object(object)?,
            Kind::Union(choice) => {
                let is_open = choice.variants.iter().any(|variant| self.is_literals(*variant));
                let mut variants = Vec::new();
                for variant in &choice.variants {
                    let ty = self.reference(*variant)?;
                    // `string` alone would swallow the literals beside it, and with them an editor's completion.
                    variants.push(if is_open && ty.is("string") { Type::atom("(string & {})") } else { ty });
                }
                Type::union(variants)
            }
            Kind::All(parts) => {
                let parts: Vec<Type> =
                    parts.iter().map(|part| self.reference(*part)).collect::<Result<_, _>>()?;
                Type::all(parts)
            }
            Kind::If(choice) => match (choice.then, choice.otherwise) {
                (Some(then), Some(otherwise)) => {
                    Type::union([self.reference(then)?, self.reference(otherwise)?])
                }
                _ => Type::unknown(),
            },
            Kind::Guarded(part) => {
                let others = match &self.model.schemas.resolve(*part).kind {
                    Kind::Object(_) => "NotAnObject",
                    Kind::List(_) => "NotAnArray",
                    _ => return Ok(Type::unknown()),
                };
                Type::union([self.reference(*part)?, Type::atom(self.own(others))])
            }
            Kind::Reference(target) => self.reference(*target)?,
        })
    }

    fn is_literals(&self, id: SchemaId) -> bool {
        matches!(self.model.schemas.resolve(id).kind, Kind::Literals(_))
    }

    /// An object that is no interface.
    fn object(&mut self, object: &Object) -> Result<Type, TypeScriptError> {
        if is_interface(object) {
            // It has a name unless it is what no value is.
            let mut members = Vec::new();
            for Property { name, required, schema } in &object.properties {
                let optional = if *required { "" } else { "?" };
                members.push((format!("readonly {}{optional}", key(name)), self.reference(*schema)?));
            }
            for name in &object.required {
                members.push((format!("readonly {}", key(name)), self.undeclared(object, name)?));
            }
            return Ok(Type::Members(members));
        }
        let is_open = object.additional.is_none() && object.patterns.is_empty();
        let values = if is_open { None } else { self.others(object)? };
        Ok(Type::map(values.unwrap_or_else(|| if is_open { Type::unknown() } else { Type::never() })))
    }

    /// An array, or a tuple where the first items are something of their own.
    fn list(&mut self, list: &List) -> Result<Type, TypeScriptError> {
        let items = self.reference(list.items)?;
        if list.max == Some(0) {
            return Ok(Type::Tuple(Vec::new()));
        }
        if list.prefix.is_empty() {
            return Ok(if items.is("never") { Type::Tuple(Vec::new()) } else { Type::List(Box::new(items)) });
        }
        let is_short = list.max.is_some_and(|max| max <= TUPLE.max(list.prefix.len() as u64));
        let rest = !items.is("never") && !is_short;
        let length = match list.max {
            Some(max) if is_short && !items.is("never") => max,
            max => (list.prefix.len() as u64).min(max.unwrap_or(u64::MAX)),
        };
        let mut tuple = Vec::new();
        for index in 0..length {
            let prefix = usize::try_from(index).ok().and_then(|index| list.prefix.get(index));
            let ty = match prefix {
                Some(prefix) => self.reference(*prefix)?,
                None => items.clone(),
            };
            let is_there = list.min.is_some_and(|min| index < min);
            tuple.push(if is_there { Item::One(ty) } else { Item::Optional(ty) });
        }
        if rest {
            tuple.push(Item::Rest(items));
        }
        Ok(Type::Tuple(tuple))
    }
}

/// An object with members that have names.
pub(super) fn is_interface(object: &Object) -> bool {
    !object.properties.is_empty() || !object.required.is_empty()
}

fn member(comment: String, key: String, optional: bool, ty: &Type) -> Member {
    let column = "  readonly :".len() + usize::from(optional) + super::layout::width(&key);
    Member { comment, key, optional, ty: ty.assigned(column, 2) }
}

/// What is said of a member. What a named type says of itself stands at the type.
fn comment_of_member(schema: &Schema) -> String {
    if schema.name.is_some() { String::new() } else { comment_with(&schema.docs, format_of(schema), 2) }
}

/// The format of a string.
fn format_of(schema: &Schema) -> Option<&str> {
    match &schema.kind {
        Kind::Text(Text { format: Some(format), .. }) => Some(format),
        _ => None,
    }
}

/// An alias of literals: each with what it means, where that is said.
fn literal_alias(literals: &[Literal], column: usize) -> String {
    let type_of = |literal: &Literal| type_of(&literal.value);
    if literals.len() < 2 || literals.iter().all(|literal| literal.description.is_empty()) {
        return Type::union(literals.iter().map(type_of)).assigned(column, 0);
    }
    let variant = |literal: &Literal| {
        let ty = super::layout::print(&type_of(literal).doc(), 4, 4, "");
        format!("\n{}  | {ty}", described(&literal.description, 2))
    };
    literals.iter().map(variant).collect()
}

/// The values that have names, by these. Of two with one name the first has it.
fn by_name(literals: &[Literal]) -> Vec<(&str, &serde_json::Value)> {
    let mut seen = BTreeSet::new();
    literals
        .iter()
        .filter_map(|literal| Some((literal.name.as_deref()?, &literal.value)))
        .filter(|(name, _)| seen.insert(*name))
        .collect()
}
