//! What tells the alternatives of a union apart.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::super::schema::{Kind, Literal, Property, SchemaId, Tag, Union};
use super::super::source::{NodeId, Sources};
use super::super::types::Types;
use super::Lowering;

/// The largest number of alternatives of a union whose tags are looked for by comparing every two.
const FEW: usize = 64;

/// How many schemas within schemas are looked through for a tag.
const DEEP: usize = 4;

/// What `discriminator` says.
#[derive(Debug, Clone)]
pub(super) struct Discriminator {
    pub(super) member: String,
    /// Values and the references that they stand for (OpenAPI's `mapping`).
    pub(super) mapping: Vec<(String, String)>,
    /// The schema that says so.
    pub(super) node: NodeId,
}

impl Lowering<'_> {
    /// Gives the member that a `discriminator` names the values that it must have: the name of the schema, or what the mapping says.
    ///
    /// AsyncAPI 3.1.0, Schema Object: the value must be the name of the schema that has the discriminator, or of one that inherits it.
    pub(super) fn discriminate(&mut self, sources: &Sources) {
        if self.discriminators.is_empty() {
            return;
        }
        // Who inherits from whom: a schema that others build on stands for them too, and has no one name.
        let mut bases: HashSet<SchemaId> = HashSet::new();
        let mut heirs: Vec<(SchemaId, SchemaId)> = Vec::new();
        for id in (0..self.arena.len()).map(SchemaId) {
            if let Kind::All(parts) = &self.arena[id.0].kind {
                for part in parts {
                    let base = self.target(*part);
                    bases.insert(base);
                    heirs.push((id, base));
                }
            }
            // A single `allOf` with nothing beside it is a reference of one that has a name of its own.
            if let Kind::Reference(base) = self.arena[id.0].kind
                && self.arena[id.0].name.is_some()
            {
                bases.insert(self.target(base));
            }
        }
        let mut named: Vec<(SchemaId, String, Vec<Value>)> = Vec::new();
        for (heir, base) in heirs {
            if let Some(discriminator) = self.discriminators.get(&base)
                && !bases.contains(&heir)
                && let Some(name) = self.arena[heir.0].name.clone()
            {
                let values = self.values_of(discriminator, heir, &name, sources);
                named.push((heir, discriminator.member.clone(), values));
            }
        }
        for id in (0..self.arena.len()).map(SchemaId) {
            let Some(discriminator) = self.discriminators.get(&id) else { continue };
            let unions: Vec<&Union> = match &self.arena[id.0].kind {
                Kind::Union(union) => vec![union],
                Kind::All(parts) => parts
                    .iter()
                    .filter_map(|part| match self.kind(*part) {
                        Kind::Union(union) => Some(union),
                        _ => None,
                    })
                    .collect(),
                _ => continue,
            };
            for variant in unions.into_iter().flat_map(|union| &union.variants) {
                let variant = self.target(*variant);
                if !bases.contains(&variant)
                    && let Some(name) = self.arena[variant.0].name.clone()
                {
                    let values = self.values_of(discriminator, variant, &name, sources);
                    named.push((variant, discriminator.member.clone(), values));
                }
            }
        }
        for (id, member, values) in named {
            self.demand_value(id, &member, values);
        }
    }

    fn values_of(
        &self,
        discriminator: &Discriminator,
        variant: SchemaId,
        name: &str,
        sources: &Sources,
    ) -> Vec<Value> {
        let holder = sources.node(discriminator.node);
        let leads_here = |target: &str| {
            target == name
                || holder.follow(target).is_ok_and(|node| Some(node.id()) == self.arena[variant.0].node)
        };
        let mapping = discriminator.mapping.iter().filter(|(_, target)| leads_here(target));
        let mut values: Vec<Value> = mapping.map(|(value, _)| Value::from(value.as_str())).collect();
        if values.is_empty() {
            values.push(Value::from(name));
        }
        values
    }

    /// Adds to a schema that its member has one of `values`, unless the schema itself says what values the member has.
    fn demand_value(&mut self, id: SchemaId, member: &str, values: Vec<Value>) {
        if self.says_values(id, member, DEEP) {
            return;
        }
        let literals = values
            .into_iter()
            .map(|value| Literal { value, name: None, description: String::new() })
            .collect();
        let value = self.made(Kind::Literals(literals));
        let property = Property { name: member.to_owned(), required: true, schema: value };
        let object = super::super::schema::Object { properties: vec![property], ..Default::default() };
        let demand = self.made(Kind::Object(object));
        match &mut self.arena[id.0].kind {
            Kind::All(parts) => parts.push(demand),
            _ => {
                let own = self.arena[id.0].kind.clone();
                let own = self.made(own);
                self.arena[id.0].kind = Kind::All(vec![own, demand]);
            }
        }
    }

    fn says_values(&self, id: SchemaId, member: &str, deep: usize) -> bool {
        match self.kind(id) {
            Kind::Object(object) => object.properties.iter().any(|property| {
                property.name == member && matches!(self.kind(property.schema), Kind::Literals(_))
            }),
            Kind::All(parts) if deep > 0 => {
                parts.iter().any(|part| self.says_values(*part, member, deep - 1))
            }
            _ => false,
        }
    }

    /// Makes a union of literals one list.
    pub(super) fn list_literals(&mut self, id: SchemaId) {
        if let Kind::Union(union) = &self.arena[id.0].kind
            && let Some(literals) = self.literals(&union.variants)
        {
            self.arena[id.0].kind = Kind::Literals(literals);
        }
    }

    /// Finds what tells the alternatives of a union apart.
    pub(super) fn tell_apart(&mut self, id: SchemaId) {
        let Kind::Union(union) = &self.arena[id.0].kind else { return };
        let tag = self.tag(&union.variants);
        let exactly_one = union.exactly_one && tag.is_none() && !self.are_disjoint(&union.variants);
        if let Kind::Union(union) = &mut self.arena[id.0].kind {
            (union.tag, union.exactly_one) = (tag, exactly_one);
        }
    }

    /// The literals of a union that has nothing else, and none twice.
    fn literals(&self, variants: &[SchemaId]) -> Option<Vec<Literal>> {
        let mut literals: Vec<Literal> = Vec::new();
        for id in variants {
            let schema = &self.arena[id.0];
            let Kind::Literals(values) = &schema.kind else { return None };
            for literal in values {
                if schema.name.is_some() || literals.iter().any(|other| other.value == literal.value) {
                    return None;
                }
                let mut literal = literal.clone();
                if literal.description.is_empty() {
                    literal.description.clone_from(&schema.docs.description);
                }
                // A `const` with a title is an enum value with a name.
                literal.name = literal.name.or_else(|| schema.title.clone().filter(|_| values.len() == 1));
                literals.push(literal);
            }
        }
        Some(literals)
    }

    /// The member that tells the alternatives apart: required in each, with values that no other has.
    fn tag(&self, variants: &[SchemaId]) -> Option<Tag> {
        let (first, rest) = variants.split_first()?;
        if rest.is_empty() {
            return None;
        }
        let candidates = self.constants(*first, DEEP);
        let others: Vec<HashMap<&str, Vec<Value>>> =
            rest.iter().map(|variant| self.constants(*variant, DEEP).into_iter().collect()).collect();
        candidates.into_iter().find_map(|(member, values)| {
            let mut seen: HashSet<String> = values.iter().map(Value::to_string).collect();
            let mut all = vec![values];
            for other in &others {
                let values = other.get(member)?;
                if !values.iter().all(|value| seen.insert(value.to_string())) {
                    return None;
                }
                all.push(values.clone());
            }
            Some(Tag { member: member.to_owned(), values: all })
        })
    }

    /// The required members of an object that have scalar constants, in the order of the object.
    fn constants(&self, id: SchemaId, deep: usize) -> Vec<(&str, Vec<Value>)> {
        match self.kind(id) {
            Kind::Object(object) => object
                .properties
                .iter()
                .filter(|property| property.required)
                .filter_map(|property| Some((property.name.as_str(), self.scalars(property.schema)?)))
                .collect(),
            Kind::All(parts) if deep > 0 => {
                let mut constants: Vec<(&str, Vec<Value>)> = Vec::new();
                for (member, values) in parts.iter().flat_map(|part| self.constants(*part, deep - 1)) {
                    if !constants.iter().any(|(other, _)| *other == member) {
                        constants.push((member, values));
                    }
                }
                constants
            }
            _ => Vec::new(),
        }
    }

    fn scalars(&self, id: SchemaId) -> Option<Vec<Value>> {
        let Kind::Literals(literals) = self.kind(id) else { return None };
        let scalar = |literal: &Literal| !literal.value.is_object() && !literal.value.is_array();
        literals.iter().all(scalar).then(|| literals.iter().map(|literal| literal.value.clone()).collect())
    }

    /// Whether no value can fit two of the alternatives.
    fn are_disjoint(&self, variants: &[SchemaId]) -> bool {
        let mut seen = Types::NONE;
        let by_type = variants.iter().all(|variant| {
            let types = self.types(*variant);
            let fresh = seen.and(types) == Types::NONE;
            seen = seen.or(types);
            fresh
        });
        if by_type {
            return true;
        }
        let apart = |a: &SchemaId, b: &SchemaId| {
            self.types(*a).and(self.types(*b)) == Types::NONE || self.tag(&[*a, *b]).is_some()
        };
        variants.len() <= FEW
            && variants.iter().enumerate().all(|(index, a)| variants[..index].iter().all(|b| apart(a, b)))
    }

    /// The types of which a schema admits a value; perhaps of fewer.
    pub(super) fn types(&self, id: SchemaId) -> Types {
        if let Some(Some(types)) = self.types.get(id.0) {
            return *types;
        }
        let each = |ids: &[SchemaId]| ids.iter().map(|id| self.types(*id)).collect::<Vec<_>>();
        match self.kind(id) {
            Kind::Never => Types::NONE,
            Kind::Null => Types::NULL,
            Kind::Boolean => Types::BOOLEAN,
            Kind::Number(_) => Types::NUMBER,
            Kind::Text(_) => Types::STRING,
            Kind::List(_) => Types::ARRAY,
            Kind::Object(_) => Types::OBJECT,
            Kind::Literals(literals) => {
                literals.iter().fold(Types::NONE, |types, literal| types.or(Types::of(&literal.value)))
            }
            Kind::Union(union) => each(&union.variants).into_iter().fold(Types::NONE, Types::or),
            Kind::All(parts) => each(parts).into_iter().fold(Types::ALL, Types::and),
            Kind::If(choice) => {
                let either = |one: Option<SchemaId>| one.map_or(Types::ALL, |one| self.types(one));
                either(choice.then).or(either(choice.otherwise))
            }
            Kind::Any | Kind::Not(_) | Kind::Guarded(_) | Kind::Reference(_) => Types::ALL,
        }
    }

    /// Keeps the types of a schema, so that what is made of it need not look into it again.
    pub(super) fn keep_types(&mut self, id: SchemaId) {
        let types = self.types(id);
        if self.types.len() <= id.0 {
            self.types.resize(self.arena.len(), None);
        }
        self.types[id.0] = Some(types);
    }
}
