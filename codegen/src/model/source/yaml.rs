//! YAML 1.2 texts: the core schema, as far as JSON has the values for it, and merges (`<<`).

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use serde_json::Number;

use super::tree::{Fault, Spot, Tree};
use super::{DEPTH, Member, NodeId, Value};

/// How many values a text may have once each alias is replaced by what it stands for.
const EXPANDED: u64 = 2_000_000;

/// How many bytes of a string or a key count as one value more.
const LONG: u64 = 100;

type Result<T> = std::result::Result<T, Fault>;

/// How many bytes may be read again in all because of brackets that are indented too little.
const READ_AGAIN: usize = 50_000_000;

/// Reads a text.
///
/// YAML 1.2 wants `]` and `}` indented more than the key that their list or map is the value of. Everyone writes them below the key, and
/// most parsers take it, but not the one used here. Such a bracket is indented, and the text is read again.
pub(super) fn read(text: &str, tree: &mut Tree) -> Result<NodeId> {
    let start = tree.len();
    let mut indented = HashMap::new();
    let first = match attempt(text, &indented, tree) {
        Err(fault) if fault.reason.starts_with("invalid indentation") => fault,
        result => return result,
    };
    let mut text = text.to_owned();
    let mut fault = Fault::new(first.spot, first.reason.clone());
    let mut read_again = 0;
    while fault.reason.starts_with("invalid indentation") && read_again < READ_AGAIN {
        let Some(bracket) = bracket(&text, fault.spot.line) else { return Err(first) };
        text.insert(bracket, ' ');
        *indented.entry(fault.spot.line).or_insert(0) += 1;
        read_again += text.len();
        tree.truncate(start);
        fault = match attempt(&text, &indented, tree) {
            Err(fault) => fault,
            result => return result,
        };
    }
    // What comes after the brackets is what is wrong, unless they were too many.
    Err(if read_again < READ_AGAIN { fault } else { first })
}

/// Where the bracket is that a line begins with.
fn bracket(text: &str, line: u32) -> Option<usize> {
    let mut start = 0;
    let mut lines = text.split_inclusive('\n');
    for _ in 1..line {
        start += lines.next()?.len();
    }
    let line = lines.next()?;
    let content = line.trim_start_matches(' ');
    content.starts_with([']', '}']).then(|| start + line.len() - content.len())
}

/// Reads a text in some lines of which there are more blanks than its author wrote.
fn attempt(text: &str, indented: &HashMap<u32, u32>, tree: &mut Tree) -> Result<NodeId> {
    let spot = |marker: &Marker| {
        let Spot { line, column } = spot(marker);
        let blanks = if indented.is_empty() { 0 } else { indented.get(&line).copied().unwrap_or(0) };
        Spot { line, column: column.saturating_sub(blanks).max(1) }
    };
    let mut reader = Reader { tree, stack: Vec::new(), anchors: HashMap::new(), expanded: 0, root: None };
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Fault::new(spot(error.marker()), error.info()))?;
        let spot = spot(&span.start);
        match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return Err(Fault::new(spot, "a second document in one file"));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                reader.scalar(&text, style, anchor, tag.as_deref(), spot)?;
            }
            Event::Alias(anchor) => reader.alias(anchor, spot)?,
            Event::SequenceStart(anchor, _) => reader.open(Part::List(Vec::new()), anchor, spot)?,
            Event::MappingStart(anchor, _) => reader.open(Part::Map(Map::default()), anchor, spot)?,
            Event::SequenceEnd | Event::MappingEnd => reader.close()?,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
    }
    reader.root.ok_or_else(|| Fault::new(Spot { line: 1, column: 1 }, "the file is empty"))
}

fn spot(marker: &Marker) -> Spot {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Spot { line: number(marker.line()), column: number(marker.col()).saturating_add(1) }
}

struct Reader<'t> {
    tree: &'t mut Tree,
    /// The lists and maps that are being read, the innermost last.
    stack: Vec<Open>,
    /// What is read to its end and has an anchor.
    anchors: HashMap<usize, (NodeId, Shape)>,
    /// How many values there are so far once each alias is replaced.
    expanded: u64,
    root: Option<NodeId>,
}

/// How large a value is once each alias is replaced.
#[derive(Clone, Copy)]
struct Shape {
    values: u64,
    height: usize,
}

/// A list or a map that is being read.
struct Open {
    part: Part,
    anchor: usize,
    spot: Spot,
    shape: Shape,
}

