//! Whether files are as they should be.

use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::Output;

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// A file that is not as it should be.
#[derive(Debug)]
pub struct Drift {
    /// Its path, as `barwire.toml` has it.
    pub path: PathBuf,
    /// From what is there to what should be, as a unified diff.
    pub diff: String,
}

/// Compares the files under `root` with what they should be. A file that is missing is an empty one.
///
/// # Errors
/// Where a file is there and cannot be read.
pub fn compare(root: &Path, outputs: &[Output]) -> std::io::Result<Vec<Drift>> {
    let mut drifted = Vec::new();
    for output in outputs {
        let there = match std::fs::read(root.join(&output.path)) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => {
                let what = format!("cannot read {}: {error}", output.path.display());
                return Err(std::io::Error::new(error.kind(), what));
            }
        };
        if there != output.text {
            let name = output.path.display();
            let diff = TextDiff::from_lines(&there, &output.text)
                .unified_diff()
                .context_radius(CONTEXT)
                .header(&format!("{name} (committed)"), &format!("{name} (generated)"))
                .to_string();
            drifted.push(Drift { path: output.path.clone(), diff });
        }
    }
    Ok(drifted)
}
