//! Paths of the client's types, as different modules and crates write them.
//!
//! The model has each path as the client's root sees it: `crate::types::Room`, `crate::Secret`.

/// Writes a path as a module of the client does that reaches the types by `types`.
pub fn path_in_client(path: &str, types: &str) -> String {
    path.replace("crate::types::", types)
}

/// Writes a path as another crate does that reaches the types by `types`.
pub fn path_in_other_crate(path: &str, types: &str) -> String {
    path_in_client(path, types).replace("crate::", "beeper_desktop_client::")
}
