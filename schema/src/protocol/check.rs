//! What a document must be beyond its form: payloads are objects, nothing is `null`, keys are members.

use std::collections::BTreeMap;

use super::document::DocumentError;
use crate::asyncapi::{Components, Operation};
use crate::schemas::{variants, without_null};

/// Checks that every payload is an object, and that no schema of what is sent admits `null`.
pub(super) fn payloads(components: &Components) -> Result<(), DocumentError> {
    for (name, message) in &components.messages {
        let payload = &message.payload["properties"]["payload"];
        if !variants(payload, &components.schemas).iter().all(|schema| schema["type"] == "object") {
            return Err(DocumentError::NotAnObject(name.clone()));
        }
    }
    Ok(without_null(&components.schemas)?)
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
            let variants = variants(&described.payload["properties"]["payload"], &components.schemas);
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
