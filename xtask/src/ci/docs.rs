//! The part `docs`: the documentation of the published packages as docs.rs builds it, where each item names the feature that
//! it needs.

use std::fs;
use std::io;
use std::path::Path;

use crate::ci::published_packages::{self, Package};
use crate::document::problem::Problem;
use crate::workspace::paths;
use crate::workspace::process::{call, finish, problem};

/// Of its own: `RUSTC_BOOTSTRAP` would make cargo compile all dependencies anew.
const FOLDER: &str = "target/docs-rs";

/// Makes the documentation, and looks for the features in it.
pub fn check() -> Result<(), Problem> {
    let packages = published_packages::published()?;
    let mut arguments = vec!["doc", "--no-deps", "--all-features", "--locked", "--target-dir", FOLDER];
    for package in &packages {
        arguments.extend(["--package", &package.name]);
    }
    let mut cargo = call(&arguments);
    // Allows `feature(doc_cfg)` on a stable toolchain.
    cargo
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTDOCFLAGS", "--cfg docsrs -D warnings");
    finish(&mut cargo)?;
    packages.iter().try_for_each(check_features)
}

/// Checks that the pages of a package say of each feature what it brings, if that is public.
fn check_features(package: &Package) -> Result<(), Problem> {
    let pages = paths::workspace_path(FOLDER)
        .join("doc")
        .join(package.name.replace('-', "_"));
    let unreadable =
        |path: &Path, error: io::Error| problem(&paths::display(path), format!("it cannot be read: {error}"));
    let mut source = String::new();
    let folder = package.folder.join("src");
    read_all(&folder, "rs", &mut source).map_err(|error| unreadable(&folder, error))?;
    let mut html = String::new();
    read_all(&pages, "html", &mut html).map_err(|error| unreadable(&pages, error))?;
    match unnamed(&package.features, &source, &html) {
        None => Ok(()),
        Some(feature) => {
            let message = format!("no page says \"Available on crate feature {feature} only\"");
            let help = "begin lib.rs with `#![cfg_attr(docsrs, feature(doc_cfg))]`";
            Err(Problem::new(&package.name, message, help))
        }
    }
}

/// Finds a feature that brings something public, and that no page names.
fn unnamed<'a>(features: &'a [String], source: &str, html: &str) -> Option<&'a String> {
    let mut features = features.iter();
    features.find(|it| gates_public_item(source, it) && !html.contains(&notice(it)))
}

/// What rustdoc writes beside an item that needs a feature.
fn notice(feature: &str) -> String {
    format!("Available on <strong>crate feature <code>{feature}</code></strong> only")
}

/// Whether a public item is there only with a feature.
fn gates_public_item(source: &str, feature: &str) -> bool {
    let attribute = format!("#[cfg(feature = \"{feature}\")]");
    let mut lines = source.lines().map(str::trim_start);
    while lines.any(|line| line == attribute) {
        let is_before_item = |line: &&str| line.starts_with("#[") || line.starts_with("//");
        if lines
            .by_ref()
            .find(|line| !is_before_item(line))
            .is_some_and(|line| line.starts_with("pub "))
        {
            return true;
        }
    }
    false
}

/// Appends all files below a folder that end so.
fn read_all(folder: &Path, extension: &str, text: &mut String) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_all(&path, extension, text)?;
        } else if path.extension().is_some_and(|it| it == extension) {
            *text += &fs::read_to_string(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
#[cfg(feature = "qr")]
pub mod qr;

impl Code {
    #[cfg(feature = "png")]
    /// Draws it.
    #[must_use]
    pub fn to_png(&self) {}
}

#[cfg(feature = "inner")]
mod inner;
#[cfg(feature = "inner")]
pub(crate) mod inmost;
"#;

    #[test]
    fn features_of_public_items_are_told_from_others() {
        let found = |feature| gates_public_item(SOURCE, feature);
        assert_eq!(["qr", "png", "inner", "other"].map(found), [true, true, false, false]);
    }

    #[test]
    fn a_public_feature_that_no_page_names_is_found() {
        let features = ["inner", "png", "qr"].map(str::to_owned);
        let both = notice("qr") + &notice("png");
        let unnamed = |html: &str| unnamed(&features, SOURCE, html).map(String::as_str);
        assert_eq!(unnamed(&both), None);
        assert_eq!(unnamed(&notice("qr")), Some("png"));
        assert_eq!(unnamed("<code>qr</code> <code>png</code>"), Some("png"));
    }

    #[test]
    fn pages_are_read_from_all_folders() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        for (name, text) in [("index.html", "1"), ("a/index.html", "2"), ("a/index.js", "3")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let mut text = String::new();
        read_all(folder.path(), "html", &mut text).unwrap();
        assert!(text == "12" || text == "21", "{text}");
    }
}
