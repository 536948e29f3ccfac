//! The command `barwire` for this project's own protocol.

use std::process::ExitCode;

use barwire_schema::bars::BARS_PROTOCOL;

fn main() -> ExitCode {
    barwire_codegen::cli::main(&[&BARS_PROTOCOL])
}
