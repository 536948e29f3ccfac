//! The documents of what is served, written once at the start: of the protocol at `/asyncapi.yaml` and `.json`, of the datafeed at
//! `/api/v1/openapi.yaml` and `.json`, and for people at `/api/v1/docs`.

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::routing::get;
use barwire_schema::Protocol;
use barwire_schema::http::{ApiError, HttpApi};
use barwire_schema::protocol::DocumentError;
use bytes::Bytes;

/// Where the document of the protocol is as YAML.
const YAML_PATH: &str = "/asyncapi.yaml";

/// Where it is as JSON.
const JSON_PATH: &str = "/asyncapi.json";

/// Where the document of the datafeed is as YAML.
const API_YAML_PATH: &str = "/api/v1/openapi.yaml";

/// Where it is as JSON.
const API_JSON_PATH: &str = "/api/v1/openapi.json";

/// Where it is for people.
pub(super) const PAGE_PATH: &str = "/api/v1/docs";

/// The document of the datafeed for people.
const PAGE: &str = include_str!("pages/datafeed.html");

/// The page loads nothing, and its own styles are all that it has.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const JSON: &str = "application/json";
const YAML: &str = "application/yaml";

/// Why a document cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The protocol has none.
    #[error("the protocol has no document: {0}")]
    Document(#[from] DocumentError),
    /// The API has none.
    #[error("the HTTP API has no document: {0}")]
    Api(#[from] ApiError),
    /// It has no JSON form.
    #[error("the document has no JSON form: {0}")]
    Json(#[from] serde_json::Error),
    /// It has no YAML form.
    #[error("the document has no YAML form: {0}")]
    Yaml(#[from] serde_yaml::Error),
}

pub(super) fn routes(protocol: &Protocol) -> Result<Router, WriteError> {
    let document = protocol.document()?;
    Ok(file(JSON_PATH, JSON, document.to_json()?).merge(file(YAML_PATH, YAML, document.to_yaml()?)))
}

pub(super) fn api_routes(api: &HttpApi) -> Result<Router, WriteError> {
    let document = api.document()?;
    Ok(file(API_JSON_PATH, JSON, document.to_json()?)
        .merge(file(API_YAML_PATH, YAML, document.to_yaml()?))
        .route(PAGE_PATH, get(page)))
}

fn file(path: &str, content_type: &'static str, text: String) -> Router {
    let text = Bytes::from(text);
    Router::new().route(path, get(async move || ([(CONTENT_TYPE, content_type)], text.clone())))
}

async fn page() -> ([(axum::http::HeaderName, HeaderValue); 3], &'static str) {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, PAGE)
}
