//! The operations that the walk calls only with `--write-to`, and those that it never calls.

use std::time::Duration;

use crate::report::{Outcome, Report};

/// Operations that change a chat and can be undone.
pub const WRITES: &[&str] = &[
    "update_chat",
    "archive_chat",
    "send_message",
    "update_message",
    "delete_message",
    "add_reaction",
    "remove_reaction",
    "mark_chat_read",
    "mark_chat_unread",
    "create_chat_reminder",
    "delete_chat_reminder",
    "focus_app",
    "upload_asset",
    "upload_asset_base64",
];

/// Operations that the walk never calls, with the reason.
const NEVER: &[(&[&str], &str)] = &[
    (
        &["create_chat", "start_chat"],
        "it creates a chat, which cannot be undone",
    ),
    (&["notify_anyway"], "it disturbs somebody, which cannot be undone"),
    (&["remove_bridge_login"], "it signs an account out"),
    (
        &[
            "create_login_session",
            "get_login_session",
            "cancel_login_session",
            "submit_login_step",
        ],
        "it is part of a login",
    ),
    (
        &[
            "start_setup",
            "submit_setup_email",
            "submit_setup_response",
            "register_setup",
        ],
        "it is part of the setup of the app",
    ),
    (
        &[
            "verify_recovery_key",
            "create_recovery_key_reset",
            "confirm_recovery_key_reset",
            "create_verification",
            "accept_verification",
            "cancel_verification",
            "start_sas_verification",
            "confirm_sas_verification",
            "scan_verification_qr",
            "confirm_verification_qr_scanned",
        ],
        "it is part of the verification of a device",
    ),
];

/// Adds the operations that were not called to the report.
pub fn fill_in(report: &mut Report, may_write: bool) {
    let never = NEVER
        .iter()
        .flat_map(|(operations, why)| operations.iter().map(|id| (*id, *why)));
    let writes = WRITES.iter().filter(|_| !may_write);
    let writes = writes.map(|id| (*id, "it changes something; use `--write-to` to call it"));
    for (operation, why) in never.chain(writes) {
        if !report.knows(operation) {
            report.add(operation, Outcome::NotCalled(why), Duration::ZERO);
        }
    }
}
