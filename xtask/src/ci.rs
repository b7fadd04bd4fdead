//! `cargo xtask ci`: what has to pass before a change lands, part by part.

use std::fmt;
use std::io;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use lexopt::prelude::*;

use crate::cargo::cargo;
use crate::problem::{closest, listed, quoted};
use crate::{FAILED, FINE, Verb, say, tools};

/// A command that has to succeed.
struct Part {
    name: &'static str,
    /// Words without spaces in them; a first word `cargo` is the cargo that runs this.
    command: &'static str,
    environment: Option<(&'static str, &'static str)>,
    tool: Option<Tool>,
}

/// What may be missing.
struct Tool {
    kind: ToolKind,
    name: &'static str,
    install: &'static str,
    /// Whether the part is left out then.
    optional: bool,
}

/// Where a tool is looked for.
#[derive(Clone, Copy, PartialEq)]
enum ToolKind {
    /// Among the commands of cargo.
    Cargo,
    /// Among the programs, which is where those of Python are.
    Python,
}

const PLAIN: Part = Part {
    name: "",
    command: "",
    environment: None,
    tool: None,
};

const CLIPPY: Tool = Tool {
    kind: ToolKind::Cargo,
    name: "clippy",
    install: "rustup component add clippy",
    optional: false,
};

const DENY: Tool = Tool {
    kind: ToolKind::Cargo,
    name: "deny",
    install: "cargo install cargo-deny",
    optional: true,
};

/// Quick ones first.
const PARTS: &[Part] = &[
    Part {
        name: "format",
        command: "cargo fmt --all --check",
        tool: Some(Tool {
            kind: ToolKind::Cargo,
            name: "fmt",
            install: "rustup component add rustfmt",
            optional: false,
        }),
        ..PLAIN
    },
    Part {
        name: "lint",
        command: "cargo xtask lint",
        ..PLAIN
    },
    Part {
        name: "codegen",
        command: "cargo xtask codegen --check",
        ..PLAIN
    },
    Part {
        name: "clippy",
        command: "cargo clippy --workspace --all-targets --locked -- -D warnings",
        tool: Some(CLIPPY),
        ..PLAIN
    },
    Part {
        name: "clippy-rustls",
        command: "cargo clippy --package beeper-desktop-client --features rustls --locked -- -D warnings",
        tool: Some(CLIPPY),
        ..PLAIN
    },
    // The workspace's own tests switch its features on.
    Part {
        name: "clippy-login",
        command: "cargo clippy --package beeper-bridge-login --locked -- -D warnings",
        tool: Some(CLIPPY),
        ..PLAIN
    },
    Part {
        name: "doc",
        command: "cargo doc --workspace --features beeper-bridge-login/qr-png --no-deps --locked",
        environment: Some(("RUSTDOCFLAGS", "-D warnings")),
        ..PLAIN
    },
    // The README's command.
    Part {
        name: "test",
        command: "cargo test --workspace --locked",
        ..PLAIN
    },
    // Sees that document and mock agree, with requests that nobody here thought of.
    Part {
        name: "schemathesis",
        command: "cargo xtask schemathesis",
        tool: Some(Tool {
            kind: ToolKind::Python,
            name: "schemathesis",
            install: "pip install -r .ci/requirements.txt",
            optional: true,
        }),
        ..PLAIN
    },
    // Compiles the client twice, into a folder of its own.
    Part {
        name: "additive",
        command: "cargo xtask additive",
        ..PLAIN
    },
    // Sees that it finds what does break programs.
    Part {
        name: "additive-breaking",
        command: "cargo xtask additive --breaking",
        ..PLAIN
    },
    // Builds each package from what would be uploaded.
    Part {
        name: "package",
        command: "cargo xtask package",
        ..PLAIN
    },
    Part {
        name: "deny",
        command: "cargo deny --locked check licenses bans sources",
        tool: Some(DENY),
        ..PLAIN
    },
    // Apart and last, because the database of advisories comes from the network.
    Part {
        name: "advisories",
        command: "cargo deny --locked check advisories",
        tool: Some(DENY),
        ..PLAIN
    },
];

