//! Messages: every frame that one side may send must be one that the other takes.

use super::contract::Contract;
use super::report::{Draft, at};
use super::{Context, DIRECTIONS, Meeting, Prover, Report, frame, opposite, party};
use crate::compat::inclusion::{Counterexample, Unknown, Verdict};
use crate::compat::{Category, Deployed, Direction, Evidence, Rule};

static REFUSED: Rule = Rule {
    code: "message-refused",
    summary: "a message that one side may send is refused by the other",
    explanation: "The frame that is shown fits what its sender's document says of the message, and does not fit what the receiver's does: a receiver that validates drops it, and one that does not reads what it does not expect.",
    remedy: "Admit on the receiving side whatever is sent, and go on sending whatever is read: make what is new optional, and keep what is there.",
};

static UNKNOWN: Rule = Rule {
    code: "message-unknown",
    summary: "one side may send a message of a type that the other does not know",
    explanation: "No message that the receiver takes on this channel has that type. For a client whose document does not say `x-barwire-unknown-messages: ignore`, it is a fault.",
    remedy: "Keep messages that clients send, and let every receiver know a message before the first is sent; or let clients ignore messages of unknown types.",
};

static MISTAKEN: Rule = Rule {
    code: "message-mistaken",
    summary: "a message that one side may send is taken for another",
    explanation: "The message itself does not admit the frame that is shown, but another message of the channel does. Where the headers of the two tell them apart, the frame is refused; else nothing in the documents says which of the two it is.",
    remedy: "Admit on the receiving side whatever is sent, under the message that is meant; and give messages of one channel a member that tells them apart.",
};

static UNPROVEN: Rule = Rule {
    code: "message-unproven",
    summary: "it is not known whether a message is still taken",
    explanation: "Neither a proof nor a frame that is refused was found.",
    remedy: "Write what could not be decided in another way, or look at the change yourself and accept it with a reason.",
};

static GONE: Rule = Rule {
    code: "message-gone",
    summary: "the server never sends a message again",
    explanation: "Nothing is refused, but deployed clients that wait for the message wait for ever.",
    remedy: "Send it until no client waits for it.",
};

pub(super) const RULES: &[&Rule] = &[&REFUSED, &UNKNOWN, &MISTAKEN, &UNPROVEN, &GONE];

/// A message that is sent, and where.
#[derive(Clone, Copy)]
pub(super) struct Sent {
    /// The channel of the sender.
    pub(super) channel: usize,
    pub(super) message: usize,
    pub(super) direction: Direction,
}

/// Looks at what is sent in every direction where two documents meet.
pub(super) fn check(context: &Context<'_>, prover: &mut Prover<'_>, report: &mut Report) {
    for pair in &context.channels.both {
        for meeting in context.meetings() {
            for direction in DIRECTIONS {
                let (from, to) = meeting.sides(direction, *pair);
                let received = meeting.receiver(direction).traffic(to, direction);
                for message in meeting.sender(direction).traffic(from, direction) {
                    let sent = Sent { channel: from, message, direction };
                    one(meeting, sent, to, &received, prover, report);
                }
            }
        }
    }
}

fn one(
    meeting: Meeting<'_, '_>,
    sent: Sent,
    to: usize,
    received: &[usize],
    prover: &mut Prover<'_>,
    report: &mut Report,
) {
    let (sender, receiver) = (meeting.sender(sent.direction), meeting.receiver(sent.direction));
    let subject = sender.subject(sent.channel, sent.message);
    if report.has_told(meeting.deployed, sent.direction, &subject) {
        return;
    }
    let is_known = receiver.knows(received, sender, sent.message);
    let ignores =
        sent.direction == Direction::ServerToClient && receiver.model.channels[to].ignores_unknown_messages;
    if !is_known && ignores {
        return;
    }
    let payloads: Vec<_> = received.iter().map(|number| receiver.message(*number).payload).collect();
    let payload = sender.message(sent.message).payload;
    // Nobody knows what is sent where nobody can read the schema.
    let unread = sender.model.schemas.beyond(payload).and_then(|beyond| beyond.unread.clone());
    let verdict = match unread {
        Some(reason) => Verdict::Unknown(Unknown { reason, place: None }),
        None => prover.check(meeting, sent.direction, payload, &payloads),
    };
    match verdict {
        Verdict::Included => {
            if let Some(draft) = mistaken(meeting, sent, received, prover) {
                report.tell(meeting.deployed, sent.direction, &subject);
                report.add(draft);
            }
        }
        Verdict::Counterexample(found) => {
            report.tell(meeting.deployed, sent.direction, &subject);
            if is_known {
                let sentence = refused(meeting, sent, &found);
                report.add(draft(&REFUSED, meeting, sent, received, sentence, found));
            } else {
                report.add(unknown(meeting, sent, received, found));
            }
        }
        // What is not read is known to fit itself.
        Verdict::Unknown(_) if is_same(sender, receiver, sent, received) => {}
        Verdict::Unknown(why) => {
            report.tell(meeting.deployed, sent.direction, &subject);
            report.add(unproven(&UNPROVEN, meeting, sent, received, why));
        }
    }
}

