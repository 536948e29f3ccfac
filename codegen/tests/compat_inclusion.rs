//! Whether one schema includes another: against another implementation of JSON Schema, on schemas made at random.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use barwire_codegen::compat::inclusion::{Inclusion, Reading, Side, Verdict, Version};
use barwire_codegen::model::SingleSchema;
use serde_json::{Map, Value, json};

fn side(schema: &SingleSchema) -> Side<'_> {
    Side { sources: &schema.sources, schemas: &schema.schemas }
}

fn check(old: &Value, new: &Value, reading: Reading) -> Verdict {
    let (old, new) =
        (SingleSchema::parse(&old.to_string()).unwrap(), SingleSchema::parse(&new.to_string()).unwrap());
    Inclusion::new(side(&old), side(&new), reading).check(Version::Old, old.root, &[new.root])
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 33).unwrap() % count
    }

    fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 12 } else { 20 }) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(false),
            3 => json!(0),
            4 => json!(1),
            5 => json!(2),
            6 => json!(1.5),
            7 => json!(-1),
            8 => json!("a"),
            9 => json!("b"),
            10 => json!("bbb"),
            11 => json!(""),
            12..=15 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => {
                let members = ["a", "b", "c", "extra"].map(|name| (name.to_owned(), self.value(depth - 1)));
                members.into_iter().filter(|_| self.below(2) == 0).collect()
            }
        }
    }

    fn schema(&mut self, depth: usize) -> Value {
        if self.below(14) == 0 {
            return Value::Bool(self.below(3) > 0);
        }
        let mut schema = Map::new();
        for _ in 0..=self.below(3) {
            let (keyword, demand) = self.demand(depth);
            schema.insert(keyword.to_owned(), demand);
        }
        Value::Object(schema)
    }

    fn schemas(&mut self, depth: usize) -> Value {
        (0..=self.below(3)).map(|_| self.schema(depth)).collect()
    }

    fn demand(&mut self, depth: usize) -> (&'static str, Value) {
        const TYPES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];
        let depth = depth.saturating_sub(1);
        match self.below(if depth == 0 { 24 } else { 50 }) {
            0..=5 => ("type", json!(TYPES[self.below(7)])),
            6 | 7 => ("type", json!([TYPES[self.below(3)], TYPES[3 + self.below(4)]])),
            8 => ("enum", (0..=self.below(3)).map(|_| self.value(1)).collect()),
            9 => ("const", self.value(1)),
            10 => ("minimum", json!(self.below(3))),
            11 => ("exclusiveMaximum", json!(self.below(4))),
            12 => ("exclusiveMinimum", json!(0)),
            13 => ("maximum", json!(1.5)),
            14 => ("multipleOf", self.of(&[json!(0.5), json!(2), json!(3), json!(1)]).clone()),
            15 => ("minLength", json!(self.below(3))),
            16 => ("maxLength", json!(self.below(3))),
            17 => ("pattern", json!(*self.of(&["^b", "a$", "^[ab]*$", "b{2}", "^(?!a)", "^.$"]))),
            18 => ("required", json!([*self.of(&["a", "b", "c"])])),
            19 => ("minItems", json!(self.below(3))),
            20 => ("maxItems", json!(self.below(3))),
            21 => ("uniqueItems", json!(true)),
            22 => ("minProperties", json!(self.below(4))),
            23 => ("maxProperties", json!(self.below(4))),
            24..=28 => ("properties", json!({ "a": self.schema(depth), "b": self.schema(depth) })),
            29 | 30 => ("additionalProperties", self.schema(depth)),
            31 | 32 => {
                let pattern = *self.of(&["[bc]", "^a", "^.{2,}$", ""]);
                ("patternProperties", json!({ pattern: self.schema(depth) }))
            }
            33 => ("propertyNames", self.schema(depth)),
            34 => ("dependentRequired", json!({ "a": ["b"] })),
            35 => ("dependentSchemas", json!({ "b": self.schema(depth) })),
            36 | 37 => ("items", self.schema(depth)),
            38 => ("prefixItems", self.schemas(depth)),
            39 => ("contains", self.schema(depth)),
            40 => (*self.of(&["minContains", "maxContains"]), json!(self.below(3))),
            41 | 42 => ("allOf", self.schemas(depth)),
            43 | 44 => ("anyOf", self.schemas(depth)),
            45 => ("oneOf", self.schemas(depth)),
            46 => ("not", self.schema(depth)),
            47 => ("if", self.schema(depth)),
            48 => (*self.of(&["then", "else"]), self.schema(depth)),
            _ => match self.below(4) {
                0 => ("unevaluatedProperties", Value::Bool(false)),
                1 => ("unevaluatedItems", Value::Bool(false)),
                _ => ("$ref", json!(*self.of(&["#/$defs/d", "#/$defs/e"]))),
            },
        }
    }

    /// A schema whose references lead somewhere: what refers to itself does so through a member or an item.
    fn document(&mut self) -> Value {
        let mut schema = self.schema(4);
        if let Value::Object(members) = &mut schema {
            let node = json!({
                "type": "object",
                "properties": { "a": { "$ref": "#/$defs/d" }, "b": self.scalars() },
                "required": if self.below(2) == 0 { json!([]) } else { json!(["b"]) },
            });
            let list =
                json!({ "type": "array", "items": { "anyOf": [{ "$ref": "#/$defs/e" }, self.scalars()] } });
            members.insert("$defs".to_owned(), json!({ "d": node, "e": list }));
        }
        if has_reference(&schema) && !schema.is_object() { Value::Bool(true) } else { schema }
    }

    fn scalars(&mut self) -> Value {
        let (keyword, demand) = loop {
            let (keyword, demand) = self.demand(0);
            if keyword != "$ref" {
                break (keyword, demand);
            }
        };
        json!({ keyword: demand })
    }

    /// A schema with one place changed.
    fn changed(&mut self, schema: &Value) -> Value {
        let mut changed = schema.clone();
        let mut pointers = Vec::new();
        schemas_in(&changed, "", &mut pointers);
        let pointer = self.of(&pointers).clone();
        let other = self.schema(2);
        let Some(place) = changed.pointer_mut(&pointer) else { return changed };
        match (place, other) {
            (Value::Object(own), Value::Object(other)) => match self.below(3) {
                0 => own.extend(other),
                1 => {
                    let keys: Vec<String> = own.keys().filter(|key| *key != "$defs").cloned().collect();
                    if !keys.is_empty() {
                        own.remove(self.of(&keys).as_str());
                    }
                }
                _ => {
                    let defs = own.get("$defs").cloned();
                    *own = other;
                    own.extend(defs.map(|defs| ("$defs".to_owned(), defs)));
                }
            },
            (place, other) => *place = other,
        }
        changed
    }
}

