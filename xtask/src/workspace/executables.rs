//! Finds programs that CI uses and that do not come with cargo.

use std::env;
use std::env::consts::EXE_SUFFIX;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The environment variable that names a folder to search before `PATH`, such as the `bin` of a Python virtual environment.
pub const FOLDER: &str = "BEEPER_CI_TOOLS";

/// Finds a program by its name.
pub fn find(name: &str) -> Option<PathBuf> {
    find_in(name, env::var_os(FOLDER).as_deref(), env::var_os("PATH").as_deref())
}

/// Finds a program in this folder, or else on this path.
pub fn find_in(name: &str, folder: Option<&OsStr>, path: Option<&OsStr>) -> Option<PathBuf> {
    let folder = folder.filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let others = path.into_iter().flat_map(env::split_paths);
    let mut files = folder
        .into_iter()
        .chain(others)
        .map(|folder| folder.join(format!("{name}{EXE_SUFFIX}")));
    files.find(|file| is_program(file))
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_folder_for_ci_goes_before_the_path() {
        let folder = tempfile::tempdir().unwrap();
        let program = |place: &str, mode: u32| {
            let file = folder.path().join(place);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, "").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            file
        };
        let (first, second) = (program("ci/tool", 0o755), program("path/tool", 0o755));
        let third = program("path/other", 0o755);
        program("ci/other", 0o644);
        let [ci, path] = ["ci", "path"].map(|name| folder.path().join(name));
        let find = |name, ci: Option<&Path>| find_in(name, ci.map(Path::as_os_str), Some(path.as_os_str()));

        assert_eq!(find("tool", Some(&ci)), Some(first));
        assert_eq!(find("tool", None), Some(second.clone()));
        assert_eq!(find("tool", Some(Path::new(""))), Some(second));
        assert_eq!(
            find("other", Some(&ci)),
            Some(third),
            "the file before it is not executable"
        );
        assert_eq!(find("missing", Some(&ci)), None);
    }
}
