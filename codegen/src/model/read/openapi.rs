//! OpenAPI 3.0 and 3.1: operations over HTTP.

use std::collections::{HashMap, HashSet};

use heck::ToLowerCamelCase;

use super::fields::{get, invalid, list, map, object, optional, required, text};
use super::{components, description, http};
use crate::model::lowering::{Dialect, Lowered, Lowering};
use crate::model::schema::{Docs, Property};
use crate::model::source::{Node, Sources};
use crate::model::{Argument, Arguments, Endpoint, Location, Model, ModelError, Specification};

/// The methods of a path item.
const METHODS: &[&str] = &["delete", "get", "head", "options", "patch", "post", "put", "trace"];

/// Reads a whole document.
pub(super) fn read<'a>(
    sources: &'a Sources,
    version: &str,
    settle: impl FnOnce(Lowering<'a>) -> Result<Lowered, ModelError>,
) -> Result<Model, ModelError> {
    let root = sources.root();
    let info = object(required(root, "info")?)?;
    let dialect = Dialect::of_document(root);
    let mut lowering = Lowering::new();
    if let Some(components) = components(root)? {
        for (name, schema) in map(components, "schemas")? {
            let id = lowering.schema(schema, dialect)?;
            lowering.name(id, name, schema);
        }
        if let Some(schemes) = get(components, "securitySchemes") {
            lowering.note(
                schemes.place(),
                "security schemes are left out: a client sends what they ask for in its headers".to_owned(),
            );
        }
    }
    if let Some(webhooks) = get(root, "webhooks") {
        lowering.note(webhooks.place(), "webhooks are left out".to_owned());
    }
    let mut reader = Reader { dialect, lowering, known: HashMap::new() };
    let mut endpoints = Vec::new();
    for (path, place) in map(root, "paths")? {
        // Beside the paths there may be extensions.
        if path.starts_with("x-") {
            continue;
        }
        let item = object(place)?;
        for (method, place) in item.sorted().into_iter().filter(|(key, _)| METHODS.contains(key)) {
            endpoints.push(reader.endpoint(path, method, item, object(place)?)?);
        }
    }
    endpoints.sort_by(|a, b| a.name.cmp(&b.name));
    let (schemas, notes) = settle(reader.lowering)?;
    Ok(Model {
        specification: Specification::OpenApi,
        specification_version: version.to_owned(),
        name: optional(info, "x-barwire-name")?.map(str::to_owned),
        title: text(info, "title")?.to_owned(),
        version: text(info, "version")?.to_owned(),
        description: description(info)?,
        endpoints,
        schemas,
        notes,
        ..Model::default()
    })
}

/// What operations are read with.
pub(super) struct Reader<'a> {
    pub(super) dialect: Dialect,
    pub(super) lowering: Lowering<'a>,
    /// The names of operations, and what they are of: method and path.
    known: HashMap<String, String>,
}

impl<'a> Reader<'a> {
    fn endpoint(
        &mut self,
        path: &str,
        method: &str,
        item: Node<'a>,
        operation: Node<'a>,
    ) -> Result<Endpoint, ModelError> {
        let name = self.name(path, method, operation)?;
        if let Some(callbacks) = get(operation, "callbacks") {
            self.lowering.note(callbacks.place(), "callbacks are left out".to_owned());
        }
        Ok(Endpoint {
            name,
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            summary: optional(operation, "summary")?.unwrap_or_default().to_owned(),
            description: description(operation)?,
            deprecated: get(operation, "deprecated").and_then(Node::as_bool).unwrap_or_default(),
            arguments: self.arguments(path, item, operation)?,
            body: http::body(self, operation)?,
            replies: http::replies(self, operation)?,
            node: operation.id(),
        })
    }

    /// The name of an operation, which no other has.
    fn name(&mut self, path: &str, method: &str, operation: Node<'a>) -> Result<String, ModelError> {
        let own = optional(operation, "operationId")?.filter(|id| !id.trim().is_empty());
        let (name, place, remedy) = match own {
            Some(own) => (own.to_owned(), required(operation, "operationId")?, "give one of the two another"),
            None => (
                format!("{method} {path}").to_lower_camel_case(),
                operation,
                "give one of the two an `operationId`",
            ),
        };
        let what = format!("`{} {path}`", method.to_ascii_uppercase());
        match self.known.insert(name.clone(), what) {
            Some(other) => Err(invalid(place, format!("{other} is called `{name}` too; {remedy}"))),
            None => Ok(name),
        }
    }

