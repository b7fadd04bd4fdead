//! Tests refusals because of tokens, paths, methods and bodies.

use beeper_desktop_mock::{MockDesktop, MockLogin, Operation};
use serde_json::json;

use crate::{get, http, ok, refusal, request, send, session_path, start_login};

fn some_path(operation: Operation) -> String {
    let id = |name: &'static str| match name {
        "bridgeID" => "mock-qr",
        _ => "nobody",
    };
    let segments = operation.path_template().split('/').map(|segment| {
        let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        name.map_or(segment, id)
    });
    segments.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_operation_but_info_and_signing_in_needs_the_right_token() {
    let mock = MockDesktop::builder().token("right").start().await.unwrap();
    for &operation in Operation::ALL {
        let call = |token: Option<&str>| {
            let url = format!("{}{}", mock.base_url(), some_path(operation));
            let request = http().request(operation.method().parse().unwrap(), url);
            let request = request.json(&json!({}));
            let request = match token {
                Some(token) => request.header("authorization", token),
                None => request,
            };
            async move {
                let answer = request.send().await.unwrap();
                let status = answer.status().as_u16();
                // Not every answer has a body.
                (status, answer.json().await.unwrap_or_default())
            }
        };
        match operation {
            Operation::GetInfo => {
                assert_eq!(call(None).await.0, 200);
                continue;
            }
            Operation::StartSetup
            | Operation::SubmitSetupEmail
            | Operation::SubmitSetupResponse
            | Operation::RegisterSetup => {
                assert!([400, 409].contains(&call(None).await.0), "{operation}");
                continue;
            }
            _ => {}
        }
        for token in [
            None,
            Some("right"),
            Some("Basic right"),
            Some("Bearer"),
            Some("Bearer wrong"),
            Some("Bearer right-or-not"),
        ] {
            let unauthorized = json!({ "message": "Unauthorized: Invalid or missing token", "code": "unauthorized" });
            assert_eq!(call(token).await, (401, unauthorized), "{operation} {token:?}");
        }
        assert_ne!(call(Some("bearer right")).await.0, 401, "{operation}");
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_are_told_apart() {
    let mock = MockDesktop::start().await.unwrap();
    for path in ["/", "/v1", "/v1/accounts/", "/v1/bridges/mock-qr/nothing"] {
        assert_eq!(refusal(get(&mock, path).await).0, 404, "{path}");
    }

    let answer = request(&mock, "DELETE", "/v1/bridges").send().await.unwrap();
    assert_eq!(answer.status(), 405);
    assert!(answer.headers()["allow"].to_str().unwrap().contains("GET"));

    let head = request(&mock, "HEAD", "/v1/info").send().await.unwrap();
    assert_eq!(head.status(), 405);
}

#[tokio::test]
async fn an_id_that_is_not_utf8_is_a_bad_request() {
    let mock = MockDesktop::start().await.unwrap();

    let refused = refusal(get(&mock, "/v1/accounts/%FF").await);

    assert_eq!(refused, (400, "M_INVALID_PARAM".to_owned()));
}

#[tokio::test]
async fn bodies_an_operation_does_not_take_are_refused() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_login(MockLogin::new("key"));
    let session = start_login(&mock, json!({})).await;
    let create = "/v1/bridges/mock-qr/login-sessions";
    let remove = "/v1/bridges/mock-qr/logins/key/remove";
    let step = &format!("{}/steps/qr", session_path(&session));

    for (path, body) in [
        (create, "nonsense"),
        (create, "[]"),
        (create, r#"{"flowID": 1}"#),
        (create, r#"{"flowID": null}"#),
        (create, r#"{"loginID": ""}"#),
        (create, r#"{"accountID": {}}"#),
        (remove, ""),
        (remove, "{}"),
        (remove, r#"{"scope": null}"#),
        (remove, r#"{"scope": "everywhere"}"#),
        (step, ""),
        (step, "{"),
        (step, "null"),
        (step, "{}"),
        (step, r#"{"type": 1}"#),
        (step, r#"{"type": "telepathy"}"#),
        (step, r#"{"type": "user_input", "fields": {"code": 1}}"#),
        (step, r#"{"type": "user_input", "fields": null}"#),
        (step, r#"{"type": "user_input", "fields": ["code"]}"#),
        (step, r#"{"type": "cookies", "lastURL": null}"#),
        (step, r#"{"type": "cookies", "source": "magic"}"#),
        (step, r#"{"type": "cookies", "source": null}"#),
    ] {
        let refused = send(request(&mock, "POST", path).body(body)).await;
        assert_eq!(refusal(refused).0, 400, "{path} {body}");
    }

    assert_eq!(ok(get(&mock, &session_path(&session)).await), session);
    ok(get(&mock, "/v1/bridges/mock-qr/logins/key").await);
}
