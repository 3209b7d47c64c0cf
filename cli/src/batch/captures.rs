//! Where the captures of a batch come from: a folder, the lines of a file, or one capture with many messages.

use super::super::{Failure, input};
use samlens::Limits;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Bytes after which a round is not filled further.
const ROUND_BYTES: usize = 32 << 20;

/// Where the responses come from.
pub(super) enum BatchSource {
    Directory(fs::ReadDir),
    Lines { reader: Box<dyn BufRead>, name: String, line: u64, max_bytes: usize },
    Whole(Option<BatchItem>),
}

pub(super) enum BatchItem {
    File(PathBuf),
    Bytes(String, Vec<u8>),
}

impl BatchSource {
    /// The source, and its bytes where that is known.
    pub(super) fn open(path: &Path, limits: &Limits) -> Result<(BatchSource, Option<u64>), Failure> {
        let cannot =
            |error: io::Error| Failure::usage(format_args!("cannot read {}: {error}", path.display()));
        if path.as_os_str() == "-" {
            let reader = Box::new(BufReader::new(io::stdin()));
            return Ok((BatchSource::lines(reader, "-".to_owned(), limits), None));
        }
        if path.is_dir() {
            return Ok((BatchSource::Directory(fs::read_dir(path).map_err(cannot)?), None));
        }
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let total = fs::metadata(path).map_err(cannot)?.len();
        let mut reader = BufReader::with_capacity(1 << 16, File::open(path).map_err(cannot)?);
        let mut first = Vec::new();
        line(&mut reader, limits.max_capture_bytes, &mut first).map_err(cannot)?;
        if begins_whole(&first) {
            let whole =
                BatchItem::Bytes(name, input::file(path, limits.max_capture_bytes.saturating_add(1))?);
            return Ok((BatchSource::Whole(Some(whole)), None));
        }
        let reader = Box::new(io::Cursor::new(first).chain(reader));
        Ok((BatchSource::lines(reader, name, limits), Some(total)))
    }

    fn lines(reader: Box<dyn BufRead>, name: String, limits: &Limits) -> BatchSource {
        BatchSource::Lines { reader, name, line: 0, max_bytes: limits.max_capture_bytes }
    }

    /// The next captures, at most so many, and the bytes that were read for them; none at the end.
    pub(super) fn round(&mut self, most: usize) -> Result<(Vec<BatchItem>, u64), Failure> {
        let mut items = Vec::new();
        let mut bytes = 0_usize;
        while items.len() < most && bytes < ROUND_BYTES {
            match self.next(&mut bytes) {
                Ok(Some(item)) => items.push(item),
                Ok(None) => break,
                Err(error) => return Err(Failure::usage(format_args!("cannot read the batch: {error}"))),
            }
        }
        Ok((items, u64::try_from(bytes).unwrap_or(u64::MAX)))
    }

    fn next(&mut self, bytes: &mut usize) -> io::Result<Option<BatchItem>> {
        match self {
            BatchSource::Whole(whole) => Ok(whole.take()),
            BatchSource::Directory(entries) => {
                for entry in entries {
                    let path = entry?.path();
                    if path.is_file() {
                        return Ok(Some(BatchItem::File(path)));
                    }
                }
                Ok(None)
            }
            BatchSource::Lines { reader, name, line: number, max_bytes } => loop {
                let mut text = Vec::new();
                let read = line(reader, *max_bytes, &mut text)?;
                if read == 0 {
                    return Ok(None);
                }
                *number += 1;
                *bytes += read;
                if !text.trim_ascii().is_empty() {
                    return Ok(Some(BatchItem::Bytes(format!("{name}:{number}"), text)));
                }
            },
        }
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

/// A HAR on one line, read only as far as needed to recognize it: nothing of it is kept.
#[derive(Deserialize)]
struct Archive {
    log: Option<ArchiveLog>,
}

#[derive(Deserialize)]
struct ArchiveLog {
    entries: Option<IgnoredAny>,
}

/// Whether a file that begins with this line is one capture and not a capture a line: a HAR, or JSON or XML in
/// several lines.
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
