//! Answers to requests that are refused, as problem details (RFC 9457).

use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use barwire_schema::datafeed::{Problem, ProblemCode};
use futures_util::FutureExt;

use super::{NO_STORE, PROBLEM, cors};

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    code: ProblemCode,
    detail: String,
    parameter: Option<String>,
}

impl Refusal {
    /// One that is of no parameter.
    pub(super) fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), parameter: None }
    }

    /// A parameter of the path or query, or a member of the body, is missing or wrong.
    pub(super) fn of(code: ProblemCode, parameter: &str, detail: impl Into<String>) -> Self {
        Self { parameter: Some(parameter.to_owned()), ..Self::new(code, detail) }
    }

    /// The server failed. What happened is for the log alone.
    pub(super) fn internal() -> Self {
        Self::new(ProblemCode::Internal, "the server failed; its log says more")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { code, detail, parameter } = self;
        let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let problem = Problem { parameter, ..Problem::new(code, detail) };
        let mut answer = (status, NO_STORE, Json(problem)).into_response();
        answer.headers_mut().insert(CONTENT_TYPE, PROBLEM);
        answer
    }
}

/// `app`, with a problem for paths and methods that it does not have, and for a handler that panics. Pages of other origins may ask.
pub fn with_problems(app: Router) -> Router {
    let app = app
        .fallback(async |uri: Uri| {
            Refusal::new(ProblemCode::NotFound, format!("nothing is at {}", uri.path()))
        })
        .method_not_allowed_fallback(async |method: Method, uri: Uri| {
            let detail = format!("{} does not take {method}", uri.path());
            Refusal::new(ProblemCode::MethodNotAllowed, detail)
        });
    // Around the routes as a whole: the methods that a path takes are told outside of its handlers.
    Router::new().fallback_service(app).layer(from_fn(caught)).layer(from_fn(cors::allow))
}

/// A handler that panics has failed, and the connection goes on.
async fn caught(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(|_| {
        tracing::error!(path, "a request panicked");
        Refusal::internal().into_response()
    })
}
