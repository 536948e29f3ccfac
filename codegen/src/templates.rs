//! The handlebars templates: those of this crate, and a user's own over them.

use std::path::{Path, PathBuf};

use handlebars::Handlebars;
use serde::Serialize;

/// Why nothing could be rendered.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// A template could not be read.
    #[error("cannot read the template {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A template is not well-formed.
    #[error(transparent)]
    Malformed(#[from] Box<handlebars::TemplateError>),
    /// A template asks for what is not there.
    #[error(transparent)]
    Unrenderable(#[from] Box<handlebars::RenderError>),
}

/// A template: its name, which is its file's too, and its text.
pub(crate) type Template = (&'static str, &'static str);

/// Renders the first of `templates`; the others are its parts. A file of the same name in `directory` takes the place of a template.
pub(crate) fn render(
    templates: &[Template],
    directory: Option<&Path>,
    data: &impl Serialize,
) -> Result<String, TemplateError> {
    let mut handlebars = Handlebars::new();
    handlebars.set_strict_mode(true);
    handlebars.register_escape_fn(handlebars::no_escape);
    for (name, text) in templates {
        let path = directory.map(|directory| directory.join(name)).filter(|path| path.exists());
        let text = match path {
            Some(path) => {
                std::fs::read_to_string(&path).map_err(|source| TemplateError::Unreadable { path, source })?
            }
            None => (*text).to_owned(),
        };
        handlebars.register_template_string(name, text).map_err(Box::new)?;
    }
    let (name, _) = templates[0];
    Ok(handlebars.render(name, data).map_err(Box::new)?)
}
