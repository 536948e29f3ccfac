//! The objects of AsyncAPI 3.0 and 3.1.

use super::common::{
    CONTACT, CORRELATION_ID, EXAMPLES, EXTERNAL_DOCS, LICENSE, SERVER_VARIABLE, TAG, TAGS, TEXTS,
};
use super::security::SCHEME_V3;
use super::{Field, Kind, Object, Position, Shape, optional, required};

const TITLE: Field = optional("title", Shape::Text);
const DESCRIPTION: Field = optional("description", Shape::Text);
const SUMMARY: Field = optional("summary", Shape::Text);
const DOCS: Field = optional("externalDocs", Shape::Object(&EXTERNAL_DOCS));
const SECURITY: Shape = Shape::List(&Shape::Tagged(&SCHEME_V3));
const MESSAGES: Shape = Shape::List(&Shape::Reference(&Shape::Object(&MESSAGE)));
const CHANNEL_REFERENCE: Shape = Shape::Reference(&Shape::Object(&CHANNEL));

pub(super) static ROOT: Object = Object {
    name: "document",
    kind: Kind::Root,
    fields: &[
        required("asyncapi", Shape::Text),
        optional("id", Shape::Uri),
        required("info", Shape::Object(&INFO)),
        optional("servers", Shape::Map(&Shape::Object(&SERVER))),
        optional("defaultContentType", Shape::Text),
        optional("channels", Shape::Map(&Shape::Object(&CHANNEL))),
        optional("operations", Shape::Map(&Shape::Object(&OPERATION))),
        optional("components", Shape::Object(&COMPONENTS)),
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
        optional("tags", TAGS),
        DOCS,
    ],
};

static SERVER: Object = Object {
    name: "server",
    kind: Kind::Server,
    fields: &[
        required("host", Shape::Text),
        required("protocol", Shape::Text),
        optional("protocolVersion", Shape::Text),
        optional("pathname", Shape::Text),
        TITLE,
        SUMMARY,
        DESCRIPTION,
        optional("variables", Shape::Map(&Shape::Object(&SERVER_VARIABLE))),
        optional("security", SECURITY),
        optional("tags", TAGS),
        DOCS,
        optional("bindings", Shape::Bindings(Position::Server)),
    ],
};

static CHANNEL: Object = Object {
    name: "channel",
    kind: Kind::Channel,
    fields: &[
        optional("address", Shape::NullableText),
        optional("messages", Shape::Map(&Shape::Object(&MESSAGE))),
        TITLE,
        SUMMARY,
        DESCRIPTION,
        optional("servers", Shape::List(&Shape::Reference(&Shape::Object(&SERVER)))),
        optional("parameters", Shape::Map(&Shape::Object(&PARAMETER))),
        optional("tags", TAGS),
        DOCS,
        optional("bindings", Shape::Bindings(Position::Channel)),
    ],
};

static PARAMETER: Object = Object {
    name: "parameter",
    kind: Kind::Parameter,
    fields: &[
        optional("enum", TEXTS),
        optional("default", Shape::Text),
        DESCRIPTION,
        optional("examples", TEXTS),
        optional("location", Shape::Expression),
    ],
};

static OPERATION: Object = Object {
    name: "operation",
    kind: Kind::Operation,
    fields: &[
        required("action", Shape::Word(&["send", "receive"])),
        required("channel", CHANNEL_REFERENCE),
        TITLE,
        SUMMARY,
        DESCRIPTION,
        optional("security", SECURITY),
        optional("tags", TAGS),
        DOCS,
        optional("bindings", Shape::Bindings(Position::Operation)),
        optional("traits", Shape::List(&Shape::Object(&OPERATION_TRAIT))),
        optional("messages", MESSAGES),
        optional("reply", Shape::Object(&REPLY)),
    ],
};

static OPERATION_TRAIT: Object = Object {
    name: "operation trait",
    kind: Kind::OperationTrait,
    fields: &[
        TITLE,
        SUMMARY,
        DESCRIPTION,
        optional("security", SECURITY),
        optional("tags", TAGS),
        DOCS,
        optional("bindings", Shape::Bindings(Position::Operation)),
    ],
};

static REPLY: Object = Object {
    name: "reply",
    kind: Kind::Reply,
    fields: &[
        optional("address", Shape::Object(&REPLY_ADDRESS)),
        optional("channel", CHANNEL_REFERENCE),
        optional("messages", MESSAGES),
    ],
};

static REPLY_ADDRESS: Object = Object {
    name: "reply address",
    kind: Kind::Other,
    fields: &[required("location", Shape::Expression), DESCRIPTION],
};

static MESSAGE: Object = Object {
    name: "message",
    kind: Kind::Message,
    fields: &[
        optional("headers", Shape::AnySchema),
        optional("payload", Shape::AnySchema),
        optional("correlationId", Shape::Object(&CORRELATION_ID)),
        optional("contentType", Shape::Text),
        optional("name", Shape::Text),
        TITLE,
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
        optional("headers", Shape::AnySchema),
        optional("correlationId", Shape::Object(&CORRELATION_ID)),
        optional("contentType", Shape::Text),
        optional("name", Shape::Text),
        TITLE,
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
        optional("schemas", Shape::Map(&Shape::AnySchema)),
        optional("servers", Shape::Map(&Shape::Object(&SERVER))),
        optional("channels", Shape::Map(&Shape::Object(&CHANNEL))),
        optional("operations", Shape::Map(&Shape::Object(&OPERATION))),
        optional("messages", Shape::Map(&Shape::Object(&MESSAGE))),
        optional("securitySchemes", Shape::Map(&Shape::Tagged(&SCHEME_V3))),
        optional("serverVariables", Shape::Map(&Shape::Object(&SERVER_VARIABLE))),
        optional("parameters", Shape::Map(&Shape::Object(&PARAMETER))),
        optional("correlationIds", Shape::Map(&Shape::Object(&CORRELATION_ID))),
        optional("replies", Shape::Map(&Shape::Object(&REPLY))),
        optional("replyAddresses", Shape::Map(&Shape::Object(&REPLY_ADDRESS))),
        optional("externalDocs", Shape::Map(&Shape::Object(&EXTERNAL_DOCS))),
        optional("tags", Shape::Map(&Shape::Object(&TAG))),
        optional("operationTraits", Shape::Map(&Shape::Object(&OPERATION_TRAIT))),
        optional("messageTraits", Shape::Map(&Shape::Object(&MESSAGE_TRAIT))),
        optional("serverBindings", Shape::Map(&Shape::Bindings(Position::Server))),
        optional("channelBindings", Shape::Map(&Shape::Bindings(Position::Channel))),
        optional("operationBindings", Shape::Map(&Shape::Bindings(Position::Operation))),
        optional("messageBindings", Shape::Map(&Shape::Bindings(Position::Message))),
    ],
};
