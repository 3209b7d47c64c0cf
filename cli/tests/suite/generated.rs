//! `samlens completions` and `samlens man`: what is generated from the description of the arguments.

use crate::run::{self, ran};
use std::collections::BTreeSet;

/// The names under "Commands:" of a help page, without `help`.
fn commands(arguments: &[&str]) -> BTreeSet<String> {
    let help = ran(&[arguments, &["--help"]].concat()).out;
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let lines = list.lines().take_while(|line| !line.is_empty());
    // A description that is wrapped begins further right.
    let names = lines.filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')));
    names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn each_script_knows_every_command() {
    let commands = commands(&[]);
    assert!(commands.len() >= 10, "{commands:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = ran(&["completions", shell]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shell}");
        for command in &commands {
            assert!(ran.out.contains(command.as_str()), "{shell}: {command}");
        }
        assert!(ran.out.contains("--idp-entity-id") || ran.out.contains("-l idp-entity-id"), "{shell}");
    }
    let other = ran(&["completions", "tcsh"]);
    assert_eq!(other.code, 2);
    assert!(other.err.contains("tcsh") && other.err.contains("bash"), "{}", other.err);
}

/// The script in bash itself: what it offers after the words that were typed.
#[cfg(unix)]
#[test]
fn bash_completes_commands_options_and_values() {
    let script = ran(&["completions", "bash"]).out;
    let folder = run::directory("completions");
    std::fs::write(folder.join("samlens.bash"), script).unwrap();
    let offered = |words: &[&str]| -> Vec<String> {
        let (current, previous) = (words[words.len() - 1], words[words.len() - 2]);
        let typed: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        let line = format!(
            "source samlens.bash; COMP_WORDS=({}); COMP_CWORD={}; _samlens samlens '{current}' '{previous}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            typed.join(" "),
            words.len() - 1,
        );
        let output = std::process::Command::new("bash")
            .args(["--norc", "--noprofile", "-c", &line])
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    };
    assert_eq!(offered(&["samlens", "chec"]), ["check"]);
    assert_eq!(offered(&["samlens", "config", "ini"]), ["init"]);
    assert_eq!(offered(&["samlens", "check", "--profile", "g"]), ["generic"]);
    assert!(offered(&["samlens", "check", "--idp"]).contains(&"--idp-entity-id".to_owned()));
    assert_eq!(offered(&["samlens", "completions", "z"]), ["zsh"]);
}

/// The page of every command has a name, a synopsis, and every option that its help lists.
#[test]
fn every_command_has_a_manual_page_with_its_options() {
    let folder = run::directory("man").join("man1");
    let all = ran(&["man", "-o", folder.to_str().unwrap()]);
    assert_eq!((all.code, all.out.as_str(), all.err.as_str()), (0, "", ""));
    let mut expected: BTreeSet<Vec<String>> = BTreeSet::from([vec![]]);
    expected.extend(commands(&[]).into_iter().map(|name| vec![name]));
    expected.extend(commands(&["config"]).into_iter().map(|name| vec!["config".to_owned(), name]));
    let written = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(written, expected.len(), "{expected:?}");
    for command in expected {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let name = [&["samlens"], &words[..]].concat().join("-");
        let page = std::fs::read_to_string(folder.join(format!("{name}.1"))).unwrap();
        assert_eq!(ran(&[&["man"], &words[..]].concat()).out, page, "{name}");
        let plain = page.replace("\\-", "-").replace("\\fB", "").replace("\\fI", "").replace("\\fR", "");
        assert!(plain.contains(&format!(".TH {name} 1")), "{name}: {plain:.300}");
        assert!(plain.contains(&format!("{name} - ")), "{name}: {plain:.300}");
        let help = ran(&[&words[..], &["--help"]].concat()).out;
        assert_eq!(plain.contains("\n.SH \"EXAMPLES\"\n"), help.contains("\nExamples:\n"), "{name}");
        assert!(!plain.contains(".SH EXTRA"), "{name}");
        let options = help.split_whitespace().filter_map(|word| word.strip_prefix("--"));
        for option in options.filter(|option| option.starts_with(|c: char| c.is_ascii_lowercase())) {
            let option = option.split(|c: char| !(c.is_ascii_lowercase() || c == '-')).next().unwrap();
            assert!(plain.contains(&format!("--{option}")), "{name} lacks --{option}");
        }
    }
}

#[test]
fn a_page_that_is_not_there_and_a_folder_that_cannot_be_written_are_usage_errors() {
    let unknown = ran(&["man", "chek"]);
    assert_eq!(unknown.code, 2);
    assert_eq!(unknown.err, "samlens: there is no command chek\n`samlens --help` lists the commands\n");
    let file = run::file("man-missing", "file", b"no folder");
    let missing = ran(&["man", "-o", &file]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("cannot write") && missing.err.contains("samlens.1"), "{}", missing.err);
}
