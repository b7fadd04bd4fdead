//! Tests that the committed document and its settings pass all rules, and that no mistake in them makes lint panic.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::document::codegen_toml::settings::Settings;
use crate::document::load::{parse, read};
use crate::document::problem::Problem;
use crate::lint::check::lint_all;

fn spec_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/beeper-desktop.yaml")
}

fn real_spec() -> String {
    String::from_utf8(read(&spec_path(), "beeper-desktop.yaml").unwrap()).unwrap()
}

fn check(text: &str) -> Result<(), Vec<Problem>> {
    let settings = Settings::beside(&spec_path())?;
    lint_all(&parse("beeper-desktop.yaml", text.as_bytes())?, &settings)
}

fn report(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("{problem}\n\n")).collect()
}

#[test]
fn the_spec_has_no_problem() {
    check(&real_spec()).unwrap_or_else(|problems| panic!("{}", report(&problems)));
}

#[test]
fn the_spec_may_have_windows_line_ends_and_a_byte_order_mark() {
    let text = format!("\u{feff}{}", real_spec().replace('\n', "\r\n"));
    check(&text).unwrap_or_else(|problems| panic!("{}", report(&problems)));
}

#[test]
fn mutilated_settings_never_panic() {
    let document = parse("beeper-desktop.yaml", real_spec().as_bytes()).unwrap();
    let text = std::fs::read_to_string(spec_path().with_file_name("codegen.toml")).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    // What differs in its comments alone says the same to lint.
    let mut seen = BTreeSet::new();
    for (index, line) in lines.iter().enumerate() {
        let (before, after) = (lines[..index].concat(), lines[index + 1..].concat());
        let flipped: String = line.trim().chars().rev().collect();
        for text in [
            before.clone(),
            format!("{before}{after}"),
            format!("{before}{line}{line}{after}"),
            format!("{before}{flipped}\n{after}"),
            format!("{before}{}{after}", line.replace('"', "")),
        ] {
            let settings = Settings::parse("codegen.toml", &text);
            if settings.is_ok() && !seen.insert(without_comments(&text)) {
                continue;
            }
            let found = settings.and_then(|settings| lint_all(&document, &settings));
            for problem in found.err().unwrap_or_default() {
                assert_eq!(problem.to_string().lines().count(), 3, "{problem}");
            }
        }
    }
}

/// Returns the lines that are neither empty nor comments.
fn without_comments(text: &str) -> String {
    let has_content = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    text.lines().filter(has_content).collect::<Vec<_>>().join("\n")
}

/// Returns the number of mutilated places: ten, scaled by the ratio of `PROPTEST_CASES` to proptest's default.
fn places() -> usize {
    let wanted = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse::<usize>().ok());
    wanted.map_or(10, |cases| (10 * cases / 256).max(1))
}

/// Each mutilated document either passes or has problems; the test requires only that lint returns.
#[test]
fn mutilated_specs_never_panic() {
    let spec = real_spec();
    let lines: Vec<&str> = spec.split_inclusive('\n').collect();
    let step = (lines.len() / places()).max(1);
    for (index, line) in lines.iter().enumerate().step_by(step) {
        let (before, after) = (lines[..index].concat(), lines[index + 1..].concat());
        let flipped: String = line.chars().rev().collect();
        for text in [
            before.clone(),
            format!("{before}{after}"),
            format!("{before}{line}{line}{after}"),
            format!("{before}{}\n{after}", flipped.trim()),
            format!("{before}  {line}{after}"),
            format!("{before}{}{after}", line.replace([':', '\''], "")),
        ] {
            for problem in check(&text).err().unwrap_or_default() {
                assert_eq!(problem.to_string().lines().count(), 3, "{problem}");
            }
        }
    }
}
