//! A hub with its clients, and the model beside it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use barwire_schema::bars::BARS_PROTOCOL;
use barwire_schema::protocol::{Stream, encode};
use futures_util::FutureExt;
use serde::Serialize;
use tokio::time::{Instant, advance};

use super::super::super::close::{CloseCode, End};
use super::super::super::counters::{Counters, Counts};
use super::super::super::frame::Frame;
use super::super::super::limits::Limits;
use super::super::super::mailbox::Post;
use super::super::super::topic::{Batch, Topic};
use super::super::Next;
use super::super::hub::{Hub, Key, State};
use super::super::outgoing::Amount;
use super::super::subscriptions::{REPLY, TOGETHER};
use super::model::{self, BOARDS, Model, NO_BOARD};
use super::pipe::{CLOSE, FRAME, Kind, Pipe};
use super::{CLIENTS, Deed, Event, Newcomer};

struct Notes;

#[derive(Serialize)]
struct Note {
    board: usize,
    number: u16,
}

impl Stream for Notes {
    const NAME: &'static str = "notes";
    const UPDATE: &'static str = "note";
    const FAILED: &'static str = "gone";
    type Update = Note;
    type Failed = Note;
}

pub(super) struct World {
    hub: Arc<Hub>,
    counts: Arc<Counts>,
    interval: Duration,
    topics: [Topic<Notes>; BOARDS],
    posts: Vec<Post>,
    next: Next,
    model: Model,
    clients: Vec<Client>,
    /// The last of the numbers by which updates, failures and replies are known.
    number: u16,
}

struct Client {
    key: Key,
    pipe: Pipe,
    task: Arc<Task>,
    stage: Stage,
    /// Whether its handler waits for room.
    waits: bool,
    end: Option<End>,
}

/// What the task of a connection does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Serving,
    /// It sends what is left.
    Leaving,
    Gone,
}

