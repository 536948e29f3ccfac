//! What is served beside the socket.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

mod support;

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode};
use barwire_schema::bars::BARS_PROTOCOL;
use barwire_server::engine::{Engine, Limits};
use barwire_server::http;
use serde_json::{Value, json};
use support::driven::bars;
use tower::ServiceExt;

fn app() -> (Engine, Router) {
    let engine = Engine::new(Limits::default()).unwrap();
    let (_driver, socket) = bars(&engine);
    let app = http::with_problems(socket.merge(http::routes(&engine, &BARS_PROTOCOL).unwrap()));
    (engine, app)
}

async fn call(app: &Router, method: Method, path: &str) -> (StatusCode, String, String) {
    let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
    let answer = app.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let content_type = answer.headers()["content-type"].to_str().unwrap().to_owned();
    let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    (status, content_type, String::from_utf8(body.into()).unwrap())
}

async fn json_of(app: &Router, path: &str) -> (StatusCode, Value) {
    let (status, content_type, body) = call(app, Method::GET, path).await;
    assert_eq!(content_type, "application/json");
    (status, serde_json::from_str(&body).unwrap())
}

#[tokio::test]
async fn health_says_how_the_server_is() {
    let (engine, app) = app();
    let (status, report) = json_of(&app, "/api/v1/health").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(report["status"], "ok");
    assert_eq!(report["api_version"], "v1");
    assert_eq!(report["version_info"], json!({ "version": env!("CARGO_PKG_VERSION") }));
    for member in ["timestamp", "connections", "subscriptions", "tasks", "uptime_ms"] {
        assert!(report[member].is_u64(), "{member}: {report}");
    }
    assert_eq!(report["open_files"].is_u64(), std::path::Path::new("/proc/self/fd").exists());
    engine.drain(Duration::ZERO).await;
    let (status, report) = json_of(&app, "/api/v1/health").await;
    assert_eq!((status, &report["status"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("draining")));
}

#[tokio::test]
async fn versions_are_told() {
    let (_engine, app) = app();
    let (_, version) = json_of(&app, "/api/v1/version").await;
    let protocol = json!({ "name": "bars", "version": BARS_PROTOCOL.version });
    assert_eq!(
        version,
        json!({ "version": env!("CARGO_PKG_VERSION"), "api_version": "v1", "protocol": protocol })
    );
    let (_, versions) = json_of(&app, "/api/v1/versions").await;
    assert_eq!(
        versions,
        json!({
            "current": "v1",
            "available": [
                { "version": "v1", "release_date": "2026-11-22", "status": "current", "breaking_changes": [] },
            ],
            "documentation": "/api/v1/docs",
            "contact": { "name": "The barwire developers" },
        })
    );
}

#[tokio::test]
async fn the_document_is_served_as_it_is_declared() {
    let (_engine, app) = app();
    let document = BARS_PROTOCOL.document().unwrap();
    let (_, content_type, body) = call(&app, Method::GET, "/asyncapi.yaml").await;
    assert_eq!((content_type.as_str(), body), ("application/yaml", document.to_yaml().unwrap()));
    let (_, content_type, body) = call(&app, Method::GET, "/asyncapi.json").await;
    assert_eq!((content_type.as_str(), body), ("application/json", document.to_json().unwrap()));
}

#[tokio::test]
async fn what_is_not_served_is_a_problem() {
    let (_engine, app) = app();
    for (method, path, status) in [
        (Method::GET, "/nope", 404),
        (Method::POST, "/api/v1/health", 405),
        (Method::POST, "/api/v1/ws", 405),
    ] {
        let (answered, content_type, body) = call(&app, method, path).await;
        assert_eq!((answered.as_u16(), content_type.as_str()), (status, "application/problem+json"));
        let problem: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], "about:blank");
        assert!(problem["detail"].as_str().unwrap().contains(path));
    }
}
