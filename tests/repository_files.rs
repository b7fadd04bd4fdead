//! Tests that the README, the changelog and the document agree with the crates.

use std::path::Path;

use crate::support::samples;

fn text(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

/// Returns the Rust code blocks of a README.
fn examples(readme: &str) -> Vec<&str> {
    let blocks = readme.split("```rust").skip(1);
    blocks
        .map(|block| {
            let (_, code) = block.split_once('\n').unwrap();
            code.split_once("```").unwrap().0
        })
        .collect()
}

/// Returns `true` if a program has these lines in this order, however it is indented.
fn is_part_of(lines: &str, program: &str) -> bool {
    let mut program = program.lines().map(str::trim);
    lines
        .lines()
        .map(str::trim)
        .all(|line| program.any(|other| other == line))
}

/// Markdown cannot include files. The READMEs of the crates contain these lines in complete programs, which are compiled.
#[test]
fn the_short_examples_are_those_of_the_crates() {
    let readme = text("README.md");
    let snippets = readme
        .split("```rs\n")
        .skip(1)
        .map(|rest| rest.split_once("```").unwrap().0);
    let crates = [
        "crates/beeper-desktop-client/README.md",
        "crates/beeper-bridge-login/README.md",
    ]
    .map(text);
    let compiled: Vec<&str> = crates.iter().flat_map(|readme| examples(readme)).collect();
    let mut counts = Vec::new();
    for lines in snippets {
        let is_compiled = compiled.iter().any(|example| is_part_of(lines, example));
        assert!(is_compiled, "no README of a crate contains:\n{lines}");
        counts.push(lines.lines().count());
    }
    // Chats, a watch, a login, a token.
    assert_eq!(counts, [5, 5, 10, 3]);
}

#[test]
fn document_and_changelog_have_the_version_of_the_workspace() {
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(samples::version(), version);
    let changelog = text("CHANGELOG.md");
    let latest = changelog.lines().find_map(|line| line.strip_prefix("## ")).unwrap();
    let released = latest.split(' ').next();
    assert!(latest == "Unreleased" || released == Some(version), "{latest}");
}

#[test]
fn links_between_the_documents_lead_to_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut links = 0;
    for name in ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"] {
        let document = text(name);
        let targets = document.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
        for target in targets.filter(|it| !it.contains("://") && !it.starts_with('#')) {
            let file = target.split('#').next().unwrap();
            assert!(root.join(file).exists(), "{name} leads to `{target}`");
            links += 1;
        }
    }
    assert!(links > 0);
}

#[test]
fn the_readme_has_the_versions_of_the_public_dependencies() {
    let (readme, lock) = (text("README.md"), text("Cargo.lock"));
    let (_, table) = readme.split_once("| crate | dependencies in its interface |").unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with("| `"));
    let mut found = 0;
    // The table has the form "`reqwest` 0.13".
    for (name, after) in rows.flat_map(|row| row.split('`').skip(3).step_by(2).zip(row.split('`').skip(4).step_by(2))) {
        let version = after.trim_start().split([' ', ',', ')']).next().unwrap();
        if version.starts_with(|c: char| c.is_ascii_digit()) {
            let locked = format!("name = \"{name}\"\nversion = \"{version}.");
            assert!(lock.contains(&locked), "`{name}` {version} is not in Cargo.lock");
            found += 1;
        }
    }
    assert_eq!(found, 9, "the number of names with versions");
}
