//! Tests of which endpoints the client calls: only those of its own server, whatever addresses the server names.

use serde_json::json;

use beeper_desktop_client::Client;
use beeper_desktop_client::oauth::{OAuthErrorKind, OAuthStep};

use super::scripted_server::{
    INFO, METADATA, Page, REGISTER, Server, TOKEN, json_reply, reply, reply_with, token_reply,
};

#[tokio::test]
async fn endpoints_that_the_server_names_are_called() {
    let server = Server::start().await;
    let base = server.base_url.replace("127.0.0.1", "localhost");
    let oauth = json!({
        "authorization_endpoint": format!("{base}/page?tenant=1"),
        "registration_endpoint": format!("{base}/programs?v=2"),
        "token_endpoint": "/codes",
    });
    server.on(INFO, json_reply(200, &json!({"endpoints": {"oauth": oauth}})));
    server.on("/programs", json_reply(201, &json!({"client_id": "CLIENT"})));
    server.on("/codes", token_reply(&json!({})));
    let (authorization, page) = server.begin().await;
    assert_eq!(page.address, format!("{}/page", server.base_url));
    assert_eq!(page.parameters["tenant"], "1");
    let (result, _) = tokio::join!(authorization.finish(), page.come_back("code=CODE"));
    result.unwrap();
    assert_eq!(server.received_at("/programs")[0].line, "POST /programs?v=2");
    assert_eq!(server.received_at("/codes").len(), 1);
    assert!(server.received_at(REGISTER).is_empty() && server.received_at(TOKEN).is_empty());
}

#[tokio::test]
async fn another_server_is_never_called() {
    let (server, other) = (Server::start().await, Server::start().await);
    let theirs = |path: &str| format!("{}{path}", other.base_url);
    let poisoned = json!({
        "issuer": other.base_url,
        "authorization_endpoint": theirs("/oauth/authorize"),
        "registration_endpoint": theirs(REGISTER),
        "token_endpoint": theirs(TOKEN),
        "revocation_endpoint": theirs("/oauth/revoke"),
        "introspection_endpoint": theirs("/oauth/introspect"),
    });
    server.on(INFO, json_reply(200, &json!({"endpoints": {"oauth": poisoned}})));
    server.on(METADATA, json_reply(200, &poisoned));
    server.on("/oauth/revoke", reply_with(200, "", ""));
    server.on("/oauth/introspect", json_reply(200, &json!({"active": false})));
    // Of the response to the registration, the client uses only the ID.
    let mut registered = poisoned;
    registered["client_id"] = json!("CLIENT");
    server.on(REGISTER, json_reply(201, &registered));
    let (authorization, page) = server.begin().await;
    assert_eq!(page.address, format!("{}/oauth/authorize", server.base_url));
    let (result, _) = tokio::join!(authorization.finish(), page.come_back("code=CODE"));
    let client = result.unwrap().into_client();
    client.revoke_access_token("TOKEN").await.unwrap();
    client.introspect_access_token("TOKEN").await.unwrap();
    for path in [REGISTER, TOKEN, "/oauth/revoke", "/oauth/introspect"] {
        assert_eq!(server.received_at(path).len(), 1, "{path}");
    }
    assert!(other.received().is_empty());
}

#[tokio::test]
async fn a_server_that_names_nothing_is_called_at_the_usual_paths() {
    for (info, metadata) in [
        (reply_with(404, "", ""), reply_with(500, "", "")),
        (reply(200, "text/html", "<html>"), json_reply(200, &json!([]))),
        (
            reply_with(302, "location: http://127.0.0.1:1/\r\n", ""),
            reply(200, "application/json", "{"),
        ),
        (
            json_reply(200, &json!({"endpoints": {"oauth": {"token_endpoint": 7}}})),
            json_reply(200, &json!(null)),
        ),
    ] {
        let server = Server::start().await;
        server.on(INFO, info);
        server.on(METADATA, metadata);
        server.sign_in().await.unwrap();
        assert_eq!(server.received_at(TOKEN).len(), 1);
    }
}

#[tokio::test]
async fn a_path_in_the_address_of_the_server_stands_before_all_others() {
    let server = Server::start().await;
    server.on(
        "/proxy/oauth/register",
        json_reply(201, &json!({"client_id": "CLIENT"})),
    );
    server.on("/proxy/oauth/token", token_reply(&json!({})));
    let client = Client::builder()
        .base_url(format!("{}/proxy/v1", server.base_url))
        .build()
        .unwrap();
    let authorization = client.authorize("Bees").begin().await.unwrap();
    let page = Page::of(&authorization);
    assert_eq!(page.address, format!("{}/proxy/oauth/authorize", server.base_url));
    let (result, _) = tokio::join!(authorization.finish(), page.come_back("code=CODE"));
    result.unwrap();
    let all_below = |it: &super::scripted_server::Received| it.line.contains(" /proxy/");
    assert!(server.received().iter().all(all_below), "{:?}", server.received());
}

#[tokio::test]
async fn a_server_without_s256_is_refused_before_anybody_is_asked() {
    let server = Server::start().await;
    server.on(
        METADATA,
        json_reply(200, &json!({"code_challenge_methods_supported": ["plain"]})),
    );
    let error = server.client().authorize("Bees").begin().await.unwrap_err();
    assert_eq!(error.kind(), &OAuthErrorKind::S256NotSupported);
    assert_eq!(
        error.to_string(),
        format!(
            "signing in: {} does not support PKCE with S256, without which a sign-in is not safe",
            server.base_url
        )
    );
    assert!(server.received_at(REGISTER).is_empty());
}

#[tokio::test]
async fn where_no_server_is_nobody_is_asked() {
    let server = Server::start().await;
    let client = server.client();
    server.stop().await;
    for (request, step) in [
        (client.authorize("Bees"), OAuthStep::Registration),
        (client.authorize("Bees").client_id("x"), OAuthStep::Authorization),
    ] {
        let error = request.begin().await.unwrap_err();
        assert_eq!((error.kind(), error.step()), (&OAuthErrorKind::Connect, step));
        assert!(error.to_string().contains("is Beeper Desktop running"), "{error}");
        assert!(format!("{error:?}").contains("refused"), "{error:?}");
    }
    for error in [
        client.revoke_access_token("TOKEN").await.unwrap_err(),
        client.introspect_access_token("TOKEN").await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), &OAuthErrorKind::Connect);
    }
}
