//! The first calls of a browser that was started.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::json::text;
use crate::browser::error::CaptureError;
use crate::browser::message::Refused;
use crate::browser::observer::Observer;
use crate::browser::pipe::{Pipe, Received};
use crate::browser::settings::Settings;

/// The oldest Chromium that has all that is needed.
const OLDEST: u32 = 112;

/// The longest time for which nobody looks whether the capture was given up.
const TICK: Duration = Duration::from_millis(100);

/// Finds out whether it is a browser that can be used, and has it make a browser context, whose cookies and storage stay in memory
/// until it is gone. Returns its name.
///
/// # Errors
///
/// If the browser has not started, or cannot be used.
pub(super) fn context(pipe: &mut Pipe, settings: &Settings, observer: &impl Observer) -> Result<String, CaptureError> {
    let deadline = Instant::now() + settings.times.start;
    let mut call = |method: &str, params: Value| {
        let id = pipe.call(None, method, &params);
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match pipe.receive(left.min(TICK)) {
                Received::Message(message) if message.id == Some(id) => return Ok(message.result),
                Received::End => return Err(CaptureError::cannot_start(&"it ended at once")),
                Received::Nothing if left.is_zero() => return Err(CaptureError::cannot_start(&"it does not answer")),
                Received::Message(_) | Received::Nothing if observer.has_given_up() => return Err(CaptureError::Died),
                Received::Message(_) | Received::Nothing => {}
            }
        }
    };
    let refused = |Refused| CaptureError::cannot_start(&"it does not know what to do: is it a Chromium?");
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
