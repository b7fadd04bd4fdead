//! What the walk over a document finds: references, examples and descriptions.

/// A `$ref` and where it stands.
#[derive(Debug)]
pub struct Reference {
    /// The place of the object that is the reference.
    pub pointer: String,
    /// The place that it leads to, as a JSON pointer.
    pub target: String,
}

/// What the walk over a document came by.
#[derive(Debug, Default)]
pub struct Found {
    /// Every `$ref`, all of them leading to something.
    pub references: Vec<Reference>,
    /// The places of all values that are an example or a default.
    pub examples: Vec<String>,
    /// The places of all texts that are documentation.
    pub prose: Vec<String>,
}
