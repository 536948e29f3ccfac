//! Nobody opens a stream.
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
    #[request("ask" => "answer")]
    async fn ask(&self, session: &Self::Session, request: Question) -> Answer;
    #[stream("answers", key(item), update = "update", failed = "failed")]
    fn answers(update: Answer, failed: Answer);
}

fn main() {}
