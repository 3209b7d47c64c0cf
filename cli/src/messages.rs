//! The message of a capture that is looked at, and the list of all where it holds several.

use super::Failure;
use samlens::inspect::{Capture, Captured, printable, printable_line};

/// Messages listed; a long HAR may hold hundreds.
const MAX_LISTED: usize = 20;
/// Lines of the default output.
const SCREEN: usize = 24;

/// The message with number `nth`, or the one that counts without a number.
pub(crate) fn chosen(capture: &Capture, nth: Option<usize>) -> Result<&Captured, Failure> {
    capture.chosen(nth).ok_or_else(|| {
        let count = capture.messages().len();
        Failure::usage(format_args!("--nth: the capture holds {count} SAML message(s), numbered from 1"))
    })
}

/// The last message that came as SAMLRequest, or else the last of all.
pub(crate) fn last_request(capture: &Capture) -> Option<&Captured> {
    let messages = capture.messages();
    let request = messages.iter().rev().find(|message| message.parameter() == Some("SAMLRequest"));
    request.or(messages.last())
}

/// The list of all messages under a page: on the same screen, or in full.
pub(crate) fn list_under(
    page: &str,
    capture: &Capture,
    chosen: &Captured,
    width: usize,
    whole: bool,
) -> String {
    let lines = if whole { usize::MAX } else { SCREEN.saturating_sub(page.lines().count()) };
    list(capture, chosen, width, lines)
}

/// One line a message where there are several, else nothing; at most `lines` of them all, and none wider than `width`.
fn list(capture: &Capture, chosen: &Captured, width: usize, lines: usize) -> String {
    let messages = capture.messages();
    if messages.len() < 2 {
        return String::new();
    }
    let mut out = format!("\nThe capture holds {} messages (--nth chooses):\n", messages.len());
    let most = lines.saturating_sub(3).clamp(2, MAX_LISTED);
    for message in messages.iter().take(most) {
        let (index, _) = message.position();
        let mark = if index == chosen.position().0 { '>' } else { ' ' };
        let mut line = format!("{mark} {index:>3}  {:<12}", message.parameter().unwrap_or("SAML"));
        if let Some(at) = message.captured_at() {
            line.push_str(&format!("  {}", at.format("%Y-%m-%d %H:%M:%S")));
        }
        if let Some(url) = message.posted_to() {
            line.push_str(&format!("  {}", printable_line(url.split(['?', '#']).next().unwrap_or_default())));
        }
        out.push_str(&cut(printable(&line).trim_end(), width));
        out.push('\n');
    }
    if messages.len() > most {
        out.push_str(&format!("       and {} more\n", messages.len().saturating_sub(most)));
    }
    out
}

/// A line that ends with `...` where the terminal does.
fn cut(line: &str, width: usize) -> String {
    if line.chars().count() <= width {
        return line.to_owned();
    }
    line.chars().take(width.saturating_sub(3)).chain("...".chars()).collect()
}
