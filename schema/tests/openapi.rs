//! The document that follows from a declared API: its text, its rules, and its agreement with serde.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use std::collections::{BTreeMap, BTreeSet};

use barwire_schema::datafeed::{
    BarsAnswer, BarsQuery, DATAFEED_API, DatafeedConfig, DatafeedHealth, Health, Problem, ProblemCode, Quote,
    QuotesRequest, ResolvePath, SearchQuery, SearchResult, SymbolInfo, Version, Versions,
};
use barwire_schema::http::HttpApi;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

#[path = "openapi/declarations.rs"]
mod declarations;

/// The specification's own schema of documents (<https://spec.openapis.org/oas/3.1/schema/2022-10-07>, Apache-2.0).
const OFFICIAL: &str = include_str!("openapi/schema-2022-10-07.json");

fn document(api: &HttpApi) -> Value {
    serde_json::to_value(api.document().unwrap()).unwrap()
}

/// A validator of `schema`, which may refer to the components of the document.
fn validator(document: &Value, schema: &Value) -> jsonschema::Validator {
    let mut schema = schema.clone();
    schema["components"] = document["components"].clone();
    jsonschema::draft202012::new(&schema).unwrap()
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Every operation with its method and path.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        item.as_object()
            .unwrap()
            .iter()
            .map(move |(method, operation)| (format!("{method} {path}"), operation))
    });
    operations.collect()
}

#[test]
fn the_committed_document_is_that_of_the_datafeed() {
    let committed = include_str!("../openapi.yaml");
    assert_eq!(DATAFEED_API.document().unwrap().to_yaml().unwrap(), committed, "run `make generate`");
}

#[test]
fn yaml_and_json_say_the_same() {
    let document = DATAFEED_API.document().unwrap();
    let yaml: Value = serde_yaml::from_str(&document.to_yaml().unwrap()).unwrap();
    let json: Value = serde_json::from_str(&document.to_json().unwrap()).unwrap();
    assert_eq!(yaml, json);
}

#[test]
fn the_official_schema_takes_the_documents() {
    let official = jsonschema::draft202012::new(&serde_json::from_str(OFFICIAL).unwrap()).unwrap();
    for api in [&DATAFEED_API, &declarations::ROOMS_API] {
        let document = document(api);
        let faults: Vec<String> = official.iter_errors(&document).map(|error| error.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new());
        let mut wrong = document;
        wrong["paths"]["no_slash"] = json!({});
        assert!(!official.is_valid(&wrong), "the official schema looks at documents");
    }
}

