//! Tests of sign-ins that end without a token, before the client exchanges the code.

use std::time::Duration;

use beeper_desktop_client::VirtualClock;
use beeper_desktop_client::oauth::{OAuthError, OAuthErrorKind, OAuthStep};
use serde_json::{Value, json};

use super::scripted_server::{INFO, METADATA, Page, REGISTER, Reply, Server, TOKEN, json_reply, reply, reply_with};

/// Returns the error of a sign-in whose callback has this query, and the page that the browser gets.
async fn come_back(server: &Server, query: &str) -> (OAuthError, String) {
    let (authorization, page) = server.begin().await;
    let (result, answer) = tokio::join!(authorization.finish(), page.come_back(query));
    assert!(
        server.received_at(TOKEN).is_empty(),
        "the client must send no code after {query}"
    );
    (result.unwrap_err(), answer)
}

#[tokio::test]
async fn a_user_who_says_no_is_told_apart_from_other_refusals() {
    let server = Server::start().await;
    for (query, kind, code) in [
        ("error=access_denied", OAuthErrorKind::Denied, "access_denied"),
        ("error=access_denied&code=CODE", OAuthErrorKind::Denied, "access_denied"),
        ("error=invalid_scope", OAuthErrorKind::Refused, "invalid_scope"),
        ("error=com.example.busy", OAuthErrorKind::Refused, "com.example.busy"),
    ] {
        let (error, answer) = come_back(&server, query).await;
        assert_eq!((error.kind(), error.code()), (&kind, Some(code)));
        assert_eq!((error.step(), error.status()), (OAuthStep::Authorization, None));
        assert!(error.description().is_none());
        assert!(answer.contains("<h1>Access was not granted</h1>"), "{answer}");
    }
    let (error, _) = come_back(&server, "error=access_denied").await;
    assert_eq!(error.to_string(), "signing in: access was denied in the browser");
    let (error, _) = come_back(&server, "error=temporarily_unavailable").await;
    let expected = format!("signing in: {} refused (temporarily_unavailable)", server.base_url);
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn the_words_of_the_server_are_there_on_request_and_clean() {
    let server = Server::start().await;
    let words = "error_description=Not%0A%1b[31m%E2%80%AEtoday%00%C2%9B";
    let (error, answer) = come_back(&server, &format!("error=access_denied&{words}")).await;
    assert_eq!(error.description().unwrap().as_str(), "Not [31mtoday");
    assert!(!format!("{error} {error:?} {error:#?}").contains("today"), "{error:?}");
    assert!(!answer.contains("today"), "{answer}");
}

#[tokio::test]
async fn a_code_that_is_no_code_of_the_standards_is_not_printed() {
    let server = Server::start().await;
    for query in [
        "error=PLANTED",
        "error=PLANTED+x%0A",
        "error=x&error_description=PLANTED",
    ] {
        let (error, _) = come_back(&server, query).await;
        assert_eq!(error.kind(), &OAuthErrorKind::Refused);
        assert!(!format!("{error} {error:?}").contains("PLANTED"), "{error:?}");
    }
}

#[tokio::test]
async fn a_callback_from_another_server_ends_the_sign_in() {
    let server = Server::start().await;
    let port = server.port();
    for iss in [
        "http://evil.example",
        "http://127.0.0.1:1",
        &format!("https://127.0.0.1:{port}"),
        &format!("http://x@127.0.0.1:{port}"),
        "PLANTED",
    ] {
        let (error, answer) = come_back(&server, &format!("code=CODE&iss={iss}")).await;
        assert_eq!(error.kind(), &OAuthErrorKind::WrongIssuer, "{iss}");
        assert!(!format!("{error} {error:?}").contains("PLANTED"), "{error:?}");
        assert!(answer.contains("<h1>The sign-in has failed</h1>"), "{answer}");
    }
}

#[tokio::test]
async fn an_issuer_that_was_promised_has_to_come() {
    let server = Server::start().await;
    let promise = json!({
        "issuer": server.base_url,
        "authorization_response_iss_parameter_supported": true,
    });
    server.on(METADATA, json_reply(200, &promise));
    for query in ["code=CODE", "code=CODE&iss=", "error=access_denied"] {
        let (error, _) = come_back(&server, query).await;
        assert_eq!(error.kind(), &OAuthErrorKind::WrongIssuer, "{query}");
    }
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        let (authorization, page) = server.begin().await;
        let query = format!("code=CODE&iss=http%3A%2F%2F{host}%3A{}", server.port());
        let (result, _) = tokio::join!(authorization.finish(), page.come_back(&query));
        result.unwrap();
    }
}

