//! The attribute lacks an argument.
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

#[protocol(name = "test", address = "/ws", server(name = "local"))]
pub trait TestProtocol {
    type Session;
}

fn main() {}
