//! Tests of the server's responses to the code, which the client sends once.

use std::time::{Duration, SystemTime};

use beeper_desktop_client::VirtualClock;
use beeper_desktop_client::oauth::{OAuthError, OAuthErrorKind, OAuthStep};
use serde_json::{Value, json};

use super::scripted_server::{Page, Reply, Server, TOKEN, json_reply, reply, reply_with, token_reply};

/// Returns the error of an exchange with this response, and asserts that the client sends the code once.
async fn exchange(server: &Server, reply: Reply) -> OAuthError {
    server.on(TOKEN, reply);
    let before = server.received_at(TOKEN).len();
    let error = server.sign_in().await.unwrap_err();
    assert_eq!(server.received_at(TOKEN).len(), before + 1, "{error}");
    assert_eq!(error.step(), OAuthStep::Exchange);
    assert!(!format!("{error} {error:?}").contains("PLANTED"), "{error:?}");
    error
}

#[tokio::test]
async fn answers_are_read_whatever_they_are_labelled_as() {
    let server = Server::start().await;
    let body = json!({
        "access_token": "TOKEN",
        "token_type": "bEARER",
        "refresh_token": "ignored",
        "app": {"name": "x"},
        "far": [[1]],
    });
    for answer in [
        reply(200, "text/plain; charset=utf-8", &body.to_string()),
        reply(201, "text/html", &format!("\r\n {body} \n")),
        reply_with(200, "", &body.to_string()),
    ] {
        server.on(TOKEN, answer);
        let authorized = server.sign_in().await.unwrap();
        assert_eq!(authorized.access_token().secret().expose(), "TOKEN");
    }
    server.on(
        TOKEN,
        reply(
            200,
            "",
            "{\"x\":1e999,\"access_token\":\"TOKEN\",\"token_type\":\"Bearer\",\"expires_in\":1e999}",
        ),
    );
    assert_eq!(server.sign_in().await.unwrap().access_token().expires_at(), None);
}

#[tokio::test]
async fn an_answer_without_a_bearer_token_that_can_be_sent_is_refused() {
    let server = Server::start().await;
    for members in [
        json!({"token_type": null}),
        json!({"token_type": "mac"}),
        json!({"token_type": ""}),
        json!({"token_type": "Bearer "}),
        json!({"token_type": ["Bearer"]}),
        json!({"token_type": 1}),
        json!({"access_token": null}),
        json!({"access_token": ""}),
        json!({"access_token": 12345}),
        json!({"access_token": true}),
        json!({"access_token": ["PLANTED"]}),
        json!({"access_token": {"PLANTED": "PLANTED"}}),
        json!({"access_token": "PLANTED x"}),
        json!({"access_token": "PLANTED\r\nx-evil: 1"}),
        json!({"access_token": "PLANTED\u{fc}"}),
        json!({"access_token": "PLANTED\u{0}"}),
        json!({"access_token": "Bearer PLANTED"}),
        json!({"access_token": "\"PLANTED\""}),
        json!({"scope": ["PLANTED"]}),
        json!({"scope": 7}),
    ] {
        let error = exchange(&server, token_reply(&members)).await;
        assert!(
            matches!(error.kind(), OAuthErrorKind::InvalidResponse { .. }),
            "{members}: {error}"
        );
        assert_eq!(error.status().unwrap().as_u16(), 200);
    }
}

#[tokio::test]
async fn an_answer_that_is_no_json_object_is_refused() {
    let server = Server::start().await;
    for body in [
        "",
        "null",
        "[]",
        "\"PLANTED\"",
        "access_token=PLANTED&token_type=Bearer",
        "<html>PLANTED</html>",
        "{\"access_token\":\"PLANTED\",\"token_type\":\"Bearer\"",
        "{\"access_token\":\"PLANTED\",\"token_type\":\"Bearer\"} x",
        "\u{feff}{\"access_token\":\"PLANTED\",\"token_type\":\"Bearer\"}",
        "{\"access_token\":\"PLANTED\\ud83d\",\"token_type\":\"Bearer\"}",
        "{\"access_token\":\"PLANTED\",\"access_token\":\"PLANTED-2\",\"token_type\":\"Bearer\"}",
        "{\"access_token\":\"PLANTED\",\"token_type\":\"mac\",\"token_type\":\"Bearer\"}",
        "[\"PLANTED\",\"Bearer\",null]",
    ] {
        for status in [200, 204] {
            // A 204 has no body, whatever the server writes.
            let answer = if status == 204 {
                reply_with(204, "", "")
            } else {
                reply(200, "application/json", body)
            };
            let error = exchange(&server, answer).await;
            assert!(
                matches!(error.kind(), OAuthErrorKind::InvalidResponse { .. }),
                "{body}: {error}"
            );
        }
    }
}

