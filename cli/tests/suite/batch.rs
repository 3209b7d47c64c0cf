//! `samlens check --batch`: a line for each response, in order, that says what `check` says of it.

use crate::run::{self, Ran, Samlens};
use samlens_forge::{Har, Message, Signing, flex, keys};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Child;

fn directory(name: &str) -> PathBuf {
    run::directory(&format!("batch-{name}"))
}

fn command(path: &Path) -> Samlens {
    let certificate = samlens_forge::fixture("keys/idp-rsa2048.cert.pem");
    let trust = ["--idp-cert", &certificate, "--idp-entity-id", flex::ISSUER];
    let service = ["--sp-entity-id", flex::SP_ENTITY_ID, "--acs", flex::ACS, "--at", flex::AT];
    let path = path.to_str().unwrap();
    run::samlens(&[&["check", "--batch", path][..], &trust, &service].concat())
}

fn lines(output: &Ran) -> Vec<Value> {
    output.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Source, verdict and code of each line.
fn told(output: &Ran) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    lines(output)
        .iter()
        .map(|line| (text(&line["source"]), text(&line["verdict"]), text(&line["code"])))
        .collect()
}

fn line(source: &str, verdict: &str, code: &str) -> (String, String, String) {
    (source.to_owned(), verdict.to_owned(), code.to_owned())
}

fn signed() -> Message {
    flex::login().sign_both(Signing::new(keys::idp())).message()
}

#[test]
fn a_line_for_each_line_in_order() {
    let directory = directory("lines");
    let file = directory.join("captures.ndjson");
    let honest = signed();
    let tampered = honest.replace(">agent<", ">admin<");
    let mut text = String::new();
    text += &format!("{{\"SAMLResponse\":\"{}\",\"RelayState\":\"x\"}}\n", honest.base64());
    text += &format!("{}\n\n", tampered.base64());
    text += &format!("\"{}\"\n", honest.base64());
    text += &format!("{}\n", honest.form_body(None));
    text += &format!("{}\n", flex::login().message().xml());
    text += "hello\n";
    text += &honest.xml().replace('\n', " ");
    std::fs::write(&file, text).unwrap();
    let output = command(&file).run();
    assert_eq!(
        told(&output),
        [
            line("captures.ndjson:1", "accepted", "-"),
            line("captures.ndjson:2", "rejected", "digest-cause-value-changed"),
            line("captures.ndjson:4", "accepted", "-"),
            line("captures.ndjson:5", "accepted", "-"),
            line("captures.ndjson:6", "rejected", "unsigned"),
            line("captures.ndjson:7", "unreadable", "not-saml"),
            line("captures.ndjson:8", "accepted", "-"),
        ]
    );
    assert_eq!(output.code, 1);
    let summary = output.err;
    assert!(summary.starts_with("7 responses: 4 accepted, 3 not; "), "{summary}");
    std::fs::remove_dir_all(directory).unwrap();
}

/// A capture is judged as a whole, whatever else is in it next to an accepted response.
#[test]
fn a_forged_response_next_to_a_good_one_is_not_passed_over() {
    let directory = directory("beside");
    let file = directory.join("captures.ndjson");
    let honest = signed();
    let tampered = honest.replace(">agent<", ">admin<");
    let (good, bad) = (honest.base64(), tampered.base64());
    let text = format!(
        "{{\"SAMLResponse\":\"{good}\",\"x\":{{\"SAMLResponse\":\"{bad}\"}}}}\n{{\"SAMLResponse\":\"{good}\",\"body\":\"{}\"}}\n",
        tampered.form_body(None)
    );
    let disguised = format!("{{\"SAMLResponse\":\"{good}\",\"S_AML-Response\":\"{bad}\"}}\n");
    let text = text + &disguised;
    std::fs::write(&file, text).unwrap();
    let output = command(&file).run();
    let told: Vec<_> = told(&output).into_iter().map(|(source, verdict, _)| (source, verdict)).collect();
    let line = |number: u8, verdict: &str| (format!("captures.ndjson:{number}"), verdict.to_owned());
    let both = |number: u8| [line(number, "accepted"), line(number, "rejected")];
    assert_eq!(told, [both(1), both(2), both(3)].concat());
    assert_eq!(output.code, 1);
    std::fs::remove_dir_all(directory).unwrap();
}

#[test]
fn every_file_of_a_directory() {
    let directory = directory("files");
    let honest = signed();
    std::fs::write(directory.join("a.xml"), honest.xml()).unwrap();
    std::fs::write(directory.join("b.txt"), honest.form_body(Some("x"))).unwrap();
    std::fs::write(directory.join("c.html"), honest.html(None)).unwrap();
    let output = command(&directory).run();
    let mut told = told(&output);
    told.sort();
    let accepted = ["a.xml", "b.txt", "c.html"].map(|name| line(name, "accepted", "-"));
    assert_eq!(told, accepted);
    assert_eq!(output.code, 0);
    std::fs::remove_dir_all(directory).unwrap();
}

#[test]
fn every_response_of_an_archive() {
    let directory = directory("har");
    let honest = signed();
    let tampered = honest.replace(">agent<", ">admin<");
    let mut har = Har::new("2026-01-15T10:00:00.000Z");
    for _ in 0..150 {
        har = har.post(&honest, None).post(&tampered, None);
    }
    let file = directory.join("login.har");
    std::fs::write(&file, har.text()).unwrap();
    let output = command(&file).run();
    let lines = lines(&output);
    assert_eq!(lines.len(), 300);
    for (number, line) in lines.iter().enumerate() {
        assert_eq!(line["message"], number + 1);
        assert_eq!(line["verdict"], if number % 2 == 0 { "accepted" } else { "rejected" });
    }
    std::fs::remove_dir_all(directory).unwrap();
}

#[test]
fn quiet_says_it_by_the_exit_code() {
    let directory = directory("quiet");
    std::fs::write(directory.join("a.xml"), flex::login().message().xml()).unwrap();
    let output = command(&directory).arg("--quiet").run();
    assert_eq!((output.out.len(), output.err.len()), (0, 0));
    assert_eq!(output.code, 1);
    std::fs::remove_dir_all(directory).unwrap();
}

#[test]
fn a_path_that_is_not_there_is_a_bad_argument() {
    let output = command(Path::new("/no/such/batch")).run();
    assert_eq!(output.code, 2);
}

/// The most memory the process had so far, in kB.
fn peak(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

#[test]
fn memory_does_not_grow_with_the_number_of_responses() {
    let text = format!("{}\n", signed().base64());
    let mut child = command(Path::new("-")).spawn();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let counted = std::thread::spawn(move || {
        let mut lines = 0;
        let mut line = String::new();
        while output.read_line(&mut line).unwrap() > 0 {
            lines += 1;
            line.clear();
        }
        lines
    });
    let mut write = |count: usize| (0..count).for_each(|_| input.write_all(text.as_bytes()).unwrap());
    write(1000);
    let few = peak(&child);
    write(3000);
    let many = peak(&child);
    drop(input);
    assert_eq!(counted.join().unwrap(), 4000);
    assert!(child.wait().unwrap().success());
    let (Some(few), Some(many)) = (few, many) else {
        println!("skipped: there is no /proc to read the memory of a process from");
        return;
    };
    // The 3,000 are 27 MB.
    assert!(many < few + 6_000, "{few} kB after 1,000 responses, {many} kB after 4,000");
}
