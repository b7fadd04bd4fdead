//! Lines with a mistake, and what is said of each.

/// A line, and all that is said of a document that has it in the place of `@@`.
pub const LINES: &[(&str, &[&str])] = &[
    // Texts that need quotes.
    (
        "d: a: b",
        &["3:7 a colon in a text without quotes; put the text in quotes, or below its key after `|-`"],
    ),
    (
        "d: as follows:",
        &["3:16 a colon in a text without quotes; put the text in quotes, or below its key after `|-`"],
    ),
    ("d: @all", &["3:6 a text that begins with `@`; put the text in quotes"]),
    (
        "d: `code`",
        &["3:6 a text that begins with ```; put the text in quotes"],
    ),
    ("d: %s", &["3:6 a text that begins with `%`; put the text in quotes"]),
    (
        "d: *all* of them",
        &["3:6 a text that begins with `*`; put the text in quotes"],
    ),
    (
        "d: & more",
        &["3:6 a text that begins with `&`; put the text in quotes"],
    ),
    (
        "d: ! more",
        &[
            "3:6 a YAML tag (`!name`) is not allowed in this document; remove it; put quotes around what is to be text, also where it begins with `!`",
        ],
    ),
    (
        "d: | more",
        &["3:6 a text that begins with `|`; put the text in quotes, or all of it on the lines below"],
    ),
    (
        "d: >= 3",
        &["3:6 a text that begins with `>`; put the text in quotes, or all of it on the lines below"],
    ),
    (
        "d: - more",
        &["3:6 a text that begins with `-`; put the text in quotes"],
    ),
    (
        "d: ? more",
        &["3:6 a text that begins with `?`; put the text in quotes"],
    ),
    (
        "d: , more",
        &["3:6 a text that begins with `,`; put the text in quotes"],
    ),
    (
        "d: } more",
        &["3:6 a text that begins with `}`; put the text in quotes"],
    ),
    (
        "d: {id} is listed",
        &["3:6 a text that begins with `{`; put the text in quotes"],
    ),
    (
        "d: [id] is listed",
        &["3:6 a text that begins with `[`; put the text in quotes"],
    ),
    ("- @all", &["3:5 a text that begins with `@`; put the text in quotes"]),
    (
        "*/*: more",
        &["3:3 a key that begins with `*`; put it in quotes: `'*/*':`"],
    ),
    (
        "@id: more",
        &["3:3 a key that begins with `@`; put it in quotes: `'@id':`"],
    ),
    // Comments that are none.
    (
        "$ref: #/components/schemas/A",
        &[
            "3:9 `#` begins a comment, so `$ref` has no value; put the value in quotes: `$ref: '#/components/schemas/A'`",
        ],
    ),
    (
        "title: #general",
        &["3:10 `#` begins a comment, so `title` has no value; put the value in quotes: `title: '#general'`"],
    ),
    (
        "summary: Lists #general",
        &[
            "3:18 `#` begins a comment here, and ends the text of `summary`; put the text in quotes; a comment goes on a line of its own",
        ],
    ),
    (
        "d: {$ref: #/components/schemas/A}",
        &[
            "3:13 `#` begins a comment, and hides the rest of the line; put the value in quotes: `'#/components/schemas/A'`",
        ],
    ),
    // Quotes.
    (
        "d: 'what can't wait'",
        &[
            "3:15 the text goes on after the quote `'` that ends it; in single quotes, write `''` for an apostrophe; or use double quotes",
        ],
    ),
    (
        "d: \"all \"good\" ones\"",
        &[
            "3:11 the text goes on after the quote `\"` that ends it; in double quotes, write `\\\"` for a quotation mark; or use single quotes",
        ],
    ),
    (
        "d: 'All' of them",
        &[
            "3:10 the text goes on after the quote `'` that ends it; put quotes around the whole text, of the kind that it does not hold",
        ],
    ),
    (
        "d: \"All\" of them",
        &[
            "3:10 the text goes on after the quote `\"` that ends it; put quotes around the whole text, of the kind that it does not hold",
        ],
    ),
    (
        "d: 'tis all",
        &["3:6 the quote `'` is not closed; write `'` at the end of the text, or remove it here"],
    ),
    (
        "d: \"all",
        &["3:6 the quote `\"` is not closed; write `\"` at the end of the text, or remove it here"],
    ),
    (
        "d: \"C:\\path\"",
        &["3:9 `\\p` is no escape of a text in double quotes; write `\\\\` for a backslash, or use single quotes"],
    ),
    (
        "d: “all”",
        &["3:6 typographic quotes, which are a part of the text; write `'all'`"],
    ),
    ("d: ‘can’t’", &[]),
    (
        "d: ‘all’",
        &["3:6 typographic quotes, which are a part of the text; write `'all'`"],
    ),
    (
        "d: „all“",
        &["3:6 typographic quotes, which are a part of the text; write `'all'`"],
    ),
    ("d: “All” and “none”", &[]),
    // White space.
    ("d:\tmore", &["3:5 a tab after `:`; write a space"]),
    ("d: \tmore", &[]),
    (
        "d:\u{a0}more",
        &["3:5 a no-break space (U+00A0) after `:`; write a space"],
    ),
    ("d:more", &["3:5 the space after `d:` is missing; write `d: more`"]),
    (
        "d: [1, 2",
        &["3:6 the bracket `[` is not closed; write `]` at its end, or put the text in quotes"],
    ),
    (
        "d: {e: [1",
        &["3:6 the bracket `{` is not closed; write `]}` at its end, or put the text in quotes"],
    ),
    (
        "more",
        &[
            "3:3 a line that is no `key: value`; write a key and `: ` before it; a text of several lines stands below its key, indented, after `|-`",
        ],
    ),
    (
        "d = more",
        &[
            "3:3 a line that is no `key: value`; write a key and `: ` before it; a text of several lines stands below its key, indented, after `|-`",
        ],
    ),
    (
        " d: more",
        &[
            "3:4 `d` is indented further than `b`, which has a value already; indent it by 2 spaces, as its neighbours; a text of several lines goes below its key, after `|-`",
        ],
    ),
    (
        "description: |\n  More.",
        &[
            "4:3 a line that is no `key: value`; write a key and `: ` before it; a text of several lines stands below its key, indented, after `|-`",
        ],
    ),
    (
        "d:\n    - e: 1\n     f: 2",
        &["5:6 the indentation of 5 spaces fits nothing above; indent it by 6 spaces, as its neighbours"],
    ),
    (
        "d:\n    -one\n    - two",
        &["4:6 the space after `-` is missing; write `- one`"],
    ),
    (
        "d:\n    $ref:'#/a'",
        &["4:10 the space after `$ref:` is missing; write `$ref: '#/a'`"],
    ),
    // What readers of YAML do not agree on.
    (
        "d: [no, n]",
        &[
            "3:7 `no` without quotes is text here, and `false` to other readers of YAML; put it in quotes: `'no'`; the other is written `false`",
        ],
    ),
    (
        "d: Yes",
        &[
            "3:6 `Yes` without quotes is text here, and `true` to other readers of YAML; put it in quotes: `'Yes'`; the other is written `true`",
        ],
    ),
    (
        "on: more",
        &[
            "3:3 `on` without quotes is text here, and `true` to other readers of YAML; put it in quotes: `'on'`; the other is written `true`",
        ],
    ),
    (
        "d: 2026-01-31",
        &[
            "3:6 `2026-01-31` without quotes is text here, and a date to other readers of YAML; put it in quotes: `'2026-01-31'`",
        ],
    ),
    (
        "d: 2026-01-31T09:30:00Z",
        &[
            "3:6 `2026-01-31T09:30:00Z` without quotes is text here, and a date to other readers of YAML; put it in quotes: `'2026-01-31T09:30:00Z'`",
        ],
    ),
    (
        "d: 12:30",
        &[
            "3:6 `12:30` without quotes is text here, and a number to other readers of YAML; put it in quotes: `'12:30'`; a number is written with its digits alone",
        ],
    ),
    (
        "d: 1_000",
        &[
            "3:6 `1_000` without quotes is text here, and a number to other readers of YAML; put it in quotes: `'1_000'`; a number is written with its digits alone",
        ],
    ),
    ("d: 1.0.0", &[]),
    ("d: nobody, offline, 3rd", &[]),
    // Clever YAML.
    (
        "d: &x more",
        &[
            "3:6 a YAML anchor (`&name`) is not allowed in this document; take it away, and share things by `$ref`; put a text that begins with `&` in quotes",
        ],
    ),
    (
        "d: !x more",
        &[
            "3:6 a YAML tag (`!name`) is not allowed in this document; remove it; put quotes around what is to be text, also where it begins with `!`",
        ],
    ),
    (
        "<<: {}",
        &["3:3 a YAML merge key (`<<`) is not allowed in this document; write the merged keys out"],
    ),
    (
        "b: more",
        &["3:3 the key `b` occurs twice; the first is on line 2; remove one of the two, or rename it"],
    ),
    // Characters.
    (
        "d: a\rb",
        &["3:7 a carriage return without a line feed (U+000D); end lines with a line feed, or with both"],
    ),
    ("d: a\u{0}b", &["3:7 a control character (U+0000); take it away"]),
    ("d: a\u{8}b", &["3:7 a control character (U+0008); take it away"]),
    (
        "d: a\u{202e}b",
        &["3:7 a control for the direction of text (U+202E); take it away"],
    ),
    (
        "# a\u{2066}b",
        &["3:6 a control for the direction of text (U+2066); take it away"],
    ),
    (
        "d: a\u{200b}b",
        &["3:7 a character without a shape (U+200B); take it away"],
    ),
    (
        "d: a\u{feff}b",
        &["3:7 a character without a shape (U+FEFF); take it away"],
    ),
    (
        "d: a\u{2028}b",
        &["3:7 a line separator that is no line feed (U+2028); take it away"],
    ),
    (
        "d: \"a\\rb\"",
        &["3:6 a carriage return without a line feed (U+000D); take its escape out of the text"],
    ),
    (
        "d: \"a\\u202eb\"",
        &["3:6 a control for the direction of text (U+202E); take its escape out of the text"],
    ),
    (
        "\"d\\0\": a",
        &["3:3 a control character (U+0000); take its escape out of the text"],
    ),
    ("d: \"a\\tb\\n\\xe9\"", &[]),
    ("d: 👩\u{200d}👧", &[]),
    // Several of them.
    (
        "d: a: b\n  e: 'can't'\n  f:\tmore\n  b: more",
        &[
            "3:7 a colon in a text without quotes; put the text in quotes, or below its key after `|-`",
            "4:10 the text goes on after the quote `'` that ends it; in single quotes, write `''` for an apostrophe; or use double quotes",
            "5:5 a tab after `:`; write a space",
            "6:3 the key `b` occurs twice; the first is on line 2; remove one of the two, or rename it",
        ],
    ),
    (
        "d: &x more\n  e: !y more\n  f: “more”",
        &[
            "3:6 a YAML anchor (`&name`) is not allowed in this document; take it away, and share things by `$ref`; put a text that begins with `&` in quotes",
            "4:6 a YAML tag (`!name`) is not allowed in this document; remove it; put quotes around what is to be text, also where it begins with `!`",
            "5:6 typographic quotes, which are a part of the text; write `'more'`",
        ],
    ),
    // What only looks like a mistake.
    ("d: https://example.com/#a", &[]),
    ("d: 'it''s a \"text\": #1'", &[]),
    ("d: \"a 'text': \\\"#1\\\"\"  # a comment", &[]),
    ("d:  # a comment\n    e: 1", &[]),
    ("d: |  # a comment\n    a: b: @c\n      - 'can't'\n\n    #d", &[]),
    ("d: >2-\n     a: b", &[]),
    ("d: a text\n    of several lines,\n    it's long", &[]),
    ("d: 'a text\n    of several: lines'", &[]),
    ("d: [a,\n    {b: 'c]'}, \"d\"]", &[]),
    ("d: {\n    a: b # a comment\n    }", &[]),
    ("'d: e': f", &[]),
    ("/a/{b}: {c: d}", &[]),
    ("d:\n  - a: 1\n    b: 2\n  - a: 3", &[]),
    ("d:\n    -\n      a: 1\n    - - b\n      - c", &[]),
    ("d: a@b, 50%, a & b, x*y, (!)", &[]),
];
