//! Words, strings and comments as TypeScript has them.

use serde_json::Value;

use crate::model::Docs;

/// The longest line, in characters, that a union is put on.
const LINE: usize = 120;

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
        Value::Object(_) | Value::Array(_) => None,
        scalar => Some(scalar.to_string()),
    }
}

/// A property name, quoted where it must be.
pub(super) fn key(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { quoted(name) }
}

fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '$'))
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$'))
}

/// A union of type expressions behind `before` characters: on the same line if it fits, else on the next, else one variant a line.
pub(super) fn union(variants: &[String], before: usize, indent: usize) -> String {
    let line = variants.join(" | ");
    let pad = " ".repeat(indent + 2);
    if before + line.chars().count() <= LINE {
        line
    } else if pad.len() + line.chars().count() < LINE {
        format!("\n{pad}{line}")
    } else {
        variants.iter().map(|variant| format!("\n{pad}| {variant}")).collect()
    }
}

/// What stands behind an `=`: on the same line, unless it begins on a line of its own.
pub(super) fn assigned(expression: &str) -> String {
    if expression.starts_with('\n') { expression.to_owned() } else { format!(" {expression}") }
}

/// The declaration of a constant list: on one line if it fits, else one item a line.
pub(super) fn constant_list(declared: &str, items: &[String]) -> String {
    let line = format!("{declared} = [{}];", items.join(", "));
    if line.chars().count() <= LINE {
        return line;
    }
    let items: String = items.iter().map(|item| format!("  {item},\n")).collect();
    format!("{declared} = [\n{items}];")
}

/// The declaration of a constant: on one line if it fits, else the value on the next.
pub(super) fn constant(declared: &str, value: &str) -> String {
    let line = format!("{declared} = {value};");
    if line.chars().count() <= LINE { line } else { format!("{declared} =\n  {value};") }
}

/// The longest statement of a function, without its indentation.
pub(super) const STATEMENT: usize = LINE - 2;

/// A doc comment with its indentation and the newline after it; empty where there is nothing to say.
pub(super) fn comment(docs: &Docs, indent: usize) -> String {
    let mut lines: Vec<String> = docs.description.lines().map(str::to_owned).collect();
    if let Some(default) = &docs.default {
        lines.push(format!("@default {default}"));
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
