//! Paths of the workspace, and how messages show them.

use std::env;
use std::path::{Path, PathBuf};

/// Returns a path below the workspace's root.
pub fn workspace_path(relative: &str) -> PathBuf {
    // Cargo sets the variable when it runs the program, so that the program still finds a checkout that was moved.
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    manifest.parent().unwrap_or(&manifest).join(relative)
}

/// Returns the folder that cargo builds into.
pub fn target_folder() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace_path("target"), PathBuf::from)
}

/// Returns the path of the OpenAPI document that this workspace is generated from.
pub fn committed_document() -> PathBuf {
    workspace_path("openapi/beeper-desktop.yaml")
}

/// Returns a path as messages show it: relative to the workspace's root if it is below.
pub fn display(path: &Path) -> String {
    let relative = path.strip_prefix(workspace_path("")).unwrap_or(path);
    relative.display().to_string()
}
