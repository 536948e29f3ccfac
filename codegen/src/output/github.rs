//! Workflow commands of GitHub Actions.

use std::io::{self, Write};

use crate::model::source::Place;

/// What is shown beside a line of a change.
pub(crate) struct Annotation<'a> {
    /// `error`, `warning` or `notice`.
    pub(crate) level: &'a str,
    /// The file as tools write it, if there is one.
    pub(crate) file: Option<&'a str>,
    /// Where in the file.
    pub(crate) place: &'a Place,
    /// What it is about.
    pub(crate) title: &'a str,
    /// What it says. It may have several lines.
    pub(crate) message: &'a str,
}

/// Writes a command.
pub(crate) fn write(annotation: &Annotation<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Annotation { level, file, place, title, message } = annotation;
    let file = file.map(|file| format!("file={},", property(file))).unwrap_or_default();
    let (title, message) = (property(title), data(message));
    writeln!(out, "::{level} {file}line={},col={},title={title}::{message}", place.line, place.column)
}

/// A message, in which a line would end the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value of a property, which ends at `,` and before `::`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
