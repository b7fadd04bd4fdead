//! Tests how the mock's program issues tokens.

use crate::binary::started;
use crate::oauth::{REDIRECT_URI, authorization, browser, code_in, exchange, location, with};
use crate::{http, ok, send};

#[tokio::test]
async fn the_program_asks_approves_or_denies() {
    for (arguments, expected, status, location) in [
        ([].as_slice(), "has to ask a person in the browser", 200, None),
        (
            &["--consent", "approve"],
            "gets one at once",
            302,
            Some("?code=mock-code-1"),
        ),
        (&["--consent", "deny"], "is denied", 302, Some("?error=access_denied")),
        (
            &["--dialect", "older"],
            "gets one at once",
            302,
            Some("?code=mock-code-1"),
        ),
    ] {
        let (_running, printed, base_url) = started(arguments);
        assert!(printed.contains(&format!("asks for a token {expected}.")), "{printed}");

        let query = with(authorization("bees"), "state", None);
        let asked = browser().get(format!("{base_url}/oauth/authorize")).query(&query);
        let answer = asked.send().await.unwrap();

        assert_eq!(answer.status(), status, "{arguments:?}");
        let sent_to = answer.headers().get("location").map(|it| it.to_str().unwrap());
        let sent_to = sent_to.map(|it| it.strip_prefix(REDIRECT_URI).unwrap());
        assert_eq!(sent_to, location, "{arguments:?}");
    }
}

#[tokio::test]
async fn the_tokens_of_the_program_expire_when_it_says() {
    let (_running, _, base_url) = started(&["--consent", "approve", "--token-lifetime", "0"]);
    let asked = browser().get(format!("{base_url}/oauth/authorize"));
    let answer = asked.query(&authorization("bees")).send().await.unwrap();
    let code = code_in(location(&answer));

    let request = http().post(format!("{base_url}/oauth/token"));
    let token = ok(send(request.form(&exchange("bees", &code))).await);

    assert_eq!(token["expires_in"], 0);
    let call = http().get(format!("{base_url}/v1/bridges"));
    assert_eq!(
        send(call.bearer_auth(token["access_token"].as_str().unwrap())).await.0,
        401
    );
}
