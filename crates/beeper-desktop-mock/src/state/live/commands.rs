//! Carries out the commands of live connections, and answers them.

use serde_json::{Map, Value, json};

use crate::state::live::connections::{CommandFault, Connected};
use crate::state::live::subscription::{ALL_CHATS, Subscription};
use crate::state::store::State;

/// The error with which the server refuses a command.
struct CommandError<'a> {
    code: &'a str,
    message: &'static str,
}

const fn invalid_command(message: &'static str) -> CommandError<'static> {
    CommandError {
        code: "INVALID_COMMAND",
        message,
    }
}

const fn invalid_payload(message: &'static str) -> CommandError<'static> {
    CommandError {
        code: "INVALID_PAYLOAD",
        message,
    }
}

impl State {
    /// Adds a live connection; its first frame reports that the server is ready.
    pub(crate) fn connect_live(&mut self) -> Connected {
        let mut ready = json!({ "type": "ready", "version": 1, "chatIDs": [] });
        if self.dialect.rules().live.has_app_state {
            ready["app"] = json!({ "state": false });
        }
        let ready = self.frame_text(&ready);
        self.live.connect(ready)
    }

    /// Carries out a command, and answers it.
    pub(crate) fn receive_command(&mut self, connection: u64, text: &[u8]) {
        let command = serde_json::from_slice(text);
        let command = command.map_err(|_| invalid_payload("A command must be JSON"));
        let request_id = command
            .as_ref()
            .ok()
            .and_then(|it: &Value| it.get("requestID")?.as_str());
        let request_id = request_id.map(str::to_owned);
        match self.live.command_faults.pop_front() {
            None => {}
            Some(CommandFault::Ignored) => return,
            Some(CommandFault::Refused(code)) => {
                let error = CommandError {
                    code: &code,
                    message: "The command could not be carried out",
                };
                return self.refuse_command(connection, request_id, &error);
            }
        }
        let done = command.and_then(|command| {
            let command = command
                .as_object()
                .ok_or(invalid_payload("A command must be a JSON object"))?;
            match command.get("type").and_then(Value::as_str) {
                Some("subscriptions.set") => read_subscription(command, self.dialect.rules().live.has_app_state),
                Some(_) => Err(invalid_command("Unknown command")),
                None => Err(invalid_command("A command must have a `type`")),
            }
        });
        match done {
            Ok(subscription) => self.subscribe(connection, request_id, subscription),
            Err(error) => self.refuse_command(connection, request_id, &error),
        }
    }

    /// Refuses a binary message.
    pub(crate) fn receive_binary(&mut self, connection: u64) {
        self.refuse_command(connection, None, &invalid_payload("A command must be a text message"));
    }

    fn subscribe(&mut self, connection: u64, request_id: Option<String>, subscription: Subscription) {
        let mut updated = json!({ "type": "subscriptions.updated", "chatIDs": subscription.chat_ids });
        if self.dialect.rules().live.has_app_state {
            updated["app"] = json!({ "state": subscription.app_state });
        }
        if subscription.app_state {
            self.announce_app_state();
            self.live.app_state = self.setup.to_json();
        }
        self.live.subscribe(connection, subscription);
        self.answer_command(connection, request_id, updated);
    }

    fn refuse_command(&mut self, connection: u64, request_id: Option<String>, error: &CommandError<'_>) {
        let refusal = json!({ "type": "error", "code": error.code, "message": error.message });
        self.answer_command(connection, request_id, refusal);
    }

    fn answer_command(&mut self, connection: u64, request_id: Option<String>, mut answer: Value) {
        if let Some(request_id) = request_id {
            answer["requestID"] = json!(request_id);
        }
        let text = self.frame_text(&answer);
        self.live.send(connection, text);
    }

    fn frame_text(&self, value: &Value) -> String {
        format!("{value}{}", self.dialect.rules().live.frame_end)
    }
}

fn read_subscription(command: &Map<String, Value>, has_app_state: bool) -> Result<Subscription, CommandError<'static>> {
    for name in command.keys() {
        match name.as_str() {
            "type" | "requestID" | "chatIDs" => {}
            "app" if has_app_state => {}
            _ => return Err(invalid_payload("The command has an unknown property")),
        }
    }
    if command.get("requestID").is_some_and(|it| !it.is_string()) {
        return Err(invalid_payload("`requestID` must be a string"));
    }
    let chat_ids = command.get("chatIDs").and_then(Value::as_array);
    let chat_ids = chat_ids.ok_or(invalid_payload("`chatIDs` must be a list of strings"))?;
    let chat_ids = chat_ids.iter().map(|id| id.as_str().filter(|id| !id.is_empty()));
    let chat_ids = chat_ids.map(|id| id.map(str::to_owned)).collect::<Option<Vec<_>>>();
    let chat_ids = chat_ids.ok_or(invalid_payload("`chatIDs` must be a list of non-empty strings"))?;
    if chat_ids.len() > 1 && chat_ids.iter().any(|id| id == ALL_CHATS) {
        return Err(invalid_payload("`*` must be the only entry of `chatIDs`"));
    }
    let app_state = match command.get("app") {
        None => false,
        Some(app) => read_app_state(app).ok_or(invalid_payload("`app` must be an object with the boolean `state`"))?,
    };
    Ok(Subscription { chat_ids, app_state })
}

/// Returns the flag `state`, or `None` if `app` has any other content.
fn read_app_state(app: &Value) -> Option<bool> {
    let app = app.as_object()?;
    let state = app.get("state")?.as_bool()?;
    (app.len() == 1).then_some(state)
}
