//! A synthetic aggregate of 100 MB: searched as a stream, in linear time and little memory.
use crate::run::samlens;
use samlens_forge::{flex, idp_metadata, key};
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Writes an aggregate of this many megabytes, the tenant of the samples last; its size in bytes.
fn aggregate(name: &str, megabytes: usize) -> (PathBuf, usize) {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("large");
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join(name);
    let mut out = BufWriter::new(std::fs::File::create(&path).unwrap());
    let mut size = 0;
    let mut write = |text: &str| {
        out.write_all(text.as_bytes()).unwrap();
        size += text.len();
        size
    };
    write("<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\">\n");
    let one = entity("https://idp-NUMBER.example.org/shibboleth");
    let mut number = 0;
    while write(&one.replace("NUMBER", &format!("{number:06}"))) < megabytes * 1_000_000 {
        number += 1;
    }
    write(&entity(flex::ISSUER));
    let size = write("</EntitiesDescriptor>\n");
    out.flush().unwrap();
    (path, size)
}

fn entity(entity_id: &str) -> String {
    let xml = idp_metadata(
        entity_id,
        &[if entity_id == flex::ISSUER { samlens_forge::idp() } else { key("other-tenant") }],
    )
    .xml();
    xml.split_once("?>").map_or(xml.clone(), |(_, rest)| rest.to_owned())
}

struct Measured {
    code: i32,
    out: String,
    time: Duration,
    /// The most memory that was resident, in KiB.
    memory: u64,
}

fn measured(arguments: &[&str]) -> Measured {
    let begun = Instant::now();
    let mut child = samlens(arguments).spawn();
    let status = format!("/proc/{}/status", child.id());
    let mut memory = 0;
    // VmHWM only grows, so the last look before the end sees the peak.
    while child.try_wait().unwrap().is_none() {
        if let Ok(text) = std::fs::read_to_string(&status) {
            let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            if let Some(peak) = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok()) {
                memory = memory.max(peak);
            }
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let time = begun.elapsed();
    let output = child.wait_with_output().unwrap();
    Measured {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        time,
        memory,
    }
}

#[test]
fn an_aggregate_of_100_megabytes_is_searched_in_little_memory_and_linear_time() {
    // Without optimisation 40 MB say the same in less time; `cargo test --release` takes the 100.
    let megabytes = if cfg!(debug_assertions) { 40 } else { 100 };
    let (quarter, _) = aggregate("quarter.xml", megabytes / 4);
    let (whole, size) = aggregate("whole.xml", megabytes);
    assert!(size >= megabytes * 1_000_000);
    let search = |path: &PathBuf| {
        measured(&["metadata", path.to_str().unwrap(), "--entity-id", flex::ISSUER, "--at", flex::AT])
    };
    let (small, large) = (search(&quarter), search(&whole));
    println!("{size} bytes: {:?}, {} KiB resident at most", large.time, large.memory);
    assert_eq!((small.code, large.code), (0, 0), "{}", large.out);
    assert!(large.out.contains(flex::SSO_URL), "{}", large.out);
    assert!(large.memory > 0 && large.memory < 50_000, "{} KiB", large.memory);
    // Four times the size; a machine that is busy may double it.
    assert!(large.time < small.time * 8, "{:?} and {:?}", small.time, large.time);

    // The issuer of a message chooses from it as well.
    let input = whole.with_file_name("login.b64");
    std::fs::write(&input, flex::signed().message().base64()).unwrap();
    let arguments = [
        "check",
        input.to_str().unwrap(),
        "--idp",
        whole.to_str().unwrap(),
        "--sp-entity-id",
        flex::SP_ENTITY_ID,
        "--acs",
        flex::ACS,
        "--at",
        flex::AT,
        "--request-id",
        flex::REQUEST_ID,
    ];
    let checked = measured(&arguments);
    assert_eq!(checked.code, 0, "{}", checked.out);
    assert!(checked.memory < 50_000, "{} KiB", checked.memory);
    std::fs::remove_file(whole).unwrap();
    std::fs::remove_file(quarter).unwrap();
}

#[test]
fn an_entity_that_is_not_in_it_is_told_with_the_nearest() {
    let (path, _) = aggregate("20.xml", 20);
    let ran = measured(&[
        "metadata",
        path.to_str().unwrap(),
        "--entity-id",
        "https://idp-000007.example.org/shiboleth",
        "--format",
        "json",
    ]);
    assert_eq!(ran.code, 6);
    assert!(ran.out.contains("the nearest is https://idp-000007.example.org/shibboleth"), "{}", ran.out);
    let ran = measured(&["metadata", path.to_str().unwrap()]);
    assert_eq!(ran.code, 6);
    assert!(ran.out.contains("16777216"), "{}", ran.out);
    std::fs::remove_file(path).unwrap();
}
