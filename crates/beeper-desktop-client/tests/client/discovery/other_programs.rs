//! Tests with other programs on the ports: discovery finds no server, returns no error, and sends nothing that they could keep.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use beeper_desktop_client::discovery::DiscoveryErrorKind;

use super::programs::{Behaviour, INFO, Program, discovery, ok, status};
use crate::mock;

const LIMIT: Duration = Duration::from_millis(300);

/// Looks at the port of a program, alone and together with a server.
async fn is_passed_over(behaviour: Behaviour) -> Program {
    let program = Program::start(behaviour).await;
    let began = Instant::now();
    let error = discovery([program.port()]).timeout(LIMIT).find().await.unwrap_err();
    assert_eq!(error.kind(), DiscoveryErrorKind::NoServer);
    let mock = mock().await;
    // The preferred address has more time.
    let both = discovery([program.port()]).timeout(LIMIT).preferred(mock.base_url());
    let found = both.find().await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found.best().base_url(), mock.base_url());
    // Time for two looks and the calls to the mock, on a busy machine.
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    let heads = program.seen.heads();
    for head in heads {
        assert!(head.starts_with("GET /v1/info HTTP/1.1\r\n"), "{head}");
        assert!(!head.to_lowercase().contains("authorization"), "{head}");
    }
    program
}

#[tokio::test]
async fn pages_and_plain_texts() {
    for body in [
        "<!doctype html><title>Printer</title>",
        "ok",
        "",
        "\u{feff}{}",
        "{\"app\": ",
    ] {
        is_passed_over(Behaviour::Bytes(ok(body).into_bytes())).await;
    }
}

#[tokio::test]
async fn json_of_another_product() {
    for body in [
        "{}",
        "[]",
        "null",
        "3",
        "\"app\"",
        r#"{"name": "grafana", "version": "9.1"}"#,
        r#"{"app": "grafana", "version": "9.1"}"#,
        r#"{"app": "grafana", "server": "nginx"}"#,
        r#"{"app": {"name": "Grafana", "version": "9.1"}}"#,
        r#"{"app": {"name": "Grafana", "version": "9.1"}, "server": null}"#,
        r#"{"app": {"name": "Grafana", "version": "9.1"}, "server": "nginx"}"#,
        r#"{"app": {"name": "Grafana", "version": "9.1"}, "server": ["nginx"]}"#,
        r#"{"server": {"status": "running", "port": 1}, "endpoints": {}, "platform": {"os": "linux"}}"#,
        r#"{"app": null, "server": {"status": "running"}}"#,
        r#"{"app": {}, "server": {}}"#,
        r#"{"app": {"name": "Grafana"}, "server": {}}"#,
        r#"{"app": {"name": "Grafana", "version": " "}, "server": {}}"#,
        r#"{"app": {"name": "Grafana", "version": {"major": 9}}, "server": {}}"#,
    ] {
        is_passed_over(Behaviour::Bytes(ok(body).into_bytes())).await;
    }
}

