//! The subscriptions of live connections.

/// The entry of a subscription that stands for all chats.
pub(super) const ALL_CHATS: &str = "*";

/// The subscription of a live connection; empty at first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Subscription {
    pub(crate) chat_ids: Vec<String>,
    /// Whether the connection gets changes of the app's state.
    pub(crate) app_state: bool,
}

/// The connections for which an event is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Audience<'a> {
    /// The connections that are subscribed to a chat.
    Chat(&'a str),
    /// The connections that are subscribed to the app's state.
    AppState,
    /// The connections that are subscribed to anything.
    Anybody,
}

impl Subscription {
    pub(crate) fn is_empty(&self) -> bool {
        self.chat_ids.is_empty() && !self.app_state
    }

    pub(crate) fn belongs_to(&self, audience: Audience<'_>) -> bool {
        match audience {
            Audience::Chat(id) => self.chat_ids.iter().any(|it| it == ALL_CHATS || it == id),
            Audience::AppState => self.app_state,
            Audience::Anybody => !self.is_empty(),
        }
    }
}
