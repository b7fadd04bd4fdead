//! Tests of uploads from disk: only regular files, with the size that they have when they are opened.

use std::error::Error as _;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use beeper_desktop_client::ErrorKind;
use beeper_desktop_client::files::Upload;
use beeper_desktop_mock::{MockDesktop, Operation, Reply};
use serde_json::json;

use super::special_files::{Folder, content};
use crate::{client, mock};

async fn uploads() -> MockDesktop {
    let mock = mock().await;
    let uploaded = Reply::json(200, json!({"uploadID": "u1"}));
    mock.on(Operation::UploadAsset).reply(uploaded);
    mock
}

/// Returns the message of the error, and asserts that nothing was sent.
async fn refusal(path: &Path) -> String {
    let mock = uploads().await;
    let error = client(&mock).upload_asset(Upload::file(path)).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::LocalFile { .. }), "{error:?}");
    assert!(mock.requests().is_empty());
    error.to_string()
}

#[tokio::test]
async fn a_file_that_is_not_there_is_an_error_with_its_path_and_the_systems_words() {
    let folder = Folder::new();
    let path = folder.path("holiday.jpg");
    let expected = format!(
        "upload_asset: the file {path:?} on this computer cannot be used: No such file or directory (os error 2)"
    );
    assert_eq!(refusal(&path).await, expected);

    let error = client(&uploads().await)
        .upload_asset(Upload::file(&path))
        .await
        .unwrap_err();
    assert_eq!(format!("{error:?}"), expected, "the cause is not repeated");
    let source = error.source().unwrap().downcast_ref::<io::Error>().unwrap();
    assert_eq!(source.kind(), io::ErrorKind::NotFound);
}

#[tokio::test]
async fn what_is_no_regular_file_is_refused_by_its_kind_and_opens_nothing() {
    let folder = Folder::new();
    let read = "read it, and upload the bytes with `Upload::bytes`";
    for (path, reason) in [
        (folder.folder("a"), "it is a directory; name a file in it".to_owned()),
        (folder.fifo("b"), format!("it is a FIFO, whose size is unknown; {read}")),
        (
            folder.socket("c"),
            format!("it is a socket, whose size is unknown; {read}"),
        ),
        (
            folder.link("d", "b"),
            format!("it is a FIFO, whose size is unknown; {read}"),
        ),
    ] {
        let expected = format!("upload_asset: the file {path:?} on this computer cannot be used: {reason}");
        assert_eq!(refusal(&path).await, expected);
    }
}

#[tokio::test]
async fn a_path_cannot_break_the_line_of_an_error() {
    let folder = Folder::new();
    let line = refusal(&folder.path("a\nb\u{1b}[2J\u{202e}")).await;
    assert!(line.contains(r"a\nb\u{1b}[2J\u{202e}"), "{line}");
    assert_eq!(line.lines().count(), 1, "{line}");
}

#[tokio::test]
async fn a_link_to_a_file_is_uploaded_as_the_file() {
    let folder = Folder::new();
    fs::write(folder.path("target"), content()).unwrap();
    let link = folder.link("x", "target");
    let mock = uploads().await;
    client(&mock).upload_asset(Upload::file(link)).await.unwrap();
    let body = mock.requests()[0].body().to_vec();
    assert!(memchr::memmem::find(&body, &content()).is_some());
}

#[tokio::test]
async fn an_empty_file_is_uploaded() {
    let folder = Folder::new();
    fs::write(folder.path("empty"), "").unwrap();
    let mock = uploads().await;
    client(&mock)
        .upload_asset(Upload::file(folder.path("empty")))
        .await
        .unwrap();
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test]
async fn a_file_that_shrinks_while_it_is_sent_is_an_error() {
    let folder = Folder::new();
    let path = folder.path("x");
    fs::write(&path, content()).unwrap();
    let mock = uploads().await;
    let shrinking = path.clone();
    let upload = client(&mock).upload_asset(Upload::file(&path)).on_progress(move |_| {
        let file = File::options().write(true).open(&shrinking).unwrap();
        file.set_len(100_000).unwrap();
    });
    let error = upload.await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "upload_asset: the file {path:?} on this computer cannot be used: it ended after 100000 of 200003 bytes; \
             something changed it during the upload"
        )
    );
    assert_eq!(error.tries(), 1);
    assert!(!error.is_delivery_unclear() && !error.is_retryable());
}

#[tokio::test]
async fn a_file_that_grows_while_it_is_sent_is_sent_as_it_was() {
    let folder = Folder::new();
    let path = folder.path("x");
    fs::write(&path, content()).unwrap();
    let mock = uploads().await;
    let growing = path.clone();
    let upload = client(&mock).upload_asset(Upload::file(&path)).on_progress(move |_| {
        let file = File::options().write(true).open(&growing).unwrap();
        file.set_len(400_000).unwrap();
    });
    upload.await.unwrap();
    let body = mock.requests()[0].body().to_vec();
    assert!(body.len() < 201_000 && memchr::memmem::find(&body, &content()).is_some());
}

/// Files in `/proc` have the size 0, but are not empty.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_that_hides_its_size_is_refused() {
    let line = refusal(Path::new("/proc/self/stat")).await;
    let reason = "its reported size is 0, but it is not empty; read it, and upload the bytes with `Upload::bytes`";
    assert!(line.ends_with(reason), "{line}");
}
