//! Answers to HTTP requests that nothing serves, as problem details (RFC 9457).

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// `app`, with a problem document for paths and methods that it does not have.
pub fn with_problems(app: Router) -> Router {
    app.fallback(async |uri: Uri| problem(StatusCode::NOT_FOUND, &format!("nothing is at {}", uri.path())))
        .method_not_allowed_fallback(async |method: Method, uri: Uri| {
            problem(StatusCode::METHOD_NOT_ALLOWED, &format!("{} does not take {method}", uri.path()))
        })
}

fn problem(status: StatusCode, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or_default();
    let body = json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail });
    (status, [(CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}
