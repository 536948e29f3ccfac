//! Operations, their replies, and channels that nobody uses.

use std::collections::{HashMap, HashSet};

use crate::lint::{Context, Kind, Report, Rule, Severity};
use crate::model::source::{Node, NodeId};

static OPERATION_MESSAGE_NOT_IN_CHANNEL: Rule = Rule {
    code: "operation-message-not-in-channel",
    severity: Severity::Error,
    summary: "an operation names a message that is not of its channel",
    explanation: "The messages of an operation are references to those of its channel: another message cannot travel there, and a message \
                  under `components` is in no channel until a channel names it.",
    remedy: "Refer to `#/channels/NAME/messages/NAME`, and add the message to the channel where it is missing.",
};

static REPLY_MESSAGE_NOT_IN_CHANNEL: Rule = Rule {
    code: "reply-message-not-in-channel",
    severity: Severity::Error,
    summary: "a reply names a message that is not of the channel of the reply",
    explanation: "Who waits for the reply listens to the channel of the reply, where this message never arrives.",
    remedy: "Refer to a message of that channel, or correct the channel of the reply.",
};

static REPLY_WITHOUT_CHANNEL: Rule = Rule {
    code: "reply-without-channel",
    severity: Severity::Warning,
    summary: "a reply does not say through which channel it travels",
    explanation: "Neither `channel` nor `address` is there, so that tools guess, or leave the reply out.",
    remedy: "Set `channel`, which may be the one of the operation, or `address` where it is known only at run time.",
};

static REPLY_WITHOUT_MESSAGES: Rule = Rule {
    code: "reply-without-messages",
    severity: Severity::Warning,
    summary: "a reply does not say which messages answer",
    explanation: "Without `messages` every message of the channel is an answer; here the question itself is one of them.",
    remedy: "List the messages that answer.",
};

static REPLY_ADDRESS_STATIC: Rule = Rule {
    code: "reply-address-static",
    severity: Severity::Error,
    summary: "a reply has an address of its own, and a channel that has one too",
    explanation: "With `address` in the reply, the address is known at run time, and that of the channel must be null or absent.",
    remedy: "Remove `address` from the reply or from the channel.",
};

static OPERATION_WITHOUT_MESSAGES: Rule = Rule {
    code: "operation-without-messages",
    severity: Severity::Warning,
    summary: "an operation has no messages",
    explanation: "Nothing is sent and nothing received: nothing can be generated for it.",
    remedy: "List the messages, or add them to the channel.",
};

static OPERATION_MESSAGE_DUPLICATE: Rule = Rule {
    code: "operation-message-duplicate",
    severity: Severity::Warning,
    summary: "an operation names a message twice",
    explanation: "The second says nothing; another message was probably meant.",
    remedy: "Remove it, or name the message that is meant.",
};

static CHANNEL_UNUSED: Rule = Rule {
    code: "channel-unused",
    severity: Severity::Warning,
    summary: "no operation uses the channel",
    explanation: "Whether its messages are sent or received is said nowhere, so that nothing is generated for them.",
    remedy: "Add an operation, or remove the channel.",
};

static MESSAGE_UNUSED: Rule = Rule {
    code: "message-unused",
    severity: Severity::Warning,
    summary: "no operation uses a message of a channel",
    explanation: "Whether it is sent or received is said nowhere, so that nothing is generated for it.",
    remedy: "Add it to an operation or a reply, or remove it from the channel.",
};

static SECURITY_EMPTY: Rule = Rule {
    code: "security-empty",
    severity: Severity::Info,
    summary: "`security` lists nothing",
    explanation: "One of the schemes in the list suffices: of an empty list none does, and some tools read it as open to all.",
    remedy: "List the schemes, or remove `security` where none is needed.",
};

/// What is looked for in operations and channels.
pub(super) const RULES: &[&Rule] = &[
    &OPERATION_MESSAGE_NOT_IN_CHANNEL,
    &REPLY_MESSAGE_NOT_IN_CHANNEL,
    &REPLY_WITHOUT_CHANNEL,
    &REPLY_WITHOUT_MESSAGES,
    &REPLY_ADDRESS_STATIC,
    &OPERATION_WITHOUT_MESSAGES,
    &OPERATION_MESSAGE_DUPLICATE,
    &CHANNEL_UNUSED,
    &MESSAGE_UNUSED,
    &SECURITY_EMPTY,
];

/// Looks at operations and channels.
pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let mut entries = Entries::default();
    for operation in context.objects(Kind::Operation) {
        empty_security(operation, report);
        if context.version.major == 3 {
            self::operation(operation, &mut entries, report);
        }
    }
    for server in context.objects(Kind::Server) {
        empty_security(server, report);
    }
    unused(context, report);
}

fn empty_security(node: Node<'_>, report: &mut Report) {
    if node.get("security").is_some_and(|list| list.is_array() && list.items().next().is_none()) {
        report.add_at_key(&SECURITY_EMPTY, node, "security", "an empty list names no scheme that suffices");
    }
}

fn operation(operation: Node<'_>, entries: &mut Entries, report: &mut Report) {
    let Some(channel) = operation.get("channel").and_then(|channel| channel.resolve().ok()) else { return };
    let of_channel = entries.of(channel);
    outside(operation, channel, of_channel, &OPERATION_MESSAGE_NOT_IN_CHANNEL, report);
    duplicates(operation, report);
    let listed = operation.get("messages").filter(|list| list.is_array());
    let lists_none = listed.is_some_and(|list| list.items().next().is_none());
    if lists_none {
        report.add_at_key(
            &OPERATION_WITHOUT_MESSAGES,
            operation,
            "messages",
            "an empty list names no message",
        );
    } else if listed.is_none() && of_channel.is_empty() && report.is_sound(channel) {
        report.add_at_key(&OPERATION_WITHOUT_MESSAGES, operation, "channel", "the channel has no messages");
    }
    let reply =
        operation.get("reply").and_then(|reply| reply.resolve().ok()).filter(|reply| reply.is_object());
    if let Some(reply) = reply {
        self::reply(operation, channel, reply, entries, report);
    }
}

