//! Tests of token files: a stored token is found under its own key only, and no token is lost.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use beeper_desktop_client::Origin;
use beeper_desktop_client::tokens::{AccessToken, TokenFile, TokenKey, TokenStore, TokenStoreErrorKind};
use tempfile::TempDir;

pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

pub fn key(address: &str, client_name: &str) -> TokenKey {
    TokenKey::new(address.parse::<Origin>().unwrap(), client_name)
}

/// The key that most tests use.
pub fn ours() -> TokenKey {
    key("http://127.0.0.1:23373", "my-app")
}

pub fn loaded(file: &TokenFile, key: &TokenKey) -> Option<String> {
    let token = file.load(key).unwrap()?;
    Some(token.secret().expose().to_owned())
}

pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    entries
}

#[test]
fn a_token_is_found_again_with_all_that_is_known_of_it() {
    let folder = folder();
    let file = TokenFile::new(folder.path().join("tokens.json"));
    let expires_at = SystemTime::UNIX_EPOCH + Duration::from_millis(1_790_000_000_123);
    let token = AccessToken::new("eyJ.a-b_c~d+e/f==")
        .with_client_id("client \"1\"")
        .with_scope("read write")
        .with_expiry(expires_at);
    file.store(&ours(), &token).unwrap();

    let again = TokenFile::new(folder.path().join("tokens.json"));
    let loaded = again.load(&ours()).unwrap().unwrap();
    assert_eq!(loaded.secret().expose(), "eyJ.a-b_c~d+e/f==");
    assert_eq!(
        (loaded.client_id(), loaded.scope()),
        (Some("client \"1\""), Some("read write"))
    );
    assert_eq!(loaded.expires_at(), Some(expires_at));

    file.store(&ours(), &AccessToken::new("another")).unwrap();
    let loaded = again.load(&ours()).unwrap().unwrap();
    assert_eq!(
        (loaded.secret().expose(), loaded.scope(), loaded.expires_at()),
        ("another", None, None)
    );
}

#[test]
fn a_token_belongs_to_its_server_and_its_program() {
    let folder = folder();
    let file = TokenFile::new(folder.path().join("tokens.json"));
    let keys = [
        ours(),
        key("http://127.0.0.1:23374", "my-app"),
        key("https://127.0.0.1:23373", "my-app"),
        key("http://desktop.example:23373", "my-app"),
        key("http://127.0.0.1:23373", "another-app"),
    ];
    for (number, key) in keys.iter().enumerate() {
        assert_eq!(loaded(&file, key), None, "{key}");
        file.store(key, &AccessToken::new(format!("token-{number}"))).unwrap();
    }
    for (number, key) in keys.iter().enumerate() {
        assert_eq!(loaded(&file, key), Some(format!("token-{number}")), "{key}");
    }
    for name in ["localhost", "[::1]", "127.0.0.1"] {
        let same = key(&format!("http://{name}:23373"), "my-app");
        assert_eq!(loaded(&file, &same).as_deref(), Some("token-0"), "{name}");
    }
    file.remove(&keys[1]).unwrap();
    file.remove(&keys[1]).unwrap();
    let left: Vec<_> = keys.iter().map(|key| loaded(&file, key).is_some()).collect();
    assert_eq!(left, [true, false, true, true, true]);
}

#[test]
fn what_is_not_there_holds_no_token_and_is_not_made() {
    let folder = folder();
    let file = TokenFile::new(folder.path().join("no/such/folder/tokens.json"));
    assert!(file.load(&ours()).unwrap().is_none());
    file.remove(&ours()).unwrap();
    assert!(entries(folder.path()).is_empty());
}

#[test]
fn nothing_is_left_beside_the_file() {
    let folder = folder();
    let file = TokenFile::new(folder.path().join("tokens.json"));
    for token in ["one", "two"] {
        file.store(&ours(), &AccessToken::new(token)).unwrap();
    }
    file.remove(&ours()).unwrap();
    assert_eq!(entries(folder.path()), [file.path()]);
}

