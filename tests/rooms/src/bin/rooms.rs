//! The command of this protocol: `barwire`, with this protocol in the place of the bars.

use std::process::ExitCode;

fn main() -> ExitCode {
    barwire_codegen::cli::main(&[&rooms::ROOMS_PROTOCOL])
}
