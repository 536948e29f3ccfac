//! The language that a schema is written in, and its lowering.

use super::fields::{get, string};
use crate::model::ModelError;
use crate::model::lowering::{Dialect, Lowering};
use crate::model::schema::SchemaId;
use crate::model::source::Node;

/// The language of a schema.
enum Language {
    /// One that is lowered.
    Schema(Dialect),
    /// Another, which people call so.
    Other(String),
}

/// Lowers a schema. What is of a language that is not read admits everything, and a note says so.
///
/// The language is said by `{schemaFormat, schema}` (3.x), or by `beside`, the `schemaFormat` next to a payload (2.x).
pub(super) fn schema<'a>(
    node: Node<'a>,
    beside: Option<Node<'a>>,
    lowering: &mut Lowering<'a>,
) -> Result<SchemaId, ModelError> {
    let (schema, language) = parts(node, beside)?;
    match language {
        Language::Schema(dialect) => lowering.schema(schema, dialect),
        Language::Other(name) => Ok(lowering.unread(schema, &name)),
    }
}

/// Lowers what all of some schemas admit; none where none of them can be read.
pub(super) fn all<'a>(
    nodes: &[Node<'a>],
    lowering: &mut Lowering<'a>,
) -> Result<Option<SchemaId>, ModelError> {
    let mut schemas = Vec::new();
    let mut whole = Dialect::Draft7;
    let mut unread = None;
    for node in nodes {
        let (schema, language) = parts(*node, None)?;
        match language {
            Language::Schema(dialect) => {
                schemas.push(schema);
                // Where one says more beside its references, all may.
                if dialect == Dialect::Modern {
                    whole = dialect;
                }
            }
            Language::Other(name) => unread = Some(lowering.unread(schema, &name)),
        }
    }
    if schemas.is_empty() { Ok(unread) } else { lowering.all(&schemas, whole).map(Some) }
}

/// A schema and its language.
fn parts<'a>(node: Node<'a>, beside: Option<Node<'a>>) -> Result<(Node<'a>, Language), ModelError> {
    // A schema keeps its reference, by which it is known; only what wraps it is looked through.
    let target = node.resolve()?;
    let (schema, format) = match (get(target, "schemaFormat"), target.get("schema")) {
        (Some(format), Some(schema)) => (schema, Some(format)),
        _ => (node, beside),
    };
    let language = match format {
        Some(format) => language(string(format)?),
        None => Language::Schema(Dialect::Draft7),
    };
    Ok((schema, language))
}

fn language(format: &str) -> Language {
    let format = format.trim().to_ascii_lowercase();
    let (media, parameters) = format.split_once(';').unwrap_or((&format, ""));
    let (media, version) = (media.trim(), version(parameters));
    let is = |family: &str| {
        media.strip_prefix(family).is_some_and(|rest| matches!(rest, "" | "+json" | "+yaml" | "+yml"))
    };
    if is("application/vnd.aai.asyncapi") {
        return Language::Schema(Dialect::Draft7);
    }
    if is("application/schema") {
        return Language::Schema(Dialect::named(version));
    }
    if is("application/vnd.oai.openapi") {
        // From 3.1 on, OpenAPI's schemas are those of JSON Schema 2020-12.
        let old = version.is_empty() || version.starts_with("3.0") || version.starts_with('2');
        return Language::Schema(if old { Dialect::Draft7 } else { Dialect::Modern });
    }
    let known = [
        ("application/vnd.apache.avro", "Avro"),
        ("application/vnd.google.protobuf", "Protobuf"),
        ("application/x-protobuf", "Protobuf"),
        ("application/raml", "RAML"),
    ];
    Language::Other(match known.iter().find(|(family, _)| is(family)) {
        Some((_, name)) => format!("{name} {version}").trim_end().to_owned(),
        None => format!("of the format `{format}`"),
    })
}

fn version(parameters: &str) -> &str {
    let version = parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("version="));
    version.unwrap_or_default().trim_matches('"')
}
