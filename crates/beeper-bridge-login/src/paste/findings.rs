//! Collects what is found in a paste.

use beeper_desktop_client::Secret;

use super::cookie_text::{self, CookiePair};
use super::literal::text::closing_quote;
use super::placeholders;
use super::problem::Reason;
use crate::steps::cookies::cookie::Cookie;
use crate::steps::cookies::snapshot::WebSnapshot;

/// What has been found so far.
#[derive(Default)]
pub(super) struct Findings {
    snapshot: WebSnapshot,
    values: usize,
    /// Whether there was a request's body, which is not read.
    pub(super) has_body: bool,
    /// Whether something was recognised that holds nothing.
    pub(super) has_empty: bool,
    /// Whether a request that was read says that a body follows.
    pub(super) expects_body: bool,
}

impl Findings {
    pub(super) fn is_empty(&self) -> bool {
        self.values == 0
    }

    /// Whether nothing was recognised at all.
    pub(super) fn is_untouched(&self) -> bool {
        self.values == 0 && !self.has_body && !self.has_empty
    }

    pub(super) fn into_snapshot(self) -> WebSnapshot {
        self.snapshot
    }

    /// Why there is nothing, if there is nothing.
    pub(super) fn nothing(&self) -> Reason {
        match (self.has_body, self.has_empty) {
            (true, _) => Reason::OnlyBody,
            (false, true) => Reason::NoValues,
            (false, false) => Reason::Nothing,
        }
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.snapshot.is_same(&other.snapshot)
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.snapshot.merge(other.snapshot);
        self.values += other.values;
        self.has_body |= other.has_body;
        self.has_empty |= other.has_empty;
    }

    pub(super) fn add_cookie(&mut self, cookie: ExportedCookie<'_>) -> Result<(), Reason> {
        let value = checked(cookie.value)?;
        if !cookie.name.is_empty() && !cookie_text::is_possible_name(cookie.name) {
            return Err(Reason::InvalidCookieName);
        }
        if cookie.value.contains(char::is_control) {
            return Err(Reason::ControlCharacter);
        }
        if begins_with_quote(cookie.name) || has_stray_quote(cookie.value) {
            return Err(Reason::StrayQuote);
        }
        let mut found = Cookie::new(cookie.name, value).pasted();
        if let Some(domain) = cookie.domain {
            found = found.domain(domain);
        }
        if cookie.is_partitioned {
            found = found.partitioned();
        }
        self.snapshot.add_cookie(found);
        self.values += 1;
        Ok(())
    }

    /// Adds a request header, and the cookies in it if it is `Cookie`.
    pub(super) fn add_header(&mut self, url: Option<&str>, name: &str, value: &str) -> Result<(), Reason> {
        if name.eq_ignore_ascii_case("cookie") {
            return self.add_cookie_header(url, value);
        }
        if name.contains(|it: char| it.is_control() || it.is_whitespace()) {
            return Err(Reason::UnknownText);
        }
        if value.contains(|it: char| it.is_control() && it != '\t') {
            return Err(Reason::ControlCharacter);
        }
        if has_stray_quote(value) {
            return Err(Reason::StrayQuote);
        }
        self.snapshot.push_request_header(url, name.to_owned(), checked(value)?);
        self.values += 1;
        Ok(())
    }

    /// Adds a header of a response. Only its cookies are sure to be what is asked for.
    pub(super) fn add_response_header(&mut self, url: Option<&str>, name: &str, value: &str) -> Result<(), Reason> {
        if name.eq_ignore_ascii_case("set-cookie") {
            self.add_set_cookie(url, value)
        } else {
            self.add_named(name, value)
        }
    }

    /// Adds a cookie as a server sets it. One that it deletes is no value.
    pub(super) fn add_set_cookie(&mut self, url: Option<&str>, value: &str) -> Result<(), Reason> {
        // Several are in lines of their own where a browser has put them together.
        value.lines().try_for_each(|line| self.add_one_set_cookie(url, line))
    }

    fn add_one_set_cookie(&mut self, url: Option<&str>, value: &str) -> Result<(), Reason> {
        let host = url.and_then(host_of);
        let set = cookie_text::read_set_cookie(value)?;
        if set.is_deleted {
            self.has_empty = true;
            return Ok(());
        }
        self.add_cookie(ExportedCookie {
            name: set.name,
            value: set.value,
            domain: set.domain.or(host.as_deref()),
            is_partitioned: false,
        })
    }

    /// Adds the cookies of a header, and the header itself, which is what some bridges ask for.
    pub(super) fn add_cookie_header(&mut self, url: Option<&str>, value: &str) -> Result<(), Reason> {
        placeholders::check_markup(value)?;
        let host = url.and_then(host_of);
        let pairs = cookie_text::pairs(value);
        // Of two with the same name the first is what servers take, and the last added is what is found first.
        for CookiePair { name, value } in pairs.iter().rev() {
            self.add_cookie(ExportedCookie {
                name: name.unwrap_or_default(),
                value,
                domain: host.as_deref(),
                is_partitioned: false,
            })?;
        }
        if !pairs.is_empty() {
            self.snapshot
                .push_request_header(url, "Cookie".to_owned(), Secret::from(value));
        }
        self.has_empty |= pairs.is_empty();
        Ok(())
    }

