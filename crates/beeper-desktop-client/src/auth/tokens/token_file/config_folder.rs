//! The folder in which a program keeps its token file.
//!
//! The standard library returns the user's home directory; the folder for configurations inside of it depends on the system.

use std::env;
use std::path::{Path, PathBuf};

use crate::auth::tokens::error::{TokenStoreError, TokenStoreErrorKind};

/// A length that all systems accept.
const MAX_NAME_BYTES: usize = 100;

/// Returns the folder for configurations of the current user.
pub(super) fn of_this_user() -> Option<PathBuf> {
    let variable = |name: &str| env::var_os(name).map(PathBuf::from);
    if cfg!(windows) {
        return variable("LOCALAPPDATA").filter(|path| path.is_absolute());
    }
    below_home(
        variable("XDG_CONFIG_HOME"),
        env::home_dir(),
        cfg!(target_vendor = "apple"),
    )
}

/// A path that is not absolute is ignored, as the XDG specification requires.
fn below_home(xdg: Option<PathBuf>, home: Option<PathBuf>, is_apple: bool) -> Option<PathBuf> {
    let is_absolute = |path: &PathBuf| path.is_absolute();
    let home = home.filter(is_absolute);
    match is_apple {
        true => home.map(|home| home.join("Library").join("Application Support")),
        false => xdg
            .filter(is_absolute)
            .or_else(|| home.map(|home| home.join(".config"))),
    }
}

/// Returns the folder of a program inside of the folder for configurations.
pub(super) fn app_folder(name: &str, configurations: Option<PathBuf>) -> Result<PathBuf, TokenStoreError> {
    if !is_folder_name(name) {
        let line = "the program's name is not valid for a folder: use up to 100 letters, digits, `-`, `_` and dots, with none \
                    of these first or last";
        return Err(TokenStoreError::new(TokenStoreErrorKind::InvalidName, line));
    }
    let folder = configurations.ok_or_else(|| {
        let line = "the user has no folder for configurations: set HOME or XDG_CONFIG_HOME (LOCALAPPDATA on Windows), or pass \
                    a path to `TokenFile::new`";
        TokenStoreError::new(TokenStoreErrorKind::NoConfigFolder, line)
    })?;
    Ok(Path::new(&folder).join(name))
}

/// Returns whether a name is valid as a folder's on all systems, and leads to no other folder.
fn is_folder_name(name: &str) -> bool {
    let is_inside = |c: char| c.is_alphanumeric() || "-_. ".contains(c);
    let is_at_end = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    name.len() <= MAX_NAME_BYTES
        && name.chars().all(is_inside)
        && is_at_end(name.chars().next())
        && is_at_end(name.chars().next_back())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_the_one_of_the_variable_or_below_home() {
        let path = |text: &str| Some(PathBuf::from(text));
        for (xdg, home, is_apple, expected) in [
            (path("/x"), path("/home/kim"), false, path("/x")),
            (None, path("/home/kim"), false, path("/home/kim/.config")),
            (path(""), path("/home/kim"), false, path("/home/kim/.config")),
            (path("relative"), path("/home/kim"), false, path("/home/kim/.config")),
            (
                path("/x"),
                path("/Users/kim"),
                true,
                path("/Users/kim/Library/Application Support"),
            ),
            (None, None, false, None),
            (None, path(""), false, None),
            (path("/x"), None, true, None),
        ] {
            assert_eq!(below_home(xdg, home, is_apple), expected);
        }
    }

    #[test]
    fn a_name_leads_to_no_other_folder() {
        let configurations = || Some(PathBuf::from("/x"));
        for name in ["my-app", "org.example.app", "My App 2", "a", "büro"] {
            assert_eq!(app_folder(name, configurations()).unwrap(), Path::new("/x").join(name));
        }
        let long = "x".repeat(101);
        for name in [
            "", ".", "..", "a/b", "/a", "a\\b", ".hidden", "a.", "a ", " a", "a\0b", "a\nb", "c:", "a*", &long,
        ] {
            let error = app_folder(name, configurations()).unwrap_err();
            assert_eq!(error.kind(), TokenStoreErrorKind::InvalidName, "{name:?}");
        }
    }

    #[test]
    fn a_user_without_a_folder_is_told_what_to_do() {
        let error = app_folder("my-app", None).unwrap_err();
        assert_eq!(error.kind(), TokenStoreErrorKind::NoConfigFolder);
        assert!(error.to_string().contains("set HOME or XDG_CONFIG_HOME"), "{error}");
    }
}
