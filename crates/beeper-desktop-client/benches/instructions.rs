//! Counts the instructions of calls and decoding, beside handwritten code for the same work.
//!
//! Valgrind counts the instructions of a separate process that does the work. The server runs in this process and is not counted.

#![allow(clippy::expect_used, reason = "a bench, which no program depends on")]

mod comparison;
mod support;

use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// The numbers of repetitions in the short and the long run; only the difference between the two is counted.
const FEW: usize = 50;
const MANY: usize = 150;

/// The other peers that decode known steps.
const DECODERS: &[&str] = &["borrowed-text", "handwritten", "progenitor"];

/// The workloads, each with the peer that ratios are relative to, and with other peers.
///
/// Progenitor's own client cannot decode an unknown step, so it is no peer there. Borrowed structs are decoded from bytes, as
/// reqwest decodes, and from text that is checked once, as the client decodes.
const WORK: [(&str, &str, &[&str]); 10] = [
    ("session", "handwritten", &["progenitor", "raw"]),
    ("bridges", "handwritten", &["progenitor"]),
    ("login", "handwritten", &["progenitor"]),
    ("request", "handwritten", &[]),
    ("decode-qr", "borrowed", DECODERS),
    ("decode-input", "borrowed", DECODERS),
    ("decode-cookies", "borrowed", DECODERS),
    ("decode-late", "borrowed", DECODERS),
    ("decode-unknown", "borrowed", &["borrowed-text"]),
    ("decode-bridges", "borrowed", DECODERS),
];

/// The workload that builds a request and drops it unsent.
const UNSENT: &str = "request-unsent";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, what, who, server, times] = arguments.as_slice()
        && flag == "--do"
    {
        let done = times
            .parse()
            .ok()
            .and_then(|times| comparison::workloads::run(what, who, times, server));
        return match done {
            Some(()) => ExitCode::SUCCESS,
            None => ExitCode::FAILURE,
        };
    }
    let wanted: Vec<String> = arguments.into_iter().filter(|it| !it.starts_with("--")).collect();
    support::end(measure(&wanted))
}

/// Builds the client that Progenitor generates, a separate package. Returns `None` if that fails, for example offline.
fn progenitor_client() -> Option<PathBuf> {
    let target = std::env::current_exe().ok()?.ancestors().nth(3)?.join("progenitor");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--locked", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/progenitor/Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .status();
    let program = target
        .join("release")
        .join(format!("progenitor-baseline{}", std::env::consts::EXE_SUFFIX));
    built.is_ok_and(|status| status.success()).then_some(program)
}

/// Measures the named workloads, or all if `wanted` is empty.
fn measure(wanted: &[String]) -> Result<(), String> {
    let progenitor = progenitor_client();
    if progenitor.is_none() {
        println!("Progenitor's own client: skipped, since it could not be built");
    }
    let server = comparison::server::start().to_string();
    println!("{:<16} {:<12} {:>12} {:>7}", "work", "by", "instructions", "ratio");
    let is_wanted = |what: &str| wanted.is_empty() || wanted.iter().any(|it| it == what);
    for (what, peer, others) in WORK.into_iter().filter(|(what, ..)| is_wanted(what)) {
        let count = |who: &str| support::instructions(&["--do", what, who, &server], FEW, MANY);
        let base = count(peer)?;
        let line = |who: &str, counted: f64| println!("{what:<16} {who:<12} {counted:>12.0} {:>7.3}", counted / base);
        line(peer, base);
        let ours = count("client")?;
        line("client", ours);
        for who in others {
            match (*who, &progenitor) {
                ("progenitor", Some(progenitor)) => {
                    let counted = support::instructions_of(progenitor, &[what, &server], FEW, MANY)?;
                    line(who, counted);
                    support::say(&format!("{what}@progenitor"), counted / base);
                }
                ("progenitor", None) => {}
                _ => line(who, count(who)?),
            }
        }
        support::say(what, ours / base);
    }
    if is_wanted(UNSENT) {
        let count = |who: &str| support::instructions(&["--do", UNSENT, who, &server], FEW, MANY);
        let [ours, by_hand] = [count("client")?, count("handwritten")?];
        println!("{UNSENT:<16} {ours:.0} instructions; by hand: {by_hand:.0}, which include building the URL");
        support::say(UNSENT, ours);
    }
    Ok(())
}
