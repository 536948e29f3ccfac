//! How a report is written in each format, by findings that are made here.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use std::fs;
use std::io;
use std::path::Path;

use barwire_codegen::compat::accepted::Accepted;
use barwire_codegen::compat::inclusion::{Reading, Refusal};
use barwire_codegen::compat::{
    self, Category, Deployed, Direction, Evidence, FailOn, Finding, Gate, Options, Report, Rule, Summary,
};
use barwire_codegen::model::Perspective;
use barwire_codegen::model::source::Place;
use barwire_codegen::output::{Format, Paint};
use serde_json::{Value, json};

static REFUSED: Rule = Rule {
    code: "message-refused",
    summary: "a message is refused",
    explanation: "It is.",
    remedy: "Accept it.",
};

static UNDECIDED: Rule =
    Rule { code: "undecided", summary: "nobody knows", explanation: "It is hard.", remedy: "Simplify." };

static NEVER_SENT: Rule = Rule {
    code: "operation-removed",
    summary: "an operation is gone",
    explanation: "It is.",
    remedy: "Keep it.",
};

const OLD: &str = "asyncapi: 3.1.0
symbol:
  type: string
  pattern: ^[A-Z.]+$
";
const NEW: &str = "asyncapi: 3.1.0
info: {}
symbol:
  type: string
  pattern: ^[A-Z]+$
";

fn read(path: &Path) -> io::Result<String> {
    Ok(if path.to_string_lossy().ends_with("new.yaml") { NEW } else { OLD }.to_owned())
}

fn place(file: &str, line: u32, pointer: &str) -> Place {
    Place { file: Some(file.into()), line, column: 3, pointer: pointer.to_owned() }
}

fn finding(rule: &'static Rule, category: Category, subject: &str) -> Finding {
    Finding {
        rule,
        category,
        direction: None,
        deployed: None,
        subject: subject.to_owned(),
        message: format!("something happens to `{subject}`"),
        old: None,
        new: None,
        evidence: None,
        change: 1,
    }
}

/// A finding of each category, none in its order.
fn findings(old: &str) -> Vec<Finding> {
    let dangerous = Finding {
        new: Some(place("new.yaml", 4, "#/symbol/default")),
        message: "a default is another\u{1b}[2J".to_owned(),
        ..finding(&UNDECIDED, Category::Dangerous, "default")
    };
    let rollback = Finding {
        direction: Some(Direction::ServerToClient),
        deployed: Some(Deployed::NewClients),
        old: Some(place(old, 2, "#/symbol")),
        evidence: Some(Evidence::Transcript(vec![
            "client: GET /v1 HTTP/1.1".to_owned(),
            "server: 404".to_owned(),
        ])),
        ..finding(&NEVER_SENT, Category::Rollback, "/v1")
    };
    let wire = Finding {
        direction: Some(Direction::ClientToServer),
        deployed: Some(Deployed::OldClients),
        message: "an old client may send `subscribe` with a symbol that the new server refuses".to_owned(),
        old: Some(place(old, 4, "#/symbol/pattern")),
        new: Some(place("new.yaml", 5, "#/symbol/pattern")),
        evidence: Some(Evidence::Frame {
            frame: json!({ "type": "subscribe", "payload": { "symbol": ".", "since": "2026-01-01T00:00:00.000000Z", "resolution": "1D" } }),
            refusals: vec![
                Refusal {
                    path: "/payload/symbol".to_owned(),
                    message: "expected a text that fits `^[A-Z]+$`".to_owned(),
                    place: place("new.yaml", 5, "#/symbol/pattern"),
                },
                Refusal {
                    path: String::new(),
                    message: "expected `id`".to_owned(),
                    place: place("new.yaml", 2, "#/info"),
                },
            ],
        }),
        ..finding(&REFUSED, Category::Wire, "subscribe")
    };
    let unproven = Finding {
        new: Some(place("new.yaml", 3, "#/symbol")),
        ..finding(&UNDECIDED, Category::Unproven, "symbol")
    };
    vec![dangerous, rollback, wire, finding(&REFUSED, Category::Source, "Symbol"), unproven]
}

