//! The name of an instrument.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::protocol::{OutOfBounds, check_length};

/// The name of an instrument: 1 to 64 characters, none of them a control character (Unicode category Cc).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Symbol(String);

impl Symbol {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Symbol {
    type Error = OutOfBounds;
    fn try_from(name: String) -> Result<Self, OutOfBounds> {
        check_length(&name, 1, 64)?;
        if name.chars().any(char::is_control) {
            return Err(OutOfBounds::ControlCharacter);
        }
        Ok(Self(name))
    }
}

impl TryFrom<&str> for Symbol {
    type Error = OutOfBounds;
    fn try_from(name: &str) -> Result<Self, OutOfBounds> {
        Self::try_from(name.to_owned())
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl JsonSchema for Symbol {
    // A type of this name would hide JavaScript's own `Symbol` where it is imported.
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Symbol".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "minLength": 1,
            "maxLength": 64,
            "pattern": r"^[^\u0000-\u001f\u007f-\u009f]*$",
        })
    }
}
