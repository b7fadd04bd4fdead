//! The state itself, with its clock and counters.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::dialect::Dialect;
use crate::http::timestamp::Timestamp;
use crate::model::account::{MockAccount, MockLogin};
use crate::model::asset::MockAsset;
use crate::model::bridge::MockBridge;
use crate::model::chat::{MockChat, MockLabel};
use crate::model::message::MockMessage;
use crate::model::sending::MockSending;
use crate::model::user::MockUser;
use crate::state::app_setup::AppSetup;
use crate::state::live::connections::Live;
use crate::state::login_sessions::session::Session;
use crate::state::messages::on_its_way::OnItsWay;
use crate::state::oauth::OAuth;

/// A contact of an account.
#[derive(Clone)]
pub(crate) struct Contact {
    pub(crate) account_id: String,
    pub(crate) user: MockUser,
}

/// A file with its addresses.
pub(crate) struct StoredAsset {
    /// The ID of the file if a client uploaded it.
    pub(crate) upload_id: Option<String>,
    pub(crate) urls: Vec<String>,
    pub(crate) file: MockAsset,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) dialect: Dialect,
    pub(crate) bridges: Vec<MockBridge>,
    pub(crate) accounts: Vec<MockAccount>,
    pub(crate) logins: Vec<MockLogin>,
    pub(crate) chats: Vec<MockChat>,
    pub(crate) messages: Vec<MockMessage>,
    /// When messages that clients send from now on arrive or fail.
    pub(crate) sending: MockSending,
    pub(super) on_their_way: Vec<OnItsWay>,
    /// The reactions to messages, as separate messages.
    pub(super) reactions: Vec<MockMessage>,
    /// The latest time and the largest number of a message, by chat.
    pub(super) latest: BTreeMap<String, (Timestamp, i64)>,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) labels: Vec<MockLabel>,
    pub(crate) assets: Vec<StoredAsset>,
    pub(crate) setup: AppSetup,
    pub(crate) oauth: OAuth,
    pub(crate) live: Live,
    /// The maximum page size of all lists.
    pub(crate) page_size: Option<usize>,
    /// Whether a page after the newest cursor repeats the newest message.
    pub(crate) inclusive_newest_cursor: bool,
    /// The time of the next event.
    pub(crate) now: Option<Timestamp>,
    counters: BTreeMap<&'static str, u64>,
    /// The sessions that clients can still find, in the order in which they began.
    pub(super) sessions: Vec<Session>,
    pub(super) session_count: u64,
    pub(super) identity_count: u64,
}

impl State {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            ..Self::default()
        }
    }

    /// Returns the time and advances it by a second. Time advances only when something happens.
    pub(crate) fn tick(&mut self) -> Timestamp {
        let now = self.next_time();
        self.now = Some(now.plus_millis(1000));
        now
    }

    /// Advances the time without an event.
    pub(crate) fn advance(&mut self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.now = Some(self.next_time().plus_millis(millis));
    }

    pub(super) fn next_time(&self) -> Timestamp {
        self.now.unwrap_or(Timestamp::START)
    }

    /// Returns the next number of a kind of thing.
    pub(crate) fn next_number(&mut self, what: &'static str) -> u64 {
        let counter = self.counters.entry(what).or_default();
        *counter += 1;
        *counter
    }
}
