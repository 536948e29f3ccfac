//! A client on the simulated network, and what it has seen.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;
use turmoil::net::TcpStream;

use crate::stage::{BOARDS, EACH, LAST, PORT, SERVER};

/// A request that takes longer than any scene, in milliseconds.
const ENDLESS: u64 = 3_600_000;

/// A client that has heard nothing for so long has lost its connection: the server pings more often.
const SILENCE: Duration = Duration::from_secs(20);

/// What a client does.
#[derive(Debug, Clone, Default)]
pub(crate) struct Habit {
    /// Connects so late.
    pub(crate) arrives: Duration,
    /// Stops reading so long after that, for so long.
    pub(crate) pauses: Option<(Duration, Duration)>,
    /// Asks for something that takes longer than the test, and is gone so long after.
    pub(crate) vanishes: Option<Duration>,
    /// Connects again when its connection has ended before the last note.
    pub(crate) returns: bool,
}

/// What a client saw of one connection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Visit {
    /// What had been written on a board when its stream was opened.
    pub(crate) from: Vec<(String, u64)>,
    pub(crate) notes: Vec<Seen>,
    pub(crate) end: Option<End>,
}

/// A note that has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) after: Duration,
    pub(crate) board: String,
    pub(crate) number: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// It had all notes, and closed.
    Done,
    /// The server closed it.
    Closed(u16),
    /// There was no Close frame.
    Lost,
}

/// All clients' connections.
pub(crate) type Recording = Vec<Vec<Visit>>;

impl Visit {
    /// Checks that notes came in order, and each that had to.
    pub(crate) fn check(&self) {
        for (board, from) in &self.from {
            let notes = self.notes.iter().filter(|seen| seen.board == *board);
            let numbers: Vec<_> = notes.map(|seen| seen.number).collect();
            assert!(numbers.is_sorted_by(|a, b| a < b), "{board}: {numbers:?}");
            let Some(last) = numbers.last() else { continue };
            if *from > 0 {
                assert_eq!(numbers[0], *from, "{board} begins with what was there");
            }
            for each in (from + 1..=*last).filter(|number| number.is_multiple_of(EACH)) {
                assert!(numbers.binary_search(&each).is_ok(), "{board}: {each} is lost in {numbers:?}");
            }
            assert!(self.end != Some(End::Done) || *last == LAST, "{board} ends with {last}");
        }
    }
}

pub(crate) async fn run(number: usize, habit: Habit, recording: Rc<RefCell<Recording>>) -> turmoil::Result {
    sleep(habit.arrives).await;
    loop {
        if let Ok(tcp) = TcpStream::connect((SERVER, PORT)).await {
            recording.borrow_mut()[number].push(Visit::default());
            let record = |note: &mut dyn FnMut(&mut Visit)| {
                note(recording.borrow_mut()[number].last_mut().unwrap());
            };
            let end = visit(tcp, &habit, &record).await.unwrap_or(End::Lost);
            record(&mut |visit| visit.end = Some(end));
            if end == End::Done || !habit.returns {
                return Ok(());
            }
        }
        sleep(Duration::from_millis(200)).await;
    }
}

/// Notes something about the visit.
type Record<'a> = dyn Fn(&mut dyn FnMut(&mut Visit)) + 'a;

/// A connection, from its begin to its end; `None` where it is lost.
async fn visit(tcp: TcpStream, habit: &Habit, record: &Record<'_>) -> Option<End> {
    let begin = Instant::now();
    let mut socket = WebSocketStream::from_raw_socket(tcp, Role::Client, None).await;
    for board in BOARDS {
        socket.send(follow(board, 0)).await.ok()?;
    }
    if let Some(after) = habit.vanishes {
        socket.send(follow("slow", ENDLESS)).await.ok()?;
        sleep(after).await;
        return None;
    }
    let mut pause = habit.pauses;
    let mut missing = BOARDS.len();
    let mut end = None;
    loop {
        if let Some((_, length)) = pause.take_if(|(after, _)| begin.elapsed() >= *after) {
            sleep(length).await;
        }
        match timeout(SILENCE, socket.next()).await {
            Ok(Some(Ok(Message::Text(text)))) => {
                let message: Value = serde_json::from_str(&text).unwrap();
                let board = message["payload"]["board"].as_str().unwrap().to_owned();
                let number = message["payload"]["number"].as_u64().unwrap();
                record(&mut |visit| match message["type"].as_str() {
                    Some("follow.ack") => visit.from.push((board.clone(), number)),
                    Some("note") => {
                        assert!(
                            visit.from.iter().any(|(known, _)| *known == board),
                            "{board} before its ack"
                        );
                        visit.notes.push(Seen { after: begin.elapsed(), board: board.clone(), number });
                    }
                    _ => panic!("{message}"),
                });
                if message["type"] == "note" && number == LAST {
                    missing -= 1;
                    if missing == 0 {
                        end = Some(End::Done);
                        socket.close(None).await.ok()?;
                    }
                }
            }
            Ok(Some(Ok(Message::Close(Some(frame))))) => end = end.or(Some(End::Closed(frame.code.into()))),
            Ok(Some(Ok(_))) => {}
            // Reading on after a Close frame has sent the answer.
            Ok(Some(Err(_)) | None) | Err(_) => return end,
        }
    }
}

fn follow(board: &str, delay: u64) -> Message {
    Message::text(json!({ "type": "follow", "payload": { "board": board, "delay": delay } }).to_string())
}
