//! Answers: what is asked must be answered, and with what the one who asks expects.
//!
//! The union of a channel says nothing of which answer belongs to which question, so that each question is looked at by itself.

use super::contract::Contract;
use super::message::{self, Sent};
use super::report::{Draft, at};
use super::{Context, DIRECTIONS, Meeting, Prover, Report, frame, operation, opposite, party, place_of};
use crate::compat::inclusion::Verdict;
use crate::compat::{Category, Direction, Rule};
use crate::model::Operation;
use crate::model::source::Node;

static MISSING: Rule = Rule {
    code: "reply-missing",
    summary: "one side waits for an answer that the other does not give",
    explanation: "Whoever asks waits until a timeout, or for ever.",
    remedy: "Go on answering, at least as long as someone waits for the answer.",
};

static UNSOLICITED: Rule = Rule {
    code: "reply-unsolicited",
    summary: "one side answers what the other expects no answer to",
    explanation: "The frame is one that its receiver knows, but nothing waits for it: it may be taken for the answer to another question.",
    remedy: "Answer only whom expects it, or declare a new request that is answered.",
};

static REFUSED: Rule = Rule {
    code: "reply-refused",
    summary: "an answer is none that whoever asks expects",
    explanation: "The receiver knows such a frame, but not as the answer to this question. That unknown messages are ignored does not help: an answer that is ignored is waited for.",
    remedy: "Keep the answers of a request within those that were declared for it, or declare a new request.",
};

static UNPROVEN: Rule = Rule {
    code: "reply-unproven",
    summary: "it is not known whether an answer is one that whoever asks expects",
    explanation: "Neither a proof nor a frame that is refused was found.",
    remedy: "Write what could not be decided in another way, or look at the change yourself and accept it with a reason.",
};

static ADDRESS: Rule = Rule {
    code: "reply-address-changed",
    summary: "answers travel elsewhere",
    explanation: "One side waits for the answer where the other does not send it.",
    remedy: "Answer where it was answered before.",
};

pub(super) const RULES: &[&Rule] = &[&MISSING, &UNSOLICITED, &REFUSED, &UNPROVEN, &ADDRESS];

/// A question of whoever asks, and the same of whoever answers.
struct Question<'c, 'a> {
    meeting: Meeting<'c, 'a>,
    /// Where the question goes.
    direction: Direction,
    /// Channel and message.
    asks: (usize, usize),
    answers: (usize, usize),
}

/// Looks at every question that both documents have.
pub(super) fn check(context: &Context<'_>, prover: &mut Prover<'_>, report: &mut Report) {
    for pair in &context.channels.both {
        for meeting in context.meetings() {
            for direction in DIRECTIONS {
                let (from, to) = meeting.sides(direction, *pair);
                let (asks, answers) = (meeting.sender(direction), meeting.receiver(direction));
                let among = answers.asked(to, direction);
                for asked in asks.asked(from, direction) {
                    if report.has_told(meeting.deployed, direction, &asks.subject(from, asked)) {
                        // What does not arrive is not answered.
                        continue;
                    }
                    let Some(same) = answers.counterpart(&among, asks, asked) else { continue };
                    let question = Question { meeting, direction, asks: (from, asked), answers: (to, same) };
                    question.check(prover, report);
                }
            }
        }
    }
}

/// Looks for questions whose answers travel elsewhere. What is said of them need not be said of each answer.
pub(super) fn check_addresses(context: &Context<'_>, report: &mut Report) {
    for pair in &context.channels.both {
        addresses(context, *pair, report);
    }
}

