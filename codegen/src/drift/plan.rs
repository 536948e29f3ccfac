//! Everything that would be written, in memory.

use std::path::{Path, PathBuf};

use barwire_schema::Protocol;
use barwire_schema::protocol::DocumentError;
use serde::Deserialize;

use super::config::{Config, DocumentEntry, OutputEntry};
use crate::markdown;
use crate::model::{Model, ModelError};
use crate::templates::TemplateError;
use crate::typescript::{self, TypeScriptError};

/// What can be made of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// Types, validators and a descriptor for the client.
    #[value(name = "typescript")]
    TypeScript,
    /// A page for people.
    Markdown,
}

/// A file as it should be.
#[derive(Debug)]
pub struct Output {
    /// Its path, as `barwire.toml` has it.
    pub path: PathBuf,
    /// What it should hold.
    pub text: String,
}

/// Why an output could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// No declared protocol has this name.
    #[error("no protocol is named `{name}`; there is {known}")]
    UnknownProtocol {
        /// The name.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// A declaration has no document.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A document has no YAML.
    #[error(transparent)]
    Yaml(#[from] serde_yaml::Error),
    /// A document has no JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A document could not be read.
    #[error("{}: {source}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: ModelError,
    },
    /// A document has no TypeScript.
    #[error("{}: {source}", path.display())]
    TypeScript {
        /// The file with the document.
        path: PathBuf,
        /// What is wrong.
        source: TypeScriptError,
    },
    /// A template failed.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// Makes every output of a configuration, in its order. A document of a declared protocol is taken from the declaration, not from disk.
///
/// # Errors
/// [`PlanError`] where one of them cannot be made; then none is.
pub fn plan(config: &Config, protocols: &[&Protocol]) -> Result<Vec<Output>, PlanError> {
    let mut made: Vec<Output> = Vec::new();
    for DocumentEntry { path, protocol } in &config.documents {
        made.push(Output {
            path: path.clone(),
            text: document_text(find(protocols, protocol)?, is_json(path))?,
        });
    }
    for OutputEntry { path, document, target, templates } in &config.outputs {
        let file = config.root.join(document);
        let model = match made.iter().find(|output| output.path == *document) {
            Some(output) => Model::parse(&output.text),
            None => Model::open(&file),
        };
        let model = model.map_err(|source| PlanError::Model { path: file, source })?;
        let templates = templates.as_ref().map(|folder| config.root.join(folder));
        made.push(Output {
            path: path.clone(),
            text: render(&model, document, *target, templates.as_deref())?,
        });
    }
    Ok(made)
}

/// Makes what `target` makes of the document that was read from `path`.
///
/// # Errors
/// [`PlanError`] where it cannot be made.
pub fn render(
    model: &Model,
    path: &Path,
    target: Target,
    templates: Option<&Path>,
) -> Result<String, PlanError> {
    match target {
        Target::TypeScript => typescript::generate(model, templates)
            .map_err(|source| PlanError::TypeScript { path: path.to_owned(), source }),
        Target::Markdown => Ok(markdown::generate(model, templates)?),
    }
}

/// The document of a protocol as JSON or YAML.
///
/// # Errors
/// [`PlanError`] where the declaration has no document.
pub fn document_text(protocol: &Protocol, json: bool) -> Result<String, PlanError> {
    let document = protocol.document()?;
    Ok(if json { document.to_json()? } else { document.to_yaml()? })
}

/// The protocol of a name.
pub(crate) fn find<'a>(protocols: &[&'a Protocol], name: &str) -> Result<&'a Protocol, PlanError> {
    protocols.iter().copied().find(|protocol| protocol.name == name).ok_or_else(|| {
        let known: Vec<String> = protocols.iter().map(|protocol| format!("`{}`", protocol.name)).collect();
        PlanError::UnknownProtocol { name: name.to_owned(), known: known.join(", ") }
    })
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json")
}
