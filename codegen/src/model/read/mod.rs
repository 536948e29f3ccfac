//! From the nodes of a document to the model.
//!
//! Versions 2.x and 3.x of AsyncAPI differ in what an application does: [`v2`] and [`v3`] read channels and operations. What they share is
//! read in [`servers`] and [`message`], and the schemas that messages refer to in [`format`]. [`openapi`] reads operations over HTTP, and
//! [`http`] what they carry.

mod fields;
mod format;
mod http;
mod message;
mod openapi;
mod references;
mod servers;
mod v2;
mod v3;

use std::sync::Arc;

use serde_json::Value;

use super::lowering::{Dialect, Lowered, Lowering};
use super::source::{Node, Sources};
use super::{
    Channel, Model, ModelError, Operation, Parameter, Resume, SchemaId, Schemas, SingleSchema, Specification,
    Stream,
};
use fields::{Layers, invalid, list, map, object, optional, required, string, text};
use message::Messages;
use servers::Servers;

/// The versions whose objects are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Major {
    /// 2.0.0 to 2.6.0.
    Two,
    /// 3.0.0 and 3.1.0.
    Three,
}

/// Reads a whole document, with schemas that are merged where that is exact.
pub(super) fn model(sources: Arc<Sources>) -> Result<Model, ModelError> {
    // Nodes borrow the sources, so they move in when all is read.
    let model = read(&sources, Lowering::finish)?;
    Ok(Model { sources, ..model })
}

/// Reads a JSON Schema that is no part of a document, as it is written.
pub(super) fn single(sources: Sources) -> Result<SingleSchema, ModelError> {
    let mut lowering = Lowering::new();
    let root = lowering.schema(sources.root(), Dialect::Modern)?;
    let (schemas, _) = lowering.finish_as_written()?;
    Ok(SingleSchema { sources, schemas, root })
}

/// Reads one schema of a document, as it is written.
pub(super) fn schema(node: Node<'_>) -> Result<(Schemas, SchemaId), ModelError> {
    let mut lowering = Lowering::new();
    let root = format::schema(node, None, &mut lowering)?;
    let (schemas, _) = lowering.finish_as_written()?;
    Ok((schemas, root))
}

/// A document that was read as it is written, with schemas that are merged where that is exact.
pub(super) fn merged(written: &Model) -> Result<Model, ModelError> {
    let schemas = Lowering::merge_written(&written.schemas, &written.sources)?;
    let mut messages = written.messages.clone();
    message::name(&mut messages, &schemas);
    Ok(Model {
        sources: Arc::clone(&written.sources),
        specification: written.specification,
        specification_version: written.specification_version.clone(),
        name: written.name.clone(),
        title: written.title.clone(),
        version: written.version.clone(),
        description: written.description.clone(),
        servers: written.servers.clone(),
        security_schemes: written.security_schemes.clone(),
        channels: written.channels.clone(),
        operations: written.operations.clone(),
        messages,
        endpoints: written.endpoints.clone(),
        schemas,
        notes: written.notes.clone(),
    })
}

/// Reads a whole document, with schemas as they are written.
pub(super) fn as_written(sources: Arc<Sources>) -> Result<Model, ModelError> {
    let model = read(&sources, Lowering::finish_as_written)?;
    Ok(Model { sources, ..model })
}

fn read<'a>(
    sources: &'a Sources,
    settle: impl FnOnce(Lowering<'a>) -> Result<Lowered, ModelError>,
) -> Result<Model, ModelError> {
    let root = sources.root();
    match version(root)? {
        (version, Reader::AsyncApi(major)) => messages(sources, version, major, settle),
        (version, Reader::OpenApi) => openapi::read(sources, version, settle),
    }
}

/// Reads a document of AsyncAPI.
fn messages<'a>(
    sources: &'a Sources,
    version: &str,
    major: Major,
    settle: impl FnOnce(Lowering<'a>) -> Result<Lowered, ModelError>,
) -> Result<Model, ModelError> {
    let root = sources.root();
    let info = object(required(root, "info")?)?;
    // The schemas of the components are lowered first, so that none is called by where it is used.
    let mut lowering = Lowering::new();
    if let Some(components) = components(root)? {
        for (name, schema) in map(components, "schemas")? {
            let id = format::schema(schema, None, &mut lowering)?;
            lowering.name(id, name, schema);
        }
    }
    let mut servers = Servers::read(root, major)?;
    let mut messages = Messages::new(root, major, lowering)?;
    let (channels, operations) = match major {
        Major::Two => v2::read(root, &mut servers, &mut messages)?,
        Major::Three => v3::read(root, &mut servers, &mut messages)?,
    };
    let (messages, schemas, notes) = messages.finish(settle)?;
    Ok(Model {
        specification: Specification::AsyncApi,
        specification_version: version.to_owned(),
        title: text(info, "title")?.to_owned(),
        version: text(info, "version")?.to_owned(),
        description: description(info)?,
        servers: servers.read,
        security_schemes: servers.security.read,
        channels,
        operations,
        messages,
        schemas,
        notes,
        ..Model::default()
    })
}

/// What reads a document.
enum Reader {
    AsyncApi(Major),
    OpenApi,
}

