//! Everything that would be written, in memory.

use std::path::{Path, PathBuf};

use barwire_schema::{Declaration, DeclarationError};
use serde::Deserialize;

use super::config::{Config, DocumentEntry, OutputEntry};
use crate::html;
use crate::markdown;
use crate::model::source::Sources;
use crate::model::{Model, ModelError, Note, Specification};
use crate::templates::TemplateError;
use crate::typescript::{self, TypeScriptError};

/// What can be made of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// Types, validators and a descriptor for the client.
    TypeScript,
    /// A page for people, from AsyncAPI documents.
    Markdown,
    /// A page for browsers, from OpenAPI documents.
    Html,
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
    /// Nothing is declared by this name.
    #[error("nothing is declared as `{name}`; there is {known}")]
    Undeclared {
        /// The name.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// A declaration has no document.
    #[error(transparent)]
    Declaration(#[from] DeclarationError),
    /// A document could not be read.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A document has no TypeScript.
    #[error(transparent)]
    TypeScript(#[from] TypeScriptError),
    /// A template failed.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// What is made of a document, and how.
#[derive(Debug)]
pub enum Recipe {
    /// Types, validators and a descriptor for the client.
    TypeScript(typescript::Options),
    /// A page for people, from AsyncAPI documents.
    Markdown {
        /// A folder with templates that take the place of ours.
        templates: Option<PathBuf>,
    },
    /// A page for browsers, from OpenAPI documents.
    Html {
        /// A folder with templates that take the place of ours.
        templates: Option<PathBuf>,
    },
}

/// What would be written, and what it is made of.
#[derive(Debug, Default)]
pub struct Plan {
    /// The files as they should be, in the order of the configuration.
    pub outputs: Vec<Output>,
    /// The files that were read.
    pub inputs: Vec<PathBuf>,
    /// What documents say and outputs leave out.
    pub notes: Vec<Note>,
}

impl Plan {
    /// Adds what `recipe` makes of the document in `sources`, for the file `path`.
    ///
    /// # Errors
    /// [`PlanError`] where it cannot be made.
    pub fn add(&mut self, path: &Path, sources: Sources, recipe: &Recipe) -> Result<(), PlanError> {
        self.inputs.extend(sources.files().map(Path::to_owned));
        let mut model = Model::read(sources)?;
        let text = recipe.make(&model)?;
        self.outputs.push(Output { path: path.to_owned(), text });
        self.notes.append(&mut model.notes);
        Ok(())
    }
}

impl Recipe {
    /// What it makes of a document.
    ///
    /// # Errors
    /// [`PlanError`] where it cannot be made.
    pub fn make(&self, model: &Model) -> Result<String, PlanError> {
        Ok(match self {
            Self::TypeScript(options) => typescript::generate(model, options)?,
            Self::Markdown { templates } => {
                require(model, Specification::AsyncApi, "the target markdown")?;
                markdown::generate(model, templates.as_deref())?
            }
            Self::Html { templates } => {
                require(model, Specification::OpenApi, "the target html")?;
                html::generate(model, templates.as_deref())?
            }
        })
    }

    fn of_entry(entry: &OutputEntry, config: &Config) -> Self {
        let templates = entry.templates.as_ref().map(|folder| config.root.join(folder));
        match entry.target {
            Target::TypeScript => Self::TypeScript(typescript::Options {
                perspective: entry.perspective,
                int64: entry.int64,
                formats: entry.formats,
                templates,
            }),
            Target::Markdown => Self::Markdown { templates },
            Target::Html => Self::Html { templates },
        }
    }
}

/// Refuses a document of another specification than a target is made of.
fn require(model: &Model, wanted: Specification, target: &'static str) -> Result<(), ModelError> {
    Ok(model.sources.require(wanted, target)?)
}

/// Makes every output of a configuration, in its order. A document of a declaration is taken from the declaration, not from disk.
///
/// # Errors
/// [`PlanError`] where one of them cannot be made; then none is.
pub fn plan(config: &Config, declarations: &[&dyn Declaration]) -> Result<Plan, PlanError> {
    let mut plan = Plan { inputs: vec![config.path.clone()], ..Plan::default() };
    for DocumentEntry { path, declaration } in &config.documents {
        let declaration = find(declarations, declaration)?;
        let text = if is_json(path) { declaration.to_json()? } else { declaration.to_yaml()? };
        plan.outputs.push(Output { path: path.clone(), text });
    }
    for entry in &config.outputs {
        let file = config.root.join(&entry.document);
        let declared = plan.outputs.iter().find(|output| output.path == entry.document);
        let sources = match declared {
            Some(output) => Sources::parse(Some(&file), &output.text, &config.mappings),
            None => Sources::open(&file, &config.mappings),
        };
        let sources = sources.map_err(ModelError::from)?;
        plan.add(&entry.path, sources, &Recipe::of_entry(entry, config))?;
    }
    plan.notes.sort_unstable();
    plan.notes.dedup();
    Ok(plan)
}

/// The declaration of a name.
pub(crate) fn find<'a>(
    declarations: &[&'a dyn Declaration],
    name: &str,
) -> Result<&'a dyn Declaration, PlanError> {
    declarations.iter().copied().find(|declaration| declaration.name() == name).ok_or_else(|| {
        let known: Vec<String> =
            declarations.iter().map(|declaration| format!("`{}`", declaration.name())).collect();
        PlanError::Undeclared { name: name.to_owned(), known: known.join(", ") }
    })
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json")
}
