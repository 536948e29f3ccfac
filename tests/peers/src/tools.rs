//! Who is asked, and how each is asked the same.

use std::fmt;

use barwire_codegen::compat::inclusion::{Inclusion, Reading, Side, Verdict, Version};
use barwire_codegen::model::SingleSchema;
use jsoncompat::{AnalysisOptions, CompatibilityResult, Role, SchemaDocument};
use jsonschema::canonical::Containment;
use serde_json::Value;

use crate::Error;
use crate::pairs::Question;

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Barwire,
    Jsoncompat,
    Canonical,
}

/// Everybody who is asked.
pub const TOOLS: [Tool; 3] = [Tool::Barwire, Tool::Jsoncompat, Tool::Canonical];

/// What is answered.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Whatever is sent is accepted.
    Included,
    /// Something that is sent is refused: this value, where it is said.
    NotIncluded(Option<Value>),
    /// No answer, and why.
    Unknown(String),
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Barwire => "barwire",
            Self::Jsoncompat => "jsoncompat",
            Self::Canonical => "jsonschema",
        })
    }
}

/// What is asked in a reading, of each.
pub fn describe(reading: Reading) -> &'static str {
    match reading {
        Reading::Accept => {
            "reading accept: a sender sends whatever its schema admits
  barwire: `Reading::Accept`. jsoncompat: `Role::Serializer`. jsonschema: `canonical`, `covers`."
        }
        Reading::Emit => {
            "reading emit: a sender sends what it declares
  barwire: `Reading::Emit`. jsoncompat: `Role::Deserializer`, in which a map has no members either: the labels are not about that.
  jsonschema has no such reading: `covers` is asked, and where that says no, this is no answer."
        }
    }
}

impl Tool {
    /// The answer, from both schemas as JSON on.
    pub fn ask(self, question: &Question) -> Result<Answer, Error> {
        match self {
            Self::Barwire => barwire(question.sent(), question.received(), question.reading),
            Self::Jsoncompat => jsoncompat(question, AnalysisOptions::default()),
            Self::Canonical => canonical(question),
        }
    }
}

/// Barwire's answer about a sender's schema and a receiver's.
pub fn barwire(sent: &Value, received: &Value, reading: Reading) -> Result<Answer, Error> {
    let (old, new) = (SingleSchema::parse(&sent.to_string())?, SingleSchema::parse(&received.to_string())?);
    let mut inclusion = Inclusion::new(side(&old), side(&new), reading);
    Ok(match inclusion.check(Version::Old, old.root, &[new.root]) {
        Verdict::Included => Answer::Included,
        Verdict::Counterexample(found) => Answer::NotIncluded(Some(found.value)),
        Verdict::Unknown(unknown) => Answer::Unknown(unknown.reason),
    })
}

fn side(schema: &SingleSchema) -> Side<'_> {
    Side { sources: &schema.sources, schemas: &schema.schemas }
}

/// Jsoncompat's answer. It proves the inclusion, or tries as many values as it is told to.
pub fn jsoncompat(question: &Question, options: AnalysisOptions) -> Result<Answer, Error> {
    let sent = SchemaDocument::from_json(question.sent())?;
    let received = SchemaDocument::from_json(question.received())?;
    // A serializer is asked whether the new schema is in the old one, a deserializer the other way round.
    let (old, new, role) = match question.reading {
        Reading::Accept => (&received, &sent, Role::Serializer),
        Reading::Emit => (&sent, &received, Role::Deserializer),
    };
    Ok(match jsoncompat::analyze_compat_with_options(old, new, role, options)? {
        CompatibilityResult::Compatible => Answer::Included,
        CompatibilityResult::Incompatible { counterexample, .. } => Answer::NotIncluded(Some(counterexample)),
        CompatibilityResult::Unknown { reason } => Answer::Unknown(reason),
    })
}

fn canonical(question: &Question) -> Result<Answer, Error> {
    let sent = jsonschema::canonicalize(question.sent())?;
    let received = jsonschema::canonicalize(question.received())?;
    Ok(match (received.covers(&sent)?, question.reading) {
        (Containment::Yes, _) => Answer::Included,
        (Containment::No, Reading::Accept) => Answer::NotIncluded(None),
        (Containment::No, Reading::Emit) => Answer::Unknown("not everything that is admitted is".to_owned()),
        (Containment::Unknown, _) => Answer::Unknown("neither was established".to_owned()),
    })
}
