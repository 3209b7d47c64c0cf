//! The `samlens` command: parses arguments, calls the library, exits with the code of the contract.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