impl Question<'_, '_> {
    fn asker(&self) -> &Contract<'_> {
        self.meeting.sender(self.direction)
    }

    fn answerer(&self) -> &Contract<'_> {
        self.meeting.receiver(self.direction)
    }

    fn check(&self, prover: &mut Prover<'_>, report: &mut Report) {
        let expected = self.asker().replies(self.asks.0, self.asks.1, self.direction);
        let given = self.answerer().replies(self.answers.0, self.answers.1, self.direction);
        match (expected.is_empty(), given.is_empty()) {
            (true, true) => {}
            (false, true) => self.missing(&expected, report),
            (true, false) => self.unsolicited(&given, report),
            (false, false) => {
                for answer in given {
                    self.answer(answer, &expected, prover, report);
                }
            }
        }
    }

    /// Where the answers go.
    fn back(&self) -> Direction {
        opposite(self.direction)
    }

    fn names(contract: &Contract<'_>, messages: &[usize]) -> String {
        let names: Vec<String> =
            messages.iter().map(|number| format!("`{}`", contract.message(*number).name)).collect();
        names.join(" or ")
    }

    fn ask(&self) -> String {
        let asker = self.asker();
        let question = frame::sketch(asker.types(self.asks.1), &asker.message(self.asks.1).name, "");
        format!("{}: {question}", party(self.direction))
    }

    fn draft(&self, rule: &'static Rule, category: Category, sentence: String) -> Draft {
        let (asker, answerer) = (self.asker(), self.answerer());
        let stands = |contract: &Contract<'_>, (channel, message): (usize, usize)| {
            let found =
                contract.operations(channel, self.direction).find(|one| one.messages.contains(&message));
            let node = found.map_or(contract.message(message).node, |operation| operation.node);
            place_of(contract, node, "reply")
        };
        let said = |contract: &Contract<'_>, (channel, message): (usize, usize)| {
            let replies = contract.replies(channel, message, self.direction);
            replies.iter().map(|number| contract.payload(*number)).collect::<Vec<_>>().concat()
        };
        Draft::new(rule, category, asker.subject(self.asks.0, self.asks.1), sentence)
            .deployed(self.meeting)
            .direction(self.back())
            .sides(
                self.meeting,
                self.direction,
                Some(stands(asker, self.asks)),
                Some(stands(answerer, self.answers)),
            )
            .said_between(
                self.meeting,
                self.direction,
                &said(asker, self.asks),
                &said(answerer, self.answers),
            )
    }

    fn missing(&self, expected: &[usize], report: &mut Report) {
        let (asks, answers) =
            (self.meeting.a_sender(self.direction), self.meeting.a_receiver(self.direction));
        let names = Self::names(self.asker(), expected);
        let name = &self.asker().message(self.asks.1).name;
        let sentence = format!("{asks} waits for {names} after `{name}`, and {answers} answers nothing");
        let lines = [
            self.ask(),
            format!("{}: takes it, and answers nothing", party(self.back())),
            format!("{}: waits for {names}", party(self.direction)),
        ];
        report.add(self.draft(&MISSING, self.meeting.broken(), sentence).transcript(lines));
    }

    fn unsolicited(&self, given: &[usize], report: &mut Report) {
        // What the receiver does not even know has been said to be refused.
        let answerer = self.answerer();
        let is_told = |number: &usize| {
            report.has_told(self.meeting.deployed, self.back(), &answerer.subject(self.answers.0, *number))
        };
        if given.iter().all(is_told) {
            return;
        }
        let (asks, answers) =
            (self.meeting.a_sender(self.direction), self.meeting.a_receiver(self.direction));
        let names = Self::names(answerer, given);
        let name = &self.asker().message(self.asks.1).name;
        let sentence = format!("{answers} answers `{name}` with {names}, and {asks} expects no answer");
        let lines = [self.ask(), format!("{}: answers with {names}", party(self.back()))];
        report.add(self.draft(&UNSOLICITED, Category::Dangerous, sentence).transcript(lines));
    }

    fn answer(&self, answer: usize, expected: &[usize], prover: &mut Prover<'_>, report: &mut Report) {
        let (asker, answerer) = (self.asker(), self.answerer());
        let sent = Sent { channel: self.answers.0, message: answer, direction: self.back() };
        let subject = answerer.subject(sent.channel, answer);
        if report.has_told(self.meeting.deployed, self.back(), &subject) {
            return;
        }
        let payloads: Vec<_> = expected.iter().map(|number| asker.message(*number).payload).collect();
        match prover.check(self.meeting, self.back(), answerer.message(answer).payload, &payloads) {
            Verdict::Included => {}
            Verdict::Counterexample(found) => {
                let sentence = format!(
                    "{} may answer `{}` with `{}`, and {} expects {}",
                    self.meeting.a_receiver(self.direction),
                    asker.message(self.asks.1).name,
                    answerer.message(answer).name,
                    self.meeting.a_sender(self.direction),
                    Self::names(asker, expected)
                );
                let evidence =
                    crate::compat::Evidence::Frame { frame: found.value, refusals: found.refusals };
                report.add(self.draft(&REFUSED, self.meeting.broken(), sentence).evidence(evidence));
            }
            Verdict::Unknown(_) if message::is_same(answerer, asker, sent, expected) => {}
            Verdict::Unknown(why) => {
                let sentence = format!(
                    "it is not known whether every `{}` is an answer to `{}` that {} expects: {}",
                    answerer.message(answer).name,
                    asker.message(self.asks.1).name,
                    self.meeting.a_sender(self.direction),
                    why.reason
                );
                report.add(self.draft(&UNPROVEN, Category::Unproven, sentence));
            }
        }
    }
}

