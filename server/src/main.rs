//! The command `barwire-server`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    barwire_server::cli::main().await
}
