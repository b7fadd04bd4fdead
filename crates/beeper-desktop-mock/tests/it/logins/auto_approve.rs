//! Logins that are approved by themselves, in real time.

use std::time::Duration;

use serde_json::json;

use crate::logins::{current, qr, running};
use crate::{create, data, ok, wait};

#[tokio::test]
async fn logins_can_be_approved_by_themselves_in_real_time() {
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
async fn nothing_happens_by_itself_while_nobody_waits() {
    let (mock, session, _) = running(qr()).await;
    mock.auto_approve_logins(Duration::ZERO);
    let other = ok(create(&mock, json!({})).await);

    let rotated = ok(wait(&mock, &other, "qr").await.unwrap());

    assert_eq!(data(&rotated), "second");
    assert_eq!(current(&mock, &session).await, session);
}
