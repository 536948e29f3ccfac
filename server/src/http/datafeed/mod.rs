//! The datafeed of charts below `/api/v1/datafeed`, as `DATAFEED_API` declares it.
//!
//! Parameters of a query that are not declared are ignored, as members of a body are.

mod bars;
mod parameters;
mod quotes;
mod symbols;

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use barwire_schema::bars::Symbol;
use barwire_schema::datafeed::{DatafeedHealth, DatafeedStatus, ProblemCode};
use barwire_schema::protocol::EpochMillis;

use super::NO_STORE;
use super::health::counter;
use super::problem::Refusal;
use crate::market::{Catalog, Instrument};

/// Bytes that the body of a request may have.
const MAX_BODY: usize = 64 * 1024;

/// For what changes when an instrument comes.
const A_MINUTE: [(HeaderName, HeaderValue); 1] = [(CACHE_CONTROL, HeaderValue::from_static("max-age=60"))];

pub(super) fn routes(catalog: Arc<Catalog>) -> Router {
    Router::new()
        .route("/api/v1/datafeed/config", get(symbols::config))
        .route("/api/v1/datafeed/search", get(symbols::search))
        .route("/api/v1/datafeed/resolve/{symbol}", get(symbols::resolve))
        .route("/api/v1/datafeed/bars", get(bars::bars))
        .route("/api/v1/datafeed/quotes", post(quotes::quotes))
        .route("/api/v1/datafeed/health", get(health))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(catalog)
}

/// The instrument of this name or ticker.
fn find(catalog: &Catalog, symbol: &Symbol) -> Result<Arc<Instrument>, Refusal> {
    catalog
        .requested(symbol)
        .map_err(|error| Refusal::of(ProblemCode::UnknownSymbol, "symbol", error.to_string()))
}

async fn health(State(catalog): State<Arc<Catalog>>) -> Response {
    let all = catalog.all();
    let mut failures = all.iter().filter_map(|instrument| instrument.failure());
    let (status, message) = match (failures.next(), failures.count()) {
        (None, _) => (DatafeedStatus::Ok, "every source of bars answers".to_owned()),
        (Some(failure), 0) => (DatafeedStatus::Degraded, failure),
        (Some(failure), others) => {
            (DatafeedStatus::Degraded, format!("{failure}; {others} more have failed"))
        }
    };
    let (timestamp, instruments) = (EpochMillis::now(), counter(all.len()));
    (NO_STORE, Json(DatafeedHealth { status, message, timestamp, instruments })).into_response()
}