#[test]
fn a_token_that_cannot_be_sent_is_neither_stored_nor_handed_out() {
    let folder = folder();
    let file = TokenFile::new(folder.path().join("tokens.json"));
    file.store(&ours(), &AccessToken::new("good")).unwrap();
    for text in ["", "PLANTED x", "PLANTED\n", "PLANTED\u{e9}", "\"PLANTED\""] {
        let error = file.store(&ours(), &AccessToken::new(text)).unwrap_err();
        assert_eq!(error.kind(), TokenStoreErrorKind::InvalidToken, "{text:?}");
        assert!(!format!("{error} {error:?}").contains("PLANTED"), "{error}");
    }
    let endless = SystemTime::UNIX_EPOCH + Duration::from_secs(253_402_300_800);
    let error = file
        .store(&ours(), &AccessToken::new("good").with_expiry(endless))
        .unwrap_err();
    assert_eq!(error.kind(), TokenStoreErrorKind::InvalidToken);
    assert_eq!(loaded(&file, &ours()).as_deref(), Some("good"));

    // A user has edited the file.
    let text = std::fs::read_to_string(file.path()).unwrap();
    for odd in ["", "PLANTED x", "PLANTED\\n", "PLANTED\\u0000", "\\\"PLANTED\\\""] {
        std::fs::write(file.path(), text.replace("good", odd)).unwrap();
        let error = file.load(&ours()).unwrap_err();
        assert_eq!(error.kind(), TokenStoreErrorKind::InvalidToken, "{odd:?}");
        let line = error.to_string();
        assert!(line.starts_with("the token file \"/") || cfg!(not(unix)), "{line}");
        assert!(
            line.contains("contains an invalid token for http://localhost:23373"),
            "{line}"
        );
        assert!(!format!("{line} {error:?}").contains("PLANTED"), "{line}");
        // The token of another server is not affected.
        assert!(file.load(&key("http://localhost:1", "my-app")).unwrap().is_none());
    }
    file.store(&ours(), &AccessToken::new("better")).unwrap();
    assert_eq!(loaded(&file, &ours()).as_deref(), Some("better"));
}

#[test]
fn an_expiry_that_is_no_time_is_an_invalid_token() {
    let folder = folder();
    let file = TokenFile::new(folder.path().join("tokens.json"));
    file.store(&ours(), &AccessToken::new("good").with_expiry(SystemTime::UNIX_EPOCH))
        .unwrap();
    let text = std::fs::read_to_string(file.path()).unwrap();
    for odd in ["soon", "", "1790000000000"] {
        std::fs::write(file.path(), text.replace("1970-01-01T00:00:00.000Z", odd)).unwrap();
        let error = file.load(&ours()).unwrap_err();
        assert_eq!(error.kind(), TokenStoreErrorKind::InvalidToken, "{odd:?}");
    }
}

#[test]
fn a_file_of_something_else_is_an_error_and_never_overwritten() {
    let folder = folder();
    let file = TokenFile::new(folder.path().join("tokens.json"));
    file.store(&ours(), &AccessToken::new("good")).unwrap();
    let damaged = std::fs::read_to_string(file.path())
        .unwrap()
        .replace("\"good\"", "PLANTED");
    let large = " ".repeat(1024 * 1024) + "{}";
    for text in [
        "",
        "PLANTED",
        "{}",
        "[\"PLANTED\"]",
        "[settings]\nname = \"PLANTED\"\n",
        &damaged,
        &large,
    ] {
        std::fs::write(file.path(), text).unwrap();
        let errors = [
            file.load(&ours()).unwrap_err(),
            file.store(&ours(), &AccessToken::new("another")).unwrap_err(),
            file.remove(&ours()).unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), TokenStoreErrorKind::NotATokenFile, "{error}");
            let printed = format!("{error} {error:?}");
            assert!(
                !printed.contains("PLANTED") && printed.contains("tokens.json"),
                "{printed}"
            );
        }
        assert_eq!(std::fs::read_to_string(file.path()).unwrap(), text);
    }
    assert_eq!(entries(folder.path()), [file.path()]);
}

