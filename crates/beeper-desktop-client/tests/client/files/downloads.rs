//! Tests of downloads to disk: names, permissions, limits, and failures halfway.

use std::env;
use std::error::Error as _;
use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;

use beeper_desktop_client::ErrorKind;
use beeper_desktop_client::files::ServeAsset;
use beeper_desktop_mock::{MockDesktop, Operation, Reply};

use super::special_files::{Entry, Folder, content, make_fifo};
use crate::{client, mock};

async fn asset() -> MockDesktop {
    let mock = mock().await;
    mock.on(Operation::ServeAsset).reply(Reply::bytes(200, content()));
    mock
}

fn serve(mock: &MockDesktop) -> ServeAsset {
    client(mock).serve_asset("mxc://a/b")
}

/// Returns the message of a download that fails before it sends a request.
async fn refusal(path: impl AsRef<Path>) -> String {
    let mock = asset().await;
    let error = serve(&mock).to_file(path).await.unwrap_err();
    assert!(mock.requests().is_empty());
    error.to_string()
}

/// The variable that is set when a test runs in a separate process.
const OWN_PROCESS: &str = "TEST_IN_A_PROCESS_OF_ITS_OWN";

/// Returns whether this process runs only this test. If not, runs it in such a process, and asserts that it passes there.
fn is_alone(test: &str, limits: &str) -> bool {
    if env::var_os(OWN_PROCESS).is_some() {
        return true;
    }
    let folder = Folder::new();
    let output = Command::new("sh")
        .args(["-c", &format!("{limits} exec \"$@\""), "sh"])
        .arg(env::current_exe().unwrap())
        .args(["--exact", &format!("files::downloads::{test}")])
        .env(OWN_PROCESS, "1")
        .current_dir(folder.path(""))
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}");
    false
}

#[tokio::test]
async fn a_path_may_be_relative_to_the_current_directory() {
    if !is_alone("a_path_may_be_relative_to_the_current_directory", "") {
        return;
    }
    let mock = asset().await;
    fs::create_dir("a").unwrap();
    std::os::unix::fs::symlink("third", "link").unwrap();
    for (path, written) in [
        ("x", "x"),
        ("./y", "y"),
        ("a/../z", "z"),
        ("a/x", "a/x"),
        ("link", "third"),
    ] {
        serve(&mock).to_file(path).await.unwrap();
        assert!(fs::read(written).unwrap() == content(), "{path}");
    }
    let mut names: Vec<_> = fs::read_dir(".")
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["a", "link", "third", "x", "y", "z"]);
}

#[tokio::test]
async fn a_path_that_names_no_file_is_refused() {
    let folder = Folder::new();
    let as_folder = "the path ends as that of a directory; name a file";
    for (path, reason) in [
        (folder.path("new/"), as_folder),
        (folder.path("new/."), as_folder),
        (folder.link("link", "new/"), as_folder),
        (folder.path("."), "it is a directory; name a file in it"),
        (folder.path("new/.."), as_folder),
        ("".into(), "the path is empty; name a file"),
        (".".into(), "it is a directory; name a file in it"),
        ("/".into(), "it is a directory; name a file in it"),
        (folder.path("a\0b"), "file name contained an unexpected NUL byte"),
        (folder.path(&"x".repeat(256)), "File name too long"),
    ] {
        let expected = format!("serve_asset: the file {path:?} on this computer cannot be used: {reason}");
        let line = refusal(&path).await;
        assert!(line.starts_with(&expected), "{line}");
    }
}

#[tokio::test]
async fn names_may_be_as_long_as_the_file_system_has_them_and_need_not_be_text() {
    let folder = Folder::new();
    let mock = asset().await;
    for name in ["x".repeat(255).as_bytes(), b"\xff\xfe\n", b" ", b"a.part", b"..."] {
        let path = folder.path("").join(OsStr::from_bytes(name));
        serve(&mock).to_file(&path).await.unwrap();
        assert!(fs::read(&path).unwrap() == content(), "{path:?}");
    }
    assert_eq!(folder.entries().len(), 5);
}

#[tokio::test]
async fn what_is_called_like_the_file_with_an_ending_is_left_alone() {
    let folder = Folder::new();
    folder.file("precious", 0o644);
    folder.link("x.part", "precious");
    let before = folder.entries();
    serve(&asset().await).to_file(folder.path("x")).await.unwrap();
    let mut after = folder.entries();
    after.remove(&folder.path("x")).unwrap();
    assert!(after == before);
}

