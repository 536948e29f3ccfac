//! A declared HTTP API as data.
//!
//! [`HttpApi::document`] turns it into OpenAPI. Types say what bodies and parameters are: the members of a struct are the parameters of a
//! query or a path.

mod document;
mod parameters;

pub use document::ApiError;

pub use crate::openapi::{Method, Place};

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::protocol::{Contact, License, Server, Tag};

/// A declared HTTP API.
#[derive(Debug)]
pub struct HttpApi {
    /// The short name, for commands and files.
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// The version of the API.
    pub version: &'static str,
    /// What it is for, in Markdown.
    pub doc: &'static str,
    /// Whom to ask.
    pub contact: Option<Contact>,
    /// The licence of the API.
    pub license: Option<License>,
    /// Where it is served; the first is taken where nobody chooses.
    pub servers: &'static [Server],
    /// The subjects of the operations.
    pub tags: &'static [Tag],
    /// The body of every refusal, as `application/problem+json` (RFC 9457).
    pub problem: TypeDef,
    /// What can be done.
    pub operations: &'static [Operation],
}

/// What can be done with an API.
#[derive(Debug)]
pub struct Operation {
    /// Its name for programs, unlike every other in the API.
    pub id: &'static str,
    /// The method.
    pub method: Method,
    /// The path, with the names of its parameters in braces, such as `/rooms/{room}`.
    pub path: &'static str,
    /// One of the subjects of the API.
    pub tag: &'static str,
    /// What it does, in Markdown. The first paragraph is its summary.
    pub doc: &'static str,
    /// A struct with a member for each name in braces.
    pub path_parameters: Option<TypeDef>,
    /// A struct with a member for each parameter of the query. What may be left out there may be left out of the query.
    pub query: Option<TypeDef>,
    /// What a client sends, as JSON.
    pub body: Option<TypeDef>,
    /// What the server answers where it does as it is asked.
    pub answers: &'static [Answer],
    /// What it answers where it does not.
    pub problems: &'static [Refusal],
}

/// An answer with a body.
#[derive(Debug)]
pub struct Answer {
    /// The status code (RFC 9110, section 15).
    pub status: u16,
    /// What it means, in Markdown.
    pub doc: &'static str,
    /// What the body is.
    pub media_type: &'static str,
    /// The body.
    pub body: TypeDef,
}

impl Answer {
    /// An answer in JSON.
    #[must_use]
    pub const fn json<T: JsonSchema>(status: u16, doc: &'static str) -> Self {
        Self { status, doc, media_type: "application/json", body: TypeDef::of::<T>() }
    }
}

/// An answer whose body is the problem of the API.
#[derive(Debug)]
pub struct Refusal {
    /// The status code (RFC 9110, section 15).
    pub status: u16,
    /// When it is answered, in Markdown.
    pub doc: &'static str,
}

/// A type of the API.
#[derive(Debug, Clone, Copy)]
pub struct TypeDef {
    /// Adds the type's schema to a generator and returns a reference to it.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

impl TypeDef {
    /// The type `T`.
    #[must_use]
    pub const fn of<T: JsonSchema>() -> Self {
        Self { schema: |generator| generator.subschema_for::<T>() }
    }
}
