//! Channels: their addresses, what stands in the braces, and the servers that have them.

use std::collections::BTreeMap;

use crate::lint::suggest::did_you_mean;
use crate::lint::text::braces;
use crate::lint::{Context, Kind, Report, Rule, Severity};
use crate::model::source::Node;

static ADDRESS_QUERY: Rule = Rule {
    code: "channel-address-query",
    severity: Severity::Warning,
    summary: "the address of a channel has a query or a fragment",
    explanation: "An address is a path or a topic. What comes after `?` or `#` is taken for a part of it, and not for a query.",
    remedy: "Describe the query in a binding of the channel, under `query`.",
};

static PARAMETER_UNDECLARED: Rule = Rule {
    code: "channel-parameter-undeclared",
    severity: Severity::Error,
    summary: "a part in braces is no parameter of the channel",
    explanation: "Nobody can know what to put in its place.",
    remedy: "Declare it under `parameters` of the channel.",
};

static PARAMETER_UNUSED: Rule = Rule {
    code: "channel-parameter-unused",
    severity: Severity::Error,
    summary: "a parameter of a channel stands nowhere in its address",
    explanation: "Whatever it is set to changes nothing: the address is misspelt, or the parameter is left from another one.",
    remedy: "Put it in braces into the address, or remove it.",
};

static ADDRESS_EMPTY: Rule = Rule {
    code: "channel-address-empty-parameter",
    severity: Severity::Error,
    summary: "an address has braces that do not name a parameter",
    explanation: "Braces enclose the name of a parameter, and must be closed.",
    remedy: "Write the name of a parameter between `{` and `}`.",
};

static SERVER_UNKNOWN: Rule = Rule {
    code: "channel-server-unknown",
    severity: Severity::Error,
    summary: "a channel names a server that there is not",
    explanation: "In 2.x a channel names its servers by their keys under `servers`.",
    remedy: "Correct the name, or add the server.",
};

static AMBIGUOUS: Rule = Rule {
    code: "channel-ambiguous",
    severity: Severity::Info,
    summary: "two channels have one address",
    explanation: "On a server that has both, a message on that address may belong to either.",
    remedy: "Make one channel of them that has the messages of both, or say under `servers` which server has which.",
};

pub(super) const RULES: &[&Rule] =
    &[&ADDRESS_QUERY, &PARAMETER_UNDECLARED, &PARAMETER_UNUSED, &ADDRESS_EMPTY, &SERVER_UNKNOWN, &AMBIGUOUS];

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for channel in context.objects(Kind::Channel) {
        if context.version.major == 2 {
            servers(context, channel, report);
        }
        if let Some(address) = address(context, channel) {
            within(channel, address, report);
        }
    }
    ambiguous(context, report);
}

/// The address of a channel, and where it stands. In 2.x it is the key.
#[derive(Clone, Copy)]
enum Address<'a> {
    Field(Node<'a>, &'a str),
    Key(Node<'a>, &'a str),
}

impl<'a> Address<'a> {
    fn text(self) -> &'a str {
        match self {
            Self::Field(_, text) | Self::Key(_, text) => text,
        }
    }

    fn add(self, rule: &'static Rule, message: String, report: &mut Report) {
        match self {
            Self::Field(node, _) => report.add(rule, node, message),
            Self::Key(channels, key) => report.add_at_key(rule, channels, key, message),
        }
    }
}

fn address<'a>(context: &Context<'a>, channel: Node<'a>) -> Option<Address<'a>> {
    if context.version.major == 3 {
        let address = channel.get("address")?;
        return Some(Address::Field(address, address.as_str()?));
    }
    let channels = channel.parent()?;
    let is_root = channels.key() == Some("channels") && channels.parent()?.id() == context.root.id();
    is_root.then(|| channel.key()).flatten().map(|key| Address::Key(channels, key))
}

