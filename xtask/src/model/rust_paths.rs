//! Paths of the client's types, as different modules and crates write them.
//!
//! The model has each path relative to the client's root: `crate::types::Room`, `crate::Secret`.

/// Returns a path as a module of the client writes it that has the types at `types`.
pub fn path_in_client(path: &str, types: &str) -> String {
    path.replace("crate::types::", types)
}

/// Returns a path as another crate writes it that has the types at `types`.
pub fn path_in_other_crate(path: &str, types: &str) -> String {
    path_in_client(path, types).replace("crate::", "beeper_desktop_client::")
}
