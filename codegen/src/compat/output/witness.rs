//! A frame as text for people: short ones in a line, long ones indented, with marks below the members that are refused.

use serde_json::Value;

use crate::compat::inclusion::Refusal;
use crate::model::source::escape;

/// How much of a line a frame may fill.
const WIDTH: usize = 90;

/// How much is shown of a text.
const TEXT: usize = 60;

/// How many lines are shown of a frame.
const LINES: usize = 60;

/// A line of a frame.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// What it says.
    pub(super) text: String,
    /// What is refused in it, from the left to the right: where it begins and ends, in characters.
    pub(super) marks: Vec<(usize, usize)>,
}

/// A frame, with what is refused at these paths marked. The frame as a whole is not.
pub(super) fn lines(frame: &Value, refusals: &[Refusal]) -> Vec<Line> {
    let paths = refusals.iter().map(|refusal| refusal.path.as_str()).filter(|path| !path.is_empty());
    let mut writer = Writer { marked: paths.collect(), lines: vec![Line::default()], width: 0 };
    writer.value(frame, "", 0);
    let mut lines = writer.lines;
    for line in &mut lines {
        // What holds a mark is not marked itself.
        let all = line.marks.clone();
        line.marks.retain(|(start, end)| {
            !all.iter().any(|other| *other != (*start, *end) && other.0 >= *start && other.1 <= *end)
        });
        line.marks.sort_unstable();
        line.marks.dedup();
    }
    if lines.len() > LINES {
        let more = lines.len() - LINES;
        lines.truncate(LINES);
        lines.push(Line { text: format!("… ({more} more lines)"), marks: Vec::new() });
    }
    lines
}

/// What the receiver has against a value: `/payload/symbol: expected a text of at least 2 characters`.
pub(super) fn reason(refusal: &Refusal) -> String {
    match refusal.path.as_str() {
        "" => refusal.message.clone(),
        path => format!("{path}: {}", refusal.message),
    }
}

struct Writer<'p> {
    marked: Vec<&'p str>,
    lines: Vec<Line>,
    /// How many characters the last line has.
    width: usize,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value, path: &str, depth: usize) {
        let start = self.width;
        let line = self.lines.len() - 1;
        match value {
            _ if self.fits(value) => self.inline(value, path),
            Value::Array(items) => {
                self.push("[");
                for (index, item) in items.iter().enumerate() {
                    self.line(depth + 1);
                    self.value(item, &format!("{path}/{index}"), depth + 1);
                    self.comma(index, items.len());
                }
                self.line(depth);
                self.push("]");
            }
            Value::Object(members) => {
                self.push("{");
                for (index, (key, member)) in members.iter().enumerate() {
                    self.line(depth + 1);
                    self.push(&format!("{}: ", text(key)));
                    self.value(member, &format!("{path}/{}", escape(key)), depth + 1);
                    self.comma(index, members.len());
                }
                self.line(depth);
                self.push("}");
            }
            _ => self.inline(value, path),
        }
        // Of more than one line, the first is marked.
        let end = if self.lines.len() - 1 == line { self.width } else { start + 1 };
        self.mark(path, line, (start, end));
    }

    fn inline(&mut self, value: &Value, path: &str) {
        match value {
            Value::String(value) => self.push(&text(value)),
            Value::Array(items) => {
                self.push("[");
                for (index, item) in items.iter().enumerate() {
                    self.inline_marked(item, &format!("{path}/{index}"));
                    self.comma(index, items.len());
                    self.push(if index + 1 < items.len() { " " } else { "" });
                }
                self.push("]");
            }
            Value::Object(members) => {
                self.push("{");
                for (index, (key, member)) in members.iter().enumerate() {
                    self.push(&format!("{}: ", text(key)));
                    self.inline_marked(member, &format!("{path}/{}", escape(key)));
                    self.comma(index, members.len());
                    self.push(if index + 1 < members.len() { " " } else { "" });
                }
                self.push("}");
            }
            _ => self.push(&value.to_string()),
        }
    }

    fn inline_marked(&mut self, value: &Value, path: &str) {
        let start = self.width;
        self.inline(value, path);
        self.mark(path, self.lines.len() - 1, (start, self.width));
    }

    fn mark(&mut self, path: &str, line: usize, span: (usize, usize)) {
        if self.marked.contains(&path) {
            self.lines[line].marks.push(span);
        }
    }

    /// Whether a value fits into the rest of the line.
    fn fits(&self, value: &Value) -> bool {
        length(value, WIDTH.saturating_sub(self.width)).is_some()
    }

    fn push(&mut self, text: &str) {
        self.width += text.chars().count();
        if let Some(line) = self.lines.last_mut() {
            line.text.push_str(text);
        }
    }

    fn comma(&mut self, index: usize, len: usize) {
        if index + 1 < len {
            self.push(",");
        }
    }

    fn line(&mut self, depth: usize) {
        self.lines.push(Line::default());
        self.width = 0;
        self.push(&"  ".repeat(depth));
    }
}

