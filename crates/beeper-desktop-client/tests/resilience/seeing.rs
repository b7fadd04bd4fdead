//! What a program can see of its calls: a span for each try, and nothing that is secret or names somebody.

use std::io;
use std::sync::{Arc, Mutex};

use beeper_desktop_client::types::SubmitLoginStepRequest;
use beeper_desktop_mock::{MockBridge, Operation, Reply};
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

/// The only test here that looks at traces, because a process has one global subscriber, and other tests' calls go to it too.
#[tokio::test]
async fn each_try_is_a_span_with_operation_attempt_status_and_duration_and_no_secret() {
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
    let id = secret.parse().unwrap();
    mock.on(Operation::GetBridgeCapabilities)
        .first(1)
        .reply(Reply::error(503, "M_UNKNOWN", secret));
    client.get_bridge_capabilities(&id).await.unwrap();
    let answer = SubmitLoginStepRequest::user_input([("password".into(), secret.into())]);
    mock.on(Operation::SubmitLoginStep)
        .reply(Reply::error(418, "M_TEAPOT", secret).header("x-secret", secret));
    let (session, step) = (secret.parse().unwrap(), secret.parse().unwrap());
    client
        .submit_login_step(&id, &session, &step, &answer)
        .await
        .unwrap_err();

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let spans: Vec<_> = text
        .lines()
        .filter(|line| line.contains("close") && line.contains("beeper_desktop_call{"))
        .filter(|line| line.contains("get_bridge_capabilities") || line.contains("418"))
        .collect();
    for (line, fields) in spans.iter().zip([
        r#"operation="get_bridge_capabilities" attempt=1 duration_ms="#,
        r#"operation="get_bridge_capabilities" attempt=2 duration_ms="#,
        r#"operation="submit_login_step" attempt=1 duration_ms="#,
    ]) {
        assert!(line.contains(fields), "{fields} in {line}");
    }
    let statuses: Vec<_> = spans
        .iter()
        .map(|line| line.split("status=").nth(1).unwrap().split('}').next().unwrap())
        .collect();
    assert_eq!(statuses, ["503", "200", "418"], "{text}");
    assert!(
        text.contains("answered") && text.contains("failed error=submit_login_step: 418"),
        "{text}"
    );
    assert!(!text.contains(secret), "{text}");
}
