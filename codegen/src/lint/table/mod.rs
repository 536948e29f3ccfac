//! The objects of the specification: what fields each has, of what shape, and since when.

mod bindings;
mod common;
mod security;
mod v2;
mod v3;

use super::{Kind, SchemaFormat, Version};

pub(super) use bindings::{Position, binding, is_protocol};

/// What stands at a place of a document. Where an object, a list or a map is expected there may also be a reference to one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// Any value.
    Any,
    /// A string.
    Text,
    /// A string or `null`.
    NullableText,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A URI, as a string.
    Uri,
    /// An address of mail, as a string.
    Email,
    /// A runtime expression: `$message.payload#/id`.
    Expression,
    /// One of some strings.
    Word(&'static [&'static str]),
    /// An object.
    Object(&'static Object),
    /// An object whose fields depend on one of its own.
    Tagged(&'static Tagged),
    /// An object that has a certain field, or else another object.
    Either(&'static str, &'static Object, &'static Object),
    /// A reference, and nothing else, to what is called so.
    Reference(&'static Self),
    /// A list of equals.
    List(&'static Self),
    /// A map of equals.
    Map(&'static Self),
    /// A schema.
    Schema(SchemaFormat),
    /// A schema that may say its own format (3.x).
    AnySchema,
    /// A payload whose format the message around it says (2.x).
    Payload,
    /// What is written in a format that is not read here.
    Opaque,
    /// What only concerns certain protocols.
    Bindings(Position),
}

/// An object of the specification.
#[derive(Debug)]
pub(super) struct Object {
    /// What people call it: `server`.
    pub(super) name: &'static str,
    /// What rules call it.
    pub(super) kind: Kind,
    /// Its fields. One that begins with `x-` may be in every object.
    pub(super) fields: &'static [Field],
}

/// An object whose fields depend on one of its own.
#[derive(Debug)]
pub(super) struct Tagged {
    /// What people call it.
    pub(super) name: &'static str,
    /// What rules call it.
    pub(super) kind: Kind,
    /// The field that they depend on.
    pub(super) tag: &'static str,
    /// The fields, by the values of that one.
    pub(super) variants: &'static [(&'static str, &'static [Field])],
}

/// A field of an object.
#[derive(Debug)]
pub(super) struct Field {
    /// The key.
    pub(super) key: &'static str,
    /// What it is.
    pub(super) shape: Shape,
    /// Whether it must be there.
    pub(super) presence: Presence,
    /// The minor version that it came with.
    pub(super) since: u8,
}

/// Whether a field must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It must.
    Required,
    /// It need not.
    Optional,
}

impl Shape {
    /// What people call it; none for what has no name of its own.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Object(object) | Self::Either(_, _, object) => Some(object.name),
            Self::Tagged(tagged) => Some(tagged.name),
            Self::Schema(_) | Self::AnySchema | Self::Payload => Some("schema"),
            Self::Bindings(position) => Some(position.name()),
            _ => None,
        }
    }
}

/// The object at the root of a document.
pub(super) fn root(version: Version) -> &'static Object {
    if version.major == 2 { &v2::ROOT } else { &v3::ROOT }
}

const fn required(key: &'static str, shape: Shape) -> Field {
    Field { key, shape, presence: Presence::Required, since: 0 }
}

const fn optional(key: &'static str, shape: Shape) -> Field {
    Field { key, shape, presence: Presence::Optional, since: 0 }
}

const fn since(minor: u8, key: &'static str, shape: Shape) -> Field {
    Field { key, shape, presence: Presence::Optional, since: minor }
}
