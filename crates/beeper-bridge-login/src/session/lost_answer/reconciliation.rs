//! Searches a bridge's logins and accounts for the effect of a lost response.

use std::time::Duration;

use beeper_desktop_client::types::BridgeLogin;

use crate::connected::Connected;
use crate::connected::{ConnectedKind, Identity};
use crate::session::calls::bridge_api::BridgeApi;
use crate::session::lost_answer::bridge_snapshot::{BridgeSnapshot, Evidence};
use crate::start::reconnect::Target;

/// Checks whether a new login exists, now and after each of several pauses.
pub(crate) async fn find_connected(
    api: &BridgeApi,
    before: Option<&BridgeSnapshot>,
    target: &Target,
    evidence: Evidence,
    pauses: &[Duration],
) -> Option<Connected> {
    let before = before?;
    let mut pauses = pauses.iter();
    loop {
        if let Ok(mut now) = api.snapshot().await
            && let Some(identity) = before.connected_since(&now, target, evidence)
        {
            let login = identity.login_id.as_ref().and_then(|id| now.logins.remove(id));
            return Some(Connected {
                bridge_id: api.bridge_id.clone(),
                kind: before.connected_kind(target, &identity, login.as_ref()),
                account: identity
                    .account_id
                    .as_ref()
                    .and_then(|id| now.accounts.remove(id))
                    .map(Box::new),
                login_id: identity.login_id,
                account_id: identity.account_id,
                login: login.map(Box::new),
                instructions: None,
                is_inferred: true,
                unreadable: Vec::new(),
            });
        }
        api.clock.sleep(*pauses.next()?).await;
    }
}

/// Returns how a login that ended on `new` relates to those before, as far as they are known.
pub(crate) fn connected_kind(
    before: Option<&BridgeSnapshot>,
    target: &Target,
    new: &Identity,
    login: Option<&BridgeLogin>,
) -> ConnectedKind {
    let nothing = BridgeSnapshot::default();
    before.unwrap_or(&nothing).connected_kind(target, new, login)
}