fn has_reference(schema: &Value) -> bool {
    schema.to_string().contains("$ref")
}

/// The places of schemas in a schema, but for those of its definitions.
fn schemas_in(schema: &Value, at: &str, pointers: &mut Vec<String>) {
    let Value::Object(members) = schema else { return pointers.push(at.to_owned()) };
    pointers.push(at.to_owned());
    for (key, value) in members {
        match key.as_str() {
            "properties" | "patternProperties" | "dependentSchemas" => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    schemas_in(value, &format!("{at}/{key}/{name}"), pointers);
                }
            }
            "allOf" | "anyOf" | "oneOf" | "prefixItems" => {
                for (index, value) in value.as_array().into_iter().flatten().enumerate() {
                    schemas_in(value, &format!("{at}/{key}/{index}"), pointers);
                }
            }
            "additionalProperties"
            | "propertyNames"
            | "items"
            | "contains"
            | "not"
            | "if"
            | "then"
            | "else" => {
                schemas_in(value, &format!("{at}/{key}"), pointers);
            }
            _ => {}
        }
    }
}

/// Schemas that say the same in other words.
fn same(schema: &Value, dice: &mut Dice) -> Vec<(&'static str, Value)> {
    let Value::Object(members) = schema else {
        return vec![("written as an object", json!({ "allOf": [schema] }))];
    };
    let (mut own, defs) = (members.clone(), members.get("$defs").cloned().unwrap_or_else(|| json!({})));
    own.remove("$defs");
    let renamed = schema.to_string().replace("$defs/d\"", "$defs/node\"").replace("\"d\":", "\"node\":");
    let inlined = schema.to_string().replace("{\"$ref\":\"#/$defs/d\"}", &defs["d"].to_string());
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let all = [
        ("wrapped in `allOf`", json!({ "allOf": [own], "$defs": defs })),
        (
            "behind a reference",
            json!({ "$ref": "#/$defs/own", "$defs": with(&defs, "own", Value::Object(own)) }),
        ),
        ("in another order", reversed(schema)),
        ("renamed", read(&renamed)),
        ("inlined", read(&inlined)),
    ];
    vec![dice.of(&all).clone()]
}

