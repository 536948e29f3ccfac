//! Operations: what an application does with messages, and who begins.

use super::contract::Contract;
use super::message::Sent;
use super::report::{Draft, at};
use super::{Context, DIRECTIONS, Meeting, Prover, Report, frame, opposite, party};
use crate::compat::change::wording;
use crate::compat::inclusion::Verdict;
use crate::compat::{Deployed, Direction, Evidence, Rule};
use crate::model::Operation;

static REMOVED: Rule = Rule {
    code: "operation-removed",
    summary: "an operation is gone",
    explanation: "Deployed clients ask for it, or wait for what it sends, and nothing takes their part.",
    remedy: "Keep the operation until no deployed client uses it.",
};

static FLIPPED: Rule = Rule {
    code: "operation-flipped",
    summary: "who sends the messages of an operation has changed",
    explanation: "Both sides send what the other does not take, and wait for what the other does not send.",
    remedy: "Declare a new operation for the other direction, and keep this one.",
};

pub(super) const RULES: &[&Rule] = &[&REMOVED, &FLIPPED];

/// Looks for operations that are gone, or go the other way.
pub(super) fn check(context: &Context<'_>, prover: &mut Prover<'_>, report: &mut Report) {
    for (from, to) in &context.channels.both {
        for direction in DIRECTIONS {
            for operation in context.old.operations(*from, direction) {
                if is_there(context, (*from, *to), operation, direction) {
                    continue;
                }
                match turned(context, *to, operation, direction) {
                    Some(now) => flipped(context, (*from, *to), direction, (operation, now), report),
                    None => removed(context, (*from, *to), direction, operation, prover, report),
                }
            }
        }
    }
}

/// Whether the operation is still there.
fn is_there(
    context: &Context<'_>,
    channels: (usize, usize),
    operation: &Operation,
    direction: Direction,
) -> bool {
    operation.messages.is_empty()
        || context.new.operations(channels.1, direction).any(|now| now.name == operation.name)
        || counterpart(context, channels, operation, direction).is_some()
        || context.new.operations(channels.1, direction).any(|now| shares(context, operation, now))
}

/// The operation in which the same goes the other way.
fn turned<'a>(
    context: &Context<'a>,
    to: usize,
    operation: &Operation,
    direction: Direction,
) -> Option<&'a Operation> {
    context.new.operations(to, opposite(direction)).find(|now| {
        operation
            .messages
            .iter()
            .any(|message| context.new.counterpart(&now.messages, &context.old, *message).is_some())
            && !context
                .old
                .operations(operation.channel, opposite(direction))
                .any(|before| is_one(context, before, now))
    })
}

/// Whether two operations of one direction are the same: they share a message, or have one name.
fn is_one(context: &Context<'_>, old: &Operation, new: &Operation) -> bool {
    old.name == new.name || shares(context, old, new)
}

fn shares(context: &Context<'_>, old: &Operation, new: &Operation) -> bool {
    old.messages
        .iter()
        .any(|message| context.new.counterpart(&new.messages, &context.old, *message).is_some())
}

/// The new operation that an old one is: one that shares a message, that of the same name first, but none that is another's by its name;
/// or else that of the same name.
pub(super) fn counterpart<'a>(
    context: &Context<'a>,
    (from, to): (usize, usize),
    operation: &Operation,
    direction: Direction,
) -> Option<&'a Operation> {
    let now = || context.new.operations(to, direction);
    let is_of_another = |now: &Operation| {
        let mut others = context.old.operations(from, direction);
        others.any(|other| other.name == now.name && shares(context, other, now))
    };
    now()
        .find(|now| now.name == operation.name && shares(context, operation, now))
        .or_else(|| now().find(|now| shares(context, operation, now) && !is_of_another(now)))
        .or_else(|| now().find(|now| now.name == operation.name))
}

fn flipped(
    context: &Context<'_>,
    (from, to): (usize, usize),
    direction: Direction,
    (before, now): (&Operation, &Operation),
    report: &mut Report,
) {
    for meeting in context.meetings() {
        tell(report, meeting.deployed, &context.old, from, before);
        tell(report, meeting.deployed, &context.new, to, now);
        let (client, server) = meeting.parties((before, now));
        // Who sends the messages for the client of this meeting, and for its server.
        let (for_client, for_server) = meeting.parties((direction, opposite(direction)));
        let sends =
            |direction: Direction, one: Direction| if direction == one { "sends" } else { "waits for" };
        let lines = [
            format!(
                "client: {} {}",
                sends(for_client, Direction::ClientToServer),
                list(meeting.client, client)
            ),
            format!(
                "server: {} {}",
                sends(for_server, Direction::ServerToClient),
                list(meeting.server, server)
            ),
        ];
        let sentence = format!(
            "for {} the {} sends {}, for {} the {} does",
            meeting.a_client(),
            party(for_client),
            list(meeting.client, client),
            meeting.the_server(),
            party(for_server)
        );
        let subject = subject(&context.old, from, before);
        report.add(
            Draft::broken(&FLIPPED, meeting, subject, sentence)
                .places(Some(at(&context.old, before.node)), Some(at(&context.new, now.node)))
                .transcript(lines)
                .said(&wording(context.old.node(before.node)), &wording(context.new.node(now.node))),
        );
    }
}

