//! A server as a process of its own.

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// The root of the repository.
#[must_use]
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A server that runs until this is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Host and port.
    pub address: String,
}

impl Server {
    /// Starts a program of this workspace, and waits for the line in which it says where it listens.
    ///
    /// # Panics
    /// Where the program is not built, or does not start.
    #[expect(clippy::panic, clippy::expect_used, reason = "this is for tests, which fail so")]
    pub async fn start(program: &str, arguments: &[&str]) -> Self {
        // Tests and benches run from `target/PROFILE/deps`, programs lie one above.
        let tests = std::env::current_exe().expect("the path of the test");
        let path = tests.ancestors().nth(2).map(|folder| folder.join(program)).filter(|path| path.exists());
        let path =
            path.unwrap_or_else(|| panic!("{program} is not built; run `cargo build --workspace` before"));
        let mut child = Command::new(&path)
            .args(arguments)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let stdout = child.stdout.take().expect("standard output is piped");
        let mut lines = BufReader::new(stdout).lines();
        let line = lines
            .next_line()
            .await
            .ok()
            .flatten()
            .unwrap_or_else(|| panic!("{program} ended before it listened"));
        let address = line.rsplit("http://").next().expect("rsplit has a first part").trim().to_owned();
        Self { child, address }
    }

    /// Asks for a JSON document over HTTP: the status, and the document.
    ///
    /// # Panics
    /// Where there is no answer in JSON.
    #[expect(clippy::expect_used, reason = "this is for tests, which fail so")]
    pub async fn get(&self, path: &str) -> (u16, Value) {
        let mut tcp = TcpStream::connect(&self.address).await.expect("a connection");
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        tcp.write_all(request.as_bytes()).await.expect("a request");
        let mut response = String::new();
        tcp.read_to_string(&mut response).await.expect("a response");
        let status =
            response.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status line");
        let body = response.split_once("\r\n\r\n").expect("a head").1;
        (status, serde_json::from_str(body).expect("JSON"))
    }

    /// Sends SIGTERM.
    ///
    /// # Panics
    /// Where the process has ended.
    #[expect(clippy::expect_used, reason = "this is for tests, which fail so")]
    pub async fn terminate(&self) {
        let id = self.child.id().expect("the server runs").to_string();
        let killed =
            Command::new("sh").args(["-c", &format!("kill -TERM {id}")]).status().await.expect("a shell");
        assert!(killed.success());
    }

    /// Waits for the end of the process: its exit code.
    ///
    /// # Panics
    /// Where it was ended by a signal.
    #[expect(clippy::expect_used, reason = "this is for tests, which fail so")]
    pub async fn ended(&mut self) -> i32 {
        self.child.wait().await.expect("the process").code().expect("an exit code")
    }
}
