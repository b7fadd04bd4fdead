//! Tests uploads and downloads of files with the client.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use beeper_desktop_client::files::Upload;
use beeper_desktop_client::{CallOptions, Client, ErrorKind};
use beeper_desktop_mock::{MockDesktop, Operation, Reply};
use serde_json::json;

use crate::support::client;
use crate::support::closed_port::ClosedPort;

/// A folder for one test, which dropping it removes.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("beeper-files-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Returns more bytes than one chunk, and not a whole number of chunks.
fn content() -> Vec<u8> {
    (0..200_003_u32).map(|n| (n % 251) as u8).collect()
}

async fn mock() -> MockDesktop {
    MockDesktop::start().await.unwrap()
}

fn contains(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn an_upload_arrives_byte_for_byte_from_disk_and_from_memory() {
    let folder = Folder::new("upload");
    let path = folder.0.join("picture.jpg");
    std::fs::write(&path, content()).unwrap();
    for (upload, name) in [
        (Upload::file(&path), None),
        (Upload::bytes(content()), Some("picture.jpg")),
    ] {
        let mock = mock().await;
        mock.on_any()
            .reply(Reply::json(200, json!({ "uploadID": "u1", "fileName": "picture.jpg" })));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let watched = Arc::clone(&seen);
        let mut upload = client(&mock)
            .upload_asset(upload)
            .mime_type("image/jpeg")
            .on_progress(move |progress| watched.lock().unwrap().push(progress));
        if let Some(name) = name {
            upload = upload.file_name(name);
        }

        let uploaded = upload.await.unwrap();

        assert_eq!(uploaded.upload_id.as_ref().unwrap().as_str(), "u1");
        let request = &mock.requests()[0];
        assert_eq!((request.method(), request.path()), ("POST", "/v1/assets/upload"));
        assert_eq!(request.header("authorization"), Some("Bearer mock-token"));
        let kind = request.header("content-type").unwrap();
        assert!(kind.starts_with("multipart/form-data; boundary="), "{kind}");
        let body = request.body();
        assert_eq!(request.header("content-length").unwrap(), body.len().to_string());
        assert!(contains(body, &content()));
        for part in [
            "name=\"fileName\"\r\n\r\npicture.jpg\r\n",
            "name=\"mimeType\"\r\n\r\nimage/jpeg\r\n",
        ] {
            assert!(contains(body, part.as_bytes()), "{part}");
        }
        let part = "name=\"file\"; filename=\"picture.jpg\"\r\nContent-Type: image/jpeg\r\n";
        assert!(contains(body, part.as_bytes()));
        let seen = seen.lock().unwrap();
        assert!(seen.len() > 2 && seen.is_sorted_by_key(|progress| progress.bytes));
        let last = seen.last().unwrap();
        assert_eq!((last.bytes, last.total), (200_003, Some(200_003)));
    }
}

#[tokio::test]
async fn an_upload_is_sent_once() {
    let mock = mock().await;
    for fault in [
        Reply::error(503, "M_UNKNOWN", "Restarting"),
        Reply::bytes(502, "<html></html>"),
    ] {
        mock.clear_requests();
        mock.on_any().reply(fault);

        let error = client(&mock).upload_asset(Upload::bytes("x")).await.unwrap_err();

        assert!(error.is_delivery_unclear(), "{error}");
        assert_eq!(mock.requests().len(), 1);
    }
    let nobody = ClosedPort::new();
    let client = Client::builder()
        .base_url(nobody.url())
        .access_token("t")
        .build()
        .unwrap();
    let error = client.upload_asset(Upload::bytes("x")).await.unwrap_err();
    assert_eq!((error.kind(), error.tries()), (&ErrorKind::Connect, 1));
}

#[tokio::test]
async fn an_upload_has_a_time_out_of_its_own() {
    let mock = mock().await;
    let answer = Reply::json(200, json!({ "uploadID": "u1" }));
    let hold = mock.on(Operation::UploadAsset).answering(answer).hold();
    let _other = mock.on(Operation::GetInfo).hold();
    let impatient = client(&mock).with(CallOptions::new().timeout(Duration::from_nanos(1)).retries(0));
    let upload = impatient.upload_asset(Upload::bytes("x")).into_future();
    let (uploaded, ()) = tokio::join!(upload, async {
        hold.arrived().await;
        // A call with the client's timeout runs into it meanwhile.
        assert!(impatient.get_info().await.unwrap_err().is_timeout());
        hold.release();
    });
    uploaded.unwrap();

    let _hold = mock.on_any().hold();
    let limit = Duration::from_millis(20);
    let upload = client(&mock).upload_asset(Upload::bytes("x")).timeout(limit);
    let error = upload.await.unwrap_err();
    assert_eq!((error.kind(), error.tries()), (&ErrorKind::Timeout { limit }, 1));
    assert!(error.is_delivery_unclear(), "{error}");
}

#[tokio::test]
async fn an_empty_file_can_be_uploaded() {
    let mock = mock().await;
    mock.on_any().reply(Reply::json(200, json!({ "uploadID": "u1" })));

    client(&mock)
        .upload_asset(Upload::bytes(""))
        .file_name("empty")
        .await
        .unwrap();

    assert!(contains(mock.requests()[0].body(), b"filename=\"empty\""));
}

#[tokio::test]
async fn an_unreadable_file_is_an_error_before_anything_is_sent() {
    let mock = mock().await;
    let folder = Folder::new("missing");
    for (path, reason) in [
        (folder.0.join("nothing-here"), "No such file or directory (os error 2)"),
        (folder.0.clone(), "it is a directory; name a file in it"),
    ] {
        let error = client(&mock).upload_asset(Upload::file(&path)).await.unwrap_err();

        let expected = format!("upload_asset: the file {path:?} on this computer cannot be used: {reason}");
        assert_eq!(error.to_string(), expected);
    }
    let error = client(&mock)
        .upload_asset(Upload::bytes("x"))
        .mime_type("no type")
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "upload_asset: `mime_type` cannot be sent: it is not a valid media type"
    );
    assert!(matches!(error.kind(), ErrorKind::InvalidArgument { .. }), "{error:?}");
    assert_eq!(mock.requests().len(), 0);
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let mock = mock().await;
    let nameless = Client::builder().base_url(mock.base_url()).build().unwrap();

    let error = nameless.upload_asset(Upload::bytes("x")).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::MissingToken);
    let error = nameless.serve_asset("mxc://x/y").await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::MissingToken);
    assert_eq!(mock.requests().len(), 0);
}

