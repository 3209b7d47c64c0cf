//! A message that is pasted at the terminal.
//!
//! With line editing on, the terminal keeps 4,095 characters of a line and drops the rest (`N_TTY_BUF_SIZE` of Linux,
//! `termios(3)`). A base64 response is one line and longer than that, so line editing is off while it is read.

use super::Failure;
use std::io::{self, Read, Write};

/// Ctrl-C, Ctrl-D, and the two that Backspace may send.
const INTERRUPT: u8 = 0x03;
const END: u8 = 0x04;
const ERASE: [u8; 2] = [0x08, 0x7f];

/// Reads up to Ctrl-D, at most `most` bytes.
pub(crate) fn read(most: usize) -> Result<Vec<u8>, Failure> {
    // Where standard error is closed nobody reads it.
    let _ = writeln!(io::stderr().lock(), "samlens: paste the message, then press Enter and Ctrl-D");
    let Some(editing) = LineEditing::off() else { return edited(most) };
    let read = unedited(io::stdin().lock(), most);
    drop(editing);
    // What is typed next begins on a line of its own.
    let _ = writeln!(io::stderr().lock());
    match read.map_err(|error| Failure::usage(format_args!("cannot read the terminal: {error}")))? {
        Some(bytes) => Ok(bytes),
        None => Err(Failure::Interrupted),
    }
}

/// What is typed without line editing; none if somebody pressed Ctrl-C.
fn unedited(mut terminal: impl Read, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut text = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let length = match terminal.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        let read = buffer.get(..length).unwrap_or_default();
        for &byte in read {
            match byte {
                INTERRUPT => return Ok(None),
                END => return Ok(Some(text)),
                byte if ERASE.contains(&byte) => {
                    text.pop();
                }
                byte => text.push(byte),
            }
        }
        if length == 0 || text.len() >= most {
            text.truncate(most);
            return Ok(Some(text));
        }
    }
}

/// With line editing on, where it cannot be turned off.
fn edited(most: usize) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    let read = io::stdin().lock().take(limit).read_to_end(&mut text);
    read.map_err(|error| Failure::usage(format_args!("cannot read the terminal: {error}")))?;
    match is_cut(&text) {
        true => Err(Failure::usage(
            "the terminal cut a line at 4,095 characters, so the end of the message is missing\n\
             save it to a file (samlens check FILE), or pipe it: pbpaste | samlens check, xclip -o | samlens check",
        )),
        false => Ok(text),
    }
}

/// Whether a terminal with line editing cut a line.
fn is_cut(bytes: &[u8]) -> bool {
    bytes.split(|byte| *byte == b'\n').any(|line| line.len() == 4095)
}

/// Line editing that is off until this is dropped.
#[cfg(unix)]
struct LineEditing {
    before: rustix::termios::Termios,
}

#[cfg(unix)]
impl LineEditing {
    /// None where this is no terminal after all.
    fn off() -> Option<LineEditing> {
        use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};
        let before = tcgetattr(io::stdin()).ok()?;
        let mut now = before.clone();
        // Without signals Ctrl-C is read as a character, so nothing ends the command before editing is on again.
        now.local_modes.remove(LocalModes::ICANON | LocalModes::ISIG);
        now.special_codes[SpecialCodeIndex::VMIN] = 1;
        now.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(io::stdin(), OptionalActions::Now, &now).ok()?;
        Some(LineEditing { before })
    }
}

#[cfg(unix)]
impl Drop for LineEditing {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        // Where the terminal is gone there is nothing to restore.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
    }
}

#[cfg(not(unix))]
struct LineEditing;

#[cfg(not(unix))]
impl LineEditing {
    fn off() -> Option<LineEditing> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &[u8]) -> Option<Vec<u8>> {
        unedited(text, 10_000).unwrap()
    }

    #[test]
    fn a_line_of_any_length_is_read_until_ctrl_d() {
        let line = [&[b'A'; 6000][..], b"\n"].concat();
        assert_eq!(typed(&[&line[..], &[END], b"left alone"].concat()), Some(line.clone()));
        // Where the terminal goes away, what was read counts.
        assert_eq!(typed(&line), Some(line));
        assert_eq!(unedited(&[b'A'; 6000][..], 100).unwrap().unwrap().len(), 100);
    }

    #[test]
    fn backspace_takes_the_last_character_away_and_ctrl_c_everything() {
        assert_eq!(typed(b"abx\x7fc\x08\x04"), Some(b"ab".to_vec()));
        assert_eq!(typed(b"\x7fa\x04"), Some(b"a".to_vec()));
        assert_eq!(typed(b"abc\x03\x04"), None);
    }

    #[test]
    fn a_line_that_the_terminal_cut_is_noticed() {
        assert!(is_cut(&[&[b'A'; 4095][..], b"\n"].concat()));
        assert!(!is_cut(&[b'A'; 4096]));
        assert!(!is_cut(b"PHNhbWxwOlJlc3BvbnNl\n"));
    }
}
