//! From a declared API to its OpenAPI document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::parameters::{names_in, parameters, shape};
use super::{HttpApi, Operation, Place};
use crate::openapi::{
    self, Components, Document, Info, MediaType, Parameter, PathItem, RequestBody, Response,
};
use crate::protocol::{SchemaError, Server};
use crate::schemas::{
    self, Dialect, Direction, Generate, Schemas, defined, is_nullable, refers_to, without_null,
};
use crate::text::split_summary;

const JSON: &str = "application/json";

/// RFC 9457, section 3.
const PROBLEM: &str = "application/problem+json";

/// Why an API has no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The types have no schemas in one document.
    #[error(transparent)]
    Schemas(#[from] SchemaError),
    /// Two operations have one name.
    #[error("two operations are named `{0}`")]
    SameId(String),
    /// Two operations have one method and path, or their paths differ in nothing but names in braces.
    #[error(
        "`{operation}` has the method and path of another operation, or its path with other names in braces"
    )]
    SamePath {
        /// The name of the operation.
        operation: String,
    },
    /// Two answers have one status.
    #[error("`{operation}` answers {status} twice")]
    SameStatus {
        /// The name of the operation.
        operation: String,
        /// The status code.
        status: u16,
    },
    /// An operation answers nothing.
    #[error("`{0}` has no answer")]
    NoAnswer(String),
    /// A number is no status code.
    #[error("`{operation}` answers {status}, which is no status code; they are 100 to 599")]
    Status {
        /// The name of the operation.
        operation: String,
        /// The number.
        status: u16,
    },
    /// A subject is not among those of the API.
    #[error("`{operation}` has the tag `{tag}`, which the API has not")]
    UnknownTag {
        /// The name of the operation.
        operation: String,
        /// The subject.
        tag: String,
    },
    /// A path is none.
    #[error(
        "`{operation}` has the path `{path}`; expected segments after `/`, each a text or a name in braces, no name twice"
    )]
    Path {
        /// The name of the operation.
        operation: String,
        /// The path.
        path: String,
    },
    /// The names in braces are not the members of the struct.
    #[error(
        "`{operation}` has {} in its path, and the path parameters that must be there are {}",
        listed(in_path),
        listed(declared)
    )]
    PathParameters {
        /// The name of the operation.
        operation: String,
        /// The names in braces.
        in_path: Vec<String>,
        /// The members.
        declared: Vec<String>,
    },
    /// The type of parameters is no struct.
    #[error("the type of the {} parameters of `{operation}` has no members; it must be a struct", place.as_str())]
    NoStruct {
        /// The name of the operation.
        operation: String,
        /// Where the parameters stand.
        place: Place,
    },
    /// A parameter is a list or an object.
    #[error("the parameter `{parameter}` of `{operation}` may be what is no string, number or boolean")]
    NoScalar {
        /// The name of the operation.
        operation: String,
        /// The parameter.
        parameter: String,
    },
    /// A whole body may be `null`.
    #[error("a body of `{0}` may be null, which is never on the wire")]
    NullableBody(String),
    /// The URL of a server is not of the form `http://host/path`.
    #[error(
        "the server `{name}` has the URL `{url}`; expected `http://` or `https://`, a host, and no query"
    )]
    ServerUrl {
        /// The name of the server.
        name: String,
        /// Its URL.
        url: String,
    },
}

fn listed(names: &[String]) -> String {
    match names {
        [] => "none".to_owned(),
        names => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
    }
}

impl HttpApi {
    /// The OpenAPI document of this API.
    ///
    /// # Errors
    /// [`ApiError`] where names clash, or a declaration has no meaning in HTTP.
    pub fn document(&self) -> Result<Document, ApiError> {
        self.check()?;
        let types = self.types();
        let Schemas { named, own } = schemas::generate(&types, Dialect::Draft2020)?;
        let named: BTreeMap<_, _> =
            named.into_iter().map(|(name, schema)| (name, schema.to_value())).collect();
        let mut own = own.into_iter().map(schemars::Schema::to_value);
        without_null(&named)?;
        // The types are taken in the order in which `types` lists them.
        let problem = own.next().unwrap_or_default();
        let bodies = vec![problem.clone()];
        let mut parts = Parts { own, named, problem, bodies, spread: BTreeSet::new() };
        let mut paths: BTreeMap<String, PathItem> = BTreeMap::new();
        for operation in self.operations {
            let described = parts.operation(operation)?;
            paths.entry(operation.path.to_owned()).or_default().insert(operation.method, described);
        }
        Ok(Document {
            openapi: openapi::VERSION,
            info: self.info(),
            servers: self.servers.iter().map(server).collect::<Result<_, _>>()?,
            // Said openly, so that nobody takes it for forgotten.
            security: Vec::new(),
            tags: self.tags.iter().map(Into::into).collect(),
            paths,
            components: Components { schemas: parts.shown() },
        })
    }

    /// Every type: the problem, and what the operations have in the order of [`Parts::operation`].
    fn types(&self) -> Vec<(Generate, Direction)> {
        let mut types = vec![(self.problem.schema, Direction::Sent)];
        for operation in self.operations {
            let asked = [operation.path_parameters, operation.query, operation.body];
            types.extend(asked.into_iter().flatten().map(|asked| (asked.schema, Direction::Accepted)));
            types.extend(operation.answers.iter().map(|answer| (answer.body.schema, Direction::Sent)));
        }
        types
    }

