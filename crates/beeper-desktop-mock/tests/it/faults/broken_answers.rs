//! Tests answers that are lost, truncated, malformed or on a reset connection, and which calls get them.

use beeper_desktop_mock::{MockDesktop, Operation, Reply};
use reqwest::redirect::Policy;
use serde_json::json;

use crate::{End, get, http, ok, raw_request, read_answer, read_to_end, refusal, request, send_raw, start_login};

const BRIDGES: &str = "/v1/bridges";
const CREATE: &str = "/v1/bridges/mock-qr/login-sessions";

fn unavailable() -> Reply {
    Reply::error(503, "M_UNKNOWN", "Restarting")
}

/// Returns the statuses of `count` calls.
async fn statuses(mock: &MockDesktop, path: &str, count: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..count {
        statuses.push(get(mock, path).await.0);
    }
    statuses
}

#[tokio::test]
async fn only_selected_calls_get_a_fault() {
    let mock = MockDesktop::start().await.unwrap();
    let list = || mock.on(Operation::ListBridges);

    list().nth(2).reply(unavailable());
    assert_eq!(statuses(&mock, "/v1/accounts", 2).await, [200, 200]);
    assert_eq!(statuses(&mock, BRIDGES, 3).await, [200, 503, 200]);

    list().first(2).reply(unavailable());
    assert_eq!(statuses(&mock, BRIDGES, 3).await, [503, 503, 200]);

    list().once().reply(unavailable());
    assert_eq!(statuses(&mock, BRIDGES, 2).await, [503, 200]);

    list().after(1).reply(unavailable());
    assert_eq!(statuses(&mock, BRIDGES, 3).await, [200, 503, 503]);

    list().reset();
    assert_eq!(statuses(&mock, BRIDGES, 1).await, [200]);
}

#[tokio::test]
async fn calls_are_counted_from_when_the_fault_was_set() {
    let mock = MockDesktop::start().await.unwrap();
    statuses(&mock, BRIDGES, 3).await;

    mock.on(Operation::ListBridges).nth(1).reply(unavailable());

    assert_eq!(statuses(&mock, BRIDGES, 2).await, [503, 200]);
}

#[tokio::test]
async fn the_last_of_several_faults_for_a_call_wins() {
    let mock = MockDesktop::start().await.unwrap();
    mock.on(Operation::ListBridges)
        .reply(Reply::error(500, "M_UNKNOWN", "Broken"));
    mock.on(Operation::ListBridges).nth(2).reply(unavailable());

    assert_eq!(statuses(&mock, BRIDGES, 3).await, [500, 503, 500]);
}

#[tokio::test]
async fn a_fault_of_any_call_falls_on_unknown_paths_too() {
    let mock = MockDesktop::start().await.unwrap();
    mock.on_any().first(2).reply(unavailable());

    assert_eq!(refusal(get(&mock, "/v2/nothing").await).0, 503);
    assert_eq!(statuses(&mock, BRIDGES, 2).await, [503, 200]);

    mock.on_any().reply(unavailable());
    assert_eq!(statuses(&mock, "/v1/info", 1).await, [503]);
    mock.on_any().reset();
    assert_eq!(statuses(&mock, "/v1/info", 1).await, [200]);
}

#[tokio::test]
#[should_panic(expected = "calls are counted from 1")]
async fn there_is_no_call_number_0() {
    let mock = MockDesktop::start().await.unwrap();
    mock.on(Operation::GetInfo).nth(0).reset_mid_body();
}

#[tokio::test]
async fn a_call_whose_answer_is_lost_is_carried_out() {
    let mock = MockDesktop::start().await.unwrap();
    let create = mock.on(Operation::CreateLoginSession);
    create.reset_before_answer();

    let lost = request(&mock, "POST", CREATE).json(&json!({})).send().await;

    assert!(lost.unwrap_err().is_request());
    let session = ok(get(&mock, &format!("{CREATE}/mock-session-1")).await);
    assert_eq!(session["status"], "waiting_for_display");
}

