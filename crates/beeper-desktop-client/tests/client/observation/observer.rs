//! Tests of observers: the exchanges that they receive, and the fields of each.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use beeper_desktop_client::types::LoginStepAnswerType;
use beeper_desktop_client::{CallOptions, Exchange, Method, VirtualClock};
use beeper_desktop_mock::{MockDesktop, Operation, Reply};

use crate::{BRIDGE, builder, mock};

/// The lines that a recording observer has written.
type Lines = Arc<Mutex<Vec<String>>>;

/// Returns an observer that records each exchange, and its record.
fn recording() -> (impl Fn(&Exchange<'_>) + Send + Sync + 'static, Lines) {
    let lines = Lines::default();
    let written = Arc::clone(&lines);
    let record = move |exchange: &Exchange<'_>| {
        let (operation, attempt) = (exchange.operation_id(), exchange.attempt());
        let status = exchange.status().map_or(0, |status| status.as_u16());
        let error = exchange
            .error_kind()
            .map(|kind| format!(" ({kind:?})"))
            .unwrap_or_default();
        let line = format!("{operation} {attempt}: {status}{error}");
        written.lock().unwrap().push(line);
    };
    (record, lines)
}

#[tokio::test]
async fn a_metrics_observer_counts_calls_and_sums_up_their_time() {
    #[derive(Default)]
    struct Metric {
        count: u32,
        time: Duration,
    }

    let mock = mock().await;
    mock.on(Operation::GetInfo).first(2).reply(Reply::empty(503));
    let metrics = Arc::new(Mutex::new(BTreeMap::<_, Metric>::new()));
    let counted = Arc::clone(&metrics);
    let observer = move |exchange: &Exchange<'_>| {
        let status = exchange.status().map_or(0, |status| status.as_u16());
        let mut metrics = counted.lock().unwrap();
        let metric = metrics.entry((exchange.operation_id(), status)).or_default();
        metric.count += 1;
        metric.time += exchange.duration();
    };
    let client = builder(&mock).observer(observer).build().unwrap();
    client.get_info().await.unwrap();
    client.get_info().await.unwrap();
    client.list_bridges().await.unwrap();

    let metrics = metrics.lock().unwrap();
    let counts: Vec<_> = metrics.iter().map(|(key, metric)| (*key, metric.count)).collect();
    assert_eq!(
        counts,
        [
            (("get_info", 200), 2),
            (("get_info", 503), 2),
            (("list_bridges", 200), 1)
        ]
    );
    assert!(metrics.values().all(|metric| !metric.time.is_zero()));
}

#[tokio::test]
async fn a_recording_observer_is_told_once_of_each_try() {
    let mock = mock().await;
    mock.on(Operation::GetInfo)
        .first(2)
        .reply(Reply::error(503, "M_UNKNOWN", "PLANTED"));
    let (observer, lines) = recording();
    let client = builder(&mock).observer(observer).build().unwrap();
    client.get_info().await.unwrap();
    client.with(CallOptions::new()).get_bridge(BRIDGE).await.unwrap();
    client.get_bridge("PLANTED").await.unwrap_err();
    let lines = lines.lock().unwrap();
    assert_eq!(
        *lines,
        [
            "get_info 1: 503 (Refused)",
            "get_info 2: 503 (Refused)",
            "get_info 3: 200",
            "get_bridge 1: 200",
            "get_bridge 1: 404 (Refused)",
        ]
    );
}

#[tokio::test]
async fn an_observer_is_told_method_template_server_version_and_duration() {
    let mock = mock().await;
    mock.on_any()
        .reply(Reply::error(404, "M_X", "PLANTED").header("x-beeper-desktop-version", "4.2.0"));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&seen);
    let observer = move |exchange: &Exchange<'_>| {
        let printed = format!("{exchange:?}");
        assert!(!printed.contains("PLANTED"), "{printed}");
        let server = exchange.server_version().map(str::to_owned);
        let template = exchange.path_template().to_owned();
        told.lock()
            .unwrap()
            .push((exchange.method().clone(), template, server, exchange.duration()));
    };
    let client = builder(&mock).observer(observer).build().unwrap();
    client.get_message("PLANTED", "PLANTED").await.unwrap_err();
    let undocumented = client.execute(Method::PUT, "/v1/things/{thing}?PLANTED=1");
    undocumented.path("thing", "PLANTED").await.unwrap_err();
    let seen = seen.lock().unwrap();
    let told: Vec<_> = seen
        .iter()
        .map(|(method, template, server, _)| (method.as_str(), template.as_str(), server.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("GET", "/v1/chats/{chatID}/messages/{messageID}", Some("4.2.0")),
            ("PUT", "/v1/things/{thing}", Some("4.2.0")),
        ]
    );
    assert!(seen.iter().all(|(.., duration)| !duration.is_zero()));
}

