//! `cargo xtask bench`: measures the client, the login crate and the builds, and prints each figure beside its goal.

mod builds;

use std::fmt;

use clap::Args;

use crate::cli::{BAD_INPUT, FAILED, FINE, Verb, say, say_problems};
use crate::document::problem::Problem;
use crate::workspace::process;

/// One figure, and the most that it should be.
struct Goal {
    name: &'static str,
    what: &'static str,
    limit: Limit,
}

#[derive(Clone, Copy)]
enum Limit {
    AtMost(f64, &'static str),
    AtLeast(f64, &'static str),
    /// Only to be known, in this unit.
    Stated(&'static str),
}

const fn goal(name: &'static str, what: &'static str, limit: Limit) -> Goal {
    Goal { name, what, limit }
}

use Limit::{AtLeast, AtMost, Stated};

/// Ratios of instructions are beside `handwritten` for calls and beside structs that borrow for decoding.
const GOALS: &[Goal] = &[
    goal("session", "one small call, instructions", AtMost(0.93, "x handwritten")),
    goal(
        "bridges",
        "a list of 40 bridges, instructions",
        AtMost(0.97, "x handwritten"),
    ),
    goal(
        "login",
        "a login of four calls, instructions",
        AtMost(0.94, "x handwritten"),
    ),
    goal("decode-qr", "decoding a QR step", AtMost(1.25, "x borrowed structs")),
    goal(
        "decode-input",
        "decoding an input step",
        AtMost(1.25, "x borrowed structs"),
    ),
    goal(
        "decode-cookies",
        "decoding a cookies step",
        AtMost(1.25, "x borrowed structs"),
    ),
    goal(
        "decode-late",
        "decoding a QR step with its tags last",
        AtMost(1.25, "x borrowed structs"),
    ),
    goal(
        "decode-unknown",
        "decoding an unknown step, kept",
        AtMost(2.2, "x borrowed structs"),
    ),
    goal(
        "decode-bridges",
        "decoding 40 bridges",
        AtMost(1.6, "x borrowed structs"),
    ),
    goal(
        "misfits-one",
        "decoding 20 messages, one of them malformed",
        AtMost(2.0, "x 20 good ones"),
    ),
    goal(
        "misfits-all",
        "decoding 20 messages, all malformed",
        AtMost(1.5, "x 20 good ones"),
    ),
    goal(
        "misfits-filled",
        "decoding 20 messages, something filled in in each",
        Stated("x 20 good ones"),
    ),
    goal("large-good-memory", "memory for 10,000 messages", Stated("x the body")),
    goal(
        "large-one-memory",
        "memory for 10,000 messages, one of them malformed",
        AtMost(8.0, "x the body"),
    ),
    goal(
        "large-filled-memory",
        "memory for 10,000 messages, something filled in in each",
        AtMost(8.0, "x the body"),
    ),
    goal(
        "events",
        "20,000 live events, instructions",
        AtMost(1.25, "x handwritten"),
    ),
    goal(
        "events-delay",
        "a live event reaches the program within (p95)",
        AtMost(5.0, "ms"),
    ),
    goal("events-delay-handwritten", "the same, handwritten", Stated("ms")),
    goal("events-tree", "crates more for live events", AtMost(5.0, "")),
    goal(
        "login-own-cost",
        "the login crate, instructions",
        AtMost(1.05, "x the same calls"),
    ),
    goal("noticing-ms", "a change is noticed within (p95)", AtMost(10.0, "ms")),
    goal(
        "waiting-requests-a-minute",
        "requests while waiting",
        AtMost(3.0, "a minute"),
    ),
    goal(
        "waiting-cpu-ms-a-minute",
        "processor while waiting",
        AtMost(10.0, "ms a minute"),
    ),
    goal(
        "waiting-finished",
        "logins that wait at once and finish",
        AtLeast(1000.0, ""),
    ),
    goal("waiting-kib", "memory of a login that waits", AtMost(64.0, "KiB")),
    goal(
        "watch-quiet-requests",
        "requests of a watch of 40 quiet chats in 100 s",
        AtMost(18.0, ""),
    ),
    goal(
        "watch-idle-requests-a-minute",
        "requests of an idle watch",
        AtMost(2.0, "a minute"),
    ),
    goal(
        "watch-idle-cpu-ms-a-minute",
        "processor of an idle watch",
        AtMost(10.0, "ms a minute"),
    ),
    goal(
        "watch-memory-mib",
        "memory of a watch of 1,000 chats",
        AtMost(2.0, "MiB"),
    ),
    goal(
        "watch-reconnect-seconds",
        "1,000 messages missed in 50 chats are there within",
        AtMost(3.0, "s"),
    ),
    goal(
        "watch-reconnect-requests",
        "requests for messages then",
        AtMost(2.0, "a chat"),
    ),
    goal(
        "export",
        "an export of 100,000 messages, instructions",
        AtMost(1.1, "x handwritten"),
    ),
    goal(
        "export-memory",
        "memory of an export of 100,000 messages",
        AtMost(1.1, "x that of 10,000"),
    ),
    goal(
        "start-time",
        "start to first answer, time",
        AtMost(1.1, "x handwritten"),
    ),
    goal(
        "start-memory",
        "start to first answer, memory",
        AtMost(1.1, "x handwritten"),
    ),
    goal(
        "start-python",
        "start to first answer, faster than Python",
        AtLeast(200.0, "x"),
    ),
    goal("binary-mib", "a small binary", AtMost(1.25, "MiB")),
    goal("tree", "crates below the client", AtMost(90.0, "")),
    goal(
        "rebuild",
        "building the client for release, per operation",
        AtMost(0.22, "CPU s"),
    ),
    goal(
        "downstream",
        "building a program of six calls for release",
        Stated("CPU s"),
    ),
    goal("codegen", "codegen of the whole API", AtMost(1.0, "s")),
    goal("xtask", "building xtask from nothing", Stated("CPU s")),
];

/// Measures everything.
#[derive(Args)]
pub struct Bench;

impl Verb for Bench {
    fn run(&self) -> u8 {
        match measure() {
            Ok(figures) => report(&figures),
            Err(problem) => {
                say_problems("bench", &[problem], "");
                BAD_INPUT
            }
        }
    }
}

/// Figures by their names.
type Figures = Vec<(String, f64)>;

fn measure() -> Result<Figures, Problem> {
    let mut figures = Figures::new();
    for (package, bench) in [
        ("beeper-desktop-client", "instructions"),
        ("beeper-desktop-client", "misfits"),
        ("beeper-desktop-client", "startup"),
        ("beeper-desktop-client", "events"),
        ("beeper-bridge-login", "logins"),
        ("beeper-desktop-client", "watch"),
    ] {
        let output = process::run(&["bench", "--locked", "--package", package, "--bench", bench])?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        figures.extend(figures_in(&text));
    }
    let figure = |(name, figure): (&str, f64)| (name.to_owned(), figure);
    figures.extend(builds::measure()?.map(figure));
    Ok(figures)
}

/// The figures in what a bench printed.
fn figures_in(text: &str) -> impl Iterator<Item = (String, f64)> {
    text.lines().filter_map(|line| {
        let (name, figure) = line.strip_prefix("= ")?.split_once(' ')?;
        Some((name.to_owned(), figure.parse().ok()?))
    })
}

fn report(figures: &Figures) -> u8 {
    let rows: Vec<Row<'_>> = GOALS.iter().map(|goal| Row::of(goal, figures)).collect();
    say("| what | measured | goal | |\n| --- | --- | --- | --- |");
    rows.iter().for_each(say);
    match rows.iter().all(|row| row.is_met() != Some(false)) {
        true => FINE,
        false => FAILED,
    }
}

struct Row<'a> {
    goal: &'a Goal,
    figure: Option<f64>,
}

impl<'a> Row<'a> {
    fn of(goal: &'a Goal, figures: &Figures) -> Self {
        let figure = figures.iter().find(|(name, _)| name == goal.name);
        let figure = figure.map(|(_, figure)| *figure);
        Self { goal, figure }
    }

    /// `None` where nothing was measured, or there is no limit.
    fn is_met(&self) -> Option<bool> {
        let figure = self.figure?;
        match self.goal.limit {
            AtMost(limit, _) => Some(figure <= limit),
            AtLeast(limit, _) => Some(figure >= limit),
            Stated(_) => None,
        }
    }
}

/// A line of the table.
impl fmt::Display for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let goal = match self.goal.limit {
            AtMost(limit, unit) => format!("at most {limit} {unit}"),
            AtLeast(limit, unit) => format!("at least {limit} {unit}"),
            Stated(unit) => format!("stated, in {unit}"),
        };
        let figure = self.figure.map_or_else(|| "-".to_owned(), display);
        let result = match (self.is_met(), self.figure) {
            (Some(true), _) => "met",
            (Some(false), _) => "missed",
            (None, Some(_)) => "",
            (None, None) => "not measured",
        };
        write!(f, "| {} | {figure} | {} | {result} |", self.goal.what, goal.trim_end())
    }
}