/// A frame that some message takes, but not the one that it is sent as.
fn mistaken(
    meeting: Meeting<'_, '_>,
    sent: Sent,
    received: &[usize],
    prover: &mut Prover<'_>,
) -> Option<Draft> {
    let (sender, receiver) = (meeting.sender(sent.direction), meeting.receiver(sent.direction));
    let counterpart = receiver.counterpart(received, sender, sent.message);
    let own = sender.message(sent.message);
    let meant: Vec<_> = counterpart.iter().map(|number| receiver.message(*number).payload).collect();
    let Verdict::Counterexample(found) = prover.check(meeting, sent.direction, own.payload, &meant) else {
        return None;
    };
    let schemas = &receiver.model.schemas;
    let takes = |number: &&usize| schemas.admits(receiver.message(**number).payload, &found.value);
    let other = receiver.message(*received.iter().find(takes)?);
    let is_told_apart = own
        .headers
        .zip(other.headers)
        .is_some_and(|(own, other)| prover.are_apart(meeting, sent.direction, own, other));
    let (from, to) = (meeting.a_sender(sent.direction), meeting.a_receiver(sent.direction));
    let (name, other_name) = (&own.name, &other.name);
    let mut sentence = match counterpart {
        Some(_) => format!("{from} may send `{name}` as {to} does not take it, but for `{other_name}`"),
        None => format!("{from} may send `{name}`, which {to} does not know, and takes for `{other_name}`"),
    };
    if is_told_apart {
        sentence.push_str("; their headers tell the two apart");
    }
    let mut draft = draft(&MISTAKEN, meeting, sent, received, sentence, found);
    if !is_told_apart {
        draft = draft.unproven();
    }
    Some(draft)
}

/// Whether one of some messages says the same as the one that is sent: what fits it fits.
pub(super) fn is_same(
    sender: &Contract<'_>,
    receiver: &Contract<'_>,
    sent: Sent,
    received: &[usize],
) -> bool {
    let said = sender.payload(sent.message);
    // Most often it is the message itself.
    let same = receiver.counterpart(received, sender, sent.message);
    same.is_some_and(|number| receiver.payload(number) == said)
        || received.iter().any(|number| receiver.payload(*number) == said)
}

/// What is said of a frame that is refused.
pub(super) fn refused(meeting: Meeting<'_, '_>, sent: Sent, found: &Counterexample) -> String {
    let (from, to) = (meeting.a_sender(sent.direction), meeting.a_receiver(sent.direction));
    let name = &meeting.sender(sent.direction).message(sent.message).name;
    match found.refusals.first() {
        Some(refusal) if refusal.path.is_empty() => {
            format!("{from} may send `{name}` as {to} refuses it: {}", refusal.message)
        }
        Some(refusal) => {
            format!("{from} may send `{name}` as {to} refuses it: at `{}`, {}", refusal.path, refusal.message)
        }
        None => format!("{from} may send `{name}` as {to} refuses it"),
    }
}

fn unknown(meeting: Meeting<'_, '_>, sent: Sent, received: &[usize], found: Counterexample) -> Draft {
    let (from, to) = (meeting.a_sender(sent.direction), meeting.a_receiver(sent.direction));
    let name = &meeting.sender(sent.direction).message(sent.message).name;
    let sentence = format!("{from} may send `{name}`, which {to} does not know");
    draft(&UNKNOWN, meeting, sent, received, sentence, found)
}

