//! `GET bars`: the bars of a range of time.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use barwire_schema::bars::Resolution;
use barwire_schema::datafeed::{BarsAnswer, BarsQuery, ProblemCode};
use barwire_schema::protocol::EpochSeconds;

use super::find;
use super::parameters::Parameters;
use crate::http::NO_STORE;
use crate::http::problem::Refusal;
use crate::market::{BarRange, Catalog, Instrument};

/// Bars that are written between two other tasks of the thread. That takes a millisecond; more are written on a thread of their own.
const FEW: usize = 4_000;

pub(super) async fn bars(
    State(catalog): State<Arc<Catalog>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let query = read(&Parameters::read(query.as_deref())?)?;
    let instrument = find(&catalog, &query.symbol)?;
    let (resolution, series) = instrument
        .requested(&query.resolution)
        .map_err(|error| Refusal::of(ProblemCode::UnsupportedResolution, "resolution", error.to_string()))?;
    let answer = answer(&instrument, resolution, series, &query)?;
    let body = if answer.bars.len() <= FEW {
        write(&answer)
    } else {
        tokio::task::spawn_blocking(move || write(&answer)).await.map_err(|error| {
            tracing::error!(%error, "an answer was not written");
            Refusal::internal()
        })?
    };
    let body = body.map_err(|error| {
        tracing::error!(%error, "an answer has no JSON form");
        Refusal::internal()
    })?;
    let content_type = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    Ok((NO_STORE, content_type, body).into_response())
}

fn write(answer: &BarsAnswer) -> serde_json::Result<Vec<u8>> {
    let mut body = serde_json::to_vec(answer)?;
    // A client may take its time to read it, so it takes no more than it needs.
    body.shrink_to_fit();
    Ok(body)
}

fn read(parameters: &Parameters) -> Result<BarsQuery, Refusal> {
    let query = BarsQuery {
        symbol: parameters.required("symbol")?,
        resolution: parameters.optional("resolution")?.unwrap_or_default(),
        from_time: parameters.integer("from_time")?,
        to_time: parameters.integer("to_time")?,
        count_back: parameters.integer("count_back")?,
    };
    if query.from_time.is_none() && query.count_back.is_none() {
        let detail = "from_time is missing; one of from_time and count_back must be there";
        return Err(Refusal::of(ProblemCode::InvalidRequest, "from_time", detail));
    }
    Ok(query)
}

fn answer(
    instrument: &Instrument,
    resolution: Resolution,
    series: usize,
    query: &BarsQuery,
) -> Result<BarsAnswer, Refusal> {
    let to = query.to_time.map(EpochSeconds::millis);
    let range = BarRange {
        from: query.from_time.map(EpochSeconds::millis),
        to,
        count: query.count_back.and_then(|count| usize::try_from(count.get()).ok()),
    };
    // All of one moment, under one lock.
    let (found, newest, failure) = {
        let book = instrument.book();
        let failure = book.failure().map(|failure| failure.of(instrument.symbol()));
        (book.bars(series, range), book.latest(series), failure)
    };
    let found = found.ok_or_else(Refusal::internal)?;
    if newest.is_none()
        && let Some(failure) = failure
    {
        return Err(Refusal::new(ProblemCode::Unavailable, failure));
    }
    let reaches_newest = newest.is_none_or(|newest| to.is_none_or(|to| newest.bar.time < to));
    Ok(BarsAnswer {
        symbol: instrument.symbol().clone(),
        resolution,
        no_data: found.bars.is_empty() && !found.older,
        bars: found.bars,
        since: reaches_newest.then_some(found.position),
    })
}
