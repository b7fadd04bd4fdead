//! The entry points of fuzzing; they exist in fuzzing builds only.

use std::time::SystemTime;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};

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
};

/// Decodes `body` as the component, the refusal or the header that `choice` stands for, and looks at what comes of it.
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
