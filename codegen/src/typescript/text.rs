//! Words, strings and comments as TypeScript has them.

use serde_json::{Number, Value};

use crate::model::Docs;

use super::layout::{LINE, width};

/// A string literal, in single quotes unless it has more of them than of double ones.
pub(super) fn quoted(text: &str) -> String {
    let mark = if text.matches('\'').count() > text.matches('"').count() { '"' } else { '\'' };
    let mut quoted = String::from(mark);
    for c in text.chars() {
        match c {
            c if c == mark => quoted.extend(['\\', c]),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // Control characters, and the two line separators that end a line in JavaScript.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                quoted.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => quoted.push(c),
        }
    }
    quoted.push(mark);
    quoted
}

/// A JSON scalar as a literal; `None` for objects and arrays.
pub(super) fn literal(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(quoted(text)),
        Value::Number(number) => Some(number_literal(number)),
        Value::Object(_) | Value::Array(_) => None,
        scalar => Some(scalar.to_string()),
    }
}

/// The number that JavaScript reads, as it is written in a program.
pub(super) fn number_literal(number: &Number) -> String {
    match number.as_f64() {
        Some(0.0) => "0".to_owned(),
        Some(float) if float.is_finite() => {
            let magnitude = float.abs();
            if (1e-6..1e21).contains(&magnitude) { format!("{float}") } else { format!("{float:e}") }
        }
        _ if number.to_string().starts_with('-') => "-Infinity".to_owned(),
        _ => "Infinity".to_owned(),
    }
}

/// A property name, quoted where it must be.
pub(super) fn key(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { quoted(name) }
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c| matches!(c, '_' | '$') || begins_identifier(c))
        && name.chars().all(|c| matches!(c, '_' | '$') || continues_identifier(c))
}

/// Whether an identifier of any TypeScript may begin with a character: a letter, not of the newest.
pub(super) fn begins_identifier(c: char) -> bool {
    u32::from(c) < 0xFFFF && unicode_ident::is_xid_start(c)
}

/// Whether a character may stand within an identifier of any TypeScript, apart from `_` and `$`.
pub(super) fn continues_identifier(c: char) -> bool {
    c != '_' && u32::from(c) < 0xFFFF && unicode_ident::is_xid_continue(c)
}

/// The declaration of a constant: on one line if it fits, else the value on the next, or the argument of a call on a line of its own.
pub(super) fn constant(declared: &str, value: &str) -> String {
    let line = format!("{declared} = {value};");
    if width(&line) <= LINE {
        return line;
    }
    let next = format!("{declared} =\n  {value};");
    let Some((call, argument)) = value.strip_suffix(')').and_then(|call| call.split_once('(')) else {
        return next;
    };
    let is_word =
        argument.chars().all(|c| c == '_' || c.is_alphanumeric()) || argument.starts_with(['\'', '"']);
    if !is_word || width(argument) <= SHORT {
        next
    } else if width(declared) + width(call) + " = (".len() <= LINE {
        format!("{declared} = {call}(\n  {argument},\n);")
    } else if width(value) + "  ;".len() <= LINE {
        next
    } else {
        format!("{declared} =\n  {call}(\n    {argument},\n  );")
    }
}

/// The longest argument of a call that prettier keeps beside it.
const SHORT: usize = LINE / 4;

/// The longest statement of a function, without its indentation.
pub(super) const STATEMENT: usize = LINE - 2;

/// A doc comment with its indentation and the newline after it; empty where there is nothing to say.
pub(super) fn comment(docs: &Docs, indent: usize) -> String {
    comment_with(docs, None, indent)
}

/// As [`comment`], with the format of a string.
pub(super) fn comment_with(docs: &Docs, format: Option<&str>, indent: usize) -> String {
    let mut lines = lines(&docs.description);
    if let Some(format) = format {
        lines.push(format!("@format {}", one_line(format)));
    }
    if let Some(default) = &docs.default {
        lines.push(format!("@default {}", one_line(&default.to_string())));
    }
    if docs.deprecated {
        lines.push("@deprecated".to_owned());
    }
    let pad = " ".repeat(indent);
    // A description may hold the end of a comment, which would end ours.
    let lines: Vec<String> = lines.iter().map(|line| line.replace("*/", "*\\/")).collect();
    match lines.as_slice() {
        [] => String::new(),
        [line] => format!("{pad}/** {line} */\n"),
        lines => {
            let mut comment = format!("{pad}/**\n");
            for line in lines {
                comment.push_str(format!("{pad} * {line}").trim_end());
                comment.push('\n');
            }
            comment.push_str(&format!("{pad} */\n"));
            comment
        }
    }
}

/// A comment of one description.
pub(super) fn described(description: &str, indent: usize) -> String {
    comment(&Docs { description: description.to_owned(), ..Docs::default() }, indent)
}

/// The lines of a description: whatever ends a line ends one, and a tag that it may begin with is text.
fn lines(description: &str) -> Vec<String> {
    let text = description.replace("\r\n", "\n");
    let lines = text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).map(|line| {
        let line: String =
            line.trim_end().chars().filter(|c| !c.is_control() && *c != '\u{feff}' || *c == '\t').collect();
        let text = line.trim_start();
        if text.starts_with('@') { format!("{}\\{text}", &line[..line.len() - text.len()]) } else { line }
    });
    let mut lines: Vec<String> = lines.skip_while(String::is_empty).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