#[tokio::test]
async fn a_version_that_cannot_be_printed_is_none() {
    let mock = mock().await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&seen);
    let observer = move |exchange: &Exchange<'_>| {
        told.lock().unwrap().push(exchange.server_version().map(str::to_owned));
    };
    let client = builder(&mock).observer(observer).build().unwrap();
    for version in ["4.2.0-beta+1", "", "<b>", "4 2"] {
        let reply = Reply::empty(404).header("x-beeper-desktop-version", version);
        mock.on_any().reply(reply);
        client.get_info().await.unwrap_err();
    }
    assert_eq!(
        *seen.lock().unwrap(),
        [Some("4.2.0-beta+1".to_owned()), None, None, None]
    );
}

#[tokio::test]
async fn an_observer_is_told_of_answers_that_never_came() {
    let mock = mock().await;
    let (observer, lines) = recording();
    let client = builder(&mock).observer(observer).build().unwrap();
    mock.on(Operation::GetInfo).reset_before_answer();
    client.get_info().retries(0).await.unwrap_err();
    let hold = mock.on(Operation::SubmitLoginStep).hold();
    let wait = client.submit_login_step(BRIDGE, "s", "t", LoginStepAnswerType::DisplayAndWait);
    wait.timeout(Duration::from_millis(20)).await.unwrap_err();
    drop(hold);
    mock.on(Operation::ListBridges)
        .answering(Reply::bytes(200, "{\"items\": []}"))
        .close_mid_body();
    client.list_bridges().retries(0).await.unwrap_err();
    assert_eq!(
        *lines.lock().unwrap(),
        [
            "get_info 1: 0 (Interrupted)",
            "submit_login_step 1: 0 (Timeout { limit: 20ms })",
            "list_bridges 1: 200 (Interrupted)",
        ]
    );
}

#[tokio::test]
async fn an_observer_is_told_of_pages_of_files_and_of_raw_answers() {
    let mock = MockDesktop::builder().demo_chats().start().await.unwrap();
    let (observer, lines) = recording();
    let client = builder(&mock).observer(observer).build().unwrap();
    let chats = client.list_chats().limit(2).items().up_to(3).await.unwrap();
    assert_eq!(chats.len(), 3);
    client
        .serve_asset("mxc://beeper.local/honeycomb")
        .bytes(100)
        .await
        .unwrap();
    client.list_bridges().raw().await.unwrap();
    assert_eq!(
        *lines.lock().unwrap(),
        [
            "list_chats 1: 200",
            "list_chats 1: 200",
            "serve_asset 1: 200",
            "list_bridges 1: 200"
        ]
    );
}

#[tokio::test]
async fn an_observer_is_told_nothing_of_what_was_not_sent() {
    let mock = mock().await;
    let (observer, lines) = recording();
    let client = builder(&mock).observer(observer).build().unwrap();
    client.get_chat("..").await.unwrap_err();
    client.get_info().header("host", "x").await.unwrap_err();
    drop(client.get_info());
    assert_eq!(*lines.lock().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn an_observer_is_told_by_each_clone_of_a_client_and_each_connection_that_fails() {
    let (observer, lines) = recording();
    let client = beeper_desktop_client::Client::builder()
        .base_url("http://127.0.0.1:1")
        .clock(VirtualClock::new())
        .observer(observer)
        .build()
        .unwrap();
    for client in [
        client.clone(),
        client.with(CallOptions::new()),
        client.with_access_token("t").unwrap(),
        client.with_new_connections().unwrap(),
    ] {
        client.get_info().retries(1).await.unwrap_err();
    }
    let expected = [1, 2, 1, 2, 1, 2, 1, 2].map(|attempt| format!("get_info {attempt}: 0 (Connect)"));
    assert_eq!(*lines.lock().unwrap(), expected);
}
