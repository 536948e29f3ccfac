//! The order of bytes to one client: what is written goes out whole and in turn, and what the client does not take yet waits.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::AsyncWrite;
use tokio_tungstenite::tungstenite::Bytes;

use super::super::frame::Frame;

/// Frames that are written at once.
const FRAMES_AT_ONCE: usize = 64;

/// The half of a transport that is written to.
pub(crate) type Writer = Pin<Box<dyn AsyncWrite + Send>>;

/// What goes to one client.
pub(crate) struct Outgoing {
    writer: Writer,
    queue: VecDeque<Waiting>,
    /// Bytes of the first in the queue that have been written.
    begun: usize,
    waiting: Amount,
    /// Whether the system takes no more until the client has.
    stuck: bool,
    /// Whether the client has taken something since that was asked last, though the system took no more.
    moved: bool,
}

/// A frame that waits, or some that were written together.
#[derive(Debug)]
struct Waiting {
    bytes: Bytes,
    frames: Frames,
}

/// How many frames there are, and how many of them must arrive.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frames {
    pub(crate) all: usize,
    /// Updates that are delivered [each](super::super::Delivery::Each).
    pub(crate) each: usize,
    /// Updates that were missed and are made up for. Their number is not bounded beside that of their bytes.
    pub(crate) missed: usize,
}

/// Frames and their bytes.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) frames: Frames,
    pub(crate) bytes: usize,
}

impl Amount {
    pub(crate) fn add(&mut self, other: Self) {
        self.frames.add(other.frames);
        self.bytes += other.bytes;
    }
}

impl Frames {
    pub(crate) const ONE: Self = Self { all: 1, each: 0, missed: 0 };
    pub(crate) const ONE_OF_EACH: Self = Self { all: 1, each: 1, missed: 0 };
    pub(crate) const ONE_MISSED: Self = Self { all: 1, each: 1, missed: 1 };

    pub(crate) fn add(&mut self, other: Self) {
        self.all += other.all;
        self.each += other.each;
        self.missed += other.missed;
    }

    fn subtract(&mut self, other: Self) {
        self.all -= other.all;
        self.each -= other.each;
        self.missed -= other.missed;
    }
}

impl Outgoing {
    pub(crate) fn new(writer: Writer) -> Self {
        Self {
            writer,
            queue: VecDeque::new(),
            begun: 0,
            waiting: Amount::default(),
            stuck: false,
            moved: false,
        }
    }

    /// Whether something waits. If so, all that comes must wait behind it.
    pub(crate) fn is_blocked(&self) -> bool {
        !self.queue.is_empty()
    }

    /// What waits.
    pub(crate) fn waiting(&self) -> Amount {
        self.waiting
    }

    /// Lets a frame wait for its turn.
    pub(crate) fn push(&mut self, frame: Frame, frames: Frames) {
        self.wait(frame.into_bytes(), frames);
    }

    fn wait(&mut self, bytes: Bytes, frames: Frames) {
        self.waiting.add(Amount { frames, bytes: bytes.len() });
        self.queue.push_back(Waiting { bytes, frames });
    }

    /// Writes whole frames as far as the client takes them now: how many bytes that was. What is left of them must be pushed.
    pub(crate) fn write(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> io::Result<usize> {
        if self.is_blocked() {
            return Ok(0);
        }
        match self.writer.as_mut().poll_write(context, bytes) {
            Poll::Ready(Ok(0)) => Err(io::ErrorKind::WriteZero.into()),
            Poll::Ready(written) => written,
            Poll::Pending => Ok(0),
        }
    }

    /// Lets a frame wait, of which `begun` bytes have been written if it is the first.
    pub(crate) fn push_rest(&mut self, frame: &[u8], begun: usize, frames: Frames) {
        self.wait(Bytes::copy_from_slice(frame), frames);
        self.begun += begun;
        self.waiting.bytes -= begun;
    }

    /// Writes what waits until nothing does, and adds what has been sent to `sent`.
    pub(crate) fn poll_drain(
        &mut self,
        context: &mut Context<'_>,
        sent: &mut Amount,
    ) -> Poll<io::Result<()>> {
        while !self.queue.is_empty() {
            let mut slices = [IoSlice::new(&[]); FRAMES_AT_ONCE];
            let mut count = 0;
            for (slice, waiting) in slices.iter_mut().zip(&self.queue) {
                *slice = IoSlice::new(if count == 0 { &waiting.bytes[self.begun..] } else { &waiting.bytes });
                count += 1;
            }
            let polled = self.writer.as_mut().poll_write_vectored(context, &slices[..count]);
            self.moved |= self.stuck && polled.is_ready();
            self.stuck = polled.is_pending();
            let written = ready!(polled)?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.advance(written, sent);
        }
        if self.queue.capacity() > FRAMES_AT_ONCE {
            self.queue = VecDeque::new();
        }
        Poll::Ready(Ok(()))
    }

    fn advance(&mut self, written: usize, sent: &mut Amount) {
        sent.bytes += written;
        self.waiting.bytes -= written;
        self.begun += written;
        while let Some(first) = self.queue.front()
            && self.begun >= first.bytes.len()
        {
            self.begun -= first.bytes.len();
            sent.frames.add(first.frames);
            self.waiting.frames.subtract(first.frames);
            self.queue.pop_front();
        }
    }

    /// Forgets what waits and has not been begun: what that was.
    pub(crate) fn abandon(&mut self) -> Amount {
        let begun = if self.begun > 0 { self.queue.pop_front() } else { None };
        let mut abandoned = mem::take(&mut self.waiting);
        self.queue = VecDeque::new();
        if let Some(Waiting { bytes, frames }) = begun {
            let rest = bytes.len() - self.begun;
            abandoned.frames.subtract(frames);
            abandoned.bytes -= rest;
            self.waiting = Amount { frames, bytes: rest };
            self.queue.push_back(Waiting { bytes, frames });
        }
        abandoned
    }

    /// Whether the client has taken something since the last call, though the system took no more. So it reads.
    pub(crate) fn take_moved(&mut self) -> bool {
        mem::take(&mut self.moved)
    }

    /// Ends the writing half.
    pub(crate) fn poll_shutdown(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.writer.as_mut().poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests;
