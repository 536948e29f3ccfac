//! From JSON Schema to the arena.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::ModelError;
use super::schema::{Docs, Kind, Literal, Number, Object, Property, Schema, SchemaId, Schemas, Text, Union};
use super::source::escape;

/// Keywords that say something for people only, or nothing here.
const ANNOTATIONS: &[&str] = &[
    "$comment",
    "$id",
    "$schema",
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
];

/// Schemas while they are lowered.
pub(super) struct Lowering<'a> {
    document: &'a Value,
    arena: Vec<Schema>,
    by_pointer: HashMap<String, SchemaId>,
    /// References that lead to another, while they are followed.
    underway: Vec<String>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(document: &'a Value) -> Self {
        Self { document, arena: Vec::new(), by_pointer: HashMap::new(), underway: Vec::new() }
    }

    /// All that was lowered, and every other schema that has a name.
    pub(super) fn finish(mut self) -> Result<Schemas, ModelError> {
        let named = self.document.pointer("/components/schemas").and_then(Value::as_object);
        let mut names: Vec<&String> = named.into_iter().flat_map(Map::keys).collect();
        names.sort_unstable();
        for name in names {
            self.referred(&format!("#/components/schemas/{}", escape(name)), "")?;
        }
        for schema in &self.arena {
            self.ends(schema)?;
        }
        Ok(Schemas { arena: self.arena })
    }

    /// Refuses a schema that admits what it itself admits, and says no more.
    fn ends(&self, schema: &Schema) -> Result<(), ModelError> {
        let mut at = schema;
        for _ in 0..=self.arena.len() {
            let Kind::Reference(next) = at.kind else { return Ok(()) };
            at = &self.arena[next.0];
        }
        let reason = "this schema leads to itself".to_owned();
        Err(ModelError::Invalid { pointer: schema.pointer.clone(), reason })
    }

    pub(super) fn any(&mut self) -> SchemaId {
        self.add(Schema { name: None, pointer: String::new(), docs: Docs::default(), kind: Kind::Any })
    }

    /// Lowers the schema at `pointer`.
    pub(super) fn lower(&mut self, schema: &Value, pointer: &str) -> Result<SchemaId, ModelError> {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.referred(reference, pointer);
        }
        let id = self.add(Schema {
            name: None,
            pointer: format!("#{pointer}"),
            docs: docs(schema),
            kind: Kind::Any,
        });
        self.arena[id.0].kind = self.kind(schema, pointer)?;
        Ok(id)
    }

    /// The only string that a member of an object may be.
    pub(super) fn constant(&self, object: SchemaId, member: &str) -> Option<String> {
        let Kind::Object(object) = &self.arena[object.0].kind else { return None };
        let property = object.properties.iter().find(|property| property.name == member)?;
        self.only_string(property.schema)?.as_str().map(str::to_owned)
    }

    /// The string that a schema admits, if it admits one and nothing else.
    fn only_string(&self, id: SchemaId) -> Option<&Value> {
        let Kind::Literals(literals) = &self.arena[id.0].kind else { return None };
        match literals.as_slice() {
            [Literal { value: value @ Value::String(_), .. }] => Some(value),
            _ => None,
        }
    }

    fn add(&mut self, schema: Schema) -> SchemaId {
        self.arena.push(schema);
        SchemaId(self.arena.len() - 1)
    }

    fn referred(&mut self, reference: &str, from: &str) -> Result<SchemaId, ModelError> {
        if let Some(id) = self.by_pointer.get(reference) {
            return Ok(*id);
        }
        let invalid = |reason: String| ModelError::Invalid { pointer: format!("#{from}"), reason };
        let Some(pointer) = reference.strip_prefix('#') else {
            return Err(invalid(format!("`{reference}` is outside this document, which is not supported")));
        };
        let schema = self
            .document
            .pointer(pointer)
            .ok_or_else(|| invalid(format!("`{reference}` leads to nothing")))?;
        if let Some(next) = schema.get("$ref").and_then(Value::as_str) {
            // What is underway is marked, so that a circle of references is seen.
            if self.underway.iter().any(|underway| underway == reference) {
                return Err(invalid(format!("`{reference}` leads to itself")));
            }
            self.underway.push(reference.to_owned());
            let target = self.referred(next, pointer);
            self.underway.pop();
            return target;
        }
        let name = pointer.strip_prefix("/components/schemas/").filter(|name| !name.contains('/'));
        // The place is known before what stands there is read, so that a cycle ends.
        let id = self.add(Schema {
            name: name.map(|name| name.replace("~1", "/").replace("~0", "~")),
            pointer: reference.to_owned(),
            docs: docs(schema),
            kind: Kind::Any,
        });
        self.by_pointer.insert(reference.to_owned(), id);
        self.arena[id.0].kind = self.kind(schema, pointer)?;
        Ok(id)
    }

    fn kind(&mut self, schema: &Value, pointer: &str) -> Result<Kind, ModelError> {
        let schema = match schema {
            Value::Bool(true) => return Ok(Kind::Any),
            Value::Bool(false) => return Ok(Kind::Never),
            Value::Object(schema) => Keywords { schema, pointer },
            _ => {
                let reason = "a schema is an object or a boolean".to_owned();
                return Err(ModelError::Invalid { pointer: format!("#{pointer}"), reason });
            }
        };
        if let Some(value) = schema.schema.get("const") {
            schema.only(&["type", "const"])?;
            schema.all_of_type(std::slice::from_ref(value))?;
            return Ok(Kind::Literals(vec![Literal { value: value.clone(), description: String::new() }]));
        }
        if let Some(values) = schema.list("enum")? {
            schema.only(&["type", "enum"])?;
            schema.all_of_type(values)?;
            let literals =
                values.iter().map(|value| Literal { value: value.clone(), description: String::new() });
            return Ok(Kind::Literals(literals.collect()));
        }
        for (keyword, exactly_one) in [("oneOf", true), ("anyOf", false)] {
            if let Some(variants) = schema.list(keyword)? {
                schema.only(&[keyword])?;
                return self.union(variants, exactly_one, &format!("{pointer}/{keyword}"));
            }
        }
        if let Some(parts) = schema.list("allOf")? {
            schema.only(&["allOf"])?;
            let [part] = parts else {
                return Err(schema.invalid("an `allOf` of more than one schema is not supported"));
            };
            return Ok(Kind::Reference(self.lower(part, &format!("{pointer}/allOf/0"))?));
        }
        match schema.schema.get("type") {
            None => {
                schema.only(&[])?;
                Ok(Kind::Any)
            }
            Some(Value::String(name)) => self.typed(name, &schema),
            Some(Value::Array(names)) => self.one_of_types(names, &schema),
            Some(_) => Err(schema.invalid("`type` must be a string or a list of strings")),
        }
    }

    fn typed(&mut self, name: &str, schema: &Keywords<'_>) -> Result<Kind, ModelError> {
        match name {
            "null" => schema.only(&["type"]).map(|()| Kind::Null),
            "boolean" => schema.only(&["type"]).map(|()| Kind::Boolean),
            "number" | "integer" => {
                schema.only(&["type", "minimum", "maximum", "format"])?;
                Ok(Kind::Number(Number {
                    integer: name == "integer",
                    minimum: schema.number("minimum")?,
                    maximum: schema.number("maximum")?,
                    format: schema.text("format")?,
                    unit: schema.text("x-barwire-unit")?,
                }))
            }
            "string" => {
                schema.only(&["type", "minLength", "maxLength", "pattern", "format"])?;
                Ok(Kind::Text(Text {
                    min: schema.count("minLength")?,
                    max: schema.count("maxLength")?,
                    pattern: schema.text("pattern")?,
                    format: schema.text("format")?,
                }))
            }
            "array" => {
                schema.only(&["type", "items", "minItems", "maxItems"])?;
                let items = match schema.schema.get("items") {
                    Some(items) => self.lower(items, &format!("{}/items", schema.pointer))?,
                    None => self.any(),
                };
                Ok(Kind::List { items, min: schema.count("minItems")?, max: schema.count("maxItems")? })
            }
            "object" => self.object(schema),
            other => Err(schema.invalid(&format!("`type: {other}` is no type of JSON Schema"))),
        }
    }

    /// `type: [string, "null"]` is a union of the two.
    fn one_of_types(&mut self, names: &[Value], schema: &Keywords<'_>) -> Result<Kind, ModelError> {
        if names.is_empty() {
            return Err(schema.invalid("`type` must name at least one type"));
        }
        let mut variants = Vec::new();
        for name in names {
            let mut one = schema.schema.clone();
            one.insert("type".to_owned(), name.clone());
            if name == "null" {
                one.retain(|keyword, _| keyword == "type");
            }
            one.retain(|keyword, _| !ANNOTATIONS.contains(&keyword.as_str()));
            variants.push(self.lower(&Value::Object(one), schema.pointer)?);
        }
        Ok(Kind::Union(Union { variants, tag: None, exactly_one: false }))
    }

    fn object(&mut self, schema: &Keywords<'_>) -> Result<Kind, ModelError> {
        schema.only(&["type", "properties", "required", "additionalProperties"])?;
        let required: Vec<&str> =
            schema.list("required")?.unwrap_or_default().iter().filter_map(Value::as_str).collect();
        let mut properties = Vec::new();
        if let Some(declared) = schema.schema.get("properties") {
            let declared =
                declared.as_object().ok_or_else(|| schema.invalid("`properties` must be a map"))?;
            for (name, property) in declared {
                let pointer = format!("{}/properties/{}", schema.pointer, escape(name));
                let required = required.contains(&name.as_str());
                properties.push(Property {
                    name: name.clone(),
                    required,
                    schema: self.lower(property, &pointer)?,
                });
            }
        }
        let place = |property: &Property| {
            required.iter().position(|name| *name == property.name).unwrap_or(usize::MAX)
        };
        properties.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.name.cmp(&b.name)));
        if let Some(name) =
            required.iter().find(|name| !properties.iter().any(|property| property.name == **name))
        {
            return Err(
                schema.invalid(&format!("`required` names `{name}`, which is not among the `properties`"))
            );
        }
        let additional = match schema.schema.get("additionalProperties") {
            None | Some(Value::Bool(true)) => None,
            Some(values) => Some(self.lower(values, &format!("{}/additionalProperties", schema.pointer))?),
        };
        Ok(Kind::Object(Object { properties, additional }))
    }

    fn union(&mut self, variants: &[Value], exactly_one: bool, pointer: &str) -> Result<Kind, ModelError> {
        let mut ids = Vec::new();
        for (index, variant) in variants.iter().enumerate() {
            ids.push(self.lower(variant, &format!("{pointer}/{index}"))?);
        }
        if let Some(literals) = self.literals(&ids) {
            return Ok(Kind::Literals(literals));
        }
        let tag = self.tag(&ids);
        Ok(Kind::Union(Union { variants: ids, tag, exactly_one }))
    }

    /// The literals of a union that has nothing else, and none twice.
    fn literals(&self, variants: &[SchemaId]) -> Option<Vec<Literal>> {
        let mut literals: Vec<Literal> = Vec::new();
        for id in variants {
            let schema = &self.arena[id.0];
            let Kind::Literals(values) = &schema.kind else { return None };
            for Literal { value, description } in values {
                if schema.name.is_some() || literals.iter().any(|literal| literal.value == *value) {
                    return None;
                }
                let description = if description.is_empty() { &schema.docs.description } else { description };
                literals.push(Literal { value: value.clone(), description: description.clone() });
            }
        }
        Some(literals)
    }

    /// The member that tells the alternatives of a union apart: required in each, with one string that no other has.
    fn tag(&self, variants: &[SchemaId]) -> Option<(String, Vec<Value>)> {
        let tags = |id: &SchemaId| -> Vec<(&str, &Value)> {
            let Kind::Object(object) = &self.arena[id.0].kind else { return Vec::new() };
            let required = object.properties.iter().filter(|property| property.required);
            required
                .filter_map(|property| Some((property.name.as_str(), self.only_string(property.schema)?)))
                .collect()
        };
        let (first, rest) = variants.split_first()?;
        tags(first).into_iter().find_map(|(name, value)| {
            let mut values = vec![value.clone()];
            for variant in rest {
                let (_, value) = tags(variant).into_iter().find(|(other, _)| *other == name)?;
                if values.contains(value) {
                    return None;
                }
                values.push(value.clone());
            }
            Some((name.to_owned(), values))
        })
    }
}

