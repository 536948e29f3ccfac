//! What a hub is to send, as a list for each stream of each connection: what must arrive, and what may.

use std::collections::BTreeSet;
use std::mem;
use std::time::Duration;

use super::super::super::mailbox::{Delivery, Failure};
use super::pipe::{Frame, Kind};

pub(super) const BOARDS: usize = 3;

/// The board of replies.
pub(super) const NO_BOARD: usize = 9;

/// All boards, who follows them, and what has been posted.
#[derive(Debug, Default)]
pub(super) struct Model {
    max: usize,
    boards: [Board; BOARDS],
    pub(super) clients: Vec<Client>,
    posts: Vec<Post>,
    generation: usize,
}

#[derive(Debug, Default, Clone, Copy)]
struct Board {
    latest: Option<u16>,
    /// What the shard has seen of it last.
    seen: Option<u16>,
    /// The number of times that it has been followed anew, if the shard follows it.
    followed: Option<usize>,
    /// Whether it still posts to the shard.
    posting: bool,
}

#[derive(Debug)]
struct Post {
    board: usize,
    generation: usize,
    news: News,
}

#[derive(Debug, Clone, Copy)]
enum News {
    Update(u16, Delivery),
    Forgotten,
    Failed(u16, Failure),
}

#[derive(Debug, Default)]
pub(super) struct Client {
    streams: [Stream; BOARDS],
    /// What the request under way has opened.
    held: Vec<Held>,
    /// The boards that it has opened or closed.
    touched: BTreeSet<usize>,
    replies: Vec<u16>,
    /// Nothing is sent any more.
    ended: bool,
}

#[derive(Debug, Default)]
struct Stream {
    member: bool,
    expected: Vec<Expected>,
}

#[derive(Debug)]
struct Held {
    board: usize,
    /// Whether the stream is still open.
    open: bool,
    new: bool,
    missed: Vec<u16>,
    items: Vec<Expected>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Reply(u16),
    /// Older than all that follows.
    Missed(u16),
    /// The state as it stands when a stream is opened.
    Snapshot(u16),
    Each(u16),
    /// May be left out for a newer one.
    Latest(u16),
    /// What was sent before is no state any more.
    Forgotten,
    /// After `newest` has been sent.
    Failed {
        number: u16,
        newest: Option<u16>,
        ends: bool,
    },
}

impl Expected {
    fn is(self, frame: &Frame) -> bool {
        match self {
            Self::Reply(number) => frame.kind == Kind::Reply && number == frame.number,
            Self::Missed(number) | Self::Snapshot(number) | Self::Each(number) | Self::Latest(number) => {
                frame.kind == Kind::Update && number == frame.number
            }
            Self::Forgotten => false,
            Self::Failed { number, .. } => frame.kind == Kind::Failed && number == frame.number,
        }
    }
}

impl Model {
    /// Boards that nobody follows, of which a client may follow `max`.
    pub(super) fn new(max: usize) -> Self {
        Self { max, ..Self::default() }
    }

    pub(super) fn subscriptions(&self) -> usize {
        (0..self.clients.len()).map(|client| self.count(client)).sum()
    }

    pub(super) fn count(&self, client: usize) -> usize {
        self.clients[client].streams.iter().filter(|stream| stream.member).count()
    }

    pub(super) fn publish(&mut self, board: usize, number: u16, delivery: Delivery) {
        self.boards[board].latest = Some(number);
        self.post(board, News::Update(number, delivery));
    }

    pub(super) fn forget(&mut self, board: usize) {
        self.boards[board].latest = None;
        self.post(board, News::Forgotten);
    }

    pub(super) fn fail(&mut self, board: usize, number: u16, failure: Failure) {
        self.post(board, News::Failed(number, failure));
        if failure == Failure::Final {
            self.boards[board].latest = None;
            self.boards[board].posting = false;
        }
    }

    fn post(&mut self, board: usize, news: News) {
        let Board { followed, posting, .. } = self.boards[board];
        if let Some(generation) = followed.filter(|_| posting) {
            self.posts.push(Post { board, generation, news });
        }
    }