/// Questions whose answers travel elsewhere.
fn addresses(context: &Context<'_>, (from, to): (usize, usize), report: &mut Report) {
    let (old, new) = (&context.old, &context.new);
    for direction in DIRECTIONS {
        for before in old.operations(from, direction).filter(|operation| !operation.replies.is_empty()) {
            let now = operation::counterpart(context, (from, to), before, direction);
            let now = now.filter(|now| !now.replies.is_empty());
            let Some(now) = now else { continue };
            let (was, is) = (destination(old, before), destination(new, now));
            let both = [(before.reply_channel.unwrap_or(from), now.reply_channel.unwrap_or(to))];
            let is_same_channel = both.iter().all(|pair| context.channels.both.contains(pair));
            if is_same_channel && location(old, before) == location(new, now) {
                continue;
            }
            for meeting in context.meetings() {
                for (contract, channel, asks) in [(old, both[0].0, before), (new, both[0].1, now)] {
                    let others = contract.asked(channel, opposite(direction));
                    for answer in asks.replies.iter().filter(|answer| !others.contains(answer)) {
                        let subject = contract.subject(channel, *answer);
                        report.tell(meeting.deployed, opposite(direction), &subject);
                    }
                }
                let (asks, answers) = meeting.sides(direction, (&was, &is));
                let sentence = format!(
                    "{} waits for the answer at {asks}, and {} sends it to {answers}",
                    meeting.a_sender(direction),
                    meeting.a_receiver(direction)
                );
                let lines = [
                    format!("{}: asks, and waits at {asks}", party(direction)),
                    format!("{}: answers to {answers}", party(opposite(direction))),
                ];
                report.add(
                    Draft::broken(&ADDRESS, meeting, operation::subject(old, from, before), sentence)
                        .direction(opposite(direction))
                        .places(Some(at(old, before.node)), Some(at(new, now.node)))
                        .transcript(lines)
                        .said(&was, &is),
                );
            }
        }
    }
}

/// Where the answer goes, for people.
fn destination(contract: &Contract<'_>, operation: &Operation) -> String {
    match location(contract, operation) {
        Some(location) => format!("the address in `{location}`"),
        None => {
            let channel = operation.reply_channel.unwrap_or(operation.channel);
            format!("`{}`", contract.address(channel))
        }
    }
}

/// Where a question says where its answer goes.
fn location<'a>(contract: &Contract<'a>, operation: &Operation) -> Option<&'a str> {
    let reply = contract.node(operation.node).get("reply")?.resolve().ok()?;
    reply.get("address")?.resolve().ok()?.get("location").and_then(Node::as_str)
}
