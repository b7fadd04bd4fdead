//! Tests that the generator handles every document that lint accepts, with every kind of component in every place.

#[cfg(test)]
mod schemas;

use std::collections::BTreeSet;

use crate::codegen::accepted_documents_tests::schemas::{COMPONENTS, USES, VARIANTS};
use crate::codegen::pipeline;
use crate::document::codegen_toml::settings::Settings;
use crate::document::load;
use crate::lint::check::{lint, lint_all};
use crate::workspace::paths;

const SAMPLE: &str = include_str!("../../tests/bad_input/base.yaml");

/// An addition to a document.
#[derive(Default)]
struct Addition {
    paths: String,
    components: String,
}

impl Addition {
    /// Adds a component and a place that uses it; `number` distinguishes its names from those of other additions.
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

    /// Returns the document with the addition.
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

/// Returns `true` if lint accepts a document.
fn passes(text: &str, settings: &Settings) -> bool {
    load::parse("api.yaml", text.as_bytes()).is_ok_and(|document| lint(&document, settings).is_ok())
}

/// Generates from a document, and checks that every type that the code uses is defined.
fn assert_generated(what: &str, text: &str, settings: &Settings) {
    let code = match pipeline::client_of("api.yaml", text.as_bytes(), settings) {
        Ok(generated) => generated.appended.text,
        Err(problems) => panic!("{what}: {}", problems[0]),
    };
    if let Err(error) = syn::parse_file(&code) {
        panic!("{what}: {error}");
    }
    let defined = names_after(&code, &["struct ", "enum ", "type "]);
    let used = names_after(&code, &["types::"]);
    let missing: Vec<_> = used.difference(&defined).collect();
    assert!(missing.is_empty(), "{what}: no item defines {missing:?}");
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
    let path = paths::committed_document();
    let text = String::from_utf8(load::read(&path, "api.yaml").unwrap()).unwrap();
    (text, Settings::beside(&path).unwrap())
}

/// Components of kinds that the generator does not have.
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
fn unreferenced_components_are_generated() {
    let mut all = Addition::default();
    for (index, component) in COMPONENTS.iter().enumerate() {
        let alone = Addition::of(*component, None, index);
        let is_fine = passes(&alone.to(SAMPLE), &Settings::default());
        assert_eq!(is_fine, !REFUSED.contains(&component.0), "{}", component.0);
        if is_fine {
            all = all.and(alone);
        }
    }
    assert_generated("all of them", &all.to(SAMPLE), &Settings::default());
    let (real, settings) = real();
    assert_generated("all of them in the real document", &all.to(&real), &settings);
}

/// An unused component breaks a rule of style only, and none if it is a root.
#[test]
fn unreferenced_components_break_only_a_house_rule() {
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

/// The number of tests among which the components are divided, so that they run at the same time.
const PARTS: usize = 4;

#[test]
fn components_are_generated_wherever_they_are_used() {
    assert_generated_wherever_used(0);
}

#[test]
fn components_of_the_second_part_are_generated_wherever_they_are_used() {
    assert_generated_wherever_used(1);
}

#[test]
fn components_of_the_third_part_are_generated_wherever_they_are_used() {
    assert_generated_wherever_used(2);
}

#[test]
fn components_of_the_fourth_part_are_generated_wherever_they_are_used() {
    assert_generated_wherever_used(3);
}

fn assert_generated_wherever_used(part: usize) {
    for component in COMPONENTS.iter().skip(part).step_by(PARTS) {
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
