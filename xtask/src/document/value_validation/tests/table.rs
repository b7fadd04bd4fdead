//! The table of values that do not conform to their schemas, with the report on each.

/// Schemas, values, and the reports on them.
pub const MISFITS: &[(&str, &str, &[&str])] = &[
    // Types.
    ("{type: string}", "7", &[": `7` is not text; put it in quotes"]),
    ("{type: string}", "true", &[": `true` is not text; put it in quotes"]),
    (
        "{type: string}",
        "null",
        &[": null is not text; write a value, or leave it out"],
    ),
    (
        "{type: string}",
        "[a]",
        &[": a list is not text; write text, or correct the `type` of the schema"],
    ),
    (
        "{type: integer}",
        "'7'",
        &[": the text `7` is not a whole number; remove the quotes"],
    ),
    (
        "{type: integer}",
        "7.5",
        &[": `7.5` is not a whole number; write a whole number, or correct the `type` of the schema"],
    ),
    (
        "{type: integer}",
        "7.0",
        &[": `7.0` is not a whole number; write a whole number, or correct the `type` of the schema"],
    ),
    (
        "{type: number}",
        "a",
        &[": the text `a` is not a number; write a number, or correct the `type` of the schema"],
    ),
    (
        "{type: boolean}",
        "'true'",
        &[": the text `true` is not true or false; remove the quotes"],
    ),
    (
        "{type: boolean}",
        "yes",
        &[": the text `yes` is not true or false; write `true` or `false`"],
    ),
    (
        "{type: array, items: {type: string}}",
        "a",
        &[": the text `a` is not a list; write `[a, b]`, or one item a line after `- `"],
    ),
    (
        "Room",
        "[]",
        &[": a list is not a mapping; write `key: value` lines, indented below it"],
    ),
    // Texts.
    (
        "{type: string, minLength: 1}",
        "''",
        &[": this value is empty, but the schema requires at least 1 character; write more"],
    ),
    (
        "{type: string, maxLength: 2}",
        "äöü",
        &[": this value has 3, but the schema requires at most 2 characters; write less"],
    ),
    (
        "{type: string, pattern: '^[a-z]+$'}",
        "aB",
        &[": `aB` does not match the `pattern` `^[a-z]+$`; write a text that matches"],
    ),
    (
        "{type: string, pattern: '['}",
        "a",
        &[": the `pattern` `[` is not a regular expression; correct it in the schema"],
    ),
    (
        "{type: string, format: date-time}",
        "2026-01-31",
        &[": `2026-01-31` is not a point in time of RFC 3339; write it as in `2026-01-31T09:30:00.000Z`"],
    ),
    (
        "{type: string, format: uri}",
        "/a",
        &[": `/a` is not an absolute URL; write it as in `https://example.com/a?b=c`"],
    ),
    (
        "{type: string, enum: [free, taken]}",
        "fre",
        &[": `fre` is not one of the values; did you mean `free`?"],
    ),
    (
        "Status",
        "gone",
        &[": `gone` is not one of the values of `Status`; write one of `free`, `taken`"],
    ),
    // Numbers.
    (
        "{type: integer, minimum: 1}",
        "0",
        &[": 0 is less than 1; write 1 or more"],
    ),
    (
        "{type: integer, minimum: 1, exclusiveMinimum: true}",
        "1",
        &[": 1 is not more than 1; write more than 1"],
    ),
    (
        "{type: integer, maximum: 1}",
        "2",
        &[": 2 is more than 1; write 1 or less"],
    ),
    (
        "{type: integer, maximum: 1, exclusiveMaximum: true}",
        "1",
        &[": 1 is not less than 1; write less than 1"],
    ),
    (
        "{type: integer, multipleOf: 5}",
        "7",
        &[": 7 is not a multiple of 5; write a multiple of 5"],
    ),
    (
        "{type: integer, enum: [1, 2]}",
        "3",
        &[": `3` is not one of the values; write one of `1`, `2`"],
    ),
    (
        "{type: integer, format: int32}",
        "2147483648",
        &[
            ": 2147483648 is not between -2147483648 and 2147483647; write a smaller number, or give the schema another `format`",
        ],
    ),
    (
        "{type: integer}",
        "9223372036854775808",
        &[
            ": 9223372036854775808 is not between -9223372036854775808 and 9223372036854775807; write a smaller number, or give the schema another `format`",
        ],
    ),
    (
        "{type: number, minimum: 0.5}",
        "0.25",
        &[": 0.25 is less than 0.5; write 0.5 or more"],
    ),
    (
        "{type: number, minimum: 0, exclusiveMinimum: true}",
        "0",
        &[": 0 is not more than 0; write more than 0"],
    ),
    (
        "{type: number, maximum: 1, exclusiveMaximum: true}",
        "1.0",
        &[": 1.0 is not less than 1; write less than 1"],
    ),
    (
        "{type: number, multipleOf: 0.1}",
        "0.25",
        &[": 0.25 is not a multiple of 0.1; write a multiple of 0.1"],
    ),
    (
        "{type: number, format: float}",
        "1e39",
        &[": 1e+39 is too large for a number of 32 bits; write a smaller number, or give the schema another `format`"],
    ),
    (
        "{type: number, enum: [1, 2.5]}",
        "2",
        &[": `2` is not one of the values; write one of `1.0`, `2.5`"],
    ),
    (
        "{type: boolean, enum: [true]}",
        "false",
        &[": `false` is not one of the values; write one of `true`"],
    ),
    // Lists.
    (
        "{type: array, items: {type: integer}}",
        "[1, a, 2, b]",
        &[
            "/1: the text `a` is not a whole number; write a whole number, or correct the `type` of the schema",
            "/3: the text `b` is not a whole number; write a whole number, or correct the `type` of the schema",
        ],
    ),
    (
        "{type: array, items: {type: integer}, minItems: 1}",
        "[]",
        &[": this value is empty, but the schema requires at least 1 entry; write more"],
    ),
    (
        "{type: array, items: {type: integer}, maxItems: 2}",
        "[1, 2, 3]",
        &[": this value has 3, but the schema requires at most 2 entries; write less"],
    ),
    (
        "{type: array, items: {$ref: '#/components/schemas/Room'}, uniqueItems: true}",
        "[{id: a}, {id: b}, {id: a}]",
        &["/2: `{\"id\":\"a\"}` occurs twice; remove one of the two"],
    ),
    // Objects.
    ("Room", "{seats: 1}", &[": `Room` needs `id`; add `id: ...` here"]),
    (
        "Room",
        "{id: a, setas: 1}",
        &["/setas: `Room` has no member `setas`; did you mean `seats`?"],
    ),
    (
        "Room",
        "{id: a, a/b~c: 1}",
        &["/a~1b~0c: `Room` has no member `a/b~c`; remove it, or add it to the `properties` of the schema"],
    ),
    (
        "Room",
        "{id: a, parent: {id: b, parent: {id: ''}}}",
        &["/parent/parent/id: this value is empty, but the schema requires at least 1 character; write more"],
    ),
    (
        "Room",
        "{id: a, status: null}",
        &["/status: null is not text; write a value, or leave it out"],
    ),
    (
        "Nothing",
        "{a: 1}",
        &["/a: `Nothing` has no member `a`; remove it, or add it to the `properties` of the schema"],
    ),
    (
        "{type: object, additionalProperties: false}",
        "{a: 1}",
        &["/a: this object has no member `a`; remove it, or add it to the `properties` of the schema"],
    ),
    (
        "{type: object, additionalProperties: {type: integer}}",
        "{a: 1, b: b}",
        &["/b: the text `b` is not a whole number; write a whole number, or correct the `type` of the schema"],
    ),
    (
        "{type: object, additionalProperties: true, minProperties: 2}",
        "{a: 1}",
        &[": this value has 1, but the schema requires at least 2 members; write more"],
    ),
    (
        "{type: object, additionalProperties: true, maxProperties: 1}",
        "{a: 1, b: 1}",
        &[": this value has 2, but the schema requires at most 1 member; write less"],
    ),
    ("Open", "{more: 1}", &[": `Open` needs `id`; add `id: ...` here"]),
    // Parts of one object.
    (
        "Suite",
        "{id: a, seats: -1, windows: 2}",
        &[
            "/seats: -1 is less than 0; write 0 or more",
            ": `Suite` needs `doors`; add `doors: ...` here",
            "/windows: `Suite` has no member `windows`; remove it, or add it to the `properties` of the schema",
        ],
    ),
    (
        "Suite",
        "null",
        &[": null is not a mapping; write a value, or leave it out"],
    ),
    ("Loop", "{a: 1}", &["/a: `1` is not text; put it in quotes"]),
    // Unions with a tag.
    (
        "Suite",
        "{id: a, doors: [{kind: key, code: '12345'}]}",
        &["/doors/0/code: this value has 5, but the schema requires at most 4 characters; write less"],
    ),
    (
        "Door",
        "{kind: kee, code: '1'}",
        &["/kind: `kee` is not a variant of `Door`; write one of `key`, `open`"],
    ),
    (
        "Door",
        "{code: '1'}",
        &[": `Door` needs `kind`, which selects the variant; add `kind: ...` here"],
    ),
    ("Door", "{kind: 1}", &["/kind: `1` is not text; put it in quotes"]),
    (
        "Door",
        "{kind: open, code: '1'}",
        &["/code: `OpenDoor` has no member `code`; remove it, or add it to the `properties` of the schema"],
    ),
    (
        "Door",
        "open",
        &[": the text `open` is not a mapping; write `key: value` lines, indented below it"],
    ),
    // Unions without a tag.
    (
        "Seen",
        "soon",
        &[": `soon` is not a point in time of RFC 3339; write it as in `2026-01-31T09:30:00.000Z`"],
    ),
    (
        "Seen",
        "{id: a, more: 1}",
        &["/more: `Where` has no member `more`; remove it, or add it to the `properties` of the schema"],
    ),
    (
        "Seen",
        "7",
        &[": `7` fits none of the variants of `Seen`; write one of `Anyone`, `At`, `Where`"],
    ),
    (
        "Found",
        "{c: 1}",
        &[": `{\"c\":1}` fits none of the variants of `Found`; write one of `One`, `Other`"],
    ),
    ("Found", "{a: 1, both: c}", &["/a: `1` is not text; put it in quotes"]),
    (
        "Found",
        "{a: a, b: b}",
        &["/b: `One` has no member `b`; remove it, or add it to the `properties` of the schema"],
    ),
    (
        "{oneOf: [{type: number}, {type: integer}]}",
        "1",
        &[": `1` fits several variants: `oneOf/0`, `oneOf/1`; write a value that only one of them accepts"],
    ),
    (
        "Noise",
        "3",
        &[": `3` fits none of the variants of `Noise`; write one of `Quiet`, `Loud`"],
    ),
    (
        "{anyOf: [{type: string}, {type: integer}]}",
        "[]",
        &[": `[]` fits none of the variants; write one of `oneOf/0`, `oneOf/1`"],
    ),
    (
        "{not: {type: string}}",
        "a",
        &[": `a` is excluded by `not`; write another value"],
    ),
    // Schemas without a single type.
    (
        "{minimum: 3, minLength: 2}",
        "2",
        &[": 2 is less than 3; write 3 or more"],
    ),
    (
        "{minimum: 3, minLength: 2}",
        "a",
        &[": this value has 1, but the schema requires at least 2 characters; write more"],
    ),
    (
        "{type: integer, minimum: 3, oneOf: [{type: integer}]}",
        "2",
        &[": 2 is less than 3; write 3 or more"],
    ),
    (
        "{enum: [1, a]}",
        "2",
        &[": `2` is not one of the values; write one of `1`, `a`"],
    ),
    (
        "{properties: {a: {type: string}}, required: [a]}",
        "{b: 1}",
        &[
            ": this object needs `a`; add `a: ...` here",
            "/b: this object has no member `b`; remove it, or add it to the `properties` of the schema",
        ],
    ),
    // References.
    (
        "Lost",
        "1",
        &[": the `$ref` to the schema of this value leads nowhere; correct the `$ref`"],
    ),
    ("Chain", "{}", &[": `Room` needs `id`; add `id: ...` here"]),
];
