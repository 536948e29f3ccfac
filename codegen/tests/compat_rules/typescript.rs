//! Whether a change stops programs from compiling is what `tsc` says of programs that use everything that was generated before.
//!
//! A program imports each name, gives each value that it reads to what it expected, and each that it makes to what is expected now, names
//! every member, and has a `case` for each literal and an end that is `never`. Which types it reads and makes is taken from the text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use barwire_codegen::compat::inclusion::Reading;
use barwire_codegen::compat::{Category, Finding, compare};
use barwire_codegen::model::Model;
use barwire_codegen::typescript::{Options, generate};

use crate::pair::{Pair, read};

/// The symbol of units is one of its own in each file, and one program has one file.
const UNIT: &str = "declare const unit: unique symbol;";

/// A change to a document.
pub(crate) struct Change {
    pub(crate) name: String,
    pub(crate) old: String,
    pub(crate) new: String,
}

impl From<&Pair> for Change {
    fn from(pair: &Pair) -> Self {
        let (old, new) = pair.texts();
        Self { name: pair.name.to_owned(), old, new }
    }
}

/// Compares what is found of each change with what `tsc` says.
pub(crate) fn check(changes: &[Change]) {
    let Some(compiler) = compiler() else {
        println!("skipped: there is no node, or no typescript in client-ts (npm ci)");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("unit.ts"), "export declare const unit: unique symbol;\n").unwrap();
    for (number, Change { name, old, new }) in changes.iter().enumerate() {
        let (old, new) = (typescript(name, old), typescript(name, new));
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join(format!("{name}{number}.ts")), text).unwrap();
        };
        write("old", &old);
        write("new", &new);
        write("probe", &probe(number, &old));
    }
    let failed = compile(&compiler, folder.path(), changes.len());
    let mut wrong = String::new();
    for (number, Change { name, old, new }) in changes.iter().enumerate() {
        let found = compare(&read(name, old), &read(name, new), Reading::Emit);
        let source = |finding: &&Finding| finding.category == Category::Source;
        let found: Vec<&String> = found.iter().filter(source).map(|finding| &finding.message).collect();
        let errors = failed.get(&number).map(Vec::as_slice).unwrap_or_default();
        if found.is_empty() != errors.is_empty() {
            writeln!(wrong, "{name}: found: {found:#?}; tsc: {errors:#?}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn compiler() -> Option<PathBuf> {
    let compiler = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client-ts/node_modules/typescript/bin/tsc");
    let has_node = Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success());
    (has_node && compiler.exists()).then_some(compiler)
}

fn typescript(name: &str, text: &str) -> String {
    let model = Model::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let text = generate(&model, &Options::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
    text.replace(UNIT, "import type { unit } from './unit';")
}

/// What the compiler has against each program, by its number.
fn compile(compiler: &Path, folder: &Path, count: usize) -> BTreeMap<usize, Vec<String>> {
    let files: Vec<String> = (0..count).map(|number| format!("\"probe{number}.ts\"")).collect();
    let options = "\"strict\": true, \"noEmit\": true, \"target\": \"es2022\", \"lib\": [\"es2023\"], \"module\": \"esnext\", \
                   \"moduleResolution\": \"bundler\", \"types\": [], \"exactOptionalPropertyTypes\": true, \"skipLibCheck\": true";
    let config = format!("{{ \"compilerOptions\": {{ {options} }}, \"files\": [{}] }}", files.join(", "));
    std::fs::write(folder.join("tsconfig.json"), config).unwrap();
    let output =
        Command::new("node").arg(compiler).args(["--pretty", "false", "-p"]).arg(folder).output().unwrap();
    let mut failed: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        // What is indented belongs to the line before.
        if line.starts_with(' ') {
            continue;
        }
        let file = line.split('(').next().unwrap_or_default();
        let name = Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let number = name.strip_prefix("probe").unwrap_or_else(|| panic!("not of a probe: {line}"));
        failed.entry(number.parse().unwrap()).or_default().push(line.to_owned());
    }
    failed
}

/// A declaration of a generated file.
struct Declaration<'t> {
    name: &'t str,
    /// What stands behind the `=`, or between the braces.
    body: &'t str,
    is_interface: bool,
}

/// The exported types of a file.
fn declarations(text: &str) -> Vec<Declaration<'_>> {
    let mut found = Vec::new();
    for (mark, end, is_interface) in [("\nexport interface ", "\n}", true), ("\nexport type ", ";\n", false)]
    {
        for (start, _) in text.match_indices(mark) {
            let rest = &text[start + mark.len()..];
            let name = rest.split([' ', '<']).next().unwrap();
            let body = &rest[..rest.find(end).unwrap()];
            // Those of every generated file say nothing of this one.
            let is_ours =
                ["Issue", "Schema", "Parsed", "SafeInteger", "NotAnObject", "NotAnArray"].contains(&name);
            if !is_ours && !name.ends_with("Protocol") {
                found.push(Declaration { name, body: &body[name.len()..], is_interface });
            }
        }
    }
    found
}

/// The words of a type that are not in a comment or a string.
fn words(body: &str) -> BTreeSet<&str> {
    let lines = body.lines().filter(|line| !line.trim_start().starts_with(['*', '/']));
    let parts = lines.flat_map(|line| line.split('\'').step_by(2));
    parts
        .flat_map(|part| part.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect()
}

fn reached<'t>(declared: &BTreeMap<&'t str, Declaration<'t>>, root: &'t str) -> BTreeSet<&'t str> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![root];
    // Headers are called after the message that they are of.
    let union = words(declared[root].body);
    waiting.extend(declared.keys().copied().filter(|name| {
        let message = name.strip_suffix("Headers");
        message.is_some_and(|message| {
            union.contains(message) || union.contains(format!("{message}Frame").as_str())
        })
    }));
    while let Some(name) = waiting.pop() {
        if let Some((name, declaration)) = declared.get_key_value(name)
            && reached.insert(*name)
        {
            waiting.extend(words(declaration.body));
        }
    }
    reached
}

