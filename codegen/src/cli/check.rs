//! `barwire check`.

use std::io::{self, Write};

use barwire_schema::Protocol;

use super::{CommandError, Outcome};
use crate::drift::{self, Config, Drift, Output};

/// Compares what is there with what would be generated.
pub(super) fn run(
    config: &Config,
    protocols: &[&Protocol],
    out: &mut dyn Write,
) -> Result<Outcome, CommandError> {
    let outputs = drift::plan(config, protocols)?.outputs;
    let drifted = drift::compare(&config.root, &outputs)?;
    let outcome = if drifted.is_empty() { Outcome::Fine } else { Outcome::Found };
    match print(config, &outputs, &drifted, out) {
        // Whoever reads the first lines only still gets the exit code.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(outcome),
        printed => Ok(printed.map(|()| outcome)?),
    }
}

fn print(config: &Config, outputs: &[Output], drifted: &[Drift], out: &mut dyn Write) -> io::Result<()> {
    for output in outputs {
        let verb = if drifted.iter().any(|drift| drift.path == output.path) { "Stale" } else { "Fresh" };
        writeln!(out, "{verb:>12} {}", output.path.display())?;
    }
    if drifted.is_empty() {
        return Ok(());
    }
    for drift in drifted {
        write!(out, "\n{}", drift.diff)?;
    }
    let files = match drifted {
        [_] => "1 file has drifted from what generates it".to_owned(),
        many => format!("{} files have drifted from what generates them", many.len()),
    };
    writeln!(out, "\n{files}. Run `{}` and commit the result.", config.command)
}