/// What is left of `room` when a value is written in a line; `None` where there is too little.
fn length(value: &Value, room: usize) -> Option<usize> {
    match value {
        Value::String(value) => room.checked_sub(text(value).chars().count()),
        Value::Array(items) => {
            items.iter().try_fold(room.checked_sub(2)?, |room, item| length(item, room)?.checked_sub(2))
        }
        Value::Object(members) => members.iter().try_fold(room.checked_sub(2)?, |room, (key, member)| {
            length(member, room.checked_sub(text(key).chars().count() + 2)?)?.checked_sub(2)
        }),
        _ => room.checked_sub(value.to_string().len()),
    }
}

/// A string as JSON. What a terminal would obey, or show in another order, is escaped; what is too long is cut.
fn text(value: &str) -> String {
    let count = value.chars().count();
    let mut json = "\"".to_owned();
    for c in value.chars().take(TEXT) {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\t' => json.push_str("\\t"),
            c if c.is_control() || is_direction(c) => json.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => json.push(c),
        }
    }
    json.push('"');
    if count > TEXT { format!("{json}… ({count} characters)") } else { json }
}

/// Whether a character changes the order in which others are shown.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Refusal, lines};
    use crate::model::source::Place;

    fn shown(frame: &serde_json::Value, paths: &[&str]) -> String {
        let place = Place { file: None, line: 1, column: 1, pointer: "#".to_owned() };
        let refusal = |path: &&str| Refusal {
            path: (*path).to_owned(),
            message: "no".to_owned(),
            place: place.clone(),
        };
        let refusals: Vec<_> = paths.iter().map(refusal).collect();
        let lines = lines(frame, &refusals).into_iter().map(|line| {
            let marks: String = (0..line.text.chars().count())
                .map(|at| {
                    if line.marks.iter().any(|(start, end)| (*start..*end).contains(&at)) { '^' } else { ' ' }
                })
                .collect();
            format!("{}\n{}", line.text, marks).trim_end().to_owned()
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_is_short_stands_in_a_line_and_what_is_long_in_several() {
        let frame = json!({ "type": "a", "payload": { "symbol": "é", "list": [1, 2] } });
        insta::assert_snapshot!(shown(&frame, &["/payload/symbol", "", "/payload"]), @r#"
        {"type": "a", "payload": {"symbol": "é", "list": [1, 2]}}
                                            ^^^
        "#);
        let frame =
            json!({ "type": "a", "payload": { "a/b": "x".repeat(50), "long": "y".repeat(100), "n": null } });
        insta::assert_snapshot!(shown(&frame, &["/payload", "/payload/a~1b"]), @r#"
        {
          "type": "a",
          "payload": {
                     ^
            "a/b": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            "long": "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"… (100 characters),
            "n": null
          }
        }
        "#);
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        let frame = json!({ "\u{1b}[31m": "\u{9b}2J\u{202e}\u{7f}\n\"\\" });
        assert_eq!(shown(&frame, &[]), r#"{"\u001b[31m": "\u009b2J\u202e\u007f\n\"\\"}"#);
    }

    #[test]
    fn what_has_too_many_lines_ends_early() {
        let frame = json!((0..1000).collect::<Vec<_>>());
        assert!(shown(&frame, &[]).ends_with("\n… (942 more lines)"), "{}", shown(&frame, &[]));
    }
}
