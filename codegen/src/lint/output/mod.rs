//! Findings as text for people, and for the tools that show them.

mod github;
mod json;
mod sarif;
mod text;

use std::io::{self, Write};

use super::{Finding, Severity};
use crate::output::{self, Format, Paint};

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
    finding.place.file.as_deref().map(output::file)
}