/// What to run, or the wish to know the parts.
pub enum Ci {
    /// Runs the parts of these names, or all of them if there are no names.
    Run(Vec<&'static str>),
    /// Prints the parts.
    List,
}

impl Ci {
    /// Reads what comes after the verb.
    pub fn parse(parser: &mut lexopt::Parser) -> Result<Self, lexopt::Error> {
        let mut names = Vec::new();
        let mut list = false;
        while let Some(argument) = parser.next()? {
            match argument {
                Long("list") => list = true,
                Value(name) => names.push(part_name(&name.to_string_lossy())?),
                argument => return Err(argument.unexpected()),
            }
        }
        Ok(if list { Self::List } else { Self::Run(names) })
    }
}

fn part_name(word: &str) -> Result<&'static str, lexopt::Error> {
    let names = || PARTS.iter().map(|part| part.name);
    if let Some(name) = names().find(|name| *name == word) {
        return Ok(name);
    }
    let help = match closest(word, names()) {
        Some(name) => format!("did you mean {}?", quoted(name)),
        None => format!("the parts are {}", listed(names())),
    };
    Err(format!("there is no part {}; {help}", quoted(word)).into())
}

impl Verb for Ci {
    fn run(&self) -> u8 {
        let names = match self {
            Self::Run(names) => names,
            Self::List => {
                PARTS
                    .iter()
                    .for_each(|part| say(format_args!("{:<14}  {part}", part.name)));
                return FINE;
            }
        };
        let wanted = PARTS
            .iter()
            .filter(|part| names.is_empty() || names.contains(&part.name));
        match run_all(wanted, say) {
            Ok(()) => FINE,
            Err(failure) => {
                eprintln!("\n{failure}");
                FAILED
            }
        }
    }
}

/// Runs the parts until one fails.
fn run_all<'a>(parts: impl Iterator<Item = &'a Part>, mut log: impl FnMut(String)) -> Result<(), Failure<'a>> {
    let start = Instant::now();
    let (mut passed, mut skipped) = (0, 0);
    for part in parts {
        let name = part.name;
        log(format!("\n== {name}: {part}"));
        if let Some(tool) = part.tool.as_ref().filter(|tool| !tool.is_installed()) {
            if !tool.may_be_missing() {
                let why = Why::Missing(tool);
                return Err(Failure { part, why });
            }
            skipped += 1;
            log(format!("== {name}: skipped, {tool}"));
            continue;
        }
        let start = Instant::now();
        let result = part.run();
        let verdict = if result.is_ok() { "passed" } else { "failed" };
        log(format!("== {name}: {verdict} in {}", shown(start.elapsed())));
        result.map_err(|why| Failure { part, why })?;
        passed += 1;
    }
    let time = shown(start.elapsed());
    let plural = if passed == 1 { "" } else { "s" };
    log(format!(
        "\nci: {passed} part{plural} passed, {skipped} skipped, in {time}"
    ));
    Ok(())
}

fn shown(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

impl Part {
    fn run(&self) -> Result<(), Why<'_>> {
        let mut words = self.command.split(' ');
        let mut command = match words.next() {
            Some("cargo") | None => cargo(),
            Some(program) => Command::new(program),
        };
        let status = command.args(words).envs(self.environment).status();
        match status.map_err(Why::NotStarted)? {
            status if status.success() => Ok(()),
            status => Err(Why::Failed(status)),
        }
    }
}

/// How it is typed.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((name, value)) = self.environment {
            write!(f, "{name}='{value}' ")?;
        }
        f.write_str(self.command)
    }
}

impl Tool {
    fn may_be_missing(&self) -> bool {
        self.optional && !(self.kind == ToolKind::Python && tools::are_required())
    }

    fn is_installed(&self) -> bool {
        if self.kind == ToolKind::Python {
            return tools::find(self.name).is_some();
        }
        let mut command = cargo();
        command
            .args([self.name, "--version"])
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let program = match self.kind {
            ToolKind::Cargo => "cargo ",
            ToolKind::Python => "",
        };
        let Self { name, install, .. } = self;
        write!(f, "`{program}{name}` is not installed; it comes with: {install}")
    }
}

/// The part that did not pass.
struct Failure<'a> {
    part: &'a Part,
    why: Why<'a>,
}

enum Why<'a> {
    Failed(ExitStatus),
    Missing(&'a Tool),
    NotStarted(io::Error),
}

