//! The frame around every message: `{"type", "payload", "id"}`, members in any order.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::scalar::{check_length, present};

/// The longest `id`, in Unicode characters.
const MAX_ID: usize = 64;

/// A frame that was read, its payload not yet.
///
/// Reading allocates only where a string has escapes. A known member given twice, or `null`, is refused; unknown
/// members are ignored.
#[derive(Debug, Deserialize)]
pub struct Envelope<'a> {
    /// The type of the message.
    #[serde(rename = "type", borrow)]
    pub kind: Cow<'a, str>,
    /// What the client recognises the reply by: 1 to 64 characters of its choice.
    #[serde(borrow, default, deserialize_with = "id")]
    pub id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "present")]
    payload: Option<&'a RawValue>,
}

/// A frame that is no message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct InvalidMessage {
    /// What is wrong.
    pub reason: String,
    /// The `id`, where it could be read all the same.
    pub id: Option<String>,
    /// The `type`, where it could be read all the same.
    pub kind: Option<String>,
    /// The JSON Pointer (RFC 6901) of the fault, where it has one.
    pub path: Option<String>,
}

fn id<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cow<'a, str>>, D::Error> {
    // `Cow` alone would always own: serde borrows only under this attribute.
    #[derive(Deserialize)]
    struct Borrowed<'a>(#[serde(borrow)] Cow<'a, str>);

    let Borrowed(id) = Borrowed::deserialize(deserializer)?;
    check_length(&id, 1, MAX_ID).map_err(serde::de::Error::custom)?;
    Ok(Some(id))
}

impl<'a> Envelope<'a> {
    /// Reads a frame.
    ///
    /// # Errors
    /// [`InvalidMessage`] where the text is not JSON, or not an envelope.
    pub fn read(frame: &'a str) -> Result<Self, InvalidMessage> {
        // serde takes an array of the members in order for a struct; on the wire a message is an object.
        if !frame.trim_start_matches([' ', '\t', '\n', '\r']).starts_with('{') {
            return Err(InvalidMessage::no_object(frame));
        }
        let envelope: Self =
            serde_json::from_str(frame).map_err(|error| InvalidMessage::explain(frame, &error))?;
        if envelope.payload.is_some_and(|payload| !payload.get().starts_with('{')) {
            return Err(InvalidMessage {
                reason: "`payload` must be an object".to_owned(),
                id: envelope.id.map(Cow::into_owned),
                kind: Some(envelope.kind.into_owned()),
                path: Some("/payload".to_owned()),
            });
        }
        Ok(envelope)
    }

    /// The payload as JSON text; `{}` where the frame has none.
    #[must_use]
    pub fn payload(&self) -> &'a str {
        self.payload.map_or("{}", RawValue::get)
    }
}

impl InvalidMessage {
    fn no_object(frame: &str) -> Self {
        match serde_json::from_str::<serde::de::IgnoredAny>(frame) {
            Ok(_) => {
                Self { reason: "a message is a JSON object".to_owned(), id: None, kind: None, path: None }
            }
            Err(error) => Self::not_json(&error),
        }
    }

    fn not_json(error: &serde_json::Error) -> Self {
        Self { reason: format!("not JSON: {error}"), id: None, kind: None, path: None }
    }

    /// Finds out what can be said of a frame that [`Envelope`] refused. Slow, and only for refused frames.
    fn explain(frame: &str, error: &serde_json::Error) -> Self {
        // `Value` keeps the last of repeated members, which is good enough to name a frame in an error.
        let value: serde_json::Value = match serde_json::from_str(frame) {
            Ok(value) => value,
            Err(error) => return Self::not_json(&error),
        };
        let text = |name: &str| value.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
        let path = serde_path_to_error::deserialize::<_, Envelope<'_>>(
            &mut serde_json::Deserializer::from_str(frame),
        )
        .err()
        .map(|error| pointer(error.path()))
        .filter(|path| !path.is_empty());
        Self {
            reason: without_position(error),
            id: text("id").filter(|id| check_length(id, 1, MAX_ID).is_ok()),
            kind: text("type"),
            path,
        }
    }
}

/// The message of an error without the line and column that `serde_json` adds, which mean nothing within one frame.
pub(super) fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// A path as a JSON Pointer (RFC 6901).
pub(super) fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;

    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

/// Writes a frame: the message `kind` with `payload`, as the answer to `id` where there is one.
///
/// # Errors
/// Where `payload` has no JSON form, such as a map whose keys are no strings.
///
/// ```
/// # use barwire_schema::protocol::encode;
/// let frame = encode("pong", Some("7"), &serde_json::json!({ "timestamp": 0 }))?;
/// assert_eq!(frame, r#"{"type":"pong","id":"7","payload":{"timestamp":0}}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn encode<T: Serialize + ?Sized>(
    kind: &str,
    id: Option<&str>,
    payload: &T,
) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    struct Frame<'a, T: ?Sized> {
        #[serde(rename = "type")]
        kind: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a str>,
        payload: &'a T,
    }

    serde_json::to_string(&Frame { kind, id, payload })
}
