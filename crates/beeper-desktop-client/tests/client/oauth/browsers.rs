//! Tests of requests to the listener other than the callback: it refuses them, and the sign-in continues.

use std::net::Ipv6Addr;
use std::time::Duration;

use beeper_desktop_client::VirtualClock;
use beeper_desktop_client::oauth::{Authorized, OAuthError, PendingAuthorization};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use super::scripted_server::{Page, Server, TOKEN};

type Finishing = JoinHandle<Result<Authorized, OAuthError>>;

/// Starts a sign-in that waits for the callback.
async fn waiting(server: &Server) -> (Finishing, Page) {
    let (authorization, page) = server.begin().await;
    (tokio::spawn(authorization.finish()), page)
}

/// Asserts that the callback still ends the sign-in, and that the code is sent once.
async fn assert_goes_on(server: &Server, finishing: Finishing, page: &Page) {
    let before = server.received_at(TOKEN).len();
    let answer = page.come_back("code=CODE").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    finishing.await.unwrap().unwrap();
    assert_eq!(server.received_at(TOKEN).len(), before + 1);
    assert_eq!(server.received_at(TOKEN)[before].form()["code"], "CODE");
}

#[tokio::test]
async fn strays_are_answered_with_an_error_and_use_nothing_up() {
    let server = Server::start().await;
    let (finishing, page) = waiting(&server).await;
    let (host, state) = (page.host.clone(), page.state.clone());
    let query = format!("code=STRAY&state={state}");
    let with_host = |line: &str| format!("{line} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    for (request, status) in [
        (with_host("GET /"), 404),
        (with_host("GET /favicon.ico"), 404),
        (with_host("GET /apple-touch-icon.png"), 404),
        (with_host(&format!("GET /?{query}")), 404),
        (with_host(&format!("GET /callback/x?{query}")), 404),
        (with_host("GET /callback"), 400),
        (with_host("GET /callback?code=STRAY"), 400),
        (with_host("GET /callback?code=STRAY&state="), 400),
        (with_host("GET /callback?code=STRAY&state=STATE"), 400),
        (with_host(&format!("GET /callback?code=STRAY&state={state}x")), 400),
        (
            with_host(&format!("GET /callback?code=STRAY&state={}", &state[1..])),
            400,
        ),
        (
            with_host(&format!("GET /callback?code=STRAY&state={}", state.to_lowercase())),
            400,
        ),
        (with_host(&format!("GET /callback?state=x&{query}")), 400),
        (with_host("GET /callback?error=access_denied"), 400),
        (with_host("GET /callback?error=access_denied&state=x"), 400),
        (with_host(&format!("HEAD /callback?{query}")), 405),
        (with_host(&format!("OPTIONS /callback?{query}")), 405),
        (with_host(&format!("PUT /callback?{query}")), 405),
        (
            format!(
                "POST /callback?{query} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {}\r\n\r\n{query}",
                query.len()
            ),
            405,
        ),
        (
            format!("POST /callback HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n{query}"),
            405,
        ),
        (
            format!("GET /callback?{query} HTTP/1.1\r\nHost: localhost:1\r\n\r\n"),
            421,
        ),
        (
            format!(
                "GET /callback?{query} HTTP/1.1\r\nHost: {}\r\n\r\n",
                host.replace("127.0.0.1", "localhost")
            ),
            421,
        ),
        (
            format!("GET /callback?{query} HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
            421,
        ),
        (format!("GET /callback?{query} HTTP/1.1\r\n\r\n"), 421),
        (
            format!("GET /callback?{query} HTTP/1.1\r\nHost: {host}\r\nSec-Purpose: prefetch;prerender\r\n\r\n"),
            403,
        ),
        (
            format!("GET /callback?{query} HTTP/1.1\r\nHost: {host}\r\nPurpose: prefetch\r\n\r\n"),
            403,
        ),
        (
            format!("GET http://{host}/callback?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
            400,
        ),
        ("\x16\x03\x01\x02\x00\x01\x00\x01\n\n".to_owned(), 400),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), 400),
        ("EHLO bees\n\n".to_owned(), 400),
        (
            format!(
                "GET /callback?{query} HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n\r\n",
                "x".repeat(50_000)
            ),
            431,
        ),
        (format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(50_000)), 431),
    ] {
        let answer = page.send(&request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{request}\n{answer}"
        );
        assert!(
            !answer.contains("STRAY") && !answer.contains(&state),
            "{request}\n{answer}"
        );
        assert!(!finishing.is_finished(), "{request}");
    }
    assert!(server.received_at(TOKEN).is_empty());
    assert_goes_on(&server, finishing, &page).await;
}

