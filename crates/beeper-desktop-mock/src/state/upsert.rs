//! Adds things, or replaces those with the same ID.

use crate::model::account::{MockAccount, MockLogin};
use crate::model::bridge::MockBridge;
use crate::model::chat::{MockChat, MockLabel};
use crate::model::message::MockMessage;
use crate::state::store::Contact;

pub(crate) trait Identified {
    fn same_identity(&self, other: &Self) -> bool;
}

impl Identified for MockBridge {
    fn same_identity(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Identified for MockAccount {
    fn same_identity(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Identified for MockLogin {
    fn same_identity(&self, other: &Self) -> bool {
        self.bridge_id == other.bridge_id && self.id == other.id
    }
}

impl Identified for MockChat {
    fn same_identity(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Identified for MockMessage {
    fn same_identity(&self, other: &Self) -> bool {
        self.chat_id == other.chat_id && self.id == other.id
    }
}

impl Identified for MockLabel {
    fn same_identity(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Identified for Contact {
    fn same_identity(&self, other: &Self) -> bool {
        self.account_id == other.account_id && self.user.id == other.user.id
    }
}

pub(crate) fn upsert<T: Identified>(all: &mut Vec<T>, item: T) {
    match all.iter_mut().find(|it| it.same_identity(&item)) {
        Some(existing) => *existing = item,
        None => all.push(item),
    }
}
