//! The labelled pairs, and the questions that are asked about them.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use barwire_codegen::compat::inclusion::Reading;
use serde_json::{Value, json};

use crate::Error;

/// Two schemas, and what is known of them.
#[derive(Debug)]
pub struct Pair {
    line: Value,
}

/// Which of the two schemas is the sender's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    OldInNew,
    NewInOld,
}

/// Both directions of a pair.
pub const DIRECTIONS: [Direction; 2] = [Direction::OldInNew, Direction::NewInOld];

/// Whether whatever one schema lets a sender send is admitted by the other.
#[derive(Debug, Clone)]
pub struct Question {
    pub pair: Arc<Pair>,
    pub direction: Direction,
    pub reading: Reading,
}

impl Pair {
    /// What a direction is labelled as. `audited` is about plain inclusion alone.
    pub fn label(&self, direction: Direction, reading: Reading) -> Option<bool> {
        let (audited, accept, emit) = match direction {
            Direction::OldInNew => ("o_in_n", "accept_old_in_new", "emit_old_in_accept_new"),
            Direction::NewInOld => ("n_in_o", "accept_new_in_old", "emit_new_in_accept_old"),
        };
        match (reading, self.line.get("audited")) {
            (Reading::Accept, Some(labels)) => labels.get(audited)?.as_bool(),
            (Reading::Accept, None) => self.line.get(accept)?.as_bool(),
            (Reading::Emit, _) => self.line.get(emit)?.as_bool(),
        }
    }
}

impl Question {
    /// The sender's schema.
    pub fn sent(&self) -> &Value {
        match self.direction {
            Direction::OldInNew => &self.pair.line["old"],
            Direction::NewInOld => &self.pair.line["new"],
        }
    }

    /// The receiver's schema.
    pub fn received(&self) -> &Value {
        match self.direction {
            Direction::OldInNew => &self.pair.line["new"],
            Direction::NewInOld => &self.pair.line["old"],
        }
    }

    /// What is known of the answer.
    pub fn label(&self) -> Option<bool> {
        self.pair.label(self.direction, self.reading)
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.pair.line["id"].as_str().unwrap_or_default();
        let direction = match self.direction {
            Direction::OldInNew => "old in new",
            Direction::NewInOld => "new in old",
        };
        write!(f, "{id}, {direction}")
    }
}

/// The pairs of a file, one a line. The members of all objects are sorted, as they are in a build of jsonschema without barwire: its
/// `canonical` takes `{"a":1,"b":2}` and `{"b":2,"a":1}` for two values where `serde_json` keeps the order of members, which barwire needs.
pub fn read(file: &Path) -> Result<Vec<Arc<Pair>>, Error> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let pairs = lines.map(|line| {
        let mut line: Value = serde_json::from_str(line)?;
        line.sort_all_objects();
        Ok(Arc::new(Pair { line }))
    });
    pairs.collect()
}

/// A question that is not counted.
pub fn warm_up(reading: Reading) -> Question {
    let line = json!({
        "id": "warm-up",
        "old": { "type": "object", "properties": { "a": { "type": "string", "pattern": "^[a-z]+$" } } },
        "new": { "type": "object", "properties": { "a": { "type": "integer", "minimum": 0 } } },
    });
    Question { pair: Arc::new(Pair { line }), direction: Direction::OldInNew, reading }
}
