//! Messages that a reader cannot tell apart.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::MESSAGES_AMBIGUOUS;
use crate::lint::{Context, Report};
use crate::model::instance::canonical;
use crate::model::{Action, Kind, Model, Object, SchemaId, Schemas};

/// Looks at the messages of each direction of each channel.
pub(super) fn check(context: &Context<'_>, model: &Model, report: &mut Report) {
    let mut told: HashSet<(usize, usize)> = HashSet::new();
    for messages in directions(model).into_values() {
        // Only those with the same fixed values can be taken for one another: the others need not be compared.
        let mut alike: HashMap<String, Vec<usize>> = HashMap::new();
        for number in messages {
            if let Some(key) = fixed(model, number) {
                alike.entry(key).or_default().push(number);
            }
        }
        let mut groups: Vec<Vec<usize>> = alike.into_values().collect();
        groups.sort_unstable();
        for mut group in groups {
            group.sort_unstable_by_key(|number| model.messages[*number].node);
            for (index, number) in group.iter().enumerate() {
                let others = group[..index].iter().take(COMPARED);
                let Some(other) = others.copied().find(|other| !distinct(model, *other, *number)) else {
                    continue;
                };
                if told.insert((other, *number)) {
                    let (one, two) = (&model.messages[other], &model.messages[*number]);
                    let first = context.node(one.node).pointer();
                    let message = format!("`{}` cannot be told from `{}` ({first})", two.name, one.name);
                    report.add_at_own_key(&MESSAGES_AMBIGUOUS, context.node(two.node), message);
                }
            }
        }
    }
}

/// How many messages with the same fixed values each one is compared to.
const COMPARED: usize = 50;

/// The messages of each channel that the described application sends, and those that it receives.
fn directions(model: &Model) -> BTreeMap<(usize, bool), BTreeSet<usize>> {
    let mut directions: BTreeMap<(usize, bool), BTreeSet<usize>> = BTreeMap::new();
    for operation in &model.operations {
        let is_sent = operation.action == Action::Send;
        directions.entry((operation.channel, is_sent)).or_default().extend(&operation.messages);
        let channel = operation.reply_channel.unwrap_or(operation.channel);
        directions.entry((channel, !is_sent)).or_default().extend(&operation.replies);
    }
    directions
}

/// What is fixed in a message: the values of properties that are always there and have one only, or else its schema. `None` where nothing
/// is known of the payload.
fn fixed(model: &Model, number: usize) -> Option<String> {
    let message = &model.messages[number];
    let id = model.schemas.target(message.payload);
    let mut fixed = fixed_values(&model.schemas, id, "payload");
    if let Some(headers) = message.headers {
        fixed.extend(fixed_values(&model.schemas, headers, "header"));
    }
    if matches!(model.schemas.get(id).kind, Kind::Any) {
        return None;
    }
    // Headers may tell apart what the payloads do not: those with other headers are others.
    Some(if fixed.is_empty() {
        format!("{id:?} {:?} {:?}", message.headers.map(|id| model.schemas.target(id)), message.content_type)
    } else {
        format!("{fixed:?} {:?}", message.content_type)
    })
}

fn fixed_values(schemas: &Schemas, id: SchemaId, within: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for object in objects(schemas, id) {
        for property in object.properties.iter().filter(|property| property.required) {
            if let Kind::Literals(literals) = &schemas.resolve(property.schema).kind
                && let [only] = literals.as_slice()
            {
                found.insert(format!("{within}/{}={}", property.name, canonical(&only.value)));
            }
        }
    }
    found
}

/// The objects that a schema is: itself, or its parts.
fn objects(schemas: &Schemas, id: SchemaId) -> Vec<&Object> {
    let mut objects = Vec::new();
    let mut seen = HashSet::new();
    let mut waiting = vec![schemas.target(id)];
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        match &schemas.get(id).kind {
            Kind::Object(object) => objects.push(object),
            Kind::All(parts) => waiting.extend(parts.iter().map(|part| schemas.target(*part))),
            Kind::Guarded(inner) => waiting.push(schemas.target(*inner)),
            _ => {}
        }
    }
    objects
}

/// Whether no payload is both.
fn distinct(model: &Model, one: usize, other: usize) -> bool {
    let (one, other) = (model.messages[one].payload, model.messages[other].payload);
    disjoint(&model.schemas, one, other, 4)
}

/// Whether no value fits two schemas, as far as one sees by looking `depth` members deep.
fn disjoint(schemas: &Schemas, one: SchemaId, other: SchemaId, depth: usize) -> bool {
    let (one, other) = (schemas.target(one), schemas.target(other));
    if one == other || depth == 0 {
        return false;
    }
    let (left, right) = (&schemas.get(one).kind, &schemas.get(other).kind);
    if let (Kind::Literals(left), Kind::Literals(right)) = (left, right) {
        let left: HashSet<String> = left.iter().map(|literal| canonical(&literal.value)).collect();
        return !right.iter().any(|literal| left.contains(&canonical(&literal.value)));
    }
    if let (Kind::Union(union), _) = (left, right) {
        return union.variants.iter().all(|variant| disjoint(schemas, *variant, other, depth - 1));
    }
    if let (_, Kind::Union(union)) = (left, right) {
        return union.variants.iter().all(|variant| disjoint(schemas, one, *variant, depth - 1));
    }
    if let (Some(left), Some(right)) = (json_type(left), json_type(right))
        && left != right
    {
        return true;
    }
    let (left, right) = (objects(schemas, one), objects(schemas, other));
    left.iter().any(|left| {
        right.iter().any(|right| {
            refuses(schemas, left, right)
                || refuses(schemas, right, left)
                || differ(schemas, left, right, depth)
        })
    })
}

/// Whether an object refuses a property that another requires.
fn refuses(schemas: &Schemas, closed: &Object, other: &Object) -> bool {
    let is_closed = closed.additional.is_some_and(|rest| matches!(schemas.resolve(rest).kind, Kind::Never));
    is_closed
        && closed.patterns.is_empty()
        && other
            .properties
            .iter()
            .filter(|property| property.required)
            .any(|property| !closed.properties.iter().any(|declared| declared.name == property.name))
}

/// Whether a property that is in both objects cannot have one value.
fn differ(schemas: &Schemas, one: &Object, other: &Object, depth: usize) -> bool {
    one.properties.iter().filter(|property| property.required).any(|property| {
        other.properties.iter().any(|same| {
            same.required
                && same.name == property.name
                && disjoint(schemas, property.schema, same.schema, depth - 1)
        })
    })
}

fn json_type(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Null => Some("null"),
        Kind::Boolean => Some("boolean"),
        Kind::Number(_) => Some("number"),
        Kind::Text(_) => Some("string"),
        Kind::List(_) => Some("array"),
        Kind::Object(_) => Some("object"),
        Kind::Literals(literals) => {
            let mut types = literals.iter().map(|literal| match &literal.value {
                serde_json::Value::Null => "null",
                serde_json::Value::Bool(_) => "boolean",
                serde_json::Value::Number(_) => "number",
                serde_json::Value::String(_) => "string",
                serde_json::Value::Array(_) => "array",
                serde_json::Value::Object(_) => "object",
            });
            let first = types.next()?;
            types.all(|other| other == first).then_some(first)
        }
        _ => None,
    }
}
