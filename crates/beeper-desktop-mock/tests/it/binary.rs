//! Tests the program as a shell runs it: its output, exit codes and command line.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, Output, Stdio};

use beeper_desktop_mock::MockDesktop;

use crate::{each, get, http, ok, send};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_beeper-desktop-mock"))
}

/// A running program, which is killed however the test ends.
pub(crate) struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The exit code if an argument or a file cannot be used.
const BAD_USAGE: i32 = 2;

/// The exit code if something failed.
const FAILED: i32 = 1;

/// Asserts the exit code and that the output is one line on standard error, and returns that line.
#[track_caller]
fn one_line_error(output: &Output, code: i32) -> String {
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(error.lines().count(), 1, "{error}");
    error
}

#[tokio::test]
async fn the_program_prints_exports_for_a_shell_and_serves() {
    let child = program().stdout(Stdio::piped()).spawn().unwrap();
    let mut running = Running(child);
    let mut lines = BufReader::new(running.0.stdout.take().unwrap()).lines();
    let mut exported = |name: &str| {
        let start = format!("export {name}=");
        lines
            .by_ref()
            .map(|line| line.unwrap())
            .find_map(|line| line.strip_prefix(&start).map(str::to_owned))
            .unwrap()
    };
    let base_url = exported("BEEPER_BASE_URL");
    let token = exported("BEEPER_ACCESS_TOKEN");

    let (status, info) = send(http().get(format!("{base_url}/v1/info"))).await;
    assert_eq!(
        (status, info["server"]["base_url"].as_str()),
        (200, Some(base_url.as_str()))
    );
    let bridges = http().get(format!("{base_url}/v1/bridges"));
    assert_eq!(send(bridges.bearer_auth(token)).await.0, 200);
}

#[tokio::test]
async fn the_program_names_its_bridges_and_their_flows() {
    let child = program().stdout(Stdio::piped()).spawn().unwrap();
    let mut running = Running(child);
    let lines = BufReader::new(running.0.stdout.take().unwrap()).lines();
    let table = lines
        .map(|line| line.unwrap())
        .skip_while(|line| !line.starts_with("bridge "));
    let mut bridge = String::new();
    let mut named = Vec::new();
    for line in table.skip(1).take_while(|line| !line.is_empty()) {
        let (first, rest) = line.split_at(20);
        if !first.trim().is_empty() {
            bridge = first.trim().to_owned();
        }
        named.push((bridge.clone(), rest.split_whitespace().next().unwrap().to_owned()));
    }

    let mock = MockDesktop::builder().demo_bridges().start().await.unwrap();
    let mut served = Vec::new();
    for bridge in ok(get(&mock, "/v1/bridges").await)["items"].as_array().unwrap() {
        let id = bridge["id"].as_str().unwrap();
        let flows = ok(get(&mock, &format!("/v1/bridges/{id}/login-flows")).await);
        for flow in flows["items"].as_array().unwrap() {
            served.push((id.to_owned(), flow["id"].as_str().unwrap().to_owned()));
        }
    }
    assert_eq!(named, served);
}

#[tokio::test]
async fn the_program_names_its_chats() {
    let child = program().stdout(Stdio::piped()).spawn().unwrap();
    let mut running = Running(child);
    let lines = BufReader::new(running.0.stdout.take().unwrap()).lines();
    let table = lines
        .map(|line| line.unwrap())
        .skip_while(|line| !line.starts_with("chat "));
    let named = table.skip(1).take_while(|line| !line.is_empty());
    let mut named: Vec<_> = named
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .collect();

    let mock = MockDesktop::builder().demo_chats().start().await.unwrap();
    let mut served = each(&ok(get(&mock, "/v1/chats").await), "id");
    named.sort();
    served.sort();
    assert_eq!(named, served);
    let picture = &mock.messages("!hive:beeper.local")[1]["attachments"][0];
    let asset = mock.asset(picture["id"].as_str().unwrap()).unwrap();
    assert_eq!(
        (asset.content_type(), picture["fileSize"].as_u64()),
        ("image/gif", Some(asset.bytes().len() as u64))
    );
}

