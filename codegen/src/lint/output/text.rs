//! For people: where, what, and the line itself.

use std::io::{self, Write};

use super::count;
use crate::lint::{Finding, Severity};
use crate::output::excerpt::{self, Lines};
use crate::output::{Paint, printable};

pub(super) fn write(findings: &[Finding], paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Lines::new(&|path| std::fs::read_to_string(path));
    for finding in findings {
        let place = &finding.place;
        if let Some(file) = &place.file {
            write!(out, "{}:", file.display())?;
        }
        let severity = finding.rule.severity;
        let title = format!("{severity}[{}]", finding.rule.code);
        let title = paint.paint(colour(severity), &title);
        writeln!(out, "{}:{}: {title}: {}", place.line, place.column, printable(&finding.message))?;
        if let Some(line) = lines.of(place) {
            excerpt::write(place, line, &paint.paint(colour(severity), "^"), out)?;
        }
    }
    if findings.is_empty() {
        return writeln!(out, "nothing found");
    }
    let counts = [Severity::Error, Severity::Warning, Severity::Info]
        .map(|severity| (severity, count(findings, severity)));
    let counts = counts.iter().filter(|(_, count)| *count > 0).map(|(severity, count)| match count {
        1 => format!("1 {severity}"),
        _ => format!("{count} {severity}s"),
    });
    let counts: Vec<_> = counts.collect();
    writeln!(out, "{}; `barwire lint --explain CODE` says more", counts.join(", "))
}

fn colour(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Info => "1;34",
    }
}
