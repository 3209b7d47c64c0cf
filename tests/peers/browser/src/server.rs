//! `samlens serve` at a free port, and the command that its page is compared with.

use crate::browser::Outcome;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// When the samples were captured.
pub const AT: &str = "2026-01-15T10:01:00Z";

/// The command that is tested, and the repository with its samples.
pub struct Program {
    pub path: PathBuf,
    pub repository: PathBuf,
}

impl Program {
    pub fn fixture(&self, name: &str) -> PathBuf {
        self.repository.join("fixtures").join(name)
    }

    pub fn read(&self, name: &str) -> Outcome<String> {
        std::fs::read_to_string(self.fixture(name)).map_err(|error| format!("{name}: {error}"))
    }

    /// Captures among the samples, by their names.
    pub fn samples(&self) -> Outcome<Vec<String>> {
        let files = std::fs::read_dir(self.fixture("samples")).map_err(|error| error.to_string())?;
        let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.filter(|name| name.starts_with("flex-")).collect();
        names.sort();
        match names.len() {
            0 => Err("no samples".to_owned()),
            _ => Ok(names),
        }
    }

    /// What `decode` prints of a capture.
    pub fn decoded(&self, capture: &Path) -> Outcome<String> {
        let output = Command::new(&self.path).arg("decode").arg("--no-config").arg(capture).output();
        let output = output.map_err(|error| error.to_string())?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The headline of `check`, as the page writes it: `rejected: audience-mismatch`.
    pub fn headline(&self, sample: &str) -> Outcome<String> {
        let file = self.fixture("samples").join(sample);
        let output = Command::new(&self.path)
            .args(["check", "--color", "never", "--at", AT, "--config"])
            .arg(self.fixture("samples/samlens.toml"))
            .arg(file)
            .output()
            .map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let words: Vec<&str> = text.lines().next().unwrap_or_default().split_whitespace().collect();
        match words.as_slice() {
            [_, verdict, "exit", ..] => Ok(verdict.to_lowercase()),
            [_, verdict, code, ..] => Ok(format!("{}: {code}", verdict.to_lowercase())),
            _ => Err(format!("the command prints no headline: {text}")),
        }
    }
}

/// A running server, ended when it is dropped.
pub struct Server {
    process: Child,
    /// With the token.
    pub address: String,
    pub begun: Instant,
}

impl Server {
    pub fn start(program: &Program, options: &[&str]) -> Outcome<Server> {
        Server::start_with(program, options, Stdio::inherit())
    }

    /// With a place for its warnings.
    pub fn start_with(program: &Program, options: &[&str], warnings: Stdio) -> Outcome<Server> {
        let begun = Instant::now();
        let mut process = Command::new(&program.path)
            .args(["serve", "--no-open", "--port", "0"])
            .args(options)
            .current_dir(&program.repository)
            .stdout(Stdio::piped())
            .stderr(warnings)
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut line = String::new();
        let output = process.stdout.take().ok_or("no output")?;
        let read = BufReader::new(output).read_line(&mut line).map_err(|error| error.to_string());
        let address = line.split_whitespace().last().unwrap_or_default().to_owned();
        let server = Server { process, address, begun };
        read?;
        match server.address.contains("/?token=") {
            true => Ok(server),
            false => Err(format!("the server does not start: {line}")),
        }
    }

    /// `http://127.0.0.1:PORT/`.
    pub fn page(&self) -> &str {
        self.address.split('?').next().unwrap_or_default()
    }

    /// From the start of the process to the first report, asked for by a program. With what the process takes of memory.
    pub fn first_report(&self, capture: &str) -> Outcome<(Duration, String)> {
        let token = self.address.rsplit('=').next().unwrap_or_default();
        let question = serde_json::json!({ "input": capture, "at": AT }).to_string();
        let mut answer = ureq::post(format!("{}api/check", self.page()))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .send(question)
            .map_err(|error| error.to_string())?;
        let text = answer.body_mut().read_to_string().map_err(|error| error.to_string())?;
        let time = self.begun.elapsed();
        let status =
            std::fs::read_to_string(Path::new("/proc").join(self.process.id().to_string()).join("status"));
        let status = status.unwrap_or_default();
        let memory = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .unwrap_or("unknown")
            .trim()
            .to_owned();
        match text.contains("\"verdict\"") {
            true => Ok((time, memory)),
            false => Err(format!("no report: {text}")),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
