//! What people type from habit: names that other tools use, and a file where a command belongs.

use super::{Failure, has_command};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error as _;
use std::ffi::OsString;
use std::path::Path;

/// Commands of other tools, and what to use here.
const COMMANDS: &[(&str, &str, &str)] = &[
    ("diff", "compare", "samlens compare GOOD BAD"),
    ("ui", "serve", "samlens serve"),
    ("web", "serve", "samlens serve"),
    ("server", "serve", "samlens serve"),
    ("anonymize", "redact", "samlens redact INPUT -o OUT"),
    ("parse", "decode", "samlens decode INPUT"),
    ("show", "decode", "samlens decode INPUT"),
    ("idp", "metadata", "samlens metadata SOURCE"),
    ("sp", "metadata", "samlens metadata SOURCE"),
    ("lint", "config", "samlens config check"),
    ("init", "config", "samlens config init"),
];

/// Options of other tools, and what to use here.
const OPTIONS: &[(&str, &str)] = &[
    ("--response", "the response is the input: samlens check FILE"),
    ("--file", "the file is the input: samlens check FILE"),
    ("--input", "the file is the input: samlens check FILE"),
    (
        "--key",
        "--decrypt-key takes the private key of your service; --idp takes the identity provider's certificate",
    ),
    ("--private-key", "--decrypt-key takes the private key of your service"),
    ("--fingerprint", "--idp takes the certificate itself; a fingerprint cannot verify a signature"),
    ("--skew", "use --clock-skew SECONDS"),
    ("--destination", "use --acs URL"),
    ("--in-response-to", "use --request ID"),
    ("--debug", "use -v"),
    ("--sso-url", "--idp takes metadata, which has it"),
    ("--ignore-time", "use --at INSTANT, the time of the capture"),
    ("--no-verify", "use samlens decode, which verifies nothing"),
    ("--xml", "use samlens decode --xml"),
    ("--pretty", "use samlens decode --pretty"),
];

/// What clap refuses, in two lines; `None` if clap's own text is better.
pub(crate) fn in_two_lines(error: &clap::Error, given: &[OsString]) -> Option<String> {
    let text = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let names = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(names)) => names.join(" "),
        _ => String::new(),
    };
    let command = given.get(1).and_then(|command| command.to_str()).unwrap_or_default();
    // `config` has commands of its own, each with its help.
    let inner = given.get(2).and_then(|inner| inner.to_str()).filter(|inner| !inner.starts_with('-'));
    let command = match (command, inner) {
        ("config", Some(inner)) => format!("config {inner}"),
        _ => command.to_owned(),
    };
    if error.kind() == ErrorKind::MissingRequiredArgument {
        return Some(format!("{command} needs {names}\n`samlens {command} --help` has examples"));
    }
    if error.kind() == ErrorKind::InvalidSubcommand {
        let unknown = text(ContextKind::InvalidSubcommand)?;
        let near = match error.get(ContextKind::SuggestedSubcommand) {
            // The nearest comes last.
            Some(ContextValue::Strings(near)) => near.last().map(String::as_str),
            Some(ContextValue::String(near)) => Some(near.as_str()),
            _ => None,
        };
        let outer = if command.starts_with("config ") { "config " } else { "" };
        return Some(unknown_command(outer, unknown, near));
    }
    let option = text(ContextKind::InvalidArg)?;
    let name = option.split([' ', '=']).next().unwrap_or(option);
    match error.kind() {
        ErrorKind::UnknownArgument if name == "--format" && command == "redact" => {
            Some("redact has no --json\n--report FILE writes its report as JSON".to_owned())
        }
        ErrorKind::UnknownArgument if name.starts_with("-----BEGIN") => Some(
            "PEM text is given where a file name belongs\nsave it to a file, and give the file".to_owned(),
        ),
        ErrorKind::UnknownArgument if name == "--json" => Some("--json takes no value".to_owned()),
        ErrorKind::UnknownArgument if name.starts_with("--") => {
            let known = OPTIONS.iter().find(|(habit, _)| *habit == name).map(|(_, use_)| (*use_).to_owned());
            let near = text(ContextKind::SuggestedArg).filter(|near| near.get(..4) == name.get(..4));
            let near = near.map(|near| format!("did you mean {near}?"));
            let help =
                known.or(near).unwrap_or_else(|| format!("`samlens {command} --help` lists the options"));
            Some(format!("there is no option {name}\n{help}"))
        }
        ErrorKind::InvalidValue => {
            let value = text(ContextKind::InvalidValue).unwrap_or_default();
            let valid = match error.get(ContextKind::ValidValue) {
                Some(ContextValue::Strings(valid)) => valid.join(", "),
                _ => String::new(),
            };
            let value: String = value.chars().take(100).collect();
            Some(match (value.is_empty(), valid.is_empty()) {
                (true, true) => format!("{name}\na value is required: {option}"),
                (true, false) => format!("{name}\na value is required: one of {valid}"),
                (false, _) => format!("{name} {value}\nnot one of {valid}"),
            })
        }
        ErrorKind::ValueValidation => {
            let value = text(ContextKind::InvalidValue)?;
            let value: String = value.chars().take(100).collect();
            Some(format!("{name} {value}\n{}", error.source()?))
        }
        _ => None,
    }
}

