//! Tests of sample values: they conform to their schemas, and schemas without a value have none.

use openapiv3::{OpenAPI, ReferenceOr, Schema};
use serde_json::{Value, json};

use super::{Sampler, Size};
use crate::document::load::RequiredAnyOf;
use crate::document::test_document;
use crate::document::value_validation::misfits;

/// Returns a document with these component schemas.
fn document(schemas: &str) -> OpenAPI {
    let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n";
    let schemas: String = schemas.lines().map(|line| format!("    {line}\n")).collect();
    serde_yaml::from_str(&format!("{head}{schemas}")).unwrap()
}

fn sampled(openapi: &OpenAPI, name: &str, size: Size) -> Option<Value> {
    let sampler = Sampler::of(openapi);
    sampler
        .component(name, size)
        .and_then(|sample| sampler.resolved(sample))
}

/// Asserts that all components have samples of both sizes, and that these conform.
fn assert_fit(openapi: &OpenAPI) {
    for name in openapi.components.as_ref().unwrap().schemas.keys() {
        for size in [Size::Small, Size::Full] {
            let sample = sampled(openapi, name, size).unwrap_or_else(|| panic!("{name} has no sample"));
            let schema: ReferenceOr<Schema> = ReferenceOr::ref_(&format!("#/components/schemas/{name}"));
            let misfits = misfits(openapi, &RequiredAnyOf::new(), &schema, &sample);
            assert!(misfits.is_empty(), "{name}: {sample}\n{misfits:?}");
            assert_eq!(sampled(openapi, name, size), Some(sample), "{name}");
        }
    }
}

#[test]
fn samples_of_the_sample_document_fit() {
    assert_fit(&test_document::openapi(&[]));
}

#[test]
fn samples_of_the_document_fit() {
    let path = crate::workspace::paths::committed_document();
    let bytes = std::fs::read(path).unwrap();
    assert_fit(
        &crate::document::load::parse("beeper-desktop.yaml", &bytes)
            .unwrap()
            .openapi,
    );
}

const BOUNDS: &str = "\
Few: {type: integer, minimum: 10, maximum: 12, multipleOf: 4}
Negative: {type: integer, maximum: -3, exclusiveMaximum: true}
Above: {type: integer, minimum: 7, exclusiveMinimum: true}
Chosen: {type: integer, enum: [3, 5]}
Between: {type: number, minimum: 0.25, maximum: 0.5, exclusiveMinimum: true, exclusiveMaximum: true}
Under: {type: number, maximum: 1, exclusiveMaximum: true}
Stepped: {type: number, minimum: 2, multipleOf: 0.25}
Flag: {type: boolean, enum: [false]}
Long: {type: string, minLength: 20}
Short: {type: string, maxLength: 3}
Word: {type: string, enum: [one, two]}
Day: {type: string, format: date}
Moment: {type: string, format: date-time}
Address: {type: string, format: uri}
Path: {type: string, format: uri-reference, minLength: 1}
Mail: {type: string, format: email}
Number: {type: string, format: uuid}
Bytes: {type: string, format: byte}
Hidden: {type: string, format: password}
Coded: {type: string, pattern: '^[a-z]{2}$', example: de}
Several: {type: array, minItems: 3, uniqueItems: true, items: {type: string}}
Numbers: {type: array, minItems: 2, uniqueItems: true, items: {type: integer}}
Moments: {type: array, minItems: 3, uniqueItems: true, items: {type: string, format: date-time}}
Addresses: {type: array, minItems: 2, uniqueItems: true, items: {type: string, format: uri, example: 'https://a.example'}}
Mails: {type: array, minItems: 2, uniqueItems: true, items: {type: string, format: email}}
Byteses: {type: array, minItems: 6, uniqueItems: true, items: {type: string, format: byte}}
Shorts: {type: array, minItems: 3, uniqueItems: true, items: {type: string, maxLength: 3}}
Flags: {type: array, minItems: 2, uniqueItems: true, items: {type: boolean}}
Downwards: {type: array, minItems: 3, uniqueItems: true, items: {type: integer, minimum: 0, maximum: 3}}
Halves: {type: array, minItems: 2, items: {type: number, multipleOf: 0.5, minimum: 0.25}}
None: {type: array, maxItems: 0, items: {type: string}}
Small32: {type: integer, format: int32, maximum: 9000000000}
Named: {type: object, minProperties: 2, additionalProperties: {type: integer}}
Anything: {description: Any value.}
MaybeNull: {type: object, required: [a, b], properties: {a: {type: string, nullable: true}, b: {type: integer}}}
Tagged:
  oneOf: [{$ref: '#/components/schemas/TagA'}, {$ref: '#/components/schemas/TagB'}]
  discriminator: {propertyName: kind, mapping: {a: '#/components/schemas/TagA', b: '#/components/schemas/TagB'}}
