//! How many instructions calls and decoding take, beside the same work written by hand.
//!
//! The server is in this process, the work in others, which valgrind counts.

#![allow(clippy::expect_used, reason = "nothing that a program depends on")]

mod measuring;
mod peers;

use std::process::ExitCode;

const FEW: usize = 50;
const MANY: usize = 150;

/// What is measured, the peer that it is measured against, and others shown beside it.
const WORK: [(&str, &str, &[&str]); 8] = [
    ("session", "handwritten", &["raw"]),
    ("bridges", "handwritten", &[]),
    ("login", "handwritten", &[]),
    ("decode-qr", "borrowed", &["handwritten"]),
    ("decode-input", "borrowed", &["handwritten"]),
    ("decode-cookies", "borrowed", &["handwritten"]),
    ("decode-unknown", "borrowed", &[]),
    ("decode-bridges", "borrowed", &["handwritten"]),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, what, who, server, times] = arguments.as_slice()
        && flag == "--do"
    {
        let done = times
            .parse()
            .ok()
            .and_then(|times| peers::work::run(what, who, times, server));
        return match done {
            Some(()) => ExitCode::SUCCESS,
            None => ExitCode::FAILURE,
        };
    }
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn measure() -> Result<(), String> {
    let server = peers::server::start().to_string();
    println!("{:<16} {:<12} {:>12} {:>7}", "work", "by", "instructions", "ratio");
    for (what, peer, others) in WORK {
        let count = |who: &str| measuring::instructions(&["--do", what, who, &server], FEW, MANY);
        let base = count(peer)?;
        let line = |who: &str, counted: f64| println!("{what:<16} {who:<12} {counted:>12.0} {:>7.3}", counted / base);
        line(peer, base);
        let ours = count("client")?;
        line("client", ours);
        for who in others {
            line(who, count(who)?);
        }
        measuring::say(what, ours / base);
    }
    Ok(())
}