fn summary(name: &str, version: &str) -> Summary {
    Summary {
        name: name.to_owned(),
        version: version.to_owned(),
        messages: 14,
        directions: vec![Direction::ClientToServer, Direction::ServerToClient],
    }
}

fn judge(found: Vec<(Summary, Vec<Finding>)>, accepted: &Accepted) -> Report {
    Report::judge(summary("new.yaml", "2.0.0"), Options::default(), found, &Gate::default(), accepted)
}

fn report() -> Report {
    judge(vec![(summary("old.yaml", "1.4.0"), findings("old.yaml"))], &Accepted::default())
}

fn write(report: &Report, format: Format, paint: Paint) -> String {
    let mut out = Vec::new();
    compat::write(report, format, paint, &read, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A file of accepted findings, with those of the old document that are of a category.
fn accepting(category: Category) -> (tempfile::TempDir, Accepted) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accepted-breaks.toml");
    let findings = findings("old.yaml");
    let of_category = findings.iter().filter(|finding| finding.category == category);
    let text = Accepted::open_if_any(&path).unwrap().with(of_category, "nobody sends it");
    fs::write(&path, format!("{text}\n[[accepted]]\nfingerprint = \"0000000000000000\"\nreason = \"old\"\n"))
        .unwrap();
    let mut accepted = Accepted::open(&path).unwrap();
    accepted.path = "accepted-breaks.toml".into();
    (folder, accepted)
}

#[test]
fn text_is_for_people() {
    insta::assert_snapshot!(write(&report(), Format::Text, Paint::Plain));
}

#[test]
fn colours_are_those_of_what_is_said_and_nothing_else_reaches_the_terminal() {
    let text = write(&report(), Format::Text, Paint::Colours);
    insta::assert_snapshot!(text.replace('\u{1b}', "<ESC>"));
    assert!(!text.contains("\u{1b}[2J"));
}

#[test]
fn several_bases_have_their_findings_each() {
    let (_folder, accepted) = accepting(Category::Unproven);
    let report = judge(
        vec![
            (summary("v1.yaml", "1.0.0"), Vec::new()),
            (summary("git:main:old.yaml", "1.4.0"), findings("git:main:old.yaml")),
        ],
        &accepted,
    );
    insta::assert_snapshot!(write(&report, Format::Text, Paint::Plain));
}

#[test]
fn what_is_compatible_is_said_with_what_it_rests_on() {
    let nothing = |count: usize| vec![(summary("old.yaml", "1.0.0"), Vec::new()); count];
    let report = judge(nothing(1), &Accepted::default());
    insta::assert_snapshot!(write(&report, Format::Text, Paint::Plain), @"compatible: 14 messages, both directions, both deployment orders; senders send what they declare (--reading emit)");
    let mut new = summary("new.yaml", "2.0.0");
    (new.messages, new.directions) = (1, vec![Direction::ClientToServer]);
    let report = Report::judge(
        new,
        Options { reading: Reading::Accept, described: Perspective::Client },
        nothing(1),
        &Gate::default(),
        &Accepted::default(),
    );
    insta::assert_snapshot!(write(&report, Format::Text, Paint::Plain), @"compatible: 1 message, client to server, both deployment orders; senders send whatever is admitted (--reading accept); the documents describe the client (--described client)");
}

#[test]
fn json_is_for_programs_and_documented() {
    let (_folder, accepted) = accepting(Category::Wire);
    let printed = write(
        &judge(vec![(summary("old.yaml", "1.4.0"), findings("old.yaml"))], &accepted),
        Format::Json,
        Paint::Colours,
    );
    insta::assert_snapshot!(printed);
    let printed: Value = serde_json::from_str(&printed).unwrap();
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diff.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<_> = validator.iter_errors(&printed).map(|error| error.to_string()).collect();
    assert_eq!(faults, [""; 0]);
    // What is documented and what is printed have the same members: none is left out.
    let members = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(members(&printed), members(&schema["properties"]));
    for (value, definition) in [
        (&printed["new"], "Document"),
        (&printed["findings"][0], "Finding"),
        (&printed["findings"][0]["evidence"], "Frame"),
        (&printed["findings"][0]["evidence"]["refusals"][0], "Refusal"),
        (&printed["findings"][0]["new"], "Place"),
        (&printed["findings"][2]["evidence"], "Transcript"),
        (&printed["expired"][0], "Expired"),
        (&printed["counts"], "Counts"),
    ] {
        assert_eq!(members(value), members(&schema["definitions"][definition]["properties"]), "{definition}");
    }
}

#[test]
fn github_shows_findings_beside_lines_of_the_new_document() {
    let (_folder, accepted) = accepting(Category::Unproven);
    let report = judge(vec![(summary("old.yaml", "1.4.0"), findings("git:main:old.yaml"))], &accepted);
    insta::assert_snapshot!(write(&report, Format::Github, Paint::Plain));
}

#[test]
fn sarif_relates_to_the_old_document() {
    let (_folder, accepted) = accepting(Category::Wire);
    let found = vec![
        (summary("old.yaml", "1.4.0"), findings("old.yaml")),
        (summary("git:main:old.yaml", "1.4.0"), findings("git:main:old.yaml")),
    ];
    let printed = write(&judge(found, &accepted), Format::Sarif, Paint::Plain);
    let mut sarif: Value = serde_json::from_str(&printed).unwrap();
    assert!(!sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().is_empty());
    let results = sarif["runs"][0]["results"].take();
    let results = results.as_array().unwrap();
    assert_eq!(results.len(), 10);
    insta::assert_snapshot!(serde_json::to_string_pretty(&results[0]).unwrap());
    assert_eq!(results[7]["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"], "old.yaml");
}

#[test]
fn what_fails_is_what_the_gate_says() {
    let failing = |fail_on: Option<Vec<FailOn>>, version: &str| {
        let found = vec![(summary("old.yaml", "1.4.0"), findings("old.yaml"))];
        let gate = fail_on.map(Gate::new).unwrap_or_default();
        let report = Report::judge(
            summary("new.yaml", version),
            Options::default(),
            found,
            &gate,
            &Accepted::default(),
        );
        report.failing().map(|finding| finding.category.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(failing(None, "2.0.0"), ["wire", "unproven"]);
    assert_eq!(failing(None, "1.5.0"), ["wire", "unproven", "source"]);
    assert_eq!(failing(Some(vec![FailOn::Source]), "2.0.0"), ["source"]);
    assert_eq!(failing(Some(vec![FailOn::Rollback, FailOn::Dangerous]), "2.0.0"), ["rollback", "dangerous"]);
    assert_eq!(failing(Some(vec![FailOn::None]), "1.5.0"), [""; 0]);
}

#[test]
fn what_is_accepted_is_told_by_its_number_until_it_expires() {
    let (folder, accepted) = accepting(Category::Wire);
    insta::assert_snapshot!(fs::read_to_string(folder.path().join("accepted-breaks.toml")).unwrap());
    let report = judge(vec![(summary("old.yaml", "1.4.0"), findings("old.yaml"))], &accepted);
    assert_eq!(report.failing().map(|finding| finding.category).collect::<Vec<_>>(), [Category::Unproven]);
    let text = write(&report, Format::Text, Paint::Plain);
    assert!(!text.contains("wire["), "{text}");
    // The next change of the same message is another one.
    let mut changed = findings("old.yaml");
    changed.iter_mut().for_each(|finding| finding.change = 2);
    let report = judge(vec![(summary("old.yaml", "1.4.0"), changed)], &accepted);
    assert_eq!(report.expired.len(), 2);
    let text = write(&report, Format::Text, Paint::Plain);
    assert!(text.contains("wire[") && text.contains("(message-refused, subscribe) was accepted"), "{text}");
}
