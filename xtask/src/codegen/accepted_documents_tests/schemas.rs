//! One schema of each kind, and the places that can use it.

/// A component of each kind.
///
/// A number replaces each §, so that its names are unique.
pub const COMPONENTS: &[(&str, &str)] = &[
    ("Mood§", "{type: string, enum: [good, bad], description: A.}"),
    ("OneMood§", "{type: string, enum: [good], description: A.}"),
    ("Guest§ID", "{type: string, minLength: 1, description: A.}"),
    ("Open§ID", "{type: string, description: A.}"),
    ("Guest§Key", "{type: string, description: A.}"),
    ("Named§Cursor", "{type: string, minLength: 1, description: A.}"),
    ("Token§", "{type: string, format: password, description: A.}"),
    ("Said§", "{type: string, format: server-text, description: A.}"),
    (
        "Moment§",
        "{type: string, format: date-time, minLength: 1, description: A.}",
    ),
    ("Place§", "{type: string, format: uri, minLength: 1, description: A.}"),
    ("File§", "{type: string, format: binary, description: A.}"),
    ("Text§", "{type: string, description: A.}"),
    ("LongText§", "{type: string, maxLength: 9, description: A.}"),
    ("Any§", "{description: A.}"),
    ("Count§", "{type: integer, minimum: 0, description: How many.}"),
    ("Numbers§", "{type: integer, enum: [1, 2], description: How many.}"),
    ("Ratio§", "{type: number, description: A number of things.}"),
    ("Flag§", "{type: boolean, description: A.}"),
    ("Always§", "{type: boolean, enum: [true], description: A.}"),
    ("List§", "{type: array, items: {type: string}, description: A.}"),
    (
        "ListOfLists§",
        "{type: array, items: {type: array, items: {type: integer}}, description: How many.}",
    ),
    (
        "ListOfObjects§",
        "{type: array, items: {type: object, properties: {a: {type: string, description: A.}}}, description: A.}",
    ),
    (
        "Map§",
        "{type: object, additionalProperties: {type: string}, description: A.}",
    ),
    (
        "MapOfAnything§",
        "{type: object, additionalProperties: true, description: A.}",
    ),
    (
        "Closed§",
        "{type: object, additionalProperties: false, description: A.}",
    ),
    ("Empty§", "{type: object, description: A.}"),
    (
        "Note§",
        "{type: object, description: A., required: [a], properties: {a: {type: string, description: A.}, b: {type: boolean, description: A.}}}",
    ),
    (
        "OpenNote§",
        "{type: object, description: A., properties: {a: {type: string, description: A.}}, additionalProperties: {type: string}}",
    ),
    (
        "Nest§",
        "{type: object, description: A., properties: {nest: {$ref: '#/components/schemas/Nest§'}}}",
    ),
    (
        "TightNest§",
        "{type: object, description: A., required: [nest], properties: {nest: {$ref: '#/components/schemas/TightNest§'}}}",
    ),
    (
        "Nests§",
        "{type: array, items: {$ref: '#/components/schemas/Nests§'}, description: A.}",
    ),
    (
        "BigNothing§",
        "{description: A., allOf: [{$ref: '#/components/schemas/ErrorBody'}, {type: object, properties: {why: {type: string, description: A.}}}]}",
    ),
    (
        "JustNothing§",
        "{description: A., allOf: [{$ref: '#/components/schemas/ErrorBody'}]}",
    ),
    ("Another§", "{$ref: '#/components/schemas/ErrorBody'}"),
    (
        "Volume§",
        "{description: A., oneOf: [{title: Low, type: integer, enum: [1], description: A.}, {title: High, type: integer, enum: [2], description: A.}]}",
    ),
    (
        "Either§",
        "{description: A., oneOf: [{title: Sure, type: boolean, description: A.}, {title: Words, type: string, description: A.}]}",
    ),
    (
        "EitherList§",
        "{description: A., oneOf: [{title: One, type: string, description: A.}, {title: Many, type: array, items: {type: string}, description: A.}]}",
    ),
    (
        "EitherObject§",
        "{description: A., oneOf: [{title: One, type: string, description: A.}, {title: Body, description: A., allOf: [{$ref: '#/components/schemas/ErrorBody'}]}]}",
    ),
    (
        "Tagged§",
        "{description: A., oneOf: [{$ref: '#/components/schemas/TaggedA§'}, {$ref: '#/components/schemas/TaggedB§'}], discriminator: {propertyName: kind, mapping: {a: '#/components/schemas/TaggedA§', b: '#/components/schemas/TaggedB§'}}}",
    ),
    (
        "Untagged§",
        "{description: A., oneOf: [{$ref: '#/components/schemas/ErrorBody'}, {type: string}]}",
    ),
    (
        "NoteOrNull§",
        "{type: object, nullable: true, description: A., properties: {a: {type: string, description: A.}}}",
    ),
    (
        "HasNull§",
        "{type: object, description: A., properties: {a: {type: string, nullable: true, description: A.}, b: {title: InNull§, type: object, nullable: true, description: A., properties: {c: {type: string, description: A.}}}, m: {title: MoodOrNull§, type: string, nullable: true, enum: [x, null], description: A.}, t: {title: TimeOrNull§, type: string, nullable: true, format: date-time, minLength: 1, description: A.}, l: {type: array, nullable: true, items: {type: string}, description: A.}, o: {type: object, nullable: true, additionalProperties: {type: boolean}, description: A.}}}",
    ),
    (
        "NeedsNull§",
        "{type: object, description: A., required: [a, b], properties: {a: {type: string, nullable: true, description: A.}, b: {title: InNull§, type: object, nullable: true, description: A., properties: {c: {type: string, description: A.}}}}}",
    ),
    (
        "NestOrNull§",
        "{type: object, description: A., properties: {a: {title: InNull§, type: object, nullable: true, description: A., properties: {nest: {$ref: '#/components/schemas/NestOrNull§'}}}}}",
    ),
    (
        "TightNestOrNull§",
        "{type: object, description: A., properties: {a: {title: InNull§, type: object, nullable: true, description: A., required: [nest], properties: {nest: {$ref: '#/components/schemas/TightNestOrNull§'}}}}}",
    ),
    (
        "TrueOrNull§",
        "{type: object, description: A., properties: {a: {type: boolean, nullable: true, enum: [true, null], description: A.}}}",
    ),
];

