//! `barwire spec`.

use std::io::Write;

use barwire_schema::Declaration;

use super::{CommandError, Format, Outcome};
use crate::drift::{self, PlanError};

/// Prints the document of a declaration.
pub(super) fn run(
    declarations: &[&dyn Declaration],
    name: Option<&str>,
    format: Format,
    out: &mut dyn Write,
) -> Result<Outcome, CommandError> {
    let declaration = match (name, declarations) {
        (Some(name), _) => drift::find(declarations, name)?,
        (None, [only]) => *only,
        (None, many) => {
            let names: Vec<&str> = many.iter().map(|declaration| declaration.name()).collect();
            return Err(CommandError::WhichDeclaration(names.join(", ")));
        }
    };
    let text = match format {
        Format::Yaml => declaration.to_yaml(),
        Format::Json => declaration.to_json(),
    };
    out.write_all(text.map_err(PlanError::from)?.as_bytes())?;
    Ok(Outcome::Fine)
}
