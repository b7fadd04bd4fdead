//! The local storage of a capture, by origin, including that of pages that the browser has left.

use std::collections::{BTreeMap, BTreeSet};

use beeper_desktop_client::Secret;
use serde_json::{Value, json};
use url::Url;

use super::json::{list, text};
use crate::browser::message::Refused;
use crate::browser::pipe::Pipe;
use crate::steps::cookies::field::SourceKind;
use crate::steps::cookies::snapshot::WebSnapshot;
use crate::steps::cookies::step::CookieStep;

/// The entries with requested names that pages have stored.
pub(super) struct LocalStorage {
    names: BTreeSet<String>,
    /// The entries of all frames, by origin.
    entries: BTreeMap<String, BTreeMap<String, Secret>>,
    /// The origins of pages, without those of frames.
    pages: BTreeSet<String>,
    reads: BTreeMap<u64, String>,
}

impl LocalStorage {
    pub(super) fn new(step: &CookieStep) -> Self {
        let sources = step.fields().iter().flat_map(|field| field.sources());
        let stored = sources.filter(|source| source.kind() == &SourceKind::LocalStorage);
        Self {
            names: stored.map(|source| source.name().to_owned()).collect(),
            entries: BTreeMap::new(),
            pages: BTreeSet::new(),
            reads: BTreeMap::new(),
        }
    }

    /// Requests the existing entries of a page that was opened.
    pub(super) fn opened(&mut self, session: &str, address: &str, pipe: &mut Pipe) {
        let Some(origin) = Url::parse(address)
            .ok()
            .map(|url| url.origin())
            .filter(|origin| origin.is_tuple())
        else {
            return;
        };
        let origin = origin.ascii_serialization();
        if !self.names.is_empty() {
            let id = json!({"storageKey": format!("{origin}/"), "isLocalStorage": true});
            let call = pipe.call(
                Some(session),
                "DOMStorage.getDOMStorageItems",
                &json!({"storageId": id}),
            );
            self.reads.insert(call, origin.clone());
        }
        self.pages.insert(origin);
    }

    /// Handles the response with a page's entries.
    ///
    /// Returns whether they are new, or `None` if the response belongs to another call.
    pub(super) fn answer(&mut self, id: u64, result: &Result<Value, Refused>) -> Option<bool> {
        let origin = self.reads.remove(&id)?;
        let Ok(result) = result else {
            return Some(false);
        };
        let mut is_different = false;
        for entry in list(result, "entries") {
            let part = |place: usize| entry.get(place).and_then(Value::as_str);
            if let (Some(name), Some(value)) = (part(0), part(1)) {
                is_different |= self.set(&origin, name, value);
            }
        }
        Some(is_different)
    }

    /// Handles an event of the domain `DOMStorage`. Returns whether an entry has changed.
    pub(super) fn event(&mut self, name: &str, params: &Value) -> bool {
        let Some(origin) = params.get("storageId").and_then(origin) else {
            return false;
        };
        let key = text(params, "key");
        match name {
            "DOMStorage.domStorageItemAdded" | "DOMStorage.domStorageItemUpdated" => {
                self.set(&origin, key, text(params, "newValue"))
            }
            "DOMStorage.domStorageItemRemoved" => {
                let entries = self.entries.get_mut(&origin);
                entries.is_some_and(|entries| entries.remove(key).is_some())
            }
            "DOMStorage.domStorageItemsCleared" => self.entries.remove(&origin).is_some(),
            _ => false,
        }
    }

    fn set(&mut self, origin: &str, name: &str, value: &str) -> bool {
        if !self.names.contains(name) {
            return false;
        }
        let entries = self.entries.entry(origin.to_owned()).or_default();
        let before = entries.insert(name.to_owned(), value.into());
        before.is_none_or(|before| before.expose() != value)
    }

    pub(super) fn add_to(&self, snapshot: &mut WebSnapshot) {
        for (origin, entries) in self.entries.iter().filter(|(origin, _)| self.pages.contains(*origin)) {
            for (name, value) in entries {
                snapshot.add_local_storage(origin, name.as_str(), value.clone());
            }
        }
    }
}

/// Returns the origin of a site's own local storage.
///
/// A site that stores something as a frame in another one has a key with both sites, such as
/// `https://a.example/^0https://b.example`.
fn origin(storage: &Value) -> Option<String> {
    if storage.get("isLocalStorage") != Some(&json!(true)) {
        return None;
    }
    let key = match text(storage, "storageKey") {
        "" => text(storage, "securityOrigin"),
        key => key,
    };
    let is_for_itself = !key.is_empty() && !key.contains('^');
    is_for_itself.then(|| key.trim_end_matches('/').to_owned())
}
