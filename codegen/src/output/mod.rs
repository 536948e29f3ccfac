//! How findings are written, whatever they are about: for a terminal, for programs, for the tools that gather them.
//!
//! What a finding says is known where it is found: here are only the forms that findings of every sort share.

pub(crate) mod excerpt;
pub(crate) mod github;
mod paint;
pub(crate) mod sarif;

use std::path::{MAIN_SEPARATOR, Path};

pub use paint::Paint;
pub(crate) use paint::printable;

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// By the schema in `docs/` that is named after the command.
    Json,
    /// Commands of GitHub Actions, which shows them beside the lines of a change.
    Github,
    /// SARIF 2.1.0, for tools that gather the findings of many.
    Sarif,
}

/// A file as tools write it, with `/` between folders.
pub(crate) fn file(path: &Path) -> String {
    path.to_string_lossy().replace(MAIN_SEPARATOR, "/")
}
