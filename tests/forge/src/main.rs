//! Writes or compares the files of `fixtures/` that are made, and `docs/codes.md`.

#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr)]

use samlens_forge::fixtures;
use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("write") => {
            let written = fixtures::write();
            written.iter().for_each(|path| println!("written: {path}"));
            println!("{} files changed", written.len());
            ExitCode::SUCCESS
        }
        Some("check") => {
            let differences = fixtures::differences();
            differences.iter().for_each(|line| println!("{line}"));
            println!("{} differences", differences.len());
            ExitCode::from(u8::from(!differences.is_empty()))
        }
        _ => {
            eprintln!("usage: cargo run -p samlens-forge -- write | check");
            ExitCode::from(2)
        }
    }
}
