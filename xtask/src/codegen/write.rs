//! The last stage: put the output in its place, or say how it differs.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::document::problem::Problem;

/// What became of the output file.
#[derive(Debug, PartialEq)]
pub enum Outcome {
    /// It was what it should be already, and was not touched.
    Unchanged,
    /// It was written.
    Changed,
    /// It is not what it should be, and a check left it so.
    Stale {
        /// The first hunk of a unified diff from the file to what it should be.
        first_difference: String,
    },
}

impl Outcome {
    /// What happened to the file, in a word, if anything did.
    pub fn word(&self) -> Option<&'static str> {
        match self {
            Self::Unchanged => None,
            Self::Changed => Some("changed"),
            Self::Stale { .. } => Some("stale"),
        }
    }
}

/// A path below the workspace's root.
pub fn workspace_path(relative: &str) -> PathBuf {
    // Cargo names the manifest's folder when it runs the program, so that a moved checkout still finds itself.
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    manifest.parent().unwrap_or(&manifest).join(relative)
}

/// A path as messages show it: relative to the workspace's root where it lies below.
pub fn shown(path: &Path) -> String {
    let relative = path.strip_prefix(workspace_path("")).unwrap_or(path);
    relative.display().to_string()
}

/// Makes `path` hold `contents`; with `check`, only says whether it does.
pub fn settle(path: &Path, contents: &str, check: bool) -> Result<Outcome, Problem> {
    let present = match fs::read_to_string(path) {
        Ok(present) => present,
        Err(error) if error.kind() == io::ErrorKind::NotFound && check => {
            return Ok(Outcome::Stale {
                first_difference: format!("{} is missing", shown(path)),
            });
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(not_writable(path, &error)),
    };
    if present.replace("\r\n", "\n") == contents {
        return Ok(Outcome::Unchanged);
    }
    if check {
        return Ok(Outcome::Stale {
            first_difference: first_hunk(&shown(path), &present, contents),
        });
    }
    replace(path, contents).map_err(|error| not_writable(path, &error))?;
    Ok(Outcome::Changed)
}

/// Writes beside the file, then renames over it, so that no reader and no interruption ever meets half a file.
fn replace(path: &Path, contents: &str) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Says plainly that the folder is missing, where the temporary file's error would name a file that nobody knows.
    fs::metadata(folder)?;
    #[cfg_attr(not(unix), expect(unused_mut, reason = "nothing is set"))]
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let readable: fs::Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    #[cfg(unix)]
    builder.permissions(readable);
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(contents.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

fn first_hunk(name: &str, present: &str, wanted: &str) -> String {
    let diff = TextDiff::from_lines(present, wanted);
    let hunk = diff
        .unified_diff()
        .context_radius(3)
        .iter_hunks()
        .next()
        .map(|hunk| hunk.to_string())
        .unwrap_or_default();
    format!("--- {name} (as it is)\n+++ {name} (as it should be)\n{hunk}")
}

fn not_writable(path: &Path, error: &io::Error) -> Problem {
    Problem::new(
        &shown(path),
        format!("cannot write the output: {error}"),
        "give `--output` a file in a folder that exists and can be written to",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_once_and_then_leaves_the_file_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("generated.rs");
        assert_eq!(settle(&path, "one\n", false).unwrap(), Outcome::Changed);
        let written = fs::metadata(&path).unwrap().modified().unwrap();
        assert_eq!(settle(&path, "one\n", false).unwrap(), Outcome::Unchanged);
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), written);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_check_shows_the_first_hunk_and_writes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("generated.rs");
        let present = (0..40).map(|n| format!("line {n}\n")).collect::<String>();
        fs::write(&path, &present).unwrap();
        let wanted = present.replace("line 3\n", "line three\n").replace("line 30\n", "");
        let Outcome::Stale { first_difference } = settle(&path, &wanted, true).unwrap() else {
            panic!("the difference was not noticed");
        };
        assert!(
            first_difference.contains("-line 3\n+line three\n"),
            "{first_difference}"
        );
        assert!(!first_difference.contains("line 30"), "{first_difference}");
        assert_eq!(fs::read_to_string(&path).unwrap(), present);
    }

    #[test]
    fn a_check_says_that_the_file_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let Outcome::Stale { first_difference } = settle(&folder.path().join("generated.rs"), "x\n", true).unwrap()
        else {
            panic!("a missing file is no difference");
        };
        assert!(
            first_difference.ends_with("generated.rs is missing"),
            "{first_difference}"
        );
    }

    /// Whoever has the old file open, a compiler for instance, keeps reading the old file.
    #[cfg(unix)]
    #[test]
    fn the_file_is_replaced_and_not_written_over() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("generated.rs");
        fs::write(&path, "old\n").unwrap();
        fs::hard_link(&path, folder.path().join("old.rs")).unwrap();
        settle(&path, "new\n", false).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new\n");
        assert_eq!(fs::read_to_string(folder.path().join("old.rs")).unwrap(), "old\n");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o644);
    }

    #[test]
    fn line_ends_of_another_system_are_no_difference() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("generated.rs");
        fs::write(&path, "one\r\ntwo\r\n").unwrap();
        assert_eq!(settle(&path, "one\ntwo\n", true).unwrap(), Outcome::Unchanged);
    }
}
