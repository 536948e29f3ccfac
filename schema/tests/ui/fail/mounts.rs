//! Prefixes that meet each other, the toolkit, or nothing.
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

mod inner {
    #[super::protocol(name = "inner", version = "1.0.0", address = "/inner")]
    pub trait InnerProtocol {
        type Session;
        #[event("news")]
        fn news(payload: super::Answer);
    }
}

use inner::{INNER_PROTOCOL, InnerProtocol};

#[protocol(name = "test", version = "1.0.0", address = "/ws")]
pub trait TestProtocol {
    type Session;
    #[mount("a")]
    fn a(&self) -> &impl InnerProtocol<Session = Self::Session>;
    #[mount("a.b")]
    fn b(&self) -> &impl InnerProtocol<Session = Self::Session>;
    #[mount("auth")]
    fn auth(&self) -> &impl InnerProtocol<Session = Self::Session>;
    #[mount("")]
    fn nothing(&self) -> &impl InnerProtocol<Session = Self::Session>;
}

fn main() {}
