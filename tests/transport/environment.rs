//! Tests the environment variables for address, token and proxies, in child processes that have them set.

use std::process::Command;

use beeper_desktop_client::{Client, ClientBuilder, ErrorKind, VirtualClock};
use beeper_desktop_mock::{MockDesktop, Operation};
use tokio::net::TcpListener;

const IN_CHILD: &str = "BEEPER_TEST_IN_CHILD";

fn is_child() -> bool {
    std::env::var_os(IN_CHILD).is_some()
}

/// Runs one test of this binary with other variables, and returns `true` if it passed.
fn passes(test: &str, variables: &[(&str, &str)]) -> bool {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test]).env(IN_CHILD, "1");
    for name in [
        "BEEPER_ACCESS_TOKEN",
        "BEEPER_BASE_URL",
        "BEEPER_DESKTOP_BASE_URL",
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
    let test = "transport::environment::the_token_and_the_address_come_from_the_environment";
    let variables = [
        ("BEEPER_BASE_URL", mock.base_url()),
        ("BEEPER_ACCESS_TOKEN", mock.token()),
    ];
    assert!(passes(test, &variables));
    assert_eq!(mock.requests_for(Operation::ListBridges).len(), 1);
    assert!(!passes(test, &variables[..1]), "without a token");
}

#[tokio::test]
async fn quotes_and_white_space_around_variables_are_removed() {
    if is_child() {
        Client::from_env().unwrap().list_bridges().await.unwrap();
        return;
    }
    let mock = MockDesktop::start().await.unwrap();
    let test = "transport::environment::quotes_and_white_space_around_variables_are_removed";
    let token = format!("\"Bearer {}\"\n", mock.token());
    let address = format!("'{}/v1/'\r\n", mock.base_url());
    for variable in ["BEEPER_BASE_URL", "BEEPER_DESKTOP_BASE_URL"] {
        let variables = [
            ("BEEPER_BASE_URL", ""),
            (variable, &*address),
            ("BEEPER_ACCESS_TOKEN", &*token),
        ];
        assert!(passes(test, &variables), "{variable}");
    }
    assert_eq!(mock.requests_for(Operation::ListBridges).len(), 2);
}

#[tokio::test]
async fn errors_name_the_variable_that_set_the_address() {
    let test = "transport::environment::errors_name_the_variable_that_set_the_address";
    if is_child() {
        let variable = std::env::var("BEEPER_TEST_VARIABLE").unwrap();
        let address = std::env::var(&variable).unwrap();
        let client = ClientBuilder::from_env()
            .unwrap()
            .clock(VirtualClock::new())
            .build()
            .unwrap();
        let error = client.get_info().await.unwrap_err();
        let expected =
            format!("get_info: could not connect to {address} (set by {variable}); is Beeper Desktop running");
        assert!(error.to_string().starts_with(&expected), "{error}");
        return;
    }
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    for variable in ["BEEPER_BASE_URL", "BEEPER_DESKTOP_BASE_URL"] {
        let variables = [
            ("BEEPER_TEST_VARIABLE", variable),
            ("BEEPER_DESKTOP_BASE_URL", "http://another.invalid"),
            (variable, &*address),
            ("BEEPER_ACCESS_TOKEN", " "),
        ];
        assert!(passes(test, &variables), "{variable}");
    }
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
    let test = "transport::environment::loopback_is_called_directly_whatever_the_environment_says_of_proxies";
    assert!(passes(test, &variables));
    assert_eq!(mock.requests_for(Operation::ListBridges).len(), 1);
}

/// Without the exception for loopback, the client would obey the variables of the test above.
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
            "the mock, used as a proxy, refuses the token"
        );
        return;
    }
    let mock = MockDesktop::start().await.unwrap();
    let variables = [("HTTP_PROXY", mock.base_url()), ("http_proxy", mock.base_url())];
    assert!(passes(
        "transport::environment::other_addresses_are_called_through_the_proxy",
        &variables
    ));
    assert!(!mock.requests().is_empty());
}
