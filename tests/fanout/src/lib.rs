//! What the load client, the servers beside ours and the runner share.

pub mod clock;
pub mod frame;
pub mod load;
pub mod market;
pub mod process;
pub mod server;
pub mod statistics;
pub mod tutorial;

/// Why a process of the benchmark cannot go on.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Where every server has its WebSocket.
pub const PATH: &str = "/api/v1/ws";
