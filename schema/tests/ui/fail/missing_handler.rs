//! One of two requests has no handler.
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
    /// Ask.
    #[request("ask" => "answer")]
    async fn ask(&self, session: &Self::Session, request: Question) -> Answer;
    /// Ask again.
    #[request("again" => "answered")]
    async fn again(&self, session: &Self::Session, request: Question) -> Answer;
}

struct Server;

impl TestProtocol for Server {
    type Session = ();
    async fn ask(&self, _: &(), request: Question) -> Answer {
        Answer { item: request.item }
    }
}

fn main() {}
