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

    /// The length of a bar in seconds; none of days, weeks and months, whose length depends on the market.
    #[must_use]
    pub const fn seconds(self) -> Option<u32> {
        match self {
            Self::Seconds1 => Some(1),
            Self::Seconds5 => Some(5),
            Self::Seconds15 => Some(15),
            Self::Seconds30 => Some(30),
            Self::Minutes1 => Some(60),
            Self::Minutes3 => Some(3 * 60),
            Self::Minutes5 => Some(5 * 60),
            Self::Minutes15 => Some(15 * 60),
            Self::Minutes30 => Some(30 * 60),
            Self::Minutes60 => Some(60 * 60),
            Self::Minutes120 => Some(120 * 60),
            Self::Minutes240 => Some(240 * 60),
            Self::Day | Self::Week | Self::Month => None,
        }
    }

    /// Whether a bar is shorter than a day: seconds and minutes.
    #[must_use]
    pub const fn is_intraday(self) -> bool {
        self.seconds().is_some()
    }

    /// Whether whole bars of this resolution make up each bar of `coarser`, whatever the hours of the market. None divides itself.
    ///
    /// A week divides nothing, as a month can end within it.
    #[must_use]
    pub const fn divides(self, coarser: Self) -> bool {
        match (self.seconds(), coarser.seconds()) {
            (Some(seconds), Some(of_coarser)) => seconds < of_coarser && of_coarser % seconds == 0,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => matches!((self, coarser), (Self::Day, Self::Week | Self::Month)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_what_the_spelling_says() {
        for resolution in Resolution::ALL {
            let text = resolution.as_str();
            let seconds = match text.strip_suffix('S') {
                Some(seconds) => seconds.parse().ok(),
                None => text.parse().ok().map(|minutes: u32| minutes * 60),
            };
            assert_eq!(resolution.seconds(), seconds, "{text}");
            assert_eq!(resolution.is_intraday(), seconds.is_some(), "{text}");
        }
    }

    #[test]
    fn what_divides_what() {
        let coarser = [
            ("1S", "5S 15S 30S 1 3 5 15 30 60 120 240 1D 1W 1M"),
            ("5S", "15S 30S 1 3 5 15 30 60 120 240 1D 1W 1M"),
            ("15S", "30S 1 3 5 15 30 60 120 240 1D 1W 1M"),
            ("30S", "1 3 5 15 30 60 120 240 1D 1W 1M"),
            ("1", "3 5 15 30 60 120 240 1D 1W 1M"),
            ("3", "15 30 60 120 240 1D 1W 1M"),
            ("5", "15 30 60 120 240 1D 1W 1M"),
            ("15", "30 60 120 240 1D 1W 1M"),
            ("30", "60 120 240 1D 1W 1M"),
            ("60", "120 240 1D 1W 1M"),
            ("120", "240 1D 1W 1M"),
            ("240", "1D 1W 1M"),
            ("1D", "1W 1M"),
            ("1W", ""),
            ("1M", ""),
        ];
        assert!(coarser.iter().map(|(finer, _)| *finer).eq(Resolution::ALL.iter().map(|all| all.as_str())));
        for (finer, coarser) in coarser {
            let divided: Vec<_> = Resolution::ALL
                .iter()
                .filter(|coarser| Resolution::parse(finer).is_some_and(|finer| finer.divides(**coarser)))
                .map(|coarser| coarser.as_str())
                .collect();
            assert_eq!(divided.join(" "), coarser, "{finer}");
        }
    }
}
