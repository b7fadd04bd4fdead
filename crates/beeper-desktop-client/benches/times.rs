//! Measures the time of calls and decoding, beside handwritten code.
//!
//! On a busy machine, use the bench `instructions` instead.

#![allow(missing_docs, clippy::expect_used, reason = "a bench, which no program depends on")]

mod comparison;

use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};

/// The workloads, and the implementations that run them.
const WORK: [(&str, &[&str]); 5] = [
    ("session", &["client", "handwritten", "raw"]),
    ("bridges", &["client", "handwritten"]),
    ("login", &["client", "handwritten"]),
    ("decode-qr", &["client", "handwritten", "borrowed"]),
    ("decode-bridges", &["client", "handwritten", "borrowed"]),
];

fn times(criterion: &mut Criterion) {
    let server = comparison::server::start().to_string();
    for (what, peers) in WORK {
        let mut group = criterion.benchmark_group(what);
        for who in peers {
            group.bench_function(*who, |bencher| {
                bencher.iter_custom(|times| {
                    let start = Instant::now();
                    let times = usize::try_from(times).expect("a number that fits `usize`");
                    comparison::workloads::run(what, who, times, &server).expect("a known workload");
                    start.elapsed()
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, times);
criterion_main!(benches);
