//! How often a request may arrive at the server, and how long its answer may take.

use std::time::Duration;

use reqwest::{Method, Request};
use serde::Deserialize;

use crate::Timeouts;

/// What sending a request twice would do, and with it how long to wait for the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeliveryClass {
    /// Changes nothing.
    Read,
    /// Changes something, to the same end however often it arrives.
    Idempotent,
    /// Changes something each time that it arrives.
    Act,
    /// Like `Act`, and talks to a chat network before it answers.
    Login,
    /// Is held by the server until something happens.
    Wait,
}

impl DeliveryClass {
    /// The class of a request, by its operation, its method and, where one operation does two things, its body.
    pub(crate) fn of(operation_id: &str, request: &Request) -> Self {
        match operation_id {
            "create_login_session" => Self::Login,
            "submit_login_step" if is_wait(request) => Self::Wait,
            "submit_login_step" => Self::Login,
            _ => Self::of_method(request.method()),
        }
    }

    fn of_method(method: &Method) -> Self {
        match *method {
            Method::GET | Method::HEAD | Method::OPTIONS => Self::Read,
            Method::PUT | Method::DELETE => Self::Idempotent,
            _ => Self::Act,
        }
    }

    pub(crate) fn timeout(self, timeouts: &Timeouts) -> Duration {
        match self {
            Self::Read | Self::Idempotent => timeouts.read,
            Self::Act => timeouts.act,
            Self::Login => timeouts.login,
            Self::Wait => timeouts.wait,
        }
    }
}

fn is_wait(request: &Request) -> bool {
    #[derive(Deserialize)]
    struct Answer {
        r#type: String,
    }
    let body = request.body().and_then(|body| body.as_bytes()).unwrap_or_default();
    serde_json::from_slice::<Answer>(body).is_ok_and(|answer| answer.r#type == "display_and_wait")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(operation_id: &str, method: Method, body: &'static str) -> DeliveryClass {
        let mut request = Request::new(method, reqwest::Url::parse("http://localhost/").unwrap());
        *request.body_mut() = Some(body.into());
        DeliveryClass::of(operation_id, &request)
    }

    #[test]
    fn the_class_follows_the_method_except_in_logins() {
        use DeliveryClass::*;
        for (expected, operation_id, method, body) in [
            (Read, "list_bridges", Method::GET, ""),
            (Idempotent, "cancel_login_session", Method::DELETE, ""),
            (Idempotent, "execute", Method::PUT, "{}"),
            (Act, "remove_bridge_login", Method::POST, r#"{"scope":"all-devices"}"#),
            (Act, "execute", Method::PATCH, "{}"),
            (Login, "create_login_session", Method::POST, "{}"),
            (Login, "submit_login_step", Method::POST, r#"{"type":"user_input"}"#),
            (Login, "submit_login_step", Method::POST, r#"{"type":"cookies"}"#),
            (
                Wait,
                "submit_login_step",
                Method::POST,
                r#"{"type":"display_and_wait"}"#,
            ),
            (Act, "execute", Method::POST, r#"{"type":"display_and_wait"}"#),
        ] {
            assert_eq!(class(operation_id, method, body), expected, "{operation_id} {body}");
        }
    }
}
