//! One schema by itself: from its keywords to a kind.

use super::super::ModelError;
use super::super::schema::{Contains, Dependency, If, Kind, List, Number, Object, Property, Text, Union};
use super::super::source::Node;
use super::super::types::Types;
use super::keywords::{Keywords, Typed, invalid, names_of};
use super::{Dialect, Lowering, Task};

impl<'a> Lowering<'a> {
    /// Reads the schema of a task into its place.
    pub(super) fn read(&mut self, task: &Task<'a>) -> Result<(), ModelError> {
        let kind = match task.node.as_bool() {
            Some(true) => Kind::Any,
            Some(false) => Kind::Never,
            None if task.node.is_object() => self.keywords(task)?,
            None => {
                return Err(invalid(
                    task.node,
                    format!("expected a schema, which is a map or a boolean, found {}", task.node.kind()),
                ));
            }
        };
        self.arena[task.id.0].kind = kind;
        Ok(())
    }

    fn keywords(&mut self, task: &Task<'a>) -> Result<Kind, ModelError> {
        let schema = Keywords { node: task.node };
        let typed = schema.typed()?;
        let admitted = typed.as_ref().map_or(Types::ALL, |typed| typed.set).and(task.within);
        if let Some(discriminator) = schema.discriminator()? {
            self.discriminators.insert(task.id, discriminator);
        }
        let mut parts = Vec::new();
        let literals = schema.literals(typed.as_ref(), admitted)?;
        if let Some(literals) = literals {
            let types =
                literals.iter().fold(Types::NONE, |types, literal| types.or(Types::of(&literal.value)));
            parts.push(if literals.is_empty() { Kind::Never } else { Kind::Literals(literals) });
            // What else is said of these values; that they are of a type, they show by themselves.
            for one in Types::EACH.into_iter().filter(|one| types.has(*one)) {
                if let Some(kind) = self.rules(one, false, &schema, task)?
                    && !is_annotation(&kind)
                {
                    let rules = self.made(kind);
                    parts.push(Kind::Guarded(rules));
                }
            }
        } else if admitted == Types::ALL {
            let integer = typed.as_ref().is_some_and(|typed| typed.integer);
            for one in Types::EACH {
                if let Some(kind) = self.rules(one, integer && one == Types::NUMBER, &schema, task)? {
                    let rules = self.made(kind);
                    parts.push(Kind::Guarded(rules));
                }
            }
        } else {
            parts.extend(self.of_types(admitted, typed.as_ref(), &schema, task)?);
        }
        self.applicators(&schema, admitted, task, &mut parts)?;
        if let Some(demand) = schema.node.get("unevaluatedProperties") {
            let values = self.schema(demand, task.dialect)?;
            self.beyond.entry(task.whole).or_default().properties = Some(values);
        }
        if let Some(demand) = schema.node.get("unevaluatedItems") {
            let values = self.schema(demand, task.dialect)?;
            self.beyond.entry(task.whole).or_default().items = Some(values);
            if demand.as_bool() != Some(true) {
                self.note(demand.place(), "`unevaluatedItems` is not checked".to_owned());
            }
        }
        self.dynamic_references(&schema, task, &mut parts)?;
        if schema.node.get("nullable").and_then(Node::as_bool) == Some(true)
            && typed.is_none()
            && !parts.is_empty()
        {
            let kind = self.joined(parts);
            let variants = vec![self.made(kind), self.made(Kind::Null)];
            return Ok(Kind::Union(Union { variants, tag: None, exactly_one: false }));
        }
        Ok(self.joined(parts))
    }

    /// What references say that depend on who asks. One that can lead to one place only is a reference as any other.
    fn dynamic_references(
        &mut self,
        schema: &Keywords<'a>,
        task: &Task<'a>,
        parts: &mut Vec<Kind>,
    ) -> Result<(), ModelError> {
        let is_of_2019 = || {
            let root = task.node.file_root();
            root.get("$schema").and_then(Node::as_str).is_some_and(|name| name.contains("2019-09"))
        };
        for (keyword, is_meant) in
            [("$dynamicRef", task.dialect == Dialect::Modern), ("$recursiveRef", is_of_2019())]
        {
            let Some(reference) = schema.node.get(keyword).filter(|_| is_meant) else { continue };
            let text = reference.as_str().unwrap_or_default();
            if keyword == "$dynamicRef" && task.node.is_static(text) {
                let target = task.node.follow(text)?.resolve()?;
                let target = self.schema(target, task.dialect)?;
                parts.push(Kind::Reference(target));
            } else {
                self.note(reference.place(), format!("`{keyword}` is not followed: any value is admitted"));
                self.beyond.entry(task.whole).or_default().unread =
                    Some(format!("`{keyword}` is not followed"));
            }
        }
        Ok(())
    }