/// What each operation takes and answers, a line a fact.
#[test]
fn every_operation_has_its_place_in_the_document() {
    let document = document(&DATAFEED_API);
    let mut lines = Vec::new();
    for (place, operation) in operations(&document) {
        lines.push(format!("{place}: {}", operation["operationId"].as_str().unwrap()));
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let required = if parameter["required"] == true { ", required" } else { "" };
            let (name, place) = (parameter["name"].as_str().unwrap(), parameter["in"].as_str().unwrap());
            lines.push(format!("  {place} {name}{required}: {}", parameter["schema"]));
        }
        if operation["requestBody"].is_object() {
            lines.push(format!("  body: {}", operation["requestBody"]["content"]));
        }
        for (status, response) in operation["responses"].as_object().unwrap() {
            lines.push(format!("  {status}: {}", response["content"]));
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn every_kind_of_declaration_has_its_place_in_the_document() {
    insta::assert_snapshot!(declarations::ROOMS_API.document().unwrap().to_yaml().unwrap());
}

#[test]
fn the_order_of_declaration_means_nothing() {
    let text = |api: &HttpApi| api.document().unwrap().to_yaml().unwrap();
    assert_eq!(text(&declarations::ROOMS_API), text(&declarations::ROOMS_IN_ANOTHER_ORDER));
}

#[test]
fn an_operation_is_refused_as_codes_say() {
    let document = document(&DATAFEED_API);
    for (place, operation) in operations(&document) {
        for (status, response) in operation["responses"].as_object().unwrap() {
            let content = response["content"].as_object().unwrap();
            let Some(problem) = content.get("application/problem+json") else {
                assert!(content.contains_key("application/json"), "{place} {status}");
                continue;
            };
            assert_eq!(problem["schema"], reference("Problem"), "{place} {status}");
            let status: u16 = status.parse().unwrap();
            assert!(statuses().contains(&status), "{place}: no code has {status}");
        }
    }
}

#[test]
fn a_problem_is_made_of_its_code() {
    let problem = Problem::new(ProblemCode::UnknownSymbol, "no instrument is named INVALID").of("symbol");
    let document = document(&DATAFEED_API);
    let example = &document["components"]["schemas"]["Problem"]["examples"][0];
    assert_eq!(serde_json::to_value(problem).unwrap(), *example);
}

/// The statuses of all codes of the document; serde reads each code.
fn statuses() -> BTreeSet<u16> {
    let document = document(&DATAFEED_API);
    let codes = document["components"]["schemas"]["ProblemCode"]["oneOf"].as_array().unwrap();
    let codes =
        codes.iter().map(|code| serde_json::from_value::<ProblemCode>(code["const"].clone()).unwrap());
    codes.map(ProblemCode::status).collect()
}

#[test]
fn no_plain_word_of_the_yaml_is_something_else_to_an_old_reader() {
    let yaml = DATAFEED_API.document().unwrap().to_yaml().unwrap();
    let keys = yaml.lines().filter_map(|line| line.trim().strip_suffix(':'));
    let values = yaml.lines().map(|line| line.rsplit(": ").next().unwrap_or(line).trim());
    for value in keys.chain(values) {
        let value = value.trim_start_matches("- ");
        let word = value.to_ascii_lowercase();
        let date = value.len() == 10
            && value.split('-').count() == 3
            && value.replace('-', "").parse::<u32>().is_ok();
        let number = value.contains('_') && value.replace('_', "").parse::<f64>().is_ok();
        let trap = matches!(word.as_str(), "on" | "off" | "yes" | "no" | "y" | "n" | "~") || date || number;
        assert!(!trap, "a YAML 1.1 reader does not read {value:?} as a string");
    }
}

#[test]
fn no_schema_is_nullable_or_closed() {
    let yaml = DATAFEED_API.document().unwrap().to_yaml().unwrap();
    assert!(!yaml.contains("null'") && !yaml.contains(": null") && !yaml.contains("nullable"));
    assert!(!yaml.contains("additionalProperties"));
}

/// Reads a value as serde does, writes it again, and compares.
fn round_trip<T: DeserializeOwned + Serialize>(value: &Value) -> Result<(), String> {
    let read: T = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
    let written = serde_json::to_value(&read).map_err(|error| error.to_string())?;
    if written == *value { Ok(()) } else { Err(format!("{value} became {written}")) }
}

type RoundTrip = fn(&Value) -> Result<(), String>;

/// Every type that is a whole body.
fn bodies() -> BTreeMap<&'static str, RoundTrip> {
    BTreeMap::from([
        ("BarsAnswer", round_trip::<BarsAnswer> as RoundTrip),
        ("DatafeedConfig", round_trip::<DatafeedConfig>),
        ("DatafeedHealth", round_trip::<DatafeedHealth>),
        ("Health", round_trip::<Health>),
        ("Problem", round_trip::<Problem>),
        ("Quote", round_trip::<Quote>),
        ("QuotesRequest", round_trip::<QuotesRequest>),
        ("SearchResult", round_trip::<SearchResult>),
        ("SymbolInfo", round_trip::<SymbolInfo>),
        ("Version", round_trip::<Version>),
        ("Versions", round_trip::<Versions>),
    ])
}

#[test]
fn every_body_has_examples_that_serde_and_the_schema_take() {
    let document = document(&DATAFEED_API);
    for (name, round_trip) in bodies() {
        let validator = validator(&document, &reference(name));
        let examples = document["components"]["schemas"][name]["examples"].as_array();
        let examples = examples.unwrap_or_else(|| panic!("{name} has no example"));
        for example in examples {
            assert!(validator.is_valid(example), "{name}: the schema refuses {example}");
            round_trip(example).unwrap();
        }
        let mut later = examples[0].clone();
        later["added_later"] = json!(null);
        assert!(validator.is_valid(&later), "{name}");
        let error = round_trip(&later).unwrap_err();
        assert!(error.contains("became"), "{name}: serde refuses an unknown member: {error}");
    }
}

#[test]
fn the_schema_of_a_parameter_takes_its_example_and_its_default() {
    let document = document(&DATAFEED_API);
    for (place, operation) in operations(&document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let validator = validator(&document, &parameter["schema"]);
            assert!(parameter["description"].is_string(), "{place}: {parameter}");
            assert!(validator.is_valid(&parameter["example"]), "{place}: {parameter}");
            let default = parameter["schema"].get("default");
            assert!(default.is_none_or(|default| validator.is_valid(default)), "{place}: {parameter}");
        }
    }
}

