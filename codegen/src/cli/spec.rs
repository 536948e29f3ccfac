//! `barwire spec`.

use std::io::Write;

use barwire_schema::Protocol;

use super::{CommandError, Format, Outcome};
use crate::drift;

/// Prints the document of a protocol.
pub(super) fn run(
    protocols: &[&Protocol],
    name: Option<&str>,
    format: Format,
    out: &mut dyn Write,
) -> Result<Outcome, CommandError> {
    let protocol = match (name, protocols) {
        (Some(name), _) => drift::find(protocols, name)?,
        (None, [only]) => only,
        (None, many) => {
            let names: Vec<&str> = many.iter().map(|protocol| protocol.name).collect();
            return Err(CommandError::WhichProtocol(names.join(", ")));
        }
    };
    out.write_all(drift::document_text(protocol, format == Format::Json)?.as_bytes())?;
    Ok(Outcome::Fine)
}