/// Starts the program, and returns it with the printed lines up to its address, and the address.
pub(crate) fn started(arguments: &[&str]) -> (Running, String, String) {
    let child = program().args(arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut running = Running(child);
    let mut lines = BufReader::new(running.0.stdout.take().unwrap()).lines();
    let mut printed = Vec::new();
    loop {
        let line = lines.next().unwrap().unwrap();
        if let Some(base_url) = line.strip_prefix("export BEEPER_BASE_URL=") {
            return (running, printed.join("\n"), base_url.to_owned());
        }
        printed.push(line);
    }
}

#[test]
fn without_a_port_the_program_takes_one_where_clients_look() {
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    let free = MockDesktop::USUAL_PORTS.filter(is_free).count();

    let (_running, printed, base_url) = started(&[]);

    let port: u16 = base_url.rsplit_once(':').unwrap().1.parse().unwrap();
    // Other programs on this machine may have taken all usual ports.
    assert!(MockDesktop::USUAL_PORTS.contains(&port) || free < 10, "{port}");
    let is_found = printed.contains("Clients that look for a server find this one.");
    assert_eq!(is_found, MockDesktop::USUAL_PORTS.contains(&port), "{printed}");
}

#[test]
fn on_another_port_the_program_says_that_clients_do_not_look_there() {
    let (_running, printed, base_url) = started(&["--port", "0"]);

    assert!(!MockDesktop::USUAL_PORTS.contains(&base_url.rsplit_once(':').unwrap().1.parse().unwrap()));
    assert!(
        printed.contains("they do not look for servers on this port"),
        "{printed}"
    );
}

#[tokio::test]
async fn the_program_can_start_signed_out() {
    let (_running, _, base_url) = started(&["--signed-out"]);

    let setup = http().get(format!("{base_url}/v1/app/setup"));

    assert_eq!(ok(send(setup).await)["state"], "needs-login");
}

#[tokio::test]
async fn the_program_speaks_an_older_dialect() {
    let (_running, printed, base_url) = started(&["--dialect", "older"]);

    let chats = http().get(format!("{base_url}/v1/chats")).bearer_auth("mock-token");
    assert_eq!(ok(send(chats).await)["items"][0]["localChatID"], "");
    // It prints no bridges to sign in to.
    assert!(printed.contains("!hive:beeper.local"), "{printed}");
    assert!(!printed.contains("mock-qr"), "{printed}");
}

#[test]
fn an_unknown_dialect_is_refused_with_the_known_ones() {
    let output = program().args(["--dialect", "newer"]).output().unwrap();

    let error = one_line_error(&output, BAD_USAGE);
    assert!(error.contains("the dialects are `current` and `older`"), "{error}");
}

#[tokio::test]
async fn a_port_in_use_is_a_one_line_error() {
    let mock = MockDesktop::start().await.unwrap();
    let port = mock.addr().port().to_string();

    let output = program().args(["--port", &port]).output().unwrap();

    let error = one_line_error(&output, FAILED);
    assert_eq!(
        error,
        format!("error: port {port} of 127.0.0.1 is in use; choose another `--port`, or omit it\n")
    );
}

#[tokio::test]
async fn the_program_serves_a_description() {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let (_running, _, base_url) = started(&["--spec", spec]);

    let answer = http().get(format!("{base_url}/v1/spec")).send();

    let text = answer.await.unwrap().text().await.unwrap();
    assert_eq!(text, std::fs::read_to_string(spec).unwrap());
}

#[test]
fn a_missing_description_file_is_a_one_line_error() {
    let output = program().args(["--spec", "nowhere.yaml"]).output().unwrap();

    let error = one_line_error(&output, BAD_USAGE);
    assert!(error.starts_with("error: cannot read nowhere.yaml: "), "{error}");
}

#[test]
fn unknown_arguments_are_one_line_errors() {
    for arguments in [
        ["--speed", "9"].as_slice(),
        &["--dialect"],
        &["--dialect", "newer"],
        &["--dialect", "older", "--signed-out"],
        &["--port"],
        &["--port", "high"],
        &["--port", "70000"],
        &["--spec"],
        &["now"],
        &["--port", "1", "--port", "1"],
        &["--dialect", "older", "--dialect", "current"],
        &["--spec", "a.yaml", "--spec", "a.yaml"],
        &["--signed-out", "--signed-out"],
        &["--signed-out=yes"],
        &["--consent"],
        &["--consent", "perhaps"],
        &["--dialect", "older", "--consent", "ask"],
        &["--consent", "ask", "--consent", "deny"],
        &["--token-lifetime"],
        &["--token-lifetime", "-1"],
        &["--token-lifetime", "1.5"],
        &["--token-lifetime", "an hour"],
        &["--incoming"],
        &["--incoming", "0"],
        &["--incoming", "0.5"],
        &["--incoming", "1", "--incoming", "1"],
    ] {
        let output = program().args(arguments).output().unwrap();

        let error = one_line_error(&output, BAD_USAGE);
        assert!(error.ends_with("see --help\n"), "{error}");
    }
}

#[test]
fn help_names_the_options() {
    let output = program().arg("--help").output().unwrap();

    assert!(output.status.success());
    let help = String::from_utf8(output.stdout).unwrap();
    for option in [
        "--port PORT",
        "--dialect NAME",
        "`current`",
        "`older`",
        "--signed-out",
        "--consent DECISION",
        "`ask`",
        "`approve`",
        "`deny`",
        "--token-lifetime SECONDS",
        "--incoming SECONDS",
        "from 23373 to 23392",
        "--spec FILE",
        "--version",
    ] {
        assert!(help.contains(option), "{option}");
    }
    for line in help.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn a_misspelled_option_is_answered_with_a_suggestion() {
    for (argument, meant) in [
        ("--prot", "'--port'"),
        ("--dialct", "'--dialect'"),
        ("--signed", "'--signed-out'"),
        ("--concent", "'--consent'"),
        ("--token-life", "'--token-lifetime'"),
        ("--incomming", "'--incoming'"),
    ] {
        let output = program().arg(argument).output().unwrap();

        let error = one_line_error(&output, BAD_USAGE);
        assert!(error.contains(argument) && error.contains(meant), "{error}");
    }
}

#[test]
fn an_option_that_is_given_twice_is_named() {
    let output = program().args(["--port", "1", "--port", "2"]).output().unwrap();

    let error = one_line_error(&output, BAD_USAGE);
    assert!(
        error.contains("'--port <PORT>' cannot be used multiple times"),
        "{error}"
    );
}

#[test]
fn an_invalid_port_is_refused_with_the_valid_range() {
    for port in ["high", "-1", "70000", ""] {
        let output = program().arg(format!("--port={port}")).output().unwrap();

        let error = one_line_error(&output, BAD_USAGE);
        assert!(error.contains("a number from 0 to 65535"), "{error}");
    }
}

#[test]
fn the_version_is_that_of_the_crate() {
    for argument in ["--version", "-V"] {
        let output = program().arg(argument).output().unwrap();

        assert_eq!(output.status.code(), Some(0));
        let expected = format!("beeper-desktop-mock {}\n", env!("CARGO_PKG_VERSION"));
        assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
        assert!(output.stderr.is_empty());
    }
}
