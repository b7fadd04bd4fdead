//! Tests of how many looks discovery makes at the same time, and how long it takes.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use beeper_desktop_client::VirtualClock;
use beeper_desktop_client::discovery::DiscoveryErrorKind;
use tokio::net::TcpSocket;

use super::programs::{Behaviour, INFO, Program, Seen, discovery, server, status};
use crate::closed_port::ClosedPort;

#[tokio::test]
async fn at_most_64_connections_are_open_at_a_time() {
    for (behaviour, servers) in [
        (Behaviour::Silence, 0),
        (server(INFO, &status("401 Unauthorized")), 200),
    ] {
        let seen = Arc::<Seen>::default();
        let mut programs = Vec::new();
        for _ in 0..200 {
            let program = Program::counting("127.0.0.1:0", behaviour.clone(), Arc::clone(&seen)).await;
            programs.push(program.unwrap());
        }
        let ports: Vec<_> = programs.iter().map(Program::port).collect();
        let limit = Duration::from_millis(if servers == 0 { 100 } else { 10_000 });
        let found = discovery(ports).timeout(limit).find().await;
        assert_eq!(found.map_or(0, |found| found.len()), servers);
        let most = seen.most_open.load(Ordering::SeqCst);
        assert!((40..=64).contains(&most), "{most} at a time");
    }
}

#[tokio::test]
async fn silent_ports_are_given_up_at_the_same_time() {
    let mut programs = Vec::new();
    for _ in 0..40 {
        programs.push(Program::start(Behaviour::Silence).await);
    }
    let ports: Vec<_> = programs.iter().map(Program::port).collect();
    let limit = Duration::from_millis(400);
    let began = Instant::now();
    discovery(ports).timeout(limit).find().await.unwrap_err();
    // One after the other, these looks would take 16 s.
    assert!((limit..limit * 20).contains(&began.elapsed()), "{:?}", began.elapsed());
}

#[tokio::test]
async fn dropping_a_discovery_closes_its_connections() {
    let program = Program::start(Behaviour::Silence).await;
    let search = discovery([program.port()]).timeout(Duration::from_secs(3600));
    tokio::select! {
        _ = search.find() => panic!("the search ended"),
        () = until(&program.seen, 1) => {}
    }
    until(&program.seen, 0).await;
}

async fn until(seen: &Seen, open: usize) {
    while seen.open.load(Ordering::SeqCst) != open {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn waiting_ends_at_its_limit_with_longer_and_longer_pauses() {
    let closed = ClosedPort::new();
    let port = closed.port();
    let clock = VirtualClock::new();
    let search = discovery([port])
        .clock(clock.clone())
        .wait_limit(Duration::from_secs(20));
    let error = search.wait().await.unwrap_err();
    assert_eq!(error.kind(), DiscoveryErrorKind::NoServer);
    let line = error.to_string();
    assert!(
        line.starts_with(&format!(
            "within 20s, no server of Beeper's Desktop API was found at port {port} of 127.0.0.1; start Beeper Desktop"
        )),
        "{line}"
    );
    let pauses: Vec<_> = clock.pauses().iter().map(Duration::as_millis).collect();
    assert_eq!(pauses, [500, 1000, 2000, 4000, 5000, 5000, 2500]);
}

#[tokio::test]
async fn a_server_that_starts_later_is_waited_for() {
    // Bound but not listening, so that no other program can take the port.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = socket.local_addr().unwrap().port();
    let clock = VirtualClock::new();
    clock.stop_after(Duration::from_secs(5));
    let search = discovery([port]).clock(clock.clone()).wait_limit(Duration::MAX);
    let waiting = tokio::spawn(async move { search.wait().await });
    clock.until_stopped().await;
    assert_eq!(clock.pauses().len(), 3);
    let behaviour = server(INFO, &status("401 Unauthorized"));
    let program = Program::serving(socket.listen(8).unwrap(), behaviour, Arc::default());
    clock.resume();
    let found = waiting.await.unwrap().unwrap();
    assert_eq!(found.best().base_url(), program.base_url());
}

#[tokio::test]
async fn no_time_to_wait_is_one_look() {
    let clock = VirtualClock::new();
    let closed = ClosedPort::new();
    let search = discovery([closed.port()])
        .clock(clock.clone())
        .wait_limit(Duration::ZERO);
    search.wait().await.unwrap_err();
    assert!(clock.pauses().is_empty());
}
