//! Tests of the servers found: the information about each, and their order.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use beeper_desktop_client::discovery::{Discovery, ServerState};
use beeper_desktop_client::types::AppStateName;
use beeper_desktop_client::{Client, Origin};
use beeper_desktop_mock::{Dialect, MockDesktop};

use super::programs::{Behaviour, INFO, Program, discovery, ok, server, status};
use crate::closed_port::ClosedPort;
use crate::mock;

/// Looks at the IPv4 and the IPv6 address of this computer.
fn both_hosts(ports: impl IntoIterator<Item = u16>) -> Discovery {
    discovery(ports).hosts([Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()])
}

#[tokio::test]
async fn a_server_is_found_with_its_name_version_state_and_address_and_a_client_is_made_for_it() {
    let mock = mock().await;
    let port = mock.addr().port();
    let found = discovery([port]).find().await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found.missed_preferred(), None);
    let server = found.into_best();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!((server.name(), server.version()), ("Beeper Desktop Mock", version));
    assert_eq!(server.base_url(), mock.base_url());
    assert_eq!(server.origin(), &format!("http://localhost:{port}").parse().unwrap());
    assert_eq!(server.info().server.port, i64::from(port));
    assert_eq!(
        server.state(),
        &ServerState::Unknown,
        "the mock wants a token for its state"
    );
    assert!(!server.is_preferred());
    assert_eq!(
        server.to_string(),
        format!("Beeper Desktop Mock {version} at {}", mock.base_url())
    );

    for request in mock.requests() {
        assert_eq!(request.header("authorization"), None);
    }
    let client = server.client(mock.token()).unwrap();
    client.list_bridges().await.unwrap();
    assert_eq!(Origin::from(&client), Origin::from(&server));
    let client = server.client_builder().access_token(mock.token()).build().unwrap();
    client.list_bridges().await.unwrap();
}

#[tokio::test]
async fn an_older_server_is_found_as_well() {
    let mock = MockDesktop::builder().dialect(Dialect::Older).start().await.unwrap();
    let found = discovery([mock.addr().port()]).find().await.unwrap();
    assert_eq!(found.best().state(), &ServerState::Unknown);
    assert!(!found.best().version().is_empty());
}

