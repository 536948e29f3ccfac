//! Bindings: what a protocol says beside messages. Those of the WebSocket handshake are known, and a few others that are addresses.

use serde_json::json;

use super::contract::Contract;
use super::report::Draft;
use super::{Context, DIRECTIONS, Meeting, Report, operation, place, server};
use crate::compat::change::wording;
use crate::compat::inclusion::{Counterexample, Inclusion, Refusal, Side, Verdict, Version};
use crate::compat::{Category, Direction, Evidence, Rule};
use crate::model::source::{Node, NodeId};

static METHOD: Rule = Rule {
    code: "handshake-method-changed",
    summary: "the WebSocket is opened with another method",
    explanation: "The server refuses the handshake.",
    remedy: "Take both methods until no client uses the old one.",
};

static REFUSED: Rule = Rule {
    code: "handshake-refused",
    summary: "the query or the headers of a handshake that a client may make are refused",
    explanation: "What is shown fits what the client's document says of the handshake, and does not fit what the server's does.",
    remedy: "Make what is new optional, and go on taking what clients send.",
};

static UNPROVEN: Rule = Rule {
    code: "handshake-unproven",
    summary: "it is not known whether every handshake is still taken",
    explanation: "Neither a proof nor a handshake that is refused was found.",
    remedy: "Write what could not be decided in another way, or look at the change yourself and accept it with a reason.",
};

static ADDRESS: Rule = Rule {
    code: "binding-address-changed",
    summary: "a binding leads elsewhere",
    explanation: "The two sides use different topics, queues or methods, so that nothing arrives.",
    remedy: "Keep the address in the binding, and serve a new one beside it.",
};

static CHANGED: Rule = Rule {
    code: "binding-changed",
    summary: "a binding has changed",
    explanation: "What it means for the two sides is the protocol's to say.",
    remedy: "Look whether both sides still understand each other, and accept the change with a reason.",
};

pub(super) const RULES: &[&Rule] = &[&METHOD, &REFUSED, &UNPROVEN, &ADDRESS, &CHANGED];

/// What of a binding leads somewhere.
const ADDRESSES: &[(&str, &str)] = &[
    ("amqp", "exchange"),
    ("amqp", "queue"),
    ("googlepubsub", "topic"),
    ("http", "method"),
    ("ibmmq", "queue"),
    ("ibmmq", "topic"),
    ("kafka", "topic"),
    ("nats", "queue"),
    ("pulsar", "namespace"),
    ("sns", "name"),
    ("sqs", "queue"),
];

/// Looks at the bindings of everything that both documents have.
pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let (old, new) = (&context.old, &context.new);
    for (from, to) in server::pairs(context) {
        let (was, is) = (&old.model.servers[from], &new.model.servers[to]);
        compare(context, (was.node, is.node), &format!("{}://{}", was.protocol, was.url), report);
    }
    for (from, to) in &context.channels.both {
        let (was, is) = (&old.model.channels[*from], &new.model.channels[*to]);
        handshake(context, (*from, *to), report);
        compare(context, (was.node, is.node), old.address(*from), report);
        for direction in DIRECTIONS {
            for before in old.operations(*from, direction) {
                let now = operation::counterpart(context, (*from, *to), before, direction);
                if let Some(now) = now {
                    compare(
                        context,
                        (before.node, now.node),
                        &operation::subject(old, *from, before),
                        report,
                    );
                }
            }
            let received = new.traffic(*to, direction);
            for message in old.traffic(*from, direction) {
                if let Some(now) = new.counterpart(&received, old, message) {
                    let nodes = (old.message(message).node, new.message(now).node);
                    compare(context, nodes, &old.subject(*from, message), report);
                }
            }
        }
    }
}

fn bindings<'a>(contract: &Contract<'a>, holder: NodeId) -> Vec<(&'a str, Node<'a>)> {
    let bindings = contract.node(holder).get("bindings").and_then(|bindings| bindings.resolve().ok());
    let all = bindings.map(Node::sorted).unwrap_or_default();
    all.into_iter().filter_map(|(protocol, node)| Some((protocol, node.resolve().ok()?))).collect()
}

fn member<'a>(bindings: &[(&str, Node<'a>)], protocol: &str, key: &str) -> Option<Node<'a>> {
    let (_, binding) = bindings.iter().find(|(name, _)| *name == protocol)?;
    binding.get(key)
}

/// Every member of every binding but those of the handshake, one by one.
fn compare(context: &Context<'_>, (from, to): (NodeId, NodeId), subject: &str, report: &mut Report) {
    let (old, new) = (&context.old, &context.new);
    let (before, now) = (bindings(old, from), bindings(new, to));
    let mut keys: Vec<(&str, &str)> = Vec::new();
    for (protocol, binding) in before.iter().chain(&now) {
        keys.extend(binding.sorted().into_iter().map(|(key, _)| (*protocol, key)));
    }
    keys.sort_unstable();
    keys.dedup();
    for (protocol, key) in keys {
        let is_handshake = protocol == "ws" && matches!(key, "method" | "query" | "headers");
        if key == "bindingVersion" || is_handshake {
            continue;
        }
        let (was, is) = (member(&before, protocol, key), member(&now, protocol, key));
        let said = |node: Option<Node<'_>>| node.map(wording).unwrap_or_default();
        if said(was) == said(is) {
            continue;
        }
        let places = (was.map(place), is.map(place));
        let value = |node: Option<Node<'_>>| {
            node.map_or_else(|| "nothing".to_owned(), |node| format!("`{}`", node.to_json()))
        };
        let sentence =
            format!("`{key}` of the binding `{protocol}` was {}, and is {}", value(was), value(is));
        let subject = format!("{subject} {protocol}.{key}");
        if ADDRESSES.contains(&(protocol, key)) {
            for meeting in context.meetings() {
                let (client, server) = meeting.parties((value(was), value(is)));
                let lines = [format!("client: uses {key} {client}"), format!("server: uses {key} {server}")];
                report.add(
                    Draft::broken(&ADDRESS, meeting, subject.clone(), sentence.clone())
                        .places(places.0.clone(), places.1.clone())
                        .transcript(lines)
                        .said(&said(was), &said(is)),
                );
            }
        } else {
            report.add(
                Draft::new(&CHANGED, Category::Dangerous, subject, sentence)
                    .places(places.0, places.1)
                    .said(&said(was), &said(is)),
            );
        }
    }
}