    pub(super) fn add_storage(&mut self, origin: Option<&str>, name: &str, value: &str) -> Result<(), Reason> {
        if begins_with_quote(name) || has_stray_quote(value) {
            return Err(Reason::StrayQuote);
        }
        let value = checked(value)?;
        self.snapshot.push_pasted_local_storage(origin, name.to_owned(), value);
        self.values += 1;
        Ok(())
    }

    /// Adds a request header, which may as well have been given the name of a field.
    pub(super) fn add_named_header(&mut self, url: Option<&str>, name: &str, value: &str) -> Result<(), Reason> {
        if let Some(name) = name.strip_prefix(':') {
            // What HTTP/2 sends in the place of the first line.
            return if is_pseudo_header(name) {
                Ok(())
            } else {
                Err(Reason::UnknownText)
            };
        }
        self.add_header(url, name, value)
    }

    /// Adds a cookie of the site that a request went to.
    pub(super) fn add_cookie_of(&mut self, url: Option<&str>, name: &str, value: &str) -> Result<(), Reason> {
        let host = url.and_then(host_of);
        self.add_cookie(ExportedCookie {
            name,
            value,
            domain: host.as_deref(),
            is_partitioned: false,
        })
    }

    /// Adds what is given to `document.cookie`: one cookie with its attributes, or, by people, several.
    pub(super) fn add_assigned_cookie(&mut self, text: &str) -> Result<(), Reason> {
        match cookie_text::read_set_cookie(text) {
            Ok(_) => self.add_one_set_cookie(None, text),
            Err(_) => self.add_loose_cookies(text),
        }
    }

    /// Adds cookies without the name of their header, which somebody may have changed.
    pub(super) fn add_loose_cookies(&mut self, text: &str) -> Result<(), Reason> {
        cookie_text::check_loose(text)?;
        self.add_cookie_header(None, text)
    }

    /// Adds a value of which nothing but the name is known, and cookies if that is the name of their header.
    pub(super) fn add_loose(&mut self, name: &str, value: &str) -> Result<(), Reason> {
        if name.eq_ignore_ascii_case("set-cookie") {
            self.add_set_cookie(None, value)?;
        } else if cookie_text::is_title(name) && value.contains('=') {
            self.add_loose_cookies(value)?;
        } else if value.contains(';') && cookie_text::check_loose(value).is_ok() {
            // Whatever it is called, it may well be all cookies.
            self.add_cookie_header(None, value)?;
        }
        self.add_named(name, value)
    }

    /// Adds a value of which nothing but the name is known.
    pub(super) fn add_named(&mut self, name: &str, value: &str) -> Result<(), Reason> {
        if begins_with_quote(name) || has_stray_quote(value) {
            return Err(Reason::StrayQuote);
        }
        let value = checked(value)?;
        self.snapshot.add_named_value(name.to_owned(), value);
        self.values += 1;
        Ok(())
    }
}

/// What is told of one value in several lines: `Name: a`, and then `Value: 1`.
#[derive(Default)]
pub(super) struct Description {
    name: Option<String>,
}

impl Description {
    /// Takes the next line of it, and adds the value once it is known. What the line is called may be a name itself, so that
    /// is for others to add.
    pub(super) fn add(&mut self, title: &str, text: &str, findings: &mut Findings) -> Result<(), Reason> {
        match title.to_ascii_lowercase().as_str() {
            "name" | "key" => self.name = Some(text.to_owned()),
            "value" => {
                if let Some(name) = self.name.take() {
                    findings.add_loose(&name, text)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// A cookie of which more than name and value may be known.
#[derive(Clone, Copy, Default)]
pub(super) struct ExportedCookie<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
    pub(super) domain: Option<&'a str>,
    pub(super) is_partitioned: bool,
}

pub(super) fn is_pseudo_header(name: &str) -> bool {
    matches!(name, "authority" | "method" | "path" | "scheme" | "protocol" | "status")
}

fn host_of(url: &str) -> Option<String> {
    Some(url::Url::parse(url).ok()?.host_str()?.to_owned())
}

/// Whether there is a quote before a name, of which the counterpart got lost.
fn begins_with_quote(name: &str) -> bool {
    name.starts_with(|it| closing_quote(it).is_some())
}

/// Whether a value ends in a quote of chats and pages without its counterpart, which belongs to what is around it.
fn has_stray_quote(value: &str) -> bool {
    let quotes = ['“', '”', '„', '‘', '’', '‚', '«', '»', '`'];
    value.ends_with(quotes) && value.matches(quotes).count() % 2 == 1
}

/// The value, unless something was put in its place.
fn checked(value: &str) -> Result<Secret, Reason> {
    placeholders::check(value)?;
    Ok(Secret::from(value))
}
