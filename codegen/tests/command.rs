//! The command as a user sees it: what it prints, what it writes, and its exit codes.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]
#![allow(dead_code, reason = "the protocols below are declared for the command; nobody serves them")]

use std::fs;
use std::path::Path;

use barwire_codegen::cli;
use barwire_schema::Declaration;
use barwire_schema::datafeed::DATAFEED_API;

mod before {
    /// A note.
    #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
    pub(super) struct Note {
        /// In words.
        pub(super) text: String,
    }

    #[barwire_schema::protocol(name = "notes", version = "1.0.0", address = "/notes")]
    pub(super) trait NotesProtocol {
        type Session;
        /// A note was left.
        #[event("left")]
        fn left(payload: Note);
    }
}

mod after {
    /// A note.
    #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
    pub(super) struct Note {
        /// In words.
        pub(super) text: String,
        /// Who left it.
        pub(super) author: String,
    }

    #[barwire_schema::protocol(name = "notes", version = "1.0.0", address = "/notes")]
    pub(super) trait NotesProtocol {
        type Session;
        /// A note was left.
        #[event("left")]
        fn left(payload: Note);
    }
}

const BEFORE: &[&dyn Declaration] = &[&before::NOTES_PROTOCOL];
const AFTER: &[&dyn Declaration] = &[&after::NOTES_PROTOCOL];

const ALL: &[&dyn Declaration] =
    &[&before::NOTES_PROTOCOL, &barwire_schema::bars::BARS_PROTOCOL, &DATAFEED_API];

const CONFIG: &str = r#"
command = "make generate"

[[document]]
path = "notes.yaml"
protocol = "notes"

[[output]]
path = "client/notes.ts"
document = "notes.yaml"
target = "typescript"
"#;

/// Runs the command in a project: its exit code and all that it printed, without the path of the project.
fn run(project: &Path, declarations: &[&dyn Declaration], arguments: &[&str]) -> String {
    let project = project.display().to_string();
    let arguments =
        ["barwire"].iter().chain(arguments).map(|argument| argument.replace("PROJECT", &project).into());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = cli::run(declarations, arguments, &mut out, &mut err);
    let text = format!("{}{}exit {code}", String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap());
    text.replace(&project, "PROJECT")
}

fn project() -> tempfile::TempDir {
    let project = tempfile::tempdir().unwrap();
    fs::write(project.path().join("barwire.toml"), CONFIG).unwrap();
    project
}

const GENERATE: &[&str] = &["generate", "--config", "PROJECT/barwire.toml"];
const CHECK: &[&str] = &["check", "--config", "PROJECT/barwire.toml"];

