//! Tests of token files on Unix: modes, and links, FIFOs and devices in the place of the file.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use beeper_desktop_client::tokens::{AccessToken, TokenFile, TokenStore, TokenStoreErrorKind};

use super::token_file::{entries, folder, key, loaded, ours};

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn the_file_and_the_folders_that_are_made_for_it_are_the_users_alone() {
    let folder = folder();
    let file = TokenFile::new(folder.path().join("config/my-app/tokens.json"));
    file.store(&ours(), &AccessToken::new("token")).unwrap();
    assert_eq!(mode(file.path()), 0o600);
    assert_eq!(mode(&folder.path().join("config")), 0o700);
    assert_eq!(mode(&folder.path().join("config/my-app")), 0o700);

    // The client must not change the mode of a folder that already exists.
    set_mode(&folder.path().join("config/my-app"), 0o755);
    file.store(&ours(), &AccessToken::new("another")).unwrap();
    assert_eq!(
        (mode(file.path()), mode(&folder.path().join("config/my-app"))),
        (0o600, 0o755)
    );
}

#[test]
fn a_file_that_others_can_read_or_write_is_refused_until_the_next_token_replaces_it() {
    for exposed in [0o644, 0o640, 0o604, 0o620, 0o602, 0o660, 0o666, 0o777, 0o601] {
        let folder = folder();
        let file = TokenFile::new(folder.path().join("tokens.json"));
        let other = key("http://localhost:1", "my-app");
        file.store(&other, &AccessToken::new("PLANTED-1")).unwrap();
        set_mode(file.path(), exposed);
        for key in [&other, &ours()] {
            let error = file.load(key).unwrap_err();
            assert_eq!(error.kind(), TokenStoreErrorKind::ReadableByOthers, "{exposed:o}");
            let line = error.to_string();
            assert!(
                line.contains(&format!("(its mode is {exposed:o})")) && line.contains("chmod 600"),
                "{line}"
            );
            assert!(
                line.contains("tokens.json") && !format!("{line} {error:?}").contains("PLANTED"),
                "{line}"
            );
        }
        assert_eq!(mode(file.path()), exposed, "loading must not change the mode");

        file.store(&ours(), &AccessToken::new("new")).unwrap();
        assert_eq!(mode(file.path()), 0o600);
        assert_eq!(loaded(&file, &ours()).as_deref(), Some("new"));
        assert_eq!(
            loaded(&file, &other).as_deref(),
            Some("PLANTED-1"),
            "the token of another server was lost"
        );
    }
}

/// Only root can create such a file, so other users cannot run this test.
#[test]
fn a_file_of_another_user_is_neither_read_nor_replaced() {
    let folder = folder();
    let file = TokenFile::new(folder.path().join("tokens.json"));
    file.store(&ours(), &AccessToken::new("PLANTED")).unwrap();
    if chown(file.path(), Some(12345), None).is_err() {
        return;
    }
    let before = fs::read(file.path()).unwrap();
    for error in [
        file.load(&ours()).unwrap_err(),
        file.store(&ours(), &AccessToken::new("new")).unwrap_err(),
        file.remove(&ours()).unwrap_err(),
    ] {
        assert_eq!(error.kind(), TokenStoreErrorKind::OwnedByAnother);
        let line = error.to_string();
        assert!(
            line.contains("belongs to another user") && line.contains("tokens.json"),
            "{line}"
        );
        assert!(!format!("{line} {error:?}").contains("PLANTED"), "{line}");
    }
    assert_eq!(fs::read(file.path()).unwrap(), before);
    assert_eq!(fs::metadata(file.path()).unwrap().uid(), 12345);
}

#[test]
fn a_file_of_something_else_is_told_as_such_whoever_can_read_it() {
    let folder = folder();
    let file = TokenFile::new(folder.path().join("tokens.json"));
    fs::write(file.path(), "PLANTED").unwrap();
    set_mode(file.path(), 0o644);
    for error in [
        file.load(&ours()).unwrap_err(),
        file.store(&ours(), &AccessToken::new("token")).unwrap_err(),
    ] {
        assert_eq!(error.kind(), TokenStoreErrorKind::NotATokenFile);
    }
    assert_eq!(
        (fs::read_to_string(file.path()).unwrap().as_str(), mode(file.path())),
        ("PLANTED", 0o644)
    );
}

#[test]
fn a_file_that_was_mended_is_read_again() {
    let folder = folder();
    let file = TokenFile::new(folder.path().join("tokens.json"));
    file.store(&ours(), &AccessToken::new("token")).unwrap();
    set_mode(file.path(), 0o644);
    file.load(&ours()).unwrap_err();
    for mended in [0o600, 0o400] {
        set_mode(file.path(), mended);
        assert_eq!(loaded(&file, &ours()).as_deref(), Some("token"));
    }
}

