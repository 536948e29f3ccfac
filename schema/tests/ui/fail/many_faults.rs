//! Several faults are reported together, each at its line.
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

#[protocol(name = "test", version = "1.0.0", address = "/ws", unknown_messages = "keep")]
pub trait TestProtocol {
    fn plain(&self);
    #[request("ask" => "answer")]
    fn ask(&self, session: &Self::Session, request: Question) -> Answer;
    #[request("tell" => "told")]
    async fn tell(&self, session: &Self::Session, request: Question);
    #[request("more")]
    async fn more(&self, request: Question);
    #[event("bad name")]
    fn bad(payload: Answer);
}

fn main() {}
