//! Libraries of npm and PyPI, each in a process of its own that stays: `outside/library.mjs` and `outside/library.py`.

use crate::cases::{ALL, Needs};
use crate::{Answer, Library, Peer};
use samlens_forge::{flex, keys};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A process that answers each line with a line.
pub(crate) struct Outside {
    process: Child,
    output: BufReader<ChildStdout>,
}

pub(crate) fn all<'p>(scripts: &Path, packages: &Path) -> Vec<Peer<'p>> {
    let settings = serde_json::json!({
        "sp": flex::SP_ENTITY_ID, "acs": flex::ACS, "issuer": flex::ISSUER, "sso": flex::SSO_URL,
        "certificate": keys::idp().pem(), "metadata": flex::metadata().xml(), "sp_metadata": flex::sp_metadata(),
    })
    .to_string();
    let node = |name: &str, checks, judges| {
        let mut command = Command::new("node");
        command.arg(scripts.join("library.mjs")).arg(name).arg(packages).arg(&settings);
        peer(name, checks, judges, command)
    };
    let mut python = Command::new(packages.join("venv/bin/python"));
    python.arg(scripts.join("library.py")).arg(&settings);
    vec![
        node("node-saml", "signature, audience, times", ALL),
        node("samlify", "schema, signature, issuer, times", ALL),
        node("samlify without schema", "signature, issuer, times", ALL),
        node("samlshield", "structure, times; verifies no signature", &[Needs::Text, Needs::Assertion]),
        peer(
            "python3-saml",
            "schema, signature (libxmlsec1), issuer, audience, times, destination, recipient",
            ALL,
            python,
        ),
    ]
}

fn peer<'p>(name: &str, checks: &'static str, judges: &'static [Needs], mut command: Command) -> Peer<'p> {
    let process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut process = process.unwrap_or_else(|error| panic!("{name} does not start: {error}"));
    let output = BufReader::new(process.stdout.take().expect("its output"));
    let mut outside = Outside { process, output };
    let version = outside.line();
    let (library, how) = name.split_at(name.find(' ').unwrap_or(name.len()));
    Peer { name: format!("{library} {version}{how}"), checks, judges, library: Library::Outside(outside) }
}

impl Outside {
    pub(crate) fn judge(&mut self, text: &str) -> Answer {
        let answer = self.ask(text);
        match answer.split_once(' ').unwrap_or((&answer, "")) {
            ("accepted", name_id) => Ok(name_id.to_owned()),
            ("refused", reason) => Err(reason.to_owned()),
            _ => panic!("unexpected answer {answer:?}"),
        }
    }

    /// Microseconds of a call, by the clock of the process, with the response that was judged last.
    pub(crate) fn time(&mut self, calls: u32) -> f64 {
        self.ask(&format!("time {calls}")).parse().expect("microseconds")
    }

    fn ask(&mut self, line: &str) -> String {
        writeln!(self.process.stdin.as_ref().expect("its input"), "{line}").expect("it reads");
        self.line()
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.output.read_line(&mut line).expect("it answers") > 0, "the process has ended");
        line.trim().to_owned()
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
