//! Bindings: what only concerns certain protocols.

use std::collections::BTreeSet;

use crate::lint::{Context, Kind, Report, Rule, Severity};
use crate::model::source::Node;

static WRONG_PROTOCOL: Rule = Rule {
    code: "binding-wrong-protocol",
    severity: Severity::Warning,
    summary: "a binding is for a protocol that no server speaks",
    explanation: "Bindings of other protocols are ignored, and what they say is lost.",
    remedy: "Use the binding of the protocol of the servers, or correct the protocol.",
};

static WS_QUERY: Rule = Rule {
    code: "binding-ws-query-not-object",
    severity: Severity::Warning,
    summary: "the query or the headers of a WebSocket binding are no object",
    explanation: "A query and headers have names and values: the schema must be of `type: object`, with `properties`. Tools ignore others.",
    remedy: "Describe them as an object with a property for each name.",
};

static WS_PLACE: Rule = Rule {
    code: "binding-ws-wrong-place",
    severity: Severity::Warning,
    summary: "a WebSocket binding is on what has none",
    explanation: "Only channels have a WebSocket binding: one handshake opens the whole channel. Elsewhere it is ignored.",
    remedy: "Move it to the `bindings` of the channel, or remove it.",
};

pub(super) const RULES: &[&Rule] = &[&WRONG_PROTOCOL, &WS_QUERY, &WS_PLACE];

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let all: BTreeSet<&str> = context.objects(Kind::Server).flat_map(protocols).collect();
    for kind in [
        Kind::Server,
        Kind::Channel,
        Kind::Operation,
        Kind::OperationTrait,
        Kind::Message,
        Kind::MessageTrait,
    ] {
        for node in context.objects(kind) {
            let Some(bindings) = node.get("bindings").and_then(|bindings| bindings.resolve().ok()) else {
                continue;
            };
            let spoken = match kind {
                Kind::Server => protocols(node).collect(),
                Kind::Channel => of_channel(context, node).unwrap_or_else(|| all.clone()),
                _ => all.clone(),
            };
            websocket(kind, bindings, report);
            others(bindings, &spoken, report);
        }
    }
}

/// The protocols of the servers that a channel names; none where it names none.
fn of_channel<'a>(context: &Context<'a>, channel: Node<'a>) -> Option<BTreeSet<&'a str>> {
    let servers = channel.get("servers").filter(|servers| servers.items().next().is_some())?;
    let named = servers.items().filter_map(|server| match server.as_str() {
        Some(name) => context.root.get("servers")?.resolve().ok()?.get(name)?.resolve().ok(),
        None => server.resolve().ok(),
    });
    Some(named.flat_map(protocols).collect())
}

/// What the bindings are called of the protocol of a server.
fn protocols(server: Node<'_>) -> impl Iterator<Item = &str> {
    let protocol = server.get("protocol").and_then(Node::as_str);
    protocol.into_iter().flat_map(|protocol| {
        let names: &[&str] = match protocol.to_ascii_lowercase().as_str() {
            // A WebSocket begins as a request of HTTP.
            "ws" | "wss" => &["ws", "http"],
            "http" | "https" => &["http", "ws", "mercure"],
            "kafka" | "kafka-secure" => &["kafka"],
            "mqtt" | "mqtts" | "secure-mqtt" | "mqtt5" | "mqtt-secure" => &["mqtt", "mqtt5"],
            "amqp" | "amqps" => &["amqp", "amqp1"],
            "amqp1" => &["amqp1", "amqp"],
            "nats" => &["nats"],
            "stomp" | "stomps" => &["stomp"],
            "redis" | "rediss" => &["redis"],
            "jms" => &["jms"],
            "pulsar" | "pulsar+ssl" => &["pulsar"],
            "googlepubsub" => &["googlepubsub"],
            "solace" => &["solace", "amqp", "mqtt"],
            "ibmmq" => &["ibmmq"],
            // Whatever it is called, nothing can be said about it.
            _ => &["*"],
        };
        names.iter().copied()
    })
}

fn others(bindings: Node<'_>, spoken: &BTreeSet<&str>, report: &mut Report) {
    if spoken.is_empty() || spoken.contains("*") {
        return;
    }
    for (protocol, _) in bindings.sorted() {
        if !protocol.starts_with("x-") && !spoken.contains(protocol) && protocol != "ws" {
            let message = format!("no server speaks `{protocol}`");
            report.add_at_key(&WRONG_PROTOCOL, bindings, protocol, message);
        }
    }
    if let Some(websocket) = bindings.get("ws")
        && !spoken.contains("ws")
        && report.is_sound(websocket)
    {
        report.add_at_key(&WRONG_PROTOCOL, bindings, "ws", "no server speaks `ws`");
    }
}

fn websocket(kind: Kind, bindings: Node<'_>, report: &mut Report) {
    let Some(binding) = bindings.get("ws") else { return };
    if kind != Kind::Channel {
        if !binding.members().is_empty() {
            report.add_at_key(&WS_PLACE, bindings, "ws", "a WebSocket binding belongs to a channel");
        }
        return;
    }
    for key in ["query", "headers"] {
        let Some(part) = binding.get(key) else { continue };
        let Ok(schema) = part.resolve() else { continue };
        let is_object = schema.get("type").map_or_else(
            || ["properties", "allOf", "anyOf", "oneOf"].iter().any(|word| schema.get(word).is_some()),
            |kind| kind.as_str() == Some("object"),
        );
        if !is_object && report.is_sound(part) {
            report.add_at_key(&WS_QUERY, binding, key, format!("`{key}` must be the schema of an object"));
        }
    }
}