#[tokio::test]
async fn an_endless_request_is_cut_off() {
    let server = Server::start().await;
    let (finishing, page) = waiting(&server).await;
    for start in [
        "GET /callback?code=",
        "POST /callback HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nX: ",
    ] {
        let mut stream = page.connect().await;
        stream.write_all(start.as_bytes()).await.unwrap();
        let mut sent = 0;
        while stream.write_all(&[b'x'; 4096]).await.is_ok() {
            sent += 4096;
            assert!(sent < 64 * 1024 * 1024, "{start}");
        }
    }
    assert_goes_on(&server, finishing, &page).await;
}

#[tokio::test]
async fn a_request_with_too_many_headers_or_too_long_ones_is_turned_away() {
    let server = Server::start().await;
    let (finishing, page) = waiting(&server).await;
    let target = format!("/callback?code=STRAY&state={}", page.state);
    let head = format!(
        "GET {target} HTTP/1.1\r\nHost: {}\r\n{}\r\n",
        page.host,
        "X: y\r\n".repeat(200)
    );
    let answer = page.send(&head).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    // Browsers send the cookies of every program that ever served a page on 127.0.0.1.
    let cookies = format!("Cookie: {}\r\n", "x".repeat(20_000));
    let head = format!("GET {target} HTTP/1.1\r\nHost: {}\r\n{cookies}\r\n", page.host);
    let answer = page.send(&head.replace("STRAY", "CODE")).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    finishing.await.unwrap().unwrap();
}

#[tokio::test]
async fn the_page_is_small_and_keeps_the_address_to_itself() {
    let server = Server::start().await;
    let (finishing, page) = waiting(&server).await;
    let stray = page.get("/favicon.ico").await;
    let answer = page.come_back("code=CODE").await;
    finishing.await.unwrap().unwrap();
    for answer in [&stray, &answer] {
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        for header in [
            "Content-Type: text/html; charset=utf-8",
            "Cache-Control: no-store",
            "Content-Security-Policy: default-src 'none'; ",
            "frame-ancestors 'none'",
            "Referrer-Policy: no-referrer",
            "X-Content-Type-Options: nosniff",
            "Connection: close",
            &format!("Content-Length: {}", body.len()),
        ] {
            assert!(head.contains(header), "{header} in\n{head}");
        }
        assert!(body.len() < 1000 && body.ends_with("</html>\n"), "{body}");
        assert!(
            !body.contains("src=") && !body.contains("href=") && !body.contains("<script"),
            "{body}"
        );
        assert!(!answer.contains("CODE") && !answer.contains(&page.state), "{answer}");
    }
    assert!(answer.contains("<h1>Access was granted</h1>"), "{answer}");
}

#[tokio::test]
async fn the_answer_to_head_has_no_body() {
    let server = Server::start().await;
    let (finishing, page) = waiting(&server).await;
    let answer = page
        .send(&format!("HEAD / HTTP/1.1\r\nHost: {}\r\n\r\n", page.host))
        .await;
    assert!(
        answer.starts_with("HTTP/1.1 404 ") && answer.ends_with("\r\n\r\n"),
        "{answer}"
    );
    assert_goes_on(&server, finishing, &page).await;
}

#[tokio::test]
async fn slow_silent_and_broken_connections_keep_nobody_waiting() {
    let server = Server::start().await;
    let (finishing, page) = waiting(&server).await;
    let mut held = Vec::new();
    for start in [
        "",
        "G",
        "GET /callback?code=STRAY",
        "GET / HTTP/1.1\r\nHost: x\r\n",
        "\r\n",
    ] {
        let mut stream = page.connect().await;
        stream.write_all(start.as_bytes()).await.unwrap();
        held.push(stream);
    }
    // One has stopped sending, and one has closed the connection.
    held[1].shutdown().await.unwrap();
    held[2].set_zero_linger().unwrap();
    drop(held.remove(2));
    // This one sends a request but does not read the response.
    let mut deaf = page.connect().await;
    deaf.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    assert_goes_on(&server, finishing, &page).await;
    drop((held, deaf));
}

