//! Tests of the layout of the workspace.
//!
//! Each `src` has few entries, no file is large, files do not import each other in circles, and doc comments begin with one complete
//! line.

mod doc_comments;
mod imports;
mod packages;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use doc_comments::{is_source_of_a_crate, unfinished_first_lines};
use imports::{FileImports, circles, imports_of, imports_through_reexports};
use packages::{CrateFiles, Package, SourceFile, file_stem, packages, workspace_path};

/// The greatest number of entries in the `src` of a package. A file and the folder with its name are one entry.
const MAX_ENTRIES: usize = 12;

/// The greatest number of lines of a handwritten file.
const MAX_LINES: usize = 500;

#[test]
fn the_source_folder_of_each_package_shows_a_dozen_entries_at_most() {
    for package in packages() {
        let mut entries: Vec<_> = package.sources().iter().map(|path| file_stem(path)).collect();
        entries.sort_unstable();
        entries.dedup();
        assert!(
            entries.len() <= MAX_ENTRIES,
            "{} has {} entries in src: {entries:?}",
            package.name,
            entries.len()
        );
    }
}

#[test]
fn no_file_that_is_written_by_hand_is_long() {
    let files = packages().into_iter().flat_map(|package| package.files);
    let lengths = files.map(|file| (file.text.lines().count(), file.path, file.is_generated));
    let long: Vec<_> = lengths
        .filter(|(lines, _, is_generated)| !is_generated && *lines > MAX_LINES)
        .map(|(lines, path, _)| format!("{} has {lines} lines", path.display()))
        .collect();
    assert!(
        long.is_empty(),
        "these files have more than {MAX_LINES} lines: {long:#?}"
    );
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let circles: Vec<_> = graphs().iter().flat_map(circles).collect();
    assert!(circles.is_empty(), "{} circles:\n{}", circles.len(), circles.join("\n"));
}

#[test]
fn modules_of_a_library_import_from_where_a_thing_lives() {
    let mut through_the_root = Vec::new();
    for (file, imports) in graphs().iter().flatten() {
        let of_root = imports
            .imports
            .iter()
            .filter(|import| import.from.ends_with("src/lib.rs"));
        through_the_root.extend(of_root.map(|import| format!("{}: {}", file.display(), import.name)));
    }
    assert!(
        through_the_root.is_empty(),
        "import these from their own files, not from lib.rs, which only re-exports them: {through_the_root:#?}"
    );
}

#[test]
fn files_import_from_where_a_thing_is_defined() {
    let found: Vec<_> = graphs().iter().flat_map(imports_through_reexports).collect();
    assert!(
        found.is_empty(),
        "import these from their own files, not from one that re-exports them: {found:#?}"
    );
}

#[test]
fn doc_comments_begin_with_one_complete_line() {
    let files = packages().into_iter().flat_map(|package| package.files);
    let files: Vec<_> = files.filter(|file| is_source_of_a_crate(&file.path)).collect();
    assert!(files.iter().any(|file| file.is_generated));
    let unfinished: Vec<_> = files.iter().flat_map(unfinished_first_lines).collect();
    assert!(
        unfinished.is_empty(),
        "begin these doc comments with one line that ends a sentence, followed by an empty line if there is more: {unfinished:#?}"
    );
}

/// Returns the handwritten files of each crate, with what they import from each other.
fn graphs() -> Vec<BTreeMap<PathBuf, FileImports>> {
    let crates = packages().into_iter().flat_map(Package::into_crates);
    crates.map(|files| imports_of(&files)).collect()
}

#[test]
fn the_packages_of_the_workspace_are_found() {
    let packages = packages();
    let names: Vec<_> = packages.iter().map(|package| package.name.as_str()).collect();
    for name in ["beeper-bridge-login", "beeper-desktop-client", "tests", "xtask"] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert!(packages.iter().all(|package| !package.files.is_empty()));
    assert!(workspace_path().join("Cargo.toml").is_file());
    assert_eq!(file_stem(Path::new("src/lint.rs")), "lint");
}

/// Returns what three small files of one crate import from each other.
fn graph_of(root: &str, parent: &str, child: &str) -> BTreeMap<PathBuf, FileImports> {
    graph_in("src/lib.rs", root, parent, child)
}

fn graph_in(path: &str, root: &str, parent: &str, child: &str) -> BTreeMap<PathBuf, FileImports> {
    let files = [(path, root), ("src/a.rs", parent), ("src/a/b.rs", child)];
    let files = files.map(|(path, text)| SourceFile {
        path: path.into(),
        text: text.to_owned(),
        is_generated: false,
    });
    imports_of(&CrateFiles {
        root: path.into(),
        files: files.into(),
    })
}

