//! Servers: where clients connect to.

use std::collections::BTreeSet;

use super::contract::{Contract, braces, normal};
use super::report::{Draft, at};
use super::{Context, Meeting, Report, place_of};
use crate::compat::{Category, Deployed, Rule};
use crate::model::Server;
use crate::model::source::Node;

static MISSING: Rule = Rule {
    code: "server-missing",
    summary: "a server that a client connects to is not there",
    explanation: "Deployed clients connect to an address or with a protocol that the new document does not have.",
    remedy: "Keep the server in the document as long as clients connect to it.",
};

static PROTOCOL_VERSION: Rule = Rule {
    code: "protocol-version-changed",
    summary: "a server speaks another version of its protocol",
    explanation: "The two sides speak different versions, and need not understand each other.",
    remedy: "Serve both versions until nobody speaks the old one.",
};

static VARIABLE: Rule = Rule {
    code: "server-variable-refused",
    summary: "a value that a client may put into the address of a server is none that there is",
    explanation: "The client connects to a host or path that the server's document does not have.",
    remedy: "Keep the values that there were.",
};

static VARIABLE_CHANGED: Rule = Rule {
    code: "server-default-changed",
    summary: "the default of a part of a server's address has changed",
    explanation: "Clients that give no value connect elsewhere than before.",
    remedy: "Look whether they should, and accept the change with a reason.",
};

pub(super) const RULES: &[&Rule] = &[&MISSING, &PROTOCOL_VERSION, &VARIABLE, &VARIABLE_CHANGED];

/// Whether a client of one finds the other: host, path and protocol are the same, whatever the servers and their variables are called.
pub(super) fn is_same_server(one: &Server, other: &Server) -> bool {
    one.protocol.eq_ignore_ascii_case(&other.protocol) && address(one) == address(other)
}

fn address(server: &Server) -> String {
    let url = normal(&server.url);
    let (host, path) = url.split_once('/').map_or((url.as_str(), String::new()), |(host, path)| {
        (host, format!("/{}", path.trim_end_matches('/')))
    });
    format!("{}{}", host.to_ascii_lowercase(), path.trim_end_matches('/'))
}

/// The servers of both documents by their places: the old and the new.
pub(super) fn pairs(context: &Context<'_>) -> Vec<(usize, usize)> {
    let (old, new) = (&context.old.model.servers, &context.new.model.servers);
    let mut pairs = Vec::new();
    for (number, own) in old.iter().enumerate() {
        // Of several at one address, that of the same key comes first.
        let same = |other: &&(usize, &Server)| is_same_server(own, other.1);
        let all: Vec<(usize, &Server)> = new.iter().enumerate().collect();
        let by_key = all.iter().filter(same).find(|(_, other)| other.name == own.name);
        if let Some((found, _)) = by_key.or_else(|| all.iter().find(same)) {
            pairs.push((number, *found));
        }
    }
    pairs
}

/// Looks at servers that are gone, and at what is said of the others.
pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let pairs = pairs(context);
    for meeting in context.meetings() {
        let own = &meeting.client.model.servers;
        let lost: Vec<&Server> = own
            .iter()
            .filter(|own| !meeting.server.model.servers.iter().any(|other| is_same_server(own, other)))
            .collect();
        // A new server beside the old ones takes nothing from anybody.
        let matters = match meeting.deployed {
            Deployed::OldClients => true,
            Deployed::NewClients => lost.len() == own.len() && !meeting.server.model.servers.is_empty(),
        };
        if matters {
            lost.into_iter().for_each(|server| missing(meeting, server, report));
        }
        for pair in &pairs {
            let (client, server) = meeting.parties(*pair);
            protocol_version(meeting, client, server, report);
            variables(meeting, client, server, report);
        }
    }
    for pair in &pairs {
        defaults(context, *pair, report);
    }
}

fn url(server: &Server) -> String {
    format!("{}://{}", server.protocol, server.url)
}

fn missing(meeting: Meeting<'_, '_>, server: &Server, report: &mut Report) {
    let moved = meeting.server.model.servers.iter().find(|other| {
        other.name == server.name
            && !meeting.client.model.servers.iter().any(|own| is_same_server(own, other))
    });
    let own = url(server);
    let sentence = match moved {
        Some(other) => {
            format!(
                "{} connects to `{own}`, and the server `{}` is at `{}`",
                meeting.a_client(),
                server.name,
                url(other)
            )
        }
        None => {
            let which = match meeting.deployed {
                Deployed::OldClients => "the new document",
                Deployed::NewClients => "the old document",
            };
            format!("{} connects to `{own}`, which {which} does not have", meeting.a_client())
        }
    };
    report.add(
        Draft::broken(&MISSING, meeting, own.clone(), sentence)
            .parties(
                meeting,
                Some(at(meeting.client, server.node)),
                moved.map(|other| at(meeting.server, other.node)),
            )
            .transcript([format!("client: connects to {own}"), "server: is not there".to_owned()])
            .said_by(meeting, &own, &moved.map(url).unwrap_or_default()),
    );
}

