//! Tests of the traces of discovery: they contain what a user needs to know, but nothing that other programs send.

use std::io;
use std::sync::{Arc, LazyLock, Mutex};

use tracing::subscriber::NoSubscriber;
use tracing::{Dispatch, Level};

use super::programs::{Behaviour, Program, discovery, ok};
use crate::closed_port::ClosedPort;
use crate::mock;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// As long as a process has only one subscriber, `tracing` asks the thread that reaches a trace first, once, whether anybody
/// collects it. In a thread of another test nobody does, and the trace would be off in this test too. A second subscriber makes
/// `tracing` ask each thread.
static SECOND_SUBSCRIBER: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(NoSubscriber::new()));

impl Lines {
    /// Collects the traces of this thread, on which all tasks of a test run.
    fn of_this_thread(&self, level: Level) -> tracing::subscriber::DefaultGuard {
        LazyLock::force(&SECOND_SUBSCRIBER);
        let lines = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_ansi(false)
            .without_time()
            .with_writer(move || lines.clone());
        tracing::subscriber::set_default(subscriber.finish())
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[tokio::test]
async fn a_preferred_address_without_a_server_is_a_warning_and_another_product_is_none() {
    let lines = Lines::default();
    let _collecting = lines.of_this_thread(Level::WARN);
    let mock = mock().await;
    let other = Program::start(Behaviour::Bytes(
        ok(r#"{"app": {"PLANTED": 1}, "server": "PLANTED"}"#).into_bytes(),
    ))
    .await;
    let nobody = ClosedPort::new();
    let ports = [mock.addr().port(), other.port()];
    discovery(ports).find().await.unwrap();
    assert_eq!(lines.text(), "");

    discovery(ports)
        .preferred(format!("{}/PLANTED", nobody.url()))
        .find()
        .await
        .unwrap();
    let text = lines.text();
    assert_eq!(text.lines().count(), 1, "{text}");
    let (preferred, found) = (
        format!("preferred=\"{}\"", nobody.url()),
        format!("found={:?}", mock.base_url()),
    );
    assert!(
        text.contains("WARN") && text.contains(&preferred) && text.contains(&found),
        "{text}"
    );
    assert!(!text.contains("PLANTED"), "{text}");
}

#[tokio::test]
async fn what_other_programs_say_is_not_traced() {
    let lines = Lines::default();
    let _collecting = lines.of_this_thread(Level::TRACE);
    let other = Program::start(Behaviour::Bytes(ok("<html>PLANTED").into_bytes())).await;
    let port = other.port();
    let preferred = format!("http://localhost:{port}/PLANTED");
    discovery([port]).preferred(preferred).find().await.unwrap_err();
    let text = lines.text();
    assert!(text.contains(&format!("server.port={port}")), "{text}");
    assert!(!text.contains("PLANTED"), "{text}");
}
