//! A declaration with every kind of item, served.

use barwire_schema::{Service, protocol};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Note {
    item: String,
}

#[protocol(name = "inner", version = "1.0.0", address = "/inner")]
pub trait InnerProtocol {
    type Session;
    #[request("leave")]
    async fn leave(&self, session: &Self::Session, request: Note);
}

#[protocol(name = "outer", version = "1.0.0", address = "/ws")]
pub trait OuterProtocol {
    type Session;
    #[request("open" => "opened", opens = "notes")]
    async fn open(&self, session: &Self::Session, request: Note) -> Note;
    #[request("close" => "closed", closes = "notes")]
    async fn close(&self, session: &Self::Session, request: Note) -> Note;
    #[stream("notes", key(item), update = "note", failed = "failed")]
    fn notes(update: Note, failed: Note);
    #[event("news")]
    fn news(payload: Note);
    #[mount("inner")]
    fn inner(&self) -> &impl InnerProtocol<Session = Self::Session>;
}

struct Inner;

impl InnerProtocol for Inner {
    type Session = ();
    async fn leave(&self, _: &(), _: Note) {}
}

struct Outer {
    inner: Inner,
}

impl OuterProtocol for Outer {
    type Session = ();
    async fn open(&self, _: &(), request: Note) -> Note {
        request
    }
    async fn close(&self, _: &(), request: Note) -> Note {
        request
    }
    fn inner(&self) -> &impl InnerProtocol<Session = ()> {
        &self.inner
    }
}

fn main() {
    let service = Outer { inner: Inner }.into_service();
    assert_eq!(service.protocol().name, "outer");
}