    /// What can be said without schemas.
    fn check(&self) -> Result<(), ApiError> {
        let (mut ids, mut places, mut paths) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
        for operation in self.operations {
            let id = || operation.id.to_owned();
            if !ids.insert(operation.id) {
                return Err(ApiError::SameId(id()));
            }
            if names_in(operation.path).is_none() {
                return Err(ApiError::Path { operation: id(), path: operation.path.to_owned() });
            }
            // Names in braces do not tell paths apart.
            let path = *paths.entry(shape(operation.path)).or_insert(operation.path);
            if path != operation.path || !places.insert((path, operation.method)) {
                return Err(ApiError::SamePath { operation: id() });
            }
            if !self.tags.iter().any(|tag| tag.name == operation.tag) {
                return Err(ApiError::UnknownTag { operation: id(), tag: operation.tag.to_owned() });
            }
            if operation.answers.is_empty() {
                return Err(ApiError::NoAnswer(id()));
            }
        }
        Ok(())
    }

    fn info(&self) -> Info {
        Info {
            title: self.title.to_owned(),
            version: self.version.to_owned(),
            description: self.doc.to_owned(),
            contact: self.contact.as_ref().map(Into::into),
            license: self.license.as_ref().map(Into::into),
            name: self.name.to_owned(),
        }
    }
}

fn server(server: &Server) -> Result<openapi::Server, ApiError> {
    let host = server.url.strip_prefix("https://").or_else(|| server.url.strip_prefix("http://"));
    if host.is_none_or(|host| host.is_empty() || host.starts_with('/') || host.contains(['?', '#'])) {
        return Err(ApiError::ServerUrl { name: server.name.to_owned(), url: server.url.to_owned() });
    }
    Ok(openapi::Server {
        // A path begins with the slash.
        url: server.url.trim_end_matches('/').to_owned(),
        description: server.description.map(str::to_owned),
    })
}

/// What operations are made of.
struct Parts<Own> {
    /// The schemas of the types that are not taken yet.
    own: Own,
    named: BTreeMap<String, Value>,
    problem: Value,
    /// The schemas of the bodies so far.
    bodies: Vec<Value>,
    /// The types whose members stand in the operations as parameters.
    spread: BTreeSet<String>,
}

impl<Own: Iterator<Item = Value>> Parts<Own> {
    fn operation(&mut self, operation: &Operation) -> Result<openapi::Operation, ApiError> {
        let id = operation.id;
        let mut parameters = Vec::new();
        if operation.path_parameters.is_some() {
            parameters.append(&mut self.parameters(id, Place::Path)?);
        }
        path_parameters(operation, &parameters)?;
        if operation.query.is_some() {
            parameters.append(&mut self.parameters(id, Place::Query)?);
        }
        let request_body = operation.body.map(|_| {
            let schema = self.body();
            let content = BTreeMap::from([(JSON, MediaType { schema })]);
            RequestBody { description: String::new(), required: true, content }
        });
        let (summary, description) = split_summary(operation.doc);
        Ok(openapi::Operation {
            operation_id: id.to_owned(),
            tags: vec![operation.tag.to_owned()],
            summary,
            description,
            parameters,
            request_body,
            responses: self.responses(operation)?,
        })
    }

    fn parameters(&mut self, operation: &str, place: Place) -> Result<Vec<Parameter>, ApiError> {
        let own = self.own.next().unwrap_or_default();
        let name = own["$ref"].as_str().and_then(defined);
        let schema = name.and_then(|name| self.named.get(name)).unwrap_or(&own);
        let parameters = parameters(operation, place, schema, &self.named)?;
        self.spread.extend(name.map(str::to_owned));
        Ok(parameters)
    }

    fn body(&mut self) -> Value {
        let schema = self.own.next().unwrap_or_default();
        self.bodies.push(schema.clone());
        schema
    }

    fn responses(&mut self, operation: &Operation) -> Result<BTreeMap<String, Response>, ApiError> {
        let id = || operation.id.to_owned();
        let mut declared = Vec::new();
        for answer in operation.answers {
            let schema = self.body();
            if is_nullable(&schema) {
                return Err(ApiError::NullableBody(id()));
            }
            declared.push((answer.status, answer.doc, answer.media_type, schema));
        }
        let problems = operation.problems.iter();
        declared.extend(problems.map(|problem| (problem.status, problem.doc, PROBLEM, self.problem.clone())));
        let mut responses = BTreeMap::new();
        for (status, doc, media_type, schema) in declared {
            if !(100..600).contains(&status) {
                return Err(ApiError::Status { operation: id(), status });
            }
            let content = BTreeMap::from([(media_type, MediaType { schema })]);
            let response = Response { description: doc.to_owned(), content };
            if responses.insert(status.to_string(), response).is_some() {
                return Err(ApiError::SameStatus { operation: id(), status });
            }
        }
        Ok(responses)
    }

    /// The named schemas, without those that nothing refers to since their members are parameters.
    fn shown(self) -> BTreeMap<String, Value> {
        let Self { mut named, bodies, spread, .. } = self;
        for name in spread {
            let alone = BTreeSet::from([name]);
            if !named.values().chain(&bodies).any(|schema| refers_to(schema, &alone)) {
                named.retain(|name, _| !alone.contains(name));
            }
        }
        named
    }
}

/// Checks that the names in braces are the members that must be there.
fn path_parameters(operation: &Operation, parameters: &[Parameter]) -> Result<(), ApiError> {
    let in_path = names_in(operation.path).unwrap_or_default();
    let declared = parameters.iter().filter(|parameter| parameter.required);
    let declared: BTreeSet<&str> = declared.map(|parameter| parameter.name.as_str()).collect();
    if in_path == declared && declared.len() == parameters.len() {
        return Ok(());
    }
    let owned = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
    Err(ApiError::PathParameters {
        operation: operation.id.to_owned(),
        in_path: owned(in_path),
        declared: owned(declared),
    })
}
