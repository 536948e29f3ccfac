//! What a document must be beyond its form: payloads are objects, nothing is `null`, keys are members.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::DocumentError;
use super::schemas::defined;
use crate::asyncapi::{Components, Operation};

/// Checks that every payload is an object, and that no schema of what is sent admits `null`.
///
/// Whether a member that is only received takes `null` is for serde to say: no schema shows it.
pub(super) fn payloads(components: &Components) -> Result<(), DocumentError> {
    for (name, message) in &components.messages {
        let payload = &message.payload["properties"]["payload"];
        if !variants(payload, components).iter().all(|schema| schema["type"] == "object") {
            return Err(DocumentError::NotAnObject(name.clone()));
        }
    }
    for (name, schema) in &components.schemas {
        for variant in variants(schema, components) {
            let Some(properties) = variant["properties"].as_object() else { continue };
            if let Some((member, _)) = properties.iter().find(|(_, property)| is_nullable(property)) {
                return Err(DocumentError::Nullable { schema: name.clone(), member: member.clone() });
            }
        }
    }
    Ok(())
}

/// Checks that the members of each stream's key are members of all its messages: in the answer to the opening request, of one variant.
pub(super) fn streams(
    operations: &BTreeMap<String, Operation>,
    components: &Components,
) -> Result<(), DocumentError> {
    for (name, operation) in operations {
        let Some(stream) = &operation.stream else { continue };
        let asked = [Some(&stream.opens), stream.closes.as_ref()];
        let answered = operations.get(&stream.opens).and_then(|opens| opens.reply.as_ref()?.messages.first());
        let answered = answered.map(|reply| reply.message_name().to_owned());
        let messages = asked.into_iter().flatten().chain([&stream.update, &stream.failed]).chain(&answered);
        for message in messages {
            let Some(described) = components.messages.get(message) else { continue };
            let variants = variants(&described.payload["properties"]["payload"], components);
            let has =
                |member: &String| variants.iter().any(|schema| schema["properties"].get(member).is_some());
            if let Some(member) = stream.key.iter().find(|member| !has(member)) {
                let (stream, member, message) = (name.clone(), member.clone(), message.clone());
                return Err(DocumentError::KeyMember { stream, member, message });
            }
        }
    }
    Ok(())
}

/// The alternatives of a schema, through references.
fn variants<'a>(schema: &'a Value, components: &'a Components) -> Vec<&'a Value> {
    if let Some(target) =
        schema["$ref"].as_str().and_then(defined).and_then(|name| components.schemas.get(name))
    {
        return variants(target, components);
    }
    match ["oneOf", "anyOf"].iter().find_map(|keyword| schema[keyword].as_array()) {
        Some(alternatives) => alternatives.iter().flat_map(|schema| variants(schema, components)).collect(),
        None => vec![schema],
    }
}

fn is_nullable(schema: &Value) -> bool {
    let null = |name: &Value| name == "null";
    match &schema["type"] {
        Value::Array(names) => names.iter().any(null),
        name => {
            null(name) || schema["anyOf"].as_array().is_some_and(|variants| variants.iter().any(is_nullable))
        }
    }
}
