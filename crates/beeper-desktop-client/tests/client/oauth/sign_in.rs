//! Tests of complete sign-ins: what the client sends, and what it returns.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use beeper_desktop_client::oauth::{AuthorizationRequest, OAuthErrorKind, OAuthStep, Scope};
use beeper_desktop_client::{Client, Clock, VirtualClock};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::scripted_server::{Page, REGISTER, Server, TOKEN, json_reply, token_reply};

#[tokio::test]
async fn a_user_who_says_yes_gives_a_client_with_a_token() {
    let server = Server::start().await;
    let authorized = server.sign_in().await.unwrap();
    assert_eq!(authorized.access_token().secret().expose(), "TOKEN");
    assert_eq!(authorized.access_token().client_id(), Some("CLIENT"));
    assert_eq!(authorized.access_token().scope(), Some("read write"));
    assert_eq!(authorized.access_token().expires_at(), None);
    assert_eq!(authorized.scopes(), [Scope::Read, Scope::Write]);
    assert_eq!(authorized.missing_scopes(), []);

    server.on("/v1/accounts", json_reply(200, &json!([])));
    authorized.into_client().list_accounts().await.unwrap();
    let call = &server.received_at("/v1/accounts")[0];
    assert!(call.head.contains("authorization: Bearer TOKEN"), "{}", call.head);
}

#[tokio::test]
async fn the_program_is_registered_as_a_public_client() {
    let server = Server::start().await;
    let authorization = server
        .client()
        .authorize("Bees \"&\" more")
        .scopes([Scope::Read])
        .begin()
        .await
        .unwrap();
    let registered = &server.received_at(REGISTER)[0];
    assert!(
        registered.head.contains("content-type: application/json"),
        "{}",
        registered.head
    );
    assert_eq!(registered.line, "POST /oauth/register");
    let body: Value = serde_json::from_str(&registered.body).unwrap();
    assert_eq!(
        body,
        json!({
            "client_name": "Bees \"&\" more",
            "redirect_uris": [Page::of(&authorization).parameters["redirect_uri"]],
            "grant_types": ["authorization_code"],
            "response_types": ["code"],
            "scope": "read",
            "token_endpoint_auth_method": "none",
        })
    );
}

#[tokio::test]
async fn the_page_is_asked_for_with_a_challenge_and_the_code_sent_with_its_verifier() {
    let server = Server::start().await;
    let (authorization, page) = server.begin().await;
    assert_eq!(page.address, format!("{}/oauth/authorize", server.base_url));
    let mut names: Vec<_> = page.parameters.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "client_id",
            "code_challenge",
            "code_challenge_method",
            "redirect_uri",
            "response_type",
            "scope",
            "state"
        ]
    );
    for (name, value) in [
        ("client_id", "CLIENT"),
        ("code_challenge_method", "S256"),
        ("response_type", "code"),
        ("scope", "read write"),
    ] {
        assert_eq!(page.parameters[name], value);
    }
    let (result, _) = tokio::join!(authorization.finish(), page.come_back("code=a%2Fb%2B%26c"));
    result.unwrap();

    let form = server.received_at(TOKEN)[0].form();
    assert_eq!(form.len(), 5, "{form:?}");
    assert_eq!(form["grant_type"], "authorization_code");
    assert_eq!(form["client_id"], "CLIENT");
    assert_eq!(form["code"], "a/b+&c");
    assert_eq!(form["redirect_uri"], page.parameters["redirect_uri"]);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
    assert_eq!(challenge, page.parameters["code_challenge"]);
}

#[tokio::test]
async fn each_sign_in_has_values_of_its_own() {
    let server = Server::start().await;
    let mut seen = Vec::new();
    for _ in 0..5 {
        let (authorization, page) = server.begin().await;
        assert!(page.state.len() >= 22, "128 bits");
        seen.push(page.state.clone());
        seen.push(page.parameters["code_challenge"].clone());
        let (result, _) = tokio::join!(authorization.finish(), page.come_back("code=CODE"));
        result.unwrap();
    }
    for exchange in server.received_at(TOKEN) {
        let verifier = exchange.form().remove("code_verifier").unwrap();
        assert!(
            (43..=128).contains(&verifier.len()),
            "the value has 256 bits, and no more characters than the standard allows"
        );
        seen.push(verifier);
    }
    assert_eq!(seen.len(), 15);
    for at in 0..8 {
        let starts: Vec<_> = seen.iter().map(|text| text.as_bytes()[at]).collect();
        assert!(
            starts.iter().any(|start| *start != starts[0]),
            "the values agree at {at}"
        );
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 15);
}

#[tokio::test]
async fn a_program_with_a_client_id_is_not_registered() {
    let server = Server::start().await;
    let request = server.client().authorize("").client_id("of its own");
    let authorization = request.begin().await.unwrap();
    let page = Page::of(&authorization);
    assert_eq!(page.parameters["client_id"], "of its own");
    let (result, _) = tokio::join!(authorization.finish(), page.come_back("code=CODE"));
    assert_eq!(result.unwrap().access_token().client_id(), Some("of its own"));
    assert_eq!(server.received_at(TOKEN)[0].form()["client_id"], "of its own");
    assert!(server.received_at(REGISTER).is_empty());
}

