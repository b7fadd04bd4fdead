//! The entry points of fuzzing, which exist in fuzzing builds only.

use std::time::SystemTime;

use bytes::Bytes;
use reqwest::StatusCode;
#[cfg(feature = "oauth")]
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};

#[cfg(feature = "oauth")]
use crate::auth::oauth::callback::request::{Callback, ExpectedCallback, read};
#[cfg(feature = "oauth")]
use crate::auth::oauth::endpoints::issuer::ExpectedIssuer;
use crate::client::server_origin::ServerOrigin;
use crate::error::Error;
use crate::generated::schemas::CROSS_CHECKS;
use crate::response::status_and_headers::ResponseHead;
use crate::runtime::call::{Call, WholeResponse};
use crate::runtime::decode::cross_check::CrossCheck;
use crate::runtime::decode::schema::Kind;
use crate::runtime::delivery_class::DeliveryClass;
use crate::runtime::retry_after::requested_pause;

const CALL: Call = Call {
    operation_id: "fuzzing",
    delivery: DeliveryClass::Act,
    needs_token: true,
};

/// Decodes `body` as a component, a refusal or a header, which `choice` selects, and checks the result.
pub fn decode_answer(choice: u8, body: &[u8]) {
    match CROSS_CHECKS.get(usize::from(choice) % (CROSS_CHECKS.len() + 2)) {
        Some((_, schema, cross_check)) => answer(&Bytes::copy_from_slice(body), *schema, *cross_check),
        None if choice % 2 == 0 => refusal(body),
        None => retry_after(body),
    }
}

fn head(status: StatusCode) -> ResponseHead {
    let headers = HeaderMap::new();
    ResponseHead { status, headers }
}

fn answer(body: &Bytes, schema: Kind, cross_check: CrossCheck) {
    match cross_check(body, schema) {
        Ok(read) => {
            let _ = format!("{read:?}");
            assert!(!read.is_plain || read.misfits.is_empty(), "{:?}", read.value);
        }
        Err(decode_error) => {
            let response = WholeResponse {
                call: CALL,
                tries: 1,
                head: head(StatusCode::OK),
                body: body.clone(),
                server: ServerOrigin::default(),
            };
            one_line(&Error::decode_error(response, decode_error));
        }
    }
}

fn refusal(body: &[u8]) {
    one_line(&Error::refused(
        CALL,
        head(StatusCode::BAD_REQUEST),
        Some(&Bytes::copy_from_slice(body)),
    ));
}

fn retry_after(value: &[u8]) {
    if let Ok(value) = HeaderValue::from_bytes(value) {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, value)]);
        let _ = requested_pause(&headers, SystemTime::now());
    }
}

fn one_line(error: &Error) {
    let text = error.to_string();
    assert!(!text.chars().any(char::is_control), "{text:?}");
}

/// Parses a request to the listener of a sign-in: all of `bytes`, or a request that `choice` builds around them.
#[cfg(feature = "oauth")]
pub fn read_callback(choice: u8, bytes: &[u8]) {
    let rest = "HTTP/1.1\r\nHost: 127.0.0.1:5000\r\n\r\n";
    let head = match choice % 4 {
        0 => bytes.to_vec(),
        1 => [b"GET /callback?state=STATE&", bytes, b" ", rest.as_bytes()].concat(),
        2 => [b"GET ", bytes, b" ", rest.as_bytes()].concat(),
        _ => [b"GET /callback?code=CODE&state=STATE HTTP/1.1\r\n", bytes, b"\r\n\r\n"].concat(),
    };
    let Ok(base) = Url::parse("http://127.0.0.1:23373") else {
        return;
    };
    let expected = |state: &str| ExpectedCallback {
        host: "127.0.0.1:5000".to_owned(),
        state: state.into(),
        issuer: ExpectedIssuer::new(base.clone(), None, false),
    };
    let Ok(callback) = read(&head, &expected("STATE")) else {
        return;
    };
    assert!(head.trim_ascii_start().starts_with(b"GET /callback?"), "{head:?}");
    assert!(holds(&head, b"127.0.0.1:5000"), "{head:?}");
    assert!(read(&head, &expected("ANOTHER-STATE-THAT-IS-LONGER")).is_err());
    match callback {
        Callback::Code(code) => assert!(!code.expose().is_empty()),
        Callback::Refused(words) => {
            let description = words.description().map_or("", |text| text.as_str());
            assert!(!description.contains(char::is_control), "{description:?}");
        }
        Callback::WrongIssuer | Callback::Invalid(_) => {}
    }
}

#[cfg(feature = "oauth")]
fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