impl fmt::Display for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ci: the part {} failed: ", quoted(self.part.name))?;
        match &self.why {
            Why::Failed(status) => write!(f, "{status}")?,
            Why::Missing(tool) => write!(f, "{tool}")?,
            Why::NotStarted(error) => write!(f, "it cannot be started: {error}")?,
        }
        write!(f, "\nrepeat it with: {}", self.part)
    }
}

/// `true` and `false`, which succeed and fail without a word, are not there on Windows.
#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const FINE: Part = Part {
        name: "fine",
        command: "true",
        ..PLAIN
    };

    /// What was said, times aside.
    fn run(parts: &[Part]) -> (Vec<String>, Option<String>) {
        let mut said = Vec::new();
        let result = run_all(parts.iter(), |line| {
            let line = line.split_once(" in ").map_or(line.as_str(), |(line, _)| line);
            said.push(line.trim().to_owned());
        });
        (said, result.err().map(|failure| failure.to_string()))
    }

    #[test]
    fn every_part_has_its_turn() {
        let again = Part { name: "again", ..FINE };
        let (said, failure) = run(&[FINE, again]);
        assert_eq!(
            said,
            [
                "== fine: true",
                "== fine: passed",
                "== again: true",
                "== again: passed",
                "ci: 2 parts passed, 0 skipped,"
            ]
        );
        assert_eq!(failure, None);
    }

    #[test]
    fn the_first_failure_ends_it_with_the_command_to_repeat() {
        let broken = Part {
            name: "broken",
            command: "false --really",
            environment: Some(("SOME_FLAGS", "-D warnings")),
            ..PLAIN
        };
        let (said, failure) = run(&[FINE, broken, FINE]);
        let command = "SOME_FLAGS='-D warnings' false --really";
        assert_eq!(
            said,
            [
                "== fine: true",
                "== fine: passed",
                &format!("== broken: {command}"),
                "== broken: failed"
            ]
        );
        assert_eq!(
            failure.unwrap(),
            format!("ci: the part `broken` failed: exit status: 1\nrepeat it with: {command}")
        );
    }

    #[test]
    fn a_program_that_is_not_there_is_a_failure() {
        let part = Part {
            name: "gone",
            command: "no-such-program --at-all",
            ..PLAIN
        };
        let (_, failure) = run(&[part]);
        let failure = failure.unwrap();
        assert!(
            failure.starts_with("ci: the part `gone` failed: it cannot be started: "),
            "{failure}"
        );
        assert!(
            failure.ends_with("\nrepeat it with: no-such-program --at-all"),
            "{failure}"
        );
    }

    #[test]
    fn a_missing_tool_fails_or_skips_its_part() {
        let part = |optional| Part {
            name: "tool",
            command: "cargo no-such-tool",
            tool: Some(Tool {
                kind: ToolKind::Cargo,
                name: "no-such-tool",
                install: "some command",
                optional,
            }),
            ..PLAIN
        };
        let missing = "`cargo no-such-tool` is not installed; it comes with: some command";
        let (said, failure) = run(&[part(true), FINE]);
        assert_eq!(said[1], format!("== tool: skipped, {missing}"));
        assert_eq!(said[4], "ci: 1 part passed, 1 skipped,");
        assert_eq!((said.len(), failure), (5, None));
        let (said, failure) = run(&[part(false), FINE]);
        assert_eq!(said.len(), 1);
        assert_eq!(
            failure.unwrap(),
            format!("ci: the part `tool` failed: {missing}\nrepeat it with: cargo no-such-tool")
        );
    }

    #[test]
    fn a_missing_program_is_not_looked_for_in_cargo() {
        let tool = Tool {
            kind: ToolKind::Python,
            name: "fmt-or-not",
            install: "some command",
            optional: true,
        };
        assert!(!tool.is_installed());
        assert_eq!(
            tool.to_string(),
            "`fmt-or-not` is not installed; it comes with: some command"
        );
    }

    #[test]
    fn parts_have_names_of_their_own_and_words_without_quotes() {
        for (index, part) in PARTS.iter().enumerate() {
            assert!(
                PARTS[..index].iter().all(|other| other.name != part.name),
                "{}",
                part.name
            );
            assert!(part.command.starts_with("cargo "), "{part}");
            assert!(
                !part.command.contains(['\'', '"']) && !part.command.contains("  "),
                "{part}"
            );
        }
    }
}
