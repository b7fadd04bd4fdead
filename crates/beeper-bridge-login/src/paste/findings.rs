//! Collects the values found in a paste.

use beeper_desktop_client::Secret;

use super::cookie_text::{self, CookiePair};
use super::literal::text::closing_quote;
use super::placeholders;
use super::problem::Reason;
use crate::steps::cookies::cookie::Cookie;
use crate::steps::cookies::snapshot::WebSnapshot;

/// The values found so far.
#[derive(Default)]
pub(super) struct Findings {
    snapshot: WebSnapshot,
    values: usize,
    /// Whether the paste contained a request's body, which is not read.
    pub(super) has_body: bool,
    /// Whether a part was recognized that contains no values.
    pub(super) has_empty: bool,
    /// Whether the last request that was read announces a body.
    pub(super) expects_body: bool,
}

impl Findings {
    pub(super) fn is_empty(&self) -> bool {
        self.values == 0
    }

    /// Returns `true` if nothing was recognized.
    pub(super) fn is_untouched(&self) -> bool {
        self.values == 0 && !self.has_body && !self.has_empty
    }

    pub(super) fn into_snapshot(self) -> WebSnapshot {
        self.snapshot
    }

    /// Returns the reason for a paste without values.
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

    /// Adds a request header, and its cookies if it is `Cookie`.
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

    /// Adds a response header. Only its cookies certainly belong to the requested values.
    pub(super) fn add_response_header(&mut self, url: Option<&str>, name: &str, value: &str) -> Result<(), Reason> {
        if name.eq_ignore_ascii_case("set-cookie") {
            self.add_set_cookie(url, value)
        } else {
            self.add_named(name, value)
        }
    }

    /// Adds a cookie that a server sets, unless the server deletes it.
    pub(super) fn add_set_cookie(&mut self, url: Option<&str>, value: &str) -> Result<(), Reason> {
        // Some browsers combine several headers into one, with a line for each.
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

    /// Adds the cookies of a header, and also the header itself, which some bridges request.
    pub(super) fn add_cookie_header(&mut self, url: Option<&str>, value: &str) -> Result<(), Reason> {
        placeholders::check_markup(value)?;
        let host = url.and_then(host_of);
        let pairs = cookie_text::pairs(value);
        // Of two cookies with one name, servers use the first, and a search prefers the one added last.
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

    /// Adds a request header, whose name may also be the name of a field.
    pub(super) fn add_named_header(&mut self, url: Option<&str>, name: &str, value: &str) -> Result<(), Reason> {
        if let Some(name) = name.strip_prefix(':') {
            // HTTP/2 sends these in place of the request line.
            return if is_pseudo_header(name) {
                Ok(())
            } else {
                Err(Reason::UnknownText)
            };
        }
        self.add_header(url, name, value)
    }

    /// Adds a cookie of the site that received the request.
    pub(super) fn add_cookie_of(&mut self, url: Option<&str>, name: &str, value: &str) -> Result<(), Reason> {
        let host = url.and_then(host_of);
        self.add_cookie(ExportedCookie {
            name,
            value,
            domain: host.as_deref(),
            is_partitioned: false,
        })
    }

    /// Adds the value of an assignment to `document.cookie`: one cookie with its attributes, or several if a person wrote it.
    pub(super) fn add_assigned_cookie(&mut self, text: &str) -> Result<(), Reason> {
        match cookie_text::read_set_cookie(text) {
            Ok(_) => self.add_one_set_cookie(None, text),
            Err(_) => self.add_loose_cookies(text),
        }
    }

    /// Adds cookies without the name of their header, which may have been edited.
    pub(super) fn add_loose_cookies(&mut self, text: &str) -> Result<(), Reason> {
        cookie_text::check_loose(text)?;
        self.add_cookie_header(None, text)
    }

    /// Adds a value of unknown origin, or cookies if the name is that of their header.
    pub(super) fn add_loose(&mut self, name: &str, value: &str) -> Result<(), Reason> {
        if name.eq_ignore_ascii_case("set-cookie") {
            self.add_set_cookie(None, value)?;
        } else if cookie_text::is_title(name) && value.contains('=') {
            self.add_loose_cookies(value)?;
        } else if value.contains(';') && cookie_text::check_loose(value).is_ok() {
            // Whatever the name is, the value may well be all cookies.
            self.add_cookie_header(None, value)?;
        }
        self.add_named(name, value)
    }

    /// Adds a value of unknown origin.
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

/// A value described in several lines, such as `Name: a` and then `Value: 1`.
#[derive(Default)]
pub(super) struct Description {
    name: Option<String>,
}

impl Description {
    /// Reads the next line, and adds the value once it is known.
    ///
    /// If the title of a line may itself be a name, the caller adds it.
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

/// A cookie that may have attributes besides name and value.
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

/// Returns `true` if a name begins with a quote whose counterpart is missing.
fn begins_with_quote(name: &str) -> bool {
    name.starts_with(|it| closing_quote(it).is_some())
}

/// Returns `true` if a value ends in a typographic quote without its counterpart, which belongs to the surrounding text.
fn has_stray_quote(value: &str) -> bool {
    let quotes = ['“', '”', '„', '‘', '’', '‚', '«', '»', '`'];
    value.ends_with(quotes) && value.matches(quotes).count() % 2 == 1
}

/// Returns the value, unless it is a placeholder.
fn checked(value: &str) -> Result<Secret, Reason> {
    placeholders::check(value)?;
    Ok(Secret::from(value))
}
