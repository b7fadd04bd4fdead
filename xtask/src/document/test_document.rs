//! The document with which the stages are tested.

use openapiv3::OpenAPI;

use crate::document::load::inline_schemas;

/// Returns the document of the tests of bad input, after some edits, which all have to match.
pub fn openapi(edits: &[(&str, &str)]) -> OpenAPI {
    let mut text = include_str!("../../tests/bad_input/base.yaml").to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "the document has no {from:?}");
        text = text.replacen(from, to, 1);
    }
    let mut openapi = serde_yaml::from_str(&text).unwrap();
    let (_, taken) = inline_schemas::name(&mut openapi);
    assert!(taken.is_empty(), "two schemas have the name {}", taken[0].title);
    openapi
}
