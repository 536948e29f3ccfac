//! A protocol of an outsider: notes on boards, with an event, a request without a reply, and itself mounted under a prefix.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use barwire_schema::protocol;
use barwire_server::engine::{EventFrame, Session, Topic};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FollowRequest {
    pub board: String,
    /// Milliseconds to wait between opening the stream and answering.
    #[serde(default)]
    pub delay: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FollowAck {
    pub board: String,
    /// What was written last when the stream was opened.
    pub number: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Leave {
    pub board: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct LeaveAck {
    pub board: String,
    pub was_open: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Shout {
    pub text: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    pub board: String,
    pub number: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct NoteError {
    pub board: String,
}

/// Has no JSON form where it has a member: its keys are no strings.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Odd {
    #[schemars(with = "String")]
    pub map: HashMap<(u8, u8), u8>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Nothing {}

/// Notes on boards.
#[protocol(name = "notes", version = "1.0.0", address = "/notes")]
pub trait NotesProtocol {
    type Session;

    /// Follow a board.
    #[request("follow" => "follow.ack", opens = "notes")]
    async fn follow(&self, session: &Self::Session, request: FollowRequest) -> FollowAck;

    /// Leave a board.
    #[request("leave" => "leave.ack", closes = "notes")]
    async fn leave(&self, session: &Self::Session, request: Leave) -> LeaveAck;

    /// Say something to oneself.
    #[request("shout")]
    async fn shout(&self, session: &Self::Session, request: Shout);

    /// Open a board and fail.
    #[request("panic" => "panic.ack")]
    async fn panic(&self, session: &Self::Session, request: Leave) -> Nothing;

    /// Open a board and answer with something unspeakable.
    #[request("odd" => "odd.ack")]
    async fn odd(&self, session: &Self::Session, request: Leave) -> Odd;

    /// The notes of a board.
    #[stream("notes", key(board), update = "note", failed = "note.error")]
    fn notes(update: Note, failed: NoteError);

    /// Somebody has shouted.
    #[event("shouted")]
    fn shouted(payload: Shout);
}

/// Notes beside notes.
#[protocol(name = "house", version = "1.0.0", address = "/house")]
pub trait HouseProtocol {
    type Session;

    /// Nothing.
    #[request("knock" => "knock.ack")]
    async fn knock(&self, session: &Self::Session, request: Nothing) -> Nothing;

    /// The notes of the house.
    #[mount("board")]
    fn board(&self) -> &impl NotesProtocol<Session = Self::Session>;
}

#[derive(Clone)]
pub struct Notes {
    prefix: Option<&'static str>,
    boards: Arc<Mutex<HashMap<String, Topic<NotesStream>>>>,
}

impl Notes {
    pub fn new(prefix: Option<&'static str>) -> Self {
        Self { prefix, boards: Arc::default() }
    }

    pub fn board(&self, name: &str) -> Topic<NotesStream> {
        let topic = || self.prefix.map_or_else(Topic::new, Topic::mounted);
        self.boards.lock().unwrap().entry(name.to_owned()).or_insert_with(topic).clone()
    }
}

pub fn note(board: &str, number: u64) -> Note {
    Note { board: board.to_owned(), number }
}

impl NotesProtocol for Notes {
    type Session = Session;

    async fn follow(&self, session: &Session, request: FollowRequest) -> FollowAck {
        let opened = session.open(&self.board(&request.board)).unwrap();
        tokio::time::sleep(Duration::from_millis(request.delay)).await;
        FollowAck { board: request.board, number: opened.latest.map_or(0, |note| note.number) }
    }

    async fn leave(&self, session: &Session, request: Leave) -> LeaveAck {
        let was_open = session.close(&self.board(&request.board));
        LeaveAck { board: request.board, was_open }
    }

    async fn shout(&self, session: &Session, request: Shout) {
        let event = match self.prefix {
            Some(prefix) => EventFrame::mounted::<ShoutedEvent>(prefix, &request),
            None => EventFrame::new::<ShoutedEvent>(&request),
        };
        session.send(&event.unwrap());
    }

    async fn panic(&self, session: &Session, request: Leave) -> Nothing {
        session.open(&self.board(&request.board)).unwrap();
        panic!("as the test asked");
    }

    async fn odd(&self, session: &Session, request: Leave) -> Odd {
        session.open(&self.board(&request.board)).unwrap();
        Odd { map: HashMap::from([((1, 2), 3)]) }
    }
}

pub struct House(pub Notes);

impl HouseProtocol for House {
    type Session = Session;

    async fn knock(&self, _: &Session, _: Nothing) -> Nothing {
        Nothing {}
    }

    fn board(&self) -> &impl NotesProtocol<Session = Session> {
        &self.0
    }
}
