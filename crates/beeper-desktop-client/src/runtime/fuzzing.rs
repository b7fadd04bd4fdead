//! The door that fuzzing comes in by; not there in any other build.

use std::time::SystemTime;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};

use crate::client::server_origin::Server;
use crate::error::Error;
use crate::generated::schemas::TRIED;
use crate::response::head::Head;
use crate::runtime::call::{Call, Response};
use crate::runtime::decode::cross_check::BothWays;
use crate::runtime::decode::schema::Kind;
use crate::runtime::delivery_class::DeliveryClass;
use crate::runtime::retry_after::stated_wait;

const CALL: Call = Call {
    operation_id: "fuzzing",
    delivery: DeliveryClass::Act,
};

/// Decodes `body` as the component, the refusal or the header that `choice` stands for, and looks at what comes of it.
pub fn decode_answer(choice: u8, body: &[u8]) {
    match TRIED.get(usize::from(choice) % (TRIED.len() + 2)) {
        Some((_, schema, both_ways)) => answer(&Bytes::copy_from_slice(body), *schema, *both_ways),
        None if choice % 2 == 0 => refusal(body),
        None => retry_after(body),
    }
}

fn head(status: StatusCode) -> Head {
    let headers = HeaderMap::new();
    Head { status, headers }
}

fn answer(body: &Bytes, schema: Kind, both_ways: BothWays) {
    match both_ways(body, schema) {
        Ok(read) => {
            let _ = format!("{read:?}");
            assert!(!read.is_plain || read.misfits.is_empty(), "{:?}", read.value);
        }
        Err(undecodable) => {
            let response = Response {
                call: CALL,
                tries: 1,
                head: head(StatusCode::OK),
                body: body.clone(),
                server: Server::default(),
            };
            one_line(&Error::undecodable(response, undecodable));
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
        let _ = stated_wait(&headers, SystemTime::now());
    }
}

fn one_line(error: &Error) {
    let text = error.to_string();
    assert!(!text.chars().any(char::is_control), "{text:?}");
}