/// The variants of the union, which are added with any component.
pub const VARIANTS: &str = "    TaggedA§: {type: object, description: A., required: [kind, a], properties: {kind: {type: string, enum: [a], description: A.}, a: {type: string, description: A.}}}\n    TaggedB§: {type: object, description: A., required: [kind], properties: {kind: {type: string, enum: [b], description: A.}}}\n";

/// The places that may use a component: the name, and a schema or a parameter.
pub const USES: &[(&str, &str, &str)] = &[
    (
        "an optional member of an answer",
        "Answer",
        "{type: object, description: A., properties: {it: {$ref: X}}}",
    ),
    (
        "a required member of an answer",
        "Answer",
        "{type: object, description: A., required: [it], properties: {it: {$ref: X}}}",
    ),
    (
        "a described member of an answer",
        "Answer",
        "{type: object, description: A., properties: {it: {description: How many., allOf: [{$ref: X}]}}}",
    ),
    (
        "a list in an answer",
        "Answer",
        "{type: object, description: A., properties: {it: {type: array, items: {$ref: X}, description: How many.}}}",
    ),
    (
        "a required list in an answer",
        "Answer",
        "{type: object, description: A., required: [it], properties: {it: {type: array, items: {$ref: X}, description: How many.}}}",
    ),
    (
        "a map in an answer",
        "Answer",
        "{type: object, description: A., properties: {it: {type: object, additionalProperties: {$ref: X}, description: How many.}}}",
    ),
    (
        "what else an answer has",
        "Answer",
        "{type: object, description: A., properties: {a: {type: string, description: A.}}, additionalProperties: {$ref: X}}",
    ),
    (
        "what an answer extends",
        "Answer",
        "{description: A., allOf: [{$ref: X}, {type: object, properties: {more: {type: string, description: A.}}}]}",
    ),
    (
        "a component of a list",
        "Answer",
        "{type: array, items: {$ref: X}, description: How many.}",
    ),
    (
        "a component of a map",
        "Answer",
        "{type: object, additionalProperties: {$ref: X}, description: How many.}",
    ),
    (
        "a variant by shape",
        "Answer",
        "{type: object, description: A., properties: {it: {$ref: '#/components/schemas/Choice§'}}}\n    Choice§: {description: A., oneOf: [{title: It, description: How many., allOf: [{$ref: X}]}, {title: Some, type: array, items: {type: string}, description: A.}]}",
    ),
    ("an answer", "Answer", "WHOLE"),
    ("a list as an answer", "Answer", "LIST"),
    (
        "an optional member of a body",
        "Body",
        "{type: object, description: A., properties: {it: {$ref: X}}}",
    ),
    (
        "a required member of a body",
        "Body",
        "{type: object, description: A., required: [it], properties: {it: {$ref: X}}}",
    ),
    (
        "a list in a body",
        "Body",
        "{type: object, description: A., properties: {it: {type: array, items: {$ref: X}, description: How many.}}}",
    ),
    (
        "a required list in a body",
        "Body",
        "{type: object, description: A., required: [it], properties: {it: {type: array, items: {$ref: X}, description: How many.}}}",
    ),
    (
        "a map in a body",
        "Body",
        "{type: object, description: A., required: [it], properties: {it: {type: object, additionalProperties: {$ref: X}, description: How many.}}}",
    ),
    (
        "what else a body has",
        "Body",
        "{type: object, description: A., properties: {a: {type: string, description: A.}}, additionalProperties: {$ref: X}}",
    ),
    (
        "an object in a body",
        "Body",
        "{type: object, description: A., properties: {inner: {$ref: '#/components/schemas/Inner§'}}}\n    Inner§: {type: object, description: A., required: [must], properties: {must: {$ref: X}, may: {$ref: X}}}",
    ),
    (
        "what a body extends",
        "Body",
        "{description: A., allOf: [{$ref: X}, {type: object, properties: {more: {type: string, description: A.}}}]}",
    ),
    ("a body", "Body", "WHOLE"),
    (
        "an optional query",
        "Query",
        "{name: it, in: query, description: How many., schema: {$ref: X}}",
    ),
    (
        "a required query",
        "Query",
        "{name: it, in: query, required: true, description: How many., schema: {$ref: X}}",
    ),
    (
        "a described query",
        "Query",
        "{name: it, in: query, description: How many., schema: {description: A., allOf: [{$ref: X}]}}",
    ),
    (
        "a list in a query",
        "Query",
        "{name: it, in: query, description: How many., schema: {type: array, items: {$ref: X}}}",
    ),
    (
        "a header",
        "Query",
        "{name: it, in: header, description: How many., schema: {$ref: X}}",
    ),
    (
        "a required header",
        "Query",
        "{name: it, in: header, required: true, description: How many., schema: {$ref: X}}",
    ),
    (
        "a list in a header",
        "Query",
        "{name: it, in: header, description: How many., schema: {type: array, items: {$ref: X}}}",
    ),
    (
        "a part of a path",
        "Path",
        "{name: it, in: path, required: true, description: How many., schema: {$ref: X}}",
    ),
];
