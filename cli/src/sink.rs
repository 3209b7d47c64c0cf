//! Where a report goes: standard output, or the file of `-o`.
//!
//! A report contains values of a person, so a new file is its owner's alone (mode 0600). It gets its name only when it is
//! complete: a reader sees the old report or the new one, never half of one.

use super::Failure;
use super::output::{self, Color};
use clap::Args;
use samlens::inspect::HumanOptions;
use serde_json::Value;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::{Path, PathBuf};

/// Names that are tried for the file before it gets its own.
const MAX_NAMES: u32 = 100;

/// Where the report goes and how it looks
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct OutputArgs {
    /// Write the report to this file, which only you can read, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// When to use colors
    #[arg(long, value_enum, default_value_t)]
    color: Color,
}

impl OutputArgs {
    /// The file of `-o`; `-` is standard output.
    fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
    }

    /// The looks that fit where the report goes. A file has no colors unless they are asked for.
    pub(crate) fn options(&self) -> HumanOptions {
        match (self.file(), self.color) {
            (None, color) => output::options(color),
            (Some(_), Color::Always) => output::options_of_file(true),
            (Some(_), Color::Auto | Color::Never) => output::options_of_file(false),
        }
    }

    /// Whether a person sees the output as it is written.
    pub(crate) fn is_terminal(&self) -> bool {
        self.file().is_none() && io::stdout().is_terminal()
    }

    /// Refuses to write over the file that is read.
    pub(crate) fn spares(&self, input: Option<&str>) -> Result<(), Failure> {
        let (Some(file), Some(input)) = (self.file(), input) else { return Ok(()) };
        match (fs::canonicalize(file), fs::canonicalize(input)) {
            (Ok(one), Ok(other)) if one == other && one.is_file() => Err(Failure::usage(format_args!(
                "-o {input} is the input, and would be replaced by the report\ngive another name"
            ))),
            _ => Ok(()),
        }
    }

    /// Writes a report.
    pub(crate) fn write(&self, text: &str) -> Result<(), Failure> {
        let mut sink = self.open()?;
        sink.write_all(text.as_bytes()).map_err(|error| sink.failed(&error))?;
        sink.finish()
    }

    /// Writes JSON.
    pub(crate) fn write_json(&self, json: &Value) -> Result<(), Failure> {
        match self.file() {
            None => output::write_json(json),
            Some(_) => self.write(&format!("{}\n", samlens::inspect::json_text(json))),
        }
    }

    /// Opens what the report goes to.
    pub(crate) fn open(&self) -> Result<ReportSink, Failure> {
        match self.file() {
            None => Ok(ReportSink::Stdout(BufWriter::new(io::stdout().lock()))),
            Some(path) => ReportSink::file(path),
        }
    }
}

/// What a report is written to; [`ReportSink::finish`] completes it.
pub(crate) enum ReportSink {
    Stdout(BufWriter<StdoutLock<'static>>),
    /// A pipe or device, which keeps its name.
    Device(BufWriter<File>, PathBuf),
    File(Unnamed),
}

/// A file that does not have its name yet. Dropped before that, it is removed.
pub(crate) struct Unnamed {
    /// None once it has its name.
    file: Option<BufWriter<File>>,
    path: PathBuf,
    name: PathBuf,
}

impl ReportSink {
    fn file(path: &Path) -> Result<ReportSink, Failure> {
        let cannot = |error: io::Error| cannot_write(path, &error);
        // What a symbolic link leads to is replaced, not the link.
        let name = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match fs::metadata(&name) {
            Ok(found) if found.is_dir() => {
                Err(Failure::usage(format_args!("-o {} is a directory; give a file in it", path.display())))
            }
            Ok(found) if !found.is_file() => {
                let file = OpenOptions::new().write(true).open(&name).map_err(cannot)?;
                Ok(ReportSink::Device(BufWriter::new(file), name))
            }
            _ => Unnamed::next_to(&name).map(ReportSink::File).map_err(cannot),
        }
    }

    /// What is said of an error in writing.
    pub(crate) fn failed(&self, error: &io::Error) -> Failure {
        match self {
            ReportSink::Stdout(_) if error.kind() == io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            ReportSink::Stdout(_) => Failure::usage(format_args!("cannot write the output: {error}")),
            ReportSink::Device(_, name) => cannot_write(name, error),
            ReportSink::File(file) => cannot_write(&file.name, error),
        }
    }

    /// Completes the report; a file gets its name.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        let done = match &mut self {
            ReportSink::Stdout(out) => out.flush(),
            ReportSink::Device(file, _) => file.flush(),
            ReportSink::File(file) => file.complete(),
        };
        done.map_err(|error| self.failed(&error))
    }
}

impl Write for ReportSink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            ReportSink::Stdout(out) => out.write(bytes),
            ReportSink::Device(file, _) | ReportSink::File(Unnamed { file: Some(file), .. }) => {
                file.write(bytes)
            }
            ReportSink::File(Unnamed { file: None, .. }) => Ok(0),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            ReportSink::Stdout(out) => out.flush(),
            ReportSink::Device(file, _) | ReportSink::File(Unnamed { file: Some(file), .. }) => file.flush(),
            ReportSink::File(Unnamed { file: None, .. }) => Ok(()),
        }
    }
}

impl Unnamed {
    /// A new file in the same directory, so that it can be renamed in one step.
    fn next_to(name: &Path) -> io::Result<Unnamed> {
        let base = name.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy().into_owned();
        let process = std::process::id();
        for number in 0..MAX_NAMES {
            let path = name.with_file_name(format!(".{base}.{process}-{number}.tmp"));
            match new_file(&path) {
                Ok(file) => {
                    let file = Some(BufWriter::new(file));
                    return Ok(Unnamed { file, path, name: name.to_owned() });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    fn complete(&mut self) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        file.flush()?;
        file.get_ref().sync_all()?;
        fs::rename(&self.path, &self.name)?;
        self.file = None;
        Ok(())
    }
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // The failure that led here is the one to be told.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A file that did not exist before and that its owner alone can read.
fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format_args!("cannot write {}: {error}", path.display()))
}
