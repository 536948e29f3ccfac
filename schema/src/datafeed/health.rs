//! How the server is, and how its source of bars is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::protocol::{Counter, EpochMillis, present};

/// How the source of the bars is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({
    "status": "ok", "message": "every feed is live", "timestamp": 1_795_000_000_123_u64, "instruments": 12,
}))]
pub struct DatafeedHealth {
    /// The state, for programs.
    pub status: DatafeedStatus,
    /// The state, for people.
    pub message: String,
    /// The server's clock.
    pub timestamp: EpochMillis,
    /// How many instruments are served.
    pub instruments: Counter,
}

/// The state of the source of the bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DatafeedStatus {
    /// Every instrument has its bars.
    Ok,
    /// The bars of some instruments are missing or stale.
    Degraded,
}

/// How the server is, and how much it has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({
    "status": "ok", "message": "serving", "timestamp": 1_795_000_000_123_u64, "api_version": "v1",
    "version_info": { "version": "0.1.0" }, "connections": 2, "subscriptions": 5, "tasks": 9, "open_files": 21,
    "uptime_ms": 86_400_000,
}))]
pub struct Health {
    /// The state, for programs.
    pub status: HealthStatus,
    /// The state, for people.
    pub message: String,
    /// The server's clock.
    pub timestamp: EpochMillis,
    /// The version in the paths, such as `v1`.
    pub api_version: String,
    /// What is running.
    pub version_info: VersionInfo,
    /// How many WebSocket connections are open.
    pub connections: Counter,
    /// How many streams they follow.
    pub subscriptions: Counter,
    /// How many tasks of the server are alive.
    pub tasks: Counter,
    /// How many files the process has open. Absent where the system does not tell.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub open_files: Option<Counter>,
    /// Milliseconds since the server began.
    pub uptime_ms: Counter,
}

/// The state of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthStatus {
    /// It takes connections.
    Ok,
    /// It is shutting down and takes no new connections.
    Draining,
}

/// What is running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VersionInfo {
    /// The version of the server.
    pub version: String,
}
