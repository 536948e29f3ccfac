//! The handlebars templates: those of this crate, and a user's own over them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use handlebars::{Context, Handlebars};
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
pub type Template = (&'static str, &'static str);

/// Every template by its target.
pub const TARGETS: &[(&str, &[Template])] = &[
    ("typescript", crate::typescript::TEMPLATES),
    ("markdown", crate::markdown::TEMPLATES),
    ("html", crate::html::TEMPLATES),
];

/// Renders the first of `templates`; the others are its parts. A file of the same name in `directory` takes the place of a template.
pub(crate) fn render(
    templates: &[Template],
    directory: Option<&Path>,
    data: &impl Serialize,
) -> Result<String, TemplateError> {
    let (name, _) = templates[0];
    Ok(registry(templates, directory)?.render(name, data).map_err(Box::new)?)
}

/// Renders `templates` one after the other. A file of the same name in `directory` takes the place of a template.
///
/// A template that includes another gives it a copy of the data, which takes longer than all else where there is much of it.
pub(crate) fn render_in_turn(
    templates: &[Template],
    directory: Option<&Path>,
    data: &impl Serialize,
) -> Result<String, TemplateError> {
    let registry = registry(templates, directory)?;
    let data = Context::wraps(data).map_err(Box::new)?;
    let mut text = String::new();
    for (name, _) in templates {
        text.push_str(&registry.render_with_context(name, &data).map_err(Box::new)?);
    }
    Ok(text)
}

fn registry(templates: &[Template], directory: Option<&Path>) -> Result<Handlebars<'static>, TemplateError> {
    let mut handlebars = Handlebars::new();
    handlebars.set_strict_mode(true);
    handlebars.register_escape_fn(handlebars::no_escape);
    for (name, text) in templates {
        match directory.map(|directory| directory.join(name)).filter(|path| path.exists()) {
            Some(path) => {
                let text = std::fs::read_to_string(&path)
                    .map_err(|source| TemplateError::Unreadable { path, source })?;
                handlebars.register_template_string(name, text).map_err(Box::new)?;
            }
            None => handlebars.register_template(name, built_in(name, text)?),
        }
    }
    Ok(handlebars)
}

/// A template of this crate, which is parsed once: that takes longer than rendering a small document.
fn built_in(name: &'static str, text: &'static str) -> Result<handlebars::Template, TemplateError> {
    static PARSED: LazyLock<Mutex<HashMap<&str, handlebars::Template>>> = LazyLock::new(Mutex::default);
    let mut parsed = PARSED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(template) = parsed.get(name) {
        return Ok(template.clone());
    }
    let template = handlebars::Template::compile_with_name(text, name.to_owned()).map_err(Box::new)?;
    parsed.insert(name, template.clone());
    Ok(template)
}
