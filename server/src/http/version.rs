//! `GET /api/v1/version` and `GET /api/v1/versions`: what is served, and for how long.

use barwire_schema::Protocol;
use barwire_schema::datafeed::{
    AvailableVersion, ServedProtocol, Version, VersionContact, VersionStatus, Versions,
};

use super::{API_VERSION, SERVER_VERSION};

/// When `v1` came out.
const RELEASE_DATE: &str = "2026-11-22";

pub(super) fn version(protocol: &Protocol) -> Version {
    Version {
        version: SERVER_VERSION.to_owned(),
        api_version: API_VERSION.to_owned(),
        protocol: ServedProtocol { name: protocol.name.to_owned(), version: protocol.version.to_owned() },
    }
}

pub(super) fn versions(protocol: &Protocol) -> Versions {
    Versions {
        current: API_VERSION.to_owned(),
        available: vec![AvailableVersion {
            version: API_VERSION.to_owned(),
            release_date: RELEASE_DATE.to_owned(),
            status: VersionStatus::Current,
            breaking_changes: Vec::new(),
            deprecation: None,
            sunset: None,
        }],
        documentation: super::document::PAGE_PATH.to_owned(),
        contact: protocol.contact.as_ref().map(|contact| VersionContact {
            name: contact.name.to_owned(),
            url: contact.url.map(str::to_owned),
            email: contact.email.map(str::to_owned),
        }),
    }
}