    /// The shard takes its posts.
    pub(super) fn process(&mut self) {
        for Post { board, generation, news } in mem::take(&mut self.posts) {
            let Board { followed, seen, .. } = &mut self.boards[board];
            if *followed != Some(generation) {
                continue;
            }
            let item = match news {
                News::Update(number, Delivery::Latest) => Expected::Latest(number),
                News::Update(number, Delivery::Each) => Expected::Each(number),
                News::Forgotten => Expected::Forgotten,
                News::Failed(number, failure) => {
                    Expected::Failed { number, newest: *seen, ends: failure == Failure::Final }
                }
            };
            match news {
                News::Update(number, _) => *seen = Some(number),
                News::Forgotten | News::Failed(_, Failure::Final) => *seen = None,
                News::Failed(_, Failure::Passing) => {}
            }
            let ends = matches!(news, News::Failed(_, Failure::Final));
            for Client { streams, held, ended, .. } in &mut self.clients {
                let stream = &mut streams[board];
                if !stream.member {
                    continue;
                }
                let held = held.iter_mut().find(|held| held.board == board && held.open);
                stream.member = !ends;
                match held {
                    Some(held) => {
                        held.items.push(item);
                        held.open = !ends;
                    }
                    None if *ended => {}
                    None => stream.expected.push(item),
                }
            }
            self.forget_unfollowed(board);
        }
    }

    fn forget_unfollowed(&mut self, board: usize) {
        if self.clients.iter().all(|client| !client.streams[board].member) {
            (self.boards[board].followed, self.boards[board].posting) = (None, false);
        }
    }

    /// A request opens a stream; `false` where the client has as many as it may have.
    pub(super) fn open(&mut self, client: usize, board: usize) -> bool {
        let room = self.count(client) < self.max;
        let Client { streams, held, touched, .. } = &mut self.clients[client];
        let new = !streams[board].member;
        if new && !room {
            return false;
        }
        let of_board = &mut self.boards[board];
        if of_board.followed.is_none() {
            self.generation += 1;
            *of_board =
                Board { seen: of_board.latest, followed: Some(self.generation), posting: true, ..*of_board };
        }
        touched.insert(board);
        streams[board].member = true;
        if !held.iter().any(|held| held.board == board && held.open) {
            let items = of_board.seen.map(Expected::Snapshot).into_iter().collect();
            held.push(Held { board, open: true, new, missed: Vec::new(), items });
        }
        true
    }

    /// A request closes a stream; `false` where there was none.
    pub(super) fn close(&mut self, client: usize, board: usize) -> bool {
        let Client { streams, held, touched, .. } = &mut self.clients[client];
        touched.insert(board);
        held.retain(|held| held.board != board || !held.open);
        let was_open = mem::take(&mut streams[board].member);
        self.forget_unfollowed(board);
        was_open
    }

    /// Whether the request under way has opened a stream that is open.
    pub(super) fn has_opened(&self, client: usize, board: usize) -> bool {
        self.clients[client].held.iter().any(|held| held.board == board && held.open)
    }

    /// The request sends what was missed of a stream that it has opened.
    pub(super) fn make_up(&mut self, client: usize, board: usize, missed: Vec<u16>) {
        let held = self.clients[client].held.iter_mut().find(|held| held.board == board && held.open);
        held.unwrap().missed = missed;
    }

    /// The reply to a request, or the error.
    pub(super) fn answer(&mut self, client: usize, number: u16, refused: bool) {
        let Client { streams, held, touched, replies, ended } = &mut self.clients[client];
        let touched = mem::take(touched);
        if !*ended {
            replies.push(number);
            touched.iter().for_each(|board| streams[*board].expected.push(Expected::Reply(number)));
        }
        let mut left = Vec::new();
        for Held { board, open, new, missed, items } in mem::take(held) {
            if refused && new {
                if open {
                    streams[board].member = false;
                    left.push(board);
                }
            } else if !*ended {
                // Without an answer nobody knows that they are old.
                let missed = missed.into_iter().filter(|_| !refused).map(Expected::Missed);
                streams[board].expected.extend(missed.chain(items));
            }
        }
        left.into_iter().for_each(|board| self.forget_unfollowed(board));
    }

