//! Clients that do not read, many clients, and what one write carries: with real sockets and threads.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

mod support;

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use barwire_server::engine::{Batch, Counters, Delivery, Limits, Session};
use futures_util::StreamExt;
use futures_util::future::join_all;
use serde_json::{Value, json};
use support::notes::{HouseProtocol, Notes, NotesProtocol, Nothing, note};
use support::{Client, PATIENCE, Server};
use tokio::io::AsyncReadExt;
use tokio::net::TcpSocket;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;

fn no_interval() -> Limits {
    Limits { update_interval: Duration::ZERO, ..Limits::default() }
}

async fn serve(limits: Limits) -> (Server, Notes) {
    let notes = Notes::new(None);
    let served = notes.clone();
    (Server::start(limits, |engine| engine.route(served.into_service())).await, notes)
}

/// A client for which the system keeps little while it does not read.
async fn narrow(server: &Server) -> Client {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let tcp = socket.connect(server.address).await.unwrap();
    let (socket, _) = client_async(format!("ws://{}/notes", server.address), tcp).await.unwrap();
    Client { socket }
}

async fn follow(client: &mut Client, board: &str) -> Value {
    client.ask(json!({ "type": "follow", "payload": { "board": board } })).await
}

fn number(message: &Value) -> u64 {
    assert_eq!(message["type"], "note", "{message}");
    message["payload"]["number"].as_u64().unwrap()
}

async fn until(server: &Server, wanted: impl Fn(&Counters) -> bool) -> Counters {
    let begin = Instant::now();
    loop {
        let counters = server.engine.counters();
        if wanted(&counters) {
            return counters;
        }
        assert!(begin.elapsed() < PATIENCE, "still {counters:?}");
        sleep(Duration::from_millis(2)).await;
    }
}

