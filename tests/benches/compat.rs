//! What it costs to find out whether a change breaks anything, of a document of 1,000 messages.

use std::time::{Duration, Instant};

use barwire_codegen::compat::{Options, compare};
use barwire_codegen::model::source::Sources;
use barwire_codegen::model::{Model, ModelError};
use serde_json::{Map, Value, json};

const MESSAGES: usize = 1_000;
const ROUNDS: usize = 9;

fn main() -> Result<(), ModelError> {
    let base = document(0);
    println!("whether a change of {MESSAGES} messages breaks anything, median of {ROUNDS} rounds");
    println!("{:>12}   read both ms    compare ms   findings", "");
    for (name, changed) in [("identical", 0), ("10 changed", 10), ("all changed", MESSAGES)] {
        let other = document(changed);
        let mut rounds = (0..ROUNDS).map(|_| round(&base, &other)).collect::<Result<Vec<_>, _>>()?;
        rounds.sort_unstable_by_key(|round| round.compared);
        let Round { read, compared, found } = rounds[ROUNDS / 2];
        let [read, compared] = [read, compared].map(|time| time.as_secs_f64() * 1000.0);
        println!("{name:>12} {read:>14.1} {compared:>13.1} {found:>10}");
    }
    Ok(())
}

/// What one comparison takes.
#[derive(Clone, Copy)]
struct Round {
    read: Duration,
    compared: Duration,
    found: usize,
}

fn round(old: &str, new: &str) -> Result<Round, ModelError> {
    let start = Instant::now();
    let [old, new] = [old, new].map(|text| Model::as_written(Sources::parse(None, text, &[])?));
    let (old, new) = (old?, new?);
    let read = start.elapsed();
    let start = Instant::now();
    let found = compare(&old, &new, Options::default()).len();
    Ok(Round { read, compared: start.elapsed(), found })
}

/// A document of which the first messages are changed.
fn document(changed: usize) -> String {
    let bar = json!({
        "type": "object",
        "required": ["time", "open", "high", "low", "close"],
        "properties": {
            "time": { "type": "integer", "minimum": 0, "maximum": 9_007_199_254_740_991_u64 },
            "open": { "type": "number" }, "high": { "type": "number" }, "low": { "type": "number" },
            "close": { "type": "number" }, "volume": { "type": ["number", "null"] },
        },
    });
    let mut messages = Map::new();
    let mut schemas = Map::new();
    schemas.insert("Bar".to_owned(), bar);
    for index in 0..MESSAGES {
        let name = format!("topic{}.event{index}", index % 10);
        let amount = if index < changed { json!("integer") } else { json!("number") };
        let frame = json!({
            "type": "object",
            "required": ["type", "payload"],
            "properties": {
                "type": { "type": "string", "const": name },
                "id": { "type": "string", "minLength": 1, "maxLength": 64 },
                "payload": {
                    "type": "object",
                    "required": ["symbol", "resolution", "bars", "status"],
                    "properties": {
                        "symbol": { "type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Z]+$" },
                        "resolution": { "type": "string", "enum": ["1", "5", "60", "1D", "1W"] },
                        "limit": { "type": ["number", "null"] },
                        "labels": { "type": "array", "items": { "type": "string" } },
                        "bars": { "type": "array", "items": { "$ref": "#/components/schemas/Bar" } },
                        "status": { "type": "string", "enum": ["open", "filled"] },
                        "details": { "type": "object", "additionalProperties": { "type": "string" } },
                        "amount": { "type": amount },
                        format!("only_here_{index}"): { "type": "boolean" },
                    },
                },
            },
        });
        schemas.insert(format!("Frame{index}"), frame);
        let payload = json!({ "$ref": format!("#/components/schemas/Frame{index}") });
        messages.insert(name, json!({ "payload": payload }));
    }
    let document: Value = json!({
        "asyncapi": "3.1.0",
        "info": { "title": "Large", "version": "1.0.0" },
        "channels": { "all": { "address": "/ws", "messages": messages } },
        "operations": { "send": { "action": "send", "channel": { "$ref": "#/channels/all" } } },
        "components": { "schemas": schemas },
    });
    document.to_string()
}
