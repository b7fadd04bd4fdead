//! Finds doc comments that do not begin with one complete line.

use std::path::{Component, Path};

use crate::packages::SourceFile;

/// The characters that end a sentence, or introduce an example or a list.
const ENDS: [char; 4] = ['.', ':', '?', '!'];

/// Returns `true` for the files of the published crates, whose documentation is rendered.
pub fn is_source_of_a_crate(file: &Path) -> bool {
    let mut folders = file.components();
    folders.next() == Some(Component::Normal("crates".as_ref()))
        && folders.nth(1) == Some(Component::Normal("src".as_ref()))
}

/// Returns the place and the text of each first line that is no paragraph or does not end a sentence.
///
/// Headings may begin a doc comment, because they stand above the methods of an `impl`. An empty line continues the
/// documentation that an attribute above it includes.
pub fn unfinished_first_lines(file: &SourceFile) -> Vec<String> {
    let lines: Vec<_> = file.text.lines().map(str::trim).collect();
    let mut found = Vec::new();
    let mut above = "";
    for (index, line) in lines.iter().copied().enumerate() {
        let marker = marker(line);
        if marker.is_some() && marker != self::marker(above) {
            let next = lines.get(index + 1).copied().unwrap_or_default();
            let is_paragraph = self::marker(next) != marker || words(next).is_empty();
            let is_heading = words(line).starts_with("# ");
            let is_continuation = words(line).is_empty() && is_attribute(above);
            let is_finished = is_heading || (is_paragraph && words(line).ends_with(ENDS));
            if !is_finished && !is_continuation {
                found.push(format!("{}:{}: {line}", file.path.display(), index + 1));
            }
        }
        above = line;
    }
    found
}

/// Returns the marker with which a line of a doc comment begins.
fn marker(line: &str) -> Option<&str> {
    let is_of_items = line.starts_with("///") && !line.starts_with("////");
    (is_of_items || line.starts_with("//!")).then(|| &line[..3])
}

/// Returns a line of a doc comment without its marker.
fn words(line: &str) -> &str {
    line.get(3..).unwrap_or_default().trim()
}

/// Returns `true` for `#[..]`, `#![..]`, and the attributes that a macro passes on.
fn is_attribute(line: &str) -> bool {
    ["#[", "#![", "$(#["].iter().any(|start| line.starts_with(start))
}
