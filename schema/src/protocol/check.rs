//! What a document must be beyond its form: payloads are objects, nothing is `null`, what a stream names is there.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::{DocumentError, ResumeFault};
use crate::asyncapi::{Components, Operation, Reference, Resume, Stream};
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

/// Checks that the members that each stream names are members of its messages.
pub(super) fn streams(
    operations: &BTreeMap<String, Operation>,
    components: &Components,
) -> Result<(), DocumentError> {
    for (name, operation) in operations {
        let Some(stream) = &operation.stream else { continue };
        let answered = operations.get(&stream.opens).and_then(|opens| opens.reply.as_ref()?.messages.first());
        let answered = answered.map(Reference::message_name);
        let checked = Checked { name, stream, answered, components };
        checked.key()?;
        if let Some(resume) = &stream.resume {
            checked.resume(resume)?;
        }
        if let Some(pointer) = &stream.latest {
            checked.latest(pointer)?;
        }
    }
    Ok(())
}

/// A stream, and where its messages are found.
struct Checked<'a> {
    name: &'a str,
    stream: &'a Stream,
    /// The answer to the request that opens it.
    answered: Option<&'a str>,
    components: &'a Components,
}

impl<'a> Checked<'a> {
    /// The members of the key are members of all messages: of an answer, in one variant.
    fn key(&self) -> Result<(), DocumentError> {
        let Stream { opens, closes, update, failed, key, .. } = self.stream;
        let asked = [Some(opens), closes.as_ref()].into_iter().flatten();
        for message in asked.chain([update, failed]).map(String::as_str).chain(self.answered) {
            let Some(payload) = self.payload(message) else { continue };
            if let Some(member) = key.iter().find(|member| self.member(payload, member).is_none()) {
                let (stream, member, message) = (self.name.to_owned(), member.clone(), message.to_owned());
                return Err(DocumentError::KeyMember { stream, member, message });
            }
        }
        Ok(())
    }

    /// What a client resumes by is in the request, in each update, and in each answer that opens the stream.
    fn resume(&self, resume: &Resume) -> Result<(), DocumentError> {
        let Resume { since, epoch, count, counted, recovered } = resume;
        let (asked, update) = (self.stream.opens.as_str(), self.stream.update.as_str());
        let demands = [
            ("since", since, Some(asked), Demand::Members([epoch, count])),
            ("epoch", epoch, Some(update), Demand::Always),
            ("count", count, Some(update), Demand::Always),
            ("counted", counted, Some(update), Demand::Boolean),
            ("epoch", epoch, self.answered, Demand::Always),
            ("count", count, self.answered, Demand::Always),
            ("recovered", recovered, self.answered, Demand::Boolean),
        ];
        for (part, member, message, demand) in demands {
            let Some((message, payload)) = message.and_then(|name| Some((name, self.payload(name)?))) else {
                continue;
            };
            let fault =
                self.accepting(payload).into_iter().find_map(|variant| self.fault(variant, member, demand));
            if let Some(fault) = fault {
                return Err(DocumentError::ResumeMember {
                    stream: self.name.to_owned(),
                    part,
                    member: member.clone(),
                    fault,
                    message: message.to_owned(),
                });
            }
        }
        Ok(())
    }

    /// The pointer leads to a member of an update.
    fn latest(&self, pointer: &str) -> Result<(), DocumentError> {
        let update = &self.stream.update;
        let Some(payload) = self.payload(update) else { return Ok(()) };
        let tokens = pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"));
        let found = tokens.into_iter().try_fold(payload, |schema, token| self.member(schema, &token));
        match found {
            Some(_) => Ok(()),
            None => Err(DocumentError::LatestMember {
                stream: self.name.to_owned(),
                pointer: pointer.to_owned(),
                message: update.clone(),
            }),
        }
    }

    fn payload(&self, message: &str) -> Option<&'a Value> {
        Some(&self.components.messages.get(message)?.payload["properties"]["payload"])
    }

    /// The variants that do not refuse: those with the status `ok`, or all where none has it.
    fn accepting(&self, payload: &'a Value) -> Vec<&'a Value> {
        let mut variants = variants(payload, &self.components.schemas);
        let is_ok = |variant: &&Value| variant["properties"]["status"]["const"] == "ok";
        if variants.iter().any(is_ok) {
            variants.retain(is_ok);
        }
        variants
    }

    /// What a member of a variant lacks.
    fn fault(&self, variant: &'a Value, member: &str, demand: Demand<'_>) -> Option<ResumeFault> {
        let Some(schema) = self.member(variant, member) else { return Some(ResumeFault::Missing) };
        match demand {
            Demand::Always => {
                let required = variant["required"].as_array();
                let is_required = required.is_some_and(|names| names.iter().any(|name| name == member));
                (!is_required).then_some(ResumeFault::Optional)
            }
            Demand::Boolean => {
                let is_boolean = self.parts(schema).iter().any(|part| part["type"] == "boolean");
                (!is_boolean).then_some(ResumeFault::NotBoolean)
            }
            Demand::Members(names) => {
                let lacking = names.into_iter().find(|name| self.member(schema, name).is_none());
                lacking.map(|name| ResumeFault::Without(name.to_owned()))
            }
        }
    }

    /// The schema of a member, in whichever variant has it.
    fn member(&self, schema: &'a Value, name: &str) -> Option<&'a Value> {
        self.parts(schema).into_iter().find_map(|part| part["properties"].get(name))
    }

    /// The variants of a schema, and what all of `allOf` adds to them: a reference beside a description is written so.
    fn parts(&self, schema: &'a Value) -> Vec<&'a Value> {
        let mut parts = variants(schema, &self.components.schemas);
        let all = parts.iter().filter_map(|part| part["allOf"].as_array()).flatten();
        let more: Vec<_> = all.flat_map(|schema| self.parts(schema)).collect();
        parts.extend(more);
        parts
    }
}

/// What is asked of a member that a stream resumes by.
#[derive(Clone, Copy)]
enum Demand<'a> {
    /// It is always there.
    Always,
    /// It is a boolean where it is there.
    Boolean,
    /// It is an object with these members.
    Members([&'a str; 2]),
}
