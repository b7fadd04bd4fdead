//! The programs that have registered.

use crate::http::redirect_uri::RedirectUri;
use crate::state::oauth::scopes::Scopes;

/// The metadata that a program sends when it registers.
pub(crate) struct Registration {
    pub(crate) name: Option<String>,
    pub(crate) redirect_uris: Vec<RedirectUri>,
    pub(crate) scopes: Scopes,
}

/// The programs that have registered.
#[derive(Default)]
pub(crate) struct Registrations(Vec<(String, Registration)>);

impl Registrations {
    /// Adds a program, and returns its ID.
    pub(crate) fn add(&mut self, registration: Registration) -> String {
        let id = format!("mock-client-{}", self.0.len() + 1);
        self.0.push((id.clone(), registration));
        id
    }

    pub(crate) fn get(&self, client_id: &str) -> Option<&Registration> {
        let found = self.0.iter().find(|(id, _)| id == client_id);
        found.map(|(_, registration)| registration)
    }
}
