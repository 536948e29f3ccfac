//! What is served beside the socket: health, versions, and the document of the protocol.

mod document;
mod health;
mod problem;
mod version;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use barwire_schema::Protocol;

use crate::engine::Engine;

pub use document::WriteError;
pub use problem::with_problems;

/// The version of the HTTP paths.
const API_VERSION: &str = "v1";

/// The version of this server.
const SERVER_VERSION: &str = env!("CARGO_PKG_VERSION");

/// The routes beside the socket of `protocol`, as `engine` serves it.
///
/// # Errors
/// [`WriteError`] where the protocol has no document.
pub fn routes(engine: &Engine, protocol: &'static Protocol) -> Result<Router, WriteError> {
    let health = Arc::new(health::Health::new(engine.clone()));
    Ok(Router::new()
        .route("/api/v1/health", get(async move || health.report()))
        .route("/api/v1/version", get(async move || version::version(protocol)))
        .route("/api/v1/versions", get(async move || version::versions(protocol)))
        .merge(document::routes(protocol)?))
}
