//! `barwire diff` and the part of `barwire check` that compares, as a user sees them: documents from files and from git, exit codes,
//! accepted breaks.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use std::fs;
use std::path::Path;
use std::process::Command;

/// What is deployed: two requests, whose payloads are in a file of their own.
const OLD: &str = "asyncapi: 3.1.0
info: { title: Rooms, version: 1.0.0 }
channels:
  rooms:
    address: /rooms
    messages:
      enter:
        payload:
          type: object
          required: [type, room]
          properties:
            type: { const: enter }
            room: { $ref: 'room.yaml' }
      leave:
        payload:
          type: object
          required: [type]
          properties:
            type: { const: leave }
operations:
  enter:
    action: receive
    channel: { $ref: '#/channels/rooms' }
    messages: [{ $ref: '#/channels/rooms/messages/enter' }]
  leave:
    action: receive
    channel: { $ref: '#/channels/rooms' }
    messages: [{ $ref: '#/channels/rooms/messages/leave' }]
";

const ROOM: &str = "type: string\n";

/// A document in which nobody may leave.
fn broken() -> String {
    let without = "  leave:\n    action: receive\n    channel: { $ref: '#/channels/rooms' }\n    messages: [{ $ref: '#/channels/rooms/messages/leave' }]\n";
    assert!(OLD.contains(without));
    OLD.replace(without, "")
}

/// Whatever breaks, this is said.
const BREAKS: &str = "wire[";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "old.yaml", OLD);
    write(folder.path(), "room.yaml", ROOM);
    write(folder.path(), "new.yaml", OLD);
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Runs the command in a folder: what it printed, and its exit code.
fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_barwire"))
        .args(arguments)
        .current_dir(folder)
        // What is set for the repository of this project is not of the one in the folder.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .env("GIT_CEILING_DIRECTORIES", std::env::temp_dir())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    let text = text.replace(folder.to_str().unwrap(), "FOLDER");
    format!("{text}exit {}", output.status.code().unwrap())
}

