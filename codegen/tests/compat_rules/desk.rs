//! One change after another to the document of a desk that takes orders: what each does was thought out before it was run.

mod messages;
mod nothing;
mod operations;
mod reach;
mod rest;

use crate::pair::{Edit, Pair};

const DESK: &str = include_str!("documents/desk.yaml");

pub(crate) fn pairs() -> Vec<Pair> {
    [nothing::PAIRS, messages::PAIRS, operations::PAIRS, reach::PAIRS, rest::PAIRS].concat()
}

const fn pair(name: &'static str, edits: &'static [Edit], expected: &'static [&'static str]) -> Pair {
    Pair { name, base: DESK, before: &[], edits, expected }
}
