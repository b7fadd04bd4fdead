//! The readable part of a session in a response.

use beeper_desktop_client::types::{BridgeId, LoginSession, LoginSessionId};
use beeper_desktop_client::{Error, ErrorKind, ResponseValue};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A session as the server describes it, with the paths of the parts that could not be read.
#[derive(Debug)]
pub(crate) struct SessionResponse {
    pub(crate) session: LoginSession,
    /// The paths of the parts that could not be read.
    pub(crate) unreadable: Vec<String>,
}

impl SessionResponse {
    pub(crate) fn of(response: ResponseValue<LoginSession>) -> Self {
        Self {
            unreadable: response.misfits().iter().map(|misfit| misfit.path()).collect(),
            session: response.into_inner(),
        }
    }

    /// Reads the response to a call on a session.
    pub(crate) fn read(
        received: Result<ResponseValue<LoginSession>, Error>,
        bridge_id: &BridgeId,
        session_id: Option<&LoginSessionId>,
    ) -> Result<Box<Self>, Error> {
        match received {
            Ok(response) => Ok(Box::new(Self::of(response))),
            Err(error) => match Self::of_ended_session(&error, bridge_id, session_id) {
                Some(ended) => Ok(Box::new(ended)),
                None => Err(error),
            },
        }
    }

    /// Reads a malformed response if it says that the session has ended, because no later response will say so.
    fn of_ended_session(error: &Error, bridge_id: &BridgeId, session_id: Option<&LoginSessionId>) -> Option<Self> {
        let ErrorKind::Misfit { .. } = error.kind() else {
            return None;
        };
        let Ok(Value::Object(mut said)) = serde_json::from_slice(error.received_body()?) else {
            return None;
        };
        let status = said.remove("status")?;
        if !matches!(status.as_str()?, "complete" | "failed" | "cancelled") {
            return None;
        }
        // The response need not repeat the ID that the request contained.
        let session_id = match said.remove("loginSessionID") {
            Some(Value::String(id)) if !id.is_empty() => id,
            _ => session_id?.as_str().to_owned(),
        };
        let bridge_id = match said.remove("bridgeID") {
            Some(Value::String(id)) if !id.is_empty() => id,
            _ => bridge_id.as_str().to_owned(),
        };
        let mut read = Map::from_iter([
            ("status".to_owned(), status),
            ("loginSessionID".to_owned(), session_id.into()),
            ("bridgeID".to_owned(), bridge_id.into()),
        ]);
        let named = read.clone();
        let mut unreadable = Vec::new();
        for (member, value) in said {
            // Each member is tried alone, so that the cost stays proportional to their number.
            let mut alone = named.clone();
            alone.insert(member.clone(), value.clone());
            match LoginSession::deserialize(Value::Object(alone)) {
                Ok(_) => drop(read.insert(member, value)),
                Err(_) => unreadable.push(member),
            }
        }
        let session = LoginSession::deserialize(Value::Object(read)).ok()?;
        Some(Self { session, unreadable })
    }
}
