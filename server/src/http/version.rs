//! `GET /api/v1/version` and `GET /api/v1/versions`: what is served, and for how long.

use axum::Json;
use barwire_schema::Protocol;
use serde::Serialize;

use super::{API_VERSION, SERVER_VERSION};

/// When `v1` came out.
const RELEASE_DATE: &str = "2026-11-22";

/// The body of `/api/v1/version`.
#[derive(Debug, Serialize)]
pub(super) struct Served {
    version: &'static str,
    api_version: &'static str,
    protocol: ServedProtocol,
}

#[derive(Debug, Serialize)]
struct ServedProtocol {
    name: &'static str,
    version: &'static str,
}

/// The body of `/api/v1/versions`.
#[derive(Debug, Serialize)]
pub(super) struct Versions {
    current: &'static str,
    available: [Available; 1],
    documentation: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<Contact>,
}

#[derive(Debug, Serialize)]
struct Available {
    version: &'static str,
    release_date: &'static str,
    status: &'static str,
    breaking_changes: [&'static str; 0],
    /// When it was deprecated, and when it will end: dates such as `2026-11-22`.
    #[serde(skip_serializing_if = "Option::is_none")]
    deprecation: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sunset: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct Contact {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'static str>,
}

pub(super) fn version(protocol: &'static Protocol) -> Json<Served> {
    Json(Served {
        version: SERVER_VERSION,
        api_version: API_VERSION,
        protocol: ServedProtocol { name: protocol.name, version: protocol.version },
    })
}

pub(super) fn versions(protocol: &'static Protocol) -> Json<Versions> {
    Json(Versions {
        current: API_VERSION,
        available: [Available {
            version: API_VERSION,
            release_date: RELEASE_DATE,
            status: "current",
            breaking_changes: [],
            deprecation: None,
            sunset: None,
        }],
        documentation: super::document::YAML_PATH,
        contact: protocol.contact.as_ref().map(|contact| Contact {
            name: contact.name,
            url: contact.url,
            email: contact.email,
        }),
    })
}
