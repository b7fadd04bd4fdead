//! Tests of revoking and introspecting tokens.

use std::time::{Duration, SystemTime};

use beeper_desktop_client::VirtualClock;
use beeper_desktop_client::oauth::{OAuthErrorKind, OAuthStep, Scope};
use beeper_desktop_client::tokens::AccessToken;
use serde_json::json;

use super::scripted_server::{INTROSPECT, METADATA, REVOKE, Reply, Server, json_reply, reply, reply_with};

#[tokio::test]
async fn a_token_is_revoked_at_the_server() {
    let server = Server::start().await;
    for answer in [
        reply_with(200, "", ""),
        reply(200, "text/plain", "whatever"),
        json_reply(200, &json!({})),
    ] {
        server.on(REVOKE, answer);
        server
            .client()
            .revoke_access_token(AccessToken::new("TO&KEN"))
            .await
            .unwrap();
    }
    let form = server.received_at(REVOKE)[0].form();
    assert_eq!(form["token"], "TO&KEN");
    assert_eq!(form["token_type_hint"], "access_token");
    assert_eq!((form.len(), server.received_at(REVOKE).len()), (2, 3));
}

#[tokio::test]
async fn a_token_that_was_not_revoked_may_live_on_and_the_error_says_so() {
    let (server, other) = (Server::start().await, Server::start().await);
    let location = format!("location: {}/oauth/revoke\r\n", other.base_url);
    for (answer, kind) in [
        (
            json_reply(400, &json!({"error": "unsupported_token_type"})),
            OAuthErrorKind::Refused,
        ),
        (reply_with(404, "", ""), OAuthErrorKind::Refused),
        (reply_with(503, "", ""), OAuthErrorKind::Refused),
        (reply_with(307, &location, ""), OAuthErrorKind::Redirect),
        (Reply::Bytes(String::new()), OAuthErrorKind::Interrupted),
    ] {
        server.on(REVOKE, answer);
        let before = server.received_at(REVOKE).len();
        let error = server.client().revoke_access_token("PLANTED").await.unwrap_err();
        assert_eq!((error.kind(), error.step()), (&kind, OAuthStep::Revocation));
        assert!(
            error.to_string().contains("the token may still be valid there"),
            "{error}"
        );
        assert!(!format!("{error:?}").contains("PLANTED"), "{error:?}");
        assert_eq!(server.received_at(REVOKE).len(), before + 1, "{error}");
    }
    assert!(other.received().is_empty());
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_waited_for_half_a_minute() {
    let server = Server::start().await;
    let limit = Duration::from_secs(30);
    for path in [REVOKE, INTROSPECT] {
        server.on(path, Reply::Hang(String::new()));
        let clock = VirtualClock::new();
        let client = server.client_with(&clock);
        let call = tokio::spawn(async move {
            match path {
                REVOKE => client.revoke_access_token("TOKEN").await.unwrap_err(),
                _ => client.introspect_access_token("TOKEN").await.unwrap_err(),
            }
        });
        server.until_received(path, 1).await;
        clock.advance(limit);
        assert_eq!(call.await.unwrap().kind(), &OAuthErrorKind::TimedOut { limit });
    }
}

#[tokio::test]
async fn a_server_says_what_it_knows_of_a_token() {
    let server = Server::start().await;
    let known = json!({
        "active": true,
        "scope": "read chats",
        "client_id": "CLIENT",
        "exp": 2_000_000_000,
        "app": {"name": "Bees"},
        "aud": ["x"],
    });
    server.on(INTROSPECT, reply(200, "text/plain", &known.to_string()));
    let introspection = server.client().introspect_access_token("TOKEN").await.unwrap();
    assert!(introspection.is_active());
    assert_eq!(introspection.scopes().unwrap(), [Scope::Read, "chats".into()]);
    assert_eq!(introspection.client_id(), Some("CLIENT"));
    let expected = SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_000);
    assert_eq!(introspection.expires_at(), Some(expected));
    assert_eq!(server.received_at(INTROSPECT)[0].form()["token"], "TOKEN");
    assert!(!format!("{introspection:?}").contains("CLIENT"), "{introspection:?}");
}

#[tokio::test]
async fn of_a_token_that_is_not_active_nothing_else_is_known() {
    let server = Server::start().await;
    for body in [
        json!({"active": false}),
        json!({"active": false, "scope": "read", "exp": 1, "client_id": "x"}),
    ] {
        server.on(INTROSPECT, json_reply(200, &body));
        let introspection = server.client().introspect_access_token("TOKEN").await.unwrap();
        assert!(!introspection.is_active());
        assert_eq!((introspection.scopes(), introspection.client_id()), (None, None));
        assert_eq!(introspection.expires_at(), None);
    }
    for odd in [
        json!({"exp": "x"}),
        json!({"exp": -1}),
        json!({"exp": 1e300}),
        json!({"scope": 7, "client_id": {}}),
    ] {
        let mut body = odd;
        body["active"] = json!(true);
        server.on(INTROSPECT, json_reply(200, &body));
        let introspection = server.client().introspect_access_token("TOKEN").await.unwrap();
        assert!(
            introspection.is_active() && introspection.expires_at().is_none(),
            "{body}"
        );
        assert_eq!(
            (introspection.scopes(), introspection.client_id()),
            (None, None),
            "{body}"
        );
    }
}

#[tokio::test]
async fn whether_a_token_is_active_is_not_guessed() {
    let server = Server::start().await;
    for body in [
        json!({}),
        json!({"active": "true"}),
        json!({"active": 1}),
        json!({"active": null}),
        json!([true]),
        json!(true),
    ] {
        server.on(INTROSPECT, json_reply(200, &body));
        let error = server.client().introspect_access_token("TOKEN").await.unwrap_err();
        assert!(
            matches!(error.kind(), OAuthErrorKind::InvalidResponse { .. }),
            "{body}: {error}"
        );
        assert_eq!(error.step(), OAuthStep::Introspection);
    }
    server.on(INTROSPECT, reply(403, "text/plain", "insufficient scope"));
    let error = server.client().introspect_access_token("TOKEN").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status().unwrap().as_u16()),
        (&OAuthErrorKind::Refused, 403)
    );
}

#[tokio::test]
async fn tokens_are_sent_to_the_endpoints_that_the_server_names() {
    let server = Server::start().await;
    let metadata = json!({
        "issuer": server.base_url,
        "revocation_endpoint": format!("{}/r", server.base_url),
        "introspection_endpoint": format!("{}/i", server.base_url),
    });
    server.on(METADATA, json_reply(200, &metadata));
    server.on("/r", reply_with(200, "", ""));
    server.on("/i", json_reply(200, &json!({"active": true})));
    server.client().revoke_access_token("TOKEN").await.unwrap();
    assert!(
        server
            .client()
            .introspect_access_token("TOKEN")
            .await
            .unwrap()
            .is_active()
    );
    assert_eq!((server.received_at("/r").len(), server.received_at("/i").len()), (1, 1));
}
