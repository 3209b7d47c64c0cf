//! INPUT: a file, a literal, or standard input.

use super::{Failure, content, pasted};
use samlens::Limits;
use samlens::inspect::explain::{self, Meaning};
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;
use zeroize::Zeroizing;

/// Shortest literal that may be base64 of a SAML message; anything shorter was meant as a file name.
const SHORTEST_BASE64: usize = 100;

/// The one INPUT of a command.
pub(crate) fn one(inputs: &[String]) -> Result<Option<&str>, Failure> {
    match inputs {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        [first, second, ..] if inputs.iter().all(|input| Path::new(input).exists()) => {
            Err(Failure::usage(format_args!(
                "{} inputs were given, but only one can be checked at a time\n{}; for many: samlens check --batch DIRECTORY",
                inputs.len(),
                compared(first, second)
            )))
        }
        _ => {
            let text = inputs.join(" ");
            match known_text(&text) {
                Some(failure) => Err(failure),
                None => Err(Failure::usage(format_args!(
                    "{} inputs were given, but only one can be checked at a time: {}\nput a file name or text with spaces in quotes; for many files: samlens check --batch DIRECTORY",
                    inputs.len(),
                    shortened(&text)
                ))),
            }
        }
    }
}

/// How two inputs are compared; in a build without `compare`, one after the other.
fn compared(first: &str, second: &str) -> String {
    match super::has_command("compare") {
        true => format!("to compare a good and a bad login: samlens compare {first} {second}"),
        false => format!("to compare, run samlens check -v on {first} and on {second}"),
    }
}

/// An error text or code of a product, for which `explain` is.
fn known_text(text: &str) -> Option<Failure> {
    if !text.contains(' ') && text.parse::<u32>().is_err() {
        return None;
    }
    let product = match explain::lookup(text) {
        Meaning::Texts(texts) => texts.first().map_or("a product", |one| one.product()),
        Meaning::Code(_) | Meaning::Topic(_) => "samlens",
        _ => return None,
    };
    Some(Failure::usage(format_args!(
        "this is an error text, not a captured message (known from {product})\nto explain it: samlens explain \"{}\"",
        shortened(text).replace('"', "\\\"")
    )))
}

/// The bytes of INPUT, at most one more than the limits allow, so that the library can name the limit.
pub(crate) fn read(input: Option<&str>, limits: &Limits) -> Result<Vec<u8>, Failure> {
    let most = limits.max_capture_bytes.saturating_add(1);
    match input {
        None if io::stdin().is_terminal() => Err(Failure::usage(
            "nothing to read\ngive a file or the message itself, pipe one in, or give - to paste it here",
        )),
        None | Some("-") if io::stdin().is_terminal() => pasted::read(most),
        None | Some("-") => bounded(io::stdin().lock(), most, "standard input"),
        Some("") => Err(Failure::usage("the input is an empty text\ngive a file, or the message itself in quotes")),
        Some(text) => match Path::new(text) {
            path if path.is_dir() => {
                Err(Failure::usage(format_args!("{text} is a directory; give a file in it")))
            }
            path if path.exists() => file(path, most),
            _ if content::is_jwt(text) => Err(Failure::usage(
                "this is a JWT (OpenID Connect), not a SAML message\n\
                 capture the form field SAMLResponse that the browser posts to the ACS URL",
            )),
            _ if is_literal(text) => Ok(text.as_bytes().iter().copied().take(most).collect()),
            _ => Err(known_text(text).unwrap_or_else(|| {
                Failure::usage(format_args!(
                    "no such file: {}\na message itself can be XML, base64, a form body, a URL, JSON, HTML or a curl command",
                    shortened(text)
                ))
            })),
        },
    }
}

/// A file, at most `most` bytes of it.
pub(crate) fn file(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let name = path.display().to_string();
    let open =
        File::open(path).map_err(|error| Failure::usage(format_args!("cannot read {name}: {error}")))?;
    bounded(open, most, &name)
}

/// A whole file, which must not have more than `most` bytes.
pub(crate) fn whole(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let bytes = file(path, most.saturating_add(1))?;
    match bytes.len() > most {
        true => Err(Failure::usage(format_args!("{} is larger than {most} bytes", path.display()))),
        false => Ok(bytes),
    }
}

/// The bytes of a file with a secret in it, at most so many. They are wiped when they are dropped.
pub(crate) fn secret(path: &Path, most: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let name = path.display();
    let cannot = |error: &dyn std::fmt::Display| Failure::usage(format_args!("cannot read {name}: {error}"));
    let file = File::open(path).map_err(|error| cannot(&error))?;
    // Space for all of it from the beginning: a vector that grows leaves a copy of its content behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(most.saturating_add(32)));
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    file.take(most).read_to_end(&mut bytes).map_err(|error| cannot(&error))?;
    Ok(bytes)
}

fn bounded(source: impl Read, most: usize, name: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    let read = source.take(most).read_to_end(&mut bytes);
    read.map_err(|error| Failure::usage(format_args!("cannot read {name}: {error}")))?;
    Ok(bytes)
}

/// Whether a text that names no file is a capture rather than a misspelt file name.
fn is_literal(text: &str) -> bool {
    let text = text.trim();
    let begins = |start: &str| text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    let is_path =
        begins("./") || begins("../") || begins("~/") || (begins("/") && !text.contains(['=', '<']));
    let is_capture = text.starts_with(['<', '{', '[', '"', '\'', '\u{feff}'])
        || ["http://", "https://", "curl ", "SAMLResponse", "SAMLRequest", "%3C"].into_iter().any(begins)
        || ["SAMLResponse=", "SAMLRequest=", "wresult="].into_iter().any(|name| text.contains(name));
    // base64 in all its forms has no dot, so a dot in a row of letters is a file extension or a JWT.
    let is_file_name = !is_path && text.contains('.') && text.len() < 260 && !begins("eyJ");
    is_capture || !is_path && !is_file_name && text.len() >= SHORTEST_BASE64
}

pub(crate) fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(100).collect();
    if short.len() < text.len() {
        short.push_str("...");
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captures_are_literals() {
        let base64 = "PHNhbWxwOlJlc3BvbnNl".repeat(8);
        let deflated = format!("fZ/{}+w==", "9Zab".repeat(40));
        let texts = [
            "<samlp:Response/>",
            "SAMLResponse=PHNh",
            "wa=wsignin1.0&wresult=%3Ct",
            "RelayState=x&SAMLResponse=PHNh",
            "https://sp.example/acs?SAMLResponse=abc",
            "{\"SAMLResponse\":\"\"}",
            "curl 'https://sp.example/acs'",
            &base64,
            &deflated,
        ];
        for text in texts {
            assert!(is_literal(text), "{text}");
        }
    }

    #[test]
    fn file_names_are_not() {
        let long = format!("captures/{}.har", "login-".repeat(30));
        for text in
            ["response.xml", "./response", "/tmp/login.har", "~/x.b64", "respones", "a b c", "", &long]
        {
            assert!(!is_literal(text), "{text}");
        }
    }
}
