//! How long calls and decoding take, beside the same work written by hand. On a noisy machine, believe `instructions`.

#![allow(missing_docs, clippy::expect_used, reason = "nothing that a program depends on")]

mod comparison;

use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};

/// What is measured, and by whom it is done.
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
                    let times = usize::try_from(times).expect("not that many");
                    comparison::workloads::run(what, who, times, &server).expect("there is such work");
                    start.elapsed()
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, times);
criterion_main!(benches);