    /// What all parts admit.
    fn joined(&mut self, mut parts: Vec<Kind>) -> Kind {
        match parts.len() {
            0 => Kind::Any,
            1 => parts.remove(0),
            _ => Kind::All(parts.into_iter().map(|part| self.made(part)).collect()),
        }
    }

    /// Values of some types and no other: a kind, or a union of kinds in the order of the document.
    fn of_types(
        &mut self,
        admitted: Types,
        typed: Option<&Typed>,
        schema: &Keywords<'a>,
        task: &Task<'a>,
    ) -> Result<Option<Kind>, ModelError> {
        let order = typed.map_or_else(|| Types::EACH.to_vec(), |typed| typed.listed.clone());
        let integer = typed.is_some_and(|typed| typed.integer);
        let mut kinds = Vec::new();
        for one in order.into_iter().filter(|one| admitted.has(*one)) {
            let rules = self.rules(one, integer, schema, task)?;
            // Where another schema says the types already, this one adds nothing unless it has rules.
            kinds.push(match rules {
                Some(kind) => kind,
                None => self.plain(one),
            });
        }
        Ok(match kinds.len() {
            0 => Some(Kind::Never),
            1 => Some(kinds.remove(0)),
            _ => {
                let variants = kinds.into_iter().map(|kind| self.made(kind)).collect();
                Some(Kind::Union(Union { variants, tag: None, exactly_one: false }))
            }
        })
    }

    /// Every value of one type.
    fn plain(&mut self, one: Types) -> Kind {
        match one {
            Types::NULL => Kind::Null,
            Types::BOOLEAN => Kind::Boolean,
            Types::NUMBER => Kind::Number(Number::default()),
            Types::STRING => Kind::Text(Text::default()),
            Types::ARRAY => {
                let items = self.any();
                Kind::List(List {
                    prefix: Vec::new(),
                    items,
                    min: None,
                    max: None,
                    unique: false,
                    contains: Vec::new(),
                })
            }
            _ => Kind::Object(Object::default()),
        }
    }

    /// What a schema demands of the values of one type; `None` where it demands nothing.
    fn rules(
        &mut self,
        one: Types,
        integer: bool,
        schema: &Keywords<'a>,
        task: &Task<'a>,
    ) -> Result<Option<Kind>, ModelError> {
        Ok(match one {
            Types::NUMBER => {
                let number = schema.numbers(integer)?;
                (number != Number::default()).then_some(Kind::Number(number))
            }
            Types::STRING => {
                let text = schema.texts()?;
                (text != Text::default()).then_some(Kind::Text(text))
            }
            Types::ARRAY => self.list_rules(schema, task)?,
            Types::OBJECT => self.object_rules(schema, task)?,
            _ => None,
        })
    }

    fn list_rules(&mut self, schema: &Keywords<'a>, task: &Task<'a>) -> Result<Option<Kind>, ModelError> {
        const KEYWORDS: &[&str] =
            &["items", "prefixItems", "additionalItems", "minItems", "maxItems", "uniqueItems", "contains"];
        if !schema.has_any(KEYWORDS) {
            return Ok(None);
        }
        let items = schema.node.get("items");
        let (prefix, rest) = match (schema.node.get("prefixItems"), items) {
            (Some(prefix), rest) => (Some(prefix), rest),
            (None, Some(items)) if items.is_array() => (Some(items), schema.node.get("additionalItems")),
            (None, rest) => (None, rest),
        };
        if let Some(prefix) = prefix.filter(|prefix| !prefix.is_array()) {
            return Err(invalid(prefix, "`prefixItems` must be a list of schemas"));
        }
        let prefix = prefix
            .into_iter()
            .flat_map(Node::items)
            .map(|item| self.schema(item, task.dialect))
            .collect::<Result<Vec<_>, _>>()?;
        let items = match rest {
            Some(rest) => self.schema(rest, task.dialect)?,
            None => self.any(),
        };
        let contains = match schema.node.get("contains") {
            Some(some) => {
                // Draft-07 has no such counts, and ignores them.
                let counted = task.dialect == Dialect::Modern;
                let min = if counted { schema.count("minContains")? } else { None };
                let max = if counted { schema.count("maxContains")? } else { None };
                vec![Contains { schema: self.schema(some, task.dialect)?, min: min.unwrap_or(1), max }]
            }
            None => Vec::new(),
        };
        Ok(Some(Kind::List(List {
            prefix,
            items,
            min: schema.count("minItems")?.filter(|min| *min > 0),
            max: schema.count("maxItems")?,
            unique: schema.boolean("uniqueItems")?.unwrap_or_default(),
            contains,
        })))
    }

