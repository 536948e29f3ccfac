//! Reports as text for people, and for the tools that show them.

mod github;
mod json;
mod sarif;
mod text;
mod witness;

use std::io::{self, Write};
use std::path::Path;

use super::accepted::Entry;
use super::finding::{Evidence, Finding};
use super::report::{Fate, Judged, Report};
use super::{Category, Rule};
use crate::git;
use crate::model::source::Place;
use crate::output::{self, Format, Paint, printable};

/// Writes a report. `read` gives the text of the file of a place.
///
/// # Errors
/// What the writer says.
pub fn write(
    report: &Report,
    format: Format,
    paint: Paint,
    read: &dyn Fn(&Path) -> io::Result<String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::write(report, paint, read, out),
        Format::Json => json::write(report, out),
        Format::Github => github::write(report, out),
        Format::Sarif => sarif::write(report, out),
    }
}

/// Says, for people, that an entry of a file of accepted findings has expired.
///
/// # Errors
/// What the writer says.
pub fn write_expired(file: &Path, entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
    text::expired(file, entry, out)
}

/// How much a tool makes of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
    Note,
}

impl Level {
    fn of(judged: &Judged) -> Self {
        match (&judged.fate, judged.finding.category) {
            (Fate::Fails, _) => Self::Error,
            (Fate::Accepted(_), _) | (Fate::Passes, Category::Dangerous) => Self::Note,
            (Fate::Passes, _) => Self::Warning,
        }
    }
}

/// The name under which tools show a finding: `wire[message-refused]`.
fn title(finding: &Finding) -> String {
    let Finding { rule: Rule { code, .. }, category, .. } = finding;
    format!("{category}[{code}]")
}

/// The file of a place as tools write it. Tools know no revisions: a file of one is the file of its path.
fn file(place: &Place) -> Option<String> {
    let shown = output::file(place.file.as_deref()?);
    Some(git::without_revision(&shown).to_owned())
}

/// Where tools show a finding that stands nowhere in the new document: at its beginning.
fn beginning(report: &Report) -> Place {
    Place { file: Some(report.new.name.clone().into()), line: 1, column: 1, pointer: "#".to_owned() }
}

/// What a finding says to tools that have one text for it: with what shows it.
fn told(finding: &Finding) -> String {
    let mut lines = vec![finding.message.clone()];
    match &finding.evidence {
        None => {}
        Some(Evidence::Transcript(steps)) => lines.extend(steps.iter().cloned()),
        Some(Evidence::Frame { frame, refusals }) => {
            lines.push(format!("sent: {frame}"));
            lines.extend(
                refusals.iter().map(|refusal| format!("refused because: {}", witness::reason(refusal))),
            );
        }
    }
    if let Some(old) = &finding.old {
        lines.push(format!("was {}", spot(old)));
    }
    lines.iter().map(|line| printable(line)).collect::<Vec<_>>().join("\n")
}

/// A place without its pointer: `old.yaml:10:5`.
fn spot(place: &Place) -> String {
    match &place.file {
        Some(file) => format!("{}:{}:{}", file.display(), place.line, place.column),
        None => format!("{}:{}", place.line, place.column),
    }
}
