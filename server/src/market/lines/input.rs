//! Reads an input in a thread of its own: its bytes, cut into lines, made into batches of events.

use std::io::{ErrorKind, Read};

use barwire_schema::protocol::EpochMillis;
use tokio::sync::mpsc::Sender;

use super::reader::{MAX_LINE, Reader};
use crate::market::Event;

/// How many bytes are read at once, at most. It has room for the longest line and its end.
const BUFFER: usize = 2 * MAX_LINE;

/// The events of what was read at once.
#[derive(Debug)]
pub(super) struct Batch {
    /// When it was read.
    pub(super) read: EpochMillis,
    pub(super) events: Vec<Event>,
}

/// Bytes that are not a whole line yet.
#[derive(Debug)]
struct Buffer {
    bytes: Vec<u8>,
    /// So many of them hold something.
    filled: usize,
    /// Whether they belong to a line that is left out.
    skipping: bool,
}

/// Reads `input` to its end, or until nobody takes its events.
pub(super) fn read(input: &mut impl Read, batches: &Sender<Batch>) {
    let mut reader = Reader::default();
    let mut buffer = Buffer { bytes: vec![0; BUFFER], filled: 0, skipping: false };
    loop {
        let read = match input.read(&mut buffer.bytes[buffer.filled..]) {
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return end(&mut reader, &format!("cannot be read: {error}"), batches),
        };
        let now = EpochMillis::now();
        let mut events = Vec::new();
        if read == 0 {
            buffer.finish(&mut reader, now, &mut events);
        } else {
            buffer.filled += read;
            buffer.cut(&mut reader, now, &mut events);
        }
        if !events.is_empty() && batches.blocking_send(Batch { read: now, events }).is_err() {
            return;
        }
        if read == 0 {
            return end(&mut reader, "has ended: no more lines come", batches);
        }
    }
}

fn end(reader: &mut Reader, reason: &str, batches: &Sender<Batch>) {
    let mut events = Vec::new();
    reader.end(reason, &mut events);
    // Nobody may be there to be told.
    let _sent = batches.blocking_send(Batch { read: EpochMillis::now(), events });
}

impl Buffer {
    /// Takes the lines that are whole, and moves what follows to the front.
    fn cut(&mut self, reader: &mut Reader, now: EpochMillis, events: &mut Vec<Event>) {
        let mut start = 0;
        while let Some(length) = self.bytes[start..self.filled].iter().position(|byte| *byte == b'\n') {
            let line = &self.bytes[start..start + length];
            if std::mem::take(&mut self.skipping) {
                // Its beginning was told of.
            } else if length > MAX_LINE {
                reader.skip();
            } else {
                reader.take(line, now, events);
            }
            start += length + 1;
        }
        self.bytes.copy_within(start..self.filled, 0);
        self.filled -= start;
        if self.filled > MAX_LINE || self.skipping {
            if !std::mem::replace(&mut self.skipping, true) {
                reader.skip();
            }
            self.filled = 0;
        }
    }

    /// Takes what follows the last end of a line.
    fn finish(&mut self, reader: &mut Reader, now: EpochMillis, events: &mut Vec<Event>) {
        if self.filled > 0 && !self.skipping {
            reader.take(&self.bytes[..self.filled], now, events);
        }
        self.filled = 0;
    }
}
