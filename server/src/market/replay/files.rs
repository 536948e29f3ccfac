//! The files of a replay: those that are part of the program, and those of a directory.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use barwire_schema::bars::Bar;

use super::csv::{self, Name};
use crate::market::FeedError;

/// The files that are part of the program; their origin is told in `server/data/README.md`.
pub(super) const SAMPLE: [(&str, &str); 6] = [
    ("AAPL-1D.csv", include_str!("../../../data/AAPL-1D.csv")),
    ("BTCUSD-1M.csv", include_str!("../../../data/BTCUSD-1M.csv")),
    ("EURUSD-60.csv", include_str!("../../../data/EURUSD-60.csv")),
    ("GOOG-1D.csv", include_str!("../../../data/GOOG-1D.csv")),
    ("IBM-1D.csv", include_str!("../../../data/IBM-1D.csv")),
    ("MSFT-1D.csv", include_str!("../../../data/MSFT-1D.csv")),
];

/// A file that has been read.
#[derive(Debug)]
pub(super) struct File {
    /// What errors call it.
    pub(super) path: String,
    pub(super) name: Name,
    pub(super) rows: Vec<Bar>,
}

impl File {
    pub(super) fn read(path: &str, name: Name, text: &str) -> Result<Self, FeedError> {
        Ok(Self { path: path.to_owned(), name, rows: csv::rows(path, text)? })
    }
}

/// Reads the files that are part of the program.
pub(super) fn sample() -> Result<Vec<File>, FeedError> {
    SAMPLE.iter().map(|(file, text)| File::read(file, csv::name(file)?, text)).collect()
}

/// Reads the `.csv` files of a directory, in the order of their names.
///
/// # Errors
/// Where the directory or a file in it cannot be read, there is no such file, one has another name or is not as it must be, or two hold
/// the same series.
pub(super) fn read(directory: &Path) -> Result<Vec<File>, FeedError> {
    let unlistable = |reason| FeedError::Directory { path: directory.to_owned(), reason };
    let mut paths = Vec::new();
    for entry in fs::read_dir(directory).map_err(unlistable)? {
        let path = entry.map_err(unlistable)?.path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(FeedError::NoFiles { path: directory.to_owned() });
    }
    paths.sort();

    let mut files = Vec::<File>::new();
    let mut names = Vec::<String>::new();
    for path in paths {
        let Some(name) = path.file_name().and_then(OsStr::to_str) else {
            return Err(FeedError::FileName { file: path.display().to_string() });
        };
        let named = csv::name(name)?;
        if let Some(same) = files.iter().position(|other| clash(&other.name, &named)) {
            return Err(FeedError::SameName { first: names.swap_remove(same), second: name.to_owned() });
        }
        let text =
            fs::read_to_string(&path).map_err(|reason| FeedError::File { path: path.clone(), reason })?;
        names.push(name.to_owned());
        files.push(File::read(&path.display().to_string(), named, &text)?);
    }
    Ok(files)
}

/// Whether two files cannot both be played: they hold the same series, or the same instrument with another spelling.
fn clash(a: &Name, b: &Name) -> bool {
    a == b || a.symbol != b.symbol && a.symbol.as_str().to_lowercase() == b.symbol.as_str().to_lowercase()
}