/// How the WebSocket of a channel is opened: the client makes the request.
fn handshake(context: &Context<'_>, pair: (usize, usize), report: &mut Report) {
    for meeting in context.meetings() {
        let (from, to) = meeting.parties(pair);
        let (client, server) = (meeting.client, meeting.server);
        let own = bindings(client, client.model.channels[from].node);
        let other = bindings(server, server.model.channels[to].node);
        if own.iter().chain(&other).all(|(protocol, _)| *protocol != "ws") {
            continue;
        }
        let (made, taken) = (member(&own, "ws", "method"), member(&other, "ws", "method"));
        let method =
            |node: Option<Node<'_>>| node.and_then(Node::as_str).unwrap_or("GET").to_ascii_uppercase();
        let address = client.address(from).to_owned();
        if method(made) != method(taken) {
            let sentence = format!(
                "{} opens the WebSocket with `{}`, and {} takes `{}`",
                meeting.a_client(),
                method(made),
                meeting.the_server(),
                method(taken)
            );
            report.add(
                Draft::broken(&METHOD, meeting, address.clone(), sentence)
                    .direction(Direction::ClientToServer)
                    .parties(meeting, made.map(place), taken.map(place))
                    .transcript([
                        format!("client: {} {}", method(made), client.url(from)),
                        "server: 405".to_owned(),
                    ])
                    .said_by(meeting, &method(made), &method(taken)),
            );
        }
        for part in ["query", "headers"] {
            let (made, taken) = (member(&own, "ws", part), member(&other, "ws", part));
            let Some(taken) = taken else { continue };
            if made.map(wording) == Some(wording(taken)) {
                continue;
            }
            one(context, meeting, &address, (part, made, taken), report);
        }
    }
}

fn one(
    context: &Context<'_>,
    meeting: Meeting<'_, '_>,
    address: &str,
    (part, made, taken): (&str, Option<Node<'_>>, Node<'_>),
    report: &mut Report,
) {
    let draft = match verdict(context, meeting, made, taken) {
        Verdict::Included => return,
        Verdict::Counterexample(found) => {
            let why =
                found.refusals.first().map(|refusal| format!(": {}", refusal.message)).unwrap_or_default();
            let sentence = format!(
                "{} may open the WebSocket with {part} that {} refuses{why}",
                meeting.a_client(),
                meeting.the_server()
            );
            let evidence = Evidence::Frame { frame: found.value, refusals: found.refusals };
            Draft::broken(&REFUSED, meeting, format!("{address} {part}"), sentence).evidence(evidence)
        }
        Verdict::Unknown(why) => {
            let sentence = format!(
                "it is not known whether {} takes every {part} of a handshake of {}: {}",
                meeting.the_server(),
                meeting.a_client(),
                why.reason
            );
            Draft::new(&UNPROVEN, Category::Unproven, format!("{address} {part}"), sentence).deployed(meeting)
        }
    };
    report.add(
        draft
            .direction(Direction::ClientToServer)
            .parties(meeting, made.map(place), Some(place(taken)))
            .said_by(meeting, &made.map(wording).unwrap_or_default(), &wording(taken)),
    );
}

/// Whether whatever a client makes of the handshake is taken. One whose document says nothing of it sends nothing.
fn verdict(
    context: &Context<'_>,
    meeting: Meeting<'_, '_>,
    made: Option<Node<'_>>,
    taken: Node<'_>,
) -> Verdict {
    let unknown = |reason: String| {
        Verdict::Unknown(crate::compat::inclusion::Unknown { reason, place: Some(taken.place()) })
    };
    let (client, server) = (meeting.client.model, meeting.server.model);
    let (theirs, received) = match server.schema_at(taken.id()) {
        Ok(read) => read,
        Err(error) => return unknown(error.to_string()),
    };
    let Some(made) = made else {
        let value = json!({});
        let faults = theirs.faults(received, &value);
        if faults.is_empty() {
            return Verdict::Included;
        }
        let refusals = faults
            .into_iter()
            .map(|fault| Refusal { path: fault.path, message: fault.message, place: taken.place() })
            .collect();
        return Verdict::Counterexample(Counterexample { value, refusals });
    };
    let (ours, sent) = match client.schema_at(made.id()) {
        Ok(read) => read,
        Err(error) => return unknown(error.to_string()),
    };
    let sender = Side { sources: &client.sources, schemas: &ours };
    let receiver = Side { sources: &server.sources, schemas: &theirs };
    Inclusion::new(sender, receiver, context.options.reading).check(Version::Old, sent, &[received])
}
