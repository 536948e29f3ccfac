//! Values made small, so that people see what matters.

use serde_json::Value;

use crate::model::source::escape;

/// The smallest value that can be made by leaving parts out of a value that is one of some sort.
pub(super) fn shrunk(mut value: Value, is_one: &mut dyn FnMut(&Value) -> bool) -> Value {
    /// How many parts are tried.
    const TRIES: usize = 400;
    let mut tries = 0;
    loop {
        let mut pointers = Vec::new();
        parts(&value, &mut String::new(), &mut pointers);
        let mut changed = false;
        for pointer in pointers {
            tries += 1;
            if tries > TRIES {
                return value;
            }
            let mut smaller = value.clone();
            if remove(&mut smaller, &pointer) && is_one(&smaller) {
                value = smaller;
                changed = true;
                break;
            }
        }
        if !changed {
            return value;
        }
    }
}

/// The pointers of all members and items, those that hold most first.
fn parts(value: &Value, at: &mut String, pointers: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
        }
        Value::Object(members) => members.iter().map(|(key, value)| (escape(key), value)).collect(),
        _ => return,
    };
    for (token, child) in children {
        let length = at.len();
        at.push('/');
        at.push_str(&token);
        pointers.push(at.clone());
        parts(child, at, pointers);
        at.truncate(length);
    }
}

fn remove(value: &mut Value, pointer: &str) -> bool {
    let Some((holder, token)) = pointer.rsplit_once('/') else { return false };
    let token = token.replace("~1", "/").replace("~0", "~");
    match value.pointer_mut(holder) {
        Some(Value::Object(members)) => members.shift_remove(&token).is_some(),
        Some(Value::Array(items)) => match token.parse::<usize>() {
            Ok(index) if index < items.len() => {
                items.remove(index);
                true
            }
            _ => false,
        },
        _ => false,
    }
}
