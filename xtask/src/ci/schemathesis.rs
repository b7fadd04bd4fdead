//! `cargo xtask schemathesis`: runs schemathesis against the mock.
//!
//! In the current dialect, document and mock have to agree: the mock accepts what the document allows, refuses what it does not
//! allow, and every response matches the document. The older dialect lacks most of the document's operations; there, the mock
//! only has to check the token, and not to fail with a server error.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;

use crate::cli::{FAILED, FINE, Verb, say_problems};
use crate::document::problem::Problem;
use crate::workspace::paths::{committed_document, workspace_path};
use crate::workspace::process::problem;
use crate::workspace::{executables, process};

/// The dialects, each with the checks that it has to pass.
const DIALECTS: [(&str, &str); 2] = [
    (
        "current",
        "response_schema_conformance,status_code_conformance,content_type_conformance,ignored_auth,\
         positive_data_acceptance,negative_data_rejection",
    ),
    ("older", "not_a_server_error,ignored_auth"),
];

const SETTINGS: &str = ".ci/schemathesis.toml";

/// The folder of the reports, from which `st replay` repeats a failure.
const FOLDER: &str = "target/schemathesis";

/// Far longer than a run takes; if it is exceeded, something hangs.
const LIMIT: Duration = Duration::from_secs(600);

/// Arguments of `cargo xtask schemathesis`.
#[derive(Args)]
pub struct Schemathesis {
    /// Send other requests; the same number sends the same requests, as long as all versions are the same
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u32,
    /// Send requests for this many seconds in each dialect, instead of the number that .ci/schemathesis.toml sets
    #[arg(long, value_name = "SECONDS")]
    max_time: Option<u32>,
}

impl Schemathesis {
    /// Tries each dialect, and returns those in which schemathesis found something.
    fn try_all(&self) -> Result<Vec<&'static str>, Problem> {
        let Some(tool) = executables::find("schemathesis") else {
            let help = "install it: pip install -r .ci/requirements.txt";
            return Err(Problem::new("schemathesis", "the program is not installed", help));
        };
        let mock = build()?;
        let folder = workspace_path(FOLDER);
        fs::create_dir_all(&folder)
            .map_err(|error| problem(FOLDER, format!("the folder cannot be created: {error}")))?;
        let mut found = Vec::new();
        for (dialect, checks) in DIALECTS {
            eprintln!("== the dialect `{dialect}`");
            let mock = Running::start(&mock, dialect)?;
            if !self.is_fine(&tool, &mock, checks, &folder)? {
                found.push(dialect);
            }
        }
        Ok(found)
    }

    fn is_fine(&self, tool: &Path, mock: &Running, checks: &str, folder: &Path) -> Result<bool, Problem> {
        let mut command = Command::new(tool);
        command.arg("--config-file").arg(workspace_path(SETTINGS));
        command.arg("run").arg(committed_document());
        command.args(["--url", &mock.base_url]);
        command.args(["--header", &format!("Authorization: Bearer {}", mock.token)]);
        command.args(["--seed", &self.seed.to_string(), "--checks", checks]);
        match self.max_time {
            Some(seconds) => command.args(["--max-time", &seconds.to_string()]),
            None => command.args(["--phases", "examples,coverage,fuzzing"]),
        };
        command
            .current_dir(folder)
            .env("NO_PROXY", "127.0.0.1")
            .env("no_proxy", "127.0.0.1");
        let child = command.stdin(Stdio::null()).spawn();
        let mut child = KillOnDrop(
            child.map_err(|error| problem("schemathesis", format!("the program cannot be started: {error}")))?,
        );
        let most = LIMIT + Duration::from_secs(self.max_time.unwrap_or_default().into());
        let start = Instant::now();
        while start.elapsed() < most {
            let status = child.0.try_wait();
            if let Some(status) = status.map_err(|error| problem("schemathesis", error.to_string()))? {
                return Ok(status.success());
            }
            thread::sleep(Duration::from_millis(100));
        }
        let message = format!(
            "schemathesis did not end within {} s; the mock or schemathesis hangs",
            most.as_secs()
        );
        Err(problem("schemathesis", message))
    }
}

/// Builds the mock's program, and returns its path.
fn build() -> Result<PathBuf, Problem> {
    const PROGRAM: &str = "beeper-desktop-mock";
    let arguments = [
        "build",
        "--locked",
        "--package",
        PROGRAM,
        "--bin",
        PROGRAM,
        "--message-format",
        "json-render-diagnostics",
    ];
    let output = process::run(&arguments)?;
    let lines = String::from_utf8_lossy(&output.stdout);
    let mut messages = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let program = messages.find_map(|message| message["executable"].as_str().map(PathBuf::from));
    program.ok_or_else(|| problem(PROGRAM, "cargo does not report the path of the program".to_owned()))
}

/// A process that is killed when this is dropped.
struct KillOnDrop(Child);

impl Drop for KillOnDrop {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The mock's program while it runs.
struct Running {
    base_url: String,
    token: String,
    _program: KillOnDrop,
}

impl Running {
    fn start(program: &Path, dialect: &str) -> Result<Self, Problem> {
        let mut command = Command::new(program);
        command
            .args(["--dialect", dialect])
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let name = program.display().to_string();
        let child = command.spawn();
        let mut program =
            KillOnDrop(child.map_err(|error| problem(&name, format!("the program cannot be started: {error}")))?);
        let output = program.0.stdout.take().map(BufReader::new);
        let mut lines = output.into_iter().flat_map(BufRead::lines).map_while(Result::ok);
        let mut exported = |variable: &str| {
            let start = format!("export {variable}=");
            let found = lines.find_map(|line| line.strip_prefix(&start).map(str::to_owned));
            found.ok_or_else(|| problem(&name, format!("the program does not print {variable}")))
        };
        Ok(Self {
            base_url: exported("BEEPER_BASE_URL")?,
            token: exported("BEEPER_ACCESS_TOKEN")?,
            _program: program,
        })
    }
}

impl Verb for Schemathesis {
    fn run(&self) -> u8 {
        match self.try_all() {
            Ok(found) if found.is_empty() => FINE,
            Ok(found) => {
                eprintln!(
                    "\nschemathesis: document and mock do not agree in {}",
                    found.join(" and ")
                );
                FAILED
            }
            Err(problem) => {
                say_problems("schemathesis", &[problem], "");
                FAILED
            }
        }
    }
}