/// One fault each, made from the first example: (type, the member to change, its new value; `None` removes it).
#[test]
fn what_the_schema_refuses_serde_refuses_too() {
    let faults: Vec<(&str, &str, Option<Value>)> = vec![
        ("BarsAnswer", "/no_data", None),
        ("BarsAnswer", "/since", Some(json!(null))),
        ("BarsAnswer", "/resolution", Some(json!("D"))),
        ("BarsAnswer", "/bars/0/volume", Some(json!(null))),
        ("DatafeedConfig", "/supported_resolutions/0", Some(json!("7"))),
        ("DatafeedHealth", "/status", Some(json!("draining"))),
        ("Health", "/open_files", Some(json!(null))),
        ("Health", "/uptime_ms", Some(json!(9_007_199_254_740_992_u64))),
        ("Problem", "/status", Some(json!(99))),
        ("Problem", "/code", Some(json!("unheard_of"))),
        ("Problem", "/parameter", Some(json!(null))),
        ("Quote", "/s", Some(json!("maybe"))),
        ("Quote", "/v", None),
        ("Quote", "/v/lp", Some(json!("1.5"))),
        ("QuotesRequest", "/symbols", Some(json!([]))),
        ("QuotesRequest", "/symbols", Some(json!(vec!["AAPL"; 101]))),
        ("QuotesRequest", "/symbols/0", Some(json!(""))),
        ("SearchResult", "/ticker", Some(json!(""))),
        ("SymbolInfo", "/pricescale", Some(json!(0))),
        ("SymbolInfo", "/volume_precision", Some(json!(17))),
        ("SymbolInfo", "/data_status", Some(json!("pulsed"))),
        ("SymbolInfo", "/currency_code", Some(json!(null))),
        ("Version", "/protocol/name", None),
        ("Versions", "/available/0/status", Some(json!("old"))),
    ];
    let document = document(&DATAFEED_API);
    let bodies = bodies();
    for (name, member, value) in faults {
        let mut body = document["components"]["schemas"][name]["examples"][0].clone();
        let (parent, key) = member.rsplit_once('/').unwrap();
        let parent = body.pointer_mut(parent).unwrap();
        match (parent, value) {
            (Value::Array(items), Some(value)) => items[key.parse::<usize>().unwrap()] = value,
            (parent, Some(value)) => parent[key] = value,
            (parent, None) => drop(parent.as_object_mut().unwrap().remove(key)),
        }
        assert!(
            !validator(&document, &reference(name)).is_valid(&body),
            "{name}{member}: the schema takes {body}"
        );
        assert!(bodies[name](&body).is_err(), "{name}{member}: serde takes {body}");
    }
}

/// Each parameter of a query by itself: serde takes a value where the schema does.
#[test]
fn queries_are_read_as_the_document_says() {
    let search: SearchQuery = serde_json::from_value(json!({})).unwrap();
    assert_eq!(search, SearchQuery::default());
    assert_eq!(search.max_results.get(), 30);
    let bars: BarsQuery = serde_json::from_value(json!({ "symbol": "AAPL" })).unwrap();
    assert_eq!(bars.resolution.as_str(), "1D");
    assert!(serde_json::from_value::<ResolvePath>(json!({ "symbol": "" })).is_err());

    let document = document(&DATAFEED_API);
    let long = "x".repeat(65);
    let values =
        [json!(""), json!("D"), json!(long), json!(0), json!(1), json!(1001), json!(100_001), json!(-1)];
    for path in ["/api/v1/datafeed/search", "/api/v1/datafeed/bars"] {
        for parameter in document["paths"][path]["get"]["parameters"].as_array().unwrap() {
            let validator = validator(&document, &parameter["schema"]);
            for value in &values {
                let mut query = json!({ "symbol": "AAPL" });
                query[parameter["name"].as_str().unwrap()] = value.clone();
                let read = match path {
                    "/api/v1/datafeed/bars" => serde_json::from_value::<BarsQuery>(query).is_ok(),
                    _ => serde_json::from_value::<SearchQuery>(query).is_ok(),
                };
                assert_eq!(read, validator.is_valid(value), "{path}: {} = {value}", parameter["name"]);
            }
        }
    }
}

#[test]
fn a_wrong_declaration_is_refused() {
    let errors: Vec<String> = declarations::wrong()
        .iter()
        .map(|api| format!("{}: {}", api.name, api.document().unwrap_err()))
        .collect();
    insta::assert_snapshot!(errors.join("\n"));
}
