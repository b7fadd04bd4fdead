//! Messages that arrive by themselves.

use crate::model::chat::MockChat;
use crate::model::message::MockMessage;
use crate::model::user::MockUser;
use crate::state::store::State;

const TEXTS: [&str; 4] = [
    "Are you there?",
    "The linden trees are in bloom",
    "Shall I keep a jar for you?",
    "See you on Sunday",
];

impl State {
    /// Adds a message of another participant, to each chat in turn. Does nothing if no chat has another participant.
    pub(crate) fn receive_message(&mut self) {
        let chats = self.chats.iter().filter(|chat| !chat.is("isArchived"));
        let senders: Vec<_> = chats
            .filter_map(|chat| Some((chat.id.clone(), self.other_person(chat)?.id.clone())))
            .collect();
        if senders.is_empty() {
            return;
        }
        let number = self.next_number("incoming");
        let at = |length: usize| usize::try_from(number - 1).unwrap_or_default() % length;
        let (chat_id, sender_id) = &senders[at(senders.len())];
        let message = MockMessage::new(chat_id, format!("mock-incoming-{number}"))
            .sender(sender_id)
            .text(TEXTS[at(TEXTS.len())])
            .unread();
        self.put_message(message);
    }

    fn other_person<'a>(&self, chat: &'a MockChat) -> Option<&'a MockUser> {
        let own = self.own_id(&chat.account_id);
        chat.participants.iter().find(|user| user.id != own)
    }
}
