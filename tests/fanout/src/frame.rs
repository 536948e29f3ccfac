//! Frames of the WebSocket protocol (RFC 6455), as far as the benchmark needs them.

use std::fmt;

/// The key of the handshake: the example of RFC 6455.
pub const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";

/// What a server answers to [`KEY`].
pub const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/// The longest payload that is read.
const MAX_PAYLOAD: u64 = 16 << 20;

/// The mask of every frame that is sent.
const MASK: [u8; 4] = [0x12, 0x34, 0x56, 0x78];

const FINAL: u8 = 0x80;
const MASKED: u8 = 0x80;

/// The kind of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opcode {
    /// A message of text.
    Text,
    /// A message of bytes.
    Binary,
    /// The end.
    Close,
    /// To be answered by a pong.
    Ping,
    /// The answer to a ping.
    Pong,
}

/// A frame of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Its kind.
    pub opcode: Opcode,
    /// What it carries.
    pub payload: &'a [u8],
}

/// Bytes that are no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadFrame(&'static str);

impl fmt::Display for BadFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for BadFrame {}

/// Finds the frames in what is read from one connection.
#[derive(Debug, Default)]
pub struct Walker {
    /// The beginning of a frame whose end was not read yet.
    begun: Vec<u8>,
}

impl Walker {
    /// Takes in what was read, and hands on every frame that is complete.
    ///
    /// # Errors
    /// [`BadFrame`] where it is no frame of a server, or a part of a message.
    pub fn walk(&mut self, mut bytes: &[u8], mut each: impl FnMut(Frame<'_>)) -> Result<(), BadFrame> {
        while !self.begun.is_empty() {
            match parse(&self.begun)? {
                Parsed::Frame(frame, _) => {
                    each(frame);
                    self.begun.clear();
                }
                Parsed::Wanted(_) if bytes.is_empty() => return Ok(()),
                Parsed::Wanted(length) => {
                    let (part, rest) = bytes.split_at(bytes.len().min(length - self.begun.len()));
                    self.begun.extend_from_slice(part);
                    bytes = rest;
                }
            }
        }
        loop {
            match parse(bytes)? {
                Parsed::Frame(frame, length) => {
                    each(frame);
                    bytes = &bytes[length..];
                }
                Parsed::Wanted(_) => {
                    self.begun.extend_from_slice(bytes);
                    return Ok(());
                }
            }
        }
    }
}

enum Parsed<'a> {
    /// A frame, and its length with the header.
    Frame(Frame<'a>, usize),
    /// How many bytes it takes to see more.
    Wanted(usize),
}

fn parse(bytes: &[u8]) -> Result<Parsed<'_>, BadFrame> {
    let [first, second, after @ ..] = bytes else { return Ok(Parsed::Wanted(2)) };
    let opcode = match first {
        0x81 => Opcode::Text,
        0x82 => Opcode::Binary,
        0x88 => Opcode::Close,
        0x89 => Opcode::Ping,
        0x8a => Opcode::Pong,
        _ if first & FINAL == 0 => return Err(BadFrame("a part of a message")),
        _ => return Err(BadFrame("a frame of unknown kind, or with extensions")),
    };
    let (header, length) = match (second, after) {
        (0..=125, _) => (2, u64::from(*second)),
        (126, [a, b, ..]) => (4, u64::from(u16::from_be_bytes([*a, *b]))),
        (126, _) => return Ok(Parsed::Wanted(4)),
        (127, [a, b, c, d, e, f, g, h, ..]) => (10, u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h])),
        (127, _) => return Ok(Parsed::Wanted(10)),
        _ => return Err(BadFrame("a masked frame")),
    };
    if length > MAX_PAYLOAD {
        return Err(BadFrame("a frame of more than 16 MiB"));
    }
    // It is at most `MAX_PAYLOAD`.
    let end = header + length as usize;
    Ok(match bytes.get(header..end) {
        Some(payload) => Parsed::Frame(Frame { opcode, payload }, end),
        None => Parsed::Wanted(end),
    })
}

/// Appends a text frame of a server.
pub fn push_text(frames: &mut Vec<u8>, text: &str) {
    push_header(frames, 0x81, 0, text.len());
    frames.extend_from_slice(text.as_bytes());
}

/// Appends a text frame of a client.
pub fn push_masked_text(frames: &mut Vec<u8>, text: &str) {
    push_masked(frames, 0x81, text.as_bytes());
}

