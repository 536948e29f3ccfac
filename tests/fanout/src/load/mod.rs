//! The load client: one thread that subscribes with many connections and measures what comes.

mod check;
mod connection;
mod report;
mod tally;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use clap::Parser;
use mio::event::Event;
use mio::{Events, Interest, Poll, Token};

use connection::{Connection, End};
use tally::Tally;

pub use check::Check;
pub use report::Report;

use crate::market::name;
use crate::process::{CpuTime, Process};
use crate::{Error, PATH};

/// The length of the buffer that is read into.
const BUFFER: usize = 1 << 20;

/// How many connections the poll names at once.
const EVENTS: usize = 1024;

/// How long those that did not read have to catch up at the end.
const CATCH_UP: Duration = Duration::from_secs(1);

/// What is asked of the load client.
#[derive(Debug, Clone, Parser)]
pub struct Options {
    /// The port of the server on 127.0.0.1
    #[arg(long)]
    pub port: u16,
    /// The path of its WebSocket
    #[arg(long, default_value = PATH)]
    pub path: String,
    /// The server's process, whose time and memory are read
    #[arg(long)]
    pub pid: u32,
    /// How many connect
    #[arg(long, default_value_t = 100)]
    pub clients: usize,
    /// How many symbols the server has
    #[arg(long, default_value_t = 1)]
    pub symbols: usize,
    /// How many of them each client takes
    #[arg(long, default_value_t = 1)]
    pub per_client: usize,
    /// Seconds between the last ack and the measurement
    #[arg(long, default_value_t = 1.0)]
    pub warm: f64,
    /// Seconds that are measured
    #[arg(long, default_value_t = 3.0)]
    pub seconds: f64,
    /// The share of clients that do not read once they have subscribed
    #[arg(long, default_value_t = 0.0)]
    pub not_reading: f64,
    /// The receive buffer of those, in bytes
    #[arg(long, default_value_t = 4096)]
    pub receive_buffer: usize,
    /// How many handshakes are under way at once
    #[arg(long, default_value_t = 64)]
    pub in_flight: usize,
    /// Seconds after which those that are not subscribed are left behind
    #[arg(long, default_value_t = 40.0)]
    pub connect_timeout: f64,
    /// Parse every update, and look for holes
    #[arg(long)]
    pub check: bool,
}

impl Options {
    /// The symbols of a client.
    fn symbols_of(&self, client: usize) -> impl Iterator<Item = String> {
        let (symbols, all) = (self.symbols, self.per_client == self.symbols);
        (0..self.per_client).map(move |at| name(if all { at } else { (client + at * 7) % symbols }))
    }

    /// Whether a client stops reading: those who do are spread over all.
    fn stops_reading(&self, client: usize) -> bool {
        let before = |client: usize| (client as f64 * self.not_reading) as usize;
        before(client) != before(client + 1)
    }
}

/// Subscribes, waits, and measures.
///
/// # Errors
/// Where the server cannot be reached, or its process has ended.
pub fn run(options: &Options) -> Result<Report, Error> {
    let process = Process::new(options.pid);
    let before = process.resident_kib()?;
    let mut load = Load::new(options)?;
    load.connect()?;
    load.stop_reading()?;
    load.run_for(Duration::from_secs_f64(options.warm))?;

    let begin = Moment::now(&process)?;
    load.tally.start();
    load.run_for(Duration::from_secs_f64(options.seconds))?;
    load.tally.stop();
    let end = Moment::now(&process)?;

    if options.not_reading > 0.0 {
        load.read_again()?;
        load.run_for(CATCH_UP)?;
    }
    Ok(report::report(options, load.tally, before, &begin, &end))
}

/// The figures of the server at one moment.
struct Moment {
    at: Instant,
    cpu: CpuTime,
    resident_kib: u64,
}

impl Moment {
    fn now(process: &Process) -> Result<Self, Error> {
        Ok(Self { at: Instant::now(), cpu: process.cpu_time()?, resident_kib: process.resident_kib()? })
    }
}

