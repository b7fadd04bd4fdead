//! What lint lets through is generated, and what is generated stands on its feet: whatever kind of component is added,
//! wherever it is used, and whether anything uses it at all.

use std::collections::BTreeSet;

use crate::codegen;
use crate::codegen::write;
use crate::document::codegen_toml::settings::Settings;
use crate::document::load;
use crate::lint::check::{lint, lint_all};

const SAMPLE: &str = include_str!("../../tests/bad_input/base.yaml");

/// A component of each kind. What § is in a name makes it one of its own.
const COMPONENTS: &[(&str, &str)] = &[
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

/// What comes with any of them: the variants of the union.
const VARIANTS: &str = "    TaggedA§: {type: object, description: A., required: [kind, a], properties: {kind: {type: string, enum: [a], description: A.}, a: {type: string, description: A.}}}\n    TaggedB§: {type: object, description: A., required: [kind], properties: {kind: {type: string, enum: [b], description: A.}}}\n";

/// Where a component may be used: the name, and a schema or a parameter that does.
const USES: &[(&str, &str, &str)] = &[
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

/// Something to add to a document.
#[derive(Default)]
struct Addition {
    paths: String,
    components: String,
}

impl Addition {
    /// A component, and where it is used; `number` tells its names from those of others.
    fn of((name, schema): (&str, &str), used: Option<&(&str, &str, &str)>, number: usize) -> Self {
        let reference = format!("$ref: '#/components/schemas/{name}'");
        let variants = if schema.contains("discriminator") { VARIANTS } else { "" };
        let mut added = Self {
            paths: String::new(),
            components: format!("    {name}: {schema}\n{variants}"),
        };
        if let Some((_, role, place)) = used {
            let place = place.replace("$ref: X", &reference);
            let owner = format!("{role}§");
            let whole = match place.as_str() {
                "WHOLE" => Some(format!("{{{reference}}}")),
                "LIST" => Some(format!("{{type: array, items: {{{reference}}}}}")),
                _ => None,
            };
            if whole.is_none() && ["Answer", "Body"].contains(role) {
                added.components += &format!("    {owner}: {place}\n");
            }
            let schema_of = |of: &str| match &whole {
                _ if *role != of => None,
                Some(whole) => Some(whole.clone()),
                None => Some(format!("{{$ref: '#/components/schemas/{owner}'}}")),
            };
            let answer = schema_of("Answer").unwrap_or("{$ref: '#/components/schemas/ErrorBody'}".to_owned());
            let body = schema_of("Body").map(|schema| {
                format!("      requestBody:\n        required: true\n        content: {{application/json: {{schema: {schema}}}}}\n")
            });
            let parameters = ["Query", "Path"]
                .contains(role)
                .then(|| format!("      parameters: [{place}]\n"));
            let path = if *role == "Path" { "/try§/{it}" } else { "/try§" };
            added.paths = format!(
                "  {path}:\n    post:\n      operationId: getTried§\n      summary: Tries it.\n{}{}      responses:\n        '200':\n          description: Tried.\n          content: {{application/json: {{schema: {answer}}}}}\n",
                parameters.unwrap_or_default(),
                body.unwrap_or_default(),
            );
        }
        let own = |text: &str| text.replace('§', &format!("X{number}"));
        Self {
            paths: own(&added.paths),
            components: own(&added.components),
        }
    }

    /// The document with it.
    fn to(&self, document: &str) -> String {
        let text = document.replacen("paths:\n", &format!("paths:\n{}", self.paths), 1);
        text.replacen("\n  schemas:\n", &format!("\n  schemas:\n{}", self.components), 1)
    }

    fn and(self, other: Self) -> Self {
        Self {
            paths: self.paths + &other.paths,
            components: self.components + &other.components,
        }
    }
}

/// Whether lint lets a document through.
fn passes(text: &str, settings: &Settings) -> bool {
    load::parse("api.yaml", text.as_bytes()).is_ok_and(|document| lint(&document, settings).is_ok())
}

/// Generates from a document, and looks whether all types are there that the code uses.
fn assert_generated(what: &str, text: &str, settings: &Settings) {
    let code = match codegen::client_of("api.yaml", text.as_bytes(), settings) {
        Ok(generated) => generated.appended.text,
        Err(problems) => panic!("{what}: {}", problems[0]),
    };
    if let Err(error) = syn::parse_file(&code) {
        panic!("{what}: {error}");
    }
    let defined = names_after(&code, &["struct ", "enum ", "type "]);
    let used = names_after(&code, &["types::"]);
    let missing: Vec<_> = used.difference(&defined).collect();
    assert!(missing.is_empty(), "{what}: nothing defines {missing:?}");
}

fn names_after<'a>(code: &'a str, marks: &[&str]) -> BTreeSet<&'a str> {
    let after = marks.iter().flat_map(|mark| code.split(mark).skip(1));
    let words = after.map(|rest| {
        rest.split(|c: char| !c.is_alphanumeric() && c != '_')
            .next()
            .unwrap_or_default()
    });
    words.filter(|word| word.starts_with(char::is_uppercase)).collect()
}

