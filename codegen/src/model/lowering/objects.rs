//! What two schemas say of one object, as one.

use super::super::schema::{Kind, Object, Property, SchemaId};
use super::super::source::Sources;
use super::Lowering;
use super::merge::least;

impl Lowering<'_> {
    /// The object that is both, where one can say so: not where names that match a pattern in one are left to the rest in the other.
    pub(super) fn objects_of_both(&mut self, a: &Object, b: &Object) -> Option<Kind> {
        let exact = |one: &Object, other: &Object| one.patterns.is_empty() || self.leaves_open(other);
        if !exact(a, b) || !exact(b, a) {
            return None;
        }
        let mut properties: Vec<Property> = Vec::new();
        for (own, other) in [(a, b), (b, a)] {
            for property in &own.properties {
                if properties.iter().any(|known| known.name == property.name) {
                    continue;
                }
                let mut parts = vec![property.schema];
                parts.extend(self.said_of(other, &property.name)?);
                let required = property.required || is_required(other, &property.name);
                let schema = self.intersection(&parts)?;
                properties.push(Property { name: property.name.clone(), required, schema });
            }
        }
        // The required ones first, the others by name.
        let (required, mut optional): (Vec<_>, Vec<_>) =
            properties.into_iter().partition(|property| property.required);
        optional.sort_by(|a, b| a.name.cmp(&b.name));
        let properties: Vec<Property> = required.into_iter().chain(optional).collect();
        let mut required: Vec<String> = Vec::new();
        for name in a.required.iter().chain(&b.required) {
            if !required.contains(name) && !properties.iter().any(|property| property.name == *name) {
                required.push(name.clone());
            }
        }
        let mut patterns = a.patterns.clone();
        for (pattern, values) in &b.patterns {
            match patterns.iter().position(|(other, _)| other == pattern) {
                Some(index) => patterns[index].1 = self.intersection(&[patterns[index].1, *values])?,
                None => patterns.push((pattern.clone(), *values)),
            }
        }
        patterns.sort();
        let mut both = |a: Option<SchemaId>, b: Option<SchemaId>| match (a, b) {
            (Some(a), Some(b)) => self.intersection(&[a, b]).map(Some),
            (one, other) => Some(one.or(other)),
        };
        let (additional, names) = (both(a.additional, b.additional)?, both(a.names, b.names)?);
        Some(Kind::Object(Object {
            properties,
            required,
            patterns,
            additional,
            names,
            min: a.min.max(b.min),
            max: least(a.max, b.max),
            dependencies: a.dependencies.iter().chain(&b.dependencies).cloned().collect(),
        }))
    }

    /// Whether an object says nothing of members that it does not declare.
    fn leaves_open(&self, object: &Object) -> bool {
        object.patterns.is_empty()
            && object.additional.is_none_or(|additional| matches!(self.kind(additional), Kind::Any))
    }

    /// What an object says of the member of a name; `None` where its patterns cannot be read.
    fn said_of(&self, object: &Object, name: &str) -> Option<Vec<SchemaId>> {
        let declared = object.properties.iter().find(|property| property.name == name);
        let mut said: Vec<SchemaId> = declared.map(|property| property.schema).into_iter().collect();
        for (pattern, values) in &object.patterns {
            if regress::Regex::with_flags(pattern, "u").ok()?.find(name).is_some() {
                said.push(*values);
            }
        }
        if said.is_empty() {
            said.extend(object.additional);
        }
        Some(said)
    }

    /// Puts what `unevaluatedProperties` demands where it can be said: at an object that is made of nothing else.
    pub(super) fn settle_unevaluated(&mut self, sources: &Sources) {
        let mut demands: Vec<(SchemaId, SchemaId)> =
            self.beyond.iter().filter_map(|(id, beyond)| Some((*id, beyond.properties?))).collect();
        demands.sort_unstable();
        for (id, demand) in demands {
            match &mut self.arena[id.0].kind {
                Kind::Object(object) if object.additional.is_none() && object.dependencies.is_empty() => {
                    object.additional = Some(demand);
                }
                _ => {
                    let Some(node) = self.arena[id.0].node.map(|node| sources.node(node)) else { continue };
                    let place = node.get("unevaluatedProperties").unwrap_or(node).place();
                    self.note(place, "`unevaluatedProperties` is not checked here".to_owned());
                }
            }
        }
    }
}

fn is_required(object: &Object, name: &str) -> bool {
    object.required.iter().any(|required| required == name)
        || object.properties.iter().any(|property| property.required && property.name == name)
}
