//! Tests of `ClientBuilder` against a server: default headers, the user agent, and settings of the HTTP client.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use beeper_desktop_client::reqwest::header::{HeaderMap, HeaderValue};
use beeper_desktop_client::reqwest::{self, Proxy, redirect, retry};
use beeper_desktop_client::{Client, ErrorKind};
use beeper_desktop_mock::{MockDesktop, Operation, Reply};

use crate::{Act, builder, mock};

type Http = reqwest::ClientBuilder;

/// Returns a client with a configured HTTP client.
fn configured(mock: &MockDesktop, configure: impl Fn(Http) -> Http + Send + Sync + 'static) -> Client {
    builder(mock).configure_http(configure).build().unwrap()
}

/// Returns the values of a header of the last request.
fn sent(mock: &MockDesktop, name: &str) -> Option<String> {
    mock.requests().pop().unwrap().header(name).map(str::to_owned)
}

#[tokio::test]
async fn default_headers_and_the_user_agent_arrive() {
    let mock = mock().await;
    builder(&mock).build().unwrap().get_info().await.unwrap();
    let own = concat!("beeper-desktop-client/", env!("CARGO_PKG_VERSION"));
    assert_eq!(sent(&mock, "user-agent").as_deref(), Some(own));

    let client = builder(&mock)
        .default_header("x-key", "replaced")
        .default_header("x-key", "value")
        .user_agent("my-bot/1.0");
    let client = client.build().unwrap();
    for client in [&client, &client.with_new_connections().unwrap()] {
        client.get_info().await.unwrap();
        assert_eq!(sent(&mock, "x-key").as_deref(), Some("value"));
        assert_eq!(sent(&mock, "user-agent").as_deref(), Some("my-bot/1.0"));
    }
}

#[tokio::test]
async fn the_builders_headers_replace_those_of_the_function_and_the_requests_own_replace_both() {
    let mock = mock().await;
    let headers = |value| {
        let names = ["x-key", "x-other", "accept"].map(|name| name.parse().unwrap());
        HeaderMap::from_iter(names.map(|name| (name, HeaderValue::from_static(value))))
    };
    let client = builder(&mock)
        .configure_http(move |http| http.default_headers(headers("function/x")).user_agent("function"))
        .default_header("x-key", "builder/x")
        .default_header("accept", "builder/x");
    client.build().unwrap().get_info().await.unwrap();
    for (name, expected) in [
        ("x-key", "builder/x"),
        ("x-other", "function/x"),
        ("accept", "application/json"),
        ("user-agent", "function"),
        ("authorization", "Bearer mock-token"),
    ] {
        assert_eq!(sent(&mock, name).as_deref(), Some(expected), "{name}");
    }
}

#[tokio::test]
async fn without_a_token_no_authorization_is_sent() {
    let mock = mock().await;
    let client = Client::builder()
        .base_url(mock.base_url())
        .configure_http(|http| http.user_agent("x"));
    client.build().unwrap().get_info().await.unwrap();
    assert_eq!(sent(&mock, "authorization"), None);
}

#[tokio::test]
async fn the_function_runs_again_for_each_pool_of_connections() {
    let mock = mock().await;
    let runs = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&runs);
    let client = configured(&mock, move |http| {
        let run = counter.fetch_add(1, Ordering::Relaxed) + 1;
        http.user_agent(format!("run {run}"))
    });
    client.with_access_token("another").unwrap();
    assert_eq!(runs.load(Ordering::Relaxed), 1);
    let second = client.with_new_connections().unwrap();
    assert_eq!(runs.load(Ordering::Relaxed), 2);
    second.get_info().await.unwrap();
    assert_eq!(sent(&mock, "user-agent").as_deref(), Some("run 2"));
    client.get_info().await.unwrap();
    assert_eq!(sent(&mock, "user-agent").as_deref(), Some("run 1"));
}

#[tokio::test]
async fn time_outs_of_the_function_end_no_call() {
    let mock = mock().await;
    mock.on(Operation::GetInfo).delay(Duration::from_millis(20));
    let at_once = Duration::from_nanos(1);
    for client in [
        configured(&mock, move |http| http.timeout(at_once)),
        configured(&mock, move |http| http.read_timeout(at_once)),
    ] {
        client.get_info().await.unwrap();
    }
}

#[tokio::test]
async fn a_redirect_policy_of_the_function_is_not_followed() {
    let (mock, elsewhere) = (mock().await, mock().await);
    let client = configured(&mock, |http| http.redirect(redirect::Policy::limited(5)));
    let there = format!("{}/v1/info", elsewhere.base_url());
    mock.on(Operation::GetInfo).reply(Reply::redirect(307, &there));
    let error = client.get_info().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Redirect);
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_retry_classifier_of_the_function_repeats_nothing() {
    let mock = mock().await;
    let client = configured(&mock, |http| {
        let always = retry::for_host("127.0.0.1").no_budget().max_retries_per_request(5);
        http.retry(always.classify_fn(|exchange| exchange.retryable()))
    });
    mock.on(Operation::CreateLoginSession).reply(Reply::empty(503));
    Act::Create.call(&client).await.unwrap_err();
    assert_eq!(mock.requests_for(Operation::CreateLoginSession).len(), 1);
}

#[tokio::test]
async fn a_proxy_of_the_function_is_not_used_for_loopback() {
    let (mock, proxy) = (mock().await, mock().await);
    let address = proxy.base_url().to_owned();
    let client = configured(&mock, move |http| http.proxy(Proxy::all(&address).unwrap()));
    client.get_info().await.unwrap();
    assert!(proxy.requests().is_empty());
}

#[tokio::test]
async fn connections_are_kept_as_long_as_without_the_function_and_may_be_unencrypted() {
    let mock = mock().await;
    let client = configured(&mock, |http| http.pool_idle_timeout(Duration::ZERO).https_only(true));
    client.get_info().await.unwrap();
    client.get_info().await.unwrap();
    assert_eq!(mock.accepted_connections(), 1);
}

#[tokio::test]
async fn the_function_says_where_a_name_leads() {
    let mock = mock().await;
    let address = mock.addr();
    let client = Client::builder()
        .base_url(format!("http://desktop.invalid:{}", address.port()))
        .configure_http(move |http| http.no_proxy().resolve("desktop.invalid", address));
    client.build().unwrap().get_info().await.unwrap();
}
