//! How much memory is asked for: a program of its own, because the allocator counts for the whole process.
//!
//! What OpenSSL allocates is not counted.

// A test fails by a panic.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    unreachable_pub
)]

mod bomb;
mod capture;
mod validation;

use dhat::HeapStats;
use std::sync::{Mutex, MutexGuard};

#[global_allocator]
static COUNTED: dhat::Alloc = dhat::Alloc;

/// One test at a time: the counts are those of the process.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// What `work` allocates: how often, and the most bytes at once.
fn counted<T>(work: impl FnOnce() -> T) -> (u64, usize, T) {
    let profiler = dhat::Profiler::builder().testing().build();
    let done = work();
    let stats = HeapStats::get();
    drop(profiler);
    (stats.total_blocks, stats.max_bytes, done)
}
