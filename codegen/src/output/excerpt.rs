//! The line that a finding is in, with a caret below its column.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::printable;
use crate::model::source::Place;

/// The texts of files that findings are in. One that cannot be read again is shown without its lines.
pub(crate) struct Lines<'a> {
    read: &'a dyn Fn(&Path) -> io::Result<String>,
    known: HashMap<PathBuf, Vec<String>>,
}

impl<'a> Lines<'a> {
    /// The files that `read` reads, by the paths of places.
    pub(crate) fn new(read: &'a dyn Fn(&Path) -> io::Result<String>) -> Self {
        Self { read, known: HashMap::new() }
    }

    /// The line of a place.
    pub(crate) fn of(&mut self, place: &Place) -> Option<&str> {
        let path = place.file.as_ref()?;
        let lines = self.known.entry(path.clone()).or_insert_with(|| {
            let text = (self.read)(path).unwrap_or_default();
            text.strip_prefix('\u{FEFF}').unwrap_or(&text).lines().map(str::to_owned).collect()
        });
        lines.get((place.line as usize).checked_sub(1)?).map(String::as_str)
    }
}

/// Writes the line of a place, and `caret` below the column.
pub(crate) fn write(place: &Place, line: &str, caret: &str, out: &mut dyn Write) -> io::Result<()> {
    /// How much of a line fits beside its number.
    const WIDTH: usize = 120;
    let column = place.column.saturating_sub(1) as usize;
    // What is far to the right is shown from a little before it.
    let start = if column + 20 < WIDTH { 0 } else { column - 20 };
    let shown: String = line.chars().skip(start).take(WIDTH).collect();
    let number = place.line.to_string();
    let margin = " ".repeat(number.len());
    writeln!(out, "{margin} |")?;
    writeln!(out, "{number} | {}", printable(&shown).trim_end())?;
    writeln!(out, "{margin} | {}{caret}", " ".repeat(column - start))
}
