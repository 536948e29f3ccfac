//! Where the value stands that ties an answer to its question.

use super::contract::Contract;
use super::report::{Draft, at};
use super::{Context, DIRECTIONS, Meeting, Report, opposite, party};
use crate::compat::{Category, Direction, Rule};

static CHANGED: Rule = Rule {
    code: "correlation-changed",
    summary: "the value that ties an answer to its question stands elsewhere",
    explanation: "One side writes it where the other does not look for it, so that no answer finds its question.",
    remedy: "Leave the value where it is, or repeat it at both places until nobody looks at the old one.",
};

pub(super) const RULES: &[&Rule] = &[&CHANGED];

/// A message of a question or its answers in two documents.
#[derive(Clone, Copy)]
struct Part<'c> {
    name: &'c str,
    writer: Option<&'c str>,
    reader: Option<&'c str>,
}

/// Looks at every question, and at every message that is neither question nor answer.
pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for pair in &context.channels.both {
        for meeting in context.meetings() {
            for direction in DIRECTIONS {
                questions(meeting, direction, *pair, report);
            }
        }
        events(context, *pair, report);
    }
}

fn questions(meeting: Meeting<'_, '_>, direction: Direction, pair: (usize, usize), report: &mut Report) {
    let (from, to) = meeting.sides(direction, pair);
    let (asks, answers) = (meeting.sender(direction), meeting.receiver(direction));
    let among = answers.asked(to, direction);
    for asked in asks.asked(from, direction) {
        let Some(same) = answers.counterpart(&among, asks, asked) else { continue };
        let (expected, given) = (asks.replies(from, asked, direction), answers.replies(to, same, direction));
        if expected.is_empty() || given.is_empty() {
            continue;
        }
        let question = Part {
            name: &asks.message(asked).name,
            writer: asks.message(asked).correlation.as_deref(),
            reader: answers.message(same).correlation.as_deref(),
        };
        let replies = given.iter().filter_map(|answer| {
            let known = asks.counterpart(&expected, answers, *answer)?;
            Some(Part {
                name: &answers.message(*answer).name,
                writer: answers.message(*answer).correlation.as_deref(),
                reader: asks.message(known).correlation.as_deref(),
            })
        });
        let parts: Vec<Part<'_>> = std::iter::once(question).chain(replies).collect();
        // Who looks nowhere takes the answers in their order.
        let Some(broken) = parts.iter().position(|part| part.reader.is_some() && part.reader != part.writer)
        else {
            continue;
        };
        // A server that looks for what a client does not write has nothing to repeat: a client that looks nowhere misses nothing.
        let is_looked_at = parts[1..].iter().any(|part| part.reader.is_some());
        if broken == 0 && !is_looked_at {
            continue;
        }
        let sentence = sentence(meeting, direction, broken == 0, parts[broken]);
        let lines = transcript(direction, &parts, broken);
        let said = |is_asker: bool| {
            let of = |part: &Part<'_>, is_question: bool| {
                let own = if is_question == is_asker { part.writer } else { part.reader };
                own.unwrap_or("nowhere").to_owned()
            };
            parts.iter().enumerate().map(|(index, part)| of(part, index == 0)).collect::<Vec<_>>().join("\n")
        };
        report.add(
            Draft::broken(&CHANGED, meeting, asks.subject(from, asked), sentence)
                .sides(
                    meeting,
                    direction,
                    Some(at(asks, asks.message(asked).node)),
                    Some(at(answers, answers.message(same).node)),
                )
                .transcript(lines)
                .said_between(meeting, direction, &said(true), &said(false)),
        );
    }
}

fn sentence(meeting: Meeting<'_, '_>, direction: Direction, is_question: bool, part: Part<'_>) -> String {
    let direction = if is_question { direction } else { opposite(direction) };
    let (writes, reads) = (meeting.a_sender(direction), meeting.a_receiver(direction));
    let written = match part.writer {
        Some(location) => format!("writes the correlation id of `{}` at `{location}`", part.name),
        None => format!("writes no correlation id into `{}`", part.name),
    };
    let read = part.reader.map_or_else(|| "nowhere".to_owned(), |location| format!("at `{location}`"));
    format!("{writes} {written}, and {reads} looks for it {read}")
}

fn transcript(direction: Direction, parts: &[Part<'_>], broken: usize) -> Vec<String> {
    let written = |part: &Part<'_>| match part.writer.and_then(|location| location.split_once('#')) {
        Some((_, pointer)) => format!("`{}` with \"1\" at `{pointer}`", part.name),
        None => format!("`{}`", part.name),
    };
    let answer = if broken == 0 { 1 } else { broken };
    let back = party(opposite(direction));
    let mut lines = vec![format!("{}: {}", party(direction), written(&parts[0]))];
    let place = |part: &Part<'_>| part.reader.unwrap_or("nowhere").to_owned();
    if broken == 0 {
        lines.push(format!("{back}: finds nothing to repeat at `{}`", place(&parts[0])));
    }
    if let Some(part) = parts.get(answer) {
        lines.push(format!("{back}: {}", written(part)));
        lines.push(format!("{}: finds no answer to its question at `{}`", party(direction), place(part)));
    }
    lines
}

/// Messages that are no part of a question: what they are tied to is not known here.
fn events(context: &Context<'_>, (from, to): (usize, usize), report: &mut Report) {
    let (old, new) = (&context.old, &context.new);
    for direction in DIRECTIONS {
        let is_event = |contract: &Contract<'_>, channel: usize, message: usize| {
            contract.replies(channel, message, direction).is_empty()
                && !contract.model.operations.iter().any(|operation| operation.replies.contains(&message))
        };
        let now = new.asked(to, direction);
        for message in old.asked(from, direction) {
            let Some(same) = new.counterpart(&now, old, message) else { continue };
            let (was, is) = (&old.message(message).correlation, &new.message(same).correlation);
            if was == is || !is_event(old, from, message) || !is_event(new, to, same) {
                continue;
            }
            let place = |location: &Option<String>| {
                location.as_ref().map_or_else(|| "nowhere".to_owned(), |text| format!("at `{text}`"))
            };
            let name = &old.message(message).name;
            let sentence = format!(
                "the value that ties `{name}` to other messages was {}, and is {}",
                place(was),
                place(is)
            );
            report.add(
                Draft::new(&CHANGED, Category::Dangerous, old.subject(from, message), sentence)
                    .direction(direction)
                    .places(Some(at(old, old.message(message).node)), Some(at(new, new.message(same).node)))
                    .said(&place(was), &place(is)),
            );
        }
    }
}
