//! What a stream resumes by is named in part, and a pointer is none.
use barwire_schema::protocol;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Note {
    item: String,
}

#[protocol(name = "test", version = "1.0.0", address = "/ws")]
pub trait TestProtocol {
    type Session;
    #[stream("some", key(item), update = "some.new", failed = "some.failed", resume(since = "since", epoch = "epoch"))]
    fn some(update: Note, failed: Note);
    #[stream("more", key(item), update = "more.new", failed = "more.failed", resume(from = "since"))]
    fn more(update: Note, failed: Note);
    #[stream("last", key(item), update = "last.new", failed = "last.failed", latest = "item")]
    fn last(update: Note, failed: Note);
    #[stream("kept", key(item), update = "kept.new", failed = "kept.failed", first = "/item")]
    fn kept(update: Note, failed: Note);
}

fn main() {}
