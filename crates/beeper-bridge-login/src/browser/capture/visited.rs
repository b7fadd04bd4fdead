//! The addresses at which a login has been: those of its pages, not of frames in them.

use std::hash::{Hash, Hasher};

use beeper_desktop_client::Secret;
use url::{Host, Url};

use crate::browser::error::CaptureError;
use crate::steps::cookies::snapshot::WebSnapshot;
use crate::steps::cookies::step::CookieStep;

/// How many addresses are remembered, the newest of them. Some pages change theirs with each key that is pressed.
const MAX_ADDRESSES: usize = 1_000;

pub(super) struct Visited {
    /// Whether pages of `http` are allowed on this computer. The application has allowed it, or the step would not begin there.
    allows_loopback: bool,
    addresses: Vec<Secret>,
}

impl Visited {
    pub(super) fn new(step: &CookieStep) -> Self {
        Self {
            allows_loopback: step.url().scheme() == "http",
            addresses: Vec::new(),
        }
    }

    /// Whether there was a page yet.
    pub(super) fn has_begun(&self) -> bool {
        !self.addresses.is_empty()
    }

    /// Adds the address of a page that is open. Returns whether it is another one than the last.
    ///
    /// # Errors
    ///
    /// If what is typed on such a page could be read on its way.
    pub(super) fn add(&mut self, address: &str) -> Result<bool, CaptureError> {
        let Ok(url) = Url::parse(address) else {
            return Ok(false);
        };
        match url.scheme() {
            "https" => {}
            "http" if self.allows_loopback && is_loopback(&url) => {}
            "http" => return Err(CaptureError::AddressRefused),
            // A page of the browser itself, or an empty one.
            _ => return Ok(false),
        }
        if self.addresses.last().is_some_and(|last| last.expose() == address) {
            return Ok(false);
        }
        self.addresses.retain(|visited| visited.expose() != address);
        if self.addresses.len() >= MAX_ADDRESSES {
            self.addresses.remove(0);
        }
        self.addresses.push(address.into());
        Ok(true)
    }

    pub(super) fn add_to(&self, snapshot: &mut WebSnapshot) {
        for address in &self.addresses {
            snapshot.add_visited_url(address.clone());
        }
    }
}

impl Hash for Visited {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for address in &self.addresses {
            address.expose().hash(state);
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}
