//! Copies folders, and does not touch files that are up to date.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

use crate::document::problem::Problem;
use crate::workspace::paths;
use crate::workspace::process::problem;

/// Makes a folder equal to another one, except for entries with one of these names, which stay as they are.
pub fn mirror(from: &Path, to: &Path, other: &[&str]) -> Result<(), Problem> {
    let mut names: BTreeSet<OsString> = other.iter().map(OsString::from).collect();
    for (name, is_folder) in entries(from)? {
        if names.contains(&name) {
            continue;
        }
        let (source, copy) = (from.join(&name), to.join(&name));
        match is_folder {
            true => mirror(&source, &copy, other)?,
            false => write_if_changed(&copy, &read(&source)?)?,
        }
        names.insert(name);
    }
    // A module that has moved would otherwise exist twice.
    for (name, is_folder) in entries(to)?.into_iter().filter(|(name, _)| !names.contains(name)) {
        let gone = to.join(&name);
        let removed = match is_folder {
            true => fs::remove_dir_all(&gone),
            false => fs::remove_file(&gone),
        };
        removed.map_err(|error| problem(&paths::display(&gone), format!("this cannot be removed: {error}")))?;
    }
    Ok(())
}

/// Returns the entries of a folder, and for each whether it is a folder. Returns nothing if the folder does not exist.
fn entries(folder: &Path) -> Result<Vec<(OsString, bool)>, Problem> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.and_then(|entries| {
            entries
                .map(|entry| entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?.is_dir()))))
                .collect()
        }),
    };
    entries.map_err(|error| problem(&paths::display(folder), format!("the folder cannot be read: {error}")))
}

/// Reads a file as text.
pub fn read(path: &Path) -> Result<String, Problem> {
    fs::read_to_string(path)
        .map_err(|error| problem(&paths::display(path), format!("the file cannot be read: {error}")))
}

/// Writes a file unless it has this text already; cargo compiles again only what was written.
pub fn write_if_changed(path: &Path, text: &str) -> Result<(), Problem> {
    if fs::read_to_string(path).is_ok_and(|present| present == text) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(path);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(path, text));
    written.map_err(|error| problem(&paths::display(path), format!("the file cannot be written: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_follow_their_source_and_keep_their_own_files() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        for (path, text) in [("lib.rs", "1"), ("generated.rs", "theirs"), ("a/b.rs", "2")] {
            write_if_changed(&from.join(path), text).unwrap();
        }
        for (path, text) in [
            ("generated.rs", "own"),
            ("old.rs", "3"),
            ("old/c.rs", "4"),
            ("a/c.rs", "5"),
        ] {
            write_if_changed(&to.join(path), text).unwrap();
        }
        mirror(&from, &to, &["generated.rs"]).unwrap();
        for (path, text) in [("lib.rs", "1"), ("generated.rs", "own"), ("a/b.rs", "2")] {
            assert_eq!(read(&to.join(path)).unwrap(), text);
        }
        for path in ["old.rs", "old", "a/c.rs"] {
            assert!(!to.join(path).exists(), "{path}");
        }
    }
}
