//! Files as trees of values that know where they stand, and what references lead to.

#![allow(clippy::unwrap_used, reason = "a fault fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

use barwire_codegen::model::source::{Mapping, Node, Place, Sources};
use serde_json::{Value, json};

fn parse(text: &str) -> Sources {
    Sources::parse(None, text, &[]).unwrap()
}

fn json_of(text: &str) -> Value {
    parse(text).root().to_json()
}

fn refusal(text: &str) -> String {
    Sources::parse(None, text, &[]).unwrap_err().to_string()
}

/// Every key and value of a text: its place, and what it is.
fn places(text: &str) -> String {
    fn walk(node: Node<'_>, lines: &mut Vec<String>) {
        let Place { line, column, pointer, .. } = node.place();
        lines.push(format!("{line}:{column} {pointer} {}", node.kind()));
        for member in node.members() {
            lines.push(format!("{}:{} key {}", member.line, member.column, member.key));
            walk(node.get(&member.key).unwrap(), lines);
        }
        node.items().for_each(|item| walk(item, lines));
    }
    let mut lines = Vec::new();
    walk(parse(text).root(), &mut lines);
    lines.join("\n")
}

#[test]
fn places_in_yaml() {
    insta::assert_snapshot!(places(
        "info:\n  title: Größe\n  größe: {a: 1, \"ö\": [x, 'ü', y]}\nlist:\n- one\n-   k: |\n      text\n    l:\n- ! tagged\nlast: &a 1\nalias: *a\n"
    ));
}

#[test]
fn places_in_json() {
    insta::assert_snapshot!(places(
        "\u{FEFF}{\n  \"größe\": {\"ö\": [1, \"ü\", null]}, \"b\": true,\r\n\t\"c\": {}\n}\n"
    ));
}

#[test]
fn scalars_of_yaml_are_those_of_the_core_schema() {
    let text = "[null, ~, !!null '', true, False, yes, on, 12, -7, +3, 0x1F, 0o17, 007, 1.5, 1e3, .5, 18446744073709551615, 2001-01-01, 'null', \"1\", !!str 1, !!int '5', !!float 1, !x y, 1_000, 1e999]";
    assert_eq!(
        json_of(text),
        json!([
            null,
            null,
            null,
            true,
            false,
            "yes",
            "on",
            12,
            -7,
            3,
            31,
            15,
            "007",
            1.5,
            1000.0,
            0.5,
            18_446_744_073_709_551_615_u64,
            "2001-01-01",
            "null",
            "1",
            "1",
            5,
            1.0,
            "y",
            "1_000",
            "1e999"
        ])
    );
    assert_eq!(json_of("200: a\ntrue: b\nnull: c\n"), json!({"200": "a", "true": "b", "null": "c"}));
    assert_eq!(json_of("{a: b}"), json!({"a": "b"}));
    assert_eq!(json_of("a: |\n  x\n  y\nb: >-\n  x\n  y\n"), json!({"a": "x\ny\n", "b": "x y"}));
}

#[test]
fn a_bracket_may_stand_below_its_key() {
    let text = "a: [\n  1, # one\n  {\n    b: c\n  }\n]\nb:\n  c: {\n    d: [\n      1\n    ]\n  }\n  e: |\n    ]\nf: 1\n";
    assert_eq!(json_of(text), json!({"a": [1, {"b": "c"}], "b": {"c": {"d": [1]}, "e": "]\n"}, "f": 1}));
    let sources = parse("a: [[\n  1\n], [\n  2\n], 3]\n");
    assert_eq!(sources.root().get("a").unwrap().items().nth(2).unwrap().place().to_string(), "5:4: #/a/2");
}

#[test]
fn json_is_read_as_json() {
    let text =
        r#"{"a\u00e9\ud83d\ude00": ["\"\\\/\b\f\n\r\t", -0.5e1, 12345678901234567890, {}, [], false]}"#;
    assert_eq!(json_of(text), serde_json::from_str::<Value>(text).unwrap());
}