fn docs(schema: &Value) -> Docs {
    Docs {
        description: schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned(),
        default: schema.get("default").cloned(),
        examples: schema.get("examples").and_then(Value::as_array).cloned().unwrap_or_default(),
        deprecated: schema.get("deprecated").is_some_and(|deprecated| deprecated == true),
    }
}

/// A schema that is an object, and where it stands.
struct Keywords<'a> {
    schema: &'a Map<String, Value>,
    pointer: &'a str,
}

impl<'a> Keywords<'a> {
    fn invalid(&self, reason: &str) -> ModelError {
        ModelError::Invalid { pointer: format!("#{}", self.pointer), reason: reason.to_owned() }
    }

    /// Refuses every keyword that would be passed over: a validator that checks less than the schema says is worse than none.
    fn only(&self, known: &[&str]) -> Result<(), ModelError> {
        let passes = |keyword: &&String| {
            known.contains(&keyword.as_str())
                || ANNOTATIONS.contains(&keyword.as_str())
                || keyword.starts_with("x-")
        };
        match self.schema.keys().find(|keyword| !passes(keyword)) {
            Some(keyword) => Err(self.invalid(&format!("the keyword `{keyword}` is not supported here"))),
            None => Ok(()),
        }
    }

    /// Refuses values that are not of the type that stands beside them.
    fn all_of_type(&self, values: &[Value]) -> Result<(), ModelError> {
        let names: Vec<&str> = match self.schema.get("type") {
            None => return Ok(()),
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            Some(name) => name.as_str().into_iter().collect(),
        };
        let fits = |value: &Value| match value {
            Value::Null => names.contains(&"null"),
            Value::Bool(_) => names.contains(&"boolean"),
            Value::String(_) => names.contains(&"string"),
            Value::Array(_) => names.contains(&"array"),
            Value::Object(_) => names.contains(&"object"),
            Value::Number(number) => {
                names.contains(&"number") || (names.contains(&"integer") && !number.is_f64())
            }
        };
        match values.iter().find(|value| !fits(value)) {
            Some(value) => Err(self.invalid(&format!("`{value}` is not of the `type` beside it"))),
            None => Ok(()),
        }
    }

    fn get<T>(
        &self,
        keyword: &str,
        expected: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, ModelError> {
        self.schema
            .get(keyword)
            .map(|value| read(value).ok_or_else(|| self.invalid(&format!("`{keyword}` must be {expected}"))))
            .transpose()
    }

    fn list(&self, keyword: &str) -> Result<Option<&'a [Value]>, ModelError> {
        self.get(keyword, "a list", |value| value.as_array().map(Vec::as_slice))
    }

    fn text(&self, keyword: &str) -> Result<Option<String>, ModelError> {
        self.get(keyword, "a string", |value| value.as_str().map(str::to_owned))
    }

    fn count(&self, keyword: &str) -> Result<Option<u64>, ModelError> {
        self.get(keyword, "a whole number from 0", Value::as_u64)
    }

    fn number(&self, keyword: &str) -> Result<Option<serde_json::Number>, ModelError> {
        self.get(keyword, "a number", |value| value.as_number().cloned())
    }
}
