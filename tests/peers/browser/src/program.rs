//! What the programs of this package share: their arguments, and how they end.

use crate::browser::Outcome;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

/// `--name value`, any number of times.
pub struct Arguments(BTreeMap<String, String>);

impl Arguments {
    pub fn read() -> Outcome<Arguments> {
        let words: Vec<String> = std::env::args().skip(1).collect();
        let mut found = BTreeMap::new();
        for pair in words.chunks(2) {
            match pair {
                [name, value] if name.starts_with("--") => found.insert(name[2..].to_owned(), value.clone()),
                _ => return Err(format!("unknown argument {pair:?}")),
            };
        }
        Ok(Arguments(found))
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub fn need(&self, name: &str) -> Outcome<&str> {
        self.get(name).ok_or_else(|| format!("--{name} is missing"))
    }

    pub fn path(&self, name: &str) -> Outcome<PathBuf> {
        self.need(name).map(PathBuf::from)
    }
}

/// 0 if nothing failed, 1 if something did, 2 if it could not be run.
pub fn exit_code(failed: Outcome<usize>) -> ExitCode {
    match failed {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) => {
            eprintln!("not run: {error}");
            ExitCode::from(2)
        }
    }
}
