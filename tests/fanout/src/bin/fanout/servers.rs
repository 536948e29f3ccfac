//! The servers that are measured, and how each is started.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use barwire_fanout::Error;

use crate::workload::{Kind, Workload};

/// The server that the others are compared with.
pub(crate) const OURS: &str = "barwire";

/// Writes each message to each socket by itself.
pub(crate) const TCP_EACH: &str = "tcp-each";

/// Writes the messages of a tick to each socket at once.
pub(crate) const TCP_BATCH: &str = "tcp-batch";

/// A server that can be started.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub(crate) name: String,
    program: PathBuf,
    arguments: Vec<String>,
    /// The cores that it runs on.
    pub(crate) cores: &'static str,
}

/// A server from the command line.
#[derive(Debug, Clone)]
pub(crate) struct Extra {
    name: String,
    command: String,
}

impl FromStr for Extra {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, command) = text.split_once('=').ok_or("expected NAME=COMMAND")?;
        Ok(Self { name: name.to_owned(), command: command.to_owned() })
    }
}

impl Server {
    fn new(name: &str, program: PathBuf, arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        Self { name: name.to_owned(), program, arguments, cores: "0" }
    }

    /// Whether it is of interest under a workload.
    pub(crate) fn takes(&self, workload: &Workload) -> bool {
        self.cores == "0" || workload.kind == Kind::Saturated
    }

    /// The command that starts it.
    pub(crate) fn command(&self, workload: &Workload, port: u16) -> Vec<String> {
        let fill = |argument: &String| {
            argument
                .replace("{port}", &port.to_string())
                .replace("{symbols}", &workload.symbols.to_string())
                .replace("{hz}", &workload.hz.to_string())
                .replace("{slots}", &workload.slots.to_string())
        };
        let program = self.program.to_string_lossy().into_owned();
        std::iter::once(program).chain(self.arguments.iter().map(fill)).collect()
    }
}

/// The servers that are asked for and can be started. Of each that cannot, a line says why.
pub(crate) fn all(names: Option<&[String]>, extra: &[Extra]) -> Result<Vec<Server>, Error> {
    let built = std::env::current_exe()?;
    let built = built.parent().ok_or("the program is in no directory")?;
    let known = known(built);
    if let Some(name) =
        names.into_iter().flatten().find(|name| !known.iter().any(|(server, _)| server.name == **name))
    {
        return Err(format!("no server is named {name}").into());
    }
    let mut servers = vec![];
    for (server, missing) in known {
        if names.is_some_and(|names| !names.contains(&server.name)) {
            continue;
        }
        match missing {
            Some((path, remedy)) if !path.exists() => println!("skipped {}: {remedy}", server.name),
            _ => servers.push(server),
        }
    }
    servers.extend(extra.iter().map(|extra| {
        // `exec`, so that the process that is measured is the server's.
        let command = format!("exec {}", extra.command);
        Server::new(&extra.name, "sh".into(), &["-c", &command])
    }));
    Ok(servers)
}

/// Every server, what it cannot do without, and what helps where that is missing.
fn known(built: &Path) -> Vec<(Server, Option<(PathBuf, &'static str)>)> {
    let peers = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
    let node = peers.join("ws.js").to_string_lossy().into_owned();
    let python = peers.join("fastws_server.py").to_string_lossy().into_owned();
    let interpreter = built.with_file_name("fanout-python").join("bin/python");
    let barwire = built.join("barwire-server");
    let common = ["{port}", "{symbols}", "{hz}", "{slots}"];

    let ours = |name, shards: &'static str| {
        let arguments = [
            "--listen",
            "127.0.0.1:{port}",
            "--feed",
            "load:symbols={symbols},hz={hz},slots={slots}",
            "--update-interval",
            "0s",
            "--shards",
            shards,
            "--max-connections",
            "20000",
        ];
        let missing = (barwire.clone(), "build it with `cargo build --release --package barwire-server`");
        (Server::new(name, barwire.clone(), &arguments), Some(missing))
    };
    let tcp = |name, mode| (Server::new(name, built.join("tcp"), &[&[mode], &common[..]].concat()), None);
    let rust = |name| (Server::new(name, built.join(name), &common), None);

    let (mut both_cores, missing) = ours("barwire@2", "2");
    both_cores.cores = "0-1";
    vec![
        ours(OURS, "1"),
        (both_cores, missing),
        tcp(TCP_EACH, "each"),
        tcp(TCP_BATCH, "batch"),
        rust("naive"),
        rust("axum"),
        rust("fastwebsockets"),
        (
            Server::new("ws", "node".into(), &[&[node.as_str()], &common[..]].concat()),
            Some((
                peers.join("node_modules/ws"),
                "no tests/fanout/peers/node_modules; make it with `make bench-fanout`",
            )),
        ),
        (
            Server::new("fastws", interpreter.clone(), &[&[python.as_str()], &common[..]].concat()),
            Some((interpreter, "no target/fanout-python; make it with `make bench-fanout-python`")),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_filled_in() {
        let extra: Extra = "mine=serve --port {port} --load {symbols},{hz},{slots}".parse().unwrap();
        let servers = all(Some(&[]), &[extra]).unwrap();
        let [server] = servers.as_slice() else { panic!("{servers:?}") };
        let command = server.command(&"IDLE".parse().unwrap(), 7);
        assert_eq!(command, ["sh", "-c", "exec serve --port 7 --load 1,0.01,1"]);
    }

    #[test]
    fn an_unknown_name_is_an_error() {
        assert!(all(Some(&["nobody".to_owned()]), &[]).is_err());
    }
}
