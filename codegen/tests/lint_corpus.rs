//! Documents that others wrote: what the official parser calls invalid gets an error at its fault, and what it calls valid gets none,
//! but for those below.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use barwire_codegen::lint::{self, Severity};

/// Documents that the official parser calls invalid: the end of the name, the line of the fault, and what the error says of it.
const FAULTS: &[(&str, u32, &str)] = &[
    ("CompleteKafkaSpec.json", 177, "minimum"),
    ("RuterNo_adt-doc__asyncapi__asyncapi.yml", 5, "expected a string, found a map"),
    ("base-option__asyncapi.yaml", 8, "no field `subcribe`"),
    ("unoptimized_optimized.yml", 7, "leads to nothing"),
    ("2.0.0__streetlights.json", 114, "no field `name`"),
    ("2.6.0__for-3.0.0.yml", 101, "is on the network"),
    ("2.0.0-rc1__slack-rtm.yml", 1, "`2.0.0-rc1` cannot be read"),
    ("from-2.6.0-with-mixed-parameters.yml", 1, "must have `info`"),
    ("openapi-to-asyncapi__operation_and_parameter.yml", 40, "the parameter `limit`"),
    ("openapi-schema-parser__test__documents__invalid-asyncapi.yaml", 23, "nonexistent"),
    ("3.0.0__streetlights-asyncapi.json", 121, "cannot be read"),
    ("3.0.0__streetlights-openapi.json", 65, "cannot be read"),
    ("spec-json-schemas__test__fixtures__asyncapi.yml", 6, "no field `dupa`"),
    ("adeo-kafka-request-reply-asyncapi.yml", 174, "is on the network"),
    ("issues__181__asyncapi.yaml", 1, "must have `info`"),
    ("issues__185__asyncapi.yaml", 1, "must have `info`"),
    ("new_2.6.0.yaml", 80, "expected"),
    ("old_3.0.0.yaml", 46, "no field `messageId`"),
];

/// Documents that the official parser calls invalid, and in which no error is found; and why.
const BETTER: &[(&str, &str)] = &[
    ("avro-schema-parser__test__documents__invalid-asyncapi.yaml", "its fault is in Avro, which is not read"),
    ("sample_browser__main__asyncapi.yaml", "its reference is in a keyword that there is not"),
    ("v3__issues__224__asyncapi.yaml", "the `discriminator` of OpenAPI, an object, is understood too"),
    ("complex.proto3.result.json", "the official parser ends with an exception of its own"),
];

/// Rules that find errors in documents which the official parser calls valid; and why.
const STRICTER: &[(&str, &str, &str)] = &[
    ("rimfrost-process-asyncapi__asyncapi.yaml", "reference-dangling", "the other file is not in the corpus"),
    ("comments-service__main.yaml", "reference-dangling", "the other files are not in the corpus"),
    ("lightingMeasured__asyncapi.yaml", "reference-dangling", "the other file is not in the corpus"),
    ("social-media__backend__asyncapi.yaml", "reference-dangling", "the other files are not in the corpus"),
    ("diff__test__spec__asyncapi-v3.yml", "missing-field", "a format without a schema"),
    ("asyncapi-websocket-components.yml", "server-host-scheme", "the address begins with `wss://wss://`"),
    (
        "springwolf-sns-example__src__test__resources__asyncapi.json",
        "server-host-scheme",
        "the same, with `http`",
    ),
    (
        "nested-schemas.yaml",
        "channel-parameter-unused",
        "a parameter of a channel that has none in its address",
    ),
    ("coinbase_ws_asyncapi.yaml", "reference-wrong-kind", "a payload refers to a message"),
    ("hashkey_ws_asyncapi.yaml", "server-variable-undeclared", "`{listenKey}` is said nowhere"),
    ("mexc_ws_asyncapi.yaml", "channel-parameter-undeclared", "`{symbol}` is said nowhere"),
    ("smart-gardening__api__asyncapi.yaml", "channel-parameter-undeclared", "`{id}` is said nowhere"),
    (
        "rimfrost-process-asyncapi__asyncapi.yaml",
        "reply-address-static",
        "the channel of the reply must have no address",
    ),
    ("example-documentation.yaml", "reply-address-static", "the same"),
    ("diff__test__spec__asyncapi-v3.yml", "reply-address-static", "the same"),
    ("asyncapi-adeo.yml", "reply-address-static", "the same"),
    ("asyncapi-adeo.yml", "correlation-dangling", "the headers of the response have no `REQUEST_ID`"),
    ("operation_with_reply.json", "closed-all-of", "no object fits"),
    ("schema_name_reflection.json", "identical-alternatives", "no string fits exactly one of two equals"),
    (
        "kraken-websocket-request-reply-multiple-channels-asyncapi.yml",
        "example-invalid",
        "its examples lack what their schema requires",
    ),
    ("groups__vehicles.json", "discriminator-undeclared", "the specification demands that it is required"),
];

/// A folder of documents that others wrote, where it is there.
fn corpus() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let folder = std::env::var_os("BARWIRE_CORPUS").map_or_else(beside, PathBuf::from).join("asyncapi");
    let there = folder.join("manifest.tsv").is_file();
    if !there {
        println!("skipped: there is no {}", folder.display());
    }
    there.then_some(folder)
}

/// The documents, and whether the official parser calls them valid.
fn documents(folder: &Path) -> BTreeMap<String, bool> {
    let manifest = fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let rows = manifest.lines().skip(1).map(|row| row.split('\t').collect::<Vec<_>>());
    rows.map(|row| (row[0].to_owned(), row[5].starts_with("valid"))).collect()
}

#[test]
fn errors_are_those_of_the_official_parser() {
    let Some(folder) = corpus() else { return };
    let mut wrong = Vec::new();
    for (name, valid) in documents(&folder) {
        let findings = lint::open(&folder.join(&name), &[]).unwrap();
        let errors: Vec<_> =
            findings.iter().filter(|finding| finding.rule.severity == Severity::Error).collect();
        if valid {
            let unknown = errors.iter().filter(|error| {
                !STRICTER.iter().any(|(end, code, _)| name.ends_with(end) && error.rule.code == *code)
            });
            wrong.extend(unknown.map(|error| {
                format!("{name} is valid: {}:{}: {}", error.place.line, error.rule.code, error.message)
            }));
        } else if BETTER.iter().any(|(end, _)| name.ends_with(end)) {
            wrong.extend(errors.first().map(|_| format!("{name} is not read better")));
        } else {
            let named = FAULTS.iter().find(|(end, _, _)| name.ends_with(end));
            let found = named.is_some_and(|(_, line, text)| {
                errors.iter().any(|error| error.place.line == *line && error.message.contains(text))
            });
            if !found {
                let errors: Vec<_> = errors.iter().map(|error| (error.place.line, error.rule.code)).collect();
                wrong.push(format!("{name} is invalid, and found is {errors:?}"));
            }
        }
    }
    // What is listed twice, or no longer there, is noise.
    let names = documents(&folder);
    let listed = FAULTS
        .iter()
        .map(|row| row.0)
        .chain(BETTER.iter().map(|row| row.0))
        .chain(STRICTER.iter().map(|row| row.0));
    wrong.extend(
        listed
            .filter(|end| !names.keys().any(|name| name.ends_with(end)))
            .map(|end| format!("there is no {end}")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
