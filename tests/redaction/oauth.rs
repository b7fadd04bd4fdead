//! Tests that signing in prints no token, code, state or verifier, and no text of the server.

use beeper_desktop_client::oauth::{Authorized, OAuthError, PendingAuthorization};
use beeper_desktop_client::tokens::AccessToken;
use beeper_desktop_client::{Client, VirtualClock};
use beeper_desktop_mock::{Endpoint, MockDesktop, Reply};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::captured_output::{CapturedOutput, MARKER, capture_output};

/// Calls the redirect address with the state and a code or any other query, as the consent page does.
async fn come_back(authorization_url: &str, query: &str) -> String {
    let parameter = |name: &str| {
        let (_, rest) = authorization_url.split_once(&format!("{name}=")).unwrap();
        rest.split('&').next().unwrap().replace("%3A", ":").replace("%2F", "/")
    };
    let redirect_uri = parameter("redirect_uri");
    let host = redirect_uri
        .strip_prefix("http://")
        .unwrap()
        .strip_suffix("/callback")
        .unwrap();
    let state = parameter("&state");
    let mut browser = TcpStream::connect(host).await.unwrap();
    let head = format!("GET /callback?{query}&state={state} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    browser.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    browser.read_to_string(&mut answer).await.unwrap();
    assert!(!answer.contains(MARKER) && !answer.contains(&state), "{answer}");
    state
}

/// Signs in, and returns the result and the state.
async fn sign_in(client: &Client, query: &str, printed: &CapturedOutput) -> (Result<Authorized, OAuthError>, String) {
    let request = client.authorize("Bees").client_id(MARKER);
    printed.debug(&request);
    let authorization: PendingAuthorization = request.begin().await.unwrap();
    printed.debug(&authorization);
    let url = authorization.url().to_owned();
    tokio::join!(authorization.finish(), come_back(&url, query))
}

#[tokio::test]
async fn signing_in_prints_no_secrets() {
    let printed = capture_output();
    let mock = MockDesktop::start().await.unwrap();
    let client = Client::builder()
        .base_url(mock.base_url())
        .clock(VirtualClock::new())
        .build()
        .unwrap();
    let code = format!("code={MARKER}");
    let mut states = Vec::new();

    let granted = json!({"access_token": MARKER, "token_type": "Bearer", "scope": MARKER, "expires_in": 60});
    mock.on(Endpoint::Token)
        .once()
        .reply(Reply::json(200, granted).header("set-cookie", MARKER));
    let (result, state) = sign_in(&client, &code, printed).await;
    let authorized = result.unwrap();
    assert_eq!(authorized.access_token().secret().expose(), MARKER);
    printed.debug(&authorized);
    printed.debug(authorized.access_token());
    printed.debug(authorized.client());
    states.push(state);

    // The server repeats what the client sent.
    let said = json!({"error": MARKER, "error_description": MARKER, "error_uri": MARKER, "access_token": MARKER});
    for reply in [
        Reply::json(400, said.clone()),
        Reply::json(400, json!({"error": "invalid_grant", "error_description": MARKER})),
        Reply::json(500, said.clone()),
        Reply::json(200, said.clone()),
        Reply::json(
            200,
            json!({"access_token": format!("{MARKER} x"), "token_type": "Bearer"}),
        ),
        Reply::json(200, json!({"access_token": MARKER, "token_type": MARKER})),
        Reply::bytes(200, MARKER),
        Reply::bytes(200, format!("{{\"access_token\":\"{MARKER}\",\"token_type\":{MARKER}")),
        Reply::empty(302).header("location", &format!("http://127.0.0.1:1/{MARKER}")),
    ] {
        mock.on(Endpoint::Token)
            .once()
            .reply(reply.header("set-cookie", MARKER));
        let (result, state) = sign_in(&client, &code, printed).await;
        let error = result.unwrap_err();
        printed.error(&error);
        printed.debug(&error.description());
        states.push(state);
    }
    let refused = format!("error={MARKER}&error_description={MARKER}");
    for query in [
        refused.as_str(),
        &format!("{code}&iss={MARKER}"),
        &format!("{code}&{code}"),
    ] {
        let (result, state) = sign_in(&client, query, printed).await;
        printed.error(&result.unwrap_err());
        states.push(state);
    }

    mock.on(Endpoint::Register).once().reply(Reply::json(400, said.clone()));
    printed.error(&client.authorize(MARKER).begin().await.unwrap_err());
    let token = AccessToken::new(MARKER);
    let known = json!({"active": true, "scope": MARKER, "client_id": MARKER, "sub": MARKER});
    mock.on(Endpoint::Introspect).once().reply(Reply::json(200, known));
    printed.debug(&client.introspect_access_token(&token).await.unwrap());
    for endpoint in [Endpoint::Introspect, Endpoint::Revoke] {
        mock.on(endpoint).reply(Reply::json(400, said.clone()));
    }
    printed.error(&client.introspect_access_token(&token).await.unwrap_err());
    printed.error(&client.revoke_access_token(&token).await.unwrap_err());

    let text = printed.text();
    for expected in [
        "AuthorizationRequest",
        "PendingAuthorization",
        "Authorized",
        "invalid_grant",
        "step=Exchange",
    ] {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
    let requests = mock.requests_for(Endpoint::Token);
    let verifiers = requests.iter().map(|request| {
        let body = String::from_utf8_lossy(request.body()).into_owned();
        let (_, rest) = body.split_once("code_verifier=").unwrap();
        rest.split('&').next().unwrap().to_owned()
    });
    let secrets: Vec<_> = verifiers.chain(states).chain([MARKER.to_owned()]).collect();
    assert_eq!(secrets.len(), 10 + 13 + 1);
    for secret in secrets {
        assert!(secret.len() > 15, "{secret}");
        let line = text.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None);
    }
}
