//! Names that cannot be keys, or that are taken.
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
pub trait TestProtocol {
    type Session;
    #[request("rooms" => "answer", opens = "rooms")]
    async fn ask(&self, session: &Self::Session, request: Question) -> Answer;
    #[stream("rooms", key(item), update = "update", failed = "failed")]
    fn rooms(update: Answer, failed: Answer);
    #[request("open" => "opened", opens = "odd name")]
    async fn open(&self, session: &Self::Session, request: Question) -> Answer;
    #[stream("odd name", key(item), update = "odd.update", failed = "odd.failed")]
    fn odd(update: Answer, failed: Answer);
}

fn main() {}
