//! What operations over HTTP carry: bodies and replies, where they are JSON.

use serde_json::Value;

use super::description;
use super::fields::{get, invalid, items, map, object, required};
use super::openapi::Reader;
use crate::model::source::Node;
use crate::model::{Body, Content, ModelError, Reply};

/// What an operation sends.
pub(super) fn body<'a>(reader: &mut Reader<'a>, operation: Node<'a>) -> Result<Option<Body>, ModelError> {
    let Some(place) = get(operation, "requestBody") else { return Ok(None) };
    let body = object(place)?;
    let Some(content) = content(reader, body, "application/json")? else { return Ok(None) };
    Ok(Some(Body {
        description: description(body)?,
        required: get(body, "required").and_then(Node::as_bool).unwrap_or_default(),
        content,
    }))
}

/// What comes back, by status.
pub(super) fn replies<'a>(reader: &mut Reader<'a>, operation: Node<'a>) -> Result<Vec<Reply>, ModelError> {
    let responses = object(required(operation, "responses")?)?;
    let mut replies = Vec::new();
    for (status, place) in responses.sorted() {
        if status.starts_with("x-") {
            continue;
        }
        if !is_status(status) {
            let reason =
                format!("`{status}` is no status; expected one like `200`, a range like `4XX`, or `default`");
            return Err(ModelError::Invalid { place: responses.place_of_key(status), reason });
        }
        let response = object(place)?;
        let usual = if status.starts_with('2') { "application/json" } else { "application/problem+json" };
        replies.push(Reply {
            status: status.to_owned(),
            description: description(response)?,
            content: content(reader, response, usual)?,
            node: response.id(),
        });
    }
    if replies.is_empty() {
        return Err(invalid(responses, "no response is listed; add one, such as `200`"));
    }
    Ok(replies)
}

fn is_status(status: &str) -> bool {
    let Some((class, rest)) = status.split_at_checked(1) else { return false };
    status == "default"
        || matches!(class, "1" | "2" | "3" | "4" | "5")
            && (rest == "XX" || rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The JSON of a request or a response: that of the usual media type, or else the first. What is left out, a note says.
fn content<'a>(
    reader: &mut Reader<'a>,
    holder: Node<'a>,
    usual: &str,
) -> Result<Option<Content>, ModelError> {
    let types = map(holder, "content")?;
    let json: Vec<_> = types.iter().filter(|(name, _)| is_json(name)).collect();
    let chosen = json.iter().find(|(name, _)| essence(name) == usual).or_else(|| json.first());
    for (name, place) in &types {
        if chosen.is_none_or(|(chosen, _)| chosen != name) {
            let text = match chosen {
                Some((chosen, _)) => format!("`{name}` is left out, as there is `{chosen}`"),
                None => format!("`{name}` is left out: only JSON is read and written"),
            };
            reader.lowering.note(place.place(), text);
        }
    }
    let Some((name, place)) = chosen else { return Ok(None) };
    let media = object(*place)?;
    let schema = match get(media, "schema") {
        Some(schema) => reader.lowering.schema(schema, reader.dialect)?,
        None => reader.lowering.anything(media),
    };
    let mut examples: Vec<Value> = media.get("example").map(Node::to_json).into_iter().collect();
    examples.extend(named_examples(media)?);
    Ok(Some(Content { media_type: essence(name).to_owned(), schema, examples }))
}

/// The values of `examples`, where that is a map.
pub(super) fn named_examples(holder: Node<'_>) -> Result<Vec<Value>, ModelError> {
    let Some(examples) = get(holder, "examples") else { return Ok(Vec::new()) };
    if examples.is_array() {
        return Ok(items(examples)?.into_iter().map(Node::to_json).collect());
    }
    let mut values = Vec::new();
    for (_, place) in examples.sorted() {
        values.extend(object(place)?.get("value").map(Node::to_json));
    }
    Ok(values)
}

/// A media type without its parameters.
fn essence(name: &str) -> &str {
    name.split(';').next().unwrap_or(name).trim()
}

fn is_json(name: &str) -> bool {
    let essence = essence(name).to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}
