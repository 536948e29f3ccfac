//! An app with instruments of the test's own, or those of the sample data, whose answers are judged by the document.

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use barwire_schema::bars::{BARS_PROTOCOL, Bar, Resolution, Symbol};
use barwire_schema::datafeed::DATAFEED_API;
use barwire_schema::protocol::EpochMillis;
use barwire_server::engine::{Engine, Limits};
use barwire_server::http;
use barwire_server::market::{
    Base, Catalog, Instrument, Listings, Past, ReplayDates, ReplaySettings, SourceEvent, Supply,
};
use barwire_server::{Config, FeedChoice, start};
use serde_json::{Value, json};
use tower::ServiceExt;

pub(crate) const DAY: u64 = 86_400_000;

/// 2024-01-01, a Monday, in milliseconds.
pub(crate) const MONDAY: u64 = 1_704_067_200_000;

pub(crate) struct App {
    pub(crate) router: Router,
    pub(crate) catalog: Arc<Catalog>,
    document: Value,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl App {
    /// One with the instruments that `supplies` are of, with what `instruments` (TOML) says of them.
    pub(crate) fn new(instruments: &str, supplies: &[Supply]) -> Self {
        let listings = Listings::parse("test.toml", instruments).unwrap();
        let catalog = Arc::new(Catalog::new(listings, 1000));
        for supply in supplies {
            catalog.open(supply).unwrap();
        }
        let engine = Engine::new(limits()).unwrap();
        let app = http::routes(&engine, &BARS_PROTOCOL).unwrap();
        let app = app.merge(http::datafeed(Arc::clone(&catalog)).unwrap());
        Self::of(http::with_problems(app), catalog)
    }

    /// One that plays the sample data.
    pub(crate) fn sample() -> Self {
        let bar_duration = Duration::from_secs(60);
        let feed = FeedChoice::Sample(ReplaySettings { bar_duration, dates: ReplayDates::Recorded });
        let config = Config { feed, instruments: None, history: 100_000, recover: 10, limits: limits() };
        let (router, _engine) = start(&config).unwrap();
        Self::of(router, Arc::new(Catalog::new(Listings::none(&[]), 0)))
    }

    fn of(router: Router, catalog: Arc<Catalog>) -> Self {
        let document = DATAFEED_API.document().unwrap().to_json().unwrap();
        Self { router, catalog, document: serde_json::from_str(&document).unwrap() }
    }

    pub(crate) fn instrument(&self, name: &str) -> Arc<Instrument> {
        self.catalog.find(name).unwrap()
    }

    /// Lets something happen to an instrument.
    pub(crate) fn apply(&self, name: &str, event: &SourceEvent) {
        self.instrument(name).book().apply(event, |_, _, _| {});
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let answer = Answer { status, headers, text: String::from_utf8(body.into()).unwrap() };
        if !answer.text.is_empty() && path.starts_with("/api/v1/") {
            self.judge(&method, &path, &answer);
        }
        answer
    }

    /// Checks an answer against the document: an operation has said that it answers so; what is no operation answers with a problem.
    fn judge(&self, method: &Method, path: &str, answer: &Answer) {
        let fits = |template: &str| match template.split_once('{') {
            Some((before, _)) => {
                path.strip_prefix(before).is_some_and(|rest| !rest.is_empty() && !rest.contains('/'))
            }
            None => template == path,
        };
        let paths = self.document["paths"].as_object().unwrap();
        let operation = paths.iter().find(|(template, _)| fits(template));
        let operation = operation.and_then(|(_, operations)| operations.get(method.as_str().to_lowercase()));
        let content = match operation {
            Some(operation) => &operation["responses"][answer.status.to_string()]["content"],
            None if answer.status < 400 => return,
            None => {
                &json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } })
            }
        };
        let schema = &content[answer.header("content-type")]["schema"];
        assert!(
            schema.is_object(),
            "{method} {path} does not declare {} {:?}",
            answer.status,
            answer.headers
        );
        let schema = json!({ "allOf": [schema], "components": self.document["components"] });
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let body = answer.json();
        let errors: Vec<_> = validator.iter_errors(&body).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{method} {path}: {errors:?} in {body}");
        if answer.status >= 400 {
            assert_eq!(body["status"].as_u64().unwrap_or(503), u64::from(answer.status));
        }
    }

    pub(crate) async fn request(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path, &[], "").await
    }

    /// The body of a successful answer of the datafeed.
    pub(crate) async fn ok(&self, path: &str) -> Value {
        let answer = self.get(&format!("/api/v1/datafeed/{path}")).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, "application/json"),
            "{}",
            answer.text
        );
        answer.json()
    }

    pub(crate) async fn quotes(&self, symbols: &[&str]) -> Value {
        let body = json!({ "symbols": symbols }).to_string();
        let headers = [("content-type", "application/json")];
        let answer = self.request(Method::POST, "/api/v1/datafeed/quotes", &headers, &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()
    }
}

fn limits() -> Limits {
    Limits { shards: NonZero::<usize>::MIN, ..Limits::default() }
}

pub(crate) fn bar(time: u64, close: f64) -> Bar {
    let time = EpochMillis::try_from(time).unwrap();
    Bar { time, open: 1.0, high: close.max(1.0), low: close.min(1.0), close, volume: Some(10.0) }
}

/// An instrument whose bars of `base` have closed, but for the last.
pub(crate) fn supply(symbol: &str, base: Resolution, bars: &[(u64, f64)]) -> Supply {
    let mut closed: Vec<_> = bars.iter().map(|(time, close)| bar(*time, *close)).collect();
    let past = Past { forming: closed.pop(), closed: vec![(base, closed)] };
    Supply { symbol: Symbol::try_from(symbol).unwrap(), base: Base::Bars(base), past }
}

/// An instrument that nothing has happened to.
pub(crate) fn blank(symbol: &str, base: Base) -> Supply {
    Supply { symbol: Symbol::try_from(symbol).unwrap(), base, past: Past::default() }
}

/// Days from Monday, each with its number as the close; the last forms.
pub(crate) fn days(symbol: &str, count: u64) -> Supply {
    let bars: Vec<_> = (0..count).map(|day| (MONDAY + day * DAY, 10.0 + day as f64)).collect();
    supply(symbol, Resolution::Day, &bars)
}