fn diff(folder: &Path, arguments: &[&str]) -> String {
    run(folder, &[&["diff"], arguments].concat())
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let identity =
        ["-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "init.defaultBranch=main"];
    let output = Command::new("git")
        .args(identity)
        .args(["-c", "core.autocrlf=false", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A repository with the old document in `schema/`, committed on `main`, and `barwire.toml` with a section.
fn repository(section: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    git(path, &["init", "--quiet"]);
    write(path, "schema/asyncapi.yaml", OLD);
    write(path, "schema/room.yaml", ROOM);
    write(path, "barwire.toml", section);
    git(path, &["add", "."]);
    git(path, &["commit", "--quiet", "--message", "first"]);
    folder
}

#[test]
fn what_breaks_nothing_is_fine_and_what_does_is_found() {
    let folder = folder();
    insta::assert_snapshot!(diff(folder.path(), &["old.yaml", "new.yaml"]), @r"
    compatible: 2 messages, client to server, both deployment orders; senders send what they declare (--reading emit)
    exit 0
    ");
    write(folder.path(), "new.yaml", &broken());
    let found = diff(folder.path(), &["old.yaml", "new.yaml"]);
    assert!(found.contains(BREAKS) && found.contains("--> ") && found.ends_with("exit 1"), "{found}");
    let told = diff(folder.path(), &["old.yaml", "new.yaml", "--fail-on", "none"]);
    assert!(told.contains(BREAKS) && told.ends_with("exit 0"), "{told}");
    let told =
        diff(folder.path(), &["old.yaml", "new.yaml", "--fail-on", "dangerous,wire", "--reading", "accept"]);
    assert!(told.contains("(--reading accept)") && told.ends_with("exit 1"), "{told}");
}

#[test]
fn each_format_has_the_same_exit_code() {
    let folder = folder();
    write(folder.path(), "new.yaml", &broken());
    for (format, begins) in [("json", "{"), ("github", "::error file=new.yaml,"), ("sarif", "{")] {
        let found = diff(folder.path(), &["old.yaml", "new.yaml", "--format", format]);
        assert!(found.starts_with(begins) && found.ends_with("exit 1"), "{found}");
    }
}

#[test]
fn every_base_is_still_deployed() {
    let folder = folder();
    let broken = broken();
    write(folder.path(), "v2.yaml", &broken);
    write(folder.path(), "new.yaml", &broken);
    let found = diff(folder.path(), &["old.yaml", "v2.yaml", "new.yaml"]);
    assert!(
        found.contains("against old.yaml:\n") && found.contains("against v2.yaml: compatible\n"),
        "{found}"
    );
    assert!(found.ends_with("exit 1"), "{found}");
    assert!(diff(folder.path(), &["v2.yaml", "new.yaml"]).ends_with("exit 0"));
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = folder();
    write(folder.path(), "no.yaml", "asyncapi: 1.0.0\n");
    write(folder.path(), "barwire.toml", "[diff]\nfail_on = [\"wires\"]\n");
    let mut said = Vec::new();
    for arguments in [
        &["old.yaml", "nowhere.yaml"][..],
        &["no.yaml", "new.yaml"],
        &["git:main:old.yaml", "new.yaml"],
        &["old.yaml", "new.yaml", "--accept", " "],
        &["--explain", "nothing-like-it"],
    ] {
        fs::remove_file(folder.path().join("barwire.toml")).ok();
        said.push(diff(folder.path(), arguments));
    }
    write(folder.path(), "barwire.toml", "[diff]\nfail_on = [\"wires\"]\n");
    said.push(diff(folder.path(), &["old.yaml", "new.yaml"]));
    insta::assert_snapshot!(said.join("\n\n"));
    for arguments in [&["old.yaml"][..], &[], &["old.yaml", "new.yaml", "--fail-on", "wires"]] {
        assert!(diff(folder.path(), arguments).ends_with("exit 2"), "{arguments:?}");
    }
}

#[test]
fn a_revision_has_its_own_files() {
    let folder = repository("");
    let path = folder.path();
    // What the old document refers to is that of the revision: the one that is here is no schema.
    write(path, "schema/room.yaml", "type: nothing\n");
    write(path, "schema/asyncapi.yaml", &broken().replace("{ $ref: 'room.yaml' }", "{ type: string }"));
    let found = diff(path, &["git:main:schema/asyncapi.yaml", "schema/asyncapi.yaml"]);
    assert!(found.contains(" git:main:schema/asyncapi.yaml:") && found.contains(" | "), "{found}");
    assert!(found.ends_with("exit 1"), "{found}");
    // Relative to where one is, and by a number.
    let commit = git(path, &["rev-parse", "HEAD"]);
    for base in [
        "git:main:./asyncapi.yaml",
        "git:main@{0}:schema/asyncapi.yaml",
        &format!("git:{commit}:schema/asyncapi.yaml"),
    ] {
        let found = diff(&path.join("schema"), &[base, "git:HEAD:schema/asyncapi.yaml"]);
        assert!(found.starts_with("compatible") && found.ends_with("exit 0"), "{base}: {found}");
    }
}

#[test]
fn what_git_does_not_have_is_said() {
    let folder = repository("");
    let path = folder.path();
    write(path, "schema/far.yaml", &OLD.replace("room.yaml", "nowhere.yaml"));
    git(path, &["add", "."]);
    git(path, &["commit", "--quiet", "--message", "far"]);
    let mut said = Vec::new();
    for base in [
        "git:nowhere:schema/asyncapi.yaml",
        "git:main:asyncapi.yaml",
        "git:main:schema",
        "git:main:../asyncapi.yaml",
        "git:main:schema/far.yaml",
        "git:main",
        "git::schema/asyncapi.yaml",
        "git:--output=pwned:schema/asyncapi.yaml",
    ] {
        said.push(format!("{base}\n{}", diff(path, &[base, "schema/asyncapi.yaml"])));
    }
    assert!(!path.join("pwned").exists());
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn git_itself_may_be_missing() {
    let folder = repository("");
    let output = Command::new(env!("CARGO_BIN_EXE_barwire"))
        .args(["diff", "git:main:schema/asyncapi.yaml", "schema/asyncapi.yaml"])
        .current_dir(folder.path())
        .env("PATH", "")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("error: `git` cannot be run"), "{said}");
}

#[test]
fn what_is_accepted_fails_no_more_until_it_expires() {
    let folder = folder();
    let path = folder.path();
    write(path, "barwire.toml", "");
    // There is nothing to accept yet.
    assert!(diff(path, &["old.yaml", "new.yaml", "--accept", "why"]).ends_with("exit 0"));
    assert!(!path.join("accepted-breaks.toml").exists());
    write(path, "new.yaml", &broken());
    let accepted = diff(path, &["old.yaml", "new.yaml", "--accept", "nobody \"leaves\""]);
    assert!(accepted.contains(" accepted; ") && accepted.ends_with("exit 0"), "{accepted}");
    let file = fs::read_to_string(path.join("accepted-breaks.toml")).unwrap();
    assert!(file.contains("reason = ") && file.contains("[[accepted]]\nfingerprint = \""), "{file}");
    // It is there from now on, and is not written twice.
    assert_eq!(diff(path, &["old.yaml", "new.yaml"]), accepted);
    diff(path, &["old.yaml", "new.yaml", "--accept", "again"]);
    assert_eq!(fs::read_to_string(path.join("accepted-breaks.toml")).unwrap(), file);
    // Elsewhere it is not.
    assert!(diff(path, &["old.yaml", "new.yaml", "--accepted", "other.toml"]).ends_with("exit 1"));
    // When it is deployed, there is nothing to accept.
    let expired = diff(path, &["new.yaml", "new.yaml"]);
    assert!(
        expired.starts_with("note: accepted-breaks.toml:3: `") && expired.contains("remove it\n"),
        "{expired}"
    );
    assert!(expired.ends_with("exit 0"), "{expired}");
    let json = diff(path, &["old.yaml", "new.yaml", "--format", "json"]);
    assert!(json.contains(r#""accepted": "nobody \"leaves\"""#), "{json}");
}

#[test]
fn what_is_accepted_has_a_reason() {
    let folder = folder();
    let path = folder.path();
    let mut said = Vec::new();
    for entry in ["reason = \"\"", "", "reason = \"why\"\nuntil = 1"] {
        write(path, "breaks.toml", &format!("\n[[accepted]]\nfingerprint = \"0\"\n{entry}\n"));
        said.push(diff(path, &["old.yaml", "new.yaml", "--accepted", "breaks.toml"]));
    }
    insta::assert_snapshot!(said.join("\n\n"));
}

const SECTION: &str = "[diff]\nbase = \"git:main\"\ndocuments = [\"schema/asyncapi.yaml\"]\n";

/// The number of a commit is another in every run.
fn without_number(text: &str) -> String {
    let mut rest = text;
    let mut out = String::new();
    while let Some((before, after)) = rest.split_once("git:") {
        out.push_str(before);
        let number = after.find(':').unwrap();
        let shown = if after[..number].bytes().all(|byte| byte.is_ascii_hexdigit()) {
            "NUMBER"
        } else {
            &after[..number]
        };
        out.push_str(&format!("git:{shown}"));
        rest = &after[number..];
    }
    out + rest
}

#[test]
fn check_compares_with_the_merge_base() {
    let folder = repository(SECTION);
    let path = folder.path();
    insta::assert_snapshot!(without_number(&run(path, &["check"])), @r"
        Compared schema/asyncapi.yaml with git:NUMBER:schema/asyncapi.yaml
    compatible: 2 messages, client to server, both deployment orders; senders send what they declare (--reading emit)
    exit 0
    ");
    git(path, &["switch", "--quiet", "--create", "change"]);
    // What has meanwhile happened to main is not of this change.
    git(path, &["switch", "--quiet", "main"]);
    write(
        path,
        "schema/asyncapi.yaml",
        "asyncapi: 3.1.0\ninfo: { title: Other, version: 2.0.0 }\nchannels: {}\n",
    );
    git(path, &["commit", "--quiet", "--all", "--message", "other"]);
    git(path, &["switch", "--quiet", "change"]);
    assert!(run(path, &["check"]).ends_with("exit 0"));
    // What is not committed yet counts, from wherever it is asked.
    write(path, "schema/asyncapi.yaml", &broken());
    let found = run(&path.join("schema"), &["check"]);
    assert!(found.contains(BREAKS) && found.ends_with("exit 1"), "{found}");
    let told = run(
        path,
        &["diff", "git:main@{1}:schema/asyncapi.yaml", "schema/asyncapi.yaml", "--accept", "it is time"],
    );
    assert!(told.ends_with("exit 0"), "{told}");
    let accepted = run(path, &["check"]);
    assert!(accepted.contains(" accepted; ") && accepted.ends_with("exit 0"), "{accepted}");
}

#[test]
fn check_lets_a_new_document_pass() {
    let folder = repository(
        "[diff]\nbase = \"git:main\"\ndocuments = [\"schema/asyncapi.yaml\", \"schema/second.yaml\"]\n",
    );
    write(folder.path(), "schema/second.yaml", OLD);
    insta::assert_snapshot!(without_number(&run(folder.path(), &["check"])), @r"
        Compared schema/asyncapi.yaml with git:NUMBER:schema/asyncapi.yaml
    compatible: 2 messages, client to server, both deployment orders; senders send what they declare (--reading emit)
             New schema/second.yaml: not in the merge base, so nobody has it yet
    exit 0
    ");
}

#[test]
fn check_says_why_it_cannot_compare() {
    let mut said = Vec::new();
    for section in [
        "[diff]\ndocuments = [\"schema/asyncapi.yaml\"]\n",
        "[diff]\nbase = \"main\"\ndocuments = [\"schema/asyncapi.yaml\"]\n",
        "[diff]\nbase = \"git:nowhere\"\ndocuments = [\"schema/asyncapi.yaml\"]\n",
        "[diff]\nbase = \"git:main\"\ndocuments = [\"../asyncapi.yaml\"]\n",
        "[diff]\nreading = \"strict\"\n",
    ] {
        let folder = repository(section);
        said.push(run(folder.path(), &["check"]));
    }
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn check_in_a_shallow_clone_says_what_to_fetch() {
    let folder = repository(SECTION);
    let path = folder.path();
    git(path, &["switch", "--quiet", "--create", "change"]);
    write(path, "later.txt", "");
    git(path, &["add", "."]);
    git(path, &["commit", "--quiet", "--message", "later"]);
    let clone = tempfile::tempdir().unwrap();
    let url = format!("file://{}", path.display());
    git(
        clone.path(),
        &["clone", "--quiet", "--depth", "1", "--no-single-branch", "--branch", "change", &url, "."],
    );
    write(clone.path(), "barwire.toml", &SECTION.replace("git:main", "git:origin/main"));
    insta::assert_snapshot!(run(clone.path(), &["check"]), @r"
    error: HEAD and `origin/main` have no commit in common here: this is a shallow clone. Fetch the whole history (`git fetch --unshallow`; `fetch-depth: 0` for actions/checkout)
    exit 2
    ");
    write(clone.path(), "barwire.toml", SECTION);
    insta::assert_snapshot!(run(clone.path(), &["check"]), @r"
    error: there is no revision `main` here: this is a shallow clone. Fetch the whole history (`git fetch --unshallow`; `fetch-depth: 0` for actions/checkout)
    exit 2
    ");
}
