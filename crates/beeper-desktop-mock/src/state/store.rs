//! What is on the server, and how one thing follows from another.

use std::collections::BTreeMap;

use crate::dialect::Dialect;
use crate::http::timestamp::Timestamp;
use crate::model::account::{MockAccount, MockLogin};
use crate::model::asset::MockAsset;
use crate::model::bridge::MockBridge;
use crate::model::chat::{MockChat, MockLabel};
use crate::model::message::MockMessage;
use crate::model::user::MockUser;
use crate::state::app_setup::AppSetup;
use crate::state::login_sessions::session::Session;

/// Somebody an account knows.
#[derive(Clone)]
pub(crate) struct Contact {
    pub(crate) account_id: String,
    pub(crate) user: MockUser,
}

/// A file, and where it can be had.
pub(crate) struct StoredAsset {
    /// What an upload is known by.
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
    /// The reactions to messages, as messages of their own.
    pub(super) reactions: Vec<MockMessage>,
    /// By chat: a time and a number that no message there lies behind.
    pub(super) latest: BTreeMap<String, (Timestamp, i64)>,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) labels: Vec<MockLabel>,
    pub(crate) assets: Vec<StoredAsset>,
    pub(crate) setup: AppSetup,
    /// No page of a list is larger.
    pub(crate) page_size: Option<usize>,
    /// The newest message comes again for its own cursor.
    pub(crate) inclusive_live_edge: bool,
    /// When the next thing happens.
    pub(crate) now: Option<Timestamp>,
    counters: BTreeMap<&'static str, u64>,
    /// Those that can still be found, in the order they began.
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

    /// The time, which goes on by a second whenever something happens, and at no other time.
    pub(crate) fn tick(&mut self) -> Timestamp {
        let now = self.next_time();
        self.now = Some(now.plus_millis(1000));
        now
    }

    pub(super) fn next_time(&self) -> Timestamp {
        self.now.unwrap_or(Timestamp::START)
    }

    /// The next number for something new.
    pub(crate) fn next_number(&mut self, what: &'static str) -> u64 {
        let counter = self.counters.entry(what).or_default();
        *counter += 1;
        *counter
    }
}
