//! `cargo xtask ci`: the parts of CI, as a table, and how they are run.

pub mod additive;
pub mod committed_api;
pub mod component_uses;
mod docs;
mod features;
mod msrv;
pub mod one_file;
pub mod package;
pub mod published_packages;
pub mod schemathesis;

use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::cli::{FAILED, FINE, Verb, say};
use crate::document::problem::{Problem, quoted};
use crate::workspace::executables;
use crate::workspace::process::cargo;

/// A command that has to succeed.
struct Part {
    name: &'static str,
    /// Words without spaces in them.
    command: &'static str,
    environment: Option<(&'static str, &'static str)>,
    tool: Option<Tool>,
    /// What is done instead, where one command is not enough.
    function: Option<Function>,
}

/// Does a part, or returns why it is skipped.
type Function = fn() -> Result<Option<String>, Problem>;

/// A command that may be missing.
struct Tool {
    /// Its words, to which `--version` is added to see whether it is there.
    command: &'static str,
    install: &'static str,
    missing: Missing,
}

/// What it means that a tool is missing.
#[derive(Clone, Copy)]
enum Missing {
    /// The part fails.
    Failure,
    /// The part is left out.
    Skip,
    /// The part is left out, unless this variable is `1`.
    SkipUnless(&'static str),
}

/// Reads a variable of the environment.
type Variables<'a> = &'a dyn Fn(&str) -> Option<OsString>;

const PLAIN: Part = Part {
    name: "",
    command: "",
    environment: None,
    tool: None,
    function: None,
};

const CLIPPY: Tool = Tool {
    command: "cargo clippy",
    install: "rustup component add clippy",
    missing: Missing::Failure,
};

const DENY: Tool = Tool {
    command: "cargo deny",
    install: "cargo install cargo-deny",
    missing: Missing::Skip,
};

/// How the tools that are written in Python are installed. `.ci/run` does it.
const PYTHON_TOOLS: &str = "pip install -r .ci/requirements.txt";

/// Makes it a failure that they are missing.
const REQUIRED: &str = "REQUIRE_PYTHON_TOOLS";

/// Quick ones first.
const PARTS: &[Part] = &[
    Part {
        name: "format",
        command: "cargo fmt --all --check",
        tool: Some(Tool {
            command: "cargo fmt",
            install: "rustup component add rustfmt",
            missing: Missing::Failure,
        }),
        ..PLAIN
    },
    Part {
        name: "lint",
        command: "cargo xtask lint",
        ..PLAIN
    },
    // Others have to be able to read the document, too.
    Part {
        name: "spec-validator",
        command: "openapi-spec-validator openapi/beeper-desktop.yaml",
        tool: Some(Tool {
            command: "openapi-spec-validator",
            install: PYTHON_TOOLS,
            missing: Missing::SkipUnless(REQUIRED),
        }),
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
    // The workspace's own tests switch features on.
    Part {
        name: "features",
        command: "cargo xtask ci features",
        tool: Some(CLIPPY),
        function: Some(|| features::check().map(|()| None)),
        ..PLAIN
    },
    Part {
        name: "doc",
        command: "cargo doc --workspace --features beeper-bridge-login/qr-png --no-deps --locked",
        environment: Some(("RUSTDOCFLAGS", "-D warnings")),
        ..PLAIN
    },
    Part {
        name: "docs",
        command: "cargo xtask ci docs",
        function: Some(|| docs::check().map(|()| None)),
        ..PLAIN
    },
    Part {
        name: "msrv",
        command: "cargo xtask ci msrv",
        function: Some(msrv::check),
        ..PLAIN
    },
    // The README's command.
    Part {
        name: "test",
        command: "cargo test --workspace --locked",
        ..PLAIN
    },
    // A package of its own, with crates that nothing else here needs.
    Part {
        name: "keyring-example",
        command: "cargo test --manifest-path crates/beeper-desktop-client/keyring-example/Cargo.toml --locked --target-dir target/keyring-example",
        ..PLAIN
    },
    // Sees that document and mock agree, with requests that nobody here thought of.
    Part {
        name: "schemathesis",
        command: "cargo xtask schemathesis",
        tool: Some(Tool {
            command: "schemathesis",
            install: PYTHON_TOOLS,
            missing: Missing::SkipUnless(REQUIRED),
        }),
        ..PLAIN
    },
    // Compiles all of a copy, into a folder of its own.
    Part {
        name: "one-file",
        command: "cargo xtask one-file",
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

/// What to run.
#[derive(Args)]
pub struct Ci {
    /// The parts to run; all of them unless any is named
    #[arg(value_name = "PART", value_parser = PossibleValuesParser::new(PARTS.iter().map(|part| part.name)))]
    #[arg(hide_possible_values = true)]
    parts: Vec<String>,
    /// Print the parts instead
    #[arg(long, conflicts_with = "parts")]
    list: bool,
}

impl Verb for Ci {
    fn run(&self) -> u8 {
        if self.list {
            PARTS
                .iter()
                .for_each(|part| say(format_args!("{:<17}  {part}", part.name)));
            return FINE;
        }
        let wanted = PARTS
            .iter()
            .filter(|part| self.parts.is_empty() || self.parts.iter().any(|name| name == part.name));
        match run_all(wanted, &|name| std::env::var_os(name), say) {
            Ok(()) => FINE,
            Err(failure) => {
                eprintln!("\n{failure}");
                FAILED
            }
        }
    }
}

/// Runs the parts until one fails.
fn run_all<'a>(
    parts: impl Iterator<Item = &'a Part>,
    variables: Variables<'_>,
    mut log: impl FnMut(String),
) -> Result<(), Failure<'a>> {
    let start = Instant::now();
    let (mut passed, mut skipped) = (0, 0);
    for part in parts {
        let name = part.name;
        log(format!("\n== {name}: {part}"));
        if let Some(tool) = part.tool.as_ref().filter(|tool| !tool.is_installed(variables)) {
            if tool.is_required(variables) {
                let reason = Reason::Missing(tool);
                return Err(Failure { part, reason });
            }
            skipped += 1;
            log(format!("== {name}: skipped, {tool}"));
            continue;
        }
        let start = Instant::now();
        let result = part.run(variables);
        if let Ok(Some(why)) = result {
            skipped += 1;
            log(format!("== {name}: skipped, {why}"));
            continue;
        }
        let status = if result.is_ok() { "passed" } else { "failed" };
        log(format!("== {name}: {status} in {}", shown(start.elapsed())));
        result.map_err(|reason| Failure { part, reason })?;
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

/// A command of these words. A first word `cargo` is the cargo that runs this.
fn command(words: &str, variables: Variables<'_>) -> Command {
    let mut words = words.split(' ');
    let mut command = match words.next().unwrap_or_default() {
        "cargo" => cargo(),
        program => match found(program, variables) {
            Some(path) => Command::new(path),
            None => Command::new(program),
        },
    };
    command.args(words);
    command
}

fn found(program: &str, variables: Variables<'_>) -> Option<PathBuf> {
    executables::find_in(
        program,
        variables(executables::FOLDER).as_deref(),
        variables("PATH").as_deref(),
    )
}

impl Part {
    fn run(&self, variables: Variables<'_>) -> Result<Option<String>, Reason<'_>> {
        if let Some(function) = self.function {
            return function().map_err(|problem| Reason::Problem(Box::new(problem)));
        }
        let status = command(self.command, variables).envs(self.environment).status();
        match status.map_err(Reason::NotStarted)? {
            status if status.success() => Ok(None),
            status => Err(Reason::Failed(status)),
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
    fn is_installed(&self, variables: Variables<'_>) -> bool {
        // Not every program tells its version; cargo does so for its commands.
        if !self.command.starts_with("cargo ") {
            return found(self.command, variables).is_some();
        }
        let mut command = command(self.command, variables);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    fn is_required(&self, variables: Variables<'_>) -> bool {
        match self.missing {
            Missing::Failure => true,
            Missing::Skip => false,
            Missing::SkipUnless(variable) => variables(variable).is_some_and(|value| value == "1"),
        }
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is not installed; it comes with: {}",
            quoted(self.command),
            self.install
        )
    }
}

/// The part that did not pass.
struct Failure<'a> {
    part: &'a Part,
    reason: Reason<'a>,
}

enum Reason<'a> {
    Failed(ExitStatus),
    Missing(&'a Tool),
    NotStarted(io::Error),
    Problem(Box<Problem>),
}

impl fmt::Display for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ci: the part {} failed: ", quoted(self.part.name))?;
        match &self.reason {
            Reason::Failed(status) => write!(f, "{status}")?,
            Reason::Missing(tool) => write!(f, "{tool}")?,
            Reason::NotStarted(error) => write!(f, "it cannot be started: {error}")?,
            Reason::Problem(problem) => write!(f, "{}: {}; {}", problem.location.file, problem.message, problem.help)?,
        }
        write!(f, "\nrepeat it with: {}", self.part)
    }
}

#[cfg(all(test, unix))]
mod tests;
