//! What there is around the datafeed: documents, other origins, caches, and what happens when something fails.

use axum::Router;
use axum::http::Method;
use axum::routing::get;
use barwire_schema::datafeed::DATAFEED_API;
use barwire_schema::protocol::EpochMillis;
use barwire_server::http;
use barwire_server::market::{Base, SourceEvent};
use serde_json::json;

use super::app::{App, blank, days};

#[tokio::test]
async fn the_document_is_served_as_it_is_declared() {
    let app = App::new("", &[]);
    let document = DATAFEED_API.document().unwrap();
    let answer = app.get("/api/v1/openapi.json").await;
    assert_eq!(
        (answer.header("content-type"), &answer.text),
        ("application/json", &document.to_json().unwrap())
    );
    let answer = app.get("/api/v1/openapi.yaml").await;
    assert_eq!(
        (answer.header("content-type"), &answer.text),
        ("application/yaml", &document.to_yaml().unwrap())
    );
}

#[tokio::test]
async fn the_page_loads_nothing() {
    let app = App::new("", &[]);
    let answer = app.get("/api/v1/docs").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"));
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    assert_eq!(answer.header("content-security-policy"), policy);
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    for loading in ["<script", "<link", "<img", "src=", "@import", "url("] {
        assert!(!answer.text.contains(loading), "{loading}");
    }
}

#[tokio::test]
async fn every_declared_operation_is_there() {
    let app = App::new("", &[days("A", 2)]);
    for operation in DATAFEED_API.operations {
        let path = operation.path.replace("{symbol}", "A");
        let query = if path.ends_with("/bars") { "?symbol=A&count_back=1" } else { "" };
        let answer = match operation.body {
            Some(_) => {
                let headers = [("content-type", "application/json")];
                app.request(Method::POST, &path, &headers, "{\"symbols\":[\"A\"]}").await
            }
            None => app.get(&format!("{path}{query}")).await,
        };
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
}

#[tokio::test]
async fn pages_of_other_origins_may_ask() {
    let app = App::new("", &[days("A", 2)]);
    let origin = ("origin", "https://chart.example");
    for path in [
        "/api/v1/datafeed/config",
        "/api/v1/datafeed/bars?symbol=nope&count_back=1",
        "/api/v1/nothing",
        "/api/v1/health",
    ] {
        let answer = app.request(Method::GET, path, &[origin], "").await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
    }
    for (path, method, allowed) in
        [("/api/v1/datafeed/quotes", "POST", "POST"), ("/api/v1/datafeed/bars?symbol=A", "GET", "GET,HEAD")]
    {
        let headers = [
            origin,
            ("access-control-request-method", method),
            ("access-control-request-headers", "content-type"),
        ];
        let answer = app.request(Method::OPTIONS, path, &headers, "").await;
        assert_eq!((answer.status, answer.text.as_str()), (204, ""));
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("access-control-allow-methods"), allowed);
        assert_eq!(answer.header("access-control-allow-headers"), "content-type");
    }
    let headers = [origin, ("access-control-request-method", "GET")];
    let answer = app.request(Method::OPTIONS, "/api/v1/nothing", &headers, "").await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (404, "*"));
    let answer = app.request(Method::GET, "/asyncapi.json", &[origin], "").await;
    assert_eq!(answer.header("access-control-allow-origin"), "", "what is no part of the API");
}

#[tokio::test]
async fn what_changes_is_not_kept() {
    let app = App::new("", &[days("A", 2)]);
    for (path, expected) in [
        ("/api/v1/datafeed/bars?symbol=A&count_back=1", "no-store"),
        ("/api/v1/datafeed/health", "no-store"),
        ("/api/v1/health", "no-store"),
        ("/api/v1/datafeed/config", "max-age=60"),
        ("/api/v1/datafeed/search", "max-age=60"),
        ("/api/v1/datafeed/resolve/A", "max-age=60"),
        ("/api/v1/datafeed/resolve/B", "no-store"),
    ] {
        assert_eq!(app.get(path).await.header("cache-control"), expected, "{path}");
    }
}

#[tokio::test]
async fn a_source_that_fails_is_told_and_what_is_known_stays() {
    let app = App::new("", &[days("A", 2), blank("NONE", Base::Trades), blank("GONE", Base::Trades)]);
    let health = app.ok("health").await;
    assert_eq!((&health["status"], &health["instruments"]), (&json!("ok"), &json!(3)));
    let failed = SourceEvent::Failed { reason: "has failed".to_owned(), retry: true };
    for name in ["A", "NONE"] {
        app.instrument(name).book().apply(&failed, |_, _, _| {});
    }
    let health = app.ok("health").await;
    assert_eq!(health["status"], "degraded");
    assert_eq!(health["message"], "the source of A has failed; 1 more have failed");
    assert_eq!(app.ok("bars?symbol=A&count_back=9").await["bars"].as_array().unwrap().len(), 2);
    let answer = app.get("/api/v1/datafeed/bars?symbol=NONE&count_back=9").await;
    let expected = json!({
        "type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": "the source of NONE has failed",
        "code": "unavailable",
    });
    assert_eq!((answer.status, answer.json()), (503, expected));
    let quotes = app.quotes(&["A", "NONE"]).await;
    assert_eq!(quotes[0]["s"], "ok");
    assert_eq!(quotes[1], json!({ "s": "error", "n": "NONE", "errmsg": "the source of NONE has failed" }));
    for name in ["A", "NONE"] {
        app.instrument(name).book().apply(&SourceEvent::Clock(EpochMillis::default()), |_, _, _| {});
    }
    assert_eq!(app.ok("health").await["status"], "ok");
}

#[tokio::test]
async fn a_panic_is_a_problem_that_tells_nothing() {
    let mut app = App::new("", &[]);
    let fails = Router::new().route("/api/v1/fails", get(async || -> &str { panic!("the secret") }));
    app.router = http::with_problems(fails);
    let answer = app.get("/api/v1/fails").await;
    let expected = json!({
        "type": "about:blank", "title": "Internal Server Error", "status": 500,
        "detail": "the server failed; its log says more", "code": "internal",
    });
    assert_eq!((answer.status, answer.json()), (500, expected));
    assert_eq!(answer.header("access-control-allow-origin"), "*");
}
