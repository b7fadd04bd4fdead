//! Reads cURL commands.

use beeper_desktop_client::Secret;
use url::Url;

use super::cookie_header::add_cookies;
use super::error::PasteError;
use super::shell_words::split;
use super::shell_words::token::ShellToken;
use crate::steps::cookies::browser_snapshot::BrowserSnapshot;

/// Short options that take a value, beside those that are read.
const SHORT_OPTIONS_WITH_VALUE: &str = "CcDdEFKhmoPQrTtUuwXxYyz";
/// Long options that take a value, which could be mistaken for the address otherwise.
const LONG_OPTIONS_WITH_VALUE: [&str; 21] = [
    "data",
    "data-ascii",
    "data-binary",
    "data-raw",
    "data-urlencode",
    "json",
    "form",
    "form-string",
    "request",
    "user",
    "proxy",
    "proxy-user",
    "proxy-header",
    "output",
    "cookie-jar",
    "resolve",
    "connect-to",
    "interface",
    "max-time",
    "connect-timeout",
    "write-out",
];

pub(super) fn is_curl(text: &str) -> bool {
    let word = text.strip_prefix("$ ").unwrap_or(text).split_whitespace().next();
    word.is_some_and(is_curl_word)
}

fn is_curl_word(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    name.eq_ignore_ascii_case("curl") || name.eq_ignore_ascii_case("curl.exe")
}

pub(super) fn parse(text: &str) -> Result<BrowserSnapshot, PasteError> {
    if !is_curl(text) {
        return Err(PasteError::NotCurl);
    }
    let tokens = split(text.strip_prefix("$ ").unwrap_or(text))?;
    let mut browser = BrowserSnapshot::new();
    let mut found = false;
    for command in tokens.split(|token| token == &ShellToken::CommandEnd) {
        let mut words = command.iter().filter_map(|token| match token {
            ShellToken::Word(word) => Some(word.as_str()),
            ShellToken::CommandEnd => None,
        });
        if words.next().is_some_and(is_curl_word) {
            found |= Command::read(words).add_to(&mut browser);
        }
    }
    if found { Ok(browser) } else { Err(PasteError::EmptyCurl) }
}

#[derive(Default)]
struct Command<'a> {
    url: Option<Url>,
    headers: Vec<(&'a str, &'a str)>,
}

impl<'a> Command<'a> {
    fn read(mut words: impl Iterator<Item = &'a str>) -> Self {
        let mut command = Self::default();
        while let Some(word) = words.next() {
            if let Some(option) = word.strip_prefix("--") {
                let (name, attached) = match option.split_once('=') {
                    Some((name, value)) => (name, Some(value)),
                    None => (option, None),
                };
                let takes_value = LONG_OPTIONS_WITH_VALUE.contains(&name) || is_supported_option(name);
                if let Some(value) = attached.or_else(|| if takes_value { words.next() } else { None }) {
                    command.apply(name, value);
                }
            } else if let Some(options) = word.strip_prefix('-') {
                command.read_short(options, &mut words);
            } else {
                command.set_url(word);
            }
        }
        command
    }

    /// `-sSH 'name: value'`: options in a row, of which the first that takes a value ends it.
    fn read_short(&mut self, options: &'a str, words: &mut impl Iterator<Item = &'a str>) {
        for (at, option) in options.char_indices() {
            let name = match option {
                'H' => "header",
                'b' => "cookie",
                'A' => "user-agent",
                'e' => "referer",
                _ if SHORT_OPTIONS_WITH_VALUE.contains(option) => "",
                _ => continue,
            };
            let attached = options.get(at + option.len_utf8()..).filter(|value| !value.is_empty());
            if let Some(value) = attached.or_else(|| words.next()) {
                self.apply(name, value);
            }
            return;
        }
    }

    fn apply(&mut self, option: &str, value: &'a str) {
        match option {
            "url" => self.set_url(value),
            "header" => {
                if let Some((name, value)) = value.split_once(':') {
                    self.headers.push((name.trim(), value.trim()));
                }
            }
            // Without a `=`, it is the name of a file.
            "cookie" if value.contains('=') => self.headers.push(("Cookie", value.trim())),
            "user-agent" => self.headers.push(("User-Agent", value)),
            "referer" => self.headers.push(("Referer", value)),
            _ => {}
        }
    }

    fn set_url(&mut self, text: &str) {
        let parse = |text: &str| {
            Url::parse(text)
                .ok()
                .filter(|url| matches!(url.scheme(), "https" | "http"))
        };
        let without_scheme = || {
            if text.contains('.') {
                parse(&format!("https://{text}"))
            } else {
                None
            }
        };
        if self.url.is_none() {
            self.url = parse(text).or_else(without_scheme);
        }
    }

    fn add_to(&self, browser: &mut BrowserSnapshot) -> bool {
        let host = self.url.as_ref().and_then(Url::host_str);
        for (name, value) in &self.headers {
            if name.eq_ignore_ascii_case("cookie") {
                add_cookies(browser, value, host);
            }
            // Some bridges want the cookies as the one header that they came in.
            browser.push_request_header(
                self.url.as_ref().map(Url::as_str),
                (*name).to_owned(),
                Secret::from(*value),
            );
        }
        !self.headers.is_empty()
    }
}

fn is_supported_option(option: &str) -> bool {
    matches!(option, "url" | "header" | "cookie" | "user-agent" | "referer")
}