    /// An event for one client.
    pub(super) fn send(&mut self, client: usize, number: u16) {
        let Client { replies, ended, .. } = &mut self.clients[client];
        if !*ended {
            replies.push(number);
        }
    }

    pub(super) fn leave_all(&mut self, client: usize) {
        for board in 0..BOARDS {
            self.clients[client].streams[board].member = false;
            self.forget_unfollowed(board);
        }
    }

    /// What has been promised by now is sent, and nothing more.
    pub(super) fn end(&mut self, client: usize) {
        self.clients[client].ended = true;
    }

    /// Whether a request is under way that has opened or closed something.
    pub(super) fn is_asking(&self, client: usize) -> bool {
        !self.clients[client].touched.is_empty()
    }

    /// Compares what a client has got with what it was to get. `whole` is whether it was to get everything.
    pub(super) fn check(&self, client: usize, frames: &[Frame], whole: bool, interval: Duration) {
        let Client { streams, replies, .. } = &self.clients[client];
        let got: Vec<_> = frames.iter().filter(|frame| frame.kind == Kind::Reply).collect();
        let numbers: Vec<_> = got.iter().map(|frame| frame.number).collect();
        assert!(replies.starts_with(&numbers), "{numbers:?} for {replies:?}");
        assert!(!whole || replies.len() == numbers.len(), "{numbers:?} for {replies:?}");
        for (board, stream) in streams.iter().enumerate() {
            let concerns = |frame: &&Frame| match frame.kind {
                Kind::Reply => stream.expected.contains(&Expected::Reply(frame.number)),
                Kind::Update | Kind::Failed => frame.board == board,
                Kind::Close => false,
            };
            let last = stream.check(frames.iter().filter(concerns), whole, interval);
            if whole && stream.member {
                assert_eq!(last, self.boards[board].seen, "not the newest state of {board}");
            }
        }
    }
}

impl Stream {
    /// Compares, and returns the last state that has arrived.
    fn check<'a>(
        &self,
        frames: impl Iterator<Item = &'a Frame>,
        whole: bool,
        interval: Duration,
    ) -> Option<u16> {
        let mut expected = self.expected.iter();
        let mut last = None;
        let mut paced: Option<&Frame> = None;
        for frame in frames {
            let is = loop {
                let Some(item) = expected.next() else { panic!("{frame:?} is not in {:?}", self.expected) };
                if item.is(frame) {
                    break item;
                }
                if *item == Expected::Forgotten {
                    last = None;
                    continue;
                }
                assert!(
                    matches!(item, Expected::Latest(_)),
                    "{frame:?} comes before {item:?} of {:?}",
                    self.expected
                );
            };
            if matches!(is, Expected::Latest(_))
                && let Some(before) = paced
                && before.write.stalls == frame.write.stalls
                && !before.write.late
                && !is_failure(expected.clone().find(|item| !matches!(item, Expected::Latest(_))))
            {
                let between = frame.write.at - before.write.at;
                assert!(between >= interval, "{before:?} and {frame:?} of {:?}", self.expected);
            }
            match *is {
                Expected::Reply(_) => (last, paced) = (None, None),
                Expected::Missed(_) | Expected::Forgotten => {}
                Expected::Each(number) => last = Some(number),
                Expected::Snapshot(number) | Expected::Latest(number) => {
                    assert!(last.is_none_or(|last| last < number), "{number} after {last:?}");
                    (last, paced) = (Some(number), Some(frame));
                }
                Expected::Failed { newest, ends, .. } => {
                    assert_eq!(last, newest, "{frame:?} comes before a state of {:?}", self.expected);
                    if ends {
                        (last, paced) = (None, None);
                    }
                }
            }
        }
        let missing = expected.find(|item| {
            if **item == Expected::Forgotten {
                last = None;
            }
            !matches!(item, Expected::Latest(_) | Expected::Forgotten)
        });
        assert!(!whole || missing.is_none(), "{missing:?} of {:?} is missing", self.expected);
        last
    }
}

/// A failure does not wait for the interval, nor does the state before it.
fn is_failure(item: Option<&Expected>) -> bool {
    matches!(item, Some(Expected::Failed { .. }))
}