#[test]
fn an_alias_is_what_it_stands_for() {
    let sources = parse("a: &x {k: [1]}\nb: *x\n");
    let root = sources.root();
    assert_eq!(root.get("a").unwrap().id(), root.get("b").unwrap().id());
    assert_eq!(root.get("b").unwrap().get("k").unwrap().pointer(), "#/a/k");
    assert_eq!(json_of("- &key k\n- *key : 1\n"), json!(["k", {"k": 1}]));
}

#[test]
fn merges_take_what_is_not_there() {
    let text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: *a, x: 0}\nd: {<<: [*b, *a], w: 0}\ne: {\"<<\": 1}\nf: {<<: {p: {q: 1}}}\n";
    let merged = json_of(text);
    assert_eq!(merged["c"], json!({"x": 0, "y": 1}));
    assert_eq!(merged["d"], json!({"w": 0, "y": 2, "z": 2, "x": 1}));
    assert_eq!(merged["e"], json!({"<<": 1}));
    let sources = parse(text);
    let inline = sources.root().get("f").unwrap().get("p").unwrap().get("q").unwrap();
    assert_eq!(inline.pointer(), "#/f/p/q");
}

#[test]
fn what_is_refused_says_why_and_where() {
    let deep_json = format!("{{\"a\":{}", "[".repeat(1_000_000));
    let deep_yaml = format!("a: {}{}", "[".repeat(200), "]".repeat(200));
    let deep_block: String = (0..200).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    let chain: String = (0..200).map(|n| format!("a{}: &a{} [*a{n}]\n", n + 1, n + 1)).collect();
    let deep_alias = format!("a0: &a0 []\n{chain}");
    let laughs: String = (0..9)
        .map(|n| format!("b{}: &b{} [{}]\n", n + 1, n + 1, vec![format!("*b{n}"); 10].join(", ")))
        .collect();
    let laughs = format!("b0: &b0 [ha]\n{laughs}");
    let many: String = (0..100).map(|n| format!("k{n}: 1\n")).collect();
    let twice = format!("{many}k7: 2\n");
    let cases = [
        ("empty", ""),
        ("a comment", "# nothing\n"),
        ("twice in YAML", "a: 1\nb:\n  c: 1\n  ü: 2\n  c: 3\n"),
        ("twice in JSON", "{\"a\": 1,\n \"a\": 2}"),
        ("twice among many", &twice),
        ("two documents", "a: 1\n---\nb: 2\n"),
        ("infinite", "a: .inf\n"),
        ("not a number", "a: [-.NaN]\n"),
        ("not an integer", "a: !!int x\n"),
        ("a list as a key", "? [a]\n: 1\n"),
        ("a map as a key", "{a: 1}: 1\n"),
        ("an unknown alias", "a: *x\n"),
        ("an alias of itself", "a: &a [*a]\n"),
        ("a merge of no map", "a:\n  <<: 1\n"),
        ("a merge of itself", "a: &a\n  <<: *a\n"),
        ("bad indentation", "a:\n  b: 1\n c: 2\n"),
        ("an unclosed flow", "a: [1, 2\n"),
        ("a tab", "a:\n\tb: 1\n"),
        ("deep JSON", &deep_json),
        ("deep YAML", &deep_yaml),
        ("deep blocks", &deep_block),
        ("deep aliases", &deep_alias),
        ("laughs", &laughs),
        ("too large a number", "[1e999]"),
    ];
    let lines: Vec<_> = cases.iter().map(|(name, text)| format!("{name}: {}", refusal(text))).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn what_is_neither_json_nor_yaml_is_called_what_its_name_says() {
    let cases = ["{\"a\": 1,, \"b\"", "[1, 2", "{\"a\": \"\\ud800\"}", "{\"a\": 01 [}", "{\"a\": tru]"];
    let lines = cases.iter().flat_map(|text| {
        ["a.json", "a.yaml"]
            .map(|name| Sources::parse(Some(Path::new(name)), text, &[]).unwrap_err().to_string())
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}

/// A folder with files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// What each reference in a list `refs` of a document leads to.
fn followed(folder: &Path, mappings: &[Mapping]) -> String {
    let sources = Sources::open(&folder.join("api.yaml"), mappings).unwrap();
    let refs: Vec<_> = sources.root().get("refs").unwrap().items().collect();
    let lines = refs.iter().map(|node| {
        let reference = node.get("$ref").unwrap().to_json();
        match node.resolve() {
            Ok(found) => format!("{reference} => {} = {}", found.place(), found.to_json()),
            Err(error) => format!("{reference} => error: {error}"),
        }
    });
    lines.collect::<Vec<_>>().join("\n").replace(&*folder.to_string_lossy(), "FOLDER")
}

#[test]
fn references_of_each_sort() {
    let folder = folder(&[
        (
            "api.yaml",
            "asyncapi: 3.1.0
components:
  schemas:
    A: {type: string}
    a/b~c%: {type: integer}
    Chain: {$ref: '#/components/schemas/A'}
    Named: {$id: https://example.com/named, type: number, properties: {x: {$ref: '#/components/schemas/A'}}}
  messages:
    M:
      payload:
        $defs: {D: {type: boolean}}
        items: {$ref: '#/$defs/D'}
list: [x, {y: z}]
messages: {$ref: 'sub/messages.yaml'}
example: {$ref: 'sub/example.yaml'}
refs:
- $ref: '#/components/schemas/A'
- $ref: '#/components/schemas/a~1b~0c%25'
- $ref: '#/components/schemas/Chain/type'
- $ref: '#/components/schemas/Named/properties/x'
- $ref: '#/components/messages/M/payload/items'
- $ref: '#/list/1/y'
- $ref: '#/list/01'
- $ref: '#/list/-'
- $ref: '#/list/2'
- $ref: '#/components/schemas/Nope'
- $ref: '#nope'
- $ref: '#/refs/12'
- $ref: '#/refs/12'
- $ref: '#/refs/14/x'
- $ref: '#/refs/14/x'
- $ref: 1
- $ref: https://example.com/named
- $ref: https://example.com/other.yaml#/x
- $ref: https://mapped.example/v1/a%20b.yaml#/x
- $ref: https://mapped.example/v1/none.yaml
- $ref: ./sub/types.yaml#/T
- $ref: sub/types.yaml#/U
- $ref: sub/types.yaml#/back
- $ref: sub/with%20space.json
- $ref: sub/with space.json
- $ref: sub/none.yaml
- $ref: sub/broken.yaml#/x
- $ref: urn:example:x
- $ref: 'http://json-schema.org/draft-07/schema#/definitions/nonNegativeInteger'
- $ref: 'http://[bad'
- $ref: '#/%FF'
- $ref: '#/messages/M/payload/properties/x'
- $ref: 'sub/example.yaml'
- $ref: 'sub/schema.json#anchored'
- $ref: 'sub/schema.json#/properties/same'
- $ref: 'sub/schema.json#/properties/inner/properties/folder'
",
        ),
        (
            "sub/types.yaml",
            "T: {type: object}\nU: {$ref: '#/T'}\nback: {$ref: '../api.yaml#/components/schemas/A'}\n",
        ),
        (
            "sub/messages.yaml",
            "M: {payload: {$id: Name, $defs: {D: {type: integer}}, properties: {x: {$ref: '#/$defs/D'}}}}\n",
        ),
        (
            "sub/schema.json",
            "{\"$id\": \"https://example.com/schema.json\", \"$defs\": {\"A\": {\"$anchor\": \"anchored\"}},
              \"properties\": {\"same\": {\"$ref\": \"schema.json#anchored\"},
                \"inner\": {\"$id\": \"inner/\", \"properties\": {\"folder\": {\"$ref\": \"../schema.json#/$defs/A\"}}}}}",
        ),
        ("sub/example.yaml", "a: 1\n"),
        ("sub/with space.json", "{\"type\": \"null\"}"),
        ("sub/broken.yaml", "a: 1\na: 2\n"),
        ("mapped/a b.yaml", "x: {$ref: 'sibling.yaml'}\n"),
        ("mapped/sibling.yaml", "type: array\n"),
    ]);
    let mapping =
        Mapping { prefix: "https://mapped.example/v1/".to_owned(), folder: folder.path().join("mapped") };
    insta::assert_snapshot!(followed(folder.path(), &[mapping]));
}

#[test]
fn values_are_not_searched_for_references() {
    let sources = parse(
        "properties:\n  default: {$ref: '#/x'}\n  properties: {type: object, default: {$id: urn:a}}\nexamples: [{$id: urn:b}]\nx: {$ref: urn:a}\ny: {$ref: urn:b}\n",
    );
    assert!(sources.root().get("x").unwrap().resolve().is_err());
    assert!(sources.root().get("y").unwrap().resolve().is_err());
}

#[test]
fn a_text_from_no_file_has_no_files_beside_it() {
    let sources = parse("a: {$ref: b.yaml}\nb: {$ref: '#/c'}\nc: 1\n");
    let error = sources.root().get("a").unwrap().resolve().unwrap_err();
    insta::assert_snapshot!(error, @"1:11: #/a/$ref: `b.yaml` is relative to a file, and this text was read from none");
    assert_eq!(sources.root().get("b").unwrap().resolve().unwrap().to_json(), json!(1));
}

#[test]
fn the_order_of_keys_does_not_decide_what_an_identifier_names() {
    let [one, other] = ["a: {$id: urn:x, t: 1}", "b: {$id: urn:x, t: 2}"];
    for text in [
        format!("$defs:\n  {one}\n  {other}\nc: {{$ref: urn:x}}\n"),
        format!("c: {{$ref: urn:x}}\n$defs:\n  {other}\n  {one}\n"),
    ] {
        let sources = parse(&text);
        assert_eq!(sources.root().get("c").unwrap().resolve().unwrap().pointer(), "#/$defs/a");
    }
}

#[test]
fn nothing_is_called_anything_in_a_word_that_json_schema_does_not_know() {
    let sources = parse("x-own: {not: {$id: urn:x}}\n$defs: {a: {$id: urn:x}}\nb: {$ref: urn:x}\n");
    assert_eq!(sources.root().get("b").unwrap().resolve().unwrap().pointer(), "#/$defs/a");
}

#[test]
fn a_schema_by_itself_may_be_called_something_beside_a_reference() {
    let sources = parse("$id: http://a.test/root\n$ref: other\n$defs: {a: {$id: other, type: string}}\n");
    assert_eq!(sources.root().resolve().unwrap().pointer(), "#/$defs/a");
    let sources =
        parse("$schema: http://json-schema.org/draft-07/schema#\n$id: http://a.test/root\n$ref: other\n");
    assert!(sources.root().resolve().is_err());
}

/// The corpus beside the checkout, or where `BARWIRE_CORPUS` says.
fn corpus() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let corpus = std::env::var_os("BARWIRE_CORPUS").map_or_else(beside, PathBuf::from);
    if corpus.is_dir() {
        return Some(corpus);
    }
    eprintln!("skipped: there is no corpus at {}", corpus.display());
    None
}

#[test]
fn every_reference_of_the_draft_07_suite_is_followed() {
    let Some(corpus) = corpus() else { return };
    let suite = corpus.join("json-schema-test-suite");
    let mapping = Mapping { prefix: "http://localhost:1234/".to_owned(), folder: suite.join("remotes") };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("schema.json");
    let mut failed = Vec::new();
    let mut followed = 0;
    for name in ["ref", "refRemote", "definitions"] {
        let text = fs::read_to_string(suite.join(format!("tests/draft7/{name}.json"))).unwrap();
        let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
        for case in cases {
            fs::write(&path, case["schema"].to_string()).unwrap();
            let sources = Sources::open(&path, std::slice::from_ref(&mapping)).unwrap();
            let mut todo = vec![sources.root()];
            let mut seen = std::collections::HashSet::new();
            while let Some(node) = todo.pop() {
                if !seen.insert(node.id()) || node.key() == Some("enum") {
                    continue;
                }
                if node.get("$ref").is_some_and(|reference| reference.as_str().is_some()) {
                    followed += 1;
                    match node.resolve() {
                        Ok(target) => todo.push(target),
                        Err(error) => failed.push(format!("{}: {error}", case["description"])),
                    }
                }
                todo.extend(
                    node.items().chain(node.members().iter().map(|member| node.get(&member.key).unwrap())),
                );
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(followed > 80, "{followed}");
}
