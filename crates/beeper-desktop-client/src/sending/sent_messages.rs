//! A set of the messages that a program has sent.

use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::generated::types::{ChatId, Message, MessageId};
use crate::sending::sent::Sent;

/// A set of the messages that a program has sent, to recognize them when the server returns them.
///
/// It keeps the final and the pending ID of each message, and nothing else. It grows with each message.
///
/// ```no_run
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use beeper_desktop_client::sending::SentMessages;
///
/// let mut own = SentMessages::new();
/// own.insert(&client.send_message("!room:beeper.local").text("Hello").confirmed().await?.into_sent()?);
///
/// let page = client.list_messages("!room:beeper.local").await?;
/// for message in page.items.iter().filter(|message| !own.contains(message)) {
///     println!("{}", message.text.as_deref().unwrap_or_default());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct SentMessages(HashMap<ChatId, HashSet<MessageId>>);

impl SentMessages {
    /// Creates an empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a message.
    pub fn insert(&mut self, sent: &Sent) {
        let ids = self.0.entry(sent.chat_id().clone()).or_default();
        ids.extend([sent.id().clone(), sent.pending_id().into()]);
    }

    /// Returns whether a message from the server is one of these. Like [`Sent::is`], it compares IDs only.
    pub fn contains(&self, message: &Message) -> bool {
        self.0
            .get(&message.chat_id)
            .is_some_and(|ids| ids.contains(&message.id))
    }
}

impl fmt::Debug for SentMessages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentMessages")
            .field("chats", &self.0.len())
            .finish_non_exhaustive()
    }
}
