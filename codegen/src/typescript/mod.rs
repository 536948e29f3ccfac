//! From the model to one TypeScript file: types, validators, and a descriptor for the client. It imports nothing.
//!
//! Everything is decided here, in Rust; the templates only lay it out.

mod checks;
mod condition;
mod names;
mod protocol;
mod text;
mod types;

use std::path::Path;

use serde::Serialize;

use crate::model::Model;
use crate::templates::{self, Template, TemplateError};

const TEMPLATES: &[Template] = &[
    ("module.ts.hbs", include_str!("../../templates/typescript/module.ts.hbs")),
    ("types.ts.hbs", include_str!("../../templates/typescript/types.ts.hbs")),
    ("checks.ts.hbs", include_str!("../../templates/typescript/checks.ts.hbs")),
    ("protocol.ts.hbs", include_str!("../../templates/typescript/protocol.ts.hbs")),
];

/// Why a document has no TypeScript.
#[derive(Debug, thiserror::Error)]
pub enum TypeScriptError {
    /// An integer may be larger than JavaScript can keep exact.
    #[error(
        "{pointer}: a 64-bit integer has no exact number in JavaScript; state a `maximum` of at most 9007199254740991 \
         (2^53 - 1), or use a string"
    )]
    UnsafeInteger {
        /// The JSON Pointer of the schema.
        pointer: String,
    },
    /// A literal is an object or an array.
    #[error("{pointer}: `const` and `enum` of objects and arrays are not supported")]
    CompoundLiteral {
        /// The JSON Pointer of the schema.
        pointer: String,
    },
    /// A `pattern` is no regular expression of ECMA-262.
    #[error("{pointer}: the pattern `{pattern}` is no regular expression of JavaScript: {reason}")]
    Pattern {
        /// The JSON Pointer of the schema.
        pointer: String,
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A template failed.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// What the templates are given.
#[derive(Serialize)]
struct Module<'a> {
    title: String,
    version: &'a str,
    flavours: bool,
    declarations: Vec<types::Declaration>,
    inbound: Vec<protocol::Frame>,
    inbound_union: String,
    outbound_union: String,
    #[serde(flatten)]
    checks: checks::Checks,
    protocols: Vec<protocol::Descriptor>,
}

/// Writes the TypeScript of a document, for a client of the described server. Templates in `templates` take the place of ours.
///
/// # Errors
/// [`TypeScriptError`] where a schema has no TypeScript, or a template fails.
pub fn generate(model: &Model, templates: Option<&Path>) -> Result<String, TypeScriptError> {
    let names = names::Names::assign(model);
    let declarations = types::declarations(model, &names)?;
    let checks = checks::checks(model, &names)?;
    let (outbound, inbound) = protocol::frames(model, &names);
    let module = Module {
        // It stands in a comment of one line.
        title: model.title.split_whitespace().collect::<Vec<_>>().join(" "),
        version: &model.version,
        flavours: declarations.iter().any(|declaration| declaration.flavour),
        declarations,
        inbound_union: protocol::union_of("ServerMessage", &inbound),
        outbound_union: protocol::union_of("ClientMessage", &outbound),
        inbound,
        checks,
        protocols: protocol::descriptors(model, &names),
    };
    Ok(templates::render(TEMPLATES, templates, &module)?)
}
