//! What travels beside the payload of a message.

use serde_json::{Value, json};

use super::message::Sent;
use super::report::{Draft, at};
use super::{Context, DIRECTIONS, Meeting, Prover, Report};
use crate::compat::change::wording;
use crate::compat::inclusion::{Counterexample, Refusal, Verdict};
use crate::compat::{Category, Evidence, Rule};
use crate::model::SchemaId;

static REFUSED: Rule = Rule {
    code: "headers-refused",
    summary: "headers that one side may send are refused by the other",
    explanation: "The headers that are shown fit what their sender's document says of the message, and do not fit what the receiver's does.",
    remedy: "Admit on the receiving side whatever is sent: make new headers optional, and keep those that are there.",
};

static UNPROVEN: Rule = Rule {
    code: "headers-unproven",
    summary: "it is not known whether headers are still taken",
    explanation: "Neither a proof nor headers that are refused were found.",
    remedy: "Write what could not be decided in another way, or look at the change yourself and accept it with a reason.",
};

pub(super) const RULES: &[&Rule] = &[&REFUSED, &UNPROVEN];

/// Looks at the headers of every message that both documents have.
pub(super) fn check(context: &Context<'_>, prover: &mut Prover<'_>, report: &mut Report) {
    for pair in &context.channels.both {
        for meeting in context.meetings() {
            for direction in DIRECTIONS {
                let (from, to) = meeting.sides(direction, *pair);
                let (sender, receiver) = (meeting.sender(direction), meeting.receiver(direction));
                let received = receiver.traffic(to, direction);
                for message in sender.traffic(from, direction) {
                    let sent = Sent { channel: from, message, direction };
                    if let Some(same) = receiver.counterpart(&received, sender, message) {
                        one(meeting, sent, same, prover, report);
                    }
                }
            }
        }
    }
}

fn one(meeting: Meeting<'_, '_>, sent: Sent, same: usize, prover: &mut Prover<'_>, report: &mut Report) {
    let (sender, receiver) = (meeting.sender(sent.direction), meeting.receiver(sent.direction));
    let (own, other) = (sender.message(sent.message), receiver.message(same));
    let Some(taken) = other.headers else { return };
    let said = |contract: &super::contract::Contract<'_>, headers: Option<SchemaId>| {
        let node = headers.and_then(|headers| contract.model.schemas.get(headers).node);
        node.map(|node| wording(contract.node(node)))
    };
    let (before, now) = (said(sender, own.headers), said(receiver, other.headers));
    // Headers of several traits are made into one schema, which stands nowhere.
    if before.is_some() && before == now {
        return;
    }
    let verdict = match own.headers {
        Some(headers) => prover.check(meeting, sent.direction, headers, &[taken]),
        None => nothing(receiver, taken),
    };
    let (subject, name) = (sender.subject(sent.channel, sent.message), &own.name);
    let (from, to) = (meeting.a_sender(sent.direction), meeting.a_receiver(sent.direction));
    let draft = match verdict {
        Verdict::Included => return,
        Verdict::Counterexample(found) => {
            let why = found.refusals.first().map(|refusal| match refusal.path.as_str() {
                "" => format!(": {}", refusal.message),
                path => format!(": at `{path}`, {}", refusal.message),
            });
            let sentence =
                format!("{from} may send `{name}` with headers that {to} refuses{}", why.unwrap_or_default());
            let evidence = Evidence::Frame { frame: found.value, refusals: found.refusals };
            Draft::broken(&REFUSED, meeting, subject, sentence).evidence(evidence)
        }
        Verdict::Unknown(why) => {
            let sentence = format!(
                "it is not known whether {to} takes all headers of `{name}` that {from} may send: {}",
                why.reason
            );
            Draft::new(&UNPROVEN, Category::Unproven, subject, sentence).deployed(meeting)
        }
    };
    report.add(
        draft
            .direction(sent.direction)
            .sides(meeting, sent.direction, Some(at(sender, own.node)), Some(at(receiver, other.node)))
            .said_between(
                meeting,
                sent.direction,
                &before.unwrap_or_default(),
                &now.unwrap_or_else(|| wording(receiver.node(other.node))),
            ),
    );
}

/// Who declares no headers sends none.
fn nothing(receiver: &super::contract::Contract<'_>, taken: SchemaId) -> Verdict {
    let value: Value = json!({});
    let faults = receiver.model.schemas.faults(taken, &value);
    if faults.is_empty() {
        return Verdict::Included;
    }
    let node = receiver.model.schemas.get(taken).node.unwrap_or_else(|| receiver.model.sources.root().id());
    let place = receiver.node(node).place();
    let refusal = |fault: crate::model::instance::Fault| Refusal {
        path: fault.path,
        message: fault.message,
        place: place.clone(),
    };
    Verdict::Counterexample(Counterexample { value, refusals: faults.into_iter().map(refusal).collect() })
}
