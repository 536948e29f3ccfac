//! The command `barwire-server`: flags, the log, signals, exit codes.

use std::io::Write;
use std::net::SocketAddr;
use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::Duration;

use clap::builder::RangedU64ValueParser;
use clap::{Parser, ValueEnum};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::engine::Limits;
use crate::market::{LoadSettings, LoadSettingsError, ReplayDates, ReplaySettings};
use crate::{Config, FeedChoice, serve, start};

/// The least time between two updates of one subscription, unless there is none at all.
const MIN_UPDATE_INTERVAL: Duration = Duration::from_millis(100);

/// Serve market bars over a WebSocket.
///
/// Prints one line with its address on standard output when it is ready, and logs to standard error (`RUST_LOG` says how much).
/// SIGTERM and SIGINT end it in good order. Exit code 0 after that, 2 if it could not work.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, env = "BARWIRE_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8000")]
    listen: SocketAddr,

    /// Where the bars come from: `replay` (sample data), `replay:DIR` (files named SYMBOL-RESOLUTION.csv), `stdin` or `lines:FILE`
    /// (what another program writes), `sim` (made up), or `load` (to measure with).
    ///
    /// `stdin` and `lines:FILE`, where the file may be a named pipe, read a JSON object a line: trades such as
    /// `{"symbol":"AAPL","time":1700000000000,"price":190.1,"size":10}`, or bars such as
    /// `{"symbol":"EURUSD","resolution":"1","time":1700000040000,"open":1.1,"high":1.2,"low":1.1,"close":1.15,"volume":7,"closed":true}`.
    /// `{"symbol":"AAPL","error":"the exchange is down"}` says that a source does not answer, `{"time":1700000060000}` how late it is.
    ///
    /// `load:symbols=100,hz=40,slots=10,bar=60s` has the symbols S000, S001 and so on at the resolution `1`. Each changes `hz` times a
    /// second, spread over `slots` moments; `bar` is the time from one close to the next; and `volume` is the time of the change in
    /// microseconds since the Unix epoch. What is left out is 100 symbols, 1 Hz, 1 slot, 60 s.
    #[arg(long, env = "BARWIRE_FEED", value_name = "FEED", default_value = "replay")]
    feed: FeedKind,

    /// What is known of the instruments beside their bars: a TOML file, see docs/instruments.md. Without it, replays have that of the
    /// sample data; what is not listed trades around the clock.
    #[arg(long, env = "BARWIRE_INSTRUMENTS", value_name = "FILE")]
    instruments: Option<PathBuf>,

    /// How long a replayed bar takes.
    #[arg(long, env = "BARWIRE_BAR_DURATION", value_name = "TIME", default_value = "10s", value_parser = humantime::parse_duration)]
    bar_duration: Duration,

    /// Show replayed bars as if they had ended just now: whole weeks later, at the same time by the clock on the wall. `1M` moves by whole
    /// months.
    #[arg(long, env = "BARWIRE_REPLAY_SHIFT")]
    replay_shift: bool,

    /// Where the chances of the simulation begin: the same seed makes the same market.
    #[arg(long, env = "BARWIRE_SIM_SEED", value_name = "NUMBER", default_value_t = 1)]
    sim_seed: u64,

    /// The number of simulated instruments.
    #[arg(long, env = "BARWIRE_SIM_SYMBOLS", value_name = "NUMBER", default_value_t = 3)]
    sim_symbols: usize,

    /// Closed bars that are kept of each symbol and resolution. Each takes 56 bytes.
    #[arg(long, env = "BARWIRE_HISTORY_BARS", value_name = "NUMBER", default_value_t = 100_000)]
    history_bars: usize,

    /// Closed bars of a stream that a client gets at most when it comes back. Where it has missed more, it fetches history.
    #[arg(long, env = "BARWIRE_RECOVER_BARS", value_name = "NUMBER", default_value_t = 1_000)]
    recover_bars: usize,

    /// The least time between two updates of one subscription; 0 for none. A bar that closes does not wait.
    #[arg(long, env = "BARWIRE_UPDATE_INTERVAL", value_name = "TIME", default_value = "1s", value_parser = update_interval)]
    update_interval: Duration,

    /// Threads that connections are placed on; by default one for each processor.
    #[arg(long, env = "BARWIRE_SHARDS", value_name = "NUMBER", default_value_t = Limits::default().shards)]
    shards: NonZero<usize>,

    /// Connections at a time.
    #[arg(long, env = "BARWIRE_MAX_CONNECTIONS", value_name = "NUMBER", default_value_t = Limits::default().max_connections, value_parser = at_least_one())]
    max_connections: usize,

    /// Subscriptions of one connection.
    #[arg(long, env = "BARWIRE_MAX_SUBSCRIPTIONS", value_name = "NUMBER", default_value_t = Limits::default().max_subscriptions, value_parser = at_least_one())]
    max_subscriptions: usize,

    /// Messages that may wait for one client before it is closed as too slow.
    #[arg(long, env = "BARWIRE_QUEUE_FRAMES", value_name = "NUMBER", default_value_t = Limits::default().queue_frames, value_parser = at_least_one())]
    queue_frames: usize,

    /// Bytes that may wait for one client before it is closed as too slow.
    #[arg(long, env = "BARWIRE_QUEUE_BYTES", value_name = "BYTES", default_value_t = Limits::default().queue_bytes, value_parser = at_least_one())]
    queue_bytes: usize,

    /// Bytes that may wait for all clients before new ones are refused.
    #[arg(long, env = "BARWIRE_BACKLOG_BYTES", value_name = "BYTES", default_value_t = Limits::default().backlog_bytes, value_parser = at_least_one())]
    backlog_bytes: usize,

    /// The time over which clients are closed on shutdown; with 0 they are dropped.
    #[arg(long, env = "BARWIRE_DRAIN", value_name = "TIME", default_value = "5s", value_parser = humantime::parse_duration)]
    drain: Duration,

    /// How the log is written.
    #[arg(long, env = "BARWIRE_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    log_format: LogFormat,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum FeedKind {
    Sample,
    Replay(PathBuf),
    Stdin,
    Lines(PathBuf),
    Sim,
    Load(LoadSettings),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogFormat {
    /// Lines for people.
    Text,
    /// A JSON object a line.
    Json,
}

