//! Tests of downloading the document from a server, which is a thread of the test.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use crate::support::{Outcome, drift, outcome};

const SPEC: &str = r#"{"openapi": "3.1.0", "paths": {}}"#;
const NO_TOKEN: &str = "";

/// A server that sends one response on each connection.
struct Server {
    address: SocketAddr,
    /// The requested paths, with a `*` after those of requests with the token.
    requests: Arc<Mutex<Vec<String>>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Sends the status and body that a function returns for the path, and for whether the request has the token.
    fn start(answer: impl Fn(&str, bool) -> (u16, String) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&requests);
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Some((path, has_token)) = request(&mut stream) else {
                    break;
                };
                record
                    .lock()
                    .unwrap()
                    .push(format!("{path}{}", if has_token { "*" } else { "" }));
                let (status, body) = answer(&path, has_token);
                let head = format!(
                    "HTTP/1.1 {status} Some\r\ncontent-length: {}\r\nconnection: close\r\n",
                    body.len()
                );
                let location = match status {
                    302 => format!("location: {body}\r\n"),
                    _ => String::new(),
                };
                // A client that has read enough closes the connection.
                let _ = stream.write_all(format!("{head}{location}\r\n{body}").as_bytes());
            }
        });
        Self {
            address,
            requests,
            thread: Some(thread),
        }
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A connection without a request ends the thread.
        drop(TcpStream::connect(self.address));
        let _ = self.thread.take().unwrap().join();
    }
}

fn request(stream: &mut TcpStream) -> Option<(String, bool)> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).unwrap_or(0) == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let path = head.split(' ').nth(1)?.to_owned();
    Some((path, head.contains("uthorization: Bearer a-token\r\n")))
}

/// Compares with the document at a path, or, without a path, with the server that the environment names.
fn compare(server: &Server, path: Option<&str>, token: &str, options: &[&str]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let mut command = drift(folder.path(), "");
    command.env("BEEPER_ACCESS_TOKEN", token).args(options);
    match path {
        Some(path) => command.arg(format!("http://{}{path}", server.address)),
        None => command.env("BEEPER_BASE_URL", format!("http://{}", server.address)),
    };
    outcome(&mut command)
}

