//! How servers of several versions speak: one table of data and small functions for each.

mod current;
mod older;
mod refusal;
mod shape;

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use crate::answers::paging::Cursors;
use crate::generated::Operation;
use crate::http::reply::Failure;
use crate::http::reply::Reply;
use crate::model::MockMessage;
use crate::state::store::State;

use refusal::Refusals;
use shape::Part;

pub(crate) use refusal::Refusal;

/// The version of the server that the mock behaves as.
///
/// A dialect decides which operations the mock has, and how it writes their answers. A test adds chats and messages in the same
/// way in every dialect. Methods such as [`MockDesktop::chat`](crate::MockDesktop::chat) return them as the current dialect
/// writes them.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use beeper_desktop_mock::{Dialect, MockDesktop, Operation};
///
/// let mock = MockDesktop::builder().dialect(Dialect::Older).realistic_chats().start().await?;
/// let client = reqwest::Client::builder().no_proxy().build()?;
/// let get = |path: &str| client.get(format!("{}{path}", mock.base_url())).bearer_auth(mock.token()).send();
///
/// // An older server has no bridges. It answers in plain text.
/// assert!(!Dialect::Older.has(Operation::ListBridges));
/// let answer = get("/v1/bridges").await?;
/// assert_eq!((answer.status().as_u16(), answer.text().await?.as_str()), (404, "404 page not found"));
///
/// // It writes an absent text as an empty one.
/// let page: serde_json::Value = get("/v1/chats").await?.json().await?;
/// assert_eq!(page["items"][0]["imgURL"], "");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// The server as the API's description has it, with all operations.
    #[default]
    Current,
    /// A server as older releases and independent servers are, with 23 of the operations.
    ///
    /// It has no bridges, logins, labels and setup, and no operation that gets a single account or message. It answers unknown paths
    /// and refused tokens in plain text, and writes absent texts as empty and absent lists as `null`. The cursor of a page of
    /// messages is the `sortKey` of its last item, and no header tells the server's version.
    Older,
}

impl Dialect {
    /// Every dialect, the current one first.
    pub const ALL: &[Self] = &[Self::Current, Self::Older];

    /// Returns the dialect's name, `current` or `older`, as the program's `--dialect` takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.rules().name
    }

    /// Returns whether a server of this dialect has the operation.
    ///
    /// The mock answers an operation that it does not have with 404, or with 405 if another operation has the same path.
    #[must_use]
    pub fn has(self, operation: Operation) -> bool {
        self.rules().operations.contains(&operation)
    }

    pub(crate) const fn rules(self) -> &'static Rules {
        match self {
            Self::Current => &current::RULES,
            Self::Older => &older::RULES,
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(name: &str) -> Result<Self, UnknownDialect> {
        let mut all = Self::ALL.iter().copied();
        all.find(|dialect| dialect.name() == name).ok_or(UnknownDialect(()))
    }
}

/// The error of a text that names no [`Dialect`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownDialect(());

impl fmt::Display for UnknownDialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = Dialect::ALL.iter().map(|it| format!("`{it}`")).collect();
        write!(f, "the dialects are {}", names.join(" and "))
    }
}

impl Error for UnknownDialect {}

/// The version that the server says it has.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What differs between dialects.
pub(crate) struct Rules {
    name: &'static str,
    pub(crate) operations: &'static [Operation],
    /// The header of every answer that tells the server's version.
    version_header: Option<&'static str>,
    pub(crate) refusals: Refusals,
    /// The body of an operation's own error.
    error_body: fn(&Failure) -> Value,
    pub(crate) messages: MessageLists,
    /// The ID of an account that the mock makes up for something to read.
    pub(crate) account_id: &'static str,
    /// How answers are written that differ from what the state says.
    shapes: &'static [(Operation, Part)],
}

/// How the messages of a chat are listed.
pub(crate) struct MessageLists {
    pub(crate) page_size: usize,
    pub(crate) cursors: Cursors,
    /// The messages that a list shows.
    pub(crate) listed: for<'a> fn(&'a State, &str) -> Vec<&'a MockMessage>,
    /// A text that orders them.
    pub(crate) place: fn(&MockMessage) -> String,
    pub(crate) sort_key: fn(&MockMessage) -> String,
}

impl Rules {
    /// Writes the answer of an operation the way the dialect does.
    pub(crate) fn write(&self, operation: Operation, answer: &mut Value) {
        let mut shapes = self.shapes.iter();
        if let Some((_, part)) = shapes.find(|(shaped, _)| *shaped == operation) {
            part.write(answer);
        }
    }

    pub(crate) fn error(&self, failure: &Failure) -> Reply {
        failure.to_reply((self.error_body)(failure))
    }

    pub(crate) fn with_version(&self, reply: Reply) -> Reply {
        match self.version_header {
            Some(name) => reply.header(name, VERSION),
            None => reply,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialect_is_found_by_its_name() {
        for &dialect in Dialect::ALL {
            assert_eq!(dialect.name().parse(), Ok(dialect));
        }
        let unknown = "newer".parse::<Dialect>().unwrap_err();
        assert_eq!(unknown.to_string(), "the dialects are `current` and `older`");
    }
}