#[tokio::test]
async fn a_callback_that_comes_byte_by_byte_is_one() {
    let server = Server::start().await;
    let (finishing, page) = waiting(&server).await;
    let mut stream = page.connect().await;
    stream.set_nodelay(true).unwrap();
    let head = format!(
        "GET /callback?code=CODE&state={} HTTP/1.1\r\nHost: {}\r\n\r\n",
        page.state, page.host
    );
    for byte in head.as_bytes() {
        stream.write_all(&[*byte]).await.unwrap();
        tokio::task::yield_now().await;
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    finishing.await.unwrap().unwrap();
}

#[tokio::test]
async fn hundreds_of_connections_keep_nobody_waiting() {
    let server = Server::start().await;
    let (finishing, page) = waiting(&server).await;
    let mut held = Vec::new();
    for _ in 0..300 {
        let mut stream = page.connect().await;
        stream.write_all(b"GET /callback?code=STRAY").await.unwrap();
        held.push(stream);
    }
    assert_goes_on(&server, finishing, &page).await;
    drop(held);
}

#[tokio::test]
async fn a_flood_that_was_there_before_anybody_listened_keeps_nobody_waiting() {
    let server = Server::start().await;
    let (authorization, page) = server.begin().await;
    let mut held = Vec::new();
    let mut browser = None;
    for number in 0..120 {
        let mut stream = page.connect().await;
        if number == 40 {
            let target = format!("/callback?code=CODE&state={}", page.state);
            let head = format!("GET {target} HTTP/1.1\r\nHost: {}\r\n\r\n", page.host);
            stream.write_all(head.as_bytes()).await.unwrap();
            browser = Some(stream);
        } else {
            held.push(stream);
        }
    }
    authorization.finish().await.unwrap();
    let mut answer = String::new();
    browser.unwrap().read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[tokio::test]
async fn the_oldest_connection_makes_room_and_a_silent_one_is_closed_in_time() {
    let server = Server::start().await;
    let clock = VirtualClock::new();
    let authorization = server.client_with(&clock).authorize("Bees").begin().await.unwrap();
    let page = Page::of(&authorization);
    let finishing = tokio::spawn(authorization.finish());
    let is_closed = async |stream: &mut TcpStream| stream.read(&mut [0]).await.is_ok_and(|length| length == 0);

    let mut oldest = page.connect().await;
    let mut others = Vec::new();
    for _ in 0..64 {
        others.push(page.connect().await);
    }
    assert!(is_closed(&mut oldest).await);
    // Stays silent for as long as a connection may last.
    page.get("/").await;
    clock.advance(Duration::from_secs(10));
    for stream in &mut others {
        assert!(is_closed(stream).await);
    }
    assert_goes_on(&server, finishing, &page).await;
}

#[tokio::test]
async fn only_127_0_0_1_is_listened_on() {
    let server = Server::start().await;
    let (authorization, page) = server.begin().await;
    let port = page.host.strip_prefix("127.0.0.1:").unwrap().parse::<u16>().unwrap();
    assert_ne!(port, 0);
    assert!(page.is_open().await);
    assert!(TcpStream::connect((Ipv6Addr::LOCALHOST, port)).await.is_err());
    if cfg!(target_os = "linux") {
        assert!(TcpStream::connect(("127.0.0.2", port)).await.is_err());
    }
    drop(authorization);
}

async fn finish(server: &Server, page: &Page, authorization: PendingAuthorization, query: &str) {
    let (_, _) = tokio::join!(authorization.finish(), page.come_back(query));
    assert!(!page.is_open().await, "after {query}, {:?}", server.received());
}

#[tokio::test]
async fn nothing_listens_after_the_end() {
    let server = Server::start().await;
    for query in [
        "code=CODE",
        "error=access_denied",
        "code=CODE&iss=http://evil.example",
        "x=y",
    ] {
        let (authorization, page) = server.begin().await;
        assert!(page.is_open().await);
        finish(&server, &page, authorization, query).await;
    }
}

#[tokio::test]
async fn nothing_listens_after_a_sign_in_is_dropped() {
    let server = Server::start().await;
    let (authorization, page) = server.begin().await;
    let mut open = page.connect().await;
    drop(authorization);
    assert!(!page.is_open().await);
    assert!(open.read(&mut [0]).await.is_err(), "the connection was not reset");

    let (authorization, page) = server.begin().await;
    let mut finishing = Box::pin(authorization.finish());
    let answer = page.get("/");
    tokio::select! {
        _ = &mut finishing => panic!("the sign-in ended without a decision"),
        answer = answer => assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}"),
    }
    drop(finishing);
    assert!(!page.is_open().await);
    assert!(server.received_at(TOKEN).is_empty());
}
