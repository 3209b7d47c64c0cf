//! `samlens check --batch`: many responses, one line of JSON each, on all cores.
//!
//! A reader cuts the input into chunks, workers judge them, and their lines are written in the order of the input.
//! Chunks on their way are counted, so that memory does not grow with the number of responses.

use super::progress::Progress;
use super::{Failure, input};
use chrono::{DateTime, Utc};
use samlens::capture::{Capture, Captured};
use samlens::{Expectations, Limits, Report, Request, Validator, Verdict};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::thread;

/// Captures of a chunk, and bytes after which it is not filled further.
const CHUNK: usize = 32;
const CHUNK_BYTES: usize = 1 << 20;
/// Bytes of a line of JSON that is looked at the short way: a response and its RelayState have some ten thousand.
const SHORT: usize = 1 << 18;
/// Messages of one capture; each takes a few hundred bytes beside its own.
const MAX_MESSAGES: usize = 65_536;
/// Chunks on their way, for each core.
const AHEAD: usize = 4;

/// What every response is judged by.
pub(crate) struct Bench<'b> {
    /// None where something is left out that a login needs; the verdicts are then inconclusive at best.
    validator: Option<Validator>,
    expectations: &'b Expectations,
    request: Request<'b>,
    at: DateTime<Utc>,
    limits: Limits,
}

impl<'b> Bench<'b> {
    pub(crate) fn new(
        expectations: &'b Expectations,
        request: Request<'b>,
        at: DateTime<Utc>,
        limits: &Limits,
    ) -> Bench<'b> {
        let validator = Validator::from_expectations(expectations.clone()).ok();
        // An archive of a day's logins is one capture here.
        let mut limits = limits.clone();
        limits.max_capture_messages = MAX_MESSAGES;
        Bench { validator, expectations, request, at, limits }
    }

    /// Judges everything that one capture holds.
    fn judge(&self, source: &str, bytes: &[u8], lines: &mut Lines) {
        let text = bytes.trim_ascii();
        if self.accepts(text) {
            return lines.accepted(source);
        }
        match Capture::read(bytes, &self.limits) {
            Ok(capture) => {
                let messages = capture.messages();
                let responses = messages.iter().filter(|message| is_response(message));
                let mut count = 0_usize;
                for message in responses {
                    self.judge_message(source, message, lines);
                    count += 1;
                }
                if count == 0 {
                    // Nothing but requests: said as `check` says it.
                    if let Some(message) = capture.chosen(None) {
                        self.judge_message(source, message, lines);
                    }
                }
            }
            Err(_) => lines.report(
                source,
                (1, 1),
                &samlens::inspect_bytes(bytes, None, self.expectations, self.request, self.at),
            ),
        }
    }

    fn judge_message(&self, source: &str, message: &Captured, lines: &mut Lines) {
        let report = samlens::inspect(message, self.expectations, self.request, self.at);
        lines.report(source, message.position(), &report);
    }

    /// The short way for what most lines are: a response as it was posted, and nothing wrong with it. Everything else is
    /// judged again by the way that explains, so that a line says what `check` on that capture says.
    fn accepts(&self, text: &[u8]) -> bool {
        let (Some(validator), Ok(text)) = (&self.validator, std::str::from_utf8(text)) else { return false };
        let posted = |value: &str| validator.validate_reply(value, self.request, self.at).is_ok();
        match text.as_bytes().first() {
            Some(b'<') => validator.validate_xml(text, self.request, self.at).is_ok(),
            // Longer ones go the way that counts what it reads.
            Some(b'{' | b'"') if text.len() > SHORT => false,
            Some(b'{' | b'"') => match serde_json::from_str(text) {
                Ok(Value::String(value)) => posted(&value),
                // Nothing else in it may be a message, which would have to be judged too.
                Ok(Value::Object(fields))
                    if fields.iter().all(|(name, value)| is_no_message(name, value)) =>
                {
                    fields.get("SAMLResponse").and_then(Value::as_str).is_some_and(posted)
                }
                _ => false,
            },
            _ => posted(text),
        }
    }
}

