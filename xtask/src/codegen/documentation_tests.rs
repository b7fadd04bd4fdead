//! Tests that rustdoc renders every description as written.

use std::path::Path;
use std::process::{Command, Output};

use regress::Regex;

use crate::codegen::pipeline::client_of;
use crate::document::codegen_toml::settings::Settings;
use crate::document::load;
use crate::document::markdown::escaped_texts::ESCAPED;
use crate::document::yaml::tree;

const BASE: &str = include_str!("../../tests/bad_input/base.yaml");

/// Returns the base document, with this text as each of its descriptions and summaries.
fn with_everywhere(text: &str) -> String {
    let document = load::parse("a.yaml", BASE.as_bytes()).unwrap();
    let mut root = tree::untyped(&document.root);
    assert!(document.found.prose.len() > 20);
    for pointer in &document.found.prose {
        *tree::find_untyped(&mut root, pointer).unwrap() = text.into();
    }
    serde_json::to_string(&root).unwrap()
}

/// Returns a crate that contains only the documentation of a module. It leaves out the links that the generator writes, whose
/// targets do not exist here, and the examples, which the client's tests compile.
fn documentation_of(code: &str) -> String {
    let own_link = Regex::new(r"(^|[^\\])\[(`(?!nasty)[^`\]]*`|[a-z ]+)\](\([A-Za-z_:]*\))?").unwrap();
    let mut crate_text = String::from("//! Texts.\n");
    let mut items = 0;
    let mut in_example = false;
    for line in code.lines().map(str::trim_start) {
        let Some(doc) = line.strip_prefix("///") else {
            if std::mem::take(&mut in_example)
                || crate_text.ends_with('\n')
                    && crate_text
                        .lines()
                        .next_back()
                        .is_some_and(|last| last.starts_with("///"))
            {
                items += 1;
                crate_text.push_str(&format!("pub fn text_{items}() {{}}\n"));
            }
            continue;
        };
        in_example |= doc.trim() == "# Examples";
        if !in_example {
            let mut doc = doc.to_owned();
            while let Some(found) = own_link.find(&doc) {
                let (range, shown) = (found.range(), found.group(2).unwrap());
                let before = found.group(1).map(|before| doc[before].to_owned()).unwrap_or_default();
                doc = format!(
                    "{}{before}{}{}",
                    &doc[..range.start],
                    &doc[shown].to_owned(),
                    &doc[range.end..]
                );
            }
            crate_text.push_str(&format!("///{doc}\n"));
        }
    }
    assert!(items > 30, "{items}");
    crate_text
}

fn rustdoc(folder: &Path, arguments: &[&str]) -> Output {
    let program = std::env::var_os("RUSTDOC").unwrap_or_else(|| "rustdoc".into());
    let command = [
        "--edition",
        "2024",
        "--crate-type",
        "lib",
        "--crate-name",
        "texts",
        "texts.rs",
    ];
    Command::new(program)
        .current_dir(folder)
        .args(command)
        .args(arguments)
        .output()
        .unwrap()
}

/// Tests the texts of the first table in every place for a description, as rustdoc reads the generated code.
#[test]
fn generated_documentation_has_no_rustdoc_warnings() {
    let folder = tempfile::tempdir().unwrap();
    let strict = ["-D", "warnings", "-D", "rustdoc::unescaped_backticks"];
    let write = |text: &str| std::fs::write(folder.path().join("texts.rs"), text).unwrap();
    let texts = ESCAPED.iter().map(|(text, _)| *text).collect::<Vec<_>>().join("\n\n");
    // Without the escapes, rustdoc does warn.
    let raw: String = texts.lines().map(|line| format!("/// {line}\n")).collect();
    write(&format!("//! Texts.\n{raw}pub fn text() {{}}\n"));
    assert!(!rustdoc(folder.path(), &strict).status.success());
    let client = client_of("a.yaml", with_everywhere(&texts).as_bytes(), &Settings::default());
    let client = client.unwrap_or_else(|problems| panic!("{}", problems[0]));
    write(&documentation_of(&client.appended.text));
    let output = rustdoc(folder.path(), &strict);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tests = rustdoc(folder.path(), &["--test"]);
    let printed = String::from_utf8_lossy(&tests.stdout);
    assert!(
        tests.status.success() && printed.contains("running 0 tests"),
        "{printed}"
    );
}
