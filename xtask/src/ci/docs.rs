//! The part `docs`: checks that the documentation, built as on docs.rs, names the features that items need.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::ci::published_packages::{self, Package};
use crate::document::problem::Problem;
use crate::workspace::paths;
use crate::workspace::process::{call, finish, problem};

/// A separate target folder, because `RUSTC_BOOTSTRAP` would make cargo compile all dependencies again.
const FOLDER: &str = "target/docs-rs";

/// Builds the documentation, and looks for the features in it.
pub fn check() -> Result<(), Problem> {
    let packages = published_packages::published()?;
    let pages = paths::workspace_path(FOLDER).join("doc");
    remove(&pages).map_err(|error| {
        problem(
            &paths::display(&pages),
            format!("the folder cannot be removed: {error}"),
        )
    })?;
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

/// Removes the pages of an earlier run, since they may name a feature that the new pages do not name.
fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Checks that the documentation of each public item of a package names the features that its `cfg` requires.
fn check_features(package: &Package) -> Result<(), Problem> {
    let pages = paths::workspace_path(FOLDER)
        .join("doc")
        .join(package.name.replace('-', "_"));
    let unreadable = |path: &Path, error: &dyn std::fmt::Display| {
        problem(&paths::display(path), format!("the folder cannot be read: {error}"))
    };
    let sources = package.folder.join("src");
    let mut items = Vec::new();
    for (path, text) in files(&sources, "rs").map_err(|error| unreadable(&sources, &error))? {
        let tokens: TokenStream = text.parse().map_err(|error| unreadable(&path, &error))?;
        collect_gated_items(tokens, &mut items);
    }
    let pages = files(&pages, "html").map_err(|error| unreadable(&pages, &error))?;
    match items.iter().find(|item| !is_documented(item, &pages)) {
        None => Ok(()),
        Some(GatedItem { feature, name }) => {
            let of_item = name.as_ref().map(|name| format!(" of `{name}`")).unwrap_or_default();
            let message = format!("no page{of_item} contains \"Available on crate feature {feature} only\"");
            let help = "begin lib.rs with `#![cfg_attr(docsrs, feature(doc_cfg))]`";
            Err(Problem::new(&package.name, message, help))
        }
    }
}

/// A public item or `impl` that is compiled only with a feature.
#[derive(Debug, PartialEq)]
struct GatedItem {
    feature: String,
    /// `None` for an `impl`, and for a `use` with braces.
    name: Option<String>,
}

/// Finds the public items and `impl`s whose `cfg` names features, directly or inside `all` and `any`.
fn collect_gated_items(tokens: TokenStream, found: &mut Vec<GatedItem>) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let mut features = BTreeSet::new();
    let mut rest = &tokens[..];
    while let [first, others @ ..] = rest {
        rest = others;
        match (first, others.first()) {
            (TokenTree::Punct(hash), Some(TokenTree::Group(attribute))) if hash.as_char() == '#' => {
                collect_features(attribute.stream(), &mut features);
                rest = &others[1..];
                continue;
            }
            (TokenTree::Ident(word), next) if word == "pub" || word == "impl" => {
                let is_restricted =
                    matches!(next, Some(TokenTree::Group(scope)) if scope.delimiter() == Delimiter::Parenthesis);
                if word == "impl" || !is_restricted {
                    let name = if word == "pub" { item_name(others) } else { None };
                    let item = |feature: &String| GatedItem {
                        feature: feature.clone(),
                        name: name.clone(),
                    };
                    found.extend(features.iter().map(item));
                }
            }
            (TokenTree::Group(group), _) => collect_gated_items(group.stream(), found),
            _ => {}
        }
        features.clear();
    }
}

/// Collects the features that a `cfg` requires; those inside `not` are not required.
fn collect_features(attribute: TokenStream, found: &mut BTreeSet<String>) {
    let tokens: Vec<_> = attribute.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) if word == "feature" => {
                let value = tokens.get(at + 2).map(ToString::to_string).unwrap_or_default();
                found.insert(value.trim_matches('"').to_owned());
            }
            TokenTree::Ident(word) if ["cfg", "all", "any"].iter().any(|name| word == name) => {
                if let Some(TokenTree::Group(group)) = tokens.get(at + 1) {
                    collect_features(group.stream(), found);
                }
            }
            _ => {}
        }
    }
}

/// Returns the name of the item that follows `pub`.
fn item_name(tokens: &[TokenTree]) -> Option<String> {
    const KEYWORDS: [&str; 14] = [
        "async", "const", "enum", "extern", "fn", "macro", "mod", "mut", "static", "struct", "trait", "type", "union",
        "unsafe",
    ];
    let word = |token: &TokenTree| match token {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    };
    if word(tokens.first()?)? == "use" {
        let end = tokens
            .iter()
            .position(|token| matches!(token, TokenTree::Punct(end) if end.as_char() == ';'))?;
        return word(&tokens[end - 1]);
    }
    tokens
        .iter()
        .filter_map(word)
        .find(|word| !KEYWORDS.contains(&word.as_str()))
}