#[tokio::test]
async fn a_download_comes_byte_for_byte() {
    let mock = mock().await;
    mock.on_any()
        .reply(Reply::bytes(200, content()).header("content-type", "image/jpeg"));
    let client = client(&mock);
    let address = "mxc://example.com/a b&c";

    let mut stream = client.serve_asset(address).await.unwrap();
    assert_eq!(
        (stream.length(), stream.mime_type()),
        (Some(200_003), Some("image/jpeg"))
    );
    let mut received = Vec::new();
    while let Some(piece) = stream.next().await {
        received.extend_from_slice(&piece.unwrap());
    }
    assert!(received == content());
    let request = &mock.requests()[0];
    assert_eq!(request.path(), "/v1/assets/serve");
    assert_eq!(request.query(), Some("url=mxc%3A%2F%2Fexample.com%2Fa+b%26c"));

    assert!(client.serve_asset(address).bytes(300_000).await.unwrap() == content());
    let error = client.serve_asset(address).bytes(200_002).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::BodyTooLarge { limit: 200_002 });
}

#[tokio::test]
async fn a_downloaded_file_appears_when_it_is_complete() {
    let mock = mock().await;
    let folder = Folder::new("download");
    let path = folder.0.join("picture.jpg");
    std::fs::write(&path, "old").unwrap();
    let broken = Reply::bytes(200, content());
    mock.on_any().once().answering(broken).close_after(100_000);

    let error = client(&mock).serve_asset("mxc://x/y").to_file(&path).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Interrupted, "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    assert_eq!(folder.names(), ["picture.jpg"], "nothing is left behind");

    mock.on_any().reply(Reply::bytes(200, content()));
    let last = Arc::new(Mutex::new(None));
    let watched = Arc::clone(&last);
    let download = client(&mock).serve_asset("mxc://x/y");
    let download = download.on_progress(move |progress| *watched.lock().unwrap() = Some(progress.bytes));
    assert_eq!(download.to_file(&path).await.unwrap(), 200_003);
    assert!(std::fs::read(&path).unwrap() == content());
    assert_eq!(*last.lock().unwrap(), Some(200_003));
    assert_eq!(folder.names(), ["picture.jpg"]);

    let nowhere = folder.0.join("no-folder").join("x");
    let error = client(&mock)
        .serve_asset("mxc://x/y")
        .to_file(nowhere)
        .await
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::LocalFile { .. }), "{error:?}");
}

#[tokio::test]
async fn a_range_is_honoured_or_an_error() {
    let mock = mock().await;
    let part = Reply::bytes(206, "cde").header("content-range", "bytes 2-4/26");
    mock.on_any().reply(part);
    let download = || client(&mock).serve_asset("mxc://x/y");

    let stream = download().range(2..5).await.unwrap();
    assert_eq!((stream.length(), stream.file_length()), (Some(3), Some(26)));
    let _ = download().range(2..=4).await.unwrap();
    let _ = download().range(2..).await.unwrap();
    let _ = download().range(..3).await.unwrap();
    let requests = mock.requests();
    let ranges: Vec<_> = requests
        .iter()
        .map(|request| request.header("range").unwrap())
        .collect();
    assert_eq!(ranges, ["bytes=2-4", "bytes=2-4", "bytes=2-", "bytes=0-2"]);

    mock.on_any().reply(Reply::bytes(200, "the whole file"));
    let error = download().range(2..).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::UnexpectedStatus);
    let error = download().range(5..5).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "serve_asset: `range` cannot be sent: it contains no bytes"
    );
    mock.on_any().reply(Reply::error(416, "M_RANGE", "Beyond the end"));
    let error = download().range(99..).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 416);
}

#[tokio::test]
async fn a_download_is_retried_until_its_body_begins() {
    let mock = mock().await;
    mock.on_any()
        .first(2)
        .reply(Reply::error(503, "M_UNKNOWN", "Restarting").header("retry-after-ms", "1"));
    mock.on_any().nth(3).reply(Reply::bytes(200, "abc"));
    let bytes = client(&mock).serve_asset("mxc://x/y").bytes(9).await.unwrap();

    assert_eq!(bytes, b"abc");
    assert_eq!(mock.requests().len(), 3);

    mock.clear_requests();
    mock.on_any().answering(Reply::bytes(200, content())).reset_after(1000);
    client(&mock).serve_asset("mxc://x/y").bytes(999_999).await.unwrap_err();
    assert_eq!(mock.requests().len(), 1);
}
