//! What is served beside the socket: the datafeed of charts, health, versions, and the documents of it all.

mod cors;
mod datafeed;
mod document;
mod health;
mod problem;
mod version;

use std::sync::Arc;

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::routing::get;
use axum::{Json, Router};
use barwire_schema::Protocol;
use barwire_schema::datafeed::DATAFEED_API;

use crate::engine::Engine;
use crate::market::Catalog;

pub use document::WriteError;
pub use problem::with_problems;

/// The version of the HTTP paths.
const API_VERSION: &str = "v1";

/// The version of this server.
const SERVER_VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a problem detail is (RFC 9457, section 3).
const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");

/// For what changes from one moment to the next.
const NO_STORE: [(HeaderName, HeaderValue); 1] = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];

/// The routes beside the socket of `protocol`, as `engine` serves it.
///
/// # Errors
/// [`WriteError`] where the protocol has no document.
pub fn routes(engine: &Engine, protocol: &'static Protocol) -> Result<Router, WriteError> {
    let health = Arc::new(health::Reporter::new(engine.clone()));
    Ok(Router::new()
        .route("/api/v1/health", get(async move || health.report()))
        .route("/api/v1/version", get(async move || Json(version::version(protocol))))
        .route("/api/v1/versions", get(async move || Json(version::versions(protocol))))
        .merge(document::routes(protocol)?))
}

/// The datafeed of charts from the instruments of `catalog`, and its document.
///
/// # Errors
/// [`WriteError`] where the declaration has no document.
pub fn datafeed(catalog: Arc<Catalog>) -> Result<Router, WriteError> {
    Ok(datafeed::routes(catalog).merge(document::api_routes(&DATAFEED_API)?))
}