impl FromStr for FeedKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "replay" => Ok(Self::Sample),
            None if text == "stdin" => Ok(Self::Stdin),
            None if text == "sim" => Ok(Self::Sim),
            None if text == "load" => Ok(Self::Load(LoadSettings::default())),
            Some(("replay", directory)) if !directory.is_empty() => Ok(Self::Replay(directory.into())),
            Some(("lines", file)) if !file.is_empty() => Ok(Self::Lines(file.into())),
            Some(("load", settings)) => {
                settings.parse().map(Self::Load).map_err(|error: LoadSettingsError| error.to_string())
            }
            _ => Err(
                "expected `replay`, `replay:DIR`, `stdin`, `lines:FILE`, `sim`, `load` or `load:SETTINGS`"
                    .to_owned(),
            ),
        }
    }
}

/// With none at all, no client could be served.
fn at_least_one() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..)
}

fn update_interval(text: &str) -> Result<Duration, String> {
    let interval = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    if interval.is_zero() || interval >= MIN_UPDATE_INTERVAL {
        return Ok(interval);
    }
    let least = humantime::format_duration(MIN_UPDATE_INTERVAL);
    Err(format!("at least {least}, or 0 to send every update"))
}

impl Options {
    fn config(&self) -> Config {
        let dates = if self.replay_shift { ReplayDates::Present } else { ReplayDates::Recorded };
        let settings = ReplaySettings { bar_duration: self.bar_duration, dates };
        let feed = match &self.feed {
            FeedKind::Sample => FeedChoice::Sample(settings),
            FeedKind::Replay(directory) => FeedChoice::Replay { directory: directory.clone(), settings },
            FeedKind::Stdin => FeedChoice::Stdin,
            FeedKind::Lines(file) => FeedChoice::Lines { file: file.clone() },
            FeedKind::Sim => FeedChoice::Sim { seed: self.sim_seed, symbols: self.sim_symbols },
            FeedKind::Load(settings) => FeedChoice::Load(settings.clone()),
        };
        let limits = Limits {
            shards: self.shards,
            max_connections: self.max_connections,
            max_subscriptions: self.max_subscriptions,
            update_interval: self.update_interval,
            queue_frames: self.queue_frames,
            queue_bytes: self.queue_bytes,
            backlog_bytes: self.backlog_bytes,
            drain_window: self.drain,
            ..Limits::default()
        };
        let instruments = self.instruments.clone();
        Config { feed, instruments, history: self.history_bars, recover: self.recover_bars, limits }
    }
}

/// Runs the command with the arguments and the environment of the process.
pub async fn main() -> ExitCode {
    let options = Options::parse();
    log(options.log_format);
    match run(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            tracing::error!("{reason}");
            ExitCode::from(2)
        }
    }
}

async fn run(options: &Options) -> Result<(), String> {
    let stop = stop().map_err(|error| format!("cannot listen for signals: {error}"))?;
    let listen = options.listen;
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        format!("cannot listen on {listen}: {error}; stop what listens there, or choose another address with --listen")
    })?;
    let address = listener.local_addr().map_err(|error| format!("{listen} has no address: {error}"))?;
    let (app, engine) = start(&options.config()).map_err(|error| error.to_string())?;
    // Nobody may be reading, which is no reason not to serve.
    let _printed = writeln!(std::io::stdout(), "barwire-server listening on http://{address}");
    serve(listener, app, &engine, stop).await;
    Ok(())
}

fn log(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
}

/// Ends with SIGTERM or SIGINT, which are listened for from now on.
fn stop() -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
