//! Workflow commands of GitHub Actions.

use std::io::{self, Write};

use super::file;
use crate::lint::{Finding, Severity};
use crate::output::github::{self, Annotation};

pub(super) fn write(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    for finding in findings {
        let level = match finding.rule.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let file = file(finding);
        let annotation = Annotation {
            level,
            file: file.as_deref(),
            place: &finding.place,
            title: finding.rule.code,
            message: &finding.message,
        };
        github::write(&annotation, out)?;
    }
    Ok(())
}
