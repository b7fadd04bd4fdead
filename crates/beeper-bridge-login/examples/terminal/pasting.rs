//! Asks the user to paste values from a browser.

use beeper_bridge_login::cookies::{CookieField, CookieStep, MissingField, MissingReason, SourceKind, WebSnapshot};
use beeper_bridge_login::{RetryReason, Stop, paste};

use crate::console::Console;
use crate::server_text::line;

const HOW_TO_COPY: &str = "\
\nOpen the browser's developer tools (F12) and the list of network requests. Reload the page, select one of its requests, \
and choose `Copy as cURL`, or copy the request or its headers in another way. You can also paste tables of cookies and of \
local storage, and JSON: {\"name\": \"value\"}";

/// Describes which values to paste, and where to find them.
pub fn explain(step: &CookieStep, retry_reason: Option<&RetryReason>) -> Vec<String> {
    if let Some(RetryReason::MissingValues(missing)) = retry_reason {
        let fields = missing.fields().iter().map(describe_missing);
        return std::iter::once("Missing values:".to_owned()).chain(fields).collect();
    }
    let address = line(step.url().as_str());
    let mut texts = vec![format!("\nSign in on {address}\nin a browser. Then copy from it:")];
    texts.extend(step.fields().iter().map(describe));
    texts.push(HOW_TO_COPY.to_owned());
    texts
}

/// Asks until the pasted text can be read.
pub async fn ask(console: &mut Console) -> Result<WebSnapshot, Stop> {
    loop {
        let pasted = console.text("Paste it here: ").await.ok_or(Stop::Cancel)?;
        match paste::parse(&pasted) {
            Ok(pasted) => return Ok(pasted),
            Err(error) => console.screen.say(&format!("The pasted text cannot be read: {error}.")),
        }
    }
}

fn describe(field: &CookieField) -> String {
    let sources = field.sources().iter().map(|source| {
        let name = line(source.name());
        match source.kind() {
            SourceKind::Cookie => match source.cookie_domain() {
                Some(domain) => format!("the cookie {name} of {}", line(domain)),
                None => format!("the cookie {name}"),
            },
            SourceKind::LocalStorage => format!("{name} of local storage"),
            SourceKind::RequestHeader => format!("the request header {name}"),
            SourceKind::RequestBody => format!("{name} of the body of a request, as JSON"),
            _ => format!("{name}, as JSON"),
        }
    });
    let sources = sources.collect::<Vec<_>>().join(", or ");
    let note = if field.is_required() { "" } else { " (optional)" };
    format!("  * {sources}{note}")
}

fn describe_missing(field: &MissingField) -> String {
    let name = line(field.name());
    match field.reason() {
        MissingReason::DoesNotFit => format!("  * {name}: the pasted value is not valid; check that you are signed in"),
        MissingReason::CannotCollect => format!(
            "  * {name}: paste it as JSON, {{\"{}\": \"…\"}}",
            line(field.id().as_str())
        ),
        _ => format!("  * {name}: not in the pasted text"),
    }
}