/// Whether a program names members of a type.
fn has_members(declared: &BTreeMap<&str, Declaration<'_>>, name: &str) -> bool {
    let declaration = &declared[name];
    let is_object = |word: &&str| declared.get(word).is_some_and(|other| other.is_interface);
    declaration.is_interface
        || declaration.body.contains('{')
        || words(declaration.body).iter().any(is_object)
}

/// The members of an interface: key, and type as a program writes it.
fn members<'t>(declaration: &Declaration<'t>) -> Vec<(&'t str, &'t str)> {
    let fields = declaration.body.split("\n  readonly ").skip(1);
    let fields = fields.filter_map(|field| field.split_once(':'));
    fields.map(|(key, rest)| (key.trim_end_matches('?'), rest.split(';').next().unwrap().trim())).collect()
}

/// The literals that a type is made of; none where it is anything else.
fn literals(ty: &str) -> Option<Vec<&str>> {
    let lines = ty.lines().filter(|line| !line.trim_start().starts_with(['*', '/']));
    let parts = lines.flat_map(|line| line.split('|')).map(|part| part.trim().trim_start_matches('='));
    let parts: Vec<&str> = parts.map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_literal = |part: &&str| part.starts_with('\'') && part.ends_with('\'');
    (!parts.is_empty() && parts.iter().all(is_literal)).then_some(parts)
}

/// What programs rely on of requests and streams: not that a stream promises nothing.
const TOLD: &str = "type Told<T> = T extends object
  ? { [K in keyof T as K extends 'resume' | 'latest' ? (T[K] extends null ? never : K) : K]: Told<T[K]> }
  : T;
";

/// A program that uses everything in a file, with the next file in its place.
fn probe(number: usize, old: &str) -> String {
    let mut text =
        format!("import * as Old from './old{number}';\nimport * as New from './new{number}';\n{TOLD}");
    let declared: BTreeMap<&str, Declaration<'_>> =
        declarations(old).into_iter().map(|declaration| (declaration.name, declaration)).collect();
    for name in declared.keys() {
        writeln!(text, "export type Import{name} = New.{name};").unwrap();
    }
    for mark in ["\nexport const ", "\nexport function "] {
        for (start, _) in old.match_indices(mark) {
            let rest = &old[start + mark.len()..];
            let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
            writeln!(text, "void New.{name};").unwrap();
        }
    }
    for (start, _) in old.match_indices("\nexport interface ") {
        let name = old[start + "\nexport interface ".len()..].split(' ').next().unwrap();
        if name.ends_with("Protocol") {
            for part in ["requests", "streams"] {
                writeln!(
                    text,
                    "export const {part}{name}: Told<Old.{name}['{part}']> = null! as New.{name}['{part}'];"
                )
                .unwrap();
            }
        }
    }
    for name in reached(&declared, "ServerMessage") {
        writeln!(text, "export const read{name}: Old.{name} = null! as New.{name};").unwrap();
        if has_members(&declared, name) {
            writeln!(text, "export const named{name}: keyof New.{name} = null! as keyof Old.{name};")
                .unwrap();
        }
        switches(&declared, name, &mut text);
    }
    for name in reached(&declared, "ClientMessage") {
        writeln!(text, "export const made{name}: New.{name} = null! as Old.{name};").unwrap();
        // A literal of a union may have the members of each variant.
        if declared[name].is_interface {
            writeln!(text, "export const written{name}: keyof New.{name} = null! as keyof Old.{name};")
                .unwrap();
        }
    }
    text
}

fn switches(declared: &BTreeMap<&str, Declaration<'_>>, name: &str, text: &mut String) {
    let declaration = &declared[name];
    if declaration.is_interface {
        for (key, ty) in members(declaration) {
            if let Some(cases) = literals(ty) {
                let key = key.trim_matches('\'');
                switch(text, &format!("NonNullable<New.{name}['{key}']>"), "", &cases);
            }
        }
        return;
    }
    if let Some(cases) = literals(declaration.body) {
        switch(text, &format!("New.{name}"), "", &cases);
        return;
    }
    // What tells the variants apart is a member that is a literal in each.
    let variants: Option<Vec<&Declaration<'_>>> = declaration
        .body
        .split(['|', '='])
        .map(str::trim)
        .filter(|variant| !variant.is_empty())
        .map(|variant| declared.get(variant).filter(|variant| variant.is_interface))
        .collect();
    let Some(variants) = variants.filter(|variants| variants.len() > 1) else { return };
    for (key, _) in members(variants[0]) {
        let cases: Option<Vec<Vec<&str>>> = variants
            .iter()
            .map(|variant| {
                members(variant).into_iter().find(|(other, _)| *other == key).and_then(|(_, ty)| literals(ty))
            })
            .collect();
        if let Some(cases) = cases {
            switch(text, &format!("New.{name}"), &format!(".{key}"), &cases.concat());
            return;
        }
    }
}

fn switch(text: &mut String, ty: &str, member: &str, cases: &[&str]) {
    let number = text.len();
    writeln!(text, "export function switch{number}(value: {ty}): void {{\n  switch (value{member}) {{")
        .unwrap();
    for case in cases {
        writeln!(text, "    case {case}:").unwrap();
    }
    writeln!(text, "      return;\n    default: {{\n      const never: never = value;\n      return never;\n    }}\n  }}\n}}").unwrap();
}
