//! What each operation answers from the state.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::login::{Question, Submission, Verdict};
use crate::reply::Failure;
use crate::script::Fields;
use crate::state::{State, StepAnswer, text};
use crate::waits::Wait;
use crate::{Operation, Reply};

/// A request whose route and token are settled.
pub(crate) struct Call<'a> {
    pub(crate) operation: Operation,
    pub(crate) path_params: &'a [(String, String)],
    pub(crate) body: &'a [u8],
}

pub(crate) enum Answer {
    Now(Reply),
    /// Comes when something happens.
    Held(Wait),
    /// To be asked again with the verdict; nothing has changed yet.
    Undecided(Question),
}

pub(crate) fn answer(
    state: &mut State,
    info: &Value,
    call: &Call<'_>,
    verdict: Option<&Verdict>,
) -> Result<Answer, Failure> {
    let body = match call.operation {
        Operation::GetInfo => info.clone(),
        Operation::ListAccounts => {
            let accounts = state.accounts.iter();
            accounts.map(|it| state.account_json(it)).collect()
        }
        Operation::GetAccount => state.account_json(state.account(call.param("accountID")?)?),
        Operation::ListBridges => {
            let bridges = state.bridges.iter();
            items(bridges.map(|it| state.bridge_json(it)))
        }
        Operation::GetBridge => state.bridge_json(state.bridge(call.bridge_id()?)?),
        Operation::GetBridgeCapabilities => state.bridge(call.bridge_id()?)?.capabilities.clone(),
        Operation::ListLoginFlows => {
            let flows = state.bridge(call.bridge_id()?)?.flows.iter();
            items(flows.map(|flow| json!(flow.properties)))
        }
        Operation::ListBridgeLogins => items(state.logins_json(call.bridge_id()?)?),
        Operation::GetBridgeLogin => {
            let login = state.login(call.bridge_id()?, call.param("loginID")?)?;
            state.login_json(login)
        }
        Operation::RemoveBridgeLogin => remove_login(state, call)?,
        Operation::CreateLoginSession => create_session(state, call)?,
        Operation::GetLoginSession => {
            let session = state.session(call.bridge_id()?, call.param("loginSessionID")?)?;
            session.to_json()
        }
        Operation::CancelLoginSession => state.cancel_session(call.bridge_id()?, call.param("loginSessionID")?)?,
        Operation::SubmitLoginStep => match submit_step(state, call, verdict)? {
            StepAnswer::Now(session) => session,
            StepAnswer::Held(wait) => return Ok(Answer::Held(wait)),
            StepAnswer::Undecided(question) => return Ok(Answer::Undecided(question)),
        },
    };
    Ok(Answer::Now(Reply::json(200, body)))
}

impl Call<'_> {
    fn bridge_id(&self) -> Result<&str, Failure> {
        self.param("bridgeID")
    }

    fn param(&self, name: &str) -> Result<&str, Failure> {
        self.path_params
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .ok_or(Failure::bad_param("A path parameter is not valid UTF-8"))
    }

    fn json_object(&self) -> Result<Map<String, Value>, Failure> {
        match serde_json::from_slice(self.body) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(_) => Err(Failure::bad_json("The body must be a JSON object")),
            Err(_) => Err(Failure::new(400, "M_NOT_JSON", "The body must be a JSON object")),
        }
    }
}

fn items(items: impl IntoIterator<Item = Value>) -> Value {
    json!({ "items": Value::from_iter(items) })
}

fn remove_login(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let body = call.json_object()?;
    let scope = required(&body, "scope", "`scope` must be a string")?;
    let (bridge_id, login_id) = (call.bridge_id()?, call.param("loginID")?);

    let offered = &state.login_json(state.login(bridge_id, login_id)?)["removeScopes"];
    let offers = |scope: &str| {
        let scopes = offered.as_array();
        scopes.is_some_and(|scopes| scopes.iter().any(|it| it == scope))
    };
    if !offers(scope) {
        return Err(Failure::bad_param("The login does not offer this `scope`"));
    }
    let affected = state.remove_login(bridge_id, login_id);
    Ok(json!({
        "bridgeID": bridge_id,
        "loginID": login_id,
        "scope": scope,
        "status": "removed",
        "affectedAccountIDs": affected,
    }))
}

fn create_session(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    // Nothing in the body is required, so some clients send none.
    let body = match call.body {
        [] => Map::new(),
        _ => call.json_object()?,
    };
    let flow_id = optional(&body, "flowID", "`flowID` must be a non-empty string")?;
    let login_id = optional(&body, "loginID", "`loginID` must be a non-empty string")?;
    let account_id = optional(&body, "accountID", "`accountID` must be a non-empty string")?;

    let bridge = state.bridge(call.bridge_id()?)?;
    let flow = bridge
        .flows
        .iter()
        .find(|flow| flow_id.is_none_or(|id| flow.id == id))
        .ok_or(Failure::not_found("Login flow not found"))?;
    let reconnect = state.reconnect(&bridge.id, login_id, account_id)?;
    if reconnect.is_new_login() {
        refuse_new_login(text(&bridge.properties, "status"))?;
    }
    let (bridge_id, script) = (bridge.id.clone(), Arc::clone(&flow.script));
    state.start_session(&bridge_id, reconnect, script)
}

fn refuse_new_login(status: &str) -> Result<(), Failure> {
    match status {
        "limit_reached" => Err(Failure::new(
            403,
            "FI.MAU.BRIDGE.TOO_MANY_LOGINS",
            "The bridge takes no more logins",
        )),
        "temporarily_unavailable" | "disabled" => {
            Err(Failure::new(403, "M_FORBIDDEN", "The bridge takes no logins now"))
        }
        _ => Ok(()),
    }
}

fn submit_step(state: &mut State, call: &Call<'_>, verdict: Option<&Verdict>) -> Result<StepAnswer, Failure> {
    let body = call.json_object()?;
    let kind = required(&body, "type", "`type` must be a string")?;
    let fields = match body.get("fields") {
        None => Some(Fields::new()),
        Some(fields) => texts(fields),
    };
    let fields = fields.ok_or(Failure::bad_json("`fields` must map names to strings"))?;
    if body.get("lastURL").is_some_and(|url| !url.is_string()) {
        return Err(Failure::bad_json("`lastURL` must be a string"));
    }
    if let Some(source) = body.get("source")
        && !["api", "webview", "browser_extension"].contains(&source.as_str().unwrap_or_default())
    {
        return Err(Failure::bad_json(
            "`source` must be `api`, `webview` or `browser_extension`",
        ));
    }
    let submission = Submission {
        step_id: call.param("stepID")?,
        kind,
        fields: &fields,
    };
    state.submit_step(call.bridge_id()?, call.param("loginSessionID")?, &submission, verdict)
}

fn texts(fields: &Value) -> Option<Fields> {
    let fields = fields.as_object()?.iter();
    fields
        .map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect()
}

fn required<'a>(body: &'a Map<String, Value>, name: &str, complaint: &'static str) -> Result<&'a str, Failure> {
    let value = body.get(name).and_then(Value::as_str);
    value.ok_or(Failure::bad_json(complaint))
}

fn optional<'a>(body: &'a Map<String, Value>, name: &str, complaint: &'static str) -> Result<Option<&'a str>, Failure> {
    match body.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
        Some(_) => Err(Failure::bad_json(complaint)),
    }
}