struct Load<'a> {
    options: &'a Options,
    poll: Poll,
    events: Events,
    connections: Vec<Connection>,
    buffer: Box<[u8]>,
    tally: Tally,
}

impl<'a> Load<'a> {
    fn new(options: &'a Options) -> Result<Self, Error> {
        Ok(Self {
            options,
            poll: Poll::new()?,
            events: Events::with_capacity(EVENTS),
            connections: Vec::with_capacity(options.clients),
            buffer: vec![0; BUFFER].into_boxed_slice(),
            tally: Tally::new(options.check),
        })
    }

    /// Connects and subscribes everyone.
    fn connect(&mut self) -> Result<(), Error> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.options.port));
        let deadline = Instant::now() + Duration::from_secs_f64(self.options.connect_timeout);
        while self.tally.settled < self.options.clients && Instant::now() < deadline {
            while self.connections.len() < self.options.clients
                && self.connections.len() < self.tally.settled + self.options.in_flight
            {
                let client = self.connections.len();
                let receive_buffer =
                    self.options.stops_reading(client).then_some(self.options.receive_buffer);
                let mut connection = Connection::open(
                    address,
                    &self.options.path,
                    self.options.symbols_of(client),
                    receive_buffer,
                )?;
                self.poll.registry().register(&mut connection.stream, Token(client), Interest::READABLE)?;
                self.connections.push(connection);
            }
            self.turn(Duration::from_millis(10))?;
        }
        Ok(())
    }

    fn stop_reading(&mut self) -> io::Result<()> {
        let stopped = |connection: &&mut Connection| connection.is_open && connection.stops_reading;
        for connection in self.connections.iter_mut().filter(stopped) {
            self.poll.registry().deregister(&mut connection.stream)?;
        }
        Ok(())
    }

    fn read_again(&mut self) -> io::Result<()> {
        for (client, connection) in self.connections.iter_mut().enumerate() {
            if connection.is_open && connection.stops_reading {
                self.poll.registry().register(&mut connection.stream, Token(client), Interest::READABLE)?;
            }
        }
        Ok(())
    }

    fn run_for(&mut self, duration: Duration) -> io::Result<()> {
        let end = Instant::now() + duration;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            self.turn(left)?;
        }
    }

    /// Reads what has come, or waits for it.
    fn turn(&mut self, wait: Duration) -> io::Result<()> {
        match self.poll.poll(&mut self.events, Some(wait)) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(()),
            other => other?,
        }
        for event in &self.events {
            let connection = &mut self.connections[event.token().0];
            if let Err(end) = read(connection, event, &mut self.buffer, &mut self.tally) {
                self.poll.registry().deregister(&mut connection.stream)?;
                connection.close();
                self.tally.closed(end, connection.awaits_acks());
            }
        }
        Ok(())
    }
}

/// Reads all that a connection has. What is less than the buffer takes is all, unless the end follows.
fn read(connection: &mut Connection, event: &Event, buffer: &mut [u8], tally: &mut Tally) -> Result<(), End> {
    loop {
        let Some(length) = connection.read(buffer)? else { return Ok(()) };
        tally.read();
        connection.receive(&buffer[..length], tally)?;
        if length < buffer.len() && !event.is_read_closed() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(arguments: &str) -> Options {
        Options::parse_from(format!("load --port 1 --pid 1 {arguments}").split(' '))
    }

    #[test]
    fn symbols_are_shared_out() {
        let all = options("--symbols 3 --per-client 3");
        assert_eq!(all.symbols_of(5).collect::<Vec<_>>(), ["S000", "S001", "S002"]);
        let some = options("--symbols 10 --per-client 2");
        assert_eq!(some.symbols_of(5).collect::<Vec<_>>(), ["S005", "S002"]);
    }

    #[test]
    fn a_share_stops_reading() {
        let slow = options("--not-reading 0.1");
        assert_eq!((0..100).filter(|client| slow.stops_reading(*client)).count(), 10);
        assert!(!(0..100).any(|client| options("--symbols 1").stops_reading(client)));
    }
}