enum Part {
    List(Vec<NodeId>),
    Map(Map),
}

#[derive(Default)]
struct Map {
    members: Vec<Member>,
    key: Option<Key>,
    merged: Vec<NodeId>,
}

enum Key {
    Member(String, Spot),
    Merge,
}

impl Reader<'_> {
    /// The map whose key comes next, if one does.
    fn keyless(&mut self) -> Option<&mut Map> {
        match self.stack.last_mut() {
            Some(Open { part: Part::Map(map), .. }) if map.key.is_none() => Some(map),
            _ => None,
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        spot: Spot,
    ) -> Result<()> {
        if let Some(map) = self.keyless() {
            let merge = text == "<<" && style == ScalarStyle::Plain;
            map.key = Some(if merge { Key::Merge } else { Key::Member(text.to_owned(), spot) });
            self.weigh(weight(text) - 1);
            if anchor != 0 {
                let node = self.tree.push(Value::String(text.to_owned()), spot)?;
                self.anchors.insert(anchor, (node, Shape { values: weight(text), height: 0 }));
            }
            return Ok(());
        }
        let value = scalar(text, style, tag).map_err(|reason| Fault::new(spot, reason))?;
        let node = self.tree.push(value, spot)?;
        self.expanded = self.expanded.saturating_add(weight(text));
        self.add(node, anchor, Shape { values: weight(text), height: 0 }, spot)
    }

    /// Takes into account what the innermost list or map holds beside its values.
    fn weigh(&mut self, values: u64) {
        self.expanded = self.expanded.saturating_add(values);
        if let Some(open) = self.stack.last_mut() {
            open.shape.values = open.shape.values.saturating_add(values);
        }
    }

    fn alias(&mut self, anchor: usize, spot: Spot) -> Result<()> {
        let Some((node, shape)) = self.anchors.get(&anchor).copied() else {
            return Err(Fault::new(spot, "the alias stands within what it is an alias of"));
        };
        self.expanded = self.expanded.saturating_add(shape.values);
        if self.expanded > EXPANDED {
            let reason = format!(
                "with this alias replaced by what it stands for, the file has more than {EXPANDED} values"
            );
            return Err(Fault::new(spot, reason));
        }
        if self.keyless().is_some() {
            let key = match &self.tree.entry(node).value {
                Value::Null => "null".to_owned(),
                Value::Bool(value) => value.to_string(),
                Value::Number(number) => number.to_string(),
                Value::String(text) => text.clone(),
                Value::Array(_) | Value::Object(_) => return Err(no_key(spot)),
            };
            if let Some(map) = self.keyless() {
                map.key = Some(Key::Member(key, spot));
            }
            if let Some(open) = self.stack.last_mut() {
                open.shape.values = open.shape.values.saturating_add(shape.values);
            }
            return Ok(());
        }
        if self.stack.len() + shape.height > DEPTH {
            return Err(too_deep(spot));
        }
        self.add(node, 0, shape, spot)
    }

    fn open(&mut self, part: Part, anchor: usize, spot: Spot) -> Result<()> {
        if self.keyless().is_some() {
            return Err(no_key(spot));
        }
        if self.stack.len() >= DEPTH {
            return Err(too_deep(spot));
        }
        self.expanded = self.expanded.saturating_add(1);
        self.stack.push(Open { part, anchor, spot, shape: Shape { values: 1, height: 1 } });
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        let Some(Open { part, anchor, spot, shape }) = self.stack.pop() else { return Ok(()) };
        let node = match part {
            Part::List(items) => self.tree.push(Value::Array(items), spot)?,
            Part::Map(map) => {
                let members = self.merge(map.members, &map.merged);
                self.tree.push_object(members, spot)?
            }
        };
        self.add(node, anchor, shape, spot)
    }

    /// Puts a value where it belongs.
    fn add(&mut self, node: NodeId, anchor: usize, shape: Shape, spot: Spot) -> Result<()> {
        if anchor != 0 {
            self.anchors.insert(anchor, (node, shape));
        }
        let Some(open) = self.stack.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        open.shape.values = open.shape.values.saturating_add(shape.values);
        open.shape.height = open.shape.height.max(shape.height + 1);
        match &mut open.part {
            Part::List(items) => items.push(node),
            Part::Map(map) => match map.key.take() {
                Some(Key::Member(key, Spot { line, column })) => {
                    map.members.push(Member { key, line, column, value: node });
                }
                _ => map.merged.extend(mergeable(self.tree, node, spot)?),
            },
        }
        Ok(())
    }

    /// The members of a map and those that are merged into it. Its own win, then the first.
    fn merge(&self, own: Vec<Member>, merged: &[NodeId]) -> Vec<Member> {
        let mut members = own;
        if merged.is_empty() {
            return members;
        }
        let mut known: HashSet<String> = members.iter().map(|member| member.key.clone()).collect();
        for map in merged {
            let Value::Object(others) = &self.tree.entry(*map).value else { continue };
            for Member { key, line, column, value } in others {
                if known.insert(key.clone()) {
                    members.push(Member { key: key.clone(), line: *line, column: *column, value: *value });
                }
            }
        }
        members
    }
}

