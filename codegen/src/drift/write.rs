//! Writing outputs: whole files or none, and only those that change.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::Output;

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}", path.display())]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// What the system says.
    pub source: std::io::Error,
}

/// Writes `outputs` under `root`; returns the paths of those that were not as they should be.
///
/// All are written beside their places first and then moved there, so that a full disk leaves no half of anything.
///
/// # Errors
/// [`WriteError`] for the first file that cannot be written.
pub fn write(root: &Path, outputs: &[Output]) -> Result<Vec<PathBuf>, WriteError> {
    let mut prepared = Vec::new();
    for output in outputs {
        let path = root.join(&output.path);
        // What a link leads to is written, and the link stays.
        let path = path.canonicalize().unwrap_or(path);
        if std::fs::read(&path).is_ok_and(|text| text == output.text.as_bytes()) {
            continue;
        }
        let file =
            prepare(&path, &output.text).map_err(|source| WriteError { path: path.clone(), source })?;
        prepared.push((file, path, output.path.clone()));
    }
    let mut written = Vec::new();
    for (file, path, name) in prepared {
        file.persist(&path).map_err(|error| WriteError { path, source: error.error })?;
        written.push(name);
    }
    Ok(written)
}

fn prepare(path: &Path, text: &str) -> std::io::Result<tempfile::NamedTempFile> {
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".barwire-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A temporary file is its owner's alone; what takes the place of a source file is not. The umask narrows it.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}
