//! What only concerns certain protocols. The fields of the common ones are those of all versions of their bindings.

use super::{Field, Kind, Object, SchemaFormat, Shape, optional};

/// What has bindings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lint) enum Position {
    /// A server.
    Server,
    /// A channel.
    Channel,
    /// An operation, or a trait of one.
    Operation,
    /// A message, or a trait of one.
    Message,
}

impl Position {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Server => "server bindings",
            Self::Channel => "channel bindings",
            Self::Operation => "operation bindings",
            Self::Message => "message bindings",
        }
    }
}

/// What the specification calls protocols.
const PROTOCOLS: &[&str] = &[
    "amqp",
    "amqp1",
    "anypointmq",
    "googlepubsub",
    "http",
    "ibmmq",
    "jms",
    "kafka",
    "mercure",
    "mqtt",
    "mqtt5",
    "nats",
    "pulsar",
    "redis",
    "ros2",
    "sns",
    "solace",
    "sqs",
    "stomp",
    "ws",
];

/// The fields of a binding; none where any may be there.
pub(in crate::lint) fn binding(protocol: &str, position: Position) -> Option<&'static Object> {
    TABLE.iter().find(|(name, at, _)| *name == protocol && *at == position).map(|(_, _, object)| object)
}

/// Whether this is the name of a protocol. What comes close to a word that is none is in the error.
pub(in crate::lint) fn is_protocol(name: &str) -> Result<(), &'static [&'static str]> {
    if PROTOCOLS.contains(&name) { Ok(()) } else { Err(PROTOCOLS) }
}

const SCHEMA: Shape = Shape::Schema(SchemaFormat::Draft07);
const VERSION: Field = optional("bindingVersion", Shape::Text);
const METHODS: Shape =
    Shape::Word(&["GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE"]);

const fn object(name: &'static str, fields: &'static [Field]) -> Object {
    Object { name, kind: Kind::Other, fields }
}

static TABLE: &[(&str, Position, Object)] = &[
    (
        "ws",
        Position::Channel,
        object(
            "WebSocket binding",
            &[
                optional("method", Shape::Word(&["GET", "POST"])),
                optional("query", SCHEMA),
                optional("headers", SCHEMA),
                VERSION,
            ],
        ),
    ),
    (
        "http",
        Position::Operation,
        object(
            "HTTP binding",
            &[
                optional("type", Shape::Word(&["request", "response"])),
                optional("method", METHODS),
                optional("query", SCHEMA),
                VERSION,
            ],
        ),
    ),
    (
        "http",
        Position::Message,
        object(
            "HTTP binding",
            &[optional("headers", SCHEMA), optional("statusCode", Shape::Number), VERSION],
        ),
    ),
    (
        "kafka",
        Position::Server,
        object(
            "Kafka binding",
            &[
                optional("schemaRegistryUrl", Shape::Text),
                optional("schemaRegistryVendor", Shape::Text),
                VERSION,
            ],
        ),
    ),
    (
        "kafka",
        Position::Channel,
        object(
            "Kafka binding",
            &[
                optional("topic", Shape::Text),
                optional("partitions", Shape::Number),
                optional("replicas", Shape::Number),
                optional("topicConfiguration", Shape::Any),
                VERSION,
            ],
        ),
    ),
    (
        "kafka",
        Position::Operation,
        object(
            "Kafka binding",
            &[optional("groupId", Shape::Opaque), optional("clientId", Shape::Opaque), VERSION],
        ),
    ),
    (
        "kafka",
        Position::Message,
        object(
            "Kafka binding",
            &[
                optional("key", Shape::Opaque),
                optional("schemaIdLocation", Shape::Word(&["header", "payload"])),
                optional("schemaIdPayloadEncoding", Shape::Text),
                optional("schemaLookupStrategy", Shape::Text),
                VERSION,
            ],
        ),
    ),
    (
        "mqtt",
        Position::Server,
        object(
            "MQTT binding",
            &[
                optional("clientId", Shape::Text),
                optional("cleanSession", Shape::Boolean),
                optional("lastWill", Shape::Any),
                optional("keepAlive", Shape::Number),
                optional("sessionExpiryInterval", Shape::Any),
                optional("maximumPacketSize", Shape::Any),
                VERSION,
            ],
        ),
    ),
    (
        "mqtt",
        Position::Operation,
        object(
            "MQTT binding",
            &[
                optional("qos", Shape::Number),
                optional("retain", Shape::Boolean),
                optional("messageExpiryInterval", Shape::Any),
                VERSION,
            ],
        ),
    ),
    ("nats", Position::Operation, object("NATS binding", &[optional("queue", Shape::Text), VERSION])),
    (
        "amqp",
        Position::Channel,
        object(
            "AMQP binding",
            &[
                optional("is", Shape::Word(&["queue", "routingKey"])),
                optional("exchange", Shape::Any),
                optional("queue", Shape::Any),
                VERSION,
            ],
        ),
    ),
    (
        "amqp",
        Position::Operation,
        object(
            "AMQP binding",
            &[
                optional("expiration", Shape::Number),
                optional("userId", Shape::Text),
                optional("cc", Shape::List(&Shape::Text)),
                optional("priority", Shape::Number),
                optional("deliveryMode", Shape::Number),
                optional("mandatory", Shape::Boolean),
                optional("bcc", Shape::List(&Shape::Text)),
                optional("replyTo", Shape::Text),
                optional("timestamp", Shape::Boolean),
                optional("ack", Shape::Boolean),
                VERSION,
            ],
        ),
    ),
    (
        "amqp",
        Position::Message,
        object(
            "AMQP binding",
            &[optional("contentEncoding", Shape::Text), optional("messageType", Shape::Text), VERSION],
        ),
    ),
];