/// Appends the pong that answers a ping.
pub fn push_masked_pong(frames: &mut Vec<u8>, payload: &[u8]) {
    push_masked(frames, 0x8a, payload);
}

fn push_masked(frames: &mut Vec<u8>, first: u8, payload: &[u8]) {
    push_header(frames, first, MASKED, payload.len());
    frames.extend_from_slice(&MASK);
    frames.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
}

fn push_header(frames: &mut Vec<u8>, first: u8, masked: u8, length: usize) {
    frames.push(first);
    if length < 126 {
        frames.push(masked | length as u8);
    } else if let Ok(length) = u16::try_from(length) {
        frames.push(masked | 126);
        frames.extend_from_slice(&length.to_be_bytes());
    } else {
        frames.push(masked | 127);
        frames.extend_from_slice(&(length as u64).to_be_bytes());
    }
}

/// Takes the payload of the first frame of a client that is complete from `bytes`. Only frames of less than 126 bytes are known.
pub fn take_masked(bytes: &mut Vec<u8>) -> Option<Vec<u8>> {
    let [_, second, mask @ ..] = bytes.as_slice() else { return None };
    let length = usize::from(second & 127);
    let (mask, after) = mask.split_at_checked(4)?;
    let payload =
        after.get(..length)?.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect();
    bytes.drain(..6 + length);
    Some(payload)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(parts: &[&[u8]]) -> Result<Vec<(Opcode, Vec<u8>)>, BadFrame> {
        let mut walker = Walker::default();
        let mut frames = vec![];
        for part in parts {
            walker.walk(part, |frame| frames.push((frame.opcode, frame.payload.to_vec())))?;
        }
        Ok(frames)
    }

    /// Text of every form of length, with control frames between.
    fn stream() -> (Vec<u8>, Vec<(Opcode, Vec<u8>)>) {
        let mut bytes = vec![];
        let mut expected = vec![];
        for length in [0, 1, 125, 126, 127, 300, 65_535, 65_536] {
            let text = "x".repeat(length);
            push_text(&mut bytes, &text);
            expected.push((Opcode::Text, text.into_bytes()));
            bytes.extend_from_slice(&[0x89, 2, b'h', b'i']);
            expected.push((Opcode::Ping, b"hi".to_vec()));
        }
        bytes.extend_from_slice(&[0x8a, 0, 0x82, 1, 7, 0x88, 2, 3, 0xe8]);
        expected.push((Opcode::Pong, vec![]));
        expected.push((Opcode::Binary, vec![7]));
        expected.push((Opcode::Close, vec![3, 0xe8]));
        (bytes, expected)
    }

    #[test]
    fn frames_are_found_in_one_piece() {
        let (bytes, expected) = stream();
        assert_eq!(frames(&[&bytes]), Ok(expected));
    }

    #[test]
    fn frames_are_found_byte_by_byte() {
        let (bytes, expected) = stream();
        let parts: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(frames(&parts), Ok(expected));
    }

    #[test]
    fn frames_are_found_wherever_they_are_cut() {
        let mut bytes = vec![];
        for length in [3, 126, 0, 200] {
            push_text(&mut bytes, &"y".repeat(length));
        }
        bytes.extend_from_slice(&[0x88, 2, 3, 0xe8]);
        let whole = frames(&[&bytes]).unwrap();
        for one in 0..=bytes.len() {
            for other in one..=bytes.len() {
                let parts = [&bytes[..one], &bytes[one..other], &bytes[other..]];
                assert_eq!(frames(&parts).unwrap(), whole, "{one} {other}");
            }
        }
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        for bytes in [&[0x01, 0][..], &[0x80, 0], &[0xc1, 0], &[0x83, 0], &[0x81, 0x80]] {
            assert!(frames(&[bytes]).is_err(), "{bytes:?}");
        }
        let long = [&[0x82, 127][..], &(MAX_PAYLOAD + 1).to_be_bytes()].concat();
        assert!(frames(&[&long]).is_err());
    }

    #[test]
    fn a_frame_of_a_client_is_unmasked() {
        let mut bytes = vec![];
        push_masked_text(&mut bytes, "hello");
        push_masked_pong(&mut bytes, b"");
        bytes.push(0x81);
        assert_eq!(take_masked(&mut bytes).as_deref(), Some(&b"hello"[..]));
        assert_eq!(take_masked(&mut bytes).as_deref(), Some(&b""[..]));
        assert_eq!(take_masked(&mut bytes), None);
        assert_eq!(bytes, [0x81]);
    }
}
