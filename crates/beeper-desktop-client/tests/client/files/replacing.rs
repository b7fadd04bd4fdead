//! Tests of what a download does to the files that its path leads to, however the download ends.

use std::fs;
use std::path::{Path, PathBuf};

use beeper_desktop_client::{Error, ErrorKind};
use beeper_desktop_mock::{MockDesktop, Operation, Reply};
use tokio::sync::Notify;

use super::special_files::{Entry, Folder, content};
use crate::{client, mock};

/// The files in the folder before a download.
struct Arrangement {
    name: &'static str,
    /// Creates the files, and returns the path of the download.
    make: fn(&Folder) -> PathBuf,
    expected: Expected,
}

enum Expected {
    /// The download creates or replaces the file with this name.
    Written(&'static str),
    /// The download is refused for this reason, before a request is sent.
    Refused(&'static str),
}

use Expected::{Refused, Written};

const ARRANGEMENTS: [Arrangement; 24] = [
    arrangement("nothing", |folder| folder.path("x"), Written("x")),
    arrangement("a file", |folder| folder.file("x", 0o644), Written("x")),
    arrangement("a private file", |folder| folder.file("x", 0o600), Written("x")),
    arrangement("an executable file", |folder| folder.file("x", 0o751), Written("x")),
    arrangement(
        "a file that all may write",
        |folder| folder.file("x", 0o666),
        Written("x"),
    ),
    arrangement(
        "a read-only file",
        |folder| folder.file("x", 0o444),
        Refused("it is read-only; make it writable, or name another path"),
    ),
    arrangement(
        "a link",
        |folder| {
            folder.file("target", 0o640);
            folder.link("x", "target")
        },
        Written("target"),
    ),
    arrangement(
        "a link by an absolute path",
        |folder| {
            let target = folder.file("target", 0o644);
            folder.link("x", target)
        },
        Written("target"),
    ),
    arrangement(
        "a chain of links through folders",
        |folder| {
            folder.folder("a/b");
            folder.file("target", 0o644);
            folder.link("a/b/third", "../../target");
            folder.link("second", "a/b");
            folder.link("a/first", "../second/third");
            folder.link("x", "a/first")
        },
        Written("target"),
    ),
    arrangement(
        "a folder that is a link",
        |folder| {
            folder.folder("a");
            folder.link("second", "a");
            folder.path("second/x")
        },
        Written("a/x"),
    ),
    arrangement(
        "a link upwards from a folder that is a link",
        |folder| {
            folder.folder("a/b");
            folder.link("a/b/x", "../target");
            folder.link("second", "a/b");
            folder.path("second/x")
        },
        Written("a/target"),
    ),
    arrangement(
        "a dangling link",
        |folder| folder.link("x", "target"),
        Written("target"),
    ),
    arrangement(
        "a chain that dangles",
        |folder| {
            folder.folder("a");
            folder.link("a/second", "../target");
            folder.link("x", "a/second")
        },
        Written("target"),
    ),
    arrangement(
        "a link to a read-only file",
        |folder| {
            folder.file("target", 0o400);
            folder.link("x", "target")
        },
        Refused("it is read-only; make it writable, or name another path"),
    ),
    arrangement(
        "a link into a missing folder",
        |folder| folder.link("x", "a/target"),
        Refused("No such file or directory (os error 2)"),
    ),
    arrangement(
        "a loop of links",
        |folder| {
            folder.link("second", "x");
            folder.link("x", "second")
        },
        Refused("Too many levels of symbolic links"),
    ),
    arrangement(
        "a directory",
        |folder| folder.folder("x"),
        Refused("it is a directory; name a file in it"),
    ),
    arrangement(
        "a link to a directory",
        |folder| {
            folder.folder("target");
            folder.link("x", "target")
        },
        Refused("it is a directory; name a file in it"),
    ),
    arrangement(
        "a FIFO",
        |folder| folder.fifo("x"),
        Refused("it is a FIFO, which cannot be replaced; name another path, or write the chunks of the stream to it"),
    ),
    arrangement(
        "a link to a FIFO",
        |folder| {
            folder.fifo("target");
            folder.link("x", "target")
        },
        Refused("it is a FIFO, which cannot be replaced; name another path, or write the chunks of the stream to it"),
    ),
    arrangement(
        "a socket",
        |folder| folder.socket("x"),
        Refused("it is a socket, which cannot be replaced; name another path, or write the chunks of the stream to it"),
    ),
    arrangement(
        "a missing folder",
        |folder| folder.path("a/x"),
        Refused("No such file or directory (os error 2)"),
    ),
    arrangement(
        "a file for a folder",
        |folder| folder.file("a", 0o644).join("x"),
        Refused("Not a directory (os error 20)"),
    ),
    arrangement(
        "a name that ends as a folder's",
        |folder| folder.path("x/"),
        Refused("the path ends as that of a directory; name a file"),
    ),
];

const fn arrangement(name: &'static str, make: fn(&Folder) -> PathBuf, expected: Expected) -> Arrangement {
    Arrangement { name, make, expected }
}

impl Arrangement {
    /// Returns the expected entries of the folder after a complete download.
    fn after(&self, folder: &Folder) -> std::collections::BTreeMap<PathBuf, Entry> {
        let mut entries = folder.entries();
        if let Written(name) = self.expected {
            let mode = match entries.get(&folder.path(name)) {
                Some(Entry::File { mode, .. }) => *mode,
                Some(other) => panic!("{other:?} was replaced"),
                None => mode_of_new_files(),
            };
            let content = content();
            entries.insert(folder.path(name), Entry::File { mode, content });
        }
        entries
    }

    fn assert_refused(&self, error: &Error, path: &Path, reason: &str) {
        assert!(
            matches!(error.kind(), ErrorKind::LocalFile { .. }),
            "{}: {error:?}",
            self.name
        );
        let line = error.to_string();
        let expected = format!("serve_asset: the file {path:?} on this computer cannot be used: ");
        assert!(
            line.starts_with(&expected) && line.contains(reason),
            "{}: {line}",
            self.name
        );
    }
}

fn mode_of_new_files() -> u32 {
    let folder = Folder::new();
    fs::write(folder.path("new"), "").unwrap();
    match folder.entries().pop_first() {
        Some((_, Entry::File { mode, .. })) => mode,
        other => panic!("{other:?}"),
    }
}

fn serve(mock: &MockDesktop) -> beeper_desktop_client::files::ServeAsset {
    client(mock).serve_asset("mxc://a/b")
}

#[tokio::test]
async fn a_whole_download_replaces_files_alone_and_follows_links() {
    for arrangement in &ARRANGEMENTS {
        let mock = mock().await;
        mock.on(Operation::ServeAsset).reply(Reply::bytes(200, content()));
        let folder = Folder::new();
        let path = (arrangement.make)(&folder);
        let after = arrangement.after(&folder);

        let result = serve(&mock).to_file(&path).await;

        match (&arrangement.expected, result) {
            (Written(_), result) => assert_eq!(result.unwrap(), 200_003, "{}", arrangement.name),
            (Refused(reason), Err(error)) => {
                arrangement.assert_refused(&error, &path, reason);
                assert!(mock.requests().is_empty(), "{}", arrangement.name);
            }
            (Refused(_), Ok(_)) => panic!("{} was written to", arrangement.name),
        }
        assert!(
            folder.entries() == after,
            "{}: {:#?}",
            arrangement.name,
            folder.entries().keys()
        );
    }
}

#[tokio::test]
async fn a_download_that_breaks_off_changes_nothing() {
    for arrangement in &ARRANGEMENTS {
        let mock = mock().await;
        let broken = Reply::bytes(200, content());
        mock.on(Operation::ServeAsset).answering(broken).close_after(100_000);
        let folder = Folder::new();
        let path = (arrangement.make)(&folder);
        let before = folder.entries();

        let error = serve(&mock).to_file(&path).await.unwrap_err();

        match arrangement.expected {
            Written(_) => assert_eq!(error.kind(), &ErrorKind::Interrupted, "{}", arrangement.name),
            Refused(reason) => arrangement.assert_refused(&error, &path, reason),
        }
        assert!(
            folder.entries() == before,
            "{}: {:#?}",
            arrangement.name,
            folder.entries().keys()
        );
    }
}

#[tokio::test]
async fn a_download_that_is_dropped_changes_nothing() {
    for arrangement in &ARRANGEMENTS {
        let mock = mock().await;
        let whole = Reply::bytes(200, content());
        let hold = mock.on(Operation::ServeAsset).answering(whole).hold_chunks(1000);
        let folder = Folder::new();
        let path = (arrangement.make)(&folder);
        let before = folder.entries();
        let begun = std::sync::Arc::new(Notify::new());
        let watched = begun.clone();
        let download = serve(&mock).on_progress(move |_| watched.notify_one());

        tokio::select! {
            result = download.to_file(&path) => match (&arrangement.expected, result) {
                (Refused(reason), Err(error)) => arrangement.assert_refused(&error, &path, reason),
                (_, result) => panic!("{}: {result:?}", arrangement.name),
            },
            () = async {
                hold.arrived().await;
                hold.release_one();
                begun.notified().await;
                // During the download, the only visible change is one more file.
                let mut during = folder.entries();
                during.retain(|path, entry| before.get(path) != Some(entry));
                assert_eq!(during.len(), 1, "{}: {:#?}", arrangement.name, during.keys());
            } => {}
        }

        assert!(
            folder.entries() == before,
            "{}: {:#?}",
            arrangement.name,
            folder.entries().keys()
        );
    }
}