#[test]
fn circles_are_reported_with_their_imports() {
    for child in [
        "use super::Ink;",
        "use crate::a::{Ink, Pen};",
        "fn write() { print!(\"{}\", crate::a::Ink) }",
        "mod tests { use super::super::Ink; }",
    ] {
        let circles = circles(&graph_of(
            "mod a;",
            "mod b; use b::Page; pub struct Ink; pub struct Pen;",
            child,
        ));
        assert_eq!(circles.len(), 1, "{child}");
        for line in [
            "src/a.rs takes Page from src/a/b.rs",
            "src/a/b.rs takes Ink from src/a.rs",
        ] {
            assert!(circles[0].contains(line), "{child}: {}", circles[0]);
        }
    }
}

#[test]
fn pure_re_exports_are_no_imports() {
    let child = "use super::Ink; pub(super) struct Page(Ink);";
    let parent = "mod b; pub(crate) use b::Page; pub struct Ink;";
    assert_eq!(circles(&graph_of("mod a; pub use a::Page;", parent, child)), [""; 0]);
    let user = format!("{parent} fn last() -> Page {{ todo!() }}");
    assert_eq!(circles(&graph_of("mod a;", &user, child)).len(), 1);
}

#[test]
fn an_import_through_a_re_export_is_found() {
    let parent = "pub(crate) mod b; pub use b::{Page, deep::Line}; pub use b::*; pub struct Ink;";
    let child = "pub struct Page; pub mod deep { pub struct Line; }";
    let root = |text: &str| imports_through_reexports(&graph_in("src/main.rs", text, parent, child));
    for (text, name) in [
        ("mod a; use a::Page;", "Page"),
        ("mod a; use crate::a::{Ink, Line};", "Line"),
        ("mod a; fn last() { a::Page::new() }", "Page::new"),
        ("mod a; use a::OfGlob;", "OfGlob"),
    ] {
        assert_eq!(root(text), [format!("src/main.rs takes {name} from src/a.rs")]);
    }
    for text in [
        "mod a; use a::{Ink, b::Page, b::deep::Line};",
        "mod a; pub use a::Page;",
        "mod a; use a::*;",
    ] {
        assert_eq!(root(text), [""; 0], "{text}");
    }
}

#[test]
fn code_that_is_written_for_another_crate_imports_nothing() {
    let child = "fn last() { quote! { use crate::a::Ink; }; parse_quote!(crate::a::Ink) }";
    let parent = "mod b; use b::Page; pub struct Ink;";
    assert_eq!(circles(&graph_of("mod a;", parent, child)), [""; 0]);
}

#[test]
fn first_lines_that_are_not_complete_are_reported_with_their_place() {
    let unfinished = |text: &str| {
        unfinished_first_lines(&SourceFile {
            path: "src/a.rs".into(),
            text: text.to_owned(),
            is_generated: false,
        })
    };
    for (text, line) in [
        ("//! Reads ink\n", "1: //! Reads ink"),
        ("//! Reads ink. It\n//! writes too.\n", "1: //! Reads ink. It"),
        ("//! Reads ink.\n//! It writes too.\n", "1: //! Reads ink."),
        ("//! Reads ink.\n\n/// A pen\nstruct Pen;\n", "3: /// A pen"),
        (
            "enum Ink {\n    /// Red\n    ///\n    /// It is rare.\n    Red,\n}\n",
            "2: /// Red",
        ),
        ("///\n/// A pen.\nstruct Pen;\n", "1: ///"),
        ("//! Reads ink.\n/// A pen,\n/// full.\nstruct Pen;\n", "2: /// A pen,"),
    ] {
        assert_eq!(unfinished(text), [format!("src/a.rs:{line}")], "{text}");
    }
    for text in [
        "//! Reads ink.\n//!\n//! It writes too\n",
        "/// A pen.\nstruct Pen;\n",
        "/// # Writing\n/// and reading\nimpl Pen {}\n",
        "#![doc = include_str!(\"../README.md\")]\n//!\n//! # Architecture\n",
        "//// No doc comment\n// nor this\n",
    ] {
        assert_eq!(unfinished(text), [""; 0], "{text}");
    }
    assert!(is_source_of_a_crate(Path::new("crates/pen/src/ink/red.rs")));
    assert!(!is_source_of_a_crate(Path::new("crates/pen/tests/red.rs")));
    assert!(!is_source_of_a_crate(Path::new("xtask/src/main.rs")));
}
