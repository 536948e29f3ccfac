//! What is served, and for how long.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::protocol::present;

/// What is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({
    "version": "0.1.0", "api_version": "v1", "protocol": { "name": "bars", "version": "1.0.0" },
}))]
pub struct Version {
    /// The version of the server.
    pub version: String,
    /// The version in the paths, such as `v1`.
    pub api_version: String,
    /// The protocol on the WebSocket.
    pub protocol: ServedProtocol,
}

/// The protocol on the WebSocket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServedProtocol {
    /// Its short name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Every version that is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({
    "current": "v1",
    "available": [{ "version": "v1", "release_date": "2026-11-22", "status": "current", "breaking_changes": [] }],
    "documentation": "/api/v1/docs", "contact": { "name": "The barwire developers" },
}))]
pub struct Versions {
    /// The newest.
    pub current: String,
    /// All of them.
    pub available: Vec<AvailableVersion>,
    /// Where the document is: a path, or a whole address.
    #[schemars(extend("format" = "uri-reference"))]
    pub documentation: String,
    /// Whom to ask.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub contact: Option<VersionContact>,
}

/// A version that is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AvailableVersion {
    /// As it stands in the paths, such as `v1`.
    pub version: String,
    /// The date when it came out (RFC 3339, `full-date`).
    #[schemars(extend("format" = "date"))]
    pub release_date: String,
    /// Whether it will stay.
    pub status: VersionStatus,
    /// What it broke of the version before.
    pub breaking_changes: Vec<String>,
    /// The date since when it is deprecated (RFC 3339, `full-date`). Absent where it is not.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "date"))]
    pub deprecation: Option<String>,
    /// The date when it will end (RFC 3339, `full-date`). Absent where none is set.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "date"))]
    pub sunset: Option<String>,
}

/// Whether a version will stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VersionStatus {
    /// It is the newest.
    Current,
    /// It still works, and will end.
    Deprecated,
}

/// Whom to ask about the versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VersionContact {
    /// A person or group.
    pub name: String,
    /// Where to find them.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How to write to them.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}
