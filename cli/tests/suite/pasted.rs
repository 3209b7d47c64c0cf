//! A message pasted at a terminal: a pseudo-terminal of util-linux's `script`.

use samlens_forge::fixture;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

/// Exit code and what the terminal shows when this is typed once the command asks for it.
fn typed(keys: &[u8]) -> (i32, String) {
    let command = format!(
        "'{}' decode - --no-config --color never; code=$?; stty -a; exit $code",
        env!("CARGO_BIN_EXE_samlens")
    );
    let spawned = Command::new("timeout")
        .args(["60", "script", "--quiet", "--return", "--command", &command, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = spawned.expect("script of util-linux is not installed");
    let (keyboard, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut keyboard = Some(keyboard);
    let mut shown = Vec::new();
    loop {
        let mut buffer = [0; 1024];
        let length = screen.read(&mut buffer).unwrap();
        if length == 0 {
            break;
        }
        shown.extend_from_slice(&buffer[..length]);
        if String::from_utf8_lossy(&shown).contains("Ctrl-D")
            && let Some(mut terminal) = keyboard.take()
        {
            // The prompt is written just before line editing is turned off.
            std::thread::sleep(std::time::Duration::from_millis(500));
            let keys = keys.to_vec();
            std::thread::spawn(move || {
                let _ = terminal.write_all(&keys);
                let _ = terminal.flush();
                // Closed, it would be the end of the terminal.
                std::thread::sleep(std::time::Duration::from_secs(20));
            });
        }
    }
    let status = child.wait().unwrap();
    (status.code().unwrap(), String::from_utf8_lossy(&shown).replace('\r', ""))
}

#[test]
#[ignore = "needs script of util-linux"]
fn a_line_longer_than_the_terminal_edits_is_read_whole() {
    let text = std::fs::read_to_string(fixture("samples/flex-login.base64")).unwrap();
    let line: String = text.split_whitespace().collect();
    assert!(line.len() > 4096);
    let (code, shown) = typed(&[line.as_bytes(), b"\r\x04"].concat());
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("read     base64, XML (4,727 bytes)"), "{shown}");
    // Line editing is on again.
    assert!(shown.contains("isig icanon"), "{shown}");
}

#[test]
#[ignore = "needs script of util-linux"]
fn ctrl_c_ends_it_and_line_editing_is_on_again() {
    let (code, shown) = typed(b"PHNhbWxwOlJl\x03");
    assert_eq!(code, 130, "{shown}");
    assert!(shown.contains("isig icanon"), "{shown}");
}
