//! Files of all kinds in a temporary folder, and the content of this folder.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Returns more bytes than one piece of a transfer, but not a whole number of pieces.
pub fn content() -> Vec<u8> {
    (0..200_003_u32).map(|n| (n % 251) as u8).collect()
}

/// A temporary folder.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn file(&self, name: &str, mode: u32) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        path
    }

    pub fn folder(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(&path).unwrap();
        path
    }

    pub fn link(&self, name: &str, target: impl AsRef<Path>) -> PathBuf {
        let path = self.path(name);
        symlink(target, &path).unwrap();
        path
    }

    pub fn fifo(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        make_fifo(&path);
        path
    }

    pub fn socket(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        // The socket stays in the folder after its listener is dropped.
        UnixListener::bind(&path).unwrap();
        path
    }

    /// Returns everything in the folder.
    pub fn entries(&self) -> BTreeMap<PathBuf, Entry> {
        let mut entries = BTreeMap::new();
        collect(self.0.path(), &mut entries);
        entries
    }
}

pub fn make_fifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}

/// A description of a file, made without opening anything but regular files.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    File { mode: u32, content: Vec<u8> },
    Link { target: PathBuf },
    Folder,
    Fifo,
    Socket,
}

fn collect(folder: &Path, entries: &mut BTreeMap<PathBuf, Entry>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let metadata = fs::symlink_metadata(&path).unwrap();
        let kind = metadata.file_type();
        let entry = if kind.is_symlink() {
            let target = fs::read_link(&path).unwrap();
            Entry::Link { target }
        } else if kind.is_dir() {
            collect(&path, entries);
            Entry::Folder
        } else if kind.is_fifo() {
            Entry::Fifo
        } else if kind.is_socket() {
            Entry::Socket
        } else {
            let (mode, content) = (metadata.mode() & 0o7777, fs::read(&path).unwrap());
            Entry::File { mode, content }
        };
        entries.insert(path, entry);
    }
}
