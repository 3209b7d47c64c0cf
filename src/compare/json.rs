//! The comparison for scripts.

use super::{Comparison, Difference, Side, SideSummary};
use crate::report::Verdict;
use serde_json::{Value, json};

impl Comparison {
    /// The comparison as JSON, schema 1: `left`, `right` and every difference.
    pub fn to_json(&self) -> Value {
        json!({
            "schema": 1,
            "command": "compare",
            "exit_code": self.exit_code(),
            "root": self.root(Side::Right).or(self.root(Side::Left)).map(|code| code.as_str()),
            "left": side(&self.left),
            "right": side(&self.right),
            "differences": self.differences.iter().map(one).collect::<Vec<_>>(),
        })
    }
}

fn side(side: &SideSummary) -> Value {
    json!({
        "message": side.kind,
        "verdict": side.verdict.map(Verdict::as_str),
        "root": side.root.map(|code| code.as_str()),
        "at": side.at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
    })
}

fn one(difference: &Difference) -> Value {
    json!({
        "what": difference.what.as_str(),
        "name": difference.name,
        "left": difference.left,
        "right": difference.right,
        "note": difference.note,
        "significant": difference.significant,
        "explains": difference.explains.map(|(_, code)| code.as_str()),
        "explains_side": difference.explains.map(|(side, _)| Side::as_str(side)),
    })
}
