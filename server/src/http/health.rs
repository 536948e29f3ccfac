//! `GET /api/v1/health`: whether the server takes connections, and how much it has to do.

use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use barwire_schema::protocol::EpochMillis;
use parking_lot::Mutex;
use serde::Serialize;
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::{API_VERSION, SERVER_VERSION};
use crate::engine::Engine;

/// Knows how the server is.
#[derive(Debug)]
pub(super) struct Health {
    engine: Engine,
    started: Instant,
    open_files: Mutex<Option<Files>>,
}

/// The open files, when they were counted: that takes as long as there are files, and whoever likes may ask.
#[derive(Debug, Clone, Copy)]
struct Files {
    count: Option<usize>,
    at: Instant,
}

/// How long a count of the open files is good enough.
const FILES_KEPT: Duration = Duration::from_secs(1);

/// The body of the answer.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    status: Status,
    message: &'static str,
    timestamp: EpochMillis,
    api_version: &'static str,
    version_info: VersionInfo,
    connections: usize,
    subscriptions: usize,
    /// Living tasks of the server.
    tasks: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    open_files: Option<usize>,
    uptime_ms: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Ok,
    Draining,
}

#[derive(Debug, Serialize)]
struct VersionInfo {
    version: &'static str,
}

impl Health {
    pub(super) fn new(engine: Engine) -> Self {
        Self { engine, started: Instant::now(), open_files: Mutex::new(None) }
    }

    pub(super) fn report(&self) -> (StatusCode, Json<Report>) {
        let (code, status, message) = if self.engine.is_draining() {
            (StatusCode::SERVICE_UNAVAILABLE, Status::Draining, "shutting down; no new connections")
        } else {
            (StatusCode::OK, Status::Ok, "serving")
        };
        let report = Report {
            status,
            message,
            timestamp: EpochMillis::now(),
            api_version: API_VERSION,
            version_info: VersionInfo { version: SERVER_VERSION },
            connections: self.engine.connections(),
            subscriptions: self.engine.subscriptions(),
            tasks: Handle::current().metrics().num_alive_tasks() + self.engine.tasks(),
            open_files: self.open_files(),
            uptime_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
        };
        (code, Json(report))
    }

    fn open_files(&self) -> Option<usize> {
        let mut kept = self.open_files.lock();
        let fresh = kept.filter(|files| files.at.elapsed() < FILES_KEPT);
        kept.insert(fresh.unwrap_or_else(|| Files { count: open_files(), at: Instant::now() })).count
    }
}

/// The open files of this process, where the system tells: on Linux.
fn open_files() -> Option<usize> {
    // The directory itself is open while it is read.
    Some(std::fs::read_dir("/proc/self/fd").ok()?.count().saturating_sub(1))
}