#[tokio::test]
async fn a_token_that_the_client_has_already_is_not_sent() {
    let server = Server::start().await;
    let client = server.client().with_access_token("OLD").unwrap();
    let authorization = client.authorize("Bees").begin().await.unwrap();
    let page = Page::of(&authorization);
    let (result, _) = tokio::join!(authorization.finish(), page.come_back("code=CODE"));
    result.unwrap();
    client.revoke_access_token("OTHER").await.unwrap_err();
    client.introspect_access_token("OTHER").await.unwrap_err();
    let received = server.received();
    assert!(received.len() >= 6, "{received:?}");
    for request in received {
        assert!(
            !request.head.contains("authorization:") && !format!("{request:?}").contains("OLD"),
            "{request:?}"
        );
    }
}

#[tokio::test]
async fn the_headers_that_a_program_sets_are_sent_with_each_request() {
    let server = Server::start().await;
    let client = Client::builder()
        .base_url(&server.base_url)
        .default_header("x-tunnel-key", "opens-it");
    let authorization = client.build().unwrap().authorize("Bees").begin().await.unwrap();
    let page = Page::of(&authorization);
    let (result, _) = tokio::join!(authorization.finish(), page.come_back("code=CODE"));
    result.unwrap();
    for request in server.received() {
        assert!(request.head.contains("x-tunnel-key: opens-it"), "{}", request.head);
    }
}

#[tokio::test]
async fn a_narrower_scope_is_told() {
    let server = Server::start().await;
    for (scope, granted, missing) in [
        (json!("read"), vec![Scope::Read], vec![Scope::Write]),
        (json!(""), vec![], vec![Scope::Read, Scope::Write]),
        (
            json!("Read write admin"),
            vec!["Read".into(), Scope::Write, "admin".into()],
            vec![Scope::Read],
        ),
        (json!("write read"), vec![Scope::Write, Scope::Read], vec![]),
        // An absent scope is the one that was requested (RFC 6749, section 5.1).
        (json!(null), vec![Scope::Read, Scope::Write], vec![]),
    ] {
        server.on(TOKEN, token_reply(&json!({"scope": scope})));
        let authorized = server.sign_in().await.unwrap();
        assert_eq!(authorized.scopes(), granted, "{scope}");
        assert_eq!(authorized.missing_scopes(), missing, "{scope}");
    }
}

#[tokio::test]
async fn the_end_of_a_token_is_counted_by_the_clients_clock() {
    let server = Server::start().await;
    server.on(TOKEN, token_reply(&json!({"expires_in": "86400"})));
    let clock = VirtualClock::new();
    clock.suspend(Duration::from_secs(1_000_000));
    let authorization = server.client_with(&clock).authorize("Bees").begin().await.unwrap();
    let page = Page::of(&authorization);
    let (result, _) = tokio::join!(authorization.finish(), page.come_back("code=CODE"));
    let expected = clock.wall_time() + Duration::from_secs(86400);
    assert_eq!(result.unwrap().access_token().expires_at(), Some(expected));
    assert!(expected > SystemTime::now() + Duration::from_secs(1_000_000));
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_by_its_name_before_anything_is() {
    let server = Server::start().await;
    let client = server.client();
    let none: [Scope; 0] = [];
    for (request, expected) in [
        (client.authorize(" \t"), "client_name"),
        (client.authorize("Bees").client_id(""), "client_id"),
        (client.authorize("Bees").client_id("PLANTED\n"), "client_id"),
        (client.authorize("Bees").client_id("PLANTED\u{fc}"), "client_id"),
        (client.authorize("Bees").scopes(none), "scopes"),
        (client.authorize("Bees").scopes(["read", ""]), "scopes"),
        (client.authorize("Bees").scopes(["PLANTED x"]), "scopes"),
    ] {
        let error = request.begin().await.unwrap_err();
        assert!(
            matches!(error.kind(), OAuthErrorKind::InvalidArgument { argument, .. } if *argument == expected),
            "{error}"
        );
        assert_eq!(error.step(), OAuthStep::Authorization);
        assert!(!format!("{error} {error:?}").contains("PLANTED"), "{error}");
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn an_address_is_enough_and_one_that_is_none_is_told_when_the_sign_in_begins() {
    let server = Server::start().await;
    let request = AuthorizationRequest::new(&server.base_url, "Bees");
    let authorization = request.begin().await.unwrap();
    let page = Page::of(&authorization);
    let (result, _) = tokio::join!(authorization.finish(), page.come_back("code=CODE"));
    result.unwrap();

    let request = AuthorizationRequest::new("http://user:PLANTED@127.0.0.1", "Bees");
    let error = request.clone().begin().await.unwrap_err();
    assert_eq!(error.kind(), &OAuthErrorKind::Build);
    assert_eq!(error.to_string(), "signing in: no client can be built for the server");
    let printed = format!("{request:?} {error:?}");
    assert!(
        printed.contains("it contains credentials") && !printed.contains("PLANTED"),
        "{printed}"
    );
}

#[tokio::test]
async fn a_sign_in_can_be_moved_to_another_task() {
    let server = Server::start().await;
    let (authorization, page) = server.begin().await;
    let finishing = tokio::spawn(authorization.finish());
    page.come_back("code=CODE").await;
    finishing.await.unwrap().unwrap();
}
