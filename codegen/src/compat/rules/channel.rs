//! Channels: where they are, and what stands in their addresses.

use std::collections::BTreeSet;

use super::contract::{Contract, braces};
use super::report::{Draft, at};
use super::server::is_same_server;
use super::{Context, Meeting, Report, place_of};
use crate::compat::change::wording;
use crate::compat::{Category, Direction, Rule};
use crate::model::Parameter;

static MISSING: Rule = Rule {
    code: "channel-missing",
    summary: "a channel that a client uses is not there",
    explanation: "The client connects to an address at which the server has nothing.",
    remedy: "Keep the address, and serve a new one beside it.",
};

static ADDRESS: Rule = Rule {
    code: "address-changed",
    summary: "an address that was only known at run time is fixed, or the other way round",
    explanation: "Whether both sides still mean the same place is not in the documents.",
    remedy: "Look whether both sides still mean the same place, and accept the change with a reason.",
};

static PARAMETER: Rule = Rule {
    code: "parameter-refused",
    summary: "a value that a client may put into an address is none that the server knows",
    explanation: "The client connects to an address at which the server has nothing.",
    remedy: "Keep the values that there were.",
};

static PARAMETER_CHANGED: Rule = Rule {
    code: "parameter-changed",
    summary: "another thing is said of a part of an address",
    explanation: "What clients put into the address, or leave to the default, may lead elsewhere.",
    remedy: "Look whether the addresses that clients use still lead where they did, and accept the change with a reason.",
};

pub(super) const RULES: &[&Rule] = &[&MISSING, &ADDRESS, &PARAMETER, &PARAMETER_CHANGED];

/// Looks at channels that only one document has, and at the addresses of the others.
pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for meeting in context.meetings() {
        let (client, _) = meeting.parties((&context.channels.old, &context.channels.new));
        for channel in client {
            missing(context, meeting, *channel, report);
        }
        for pair in &context.channels.both {
            let (client, server) = meeting.parties(*pair);
            unserved(meeting, client, server, report);
            parameters(meeting, client, server, report);
        }
    }
    for (from, to) in &context.channels.both {
        let (old, new) = (&context.old, &context.new);
        let (was, is) = (&old.model.channels[*from], &new.model.channels[*to]);
        if was.address.is_some() != is.address.is_some() {
            let known = |address: &Option<String>| {
                address
                    .as_ref()
                    .map_or_else(|| "only known at run time".to_owned(), |text| format!("`{text}`"))
            };
            let message = format!("the address was {}, and is {}", known(&was.address), known(&is.address));
            report.add(
                Draft::new(&ADDRESS, Category::Dangerous, old.address(*from).to_owned(), message)
                    .places(Some(place_of(old, was.node, "address")), Some(place_of(new, is.node, "address")))
                    .said(&known(&was.address), &known(&is.address)),
            );
        }
        changed(context, (*from, *to), report);
    }
}

fn missing(context: &Context<'_>, meeting: Meeting<'_, '_>, channel: usize, report: &mut Report) {
    let client = meeting.client;
    let own = &client.model.channels[channel];
    let (_, left) = meeting.parties((&context.channels.old, &context.channels.new));
    // One of the same key that nobody knows is where it went to.
    let moved = left.iter().copied().find(|other| meeting.server.model.channels[*other].name == own.name);
    let address = client.address(channel);
    let sentence = match moved {
        Some(other) => format!(
            "{} connects to `{address}`, and {} has it at `{}`",
            meeting.a_client(),
            meeting.the_server(),
            meeting.server.address(other)
        ),
        None => format!(
            "{} connects to `{address}`, which {} does not have",
            meeting.a_client(),
            meeting.the_server()
        ),
    };
    let there =
        moved.map(|other| place_of(meeting.server, meeting.server.model.channels[other].node, "address"));
    let said = moved.map(|other| meeting.server.address(other)).unwrap_or_default();
    report.add(
        Draft::broken(&MISSING, meeting, address.to_owned(), sentence)
            .parties(meeting, Some(place_of(client, own.node, "address")), there)
            .transcript(connects(client, channel, &client.url(channel)))
            .said_by(meeting, address, said),
    );
}

/// What happens where a client connects to where nothing is.
fn connects(client: &Contract<'_>, channel: usize, url: &str) -> [String; 2] {
    let servers = &client.model.channels[channel].servers;
    let protocol = servers.first().map(|server| client.model.servers[*server].protocol.as_str());
    match protocol {
        None | Some("ws" | "wss" | "http" | "https") => {
            [format!("client: GET {url}"), "server: 404".to_owned()]
        }
        Some(_) => [format!("client: uses {url}"), "server: has nothing there".to_owned()],
    }
}

