//! What is found of a changed document: each change by its rule, in both directions and both deployment orders.
//!
//! Those that ask whether a frame is refused need the decision about schemas, and wait for it.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

mod desk;
mod matrix;
mod mutation;
mod pair;
mod queue;
mod typescript;
mod untold;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use barwire_codegen::compat::inclusion::Reading;
use barwire_codegen::compat::{Category, Deployed, Direction, Evidence, Finding, Options, compare, rules};
use barwire_codegen::model::{Model, Perspective};
use pair::{Pair, line, read};
use typescript::Change;

fn pairs() -> Vec<Pair> {
    [desk::pairs(), matrix::PAIRS.to_vec(), queue::PAIRS.to_vec(), untold::PAIRS.to_vec()].concat()
}

/// Fails with what is found and not expected (`+`), and what is expected and not found (`-`).
fn judge(is_judged: impl Fn(&str) -> bool) {
    let mut wrong = String::new();
    for pair in pairs() {
        let judged = |lines: BTreeSet<String>| -> BTreeSet<String> {
            lines.into_iter().filter(|line| is_judged(line)).collect()
        };
        let (found, expected) = (judged(pair.lines()), judged(pair.expected()));
        let more = found.difference(&expected).map(|line| format!("  + {line}\n"));
        let less = expected.difference(&found).map(|line| format!("  - {line}\n"));
        let lines: String = more.chain(less).collect();
        if !lines.is_empty() {
            write!(wrong, "{}\n{lines}", pair.name).unwrap();
        }
    }
    assert!(wrong.is_empty(), "found (+) and expected (-) differ:\n{wrong}");
}

/// Whether a line says something of a schema.
fn asks_about_schemas(line: &str) -> bool {
    let rule = line.split(' ').nth(1).unwrap_or_default();
    let rule = rule.trim_end_matches(':');
    // An unsolicited answer is silent where its frame is refused.
    rule.starts_with("message-")
        || rule.ends_with("-unproven")
        || matches!(rule, "headers-refused" | "handshake-refused" | "reply-refused" | "reply-unsolicited")
}

#[test]
fn every_change_of_no_schema_is_judged_as_expected() {
    judge(|line| !asks_about_schemas(line));
}

#[test]
fn every_change_is_judged_as_expected() {
    judge(|_| true);
}

#[test]
fn there_are_pairs_enough_and_each_has_a_name() {
    let all = pairs();
    let names: BTreeSet<&str> = all.iter().map(|pair| pair.name).collect();
    assert_eq!(names.len(), all.len());
    assert!(matrix::PAIRS.len() >= 34 && all.len() - matrix::PAIRS.len() >= 60, "{}", all.len());
}

#[test]
fn every_rule_is_found_in_some_pair() {
    let expected: BTreeSet<String> = pairs().iter().flat_map(Pair::expected).collect();
    let found: BTreeSet<&str> = expected.iter().filter_map(|line| line.split([' ', ':']).nth(1)).collect();
    // Nothing in these documents cannot be decided but a language that is not read.
    let unproven = ["headers-unproven", "reply-unproven", "handshake-unproven"];
    let missing: Vec<&str> = rules()
        .map(|rule| rule.code)
        .filter(|code| !found.contains(code) && !unproven.contains(code))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_rule_has_one_code_and_its_words() {
    let codes: BTreeSet<&str> = rules().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), rules().count());
    for rule in rules() {
        assert!(!rule.summary.ends_with('.') && !rule.summary.is_empty(), "{}", rule.code);
        assert!(rule.explanation.ends_with('.') && rule.remedy.ends_with('.'), "{}", rule.code);
    }
}

#[test]
fn a_source_break_is_one_that_the_compiler_sees() {
    let changes: Vec<Change> = pairs().iter().map(Change::from).collect();
    typescript::check(&changes);
}

