//! JSON pointers into a document.

/// Returns the pointer to a member or item of a place.
pub fn child(pointer: &str, key: &str) -> String {
    let mut child = String::with_capacity(pointer.len() + 1 + key.len());
    child.push_str(pointer);
    child.push('/');
    // Nearly no key has a character that has to be escaped.
    match key.contains(['~', '/']) {
        true => child.push_str(&key.replace('~', "~0").replace('/', "~1")),
        false => child.push_str(key),
    }
    child
}