fn with(members: &Value, name: &str, value: Value) -> Value {
    let mut members = members.as_object().unwrap().clone();
    members.insert(name.to_owned(), value);
    Value::Object(members)
}

/// The members of objects, and what stands in lists whose order means nothing, from the last to the first.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .rev()
            .map(|(key, value)| {
                let value = match (key.as_str(), value) {
                    ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => {
                        parts.iter().rev().map(reversed).collect()
                    }
                    _ => reversed(value),
                };
                (key.clone(), value)
            })
            .collect(),
        other => other.clone(),
    }
}

/// What is contradicted of one pair of schemas, if anything is; and whether the pair was decided.
fn trial(dice: &mut Dice) -> Result<[usize; 3], String> {
    let old = dice.document();
    let new = if dice.below(3) == 0 { dice.document() } else { dice.changed(&old) };
    let (Ok(read_old), Ok(read_new)) =
        (jsonschema::draft202012::new(&old), jsonschema::draft202012::new(&new))
    else {
        return Ok([0; 3]);
    };
    if SingleSchema::parse(&old.to_string()).is_err() || SingleSchema::parse(&new.to_string()).is_err() {
        return Ok([0; 3]);
    }
    match check(&old, &new, Reading::Accept) {
        Verdict::Included => {
            for _ in 0..60 {
                let value = dice.value(3);
                if read_old.is_valid(&value) && !read_new.is_valid(&value) {
                    return Err(format!("{old}\n  is said to be in\n{new}\n  but {value} is not"));
                }
            }
            // What is not in the new one is not in the old one either.
            let outside = |schema: &Value| {
                let mut schema = schema.clone();
                let defs = schema.as_object_mut().and_then(|members| members.remove("$defs"));
                json!({ "not": schema, "$defs": defs.unwrap_or_else(|| json!({})) })
            };
            if let Verdict::Counterexample(found) = check(&outside(&new), &outside(&old), Reading::Accept) {
                return Err(format!("{old}\n  is said to be in\n{new}\n  but {} is in neither", found.value));
            }
            // Who sends less is not refused more.
            if let Verdict::Counterexample(found) = check(&old, &new, Reading::Emit) {
                return Err(format!("{old}\n  is said to be in\n{new}\n  but {} may be sent", found.value));
            }
            for (what, same) in same(&new, dice) {
                if check(&old, &same, Reading::Accept) != Verdict::Included {
                    return Err(format!("{old}\n  is in\n{new}\n  but not where that is {what}:\n{same}"));
                }
            }
            Ok([1, 0, 0])
        }
        Verdict::Counterexample(found) => {
            for (what, same) in same(&old, dice) {
                if !matches!(check(&same, &new, Reading::Accept), Verdict::Counterexample(_)) {
                    return Err(format!("{old}\n  is not in\n{new}\n  but is where it is {what}:\n{same}"));
                }
            }
            // By a validator of the test's own.
            if !read_old.is_valid(&found.value) || read_new.is_valid(&found.value) {
                return Err(format!("{old}\n  and\n{new}\n  are not told apart by {}", found.value));
            }
            Ok([0, 1, 0])
        }
        Verdict::Unknown(unknown) => {
            if std::env::var_os("BARWIRE_TRIALS_SHOW").is_some() {
                eprintln!("{}\n  {old}\n  {new}", unknown.reason);
            }
            Ok([0, 0, 1])
        }
    }
}