/// Returns `true` if the page of an item, or the section of a method, names its feature. For what has no page, such as a field or
/// an `impl`, any page may name it.
fn is_documented(item: &GatedItem, pages: &[(PathBuf, String)]) -> bool {
    let mut sections: Vec<&str> = Vec::new();
    if let Some(name) = &item.name {
        let own = pages.iter().filter(|(path, _)| is_page_of(path, name));
        sections.extend(own.map(|(_, html)| html.as_str()));
        let id = format!("id=\"method.{name}\"");
        for (_, html) in pages {
            let after = html.split_once(id.as_str()).map(|(_, after)| after);
            sections.extend(after.and_then(|after| after.split("id=\"method.").next()));
        }
    }
    match sections.is_empty() {
        true => pages.iter().any(|(_, html)| has_notice(html, &item.feature)),
        false => sections.iter().any(|html| has_notice(html, &item.feature)),
    }
}

/// Returns `true` if a page is `struct.Name.html` or the same for another kind, or `name/index.html`.
fn is_page_of(path: &Path, name: &str) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let is_own_page = stem.split_once('.').is_some_and(|(_, item)| item == name);
    is_own_page || (stem == "index" && path.parent().is_some_and(|folder| folder.ends_with(name)))
}

/// Returns `true` if rustdoc reports that something needs a feature, alone or with others.
fn has_notice(html: &str, feature: &str) -> bool {
    let notices = html.split("Available on <strong>").skip(1);
    let mut notices = notices.filter_map(|rest| rest.split("</strong>").next());
    notices.any(|notice| notice.contains(&format!("<code>{feature}</code>")))
}

/// Reads all files below a folder that have an extension.
fn files(folder: &Path, extension: &str) -> io::Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, extension)?);
        } else if path.extension().is_some_and(|it| it == extension) {
            let text = fs::read_to_string(&path)?;
            found.push((path, text));
        }
    }
    Ok(found)
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
    pub const fn to_png(&self) {}
}

#[cfg(feature = "inner")]
mod inner;
#[cfg(feature = "inner")]
pub(crate) mod inmost;
#[cfg(not(feature = "absent"))]
pub mod without;

#[cfg(all(unix, any(feature = "svg", feature = "text")))]
pub use draw::{Pen, Page};
#[cfg(any(feature = "text"))]
pub use draw::Text as Words;
#[cfg(feature = "fmt")]
impl Display for Code {}
"#;

    fn page(path: &str, features: &[&str]) -> (PathBuf, String) {
        let code: Vec<_> = features.iter().map(|it| format!("<code>{it}</code>")).collect();
        let notice = format!(
            "Available on <strong>crate feature {}</strong> only.",
            code.join(" and ")
        );
        (path.into(), notice)
    }

    #[test]
    fn features_of_public_items_are_told_from_others() {
        let mut items = Vec::new();
        collect_gated_items(SOURCE.parse().unwrap(), &mut items);
        let found: Vec<_> = items
            .iter()
            .map(|it| (it.feature.as_str(), it.name.as_deref()))
            .collect();
        let expected = [
            ("qr", Some("qr")),
            ("png", Some("to_png")),
            ("svg", None),
            ("text", None),
            ("text", Some("Words")),
            ("fmt", None),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn the_page_of_a_gated_item_has_to_name_its_feature() {
        let item = |name: Option<&str>| GatedItem {
            feature: "qr".to_owned(),
            name: name.map(str::to_owned),
        };
        for (name, own) in [("code", "doc/code/index.html"), ("Code", "doc/struct.Code.html")] {
            let elsewhere = page("doc/fn.draw.html", &["qr"]);
            let documented =
                |features: &[&str]| is_documented(&item(Some(name)), &[page(own, features), elsewhere.clone()]);
            assert_eq!(
                [&["qr"][..], &["png", "qr"], &["png"]].map(documented),
                [true, true, false],
                "{own}"
            );
        }
        let unnamed = [page("doc/fn.draw.html", &["png"])];
        assert!(!is_documented(&item(None), &unnamed));
        assert!(is_documented(&item(None), &[page("doc/fn.draw.html", &["qr"])]));
        assert!(!is_documented(
            &item(None),
            &[("doc/fn.draw.html".into(), "<code>qr</code>".to_owned())]
        ));
    }

    #[test]
    fn the_section_of_a_gated_method_has_to_name_its_feature() {
        let (path, notice) = page("doc/struct.Code.html", &["png"]);
        let item = GatedItem {
            feature: "png".to_owned(),
            name: Some("to_png".to_owned()),
        };
        let there = format!("id=\"method.to_png\" {notice} id=\"method.to_svg\"");
        assert!(is_documented(&item, &[(path.clone(), there)]));
        let elsewhere = format!("id=\"method.to_png\" id=\"method.to_svg\" {notice}");
        assert!(!is_documented(&item, &[(path, elsewhere)]));
    }

    #[test]
    fn pages_of_an_earlier_run_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let pages = folder.path().join("doc");
        fs::create_dir_all(pages.join("qr")).unwrap();
        fs::write(pages.join("qr/index.html"), "old").unwrap();
        remove(&pages).unwrap();
        assert!(!pages.exists());
        remove(&pages).unwrap();
    }

    #[test]
    fn pages_are_read_from_all_folders() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        for (name, text) in [("index.html", "1"), ("a/index.html", "2"), ("a/index.js", "3")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let mut texts: Vec<_> = files(folder.path(), "html")
            .unwrap()
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        texts.sort();
        assert_eq!(texts, ["1", "2"]);
    }
}
