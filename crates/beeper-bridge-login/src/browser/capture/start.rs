//! The first calls to a browser after its start.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::json::text;
use crate::browser::error::CaptureError;
use crate::browser::message::Refused;
use crate::browser::observer::Observer;
use crate::browser::pipe::{Pipe, Received};
use crate::browser::settings::Settings;

/// The oldest Chromium version that supports all required methods.
const OLDEST: u32 = 112;

/// The longest time between two checks whether the capture was given up.
const TICK: Duration = Duration::from_millis(100);

/// The reason of a browser that exits before it answers. Its output is not read, because that may contain addresses.
const EXITED: &str = "it exited at once; run it in a terminal to see why (as root, Chromium starts only without its sandbox: \
                      see `Chromium::at`)";

/// Checks that the browser can be used, and creates a browser context, whose cookies and storage stay in memory.
///
/// Returns the context's name.
///
/// # Errors
///
/// Returns an error if the browser did not start or cannot be used.
pub(super) fn context(pipe: &mut Pipe, settings: &Settings, observer: &impl Observer) -> Result<String, CaptureError> {
    let deadline = Instant::now() + settings.times.start;
    let mut call = |method: &str, params: Value| {
        let id = pipe.call(None, method, &params);
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match pipe.receive(left.min(TICK)) {
                Received::Message(message) if message.id == Some(id) => return Ok(message.result),
                Received::End => return Err(CaptureError::cannot_start(&EXITED)),
                Received::Nothing if left.is_zero() => return Err(CaptureError::cannot_start(&"it does not respond")),
                Received::Message(_) | Received::Nothing if observer.has_given_up() => return Err(CaptureError::Died),
                Received::Message(_) | Received::Nothing => {}
            }
        }
    };
    let refused =
        |Refused| CaptureError::cannot_start(&"it does not understand the protocol; use a browser based on Chromium");
    let version = call("Browser.getVersion", json!({}))?.map_err(refused)?;
    let product = text(&version, "product");
    let number = product
        .split_once('/')
        .and_then(|(_, version)| version.split('.').next()?.parse().ok());
    if number.is_some_and(|number: u32| number < OLDEST) {
        return Err(CaptureError::TooOld {
            version: product.to_owned(),
        });
    }
    let context = call("Target.createBrowserContext", json!({"disposeOnDetach": true}))?.map_err(refused)?;
    Ok(text(&context, "browserContextId").to_owned())
}
