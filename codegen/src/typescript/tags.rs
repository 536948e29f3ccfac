//! What tells one frame from another.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use crate::model::{Kind, SchemaId, Schemas};

/// How deep schemas are looked into: those of a frame are flat.
const DEPTH: usize = 8;

/// The values of a member that every value of a schema has: scalars. `None` where it may be missing, or have others.
pub(super) fn constants<'a>(schemas: &'a Schemas, id: SchemaId, member: &str) -> Option<Vec<&'a Value>> {
    constants_within(schemas, id, member, DEPTH)
}

fn constants_within<'a>(
    schemas: &'a Schemas,
    id: SchemaId,
    member: &str,
    depth: usize,
) -> Option<Vec<&'a Value>> {
    let depth = depth.checked_sub(1)?;
    match &schemas.resolve(id).kind {
        Kind::Object(object) => {
            let property =
                object.properties.iter().find(|property| property.required && property.name == member)?;
            scalars(schemas, property.schema)
        }
        Kind::All(parts) => parts.iter().find_map(|part| constants_within(schemas, *part, member, depth)),
        Kind::Union(union) => {
            let values: Option<Vec<_>> = union
                .variants
                .iter()
                .map(|variant| constants_within(schemas, *variant, member, depth))
                .collect();
            values.map(|values| values.concat())
        }
        _ => None,
    }
}

fn scalars(schemas: &Schemas, id: SchemaId) -> Option<Vec<&Value>> {
    match &schemas.resolve(id).kind {
        Kind::Literals(literals) => {
            let is_scalar = |value: &Value| !value.is_object() && !value.is_array();
            let values: Vec<&Value> = literals.iter().map(|literal| &literal.value).collect();
            (!values.is_empty() && values.iter().all(|value| is_scalar(value))).then_some(values)
        }
        _ => None,
    }
}

/// The member that tells some frames apart, and its values in each: `type` if it does.
pub(super) fn tag<'a>(schemas: &'a Schemas, frames: &[SchemaId]) -> Option<(String, Vec<Vec<&'a Value>>)> {
    let mut members = BTreeSet::new();
    if let Some(first) = frames.first() {
        collect_members(schemas, *first, DEPTH, &mut members);
    }
    // None of those that every object has: they are not read as others are.
    let inherited = |name: &str| name.starts_with("__") || OBJECT.contains(&name);
    let others = members.into_iter().filter(|name| *name != "type" && !inherited(name));
    std::iter::once("type").chain(others).find_map(|member| {
        let values: Option<Vec<_>> = frames.iter().map(|frame| constants(schemas, *frame, member)).collect();
        let values = values?;
        let mut seen = HashSet::new();
        values
            .iter()
            .flatten()
            .all(|value| seen.insert(value.to_string()))
            .then(|| (member.to_owned(), values))
    })
}

/// Members of every object.
const OBJECT: &[&str] = &[
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
];

fn collect_members<'a>(schemas: &'a Schemas, id: SchemaId, depth: usize, members: &mut BTreeSet<&'a str>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match &schemas.resolve(id).kind {
        Kind::Object(object) => {
            let required = object.properties.iter().filter(|property| property.required);
            members.extend(required.map(|property| property.name.as_str()));
        }
        Kind::All(parts) => parts.iter().for_each(|part| collect_members(schemas, *part, depth, members)),
        Kind::Union(union) => {
            if let Some(first) = union.variants.first() {
                collect_members(schemas, *first, depth, members);
            }
        }
        _ => {}
    }
}
