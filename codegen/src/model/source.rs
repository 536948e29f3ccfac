//! From text to JSON values, YAML or JSON with repeated keys refused, and the names of places in them.

use serde_json::Value;

use super::ModelError;

/// Parses YAML, of which JSON is a part.
///
/// The text is read into YAML's own value first: only that refuses a key given twice.
pub(super) fn parse(text: &str) -> Result<Value, ModelError> {
    let malformed = |error: serde_yaml::Error| ModelError::Malformed(error.to_string());
    let mut value: serde_yaml::Value = serde_yaml::from_str(text).map_err(malformed)?;
    value.apply_merge().map_err(malformed)?;
    serde_yaml::from_value(value).map_err(malformed)
}

/// A key as a token of a JSON Pointer (RFC 6901).
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
