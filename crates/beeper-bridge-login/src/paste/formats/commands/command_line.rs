//! Reads command lines of programs that make requests: the meaning of their options, and the requested values.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use url::Url;

use crate::paste::findings::{Findings, is_pseudo_header};
use crate::paste::problem::{Problem, Reason};
use crate::paste::shell::read_command;
use crate::paste::shell::words::{Command, Word};
use crate::paste::text::{blank_len, is_blank, line_at, starts_with_ignoring_case};

/// The meaning of a program's option.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The option has no value.
    Flag,
    /// Its value is ignored: how to connect, where to write.
    Other,
    Header,
    Cookie,
    UserAgent,
    Referer,
    /// The user name and password.
    User,
    Bearer,
    Url,
    /// The body of the request, which is not read.
    Body,
    /// A file that contains values.
    File,
}

/// The options of a program: the long name, the letter or a space, and the meaning.
pub(super) type Options = [(&'static str, char, Meaning)];

/// Returns the position of one of these program names, if a text begins with it or with a prompt before it.
pub(super) fn program_at(text: &str, names: &[&str]) -> Option<usize> {
    let line = line_at(text, 0)?.text;
    let mut at = blank_len(line);
    for _ in 0..6 {
        let word = line[at..].split(is_blank).next().filter(|word| !word.is_empty())?;
        let name = word.rsplit(['/', '\\', '>', '$', '%']).next().unwrap_or(word);
        let name_only = name.strip_suffix(".exe").unwrap_or(name);
        if names.iter().any(|it| name_only.eq_ignore_ascii_case(it))
            && is_prompt(&line[..at])
            && is_path(&word[..word.len() - name.len()])
        {
            return Some(at + word.len() - name.len());
        }
        at += word.len() + blank_len(&line[at + word.len()..]);
    }
    None
}

fn is_prompt(text: &str) -> bool {
    let text = text.trim();
    text.is_empty()
        || (text.ends_with(['$', '%', '#', '>', '❯', '➜', '»']) && !text.contains(['=', '"', '\'']) && text.len() < 80)
}

/// Returns `true` if the text can stand directly before a program's name: its folder, or a prompt.
fn is_path(text: &str) -> bool {
    !text.contains("://") && !text.contains(['=', '"', '\'', ';', '&', '?'])
}

/// Reads a command of one of these programs at the beginning of a text, and returns its end.
///
/// `argument` reads the words that are not options.
pub(super) fn read_command_of(
    programs: &[&str],
    options: &Options,
    argument: fn(&mut Request, &str) -> Result<(), Reason>,
    text: &str,
    findings: &mut Findings,
) -> Result<Option<usize>, Problem> {
    let Some(start) = program_at(text, programs) else {
        return Ok(None);
    };
    let shifted = |problem: Problem| problem.shifted(start);
    let command = read_command(&text[start..]).map_err(shifted)?;
    let request = Request::read(&command, options, argument).map_err(shifted)?;
    request.add_to(findings).map_err(|reason| reason.at(start))?;
    Ok(Some(start + command.len))
}

/// The request that a command would send.
#[derive(Default)]
pub(super) struct Request {
    pub(super) url: Option<Url>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) has_body: bool,
}

impl Request {
    /// Reads the words after the program's name. `argument` reads those that are not options.
    pub(super) fn read(
        command: &Command,
        options: &Options,
        argument: fn(&mut Self, &str) -> Result<(), Reason>,
    ) -> Result<Self, Problem> {
        let mut request = Self::default();
        let mut words = command.words.iter().skip(1);
        while let Some(word) = words.next() {
            let text = with_plain_dashes(word, options);
            if is_damaged_continuation(word) {
                continue;
            }
            if !word.is_quoted && is_redirection(&text) {
                if text.ends_with('>') {
                    words.next();
                }
                continue;
            }
            if text.len() > 2 && text.starts_with("--") {
                request.long_option(&text[2..], word, options, &mut words)?;
            } else if text.len() > 1 && text.starts_with('-') {
                request.short_options(&text[1..], word, options, &mut words)?;
            } else {
                // Only a part of an address may come from a variable.
                if word.has_variable && (request.url.is_some() || text.starts_with('$')) {
                    return Err(Reason::Variable.at(word.start));
                }
                argument(&mut request, &text).map_err(|reason| reason.at(word.start))?;
            }
        }
        Ok(request)
    }

    fn long_option<'a>(
        &mut self,
        option: &str,
        word: &'a Word,
        options: &Options,
        words: &mut impl Iterator<Item = &'a Word>,
    ) -> Result<(), Problem> {
        let (name, attached) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (option, None),
        };
        let meaning = |name: &str| {
            options
                .iter()
                .find(|(it, ..)| *it == name)
                .map(|(.., meaning)| *meaning)
        };
        let negated = || {
            name.strip_prefix("no-")
                .and_then(meaning)
                .filter(|it| *it == Meaning::Flag)
        };
        let meaning = meaning(name)
            .or_else(negated)
            .ok_or(Reason::UnknownOption.at(word.start))?;
        if meaning == Meaning::Flag && attached.is_none() {
            return Ok(());
        }
        match attached {
            Some(value) => self.apply(meaning, value, word),
            None => {
                let value = words.next().ok_or(Reason::MissingOptionValue.at(word.start))?;
                self.apply(meaning, &value.text, value)
            }
        }
    }

    /// Reads `-sSH 'name: value'`: options in a row, of which the first one with a value is the last.
    fn short_options<'a>(
        &mut self,
        letters: &str,
        word: &'a Word,
        options: &Options,
        words: &mut impl Iterator<Item = &'a Word>,
    ) -> Result<(), Problem> {
        for (at, letter) in letters.char_indices() {
            let known = options.iter().find(|(_, it, _)| *it == letter && letter != ' ');
            let (.., meaning) = known.ok_or(Reason::UnknownOption.at(word.start))?;
            if *meaning == Meaning::Flag {
                continue;
            }
            let attached = &letters[at + letter.len_utf8()..];
            if !attached.is_empty() {
                return self.apply(*meaning, attached, word);
            }
            let value = words.next().ok_or(Reason::MissingOptionValue.at(word.start))?;
            return self.apply(*meaning, &value.text, value);
        }
        Ok(())
    }

    fn apply(&mut self, meaning: Meaning, value: &str, word: &Word) -> Result<(), Problem> {
        let is_read = !matches!(
            meaning,
            Meaning::Flag | Meaning::Other | Meaning::Body | Meaning::Url | Meaning::File
        );
        if is_read && word.has_variable {
            return Err(Reason::Variable.at(word.start));
        }
        let result = match meaning {
            Meaning::Flag | Meaning::Other => Ok(()),
            Meaning::Header => self.add_header(value),
            Meaning::Cookie => self.add_cookies(value),
            Meaning::UserAgent => self.set("User-Agent", value),
            Meaning::Referer => self.set("Referer", value),
            Meaning::User => self.set_user(value),
            Meaning::Bearer => self.set("Authorization", &format!("Bearer {value}")),
            Meaning::Url => self.set_url(value),
            Meaning::Body => {
                self.has_body = true;
                Ok(())
            }
            Meaning::File => Err(Reason::InputFile),
        };
        result.map_err(|reason| reason.at(word.start))
    }

    pub(super) fn set(&mut self, name: &str, value: &str) -> Result<(), Reason> {
        self.headers.push((name.to_owned(), value.to_owned()));
        Ok(())
    }

    fn add_header(&mut self, header: &str) -> Result<(), Reason> {
        if header.starts_with('@') {
            return Err(Reason::InputFile);
        }
        match header.split_once(':') {
            // A pseudo header such as `:authority`: nobody passes it to a program, but tools copy it.
            Some(("", rest)) => match rest.split_once(':') {
                Some((name, _)) if is_pseudo_header(name) => Ok(()),
                _ => Err(Reason::UnknownOption),
            },
            Some((name, value)) => self.set(name.trim(), value.trim()),
            // The header is sent without a value.
            None if header.ends_with(';') && !header.contains('=') => Ok(()),
            None => Err(Reason::UnknownOption),
        }
    }

    fn add_cookies(&mut self, value: &str) -> Result<(), Reason> {
        let value = if starts_with_ignoring_case(value, "cookie:") {
            &value[7..]
        } else {
            value
        }
        .trim();
        match value {
            "" => Ok(()),
            // Without a `=`, this is the name of a file.
            _ if !value.contains('=') => Err(Reason::InputFile),
            _ => self.set("Cookie", value),
        }
    }

    pub(super) fn set_user(&mut self, user: &str) -> Result<(), Reason> {
        if !user.contains(':') {
            return Err(Reason::PasswordPrompt);
        }
        self.set("Authorization", &format!("Basic {}", STANDARD.encode(user)))
    }

    pub(super) fn set_url(&mut self, text: &str) -> Result<(), Reason> {
        let is_web = |url: &Url| matches!(url.scheme(), "https" | "http" | "wss" | "ws");
        let text = text.trim();
        let is_host = text.contains('.') || text.starts_with("localhost");
        let with_scheme = || {
            let is_host = is_host && !text.contains(|it: char| it.is_whitespace() || "\"'<>;".contains(it));
            is_host.then(|| Url::parse(&format!("https://{text}")).ok()).flatten()
        };
        let url = Url::parse(text)
            .ok()
            .filter(is_web)
            .or_else(with_scheme)
            .ok_or(Reason::NotAnAddress)?;
        self.url.get_or_insert(url);
        Ok(())
    }

    pub(super) fn add_to(mut self, findings: &mut Findings) -> Result<(), Reason> {
        self.take_user_of_url()?;
        let url = self.url.as_ref().map(Url::as_str);
        for (name, value) in &self.headers {
            findings.add_header(url, name, value)?;
        }
        findings.has_body |= self.has_body;
        findings.has_empty |= self.headers.is_empty();
        Ok(())
    }

    fn take_user_of_url(&mut self) -> Result<(), Reason> {
        let Some(url) = self.url.as_ref().filter(|url| !url.username().is_empty()) else {
            return Ok(());
        };
        let decode = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let user = format!(
            "{}:{}",
            decode(url.username()),
            decode(url.password().unwrap_or_default())
        );
        self.set_user(&user)
    }
}

/// Returns `true` for the rest of a line continuation whose line break became a space.
fn is_damaged_continuation(word: &Word) -> bool {
    !word.is_quoted && matches!(word.text.trim(), "" | "\\" | "^" | "`")
}

fn is_redirection(text: &str) -> bool {
    text.trim_start_matches(|it: char| it.is_ascii_digit() || it == '&')
        .starts_with('>')
}

/// Restores the dashes of options, because chats replace one or two with a longer one.
fn with_plain_dashes(word: &Word, options: &Options) -> String {
    let text = &word.text;
    if let Some(rest) = text.strip_prefix('—') {
        return format!("--{rest}");
    }
    let Some(rest) = text.strip_prefix('–') else {
        return text.clone();
    };
    let name = rest.split('=').next().unwrap_or(rest);
    let is_long = rest.len() > 1 && options.iter().any(|(long, ..)| *long == name);
    format!("{}{rest}", if is_long { "--" } else { "-" })
}
