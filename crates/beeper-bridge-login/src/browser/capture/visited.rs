//! The addresses that a login has visited: those of its pages, not of frames.

use std::hash::{Hash, Hasher};

use beeper_desktop_client::Secret;
use url::{Host, Url};

use crate::browser::error::CaptureError;
use crate::steps::cookies::snapshot::WebSnapshot;
use crate::steps::cookies::step::CookieStep;

/// The number of newest addresses to keep. Some pages change their address with every key press.
const MAX_ADDRESSES: usize = 1_000;

pub(super) struct Visited {
    /// Whether `http` pages on this computer are allowed. A step that begins on one proves that the application allows them.
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

    /// Returns `true` once a page was open.
    pub(super) fn has_begun(&self) -> bool {
        !self.addresses.is_empty()
    }

    /// Adds the address of an open page. Returns whether it differs from the last one.
    ///
    /// # Errors
    ///
    /// Returns an error if others could read what the user types on such a page.
    pub(super) fn add(&mut self, address: &str) -> Result<bool, CaptureError> {
        let Ok(url) = Url::parse(address) else {
            return Ok(false);
        };
        match url.scheme() {
            "https" => {}
            "http" if self.allows_loopback && is_loopback(&url) => {}
            "http" => return Err(CaptureError::AddressRefused),
            // An internal or empty page of the browser.
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