#[test]
fn generate_writes_what_is_not_there_and_leaves_what_is_right() {
    let project = project();
    insta::assert_snapshot!(run(project.path(), BEFORE, GENERATE), @r"
           Wrote notes.yaml
           Wrote client/notes.ts
    exit 0
    ");
    let written = fs::metadata(project.path().join("notes.yaml")).unwrap().modified().unwrap();
    insta::assert_snapshot!(run(project.path(), BEFORE, GENERATE), @r"
           Fresh notes.yaml
           Fresh client/notes.ts
    exit 0
    ");
    assert_eq!(fs::metadata(project.path().join("notes.yaml")).unwrap().modified().unwrap(), written);
    insta::assert_snapshot!(run(project.path(), BEFORE, CHECK), @r"
           Fresh notes.yaml
           Fresh client/notes.ts
    exit 0
    ");
}

#[test]
fn check_shows_what_a_changed_type_lets_drift_and_generate_mends_it() {
    let project = project();
    run(project.path(), BEFORE, GENERATE);
    insta::assert_snapshot!(run(project.path(), AFTER, CHECK));
    assert!(run(project.path(), AFTER, GENERATE).ends_with("exit 0"));
    assert!(run(project.path(), AFTER, CHECK).ends_with("exit 0"));
}

#[test]
fn check_finds_what_was_edited_by_hand_or_is_missing() {
    let project = project();
    run(project.path(), BEFORE, GENERATE);
    let client = project.path().join("client/notes.ts");
    let text = fs::read_to_string(&client).unwrap();
    fs::write(&client, text.replace("readonly text: string;", "readonly text: number;")).unwrap();
    insta::assert_snapshot!(run(project.path(), BEFORE, CHECK));
    fs::remove_file(&client).unwrap();
    assert!(run(project.path(), BEFORE, CHECK).contains("Stale client/notes.ts"));
}

#[test]
fn the_document_of_an_api_drifts_as_that_of_a_protocol_does() {
    let project = project();
    let config = format!("{CONFIG}\n[[document]]\npath = \"openapi.yaml\"\napi = \"datafeed\"\n");
    fs::write(project.path().join("barwire.toml"), config).unwrap();
    insta::assert_snapshot!(run(project.path(), ALL, GENERATE), @r"
           Wrote notes.yaml
           Wrote openapi.yaml
           Wrote client/notes.ts
    exit 0
    ");
    assert!(run(project.path(), ALL, CHECK).ends_with("exit 0"));
    let document = project.path().join("openapi.yaml");
    let text = fs::read_to_string(&document).unwrap();
    fs::write(&document, text.replace("maximum: 1000\n", "maximum: 9000\n")).unwrap();
    let shown = run(project.path(), ALL, CHECK);
    // Where it stands changes with what is before it.
    let (before, after) = shown.split_once("@@ -").unwrap();
    let (_, after) = after.split_once(" @@").unwrap();
    insta::assert_snapshot!(format!("{before}@@ @@{after}"), @r"
           Fresh notes.yaml
           Stale openapi.yaml
           Fresh client/notes.ts

    --- openapi.yaml (committed)
    +++ openapi.yaml (generated)
    @@ @@
               type: integer
               default: 30
               minimum: 1
    -          maximum: 9000
    +          maximum: 1000
             example: 10
           responses:
             '200':

    1 file has drifted from what generates it. Run `make generate` and commit the result.
    exit 1
    ");
    fs::remove_file(&document).unwrap();
    assert!(run(project.path(), ALL, CHECK).contains("Stale openapi.yaml"));
    assert!(run(project.path(), ALL, GENERATE).contains("Wrote openapi.yaml"));
    assert_eq!(fs::read_to_string(&document).unwrap(), text);
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_written() {
    let project = project();
    let config = project.path().join("barwire.toml");
    let mut said = vec![run(project.path(), BEFORE, &["check", "--config", "PROJECT/nowhere.toml"])];
    for (wrong, right) in [
        ("protocol = \"nots\"", "protocol = \"notes\""),
        ("target = \"typescipt\"", "target = \"typescript\""),
        ("document = \"other.yaml\"", "document = \"notes.yaml\""),
        ("paht = \"notes.yaml\"", "path = \"notes.yaml\""),
        ("path = \"./notes.yaml\"", "path = \"client/notes.ts\""),
    ] {
        fs::write(&config, CONFIG.replace(right, wrong)).unwrap();
        said.push(run(project.path(), BEFORE, GENERATE));
        assert!(!project.path().join("notes.yaml").exists());
        assert!(!project.path().join("client").exists());
    }
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    let project = project();
    fs::write(project.path().join("client"), "a file where a folder should be").unwrap();
    let said = run(project.path(), BEFORE, GENERATE);
    assert!(said.contains("cannot write PROJECT/client/notes.ts") && said.ends_with("exit 2"), "{said}");
    assert!(!project.path().join("notes.yaml").exists(), "all or nothing");
}

#[test]
fn spec_prints_a_document() {
    let nowhere = Path::new("PROJECT");
    let yaml = run(nowhere, BEFORE, &["spec"]);
    assert!(yaml.starts_with("asyncapi: 3.1.0\n") && yaml.ends_with("exit 0"), "{yaml}");
    let json = run(nowhere, BEFORE, &["spec", "notes", "--format", "json"]);
    assert!(json.starts_with("{\n  \"asyncapi\": \"3.1.0\",\n"), "{json}");
    insta::assert_snapshot!(run(nowhere, BEFORE, &["spec", "nots"]), @r"
    error: nothing is declared as `nots`; there is `notes`
    exit 2
    ");
    let api = run(nowhere, ALL, &["spec", "datafeed"]);
    assert!(api.starts_with("openapi: 3.1.0\n") && api.ends_with("exit 0"), "{api}");
    let json = run(nowhere, ALL, &["spec", "datafeed", "--format", "json"]);
    assert!(json.starts_with("{\n  \"openapi\": \"3.1.0\",\n"), "{json}");
    insta::assert_snapshot!(run(nowhere, ALL, &["spec"]), @r"
    error: there is more than one declaration; name one of notes, bars, datafeed
    exit 2
    ");
}

#[test]
fn one_target_of_one_document() {
    let project = project();
    run(project.path(), BEFORE, GENERATE);
    let printed = run(project.path(), BEFORE, &["generate", "typescript", "PROJECT/notes.yaml"]);
    let written = fs::read_to_string(project.path().join("client/notes.ts")).unwrap();
    assert_eq!(printed, format!("{written}exit 0"));
    let page = ["generate", "markdown", "PROJECT/notes.yaml", "--out", "PROJECT/docs/notes.md"];
    assert_eq!(run(project.path(), BEFORE, &page), "exit 0");
    assert!(fs::read_to_string(project.path().join("docs/notes.md")).unwrap().contains("# notes 1.0.0"));
}

#[test]
fn help_is_for_people() {
    let nowhere = Path::new("PROJECT");
    insta::assert_snapshot!(run(nowhere, BEFORE, &["--help"]));
    assert!(run(nowhere, BEFORE, &["chekc"]).ends_with("exit 2"));
}

#[test]
fn any_document_has_its_typescript_for_either_side() {
    let project = project();
    let document = "PROJECT/old.yaml";
    fs::write(
        project.path().join("old.yaml"),
        "asyncapi: 2.6.0\ninfo: { title: Old, version: 1.0.0 }\nchannels:\n  lights:\n    publish: { message: { name: turn, payload: { type: boolean } } }\n    subscribe: { message: { name: lit, payload: { type: integer, format: int64 } } }\n",
    )
    .unwrap();
    let client = run(project.path(), BEFORE, &["generate", "typescript", document]);
    assert!(client.contains("export type ClientMessage = Turn;"), "{client}");
    assert!(
        client.contains("export type Lit = SafeInteger;") && client.contains("parseServerMessage"),
        "{client}"
    );
    let server = run(
        project.path(),
        BEFORE,
        &["generate", "typescript", document, "--perspective", "server", "--int64", "bigint"],
    );
    assert!(
        server.contains("export type Lit = bigint;") && server.contains("parseClientMessage"),
        "{server}"
    );
    let refused = run(project.path(), BEFORE, &["generate", "typescript", document, "--int64", "error"]);
    assert!(refused.starts_with("error: PROJECT/old.yaml:6:") && refused.ends_with("exit 2"), "{refused}");
}

#[test]
fn a_place_on_the_network_is_read_from_a_folder() {
    let project = project();
    fs::write(
        project.path().join("far.yaml"),
        "asyncapi: 3.1.0\ninfo: { title: Far, version: 1.0.0 }\nchannels: {}\noperations: {}\ncomponents: { schemas: { Far: { $ref: 'https://example.com/schemas/far.json' } } }\n",
    )
    .unwrap();
    let refused = run(project.path(), BEFORE, &["generate", "typescript", "PROJECT/far.yaml"]);
    insta::assert_snapshot!(refused, @r"
    error: PROJECT/far.yaml:5:39: #/components/schemas/Far/$ref: `https://example.com/schemas/far.json` is on the network, which is not read; give `--map https://example.com/=FOLDER`
    exit 2
    ");
    fs::create_dir(project.path().join("schemas")).unwrap();
    fs::write(project.path().join("schemas/far.json"), r#"{ "type": "string" }"#).unwrap();
    let map = "https://example.com/schemas/=PROJECT/schemas";
    let text = run(project.path(), BEFORE, &["generate", "typescript", "PROJECT/far.yaml", "--map", map]);
    assert!(text.contains("export type Far = string;"), "{text}");
    let config = "[[output]]\npath = \"far.ts\"\ndocument = \"far.yaml\"\ntarget = \"typescript\"\n\n[map]\n\"https://example.com/schemas/\" = \"schemas\"\n";
    fs::write(project.path().join("barwire.toml"), config).unwrap();
    insta::assert_snapshot!(run(project.path(), BEFORE, GENERATE), @r"
           Wrote far.ts
    exit 0
    ");
}

#[test]
fn templates_are_given_away_and_not_written_over() {
    let project = project();
    let dump = &["generate", "--dump-templates", "PROJECT/templates"];
    let given = run(project.path(), BEFORE, dump);
    assert!(given.contains("Wrote PROJECT/templates/types.ts.hbs") && given.ends_with("exit 0"), "{given}");
    insta::assert_snapshot!(run(project.path(), BEFORE, dump), @r"
    error: PROJECT/templates/module.ts.hbs is there already, and is not written over; name another folder
    exit 2
    ");
}

#[test]
fn watching_writes_again_what_changed_and_says_what_is_wrong() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    fn write(path: &Path, ty: &str) {
        let text = format!(
            "asyncapi: 3.1.0\ninfo: {{ title: Watched, version: 1.0.0 }}\nchannels: {{}}\noperations: {{}}\ncomponents: {{ schemas: {{ Watched: {{ type: {ty} }} }} }}\n"
        );
        fs::write(path, text).unwrap();
    }

    fn until(out: &Path, text: &str) {
        let start = Instant::now();
        while !fs::read_to_string(out).is_ok_and(|written| written.contains(text)) {
            assert!(start.elapsed() < Duration::from_secs(30), "`{text}` was not written");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    let project = tempfile::tempdir().unwrap();
    let (document, out) = (project.path().join("watched.yaml"), project.path().join("watched.ts"));
    write(&document, "string");
    let mut watching = Command::new(env!("CARGO_BIN_EXE_barwire"))
        .args(["generate", "typescript", "--watch", "--out"])
        .args([&out, &document])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    until(&out, "export type Watched = string;");
    write(&document, "wrong_type");
    let mut errors = BufReader::new(watching.stderr.take().unwrap()).lines();
    let error = errors.next().unwrap().unwrap();
    assert!(error.contains("`wrong_type` is no type"), "{error}");
    write(&document, "boolean");
    until(&out, "export type Watched = boolean;");
    watching.kill().unwrap();
    watching.wait().unwrap();
}
