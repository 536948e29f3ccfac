//! A message has the prefix of a mounted protocol.
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

#[protocol(name = "inner", version = "1.0.0", address = "/inner")]
pub trait InnerProtocol {
    type Session;
    #[event("news")]
    fn news(payload: Answer);
}

#[protocol(name = "test", version = "1.0.0", address = "/ws")]
pub trait TestProtocol {
    type Session;
    #[event("inner.news")]
    fn other(payload: Answer);
    #[mount("inner")]
    fn inner(&self) -> &impl InnerProtocol<Session = Self::Session>;
}

fn main() {}
