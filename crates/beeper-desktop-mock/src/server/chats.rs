//! The chats, messages, contacts, files and app setup of a running server.

use serde_json::Value;

use crate::http::timestamp::Timestamp;
use crate::model::asset::MockAsset;
use crate::model::chat::{MockChat, MockLabel};
use crate::model::message::MockMessage;
use crate::model::sending::MockSending;
use crate::model::setup::MockSetup;
use crate::model::user::MockUser;
use crate::server::bridges::{find, remove};
use crate::server::mock_desktop::MockDesktop;
use crate::state::chat_json::PARTICIPANTS;
use crate::state::store::Contact;
use crate::state::upsert::upsert;

/// Chats, messages, contacts and labels.
impl MockDesktop {
    /// Adds a chat, or replaces the one with the same ID.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use beeper_desktop_mock::{MockChat, MockDesktop, MockMessage, MockUser};
    /// use serde_json::json;
    ///
    /// let mock = MockDesktop::start().await?;
    /// mock.put_chat(MockChat::new("!ana").participant(MockUser::new("@ana").name("Ana")));
    /// mock.put_message(MockMessage::new("!ana", "1").sender("@ana").text("Dinner?"));
    ///
    /// let client = reqwest::Client::builder().no_proxy().build()?;
    /// let url = format!("{}/v1/chats/!ana/messages", mock.base_url());
    /// client.post(url).bearer_auth(mock.token()).json(&json!({ "text": "Gladly" })).send().await?;
    ///
    /// let texts: Vec<_> = mock.messages("!ana").iter().map(|message| message["text"].clone()).collect();
    /// assert_eq!(texts, ["Dinner?", "Gladly"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn put_chat(&self, chat: MockChat) {
        self.shared.lock().state.put_chat(chat);
    }

    /// Changes a chat, and returns `true` if it exists.
    pub fn update_chat(&self, id: &str, change: impl FnOnce(MockChat) -> MockChat) -> bool {
        let found = find(&self.shared.lock().state.chats, |it| it.id == id);
        found.map(|it| self.put_chat(change(it))).is_some()
    }

    /// Removes a chat with its messages, and returns `true` if it existed.
    pub fn remove_chat(&self, id: &str) -> bool {
        self.shared.lock().state.remove_chat(id)
    }

    /// Returns a chat in the format of `getChat`.
    #[must_use]
    pub fn chat(&self, id: &str) -> Option<Value> {
        let state = &self.shared.lock().state;
        let chat = state.chat(id).ok()?;
        Some(state.chat_json(chat, PARTICIPANTS))
    }

    /// Adds a message, or replaces the one with the same ID in the same chat. It is visible once its chat exists.
    ///
    /// A new message of somebody else also removes the chat's reminder, if that is to be dismissed by an incoming message.
    pub fn put_message(&self, message: MockMessage) {
        self.shared.lock().state.put_message(message);
    }

    /// Changes a message, and returns `true` if it exists.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// # use serde_json::json;
    /// # let mock = beeper_desktop_mock::MockDesktop::start().await?;
    /// let failed = json!({ "status": "FAIL_RETRIABLE", "timestamp": "2025-01-01T00:00:00.000Z" });
    /// mock.update_message("!ana", "mock-message-1", |message| message.property("sendStatus", failed));
    /// # Ok(())
    /// # }
    /// ```
    pub fn update_message(&self, chat_id: &str, id: &str, change: impl FnOnce(MockMessage) -> MockMessage) -> bool {
        let found = find(&self.shared.lock().state.messages, |it| {
            it.chat_id == chat_id && it.id == id
        });
        found.map(|it| self.put_message(change(it))).is_some()
    }

    /// Removes a message without a trace, and returns `true` if it existed.
    pub fn remove_message(&self, chat_id: &str, id: &str) -> bool {
        self.shared.lock().state.remove_message(chat_id, id)
    }

    /// Returns the messages of a chat in the format of `getMessage`, the oldest first; empty if the chat does not exist.
    #[must_use]
    pub fn messages(&self, chat_id: &str) -> Vec<Value> {
        let state = &self.shared.lock().state;
        let Ok(chat) = state.chat(chat_id) else {
            return Vec::new();
        };
        let messages = state.newest_first(chat).into_iter().rev();
        messages.map(|message| state.message_json(message)).collect()
    }

    /// Sets when messages that clients send from now on arrive or fail; by default they arrive at once.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use beeper_desktop_mock::{MockChat, MockDesktop, MockSending};
    /// use serde_json::{Value, json};
    ///
    /// let mock = MockDesktop::start().await?;
    /// mock.put_chat(MockChat::new("!ana"));
    /// mock.set_sending(MockSending::new().pending_for(1));
    ///
    /// let client = reqwest::Client::builder().no_proxy().build()?;
    /// let messages = format!("{}/v1/chats/!ana/messages", mock.base_url());
    /// client.post(&messages).bearer_auth(mock.token()).json(&json!({ "text": "Gladly" })).send().await?;
    ///
    /// let look = || client.get(format!("{messages}/mock-pending-1")).bearer_auth(mock.token()).send();
    /// let message: Value = look().await?.json().await?;
    /// assert_eq!((&message["id"], &message["sendStatus"]["status"]), (&json!("mock-pending-1"), &json!("PENDING")));
    /// let message: Value = look().await?.json().await?;
    /// assert_eq!((&message["id"], &message["sendStatus"]["status"]), (&json!("mock-message-1"), &json!("SUCCESS")));
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_sending(&self, sending: MockSending) {
        self.shared.lock().state.sending = sending;
    }

    /// Lets all messages that are on their way arrive or fail now, without further look-ups.
    pub fn finish_sending(&self) {
        self.shared.lock().state.finish_sending();
    }

    /// Adds a contact to an account, or replaces the one with the same ID.
    pub fn put_contact(&self, account_id: &str, user: MockUser) {
        let contact = Contact {
            account_id: account_id.to_owned(),
            user,
        };
        upsert(&mut self.shared.lock().state.contacts, contact);
    }

    /// Changes a contact, and returns `true` if it exists.
    pub fn update_contact(&self, account_id: &str, id: &str, change: impl FnOnce(MockUser) -> MockUser) -> bool {
        let found = find(&self.shared.lock().state.contacts, |it| {
            it.account_id == account_id && it.user.id == id
        });
        found.map(|it| self.put_contact(account_id, change(it.user))).is_some()
    }

    /// Removes a contact, and returns `true` if it existed.
    pub fn remove_contact(&self, account_id: &str, id: &str) -> bool {
        let contacts = &mut self.shared.lock().state.contacts;
        remove(contacts, |it| it.account_id == account_id && it.user.id == id)
    }

    /// Adds a label, or replaces the one with the same ID.
    pub fn put_label(&self, label: MockLabel) {
        self.shared.lock().state.put_label(label);
    }

    /// Changes a label, and returns `true` if it exists.
    pub fn update_label(&self, id: &str, change: impl FnOnce(MockLabel) -> MockLabel) -> bool {
        let found = find(&self.shared.lock().state.labels, |it| it.id == id);
        found.map(|it| self.put_label(change(it))).is_some()
    }

    /// Removes a label, which chats then no longer show, and returns `true` if it existed.
    pub fn remove_label(&self, id: &str) -> bool {
        self.shared.lock().state.remove_label(id)
    }

    /// Limits the pages of all lists to this number of items, even if a client asks for more.
    ///
    /// # Panics
    ///
    /// Panics if `items` is 0.
    pub fn set_page_size(&self, items: usize) {
        assert!(items > 0, "a page must have at least one item");
        self.shared.lock().state.page_size = Some(items);
    }

    /// Sets whether a page of a chat's messages after the newest cursor repeats the newest message, as on some servers.
    ///
    /// That page, requested with `direction=after`, then has the same cursor and claims that more follow. By default it is empty.
    pub fn set_inclusive_newest_cursor(&self, inclusive: bool) {
        self.shared.lock().state.inclusive_newest_cursor = inclusive;
    }

    /// Sets the server's time.
    ///
    /// The time advances by a second whenever a message is added or sent, or a chat is created. A server starts at
    /// `2025-01-01T00:00:00Z`.
    ///
    /// # Panics
    ///
    /// Panics if `time` is not a date and time with a UTC offset, such as `2025-01-01T12:00:00Z`.
    pub fn set_time(&self, time: &str) {
        let Some(time) = Timestamp::parse(time) else {
            panic!("a time must look like `2025-01-01T12:00:00Z`");
        };
        self.shared.lock().state.now = Some(time);
    }
}