#[tokio::test]
async fn a_canned_answer_breaks_like_any_and_leaves_the_state_alone() {
    let mock = MockDesktop::start().await.unwrap();
    let create = mock.on(Operation::CreateLoginSession);
    create
        .answering(Reply::json(200, json!({ "loginSessionID": "none" })))
        .reset_mid_body();

    let broken = raw_request(&mock, "POST", CREATE).await;

    let (bytes, end) = read_to_end(broken).await;
    assert_eq!(end, End::Reset);
    assert!(bytes.ends_with("\r\n\r\n{\"loginSessi"), "{bytes}");
    create.reset();
    assert_eq!(start_login(&mock, json!({})).await["loginSessionID"], "mock-session-1");
}

#[tokio::test]
async fn an_answer_is_truncated_at_the_given_byte() {
    let mock = MockDesktop::start().await.unwrap();
    let whole = ok(get(&mock, BRIDGES).await).to_string();
    let list = || mock.on(Operation::ListBridges);
    let set = [
        (|it| it.reset_after_headers(), Some(0), End::Reset),
        (|it| it.reset_after(7), Some(7), End::Reset),
        (|it| it.reset_mid_body(), Some(whole.len() / 2), End::Reset),
        (|it| it.reset_after(usize::MAX), Some(whole.len()), End::Reset),
        (|it| it.reset_before_answer(), None, End::Reset),
        (|it| it.close_before_answer(), None, End::Closed),
        (|it| it.close_after(0), Some(0), End::Closed),
        (|it| it.close_mid_body(), Some(whole.len() / 2), End::Closed),
        (|it| it.close_after_answer(), Some(whole.len()), End::Closed),
    ] as [(fn(beeper_desktop_mock::Calls<'_>), _, _); 9];
    for (break_off, length, expected) in set {
        break_off(list().once());

        let (bytes, end) = read_to_end(raw_request(&mock, "GET", BRIDGES).await).await;

        assert_eq!(end, expected, "{bytes}");
        let Some(length) = length else {
            assert_eq!(bytes, "");
            continue;
        };
        let (head, body) = bytes.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        assert!(head.contains("content-type: application/json"), "{head}");
        assert!(head.contains(&format!("content-length: {}", whole.len())), "{head}");
        assert_eq!(body, &whole[..length]);
    }
}

#[tokio::test]
async fn a_client_gets_the_head_of_a_broken_answer_and_an_error_for_its_body() {
    let mock = MockDesktop::start().await.unwrap();
    let faults = [
        |it| it.reset_after_headers(),
        |it| it.reset_mid_body(),
        |it| it.close_mid_body(),
        |it| it.close_after(3),
        |it| it.wrong_length(1),
    ] as [fn(beeper_desktop_mock::Calls<'_>); 5];
    for fault in faults {
        fault(mock.on(Operation::ListBridges).once());

        // If the reset arrives early, the client may report it instead of the data before it.
        if let Ok(answer) = request(&mock, "GET", BRIDGES).send().await {
            assert_eq!(answer.status(), 200);
            answer.bytes().await.unwrap_err();
        }

        ok(get(&mock, BRIDGES).await);
    }
}

#[tokio::test]
async fn a_large_answer_can_break_too() {
    let mock = MockDesktop::start().await.unwrap();
    let large = Reply::bytes(200, vec![b' '; 4_000_000]);
    mock.on(Operation::ListBridges).answering(large).close_after(3_000_000);

    let (bytes, end) = read_to_end(raw_request(&mock, "GET", BRIDGES).await).await;

    let (head, body) = bytes.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("content-length: 4000000"), "{head}");
    assert_eq!((body.len(), end), (3_000_000, End::Closed));
}

#[tokio::test]
async fn a_length_can_be_wrong_in_both_directions() {
    let mock = MockDesktop::start().await.unwrap();
    let whole = ok(get(&mock, BRIDGES).await).to_string();
    for by in [3, -3, i64::MIN] {
        mock.on(Operation::ListBridges).wrong_length(by);

        let (bytes, end) = read_to_end(raw_request(&mock, "GET", BRIDGES).await).await;

        let (head, body) = bytes.split_once("\r\n\r\n").unwrap();
        let claimed = i64::try_from(whole.len()).unwrap().saturating_add(by).max(0);
        assert!(head.contains(&format!("content-length: {claimed}")), "{head}");
        assert_eq!(head.matches("content-length").count(), 1, "{head}");
        assert_eq!((body, end), (whole.as_str(), End::Closed));
    }
}

#[tokio::test]
async fn a_reply_that_sets_a_wrong_length_itself_is_sent_as_it_is() {
    let mock = MockDesktop::start().await.unwrap();
    let reply = Reply::json(200, json!({})).header("Content-Length", "99");
    mock.on(Operation::ListBridges).reply(reply);

    let (bytes, end) = read_to_end(raw_request(&mock, "GET", BRIDGES).await).await;

    assert!(bytes.contains("content-length: 99\r\n"), "{bytes}");
    assert!(bytes.ends_with("\r\n\r\n{}"), "{bytes}");
    assert_eq!(end, End::Closed);
}

#[tokio::test]
async fn raw_bytes_need_not_be_http() {
    let mock = MockDesktop::start().await.unwrap();
    mock.on(Operation::CreateLoginSession).once().raw("SSH-2.0-mock\r\n");

    let (bytes, end) = read_to_end(raw_request(&mock, "POST", CREATE).await).await;

    assert_eq!((bytes.as_str(), end), ("SSH-2.0-mock\r\n", End::Closed));
    ok(get(&mock, &format!("{CREATE}/mock-session-1")).await);
    mock.on(Operation::ListBridges).raw("220 ready\r\n");
    request(&mock, "GET", BRIDGES).send().await.unwrap_err();
}

#[tokio::test]
async fn a_redirect_has_a_location() {
    let mock = MockDesktop::start().await.unwrap();
    let other = MockDesktop::start().await.unwrap();
    let elsewhere = format!("{}/v1/info", other.base_url());
    mock.on(Operation::ListBridges).reply(Reply::redirect(307, &elsewhere));
    let url = format!("{}{BRIDGES}", mock.base_url());

    let staying = reqwest::Client::builder().no_proxy().redirect(Policy::none());
    let answer = staying.build().unwrap().get(&url).send().await.unwrap();
    assert_eq!(answer.status(), 307);
    assert_eq!(answer.headers()["location"], elsewhere);
    assert!(other.requests().is_empty());

    assert_eq!(http().get(&url).send().await.unwrap().status(), 200);
    assert_eq!(other.requests_for(Operation::GetInfo).len(), 1);
}

#[test]
#[should_panic(expected = "between 300 and 399")]
fn a_redirect_status_outside_3xx_panics() {
    let _ = Reply::redirect(200, "/");
}

#[tokio::test]
async fn a_keep_alive_connection_can_close_after_its_answer() {
    let mock = MockDesktop::start().await.unwrap();
    mock.on(Operation::ListBridges).once().close_after_answer();
    let mut stream = raw_request(&mock, "GET", BRIDGES).await;

    let (head, _) = read_answer(&mut stream).await;

    assert!(!head.contains("connection: close"), "{head}");
    assert_eq!(read_to_end(stream).await, (String::new(), End::Closed));
}

#[tokio::test]
async fn a_keep_alive_connection_can_be_reset_on_reuse() {
    let mock = MockDesktop::start().await.unwrap();
    mock.on(Operation::ListBridges).once().reset_on_reuse();
    let mut stream = raw_request(&mock, "GET", BRIDGES).await;
    let (head, _) = read_answer(&mut stream).await;
    assert!(!head.contains("connection: close"), "{head}");
    assert_eq!(mock.open_connections(), 1);

    send_raw(&mock, &mut stream, "POST", CREATE).await;

    assert_eq!(read_to_end(stream).await, (String::new(), End::Reset));
    assert_eq!(mock.requests().len(), 1);
    assert_eq!(start_login(&mock, json!({})).await["loginSessionID"], "mock-session-1");
}

#[tokio::test]
async fn a_client_with_a_connection_pool_sees_the_reset_on_reuse() {
    let mock = MockDesktop::start().await.unwrap();
    mock.on(Operation::GetInfo).once().reset_on_reuse();
    let client = http();
    let info = || client.get(format!("{}/v1/info", mock.base_url())).send();

    info().await.unwrap().bytes().await.unwrap();
    assert!(info().await.unwrap_err().is_request());
    info().await.unwrap().bytes().await.unwrap();

    assert_eq!(mock.requests().len(), 2);
    assert_eq!(mock.accepted_connections(), 2);
}
