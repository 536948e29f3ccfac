//! The texts that every document has: those of comments in parts, and the document as a whole.

use serde::Serialize;
use serde_yaml::Value;

/// The first paragraph on one line, and what follows it.
pub(crate) fn split_summary(doc: &str) -> (String, String) {
    let (summary, description) = doc.split_once("\n\n").unwrap_or((doc, ""));
    (summary.split_whitespace().collect::<Vec<_>>().join(" "), description.trim().to_owned())
}

/// What stands for the quotes around a string until the text is written: private to whoever uses it (Unicode, section 23.5).
const OPENING: char = '\u{e000}';
const CLOSING: char = '\u{e001}';

/// A document as YAML, which readers of YAML 1.1 read as those of 1.2 do.
///
/// # Errors
/// Where a value has no YAML form.
pub(crate) fn yaml(document: &impl Serialize) -> Result<String, serde_yaml::Error> {
    let value = serde_yaml::to_value(document)?;
    let plain = serde_yaml::to_string(&value)?;
    if plain.contains([OPENING, CLOSING]) {
        return Ok(plain);
    }
    Ok(serde_yaml::to_string(&quoted(value))?.replace([OPENING, CLOSING], "'"))
}

/// Quotes the strings that YAML 1.1 takes for something else.
fn quoted(value: Value) -> Value {
    match value {
        Value::String(text) if is_trap(&text) => Value::String(format!("{OPENING}{text}{CLOSING}")),
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(quoted).collect()),
        Value::Mapping(members) => {
            let members = members.into_iter().map(|(name, value)| (quoted(name), quoted(value)));
            Value::Mapping(members.collect())
        }
        other => other,
    }
}

/// Whether YAML 1.1 has another type for a string that has none in 1.2: a boolean (<https://yaml.org/type/bool.html>) or a timestamp
/// (<https://yaml.org/type/timestamp.html>).
fn is_trap(text: &str) -> bool {
    let is_boolean = ["y", "n", "yes", "no", "on", "off"].iter().any(|word| text.eq_ignore_ascii_case(word));
    let is_date = text.split('-').next().is_some_and(|year| year.len() == 4)
        && text.matches('-').count() >= 2
        && text.chars().all(|c| c.is_ascii_digit() || "-:.+TtZz ".contains(c));
    is_boolean || is_date
}

/// A document as indented JSON, with a newline at the end.
///
/// # Errors
/// Where a value has no JSON form.
pub(crate) fn json(document: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(document)?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn what_old_readers_mistake_is_quoted() {
        let document = json!({
            "n": "NO", "on": [1, true], "date": "2026-11-22", "time": "2026-11-22T10:00:00Z", "range": "0930-1600", "text": "not on",
        });
        let yaml = super::yaml(&document).unwrap();
        insta::assert_snapshot!(yaml, @r"
        'n': 'NO'
        'on':
        - 1
        - true
        date: '2026-11-22'
        time: '2026-11-22T10:00:00Z'
        range: 0930-1600
        text: not on
        ");
        assert_eq!(serde_yaml::from_str::<serde_json::Value>(&yaml).unwrap(), document);
    }

    #[test]
    fn a_text_with_the_private_characters_stays_what_it_is() {
        let document = json!(["n", "\u{e000}"]);
        let yaml = super::yaml(&document).unwrap();
        assert_eq!(serde_yaml::from_str::<serde_json::Value>(&yaml).unwrap(), document);
    }
}