/// Three digits, and no more than are known.
fn display(figure: f64) -> String {
    match figure {
        100.0.. => format!("{figure:.0}"),
        10.0.. => format!("{figure:.1}"),
        _ => format!("{figure:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_from_what_a_bench_says() {
        let text = "work by ratio\n= session 1.04\n= nothing\nsession 3\n= kib 58.5\n";
        let figures: Figures = figures_in(text).collect();
        assert_eq!(figures, [("session".to_owned(), 1.04), ("kib".to_owned(), 58.5)]);
    }

    #[test]
    fn a_row_says_whether_its_goal_is_met() {
        let small = goal("a", "something", AtMost(2.0, "MiB"));
        let many = goal("b", "others", AtLeast(1000.0, ""));
        let rows = |figure| {
            let figures = vec![("a".to_owned(), figure), ("b".to_owned(), figure)];
            [&small, &many].map(|goal| Row::of(goal, &figures).to_string())
        };
        assert_eq!(
            rows(2.004),
            [
                "| something | 2.00 | at most 2 MiB | missed |",
                "| others | 2.00 | at least 1000 | missed |"
            ]
        );
        assert_eq!(
            rows(1234.5),
            [
                "| something | 1234 | at most 2 MiB | missed |",
                "| others | 1234 | at least 1000 | met |"
            ]
        );
        assert_eq!(
            Row::of(&small, &Figures::new()).to_string(),
            "| something | - | at most 2 MiB | not measured |"
        );
        let stated = goal("a", "something", Stated("CPU s"));
        let figures = vec![("a".to_owned(), 47.0)];
        assert_eq!(
            Row::of(&stated, &figures).to_string(),
            "| something | 47.0 | stated, in CPU s |  |"
        );
    }

    #[test]
    fn names_of_goals_are_unique() {
        for (index, goal) in GOALS.iter().enumerate() {
            assert!(
                GOALS[..index].iter().all(|other| other.name != goal.name),
                "{}",
                goal.name
            );
        }
    }
}
