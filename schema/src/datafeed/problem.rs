//! Why an HTTP request is refused (RFC 9457).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::protocol::{Integer, present};

/// Why a request was refused: a problem detail (RFC 9457) with a code for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({
    "type": "about:blank", "title": "Not Found", "status": 404, "detail": "no instrument is named INVALID",
    "code": "unknown_symbol", "parameter": "symbol",
}))]
pub struct Problem {
    /// The kind of problem: `about:blank` where the status says it (RFC 9457, section 4.2.1).
    #[serde(rename = "type")]
    #[schemars(extend("format" = "uri-reference"))]
    pub kind: String,
    /// The kind of problem, for people.
    pub title: String,
    /// The status code of the answer.
    pub status: Integer<100, 599>,
    /// What is wrong with this request, for people.
    pub detail: String,
    /// What is wrong, for programs.
    pub code: ProblemCode,
    /// The parameter of the path or query, or the member of the body, that is wrong. Absent where it is none of them.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
}

impl Problem {
    /// The problem of a code, with `detail` for people.
    #[must_use]
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank".to_owned(),
            title: code.title().to_owned(),
            status: Integer::within_bounds(u64::from(code.status())),
            detail: detail.into(),
            code,
            parameter: None,
        }
    }

    /// The same problem, of this parameter of the path or query, or member of the body.
    #[must_use]
    pub fn of(self, parameter: impl Into<String>) -> Self {
        Self { parameter: Some(parameter.into()), ..self }
    }
}

/// Why a request was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// A parameter or the body is missing or wrong (400).
    InvalidRequest,
    /// The instrument is not served at this resolution; `detail` lists those it is served at (400).
    UnsupportedResolution,
    /// No instrument has this name (404).
    UnknownSymbol,
    /// Nothing is at this path (404).
    NotFound,
    /// The path does not take this method (405).
    MethodNotAllowed,
    /// The body is longer than the server takes (413).
    TooLarge,
    /// The body is said to be something else than JSON (415).
    UnsupportedMediaType,
    /// The server failed (500).
    Internal,
    /// The source of the bars does not answer, or the server is shutting down (503).
    Unavailable,
}

impl ProblemCode {
    /// The status code of an answer with this code (RFC 9110, section 15).
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidRequest | Self::UnsupportedResolution => 400,
            Self::UnknownSymbol | Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }

    /// The phrase that RFC 9110 has for the status code.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::InvalidRequest | Self::UnsupportedResolution => "Bad Request",
            Self::UnknownSymbol | Self::NotFound => "Not Found",
            Self::MethodNotAllowed => "Method Not Allowed",
            Self::TooLarge => "Content Too Large",
            Self::UnsupportedMediaType => "Unsupported Media Type",
            Self::Internal => "Internal Server Error",
            Self::Unavailable => "Service Unavailable",
        }
    }
}
