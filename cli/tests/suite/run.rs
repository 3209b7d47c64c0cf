//! Runs the command.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// One run of the command, to be described and started.
pub struct Samlens {
    command: Command,
    input: Option<Vec<u8>>,
}

/// How a run ended.
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// The command with these arguments, an empty standard input, and no variable of ours that changes what it prints.
pub fn samlens(arguments: &[&str]) -> Samlens {
    let mut command = Command::new(env!("CARGO_BIN_EXE_samlens"));
    command.args(arguments);
    let color = ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS"];
    let proxies = [
        "HTTPS_PROXY",
        "https_proxy",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
        "NO_PROXY",
        "no_proxy",
    ];
    for name in color.iter().chain(&proxies) {
        command.env_remove(name);
    }
    Samlens { command, input: None }
}

/// Runs the command with these arguments.
pub fn ran(arguments: &[&str]) -> Ran {
    samlens(arguments).run()
}

impl Samlens {
    pub fn arg(mut self, argument: &str) -> Samlens {
        self.command.arg(argument);
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Samlens {
        self.command.env(name, value);
        self
    }

    pub fn current_dir(mut self, directory: &Path) -> Samlens {
        self.command.current_dir(directory);
        self
    }

    pub fn stdin(mut self, input: &[u8]) -> Samlens {
        self.input = Some(input.to_vec());
        self
    }

    pub fn run(mut self) -> Ran {
        let input = self.input.take();
        let mut child = self.piped(if input.is_some() { Stdio::piped() } else { Stdio::null() });
        if let Some(input) = input {
            // A command that refuses its arguments does not read; that is for the exit code to say.
            let _ = child.stdin.take().unwrap().write_all(&input);
        }
        let output = child.wait_with_output().unwrap();
        Ran {
            code: output.status.code().expect("ended by a signal"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Starts the command with all its output piped, for a test that looks at it while it runs.
    pub fn spawn(mut self) -> Child {
        self.piped(Stdio::piped())
    }

    fn piped(&mut self, input: Stdio) -> Child {
        self.command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }
}

impl Ran {
    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}

/// An empty directory, of this name alone.
pub fn directory(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// A file with this content. Tests that run at the same time may write the same file: each sees all of it.
pub fn file(directory: &str, name: &str, content: &[u8]) -> String {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(directory);
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join(name);
    let whole = directory.join(format!("{name}.{:?}", std::thread::current().id()));
    std::fs::write(&whole, content).unwrap();
    std::fs::rename(&whole, &path).unwrap();
    path.to_str().unwrap().to_owned()
}
