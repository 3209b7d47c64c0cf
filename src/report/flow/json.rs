//! A login as JSON, schema 1.

use crate::flow::{Flow, FlowFinding, FlowStep};
use crate::report::json::{finding, instant};
use serde_json::{Map, Value, json};

impl Flow {
    /// The report as JSON, schema 1. It contains hosts, paths and names of cookies, never the value of a cookie.
    pub fn to_json(&self) -> Value {
        let mut fields = Map::new();
        let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
        put("schema", json!(1));
        put("exit_code", json!(self.exit_code()));
        put("verdict", json!(self.verdict().as_str()));
        put("root", json!(self.root().map(|code| code.as_str())));
        put("rounds", json!(self.rounds()));
        put("seconds", json!(self.seconds));
        put("steps", self.steps().iter().map(step).collect());
        put("findings", self.findings().iter().map(of_flow).collect());
        let logins = self.logins.iter().map(|login| {
            json!({
                "service": login.service,
                "verdict": login.verdict.as_str(),
                "rounds": login.rounds,
                "root": login.root.as_ref().map(|root| root.code().as_str()),
                "finding": login.root.as_ref().map(finding),
            })
        });
        put("logins", logins.collect());
        put("not_seen", json!(self.unseen));
        put("from_capture", json!(self.from_capture));
        put(
            "recording",
            json!({
                "creator": self.creator,
                "browser": self.browser,
                "exchanges": self.exchanges.0,
                "hidden": self.exchanges.1,
            }),
        );
        put("framework", json!(self.framework));
        put("idp_product", json!(self.identity_provider));
        Value::Object(fields)
    }
}

fn step(step: &FlowStep) -> Value {
    json!({
        "n": step.n,
        "entry": step.entry,
        "at": step.at.map(instant),
        "method": step.method,
        "scheme": step.scheme,
        "host": step.host,
        "path": step.path,
        "status": if step.status == 0 { Value::Null } else { json!(step.status) },
        "kind": step.kind.as_str(),
        "message": step.message,
        "id": step.id,
        "in_response_to": step.in_response_to,
        "verdict": step.verdict.map(|verdict| verdict.as_str()),
        "root": step.root.map(|code| code.as_str()),
        "cookies_set": step.cookies_set,
        "cookies_sent": step.cookies_sent,
        "breaks": step.breaks,
    })
}

/// A finding as `check` writes it, with the steps that show it.
fn of_flow(one: &FlowFinding) -> Value {
    let mut json = finding(one.finding());
    if let Some(fields) = json.as_object_mut() {
        let shows = one.shows().map(|(step, text)| json!({ "step": step, "text": text }));
        fields.insert("shows".to_owned(), shows.collect());
        fields.insert("source".to_owned(), json!(one.source()));
    }
    json
}
