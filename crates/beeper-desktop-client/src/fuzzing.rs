//! The door that fuzzing comes in by; not there in any other build.

use std::time::SystemTime;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::builder::Server;
use crate::error::{Error, Head};
use crate::runtime::{Call, Response, decode, stated_wait};
use crate::{DeliveryClass, types};

const CALL: Call = Call {
    operation_id: "fuzzing",
    delivery: DeliveryClass::Act,
};

/// Decodes `body` as the answer that `choice` stands for, and looks at what comes of it.
pub fn decode_answer(choice: u8, body: &[u8]) {
    match choice % 20 {
        0 => success::<types::LoginSession>(body),
        1 => success::<types::BridgeList>(body),
        2 => success::<Vec<types::Account>>(body),
        3 => success::<types::ProvisioningCapabilities>(body),
        4 => success::<types::BridgeLoginList>(body),
        5 => success::<types::Info>(body),
        6 => success::<types::LoginFlowList>(body),
        7 => success::<types::NewDraft>(body),
        8 => refusal(body),
        9 => success::<types::ListedChatPage>(body),
        10 => success::<types::ChatPage>(body),
        11 => success::<types::MessagePage>(body),
        12 => success::<types::UpdatedMessage>(body),
        13 => success::<types::SearchResponse>(body),
        14 => success::<types::OpenedChat>(body),
        15 => success::<types::SetupResult>(body),
        16 => success::<types::VerificationResponse>(body),
        17 => success::<types::StartChatUser>(body),
        18 => success::<types::ContactPage>(body),
        _ => retry_after(body),
    }
}

fn head(status: StatusCode) -> Head {
    let headers = HeaderMap::new();
    Head { status, headers }
}

fn success<T: DeserializeOwned + Serialize + std::fmt::Debug>(body: &[u8]) {
    match decode::<T>(body) {
        Ok(value) => {
            let _ = format!("{value:?}");
            let written = serde_json::to_vec(&value).unwrap_or_else(|error| panic!("cannot be written again: {error}"));
            let again = decode::<T>(&written).unwrap_or_else(|error| panic!("cannot be read again: {error:?}"));
            assert_eq!(serde_json::to_vec(&again).ok(), Some(written));
        }
        Err(undecodable) => {
            let response = Response {
                call: CALL,
                tries: 1,
                head: head(StatusCode::OK),
                body: body.to_vec().into(),
                server: Server::default(),
            };
            one_line(&Error::undecodable(response, undecodable));
        }
    }
}

fn refusal(body: &[u8]) {
    one_line(&Error::refused(CALL, head(StatusCode::BAD_REQUEST), Some(body)));
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
