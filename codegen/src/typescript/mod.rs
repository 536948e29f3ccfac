//! From the model to one TypeScript file: types, validators, and a descriptor for the client: of each socket, or of operations over HTTP.
//! It imports nothing.
//!
//! Everything is decided here, in Rust; the templates only lay it out.

mod api;
mod checks;
mod condition;
mod integers;
mod layout;
mod literals;
mod names;
pub(crate) mod outline;
mod protocol;
pub(crate) mod shape;
mod tags;
mod text;
mod types;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use integers::Int64;

use crate::model::{Model, Perspective, Schema};
use crate::templates::{self, Template, TemplateError};

/// The templates that lay out a module.
pub(crate) const TEMPLATES: &[Template] = &[
    ("module.ts.hbs", include_str!("../../templates/typescript/module.ts.hbs")),
    ("types.ts.hbs", include_str!("../../templates/typescript/types.ts.hbs")),
    ("checks.ts.hbs", include_str!("../../templates/typescript/checks.ts.hbs")),
    PROTOCOL,
    API,
];

/// What only messages need.
const PROTOCOL: Template = ("protocol.ts.hbs", include_str!("../../templates/typescript/protocol.ts.hbs"));

/// What only operations over HTTP need.
const API: Template = ("api.ts.hbs", include_str!("../../templates/typescript/api.ts.hbs"));

/// What is written, and how.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Who reads the messages.
    pub perspective: Perspective,
    /// What is made of integers that JavaScript may not keep exact.
    pub int64: Int64,
    /// What `format` means for strings.
    pub formats: Formats,
    /// A folder with templates that take the place of ours.
    pub templates: Option<PathBuf>,
}

/// What `format` means for strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Formats {
    /// It is said, and not checked.
    #[default]
    Annotation,
    /// It is checked, where it is one that JSON Schema defines.
    Assertion,
}

/// Why a document has no TypeScript.
#[derive(Debug, thiserror::Error)]
pub enum TypeScriptError {
    /// An integer may be larger than JavaScript can keep exact.
    #[error(
        "{place}: a 64-bit integer has no exact number in JavaScript; state a `maximum` of at most 9007199254740991 \
         (2^53 - 1), or use a string"
    )]
    UnsafeInteger {
        /// Where the schema stands.
        place: String,
    },
    /// A `pattern` is no regular expression of ECMA-262.
    #[error("{place}: the pattern `{pattern}` is no regular expression of JavaScript: {reason}")]
    Pattern {
        /// Where the schema stands.
        place: String,
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A template failed.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// Where a schema stands, for people.
fn place(model: &Model, schema: &Schema) -> String {
    let place = schema.node.map(|node| model.sources.node(node).place().to_string());
    place.unwrap_or_else(|| schema.name.clone().unwrap_or_default())
}

/// What the templates are given.
#[derive(Serialize)]
struct Module<'a> {
    title: String,
    version: String,
    /// `AsyncAPI`.
    specification: &'static str,
    #[serde(flatten)]
    types: types::Declarations,
    /// None where the document describes no messages.
    messages: Option<&'a protocol::Messages>,
    #[serde(flatten)]
    checks: checks::Checks,
    protocols: Vec<protocol::Descriptor>,
    /// None where the document describes no operations over HTTP.
    api: Option<api::Api>,
}

/// Writes the TypeScript of a document.
///
/// # Errors
/// [`TypeScriptError`] where a schema has no TypeScript, or a template fails.
pub fn generate(model: &Model, options: &Options) -> Result<String, TypeScriptError> {
    let names = names::Names::assign(model);
    let messages = protocol::messages(model, &names, options.perspective);
    let checks = checks::checks(model, &names, options)?;
    let types = types::declarations(model, &names, options.int64)?;
    let api = api::api(model, &names);
    let left_out = if api.is_some() { PROTOCOL } else { API };
    // What stands in a comment of one line has no other.
    let (title, version) = (text::one_line(&model.title), text::one_line(&model.version));
    let specification = model.specification.name();
    let module = match api {
        Some(_) => Module {
            title,
            version,
            specification,
            types,
            messages: None,
            checks,
            protocols: Vec::new(),
            api,
        },
        None => Module {
            title,
            version,
            specification,
            types,
            checks: if messages.read_a_member() { checks.with_objects() } else { checks },
            protocols: protocol::descriptors(model, &names, &messages),
            messages: Some(&messages),
            api,
        },
    };
    let templates: Vec<Template> =
        TEMPLATES.iter().copied().filter(|(name, _)| *name != left_out.0).collect();
    Ok(templates::render_in_turn(&templates, options.templates.as_deref(), &module)?)
}