fn info(path: &str) -> String {
    format!(r#"{{"endpoints": {{"spec": "http://localhost:1{path}"}}}}"#)
}

/// Returns the last line of the report, without the server's address.
fn summary(outcome: &Outcome, server: &Server) -> String {
    let last = outcome.stdout.lines().last().unwrap_or(&outcome.stderr);
    last.replace(&server.address.to_string(), "ADDRESS")
}

/// Asserts one problem, in which `ADDRESS` is replaced by the server's address.
#[track_caller]
fn assert_refused(outcome: &Outcome, server: &Server, problem: &str) {
    outcome.assert_refused(&problem.replace("ADDRESS", &server.address.to_string()));
}

#[test]
fn the_document_is_fetched_from_the_announced_path() {
    let server = Server::start(|path, _| match path {
        "/v1/info" => (200, info("/v2/spec?as=json")),
        _ => (200, SPEC.to_owned()),
    });
    for path in [None, Some(""), Some("/")] {
        let found = compare(&server, path, NO_TOKEN, &[]);
        assert_eq!(
            summary(&found, &server),
            "drift: 9 differences from http://ADDRESS/v2/spec?as=json, 0 allowed"
        );
    }
    assert_eq!(server.requests()[..2], ["/v1/info", "/v2/spec?as=json"]);
}

#[test]
fn the_document_is_fetched_from_the_default_path() {
    for (status, message) in [
        (404, info("/v2/spec")),
        (200, "{}".to_owned()),
        (200, "<html>".to_owned()),
        (401, String::new()),
    ] {
        let server = Server::start(move |path, _| match path {
            "/v1/info" => (status, message.clone()),
            _ => (200, SPEC.to_owned()),
        });
        let found = compare(&server, None, NO_TOKEN, &[]);
        assert_eq!(
            summary(&found, &server),
            "drift: 9 differences from http://ADDRESS/v1/spec, 0 allowed"
        );
    }
}

#[test]
fn an_address_with_a_path_is_fetched_as_it_is() {
    let server = Server::start(|_, _| (200, SPEC.to_owned()));
    let found = compare(&server, Some("/files/spec.json"), NO_TOKEN, &[]);
    assert_eq!(found.code, Some(1));
    assert_eq!(server.requests(), ["/files/spec.json"]);
}

#[test]
fn an_address_with_a_query_is_fetched_as_it_is() {
    let server = Server::start(|_, _| (200, SPEC.to_owned()));
    let found = compare(&server, Some("/?as=json"), NO_TOKEN, &[]);
    assert_eq!(found.code, Some(1), "{}", found.stderr);
    assert_eq!(server.requests(), ["/?as=json"]);
}

/// The path that the server reports for its document is untrusted text.
#[test]
fn control_characters_in_addresses_are_escaped() {
    let server = Server::start(|path, _| match path {
        "/v1/info" => (200, info("/v1/spec\u{9b}31m")),
        _ => (200, SPEC.to_owned()),
    });
    let found = compare(&server, None, NO_TOKEN, &[]);
    assert_eq!(
        summary(&found, &server),
        "drift: 9 differences from http://ADDRESS/v1/spec\\u{9b}31m, 0 allowed"
    );
}

/// This address belongs to this computer as well, but does not look like it.
#[cfg(unix)]
#[test]
fn the_token_is_sent_to_another_host_only_with_the_option() {
    let server = Server::start(|_, has_token| match has_token {
        false => (401, "{}".to_owned()),
        true => (200, SPEC.to_owned()),
    });
    let url = format!("http://0.0.0.0:{}/v1/spec", server.address.port());
    let folder = tempfile::tempdir().unwrap();
    let ask = |options: &[&str]| {
        let mut command = drift(folder.path(), "");
        outcome(command.env("BEEPER_ACCESS_TOKEN", "a-token").args(options).arg(&url))
    };
    ask(&[]).assert_refused(&format!(
        "error: the server responds with 401 without an access token
           --> {url}
           help: the token is only sent to this computer; add `--send-token` to send it there"
    ));
    assert_eq!(server.requests(), ["/v1/spec"]);
    assert_eq!(ask(&["--send-token"]).code, Some(1));
    assert_eq!(server.requests()[1..], ["/v1/spec", "/v1/spec*"]);
}

#[test]
fn no_proxy_is_asked() {
    let proxy = Server::start(|_, _| (502, String::new()));
    let server = Server::start(|_, _| (200, SPEC.to_owned()));
    let folder = tempfile::tempdir().unwrap();
    let mut command = drift(folder.path(), "");
    for variable in ["ALL_PROXY", "HTTP_PROXY", "http_proxy"] {
        command.env(variable, format!("http://{}", proxy.address));
    }
    let found = outcome(command.arg(format!("http://{}/v1/spec", server.address)));
    assert_eq!(found.code, Some(1), "{}", found.stderr);
    assert!(proxy.requests().is_empty());
}

#[test]
fn the_token_is_sent_only_after_401_or_403() {
    let server = Server::start(|path, has_token| match (path, has_token) {
        ("/v1/info", _) => (200, info("/v1/spec")),
        (_, false) => (401, "{}".to_owned()),
        (_, true) => (200, SPEC.to_owned()),
    });
    let found = compare(&server, None, "a-token", &[]);
    assert_eq!(found.code, Some(1), "{}", found.stderr);
    assert_eq!(server.requests(), ["/v1/info", "/v1/spec", "/v1/spec*"]);
}

#[test]
fn no_token() {
    let server = Server::start(|_, _| (401, "{}".to_owned()));
    let found = compare(&server, Some("/v1/spec"), NO_TOKEN, &[]);
    assert_refused(
        &found,
        &server,
        "error: the server responds with 401 without an access token
           --> http://ADDRESS/v1/spec
           help: set BEEPER_ACCESS_TOKEN to an access token",
    );
}

#[test]
fn the_wrong_token() {
    let server = Server::start(|_, _| (403, "{}".to_owned()));
    let found = compare(&server, Some("/v1/spec"), "a-token", &[]);
    assert_refused(
        &found,
        &server,
        "error: the server responds with 403 even with the access token
           --> http://ADDRESS/v1/spec
           help: create a new access token, and set BEEPER_ACCESS_TOKEN to it",
    );
    assert_eq!(server.requests(), ["/v1/spec", "/v1/spec*"]);
}

#[test]
fn a_token_that_cannot_be_sent() {
    let server = Server::start(|_, _| (401, "{}".to_owned()));
    let found = compare(&server, Some("/v1/spec"), "a\nb", &[]);
    assert_refused(
        &found,
        &server,
        "error: the access token cannot be sent
           --> http://ADDRESS/v1/spec
           help: set BEEPER_ACCESS_TOKEN to the token alone, on one line",
    );
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Server::start(|_, _| (200, SPEC.to_owned()));
    let there = format!("http://{}/v1/spec", elsewhere.address);
    let location = there.clone();
    let server = Server::start(move |_, _| (302, location.clone()));
    let found = compare(&server, Some("/v1/spec"), "a-token", &[]);
    assert_refused(
        &found,
        &server,
        &format!(
            "error: the server redirects to `{there}`
               --> http://ADDRESS/v1/spec
               help: name that URL, if you trust it"
        ),
    );
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn another_status() {
    let server = Server::start(|_, _| (502, "<html>Bad gateway</html>".to_owned()));
    let found = compare(&server, None, NO_TOKEN, &[]);
    assert_refused(
        &found,
        &server,
        "error: the server responds with 502
           --> http://ADDRESS/v1/spec
           help: name the URL of the document, or a file that contains it",
    );
}

#[test]
fn a_web_page() {
    let server = Server::start(|_, _| (200, "<!doctype html><title>Router</title>".to_owned()));
    let found = compare(&server, None, NO_TOKEN, &[]);
    assert_refused(
        &found,
        &server,
        "error: this is a web page, not an OpenAPI document
           --> http://ADDRESS/v1/spec
           help: name the URL or the file of the document itself",
    );
}

#[test]
fn an_answer_over_the_size_limit_is_refused() {
    let server = Server::start(|_, _| (200, " ".repeat(50 * 1024 * 1024)));
    let found = compare(&server, Some("/v1/spec"), NO_TOKEN, &[]);
    assert_refused(
        &found,
        &server,
        "error: the response is larger than 16 MiB
           --> http://ADDRESS/v1/spec
           help: name the URL of the document, or a file that contains it",
    );
}

#[test]
fn a_refused_connection_is_reported() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let folder = tempfile::tempdir().unwrap();
    outcome(drift(folder.path(), "").arg(format!("http://{free}"))).assert_refused(&format!(
        "error: the server cannot be reached: io: Connection refused (os error 111)
           --> http://{free}/v1/info
           help: start Beeper Desktop with its API enabled, or name another URL or a file"
    ));
}

#[test]
fn invalid_addresses_are_refused() {
    for (url, problem) in [
        (
            "https://localhost/v1/spec",
            "error: only `http` is supported, not `https`
               --> https://localhost/v1/spec
               help: download the document, and name the file",
        ),
        (
            "http://somebody:a-password@localhost/v1/spec",
            "error: the URL contains a name or a password, which is never sent
               --> localhost
               help: remove everything before the `@`; set BEEPER_ACCESS_TOKEN to a token instead",
        ),
        (
            "ftp://localhost/v1/spec",
            "error: this is not the URL of a server
               --> ftp://localhost/v1/spec
               help: write it as in http://127.0.0.1:23373",
        ),
        (
            "http://local host/",
            "error: this is not a URL: invalid uri character
               --> http://local host/
               help: write it as in http://127.0.0.1:23373",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        outcome(drift(folder.path(), "").arg(url)).assert_refused(problem);
    }
}
