//! Texts that rustdoc would misread, and their escaped form.

/// Texts that rustdoc would misread, each with its escaped form.
pub const ESCAPED: &[(&str, &str)] = &[
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
    // Markdown that was meant as such.
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
