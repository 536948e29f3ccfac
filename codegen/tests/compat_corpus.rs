//! How many labelled pairs of schemas are decided, by the program that scores them.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use std::path::{Path, PathBuf};
use std::process::Command;

use barwire_codegen::compat::{Options, compare};
use barwire_codegen::model::Model;
use barwire_codegen::model::source::Sources;
use serde_json::Value;

/// Directions whose label is wrong, each with the value that shows it: the scoring prints it, and another validator has confirmed it.
///
/// The three are of tests that were renamed when the pairs were made: a reference in one half leads to what the other half calls otherwise.
const WRONG_LABELS: [&str; 3] = [
    "sdbs-er2021/draft7/universal/ref/13, new in old",
    "sdbs-er2021/draft7/unsatisfiable/id/1, old in new",
    "sdbs-er2021/draft7/unsatisfiable/ref/13, old in new",
];

/// The pairs of one file; none where the corpus is not there.
fn pairs(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let file =
        std::env::var_os("BARWIRE_CORPUS").map_or_else(beside, PathBuf::from).join("compat").join(name);
    if file.is_file() {
        return Some(file);
    }
    eprintln!("skipped: {} is not there", file.display());
    None
}

/// What the scoring prints.
fn score(file: &Path, reading: &str) -> String {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().and_then(Path::parent).unwrap().join("examples/compat_score");
    let output = Command::new(program).arg(file).args(["--reading", reading]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// How many directions there are, and how many of them are right.
fn counts(text: &str) -> [usize; 2] {
    let line = text.lines().find(|line| line.trim_start().starts_with("both:")).unwrap();
    let before = |word: &str| {
        let words: Vec<&str> = line.split([' ', ',']).filter(|word| !word.is_empty()).collect();
        let at = words.iter().position(|own| *own == word).unwrap();
        words[at - 1].parse().unwrap()
    };
    [before("directions"), before("right")]
}

#[test]
fn collected_pairs_are_decided() {
    let Some(file) = pairs("pairs.jsonl") else { return };
    let text = score(&file, "accept");
    let [all, right] = counts(&text);
    assert!(right * 100 >= all * 98, "{text}");
    for line in text.lines().filter_map(|line| line.strip_prefix("disagrees: ")) {
        assert!(line.contains("labelled as included;"), "a proof that is wrong: {line}");
        assert!(WRONG_LABELS.iter().any(|name| line.starts_with(name)), "{line}");
    }
}

#[test]
fn pairs_of_the_shape_of_our_own_messages_are_decided() {
    let Some(file) = pairs("schemars-pairs.jsonl") else { return };
    for reading in ["accept", "emit"] {
        let text = score(&file, reading);
        let [all, right] = counts(&text);
        assert_eq!(all, right, "{text}");
    }
}

/// The documents of others; none where they are not there.
fn documents() -> Vec<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let folder = std::env::var_os("BARWIRE_CORPUS").map_or_else(beside, PathBuf::from).join("asyncapi");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: {} is not there", folder.display());
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| {
        path.extension().is_some_and(|kind| kind == "yaml" || kind == "yml" || kind == "json")
    });
    paths.sort();
    paths
}

fn read(path: &Path, text: &str) -> Option<Model> {
    Model::as_written(Sources::parse(Some(path), text, &[]).ok()?).ok()
}

/// The pointers of everything in a value.
fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
        }
        Value::Object(members) => {
            members.iter().map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value)).collect()
        }
        _ => return,
    };
    for (token, child) in children {
        let pointer = format!("{at}/{token}");
        pointers(child, &pointer, all);
        all.push(pointer);
    }
}

#[test]
fn documents_of_others_are_compared() {
    let mut asked = 0;
    for path in documents() {
        let text = std::fs::read_to_string(&path).unwrap();
        let (Some(old), Ok(document)) = (read(&path, &text), serde_yaml::from_str::<Value>(&text)) else {
            continue;
        };
        let mut described = document.clone();
        described["info"]["description"] = Value::from("said in other words");
        let Some(new) = read(&path, &described.to_string()) else { continue };
        let findings = compare(&old, &new, Options::default());
        assert!(findings.is_empty(), "{}: {findings:#?}", path.display());
        let mut places = Vec::new();
        pointers(&document, "", &mut places);
        // One part in so many is left out: the same ones in every run.
        for place in places.iter().step_by(places.len() / 12 + 1) {
            let (holder, token) = place.rsplit_once('/').unwrap();
            let mut changed = document.clone();
            match changed.pointer_mut(holder).unwrap() {
                Value::Object(members) => {
                    members.remove(&token.replace("~1", "/").replace("~0", "~"));
                }
                Value::Array(items) => {
                    items.remove(token.parse().unwrap());
                }
                _ => continue,
            }
            let Some(new) = read(&path, &changed.to_string()) else { continue };
            asked += 1;
            for finding in compare(&old, &new, Options::default()) {
                assert!(
                    !finding.message.contains("please report it"),
                    "{} without {place}: {finding:#?}",
                    path.display()
                );
            }
        }
    }
    eprintln!("{asked} changed documents were compared");
}
