//! The command `barwire` for this project's own protocol and API.

use std::process::ExitCode;

use barwire_schema::bars::BARS_PROTOCOL;
use barwire_schema::datafeed::DATAFEED_API;

fn main() -> ExitCode {
    barwire_codegen::cli::main(&[&BARS_PROTOCOL, &DATAFEED_API])
}
