//! The table of peers and scenarios, for people and as JSON.

use crate::peer::Peer;
use serde_json::{Value, json};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Passed(String),
    Failed(String),
    /// The peer cannot do it, or something that the scenario needs is missing.
    NotRun(String),
}

#[derive(Debug, Default)]
pub struct Report {
    pub rows: Vec<(&'static str, &'static str, Vec<Cell>)>,
}

impl Report {
    pub fn failures(&self) -> usize {
        self.count(|cell| matches!(cell, Cell::Failed(_)))
    }

    pub fn passed(&self) -> usize {
        self.count(|cell| matches!(cell, Cell::Passed(_)))
    }

    pub fn not_run(&self) -> usize {
        self.count(|cell| matches!(cell, Cell::NotRun(_)))
    }

    fn count(&self, wanted: impl Fn(&Cell) -> bool) -> usize {
        self.rows.iter().flat_map(|(_, _, cells)| cells).filter(|cell| wanted(cell)).count()
    }

    pub fn to_markdown(&self, peers: &[Peer]) -> String {
        let mut notes: Vec<String> = Vec::new();
        let names: Vec<&str> = peers.iter().map(|peer| peer.name.as_str()).collect();
        let mut out = format!("| scenario | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
        for (_, title, cells) in &self.rows {
            let shown: Vec<String> = cells.iter().map(|cell| mark(cell, &mut notes)).collect();
            out.push_str(&format!("| {title} | {} |\n", shown.join(" | ")));
        }
        if !notes.is_empty() {
            out.push('\n');
        }
        for (number, note) in notes.iter().enumerate() {
            out.push_str(&format!("{}. {note}\n", number + 1));
        }
        out
    }

    pub fn to_json(&self, peers: &[Peer], browser: &str) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|(name, title, cells)| {
                let results: serde_json::Map<String, Value> = peers
                    .iter()
                    .zip(cells)
                    .map(|(peer, cell)| {
                        let (result, note) = match cell {
                            Cell::Passed(note) => ("passed", note),
                            Cell::Failed(note) => ("failed", note),
                            Cell::NotRun(note) => ("not run", note),
                        };
                        (peer.name.clone(), json!({ "result": result, "note": note }))
                    })
                    .collect();
                json!({ "scenario": name, "title": title, "results": results })
            })
            .collect();
        let versions: serde_json::Map<String, Value> =
            peers.iter().map(|peer| (peer.name.clone(), json!(peer.version))).collect();
        json!({
            "browser": browser, "peers": versions, "scenarios": rows,
            "passed": self.passed(), "failed": self.failures(), "not_run": self.not_run(),
        })
    }
}

fn mark(cell: &Cell, notes: &mut Vec<String>) -> String {
    let (word, note) = match cell {
        Cell::Passed(note) => ("passed", note),
        Cell::Failed(note) => ("**failed**", note),
        Cell::NotRun(note) => ("not run", note),
    };
    if note.is_empty() {
        return word.to_owned();
    }
    let number = match notes.iter().position(|one| one == note) {
        Some(index) => index + 1,
        None => {
            notes.push(note.clone());
            notes.len()
        }
    };
    format!("{word} ({number})")
}
