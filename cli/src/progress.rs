//! How far a long run is: a bar on a terminal, nothing in a pipe.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often the bar is drawn.
const EVERY: Duration = Duration::from_millis(100);
/// Width of the bar, in columns.
const WIDTH: u64 = 24;

/// A bar on standard error.
pub(crate) struct Progress {
    shown: bool,
    begun: Instant,
    drawn: Instant,
    /// Bytes of the whole, where that is known.
    total: Option<u64>,
}

impl Progress {
    /// A progress bar for this many bytes; silent if there is no terminal.
    pub(crate) fn new(total: Option<u64>, quiet: bool) -> Progress {
        let now = Instant::now();
        Progress { shown: !quiet && io::stderr().is_terminal(), begun: now, drawn: now, total }
    }

    /// Draws the bar, unless it was drawn just now.
    pub(crate) fn draw(&mut self, responses: u64, bytes: u64) {
        if !self.shown || self.drawn.elapsed() < EVERY {
            return;
        }
        self.drawn = Instant::now();
        let bar = match self.total {
            Some(total) if total > 0 => {
                let done = bytes.min(total).saturating_mul(WIDTH).checked_div(total).unwrap_or(0);
                let column = |at: u64| if at < done { '#' } else { '.' };
                let percent = bytes.min(total).saturating_mul(100).checked_div(total).unwrap_or(0);
                format!("[{}] {percent:>3} %  ", (0..WIDTH).map(column).collect::<String>())
            }
            _ => String::new(),
        };
        // Where the terminal is gone the run goes on.
        let rate = self.rate(responses);
        let _ = write!(io::stderr().lock(), "\r{bar}{responses} responses, {rate} a second   ");
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        if self.shown {
            let _ = write!(io::stderr().lock(), "\r\u{1b}[K");
        }
    }

    /// Responses a second since the run began.
    pub(crate) fn rate(&self, responses: u64) -> u64 {
        let milliseconds = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
        responses.saturating_mul(1000).checked_div(milliseconds).unwrap_or(0)
    }
}