/// The maps that a value of `<<` names.
fn mergeable(tree: &Tree, node: NodeId, spot: Spot) -> Result<Vec<NodeId>> {
    let maps = match &tree.entry(node).value {
        Value::Object(_) => vec![node],
        Value::Array(items) => items.clone(),
        _ => Vec::new(),
    };
    if maps.is_empty() || maps.iter().any(|map| !matches!(tree.entry(*map).value, Value::Object(_))) {
        return Err(Fault::new(spot, "`<<` takes a map or a list of maps"));
    }
    Ok(maps)
}

/// As how many values a string counts.
fn weight(text: &str) -> u64 {
    1 + u64::try_from(text.len()).unwrap_or(u64::MAX - 1) / LONG
}

fn no_key(spot: Spot) -> Fault {
    Fault::new(spot, "a key must be a scalar, not a list or a map")
}

fn too_deep(spot: Spot) -> Fault {
    Fault::new(spot, format!("nested deeper than {DEPTH}"))
}

/// The value of a scalar, or why it has none.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> std::result::Result<Value, String> {
    match tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.as_str()) {
        Some("str") => Ok(Value::String(text.to_owned())),
        Some("null") if is_null(text) => Ok(Value::Null),
        Some("null") => Err(format!("`{text}` is not null")),
        Some("bool") => boolean(text).map(Value::Bool).ok_or_else(|| format!("`{text}` is no boolean")),
        Some("int") => integer(text).map(Value::Number).ok_or_else(|| format!("`{text}` is no integer")),
        Some("float") => match float(text)? {
            Some(number) => Ok(Value::Number(number)),
            None => Err(format!("`{text}` is no number")),
        },
        _ if style == ScalarStyle::Plain => plain(text),
        _ => Ok(Value::String(text.to_owned())),
    }
}

fn plain(text: &str) -> std::result::Result<Value, String> {
    // Most scalars begin with a letter that begins nothing else.
    let first = text.bytes().next();
    if first.is_some_and(|first| {
        !matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.' | b'n' | b'N' | b'~' | b't' | b'T' | b'f' | b'F')
    }) {
        return Ok(Value::String(text.to_owned()));
    }
    if is_null(text) {
        return Ok(Value::Null);
    }
    if let Some(value) = boolean(text) {
        return Ok(Value::Bool(value));
    }
    if let Some(number) = integer(text) {
        return Ok(Value::Number(number));
    }
    // A leading zero is that of a postal code, not that of a number.
    let digits = text.trim_start_matches(['+', '-']);
    if digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Value::String(text.to_owned()));
    }
    Ok(float(text)?.map_or_else(|| Value::String(text.to_owned()), Value::Number))
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

fn integer(text: &str) -> Option<Number> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, radix) = match digits.get(..2) {
        Some("0x") => (&digits[2..], 16),
        Some("0o") => (&digits[2..], 8),
        Some("0b") => (&digits[2..], 2),
        _ if digits.len() > 1 && digits.starts_with('0') => return None,
        _ => (digits, 10),
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    if negative {
        let magnitude = i128::from_str_radix(digits, radix).ok()?;
        return i64::try_from(-magnitude).ok().map(Number::from);
    }
    u64::from_str_radix(digits, radix).ok().map(Number::from)
}

fn float(text: &str) -> std::result::Result<Option<Number>, String> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if matches!(
        digits.strip_prefix('-').unwrap_or(digits),
        ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN"
    ) {
        return Err(format!("`{text}` is no number that JSON has"));
    }
    if digits.len() < text.len() && digits.starts_with(['+', '-']) {
        return Ok(None);
    }
    Ok(digits.parse().ok().and_then(Number::from_f64))
}
