//! What TCP alone allows: one thread, frames and handshake by hand, nothing checked.
//!
//! It is no server to be used: what a socket does not take is dropped.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use barwire_fanout::Error;
use barwire_fanout::clock::Clock;
use barwire_fanout::frame::{ACCEPT, push_text, take_masked};
use barwire_fanout::market::{Market, text};
use barwire_fanout::server::{Arguments, answer};
use clap::{Parser, ValueEnum};
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

const LISTENER: Token = Token(usize::MAX);

/// How long it sleeps at most.
const MAX_WAIT: Duration = Duration::from_millis(50);

#[derive(Debug, Parser)]
struct Options {
    /// What is written at once
    mode: Mode,
    #[command(flatten)]
    arguments: Arguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    /// One message
    Each,
    /// All messages of a tick
    Batch,
}

fn main() -> Result<(), Error> {
    let Options { mode, arguments } = Options::parse();
    let mut market = Market::new(arguments.symbols())?;
    let mut clock = Clock::new(&arguments);
    let mut server = Server::new(arguments)?;
    let mut events = Events::with_capacity(1024);
    let mut frame = vec![];
    loop {
        match server.poll.poll(&mut events, Some(clock.wait().min(MAX_WAIT))) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        }
        for event in &events {
            match event.token() {
                LISTENER => server.accept()?,
                Token(number) => server.read(number),
            }
        }
        let mut failure = None;
        clock.due(|symbol| match text(&market.next(symbol)) {
            Ok(text) => {
                frame.clear();
                push_text(&mut frame, &text);
                match mode {
                    Mode::Each => server.write(symbol, &frame),
                    Mode::Batch => server.gather(symbol, &frame),
                }
            }
            Err(error) => failure = Some(error),
        });
        if let Some(error) = failure {
            return Err(error.into());
        }
        server.write_gathered();
    }
}

struct Server {
    arguments: Arguments,
    poll: Poll,
    listener: TcpListener,
    connections: Vec<Connection>,
    /// The numbers of the connections, by symbol.
    subscribers: Vec<Vec<usize>>,
    /// The connections for which something is gathered.
    gathered: Vec<usize>,
    buffer: Vec<u8>,
}

struct Connection {
    stream: TcpStream,
    is_upgraded: bool,
    /// What was read and not understood yet.
    received: Vec<u8>,
    /// What is written at the end of the tick.
    gathered: Vec<u8>,
    /// The end of what was written in part.
    rest: Vec<u8>,
}

impl Server {
    fn new(arguments: Arguments) -> Result<Self, Error> {
        let mut listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port)))?;
        let poll = Poll::new()?;
        poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
        Ok(Self {
            arguments,
            poll,
            listener,
            connections: vec![],
            subscribers: vec![vec![]; arguments.symbols()],
            gathered: vec![],
            buffer: vec![0; 64 << 10],
        })
    }

    fn accept(&mut self) -> io::Result<()> {
        loop {
            let mut stream = match self.listener.accept() {
                Ok((stream, _)) => stream,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            };
            stream.set_nodelay(true)?;
            let token = Token(self.connections.len());
            self.poll.registry().register(&mut stream, token, Interest::READABLE)?;
            self.connections.push(Connection {
                stream,
                is_upgraded: false,
                received: vec![],
                gathered: vec![],
                rest: vec![],
            });
        }
    }

    fn read(&mut self, number: usize) {
        let connection = &mut self.connections[number];
        loop {
            match connection.stream.read(&mut self.buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Ok(0) | Err(_) => {
                    // It keeps its number, as no other is told by it.
                    for subscribers in &mut self.subscribers {
                        subscribers.retain(|subscriber| *subscriber != number);
                    }
                    return;
                }
                Ok(length) => connection.received.extend_from_slice(&self.buffer[..length]),
            }
        }
        connection.upgrade();
        if !connection.is_upgraded {
            return;
        }
        let mut acks = vec![];
        while let Some(payload) = take_masked(&mut connection.received) {
            let request = str::from_utf8(&payload).unwrap_or_default();
            if let Some((symbol, ack)) = answer(request, self.arguments.symbols()) {
                self.subscribers[symbol].push(number);
                push_text(&mut acks, &ack);
            }
        }
        if !acks.is_empty() {
            connection.write(&acks);
        }
    }

    fn write(&mut self, symbol: usize, frame: &[u8]) {
        for number in &self.subscribers[symbol] {
            self.connections[*number].write(frame);
        }
    }

    fn gather(&mut self, symbol: usize, frame: &[u8]) {
        for number in &self.subscribers[symbol] {
            let gathered = &mut self.connections[*number].gathered;
            if gathered.is_empty() {
                self.gathered.push(*number);
            }
            gathered.extend_from_slice(frame);
        }
    }

    fn write_gathered(&mut self) {
        for number in self.gathered.drain(..) {
            let connection = &mut self.connections[number];
            let mut frames = std::mem::take(&mut connection.gathered);
            connection.write(&frames);
            frames.clear();
            connection.gathered = frames;
        }
    }
}

impl Connection {
    /// Answers the handshake once it is complete.
    fn upgrade(&mut self) {
        if self.is_upgraded {
            return;
        }
        let Some(end) = self.received.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return };
        self.received.drain(..end + 4);
        self.is_upgraded = true;
        let response = format!(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Accept: {ACCEPT}\r\n\r\n"
        );
        self.write(response.as_bytes());
    }

    /// Writes what the socket takes. What it does not take at all is dropped; of what it takes in part the rest comes first next time.
    fn write(&mut self, bytes: &[u8]) {
        if !self.rest.is_empty() {
            let written = self.stream.write(&self.rest).unwrap_or(0);
            self.rest.drain(..written);
            if !self.rest.is_empty() {
                return;
            }
        }
        if let Ok(written) = self.stream.write(bytes) {
            self.rest.extend_from_slice(&bytes[written..]);
        }
    }
}
