//! What is asked for over HTTP: the operations of an OpenAPI document.

use serde_json::Value;

use super::schema::{SchemaId, Schemas};
use super::source::NodeId;

/// An operation over HTTP.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The `operationId`, or else made of method and path.
    pub name: String,
    /// `GET`, `POST`.
    pub method: String,
    /// With the names of parameters in braces.
    pub path: String,
    /// One sentence.
    pub summary: String,
    /// Markdown.
    pub description: String,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// What stands in the path and the query; none where nothing does.
    pub arguments: Option<Arguments>,
    /// What is sent; none where nothing is.
    pub body: Option<Body>,
    /// What comes back, by status.
    pub replies: Vec<Reply>,
    /// Where it stands.
    pub node: NodeId,
}

/// The parameters of an operation.
#[derive(Debug, Clone)]
pub struct Arguments {
    /// Those of the path, then those of the query that must be there, then the others: each as the document lists them.
    pub listed: Vec<Argument>,
    /// All of them as members of one object.
    pub schema: SchemaId,
}

/// A parameter. What it is and what it means is said by the member of its name in [`Arguments::schema`].
#[derive(Debug, Clone)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// Where it stands in the address.
    pub location: Location,
    /// Whether it is always there.
    pub required: bool,
    /// Its schema, with what the parameter itself says for people.
    pub schema: SchemaId,
}

/// Where a parameter stands in the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
}

/// What a request carries: JSON.
#[derive(Debug, Clone)]
pub struct Body {
    /// Markdown.
    pub description: String,
    /// Whether it is always there.
    pub required: bool,
    /// What it is.
    pub content: Content,
}

/// JSON, of a media type.
#[derive(Debug, Clone)]
pub struct Content {
    /// `application/json`, `application/problem+json`.
    pub media_type: String,
    /// What it must be.
    pub schema: SchemaId,
    /// Values that hold.
    pub examples: Vec<Value>,
}

/// What comes back with a status.
#[derive(Debug, Clone)]
pub struct Reply {
    /// `200`, the range `4XX`, or `default`.
    pub status: String,
    /// Markdown.
    pub description: String,
    /// What comes with it, where that is JSON.
    pub content: Option<Content>,
    /// Where it stands.
    pub node: NodeId,
}

/// What a reply means to who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// What was asked for.
    Answer,
    /// Why there is none.
    Problem,
}

impl Endpoint {
    /// What a reply of this operation means: a status of success is an answer, and so is another one that comes with the same JSON, such
    /// as that of a health check. `default` is an answer where no status of success is listed.
    #[must_use]
    pub fn meaning(&self, reply: &Reply, schemas: &Schemas) -> Meaning {
        let is_answer = match reply.status.as_str() {
            status if is_success(status) => true,
            "default" if !self.replies.iter().any(|other| is_success(&other.status)) => true,
            _ => reply.content.as_ref().is_some_and(|content| self.is_of_success(content, schemas)),
        };
        if is_answer { Meaning::Answer } else { Meaning::Problem }
    }

    fn is_of_success(&self, content: &Content, schemas: &Schemas) -> bool {
        let successes = self.replies.iter().filter(|reply| is_success(&reply.status));
        successes.filter_map(|reply| reply.content.as_ref()).any(|success| {
            success.media_type == content.media_type
                && schemas.target(success.schema) == schemas.target(content.schema)
        })
    }

    /// The schemas that it is made of, each with what it is called after the operation: parameters, body, answers, then problems.
    #[must_use]
    pub fn schemas(&self, schemas: &Schemas) -> Vec<(&'static str, SchemaId)> {
        let contents = |wanted: Meaning| {
            let replies = self.replies.iter().filter(move |reply| self.meaning(reply, schemas) == wanted);
            replies.filter_map(|reply| Some(reply.content.as_ref()?.schema))
        };
        let arguments = self.arguments.iter().map(|arguments| ("Parameters", arguments.schema));
        let body = self.body.iter().map(|body| ("Body", body.content.schema));
        let answers = contents(Meaning::Answer).map(|schema| ("Answer", schema));
        let problems = contents(Meaning::Problem).map(|schema| ("Problem", schema));
        arguments.chain(body).chain(answers).chain(problems).collect()
    }
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}