/// Whether a task is to run.
#[derive(Default)]
struct Task(AtomicBool);

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl World {
    pub(super) fn new(limits: &Limits) -> Self {
        let counts = Arc::new(Counts::default());
        Self {
            hub: Arc::new(Hub::new(limits, Arc::clone(&counts))),
            counts,
            interval: limits.update_interval,
            topics: [(); BOARDS].map(|()| Topic::new()),
            posts: Vec::new(),
            next: Next::More,
            model: Model::new(limits.max_subscriptions),
            clients: Vec::new(),
            number: 1000,
        }
    }

    fn number(&mut self) -> u16 {
        self.number += 1;
        self.number
    }

    fn reply(&self) -> Frame {
        Frame::text(encode("done", None, &Note { board: NO_BOARD, number: self.number }).unwrap())
    }

    fn there(&self) -> Vec<usize> {
        (0..self.clients.len()).filter(|client| self.clients[*client].stage != Stage::Gone).collect()
    }

    pub(super) fn register(&mut self, Newcomer { room, boards }: &Newcomer) {
        let pipe = Pipe::new(*room);
        let key = self.hub.with(|state| state.register(&BARS_PROTOCOL, Box::pin(pipe.clone())));
        let task = Arc::new(Task(AtomicBool::new(true)));
        let client = self.clients.len();
        self.clients.push(Client { key, pipe, task, stage: Stage::Serving, waits: false, end: None });
        self.model.clients.push(model::Client::default());
        boards.iter().for_each(|board| self.open(client, *board));
        self.answer(client, false);
        self.attend(client);
    }

    /// Whether the server has not closed a client's connection.
    pub(super) fn is_open(&self, client: usize) -> bool {
        self.at(client, |state, slot| state.connections[slot as usize].end.is_none())
    }

    fn at<R>(&self, client: usize, work: impl FnOnce(&mut State, u32) -> R) -> R {
        self.hub.at(self.clients[client].key, work).unwrap()
    }

    pub(super) async fn happen(&mut self, event: Event) {
        match event {
            Event::Publish(updates) => {
                let mut batch = Batch::new();
                for (board, delivery) in updates {
                    let number = self.number();
                    batch.publish(&self.topics[board], Note { board, number }, delivery);
                    self.model.publish(board, number, delivery);
                }
            }
            Event::Forget(board) => {
                Batch::new().forget(&self.topics[board]);
                self.model.forget(board);
            }
            Event::Fail(board, failure) => {
                let number = self.number();
                self.topics[board].fail(&Note { board, number }, failure);
                self.model.fail(board, number, failure);
            }
            Event::Register(newcomer) => {
                if self.there().len() < CLIENTS {
                    self.register(&newcomer);
                }
            }
            Event::Of(client, deed) => {
                let there = self.there();
                let client = client.checked_rem(there.len()).map(|number| there[number]);
                client.into_iter().for_each(|client| self.act(client, deed));
            }
            Event::Work => {
                self.work();
            }
            Event::Advance(time) => {
                // What can be done now is not done later: only so the times of what is sent can be judged.
                self.rest();
                advance(time).await;
            }
        }
    }

    fn act(&mut self, client: usize, deed: Deed) {
        let serving = self.clients[client].stage == Stage::Serving;
        let handling = serving && !self.clients[client].waits;
        match deed {
            Deed::Open(board) if handling => self.open(client, board),
            Deed::Close(board) if handling => {
                let source = self.topics[board].source();
                let closed = self.at(client, |state, slot| state.close_stream(slot, &source));
                assert_eq!(closed, self.model.close(client, board));
            }
            Deed::Answer { refused } if handling => self.answer(client, refused),
            Deed::MakeUp(board, count) if handling => self.make_up(client, board, count),
            Deed::Room if handling => {
                self.clients[client].waits = true;
                self.clients[client].task.0.store(true, Ordering::Relaxed);
            }
            Deed::Send if serving => {
                let number = self.number();
                let frame = self.reply();
                self.at(client, |state, slot| state.send_unasked(slot, frame));
                self.model.send(client, number);
            }
            Deed::Open(_)
            | Deed::Close(_)
            | Deed::Answer { .. }
            | Deed::MakeUp(..)
            | Deed::Room
            | Deed::Send => {}
            Deed::Read(bytes) => self.clients[client].pipe.read(bytes),
            Deed::End => {
                let ended = self.clients[client].end.is_some();
                self.at(client, |state, slot| state.end(slot, End::Close(CloseCode::Restart)));
                if !ended {
                    self.model.end(client);
                }
            }
            Deed::Tear => self.clients[client].pipe.tear(),
            Deed::Remove => {
                self.clients[client].end = Some(End::Lost);
                self.remove(client);
            }
            Deed::Attend => {
                self.attend(client);
            }
        }
    }

    fn open(&mut self, client: usize, board: usize) {
        let source = self.topics[board].source();
        let opened = self.at(client, |state, slot| state.open(slot, source));
        assert_eq!(opened.is_ok(), self.model.open(client, board));
    }

    fn make_up(&mut self, client: usize, board: usize, count: usize) {
        let missed: Vec<_> = (0..count).map(|_| self.number()).collect();
        let topic = &self.topics[board];
        let frames: Vec<_> =
            missed.iter().map(|number| topic.frame(&Note { board, number: *number }).unwrap()).collect();
        let (made_up, room) = self.at(client, |state, slot| {
            let before = state.waiting_for(slot).bytes;
            let made_up = state.make_up(slot, &topic.source(), &frames);
            let room = state.limits.queue_bytes.saturating_sub(before);
            // Nothing needs no room, even beside more than may wait.
            assert!(!made_up || count == 0 || state.waiting_for(slot).bytes <= state.limits.queue_bytes);
            (
                made_up,
                room.min(state.limits.backlog_bytes / 2 - state.backlog.min(state.limits.backlog_bytes / 2)),
            )
        });
        let opened = self.model.has_opened(client, board);
        if made_up {
            assert!(opened, "there is no stream that it can be of");
            self.model.make_up(client, board, missed);
        } else {
            // Beside them there is to be room for the reply, and for the state that follows.
            assert!(!opened || (count + 2) * FRAME + REPLY > room, "there was room for {count} in {room}");
        }
    }

    fn answer(&mut self, client: usize, refused: bool) {
        let number = self.number();
        let frame = self.reply();
        self.at(client, |state, slot| match refused {
            true => state.refused(slot, frame),
            false => state.answered(slot, Some(frame)),
        });
        self.model.answer(client, number, refused);
        // The task that has answered goes on.
        self.clients[client].task.0.store(true, Ordering::Relaxed);
    }

    /// Does what the shard's thread does, if that would run now.
    fn work(&mut self) -> bool {
        let runs = match self.next {
            Next::More => true,
            Next::At(due) => due <= Instant::now() || self.hub.mailbox.woken().now_or_never().is_some(),
            Next::Nothing => self.hub.mailbox.woken().now_or_never().is_some(),
        };
        if runs {
            if self.hub.with(|state| state.has_flushed()) {
                self.model.process();
            }
            self.next = self.hub.work(&mut self.posts);
        }
        runs
    }

    /// Does what a connection's task does, if it has been woken.
    fn attend(&mut self, client: usize) -> bool {
        let Client { task, stage, .. } = &self.clients[client];
        let runs = *stage != Stage::Gone && task.0.swap(false, Ordering::Relaxed);
        if runs {
            let waker = Waker::from(Arc::clone(task));
            self.run(client, *stage, &mut Context::from_waker(&waker));
        }
        runs
    }

    fn run(&mut self, client: usize, stage: Stage, context: &mut Context<'_>) {
        if stage == Stage::Serving {
            if self.clients[client].waits {
                let room = self.at(client, |state, slot| state.poll_room(slot, context));
                self.clients[client].waits = room.is_pending();
            }
            let attended = self.at(client, |state, slot| state.poll_attend(slot, context));
            let Poll::Ready(end) = attended else { return };
            self.clients[client].end = Some(end);
            self.clients[client].stage = Stage::Leaving;
            self.model.leave_all(client);
            self.at(client, State::leave_all);
            if end == End::Lost {
                return self.remove(client);
            }
            let last = Some(Frame::written(CLOSE.to_vec()));
            self.at(client, |state, slot| state.begin_farewell(slot, end, last));
        }
        if self.at(client, |state, slot| state.poll_flush(slot, context)).is_ready() {
            self.remove(client);
        }
    }

    fn remove(&mut self, client: usize) {
        self.at(client, State::remove);
        self.model.leave_all(client);
        self.clients[client].stage = Stage::Gone;
    }

    /// Runs everything that can run now.
    fn rest(&mut self) {
        for _ in 0..10_000 {
            let mut runs = self.work();
            for client in 0..self.clients.len() {
                runs |= self.attend(client);
            }
            if !runs {
                self.check_rooms();
                return;
            }
        }
        panic!("it does not come to rest");
    }

    /// Nobody waits for room who has it.
    fn check_rooms(&self) {
        for client in self.there() {
            let Client { waits, stage, .. } = self.clients[client];
            if waits && stage == Stage::Serving {
                self.at(client, |state, slot| {
                    let Amount { frames, bytes } = state.connections[slot as usize].outgoing.waiting();
                    let Limits { queue_frames, queue_bytes, .. } = state.limits;
                    let full = bytes > queue_bytes / 2 || frames.all - frames.missed > queue_frames / 2;
                    assert!(full, "there is room beside {bytes} bytes in {frames:?}");
                });
            }
        }
    }

    /// Answers and reads everything, and lets time pass until nothing is left to do.
    pub(super) async fn settle(&mut self) {
        for client in self.there() {
            if self.model.is_asking(client) {
                self.answer(client, false);
            }
        }
        // The clients that do not read are to keep what is theirs without loss.
        self.rest();
        self.check();
        for client in &self.clients {
            client.pipe.read(usize::MAX / 2);
        }
        let begin = Instant::now();
        loop {
            self.rest();
            self.check();
            match self.next {
                Next::At(due) if due < begin + Duration::from_secs(60) => {
                    advance(due - Instant::now()).await;
                }
                _ => return,
            }
        }
    }

    fn counters(&self) -> Counters {
        self.hub.with(|state| self.counts.read(state.waiting()))
    }

    /// What holds at every moment.
    pub(super) fn check(&mut self) {
        let counters = self.counters();
        assert_eq!(counters.each_lost, 0);
        assert_eq!(counters.subscriptions, self.model.subscriptions());
        let mut queued = 0;
        for client in self.there() {
            let count = self.model.count(client);
            let (max, max_bytes) =
                self.hub.with(|state| (state.limits.queue_frames, state.limits.queue_bytes));
            // States that were pending are sent beyond that.
            let (max, max_bytes) = (max + 2 * count, max_bytes + 2 * count * FRAME);
            let (end, holds) = self.at(client, |state, slot| {
                assert_eq!(state.index.count(slot), count);
                let connection = &state.connections[slot as usize];
                let waiting = connection.outgoing.waiting();
                queued += waiting.bytes;
                match connection.end {
                    None => {
                        let bounded = waiting.frames.all - waiting.frames.missed;
                        assert!(bounded <= max && waiting.bytes <= max_bytes, "{waiting:?}");
                    }
                    // What has begun.
                    Some(End::Close(CloseCode::TooSlow)) => {
                        assert!(waiting.frames.all <= TOGETHER / FRAME, "{waiting:?}");
                    }
                    Some(_) => {}
                }
                (connection.end, !connection.held.is_empty())
            });
            let Client { end: known, pipe, .. } = &mut self.clients[client];
            if known.is_none() && end == Some(End::Close(CloseCode::TooSlow)) {
                assert!(pipe.is_stuck() || holds, "it has read all that was sent");
            }
            *known = known.or(end);
        }
        assert_eq!(self.counts.backlog_bytes.load(Ordering::Relaxed), queued);
    }

    /// What holds in the end.
    pub(super) fn check_all(&self) {
        let counters = self.counters();
        assert_eq!((counters.backlog_frames, counters.backlog_bytes), (0, 0));
        let (mut sent, mut bytes, mut lost) = (0, 0, 0);
        for (number, client) in self.clients.iter().enumerate() {
            let (frames, torn) = client.pipe.frames();
            let end = if client.pipe.is_broken() { Some(End::Lost) } else { client.end };
            assert!(!torn || end == Some(End::Lost), "{number} has got a part of a frame");
            let close = frames.iter().position(|frame| frame.kind == Kind::Close);
            let (sent_frames, last) = match end {
                None => (frames.len(), None),
                Some(End::Lost) => (close.unwrap_or(frames.len()), close),
                Some(_) => (frames.len() - 1, Some(frames.len() - 1)),
            };
            assert_eq!(close, last, "nothing follows the Close frame");
            let whole = matches!(end, None | Some(End::Close(CloseCode::Restart)));
            self.model.check(number, &frames, whole, self.interval);
            sent += sent_frames;
            lost += usize::from(end == Some(End::Lost));
            bytes += client.pipe.length();
        }
        assert_eq!(counters.sent_bytes, bytes as u64);
        // Of those that wait as one none counts before the last has gone.
        let uncounted = (sent as u64).checked_sub(counters.sent);
        assert!(
            uncounted.is_some_and(|frames| frames <= (lost * (TOGETHER / FRAME - 1)) as u64),
            "{counters:?}"
        );
        let numbers: BTreeSet<_> = self.clients.iter().map(|client| client.key.slot).collect();
        assert!(numbers.len() <= CLIENTS, "slots are used again");
    }
}