    /// The parameters of an operation, with those of its path.
    fn arguments(
        &mut self,
        path: &str,
        item: Node<'a>,
        operation: Node<'a>,
    ) -> Result<Option<Arguments>, ModelError> {
        // One that the operation lists takes the place of the path's.
        let mut known = HashSet::new();
        let mut layers = Vec::new();
        for holder in [operation, item] {
            let mut layer = Vec::new();
            for place in list(holder, "parameters")?.unwrap_or_default() {
                let parameter = object(place)?;
                let (name, location) = (text(parameter, "name")?, text(parameter, "in")?);
                if known.insert((name, location)) {
                    layer.push((name, location, parameter));
                }
            }
            layers.push(layer);
        }
        let mut listed = Vec::new();
        for (name, location, parameter) in layers.into_iter().rev().flatten() {
            let Some(location) = self.location(name, location, parameter)? else { continue };
            if location == Location::Path && !path.contains(&format!("{{{name}}}")) {
                let reason = format!(
                    "the path `{path}` has no `{{{name}}}`; add it there, or say `in: query` if that is meant"
                );
                return Err(invalid(parameter, reason));
            }
            listed.push(self.argument(name, location, parameter)?);
        }
        for name in placeholders(path) {
            let is_there = |argument: &Argument| argument.location == Location::Path && argument.name == name;
            if !listed.iter().any(is_there) {
                let reason = format!(
                    "`{{{name}}}` of the path is no parameter; add one with `in: path` and this name"
                );
                return Err(invalid(operation, reason));
            }
        }
        listed.sort_by_key(|argument| (argument.location, !argument.required));
        let mut names = HashSet::new();
        listed.retain(|argument| names.insert(argument.name.clone()));
        let properties: Vec<Property> = listed
            .iter()
            .map(|argument| Property {
                name: argument.name.clone(),
                required: argument.required,
                schema: argument.schema,
            })
            .collect();
        if properties.is_empty() {
            return Ok(None);
        }
        Ok(Some(Arguments { listed, schema: self.lowering.object(properties) }))
    }

    /// Where a parameter stands; `None` where it is left out, which a note says.
    fn location(
        &mut self,
        name: &str,
        location: &str,
        parameter: Node<'a>,
    ) -> Result<Option<Location>, ModelError> {
        let mut left_out = |why: String| {
            self.lowering.note(parameter.place(), format!("the parameter `{name}` is left out: {why}"));
            Ok(None)
        };
        let (location, usual) = match location {
            "path" => (Location::Path, "simple"),
            "query" => (Location::Query, "form"),
            "header" | "cookie" => {
                return left_out(format!("a client sends what stands in a {location} by itself"));
            }
            other => {
                let reason = format!("`in: {other}`; expected `path`, `query`, `header` or `cookie`");
                return Err(invalid(required(parameter, "in")?, reason));
            }
        };
        if let Some(style) = optional(parameter, "style")?.filter(|style| *style != usual) {
            return left_out(format!("values are written as `{usual}`, not `{style}`"));
        }
        let Some(schema) = get(parameter, "schema") else {
            return match get(parameter, "content") {
                Some(_) => left_out("values are written as text, not as a media type".to_owned()),
                None => Err(invalid(parameter, format!("the parameter `{name}` has no `schema`; add one"))),
            };
        };
        let types = schema.resolve()?.get("type");
        let is = |word: &str| {
            types.is_some_and(|types| {
                types.as_str() == Some(word) || types.items().any(|one| one.as_str() == Some(word))
            })
        };
        if is("object") {
            return left_out("an object has no one form in an address".to_owned());
        }
        let is_joined = get(parameter, "explode").and_then(Node::as_bool) == Some(false);
        if is("array") && (location == Location::Path || is_joined) {
            return left_out("a list is written as one parameter for each item of a query".to_owned());
        }
        Ok(Some(location))
    }

    fn argument(
        &mut self,
        name: &str,
        location: Location,
        parameter: Node<'a>,
    ) -> Result<Argument, ModelError> {
        let schema = required(parameter, "schema")?;
        let id = self.lowering.schema(schema, self.dialect)?;
        let of_schema = Docs::of(schema.resolve()?);
        let own = Docs::of(parameter);
        let docs = Docs {
            description: [own.description, Docs::of(schema).description, of_schema.description]
                .into_iter()
                .find(|text| !text.is_empty())
                .unwrap_or_default(),
            default: Docs::of(schema).default.or(of_schema.default),
            examples: [own.examples, http::named_examples(parameter)?, of_schema.examples]
                .into_iter()
                .find(|list| !list.is_empty())
                .unwrap_or_default(),
            deprecated: own.deprecated || of_schema.deprecated,
        };
        let is_required = get(parameter, "required").and_then(Node::as_bool).unwrap_or_default();
        Ok(Argument {
            name: name.to_owned(),
            location,
            required: location == Location::Path || is_required,
            schema: self.lowering.described(id, parameter, docs),
        })
    }
}

/// The names in the braces of a path.
pub(super) fn placeholders(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}
