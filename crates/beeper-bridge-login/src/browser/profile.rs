//! The folder of a browser: created for one capture and removed after it.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

const PREFIX: &str = "beeper-browser-";

/// The name of a socket in the folder, on which nobody listens once the program that created it has exited.
const IN_USE: &str = "in-use";

/// The longest parent path. The browser creates sockets in its folder, whose paths are limited to about a hundred bytes.
const MAX_PARENT: usize = 45;

/// The age from which a folder without that socket counts as abandoned.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// The preferences that allow cookies in frames of other sites, which some systems block by default.
const PREFERENCES: &str = r#"{"profile":{"cookie_controls_mode":0}}"#;

/// How often the removal is tried, because killed processes may still write to the folder.
const REMOVAL_TRIES: u32 = 100;

/// A temporary folder for a browser. Dropping it removes the folder.
pub(super) struct Profile {
    path: PathBuf,
    /// Shows other programs that the folder is in use. `None` if the system does not support sockets there.
    _in_use: Option<UnixDatagram>,
}

impl Profile {
    /// Creates a private folder, and removes the folders that killed programs have left behind.
    ///
    /// # Errors
    ///
    /// Returns an error if the folder cannot be created.
    pub(super) fn new() -> io::Result<Self> {
        Self::in_folder(&parent())
    }

    fn in_folder(parent: &Path) -> io::Result<Self> {
        let name = std::iter::repeat_with(fastrand::alphanumeric)
            .take(12)
            .collect::<String>();
        let path = parent.join(format!("{PREFIX}{name}"));
        // Fails if the folder exists, whoever created it.
        DirBuilder::new().mode(0o700).create(&path)?;
        let mut profile = Self { path, _in_use: None };
        profile._in_use = UnixDatagram::bind(profile.path.join(IN_USE)).ok();
        let folder = profile.path.join("Default");
        DirBuilder::new().mode(0o700).create(&folder)?;
        fs::write(folder.join("Preferences"), PREFERENCES)?;
        sweep(parent, &profile.path);
        Ok(profile)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        for _ in 0..REMOVAL_TRIES {
            match fs::remove_dir_all(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => thread::sleep(Duration::from_millis(30)),
                _ => return,
            }
        }
        tracing::warn!("the profile of a browser could not be removed");
    }
}

/// Returns the folder for temporary files, unless its path is too long for the sockets.
fn parent() -> PathBuf {
    let folder = std::env::temp_dir();
    let short = Path::new("/tmp");
    match folder.as_os_str().len() > MAX_PARENT && short.is_dir() {
        true => short.to_owned(),
        false => folder,
    }
}

/// Removes the folders that this user's programs have left behind.
fn sweep(parent: &Path, own: &Path) {
    let (Ok(entries), Ok(own_metadata)) = (fs::read_dir(parent), own.symlink_metadata()) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        let is_profile = entry.file_name().to_string_lossy().starts_with(PREFIX) && path != own;
        let is_own = |metadata: fs::Metadata| metadata.is_dir() && metadata.uid() == own_metadata.uid();
        if is_profile && path.symlink_metadata().is_ok_and(is_own) && is_abandoned(&path) {
            let _ = fs::remove_dir_all(&path);
        }
    }
}

fn is_abandoned(profile: &Path) -> bool {
    let connected = UnixDatagram::unbound().and_then(|socket| socket.connect(profile.join(IN_USE)));
    match connected {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => true,
        // Another program may be about to create the socket.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let modified = profile.symlink_metadata().and_then(|metadata| metadata.modified());
            modified.is_ok_and(|time| SystemTime::now().duration_since(time).is_ok_and(|age| age > ABANDONED))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn names(folder: &Path) -> Vec<PathBuf> {
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect()
    }

    #[test]
    fn a_profile_is_for_its_user_alone_and_gone_when_dropped() {
        let parent = tempfile::tempdir().unwrap();
        let profile = Profile::in_folder(parent.path()).unwrap();
        assert_eq!(profile.path().metadata().unwrap().permissions().mode() & 0o777, 0o700);
        fs::write(profile.path().join("Default/Cookies"), "x").unwrap();
        drop(profile);
        assert_eq!(names(parent.path()), Vec::<PathBuf>::new());
    }

    #[test]
    fn the_next_profile_takes_away_what_killed_programs_have_left_and_nothing_else() {
        let parent = tempfile::tempdir().unwrap();
        let in_use = Profile::in_folder(parent.path()).unwrap();
        let (left, young, other) = (
            parent.path().join("beeper-browser-left"),
            parent.path().join("beeper-browser-young"),
            parent.path().join("something-else"),
        );
        for folder in [&left, &young, &other] {
            fs::create_dir_all(folder.join("Default")).unwrap();
        }
        drop(UnixDatagram::bind(left.join(IN_USE)).unwrap());
        drop(UnixDatagram::bind(other.join(IN_USE)).unwrap());
        let link = parent.path().join("beeper-browser-link");
        std::os::unix::fs::symlink(&other, &link).unwrap();

        let next = Profile::in_folder(parent.path()).unwrap();
        let mut expected = vec![in_use.path().to_owned(), next.path().to_owned(), young, other, link];
        let mut found = names(parent.path());
        expected.sort();
        found.sort();
        assert_eq!(found, expected);
    }
}