#[tokio::test]
async fn a_file_in_the_making_cannot_be_guessed_and_is_as_private_as_the_old_one() {
    let folder = Folder::new();
    let path = folder.file("x", 0o600);
    let before = folder.entries();
    let mut names = Vec::new();
    for _ in 0..3 {
        let mock = mock().await;
        let hold = mock.on(Operation::ServeAsset).hold();
        tokio::select! {
            result = serve(&mock).to_file(&path) => panic!("{result:?}"),
            () = async {
                hold.arrived().await;
                let mut during = folder.entries();
                during.retain(|path, _| !before.contains_key(path));
                let (path, entry) = during.pop_first().unwrap();
                let (mode, content) = (0o600, Vec::new());
                assert_eq!(entry, Entry::File { mode, content });
                names.push(path);
            } => {}
        }
    }
    names.dedup();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[tokio::test]
async fn a_program_that_is_replaced_runs_as_nobody_else() {
    let folder = Folder::new();
    let path = folder.file("x", 0o6755);
    serve(&asset().await).to_file(&path).await.unwrap();
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o755);
}

#[tokio::test]
async fn a_file_of_somebody_else_stays_theirs() {
    let folder = Folder::new();
    let path = folder.file("x", 0o640);
    // Only the superuser can give files away and write to those of others.
    if chown(&path, Some(12345), Some(54321)).is_err() {
        return;
    }
    serve(&asset().await).to_file(&path).await.unwrap();
    let metadata = fs::metadata(&path).unwrap();
    assert_eq!(
        (metadata.uid(), metadata.gid(), metadata.mode() & 0o7777),
        (12345, 54321, 0o640)
    );
}

#[tokio::test]
async fn another_name_of_the_old_file_keeps_the_old_content() {
    let folder = Folder::new();
    let path = folder.file("x", 0o644);
    fs::hard_link(&path, folder.path("y")).unwrap();
    serve(&asset().await).to_file(&path).await.unwrap();
    assert!(fs::read(&path).unwrap() == content());
    assert_eq!(fs::read(folder.path("y")).unwrap(), b"old");
}

#[tokio::test]
async fn a_folder_that_takes_no_files_is_said_so_before_anything_is_asked_for() {
    let folder = Folder::new();
    folder.folder("a");
    let path = folder.file("a/x", 0o644);
    fs::set_permissions(folder.path("a"), Permissions::from_mode(0o555)).unwrap();
    // The superuser can create files anywhere.
    if fs::write(folder.path("a/y"), "").is_ok() {
        return;
    }
    let line = refusal(&path).await;
    assert!(
        line.ends_with("no file can be created in its folder: Permission denied (os error 13)"),
        "{line}"
    );
}

#[tokio::test]
async fn a_disk_that_takes_no_more_is_an_error_and_the_old_file_stays() {
    let test = "a_disk_that_takes_no_more_is_an_error_and_the_old_file_stays";
    // The limit allows only a part of the 200 kB to be written.
    if !is_alone(test, "trap '' XFSZ; ulimit -f 100;") {
        return;
    }
    let folder = Folder::new();
    let path = folder.file("x", 0o644);
    let before = folder.entries();
    let error = serve(&asset().await).to_file(&path).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("serve_asset: the file {path:?} on this computer cannot be used: File too large (os error 27)")
    );
    let source = error.source().unwrap().downcast_ref::<io::Error>().unwrap();
    assert_eq!(source.kind(), io::ErrorKind::FileTooLarge);
    assert!(folder.entries() == before);
}

#[tokio::test]
async fn a_fifo_that_takes_the_place_of_the_file_meanwhile_is_not_replaced() {
    let folder = Folder::new();
    let path = folder.file("x", 0o644);
    let mock = mock().await;
    let whole = Reply::bytes(200, content());
    let hold = mock.on(Operation::ServeAsset).answering(whole).hold_mid_body();
    let (result, ()) = tokio::join!(serve(&mock).to_file(&path), async {
        hold.arrived().await;
        fs::remove_file(&path).unwrap();
        make_fifo(&path);
        hold.release();
    });
    let error = result.unwrap_err();
    assert!(error.to_string().contains("it is a FIFO, "), "{error}");
    let after: Vec<_> = folder.entries().into_values().collect();
    assert_eq!(after, [Entry::Fifo]);
}

