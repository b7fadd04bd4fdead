//! The events that a program asks the server for.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use crate::generated::types::ChatId;
use crate::live::error::{EventsError, EventsErrorKind};

/// The entry that subscribes to all chats. Servers refuse it together with IDs.
const ALL: &str = "*";

/// The longest command that names chats.
///
/// For a longer one, the client subscribes to all chats and leaves out the events of the others itself.
const MAX_COMMAND_BYTES: usize = 64 * 1024;

/// The events that a connection subscribes to: those of all chats, of some chats, or none.
///
/// Pass it to [`EventConnection::subscribe`](crate::live::EventConnection::subscribe), which replaces the previous subscription.
///
/// ```
/// use beeper_desktop_client::live::Subscription;
///
/// let everything = Subscription::all().app_state(true);
/// let one_chat = Subscription::chats(["!room:beeper.local"]);
/// let nothing = Subscription::none();
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Subscription {
    chats: Chats,
    app_state: bool,
}

#[derive(Clone, PartialEq, Eq)]
enum Chats {
    All,
    Some(BTreeSet<ChatId>),
}

impl Subscription {
    /// Subscribes to the events of all chats.
    pub fn all() -> Self {
        Self {
            chats: Chats::All,
            app_state: false,
        }
    }

    /// Subscribes to the events of the given chats. Without any chat, this is [`none`](Self::none).
    ///
    /// The server confirms the subscription with the IDs that the events will have. If the list of chats is longer than 64 KiB,
    /// which servers refuse, the connection subscribes to all chats and leaves out the events of the others. The numbers of
    /// events then skip, but [`Frame::lost_before`](crate::live::Frame::lost_before) still counts only lost events.
    pub fn chats(chats: impl IntoIterator<Item: Into<ChatId>>) -> Self {
        Self {
            chats: Chats::Some(chats.into_iter().map(Into::into).collect()),
            app_state: false,
        }
    }

    /// Subscribes to no chats, so the server sends no events until the next subscription.
    pub fn none() -> Self {
        Self::chats(std::iter::empty::<ChatId>())
    }

    /// Sets whether to subscribe to the state of the application as well; the default is `false`.
    ///
    /// The client leaves this out for older servers, which do not have these events.
    pub fn app_state(mut self, is_wanted: bool) -> Self {
        self.app_state = is_wanted;
        self
    }

    pub(super) fn wants_app_state(&self) -> bool {
        self.app_state
    }

    /// Returns an error if an ID is empty or `*`.
    pub(super) fn check(&self) -> Result<(), EventsError> {
        let Chats::Some(chats) = &self.chats else {
            return Ok(());
        };
        let refused = |detail| Err(EventsError::new(EventsErrorKind::InvalidSubscription).with_detail(detail));
        if chats.iter().any(|chat| chat.as_str().is_empty()) {
            return refused("the ID of a chat is empty");
        }
        if chats.iter().any(|chat| chat.as_str() == ALL) {
            return refused("`*` is not the ID of a chat; use `Subscription::all()` for all chats");
        }
        Ok(())
    }

    /// Returns the command that sets this subscription. If it cannot name the chats, also returns the chats whose events to keep.
    pub(super) fn command(&self, id: &str, with_app: bool) -> (String, Option<BTreeSet<ChatId>>) {
        let app = with_app.then_some(App { state: self.app_state });
        match &self.chats {
            Chats::All => (Command::new(id, [ALL], app).to_text(), None),
            Chats::Some(chats) => {
                let command = Command::new(id, chats.iter().map(ChatId::as_str), app).to_text();
                match command.len() <= MAX_COMMAND_BYTES {
                    true => (command, None),
                    false => (Command::new(id, [ALL], app).to_text(), Some(chats.clone())),
                }
            }
        }
    }
}

/// An [`EventCommand`](crate::types::EventCommand) with only those fields that older servers know too.
#[derive(Serialize)]
struct Command<'a> {
    r#type: &'static str,
    #[serde(rename = "requestID")]
    request_id: &'a str,
    #[serde(rename = "chatIDs")]
    chat_ids: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    app: Option<App>,
}

#[derive(Clone, Copy, Serialize)]
struct App {
    state: bool,
}

impl<'a> Command<'a> {
    fn new(request_id: &'a str, chats: impl IntoIterator<Item = &'a str>, app: Option<App>) -> Self {
        Self {
            r#type: "subscriptions.set",
            request_id,
            chat_ids: chats.into_iter().collect(),
            app,
        }
    }

    fn to_text(&self) -> String {
        // Serializing texts and lists of texts never fails.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Subscription");
        match &self.chats {
            Chats::All => shown.field("chats", &ALL),
            Chats::Some(chats) => shown.field("chats", chats),
        };
        shown.field("app_state", &self.app_state).finish()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::generated::types::EventCommand;

    #[test]
    fn commands_say_what_the_server_knows() {
        for (subscription, with_app, expected) in [
            (Subscription::all(), false, r#""chatIDs":["*"]"#),
            (Subscription::none(), false, r#""chatIDs":[]"#),
            (Subscription::chats(["b", "a", "b"]), false, r#""chatIDs":["a","b"]"#),
            (Subscription::all().app_state(true), false, r#""chatIDs":["*"]"#),
            (
                Subscription::all().app_state(true),
                true,
                r#""chatIDs":["*"],"app":{"state":true}"#,
            ),
            (Subscription::none(), true, r#""chatIDs":[],"app":{"state":false}"#),
        ] {
            let (command, filter) = subscription.command("r1", with_app);
            assert_eq!(
                command,
                format!(r#"{{"type":"subscriptions.set","requestID":"r1",{expected}}}"#)
            );
            let documented: EventCommand = serde_json::from_str(&command).unwrap();
            assert_eq!(
                serde_json::to_value(documented).unwrap(),
                serde_json::from_str::<Value>(&command).unwrap()
            );
            assert_eq!(filter, None);
        }
    }

    #[test]
    fn a_command_that_would_be_too_long_asks_for_all_chats_and_lets_some_through() {
        let chats = |count: usize| Subscription::chats((0..count).map(|number| format!("!{number:0>60}")));
        assert_eq!(chats(1000).command("r1", false).1, None);
        let (command, filter) = chats(1100).command("r1", false);
        assert_eq!(
            command,
            r#"{"type":"subscriptions.set","requestID":"r1","chatIDs":["*"]}"#
        );
        assert_eq!(filter.unwrap().len(), 1100);
    }

    #[test]
    fn what_is_no_chat_is_refused() {
        for (chats, expected) in [
            (vec!["a", "*"], "`*` is not the ID of a chat"),
            (vec!["*"], "`*` is not the ID of a chat"),
            (vec!["a", ""], "is empty"),
        ] {
            let error = Subscription::chats(chats).check().unwrap_err();
            assert_eq!(error.kind(), EventsErrorKind::InvalidSubscription);
            assert!(error.to_string().contains(expected), "{error}");
        }
        Subscription::all().check().unwrap();
        Subscription::none().check().unwrap();
    }
}
