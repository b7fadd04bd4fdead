//! Chooses the login flow of a new login.

use beeper_desktop_client::types::{BridgeStatus, FlowId, LoginFlow};

use super::reconnect::Target;
use crate::bridge::BridgeRef;
use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;
use crate::rendering::text::{Lines, printable};

#[derive(Clone)]
pub(super) enum FlowChoice {
    OnlyFlow,
    ServerDefault,
    Given(FlowId),
}

pub(super) enum FlowSelection {
    Chosen(Option<FlowId>),
    ToChoose(Vec<LoginFlow>),
}

/// Rejects a login that cannot work, and finds its flow.
pub(super) async fn find_flow(
    bridge: &BridgeRef,
    target: &Target,
    choice: &FlowChoice,
) -> Result<FlowSelection, LoginError> {
    let listed = bridge.get().await?;
    if let Target::New = target
        && let BridgeStatus::LimitReached | BridgeStatus::TemporarilyUnavailable | BridgeStatus::Disabled =
            listed.status
    {
        let text = listed.status_text.as_deref();
        return Err(LoginError::new(LoginErrorKind::BridgeUnavailable {
            status: listed.status.clone(),
            text: text.map(|text| printable(text, Lines::Flatten, 200)),
        }));
    }
    if let FlowChoice::ServerDefault = choice {
        return Ok(FlowSelection::Chosen(None));
    }
    let mut flows = bridge.login_flows().await?;
    match choice {
        _ if flows.is_empty() => Err(LoginError::new(LoginErrorKind::NoFlows)),
        FlowChoice::Given(id) => ensure_offered(id.clone(), flows).map(|id| FlowSelection::Chosen(Some(id))),
        _ if flows.len() == 1 => Ok(FlowSelection::Chosen(flows.pop().map(|flow| flow.id))),
        _ => Ok(FlowSelection::ToChoose(flows)),
    }
}

pub(super) fn ensure_offered(id: FlowId, flows: Vec<LoginFlow>) -> Result<FlowId, LoginError> {
    if flows.iter().any(|flow| flow.id == id) {
        return Ok(id);
    }
    Err(LoginError::new(LoginErrorKind::UnknownFlow { flow: id, flows }))
}