/// A word that is no command: a name of a file that does not exist, or a slip.
fn unknown_command(outer: &str, unknown: &str, near: Option<&str>) -> String {
    let unknown: String = unknown.chars().take(100).collect();
    if outer.is_empty() && unknown.contains(['.', '/', '\\']) {
        return format!("there is no command and no file {unknown}\nto check a file: samlens check FILE");
    }
    let help = match near {
        Some(near) => format!("did you mean samlens {outer}{near}?"),
        None => format!("`samlens {outer}--help` lists the commands"),
    };
    format!("there is no command {outer}{unknown}\n{help}")
}

/// The arguments with habits undone, or what to type instead.
pub(crate) fn rewritten(given: Vec<OsString>) -> Result<Vec<OsString>, Failure> {
    if let Some(first) = given.get(1).and_then(|first| first.to_str()) {
        command(first)?;
    }
    Ok(formats(given))
}

/// A first argument that is no command.
fn command(first: &str) -> Result<(), Failure> {
    if first.starts_with('-') || has_command(first) {
        return Ok(());
    }
    if let Some((_, name, usage)) = COMMANDS.iter().find(|(habit, ..)| *habit == first) {
        return Err(match has_command(name) {
            true => Failure::usage(format_args!("there is no command {first}\nuse {usage}")),
            false => Failure::usage(format_args!(
                "there is no command {first}\n`samlens --help` lists the commands"
            )),
        });
    }
    let is_file = Path::new(first).is_file() || first.starts_with("http") && first.contains("SAML");
    let is_literal = first.starts_with('<') || first.contains("SAMLResponse") || first.len() > 200;
    if is_file {
        return Err(Failure::usage(format_args!(
            "{first} is a file, not a command\nto check it: samlens check {first}"
        )));
    }
    if is_literal {
        return Err(Failure::usage("this is a message, not a command\nto check it: samlens check MESSAGE"));
    }
    Ok(())
}

/// `--json`, `-o json` and `--output json` for `--format json`, and `-o html` alike. What follows `--` is left alone.
fn formats(given: Vec<OsString>) -> Vec<OsString> {
    let mut rewritten = Vec::with_capacity(given.len());
    let mut given = given.into_iter().peekable();
    while let Some(argument) = given.next() {
        let text = argument.to_str().unwrap_or_default();
        if text == "--" {
            rewritten.push(argument);
            rewritten.extend(given);
            return rewritten;
        }
        let format = |name: &str| matches!(name, "json" | "html").then(|| format!("--format={name}").into());
        let follows = given.peek().and_then(|next| format(next.to_str()?));
        let name = ["--output=", "-o=", "-o"].iter().find_map(|option| text.strip_prefix(option));
        match (text, name.and_then(format), follows) {
            ("--json", ..) => rewritten.push("--format=json".into()),
            (_, Some(format), _) => rewritten.push(format),
            ("-o" | "--output", _, Some(format)) => {
                given.next();
                rewritten.push(format);
            }
            _ => rewritten.push(argument),
        }
    }
    rewritten
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_json_are_one() {
        let of = |arguments: &[&str]| -> Vec<String> {
            let given = arguments.iter().map(OsString::from).collect();
            formats(given).into_iter().map(|one| one.into_string().unwrap()).collect()
        };
        assert_eq!(of(&["check", "--json", "x"]), ["check", "--format=json", "x"]);
        assert_eq!(of(&["check", "-o", "json"]), ["check", "--format=json"]);
        assert_eq!(of(&["check", "-ohtml", "--output=json"]), ["check", "--format=html", "--format=json"]);
        assert_eq!(of(&["check", "-o", "report.txt"]), ["check", "-o", "report.txt"]);
        assert_eq!(of(&["check", "--", "--json"]), ["check", "--", "--json"]);
    }
}
