//! Other libraries read and verify what the service sent.

use crate::browser::Outcome;
use crate::messages::Messages;
use crate::service::Setup;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// A line for each library and kind of message.
#[derive(Debug, Default)]
pub struct Oracles {
    lines: Vec<Value>,
}

/// Each program prints one JSON object a line: `tool`, `message`, `result` (`passed`, `failed`, `not run`) and `note`.
pub fn run(folder: &Path, npm: &str, setup: &Setup, messages: &Messages) -> Outcome<Oracles> {
    let path = setup.folder.join("messages.json");
    std::fs::write(&path, messages.to_json().to_string()).map_err(|error| error.to_string())?;
    let mut oracles = Oracles::default();
    let programs = [
        ("node", "node_saml.js"),
        ("/usr/bin/python3", "python3_saml.py"),
        ("/usr/bin/python3", "pysaml2_reads.py"),
    ];
    for (interpreter, program) in programs {
        let output = Command::new(interpreter)
            .arg(folder.join(program))
            .arg(&path)
            .arg(setup.folder.join("sp.xml"))
            .arg(setup.folder.join("service/signing.crt"))
            .env("NODE_PATH", npm)
            .env("NODE_NO_WARNINGS", "1")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output();
        let (text, errors) = match output {
            Ok(output) => (output.stdout, String::from_utf8_lossy(&output.stderr).into_owned()),
            Err(error) => (Vec::new(), error.to_string()),
        };
        let text = String::from_utf8_lossy(&text).into_owned();
        let lines: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        if lines.is_empty() {
            let last = errors.lines().last().unwrap_or("it printed nothing").to_owned();
            oracles.lines.push(json!({ "tool": program, "message": "", "result": "failed", "note": last }));
        }
        oracles.lines.extend(lines);
    }
    Ok(oracles)
}

impl Oracles {
    pub fn passed(&self) -> usize {
        self.count("passed")
    }

    pub fn failures(&self) -> usize {
        self.count("failed")
    }

    pub fn not_run(&self) -> usize {
        self.count("not run")
    }

    fn count(&self, result: &str) -> usize {
        self.lines.iter().filter(|line| line["result"] == result).count()
    }

    pub fn to_json(&self) -> Value {
        json!(self.lines)
    }

    pub fn to_markdown(&self) -> String {
        let mut out = "| read and verified by | message | result |\n|---|---|---|\n".to_owned();
        for line in &self.lines {
            let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            let note = Some(text("note")).filter(|note| !note.is_empty()).map(|note| format!(": {note}"));
            out.push_str(&format!(
                "| {} | {} | {}{} |\n",
                text("tool"),
                text("message"),
                text("result"),
                note.unwrap_or_default()
            ));
        }
        out
    }
}
