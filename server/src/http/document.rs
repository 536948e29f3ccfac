//! `GET /asyncapi.json` and `/asyncapi.yaml`: the document of the protocol, written once at the start.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use barwire_schema::Protocol;
use barwire_schema::protocol::DocumentError;
use bytes::Bytes;

/// Where the document is as YAML.
pub(super) const YAML_PATH: &str = "/asyncapi.yaml";

/// Where the document is as JSON.
const JSON_PATH: &str = "/asyncapi.json";

/// Why a protocol's document cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The protocol has none.
    #[error("the protocol has no document: {0}")]
    Document(#[from] DocumentError),
    /// It has no JSON form.
    #[error("the document has no JSON form: {0}")]
    Json(#[from] serde_json::Error),
    /// It has no YAML form.
    #[error("the document has no YAML form: {0}")]
    Yaml(#[from] serde_yaml::Error),
}

pub(super) fn routes(protocol: &Protocol) -> Result<Router, WriteError> {
    let document = protocol.document()?;
    Ok(Router::new().merge(file(JSON_PATH, "application/json", document.to_json()?)).merge(file(
        YAML_PATH,
        "application/yaml",
        document.to_yaml()?,
    )))
}

fn file(path: &str, content_type: &'static str, text: String) -> Router {
    let text = Bytes::from(text);
    Router::new().route(path, get(async move || ([(CONTENT_TYPE, content_type)], text.clone())))
}
