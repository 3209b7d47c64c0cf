//! `curl` commands, as browsers copy them for bash and for Windows.

use super::found::{EncodedMessage, in_query, in_url};
use super::recognised::{CaptureForm, Decoding};
use super::{form, found, query};
use std::sync::Arc;

/// Whether the text is a curl command, after a prompt perhaps.
pub(super) fn is_command(text: &str) -> bool {
    let text = text.trim_start_matches(['$', '>', '#', ' ']);
    let word = text.split(|c: char| c.is_whitespace() || c == '^').next().unwrap_or_default();
    ["curl", "curl.exe"].iter().any(|name| {
        let split = word.len().checked_sub(name.len()).and_then(|at| word.split_at_checked(at));
        split.is_some_and(|(path, last)| {
            last.eq_ignore_ascii_case(name) && (path.is_empty() || path.ends_with(['/', '\\']))
        })
    })
}

/// Options that take a value which is neither data nor the URL.
const WITH_VALUE: &[&str] = &[
    "-H",
    "--header",
    "-b",
    "--cookie",
    "-A",
    "--user-agent",
    "-e",
    "--referer",
    "-X",
    "--request",
    "-o",
    "--output",
    "-u",
    "--user",
    "-x",
    "--proxy",
    "-c",
    "--cookie-jar",
    "-m",
    "--max-time",
    "--resolve",
    "--cacert",
    "--cert",
    "--key",
    "-w",
    "--write-out",
];

/// Options whose value is a piece of the body.
const DATA: &[&str] = &["--data-raw", "--data-binary", "--data-ascii", "--data", "-d", "--json"];

/// Options whose value is one `name=content` that curl encodes itself.
const PLAIN_DATA: &[&str] = &["--data-urlencode", "--form-string", "--form", "-F"];

/// The messages that the command would send.
pub(super) fn read(command: &str, max_messages: usize) -> Vec<EncodedMessage> {
    let words = if is_for_windows(command) { windows_words(command) } else { bash_words(command) };
    let mut url: Option<&str> = None;
    let mut data: Vec<&str> = Vec::new();
    let mut plain: Vec<(&str, &str)> = Vec::new();
    let mut is_get = false;
    let mut words = words.iter().map(String::as_str).skip_while(|word| !is_command(word)).skip(1);
    while let Some(word) = words.next() {
        if let Some(value) = value_of(word, DATA, &mut words) {
            data.push(value);
        } else if let Some(value) = value_of(word, PLAIN_DATA, &mut words) {
            plain.extend(value.split_once('='));
        } else if let Some(value) = value_of(word, &["--url"], &mut words) {
            url = Some(value);
        } else if word == "-G" || word == "--get" {
            is_get = true;
        } else if WITH_VALUE.contains(&word) {
            words.next();
        } else if !word.starts_with('-') && url.is_none() {
            url = Some(word);
        }
    }
    let url = url.unwrap_or_default();
    let body = data.join("&");
    let mut messages = in_url(CaptureForm::Curl, url);
    if is_get {
        messages.extend(in_query(CaptureForm::Curl, query::split_url(url).0, &body));
    } else {
        messages.extend(form::scan(&body, max_messages).messages);
    }
    let relay_state = plain.iter().find(|(name, _)| found::is_relay_state(name)).map(|(_, value)| *value);
    let named = plain.iter().filter_map(|(name, value)| Some((found::Parameter::named(name)?, *value)));
    messages.extend(named.take(2).map(|(parameter, value)| EncodedMessage {
        form_encoded: false,
        relay_state: relay_state.map(str::to_owned),
        ..EncodedMessage::posted(CaptureForm::Curl, parameter, value)
    }));
    let address: Option<Arc<str>> = url.contains("://").then(|| url.into());
    for message in &mut messages {
        message.form = CaptureForm::Curl;
        message.trail.steps.insert(0, Decoding::ShellQuoting);
        message.posted_to = message.posted_to.take().or_else(|| address.clone());
    }
    messages
}

/// The value of an option: `--data x`, `--data=x` or, for one letter, `-dx`.
fn value_of<'w>(
    word: &'w str,
    options: &[&str],
    words: &mut impl Iterator<Item = &'w str>,
) -> Option<&'w str> {
    for option in options {
        let Some(rest) = word.strip_prefix(option) else { continue };
        if rest.is_empty() {
            return words.next();
        }
        if let Some(value) = rest.strip_prefix('=') {
            return Some(value);
        }
        if option.len() == 2 {
            return Some(rest);
        }
    }
    None
}

/// Browsers put a caret before each quote or line end for cmd.exe.
fn is_for_windows(command: &str) -> bool {
    command.contains("^\"") || command.contains("^\n") || command.contains("^\r\n")
}

