//! README, changelog and document agree with the crates.

use std::path::Path;

use crate::support::samples;

fn text(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

/// The Rust between fences.
fn examples(readme: &str) -> Vec<&str> {
    let blocks = readme.split("```rust").skip(1);
    blocks
        .map(|block| {
            let (_, code) = block.split_once('\n').unwrap();
            code.split_once("```").unwrap().0
        })
        .collect()
}

/// Markdown cannot include, so the example is there twice; here and in the crate it is compiled.
#[test]
fn the_readme_and_the_login_crate_show_the_same_examples() {
    let readme = text("README.md");
    let of_crate = text("crates/beeper-bridge-login/README.md");
    assert_eq!(examples(&readme), examples(&of_crate));
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
