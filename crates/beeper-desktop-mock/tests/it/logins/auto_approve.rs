//! Tests logins that the mock approves by itself, in real time.

use std::time::Duration;

use serde_json::json;

use crate::logins::{current, qr, running};
use crate::{create, data, ok, wait};

#[tokio::test]
async fn auto_approval_completes_logins_in_real_time() {
    let (mock, mut session, _) = running(qr()).await;
    mock.auto_approve_logins(Duration::from_secs(60));
    mock.auto_approve_logins(Duration::from_millis(1));
    let mut codes = Vec::new();

    while session["status"] != "complete" {
        codes.push(data(&session).to_owned());
        session = ok(wait(&mock, &session, "qr").await.unwrap());
    }

    assert_eq!(codes, ["first", "second", "third"]);
}

#[tokio::test]
async fn auto_approval_does_nothing_without_a_waiting_client() {
    let (mock, session, _) = running(qr()).await;
    mock.auto_approve_logins(Duration::ZERO);
    let other = ok(create(&mock, json!({})).await);

    let rotated = ok(wait(&mock, &other, "qr").await.unwrap());

    assert_eq!(data(&rotated), "second");
    assert_eq!(current(&mock, &session).await, session);
}