#[tokio::test]
async fn how_long_a_token_lives_is_read_as_far_as_it_makes_sense() {
    let server = Server::start().await;
    for (expires_in, seconds) in [
        (json!(3600), Some(3600.0)),
        (json!(3600.5), Some(3600.5)),
        (json!("3600"), Some(3600.0)),
        (json!(-1), None),
        (json!(u64::MAX), None),
        (json!("soon"), None),
        (json!([3600]), None),
        (json!(null), None),
    ] {
        server.on(TOKEN, token_reply(&json!({"expires_in": expires_in})));
        let before = SystemTime::now();
        let authorized = server.sign_in().await.unwrap();
        let lifetime = authorized
            .access_token()
            .expires_at()
            .map(|end| end.duration_since(before).unwrap());
        let is_right = match (lifetime, seconds) {
            (Some(lifetime), Some(seconds)) => (0.0..60.0).contains(&(lifetime.as_secs_f64() - seconds)),
            (lifetime, seconds) => lifetime.is_none() && seconds.is_none(),
        };
        assert!(is_right, "{expires_in}: {lifetime:?}");
    }
}

#[tokio::test]
async fn a_refusal_has_the_code_of_the_server() {
    let server = Server::start().await;
    let refusal = json!({"error": "invalid_grant", "error_description": "PLANTED is used up\u{7}"});
    for answer in [
        json_reply(400, &refusal),
        reply(400, "text/plain", &refusal.to_string()),
        json_reply(401, &refusal),
    ] {
        let error = exchange(&server, answer).await;
        assert_eq!(
            (error.kind(), error.code()),
            (&OAuthErrorKind::Refused, Some("invalid_grant"))
        );
        assert_eq!(error.description().unwrap().as_str(), "PLANTED is used up");
    }
    let error = exchange(&server, json_reply(400, &refusal)).await;
    assert_eq!(
        error.to_string(),
        format!(
            "exchanging the code for a token: {} refused (400 Bad Request, invalid_grant)",
            server.base_url
        )
    );
    for (answer, code) in [
        (json_reply(400, &json!({"error": "PLANTED"})), Some("PLANTED")),
        (json_reply(400, &json!({"error": {"PLANTED": 1}})), None),
        (json_reply(400, &json!({"message": "PLANTED", "code": "PLANTED"})), None),
        (reply(403, "text/plain", "PLANTED scope"), None),
        (
            reply(
                400,
                "application/json",
                "{\"error\":\"invalid_grant\",\"x\":\"\\ud83d\",\"y\":1e999}",
            ),
            Some("invalid_grant"),
        ),
        (reply_with(429, "retry-after: 1\r\n", ""), None),
        // The status alone decides.
        (
            Reply::Bytes("HTTP/1.1 400 X\r\ncontent-length: 100\r\n\r\n{\"error\":\"inv".to_owned()),
            None,
        ),
        (reply(400, "application/json", &" ".repeat(300 * 1024)), None),
    ] {
        let error = exchange(&server, answer).await;
        assert_eq!(
            (error.kind(), error.code()),
            (&OAuthErrorKind::Refused, code),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_refusal_whose_body_never_ends_is_not_waited_for_long() {
    let server = Server::start().await;
    let clock = VirtualClock::new();
    server.on(
        TOKEN,
        Reply::Hang("HTTP/1.1 400 X\r\ncontent-length: 9\r\n\r\n{".to_owned()),
    );
    let authorization = server.client_with(&clock).authorize("Bees").begin().await.unwrap();
    let page = Page::of(&authorization);
    let finishing = tokio::spawn(authorization.finish());
    page.come_back("code=CODE").await;
    server.until_received(TOKEN, 1).await;
    while !finishing.is_finished() {
        clock.advance(Duration::from_millis(100));
        tokio::task::yield_now().await;
    }
    let error = finishing.await.unwrap().unwrap_err();
    assert_eq!(error.kind(), &OAuthErrorKind::Refused, "{error}");
}

#[tokio::test]
async fn a_lost_answer_is_unclear_and_the_code_is_not_sent_again() {
    let server = Server::start().await;
    for answer in [
        // The connection ends before the head, within it, or within the body.
        Reply::Bytes(String::new()),
        Reply::Bytes("HTTP/1.1 20".to_owned()),
        Reply::Bytes("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"access_token\":\"PLANTED\"".to_owned()),
        Reply::Bytes("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"acc".to_owned()),
        Reply::Bytes("PLANTED is no HTTP\r\n\r\n".to_owned()),
        reply_with(500, "", ""),
        reply_with(502, "", "<html>PLANTED</html>"),
        reply_with(503, "retry-after: 0\r\n", ""),
        json_reply(500, &json!({"error": "server_error"})),
    ] {
        let error = exchange(&server, answer).await;
        assert_eq!(error.kind(), &OAuthErrorKind::ExchangeUnclear, "{error}");
    }
    let error = exchange(&server, json_reply(503, &json!({"error": "temporarily_unavailable"}))).await;
    assert_eq!(
        error.to_string(),
        format!(
            "exchanging the code for a token: the response of {} was lost (503 Service Unavailable, temporarily_unavailable); \
             the code is used, and its token may exist only on the server: sign in again",
            server.base_url
        )
    );
}

#[tokio::test]
async fn the_time_limit_covers_the_exchange() {
    let server = Server::start().await;
    for answer in ["", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"] {
        let clock = VirtualClock::new();
        server.on(TOKEN, Reply::Hang(answer.to_owned()));
        let before = server.received_at(TOKEN).len();
        let authorization = server.client_with(&clock).authorize("Bees").begin().await.unwrap();
        let page = Page::of(&authorization);
        clock.advance(Duration::from_secs(119));
        let finishing = tokio::spawn(authorization.finish());
        page.come_back("code=CODE").await;
        server.until_received(TOKEN, before + 1).await;
        assert!(!finishing.is_finished());
        clock.advance(Duration::from_secs(1));
        let error = finishing.await.unwrap().unwrap_err();
        assert_eq!(
            (error.kind(), error.step()),
            (&OAuthErrorKind::ExchangeUnclear, OAuthStep::Exchange)
        );
    }
}

#[tokio::test]
async fn a_code_that_cannot_be_sent_is_no_lost_answer() {
    let server = Server::start().await;
    let (authorization, page) = server.begin().await;
    let finishing = tokio::spawn(authorization.finish());
    server.stop().await;
    page.come_back("code=CODE").await;
    let error = finishing.await.unwrap().unwrap_err();
    assert_eq!(
        (error.kind(), error.step()),
        (&OAuthErrorKind::Connect, OAuthStep::Exchange)
    );
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (server, other) = (Server::start().await, Server::start().await);
    for status in [301, 302, 303, 307, 308] {
        let location = format!("location: {}/oauth/token\r\n", other.base_url);
        let error = exchange(&server, reply_with(status, &location, "")).await;
        assert_eq!(error.kind(), &OAuthErrorKind::Redirect);
    }
    let own = format!("location: {}/oauth/token\r\n", server.base_url);
    assert_eq!(
        exchange(&server, reply_with(307, &own, "")).await.kind(),
        &OAuthErrorKind::Redirect
    );
    assert!(other.received().is_empty());
}

#[tokio::test]
async fn an_answer_is_read_up_to_its_limit() {
    let server = Server::start().await;
    let limit = 256 * 1024;
    let of_size = |size: usize| {
        let body = json!({"access_token": "TOKEN", "token_type": "Bearer"}).to_string();
        let padding = " ".repeat(size - body.len());
        body + &padding
    };
    server.on(TOKEN, reply(200, "application/json", &of_size(limit)));
    server.sign_in().await.unwrap();
    let chunked = |body: &str| {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        Reply::Hang(format!("{head}{:x}\r\n{body}\r\n", body.len()))
    };
    for answer in [
        reply(200, "application/json", &of_size(limit + 1)),
        chunked(&of_size(limit + 1)),
        Reply::Hang("HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n".to_owned()),
    ] {
        let error = exchange(&server, answer).await;
        assert_eq!(error.kind(), &OAuthErrorKind::ResponseTooLarge { limit }, "{error}");
    }
}

#[tokio::test]
async fn a_client_id_is_sent_as_it_was_registered() {
    let server = Server::start().await;
    let client_id = "a&b=c d/\u{7e}%41+";
    server.on("/oauth/register", json_reply(201, &json!({"client_id": client_id})));
    let (authorization, page) = server.begin().await;
    assert_eq!(page.parameters["client_id"], client_id);
    let (result, _) = tokio::join!(authorization.finish(), page.come_back("code=CODE"));
    assert_eq!(result.unwrap().access_token().client_id(), Some(client_id));
    assert_eq!(server.received_at(TOKEN)[0].form()["client_id"], client_id);
    let body: Value = serde_json::from_str(&server.received_at("/oauth/register")[0].body).unwrap();
    assert_eq!(body["token_endpoint_auth_method"], "none");
}
