//! The pages about templates, rules and compatibility say what is there.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use std::fs;
use std::path::Path;
use std::process::Command;

use barwire_codegen::cli;

fn run(arguments: &[&str]) -> String {
    let arguments = ["barwire"].iter().chain(arguments).map(Into::into);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = cli::run(&[], arguments, &mut out, &mut err);
    assert_eq!(code, 0, "{}", String::from_utf8(err).unwrap());
    String::from_utf8(out).unwrap()
}

fn page_lists_every_rule(page: &str, command: &str) {
    let (_, table) = page.split_once("## Rules").unwrap();
    let listed: Vec<String> = table
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.replace(['|', '`'], " ").split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let rules = run(&[command, "--rules"]);
    let rules: Vec<String> = rules
        .lines()
        .map(|line| line.replace('`', " ").split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(listed, rules);
}

#[test]
fn the_page_about_lint_lists_every_rule() {
    page_lists_every_rule(include_str!("../../docs/lint.md"), "lint");
}

#[test]
fn the_page_about_compatibility_lists_every_rule() {
    page_lists_every_rule(include_str!("../../docs/compatibility.md"), "diff");
}

/// The outputs on the page are what its commands print. With `UPDATE_DOCS=1` they and the table of rules are written anew.
#[test]
fn the_page_about_compatibility_shows_what_is_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let path = root.join("docs/compatibility.md");
    let page = fs::read_to_string(&path).unwrap();
    let mut commands = Vec::new();
    let mut printed = String::new();
    let mut rest = page.as_str();
    // The next output after a command is its own.
    while let Some((before, after)) = rest.split_once("```sh\ntarget/debug/barwire diff codegen/") {
        let (command, after) = after.split_once("\n```\n").unwrap();
        let (between, after) = after.split_once("```text\n").unwrap();
        let (_, after) = after.split_once("```\n").unwrap();
        let documents = format!("codegen/{command}");
        let output = Command::new(env!("CARGO_BIN_EXE_barwire"))
            .arg("diff")
            .args(documents.split(' '))
            .current_dir(&root)
            .output()
            .unwrap();
        assert_ne!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
        let output = String::from_utf8(output.stdout).unwrap();
        printed.push_str(&format!(
            "{before}```sh\ntarget/debug/barwire diff {documents}\n```\n{between}```text\n{output}```\n"
        ));
        commands.push(documents);
        rest = after;
    }
    let (before, _) = rest.split_once("## Rules\n").unwrap();
    printed.push_str(&format!("{before}## Rules\n\n| code | what |\n|---|---|\n"));
    for rule in run(&["diff", "--rules"]).lines() {
        let (code, summary) = rule.split_once("  ").unwrap();
        printed.push_str(&format!("| `{code}` | {} |\n", summary.trim()));
    }
    assert_eq!(commands.len(), 3, "{commands:?}");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &printed).unwrap();
    } else {
        assert_eq!(page, printed);
    }
}

/// A template that asks for a path: `a[].b` is `{{#each a}}{{b}}{{/each}}`. What is shown must be there, if its list is.
fn asks_for(path: &str) -> String {
    match path.split_once("[]") {
        None => format!("{{{{{path}}}}}"),
        Some((list, rest)) => {
            let item = rest.strip_prefix('.').map_or_else(|| "{{this}}".to_owned(), asks_for);
            format!("{{{{#if {list}}}}}{{{{#each {list}}}}}{item}{{{{/each}}}}{{{{/if}}}}")
        }
    }
}

fn templates_are_given(section: &str, target: &str, template: &str, documents: &[&str]) {
    let page = include_str!("../../docs/templates.md");
    let (_, table) = page.split_once(&format!("## {section}\n")).unwrap();
    let table = table.split("\n## ").next().unwrap();
    let paths: Vec<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(path, _)| path))
        .collect();
    assert!(paths.len() > 10, "{paths:?}");
    let folder = tempfile::tempdir().unwrap();
    let folder_path = folder.path().to_str().unwrap();
    for document in documents {
        for path in &paths {
            fs::write(folder.path().join(template), asks_for(path)).unwrap();
            run(&["generate", target, document, "--templates", folder_path]);
        }
    }
    fs::write(folder.path().join(template), asks_for("nothing")).unwrap();
    let arguments = ["barwire", "generate", target, documents[0], "--templates", folder_path];
    let code = cli::run(&[], arguments.iter().map(Into::into), &mut Vec::new(), &mut Vec::new());
    assert_eq!(code, 2, "what a template is not given is an error");
}

const MESSAGES: &[&str] = &["tests/documents/kinds.yaml", "../schema/asyncapi.yaml"];
const OPERATIONS: &[&str] = &["tests/documents/library.yaml"];

#[test]
fn templates_of_typescript_are_given_what_the_page_lists() {
    templates_are_given("typescript", "typescript", "module.ts.hbs", MESSAGES);
    templates_are_given("typescript of OpenAPI", "typescript", "module.ts.hbs", OPERATIONS);
}

#[test]
fn templates_of_markdown_are_given_what_the_page_lists() {
    templates_are_given("markdown", "markdown", "protocol.md.hbs", MESSAGES);
}

#[test]
fn templates_of_html_are_given_what_the_page_lists() {
    templates_are_given("html", "html", "page.html.hbs", OPERATIONS);
}
