//! What a live connection is subscribed to.

/// Stands for all chats.
pub(super) const ALL_CHATS: &str = "*";

/// What a connection is subscribed to; nothing at first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Subscription {
    pub(crate) chat_ids: Vec<String>,
    /// Whether changes of the app's state are wanted.
    pub(crate) app_state: bool,
}

/// Whom an event is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Audience<'a> {
    /// Those that are subscribed to a chat.
    Chat(&'a str),
    /// Those that are subscribed to the state of the app.
    AppState,
    /// Those that are subscribed to anything.
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
