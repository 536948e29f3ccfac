//! Pages of other origins may ask what is below `/api/v1/`: no answer there depends on who asks (Fetch standard, CORS protocol).

use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ALLOW,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// What other origins may ask.
const PREFIX: &str = "/api/v1/";

/// Seconds for which a browser remembers what it may ask: a day, which is more than any browser does.
const MAX_AGE: HeaderValue = HeaderValue::from_static("86400");

/// Answers a browser that asks whether it may ask, and lets it read the answers.
pub(super) async fn allow(request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(PREFIX) {
        return next.run(request).await;
    }
    let is_preflight =
        request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let mut answer = next.run(request).await;
    if is_preflight
        && answer.status() == StatusCode::METHOD_NOT_ALLOWED
        && let Some(methods) = answer.headers().get(ALLOW).cloned()
    {
        answer = (
            StatusCode::NO_CONTENT,
            [
                (ACCESS_CONTROL_ALLOW_METHODS, methods),
                (ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type")),
                (ACCESS_CONTROL_MAX_AGE, MAX_AGE),
            ],
        )
            .into_response();
    }
    answer.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    answer
}
