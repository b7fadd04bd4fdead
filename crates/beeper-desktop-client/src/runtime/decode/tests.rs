//! Tests of responses that are not as documented.

mod absence;
mod error_path;
mod login_sessions;
mod members;
mod misfits;
mod properties;
mod samples;
mod scalars;
mod untyped_values;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::generated::types::{
    Account, Chat, ErrorBody, FoundMessages, Info, LoginSession, Message, MessagePage, ProvisioningCapabilities, User,
};
use crate::response::misfit::MisfitEffect;
use crate::runtime::decode::error::DecodeError;
use crate::runtime::decode::repair::MAX_MISFITS;
use crate::runtime::decode::schema::{Component, Kind, Member, Shape};
use crate::runtime::decode::{decode_answer, schema};

/// Decodes a response, and returns the value as JSON and the misfits.
pub(super) fn read<T: DeserializeOwned + Serialize + 'static>(
    body: impl AsRef<[u8]>,
) -> Result<(Value, Vec<String>), String> {
    let body = Bytes::copy_from_slice(body.as_ref());
    let schema = schema::schema_of::<T>().unwrap();
    match decode_answer::<T>(&body, || schema) {
        Ok(decoded) => {
            let misfits = decoded.repairs.map(|repairs| repairs.misfits).unwrap_or_default();
            let misfits = misfits.iter().map(|misfit| misfit.to_string()).collect();
            Ok((serde_json::to_value(&decoded.value).unwrap(), misfits))
        }
        Err(DecodeError::NotJson) => Err("not JSON".to_owned()),
        Err(DecodeError::Misfit { path, reason }) => Err(format!("{path}: {reason}")),
    }
}

pub(super) fn account(change: impl FnOnce(&mut Value)) -> String {
    let mut account = json!({
        "accountID": "a",
        "bridge": {"id": "b", "provider": "local", "type": "whatsapp"},
        "status": "connected",
        "user": {"id": "u"},
    });
    change(&mut account);
    account.to_string()
}

pub(super) fn message(change: impl FnOnce(&mut Value)) -> Value {
    let mut message = json!({
        "accountID": "a",
        "chatID": "c",
        "id": "m",
        "senderID": "u",
        "sortKey": "1",
        "timestamp": "2026-01-31T09:30:00Z",
    });
    change(&mut message);
    message
}

pub(super) fn session(step: &str) -> String {
    format!(r#"{{"bridgeID":"b","loginSessionID":"s","status":"waiting_for_input","currentStep":{step}}}"#)
}

/// Asserts that a response decodes to a value, with these misfits.
#[track_caller]
pub(super) fn assert_reads<T: DeserializeOwned + Serialize + 'static>(
    body: impl AsRef<[u8]>,
    expected: Value,
    misfits: &[&str],
) {
    let shown = String::from_utf8_lossy(body.as_ref()).into_owned();
    let (value, told) = read::<T>(body).unwrap_or_else(|error| panic!("{error} of {shown}"));
    assert_eq!(value, expected, "{shown}");
    assert_eq!(told, misfits, "{shown}");
}

pub(super) fn info(port: impl Into<Value>) -> Value {
    json!({
        "app": {"bundle_id": "b", "name": "n", "version": "v"},
        "endpoints": {},
        "platform": {"arch": "a", "os": "o"},
        "server": {
            "base_url": "http://localhost", "hostname": "h", "mcp_enabled": true, "port": port.into(),
            "remote_access": false, "status": "running",
        },
    })
}
