//! Findings as text for people, and for the tools that show them.

mod github;
mod json;
mod sarif;
mod text;

use std::io::{self, Write};

use super::{Finding, Severity};

pub use text::Paint;

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// By the schema in `docs/lint.schema.json`.
    Json,
    /// Commands of GitHub Actions, which shows them beside the lines of a change.
    Github,
    /// SARIF 2.1.0, for tools that gather the findings of many.
    Sarif,
}

/// Writes findings.
///
/// # Errors
/// What the writer says.
pub fn write(findings: &[Finding], format: Format, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::write(findings, paint, out),
        Format::Json => json::write(findings, out),
        Format::Github => github::write(findings, out),
        Format::Sarif => sarif::write(findings, out),
    }
}

/// How many findings are of a severity.
fn count(findings: &[Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.rule.severity == severity).count()
}

/// The file of a finding as tools write it, with `/` between folders.
fn file(finding: &Finding) -> Option<String> {
    let path = finding.place.file.as_ref()?;
    Some(path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
}