fn removed(
    context: &Context<'_>,
    (from, to): (usize, usize),
    direction: Direction,
    operation: &Operation,
    prover: &mut Prover<'_>,
    report: &mut Report,
) {
    let (old, new) = (&context.old, &context.new);
    let received = new.traffic(to, direction);
    // What another operation still carries is there.
    if operation.messages.iter().any(|message| new.counterpart(&received, old, *message).is_some()) {
        return;
    }
    let [meeting, _] = context.meetings();
    let names = list(old, operation);
    let subject = subject(old, from, operation);
    let (sentence, evidence) = match direction {
        Direction::ClientToServer => {
            let sentence = format!("an old client may send {names}, which the new server no longer takes");
            (sentence, witness(meeting, from, operation, (old, new), &received, prover))
        }
        Direction::ServerToClient => {
            let sentence = format!("the new server never sends {names}, which an old client waits for");
            (sentence, None)
        }
    };
    let (waits, answers) = match direction {
        Direction::ClientToServer => ("client: sends", "server: knows no such message"),
        Direction::ServerToClient => ("client: waits for", "server: never sends it"),
    };
    let evidence = evidence
        .unwrap_or_else(|| Evidence::Transcript(vec![format!("{waits} {names}"), answers.to_owned()]));
    report.add(
        Draft::broken(&REMOVED, meeting, subject, sentence)
            .direction(direction)
            .places(Some(at(old, operation.node)), Some(at(new, new.model.channels[to].node)))
            .evidence(evidence)
            .said(&wording(old.node(operation.node)), ""),
    );
    for message in &operation.messages {
        report.tell(Deployed::OldClients, direction, &old.subject(from, *message));
    }
}

/// A frame of the operation that is refused, where one is found.
fn witness(
    meeting: Meeting<'_, '_>,
    from: usize,
    operation: &Operation,
    (old, new): (&Contract<'_>, &Contract<'_>),
    received: &[usize],
    prover: &mut Prover<'_>,
) -> Option<Evidence> {
    let sent =
        Sent { channel: from, message: *operation.messages.first()?, direction: Direction::ClientToServer };
    let payloads: Vec<_> = received.iter().map(|number| new.message(*number).payload).collect();
    match prover.check(meeting, sent.direction, old.message(sent.message).payload, &payloads) {
        Verdict::Counterexample(found) => {
            Some(Evidence::Frame { frame: found.value, refusals: found.refusals })
        }
        Verdict::Included | Verdict::Unknown(_) => None,
    }
}

/// Notes that it is said what becomes of the messages of an operation and of its answers, but for what another operation carries too.
fn tell(
    report: &mut Report,
    deployed: Deployed,
    contract: &Contract<'_>,
    channel: usize,
    operation: &Operation,
) {
    let direction = contract.direction(operation);
    let others = || contract.model.operations.iter().filter(|other| other.node != operation.node);
    for message in &operation.messages {
        let is_elsewhere = others().any(|other| other.messages.contains(message));
        if !is_elsewhere {
            report.tell(deployed, direction, &contract.subject(channel, *message));
        }
    }
    let answered = operation.reply_channel.unwrap_or(channel);
    for message in &operation.replies {
        let is_elsewhere = others().any(|other| {
            let own = contract.direction(other);
            (own == direction && other.replies.contains(message))
                || (own != direction && other.messages.contains(message))
        });
        if !is_elsewhere {
            report.tell(deployed, opposite(direction), &contract.subject(answered, *message));
        }
    }
}

/// An operation, as people know it: by what it carries.
pub(super) fn subject(contract: &Contract<'_>, channel: usize, operation: &Operation) -> String {
    match operation.messages.as_slice() {
        [only] => contract.subject(channel, *only),
        _ => format!("{} {}", contract.address(channel), operation.name),
    }
}

/// The messages of an operation, for people.
fn list(contract: &Contract<'_>, operation: &Operation) -> String {
    let names: Vec<String> =
        operation.messages.iter().map(|message| format!("`{}`", contract.message(*message).name)).collect();
    match names.as_slice() {
        [] => frame::sketch(None, &operation.name, ""),
        [only] => only.clone(),
        _ => names.join(", "),
    }
}
