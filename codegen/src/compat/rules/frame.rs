//! What tells a frame from others: its `type`.

use serde_json::Value;

use crate::model::{Kind, SchemaId, Schemas};

/// How deep schemas are looked into: those of a frame are flat.
const DEPTH: usize = 8;

/// The strings that the member `type` of a frame may be; none where it may be missing, or anything else.
pub(super) fn types(schemas: &Schemas, frame: SchemaId) -> Option<Vec<String>> {
    within(schemas, frame, DEPTH).map(|mut types| {
        types.sort_unstable();
        types.dedup();
        types
    })
}

fn within(schemas: &Schemas, frame: SchemaId, depth: usize) -> Option<Vec<String>> {
    let depth = depth.checked_sub(1)?;
    match &schemas.resolve(frame).kind {
        Kind::Object(object) => {
            let mut properties = object.properties.iter();
            let property = properties.find(|property| property.required && property.name == "type")?;
            strings(schemas, property.schema, depth)
        }
        Kind::All(parts) => parts.iter().find_map(|part| within(schemas, *part, depth)),
        Kind::Union(union) => {
            let types: Option<Vec<_>> =
                union.variants.iter().map(|variant| within(schemas, *variant, depth)).collect();
            types.map(|types| types.concat())
        }
        Kind::Guarded(part) => within(schemas, *part, depth),
        _ => None,
    }
}

fn strings(schemas: &Schemas, id: SchemaId, depth: usize) -> Option<Vec<String>> {
    let depth = depth.checked_sub(1)?;
    match &schemas.resolve(id).kind {
        Kind::Literals(literals) => {
            literals.iter().map(|literal| literal.value.as_str().map(str::to_owned)).collect()
        }
        Kind::All(parts) => parts.iter().find_map(|part| strings(schemas, *part, depth)),
        Kind::Union(union) => {
            let all: Option<Vec<_>> =
                union.variants.iter().map(|variant| strings(schemas, *variant, depth)).collect();
            all.map(|all| all.concat())
        }
        _ => None,
    }
}

/// A frame as a line of a transcript, where only its `type` matters.
pub(super) fn sketch(types: Option<&[String]>, name: &str, more: &str) -> String {
    match types {
        Some([only]) => format!("{{\"type\":{}{more},…}}", Value::from(only.as_str())),
        _ => format!("a `{name}`"),
    }
}