/// Whether a member beside `SAMLResponse` is nothing that a capture is searched for.
fn is_no_message(name: &str, value: &Value) -> bool {
    // Names of parameters are known with `_` and `-` in them, and percent-encoded.
    let mentions = |text: &str| {
        let plain: String = text.chars().filter(|c| !matches!(c, '_' | '-')).collect();
        let plain = plain.to_ascii_lowercase();
        plain.contains('%') || plain.contains("saml") || plain.contains("wresult")
    };
    match value {
        _ if name == "SAMLResponse" => true,
        Value::Array(_) | Value::Object(_) => false,
        Value::String(text) => !mentions(name) && !mentions(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

fn is_response(message: &Captured) -> bool {
    message.parameter() != Some("SAMLRequest")
}

/// Lines of JSON, and how the responses fared.
#[derive(Default)]
struct Lines {
    text: String,
    tally: Tally,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    responses: u64,
    accepted: u64,
    /// The least exit code but zero.
    worst: Option<u8>,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.responses += other.responses;
        self.accepted += other.accepted;
        self.worst = self.worst.into_iter().chain(other.worst).min();
    }
}

impl Lines {
    fn accepted(&mut self, source: &str) {
        self.tally.add(Tally { responses: 1, accepted: 1, worst: None });
        let source = Value::from(source);
        let verdict = Verdict::Accepted.as_str();
        // Writing to a String cannot fail.
        let _ = writeln!(
            self.text,
            r#"{{"source":{source},"message":1,"verdict":"{verdict}","exit_code":0,"class":null,"code":null,"reason":null}}"#
        );
    }

    fn report(&mut self, source: &str, position: (usize, usize), report: &Report) {
        let exit_code = report.exit_code();
        let accepted = report.verdict() == Verdict::Accepted;
        let worst = (exit_code != 0).then_some(exit_code);
        self.tally.add(Tally { responses: 1, accepted: u64::from(accepted), worst });
        let root = report.root().filter(|_| !accepted);
        // Invariant 20: a message holds no value of a person, `actual` may.
        let _ = writeln!(
            self.text,
            r#"{{"source":{},"message":{},"verdict":"{}","exit_code":{exit_code},"class":{},"code":{},"reason":{}}}"#,
            Value::from(source),
            position.0,
            report.verdict().as_str(),
            report.class().map_or(Value::Null, |class| class.as_str().into()),
            root.map_or(Value::Null, |finding| finding.code().as_str().into()),
            root.map_or(Value::Null, |finding| finding.message().into()),
        );
    }

    fn unreadable(&mut self, source: &str, reason: &str) {
        self.tally.add(Tally { responses: 1, accepted: 0, worst: Some(3) });
        let (source, reason) = (Value::from(source), Value::from(reason));
        let verdict = Verdict::Unreadable.as_str();
        let _ = writeln!(
            self.text,
            r#"{{"source":{source},"message":1,"verdict":"{verdict}","exit_code":3,"class":null,"code":null,"reason":{reason}}}"#
        );
    }
}

/// Where the responses come from.
enum Source {
    Directory(fs::ReadDir),
    Lines(Box<dyn BufRead + Send>, String),
    Whole(Vec<u8>, String),
}

enum Item {
    File(PathBuf),
    Bytes(String, Vec<u8>),
}

struct Chunk {
    number: u64,
    items: Vec<Item>,
    bytes: u64,
}

struct Done {
    number: u64,
    lines: Lines,
    bytes: u64,
}

/// Runs the command; the exit code is 0 where every response is accepted.
pub(crate) fn run(path: &Path, bench: &Bench<'_>, quiet: bool) -> Result<u8, Failure> {
    let (source, total) = Source::open(path, &bench.limits)?;
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let ahead = cores.saturating_mul(AHEAD);
    // A permit a chunk: it is given back when the lines of the chunk are written.
    let (permit, permits) = mpsc::sync_channel(ahead);
    for _ in 0..ahead {
        let _ = permit.try_send(());
    }
    let (work, queue) = mpsc::sync_channel(ahead);
    let queue = Mutex::new(queue);
    let (done, results) = mpsc::channel();
    let mut progress = Progress::new(total, quiet);
    let (tally, read) = thread::scope(|scope| {
        let reader = scope.spawn(|| source.feed(permits, work, bench.limits.max_capture_bytes));
        for _ in 0..cores {
            let (done, queue) = (done.clone(), &queue);
            scope.spawn(move || work_off(queue, &done, bench));
        }
        drop(done);
        let tally = write_in_order(&results, permit, quiet, &mut progress);
        drop(results);
        (tally, reader.join())
    });
    progress.clear();
    let tally = tally?;
    match read {
        Ok(read) => read?,
        Err(_) => return Err(Failure::usage(format_args!("cannot read {}", path.display()))),
    }
    if !quiet {
        let Tally { responses, accepted, .. } = tally;
        let refused = responses.saturating_sub(accepted);
        let rate = progress.rate(responses);
        let _ = writeln!(
            io::stderr().lock(),
            "{responses} responses: {accepted} accepted, {refused} not; {rate} a second"
        );
    }
    Ok(tally.worst.unwrap_or(0))
}

impl Source {
    /// The source, and its bytes where that is known.
    fn open(path: &Path, limits: &Limits) -> Result<(Source, Option<u64>), Failure> {
        let cannot =
            |error: io::Error| Failure::usage(format_args!("cannot read {}: {error}", path.display()));
        if path.as_os_str() == "-" {
            return Ok((Source::Lines(Box::new(BufReader::new(io::stdin())), "-".to_owned()), None));
        }
        if path.is_dir() {
            return Ok((Source::Directory(fs::read_dir(path).map_err(cannot)?), None));
        }
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let total = fs::metadata(path).map_err(cannot)?.len();
        let mut reader = BufReader::with_capacity(1 << 16, File::open(path).map_err(cannot)?);
        let mut first = Vec::new();
        line(&mut reader, limits.max_capture_bytes, &mut first).map_err(cannot)?;
        if begins_whole(&first) {
            return Ok((Source::Whole(input::file(path, limits.max_capture_bytes)?, name), None));
        }
        let lines: Box<dyn BufRead + Send> = Box::new(io::Cursor::new(first).chain(reader));
        Ok((Source::Lines(lines, name), Some(total)))
    }

    /// Cuts the source into chunks until it ends or nobody wants them any more.
    fn feed(self, permits: Receiver<()>, work: SyncSender<Chunk>, max_bytes: usize) -> Result<(), Failure> {
        let mut numbers = 0..;
        let mut send = |items: Vec<Item>, bytes: u64| {
            let number = numbers.next().unwrap_or(u64::MAX);
            permits.recv().is_ok() && work.send(Chunk { number, items, bytes }).is_ok()
        };
        let cannot = |error: io::Error| Failure::usage(format_args!("cannot read the batch: {error}"));
        let (mut items, mut bytes) = (Vec::new(), 0_usize);
        match self {
            Source::Whole(whole, name) => items.push(Item::Bytes(name, whole)),
            Source::Directory(entries) => {
                for entry in entries {
                    let entry = entry.map_err(cannot)?;
                    if !entry.path().is_file() {
                        continue;
                    }
                    items.push(Item::File(entry.path()));
                    if items.len() >= CHUNK && !send(std::mem::take(&mut items), 0) {
                        return Ok(());
                    }
                }
            }
            Source::Lines(mut reader, name) => {
                let mut number = 0_u64;
                loop {
                    let mut text = Vec::new();
                    let read = line(&mut reader, max_bytes, &mut text).map_err(cannot)?;
                    if read == 0 {
                        break;
                    }
                    number += 1;
                    bytes += read;
                    if !text.trim_ascii().is_empty() {
                        items.push(Item::Bytes(format!("{name}:{number}"), text));
                    }
                    if items.len() >= CHUNK || bytes >= CHUNK_BYTES {
                        let bytes = std::mem::take(&mut bytes);
                        if !send(std::mem::take(&mut items), u64::try_from(bytes).unwrap_or(0)) {
                            return Ok(());
                        }
                    }
                }
            }
        }
        if !items.is_empty() {
            send(items, u64::try_from(bytes).unwrap_or(0));
        }
        Ok(())
    }
}

/// Reads one line, at most `max` bytes of it, into `text`; 0 at the end.
fn line(reader: &mut impl BufRead, max: usize, text: &mut Vec<u8>) -> io::Result<usize> {
    let most = u64::try_from(max).unwrap_or(u64::MAX);
    let read = reader.take(most).read_until(b'\n', text)?;
    if read >= max && text.last() != Some(&b'\n') {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("a line is longer than {max} bytes")));
    }
    Ok(read)
}