/// Files.
impl MockDesktop {
    /// Makes a file available at an address such as `mxc://beeper.local/bee`, or replaces the one there.
    pub fn put_asset(&self, url: &str, asset: MockAsset) {
        self.shared.lock().state.put_asset(url, asset);
    }

    /// Returns a file by its upload ID or one of its addresses.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use serde_json::json;
    /// # let mock = beeper_desktop_mock::MockDesktop::start().await?;
    /// # let client = reqwest::Client::builder().no_proxy().build()?;
    /// let url = format!("{}/v1/assets/upload/base64", mock.base_url());
    /// let file = json!({ "content": "QnV5IGhvbmV5", "fileName": "note.txt" });
    /// client.post(url).bearer_auth(mock.token()).json(&file).send().await?;
    ///
    /// assert_eq!(mock.asset("mock-upload-1").unwrap().bytes(), b"Buy honey");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn asset(&self, id: &str) -> Option<MockAsset> {
        let state = &self.shared.lock().state;
        state.asset(id).map(|asset| asset.file.clone())
    }

    /// Removes a file from all its addresses, and returns `true` if it existed.
    pub fn remove_asset(&self, id: &str) -> bool {
        let assets = &mut self.shared.lock().state.assets;
        remove(assets, |it| {
            it.upload_id.as_deref() == Some(id) || it.urls.iter().any(|url| url == id)
        })
    }
}

/// The setup of the app.
impl MockDesktop {
    /// Restarts the setup of the app in the given state, without its previous verifications and attempts to sign in.
    pub fn put_setup(&self, setup: MockSetup) {
        let state = &mut self.shared.lock().state;
        state.setup.replace(setup);
        state.announce_app_state();
    }

    /// Returns the state of the setup in the format of `getSetup`.
    #[must_use]
    pub fn setup_state(&self) -> Value {
        self.shared.lock().state.setup.to_json()
    }
}