#[test]
fn a_source_break_of_any_mutation_is_one_that_the_compiler_sees() {
    let all = mutation::changes();
    let few: Vec<Change> = all.into_iter().step_by(4).collect();
    assert!(few.len() > 100, "{}", few.len());
    typescript::check(&few);
}

/// Rules that say the same of a change and of the same change taken back, with the deployment orders exchanged.
const SYMMETRICAL: &[&str] = &[
    "credentials-refused",
    "handshake-method-changed",
    "handshake-refused",
    "headers-refused",
    "message-refused",
    "parameter-refused",
    "protocol-version-changed",
    "reply-missing",
    "reply-refused",
    "server-variable-refused",
    "stream-changed",
];

#[test]
fn a_change_taken_back_breaks_the_other_order() {
    let key = |finding: &Finding, is_back: bool| {
        let deployed = match (finding.deployed, is_back) {
            (Some(Deployed::OldClients), true) => Some(Deployed::NewClients),
            (Some(Deployed::NewClients), true) => Some(Deployed::OldClients),
            (deployed, _) => deployed,
        };
        // The subject is named after the sender's document, which is the same one both times.
        (finding.rule.code, finding.direction, deployed, finding.subject.clone())
    };
    let renames = ["a parameter has another name", "a variable has another name"];
    for pair in pairs().iter().filter(|pair| !renames.contains(&pair.name)) {
        let symmetrical = |finding: &&Finding| SYMMETRICAL.contains(&finding.rule.code);
        let there: BTreeSet<_> =
            pair.findings().iter().filter(symmetrical).map(|finding| key(finding, false)).collect();
        let back: BTreeSet<_> =
            pair.findings_back().iter().filter(symmetrical).map(|finding| key(finding, true)).collect();
        assert_eq!(there, back, "{}", pair.name);
    }
}

#[test]
fn what_breaks_is_shown_and_has_a_place() {
    for pair in pairs() {
        for finding in pair.findings() {
            let what = format!("{}: {}", pair.name, line(&finding));
            assert!(finding.old.is_some() || finding.new.is_some(), "{what}");
            assert!(!finding.message.ends_with('.'), "{what}: {}", finding.message);
            if matches!(finding.category, Category::Wire | Category::Rollback) {
                assert!(finding.deployed.is_some(), "{what}");
                assert!(finding.evidence.is_some(), "{what}");
            }
        }
    }
}