/// Servers that are still there, and no longer have the channel.
fn unserved(meeting: Meeting<'_, '_>, channel: usize, there: usize, report: &mut Report) {
    let (client, server) = (meeting.client, meeting.server);
    for number in &client.model.channels[channel].servers {
        let own = &client.model.servers[*number];
        let found = server.model.servers.iter().position(|other| is_same_server(own, other));
        let Some(found) = found else { continue };
        if server.model.channels[there].servers.contains(&found) {
            continue;
        }
        let address = client.address(channel);
        let url = format!("{}://{}{address}", own.protocol, own.url);
        let sentence = format!(
            "{} connects to `{url}`, where {} has no such channel",
            meeting.a_client(),
            meeting.the_server()
        );
        report.add(
            Draft::broken(&MISSING, meeting, format!("{address} {}", own.url), sentence)
                .parties(
                    meeting,
                    Some(place_of(client, client.model.channels[channel].node, "servers")),
                    Some(place_of(server, server.model.channels[there].node, "servers")),
                )
                .transcript(connects(client, channel, &url))
                .said_by(meeting, &own.url, ""),
        );
    }
}

/// The parameters of a channel in the order of its address: what they are called is not on the wire.
fn in_order<'a>(contract: &Contract<'a>, channel: usize) -> Vec<Option<&'a Parameter>> {
    let own = &contract.model.channels[channel];
    let address = own.address.as_deref().unwrap_or_default();
    braces(address).map(|name| own.parameters.iter().find(|parameter| parameter.name == name)).collect()
}

fn parameters(meeting: Meeting<'_, '_>, channel: usize, there: usize, report: &mut Report) {
    let (client, server) = (meeting.client, meeting.server);
    let (own, other) = (in_order(client, channel), in_order(server, there));
    let names: Vec<&str> = braces(client.address(channel)).collect();
    for (index, (own, other)) in own.iter().zip(&other).enumerate() {
        let values = |parameter: &Option<&Parameter>| -> BTreeSet<String> {
            parameter.iter().flat_map(|parameter| parameter.values.iter().cloned()).collect()
        };
        let (may, known) = (values(own), values(other));
        if known.is_empty() {
            continue;
        }
        let refused =
            if may.is_empty() { Some("anything".to_owned()) } else { may.difference(&known).next().cloned() };
        let Some(refused) = refused else { continue };
        let name = names.get(index).copied().unwrap_or_default();
        let url = client.url(channel).replace(&format!("{{{name}}}"), &refused);
        let listed: Vec<String> = known.iter().map(|value| format!("`{value}`")).collect();
        let what = if may.is_empty() { "anything".to_owned() } else { format!("`{refused}`") };
        let sentence = format!(
            "{} may put {what} in the place of `{{{name}}}`, where {} knows only {}",
            meeting.a_client(),
            meeting.the_server(),
            listed.join(", ")
        );
        let text = |values: &BTreeSet<String>| values.iter().cloned().collect::<Vec<_>>().join("\n");
        report.add(
            Draft::broken(&PARAMETER, meeting, format!("{} {{{name}}}", client.address(channel)), sentence)
                .direction(Direction::ClientToServer)
                .parties(
                    meeting,
                    Some(place_of(client, client.model.channels[channel].node, "parameters")),
                    Some(place_of(server, server.model.channels[there].node, "parameters")),
                )
                .transcript(connects(client, channel, &url))
                .said_by(meeting, &text(&may), &text(&known)),
        );
    }
}

/// What is said of parameters beside their values.
fn changed(context: &Context<'_>, (from, to): (usize, usize), report: &mut Report) {
    let (old, new) = (&context.old, &context.new);
    let names: Vec<&str> = braces(old.address(from)).collect();
    for (index, (was, is)) in in_order(old, from).into_iter().zip(in_order(new, to)).enumerate() {
        let rest = |contract: &Contract<'_>, channel: usize, parameter: Option<&Parameter>| {
            let holder = contract.node(contract.model.channels[channel].node).get("parameters")?;
            let node = holder.resolve().ok()?.get(&parameter?.name)?.resolve().ok()?;
            // In 2.x a schema says what the values are.
            let schema = node.get("schema").map(|schema| {
                let schema = schema.resolve().unwrap_or(schema);
                let members =
                    schema.sorted().into_iter().filter(|(key, _)| !matches!(*key, "enum" | "description"));
                members
                    .map(|(key, member)| format!("{key}: {}", wording(member)))
                    .collect::<Vec<_>>()
                    .concat()
            });
            let parameter = parameter?;
            Some(format!("{:?} {:?} {schema:?}", parameter.default, parameter.location))
        };
        let (before, now) = (rest(old, from, was), rest(new, to, is));
        if before == now {
            continue;
        }
        let name = names.get(index).copied().unwrap_or_default();
        report.add(
            Draft::new(
                &PARAMETER_CHANGED,
                Category::Dangerous,
                format!("{} {{{name}}}", old.address(from)),
                format!(
                    "what stands in the place of `{{{name}}}`, or where it comes from, is described otherwise"
                ),
            )
            .places(Some(at(old, old.model.channels[from].node)), Some(at(new, new.model.channels[to].node)))
            .said(&before.unwrap_or_default(), &now.unwrap_or_default()),
        );
    }
}