#[test]
fn no_verdict_is_contradicted() {
    let trials: u64 =
        std::env::var("BARWIRE_TRIALS").ok().and_then(|count| count.parse().ok()).unwrap_or(3_000);
    let seed: u64 = std::env::var("BARWIRE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let mut counts = [0_usize; 3];
    for index in 0..trials {
        let mut dice = Dice(seed.wrapping_mul(1_000_000_007).wrapping_add(index));
        match trial(&mut dice) {
            Ok(found) => counts.iter_mut().zip(found).for_each(|(count, found)| *count += found),
            Err(contradiction) => panic!("trial {index} of seed {seed}:\n{contradiction}"),
        }
    }
    let [included, refuted, unknown] = counts;
    eprintln!("{trials} trials: {included} included, {refuted} refuted, {unknown} unknown");
    assert!(unknown * 50 < included + refuted, "{unknown} of {trials} are not decided");
}

/// A schema as types give it: an object says what members it has, and nothing else is said of the same value.
fn typed(dice: &mut Dice, depth: usize) -> Value {
    let Some(depth) = depth.checked_sub(1) else {
        return dice
            .of(&[json!({ "type": "string" }), json!({ "type": "integer" }), json!({ "const": "a" })])
            .clone();
    };
    match dice.below(8) {
        0 => json!({ "type": "array", "items": typed(dice, depth) }),
        1 => json!({ "type": "object", "additionalProperties": typed(dice, depth) }),
        2 => json!({ "anyOf": [typed(dice, depth), { "type": "null" }] }),
        3 => json!({ "$ref": dice.of(&["#/$defs/d", "#/$defs/e"]) }),
        _ => {
            let members = ["a", "b", "c"].map(|name| (name.to_owned(), typed(dice, depth)));
            let members: Map<String, Value> = members.into_iter().filter(|_| dice.below(3) > 0).collect();
            let required: Vec<&String> = members.keys().filter(|_| dice.below(2) == 0).collect();
            json!({ "type": "object", "required": required, "properties": members })
        }
    }
}

/// The same with every object closed.
fn closed(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let mut closed: Map<String, Value> = members
                .iter()
                .map(|(key, value)| match (key.as_str(), value) {
                    ("properties" | "$defs", Value::Object(parts)) => (
                        key.clone(),
                        parts.iter().map(|(name, part)| (name.clone(), self::closed(part))).collect(),
                    ),
                    ("anyOf" | "allOf", Value::Array(parts)) => {
                        (key.clone(), parts.iter().map(self::closed).collect())
                    }
                    ("items" | "additionalProperties", _) => (key.clone(), self::closed(value)),
                    _ => (key.clone(), value.clone()),
                })
                .collect();
            if closed.contains_key("properties") {
                closed.entry("additionalProperties").or_insert(Value::Bool(false));
            }
            Value::Object(closed)
        }
        other => other.clone(),
    }
}

#[test]
fn what_is_emitted_is_what_a_closed_schema_admits() {
    let mut dice = Dice(5);
    let (mut included, mut refuted) = (0, 0);
    for _ in 0..2_000 {
        let defs = json!({
            "d": { "type": "object", "properties": { "a": { "$ref": "#/$defs/e" }, "b": typed(&mut dice, 1) } },
            "e": { "type": "array", "items": { "$ref": "#/$defs/d" } },
        });
        let old = json!({ "allOf": [typed(&mut dice, 3)], "$defs": defs });
        let new = if dice.below(3) == 0 {
            json!({ "allOf": [typed(&mut dice, 3)], "$defs": defs })
        } else {
            dice.changed(&old)
        };
        let read = |schema: &Value| SingleSchema::parse(&schema.to_string()).is_ok();
        if !read(&new) {
            continue;
        }
        match (check(&old, &new, Reading::Emit), check(&closed(&old), &new, Reading::Accept)) {
            (Verdict::Included, Verdict::Included) => included += 1,
            (Verdict::Counterexample(_), Verdict::Counterexample(_)) => refuted += 1,
            (emitted, admitted) => panic!("{old}\n{new}\n{emitted:?}\n{admitted:?}"),
        }
    }
    assert!(included > 300 && refuted > 300, "{included} included, {refuted} refuted");
}

#[test]
fn nesting_does_not_overflow_the_stack() {
    const DEEP: usize = 10_000;
    let chain = |last: &Value, link: &dyn Fn(Value) -> Value| {
        let mut defs: Map<String, Value> = (0..DEEP)
            .map(|index| (format!("d{index}"), link(json!({ "$ref": format!("#/$defs/d{}", index + 1) }))))
            .collect();
        defs.insert(format!("d{DEEP}"), last.clone());
        json!({ "$ref": "#/$defs/d0", "$defs": defs })
    };
    let member = |next: Value| json!({ "type": "object", "properties": { "a": next }, "required": ["a"] });
    let part = |next: Value| json!({ "allOf": [next, { "type": "string" }] });
    let item = |next: Value| json!({ "type": "array", "items": next, "minItems": 1 });
    let links: [&dyn Fn(Value) -> Value; 3] = [&member, &part, &item];
    for link in links {
        let [string, number] = [json!({ "type": "string" }), json!({ "type": ["string", "number"] })];
        let (narrow, wide) = (chain(&string, link), chain(&number, link));
        assert_eq!(check(&narrow, &narrow, Reading::Accept), Verdict::Included);
        // A value that is nested deeper than that is no message.
        for (old, new) in [(&narrow, &wide), (&wide, &narrow)] {
            assert!(!matches!(check(old, new, Reading::Accept), Verdict::Counterexample(_)));
        }
    }
}

