//! Tests the example `terminal` from a script: answers line by line, a last line, and an exit code.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod access;
#[cfg(unix)]
mod window_size;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use beeper_desktop_mock::{Dialect, MockDesktop};
use tokio::runtime::Runtime;

struct Ended {
    code: Option<i32>,
    out: String,
    last_line: String,
}

/// Returns the example's command. `cargo test` builds it beside the tests.
fn terminal() -> Command {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(|deps| deps.parent()).unwrap().join("examples");
    let program = folder.join(format!("terminal{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "to run this test alone, say `--examples` as well");
    let mut terminal = Command::new(program);
    // No browser, because nobody could answer it.
    terminal.env("BROWSER", "").env_remove("BEEPER_ACCESS_TOKEN");
    terminal
}

/// Starts the example with its own mock server.
fn start(arguments: &[&str]) -> Child {
    spawn(terminal().arg("--mock").args(arguments))
}

fn spawn(terminal: &mut Command) -> Child {
    let piped = terminal.stdin(Stdio::piped()).stdout(Stdio::piped());
    piped.stderr(Stdio::piped()).spawn().unwrap()
}

fn run(arguments: &[&str], typed: &str) -> Ended {
    end(start(arguments), typed)
}

fn end(mut child: Child, typed: &str) -> Ended {
    // The program may end before it has read everything.
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    let (sender, output) = mpsc::channel();
    thread::spawn(move || sender.send(child.wait_with_output()));
    let output = output
        .recv_timeout(Duration::from_secs(60))
        .expect("the program must end")
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert!(!out.contains('\u{1b}'), "escape sequences, but no terminal: {out}");
    Ended {
        code: output.status.code(),
        last_line: out.lines().last().unwrap_or_default().to_owned(),
        out,
    }
}

#[test]
fn a_wrong_token_is_asked_for_again_and_never_shown() {
    let ended = run(&["mock-token"], "hunter2\nsecret\n");
    assert_eq!(ended.last_line, "Connected: Mock User (mock-account-1).");
    assert_eq!(ended.code, Some(0));
    assert_eq!(ended.out.matches("Token (not shown):").count(), 2);
    assert!(!ended.out.contains("hunter2"));
}

#[test]
fn a_form_takes_numbers_initial_values_and_empty_lines() {
    let ended = run(&["mock-form"], "\n2\n\ncats\n");
    assert_eq!(
        (ended.code, ended.last_line.as_str()),
        (Some(0), "Connected: Mock User (mock-account-1).")
    );
}

#[test]
fn only_what_is_wrong_in_a_form_is_asked_again() {
    let ended = run(&["mock-form"], "\n9\n\ncats\nCall\n");
    assert_eq!(ended.code, Some(0), "{}", ended.out);
    assert_eq!(
        ended.out.matches("Send a code by:").count(),
        3,
        "asked twice, explained once"
    );
    assert_eq!(ended.out.matches("What the picture says:").count(), 1);
}

#[test]
fn cookies_may_be_pasted_piece_by_piece() {
    let typed =
        "what cookies?\n\ncurl 'https://chat.example/' -b 's3ssion=1; session=s3cr3t; csrf=2'\n\n{\"user_id\":\n3}\n\n";
    let ended = run(&["mock-cookies"], typed);
    assert_eq!(
        (ended.code, ended.last_line.as_str()),
        (Some(0), "Connected: Mock User (mock-account-1).")
    );
    assert!(ended.out.contains("* user_id: not in the pasted text"));
    assert!(!ended.out.contains("s3cr3t"));
}

#[test]
fn values_of_a_page_of_the_mock_s_own_may_be_pasted() {
    let typed = "{\"session\": \"mock-rich/1+1=2\", \"x-mock-csrf\": \"mock-rich-csrf\"}\n\n\
                 {\"device\": \"mock-rich-device\", \"user_id\": \"mock-rich-user\"}\n\n\
                 {\"refresh_token\": \"mock-rich-refresh-2\"}\n\n";
    let ended = run(&["mock-web-rich"], typed);
    assert_eq!(
        (ended.code, ended.last_line.as_str()),
        (Some(0), "Connected: Mock User (mock-account-1).")
    );
    assert!(ended.out.contains("/mock/sign-in/rich"), "{}", ended.out);
    assert!(ended.out.contains("device of the body of a request, as JSON"));
}

#[test]
fn a_bridge_is_chosen_by_number_and_the_network_may_refuse() {
    let ended = run(&[], "99\n1\nphone\n+1555010\n");
    assert_eq!(
        ended.last_line,
        "Rejected: The number is too short, or lacks its country code"
    );
    assert_eq!(ended.code, Some(1));
}

/// Returns the output until the program waits for the phone, and then ends the program.
fn shown_until_it_waits(mut child: Child) -> Vec<String> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let shown: Vec<_> = lines
        .map(Result::unwrap)
        .take_while(|line| line != "Waiting. Ctrl-C cancels.")
        .collect();
    assert!(
        child.try_wait().unwrap().is_none(),
        "the program must still run: {shown:?}"
    );
    child.kill().unwrap();
    child.wait().unwrap();
    shown
}

#[test]
fn the_first_bridge_shows_a_code_before_it_connects() {
    let mut child = start(&[]);
    child.stdin.take().unwrap().write_all(b"1\nqr\n").unwrap();
    // The program waits for the next code.
    let shown = shown_until_it_waits(child);
    assert!(shown.iter().any(|line| line.starts_with("Scan the code.")), "{shown:?}");
    assert!(shown.iter().any(|line| line.contains('█')), "{shown:?}");
}

#[test]
fn the_end_of_the_input_cancels() {
    let ended = run(&["mock-phone"], "+15550100\n");
    assert_eq!(
        (ended.code, ended.last_line.as_str()),
        (Some(1), "Cancelled. No account was connected.")
    );
}

#[test]
fn a_qr_code_that_is_too_large_to_be_drawn_is_shown_as_text_and_the_login_goes_on() {
    let child = start(&["mock-huge-qr"]);
    // Ends before the mock counts the code as scanned.
    let shown = shown_until_it_waits(child);
    let at = shown
        .iter()
        .position(|line| line.ends_with("too large to draw. It contains:"));
    let payload = &shown[at.expect("the payload follows this line") + 1];
    assert_eq!(payload, &format!("2@{}", "mock+/=".repeat(500)));
}

#[test]
fn the_exit_code_is_2_for_bad_input_and_1_for_a_server_that_does_not_answer() {
    let ended = run(&["mock-nothing"], "");
    assert!(
        ended
            .last_line
            .starts_with("error: there is no bridge \"mock-nothing\"; the bridges are: mock-linked-device, ")
    );
    assert_eq!(ended.code, Some(2));
    let ended = run(&["--reconnect", "nobody"], "");
    assert!(
        ended
            .last_line
            .starts_with("error: there is no account \"nobody\"; the accounts are: "),
        "{}",
        ended.out
    );
    assert_eq!(ended.code, Some(2));
    for wrong in [["mock-qr", "mock-phone"], ["mock-qr", "--reconnect=alice"]] {
        assert_eq!(run(&wrong, "").code, Some(2), "{wrong:?}");
    }

    let with = |variables: [(&str, &str); 2]| end(spawn(terminal().envs(variables)), "");
    let nowhere = ("BEEPER_BASE_URL", "http://127.0.0.1:1");
    let ended = with([("BEEPER_BASE_URL", "no address"), ("BEEPER_ACCESS_TOKEN", "")]);
    assert_eq!(ended.code, Some(2), "{}", ended.out);
    assert!(ended.out.starts_with("error: "), "{}", ended.out);
    assert!(ended.out.contains("BEEPER_BASE_URL"), "{}", ended.out);
    let ended = with([nowhere, ("BEEPER_ACCESS_TOKEN", "token")]);
    assert_eq!(ended.code, Some(1), "{}", ended.out);
    assert!(
        ended.out.starts_with("Not connected: list_bridges: could not connect"),
        "{}",
        ended.out
    );
}

#[test]
fn slips_of_the_command_line_are_said_in_a_few_lines() {
    for (arguments, expected) in [
        (
            &["--mokc"][..],
            "error: unexpected argument '--mokc' found\n\n  tip: a similar argument exists: '--mock'\n",
        ),
        (&["--token", "hunter2"], "error: unexpected argument '--token' found\n"),
        (
            &["--reconnect"],
            "error: a value is required for '--reconnect <ACCOUNT_ID>' but none was supplied\n",
        ),
        (
            &["--reconnect="],
            "error: a value is required for '--reconnect <ACCOUNT_ID>' but none was supplied\n",
        ),
        (
            &["--reconnect", "alice", "--reconnect", "bob"],
            "error: the argument '--reconnect <ACCOUNT_ID>' cannot be used multiple times\n",
        ),
        (
            &["mock-qr", "--reconnect", "alice"],
            "error: the argument '[BRIDGE]' cannot be used with '--reconnect <ACCOUNT_ID>'\n",
        ),
        (
            &["mock-qr", "mock-phone"],
            "error: unexpected argument 'mock-phone' found\n",
        ),
        (
            &[""],
            "error: a value is required for '[BRIDGE]' but none was supplied\n",
        ),
    ] {
        let Output { status, stdout, stderr } = terminal().args(arguments).output().unwrap();
        let said = String::from_utf8(stderr).unwrap();
        assert_eq!((status.code(), stdout.as_slice()), (Some(2), &b""[..]), "{arguments:?}");
        assert!(said.starts_with(expected), "{arguments:?}: {said}");
        assert!(said.ends_with("\nFor more information, try '--help'.\n"), "{said}");
        let lines = said.lines().filter(|line| !line.is_empty()).count();
        assert!(lines <= 5 && !said.contains("hunter2"), "{said}");
    }
}

#[test]
fn help_and_version_are_printed_without_a_server() {
    for (argument, expected) in [
        (
            "--help",
            "Connects a chat account through Beeper Desktop\n\nUsage: terminal [--mock] [BRIDGE]\n",
        ),
        ("--version", concat!("terminal ", env!("CARGO_PKG_VERSION"), "\n")),
    ] {
        let Output { status, stdout, stderr } = terminal().arg(argument).output().unwrap();
        let printed = String::from_utf8(stdout).unwrap();
        assert_eq!((status.code(), stderr.as_slice()), (Some(0), &b""[..]));
        assert!(printed.starts_with(expected), "{printed}");
    }
}

#[test]
fn a_server_that_is_too_old_is_named_in_one_line() {
    let runtime = Runtime::new().unwrap();
    let older = MockDesktop::builder().dialect(Dialect::Older).demo_chats();
    let mock = runtime.block_on(older.start()).unwrap();
    let address = mock.base_url();
    let lack = format!(
        "Not connected: list_bridges: the server at {address} (set by BEEPER_BASE_URL) does not have this operation; is it \
         Beeper's Desktop API, and new enough?"
    );
    let account = "matrix_@mock-user:example.com";
    for (arguments, expected) in [
        (&[][..], lack.as_str()),
        (&["mock-qr"], &lack),
        (
            &["--reconnect", account],
            "error: the server does not say which bridge Mock User (matrix_@mock-user:example.com) is on; update Beeper",
        ),
    ] {
        let mut terminal = terminal();
        terminal.args(arguments);
        terminal
            .env("BEEPER_BASE_URL", address)
            .env("BEEPER_ACCESS_TOKEN", mock.token());
        let ended = end(spawn(&mut terminal), "");
        assert_eq!((ended.code, ended.last_line.as_str()), (Some(1), expected));
        assert_eq!(ended.out.lines().count(), 1, "{}", ended.out);
    }
}
