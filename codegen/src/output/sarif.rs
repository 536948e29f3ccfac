//! SARIF 2.1.0 (OASIS).

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::model::source::Place;

/// Writes a run with its rules and results.
pub(crate) fn write(rules: &[Value], results: &[Value], out: &mut dyn Write) -> io::Result<()> {
    let document = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "barwire",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// A place, in a file as tools write it.
pub(crate) fn location(place: &Place, file: Option<&str>) -> Value {
    let mut physical = json!({
        "region": { "startLine": place.line, "startColumn": place.column },
    });
    if let Some(file) = file {
        physical["artifactLocation"] = json!({ "uri": uri(file) });
    }
    json!({
        "physicalLocation": physical,
        "logicalLocations": [{ "fullyQualifiedName": place.pointer }],
    })
}

/// A path as a URI reference, relative where the path is.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    if path.starts_with('/') { format!("file://{uri}") } else { uri }
}