/// Pairs of which the first is not in the second, each for a way in which a proof could go wrong.
#[test]
fn what_is_sent_and_refused_is_found() {
    let circle = |a: &str| {
        json!({
            "type": "object",
            "properties": { "a": { "allOf": [{ "$ref": a }, {}] }, "b": { "type": "array", "items": { "$ref": "#" } } },
            "additionalProperties": false,
        })
    };
    let draft = "https://json-schema.org/draft/2019-09/schema";
    let alternatives = |first: Value, second: Value| json!({ "type": "object", "anyOf": [first, second] });
    let cases = [
        // A choice that is not made yet declares the member.
        (
            Reading::Emit,
            json!({ "type": "object", "oneOf": [
                { "properties": { "b": {} }, "required": ["b"] },
                { "properties": { "c": {} }, "required": ["c"] },
            ] }),
            json!({ "properties": { "b": { "type": "string" } } }),
        ),
        (
            Reading::Emit,
            json!({ "type": "object", "properties": { "x": {} }, "if": { "properties": { "x": { "const": 1 } } },
                "then": { "properties": { "b": {} } }, "else": { "properties": { "c": {} } } }),
            json!({ "properties": { "b": { "type": "string" } } }),
        ),
        (
            Reading::Emit,
            json!({ "type": "object", "dependentSchemas": { "b": { "required": ["b"] } } }),
            json!({ "maxProperties": 0 }),
        ),
        // A value that fits two alternatives has the members of both.
        (
            Reading::Emit,
            alternatives(json!({ "properties": { "a": {} } }), json!({ "properties": { "b": {} } })),
            json!({ "maxProperties": 1 }),
        ),
        // A circle with a link of one part.
        (Reading::Accept, circle("#"), circle("#/properties/b")),
        // What is not read may be about members that nothing else is about.
        (
            Reading::Accept,
            json!({ "$schema": draft, "type": "object",
                "properties": { "child": { "$recursiveRef": "#", "unevaluatedProperties": false } } }),
            json!({ "properties": { "child": { "maxProperties": 0 } } }),
        ),
        // Where an item may stand depends on what else must stand somewhere.
        (
            Reading::Accept,
            json!({ "type": "array", "maxItems": 2 }),
            json!({ "anyOf": [
                { "type": "array", "items": { "not": { "enum": [1, 3] } } },
                { "type": "array", "prefixItems": [true], "items": { "not": { "const": 1 } } },
                { "type": "array", "items": { "not": { "const": 2 } } },
            ] }),
        ),
        (
            Reading::Accept,
            json!({ "type": "array", "minItems": 3, "maxItems": 3,
                "contains": { "const": 1 }, "minContains": 1, "maxContains": 1 }),
            json!({ "anyOf": [
                { "uniqueItems": true },
                { "prefixItems": [true, true], "items": { "not": { "const": 2 } } },
            ] }),
        ),
        (
            Reading::Accept,
            json!({ "type": "object" }),
            json!({ "nullable": true, "properties": { "a": {} }, "unevaluatedProperties": false }),
        ),
        // Numbers that are the same, however they are written.
        (
            Reading::Accept,
            json!({ "const": 9_007_199_254_740_992.0, "enum": [9_007_199_254_740_992_u64] }),
            json!({ "type": "string" }),
        ),
    ];
    for (reading, old, new) in cases {
        let verdict = check(&old, &new, reading);
        assert!(verdict != Verdict::Included, "{old}\n{new}\n{verdict:?}");
    }
}

#[test]
fn what_is_too_large_is_not_decided() {
    let nested =
        json!({ "type": "array", "minItems": 4_900, "items": { "type": "array", "minItems": 4_900 } });
    assert!(matches!(check(&nested, &json!({ "maxItems": 3 }), Reading::Accept), Verdict::Unknown(_)));
}
