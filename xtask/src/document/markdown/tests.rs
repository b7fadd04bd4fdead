use std::path::Path;
use std::process::{Command, Output};

use regress::Regex;

use super::{as_documentation, complaints};
use crate::codegen::pipeline::client_of;
use crate::document::codegen_toml::settings::Settings;
use crate::document::load;
use crate::document::yaml::tree;

const BASE: &str = include_str!("../../../tests/bad_input/base.yaml");

/// Texts that rustdoc would take for something else, and as what it is given them.
const ESCAPED: &[(&str, &str)] = &[
    // Links to items.
    ("A list of [room] or [a::b].", r"A list of \[room\] or \[a::b\]."),
    ("As `[0]`, and [`nasty`].", r"As `[0]`, and \[`nasty`\]."),
    ("[a][b] and [c][] and ![d]", r"\[a\]\[b\] and \[c\]\[\] and !\[d\]"),
    ("[ ] to do, [x] done", r"\[ \] to do, \[x\] done"),
    ("A note[^1].", r"A note\[^1\]."),
    ("an [unclosed bracket", r"an \[unclosed bracket"),
    (r"An escaped \[room\].", r"An escaped \[room\]."),
    // HTML.
    ("A Vec<String> or an <id>.", r"A Vec\<String> or an \<id>."),
    ("One<br>two</br><!-- three -->", r"One\<br>two\</br>\<!-- three -->"),
    ("<div>\nA [block].\n</div>", "\\<div>\nA \\[block\\].\n\\</div>"),
    ("<b>bold", r"\<b>bold"),
    ("a < b && c > d, a<3", "a < b && c > d, a<3"),
    // Addresses.
    (
        "See https://example.com/a_b_c?d=[e]&f.",
        "See <https://example.com/a_b_c?d=[e]&f>.",
    ),
    ("(http://example.com/(a))", "(<http://example.com/(a)>)"),
    (
        "**https://example.com**, **bold**",
        "**<https://example.com>**, **bold**",
    ),
    ("At <https://example.com>.", "At <https://example.com>."),
    (
        "[Here](https://example.com) or [there][1].\n\n[1]: https://example.org",
        "[Here](https://example.com) or [there][1].\n\n[1]: https://example.org",
    ),
    (
        "[https://example.com](https://example.com)",
        "[https://example.com](https://example.com)",
    ),
    ("`https://example.com`", "`https://example.com`"),
    ("https://example.com/{id}/<b>", r"<https://example.com/{id}/>\<b>"),
    ("Mail <kim@example.com>.", "Mail <kim@example.com>."),
    // Code.
    ("```\nlet a = [b];\n```", "```text\nlet a = [b];\n```"),
    (
        "```rust\nfn main() {\n    a<b>();\n}\n```",
        "```text\nfn main() {\n    a<b>();\n}\n```",
    ),
    ("~~~ should-panic\na\n~~~", "~~~text\na\n~~~"),
    ("  ```\n  a [b]\n  ```", "  ```text\n  a [b]\n  ```"),
    ("> ```\n> a\n> ```", "> ```text\n> a\n> ```"),
    ("```json\n{\"a\": [1]}\n```", "```text\n{\"a\": [1]}\n```"),
    (
        "* one\n\n  ```\n  a\n  ```\n* two",
        "* one\n\n  ```text\n  a\n  ```\n* two",
    ),
    // What is Markdown, and was meant so.
    (
        "*one*, **two**, `three`\n\n* four\n* five",
        "*one*, **two**, `three`\n\n* four\n* five",
    ),
    (
        "| a | b |\n|---|---|\n| [c] | `d` |",
        "| a | b |\n|---|---|\n| \\[c\\] | `d` |",
    ),
    ("1. one\n2. [two]", "1. one\n2. \\[two\\]"),
    ("> a quote of <somebody>", r"> a quote of \<somebody>"),
    (
        "\"quotes\" and \\ and {braces} and 'apostrophes' and \u{1f600}",
        "\"quotes\" and \\ and {braces} and 'apostrophes' and \u{1f600}",
    ),
    ("&lt;id&gt; &amp; &#91;a&#93;", "&lt;id&gt; &amp; &#91;a&#93;"),
];

/// Texts with a loose end, with what is said about it and where it is.
const REFUSED: &[(&str, usize, &str)] = &[
    ("One:\n\n```\na", 6, "a block of code that is not closed"),
    ("~~~\na\n```", 0, "a block of code that is not closed"),
    ("````\na\n```", 0, "a block of code that is not closed"),
    ("* one\n\n  ```\n  a\n\nb", 9, "a block of code that is not closed"),
    ("one `two", 4, "a backtick that has no partner"),
    ("one `two` three`", 15, "a backtick that has no partner"),
    ("``one", 0, "a backtick that has no partner"),
    (
        "One:\n\n    two",
        10,
        "a paragraph that is indented by four spaces, which makes it code",
    ),
    ("[one](two)", 0, "a link to `two`, which is no address with a scheme"),
    (
        "See [one](#two).",
        4,
        "a link to `#two`, which is no address with a scheme",
    ),
    (
        "[one](/v1/two)",
        0,
        "a link to `/v1/two`, which is no address with a scheme",
    ),
    (
        "[one](crate::two)",
        0,
        "a link to `crate::two`, which is no address with a scheme",
    ),
    (
        "[one][a]\n\n[a]: b",
        0,
        "a link to `b`, which is no address with a scheme",
    ),
];

#[test]
fn plain_text_is_escaped_and_markdown_is_kept() {
    let mut wrong = String::new();
    for (text, expected) in ESCAPED {
        let found = as_documentation(text);
        if found != *expected || as_documentation(&found) != found || !complaints(text).is_empty() {
            wrong.push_str(&format!("{text:?}\n{found:?}\n{:?}\n", complaints(text)));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn loose_ends_are_found_where_they_are() {
    for (text, at, message) in REFUSED {
        let found = complaints(text);
        assert_eq!(found.len(), 1, "{text:?}: {found:?}");
        assert_eq!((found[0].at, found[0].message.as_str()), (*at, *message), "{text:?}");
    }
    for fine in [
        "```\na\n```",
        "```text\na\n\nb\n````",
        "> ```\n> a\n> ```",
        "a \\` b",
        "``a ` b``",
        "`a`",
    ] {
        assert_eq!(complaints(fine), [], "{fine:?}");
    }
}

/// The base, with a text in the place of each of its descriptions and summaries.
fn with_everywhere(text: &str) -> String {
    let document = load::parse("a.yaml", BASE.as_bytes()).unwrap();
    let mut root = tree::untyped(&document.root);
    assert!(document.found.prose.len() > 20);
    for pointer in &document.found.prose {
        *tree::find_untyped(&mut root, pointer).unwrap() = text.into();
    }
    serde_json::to_string(&root).unwrap()
}

/// A crate that has nothing but the documentation of a module. Links of the generator's own would lead nowhere here, and its
/// examples are compiled with the client.
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

/// The texts of the first table, in every place that a description has, as rustdoc reads what is generated.
#[test]
fn rustdoc_has_nothing_to_say_about_what_is_generated() {
    let folder = tempfile::tempdir().unwrap();
    let strict = ["-D", "warnings", "-D", "rustdoc::unescaped_backticks"];
    let write = |text: &str| std::fs::write(folder.path().join("texts.rs"), text).unwrap();
    let texts = ESCAPED.iter().map(|(text, _)| *text).collect::<Vec<_>>().join("\n\n");
    // It has without the escapes.
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
