//! What the functions use and is made once: regular expressions, sets of names, values.

use std::collections::HashMap;

use serde_json::Value;

use crate::typescript::layout::{LINE, width};
use crate::typescript::text::{constant, literal, quoted};

/// Constants in the order of their first use.
#[derive(Default)]
pub(super) struct Constants {
    by_content: HashMap<String, String>,
    counts: HashMap<&'static str, usize>,
    declarations: Vec<String>,
}

/// The widest argument that Prettier does not part from its function.
const SHORT: usize = LINE / 4;

/// What is wrong with a regular expression.
pub(super) struct Malformed(pub(super) String);

impl Constants {
    /// The declarations.
    pub(super) fn declarations(self) -> Vec<String> {
        self.declarations
    }

    /// The name of a regular expression. JSON Schema's are ECMA-262's with Unicode; what is none under its stricter rules may be one
    /// without them.
    pub(super) fn pattern(&mut self, source: &str) -> Result<String, Malformed> {
        let flags = match regress::Regex::with_flags(source, "u") {
            Ok(_) => "u",
            Err(error) => regress::Regex::new(source).map(|_| "").map_err(|_| Malformed(error.text))?,
        };
        Ok(self.take("pattern", "", &format!("{}{flags}", regex(source)), constant))
    }

    /// The name of a set of strings.
    pub(super) fn set(&mut self, texts: &[&str]) -> String {
        let items: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
        self.take("names", ": ReadonlySet<string>", &items.join(", "), |declared, _| {
            listed(declared, "/* @__PURE__ */ new Set([", &items, "])")
        })
    }

    /// The name of a list of scalars.
    pub(super) fn list(&mut self, values: &[Value]) -> String {
        let items: Vec<String> = values.iter().filter_map(literal).collect();
        self.take("values", ": readonly unknown[]", &items.join(", "), |declared, _| {
            listed(declared, "[", &items, "]")
        })
    }

    /// The name of a value. It is parsed, so that a key `__proto__` is one as any other.
    pub(super) fn value(&mut self, value: &Value) -> String {
        self.take("literal", ": unknown", &quoted(&value.to_string()), |declared, text| {
            called(declared, "/* @__PURE__ */ JSON.parse", text)
        })
    }

    fn take(
        &mut self,
        kind: &'static str,
        ty: &str,
        content: &str,
        declaration: impl FnOnce(&str, &str) -> String,
    ) -> String {
        let key = format!("{kind} {content}");
        if let Some(name) = self.by_content.get(&key) {
            return name.clone();
        }
        let count = self.counts.entry(kind).or_insert(0);
        *count += 1;
        let name = format!("{kind}{count}");
        self.declarations.push(declaration(&format!("const {name}{ty}"), content));
        self.by_content.insert(key, name.clone());
        name
    }
}

/// The declaration of what a function makes of one argument, broken as Prettier does: a short argument stays beside its function.
pub(super) fn called(declared: &str, function: &str, argument: &str) -> String {
    let value = format!("{function}({argument})");
    let opening = format!("{declared} = {function}(");
    let fits = width(&opening) + width(argument) + ");".len() <= LINE;
    if fits || width(argument) <= SHORT {
        constant(declared, &value)
    } else if width(&opening) > LINE {
        let value_fits = width(&value) + "  ;".len() <= LINE;
        let value = if value_fits { value } else { format!("{function}(\n    {argument},\n  )") };
        format!("{declared} =\n  {value};")
    } else {
        format!("{opening}\n  {argument},\n);")
    }
}

/// The declaration of a list: on one line if it fits, else one item a line.
fn listed(declared: &str, open: &str, items: &[String], close: &str) -> String {
    let line = format!("{declared} = {open}{}{close};", items.join(", "));
    if width(&line) <= LINE {
        return line;
    }
    let items: String = items.iter().map(|item| format!("  {item},\n")).collect();
    format!("{declared} = {open}\n{items}{close};")
}

/// A regular expression literal, without flags.
fn regex(source: &str) -> String {
    let mut escaped = String::new();
    let mut in_escape = false;
    for c in source.chars() {
        match c {
            '/' if !in_escape => escaped.push_str("\\/"),
            // No literal may have the end of a line in it.
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => {
                if in_escape {
                    escaped.pop();
                }
                escaped.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => escaped.push(c),
        }
        in_escape = c == '\\' && !in_escape;
    }
    if escaped.is_empty() { "/(?:)/".to_owned() } else { format!("/{escaped}/") }
}
