//! `cargo xtask ci`: the table of the parts of CI, and the code that runs them.

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
    /// The command's words; no word contains a space.
    command: &'static str,
    environment: Option<(&'static str, &'static str)>,
    tool: Option<Tool>,
    /// The function to call instead of the command, where one command is not enough.
    function: Option<Function>,
}

/// Runs a part, or returns why it is skipped.
type Function = fn() -> Result<Option<String>, Problem>;

/// A command that may not be installed.
struct Tool {
    /// The command's words; the tool is installed if they succeed with `--version`.
    command: &'static str,
    install: &'static str,
    missing: Missing,
}

/// What happens to a part whose tool is not installed.
#[derive(Clone, Copy)]
enum Missing {
    /// The part fails.
    Failure,
    /// The part is skipped.
    Skip,
    /// The part is skipped, unless this environment variable is `1`.
    SkipUnless(&'static str),
}

/// Reads an environment variable.
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

/// The command that installs the tools that are written in Python. `.ci/run` runs it.
const PYTHON_TOOLS: &str = "pip install -r .ci/requirements.txt";

/// The environment variable that makes a missing Python tool a failure.
const REQUIRED: &str = "REQUIRE_PYTHON_TOOLS";

/// The parts, quick ones first.
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
    // Other tools have to be able to read the document, too.
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
    // The workspace's own tests turn features on, so that they do not show what compiles without them.
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
    // The command that the README names.
    Part {
        name: "test",
        command: "cargo test --workspace --locked",
        ..PLAIN
    },
    // A package outside the workspace, with dependencies that nothing else here needs.
    Part {
        name: "keyring-example",
        command: "cargo test --manifest-path crates/beeper-desktop-client/keyring-example/Cargo.toml --locked --target-dir target/keyring-example",
        ..PLAIN
    },
    // Checks that document and mock agree, with requests that nobody here thought of.
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
    // Compiles a copy of the workspace into its own target folder.
    Part {
        name: "one-file",
        command: "cargo xtask one-file",
        ..PLAIN
    },
    // Compiles the client twice, into its own target folder.
    Part {
        name: "additive",
        command: "cargo xtask additive",
        ..PLAIN
    },
    // Checks that the part before finds changes that do break programs.
    Part {
        name: "additive-breaking",
        command: "cargo xtask additive --breaking",
        ..PLAIN
    },
    // Builds each package from the files that would be uploaded.
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
    // A part by itself, and the last one, because the database of advisories comes from the network.
    Part {
        name: "advisories",
        command: "cargo deny --locked check advisories",
        tool: Some(DENY),
        ..PLAIN
    },
];

/// Arguments of `cargo xtask ci`.
#[derive(Args)]
pub struct Ci {
    /// The parts to run [default: all]
    #[arg(value_name = "PART", value_parser = PossibleValuesParser::new(PARTS.iter().map(|part| part.name)))]
    #[arg(hide_possible_values = true)]
    parts: Vec<String>,
    /// Print the parts and their commands, and run nothing
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

/// Returns the command of these words. If the first is `cargo`, it starts the cargo that started this program.
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

/// Shows a part as the command that a shell takes.
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
        // Not every program has `--version`, but cargo's commands do. Other programs only have to exist.
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
            "{} is not installed; install it with: {}",
            quoted(self.command),
            self.install
        )
    }
}

/// A part that did not pass.
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
            Reason::NotStarted(error) => write!(f, "the program cannot be started: {error}")?,
            Reason::Problem(problem) => write!(f, "{}: {}; {}", problem.location.file, problem.message, problem.help)?,
        }
        write!(f, "\nrepeat it with: {}", self.part)
    }
}

#[cfg(all(test, unix))]
mod tests;
