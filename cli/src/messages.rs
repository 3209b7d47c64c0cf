//! The message of a capture that is looked at, and the list of all where it holds several.

use super::Failure;
use samlens::inspect::{Capture, Captured, printable, printable_line};

/// Messages listed; a long HAR may hold hundreds.
const MAX_LISTED: usize = 20;

/// The message with number `nth`, or the one that counts without a number.
pub(crate) fn chosen(capture: &Capture, nth: Option<usize>) -> Result<&Captured, Failure> {
    capture.chosen(nth).ok_or_else(|| {
        let count = capture.messages().len();
        Failure::usage(format_args!("--nth: the capture contains {count} SAML message(s), numbered from 1"))
    })
}

/// The last message that came as SAMLRequest, or else the last of all.
pub(crate) fn last_request(capture: &Capture) -> Option<&Captured> {
    let messages = capture.messages();
    let request = messages.iter().rev().find(|message| message.parameter() == Some("SAMLRequest"));
    request.or(messages.last())
}

/// One line a message where there are several, else nothing.
pub(crate) fn list(capture: &Capture, chosen: &Captured) -> String {
    let messages = capture.messages();
    if messages.len() < 2 {
        return String::new();
    }
    let mut out = format!("\nThe capture contains {} messages (choose one with --nth):\n", messages.len());
    for message in messages.iter().take(MAX_LISTED) {
        let (index, _) = message.position();
        let mark = if index == chosen.position().0 { '>' } else { ' ' };
        let mut line = format!("{mark} {index:>3}  {:<12}", message.parameter().unwrap_or("SAML"));
        if let Some(at) = message.captured_at() {
            line.push_str(&format!("  {}", at.format("%Y-%m-%d %H:%M:%S")));
        }
        if let Some(url) = message.posted_to() {
            let host: String = url.split(['?', '#']).next().unwrap_or_default().chars().take(38).collect();
            line.push_str(&format!("  {}", printable_line(&host)));
        }
        out.push_str(printable(&line).trim_end());
        out.push('\n');
    }
    if messages.len() > MAX_LISTED {
        out.push_str(&format!("       and {} more\n", messages.len().saturating_sub(MAX_LISTED)));
    }
    out
}
