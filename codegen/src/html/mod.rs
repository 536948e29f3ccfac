//! From the model to one page for browsers: every operation over HTTP with its parameters, what it carries, and every schema that has a
//! name. The page asks for nothing else: its style is in it, and it has no script.

mod members;
mod text;

use std::path::Path;

use serde::Serialize;

use crate::model::{self, Content, Location, Meaning, Model, Property};
use crate::templates::{self, Template, TemplateError};
use crate::words;
use members::{Html, Member, Shape};
use text::{anchor, block, escaped, line};

/// The templates that lay out a page.
pub(crate) const TEMPLATES: &[Template] = &[
    ("page.html.hbs", include_str!("../../templates/html/page.html.hbs")),
    ("style.css.hbs", include_str!("../../templates/html/style.css.hbs")),
    ("endpoint.html.hbs", include_str!("../../templates/html/endpoint.html.hbs")),
    ("content.html.hbs", include_str!("../../templates/html/content.html.hbs")),
    ("members.html.hbs", include_str!("../../templates/html/members.html.hbs")),
];

/// What the templates are given.
#[derive(Serialize)]
struct Page {
    title: String,
    version: String,
    description: String,
    endpoints: Vec<Endpoint>,
    types: Vec<members::Type>,
}

/// An operation over HTTP.
#[derive(Serialize)]
struct Endpoint {
    anchor: String,
    name: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    deprecated: bool,
    parameters: Vec<Member>,
    body: Option<Body>,
    answers: Vec<Reply>,
    problems: Vec<Reply>,
    problem_examples: Vec<String>,
}

/// What a request carries.
#[derive(Serialize)]
struct Body {
    presence: &'static str,
    description: String,
    content: Carried,
}

/// What comes back.
#[derive(Serialize)]
struct Reply {
    status: String,
    description: String,
    content: Option<Carried>,
}

/// JSON.
#[derive(Serialize)]
struct Carried {
    media_type: String,
    ty: String,
    shapes: Vec<Shape>,
    examples: Vec<String>,
}

/// Writes the page of a document. Templates in `templates` take the place of ours.
///
/// # Errors
/// [`TemplateError`] where a template fails.
pub fn generate(model: &Model, templates: Option<&Path>) -> Result<String, TemplateError> {
    let mut endpoints: Vec<&model::Endpoint> = model.endpoints.iter().collect();
    endpoints.sort_by_key(|endpoint| (&endpoint.path, &endpoint.method));
    let page = Page {
        title: escaped(&model.title),
        version: escaped(&model.version),
        description: block(&model.description),
        endpoints: endpoints.into_iter().map(|one| endpoint(model, one)).collect(),
        types: members::types(model),
    };
    templates::render(TEMPLATES, templates, &page)
}

fn endpoint(model: &Model, endpoint: &model::Endpoint) -> Endpoint {
    let listed = endpoint.arguments.iter().flat_map(|arguments| &arguments.listed);
    let mut shown = Vec::new();
    let mut replies = |wanted: Meaning| -> Vec<Reply> {
        let means = |reply: &&model::Reply| endpoint.meaning(reply, &model.schemas) == wanted;
        let replies = endpoint.replies.iter().filter(means);
        replies
            .map(|reply| Reply {
                status: escaped(&reply.status),
                description: line(&reply.description),
                content: reply.content.as_ref().map(|content| {
                    let mut carried = carried(model, content);
                    // What several carry is told once.
                    if shown.contains(&carried.ty) {
                        carried.shapes.clear();
                    }
                    shown.push(carried.ty.clone());
                    carried
                }),
            })
            .collect()
    };
    let (answers, problems) = (replies(Meaning::Answer), replies(Meaning::Problem));
    let mut problem_examples: Vec<String> = Vec::new();
    for example in problems.iter().filter_map(|reply| reply.content.as_ref()).flat_map(|one| &one.examples) {
        if !problem_examples.contains(example) {
            problem_examples.push(example.clone());
        }
    }
    Endpoint {
        anchor: anchor("operation", &endpoint.name),
        name: escaped(&endpoint.name),
        method: escaped(&endpoint.method),
        path: path(&endpoint.path),
        summary: line(&endpoint.summary),
        description: block(&endpoint.description),
        deprecated: endpoint.deprecated,
        parameters: listed.map(|argument| parameter(model, argument)).collect(),
        body: endpoint.body.as_ref().map(|body| Body {
            presence: if body.required { "required" } else { "optional" },
            description: line(&body.description),
            content: carried(model, &body.content),
        }),
        answers,
        problems,
        problem_examples,
    }
}

/// A path that may be broken before each `/` but the first, with its parameters told from the rest.
fn path(path: &str) -> String {
    let segments =
        path.split('/').map(|segment| escaped(segment).replace('{', "<var>{").replace('}', "}</var>"));
    segments.collect::<Vec<_>>().join("<wbr>/").replacen("<wbr>", "", 1)
}

fn parameter(model: &Model, argument: &model::Argument) -> Member {
    let model::Argument { name, required, schema, .. } = argument;
    let row = members::member(model, &Property { name: name.clone(), required: *required, schema: *schema });
    let place = match argument.location {
        Location::Path => "path",
        Location::Query => "query",
    };
    Member { place: Some(place), ..row }
}

fn carried(model: &Model, content: &Content) -> Carried {
    let of_schema = &model.schemas.resolve(content.schema).docs.examples;
    let examples = if content.examples.is_empty() { of_schema } else { &content.examples };
    Carried {
        media_type: escaped(&content.media_type),
        ty: words::reference(model, &Html, content.schema),
        shapes: members::shapes(model, content.schema),
        examples: examples.iter().map(members::example).collect(),
    }
}
