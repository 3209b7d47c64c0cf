//! Benchmarks of samlens: `cargo bench --bench ratio`. The messages that they measure are made by `samlens_forge::measured`.
