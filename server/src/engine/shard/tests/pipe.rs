//! A transport whose client reads when the test says so.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use parking_lot::Mutex;
use tokio::io::AsyncWrite;
use tokio::time::Instant;

/// The length of a text frame of these tests: they are all as long, so that clients read up to the end of one now and then.
pub(super) const FRAME: usize = 53;

/// A Close frame without a payload.
pub(super) const CLOSE: [u8; 2] = [0x88, 0];

/// A transport. A clone is the same.
#[derive(Clone)]
pub(crate) struct Pipe(Arc<Mutex<State>>);

struct State {
    bytes: Vec<u8>,
    /// Bytes that it takes until the client reads more.
    room: usize,
    broken: bool,
    waker: Option<Waker>,
    writes: Vec<Write>,
    stalls: usize,
    stalled: bool,
}

/// A moment at which something was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Write {
    /// How many bytes had been written then.
    end: usize,
    pub(super) at: Instant,
    /// How often it had taken less than it was given before.
    pub(super) stalls: usize,
    /// Whether it had waited until then.
    pub(super) late: bool,
}

/// A frame that has arrived.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    pub(super) board: usize,
    pub(super) number: u16,
    pub(super) write: Write,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Reply,
    Update,
    Failed,
    Close,
}

impl Pipe {
    pub(crate) fn new(room: usize) -> Self {
        let (bytes, writes) = (Vec::new(), Vec::new());
        let (broken, waker, stalls, stalled) = (false, None, 0, false);
        Self(Arc::new(Mutex::new(State { bytes, room, broken, waker, writes, stalls, stalled })))
    }

    /// Lets the client read.
    pub(crate) fn read(&self, count: usize) {
        let mut state = self.0.lock();
        state.room = state.room.saturating_add(count);
        if state.room > 0
            && let Some(waker) = state.waker.take()
        {
            waker.wake();
        }
    }

    /// Fails from now on.
    pub(super) fn tear(&self) {
        let mut state = self.0.lock();
        state.broken = true;
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }

    /// Whether it takes nothing now.
    pub(super) fn is_stuck(&self) -> bool {
        let state = self.0.lock();
        state.room == 0 || state.broken
    }

    pub(super) fn is_broken(&self) -> bool {
        self.0.lock().broken
    }

    pub(crate) fn length(&self) -> usize {
        self.0.lock().bytes.len()
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.lock().bytes.clone()
    }

    /// The frames that have arrived, and whether a part of another has.
    pub(super) fn frames(&self) -> (Vec<Frame>, bool) {
        let State { bytes, writes, .. } = &*self.0.lock();
        let (mut frames, mut rest) = (Vec::new(), &bytes[..]);
        while !rest.is_empty() {
            let begin = bytes.len() - rest.len();
            let write = *writes.iter().find(|write| write.end > begin).unwrap();
            if let Some(after) = rest.strip_prefix(&CLOSE) {
                frames.push(Frame { kind: Kind::Close, board: 0, number: 0, write });
                rest = after;
                continue;
            }
            let Some((frame, after)) = rest.split_at_checked(FRAME) else { return (frames, true) };
            assert_eq!((frame[0], usize::from(frame[1])), (0x81, FRAME - 2), "{frame:?}");
            let message: serde_json::Value = serde_json::from_slice(&frame[2..]).unwrap();
            let kind = match message["type"].as_str().unwrap() {
                "done" => Kind::Reply,
                "note" => Kind::Update,
                "gone" => Kind::Failed,
                other => panic!("{other}"),
            };
            let number = |name: &str| message["payload"][name].as_u64().unwrap();
            frames.push(Frame {
                kind,
                board: number("board") as usize,
                number: number("number") as u16,
                write,
            });
            rest = after;
        }
        (frames, false)
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, given: &[u8]) -> Poll<io::Result<usize>> {
        let State { bytes, room, broken, waker, writes, stalls, stalled } = &mut *self.0.lock();
        if *broken {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let count = given.len().min(*room);
        let write = Write { end: bytes.len() + count, at: Instant::now(), stalls: *stalls, late: *stalled };
        *stalled = count < given.len();
        *stalls += usize::from(*stalled);
        if count == 0 {
            *waker = Some(context.waker().clone());
            return Poll::Pending;
        }
        bytes.extend_from_slice(&given[..count]);
        *room -= count;
        writes.push(write);
        Poll::Ready(Ok(count))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let bytes: Vec<_> = slices.iter().flat_map(|slice| slice.iter().copied()).collect();
        self.poll_write(context, &bytes)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