/// Reads notes until `last`: checks that they come in order, and one in `each` without a gap.
async fn read_to(client: &mut Client, last: u64, each: u64) -> usize {
    let (mut seen, mut count) = (0, 0);
    while seen < last {
        let number = number(&client.next().await);
        assert!(number > seen, "{number} after {seen}");
        assert_eq!((number - 1) / each, seen / each, "one between {seen} and {number} is lost");
        (seen, count) = (number, count + 1);
    }
    count
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_read_holds_up_nobody_and_loses_nothing() {
    const ROUNDS: u64 = 10_000;
    const EACH: u64 = 20;
    let name = "a".repeat(400);
    let limits = Limits { queue_bytes: 256 * 1024, ..no_interval() };
    let bound = limits.queue_bytes + 2 * name.len();
    let (server, notes) = serve(limits).await;
    let mut blocked = narrow(&server).await;
    follow(&mut blocked, &name).await;
    let mut reading = Vec::new();
    for _ in 0..3 {
        let mut client = server.client("/notes").await;
        follow(&mut client, &name).await;
        reading.push(tokio::spawn(async move { read_to(&mut client, ROUNDS + 1, EACH).await }));
    }
    let board = notes.board(&name);
    for number in 1..=ROUNDS {
        let delivery = if number.is_multiple_of(EACH) { Delivery::Each } else { Delivery::Latest };
        board.publish(note(&name, number), delivery);
        yield_now().await;
        if number.is_multiple_of(100) {
            let counters = server.engine.counters();
            // The others may be late, too.
            assert!(counters.each_lost == 0 && counters.backlog_bytes <= 4 * bound, "{counters:?}");
        }
    }
    board.publish(note(&name, ROUNDS + 1), Delivery::Latest);
    // The others have all of it before the first is read by the one.
    for others in reading {
        timeout(PATIENCE, others).await.expect("nobody is held up").unwrap();
    }
    let counters = until(&server, |counters| counters.connections == 1).await;
    assert!(counters.backlog_bytes > 0 && counters.backlog_bytes <= bound, "{counters:?}");
    assert!(counters.conflated > ROUNDS / 4, "{counters:?}");
    let count = read_to(&mut blocked, ROUNDS + 1, EACH).await;
    assert!(count < ROUNDS as usize / 2, "{count} have come");
    let counters = server.engine.counters();
    assert_eq!((counters.backlog_frames, counters.backlog_bytes), (0, 0));
    assert_eq!((counters.each_lost, counters.each_abandoned), (0, 0));
    assert_eq!(counters.each_sent, 4 * ROUNDS / EACH);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_reads_slowly_is_not_taken_for_dead() {
    let limits = Limits {
        ping_interval: Duration::from_millis(400),
        pong_timeout: Duration::from_millis(300),
        queue_frames: 10_000,
        ..no_interval()
    };
    let (server, notes) = serve(limits).await;
    let name = "a".repeat(400);
    let mut client = narrow(&server).await;
    follow(&mut client, &name).await;
    let board = notes.board(&name);
    for number in 1..2000 {
        board.publish(note(&name, number), Delivery::Each);
    }
    // The pings wait behind what it is reading, so it does not answer one.
    let tcp = client.socket.get_mut();
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(2) {
        assert!(tcp.read(&mut [0; 4096]).await.unwrap() > 0, "closed after {:?}", begin.elapsed());
        sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(server.engine.connections(), 1);
    // Now it is.
    until(&server, |counters| counters.subscriptions == 0).await;
}

#[tokio::test]
async fn a_client_that_was_too_slow_finds_the_reason_when_it_reads_on() {
    let (server, notes) = serve(Limits { queue_frames: 50, ..no_interval() }).await;
    let mut client = narrow(&server).await;
    follow(&mut client, "a").await;
    let (begin, mut number) = (Instant::now(), 0);
    // As long as it has its streams; the shard takes one after the other.
    while server.engine.counters().subscriptions > 0 {
        assert!(begin.elapsed() < PATIENCE, "{:?}", server.engine.counters());
        number += 1;
        notes.board("a").publish(note("a", number), Delivery::Each);
        let taken = |counters: Counters| counters.each_sent + counters.backlog_frames as u64 >= number;
        while !taken(server.engine.counters()) && server.engine.counters().subscriptions > 0 {
            yield_now().await;
        }
    }
    sleep(Duration::from_secs(3)).await;
    let mut seen = 0;
    let code = loop {
        match timeout(PATIENCE, client.socket.next()).await.expect("a frame in time") {
            Some(Ok(Message::Text(text))) => {
                seen += 1;
                let message: Value = serde_json::from_str(&text).unwrap();
                assert_eq!(self::number(&message), seen, "a gap before the end");
            }
            Some(Ok(Message::Close(Some(frame)))) => break u16::from(frame.code),
            other => panic!("{other:?} after {seen} notes"),
        }
    };
    assert_eq!(code, 4001);
    assert!(seen > 0 && seen < number);
    drop(client);
    server.quiet().await;
    let counters = server.engine.counters();
    assert_eq!((counters.each_lost, counters.backlog_bytes), (0, 0));
    assert!(counters.each_abandoned <= 51, "{counters:?}");
}

#[tokio::test]
async fn while_too_much_waits_nobody_is_let_in_and_those_who_read_stay() {
    let (server, notes) = serve(Limits { backlog_bytes: 20_000, ..no_interval() }).await;
    let mut reader = server.client("/notes").await;
    let mut blocked = narrow(&server).await;
    // What waits for the one is the rest of a long frame, which cannot be taken back.
    let long = "x".repeat(1_000_000);
    assert_eq!(follow(&mut blocked, "long").await["type"], "follow.ack");
    notes.board("long").publish(note(&long, 1), Delivery::Each);
    until(&server, |counters| counters.backlog_bytes > 100_000).await;
    assert_eq!(server.client("/notes").await.close_code().await, 1013);
    for round in 1..=3 {
        assert_eq!(follow(&mut reader, &round.to_string()).await["type"], "follow.ack");
        notes.board(&round.to_string()).publish(note("", round), Delivery::Each);
        assert_eq!(number(&reader.next().await), round);
    }
    assert_eq!(number(&blocked.next().await), 1);
    assert_eq!(blocked.close_code().await, 4001);
    until(&server, |counters| counters.backlog_bytes == 0).await;
    // What waited for a client that has gone does not count, either.
    let mut blocked = narrow(&server).await;
    follow(&mut blocked, "long").await;
    until(&server, |counters| counters.backlog_bytes > 100_000).await;
    drop(blocked);
    until(&server, |counters| counters.connections == 1).await;
    assert_eq!(follow(&mut server.client("/notes").await, "a").await["type"], "follow.ack");
    assert_eq!(follow(&mut reader, "a").await["type"], "follow.ack");
}

fn three_shards() -> Limits {
    Limits { shards: NonZero::new(3).unwrap(), ..no_interval() }
}

#[tokio::test]
async fn the_counters_are_exact() {
    let (server, notes) = serve(three_shards()).await;
    let mut clients = Vec::new();
    let mut expected = 0;
    for number in 0..30 {
        let mut client = server.client("/notes").await;
        for board in 0..=number % 5 {
            follow(&mut client, &board.to_string()).await;
            expected += 1;
        }
        clients.push(client);
        let counters = server.engine.counters();
        assert_eq!((counters.connections, counters.subscriptions), (number + 1, expected));
    }
    // Everybody follows the first.
    notes.board("0").publish(note("0", 1), Delivery::Each);
    for client in &mut clients {
        assert_eq!(number(&client.next().await), 1);
    }
    assert_eq!(server.engine.counters().each_sent, 30);
    for (number, client) in clients.iter_mut().enumerate() {
        for (board, was_open) in [("4", number % 5 == 4), ("4", false)] {
            let ack = client.ask(json!({ "type": "leave", "payload": { "board": board } })).await;
            assert_eq!(ack["payload"]["was_open"], was_open);
            expected -= usize::from(was_open);
            assert_eq!(server.engine.counters().subscriptions, expected);
        }
    }
    while let Some(client) = clients.pop() {
        drop(client);
        expected -= (clients.len() % 5 + 1).min(4);
        let left = until(&server, |counters| counters.connections == clients.len()).await;
        assert_eq!(left.subscriptions, expected);
    }
}

/// Counts the requests that each shard handles.
struct Door(Notes, Arc<Mutex<BTreeMap<String, usize>>>);

impl HouseProtocol for Door {
    type Session = Session;

    async fn knock(&self, _: &Session, _: Nothing) -> Nothing {
        let shard = thread::current().name().unwrap_or_default().to_owned();
        *self.1.lock().unwrap().entry(shard).or_default() += 1;
        Nothing {}
    }

    fn board(&self) -> &impl NotesProtocol<Session = Session> {
        &self.0
    }
}

#[tokio::test]
async fn clients_are_spread_over_the_shards_even_if_they_come_at_once() {
    let knocks = Arc::default();
    let door = Door(Notes::new(Some("board")), Arc::clone(&knocks));
    let server = Server::start(three_shards(), |engine| engine.route(door.into_service())).await;
    let mut clients = join_all((0..30).map(|_| server.client("/house"))).await;
    for client in &mut clients {
        assert_eq!(client.ask(json!({ "type": "knock" })).await["type"], "knock.ack");
    }
    let knocks = knocks.lock().unwrap();
    assert_eq!(knocks.values().collect::<Vec<_>>(), [&10, &10, &10], "{knocks:?}");
}

#[tokio::test]
async fn a_batch_is_one_write() {
    const BOARDS: usize = 20;
    const ROUNDS: u64 = 50;
    let (server, notes) = serve(no_interval()).await;
    let mut client = server.client("/notes").await;
    let boards: Vec<_> = (0..BOARDS).map(|board| board.to_string()).collect();
    for board in &boards {
        follow(&mut client, board).await;
    }
    let tcp = client.socket.get_mut();
    let mut whole = 0;
    for round in 1..=ROUNDS {
        let mut batch = Batch::new();
        for board in &boards {
            batch.publish(&notes.board(board), note(board, round), Delivery::Latest);
        }
        drop(batch);
        let mut bytes = vec![0; 64 * 1024];
        let mut filled = 0;
        let mut reads = 0;
        while frames(&bytes[..filled]) < BOARDS {
            filled += timeout(PATIENCE, tcp.read(&mut bytes[filled..])).await.expect("in time").unwrap();
            reads += 1;
        }
        assert_eq!(frames(&bytes[..filled]), BOARDS);
        whole += usize::from(reads == 1);
    }
    // The shard may look into its mailbox while the batch is still being made.
    assert!(whole >= 45, "{whole} of {ROUNDS}");
}

/// Whole short frames.
fn frames(mut bytes: &[u8]) -> usize {
    let mut count = 0;
    while let [0x81, length, rest @ ..] = bytes
        && let Some((_, rest)) = rest.split_at_checked(usize::from(*length))
    {
        (bytes, count) = (rest, count + 1);
    }
    count
}