fn real() -> (String, Settings) {
    let path = write::workspace_path("openapi/beeper-desktop.yaml");
    let text = String::from_utf8(load::read(&path, "api.yaml").unwrap()).unwrap();
    (text, Settings::beside(&path).unwrap())
}

/// What is of no kind that the generator has.
const REFUSED: &[&str] = &[
    "Numbers§",
    "ListOfObjects§",
    "MapOfAnything§",
    "Closed§",
    "TightNest§",
    "Nests§",
    "JustNothing§",
    "Another§",
    "Untagged§",
    "NoteOrNull§",
];

#[test]
fn what_nothing_refers_to_is_generated() {
    let (real, settings) = real();
    for (document, settings) in [(SAMPLE, &Settings::default()), (&real, &settings)] {
        let mut all = Addition::default();
        for (index, component) in COMPONENTS.iter().enumerate() {
            let alone = Addition::of(*component, None, index);
            let is_fine = passes(&alone.to(document), settings);
            assert_eq!(is_fine, !REFUSED.contains(&component.0), "{}", component.0);
            if is_fine {
                all = all.and(alone);
            }
        }
        assert_generated("all of them", &all.to(document), settings);
    }
}

/// What is left over is a matter of tidiness alone, and as a root it is meant.
#[test]
fn only_a_house_rule_minds_what_nothing_refers_to() {
    for (index, (name, schema)) in COMPONENTS.iter().enumerate().filter(|(_, it)| !REFUSED.contains(&it.0)) {
        let text = Addition::of((name, schema), None, index).to(SAMPLE);
        let document = load::parse("api.yaml", text.as_bytes()).unwrap();
        let name = name.replace('§', &format!("X{index}"));
        let is_minded = |settings: &Settings| {
            let problems = lint_all(&document, settings).err().unwrap_or_default();
            let message = format!("the component `{name}` is used by no operation");
            problems.iter().any(|problem| problem.message == message)
        };
        let root = Settings::parse("codegen.toml", &format!("roots = ['{name}']")).unwrap();
        assert!(is_minded(&Settings::default()) && !is_minded(&root), "{name}");
        assert_generated(&name, &text, &root);
    }
}

#[test]
fn what_is_used_anywhere_is_generated() {
    for component in COMPONENTS {
        let mut all = Addition::default();
        for (index, used) in USES.iter().enumerate() {
            let alone = Addition::of(*component, Some(used), index);
            if passes(&alone.to(SAMPLE), &Settings::default()) {
                all = all.and(alone);
            }
        }
        assert_eq!(all.paths.is_empty(), REFUSED.contains(&component.0), "{}", component.0);
        assert_generated(component.0, &all.to(SAMPLE), &Settings::default());
    }
}