#[tokio::test]
async fn the_state_is_what_the_setup_says_without_a_token() {
    let state = |state: &str| ok(&format!(r#"{{"state": "{state}"}}"#));
    for (setup, expected) in [
        (state("ready"), ServerState::Ready),
        (state("needs-login"), ServerState::NeedsSignIn),
        (
            state("initializing"),
            ServerState::SettingUp(AppStateName::Initializing),
        ),
        (state("asleep"), ServerState::SettingUp("asleep".into())),
        (status("401 Unauthorized"), ServerState::Unknown),
        (status("403 Forbidden"), ServerState::Unknown),
        (status("404 Not Found"), ServerState::Unknown),
        (status("500 Internal Server Error"), ServerState::Unknown),
        (ok("<html>"), ServerState::Unknown),
        (ok("[]"), ServerState::Unknown),
        (
            status("302 Found\r\nlocation: http://127.0.0.1:1/"),
            ServerState::Unknown,
        ),
    ] {
        let program = Program::start(server(INFO, &setup)).await;
        let found = discovery([program.port()]).find().await.unwrap();
        assert_eq!(found.best().state(), &expected, "{setup}");
    }
}

#[tokio::test]
async fn a_server_may_tell_its_version_in_a_header_alone() {
    let info = r#"{"app": {"name": "Beeper"}, "server": {}}"#;
    let length = info.len();
    let answer =
        format!("HTTP/1.1 200 OK\r\nx-beeper-desktop-version: 5.0.1\r\ncontent-length: {length}\r\n\r\n{info}");
    let program = Program::start(Behaviour::Bytes(answer.into_bytes())).await;
    let found = discovery([program.port()]).find().await.unwrap();
    assert_eq!(found.best().version(), "5.0.1");
}

#[tokio::test]
async fn the_lowest_port_comes_first_and_a_server_that_needs_a_sign_in_last() {
    let setup = |state: &str| ok(&format!(r#"{{"state": "{state}"}}"#));
    let mut running = Vec::new();
    for (distance, state) in [
        (2, "needs-login"),
        (1, "needs-first-sync"),
        (0, "ready"),
        (0, "ready"),
        (0, "?"),
    ] {
        let says = if state == "?" {
            status("401 Unauthorized")
        } else {
            setup(state)
        };
        running.push((distance, Program::start(server(INFO, &says)).await));
    }
    let mut ports: Vec<_> = running
        .iter()
        .map(|(distance, program)| (*distance, program.port()))
        .collect();
    let needs_sign_in = &running[0].1;
    ports.sort_unstable();
    let expected: Vec<_> = ports
        .iter()
        .map(|(_, port)| format!("http://127.0.0.1:{port}"))
        .collect();

    let ports = || ports.iter().rev().map(|(_, port)| *port);
    let found = discovery(ports()).find().await.unwrap();
    let order: Vec<_> = found.iter().map(|server| server.base_url()).collect();
    assert_eq!(order, expected);
    assert_eq!(found.best().base_url(), expected[0]);

    // An address that the program names comes first.
    let found = discovery(ports())
        .preferred(needs_sign_in.base_url())
        .find()
        .await
        .unwrap();
    assert!(found.best().is_preferred() && !found[1].is_preferred());
    assert_eq!(found.best().state(), &ServerState::NeedsSignIn);
    assert_eq!((found.len(), found.missed_preferred()), (5, None));
    let order: Vec<_> = found
        .into_iter()
        .skip(1)
        .map(|server| server.base_url().to_owned())
        .collect();
    assert_eq!(order, expected[..4]);
}

#[tokio::test]
async fn a_server_at_several_addresses_of_this_computer_is_one() {
    let v4 = Program::start(server(INFO, &status("401 Unauthorized"))).await;
    let port = v4.port();
    let v6 = Program::listening(&format!("[::1]:{port}"), server(INFO, &status("401 Unauthorized"))).await;
    // Not every machine has IPv6 on its loopback interface.
    let here = both_hosts([port]);
    let found = here.find().await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found.best().base_url(), format!("http://127.0.0.1:{port}"));
    let asked = v4.seen.heads().len();
    assert_eq!(asked, 2, "one request for the name, and one for the state");
    if let Some(v6) = v6 {
        assert_eq!(v6.seen.heads().len(), 1, "only one address is asked for the state");
    }

    let found = here
        .clone()
        .preferred(format!("http://localhost:{port}/v1/"))
        .find()
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    assert!(found.best().is_preferred());
    assert_eq!(found.best().base_url(), format!("http://localhost:{port}"));
}

#[tokio::test]
async fn a_server_that_listens_on_ipv6_alone_is_found() {
    let Some(program) = Program::listening("[::1]:0", server(INFO, &status("401 Unauthorized"))).await else {
        return;
    };
    let here = both_hosts([program.port()]);
    let found = here.find().await.unwrap();
    assert_eq!(found.best().base_url(), program.base_url());
    // The other name of the address leads to the same server.
    let v4 = format!("http://127.0.0.1:{}", program.port());
    let found = here.preferred(v4).find().await.unwrap();
    assert!(found.best().is_preferred());
    assert_eq!(
        (found.best().base_url(), found.missed_preferred()),
        (&*program.base_url(), None)
    );
}

#[tokio::test]
async fn a_preferred_address_without_a_server_is_told_beside_what_was_found() {
    let mock = mock().await;
    let nobody = ClosedPort::new();
    let preferred = format!("{}/PLANTED", nobody.url());
    let found = discovery([mock.addr().port()])
        .preferred(preferred)
        .find()
        .await
        .unwrap();
    assert_eq!(found.best().base_url(), mock.base_url());
    assert!(!found.best().is_preferred());
    assert_eq!(found.missed_preferred(), Some(&*nobody.url()));
    assert!(!format!("{found:?}").contains("PLANTED"));

    // A client from the builder does not try other addresses.
    let client = Client::builder().base_url(nobody.url()).build().unwrap();
    let once = beeper_desktop_client::CallOptions::new().retries(0);
    client.with(once).get_info().await.unwrap_err();
}

#[tokio::test]
async fn a_preferred_address_may_have_a_path() {
    let pages = vec![("/beeper/v1/info", ok(INFO))];
    let program = Program::start(Behaviour::Pages(pages)).await;
    let address = format!("http://127.0.0.1:{}/beeper", program.port());
    let found = discovery([program.port()]).preferred(&address).find().await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found.best().base_url(), address);
    let client = found.best().client("token").unwrap();
    assert_eq!(client.get_info().await.unwrap().app.version, "4.3.73");
}

/// The preferred address has a longer time limit than a port. Here it answers only after discovery has given up the port.
#[tokio::test]
async fn the_preferred_address_has_more_time_than_a_port() {
    let silent = Program::start(Behaviour::Silence).await;
    let seen = std::sync::Arc::clone(&silent.seen);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let slow = tokio::spawn(async move {
        use std::sync::atomic::Ordering;
        use tokio::io::AsyncWriteExt;
        let (mut stream, _) = listener.accept().await.unwrap();
        while seen.most_open.load(Ordering::SeqCst) == 0 || seen.open.load(Ordering::SeqCst) > 0 {
            tokio::task::yield_now().await;
        }
        stream.write_all(ok(INFO).as_bytes()).await.unwrap();
        // The connection closes before the request for its state.
        drop((stream, listener));
    });
    let search = discovery([address.port(), silent.port()]).timeout(Duration::from_millis(50));
    let found = search.preferred(format!("http://{address}")).find().await.unwrap();
    slow.await.unwrap();
    assert!(found.best().is_preferred());
    assert_eq!(found.best().state(), &ServerState::Unknown);
}

#[tokio::test]
async fn what_a_server_calls_itself_is_printed_without_what_could_harm_a_terminal() {
    let info = r#"{"app": {"name": "Bee\u001b[2Jper\n\u202e", "version": "1\u0007"}, "server": {}}"#;
    let program = Program::start(server(info, &status("401 Unauthorized"))).await;
    let found = discovery([program.port()]).find().await.unwrap();
    let line = found.best().to_string();
    assert!(line.starts_with("Bee2Jper 1 at http://127.0.0.1:"), "{line}");
    assert_eq!(found.best().name(), "Bee\u{1b}[2Jper\n\u{202e}");
}
