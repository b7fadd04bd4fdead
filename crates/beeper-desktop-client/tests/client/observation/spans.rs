//! Tests of the `tracing` spans and events of calls, which must contain no secrets and no IDs.

use std::io;
use std::sync::{Arc, Mutex};

use beeper_desktop_client::types::LoginStepAnswerType;
use beeper_desktop_mock::{MockBridge, Operation, Reply};
use serde_json::json;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::{builder, mock};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The only test here that reads traces: the subscriber is global to the process, so it also gets those of other tests' calls.
#[tokio::test]
async fn each_try_is_a_span_with_the_names_of_opentelemetry_and_no_secret() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let mock = mock().await;
    let secret = "PLANTED-161803398";
    mock.put_bridge(MockBridge::new(secret));
    let client = builder(&mock).build().unwrap();
    mock.on(Operation::GetBridgeCapabilities)
        .first(1)
        .reply(Reply::error(503, "M_UNKNOWN", secret));
    client.get_bridge_capabilities(secret).await.unwrap();
    mock.on(Operation::SubmitLoginStep).reply(
        Reply::error(418, "M_TEAPOT", secret)
            .header("x-secret", secret)
            .header("x-beeper-desktop-version", "4.2.785"),
    );
    let step = client.submit_login_step(secret, secret, secret, LoginStepAnswerType::UserInput);
    step.fields([("password", secret)]).await.unwrap_err();
    let odd = json!({"group_creation": {secret: 7, "b": 8}, "resolve_identifier": {"search": secret}});
    mock.on(Operation::GetBridgeCapabilities).reply(Reply::json(200, odd));
    let odd = client.get_bridge_capabilities("odd").await.unwrap();
    assert!(odd.misfits().len() > 2, "{:?}", odd.misfits());

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let spans: Vec<_> = text
        .lines()
        .filter(|line| line.contains("close") && line.contains("beeper_desktop_call{"))
        .filter(|line| line.contains("beeper_desktop_call"))
        .filter(|line| line.contains("get_bridge_capabilities") || line.contains("status_code=418"))
        .take(3)
        .collect();
    let address = format!(r#"server.address="127.0.0.1" server.port={}"#, mock.addr().port());
    let get = r#"http.request.method="GET" url.template="/v1/bridges/{bridgeID}/capabilities""#;
    let again =
        r#"http.request.method="GET" http.request.resend_count=1 url.template="/v1/bridges/{bridgeID}/capabilities""#;
    let post = r#"http.request.method="POST" url.template="/v1/bridges/{bridgeID}/login-sessions/{loginSessionID}/steps/{stepID}""#;
    assert_eq!(spans.len(), 3, "{text}");
    for (line, (operation, request, status)) in spans.iter().zip([
        ("get_bridge_capabilities", get, "503"),
        ("get_bridge_capabilities", again, r#"200 beeper.server.version="0.1.0""#),
        ("submit_login_step", post, r#"418 beeper.server.version="4.2.785""#),
    ]) {
        let fields = line.split("beeper_desktop_call{").nth(1).unwrap();
        let known = format!(r#"operation="{operation}" {request} {address} duration_ms="#);
        let rest = fields
            .strip_prefix(&known)
            .unwrap_or_else(|| panic!("{known} in {line}"));
        let status = format!(" http.response.status_code={status}}}");
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        assert!(rest.starts_with(&status), "{status} in {line}");
    }
    // One warning per response, even with many misfits, and without any key of a map.
    let warnings: Vec<_> = text
        .lines()
        .filter(|line| line.contains("a response is not as documented"))
        .collect();
    assert_eq!(warnings.len(), 1, "{text}");
    let told = r#"operation="get_bridge_capabilities" misfits="#;
    let first = r#"first="`group_creation.*` was taken out: it is not an object""#;
    assert!(
        warnings[0].contains(told) && warnings[0].contains(first),
        "{}",
        warnings[0]
    );
    assert!(warnings[0].trim_start().starts_with("WARN"), "{}", warnings[0]);
    assert!(
        text.contains("answered") && text.contains("failed error=submit_login_step: 418"),
        "{text}"
    );
    assert!(!text.contains(secret), "{text}");
}
