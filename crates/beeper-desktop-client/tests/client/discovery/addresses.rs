//! Tests of the preferred address, from the program or the environment.
//!
//! Where environment variables matter, a test runs itself again in a process with those variables.

use std::error::Error;
use std::process::Command;
use std::time::Duration;

use beeper_desktop_client::discovery::{Discovery, DiscoveryErrorKind, wait_for_server};
use beeper_desktop_client::{Client, discover};

use super::programs::{Behaviour, Program, discovery};
use crate::closed_port::ClosedPort;
use crate::mock;

const IN_CHILD: &str = "BEEPER_TEST_IN_CHILD";

/// Runs one test of this binary with other variables, and returns its output.
async fn run(test: &str, variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env(IN_CHILD, "1");
    for name in ["BEEPER_ACCESS_TOKEN", "BEEPER_BASE_URL", "BEEPER_DESKTOP_BASE_URL"] {
        command.env_remove(name);
    }
    let output = crate::output({
        command.envs(variables.iter().copied());
        command
    });
    let output = output.await;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}");
    printed
}

fn is_child() -> bool {
    std::env::var_os(IN_CHILD).is_some()
}

#[tokio::test]
async fn the_address_in_the_environment_is_preferred_and_the_token_there_is_not_sent() {
    if is_child() {
        let found = Discovery::new().ports([]).find().await.unwrap();
        assert!(found.best().is_preferred());
        println!("found {}", found.best().base_url());
        let without = Discovery::new().ports([]).without_environment();
        assert_eq!(without.find().await.unwrap_err().kind(), DiscoveryErrorKind::NoServer);
        return;
    }
    let mock = mock().await;
    let trap = Program::start(Behaviour::Silence).await;
    let test = "discovery::addresses::the_address_in_the_environment_is_preferred_and_the_token_there_is_not_sent";
    for variable in ["BEEPER_BASE_URL", "BEEPER_DESKTOP_BASE_URL"] {
        let proxy = trap.base_url();
        let variables = [
            (variable, mock.base_url()),
            ("BEEPER_ACCESS_TOKEN", "PLANTED"),
            ("HTTP_PROXY", &proxy),
            ("http_proxy", &proxy),
            ("ALL_PROXY", &proxy),
            ("all_proxy", &proxy),
        ];
        let printed = run(test, &variables).await;
        assert!(printed.contains(&format!("found {}", mock.base_url())), "{printed}");
    }
    assert_eq!(mock.requests().len(), 4, "the name and the state, in two runs");
    assert!(
        mock.requests()
            .iter()
            .all(|request| request.header("authorization").is_none())
    );
    assert_eq!(
        trap.seen.most_open.load(std::sync::atomic::Ordering::SeqCst),
        0,
        "no proxy is asked"
    );
}

#[tokio::test]
async fn a_variable_that_holds_no_address_is_named() {
    if is_child() {
        let discovered = discover().await.unwrap_err();
        let waited = wait_for_server().await.unwrap_err();
        for error in [&discovered, &waited] {
            assert_eq!(error.kind(), DiscoveryErrorKind::InvalidAddress);
            println!("error: {error}");
            println!("debug: {error:?}");
        }
        println!("error: {}", Client::from_env().unwrap_err());
        return;
    }
    let test = "discovery::addresses::a_variable_that_holds_no_address_is_named";
    let printed = run(test, &[("BEEPER_BASE_URL", "http://me:PLANTED@localhost:1")]).await;
    let line = "the server's address in BEEPER_BASE_URL cannot be called: it contains credentials; set the access token \
                separately; set BEEPER_BASE_URL to another address, such as one that `discover()` finds, or to nothing";
    assert_eq!(printed.matches(&format!("error: {line}\n")).count(), 3, "{printed}");
    assert_eq!(printed.matches(&format!("debug: {line}\n")).count(), 2, "{printed}");
    assert!(!printed.contains("PLANTED"), "{printed}");
}

#[tokio::test]
async fn the_address_of_the_program_takes_the_place_of_that_in_the_environment() {
    if is_child() {
        let nobody = ClosedPort::new();
        let error = Discovery::new()
            .ports([])
            .preferred(nobody.url())
            .find()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), DiscoveryErrorKind::NoServer);
        return;
    }
    let mock = mock().await;
    let test = "discovery::addresses::the_address_of_the_program_takes_the_place_of_that_in_the_environment";
    run(test, &[("BEEPER_BASE_URL", mock.base_url())]).await;
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn an_address_that_cannot_be_called_is_an_error_that_does_not_show_it() {
    for address in [
        "",
        "PLANTED",
        "PLANTED:23373",
        "http://u:PLANTED@localhost",
        "file:///PLANTED",
        "http://x/?PLANTED",
    ] {
        let error = discovery([]).preferred(address).find().await.unwrap_err();
        assert_eq!(error.kind(), DiscoveryErrorKind::InvalidAddress, "{address}");
        let printed = format!("{error} {error:?} {:?}", error.source());
        assert!(
            printed.starts_with("the server's address cannot be called: "),
            "{printed}"
        );
        assert!(!printed.contains("PLANTED"), "{printed}");
        let search = discovery([]).preferred(address);
        assert!(!format!("{search:?}").contains("PLANTED"));
    }
}

#[tokio::test]
async fn for_an_address_of_another_computer_this_one_is_not_looked_at() {
    let mock = mock().await;
    let search = discovery([mock.addr().port()]).preferred("http://desktop.invalid:23373/PLANTED");
    let error = search
        .preferred_timeout(Duration::from_secs(10))
        .find()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), DiscoveryErrorKind::NoServer);
    let line = error.to_string();
    assert!(
        line.starts_with("no server of Beeper's Desktop API was found at http://desktop.invalid:23373")
            && line.ends_with("or correct the address"),
        "{line}"
    );
    assert!(!line.contains("of 127.0.0.1") && !line.contains("PLANTED"), "{line}");
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn nowhere_to_look_is_an_error() {
    let error = discovery([0]).find().await.unwrap_err();
    assert_eq!(error.kind(), DiscoveryErrorKind::NoServer);
    assert!(error.to_string().contains("has no address to probe"), "{error}");
}
