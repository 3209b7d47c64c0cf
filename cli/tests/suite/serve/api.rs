//! The JSON API against the commands and against its own description.

use super::client::Server;
use crate::run::samlens;
use samlens_forge::{fixture, repository};
use serde_json::{Value, json};

const AT: &str = "2026-01-15T10:01:00Z";

fn sample(name: &str) -> String {
    std::fs::read_to_string(fixture(&format!("samples/{name}"))).unwrap()
}

/// What the command prints, with documents named as the API names them.
fn command(arguments: &[&str]) -> Value {
    let ran = samlens(&[arguments, &["--json"]].concat()).current_dir(&repository()).run();
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err))
}

/// Values that name the source of an expectation differ: an option names a file, the API a pasted document.
fn without_sources(json: &Value) -> String {
    json.to_string()
        .replace("(pasted identity provider 1)", "fixtures/samples/idp-metadata.xml")
        .replace("(pasted service provider 1)", "fixtures/samples/sp-metadata.xml")
}

#[test]
fn check_answers_what_the_command_prints() {
    let server = Server::start();
    for name in ["flex-login.har", "flex-wrong-audience.html", "flex-tampered.curl", "flex-spaces.txt"] {
        let file = format!("fixtures/samples/{name}");
        let printed = command(&[
            "check",
            &file,
            "--at",
            AT,
            "--idp",
            "fixtures/samples/idp-metadata.xml",
            "--sp",
            "fixtures/samples/sp-metadata.xml",
        ]);
        let question = json!({
            "input": sample(name), "at": AT, "idp": [sample("idp-metadata.xml")], "sp": [sample("sp-metadata.xml")],
        });
        let answer = server.api("check", &question);
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"), "{name}");
        assert_eq!(without_sources(&answer.json()), printed.to_string(), "{name}");
    }
}

#[test]
fn the_other_commands_answer_what_they_print() {
    let server = Server::start();
    let ask = |name: &str, question: Value| server.api(name, &question).json();
    assert_eq!(
        ask("decode", json!({ "input": sample("flex-login.txt") })),
        command(&["decode", "fixtures/samples/flex-login.txt", "--no-config"])
    );
    let flow = std::fs::read_to_string(fixture("flows/session-strict.har")).unwrap();
    assert_eq!(
        ask("flow", json!({ "input": flow })),
        command(&["flow", "fixtures/flows/session-strict.har"])
    );
    let (good, bad) = ("fixtures/samples/flex-login.txt", "fixtures/samples/flex-missing-roles.txt");
    assert_eq!(
        ask(
            "compare",
            json!({ "good": sample("flex-login.txt"), "input": sample("flex-missing-roles.txt") })
        ),
        command(&["compare", good, bad])
    );
    assert_eq!(
        ask("explain", json!({ "text": "audience-mismatch" })),
        command(&["explain", "audience-mismatch"])
    );
    let copy = ask("redact", json!({ "input": sample("flex-login.txt") }));
    assert_eq!((&copy["exit_code"], &copy["left_over"]), (&json!(0), &json!(0)));
    assert!(!ask("decode", json!({ "input": copy["output"] })).to_string().contains("mara.oduya"));
}

#[test]
fn what_is_no_text_is_given_in_base64() {
    let server = Server::start();
    let base64 = openssl::base64::encode_block(sample("flex-login.har").as_bytes());
    let answer = server.api("check", &json!({ "input_base64": base64, "at": AT }));
    assert_eq!(answer.json()["capture"]["form"], "har");
    assert_eq!(server.api("check", &json!({ "input_base64": "?" })).status, 400);
}

#[test]
fn a_recording_that_is_none_is_refused_as_by_the_command() {
    let server = Server::start();
    let answer = server.api("flow", &json!({ "input": sample("flex-login.txt") }));
    assert_eq!(answer.status, 400);
    assert!(answer.json()["error"].as_str().unwrap().contains("not a recording"), "{}", answer.text());
    let answer = server.api("flow", &json!({ "input": "{\"log\":{\"entries\":[]}}" }));
    assert_eq!((answer.status, &answer.json()["exit_code"]), (200, &json!(3)));
}

