//! The numbers by which the messages of a chat are ordered.

use crate::http::timestamp::Timestamp;
use crate::model::message::MockMessage;
use crate::state::store::State;

impl State {
    /// Assigns a number to a message, between the numbers of older and newer messages.
    pub(in crate::state) fn assign_position(&mut self, message: &mut MockMessage) {
        let time = message.time();
        let end = self.latest.get(&message.chat_id).copied();
        let number = match end {
            // Most messages are the newest of their chat, so that no search is necessary.
            Some((last, number)) if last <= time => number.saturating_add(1),
            _ => self.number_between(message, time),
        };
        message.position = Some(number);
        let end = self.latest.entry(message.chat_id.clone()).or_insert((time, number));
        *end = (end.0.max(time), end.1.max(message.number()));
    }

    /// Returns a number between those of the neighbours, and shifts newer messages only if no number is free.
    fn number_between(&mut self, message: &MockMessage, time: Timestamp) -> i64 {
        let (mut below, mut above) = (None, None);
        for other in self.in_chat(&message.chat_id).filter(|other| other.id != message.id) {
            let number = other.number();
            match other.time() <= time {
                true => below = below.max(Some(number)),
                false => above = Some(above.map_or(number, |above: i64| above.min(number))),
            }
        }
        match (below, above) {
            (None, None) => 1,
            (None, Some(above)) => above.saturating_sub(1),
            (Some(below), above) => {
                let number = below.saturating_add(1);
                if above.is_some_and(|above| above <= number) {
                    self.shift_newer(&message.chat_id, time);
                }
                number
            }
        }
    }

    /// Increases the numbers of newer messages by one.
    fn shift_newer(&mut self, chat_id: &str, time: Timestamp) {
        let all = self.messages.iter_mut().chain(&mut self.reactions);
        for message in all.filter(|it| it.chat_id == chat_id && it.time() > time) {
            message.position = message.position.map(|position| position.saturating_add(1));
        }
        if let Some((_, number)) = self.latest.get_mut(chat_id) {
            *number = number.saturating_add(1);
        }
    }

    fn in_chat(&self, chat_id: &str) -> impl Iterator<Item = &MockMessage> {
        let all = self.messages.iter().chain(&self.reactions);
        all.filter(move |it| it.chat_id == chat_id)
    }
}
