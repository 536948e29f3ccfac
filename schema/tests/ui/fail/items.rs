//! What a declaration cannot have.
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

#[protocol(name = "test", version = "1.0.0", address = "/ws")]
pub trait TestProtocol<T> {
    type Session;
    #[request("ask" => "answer")]
    async fn dispatch(&self, session: &Self::Session, request: Question) -> Answer;
    #[request("tell")]
    async fn tell(&self, session: &Self::Session, request: Question) {}
    #[cfg(test)]
    #[event("news")]
    fn news(payload: Answer);
    #[request("open" => "opened", opens = "rooms")]
    async fn open(&self, session: &Self::Session, request: Question) -> Answer;
    #[stream("rooms", key(), update = "update", failed = "failed")]
    fn rooms(update: Answer, failed: Answer);
}

fn main() {}
