//! The operations of an OpenAPI document: what each takes and gives, and what the client's runtime needs to know of it.

use serde::Serialize;

use crate::model::{Docs, Endpoint, Location, Meaning, Model, Reply};

use super::layout::{Doc, print};
use super::names::Names;
use super::shape::Type;
use super::text::{comment, key, quoted};

/// A descriptor.
#[derive(Serialize)]
pub(super) struct Api {
    /// `MarketDatafeedApi`.
    name: String,
    /// `marketDatafeedApi`.
    constant: String,
    /// `MarketDatafeedOperations`.
    operations_type: String,
    title: String,
    version: String,
    operations: Vec<Operation>,
}

/// An operation: types, then values.
#[derive(Serialize)]
struct Operation {
    key: String,
    comment: String,
    parameters: Option<String>,
    body: Option<Body>,
    answer: String,
    problem: String,
    method: String,
    path: String,
    query: String,
    answers: String,
    problems: String,
}

#[derive(Serialize)]
struct Body {
    optional: bool,
    ty: String,
}

/// How deep the members of an operation stand in the file.
const INDENT: usize = 6;

/// The descriptor of a document.
pub(super) fn api(model: &Model, names: &Names) -> Option<Api> {
    let api = names.api()?;
    let mut constant = api.descriptor.clone();
    if let Some(first) = constant.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    Some(Api {
        name: api.descriptor.clone(),
        constant,
        operations_type: api.operations.clone(),
        title: quoted(&model.title),
        version: quoted(&model.version),
        operations: model.endpoints.iter().map(|endpoint| operation(model, names, endpoint)).collect(),
    })
}

fn operation(model: &Model, names: &Names, endpoint: &Endpoint) -> Operation {
    let replies = |wanted: Meaning| -> Vec<&Reply> {
        let means = |reply: &&Reply| endpoint.meaning(reply, &model.schemas) == wanted;
        endpoint.replies.iter().filter(means).collect()
    };
    let (answers, problems) = (replies(Meaning::Answer), replies(Meaning::Problem));
    let query = endpoint.arguments.iter().flat_map(|arguments| &arguments.listed);
    let query = query.filter(|argument| argument.location == Location::Query);
    let query = query.map(|argument| Doc::text(quoted(&argument.name))).collect();
    Operation {
        key: key(&endpoint.name),
        comment: comment(&docs(endpoint), 2),
        parameters: endpoint
            .arguments
            .as_ref()
            .map(|arguments| format!(" {}", names.carried(model, arguments.schema))),
        body: endpoint.body.as_ref().map(|body| Body {
            optional: !body.required,
            ty: format!(" {}", names.carried(model, body.content.schema)),
        }),
        answer: type_of(model, names, &answers, "answer"),
        problem: type_of(model, names, &problems, "problem"),
        method: quoted(&endpoint.method),
        path: quoted(&endpoint.path),
        query: braced("query", ["[", "]"], &Doc::Softline, query),
        answers: by_status(model, names, &answers, "answers"),
        problems: by_status(model, names, &problems, "problems"),
    }
}

/// What is said of an operation.
fn docs(endpoint: &Endpoint) -> Docs {
    let address = format!("`{} {}`", endpoint.method, endpoint.path);
    let said = [endpoint.summary.trim(), endpoint.description.trim(), &address];
    let said: Vec<&str> = said.into_iter().filter(|text| !text.is_empty()).collect();
    Docs { description: said.join("\n\n"), deprecated: endpoint.deprecated, ..Docs::default() }
}

/// What one of some replies carries: `undefined` where it carries nothing that is read.
fn type_of(model: &Model, names: &Names, replies: &[&Reply], member: &str) -> String {
    let carried = replies.iter().map(|reply| match &reply.content {
        Some(content) => Type::atom(names.carried(model, content.schema)),
        None => Type::atom("undefined"),
    });
    Type::union(carried).assigned("    readonly :".len() + member.len(), 4)
}

/// The validators of some replies, by status.
fn by_status(model: &Model, names: &Names, replies: &[&Reply], member: &str) -> String {
    let entry = |reply: &&Reply| {
        let validator = match &reply.content {
            Some(content) => format!("{}Schema", names.carried(model, content.schema)),
            None => "null".to_owned(),
        };
        // A number is a key as it is.
        let is_number = reply.status.bytes().all(|byte| byte.is_ascii_digit());
        let status = if is_number { reply.status.clone() } else { key(&reply.status) };
        Doc::text(format!("{status}: {validator}"))
    };
    // Prettier quotes every key or none, unless one is a number.
    braced(member, ["{", "}"], &Doc::Line, replies.iter().map(entry).collect())
}

/// A list or an object as the value of a member: on one line if it fits.
fn braced(member: &str, [open, close]: [&str; 2], inside: &Doc, items: Vec<Doc>) -> String {
    if items.is_empty() {
        return format!("{open}{close}");
    }
    let mut inner = vec![inside.clone()];
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            inner.extend([Doc::text(","), Doc::Line]);
        }
        inner.push(item);
    }
    let group = Doc::Group(vec![
        Doc::text(open),
        Doc::Indent(inner),
        Doc::Either(",", ""),
        inside.clone(),
        Doc::text(close),
    ]);
    print(&group, INDENT + member.len() + ": ".len(), INDENT, ",")
}
