//! Text that is laid out as prettier does it: what does not fit on a line is broken where it may be.

/// The longest line, in columns.
pub(super) const LINE: usize = 120;

/// A piece of text that may be laid out on one line or on several.
#[derive(Debug, Clone)]
pub(super) enum Doc {
    /// Text without a line break.
    Text(String),
    /// A space, or a line break where the group is broken.
    Line,
    /// Nothing, or a line break where the group is broken.
    Softline,
    /// A line break.
    Hardline,
    /// One text where the group is broken, and another where it is not.
    Either(&'static str, &'static str),
    /// One after the other.
    All(Vec<Self>),
    /// Lines that begin within are indented.
    Indent(Vec<Self>),
    /// All on one line if it fits; else every line break of its own is one.
    Group(Vec<Self>),
    /// As many on each line as fit, with commas.
    Fill(Vec<String>),
}

impl Doc {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Whether it has a line break wherever it stands.
    fn is_broken(&self) -> bool {
        match self {
            Self::Hardline => true,
            Self::All(docs) | Self::Indent(docs) | Self::Group(docs) => docs.iter().any(Self::is_broken),
            _ => false,
        }
    }
}

/// A piece that is still to be printed: its indentation, and whether it is on one line.
#[derive(Clone, Copy)]
struct Pending<'a> {
    indent: usize,
    flat: bool,
    doc: &'a Doc,
}

/// The text of a piece that begins at `column` of a line with an indentation of `indent`, with `after` behind it.
pub(super) fn print(doc: &Doc, column: usize, indent: usize, after: &str) -> String {
    let end = Doc::text(after);
    let mut pending = vec![Pending { indent, flat: false, doc: &end }, Pending { indent, flat: false, doc }];
    let mut text = String::new();
    let mut column = column;
    while let Some(Pending { indent, flat, doc }) = pending.pop() {
        match doc {
            Doc::Text(part) => {
                text.push_str(part);
                column += width(part);
            }
            Doc::Either(broken, one_line) => {
                let part = if flat { one_line } else { broken };
                text.push_str(part);
                column += width(part);
            }
            Doc::Line if flat => {
                text.push(' ');
                column += 1;
            }
            Doc::Softline if flat => {}
            Doc::Line | Doc::Softline | Doc::Hardline => {
                text.truncate(text.trim_end_matches(' ').len());
                text.push('\n');
                text.push_str(&" ".repeat(indent));
                column = indent;
            }
            Doc::All(docs) => pending.extend(docs.iter().rev().map(|doc| Pending { indent, flat, doc })),
            Doc::Indent(docs) => {
                pending.extend(docs.iter().rev().map(|doc| Pending { indent: indent + 2, flat, doc }));
            }
            Doc::Group(docs) => {
                let flat = flat || {
                    let inner = docs.iter().rev().map(|doc| Pending { indent, flat: true, doc }).collect();
                    !doc.is_broken() && column <= LINE && fits(LINE - column, inner, &pending)
                };
                pending.extend(docs.iter().rev().map(|doc| Pending { indent, flat, doc }));
            }
            Doc::Fill(items) => {
                for (index, item) in items.iter().enumerate() {
                    let comma = if index + 1 < items.len() || !flat { "," } else { "" };
                    let item_width = width(item) + comma.len();
                    if index > 0 && (flat || column + 1 + item_width <= LINE) {
                        text.push(' ');
                        column += 1;
                    } else if index > 0 {
                        text.push('\n');
                        text.push_str(&" ".repeat(indent));
                        column = indent;
                    }
                    text.push_str(item);
                    text.push_str(comma);
                    column += item_width;
                }
            }
        }
    }
    text.truncate(text.len() - after.len());
    text
}

/// Whether pieces fit in `room` columns, with what follows them up to the first place where a line may end.
fn fits<'a>(room: usize, mut pieces: Vec<Pending<'a>>, after: &[Pending<'a>]) -> bool {
    let mut room = room;
    let mut after = after.iter().rev();
    loop {
        let Some(Pending { indent, flat, doc }) = pieces.pop().or_else(|| after.next().copied()) else {
            return true;
        };
        let taken = match doc {
            Doc::Text(part) => width(part),
            Doc::Either(broken, one_line) => width(if flat { one_line } else { broken }),
            Doc::Line if flat => 1,
            Doc::Softline if flat => 0,
            Doc::Line | Doc::Softline | Doc::Hardline => return true,
            Doc::All(docs) | Doc::Indent(docs) | Doc::Group(docs) => {
                pieces.extend(docs.iter().rev().map(|doc| Pending { indent, flat, doc }));
                0
            }
            Doc::Fill(items) => items.iter().map(|item| width(item) + 2).sum::<usize>().saturating_sub(2),
        };
        match room.checked_sub(taken) {
            Some(left) => room = left,
            None => return false,
        }
    }
}

/// Whether a piece fits on a line from `column` on, up to the first place where the line may end.
pub(super) fn begins(doc: &Doc, column: usize, after: &str) -> bool {
    let end = Doc::text(after);
    let pieces = vec![Pending { indent: 0, flat: false, doc: &end }, Pending { indent: 0, flat: false, doc }];
    column <= LINE && fits(LINE - column, pieces, &[])
}

/// The columns that a text takes: two for a wide character.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(columns).sum() }
}

fn columns(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036F | 0x200B..=0x200F | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xA960..=0xA97C
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF01..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F680..=0x1F6FF
        | 0x1F900..=0x1FAFF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}
