//! `GET /api/v1/health`: whether the server takes connections, and how much it has to do.

use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use barwire_schema::datafeed::{Health, HealthStatus, VersionInfo};
use barwire_schema::protocol::{Counter, EpochMillis};
use parking_lot::Mutex;
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::{API_VERSION, NO_STORE, SERVER_VERSION};
use crate::engine::Engine;

/// Knows how the server is.
#[derive(Debug)]
pub(super) struct Reporter {
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

impl Reporter {
    pub(super) fn new(engine: Engine) -> Self {
        Self { engine, started: Instant::now(), open_files: Mutex::new(None) }
    }

    pub(super) fn report(&self) -> Response {
        let (code, status, message) = if self.engine.is_draining() {
            let message = "shutting down; no new connections";
            (StatusCode::SERVICE_UNAVAILABLE, HealthStatus::Draining, message)
        } else {
            (StatusCode::OK, HealthStatus::Ok, "serving")
        };
        let health = Health {
            status,
            message: message.to_owned(),
            timestamp: EpochMillis::now(),
            api_version: API_VERSION.to_owned(),
            version_info: VersionInfo { version: SERVER_VERSION.to_owned() },
            connections: counter(self.engine.connections()),
            subscriptions: counter(self.engine.subscriptions()),
            tasks: counter(Handle::current().metrics().num_alive_tasks() + self.engine.tasks()),
            open_files: self.open_files().map(counter),
            uptime_ms: Counter::saturating(
                u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            ),
        };
        (code, NO_STORE, Json(health)).into_response()
    }

    fn open_files(&self) -> Option<usize> {
        let mut kept = self.open_files.lock();
        let fresh = kept.filter(|files| files.at.elapsed() < FILES_KEPT);
        kept.insert(fresh.unwrap_or_else(|| Files { count: open_files(), at: Instant::now() })).count
    }
}

/// A number of things as it stands on the wire.
pub(super) fn counter(number: usize) -> Counter {
    Counter::saturating(u64::try_from(number).unwrap_or(u64::MAX))
}

/// The open files of this process, where the system tells: on Linux.
fn open_files() -> Option<usize> {
    // The directory itself is open while it is read.
    Some(std::fs::read_dir("/proc/self/fd").ok()?.count().saturating_sub(1))
}
