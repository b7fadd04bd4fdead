//! What the environment says. Each test runs itself once more, as a process of its own with the variables set.

use std::process::Command;

use beeper_desktop_client::{Client, ErrorKind, VirtualClock};
use beeper_desktop_mock::{MockDesktop, Operation};
use tokio::net::TcpListener;

const IN_CHILD: &str = "BEEPER_TEST_IN_CHILD";

fn is_child() -> bool {
    std::env::var_os(IN_CHILD).is_some()
}

/// Runs one test of this binary with other variables, and returns whether it passed.
fn passes(test: &str, variables: &[(&str, &str)]) -> bool {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test]).env(IN_CHILD, "1");
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
        "NO_PROXY",
        "no_proxy",
    ] {
        command.env_remove(name);
    }
    let done = command.envs(variables.iter().copied()).output().unwrap();
    String::from_utf8_lossy(&done.stdout).contains("1 passed") && done.status.success()
}

#[tokio::test]
async fn the_token_and_the_address_come_from_the_environment() {
    if is_child() {
        Client::from_env().unwrap().list_bridges().await.unwrap();
        return;
    }
    let mock = MockDesktop::builder()
        .token("from-the-environment")
        .start()
        .await
        .unwrap();
    let test = "environment::the_token_and_the_address_come_from_the_environment";
    let variables = [
        ("BEEPER_BASE_URL", mock.base_url()),
        ("BEEPER_ACCESS_TOKEN", mock.token()),
    ];
    assert!(passes(test, &variables));
    assert_eq!(mock.requests_for(Operation::ListBridges).len(), 1);
    assert!(!passes(test, &variables[..1]), "without a token");
}

#[tokio::test]
async fn loopback_is_called_directly_whatever_the_environment_says_of_proxies() {
    if is_child() {
        Client::from_env().unwrap().list_bridges().await.unwrap();
        return;
    }
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("http://{}", proxy.local_addr().unwrap());
    let mock = MockDesktop::start().await.unwrap();
    let variables = [
        ("BEEPER_BASE_URL", mock.base_url()),
        ("BEEPER_ACCESS_TOKEN", mock.token()),
        ("HTTP_PROXY", &proxy),
        ("http_proxy", &proxy),
        ("ALL_PROXY", &proxy),
        ("all_proxy", &proxy),
    ];
    let test = "environment::loopback_is_called_directly_whatever_the_environment_says_of_proxies";
    assert!(passes(test, &variables));
    assert_eq!(mock.requests_for(Operation::ListBridges).len(), 1);
}

/// Shows that the variables of the test above would be obeyed if loopback were not an exception.
#[tokio::test]
async fn other_addresses_are_called_through_the_proxy() {
    if is_child() {
        let client = Client::builder()
            .base_url("http://desktop.example")
            .access_token("t")
            .clock(VirtualClock::new());
        let error = client.build().unwrap().list_bridges().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Refused, "{error:?}");
        assert_eq!(
            error.status().unwrap(),
            401,
            "the mock, taken for a proxy, does not know the token"
        );
        return;
    }
    let mock = MockDesktop::start().await.unwrap();
    let variables = [("HTTP_PROXY", mock.base_url()), ("http_proxy", mock.base_url())];
    assert!(passes(
        "environment::other_addresses_are_called_through_the_proxy",
        &variables
    ));
    assert!(!mock.requests().is_empty());
}
