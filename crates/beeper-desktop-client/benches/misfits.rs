//! Measures responses with misfits beside one without: instructions for decoding, and peak memory.
//!
//! The cost of decoding is the difference between a typed call and a raw call for the same bytes.

#![allow(dead_code, clippy::expect_used, reason = "a bench, which no program depends on")]

mod comparison;
mod support;

use std::process::{Command, ExitCode};

/// The numbers of calls in the short and the long run; only the difference between the two is counted.
const FEW: usize = 20;
const MANY: usize = 60;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, chat, who, server, times] = arguments.as_slice()
        && let "--do" | "--memory" = flag.as_str()
    {
        let times = times.parse().expect("a number");
        comparison::workloads::run(chat, who, times, server).expect("a known workload");
        if flag == "--memory" {
            println!("{}", support::resources::most_resident(std::process::id()));
        }
        return ExitCode::SUCCESS;
    }
    support::end(measure())
}

fn measure() -> Result<(), String> {
    let server = comparison::server::start().to_string();
    let decoding = |chat: &str| {
        let count = |who: &str| support::instructions(&["--do", chat, who, &server], FEW, MANY);
        Ok::<_, String>(count("typed")? - count("bytes")?)
    };
    let good = decoding("good")?;
    println!("{:<16} {good:>12.0} instructions", "good");
    for chat in ["one", "all", "filled"] {
        let malformed = decoding(chat)?;
        println!("{chat:<16} {malformed:>12.0} instructions, {:.2} x", malformed / good);
        support::say(&format!("misfits-{chat}"), malformed / good);
    }
    let small = most_memory("good", &server)?;
    for chat in ["large-good", "large-one", "large-filled"] {
        let body = comparison::answers::page(chat).len() as f64 / 1024.0;
        let memory = (most_memory(chat, &server)? - small) / body;
        println!("{chat:<16} {memory:.1} x its body of {body:.0} KiB");
        support::say(&format!("{chat}-memory"), memory);
    }
    Ok(())
}

/// Returns the peak memory of a process that fetches a page, in KiB.
fn most_memory(chat: &str, server: &str) -> Result<f64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(program)
        .args(["--memory", chat, "typed", server, "1"])
        .output();
    let output = output.map_err(|error| error.to_string())?;
    let printed = String::from_utf8_lossy(&output.stdout);
    printed
        .trim()
        .parse()
        .map_err(|_| format!("{chat}: {}", String::from_utf8_lossy(&output.stderr)))
}