/// The version of a document, and what reads it.
fn version(root: Node<'_>) -> Result<(&str, Reader), ModelError> {
    if !root.is_object() {
        let reason =
            format!("expected an AsyncAPI or OpenAPI document, which is a map, found {}", root.kind());
        return Err(invalid(root, reason));
    }
    let Some(specification) = Specification::of(root) else {
        let remedy = "say which specification the document follows: `asyncapi: 3.1.0` or `openapi: 3.1.0`";
        return Err(invalid(root, format!("`asyncapi` or `openapi` is missing; {remedy}")));
    };
    let node = required(root, specification.key())?;
    let refused = |version: String| ModelError::Version { place: node.place(), specification, version };
    if let Some(number) = node.as_number() {
        return Err(refused(number.to_string()));
    }
    match (specification, string(node)?) {
        (
            Specification::AsyncApi,
            version @ ("2.0.0" | "2.1.0" | "2.2.0" | "2.3.0" | "2.4.0" | "2.5.0" | "2.6.0"),
        ) => Ok((version, Reader::AsyncApi(Major::Two))),
        (Specification::AsyncApi, version @ ("3.0.0" | "3.1.0")) => {
            Ok((version, Reader::AsyncApi(Major::Three)))
        }
        (Specification::OpenApi, version) if version.starts_with("3.0.") || version.starts_with("3.1.") => {
            Ok((version, Reader::OpenApi))
        }
        (_, other) => Err(refused(other.to_owned())),
    }
}

/// What the document keeps for reference.
fn components(root: Node<'_>) -> Result<Option<Node<'_>>, ModelError> {
    fields::get(root, "components").map(object).transpose()
}

/// Markdown; empty where there is none.
fn description(node: Node<'_>) -> Result<String, ModelError> {
    Ok(optional(node, "description")?.unwrap_or_default().to_owned())
}

/// The parameters of a channel, by name. What one may be is said where `described` finds it.
fn parameters<'a>(
    channel: Node<'a>,
    described: impl Fn(Node<'a>) -> Result<Node<'a>, ModelError>,
) -> Result<Vec<Parameter>, ModelError> {
    let mut parameters = Vec::new();
    for (name, place) in map(channel, "parameters")? {
        let parameter = object(place)?;
        let schema = described(parameter)?;
        let values = list(schema, "enum")?.unwrap_or_default();
        parameters.push(Parameter {
            name: name.to_owned(),
            description: description(parameter)?,
            values: values.into_iter().map(scalar).collect::<Result<_, _>>()?,
            default: fields::get(schema, "default").map(scalar).transpose()?,
            location: optional(parameter, "location")?.map(str::to_owned),
        });
    }
    Ok(parameters)
}

/// A value as it stands in an address.
fn scalar(node: Node<'_>) -> Result<String, ModelError> {
    match node.to_json() {
        Value::String(text) => Ok(text),
        value @ (Value::Number(_) | Value::Bool(_)) => Ok(value.to_string()),
        _ => Err(invalid(node, format!("expected a string, found {}", node.kind()))),
    }
}

/// Whether a message of an unknown type is ignored.
fn ignores_unknown_messages(channel: Node<'_>) -> Result<bool, ModelError> {
    const KEY: &str = "x-barwire-unknown-messages";
    let Some(node) = fields::get(channel, KEY) else { return Ok(false) };
    match string(node)? {
        "ignore" => Ok(true),
        "refuse" => Ok(false),
        other => Err(invalid(node, format!("`{KEY}: {other}`; expected `ignore` or `refuse`"))),
    }
}

/// That the messages of an operation are a stream.
fn stream(operation: &Layers<'_>) -> Result<Option<Stream>, ModelError> {
    let Some(node) = operation.get("x-barwire-stream") else { return Ok(None) };
    let node = object(node)?;
    let key = list(node, "key")?.unwrap_or_default();
    Ok(Some(Stream {
        opens: text(node, "opens")?.to_owned(),
        closes: optional(node, "closes")?.map(str::to_owned),
        key: key.into_iter().map(|member| string(member).map(str::to_owned)).collect::<Result<_, _>>()?,
        update: text(node, "update")?.to_owned(),
        failed: text(node, "failed")?.to_owned(),
        resume: fields::get(node, "resume").map(resume).transpose()?,
        latest: fields::get(node, "latest").map(latest).transpose()?,
    }))
}

/// By which members a stream resumes: all of them are named.
fn resume(node: Node<'_>) -> Result<Resume, ModelError> {
    let node = object(node)?;
    let member = |part: &str| text(node, part).map(str::to_owned);
    Ok(Resume {
        since: member("since")?,
        epoch: member("epoch")?,
        count: member("count")?,
        counted: member("counted")?,
        recovered: member("recovered")?,
    })
}

/// Where two updates have the same value if one may take the place of the other.
fn latest(node: Node<'_>) -> Result<String, ModelError> {
    let pointer = string(node)?;
    let escapes = pointer.split('~').skip(1);
    if !pointer.starts_with('/') || escapes.into_iter().any(|rest| !rest.starts_with(['0', '1'])) {
        let reason = format!("`{pointer}` is no JSON Pointer to a member of the update, such as `/bar/time`");
        return Err(invalid(node, reason));
    }
    Ok(pointer.to_owned())
}

/// What one version reads in its own way.
type Application = (Vec<Channel>, Vec<Operation>);
