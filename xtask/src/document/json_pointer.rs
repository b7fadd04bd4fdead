//! JSON pointers into a document.

/// Returns the pointer to a member or item of a place.
pub fn child(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}