fn reply(
    operation: Node<'_>,
    of_operation: Node<'_>,
    reply: Node<'_>,
    entries: &mut Entries,
    report: &mut Report,
) {
    let holder = if operation.get("reply").is_some_and(|inline| inline.id() == reply.id()) {
        operation
    } else {
        reply
    };
    let Some(node) = reply.get("channel") else {
        if reply.get("address").is_none() {
            report.add_at_key(&REPLY_WITHOUT_CHANNEL, holder, "reply", "expected `channel` or `address`");
        }
        return;
    };
    let Ok(channel) = node.resolve() else { return };
    if reply.get("address").is_some()
        && channel.get("address").is_some_and(|address| address.as_str().is_some())
    {
        report.add_at_key(
            &REPLY_ADDRESS_STATIC,
            reply,
            "address",
            "the channel of this reply has an address already",
        );
    }
    let of_channel = entries.of(channel);
    outside(reply, channel, of_channel, &REPLY_MESSAGE_NOT_IN_CHANNEL, report);
    duplicates(reply, report);
    let listed = reply.get("messages");
    let lists_none = listed.is_some_and(|list| list.is_array() && list.items().next().is_none());
    if lists_none {
        report.add_at_key(&REPLY_WITHOUT_MESSAGES, reply, "messages", "an empty list names no message");
    } else if listed.is_none() && channel.id() == of_operation.id() && !of_channel.is_empty() {
        report.add_at_key(
            &REPLY_WITHOUT_MESSAGES,
            holder,
            "reply",
            "every message of the channel is an answer, the question too",
        );
    }
}

/// The messages of each channel as they stand there: references, mostly. A channel may have thousands, and as many operations.
#[derive(Default)]
struct Entries(HashMap<NodeId, HashSet<NodeId>>);

impl Entries {
    fn of(&mut self, channel: Node<'_>) -> &HashSet<NodeId> {
        self.0.entry(channel.id()).or_insert_with(|| {
            let messages = messages(channel).map(Node::members).unwrap_or_default();
            messages.iter().map(|message| message.value).collect()
        })
    }
}

/// The map of the messages of a channel, which may be a reference itself.
fn messages(channel: Node<'_>) -> Option<Node<'_>> {
    channel.get("messages")?.resolve().ok()
}

/// Messages of an operation or a reply that are not those of its channel.
fn outside(
    node: Node<'_>,
    channel: Node<'_>,
    of_channel: &HashSet<NodeId>,
    rule: &'static Rule,
    report: &mut Report,
) {
    for item in node.get("messages").into_iter().flat_map(Node::items) {
        let Some(reference) = item.get("$ref").and_then(Node::as_str) else { continue };
        // One step only: a reference past the channel is one past the channel, though it ends at the same message.
        let (Ok(target), Ok(message)) = (item.follow(reference), item.resolve()) else { continue };
        if !of_channel.contains(&target.id()) {
            let entries = messages(channel).map(Node::sorted).unwrap_or_default();
            let same =
                entries.iter().find(|(_, entry)| entry.resolve().is_ok_and(|end| end.id() == message.id()));
            let hint = same.map_or_else(String::new, |(key, _)| format!("; it calls this message `{key}`"));
            report.add(rule, item, format!("`{reference}` is no message of the channel{hint}"));
        }
    }
}

/// Messages that an operation or a reply names twice.
fn duplicates(node: Node<'_>, report: &mut Report) {
    let mut seen = HashSet::new();
    for item in node.get("messages").into_iter().flat_map(Node::items) {
        let Some(reference) = item.get("$ref").and_then(Node::as_str) else { continue };
        if item.follow(reference).is_ok_and(|target| !seen.insert(target.id())) {
            report.add(&OPERATION_MESSAGE_DUPLICATE, item, format!("`{reference}` is in this list already"));
        }
    }
}

/// Channels and their messages that no operation uses. Who has no operations describes messages only.
fn unused(context: &Context<'_>, report: &mut Report) {
    let Some(model) = context.model.filter(|model| !model.operations.is_empty()) else { return };
    let Some(channels) = context.root.get("channels") else { return };
    let mut used: HashSet<usize> = HashSet::new();
    let mut sent: HashSet<usize> = HashSet::new();
    for operation in &model.operations {
        used.insert(operation.channel);
        used.extend(operation.reply_channel);
        sent.extend(operation.messages.iter().chain(&operation.replies));
    }
    for (number, channel) in model.channels.iter().enumerate() {
        if !used.contains(&number) {
            let message = format!("`{}` is in no operation", channel.name);
            report.add_at_key(&CHANNEL_UNUSED, channels, &channel.name, message);
            continue;
        }
        if context.version.major == 2 {
            continue;
        }
        let node = context.node(channel.node);
        let Some(map) = node.get("messages") else { continue };
        let idle: HashSet<NodeId> = channel
            .messages
            .iter()
            .filter(|message| !sent.contains(message))
            .filter_map(|message| model.messages.get(*message))
            .map(|message| message.node)
            .collect();
        for (key, entry) in map.sorted() {
            if entry.resolve().is_ok_and(|message| idle.contains(&message.id())) {
                report.add_at_key(&MESSAGE_UNUSED, map, key, format!("`{key}` is in no operation"));
            }
        }
    }
}
