//! The span of a bar, and how clients may spell it.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::protocol::{OutOfBounds, check_length};

/// Declares [`Resolution`] with its wire spellings, each written once.
macro_rules! resolutions {
    ($($variant:ident = $text:literal),+ $(,)?) => {
        /// The span of one bar, in TradingView's notation: seconds `1S`, minutes `60`, days `1D`, weeks `1W`, months `1M`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[expect(missing_docs, reason = "the spelling says it; a comment a variant would bloat the schema")]
        pub enum Resolution {
            $(#[serde(rename = $text)] $variant,)+
        }

        impl Resolution {
            /// Every resolution, from short to long.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The canonical spelling.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

resolutions! {
    Seconds1 = "1S", Seconds5 = "5S", Seconds15 = "15S", Seconds30 = "30S",
    Minutes1 = "1", Minutes3 = "3", Minutes5 = "5", Minutes15 = "15", Minutes30 = "30",
    Minutes60 = "60", Minutes120 = "120", Minutes240 = "240",
    Day = "1D", Week = "1W", Month = "1M",
}

impl Resolution {
    /// Reads a spelling: a canonical one, or `D`, `W`, `M`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "D" => Some(Self::Day),
            "W" => Some(Self::Week),
            "M" => Some(Self::Month),
            _ => Self::ALL.iter().copied().find(|resolution| resolution.as_str() == text),
        }
    }
}

impl fmt::Display for Resolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A resolution as a client spells it: any string of 1 to 16 characters, so that a spelling the server does not
/// know is answered by an error ack and not by a refusal of the frame.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct RequestedResolution(String);

impl RequestedResolution {
    /// The text as the client wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The resolution meant, if the spelling is known.
    #[must_use]
    pub fn parse(&self) -> Option<Resolution> {
        Resolution::parse(&self.0)
    }
}

impl Default for RequestedResolution {
    fn default() -> Self {
        Self(Resolution::Day.as_str().to_owned())
    }
}

impl From<Resolution> for RequestedResolution {
    fn from(resolution: Resolution) -> Self {
        Self(resolution.as_str().to_owned())
    }
}

impl TryFrom<String> for RequestedResolution {
    type Error = OutOfBounds;
    fn try_from(text: String) -> Result<Self, OutOfBounds> {
        check_length(&text, 1, 16)?;
        Ok(Self(text))
    }
}

impl JsonSchema for RequestedResolution {
    fn schema_name() -> Cow<'static, str> {
        "RequestedResolution".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let known = generator.subschema_for::<Resolution>();
        json_schema!({
            "description": "A resolution as a client may spell it. `D`, `W` and `M` are read as `1D`, `1W` and `1M`; \
                            what is not known is answered with `unsupported_resolution`.",
            "anyOf": [known, { "type": "string", "enum": ["D", "W", "M"] }, { "type": "string", "minLength": 1, "maxLength": 16 }],
        })
    }
}
