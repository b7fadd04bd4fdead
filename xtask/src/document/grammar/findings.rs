//! What the walk over a document finds: references, examples and descriptions.

/// A `$ref` and its place.
#[derive(Debug)]
pub struct Reference {
    /// The place of the object that contains the `$ref`.
    pub pointer: String,
    /// The place that it refers to, as a JSON pointer.
    pub target: String,
}

/// The findings of the walk over a document.
#[derive(Debug, Default)]
pub struct Found {
    /// Every `$ref`, each with a target that exists.
    pub references: Vec<Reference>,
    /// The places of all examples and defaults.
    pub examples: Vec<String>,
    /// The places of all texts that are documentation.
    pub prose: Vec<String>,
}
