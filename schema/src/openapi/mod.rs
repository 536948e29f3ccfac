//! The OpenAPI 3.1.0 document as Rust types, and its text in YAML and JSON.
//!
//! Only what a declared API needs is here; names are the specification's (<https://spec.openapis.org/oas/v3.1.0>). Paths, methods,
//! statuses and schemas are sorted, so that a document does not depend on the order of declaration.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

// Both specifications have them, with the same members.
pub use crate::asyncapi::{Contact, License, Tag};

/// The version of the specification that [`Document`] follows.
pub const VERSION: &str = "3.1.0";

/// A whole document. Its schemas have the specification's default dialect, a superset of JSON Schema 2020-12.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// The version of the specification.
    pub openapi: &'static str,
    /// What is described.
    pub info: Info,
    /// Where it is served; the first is taken where nobody chooses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub servers: Vec<Server>,
    /// What a client must show to be let in: one of these. Nothing where there is none.
    pub security: Vec<BTreeMap<String, Vec<String>>>,
    /// The subjects of the operations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// What can be done where, by path.
    pub paths: BTreeMap<String, PathItem>,
    /// Schemas, by name.
    pub components: Components,
}

/// What is described.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Info {
    /// The name for people.
    pub title: String,
    /// The version of the API.
    pub version: String,
    /// Markdown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Whom to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Under which terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<License>,
    /// The name for programs, which generated ones use.
    #[serde(rename = "x-barwire-name")]
    pub name: String,
}

/// Where an API is served.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Server {
    /// What stands before every path.
    pub url: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What can be done at a path, by method.
pub type PathItem = BTreeMap<Method, Operation>;

/// An HTTP method (RFC 9110, section 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Asks for something, and changes nothing.
    Get,
    /// Hands over a body.
    Post,
}

/// What can be done.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// Its name for programs, unlike every other in the document.
    pub operation_id: String,
    /// Its subjects.
    pub tags: Vec<String>,
    /// One sentence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Markdown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What stands in the path and in the query.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// What a client sends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_body: Option<RequestBody>,
    /// What the server answers, by status.
    pub responses: BTreeMap<String, Response>,
}

/// A value in the path or in the query.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it stands.
    #[serde(rename = "in")]
    pub place: Place,
    /// Markdown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Whether it must be there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Whether it should not be used any more.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// What it may be.
    pub schema: Value,
    /// A value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// In the path, at its name in braces.
    Path,
    /// Behind the question mark.
    Query,
}

impl Place {
    /// The word in the document.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
        }
    }
}

/// What a client sends.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RequestBody {
    /// Markdown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Whether it must be there.
    pub required: bool,
    /// What it is, by media type.
    pub content: BTreeMap<&'static str, MediaType>,
}

/// What the server answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Response {
    /// Markdown.
    pub description: String,
    /// What it is, by media type.
    pub content: BTreeMap<&'static str, MediaType>,
}

/// A body of one media type.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MediaType {
    /// What it may be.
    pub schema: Value,
}

/// What is referred to by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Components {
    /// Every named schema.
    pub schemas: BTreeMap<String, Value>,
}

impl Document {
    /// The document as YAML.
    ///
    /// # Errors
    /// Where a value has no YAML form.
    pub fn to_yaml(&self) -> Result<String, serde_yaml::Error> {
        crate::text::yaml(self)
    }

    /// The document as indented JSON, with a newline at the end.
    ///
    /// # Errors
    /// Where a value has no JSON form.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        crate::text::json(self)
    }
}
