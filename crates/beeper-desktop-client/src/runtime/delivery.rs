//! Which class a request is of.

use std::time::Duration;

use reqwest::Method;

use crate::{DeliveryClass, Timeouts};

impl DeliveryClass {
    /// The class of a request that is of no documented operation.
    pub(crate) fn of_method(method: &Method) -> Self {
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

#[cfg(test)]
mod tests {
    use super::DeliveryClass::*;
    use super::*;
    use crate::Client;
    use crate::runtime::Endpoint;
    use crate::types::LoginStepAnswerType;

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
        let client = Client::builder().build().unwrap();
        for (kind, expected) in [
            (LoginStepAnswerType::DisplayAndWait, Wait),
            (LoginStepAnswerType::from("display_and_wait"), Wait),
            (LoginStepAnswerType::UserInput, Login),
            (LoginStepAnswerType::Cookies, Login),
            (LoginStepAnswerType::from("display_and_wait "), Login),
            (LoginStepAnswerType::from(""), Login),
        ] {
            let submission = client.submit_login_step("b", "s", "t", &kind);
            let submission = submission.fields([("type", "display_and_wait")]);
            assert_eq!(submission.delivery(), expected, "{kind:?}");
        }
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
            assert_eq!(DeliveryClass::of_method(&method), expected, "{method}");
        }
    }
}
