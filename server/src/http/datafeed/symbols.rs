//! `GET config`, `search` and `resolve/{symbol}`: which instruments there are, and the facts of each.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use barwire_schema::bars::Symbol;
use barwire_schema::datafeed::{
    DatafeedConfig, Exchange, ProblemCode, SearchQuery, SearchResult, SymbolType,
};

use super::parameters::Parameters;
use super::{A_MINUTE, find};
use crate::http::problem::Refusal;
use crate::market::{Catalog, Instrument, Search};

/// What stands for every exchange and kind.
const ALL: &str = "All";

pub(super) async fn config(State(catalog): State<Arc<Catalog>>) -> Response {
    let every = Exchange { value: String::new(), name: ALL.to_owned(), desc: String::new() };
    let exchange = |value: String| Exchange { name: value.clone(), desc: value.clone(), value };
    let any = SymbolType { name: ALL.to_owned(), value: String::new() };
    let kind = |value: String| SymbolType { name: capitalized(&value), value };
    let config = DatafeedConfig {
        supported_resolutions: catalog.resolutions(),
        supports_search: true,
        supports_group_request: false,
        supports_marks: false,
        supports_timescale_marks: false,
        supports_time: false,
        exchanges: std::iter::once(every).chain(catalog.exchanges().into_iter().map(exchange)).collect(),
        symbols_types: std::iter::once(any).chain(catalog.kinds().into_iter().map(kind)).collect(),
    };
    (A_MINUTE, Json(config)).into_response()
}

pub(super) async fn search(
    State(catalog): State<Arc<Catalog>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let parameters = Parameters::read(query.as_deref())?;
    let default = SearchQuery::default();
    let query = SearchQuery {
        user_input: parameters.optional("user_input")?.unwrap_or(default.user_input),
        exchange: parameters.optional("exchange")?.unwrap_or(default.exchange),
        symbol_type: parameters.optional("symbol_type")?.unwrap_or(default.symbol_type),
        max_results: parameters.integer("max_results")?.unwrap_or(default.max_results),
    };
    let found = catalog.search(&Search {
        text: &query.user_input,
        exchange: &query.exchange,
        kind: &query.symbol_type,
        limit: usize::try_from(query.max_results.get()).unwrap_or(usize::MAX),
    });
    let found: Vec<_> = found.iter().map(|instrument| result(instrument)).collect();
    Ok((A_MINUTE, Json(found)).into_response())
}

pub(super) async fn resolve(
    State(catalog): State<Arc<Catalog>>,
    symbol: Result<Path<String>, PathRejection>,
) -> Result<Response, Refusal> {
    let invalid = |reason: &dyn std::fmt::Display| {
        Refusal::of(ProblemCode::InvalidRequest, "symbol", format!("symbol: {reason}"))
    };
    // It is a part of the path, so nothing but its encoding can be wrong.
    let Path(symbol) = symbol.map_err(|_| invalid(&"expected UTF-8"))?;
    let symbol = Symbol::try_from(symbol).map_err(|error| invalid(&error))?;
    Ok((A_MINUTE, Json(find(&catalog, &symbol)?.info())).into_response())
}

fn result(instrument: &Instrument) -> SearchResult {
    let listing = &instrument.listing;
    SearchResult {
        symbol: listing.symbol.clone(),
        full_name: match listing.exchange.as_str() {
            "" => listing.symbol.as_str().to_owned(),
            exchange => format!("{exchange}:{}", listing.symbol),
        },
        description: listing.description.clone(),
        exchange: listing.exchange.clone(),
        ticker: listing.ticker.clone(),
        kind: listing.kind.clone(),
    }
}

/// The text with its first letter in upper case.
fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
