//! `barwire generate`.

use std::io::Write;
use std::path::Path;

use barwire_schema::Protocol;

use super::{CommandError, From, Outcome};
use crate::drift::{self, Config, Output, PlanError, Target};
use crate::model::Model;

/// Writes every output of a configuration.
pub(super) fn all(
    config: &Config,
    protocols: &[&Protocol],
    out: &mut dyn Write,
) -> Result<Outcome, CommandError> {
    let outputs = drift::plan(config, protocols)?;
    let written = drift::write(&config.root, &outputs)?;
    for output in &outputs {
        let verb = if written.contains(&output.path) { "Wrote" } else { "Fresh" };
        writeln!(out, "{verb:>12} {}", output.path.display())?;
    }
    Ok(Outcome::Fine)
}

/// Writes one target from one document.
pub(super) fn one(from: &From, target: Target, out: &mut dyn Write) -> Result<Outcome, CommandError> {
    let model = Model::open(&from.document)
        .map_err(|source| PlanError::Model { path: from.document.clone(), source })?;
    let text = drift::render(&model, &from.document, target, from.templates.as_deref())?;
    match &from.out {
        Some(path) => {
            drift::write(Path::new(""), &[Output { path: path.clone(), text }])?;
        }
        None => out.write_all(text.as_bytes())?,
    }
    Ok(Outcome::Fine)
}
