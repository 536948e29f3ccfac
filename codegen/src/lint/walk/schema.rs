//! Schemas: those inside them and the references in them.

use super::{Kind, SchemaFormat, Walk};
use crate::lint::rules::structure::{MISSING_FIELD, WRONG_TYPE};
use crate::lint::table::Shape;
use crate::model::source::Node;

/// The keywords whose value is a schema.
const ONE: &[&str] = &[
    "additionalItems",
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// The keywords whose value is a list of schemas.
const LISTS: &[&str] = &["allOf", "anyOf", "items", "oneOf", "prefixItems"];

/// The keywords whose value is a map of schemas.
const MAPS: &[&str] =
    &["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"];

impl<'a> Walk<'a, '_> {
    /// A schema, or one with its format beside it.
    pub(super) fn any_schema(&mut self, node: Node<'a>) {
        let Some(format) = node.get("schemaFormat") else {
            return self.schema(node, SchemaFormat::Draft07);
        };
        self.visit(format, Shape::Text);
        match node.get("schema") {
            Some(schema) => self.visit(schema, shape(format.as_str())),
            None => self.report.add(&MISSING_FIELD, node, "what has `schemaFormat` must have `schema`"),
        }
    }

    pub(super) fn schema(&mut self, node: Node<'a>, format: SchemaFormat) {
        let format = match node.get("$schema").and_then(Node::as_str) {
            Some(dialect) if dialect.contains("2019-09") || dialect.contains("2020-12") => {
                SchemaFormat::Modern
            }
            _ => format,
        };
        if !node.is_object() && node.as_bool().is_none() {
            let message =
                format!("expected a schema, which is a map, `true` or `false`, found {}", node.kind());
            return self.report.add(&WRONG_TYPE, node, message);
        }
        self.note(node, Kind::Schema(format));
        self.subschemas(node, format);
    }

    /// The schemas in a schema.
    pub(super) fn subschemas(&mut self, node: Node<'a>, format: SchemaFormat) {
        let inner = Shape::Schema(format);
        for (key, value) in node.sorted() {
            if ONE.contains(&key) && !value.is_array() {
                self.visit(value, inner);
            } else if LISTS.contains(&key) {
                value.items().for_each(|item| self.visit(item, inner));
            } else if MAPS.contains(&key) {
                for (_, value) in value.sorted() {
                    // A dependency may be a list of names.
                    if !(key == "dependencies" && value.is_array()) {
                        self.visit(value, inner);
                    }
                }
            }
        }
    }
}

/// What is expected of the payload of a message of 2.x, whose format stands beside it or in a trait.
pub(super) fn payload(node: Node<'_>) -> Shape {
    let message = node.parent();
    let own = message.and_then(|message| message.get("schemaFormat"));
    let format = own.or_else(|| {
        let traits = message?.get("traits")?;
        traits.items().find_map(|item| item.resolve().ok()?.get("schemaFormat"))
    });
    shape(format.and_then(Node::as_str))
}

/// What is expected of a schema of a format.
fn shape(format: Option<&str>) -> Shape {
    let Some(format) = format else {
        return Shape::Schema(SchemaFormat::Draft07);
    };
    let format = format.to_ascii_lowercase();
    if format.starts_with("application/vnd.aai.asyncapi") {
        Shape::Schema(SchemaFormat::Draft07)
    } else if format.starts_with("application/schema+") {
        let modern = format.contains("2019-09") || format.contains("2020-12");
        Shape::Schema(if modern { SchemaFormat::Modern } else { SchemaFormat::Draft07 })
    } else if format.starts_with("application/vnd.oai.openapi") {
        let modern = format.contains("version=3.1") || format.contains("version=3.2");
        Shape::Schema(if modern { SchemaFormat::Modern } else { SchemaFormat::OpenApi })
    } else {
        Shape::Opaque
    }
}
