//! `barwire check`.

use std::io::Write;

use barwire_schema::Protocol;

use super::{CommandError, Outcome};
use crate::drift::{self, Config};

/// Compares what is there with what would be generated.
pub(super) fn run(
    config: &Config,
    protocols: &[&Protocol],
    out: &mut dyn Write,
) -> Result<Outcome, CommandError> {
    let outputs = drift::plan(config, protocols)?;
    let drifted = drift::compare(&config.root, &outputs)?;
    for output in &outputs {
        let verb = if drifted.iter().any(|drift| drift.path == output.path) { "Stale" } else { "Fresh" };
        writeln!(out, "{verb:>12} {}", output.path.display())?;
    }
    if drifted.is_empty() {
        return Ok(Outcome::Fine);
    }
    for drift in &drifted {
        write!(out, "\n{}", drift.diff)?;
    }
    let files = match drifted.as_slice() {
        [_] => "1 file has drifted from what generates it".to_owned(),
        many => format!("{} files have drifted from what generates them", many.len()),
    };
    writeln!(out, "\n{files}. Run `{}` and commit the result.", config.command)?;
    Ok(Outcome::Found)
}
