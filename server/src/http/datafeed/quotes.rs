//! `POST quotes`: the prices of several instruments as they stand.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Bytes, HttpBody};
use axum::extract::{FromRequest, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use barwire_schema::bars::{Bar, Resolution, Symbol};
use barwire_schema::datafeed::ProblemCode::{InvalidRequest, TooLarge, UnsupportedMediaType};
use barwire_schema::datafeed::{Quote, QuoteValues, QuotesRequest};
use tokio::time::timeout;

use super::MAX_BODY;
use crate::http::NO_STORE;
use crate::http::problem::Refusal;
use crate::market::{BarRange, Catalog, Instrument};

/// How long the body of a request may take to come.
const BODY_WITHIN: Duration = Duration::from_secs(10);

pub(super) async fn quotes(
    State(catalog): State<Arc<Catalog>>,
    request: Request,
) -> Result<Response, Refusal> {
    if !is_json(request.headers()) {
        let detail = "expected the Content-Type application/json";
        return Err(Refusal::new(UnsupportedMediaType, detail));
    }
    let QuotesRequest { symbols } = read(&body(request).await?)?;
    let quotes: Vec<_> = symbols.into_iter().map(|symbol| quote(&catalog, symbol)).collect();
    Ok((NO_STORE, Json(quotes)).into_response())
}

/// The body of a request, as a whole.
async fn body(request: Request) -> Result<Bytes, Refusal> {
    let too_large = || Refusal::new(TooLarge, format!("expected a body of at most {MAX_BODY} bytes"));
    if request.body().size_hint().lower() > MAX_BODY as u64 {
        return Err(too_large());
    }
    match timeout(BODY_WITHIN, Bytes::from_request(request, &())).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(error)) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(too_large()),
        Ok(Err(_)) => Err(Refusal::new(InvalidRequest, "the body did not come as a whole")),
        Err(_) => {
            let detail = format!("the body did not come within {} s", BODY_WITHIN.as_secs());
            Err(Refusal::new(InvalidRequest, detail))
        }
    }
}

/// Whether the body is said to be JSON (RFC 8259); parameters of the media type change nothing.
fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn read(body: &[u8]) -> Result<QuotesRequest, Refusal> {
    // serde reads a struct from an array too.
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(Refusal::new(InvalidRequest, "the body: expected a JSON object"));
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    let request = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let (path, reason) = (error.path().to_string(), error.inner());
        if reason.is_data() && path != "." {
            Refusal::of(InvalidRequest, &path, format!("{path}: {reason}"))
        } else {
            Refusal::new(InvalidRequest, format!("the body: {reason}"))
        }
    })?;
    json.end().map_err(|reason| Refusal::new(InvalidRequest, format!("the body: {reason}")))?;
    Ok(request)
}

fn quote(catalog: &Catalog, n: Symbol) -> Quote {
    let instrument = match catalog.requested(&n) {
        Ok(instrument) => instrument,
        Err(unknown) => return Quote::Error { errmsg: unknown.to_string(), n },
    };
    match values(&instrument) {
        Some(v) => Quote::Ok { n, v },
        None => {
            let errmsg =
                instrument.failure().unwrap_or_else(|| format!("{} has no price yet", instrument.symbol()));
            Quote::Error { n, errmsg }
        }
    }
}

/// The prices of an instrument; none where it has no bar.
fn values(instrument: &Instrument) -> Option<QuoteValues> {
    // All of one moment, under one lock.
    let (last, days) = {
        let book = instrument.book();
        let last = book.latest(0)?.bar.close;
        let days = BarRange { count: Some(2), ..BarRange::default() };
        (last, instrument.series(Resolution::Day).and_then(|series| book.bars(series, days)))
    };
    let days = days.map(|days| days.bars).unwrap_or_default();
    let (day, before) = match days.as_slice() {
        [before, day] => (Some(*day), Some(*before)),
        [day] => (Some(*day), None),
        _ => (None, None),
    };
    let previous = before.map(|before: Bar| before.close);
    let change = previous.map(|previous| last - previous);
    let percent = previous.zip(change).map(|(previous, change)| change / previous.abs() * 100.0);
    let listing = &instrument.listing;
    Some(QuoteValues {
        ch: change.and_then(|change| rounded(change, listing.pricescale.get() as f64)),
        chp: percent.and_then(|percent| rounded(percent, 100.0)),
        short_name: Some(listing.symbol.as_str().to_owned()),
        exchange: Some(listing.exchange.clone()),
        original_name: Some(listing.symbol.as_str().to_owned()),
        description: Some(listing.description.clone()),
        lp: Some(last),
        open_price: day.map(|day| day.open),
        high_price: day.map(|day| day.high),
        low_price: day.map(|day| day.low),
        prev_close_price: previous,
        volume: day.and_then(|day| day.volume),
    })
}

/// The number in whole parts of 1, of which there are `scale`; none where it is not finite.
fn rounded(number: f64, scale: f64) -> Option<f64> {
    let rounded = (number * scale).round() / scale;
    // Zero has no sign on a chart.
    rounded.is_finite().then_some(rounded + 0.0)
}
