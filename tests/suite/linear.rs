//! Whether work grows with its input and no faster, by the time that this thread ran.

use samlens::Limits;
use std::fmt::Write;
use std::time::{Duration, Instant};

pub fn no_limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_xml_bytes = usize::MAX;
    limits.max_depth = usize::MAX;
    limits.max_nodes = usize::MAX;
    limits.max_attributes_per_element = usize::MAX;
    limits.max_attributes = usize::MAX;
    limits
}

/// Time that this thread ran, where the system tells; what others run meanwhile is no cost of ours.
fn time() -> Option<Duration> {
    // Gives the count of the running slice to the statistics.
    std::thread::yield_now();
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = statistics.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// The fastest of several runs.
pub fn fastest(runs: usize, mut work: impl FnMut()) -> Duration {
    let mut run = || {
        let (clock, start) = (Instant::now(), time());
        work();
        match (start, time()) {
            (Some(start), Some(end)) if end > start => end - start,
            _ => clock.elapsed(),
        }
    };
    (0..runs).map(|_| run()).min().unwrap()
}

/// Four times the input may cost eight times the work, where quadratic work costs sixteen times.
pub fn assert_linear(name: &str, size: usize, work: impl Fn(usize) -> Box<dyn FnMut()>) {
    let mut ratio = 0.0;
    for _ in 0..4 {
        let (mut small, mut large) = (work(size), work(4 * size));
        // Below this, the clock and the allocator are measured.
        let base = fastest(4, &mut small).max(Duration::from_micros(50));
        let time = fastest(3, &mut large);
        ratio = time.as_secs_f64() / base.as_secs_f64();
        if ratio < 8.0 {
            return;
        }
    }
    panic!("{name}: four times the input took {ratio:.1} times as long");
}

pub fn repeated(size: usize, piece: impl Fn(usize) -> String) -> String {
    (0..size).fold(String::new(), |mut text, n| {
        let _ = text.write_str(&piece(n));
        text
    })
}