TagA: {type: object, required: [kind, again], properties: {kind: {type: string, enum: [a]}, again: {$ref: '#/components/schemas/Tagged'}}}
TagB: {type: object, required: [kind], properties: {kind: {type: string, enum: [b]}, again: {$ref: '#/components/schemas/Tagged'}}}
Base: {type: object, required: [id], properties: {id: {type: string}, more: {$ref: '#/components/schemas/More'}}, example: {id: '7'}}
More: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, required: [list], properties: {list: {type: array, items: {$ref: '#/components/schemas/Base'}}}}]}
";

#[test]
fn samples_keep_to_bounds_and_formats_and_end() {
    assert_fit(&document(BOUNDS));
}

#[test]
fn a_full_sample_has_everything_and_a_small_one_what_is_required() {
    let openapi = document(BOUNDS);
    assert_eq!(
        sampled(&openapi, "MaybeNull", Size::Small),
        Some(json!({"a": null, "b": 7}))
    );
    assert_eq!(
        sampled(&openapi, "MaybeNull", Size::Full),
        Some(json!({"a": "a", "b": 7}))
    );
    let base = json!({"id": "7"});
    assert_eq!(
        sampled(&openapi, "More", Size::Full),
        Some(json!({"id": "7", "list": [base], "more": {"id": "7", "list": []}}))
    );
}

#[test]
fn samples_refer_to_the_samples_of_components() {
    let openapi = document(BOUNDS);
    let sampler = Sampler::of(&openapi);
    assert_eq!(
        sampler.component("Base", Size::Full),
        Some(json!({"id": "7", "more": {"$small": "More"}}))
    );
    assert_eq!(
        sampler.variant("Tagged", "b", Size::Full),
        Some(json!({"kind": "b", "again": {"$small": "Tagged"}}))
    );
}

#[test]
fn endless_and_unsatisfiable_schemas_have_no_sample() {
    let openapi = document(
        "Endless: {type: object, required: [inner], properties: {inner: {$ref: '#/components/schemas/Other'}}}\n\
         Other: {type: object, required: [outer], properties: {outer: {$ref: '#/components/schemas/Endless'}}}\n\
         Holder: {type: object, properties: {endless: {$ref: '#/components/schemas/Endless'}}}\n\
         Coded: {type: string, pattern: '^[a-z]{2}$'}\n\
         Low: {type: number, minimum: 5, maximum: 4, multipleOf: 0.5}\n\
         Point: {type: number, minimum: 5, maximum: 5, exclusiveMinimum: true}\n\
         Long: {type: string, minLength: 3000000000}\n\
         Many: {type: array, minItems: 400000000, items: {type: string}}\n\
         Much: {type: object, minProperties: 400000000, additionalProperties: {type: string}}\n\
         Whole: {type: integer, minimum: 5, maximum: 4}\n\
         Wide: {type: integer, format: int32, minimum: 3000000000}\n",
    );
    for size in [Size::Small, Size::Full] {
        for name in [
            "Endless", "Other", "Coded", "Low", "Point", "Long", "Many", "Much", "Whole", "Wide",
        ] {
            assert_eq!(sampled(&openapi, name, size), None, "{name}");
        }
        assert_eq!(sampled(&openapi, "Holder", size), Some(json!({})));
    }
}
