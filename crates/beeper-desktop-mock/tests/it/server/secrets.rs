//! Tests that errors and debug output contain no tokens, codes or messages.

use beeper_desktop_mock::{Endpoint, MockAsset, MockChat, MockDesktop, MockLabel, MockMessage, MockSetup, MockUser};
use serde_json::json;

use crate::{get, post, request, send};

const SECRET: &str = "honey-under-the-oak";

#[tokio::test]
async fn refusals_never_repeat_what_was_sent() {
    let mock = MockDesktop::builder()
        .setup(MockSetup::unverified())
        .start()
        .await
        .unwrap();
    mock.put_chat(MockChat::new("!ana"));
    let body = json!({
        "accountID": SECRET, "type": SECRET, "participantIDs": SECRET, "user": { "id": SECRET },
        "text": { "x": SECRET }, "reactionKey": [SECRET], "reminder": { "remindAt": SECRET },
        "recoveryKey": SECRET, "data": SECRET, "setupRequestID": SECRET, "email": SECRET, "response": SECRET,
        "leadToken": SECRET, "username": SECRET, "acceptTerms": SECRET, "url": SECRET, "content": SECRET,
        "messageID": SECRET, "chatID": SECRET, "draft": SECRET, "purpose": SECRET, "archived": SECRET,
    });
    for operation in beeper_desktop_mock::Operation::ALL {
        for chat in ["!ana", SECRET] {
            let path = operation.path_template().replace("{chatID}", chat);
            let path = path
                .split('/')
                .map(|part| if part.starts_with('{') { SECRET } else { part });
            let path = path.collect::<Vec<_>>().join("/");
            let query = format!("?limit={SECRET}&cursor={SECRET}&direction={SECRET}&url={SECRET}&forEveryone={SECRET}");
            let answer = request(&mock, operation.method(), &format!("{path}{query}"));
            let answer = answer.json(&body).send().await.unwrap();
            if answer.status().as_u16() >= 400 {
                let text = answer.text().await.unwrap();
                assert!(!text.contains(SECRET), "{operation} {text}");
            }
        }
    }
}

#[tokio::test]
async fn refusals_of_endpoints_never_repeat_what_was_sent() {
    let mock = MockDesktop::start().await.unwrap();
    let names = [
        "client_id",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
        "code_challenge",
        "code_challenge_method",
        "grant_type",
        "code",
        "code_verifier",
        "token",
        "decision",
        "request",
    ];
    let parameters = names.map(|name| (name, SECRET));
    let metadata = json!({ "redirect_uris": [SECRET], "client_name": SECRET, "scope": SECRET });
    for endpoint in Endpoint::ALL {
        let request = || request(&mock, endpoint.method(), endpoint.path()).bearer_auth(SECRET);
        for request in [
            request().query(&parameters),
            request().form(&parameters),
            request().json(&metadata),
        ] {
            let text = request.send().await.unwrap().text().await.unwrap();
            assert!(!text.contains(SECRET), "{endpoint} {text}");
        }
    }
}

#[tokio::test]
async fn debug_output_shows_no_contents() {
    let things = [
        format!("{:?}", MockMessage::new("!ana", "1").text(SECRET)),
        format!(
            "{:?}",
            MockChat::new("!ana").property("draft", json!({ "text": SECRET }))
        ),
        format!("{:?}", MockUser::new("@ana").name(SECRET).phone_number(SECRET)),
        format!("{:?}", MockLabel::new("bees").name(SECRET)),
        format!("{:?}", MockAsset::new(SECRET).file_name(SECRET)),
        format!(
            "{:?}",
            MockSetup::signed_out().sign_in_code(SECRET).recovery_key(SECRET)
        ),
        format!(
            "{:?}",
            MockDesktop::builder().setup(MockSetup::ready().recovery_key(SECRET))
        ),
    ];
    for thing in things {
        assert!(thing.starts_with("Mock") && !thing.contains(SECRET), "{thing}");
    }
}

#[tokio::test]
async fn the_token_appears_only_in_the_answer_to_signing_in() {
    let mock = MockDesktop::builder()
        .token(SECRET)
        .setup(MockSetup::unverified())
        .start()
        .await
        .unwrap();
    let key = json!({ "recoveryKey": "mock-recovery-key" });
    for (_, answer) in [
        get(&mock, "/v1/app/setup").await,
        post(&mock, "/v1/app/setup/verification/recovery-key", key).await,
        post(&mock, "/v1/app/setup/verifications", json!({})).await,
        send(request(&mock, "GET", "/v1/app/setup/verifications")).await,
    ] {
        assert!(!answer.to_string().contains(SECRET), "{answer}");
    }
}
