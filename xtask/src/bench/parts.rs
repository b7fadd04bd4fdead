//! The parts of `cargo xtask bench`: the source of the figures of each, and its rows of the table.

use crate::bench::figures::{Figures, figures_in};
use crate::bench::goals::{self, Goal};
use crate::bench::{builds, features, test_times};
use crate::document::problem::Problem;
use crate::workspace::process;

/// A part of the measurements that can run alone.
pub struct Part {
    pub name: &'static str,
    /// The description that `--list` prints.
    pub about: &'static str,
    pub goals: &'static [Goal],
    source: Source,
}

/// The source of the figures of a part.
enum Source {
    /// A package, one of its benches, and the arguments of that bench.
    Bench(&'static str, &'static str, &'static [&'static str]),
    Function(fn() -> Result<Figures, Problem>),
}

use Source::{Bench, Function};

const CLIENT: &str = "beeper-desktop-client";
const LOGIN: &str = "beeper-bridge-login";

const fn part(name: &'static str, about: &'static str, goals: &'static [Goal], source: Source) -> Part {
    Part {
        name,
        about,
        goals,
        source,
    }
}

/// All parts, in the order in which they run.
pub const PARTS: &[Part] = &[
    part(
        "calls",
        "Calls, beside handwritten ones and Progenitor's own client",
        goals::CALLS,
        Bench(
            CLIENT,
            "instructions",
            &["session", "bridges", "login", "request", "request-unsent"],
        ),
    ),
    part(
        "decoding",
        "Decoding of steps and bridges, beside structs that borrow",
        goals::DECODING,
        Bench(
            CLIENT,
            "instructions",
            &[
                "decode-qr",
                "decode-input",
                "decode-cookies",
                "decode-late",
                "decode-unknown",
                "decode-bridges",
            ],
        ),
    ),
    part(
        "misfits",
        "Responses that differ from the documentation",
        goals::MISFITS,
        Bench(CLIENT, "misfits", &[]),
    ),
    part(
        "events",
        "Live events, beside a handwritten reader",
        goals::EVENTS,
        Bench(CLIENT, "events", &[]),
    ),
    part(
        "logins",
        "The login crate, beside the same calls by hand, and logins that wait",
        goals::LOGINS,
        Bench(LOGIN, "logins", &[]),
    ),
    part(
        "scale-logins",
        "1 to 10,000 logins that wait, and 100 waits in Python",
        goals::scale::LOGINS,
        Bench(LOGIN, "scale_logins", &[]),
    ),
    part(
        "watch",
        "An idle watch, and a watch that reconnects",
        goals::WATCH,
        Bench(CLIENT, "watch", &[]),
    ),
    part(
        "scale-watch",
        "Watches of 1 to 10,000 chats",
        goals::scale::WATCH,
        Bench(CLIENT, "scale_watch", &[]),
    ),
    part(
        "export",
        "Exports of up to 1,000,000 messages, beside handwritten code and Python",
        goals::scale::EXPORT,
        Bench(CLIENT, "export", &[]),
    ),
    part(
        "capture",
        "The capture of a web login in a real browser",
        goals::CAPTURE,
        Bench(LOGIN, "capture", &[]),
    ),
    part(
        "start",
        "A process from its start to its first response, beside handwritten code and Python",
        goals::START,
        Bench(CLIENT, "startup", &[]),
    ),
    part(
        "builds",
        "The time to build the client, to generate it, and to build `xtask`",
        goals::BUILDS,
        Function(builds::measure),
    ),
    part(
        "features",
        "Crates, build time and program size for each feature",
        goals::FEATURES,
        Function(features::measure),
    ),
    part(
        "tests",
        "The tests of the workspace, with nothing and with everything built",
        goals::TESTS,
        Function(test_times::measure),
    ),
];

impl Part {
    /// Returns the part with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        PARTS.iter().find(|part| part.name == name)
    }

    /// Measures and returns the figures of this part.
    pub fn measure(&self) -> Result<Figures, Problem> {
        match self.source {
            Function(measure) => measure(),
            Bench(package, bench, arguments) => {
                let command = ["bench", "--locked", "--package", package, "--bench", bench, "--"];
                let output = process::run(&[&command[..], arguments].concat())?;
                let text = String::from_utf8_lossy(&output.stdout).into_owned();
                let skipped = text.lines().filter(|line| line.contains("skipped"));
                skipped.for_each(|line| eprintln!("{line}"));
                Ok(figures_in(&text).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parts_and_of_goals_are_unique() {
        let mut parts: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        let mut goals: Vec<&str> = PARTS.iter().flat_map(|part| part.goals).map(|goal| goal.name).collect();
        for names in [&mut parts, &mut goals] {
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count, "{names:?}");
        }
    }
}
