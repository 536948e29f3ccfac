//! One measurement: a server is started, the load client is run, the server is ended.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use barwire_fanout::Error;
use barwire_fanout::load::Report;
use serde::{Deserialize, Serialize};

use crate::servers::Server;
use crate::workload::{Kind, Workload};

/// How long a server has to listen.
const START: Duration = Duration::from_secs(15);

/// How long it has to settle after that.
const SETTLE: Duration = Duration::from_millis(200);

/// The share of clients that do not read, where some do not.
const NOT_READING: f64 = 0.1;

/// What was measured.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) workload: String,
    pub(crate) server: String,
    pub(crate) round: usize,
    pub(crate) report: Report,
    /// The same with everybody reading, where somebody does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) control: Option<Report>,
}

/// Measures servers.
#[derive(Debug)]
pub(crate) struct Runner {
    /// Where the load client is, and the logs of the servers.
    directory: PathBuf,
    seconds: f64,
    warm: f64,
    /// Whether processes are given cores.
    pins: bool,
    /// How many files a process may open.
    files: u64,
}

/// A server that runs, and ends with this.
struct Running {
    child: Child,
    port: u16,
}

impl Runner {
    /// A runner that measures for so many seconds.
    pub(crate) fn new(seconds: f64, warm: f64) -> Result<Self, Error> {
        let program = std::env::current_exe()?;
        let directory = program.parent().ok_or("the program is in no directory")?.to_owned();
        let cores = thread::available_parallelism()?.get();
        let pins = cores > 1 && Command::new("taskset").arg("--version").output().is_ok();
        if !pins {
            println!(
                "servers and load client are not given cores of their own: that takes `taskset` and two cores"
            );
        }
        // What is started has the same limit.
        let files = rlimit::increase_nofile_limit(u64::MAX)?;
        Ok(Self { directory, seconds, warm, pins, files })
    }

    /// What stands against as many connections as a workload has.
    pub(crate) fn missing_files(&self, workload: &Workload) -> Option<String> {
        let wanted = workload.clients as u64 + 100;
        (self.files < wanted).then(|| format!("it takes {wanted} open files, and {} are allowed", self.files))
    }

    /// Measures a server under a workload.
    pub(crate) fn measure(
        &self,
        server: &Server,
        workload: &Workload,
        round: usize,
    ) -> Result<Record, Error> {
        let is_slow = workload.kind == Kind::Slow;
        Ok(Record {
            workload: workload.to_string(),
            server: server.name.clone(),
            round,
            report: self.load(server, workload, if is_slow { NOT_READING } else { 0.0 })?,
            control: is_slow.then(|| self.load(server, workload, 0.0)).transpose()?,
        })
    }

    fn load(&self, server: &Server, workload: &Workload, not_reading: f64) -> Result<Report, Error> {
        let running = self.start(server, workload)?;
        let load = self.directory.join("load").to_string_lossy().into_owned();
        let mut client = self.pinned("1", &[load]);
        client
            .args(["--port", &running.port.to_string()])
            .args(["--pid", &running.child.id().to_string()])
            .args(["--clients", &workload.clients.to_string()])
            .args(["--symbols", &workload.symbols.to_string()])
            .args(["--per-client", &workload.per_client.to_string()])
            .args(["--not-reading", &not_reading.to_string()])
            .args(["--warm", &self.warm.to_string()])
            .args(["--seconds", &workload.seconds(self.seconds).to_string()]);
        let output = client.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            return Err(format!("the load client ended with {}", output.status).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// Starts a server, and waits until it listens.
    fn start(&self, server: &Server, workload: &Workload) -> Result<Running, Error> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let log = self.directory.join(format!("fanout-{}.log", server.name));
        let mut running = Running {
            child: self
                .pinned(server.cores, &server.command(workload, port))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(File::create(&log)?)
                .spawn()?,
            port,
        };
        let deadline = Instant::now() + START;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if let Some(status) = running.child.try_wait()? {
                return Err(format!("it ended with {status}; see {}", log.display()).into());
            }
            if Instant::now() > deadline {
                return Err(format!("it does not listen; see {}", log.display()).into());
            }
            thread::sleep(Duration::from_millis(20));
        }
        thread::sleep(SETTLE);
        Ok(running)
    }

    /// A command that runs on certain cores.
    fn pinned(&self, cores: &str, command: &[String]) -> Command {
        let mut words = command.iter();
        if self.pins {
            // It gives its process to the program.
            let mut taskset = Command::new("taskset");
            taskset.args(["--cpu-list", cores]).args(words);
            return taskset;
        }
        let mut program = Command::new(words.next().map_or("", String::as_str));
        program.args(words);
        program
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
