//! `barwire lint` as a user sees it: what it prints in each format, its exit codes, and how rules are turned off.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use std::fs;
use std::path::Path;

use barwire_codegen::{cli, lint};
use serde_json::Value;

/// A document with an error, a warning and an info.
const DOCUMENT: &str = "asyncapi: 3.1.0
info:
  title: Rooms
  version: '1'
servers:
  home:
    hots: example.com
    protocol: ws
channels:
  rooms:
    address: /rooms?v=1
";

/// Runs the command on a document called `rooms.yaml`; what it printed, with `FOLDER` for where that is.
fn run(document: &str, config: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rooms, 1.yaml");
    fs::write(&path, document).unwrap();
    let config_path = folder.path().join("barwire.toml");
    fs::write(&config_path, config).unwrap();
    let mut all =
        vec!["barwire".into(), "lint".into(), "--config".into(), config_path.clone().into_os_string()];
    all.extend(
        arguments.iter().map(|argument| {
            if *argument == "DOC" { path.clone().into_os_string() } else { (*argument).into() }
        }),
    );
    command(all).replace(folder.path().to_str().unwrap(), "FOLDER")
}

fn command(arguments: Vec<std::ffi::OsString>) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = cli::run(&[], arguments, &mut out, &mut err);
    format!("exit {code}\n{}{}", String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn words(arguments: &[&str]) -> String {
    command(["barwire", "lint"].iter().chain(arguments).map(Into::into).collect())
}

fn codes(document: &str) -> Vec<String> {
    let findings = lint::parse(document).unwrap();
    findings.iter().map(|finding| format!("{}:{}", finding.place.line, finding.rule.code)).collect()
}

#[test]
fn text_is_for_people() {
    insta::assert_snapshot!(run(DOCUMENT, "", &["DOC"]));
}

#[test]
fn json_is_for_programs() {
    let printed = run(DOCUMENT, "", &["DOC", "--format", "json"]);
    insta::assert_snapshot!(printed);
    let (_, json) = printed.split_once('\n').unwrap();
    let found: Value = serde_json::from_str(json).unwrap();
    let schema =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/lint.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    // What is printed and what is documented have the same members.
    let members = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(members(&found), members(&schema["properties"]));
    assert_eq!(members(&found["findings"][0]), members(&schema["definitions"]["Finding"]["properties"]));
}

#[test]
fn github_shows_findings_beside_lines() {
    insta::assert_snapshot!(run(DOCUMENT, "", &["DOC", "--format", "github"]));
}

#[test]
fn sarif_is_for_tools_that_gather() {
    let printed = run(DOCUMENT, "", &["DOC", "--format", "sarif"]);
    let (_, json) = printed.split_once('\n').unwrap();
    let sarif: Value = serde_json::from_str(json).unwrap();
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let mut second = run["results"][1].clone();
    second["ruleIndex"] = Value::Null;
    insta::assert_snapshot!(serde_json::to_string_pretty(&second).unwrap());
}

#[test]
fn infos_alone_do_not_fail() {
    let document = "asyncapi: 3.1.0\ninfo:\n  title: Rooms\n  version: '1'\n";
    assert!(run(document, "", &["DOC"]).starts_with("exit 0\n"));
    assert_eq!(run(&document.replace("'1'", "1.0.0"), "", &["DOC"]), "exit 0\nnothing found\n");
}

#[test]
fn what_is_no_document_is_a_finding_and_no_file_a_failure() {
    insta::assert_snapshot!(run("a: 'b\n", "", &["DOC"]));
    let printed = words(&["/nowhere/document.yaml"]);
    assert!(printed.starts_with("exit 2\nerror: /nowhere/document.yaml: cannot be read"), "{printed}");
}

#[test]
fn rules_are_turned_off_by_the_configuration_and_the_command_line() {
    let config = "[lint]\nallow = [\"unknown-field\", \"version-not-semver\"]\n";
    let printed = run(DOCUMENT, config, &["DOC", "--allow", "channel-address-query"]);
    assert_eq!(printed, "exit 0\nnothing found\n");
    insta::assert_snapshot!(run(DOCUMENT, "[lint]\nallow = [\"unknown-feild\"]\n", &["DOC"]));
}

#[test]
fn rules_are_turned_off_in_the_document() {
    let allowed = DOCUMENT
        .replace("    address:", "    x-barwire-allow: [channel-address-query]\n    address:")
        .replace("info:\n", "info:\n  x-barwire-allow: [version-not-semver]\n")
        .replace("asyncapi:", "x-barwire-allow: [unknown-field]\nasyncapi:");
    assert_eq!(codes(&allowed), [""; 0]);
    // Only below where it stands.
    let elsewhere = DOCUMENT.replace("info:\n", "info:\n  x-barwire-allow: [channel-address-query]\n");
    assert_eq!(codes(&elsewhere).len(), 3);
}

#[test]
fn every_rule_is_explained() {
    insta::assert_snapshot!(words(&["--explain", "reference-dangling"]));
    insta::assert_snapshot!(words(&["--explain", "reference-dangeling"]));
    let rules = lint::rules();
    assert!(rules.len() >= 40, "{}", rules.len());
    for pair in rules.windows(2) {
        assert!(pair[0].code < pair[1].code, "{} is twice", pair[0].code);
    }
    let listed = words(&["--rules"]);
    for rule in rules {
        assert!(
            listed.contains(&format!("{}  ", rule.code)) && listed.contains(rule.summary),
            "{}",
            rule.code
        );
        assert!(
            rule.code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
            "{}",
            rule.code
        );
        assert!(rule.explanation.ends_with('.') && rule.remedy.ends_with('.'), "{}", rule.code);
        assert!(!rule.summary.ends_with('.') && !rule.summary.contains('\n'), "{}", rule.code);
    }
}

#[test]
fn our_own_documents_are_clean() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for document in ["schema/asyncapi.yaml", "tests/rooms/asyncapi.yaml"] {
        assert_eq!(lint::open(&root.join(document), &[]).unwrap(), [], "{document}");
    }
}

