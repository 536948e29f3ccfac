//! Each small change to each schema of the documents, so that no kind of change is judged only where somebody thought of it.

use serde_json::{Value, json};

use crate::typescript::Change;

const DOCUMENTS: &[(&str, &str)] =
    &[("desk", include_str!("documents/desk.yaml")), ("study", include_str!("documents/study.yaml"))];

/// A change to a schema; `None` where it has nothing to change.
type Mutation = fn(&mut Value) -> Option<()>;

const MUTATIONS: &[(&str, Mutation)] = &[
    ("one more required member", |schema| {
        members(schema)?.insert("added".to_owned(), json!({ "type": "string" }));
        required(schema).push(json!("added"));
        Some(())
    }),
    ("one more optional member", |schema| {
        members(schema)?.insert("added".to_owned(), json!({ "type": "string" }));
        Some(())
    }),
    ("the last member is gone", |schema| {
        let name = members(schema)?.keys().rfind(|name| *name != "type")?.clone();
        members(schema)?.remove(&name);
        required(schema).retain(|other| *other != name);
        Some(())
    }),
    ("the last required member is optional", |schema| {
        members(schema)?;
        required(schema).pop().map(|_| ())
    }),
    ("every member is required", |schema| {
        let names: Vec<Value> = members(schema)?.keys().cloned().map(Value::from).collect();
        schema["required"] = names.into();
        Some(())
    }),
    ("closed", |schema| {
        members(schema)?;
        schema["additionalProperties"] = json!(false);
        Some(())
    }),
    ("open", |schema| {
        members(schema)?;
        schema["additionalProperties"] = json!(true);
        Some(())
    }),
    ("other members are texts", |schema| {
        members(schema)?;
        schema["additionalProperties"] = json!({ "type": "string" });
        Some(())
    }),
    ("may be null", |schema| {
        let own = schema.get("type")?.as_str()?.to_owned();
        schema["type"] = json!([own, "null"]);
        Some(())
    }),
    ("an integer", |schema| {
        let own = schema.get("type")?.as_str()?;
        (own != "object" && schema.get("const").is_none()).then_some(())?;
        *schema = json!({ "type": "integer" });
        Some(())
    }),
    ("an array", |schema| {
        schema.get("type")?;
        *schema = json!({ "type": "array", "items": schema.clone() });
        Some(())
    }),
    ("anything", |schema| {
        schema.get("type")?;
        *schema = json!({});
        Some(())
    }),
    ("one more value", |schema| {
        schema.get_mut("enum")?.as_array_mut()?.push(json!("added"));
        Some(())
    }),
    ("one value less", |schema| schema.get_mut("enum")?.as_array_mut()?.pop().map(|_| ())),
    ("any text", |schema| {
        schema.as_object_mut()?.remove("enum")?;
        schema["type"] = json!("string");
        Some(())
    }),
    ("one more variant", |schema| {
        let added = json!({ "type": "object", "required": ["added"], "properties": { "added": { "type": "boolean" } } });
        schema.get_mut("oneOf")?.as_array_mut()?.push(added);
        Some(())
    }),
    ("one variant less", |schema| schema.get_mut("oneOf")?.as_array_mut()?.pop().map(|_| ())),
    ("a shorter text", |schema| {
        (schema.get("type")? == "string" && schema.get("const").is_none()).then_some(())?;
        schema["maxLength"] = json!(3);
        Some(())
    }),
];

fn members(schema: &mut Value) -> Option<&mut serde_json::Map<String, Value>> {
    schema.get_mut("properties")?.as_object_mut()
}

fn required(schema: &mut Value) -> &mut Vec<Value> {
    let object = schema.as_object_mut().unwrap();
    object.entry("required").or_insert_with(|| json!([])).as_array_mut().unwrap()
}

/// Every mutation of every schema.
pub(crate) fn changes() -> Vec<Change> {
    let mut changes = Vec::new();
    for (document, text) in DOCUMENTS {
        let old: Value = serde_yaml::from_str(text).unwrap();
        let mut places = Vec::new();
        for (name, schema) in old["components"]["schemas"].as_object().unwrap() {
            collect(schema, &format!("/components/schemas/{name}"), &mut places);
        }
        for (name, message) in old["components"]["messages"].as_object().unwrap() {
            for part in ["payload", "headers"] {
                if let Some(schema) = message.get(part) {
                    collect(schema, &format!("/components/messages/{name}/{part}"), &mut places);
                }
            }
        }
        for place in places {
            for (mutation, mutate) in MUTATIONS {
                let mut new = old.clone();
                if mutate(new.pointer_mut(&place).unwrap()).is_some() {
                    let name = format!("{document} {place}: {mutation}");
                    changes.push(Change { name, old: old.to_string(), new: new.to_string() });
                }
            }
        }
    }
    changes
}

/// The places of a schema and of those within.
fn collect(schema: &Value, place: &str, places: &mut Vec<String>) {
    if schema.get("$ref").is_some() {
        return;
    }
    places.push(place.to_owned());
    for (name, member) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        collect(member, &format!("{place}/properties/{name}"), places);
    }
}