#[tokio::test]
async fn a_callback_with_the_state_and_nothing_else_ends_the_sign_in() {
    let server = Server::start().await;
    for query in ["", "code=", "code=a&code=b", "error=", "error=a&error=b"] {
        let (error, answer) = come_back(&server, query).await;
        assert!(
            matches!(error.kind(), OAuthErrorKind::InvalidCallback { .. }),
            "{error}"
        );
        assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    }
}

#[tokio::test]
async fn a_user_who_does_not_answer_is_waited_for_as_long_as_the_program_says() {
    let server = Server::start().await;
    let clock = VirtualClock::new();
    for (limit, request) in [
        (120, server.client_with(&clock).authorize("Bees")),
        (
            7,
            server
                .client_with(&clock)
                .authorize("Bees")
                .time_limit(Duration::from_secs(7)),
        ),
    ] {
        let limit = Duration::from_secs(limit);
        let authorization = request.begin().await.unwrap();
        let page = Page::of(&authorization);
        // The time limit counts from the start.
        clock.advance(limit / 2);
        let finishing = tokio::spawn(authorization.finish());
        page.get("/").await;
        clock.advance(limit / 2 - Duration::from_millis(1));
        page.get("/").await;
        assert!(!finishing.is_finished());
        clock.advance(Duration::from_millis(1));
        let error = finishing.await.unwrap().unwrap_err();
        assert_eq!(error.kind(), &OAuthErrorKind::TimedOut { limit });
        assert_eq!(error.step(), OAuthStep::Authorization);
        assert!(
            error.to_string().contains("nobody answered in the browser within"),
            "{error}"
        );
        assert!(!page.is_open().await);
    }
}

#[tokio::test]
async fn any_time_limit_can_be_set() {
    let server = Server::start().await;
    let client = server.client();
    let authorization = client
        .authorize("Bees")
        .time_limit(Duration::MAX)
        .begin()
        .await
        .unwrap();
    let page = Page::of(&authorization);
    let (result, _) = tokio::join!(authorization.finish(), page.come_back("code=CODE"));
    result.unwrap();
    let authorization = client
        .authorize("Bees")
        .time_limit(Duration::ZERO)
        .begin()
        .await
        .unwrap();
    let error = authorization.finish().await.unwrap_err();
    assert!(matches!(error.kind(), OAuthErrorKind::TimedOut { .. }), "{error}");
}

/// Returns the error of a registration with this response.
async fn registration(server: &Server, reply: Reply) -> OAuthError {
    server.on(REGISTER, reply);
    let error = server.client().authorize("Bees").begin().await.unwrap_err();
    assert_eq!(error.step(), OAuthStep::Registration);
    error
}

#[tokio::test]
async fn a_refused_registration_says_why() {
    let server = Server::start().await;
    let refusal = json!({"error": "invalid_redirect_uri", "error_description": "Not \u{202e}there"});
    for (answer, status, code) in [
        (json_reply(400, &refusal), 400, Some("invalid_redirect_uri")),
        (
            reply(400, "text/plain", &refusal.to_string()),
            400,
            Some("invalid_redirect_uri"),
        ),
        (json_reply(403, &json!({"message": "no", "code": "no"})), 403, None),
        (reply(404, "text/html", "<html>"), 404, None),
        (
            json_reply(400, &json!({"error": 7, "error_description": ["x"]})),
            400,
            None,
        ),
        (reply_with(500, "", ""), 500, None),
    ] {
        let error = registration(&server, answer).await;
        assert_eq!(error.kind(), &OAuthErrorKind::RegistrationRefused);
        assert_eq!(
            (error.status().unwrap().as_u16(), error.code()),
            (status, code),
            "{error}"
        );
    }
    let error = registration(&server, json_reply(400, &refusal)).await;
    assert_eq!(error.description().unwrap().as_str(), "Not there");
    assert_eq!(
        error.to_string(),
        format!(
            "registering the program: {} refused (400 Bad Request, invalid_redirect_uri); set a `client_id` if the \
             program has one, so that it is not registered",
            server.base_url
        )
    );
}

