//! One connection of the load client.

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::time::Instant;

use mio::net::TcpStream;
use socket2::{Domain, Socket, Type};

use super::check::Positions;
use super::tally::Tally;
use crate::frame::{self, BadFrame, Frame, Opcode, Walker};
use crate::market::now_us;

/// How each ack begins, and nothing else does.
const ACK: &[u8] = br#"{"type":"bars.ack""#;

/// How each update begins.
const UPDATE: &[u8] = br#"{"type":"bars.update""#;

/// Where an ack says that it refuses.
const REFUSED: &[u8] = br#""status":"error""#;

/// A client that has connected.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) stream: TcpStream,
    pub(super) is_open: bool,
    pub(super) stops_reading: bool,
    started: Instant,
    /// The answer to the handshake, until it is complete.
    handshake: Option<Vec<u8>>,
    subscriptions: Vec<u8>,
    acks: usize,
    walker: Walker,
    positions: Positions,
}

/// How a connection ended.
#[derive(Debug)]
pub(super) enum End {
    /// The server sent a close frame, with a code or without.
    Closed(Option<u16>),
    /// The server ended the TCP connection.
    Eof,
    /// The handshake was answered otherwise than with 101.
    Refused(String),
    Bad(BadFrame),
    Io(io::Error),
}

impl From<io::Error> for End {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<BadFrame> for End {
    fn from(bad: BadFrame) -> Self {
        Self::Bad(bad)
    }
}

impl Connection {
    /// Connects and asks for a WebSocket. Who gives the length of a receive buffer will stop reading.
    pub(super) fn open(
        address: SocketAddr,
        path: &str,
        symbols: impl Iterator<Item = String>,
        receive_buffer: Option<usize>,
    ) -> io::Result<Self> {
        let started = Instant::now();
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        if let Some(length) = receive_buffer {
            socket.set_recv_buffer_size(length)?;
        }
        socket.set_tcp_nodelay(true)?;
        socket.connect(&address.into())?;
        socket.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(socket.into());
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Key: {}\r\nSec-WebSocket-Version: 13\r\n\r\n",
            frame::KEY
        )?;
        let mut subscriptions = vec![];
        let mut acks = 0;
        for symbol in symbols {
            let request =
                format!(r#"{{"type":"bars.subscribe","payload":{{"symbol":"{symbol}","resolution":"1"}}}}"#);
            frame::push_masked_text(&mut subscriptions, &request);
            acks += 1;
        }
        Ok(Self {
            stream,
            is_open: true,
            stops_reading: receive_buffer.is_some(),
            started,
            handshake: Some(vec![]),
            subscriptions,
            acks,
            walker: Walker::default(),
            positions: Positions::default(),
        })
    }

    /// Whether it is not subscribed to everything yet.
    pub(super) fn awaits_acks(&self) -> bool {
        self.acks > 0
    }

    /// Reads; nothing where nothing has come.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Result<Option<usize>, End> {
        match self.stream.read(buffer) {
            Ok(0) => Err(End::Eof),
            Ok(length) => Ok(Some(length)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes in what was read.
    pub(super) fn receive(&mut self, bytes: &[u8], tally: &mut Tally) -> Result<(), End> {
        let Some(mut response) = self.handshake.take() else { return self.frames(bytes, tally) };
        response.extend_from_slice(bytes);
        let Some(end) = response.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
            self.handshake = Some(response);
            return Ok(());
        };
        if !response.starts_with(b"HTTP/1.1 101") {
            let status = response.split(|byte| *byte == b'\r').next().unwrap_or_default();
            return Err(End::Refused(String::from_utf8_lossy(status).into_owned()));
        }
        // A socket that has not sent anything takes what is that short.
        self.stream.write_all(&std::mem::take(&mut self.subscriptions))?;
        self.frames(&response[end + 4..], tally)
    }

    fn frames(&mut self, bytes: &[u8], tally: &mut Tally) -> Result<(), End> {
        let now = now_us();
        let mut end = None;
        let mut pongs = vec![];
        let Self { walker, acks, positions, started, stops_reading, .. } = self;
        walker.walk(bytes, |frame| match frame {
            Frame { opcode: Opcode::Text, payload } if payload.starts_with(UPDATE) => {
                tally.update(payload, now, *stops_reading, positions);
            }
            Frame { opcode: Opcode::Text, payload } if payload.starts_with(ACK) => {
                tally.ack(contains(payload, REFUSED));
                *acks = acks.saturating_sub(1);
                if *acks == 0 {
                    tally.subscribed(started.elapsed());
                }
            }
            Frame { opcode: Opcode::Text | Opcode::Binary, .. } => tally.other += 1,
            Frame { opcode: Opcode::Ping, payload } => frame::push_masked_pong(&mut pongs, payload),
            Frame { opcode: Opcode::Pong, .. } => {}
            Frame { opcode: Opcode::Close, payload } => {
                end = Some(End::Closed(payload.first_chunk().map(|code| u16::from_be_bytes(*code))));
            }
        })?;
        if let Some(end) = end {
            return Err(end);
        }
        if !pongs.is_empty() {
            self.stream.write_all(&pongs)?;
        }
        Ok(())
    }

    /// Ends it, without the closing handshake.
    pub(super) fn close(&mut self) {
        self.is_open = false;
        // It may have ended already.
        let _ = self.stream.shutdown(std::net::Shutdown::Both);
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