/// Whether a file that begins with this line is one capture and not a capture a line: a HAR, or JSON or XML in
/// several lines.
/// A HAR on one line, as far as it is told from another object: nothing of it is kept.
#[derive(Deserialize)]
struct Archive {
    log: Option<Log>,
}

#[derive(Deserialize)]
struct Log {
    entries: Option<IgnoredAny>,
}

fn begins_whole(first: &[u8]) -> bool {
    let text = first.trim_ascii();
    match text.first() {
        Some(b'{') => match serde_json::from_slice::<Archive>(text) {
            Ok(archive) => archive.log.is_some_and(|log| log.entries.is_some()),
            Err(error) => !error.is_data(),
        },
        Some(b'[') => true,
        Some(b'<') => !text.ends_with(b">") || text.starts_with(b"<?") && text.ends_with(b"?>"),
        _ => false,
    }
}

fn work_off(queue: &Mutex<Receiver<Chunk>>, done: &Sender<Done>, bench: &Bench<'_>) {
    loop {
        let Ok(Ok(chunk)) = queue.lock().map(|queue| queue.recv()) else { return };
        let mut lines = Lines::default();
        for item in &chunk.items {
            match item {
                Item::Bytes(name, bytes) => bench.judge(name, bytes, &mut lines),
                Item::File(path) => {
                    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                    match input::file(path, bench.limits.max_capture_bytes.saturating_add(1)) {
                        Ok(bytes) => bench.judge(&name, &bytes, &mut lines),
                        Err(_) => lines.unreadable(&name, "the file cannot be read"),
                    }
                }
            }
        }
        if done.send(Done { number: chunk.number, lines, bytes: chunk.bytes }).is_err() {
            return;
        }
    }
}

/// Writes the lines of the chunks in the order of the input.
fn write_in_order(
    results: &Receiver<Done>,
    permit: SyncSender<()>,
    quiet: bool,
    progress: &mut Progress,
) -> Result<Tally, Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut early: BTreeMap<u64, Done> = BTreeMap::new();
    let (mut next, mut bytes, mut tally) = (0_u64, 0_u64, Tally::default());
    while let Ok(done) = results.recv() {
        early.insert(done.number, done);
        while let Some(done) = early.remove(&next) {
            next += 1;
            bytes += done.bytes;
            tally.add(done.lines.tally);
            if !quiet {
                out.write_all(done.lines.text.as_bytes())?;
            }
            // The reader may have ended.
            let _ = permit.try_send(());
            progress.draw(tally.responses, bytes);
        }
    }
    out.flush()?;
    Ok(tally)
}