/// Words as bash splits them: `'…'`, `"…"`, `$'…'`, backslashes.
fn bash_words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = command.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\'' => {
                let word = word.get_or_insert_default();
                word.extend(characters.by_ref().take_while(|c| *c != '\''));
            }
            '"' => {
                let word = word.get_or_insert_default();
                while let Some(character) = characters.next() {
                    match character {
                        '"' => break,
                        '\\' => match characters.next() {
                            Some('\n') | None => {}
                            Some(escaped @ ('"' | '\\' | '$' | '`')) => word.push(escaped),
                            Some(other) => word.extend(['\\', other]),
                        },
                        other => word.push(other),
                    }
                }
            }
            '$' if characters.peek() == Some(&'\'') => {
                characters.next();
                ansi_c(&mut characters, word.get_or_insert_default());
            }
            '\\' => match characters.next() {
                Some('\n') | None => {}
                Some('\r') => {
                    characters.next_if_eq(&'\n');
                }
                Some(escaped) => word.get_or_insert_default().push(escaped),
            },
            blank if blank.is_whitespace() => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

/// The inside of `$'…'`: bash's ANSI-C quoting.
fn ansi_c(characters: &mut std::iter::Peekable<std::str::Chars<'_>>, word: &mut String) {
    while let Some(character) = characters.next() {
        match character {
            '\'' => return,
            '\\' => match characters.next() {
                Some('n') => word.push('\n'),
                Some('r') => word.push('\r'),
                Some('t') => word.push('\t'),
                Some('x') => word.extend(number(characters, 16, 2)),
                Some('u') => word.extend(number(characters, 16, 4)),
                Some('U') => word.extend(number(characters, 16, 8)),
                Some(digit @ '0'..='7') => {
                    let first = digit.to_digit(8).unwrap_or(0);
                    let mut code = first;
                    for _ in 0..2 {
                        let Some(digit) = characters.peek().and_then(|c| c.to_digit(8)) else { break };
                        code = code * 8 + digit;
                        characters.next();
                    }
                    word.extend(char::from_u32(code));
                }
                Some(other) => word.push(other),
                None => return,
            },
            other => word.push(other),
        }
    }
}

fn number(
    characters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    radix: u32,
    most: usize,
) -> Option<char> {
    let mut code = 0u32;
    for _ in 0..most {
        let Some(digit) = characters.peek().and_then(|c| c.to_digit(radix)) else { break };
        code = code.checked_mul(radix)?.checked_add(digit)?;
        characters.next();
    }
    char::from_u32(code)
}

/// Words as cmd.exe and then the C runtime split them: carets first, then quotes and backslashes.
fn windows_words(command: &str) -> Vec<String> {
    let line = without_carets(command);
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut is_quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                let word = word.get_or_insert_default();
                let mut backslashes = 1;
                while characters.next_if_eq(&'\\').is_some() {
                    backslashes += 1;
                }
                if characters.peek() == Some(&'"') {
                    word.extend(std::iter::repeat_n('\\', backslashes / 2));
                    if backslashes % 2 == 1 {
                        characters.next();
                        word.push('"');
                    }
                } else {
                    word.extend(std::iter::repeat_n('\\', backslashes));
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                if is_quoted && characters.next_if_eq(&'"').is_some() {
                    word.push('"');
                } else {
                    is_quoted = !is_quoted;
                }
            }
            blank if blank.is_whitespace() && !is_quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

/// What cmd.exe makes of carets: outside plain quotes one keeps the next character, and joins lines at an end.
fn without_carets(command: &str) -> String {
    let mut line = String::with_capacity(command.len());
    let mut is_quoted = false;
    let mut characters = command.chars().filter(|c| *c != '\r').peekable();
    while let Some(character) = characters.next() {
        match character {
            '^' if !is_quoted => match characters.next() {
                // Two line ends after a caret are one line feed of the value.
                Some('\n') => line.extend(characters.next_if_eq(&'\n')),
                Some(kept) => line.push(kept),
                None => {}
            },
            '"' => {
                is_quoted = !is_quoted;
                line.push('"');
            }
            other => line.push(other),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bash_quoting_is_undone() {
        assert_eq!(
            bash_words("curl 'a b' \"c\\\"d\" $'e\\u0021\\n\\'f\\x41' \\\n  g\\ h 'i'\\''j'"),
            ["curl", "a b", "c\"d", "e!\n'fA", "g h", "i'j"]
        );
    }

    #[test]
    fn windows_quoting_is_undone() {
        assert_eq!(
            windows_words(
                "curl ^\"https://sp/^\" ^\r\n  --data-raw ^\"a=b^%^2Bc^&d=^\\^\"e^\\^\"^\" \"x\"\"y\""
            ),
            ["curl", "https://sp/", "--data-raw", "a=b%2Bc&d=\"e\"", "x\"y"]
        );
        assert_eq!(windows_words("curl \"u\" ^\n --data \"a\"%\"2B\""), ["curl", "u", "--data", "a%2B"]);
    }
}
