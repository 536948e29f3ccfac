//! Workflow commands of GitHub Actions. What was accepted is not told again.

use std::io::{self, Write};

use super::{Level, beginning, file, title, told};
use crate::compat::report::Report;
use crate::model::source::Place;
use crate::output::github::{self, Annotation};

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let beginning = beginning(report);
    for judged in report.findings().filter(|judged| !judged.is_accepted()) {
        let level = match Level::of(judged) {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "notice",
        };
        let place = judged.finding.new.as_ref().unwrap_or(&beginning);
        let file = file(place);
        let annotation = Annotation {
            level,
            file: file.as_deref(),
            place,
            title: &title(&judged.finding),
            message: &told(&judged.finding),
        };
        github::write(&annotation, out)?;
    }
    for entry in &report.expired {
        let annotation = Annotation {
            level: "notice",
            file: Some(&report.accepted),
            place: &Place { file: None, line: entry.line, column: 1, pointer: String::new() },
            title: "expired",
            message: &format!("`{}` was accepted and is not found; remove it", entry.fingerprint),
        };
        github::write(&annotation, out)?;
    }
    Ok(())
}
