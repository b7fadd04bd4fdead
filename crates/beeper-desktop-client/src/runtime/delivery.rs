//! Which class a request is of.

use std::time::Duration;

use reqwest::{Method, Request};
use serde::Deserialize;

use crate::{DeliveryClass, Timeouts};

impl DeliveryClass {
    /// The class of a request, by its operation and, where one operation does two things, its body. What has no
    /// operation goes by its method.
    pub(crate) fn of(operation_id: &str, request: &Request) -> Self {
        match crate::OPERATIONS.iter().find(|operation| operation.id == operation_id) {
            Some(operation) if operation.delivery == Self::Login && is_wait(request) => Self::Wait,
            Some(operation) => operation.delivery,
            None => Self::of_method(request.method()),
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
    use super::DeliveryClass::*;
    use super::*;

    fn class(operation_id: &str, method: Method, body: &'static str) -> DeliveryClass {
        let mut request = Request::new(method, reqwest::Url::parse("http://localhost/").unwrap());
        *request.body_mut() = Some(body.into());
        DeliveryClass::of(operation_id, &request)
    }

    #[test]
    fn delivery_classes_of_every_operation() {
        let classes: Vec<_> = crate::OPERATIONS
            .iter()
            .map(|operation| (operation.id, operation.delivery))
            .collect();
        assert_eq!(
            classes,
            [
                ("list_accounts", Read),
                ("get_account", Read),
                ("list_bridges", Read),
                ("get_bridge", Read),
                ("get_bridge_capabilities", Read),
                ("list_login_flows", Read),
                ("list_bridge_logins", Read),
                ("get_bridge_login", Read),
                ("remove_bridge_login", Act),
                ("create_login_session", Login),
                ("get_login_session", Read),
                ("cancel_login_session", Idempotent),
                ("submit_login_step", Login),
                ("get_info", Read),
            ]
        );
    }

    #[test]
    fn delivery_class_of_a_submission_follows_its_body() {
        for (expected, body) in [
            (Login, r#"{"type":"user_input"}"#),
            (Login, r#"{"type":"cookies","fields":{"type":"display_and_wait"}}"#),
            (Wait, r#"{"type":"display_and_wait"}"#),
            (Login, ""),
        ] {
            assert_eq!(class("submit_login_step", Method::POST, body), expected, "{body}");
        }
        assert_eq!(class("create_login_session", Method::POST, "{}"), Login);
    }

    #[test]
    fn delivery_class_of_other_endpoints_follows_the_method() {
        for (expected, method) in [
            (Read, Method::GET),
            (Read, Method::HEAD),
            (Read, Method::OPTIONS),
            (Idempotent, Method::PUT),
            (Idempotent, Method::DELETE),
            (Act, Method::POST),
            (Act, Method::PATCH),
        ] {
            assert_eq!(
                class("execute", method.clone(), r#"{"type":"display_and_wait"}"#),
                expected,
                "{method}"
            );
        }
    }
}