#[test]
fn a_frame_is_one_that_its_sender_may_send_and_its_receiver_refuses() {
    let mut count = 0;
    for pair in pairs() {
        let (old, new) = pair.texts();
        let (old, new) = (read(pair.name, &old), read(pair.name, &new));
        for finding in pair.findings().iter().filter(|finding| finding.rule.code.starts_with("message-")) {
            let Some(Evidence::Frame { frame, .. }) = &finding.evidence else { continue };
            let is_old = matches!(
                (finding.deployed, finding.direction),
                (Some(Deployed::OldClients), Some(Direction::ClientToServer))
                    | (Some(Deployed::NewClients), Some(Direction::ServerToClient))
            );
            let (sender, receiver) = if is_old { (&old, &new) } else { (&new, &old) };
            let name = finding.subject.rsplit(' ').next().unwrap();
            let sent = sender.messages.iter().filter(|message| message.name == name);
            assert!(
                sent.clone().any(|message| sender.schemas.admits(message.payload, frame)),
                "{}: {frame}",
                pair.name
            );
            let way = finding.direction.unwrap();
            // What is mistaken is taken, for another.
            let is_mistaken = finding.rule.code == "message-mistaken";
            assert_eq!(takes(receiver, way, frame), is_mistaken, "{}: {frame}", pair.name);
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
}

/// Whether a document takes a frame somewhere.
fn takes(receiver: &Model, way: Direction, frame: &serde_json::Value) -> bool {
    let directions = receiver.directions(match way {
        Direction::ClientToServer => Perspective::Server,
        Direction::ServerToClient => Perspective::Client,
    });
    directions
        .inbound
        .iter()
        .any(|message| receiver.schemas.admits(receiver.messages[*message].payload, frame))
}

#[test]
fn nothing_is_found_twice_and_the_order_is_that_of_the_categories() {
    for pair in pairs() {
        let findings = pair.findings();
        assert_eq!(findings, pair.findings(), "{}", pair.name);
        assert!(findings.is_sorted_by_key(|finding| finding.category), "{}", pair.name);
        let fingerprints: BTreeSet<String> = findings.iter().map(Finding::fingerprint).collect();
        assert_eq!(fingerprints.len(), findings.len(), "{}", pair.name);
    }
}

/// The fingerprints of what is found of a change of the desk.
fn fingerprints(edits: &[(&str, &str)], before: &[(&str, &str)]) -> BTreeSet<String> {
    let base = include_str!("documents/desk.yaml");
    let apply = |text: &str, edits: &[(&str, &str)]| {
        edits.iter().fold(text.to_owned(), |text, (from, to)| {
            assert_eq!(text.matches(from).count(), 1, "{from}");
            text.replace(from, to)
        })
    };
    let old = apply(base, before);
    let new = apply(&old, edits);
    compare(&read("old", &old), &read("new", &new), Reading::Emit).iter().map(Finding::fingerprint).collect()
}

#[test]
fn a_fingerprint_is_that_of_a_change_and_not_of_its_words() {
    let narrowed = ("enum: [closed, limit, halted]", "enum: [closed, limit, halted, credit]");
    let once = fingerprints(&[narrowed], &[]);
    assert!(!once.is_empty());
    let words = ("description: Why an order was refused.", "description: Why not.");
    assert_eq!(once, fingerprints(&[narrowed], &[words]));
    assert_eq!(once, fingerprints(&[narrowed, words], &[]));
    let elsewhere = ("maxLength: 80", "maxLength: 90");
    assert_eq!(once, fingerprints(&[narrowed], &[elsewhere]));
    let further = ("enum: [closed, limit, halted]", "enum: [closed, limit, halted, funds]");
    assert!(once.is_disjoint(&fingerprints(&[further], &[])));
}

#[test]
fn a_document_of_a_client_is_read_the_other_way_round() {
    let base = include_str!("documents/queue.yaml");
    let old = read("old", base);
    let new =
        read("new", &base.replace("enum: [eu, us]", "enum: [eu]").replace("format: uri", "format: uuid"));
    let found = |described: Perspective| -> Vec<String> {
        let options = Options { described, ..Options::default() };
        compare(&old, &new, options).iter().map(line).collect()
    };
    let format = |direction: &str| format!("dangerous format-changed {direction}: results result /url");
    assert!(found(Perspective::Server).contains(&format("server to client")));
    assert!(found(Perspective::Client).contains(&format("client to server")));
}

#[test]
fn our_own_document_is_what_it_is() {
    let text = include_str!("../../../schema/asyncapi.yaml");
    let document = read("bars", text);
    assert_eq!(compare(&document, &document, Reading::Emit), []);
    assert_eq!(compare(&document, &document, Reading::Accept), []);
    let other = read("bars", &text.replace("description: Why, for people.", "description: A reason."));
    assert_eq!(compare(&document, &other, Reading::Emit), []);
}

/// What is said of every change, for people, but for what depends on which frame is found.
#[test]
fn what_is_said_reads_well() {
    let mut text = String::new();
    for pair in pairs() {
        writeln!(text, "{}", pair.name).unwrap();
        for finding in pair.findings().into_iter().filter(|finding| !asks_about_schemas(&line(finding))) {
            writeln!(text, "  {}\n    {}", line(&finding), finding.message).unwrap();
            let may_be_a_frame = finding.rule.code == "operation-removed";
            if let Some(Evidence::Transcript(lines)) = finding.evidence.as_ref().filter(|_| !may_be_a_frame) {
                for line in lines {
                    writeln!(text, "      {line}").unwrap();
                }
            }
        }
    }
    insta::assert_snapshot!("what_is_said", text);
}
