//! Lines with a mistake, and the report on each.

/// A line, and the whole report on a document that has it in the place of `@@`.
pub const LINES: &[(&str, &[&str])] = &[
    // Texts that need quotes.
    (
        "d: a: b",
        &["3:7 this text contains a colon and has no quotes; put the text in quotes, or below its key after `|-`"],
    ),
    (
        "d: as follows:",
        &["3:16 this text contains a colon and has no quotes; put the text in quotes, or below its key after `|-`"],
    ),
    ("d: @all", &["3:6 this text begins with `@`; put the text in quotes"]),
    ("d: `code`", &["3:6 this text begins with ```; put the text in quotes"]),
    ("d: %s", &["3:6 this text begins with `%`; put the text in quotes"]),
    (
        "d: *all* of them",
        &["3:6 this text begins with `*`; put the text in quotes"],
    ),
    ("d: & more", &["3:6 this text begins with `&`; put the text in quotes"]),
    (
        "d: ! more",
        &[
            "3:6 a YAML tag (`!name`) is not allowed in this document; remove it; put a text that begins with `!` in quotes",
        ],
    ),
    (
        "d: | more",
        &["3:6 this text begins with `|`; put the text in quotes, or all of it on the lines below"],
    ),
    (
        "d: >= 3",
        &["3:6 this text begins with `>`; put the text in quotes, or all of it on the lines below"],
    ),
    ("d: - more", &["3:6 this text begins with `-`; put the text in quotes"]),
    ("d: ? more", &["3:6 this text begins with `?`; put the text in quotes"]),
    ("d: , more", &["3:6 this text begins with `,`; put the text in quotes"]),
    ("d: } more", &["3:6 this text begins with `}`; put the text in quotes"]),
    (
        "d: {id} is listed",
        &["3:6 this text begins with `{`; put the text in quotes"],
    ),
    (
        "d: [id] is listed",
        &["3:6 this text begins with `[`; put the text in quotes"],
    ),
    ("- @all", &["3:5 this text begins with `@`; put the text in quotes"]),
    (
        "*/*: more",
        &["3:3 this key begins with `*`; put it in quotes: `'*/*':`"],
    ),
    (
        "@id: more",
        &["3:3 this key begins with `@`; put it in quotes: `'@id':`"],
    ),
    // Comments where a value was meant.
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
            "3:18 `#` begins a comment here, and ends the text of `summary`; put the text in quotes; put a comment on a separate line",
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
            "3:15 the text continues after the quote `'` that ends it; in single quotes, write `''` for an apostrophe; or use double quotes",
        ],
    ),
    (
        "d: \"all \"good\" ones\"",
        &[
            "3:11 the text continues after the quote `\"` that ends it; in double quotes, write `\\\"` for a quotation mark; or use single quotes",
        ],
    ),
    (
        "d: 'All' of them",
        &[
            "3:10 the text continues after the quote `'` that ends it; put the whole text in quotes of a kind that it does not contain",
        ],
    ),
    (
        "d: \"All\" of them",
        &[
            "3:10 the text continues after the quote `\"` that ends it; put the whole text in quotes of a kind that it does not contain",
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
        &["3:9 `\\p` is not an escape of a text in double quotes; write `\\\\` for a backslash, or use single quotes"],
    ),
    (
        "d: “all”",
        &["3:6 these quotes are typographic, and part of the text; write `'all'`"],
    ),
    ("d: ‘can’t’", &[]),
    (
        "d: ‘all’",
        &["3:6 these quotes are typographic, and part of the text; write `'all'`"],
    ),
    (
        "d: „all“",
        &["3:6 these quotes are typographic, and part of the text; write `'all'`"],
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
            "3:3 this line is not `key: value`; write a key and `: ` before it; put a text of several lines below its key, indented, after `|-`",
        ],
    ),
    (
        "d = more",
        &[
            "3:3 this line is not `key: value`; write a key and `: ` before it; put a text of several lines below its key, indented, after `|-`",
        ],
    ),
    (
        " d: more",
        &[
            "3:4 `d` is indented further than `b`, which has a value already; indent it by 2 spaces, like its neighbours; put a text of several lines below its key, after `|-`",
        ],
    ),
    (
        "description: |\n  More.",
        &[
            "4:3 this line is not `key: value`; write a key and `: ` before it; put a text of several lines below its key, indented, after `|-`",
        ],
    ),
    (
        "d:\n    - e: 1\n     f: 2",
        &["5:6 the indentation of 5 spaces matches no line above; indent it by 6 spaces, like its neighbours"],
    ),
    (
        "d:\n    -one\n    - two",
        &["4:6 the space after `-` is missing; write `- one`"],
    ),
    (
        "d:\n    $ref:'#/a'",
        &["4:10 the space after `$ref:` is missing; write `$ref: '#/a'`"],
    ),
    // Values that readers of YAML read differently.
    (
        "d: [no, n]",
        &[
            "3:7 `no` without quotes is text here, and `false` to other readers of YAML; put it in quotes: `'no'`; for the other, write `false`",
        ],
    ),
    (
        "d: Yes",
        &[
            "3:6 `Yes` without quotes is text here, and `true` to other readers of YAML; put it in quotes: `'Yes'`; for the other, write `true`",
        ],
    ),
    (
        "on: more",
        &[
            "3:3 `on` without quotes is text here, and `true` to other readers of YAML; put it in quotes: `'on'`; for the other, write `true`",
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
            "3:6 `12:30` without quotes is text here, and a number to other readers of YAML; put it in quotes: `'12:30'`; write a number with digits alone",
        ],
    ),
    (
        "d: 1_000",
        &[
            "3:6 `1_000` without quotes is text here, and a number to other readers of YAML; put it in quotes: `'1_000'`; write a number with digits alone",
        ],
    ),
    ("d: 1.0.0", &[]),
    ("d: nobody, offline, 3rd", &[]),
    // Parts of YAML that are not allowed.
    (
        "d: &x more",
        &[
            "3:6 a YAML anchor (`&name`) is not allowed in this document; remove it, and use a `$ref` instead; put a text that begins with `&` in quotes",
        ],
    ),
    (
        "d: !x more",
        &[
            "3:6 a YAML tag (`!name`) is not allowed in this document; remove it; put a text that begins with `!` in quotes",
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
    ("d: a\u{0}b", &["3:7 a control character (U+0000); remove it"]),
    ("d: a\u{8}b", &["3:7 a control character (U+0008); remove it"]),
    (
        "d: a\u{202e}b",
        &["3:7 a control character for the direction of text (U+202E); remove it"],
    ),
    (
        "# a\u{2066}b",
        &["3:6 a control character for the direction of text (U+2066); remove it"],
    ),
    ("d: a\u{200b}b", &["3:7 an invisible character (U+200B); remove it"]),
    ("d: a\u{feff}b", &["3:7 an invisible character (U+FEFF); remove it"]),
    (
        "d: a\u{2028}b",
        &["3:7 a line separator other than a line feed (U+2028); remove it"],
    ),
    (
        "d: \"a\\rb\"",
        &["3:6 a carriage return without a line feed (U+000D); remove its escape from the text"],
    ),
    (
        "d: \"a\\u202eb\"",
        &["3:6 a control character for the direction of text (U+202E); remove its escape from the text"],
    ),
    (
        "\"d\\0\": a",
        &["3:3 a control character (U+0000); remove its escape from the text"],
    ),
    ("d: \"a\\tb\\n\\xe9\"", &[]),
    ("d: 👩\u{200d}👧", &[]),
    // Several mistakes.
    (
        "d: a: b\n  e: 'can't'\n  f:\tmore\n  b: more",
        &[
            "3:7 this text contains a colon and has no quotes; put the text in quotes, or below its key after `|-`",
            "4:10 the text continues after the quote `'` that ends it; in single quotes, write `''` for an apostrophe; or use double quotes",
            "5:5 a tab after `:`; write a space",
            "6:3 the key `b` occurs twice; the first is on line 2; remove one of the two, or rename it",
        ],
    ),
    (
        "d: &x more\n  e: !y more\n  f: “more”",
        &[
            "3:6 a YAML anchor (`&name`) is not allowed in this document; remove it, and use a `$ref` instead; put a text that begins with `&` in quotes",
            "4:6 a YAML tag (`!name`) is not allowed in this document; remove it; put a text that begins with `!` in quotes",
            "5:6 these quotes are typographic, and part of the text; write `'more'`",
        ],
    ),
    // Lines that only look like mistakes.
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
