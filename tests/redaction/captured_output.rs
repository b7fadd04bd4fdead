//! Captures everything that the tests print, and all traces and log records of all crates.

use std::error::Error;
use std::fmt::{Debug, Write as _};
use std::io;
use std::sync::{Arc, LazyLock, Mutex};

use tracing::Level;

/// The text that stands for every secret.
pub const MARKER: &str = "PLANTED-3141592653";

/// The text that has been printed so far.
#[derive(Clone, Default)]
pub struct CapturedOutput(Arc<Mutex<Vec<u8>>>);

impl CapturedOutput {
    pub fn add(&self, text: &str) {
        self.0.lock().unwrap().extend_from_slice(text.as_bytes());
    }

    pub fn debug(&self, value: &impl Debug) {
        self.add(&format!("{value:?}\n{value:#?}\n"));
    }

    pub fn error(&self, error: &(dyn Error + 'static)) {
        let mut text = String::new();
        let mut next = Some(error);
        while let Some(error) = next {
            writeln!(text, "{error}\n{error:#}\n{error:?}\n{error:#?}").unwrap();
            next = error.source();
        }
        self.add(&text);
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for CapturedOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Captures every trace and log record of all crates from now on.
///
/// This affects the whole process. Tests that run at the same time do not use the marker.
pub fn capture_output() -> &'static CapturedOutput {
    static OUTPUT: LazyLock<CapturedOutput> = LazyLock::new(|| {
        let printed = CapturedOutput::default();
        let writer = printed.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(Level::TRACE)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        tracing_log::LogTracer::init().unwrap();
        printed
    });
    &OUTPUT
}

#[test]
fn a_secret_in_a_trace_would_be_found() {
    let printed = capture_output();
    tracing::trace!(value = "PLANTED-2718281828", "traced");
    assert!(printed.text().contains("PLANTED-2718281828"));
}