    fn object_rules(&mut self, schema: &Keywords<'a>, task: &Task<'a>) -> Result<Option<Kind>, ModelError> {
        const KEYWORDS: &[&str] = &[
            "properties",
            "required",
            "patternProperties",
            "additionalProperties",
            "propertyNames",
            "minProperties",
            "maxProperties",
            "dependencies",
            "dependentRequired",
            "dependentSchemas",
        ];
        if !schema.has_any(KEYWORDS) {
            return Ok(None);
        }
        let dialect = task.dialect;
        let mut required = schema.names("required")?;
        let mut properties = Vec::new();
        for (name, property) in schema.map("properties")? {
            let place = required.iter().position(|required| required == name);
            let schema = self.schema(property, dialect)?;
            properties.push((place, Property { name: name.to_owned(), required: place.is_some(), schema }));
        }
        // The required ones in their order, the others by name, in which they are already.
        properties.sort_by_key(|(place, _)| place.unwrap_or(usize::MAX));
        let properties: Vec<Property> = properties.into_iter().map(|(_, property)| property).collect();
        let declared: std::collections::HashSet<&str> =
            properties.iter().map(|property| property.name.as_str()).collect();
        required.retain(|name| !declared.contains(name.as_str()));
        let mut patterns = Vec::new();
        for (pattern, values) in schema.map("patternProperties")? {
            patterns.push((pattern.to_owned(), self.schema(values, dialect)?));
        }
        let mut one =
            |keyword: &str| schema.node.get(keyword).map(|node| self.schema(node, dialect)).transpose();
        let additional = one("additionalProperties")?;
        let names = one("propertyNames")?;
        let mut dependencies = Vec::new();
        for keyword in ["dependencies", "dependentRequired", "dependentSchemas"] {
            for (name, demand) in schema.map(keyword)? {
                let (required, schema) = if demand.is_array() {
                    (names_of(demand)?, None)
                } else {
                    (Vec::new(), Some(self.within(demand, dialect, Types::OBJECT)?))
                };
                dependencies.push(Dependency { name: name.to_owned(), required, schema });
            }
        }
        Ok(Some(Kind::Object(Object {
            properties,
            required,
            patterns,
            additional,
            names,
            min: schema.count("minProperties")?.filter(|min| *min > 0),
            max: schema.count("maxProperties")?,
            dependencies,
        })))
    }

    /// What is said by other schemas of the same value.
    fn applicators(
        &mut self,
        schema: &Keywords<'a>,
        admitted: Types,
        task: &Task<'a>,
        parts: &mut Vec<Kind>,
    ) -> Result<(), ModelError> {
        for part in schema.list("allOf")? {
            let part = self.within(part, task.dialect, admitted)?;
            parts.push(Kind::Reference(part));
        }
        for (keyword, exactly_one) in [("oneOf", true), ("anyOf", false)] {
            let Some(list) = schema.node.get(keyword) else { continue };
            let mut variants = Vec::new();
            for variant in schema.list(keyword)? {
                variants.push(self.within(variant, task.dialect, admitted)?);
            }
            if variants.is_empty() {
                return Err(invalid(list, format!("`{keyword}` must name at least one schema")));
            }
            parts.push(Kind::Union(Union { variants, tag: None, exactly_one }));
        }
        if let Some(not) = schema.node.get("not") {
            parts.push(Kind::Not(self.within(not, task.dialect, admitted)?));
        }
        if let Some(test) = schema.node.get("if") {
            let mut one = |keyword: &str| {
                schema.node.get(keyword).map(|node| self.within(node, task.dialect, admitted)).transpose()
            };
            let (then, otherwise) = (one("then")?, one("else")?);
            let test = self.within(test, task.dialect, admitted)?;
            parts.push(Kind::If(If { test, then, otherwise }));
        }
        Ok(())
    }
}

/// Whether a kind has a format or a unit, and no rule.
fn is_annotation(kind: &Kind) -> bool {
    match kind {
        Kind::Text(text) => Text { format: None, unit: None, ..text.clone() } == Text::default(),
        Kind::Number(number) => {
            Number { format: None, unit: None, int64: None, ..number.clone() } == Number::default()
        }
        _ => false,
    }
}