fn within(channel: Node<'_>, address: Address<'_>, report: &mut Report) {
    let text = address.text();
    let outside = without_braces(text);
    if let Some(sign) = outside.chars().find(|c| "?#".contains(*c)) {
        // A `#` alone is a wildcard of MQTT and AMQP.
        if !(sign == '#'
            && text.ends_with(['#'])
            && (text == "#" || text.ends_with("/#") || text.ends_with(".#")))
        {
            address.add(
                &ADDRESS_QUERY,
                format!("`{text}` has a `{sign}`, which is no part of an address"),
                report,
            );
        }
    }
    if outside.contains(['{', '}']) || braces(text).any(str::is_empty) {
        return address.add(
            &ADDRESS_EMPTY,
            format!("the braces in `{text}` do not name a parameter"),
            report,
        );
    }
    let parameters = channel.get("parameters").and_then(|parameters| parameters.resolve().ok());
    let used: Vec<_> = braces(text).collect();
    let unused = || {
        let declared = parameters.map(Node::sorted).unwrap_or_default();
        declared
            .into_iter()
            .map(|(name, _)| name)
            .filter(|name| !used.contains(name) && !name.starts_with("x-"))
    };
    let mut misspelt = Vec::new();
    for name in &used {
        if parameters.and_then(|parameters| parameters.get(name)).is_none() {
            let near = did_you_mean(name, unused());
            misspelt.extend(crate::lint::suggest::nearest(name, unused()));
            let message = format!("`{{{name}}}` is no parameter of the channel{near}");
            address.add(&PARAMETER_UNDECLARED, message, report);
        }
    }
    let Some(parameters) = parameters else { return };
    for name in unused().filter(|name| !misspelt.contains(name)) {
        let message = format!("the parameter `{name}` stands nowhere in the address `{text}`");
        report.add_at_key(&PARAMETER_UNUSED, parameters, name, message);
    }
}

fn without_braces(text: &str) -> String {
    let mut rest = text;
    let mut outside = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        outside.push_str(before);
        match after.split_once('}') {
            Some((_, after)) => rest = after,
            None => {
                outside.push('{');
                rest = after;
            }
        }
    }
    outside + rest
}

/// In 2.x servers are referred to by their names.
fn servers(context: &Context<'_>, channel: Node<'_>, report: &mut Report) {
    let servers = context.root.get("servers").and_then(|servers| servers.resolve().ok());
    for item in channel.get("servers").into_iter().flat_map(Node::items) {
        if let Some(name) = item.as_str()
            && servers.and_then(|servers| servers.get(name)).is_none()
        {
            let known = servers.map(Node::sorted).unwrap_or_default();
            let near = did_you_mean(name, known.into_iter().map(|(name, _)| name));
            report.add(&SERVER_UNKNOWN, item, format!("there is no server `{name}`{near}"));
        }
    }
}

fn ambiguous(context: &Context<'_>, report: &mut Report) {
    let Some(channels) = context.root.get("channels").and_then(|channels| channels.resolve().ok()) else {
        return;
    };
    let mut known: BTreeMap<String, Vec<(&str, Node<'_>)>> = BTreeMap::new();
    for (key, channel) in channels.sorted() {
        let Ok(channel) = channel.resolve() else { continue };
        let Some(address) = address(context, channel).filter(|address| !address.text().is_empty()) else {
            continue;
        };
        let others = known.entry(shape(address.text())).or_default();
        let other =
            others.iter().find(|(_, other)| other.id() != channel.id() && share_server(channel, *other));
        if let Some((name, _)) = other {
            let message = format!("`{}` is also the address of the channel `{name}`", address.text());
            address.add(&AMBIGUOUS, message, report);
        } else {
            others.push((key, channel));
        }
    }
}

/// The address with every parameter alike.
fn shape(address: &str) -> String {
    braces(address).fold(address.to_owned(), |shape, name| shape.replace(&format!("{{{name}}}"), "{}"))
}

fn share_server(a: Node<'_>, b: Node<'_>) -> bool {
    let servers = |channel: Node<'_>| -> Option<Vec<String>> {
        let list = channel.get("servers").filter(|list| list.items().next().is_some())?;
        Some(list.items().map(|item| item.to_json().to_string()).collect())
    };
    match (servers(a), servers(b)) {
        (Some(a), Some(b)) => a.iter().any(|server| b.contains(server)),
        _ => true,
    }
}
