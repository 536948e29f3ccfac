//! What a terminal is told, and what it is not.

use std::io::{self, IsTerminal};

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

    /// A text in a colour, by the number of it (SGR).
    pub(crate) fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Colours => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}

/// Without what a terminal would obey, or what turns the direction of a line: the names in a document are not ours.
pub(crate) fn printable(text: &str) -> String {
    let is_harmless = |c: char| {
        !c.is_control()
            && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if is_harmless(c) { c } else { ' ' }).collect()
}
