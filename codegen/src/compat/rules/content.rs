//! How a payload is written: its media type, and the language of its schema.

use std::collections::BTreeMap;

use super::contract::schema_format;
use super::report::{Draft, at};
use super::{Context, DIRECTIONS, Report, opposite, party};
use crate::compat::{Category, Direction, Rule};

static CONTENT_TYPE: Rule = Rule {
    code: "content-type-changed",
    summary: "payloads are written in another media type",
    explanation: "The receiver reads bytes of one format as those of another.",
    remedy: "Offer the new media type on a channel of its own, and keep the old one until nobody reads it.",
};

static SCHEMA_FORMAT: Rule = Rule {
    code: "schema-format-changed",
    summary: "a payload is described in another schema language, and one of the two cannot be read here",
    explanation: "Such a language comes with an encoding of its own, so that the two sides read different bytes.",
    remedy: "Look whether the bytes are the same, and accept the change with a reason.",
};

pub(super) const RULES: &[&Rule] = &[&CONTENT_TYPE, &SCHEMA_FORMAT];

/// Looks at the media types of every message that both documents have.
pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    for (channels, direction, pairs) in messages(context) {
        content_types(context, channels, direction, &pairs, report);
    }
}

/// Looks at the languages of every message that both documents have. What is said of them need not be said of the payloads.
pub(super) fn check_languages(context: &Context<'_>, report: &mut Report) {
    for ((from, to), direction, pairs) in messages(context) {
        for pair in pairs {
            language(context, (from, to), direction, pair, report);
        }
    }
}

/// A pair of channels, a direction, and the pairs of messages that go there.
type Messages = ((usize, usize), Direction, Vec<(usize, usize)>);

/// The messages that both documents have, by channel and direction.
fn messages(context: &Context<'_>) -> Vec<Messages> {
    let (old, new) = (&context.old, &context.new);
    let mut all = Vec::new();
    for (from, to) in &context.channels.both {
        for direction in DIRECTIONS {
            let now = new.traffic(*to, direction);
            let before = old.traffic(*from, direction).into_iter();
            let pairs = before.filter_map(|message| Some((message, new.counterpart(&now, old, message)?)));
            all.push(((*from, *to), direction, pairs.collect()));
        }
    }
    all
}

/// Media types without what does not matter.
fn media(text: &str) -> String {
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A default that has changed is one cause, however many messages have it.
fn content_types(
    context: &Context<'_>,
    (from, to): (usize, usize),
    direction: Direction,
    pairs: &[(usize, usize)],
    report: &mut Report,
) {
    let (old, new) = (&context.old, &context.new);
    let mut by_default: BTreeMap<(String, String), Vec<(usize, usize)>> = BTreeMap::new();
    for pair in pairs {
        let (was, is) = (old.message(pair.0), new.message(pair.1));
        let (before, now) = (was.content_type.as_deref().map(media), is.content_type.as_deref().map(media));
        if before == now {
            continue;
        }
        let text = |media: Option<String>| media.unwrap_or_else(|| "none".to_owned());
        let key = (text(before), text(now));
        let is_own =
            old.node(was.node).get("contentType").is_some() || new.node(is.node).get("contentType").is_some();
        if is_own {
            let places = (Some(at(old, was.node)), Some(at(new, is.node)));
            add(context, direction, old.subject(from, pair.0), key, places, report);
        } else {
            by_default.entry(key).or_default().push(*pair);
        }
    }
    for (key, pairs) in by_default {
        let subject = match pairs.as_slice() {
            [only] => old.subject(from, only.0),
            _ => old.address(from).to_owned(),
        };
        let root = |contract: &super::contract::Contract<'_>, channel: usize| {
            let root = contract.model.sources.root();
            match root.get("defaultContentType") {
                Some(_) => root.place_of_key("defaultContentType"),
                None => at(contract, contract.model.channels[channel].node),
            }
        };
        add(context, direction, subject, key, (Some(root(old, from)), Some(root(new, to))), report);
    }
}

type Places = (Option<crate::model::source::Place>, Option<crate::model::source::Place>);

fn add(
    context: &Context<'_>,
    direction: Direction,
    subject: String,
    (was, is): (String, String),
    (old, new): Places,
    report: &mut Report,
) {
    // Where one document says nothing, nobody knows what is sent.
    if was == "none" || is == "none" {
        let sentence = format!("the media type was {was}, and is {is}");
        report.add(
            Draft::new(&CONTENT_TYPE, Category::Dangerous, subject, sentence)
                .direction(direction)
                .places(old, new)
                .said(&was, &is),
        );
        return;
    }
    for meeting in context.meetings() {
        let (sent, read) = meeting.sides(direction, (&was, &is));
        let sentence = format!(
            "{} sends `{sent}`, and {} reads `{read}`",
            meeting.a_sender(direction),
            meeting.a_receiver(direction)
        );
        let lines = [
            format!("{}: sends {sent}", party(direction)),
            format!("{}: reads it as {read}", party(opposite(direction))),
        ];
        report.add(
            Draft::broken(&CONTENT_TYPE, meeting, subject.clone(), sentence)
                .direction(direction)
                .places(old.clone(), new.clone())
                .transcript(lines)
                .said(&was, &is),
        );
    }
}

/// A language that is read is looked through: there the schemas are compared.
fn language(
    context: &Context<'_>,
    (from, to): (usize, usize),
    direction: Direction,
    pair: (usize, usize),
    report: &mut Report,
) {
    let (old, new) = (&context.old, &context.new);
    let (was, is) = (old.message(pair.0), new.message(pair.1));
    let text = |format: Option<&str>| format.unwrap_or("AsyncAPI").trim().to_ascii_lowercase();
    let (before, now) = (text(schema_format(old.node(was.node))), text(schema_format(new.node(is.node))));
    let is_unread = |contract: &super::contract::Contract<'_>, message: &crate::model::Message| {
        contract.model.schemas.beyond(message.payload).is_some_and(|beyond| beyond.unread.is_some())
            && schema_format(contract.node(message.node)).is_some()
    };
    if before == now || !(is_unread(old, was) || is_unread(new, is)) {
        return;
    }
    for meeting in context.meetings() {
        report.tell(meeting.deployed, direction, &old.subject(from, pair.0));
        report.tell(meeting.deployed, direction, &new.subject(to, pair.1));
        let (sent, read) = meeting.sides(direction, (&before, &now));
        let sentence = format!(
            "{} sends what is described by `{sent}`, and {} reads what is described by `{read}`",
            meeting.a_sender(direction),
            meeting.a_receiver(direction)
        );
        report.add(
            Draft::broken(&SCHEMA_FORMAT, meeting, old.subject(from, pair.0), sentence)
                .direction(direction)
                .places(Some(at(old, was.node)), Some(at(new, is.node)))
                .transcript([
                    format!("{}: sends {sent}", party(direction)),
                    format!("{}: reads it as {read}", party(opposite(direction))),
                ])
                .said(&before, &now),
        );
    }
}
