//! `samlens completions`: the script with which a shell completes commands, options and their values.

use super::{Failure, grammar};
use clap::Args;
use clap_complete::Shell;
use std::io::{self, Write};

const EXAMPLES: &str = "\
Examples:
  samlens completions bash
  samlens completions zsh

Where each shell reads it:
  bash        ~/.local/share/bash-completion/completions/samlens
  zsh         _samlens, in a folder of $fpath
  fish        ~/.config/fish/completions/samlens.fish
  powershell  append it to the file $PROFILE";

/// Print the completion script of a shell
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CompletionsArgs {
    /// The shell that reads the script
    #[arg(value_enum)]
    shell: Shell,
}

/// Runs the command.
pub(crate) fn run(arguments: &CompletionsArgs) -> Result<u8, Failure> {
    // In memory first: clap_complete panics where it cannot write, for example into a pipe that is closed.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut grammar(), "samlens", &mut script);
    let mut out = io::stdout().lock();
    out.write_all(&script)?;
    out.flush()?;
    Ok(0)
}
