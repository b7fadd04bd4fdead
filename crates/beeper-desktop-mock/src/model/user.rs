//! People.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::model::properties::{debug_names, object};

/// A person: a contact of an account, or somebody in a chat.
///
/// ```
/// use beeper_desktop_mock::MockUser;
///
/// let ana = MockUser::new("@ana:beeper.local").name("Ana").phone_number("+15550101");
/// let robot = MockUser::new("@robot:beeper.local").property("cannotMessage", serde_json::json!(true));
/// ```
#[derive(Clone)]
pub struct MockUser {
    pub(crate) id: String,
    pub(crate) properties: Map<String, Value>,
}

impl MockUser {
    /// Creates a person with an ID and no other properties.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            properties: object([("id", json!(id))]),
            id,
        }
    }

    /// Sets `fullName`; absent by default.
    #[must_use]
    pub fn name(self, name: &str) -> Self {
        self.property("fullName", json!(name))
    }

    /// Sets `username`; absent by default.
    #[must_use]
    pub fn username(self, username: &str) -> Self {
        self.property("username", json!(username))
    }

    /// Sets `phoneNumber`; absent by default.
    #[must_use]
    pub fn phone_number(self, number: &str) -> Self {
        self.property("phoneNumber", json!(number))
    }

    /// Sets `email`; absent by default.
    #[must_use]
    pub fn email(self, email: &str) -> Self {
        self.property("email", json!(email))
    }

    /// Sets any JSON property of the person, even one that the API does not have.
    #[must_use]
    pub fn property(mut self, name: &str, value: Value) -> Self {
        self.properties.insert(name.to_owned(), value);
        self
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.properties.get(name).and_then(Value::as_str)
    }

    /// Returns the name under which chats show the person.
    pub(crate) fn display_name(&self) -> &str {
        let names = ["fullName", "username"].iter();
        names.filter_map(|name| self.text(name)).next().unwrap_or(&self.id)
    }
}

impl fmt::Debug for MockUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_names(f, "MockUser", &[("id", &self.id)], &self.properties)
    }
}
