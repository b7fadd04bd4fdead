//! Tests how the example gets an access token: from the browser, and from an earlier run.

use std::io::{BufRead, BufReader, Write};
use std::process::Child;

use beeper_desktop_client::reqwest;
use beeper_desktop_mock::{Consent, Endpoint, MockDesktop};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::{Ended, spawn, terminal};

/// A server at the address in the environment, and an empty folder for the program's files.
struct Beeper {
    runtime: Runtime,
    mock: MockDesktop,
    folder: TempDir,
}

impl Beeper {
    fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let mock = runtime.block_on(MockDesktop::builder().demo_bridges().start()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        Self { runtime, mock, folder }
    }

    /// Connects an account, and plays the browser if the program prints a page.
    fn connect(&self) -> Ended {
        let mut terminal = terminal();
        for name in ["HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA"] {
            terminal.env(name, self.folder.path());
        }
        let terminal = terminal.env("BEEPER_BASE_URL", self.mock.base_url()).arg("mock-token");
        follow(spawn(terminal), |page| {
            let page = self.runtime.block_on(browser().get(page).send()).unwrap();
            assert_eq!(page.status(), 200);
        })
    }
}

fn browser() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// Reads the program's output to its end, passes on its page, and types its token.
fn follow(mut child: Child, look_at: impl Fn(&str)) -> Ended {
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut shown = String::new();
    while out.read_line(&mut shown).unwrap() > 0 {
        let line = shown.lines().last().unwrap().trim();
        if line.starts_with("http://") {
            look_at(line);
        } else if line == "Token (not shown):" {
            child.stdin.take().unwrap().write_all(b"secret\n").unwrap();
        }
    }
    Ended {
        code: child.wait().unwrap().code(),
        last_line: shown.lines().last().unwrap_or_default().to_owned(),
        out: shown,
    }
}

#[test]
fn without_a_token_the_browser_is_asked_once_and_again_when_the_token_is_good_no_more() {
    let beeper = Beeper::start();
    let asked = || beeper.mock.requests_for(Endpoint::Token).len();

    let first = beeper.connect();
    assert_eq!(first.last_line, "Connected: Mock User (mock-account-1).");
    assert!(first.out.contains("Open this page and allow access:"), "{}", first.out);
    assert!(first.out.contains("The access token is stored in "), "{}", first.out);
    assert_eq!(asked(), 1);

    let second = beeper.connect();
    assert_eq!(second.last_line, "Connected: Mock User (mock-account-2).");
    assert!(!second.out.contains("Open this page"), "{}", second.out);
    assert_eq!(asked(), 1);

    beeper.mock.expire_tokens();
    let third = beeper.connect();
    assert_eq!(third.code, Some(0), "{}", third.out);
    assert!(third.out.contains("is no longer valid"), "{}", third.out);
    assert_eq!(asked(), 2);
    for ended in [first, second, third] {
        assert!(!ended.out.contains("mock-access-token"), "{}", ended.out);
    }
}

#[cfg(unix)]
#[test]
fn a_kept_token_that_others_can_read_is_not_used_and_replaced() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    let beeper = Beeper::start();
    let first = beeper.connect();
    let (_, file) = first.out.split_once("The access token is stored in ").unwrap();
    let file = file.split_once(".json").unwrap().0.to_owned() + ".json";
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();

    let second = beeper.connect();
    assert_eq!(second.code, Some(0), "{}", second.out);
    assert!(
        second
            .out
            .contains("is not used: other users of this computer can read"),
        "{}",
        second.out
    );
    assert_eq!(beeper.mock.requests_for(Endpoint::Token).len(), 2);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn what_was_denied_in_the_browser_is_said() {
    let beeper = Beeper::start();
    beeper.mock.set_consent(Consent::Deny);

    let ended = beeper.connect();

    assert_eq!(ended.last_line, "Not connected: access was denied in the browser.");
    assert_eq!(ended.code, Some(1));
}

/// A program that replaces the one that starts browsers.
#[cfg(target_os = "linux")]
#[test]
fn the_page_of_the_mock_opens_in_the_browser() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    let folder = tempfile::tempdir().unwrap();
    let (starter, told) = (folder.path().join("xdg-open"), folder.path().join("told"));
    assert!(Command::new("mkfifo").arg(&told).status().unwrap().success());
    let script = format!(
        "#!/bin/sh\nprintf '%s %s' \"$1\" \"${{BEEPER_ACCESS_TOKEN-none}}\" > '{}'\n",
        told.display()
    );
    fs::write(&starter, script).unwrap();
    fs::set_permissions(&starter, Permissions::from_mode(0o755)).unwrap();
    let mut terminal = terminal();
    terminal.args(["--mock", "mock-token"]).env("PATH", folder.path());
    terminal
        .env_remove("BROWSER")
        .env("DISPLAY", ":0")
        .env("BEEPER_ACCESS_TOKEN", "hunter2");

    let runtime = Runtime::new().unwrap();
    let ended = follow(spawn(&mut terminal), |address| {
        // Waits until the browser is started.
        assert_eq!(fs::read_to_string(&told).unwrap(), format!("{address} none"));
        let page = runtime
            .block_on(async { browser().get(address).send().await?.text().await })
            .unwrap();
        let (_, secret) = page.split_once("name=\"request\" value=\"").unwrap();
        let (secret, _) = secret.split_once('"').unwrap();
        let pressed = browser()
            .post(address.split_once('?').unwrap().0)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("request={secret}&decision=approve"));
        assert_eq!(runtime.block_on(pressed.send()).unwrap().status(), 200);
    });

    assert_eq!(ended.last_line, "Connected: Mock User (mock-account-1).");
    assert!(!ended.out.contains("hunter2"), "{}", ended.out);
}