#[tokio::test]
async fn a_download_that_the_server_refuses_leaves_the_old_file() {
    let folder = Folder::new();
    let path = folder.file("x", 0o644);
    let before = folder.entries();
    let mock = mock().await;
    for status in [401, 404, 410] {
        mock.on(Operation::ServeAsset)
            .reply(Reply::error(status, "M_GONE", "Gone"));
        let error = serve(&mock).to_file(&path).await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Refused);
        assert!(folder.entries() == before);
    }
}

#[tokio::test]
async fn two_downloads_to_one_path_do_not_mix() {
    let folder = Folder::new();
    let path = folder.path("x");
    let mock = mock().await;
    let whole = Reply::bytes(200, content());
    mock.on(Operation::ServeAsset).nth(1).reply(Reply::bytes(200, "short"));
    let hold = mock.on(Operation::ServeAsset).nth(2).answering(whole).hold_mid_body();
    let (one, other, ()) = tokio::join!(serve(&mock).to_file(&path), serve(&mock).to_file(&path), async {
        hold.arrived().await;
        let placed = async {
            while !path.exists() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), placed).await.unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"short");
        hold.release();
    });
    let mut lengths = [one.unwrap(), other.unwrap()];
    lengths.sort_unstable();
    assert_eq!(lengths, [5, 200_003]);
    assert!(fs::read(&path).unwrap() == content());
    assert_eq!(folder.entries().len(), 1);
}

/// Shells pass such paths for `>(...)`, and `/dev/stdout` leads to one.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_without_a_path_of_its_own_is_refused() {
    use std::os::fd::AsRawFd;

    let (reader, writer) = io::pipe().unwrap();
    for pipe in [reader.as_raw_fd(), writer.as_raw_fd()] {
        let line = refusal(format!("/proc/self/fd/{pipe}")).await;
        assert!(line.contains("it is a FIFO, "), "{line}");
    }
    let folder = Folder::new();
    let deleted = fs::File::create(folder.path("x")).unwrap();
    fs::remove_file(folder.path("x")).unwrap();
    let line = refusal(format!("/proc/self/fd/{}", deleted.as_raw_fd())).await;
    assert!(line.ends_with("its links lead to a file that has no path"), "{line}");
    assert!(folder.entries().is_empty());
}

#[test]
fn a_download_that_is_dropped_at_once_leaves_nothing() {
    let folder = Folder::new();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mock = asset().await;
        let mut download = Box::pin(serve(&mock).to_file(folder.path("x")));
        let mut context = Context::from_waker(Waker::noop());
        assert!(download.as_mut().poll(&mut context).is_pending());
        drop(download);
        assert!(mock.requests().is_empty());
    });
    // Dropping the runtime waits for its blocking tasks.
    drop(runtime);
    assert!(folder.entries().is_empty());
}

#[tokio::test]
async fn a_file_with_more_bytes_than_allowed_is_refused_and_leaves_nothing() {
    let folder = Folder::new();
    let path = folder.path("x");
    let mock = asset().await;
    let announced = Arc::new(Mutex::new(0));
    let watched = announced.clone();
    let download = serve(&mock)
        .max_bytes(200_002)
        .on_progress(move |it| *watched.lock().unwrap() = it.bytes);
    let error = download.to_file(&path).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::BodyTooLarge { limit: 200_002 });
    assert_eq!(
        *announced.lock().unwrap(),
        0,
        "no part of a file that is too large is read"
    );
    assert!(folder.entries().is_empty());

    assert_eq!(serve(&mock).max_bytes(200_003).to_file(&path).await.unwrap(), 200_003);
    let error = serve(&mock).max_bytes(9).bytes(10).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::BodyTooLarge { limit: 9 });
}

#[tokio::test]
async fn a_file_without_an_end_is_read_up_to_the_limit() {
    let folder = Folder::new();
    let mock = mock().await;
    let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    mock.on(Operation::ServeAsset)
        .raw(format!("{head}{}", chunk.repeat(100)));
    let error = serve(&mock)
        .max_bytes(50_000)
        .to_file(folder.path("x"))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::BodyTooLarge { limit: 50_000 });
    assert_eq!(
        error.to_string(),
        "serve_asset: 200 OK with a body of more than 50000 bytes"
    );
    assert!(folder.entries().is_empty());

    let mut stream = serve(&mock).max_bytes(50_000).await.unwrap();
    let mut received = 0;
    while let Some(Ok(piece)) = stream.next().await {
        received += piece.len();
    }
    assert!(received <= 50_000, "{received}");
    assert!(stream.next().await.is_none());
}