#[test]
fn a_token_that_would_make_the_file_too_large_to_be_read_is_not_stored() {
    let folder = folder();
    let file = TokenFile::new(folder.path().join("tokens.json"));
    file.store(&ours(), &AccessToken::new("good")).unwrap();
    let another = key("http://localhost:1", "my-app");
    let error = file
        .store(&another, &AccessToken::new("x".repeat(1024 * 1024)))
        .unwrap_err();
    assert_eq!(error.kind(), TokenStoreErrorKind::InvalidToken);
    assert!(
        error.to_string().ends_with("would have more than 1048576 bytes"),
        "{error}"
    );
    assert_eq!(loaded(&file, &ours()).as_deref(), Some("good"));
    assert_eq!(entries(folder.path()), [file.path()]);
}

/// For the file locks, each thread is like a separate program.
#[test]
fn programs_that_store_tokens_at_the_same_time_undo_nothing() {
    let folder = folder();
    let path = folder.path().join("new/tokens.json");
    let key =
        |thread: usize, number: usize| key(&format!("http://localhost:{}", 1000 + number), &format!("app-{thread}"));
    std::thread::scope(|scope| {
        for thread in 0..6 {
            let (path, key) = (&path, &key);
            scope.spawn(move || {
                for number in 0..10 {
                    let file = TokenFile::new(path);
                    let key = key(thread, number);
                    file.store(&key, &AccessToken::new("draft")).unwrap();
                    // A concurrent reader always finds a complete file.
                    assert_eq!(loaded(&file, &key).as_deref(), Some("draft"));
                    file.store(&key, &AccessToken::new(format!("{thread}-{number}")))
                        .unwrap();
                    if number % 2 == 1 {
                        file.remove(&key).unwrap();
                    }
                }
            });
        }
    });
    let file = TokenFile::new(&path);
    for thread in 0..6 {
        for number in 0..10 {
            let expected = (number % 2 == 0).then(|| format!("{thread}-{number}"));
            assert_eq!(loaded(&file, &key(thread, number)), expected);
        }
    }
    assert_eq!(entries(path.parent().unwrap()), std::slice::from_ref(&path));
}

#[test]
fn a_store_prints_its_path_and_no_token() {
    let folder = folder();
    let file = TokenFile::new(folder.path().join("tokens.json"));
    file.store(
        &ours(),
        &AccessToken::new("PLANTED")
            .with_scope("PLANTED")
            .with_client_id("PLANTED"),
    )
    .unwrap();
    let token = file.load(&ours()).unwrap();
    let printed = format!(
        "{file:?} {:?} {} {token:?} {:?}",
        ours(),
        ours(),
        token.as_ref().unwrap().to_json()
    );
    assert!(
        !printed.contains("PLANTED") && printed.contains("tokens.json"),
        "{printed}"
    );
    assert!(printed.contains("my-app at http://localhost:23373"), "{printed}");
}

#[test]
fn the_text_of_a_token_is_read_strictly() {
    let text = AccessToken::new("good").with_scope("read").to_json().unwrap();
    assert_eq!(text.expose(), r#"{"access_token":"good","scope":"read"}"#);
    assert_eq!(AccessToken::from_json(&text).unwrap().scope(), Some("read"));
    for text in [
        "",
        "PLANTED",
        "null",
        r#"{"access_token": ""}"#,
        r#"{"access_token": "PLANTED\n"}"#,
        r#"{"access_token": 1}"#,
        r#"{"access_token": "a", "access_token": "PLANTED"}"#,
        r#"{"access_token": "a", "PLANTED": 1}"#,
        r#"{"access_token": "a"} PLANTED"#,
    ] {
        let error = AccessToken::from_json(&text.into()).unwrap_err();
        assert_eq!(error.kind(), TokenStoreErrorKind::InvalidToken, "{text}");
        assert!(!format!("{error} {error:?}").contains("PLANTED"), "{error}");
    }
    assert!(AccessToken::new("a b").to_json().is_err());
}
