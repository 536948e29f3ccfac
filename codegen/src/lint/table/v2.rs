//! The objects of AsyncAPI 2.0 to 2.6.

use super::common::{
    CONTACT, CORRELATION_ID, EXAMPLES, EXTERNAL_DOCS, LICENSE, SERVER_VARIABLE, TAGS, TEXTS,
};
use super::security::SCHEME_V2;
use super::{Field, Kind, Object, Position, SchemaFormat, Shape, optional, required, since};

const SCHEMA: Shape = Shape::Schema(SchemaFormat::Draft07);
const DESCRIPTION: Field = optional("description", Shape::Text);
const SUMMARY: Field = optional("summary", Shape::Text);
const DOCS: Field = optional("externalDocs", Shape::Object(&EXTERNAL_DOCS));
/// Schemes by their names, and the scopes of each.
const SECURITY: Shape = Shape::List(&Shape::Map(&TEXTS));
const MESSAGE: Shape = Shape::Either("oneOf", &ONE_OF, &MESSAGE_OBJECT);

pub(super) static ROOT: Object = Object {
    name: "document",
    kind: Kind::Root,
    fields: &[
        required("asyncapi", Shape::Text),
        optional("id", Shape::Uri),
        required("info", Shape::Object(&INFO)),
        optional("servers", Shape::Map(&Shape::Object(&SERVER))),
        optional("defaultContentType", Shape::Text),
        required("channels", Shape::Map(&Shape::Object(&CHANNEL))),
        optional("components", Shape::Object(&COMPONENTS)),
        optional("tags", TAGS),
        DOCS,
    ],
};

static INFO: Object = Object {
    name: "info",
    kind: Kind::Other,
    fields: &[
        required("title", Shape::Text),
        required("version", Shape::Text),
        DESCRIPTION,
        optional("termsOfService", Shape::Uri),
        optional("contact", Shape::Object(&CONTACT)),
        optional("license", Shape::Object(&LICENSE)),
    ],
};

static SERVER: Object = Object {
    name: "server",
    kind: Kind::Server,
    fields: &[
        required("url", Shape::Text),
        required("protocol", Shape::Text),
        optional("protocolVersion", Shape::Text),
        DESCRIPTION,
        optional("variables", Shape::Map(&Shape::Object(&SERVER_VARIABLE))),
        optional("security", SECURITY),
        since(5, "tags", TAGS),
        optional("bindings", Shape::Bindings(Position::Server)),
    ],
};

static CHANNEL: Object = Object {
    name: "channel",
    kind: Kind::Channel,
    fields: &[
        optional("$ref", Shape::Text),
        DESCRIPTION,
        since(2, "servers", TEXTS),
        optional("subscribe", Shape::Object(&OPERATION)),
        optional("publish", Shape::Object(&OPERATION)),
        optional("parameters", Shape::Map(&Shape::Object(&PARAMETER))),
        optional("bindings", Shape::Bindings(Position::Channel)),
        optional("deprecated", Shape::Boolean),
    ],
};

static PARAMETER: Object = Object {
    name: "parameter",
    kind: Kind::Parameter,
    fields: &[DESCRIPTION, optional("schema", SCHEMA), optional("location", Shape::Expression)],
};

static OPERATION: Object = Object {
    name: "operation",
    kind: Kind::Operation,
    fields: &[
        optional("operationId", Shape::Text),
        SUMMARY,
        DESCRIPTION,
        since(4, "security", SECURITY),
        optional("tags", TAGS),
        DOCS,
        optional("bindings", Shape::Bindings(Position::Operation)),
        optional("traits", Shape::List(&Shape::Object(&OPERATION_TRAIT))),
        optional("message", MESSAGE),
    ],
};

static OPERATION_TRAIT: Object = Object {
    name: "operation trait",
    kind: Kind::OperationTrait,
    fields: &[
        optional("operationId", Shape::Text),
        SUMMARY,
        DESCRIPTION,
        since(4, "security", SECURITY),
        optional("tags", TAGS),
        DOCS,
        optional("bindings", Shape::Bindings(Position::Operation)),
    ],
};

// A constant cannot hold itself; what stands still can.
static ONE_MESSAGE: Shape = Shape::Either("oneOf", &ONE_OF, &MESSAGE_OBJECT);

static ONE_OF: Object =
    Object { name: "message", kind: Kind::Other, fields: &[required("oneOf", Shape::List(&ONE_MESSAGE))] };

static MESSAGE_OBJECT: Object = Object {
    name: "message",
    kind: Kind::Message,
    fields: &[
        since(4, "messageId", Shape::Text),
        optional("headers", SCHEMA),
        optional("payload", Shape::Payload),
        optional("correlationId", Shape::Object(&CORRELATION_ID)),
        optional("schemaFormat", Shape::Text),
        optional("contentType", Shape::Text),
        optional("name", Shape::Text),
        optional("title", Shape::Text),
        SUMMARY,
        DESCRIPTION,
        optional("tags", TAGS),
        DOCS,
        optional("deprecated", Shape::Boolean),
        EXAMPLES,
        optional("bindings", Shape::Bindings(Position::Message)),
        optional("traits", Shape::List(&Shape::Object(&MESSAGE_TRAIT))),
    ],
};

static MESSAGE_TRAIT: Object = Object {
    name: "message trait",
    kind: Kind::MessageTrait,
    fields: &[
        since(4, "messageId", Shape::Text),
        optional("headers", SCHEMA),
        optional("correlationId", Shape::Object(&CORRELATION_ID)),
        optional("schemaFormat", Shape::Text),
        optional("contentType", Shape::Text),
        optional("name", Shape::Text),
        optional("title", Shape::Text),
        SUMMARY,
        DESCRIPTION,
        optional("tags", TAGS),
        DOCS,
        optional("deprecated", Shape::Boolean),
        EXAMPLES,
        optional("bindings", Shape::Bindings(Position::Message)),
    ],
};

static COMPONENTS: Object = Object {
    name: "components",
    kind: Kind::Other,
    fields: &[
        optional("schemas", Shape::Map(&SCHEMA)),
        since(3, "servers", Shape::Map(&Shape::Object(&SERVER))),
        since(4, "serverVariables", Shape::Map(&Shape::Object(&SERVER_VARIABLE))),
        since(3, "channels", Shape::Map(&Shape::Object(&CHANNEL))),
        optional("messages", Shape::Map(&MESSAGE)),
        optional("securitySchemes", Shape::Map(&Shape::Tagged(&SCHEME_V2))),
        optional("parameters", Shape::Map(&Shape::Object(&PARAMETER))),
        optional("correlationIds", Shape::Map(&Shape::Object(&CORRELATION_ID))),
        optional("operationTraits", Shape::Map(&Shape::Object(&OPERATION_TRAIT))),
        optional("messageTraits", Shape::Map(&Shape::Object(&MESSAGE_TRAIT))),
        optional("serverBindings", Shape::Map(&Shape::Bindings(Position::Server))),
        optional("channelBindings", Shape::Map(&Shape::Bindings(Position::Channel))),
        optional("operationBindings", Shape::Map(&Shape::Bindings(Position::Operation))),
        optional("messageBindings", Shape::Map(&Shape::Bindings(Position::Message))),
    ],
};