/// With this many misfits, the client no longer lists which members it filled in.
#[tokio::test]
async fn json_with_more_misfits_than_are_kept() {
    let odd = r#""platform":1,"#.repeat(15_000);
    let body = format!(r#"{{{odd}"app":{{"name":"x","version":"1"}}}}"#);
    assert!(body.len() < 256 * 1024);
    is_passed_over(Behaviour::Bytes(ok(&body).into_bytes())).await;
}

#[tokio::test]
async fn refusals() {
    for line in [
        "400 Bad Request",
        "401 Unauthorized",
        "404 Not Found",
        "426 Upgrade Required",
        "500 Oh",
        "999 Odd",
    ] {
        is_passed_over(Behaviour::Bytes(status(line).into_bytes())).await;
    }
    let refused = format!("HTTP/1.1 401 No\r\ncontent-length: {}\r\n\r\n{INFO}", INFO.len());
    is_passed_over(Behaviour::Bytes(refused.into_bytes())).await;
}

#[tokio::test]
async fn tls_banners_and_noise() {
    // The alert that a TLS server sends to a client that speaks plain HTTP.
    is_passed_over(Behaviour::Bytes(b"\x15\x03\x01\x00\x02\x02\x46".to_vec())).await;
    is_passed_over(Behaviour::Bytes(Vec::new())).await;
    is_passed_over(Behaviour::Bytes((0..=255).cycle().take(4096).collect())).await;
    for banner in [
        &b"SSH-2.0-OpenSSH_9.7\r\n"[..],
        b"220 mail.example ESMTP\r\n",
        b"RFB 003.008\n",
        b"\0\0\0\x0a5.5.5-10",
        b"HTTP/1.1 200 OK\r\n",
    ] {
        is_passed_over(Behaviour::Banner(banner)).await;
    }
}

#[tokio::test]
async fn silence() {
    is_passed_over(Behaviour::Silence).await;
}

#[tokio::test]
async fn an_answer_without_an_end_is_read_to_its_limit() {
    let body = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"app\": \"";
    let refusal = b"HTTP/1.1 404 Not Found\r\n\r\n";
    let head = b"HTTP/1.1 200 OK\r\nx-odd: ";
    let interim = b"HTTP/1.1 103 Early Hints\r\n\r\n";
    for first in [&body[..], refusal, head, interim] {
        let then: &[u8] = if first == interim { interim } else { &[b'x'; 16384] };
        let program = is_passed_over(Behaviour::Endless(first, then)).await;
        // The client did not read what the system took into its buffers.
        let written = program.seen.written.load(Ordering::SeqCst);
        assert!(written < 32 * 1024 * 1024, "{written} bytes");
    }
}

/// Discovery reads only up to its limit, so a larger response is not a server, even if it is valid.
#[tokio::test]
async fn a_large_answer_is_given_up() {
    let info = |size: usize| format!(r#"{{"x": "{}", {}"#, "x".repeat(size), &INFO[1..]);
    let program = Program::start(Behaviour::Bytes(ok(&info(250 * 1024)).into_bytes())).await;
    discovery([program.port()]).find().await.unwrap();
    is_passed_over(Behaviour::Bytes(ok(&info(256 * 1024)).into_bytes())).await;
}

#[tokio::test]
async fn a_slow_answer_is_given_up_at_the_limit() {
    // Each connection gets only the start of a response.
    is_passed_over(Behaviour::Banner(
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"app\":",
    ))
    .await;
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let trap = Program::start(Behaviour::Bytes(ok(INFO).into_bytes())).await;
    for code in [301, 302, 303, 307, 308] {
        let line = format!("{code} Moved\r\nlocation: {}/v1/info", trap.base_url());
        is_passed_over(Behaviour::Bytes(status(&line).into_bytes())).await;
    }
    assert_eq!(trap.seen.most_open.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_server_that_names_another_address_is_called_where_it_was_found() {
    let trap = Program::start(Behaviour::Bytes(ok(INFO).into_bytes())).await;
    let info = format!(
        r#"{{"app": {{"name": "Beeper", "version": "1"}}, "server": {{"base_url": "{0}", "port": {1}}}, "endpoints": {{"spec": "{0}"}}}}"#,
        trap.base_url(),
        trap.port()
    );
    let program = Program::start(Behaviour::Bytes(ok(&info).into_bytes())).await;
    let found = discovery([program.port()]).find().await.unwrap();
    assert_eq!(found.best().base_url(), program.base_url());
    found.best().client("token").unwrap().get_info().await.unwrap();
    assert_eq!(trap.seen.most_open.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_error_names_the_ports_of_other_programs() {
    let program = Program::start(Behaviour::Bytes(ok("<html>PLANTED").into_bytes())).await;
    let port = program.port();
    let error = discovery([port]).find().await.unwrap_err();
    let line = format!(
        "no server of Beeper's Desktop API was found at port {port} of 127.0.0.1 (another program responds on port {port}); \
         start Beeper Desktop and enable its API (Settings, Developers), or set BEEPER_BASE_URL if it has another address"
    );
    assert_eq!(error.to_string(), line);
    assert_eq!(format!("{error:?}"), line);
}
