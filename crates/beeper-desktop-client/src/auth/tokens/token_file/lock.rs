//! The lock of a token file: a file beside it that only one program can create.
//!
//! The system's file locks would require a newer Rust version or another crate. A program that is killed leaves this lock
//! behind, so an old lock is removed.

use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::auth::tokens::error::{TokenStoreError, TokenStoreErrorKind};
use crate::files::link_target::identity;
use crate::files::temporary_path::random_name;

/// The age at which a lock counts as abandoned. A change takes milliseconds.
const LEFT_BEHIND_AFTER: Duration = Duration::from_secs(10);

/// How long to wait for other programs in all.
const LIMIT: Duration = Duration::from_secs(30);

const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(20);

/// A lock that is held until it is dropped.
pub(super) struct Lock {
    path: PathBuf,
    own: Metadata,
    /// Kept open, so that the system gives its inode number to no other file while it is compared.
    _file: File,
}

impl Lock {
    /// Takes the lock of a file, and waits while other programs have it.
    pub(super) fn take(file: &Path) -> Result<Self, TokenStoreError> {
        let path = lock_path(file);
        let failed = |error| TokenStoreError::io(format_args!("the token file {file:?} cannot be locked"), error);
        let began = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            match make(&path) {
                Ok((_file, own)) => return Ok(Self { path, own, _file }),
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(error)),
                Err(_) if began.elapsed() > LIMIT => return Err(is_contended(file)),
                Err(_) => {}
            }
            match fs::symlink_metadata(&path) {
                Ok(other) if is_left_behind(&other, SystemTime::now()) && take_away(&path, &other) => {}
                _ => {
                    thread::sleep(pause);
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    /// Returns whether the lock still exists: a program that is suspended for long loses it.
    pub(super) fn is_held(&self) -> bool {
        fs::symlink_metadata(&self.path).is_ok_and(|found| identity(&found) == identity(&self.own))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.is_held() {
            // Nobody could handle the error. The lock will count as abandoned soon.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Returns the error that other programs have kept the lock.
pub(super) fn is_contended(file: &Path) -> TokenStoreError {
    let line = format!(
        "other programs have been changing the token file {file:?} for {LIMIT:?}; try again, or remove {:?} if no program \
         is running",
        lock_path(file)
    );
    TokenStoreError::new(TokenStoreErrorKind::Locked, line)
}

fn lock_path(file: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(file.file_name().unwrap_or_default());
    name.push(".lock");
    file.with_file_name(name)
}

fn make(path: &Path) -> io::Result<(File, Metadata)> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    Ok((file, metadata))
}

/// Returns whether a lock is old. A lock from the future counts as old, because the clock was set back.
fn is_left_behind(lock: &Metadata, now: SystemTime) -> bool {
    let Ok(made) = lock.modified() else { return false };
    let age = now.duration_since(made).unwrap_or_else(|error| error.duration());
    age > LEFT_BEHIND_AFTER
}

/// Removes an abandoned lock. If another program has removed it first and created its own, that one is restored.
///
/// Returns whether this was possible: in folders such as `/tmp`, a lock of another user cannot be removed.
fn take_away(path: &Path, old: &Metadata) -> bool {
    let aside = path.with_file_name(random_name());
    if fs::rename(path, &aside).is_err() {
        return false;
    }
    let is_it = fs::symlink_metadata(&aside).is_ok_and(|found| is_same(&found, old));
    if !is_it {
        let _ = fs::hard_link(&aside, path);
    }
    let _ = fs::remove_file(&aside);
    is_it
}

fn is_same(one: &Metadata, other: &Metadata) -> bool {
    identity(one) == identity(other) && one.modified().ok() == other.modified().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    /// Creates a lock that a program abandoned some time ago.
    fn leave_behind(file: &Path, age: Duration) {
        let lock = File::create(lock_path(file)).unwrap();
        lock.set_modified(SystemTime::now() - age).unwrap();
    }

    #[test]
    fn a_lock_is_there_until_it_is_dropped() {
        let folder = folder();
        let file = folder.path().join("tokens.json");
        let lock = Lock::take(&file).unwrap();
        assert!(lock.is_held());
        assert!(folder.path().join(".tokens.json.lock").exists());
        assert_eq!(
            make(&lock_path(&file)).unwrap_err().kind(),
            io::ErrorKind::AlreadyExists
        );
        drop(lock);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_lock_that_was_left_behind_is_taken_away() {
        let folder = folder();
        let file = folder.path().join("tokens.json");
        leave_behind(&file, LEFT_BEHIND_AFTER * 2);
        drop(Lock::take(&file).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_lock_of_another_program_is_put_back() {
        let folder = folder();
        let file = folder.path().join("tokens.json");
        leave_behind(&file, LEFT_BEHIND_AFTER * 2);
        let old = fs::symlink_metadata(lock_path(&file)).unwrap();
        // Another program removes the lock between the check and the removal.
        let lock = Lock::take(&file).unwrap();
        assert!(!take_away(&lock_path(&file), &old));
        assert!(lock.is_held());
    }

    /// The caller then pauses, as for a lock that is in use.
    #[test]
    fn a_lock_that_cannot_be_taken_away_is_told_as_such() {
        let folder = folder();
        let file = folder.path().join("tokens.json");
        leave_behind(&file, LEFT_BEHIND_AFTER * 2);
        let old = fs::symlink_metadata(lock_path(&file)).unwrap();
        assert!(take_away(&lock_path(&file), &old));
        assert!(!take_away(&lock_path(&file), &old));
    }

    #[test]
    fn a_lock_that_was_lost_is_not_removed_again() {
        let folder = folder();
        let file = folder.path().join("tokens.json");
        let lost = Lock::take(&file).unwrap();
        fs::rename(lock_path(&file), folder.path().join("aside")).unwrap();
        let lock = Lock::take(&file).unwrap();
        assert!(!lost.is_held());
        drop(lost);
        assert!(lock.is_held());
    }

    #[test]
    fn the_age_of_a_lock_is_counted_both_ways() {
        let folder = folder();
        let file = folder.path().join("tokens.json");
        leave_behind(&file, Duration::ZERO);
        let lock = fs::symlink_metadata(lock_path(&file)).unwrap();
        let made = lock.modified().unwrap();
        for (now, expected) in [
            (made, false),
            (made + LEFT_BEHIND_AFTER, false),
            (made + LEFT_BEHIND_AFTER * 2, true),
            (made - LEFT_BEHIND_AFTER, false),
            (made - LEFT_BEHIND_AFTER * 2, true),
        ] {
            assert_eq!(is_left_behind(&lock, now), expected);
        }
    }
}