#[tokio::test]
async fn a_client_id_is_a_text_and_is_not_guessed() {
    let server = Server::start().await;
    for body in [
        json!({"client_id": 7}),
        json!({"client_id": null}),
        json!({"client_id": ""}),
        json!({"client_id": "a\nb"}),
        json!({"client_id": "x".repeat(1001)}),
        json!({"client_id": ["CLIENT"]}),
        json!({"id": "CLIENT"}),
        json!("CLIENT"),
        json!([]),
    ] {
        let error = registration(&server, json_reply(201, &body)).await;
        assert!(
            matches!(error.kind(), OAuthErrorKind::InvalidResponse { .. }),
            "{body}: {error}"
        );
    }
    for text in [
        "",
        "{",
        "<html>",
        "{\"client_id\":\"\\ud83d\"}",
        "{\"client_id\":\"a\",\"client_id\":\"b\"}",
    ] {
        let error = registration(&server, reply(201, "application/json", text)).await;
        assert!(
            matches!(error.kind(), OAuthErrorKind::InvalidResponse { .. }),
            "{text}: {error}"
        );
    }
    server.on(
        REGISTER,
        reply(200, "text/plain; charset=utf-8", "{\"client_id\":\"CLIENT\"}"),
    );
    server.sign_in().await.unwrap();
}

#[tokio::test]
async fn a_registration_that_gets_lost_or_leads_elsewhere_is_an_error() {
    let (server, other) = (Server::start().await, Server::start().await);
    let elsewhere = format!("location: {}/oauth/register\r\n", other.base_url);
    for status in [301, 302, 303, 307, 308] {
        let error = registration(&server, reply_with(status, &elsewhere, "")).await;
        assert_eq!(error.kind(), &OAuthErrorKind::Redirect);
        assert_eq!(error.status().unwrap().as_u16(), status);
    }
    assert!(other.received().is_empty());
    for bytes in ["", "HTTP/1.1 201 X\r\ncontent-length: 100\r\n\r\n{", "SSH-2.0\r\n"] {
        let error = registration(&server, Reply::Bytes(bytes.to_owned())).await;
        assert_eq!(error.kind(), &OAuthErrorKind::Interrupted, "{bytes}: {error}");
    }
    let error = registration(&server, reply(201, "application/json", &" ".repeat(256 * 1024 + 1))).await;
    assert_eq!(error.kind(), &OAuthErrorKind::ResponseTooLarge { limit: 256 * 1024 });
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_waited_for_half_a_minute() {
    let server = Server::start().await;
    for reply in [
        Reply::Hang(String::new()),
        Reply::Hang("HTTP/1.1 201 X\r\ncontent-length: 9\r\n\r\n{".to_owned()),
    ] {
        let clock = VirtualClock::new();
        server.on(REGISTER, reply);
        let before = server.received_at(REGISTER).len();
        let beginning = tokio::spawn(server.client_with(&clock).authorize("Bees").begin());
        server.until_received(REGISTER, before + 1).await;
        clock.advance(Duration::from_secs(30));
        let error = beginning.await.unwrap().unwrap_err();
        let limit = Duration::from_secs(30);
        assert_eq!(error.kind(), &OAuthErrorKind::TimedOut { limit });
        assert_eq!(error.step(), OAuthStep::Registration);
        let expected = format!(
            "registering the program: no complete response from {} within 30s",
            server.base_url
        );
        assert_eq!(error.to_string(), expected);
    }
}

#[tokio::test]
async fn half_a_minute_covers_all_that_comes_before_the_page() {
    let server = Server::start().await;
    let clock = VirtualClock::new();
    for path in [INFO, METADATA, REGISTER] {
        server.on(path, Reply::Hang(String::new()));
    }
    let beginning = tokio::spawn(server.client_with(&clock).authorize("Bees").begin());
    for (path, seconds) in [(INFO, 5), (METADATA, 5), (REGISTER, 19)] {
        server.until_received(path, 1).await;
        clock.advance(Duration::from_secs(seconds));
    }
    tokio::task::yield_now().await;
    assert!(!beginning.is_finished());
    clock.advance(Duration::from_secs(1));
    let error = beginning.await.unwrap().unwrap_err();
    let limit = Duration::from_secs(30);
    assert_eq!(
        (error.kind(), error.step()),
        (&OAuthErrorKind::TimedOut { limit }, OAuthStep::Registration)
    );
}

#[tokio::test]
async fn a_server_that_does_not_say_where_its_endpoints_are_is_not_waited_for_long() {
    let server = Server::start().await;
    let clock = VirtualClock::new();
    for path in [INFO, METADATA] {
        server.on(path, Reply::Hang("HTTP/1.1 200 X\r\n".to_owned()));
    }
    let beginning = tokio::spawn(server.client_with(&clock).authorize("Bees").begin());
    for path in [INFO, METADATA] {
        server.until_received(path, 1).await;
        clock.advance(Duration::from_secs(5));
    }
    let authorization = beginning.await.unwrap().unwrap();
    assert!(
        authorization
            .url()
            .starts_with(&format!("{}/oauth/authorize?", server.base_url))
    );
    let body: Value = serde_json::from_str(&server.received_at(REGISTER)[0].body).unwrap();
    assert_eq!(body["client_name"], "Bees");
}
