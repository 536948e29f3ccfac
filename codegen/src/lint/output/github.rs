//! Workflow commands of GitHub Actions.

use std::io::{self, Write};

use super::file;
use crate::lint::{Finding, Severity};

pub(super) fn write(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    for finding in findings {
        let command = match finding.rule.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let place = &finding.place;
        let file = file(finding).map(|file| format!("file={},", property(&file))).unwrap_or_default();
        let (code, message) = (finding.rule.code, data(&finding.message));
        writeln!(out, "::{command} {file}line={},col={},title={code}::{message}", place.line, place.column)?;
    }
    Ok(())
}

/// A message, in which a line would end the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value of a property, which ends at `,` and before `::`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