#[test]
fn the_description_is_that_of_the_server() {
    let server = Server::start();
    let described = server.get("/api/openapi.json").json();
    let paths = described["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 8);
    for (path, methods) in paths {
        let Some(question) = methods.get("post") else {
            assert_eq!(server.get(path).status, 200, "{path}");
            continue;
        };
        let name = path.rsplit('/').next().unwrap();
        let schema = &question["requestBody"]["content"]["application/json"]["schema"];
        assert_eq!(schema["additionalProperties"], json!(false));
        // Each field alone, with a value of its type: the server knows it.
        for (field, of) in schema["properties"].as_object().unwrap() {
            let value = match of["type"].as_str().unwrap() {
                "string" => json!(""),
                "boolean" => json!(false),
                "integer" => json!(1),
                "array" => json!([]),
                other => panic!("{other}"),
            };
            let error = server.api(name, &json!({ field: value })).json()["error"].to_string();
            assert!(
                !error.contains("another name") && !error.contains("another type"),
                "{path} {field}: {error}"
            );
            let answer = server.api(name, &json!({ field: { "no": "such type" } }));
            assert_eq!(answer.status, 400, "{path} {field}");
            for allowed in of["enum"].as_array().into_iter().flatten() {
                let error =
                    server.api(name, &json!({ "input": "<a/>", field: allowed })).json()["error"].clone();
                assert!(!error.to_string().contains("not one of"), "{path} {field} {allowed}: {error}");
            }
        }
        let answer = server.api(name, &json!({ "no_such_field": 1 }));
        assert!(answer.status == 400 && answer.text().contains("another name"), "{path}: {}", answer.text());
    }
}

#[test]
fn a_wrong_question_is_told_without_its_values() {
    let server = Server::start();
    let bearer = format!("Bearer {}", server.token);
    let send = |kind: &str, body: &str| {
        let headers = [("Authorization", &*bearer), ("Content-Type", kind)];
        server.request("POST", "/api/check", &headers, body.as_bytes())
    };
    for (kind, body, status) in [
        ("application/json", "{\"input\": \"secret", 400),
        ("application/json", "[\"secret\"]", 400),
        ("application/json", "{\"nth\": \"secret\"}", 400),
        ("application/json", "{\"nth\": -1}", 400),
        ("application/json", "{\"nth\": 0}", 400),
        ("application/json", "{\"clock_skew\": null}", 400),
        ("text/plain", "{\"input\": \"secret\"}", 415),
    ] {
        let answer = send(kind, body);
        assert_eq!(answer.status, status, "{body}");
        assert!(answer.json()["error"].is_string() && !answer.text().contains("secret"), "{}", answer.text());
    }
    let answer = server.api("check", &json!({ "input": "<a/>", "at": "yesterday" }));
    assert!(answer.status == 400 && answer.text().contains("--at"), "{}", answer.text());
}

#[test]
fn every_refusal_is_json() {
    let server = Server::start();
    let bearer = format!("Bearer {}", server.token);
    let own = format!("Host: {}\r\n", server.host);
    let send = |method: &str, path: &str, host: &str, more: &str| {
        let length = if more.contains("Content-Length") { "" } else { "Content-Length: 0\r\n" };
        let head = format!("{method} {path} HTTP/1.1\r\n{host}{more}{length}Connection: close\r\n\r\n");
        server.raw(head.as_bytes())
    };
    let admitted = format!("Authorization: {bearer}\r\n");
    for (method, path, host, more, status, command) in [
        ("POST", "/api/check", &*own, "", 403, "check"),
        ("POST", "/api/flow", &own, &format!("{admitted}Origin: https://example.org\r\n"), 403, "flow"),
        ("POST", "/api/explain", "Host: example.org\r\n", &admitted, 421, "explain"),
        ("GET", "/api/check", &own, &admitted, 405, "check"),
        ("GET", "/api/no-such", &own, &admitted, 404, "serve"),
        ("GET", "/api", &own, &admitted, 404, "serve"),
        ("GET", "/api/openapi.json", &own, "", 403, "serve"),
        ("POST", "/api/check", &own, &admitted, 415, "check"),
        ("POST", "/api/check", &own, &format!("{admitted}Content-Length: 400000000\r\n"), 413, "check"),
    ] {
        let answer = send(method, path, host, more);
        assert_eq!((answer.status, answer.header("content-type")), (status, "application/json"), "{path}");
        let json = answer.json();
        assert_eq!(
            (&json["schema"], &json["command"], &json["exit_code"]),
            (&json!(1), &json!(command), &json!(2))
        );
        assert!(!json["error"].as_str().unwrap().is_empty(), "{path}");
    }
    assert_eq!(send("GET", "/api/check", &own, &admitted).header("allow"), "POST");
    // The page's own refusals are for people.
    assert!(send("GET", "/", &own, "").header("content-type").starts_with("text/html"));
}
