//! For people: where, what, and the line itself.

use std::collections::HashMap;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use super::count;
use crate::lint::{Finding, Severity};

/// Whether text has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// It has none.
    Plain,
    /// It has those of a terminal.
    Colours,
}

impl Paint {
    /// Colours where standard output is a terminal, unless `NO_COLOR` says otherwise.
    #[must_use]
    pub fn of_stdout() -> Self {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        if io::stdout().is_terminal() && !refused { Self::Colours } else { Self::Plain }
    }

    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Colours => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}

pub(super) fn write(findings: &[Finding], paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let mut files = Files::default();
    for finding in findings {
        let place = &finding.place;
        if let Some(file) = &place.file {
            write!(out, "{}:", file.display())?;
        }
        let severity = finding.rule.severity;
        let title = format!("{severity}[{}]", finding.rule.code);
        let title = paint.paint(colour(severity), &title);
        writeln!(out, "{}:{}: {title}: {}", place.line, place.column, printable(&finding.message))?;
        if let Some(line) = files.line(finding) {
            excerpt(finding, &line, paint, out)?;
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

/// The line, and a caret below the column.
fn excerpt(finding: &Finding, line: &str, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    /// How much of a line fits beside its number.
    const WIDTH: usize = 120;
    let column = finding.place.column.saturating_sub(1) as usize;
    // What is far to the right is shown from a little before it.
    let start = if column + 20 < WIDTH { 0 } else { column - 20 };
    let shown: String =
        line.chars().skip(start).take(WIDTH).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let number = finding.place.line.to_string();
    let margin = " ".repeat(number.len());
    let caret = paint.paint(colour(finding.rule.severity), "^");
    writeln!(out, "{margin} |")?;
    writeln!(out, "{number} | {}", shown.trim_end())?;
    writeln!(out, "{margin} | {}{caret}", " ".repeat(column - start))
}

fn colour(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Info => "1;34",
    }
}

/// Without what a terminal would obey: the names in a document are not ours.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The texts of files that findings are in. One that cannot be read again is shown without its lines.
#[derive(Default)]
struct Files {
    lines: HashMap<PathBuf, Vec<String>>,
}

impl Files {
    fn line(&mut self, finding: &Finding) -> Option<String> {
        let path = finding.place.file.as_ref()?;
        let lines = self.lines.entry(path.clone()).or_insert_with(|| {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            text.strip_prefix('\u{FEFF}').unwrap_or(&text).lines().map(str::to_owned).collect()
        });
        lines.get((finding.place.line as usize).checked_sub(1)?).cloned()
    }
}
