//! Which class a request is of.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use reqwest::{Method, Request};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::operation::Wait;
use crate::{DeliveryClass, Operation, Timeouts};

impl DeliveryClass {
    /// The class of a request, by its operation and, where one operation does two things, its body. What has no
    /// operation goes by its method.
    pub(crate) fn of(operation_id: &str, request: &Request) -> Self {
        match Operation::find(operation_id) {
            Some(operation) if operation.wait.is_some_and(|wait| wait.is_asked_by(request)) => Self::Wait,
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

impl Wait {
    /// Whether the body of a request asks to wait.
    fn is_asked_by(self, request: &Request) -> bool {
        let body = request.body().and_then(|body| body.as_bytes()).unwrap_or_default();
        let mut body = serde_json::Deserializer::from_slice(body);
        body.deserialize_map(self).unwrap_or(false)
    }
}

/// Reads whether an object's member has the value, and no other value of it.
impl<'de> Visitor<'de> for Wait {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<bool, A::Error> {
        let mut is_asked = false;
        while let Some(Text(name)) = members.next_key()? {
            if name == self.member {
                let Text(value) = members.next_value()?;
                is_asked = value == self.value;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(is_asked)
    }
}

/// A text that is borrowed where it holds no escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

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
        let expected = [
            ("list_accounts", Read),
            ("get_account", Read),
            ("search_contacts", Read),
            ("list_contacts", Read),
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
            ("get_setup", Read),
            ("start_setup", Act),
            ("submit_setup_email", Act),
            ("submit_setup_response", Act),
            ("register_setup", Act),
            ("verify_recovery_key", Act),
            ("create_recovery_key_reset", Act),
            ("confirm_recovery_key_reset", Act),
            ("list_verifications", Read),
            ("create_verification", Act),
            ("scan_verification_qr", Act),
            ("get_verification", Read),
            ("accept_verification", Act),
            ("cancel_verification", Act),
            ("confirm_verification_qr_scanned", Act),
            ("start_sas_verification", Act),
            ("confirm_sas_verification", Act),
            ("download_asset", Idempotent),
            ("serve_asset", Read),
            ("upload_asset", Act),
            ("upload_asset_base64", Act),
            ("list_chats", Read),
            ("create_chat", Act),
            ("search_chats", Read),
            ("start_chat", Act),
            ("get_chat", Read),
            ("update_chat", Act),
            ("archive_chat", Idempotent),
            ("list_messages", Read),
            ("send_message", Act),
            ("get_message", Read),
            ("update_message", Idempotent),
            ("delete_message", Idempotent),
            ("add_reaction", Act),
            ("remove_reaction", Idempotent),
            ("notify_anyway", Act),
            ("mark_chat_read", Act),
            ("create_chat_reminder", Idempotent),
            ("delete_chat_reminder", Idempotent),
            ("mark_chat_unread", Act),
            ("focus_app", Act),
            ("list_labels", Read),
            ("search_messages", Read),
            ("search", Read),
        ];
        for (found, expected) in classes.iter().zip(&expected) {
            assert_eq!(found, expected, "the order is that of the description");
        }
        assert_eq!(classes.len(), expected.len());
    }

    #[test]
    fn delivery_class_of_a_submission_follows_its_body() {
        for (expected, body) in [
            (Login, r#"{"type":"user_input"}"#),
            (Login, r#"{"type":"cookies","fields":{"type":"display_and_wait"}}"#),
            (Wait, r#"{"type":"display_and_wait"}"#),
            (Wait, r#"{"fields":{"type":"user_input"},"type":"display_and_wait"}"#),
            (Login, r#"{"type":7}"#),
            (Login, r#"["display_and_wait"]"#),
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
