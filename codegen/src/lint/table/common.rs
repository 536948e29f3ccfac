//! The objects that 2.x and 3.x share.

use super::{Field, Kind, Object, Shape, optional, required};

pub(super) const TEXTS: Shape = Shape::List(&Shape::Text);

pub(super) static CONTACT: Object = Object {
    name: "contact",
    kind: Kind::Other,
    fields: &[optional("name", Shape::Text), optional("url", Shape::Uri), optional("email", Shape::Email)],
};

pub(super) static LICENSE: Object = Object {
    name: "license",
    kind: Kind::Other,
    fields: &[required("name", Shape::Text), optional("url", Shape::Uri)],
};

pub(super) static EXTERNAL_DOCS: Object = Object {
    name: "external documentation",
    kind: Kind::Other,
    fields: &[required("url", Shape::Uri), optional("description", Shape::Text)],
};

pub(super) static TAG: Object = Object {
    name: "tag",
    kind: Kind::Other,
    fields: &[
        required("name", Shape::Text),
        optional("description", Shape::Text),
        optional("externalDocs", Shape::Object(&EXTERNAL_DOCS)),
    ],
};

pub(super) const TAGS: Shape = Shape::List(&Shape::Object(&TAG));

pub(super) static SERVER_VARIABLE: Object = Object {
    name: "server variable",
    kind: Kind::Other,
    fields: &[
        optional("enum", TEXTS),
        optional("default", Shape::Text),
        optional("description", Shape::Text),
        optional("examples", TEXTS),
    ],
};

pub(super) static CORRELATION_ID: Object = Object {
    name: "correlation id",
    kind: Kind::CorrelationId,
    fields: &[required("location", Shape::Expression), optional("description", Shape::Text)],
};

pub(super) static MESSAGE_EXAMPLE: Object = Object {
    name: "message example",
    kind: Kind::MessageExample,
    fields: &[
        optional("headers", Shape::Any),
        optional("payload", Shape::Any),
        optional("name", Shape::Text),
        optional("summary", Shape::Text),
    ],
};

const MESSAGE_EXAMPLES: Shape = Shape::List(&Shape::Object(&MESSAGE_EXAMPLE));
pub(super) const EXAMPLES: Field = optional("examples", MESSAGE_EXAMPLES);
