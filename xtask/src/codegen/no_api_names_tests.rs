//! Tests that neither the generator nor the client's runtime names an operation or a type of the API.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};

use crate::document::load;
use crate::model::rust_names;
use crate::workspace::paths;

/// Names of components that types of the runtime have as well. The runtime's type is used for every component of that kind, which
/// its format or its lack of rules shows, whatever its name is.
const RUNTIME_TYPES: [&str; 4] = ["OpenValue", "Secret", "ServerText", "Timestamp"];

/// Names of components that are also an ending, by which the generator recognizes a kind of text.
const NAME_SUFFIXES: [&str; 1] = ["Cursor"];

#[test]
fn no_name_of_the_api_stands_in_the_generator_or_the_runtime() {
    let api = api_names();
    let mut found = BTreeMap::new();
    for folder in [
        "xtask/src",
        "crates/beeper-desktop-client/src/runtime",
        "crates/beeper-desktop-client/src/values",
    ] {
        for (file, words) in words(&paths::workspace_path(folder)) {
            let names: Vec<_> = words.intersection(&api).cloned().collect();
            if !names.is_empty() {
                found.insert(file, names);
            }
        }
    }
    assert!(
        found.is_empty(),
        "move these names to codegen.toml, or allow them here with a reason: {found:#?}"
    );
}

/// Returns the names of operations and components, as the document and as Rust write them.
fn api_names() -> BTreeSet<String> {
    let path = paths::committed_document();
    let document = load::parse("api.yaml", &load::read(&path, "api.yaml").unwrap()).unwrap();
    let operations = document.openapi.operations();
    let operations = operations.filter_map(|(_, _, operation)| operation.operation_id.clone());
    let operations = operations.flat_map(|id| [rust_names::method_name(&id), rust_names::type_name(&id), id]);
    let components = document.openapi.components.iter().flat_map(|it| it.schemas.keys());
    let components = components.flat_map(|name| [rust_names::type_name(name), name.clone()]);
    let names = operations.chain(components);
    let is_allowed = |name: &str| RUNTIME_TYPES.contains(&name) || NAME_SUFFIXES.contains(&name);
    names.filter(|name| !is_allowed(name)).collect()
}

/// Returns the words in the code of each file below a folder, without comments and tests.
fn words(folder: &Path) -> Vec<(PathBuf, BTreeSet<String>)> {
    let mut open = vec![folder.to_owned()];
    let mut found = Vec::new();
    let mut tests = BTreeSet::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let code: TokenStream = fs::read_to_string(&path).unwrap().parse().unwrap();
            let mut code_words = SourceWords::default();
            code_words.read(code);
            let stem = path.with_extension("");
            let children = match stem.ends_with("main") || stem.ends_with("mod") {
                true => stem.parent().unwrap(),
                false => &stem,
            };
            tests.extend(code_words.test_modules.iter().map(|module| children.join(module)));
            found.push((path, code_words.words));
        }
    }
    found.retain(|(path, _)| !path.with_extension("").ancestors().any(|part| tests.contains(part)));
    found
}

#[derive(Default)]
struct SourceWords {
    words: BTreeSet<String>,
    /// Modules in separate files that only tests use.
    test_modules: BTreeSet<String>,
}

impl SourceWords {
    fn read(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                    match group.stream().to_string().replace(' ', "").as_str() {
                        "cfg(test)" => self.skip_item(&mut tokens),
                        text if text.starts_with("doc=") => {}
                        _ => self.read(group.stream()),
                    }
                }
                TokenTree::Group(group) => self.read(group.stream()),
                TokenTree::Ident(ident) => {
                    self.words.insert(ident.to_string());
                }
                TokenTree::Literal(literal) => self.read_text(literal),
                TokenTree::Punct(_) => {}
            }
        }
    }

    /// Skips the item after `#[cfg(test)]`.
    fn skip_item(&mut self, tokens: impl Iterator<Item = TokenTree>) {
        let mut before = String::new();
        for token in tokens {
            match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
                TokenTree::Punct(punct) if punct.as_char() == ';' => {
                    self.test_modules.insert(before);
                    return;
                }
                token => before = token.to_string(),
            }
        }
    }

    fn read_text(&mut self, literal: Literal) {
        let Ok(text) = syn::parse2::<syn::LitStr>(TokenTree::Literal(literal).into()) else {
            return;
        };
        let text = text.value();
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        self.words.extend(words.map(str::to_owned));
    }
}

#[test]
fn names_are_found_in_code_alone() {
    let code = r#"
        //! Comments on inner.
        /// Comments on outer.
        #[cfg(test)]
        mod tests;
        #[cfg(test)]
        #[allow(unused)]
        mod more { const SKIPPED: u8 = 1; }
        macro_rules! makes { () => { /** Comments within. */ struct Made; } }
        const TEXT: &str = "as in `text_word`\nnext";
    "#;
    let mut words = SourceWords::default();
    words.read(code.parse().unwrap());
    for word in ["Made", "TEXT", "text_word", "next"] {
        assert!(words.words.contains(word), "{word}");
    }
    for word in ["Comments", "SKIPPED", "tests"] {
        assert!(!words.words.contains(word), "{word}");
    }
    assert_eq!(words.test_modules, BTreeSet::from(["tests".to_owned()]));
}