#[test]
fn findings_of_other_files_are_shown_there() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("rooms.yaml");
    fs::write(
        &document,
        "asyncapi: 3.1.0\ninfo:\n  title: Rooms\n  version: 1.0.0\nchannels:\n  $ref: channels.yaml\n",
    )
    .unwrap();
    fs::write(folder.path().join("channels.yaml"), "rooms:\n  adress: /rooms\n").unwrap();
    let findings = lint::open(&document, &[]).unwrap();
    let places: Vec<_> =
        findings.iter().map(|finding| (finding.place.file.clone(), finding.place.line)).collect();
    assert_eq!(places, [(Some(folder.path().join("channels.yaml")), 2)]);
}

#[test]
fn references() {
    let base = "asyncapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\n";
    let cycle = format!(
        "{base}channels:\n  a: {{$ref: '#/channels/b'}}\n  b: {{$ref: '#/channels/c'}}\n  c: {{$ref: '#/channels/b'}}\n"
    );
    assert_eq!(codes(&cycle), ["5:reference-cycle"]);
    let inline = format!("{base}operations:\n  a:\n    action: send\n    channel:\n      address: /a\n");
    assert_eq!(codes(&inline), ["7:wrong-type"]);
    let component = format!(
        "{base}operations:\n  a:\n    action: send\n    channel:\n      $ref: '#/components/channels/c'\ncomponents:\n  channels:\n    c:\n      messages:\n        m: {{contentType: a/b, payload: true}}\n"
    );
    assert_eq!(codes(&component), ["7:reference-outside-root"]);
    let many = format!(
        "{base}channels:\n  a:\n    messages:\n      m: {{$ref: '#/components/mesages/m'}}\ncomponents:\n  messages:\n    m: {{contentType: a/b, payload: true}}\n"
    );
    assert_eq!(codes(&many), ["6:reference-dangling"]);
}

#[test]
fn objects_of_2() {
    let base = "asyncapi: '2.3.0'\ninfo: {title: T, version: 1.0.0}\nx-barwire-allow: [old-version]\ndefaultContentType: a/b\n";
    let later = format!("{base}servers:\n  a: {{url: a, protocol: ws, tags: []}}\nchannels: {{}}\n");
    assert_eq!(codes(&later), ["6:later-field"]);
    let nested = format!(
        "{base}channels:\n  a/{{b}}:\n    publish:\n      message:\n        oneOf:\n          - paylod: true\n          - oneOf: [{{name: 1}}]\n"
    );
    assert_eq!(codes(&nested), ["6:channel-parameter-undeclared", "10:unknown-field", "11:wrong-type"]);
    let twice = format!(
        "{base}channels:\n  a:\n    publish: {{operationId: x}}\n    subscribe: {{operationId: x}}\n"
    );
    assert_eq!(codes(&twice), ["8:operation-id-duplicate"]);
    let security = format!(
        "{base}servers:\n  a: {{url: a, protocol: ws, security: [{{ghost: []}}]}}\nchannels:\n  c: {{servers: [b]}}\n"
    );
    assert_eq!(codes(&security), ["6:security-unknown", "8:channel-server-unknown"]);
}

#[test]
fn versions() {
    assert_eq!(codes("asyncapi: 1.2.0\ninfo: {}\n"), ["1:unsupported-version"]);
    assert_eq!(codes("asyncapi: 3\n"), ["1:wrong-type"]);
    assert_eq!(codes("- a\n"), ["1:wrong-type"]);
    assert_eq!(codes("info: {}\n"), ["1:missing-field"]);
    assert_eq!(codes(""), ["1:syntax"]);
}

#[test]
fn a_document_of_openapi_is_none_for_lint() {
    let printed = run("openapi: 3.1.0\n", "", &["DOC"]);
    insta::assert_snapshot!(printed, @"
    exit 2
    error: FOLDER/rooms, 1.yaml:1:1: #/openapi: `barwire lint` reads AsyncAPI documents, and this is one of OpenAPI; `barwire generate typescript` and `barwire generate html` read those
    ");
}
