//! Values that tell two schemas apart, or are said to.

use std::fmt::Write as _;

use barwire_codegen::compat::inclusion::Reading;
use jsoncompat::{AnalysisOptions, SchemaDocument};
use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

use crate::pairs::Question;
use crate::tools::{self, Answer};

/// How much of a value is printed.
const LENGTH: usize = 160;

/// What is known of a value that is said to be sent and refused.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Whether the validator of jsonschema 0.61 agrees; none where it does not read the schemas.
    newer: Option<bool>,
    /// Whether that of jsonschema 0.45 does, which jsoncompat brings with it.
    older: Option<bool>,
    /// Whether it is sent in the reading that is asked for.
    is_sent: Option<bool>,
}

impl Seen {
    /// Looks at a value with both validators.
    pub fn new(question: &Question, value: &Value) -> Self {
        let newer = || {
            let (sent, received) = (validator(question.sent())?, validator(question.received())?);
            Some(sent.is_valid(value) && !received.is_valid(value))
        };
        let older = || {
            let sent = SchemaDocument::from_json(question.sent()).ok()?;
            let received = SchemaDocument::from_json(question.received()).ok()?;
            Some(sent.is_valid(value).ok()? && !received.is_valid(value).ok()?)
        };
        let is_sent = match question.reading {
            Reading::Accept => Some(true),
            Reading::Emit => is_emitted(question.sent(), value),
        };
        Self { newer: newer(), older: older(), is_sent }
    }

    /// Whether the value is sent and refused; none where the validators differ or neither can say.
    pub fn holds(self) -> Option<bool> {
        let told = match (self.newer, self.older) {
            (Some(one), Some(other)) if one != other => None,
            (one, other) => one.or(other),
        };
        if told == Some(true) { self.is_sent } else { told }
    }

    /// What is said of the value, after it.
    pub fn describe(self) -> &'static str {
        if (self.is_sent, self.newer, self.older) == (Some(false), Some(true), Some(true)) {
            return "is admitted and refused, but has members that are not declared: it is not sent in this reading";
        }
        match (self.holds(), self.newer, self.older) {
            (Some(true), Some(_), Some(_)) => "is sent and refused, by both validators",
            (Some(true), ..) => "is sent and refused, by the one validator that reads the schemas",
            (Some(false), ..) => "is not admitted, not sent, or not refused",
            (None, Some(true), Some(false)) => "is sent and refused by jsonschema 0.61, and not by 0.45",
            (None, Some(false), Some(true)) => "is sent and refused by jsonschema 0.45, and not by 0.61",
            (None, ..) => "is not judged",
        }
    }
}

fn validator(schema: &Value) -> Option<Validator> {
    jsonschema::options().with_draft(Draft::Draft202012).build(schema).ok()
}

/// Whether a value is sent in the reading `emit`. It is where a validator admits it by the closed schema, whatever barwire says: its own
/// mistakes must not be hidden. Where that does not admit it, members may be declared by a part beside, which only barwire knows: it is
/// asked for what is sent beside all other values.
fn is_emitted(sent: &Value, value: &Value) -> Option<bool> {
    if validator(&closed(sent))?.is_valid(value) {
        return Some(true);
    }
    match tools::barwire(sent, &json!({ "not": { "const": value } }), Reading::Emit).ok()? {
        Answer::Included => Some(false),
        Answer::NotIncluded(_) => Some(true),
        Answer::Unknown(_) => None,
    }
}

/// The schema with no other members than those that each part declares by itself. What is negated stays as it is.
fn closed(schema: &Value) -> Value {
    let Value::Object(keywords) = schema else { return schema.clone() };
    let mut keywords = keywords.clone();
    for (keyword, inner) in &mut keywords {
        match (keyword.as_str(), inner) {
            ("properties" | "patternProperties" | "$defs" | "definitions", Value::Object(named)) => {
                named.values_mut().for_each(|schema| *schema = closed(schema));
            }
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(parts)) => {
                parts.iter_mut().for_each(|schema| *schema = closed(schema));
            }
            ("items" | "additionalProperties", inner) => *inner = closed(inner),
            _ => {}
        }
    }
    let is_about_objects =
        keywords.contains_key("properties") || keywords.get("type") == Some(&json!("object"));
    if is_about_objects && !keywords.contains_key("patternProperties") {
        keywords.entry("additionalProperties").or_insert(json!(false));
    }
    Value::Object(keywords)
}

/// A value that tells the schemas apart, looked for among many.
pub fn search(question: &Question) -> Option<Value> {
    let options = AnalysisOptions { max_generated_candidates: 2_000, ..AnalysisOptions::default() };
    match tools::jsoncompat(question, options) {
        Ok(Answer::NotIncluded(value)) => value,
        _ => None,
    }
}

/// A value as one short line of ASCII.
pub fn shown(value: &Value) -> String {
    let mut line = String::new();
    for letter in value.to_string().chars() {
        if line.len() > LENGTH {
            line.push('…');
            break;
        }
        if letter.is_ascii() {
            line.push(letter);
        } else {
            // Writing to a string does not fail.
            let _ = write!(line, "\\u{{{:x}}}", u32::from(letter));
        }
    }
    line
}
