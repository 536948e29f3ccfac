//! An argument is given twice.
use barwire_schema::protocol;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Question {
    item: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    item: String,
}

#[protocol(name = "test", name = "again", version = "1.0.0", address = "/ws")]
pub trait TestProtocol {
    type Session;
}

fn main() {}