fn text(contract: &Contract<'_>, server: usize, key: &str) -> Option<String> {
    let node = contract.node(contract.model.servers[server].node).get(key)?;
    Some(node.as_str().map_or_else(|| node.to_json().to_string(), str::to_owned))
}

fn protocol_version(meeting: Meeting<'_, '_>, client: usize, server: usize, report: &mut Report) {
    const KEY: &str = "protocolVersion";
    let (own, other) = (text(meeting.client, client, KEY), text(meeting.server, server, KEY));
    let (Some(own), Some(other)) = (own, other) else { return };
    if own == other {
        return;
    }
    let speaks = &meeting.client.model.servers[client];
    let sentence = format!(
        "{} speaks `{}` {own}, and {} speaks {other}",
        meeting.a_client(),
        speaks.protocol,
        meeting.the_server()
    );
    let there = meeting.server.model.servers[server].node;
    report.add(
        Draft::broken(&PROTOCOL_VERSION, meeting, url(speaks), sentence)
            .parties(
                meeting,
                Some(place_of(meeting.client, speaks.node, KEY)),
                Some(place_of(meeting.server, there, KEY)),
            )
            .transcript([
                format!("client: connects to {} with version {own}", url(speaks)),
                format!("server: speaks version {other}"),
            ])
            .said_by(meeting, &own, &other),
    );
}

/// What may stand in the place of a variable; nothing where it may be anything. And its default.
struct Variable {
    name: String,
    values: BTreeSet<String>,
    default: Option<String>,
}

/// The variables of a server in the order of its address: what they are called is not on the wire.
fn in_order(contract: &Contract<'_>, server: usize) -> Vec<Variable> {
    let server = &contract.model.servers[server];
    let declared = contract.node(server.node).get("variables").and_then(|all| all.resolve().ok());
    let variable = |name: &str| {
        let node = declared.and_then(|all| all.get(name)?.resolve().ok());
        let values = node.and_then(|node| node.get("enum")).into_iter().flat_map(Node::items);
        let plain = |node: Node<'_>| node.as_str().map_or_else(|| node.to_json().to_string(), str::to_owned);
        Variable {
            name: name.to_owned(),
            values: values.map(plain).collect(),
            default: node.and_then(|node| node.get("default")).map(plain),
        }
    };
    braces(&server.url).map(variable).collect()
}

fn variables(meeting: Meeting<'_, '_>, client: usize, server: usize, report: &mut Report) {
    let own = &meeting.client.model.servers[client];
    for (may, known) in in_order(meeting.client, client).iter().zip(in_order(meeting.server, server)) {
        if known.values.is_empty() {
            continue;
        }
        let refused = match &may.values {
            values if values.is_empty() => Some("anything"),
            values => values.difference(&known.values).next().map(String::as_str),
        };
        let Some(refused) = refused else { continue };
        let listed: Vec<String> = known.values.iter().map(|value| format!("`{value}`")).collect();
        let what = if may.values.is_empty() { "anything".to_owned() } else { format!("`{refused}`") };
        let sentence = format!(
            "{} may put {what} in the place of `{{{}}}`, where {} knows only {}",
            meeting.a_client(),
            may.name,
            meeting.the_server(),
            listed.join(", ")
        );
        let reached = url(own).replace(&format!("{{{}}}", may.name), refused);
        let text = |values: &BTreeSet<String>| values.iter().cloned().collect::<Vec<_>>().join("\n");
        report.add(
            Draft::broken(&VARIABLE, meeting, format!("{} {{{}}}", url(own), may.name), sentence)
                .parties(
                    meeting,
                    Some(place_of(meeting.client, own.node, "variables")),
                    Some(place_of(meeting.server, meeting.server.model.servers[server].node, "variables")),
                )
                .transcript([format!("client: connects to {reached}"), "server: is not there".to_owned()])
                .said_by(meeting, &text(&may.values), &text(&known.values)),
        );
    }
}

fn defaults(context: &Context<'_>, (from, to): (usize, usize), report: &mut Report) {
    let (old, new) = (&context.old, &context.new);
    let (before, now) = (&old.model.servers[from], &new.model.servers[to]);
    for (was, is) in in_order(old, from).iter().zip(in_order(new, to)) {
        if was.default == is.default {
            continue;
        }
        let text = |default: &Option<String>| {
            default.clone().map_or_else(|| "none".to_owned(), |one| format!("`{one}`"))
        };
        let sentence = format!(
            "the default of `{{{}}}` was {}, and is {}",
            was.name,
            text(&was.default),
            text(&is.default)
        );
        report.add(
            Draft::new(
                &VARIABLE_CHANGED,
                Category::Dangerous,
                format!("{} {{{}}}", url(before), was.name),
                sentence,
            )
            .places(Some(place_of(old, before.node, "variables")), Some(place_of(new, now.node, "variables")))
            .said(&text(&was.default), &text(&is.default)),
        );
    }
}
