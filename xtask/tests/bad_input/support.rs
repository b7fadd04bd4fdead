//! The base document that the cases edit, and the command that they run.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A document without problems that contains every construct.
pub const BASE: &str = include_str!("base.yaml");

/// A document that passes the house rules, too.
pub const STYLED: &str = include_str!("style.yaml");

/// The settings for it.
pub const STYLED_SETTINGS: &str = include_str!("style.toml");

const SPEC: &str = "api.yaml";
const SETTINGS: &str = "codegen.toml";
const OUTPUT: &str = "generated.rs";
const BEFORE: &str = "// what was there before\n";

/// A document that is edited.
pub struct Spec {
    pub text: String,
}

impl Spec {
    pub fn base() -> Self {
        Self { text: BASE.to_owned() }
    }

    pub fn styled() -> Self {
        Self {
            text: STYLED.to_owned(),
        }
    }

    /// Replaces the first occurrence, which has to exist.
    ///
    /// The lines after the first are written as if the place had no indentation.
    pub fn edit(self, from: &str, to: &str) -> Self {
        let found = (0..20).find_map(|indentation| {
            let from = indented(from, indentation);
            let start = self.text.find(&from)?;
            let line = &self.text[self.text[..start].rfind('\n').map_or(0, |end| end + 1)..];
            let indentation_here = line.len() - line.trim_start_matches(' ').len();
            let fits = indentation == indentation_here || !from.contains('\n');
            fits.then(|| (start..start + from.len(), indentation_here))
        });
        let Some((place, indentation)) = found else {
            panic!("the base document has no {from:?}");
        };
        let mut text = self.text;
        text.replace_range(place, &indented(to, indentation));
        Self { text }
    }
}

fn indented(text: &str, indentation: usize) -> String {
    text.replace('\n', &format!("\n{}", " ".repeat(indentation)))
}

/// The result of the command.
pub struct Outcome {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    /// The contents of the output file afterwards.
    output: Option<String>,
    /// The files in the folder afterwards.
    files: Vec<String>,
}

impl Outcome {
    #[track_caller]
    pub fn assert_fine(&self) {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""));
    }

    /// Asserts one problem with this report, and that no file has changed.
    #[track_caller]
    pub fn assert_refused(&self, report: &str) {
        self.assert_failed(&format!("{report}\n\ncodegen: 1 problem; nothing was written\n"));
    }

    /// Asserts the report of `lint`.
    #[track_caller]
    pub fn assert_found(&self, report: &str) {
        self.assert_said(1, report);
    }

    /// Asserts the whole error output, and that no file has changed.
    ///
    /// Cases may indent the lines of a report; the command indents by two spaces.
    #[track_caller]
    pub fn assert_failed(&self, report: &str) {
        self.assert_said(2, report);
    }

    #[track_caller]
    fn assert_said(&self, code: i32, report: &str) {
        let stderr: String = report.split_inclusive('\n').map(reindented).collect();
        assert!(
            self.stderr == stderr,
            "\n--- got ---\n{}\n--- wanted ---\n{stderr}",
            self.stderr
        );
        assert_eq!(self.code, Some(code));
        assert_eq!(self.stdout, "");
        assert_eq!(self.output.as_deref(), Some(BEFORE));
        assert!(
            self.files
                .iter()
                .all(|file| [OUTPUT, SPEC, SETTINGS].contains(&file.as_str())),
            "left behind: {:?}",
            self.files
        );
    }
}

fn reindented(line: &str) -> String {
    let text = line.trim_start_matches(' ');
    let indented = text.starts_with("--> ") || text.starts_with("help: ");
    if indented { format!("  {text}") } else { text.to_owned() }
}

pub fn codegen(spec: &str) -> Outcome {
    codegen_bytes(spec.as_bytes())
}

pub fn codegen_bytes(spec: &[u8]) -> Outcome {
    run(Some(spec), None, &["codegen", "--spec", SPEC, "--output", OUTPUT])
}

/// Generates with these settings.
pub fn codegen_with(settings: &[u8], spec: &str) -> Outcome {
    run(
        Some(spec.as_bytes()),
        Some(settings),
        &["codegen", "--spec", SPEC, "--output", OUTPUT],
    )
}

/// Generates from the base document, or from a path to something else, to a path.
pub fn codegen_to(spec: &str, output: &str) -> Outcome {
    let contents = (spec == SPEC).then_some(BASE.as_bytes());
    run(contents, None, &["codegen", "--spec", spec, "--output", output])
}

/// Checks with settings that pass the style rules.
pub fn lint(spec: &str) -> Outcome {
    lint_with(STYLED_SETTINGS, spec)
}

pub fn lint_with(settings: &str, spec: &str) -> Outcome {
    run(
        Some(spec.as_bytes()),
        Some(settings.as_bytes()),
        &["lint", "--spec", SPEC],
    )
}

/// Returns the list of rules that `lint` prints.
pub fn rules() -> String {
    run(None, None, &["lint", "--rules"]).stdout
}

fn run(spec: Option<&[u8]>, settings: Option<&[u8]>, arguments: &[&str]) -> Outcome {
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    for (name, contents) in [(SPEC, spec), (SETTINGS, settings)] {
        if let Some(contents) = contents {
            fs::write(directory.join(name), contents).unwrap();
        }
    }
    fs::write(directory.join(OUTPUT), BEFORE).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap();
    Outcome {
        code: done.status.code(),
        stdout: String::from_utf8(done.stdout).unwrap(),
        stderr: String::from_utf8(done.stderr).unwrap(),
        output: fs::read_to_string(directory.join(OUTPUT)).ok(),
        files: files(directory),
    }
}

fn files(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}