#[test]
fn a_symbolic_link_is_replaced_and_not_followed() {
    let folder = folder();
    let elsewhere = TokenFile::new(folder.path().join("elsewhere.json"));
    elsewhere.store(&ours(), &AccessToken::new("PLANTED")).unwrap();
    let before = fs::read(elsewhere.path()).unwrap();
    let dangling = folder.path().join("nothing");
    let itself = folder.path().join("tokens.json");
    for target in [
        elsewhere.path(),
        &dangling,
        &itself,
        folder.path(),
        Path::new("/dev/zero"),
    ] {
        let file = TokenFile::new(folder.path().join("tokens.json"));
        symlink(target, file.path()).unwrap();
        let error = file.load(&ours()).unwrap_err();
        assert_eq!(error.kind(), TokenStoreErrorKind::NotRegular);
        assert!(
            error.to_string().contains("is a symbolic link, which is not followed"),
            "{error}"
        );
        file.remove(&ours()).unwrap();
        assert!(
            fs::symlink_metadata(file.path()).unwrap().is_symlink(),
            "nothing must be stored in the linked file"
        );

        file.store(&ours(), &AccessToken::new("new")).unwrap();
        assert!(fs::symlink_metadata(file.path()).unwrap().is_file());
        assert_eq!(loaded(&file, &ours()).as_deref(), Some("new"));
        assert_eq!(mode(file.path()), 0o600);
        fs::remove_file(file.path()).unwrap();
    }
    assert_eq!(fs::read(elsewhere.path()).unwrap(), before);
    assert!(!dangling.exists());
}

/// The client must not wait for these, read them or replace them.
#[test]
fn what_is_no_file_is_refused_by_its_kind() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    let made = Command::new("mkfifo").arg(path("fifo")).status().unwrap();
    assert!(made.success());
    fs::create_dir(path("directory")).unwrap();
    let _socket = UnixListener::bind(path("socket")).unwrap();
    let before = entries(folder.path());
    for (path, kind) in [
        (path("fifo"), "a FIFO"),
        (path("directory"), "a directory"),
        (path("socket"), "a socket"),
        ("/dev/null".into(), "a character device"),
    ] {
        let file = TokenFile::new(&path);
        let mut errors = vec![file.load(&ours()).unwrap_err()];
        // The client must not even create a lock file beside a device.
        if path.starts_with(folder.path()) {
            errors.push(file.store(&ours(), &AccessToken::new("PLANTED")).unwrap_err());
            errors.push(file.remove(&ours()).unwrap_err());
        }
        for error in errors {
            assert_eq!(error.kind(), TokenStoreErrorKind::NotRegular, "{error}");
            let line = format!("the token file {path:?} is {kind}, which cannot contain tokens; use another path");
            assert_eq!(error.to_string(), line);
        }
    }
    assert_eq!(entries(folder.path()), before);
}

#[test]
fn what_the_system_refuses_is_told_with_its_error() {
    let folder = folder();
    fs::write(folder.path().join("file"), "").unwrap();
    let file = TokenFile::new(folder.path().join("file/tokens.json"));
    let errors = [
        file.load(&ours()).unwrap_err(),
        file.store(&ours(), &AccessToken::new("PLANTED")).unwrap_err(),
        file.remove(&ours()).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), TokenStoreErrorKind::Io, "{error}");
        let source = std::error::Error::source(&error).unwrap();
        assert!(source.downcast_ref::<std::io::Error>().is_some());
        assert!(error.to_string().contains(&source.to_string()), "{error}");
    }
}

#[test]
fn the_file_of_a_program_is_in_the_users_folder_for_configurations() {
    const IN_CHILD: &str = "BEEPER_TEST_IN_CHILD";
    if std::env::var_os(IN_CHILD).is_some() {
        let file = TokenFile::for_app("my-app").unwrap();
        file.store(&ours(), &AccessToken::new("token")).unwrap();
        println!("stored in {}", file.path().display());
        return;
    }
    let folder = folder();
    let run = |xdg: Option<&Path>, home: &Path| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let test = "tokens::permissions::the_file_of_a_program_is_in_the_users_folder_for_configurations";
        command.args(["--exact", test, "--nocapture"]).env(IN_CHILD, "1");
        command.env("HOME", home).env_remove("XDG_CONFIG_HOME");
        command.envs(xdg.map(|xdg| ("XDG_CONFIG_HOME", xdg)));
        let output = command.output().unwrap();
        assert!(output.status.success());
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let home = folder.path().join("home");
    let mut expected = vec![];
    if cfg!(not(target_vendor = "apple")) {
        let xdg = folder.path().join("xdg");
        expected.push((run(Some(&xdg), &home), xdg.join("my-app")));
        expected.push((run(None, &home), home.join(".config/my-app")));
    } else {
        expected.push((run(None, &home), home.join("Library/Application Support/my-app")));
    }
    for (printed, folder) in expected {
        let file = folder.join("beeper-tokens.json");
        assert!(printed.contains(&format!("stored in {}", file.display())), "{printed}");
        assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
    }
}