/// A finding that a frame shows.
pub(super) fn draft(
    rule: &'static Rule,
    meeting: Meeting<'_, '_>,
    sent: Sent,
    received: &[usize],
    sentence: String,
    found: Counterexample,
) -> Draft {
    let (sender, receiver) = (meeting.sender(sent.direction), meeting.receiver(sent.direction));
    let counterpart = receiver.counterpart(received, sender, sent.message);
    let to = found.refusals.first().map(|refusal| refusal.place.clone());
    let to = to.or_else(|| counterpart.map(|number| at(receiver, receiver.message(number).node)));
    let own = sender.message(sent.message).node;
    let draft = Draft::broken(rule, meeting, sender.subject(sent.channel, sent.message), sentence)
        .direction(sent.direction)
        .sides(meeting, sent.direction, Some(at(sender, own)), to)
        .evidence(Evidence::Frame { frame: found.value, refusals: found.refusals });
    said(draft, meeting, sent, counterpart)
}

/// A finding that neither is known.
pub(super) fn unproven(
    rule: &'static Rule,
    meeting: Meeting<'_, '_>,
    sent: Sent,
    received: &[usize],
    why: Unknown,
) -> Draft {
    let (sender, receiver) = (meeting.sender(sent.direction), meeting.receiver(sent.direction));
    let counterpart = receiver.counterpart(received, sender, sent.message);
    let sentence = format!(
        "it is not known whether {} takes every `{}` that {} may send: {}",
        meeting.a_receiver(sent.direction),
        sender.message(sent.message).name,
        meeting.a_sender(sent.direction),
        why.reason
    );
    let own = at(sender, sender.message(sent.message).node);
    let to = counterpart.map(|number| at(receiver, receiver.message(number).node));
    let draft = Draft::new(rule, Category::Unproven, sender.subject(sent.channel, sent.message), sentence)
        .deployed(meeting)
        .direction(sent.direction)
        .sides(meeting, sent.direction, Some(own), to.or(why.place));
    said(draft, meeting, sent, counterpart)
}

/// What both documents say of the message.
fn said(draft: Draft, meeting: Meeting<'_, '_>, sent: Sent, counterpart: Option<usize>) -> Draft {
    let (sender, receiver) = (meeting.sender(sent.direction), meeting.receiver(sent.direction));
    let other = counterpart.map(|number| receiver.said(number)).unwrap_or_default();
    draft.said_between(meeting, sent.direction, sender.said(sent.message), other)
}

/// Looks for what the server no longer sends. What becomes of requests and their answers is said before.
pub(super) fn check_gone(context: &Context<'_>, report: &mut Report) {
    let direction = Direction::ServerToClient;
    let (old, new) = (&context.old, &context.new);
    for (from, to) in &context.channels.both {
        let now = new.traffic(*to, direction);
        let asked = old.asked(*from, direction);
        for message in old.traffic(*from, direction) {
            let subject = old.subject(*from, message);
            let is_there = new.counterpart(&now, old, message).is_some();
            if is_there || report.has_told(Deployed::OldClients, direction, &subject) {
                continue;
            }
            if !asked.contains(&message) && !is_awaited(context, (*from, *to), message) {
                continue;
            }
            let name = &old.message(message).name;
            let types = old.types(message);
            let [meeting, _] = context.meetings();
            let draft = Draft::new(
                &GONE,
                Category::Dangerous,
                subject,
                format!("the new server never sends `{name}`, which an old client may wait for"),
            );
            let lines = [
                format!("client: waits for {}", frame::sketch(types, name, "")),
                format!("{}: never sends it", party(direction)),
            ];
            report.add(
                draft
                    .deployed(meeting)
                    .direction(direction)
                    .places(
                        Some(at(old, old.message(message).node)),
                        Some(at(new, new.model.channels[*to].node)),
                    )
                    .transcript(lines)
                    .said(old.payload(message), ""),
            );
        }
    }
}

/// Whether a request to which a message is an answer is still there, and is still answered.
fn is_awaited(context: &Context<'_>, (from, to): (usize, usize), answer: usize) -> bool {
    let (old, new) = (&context.old, &context.new);
    let direction = opposite(Direction::ServerToClient);
    let now = new.asked(to, direction);
    old.asked(from, direction).into_iter().any(|asked| {
        let counterpart = new.counterpart(&now, old, asked);
        old.replies(from, asked, direction).contains(&answer)
            && counterpart.is_some_and(|asked| !new.replies(to, asked, direction).is_empty())
    })
}
