//! The values of all files in one list, and how readers add to it.

use std::collections::HashMap;

use super::{Entry, Member, NodeId, Value};

/// Objects with more members than this have an index. Fewer are found faster one by one.
const INDEXED: usize = 16;

/// Where something stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// The line, from 1.
    pub(super) line: u32,
    /// The column in characters, from 1.
    pub(super) column: u32,
}

/// What is wrong with a text, and where.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) spot: Spot,
    pub(super) reason: String,
}

impl Fault {
    pub(super) fn new(spot: Spot, reason: impl Into<String>) -> Self {
        Self { spot, reason: reason.into() }
    }
}

/// The values of all files.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    values: Vec<Entry>,
    /// For each large object the places of its members, by key.
    orders: HashMap<NodeId, Vec<u32>>,
}

impl Tree {
    pub(super) fn entry(&self, id: NodeId) -> &Entry {
        &self.values[id.0 as usize]
    }

    /// How many values there are.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// Forgets all but the first values: those of a text that turned out to be of another format.
    pub(super) fn truncate(&mut self, len: usize) {
        self.values.truncate(len);
        self.orders.retain(|id, _| (id.0 as usize) < len);
    }

    /// A member of an object.
    pub(super) fn member(&self, id: NodeId, key: &str) -> Option<&Member> {
        let Value::Object(members) = &self.entry(id).value else { return None };
        let order = if members.len() > INDEXED { self.orders.get(&id) } else { None };
        match order {
            None => members.iter().find(|member| member.key == key),
            Some(order) => order
                .binary_search_by(|index| members[*index as usize].key.as_str().cmp(key))
                .ok()
                .map(|found| &members[order[found] as usize]),
        }
    }

    /// Adds a value that is no object.
    pub(super) fn push(&mut self, value: Value, spot: Spot) -> Result<NodeId, Fault> {
        let id = u32::try_from(self.values.len()).map_err(|_| Fault::new(spot, "too many values"))?;
        let id = NodeId(id);
        self.values.push(Entry {
            value,
            file: 0,
            line: spot.line,
            column: spot.column,
            parent: id,
            index: 0,
        });
        Ok(id)
    }

    /// Adds an object. A key that stands twice is a fault.
    pub(super) fn push_object(&mut self, members: Vec<Member>, spot: Spot) -> Result<NodeId, Fault> {
        let order = order(&members)?;
        let indexed = members.len() > INDEXED;
        let id = self.push(Value::Object(members), spot)?;
        if indexed {
            self.orders.insert(id, order);
        }
        Ok(id)
    }

    /// Tells all values from `start` on which file they are of, and those below `root` what holds them. What an alias stands for is held
    /// where its anchor is.
    pub(super) fn adopt(&mut self, start: usize, root: NodeId, file: u32) {
        for entry in &mut self.values[start..] {
            entry.file = file;
        }
        let mut stack = vec![(root, root, 0)];
        while let Some((id, parent, index)) = stack.pop() {
            let entry = &mut self.values[id.0 as usize];
            if entry.parent != id {
                continue;
            }
            (entry.parent, entry.index) = (parent, index);
            let first = stack.len();
            match &entry.value {
                Value::Array(items) => {
                    stack.extend(items.iter().zip(0..).map(|(item, index)| (*item, id, index)));
                }
                Value::Object(members) => {
                    stack.extend(members.iter().zip(0..).map(|(member, index)| (member.value, id, index)));
                }
                _ => {}
            }
            // The first is popped first: an anchor stands before its aliases.
            stack[first..].reverse();
        }
    }
}

/// The places of members, by key.
fn order(members: &[Member]) -> Result<Vec<u32>, Fault> {
    if members.len() <= INDEXED {
        for (index, member) in members.iter().enumerate() {
            if let Some(first) = members[..index].iter().find(|first| first.key == member.key) {
                return Err(duplicate(first, member));
            }
        }
        return Ok(Vec::new());
    }
    let mut order: Vec<u32> = (0..).take(members.len()).collect();
    let key = |index: u32| members[index as usize].key.as_str();
    order.sort_by_key(|index| key(*index));
    let twice = order.windows(2).filter(|pair| key(pair[0]) == key(pair[1])).min_by_key(|pair| pair[1]);
    match twice {
        Some(pair) => Err(duplicate(&members[pair[0] as usize], &members[pair[1] as usize])),
        None => Ok(order),
    }
}

fn duplicate(first: &Member, second: &Member) -> Fault {
    let spot = Spot { line: second.line, column: second.column };
    Fault::new(
        spot,
        format!("the key `{}` stands here again; it is first in line {}", second.key, first.line),
    )
}
