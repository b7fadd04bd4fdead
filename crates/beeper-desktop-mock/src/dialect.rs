//! The versions of the server that the mock can imitate.

mod current;
pub(crate) mod cursors;
mod json_format;
pub(crate) mod live;
mod older;
pub(crate) mod refusal;
pub(crate) mod rules;

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use crate::dialect::rules::DialectRules;
use crate::http::route::Route;

/// The version of the server that the mock imitates.
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
/// let mock = MockDesktop::builder().dialect(Dialect::Older).demo_chats().start().await?;
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
    /// The server that the API's description describes, with all operations.
    #[default]
    Current,
    /// A server like older releases and independent servers, with 23 of the operations.
    ///
    /// It has no bridges, logins, labels or setup, and no operation that returns a single account or message. It answers unknown
    /// paths and refused tokens in plain text, and writes absent texts as empty and absent lists as `null`. The cursor of a page
    /// of messages is the `sortKey` of its last item, and no header reports the server's version. It asks nobody for consent, and
    /// the tokens that it issues are valid for a day. It sends more live events than the current server, with numbers for times.
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

    /// Returns `true` if a server of this dialect has the [`Operation`](crate::Operation) or [`Endpoint`](crate::Endpoint).
    ///
    /// The mock answers requests for anything else with 404, or with 405 if the path exists with another method.
    #[must_use]
    pub fn has(self, route: impl Into<Route>) -> bool {
        match route.into() {
            Route::Operation(operation) => self.rules().operations.contains(&operation),
            Route::Endpoint(endpoint) => self.rules().endpoints.contains(&endpoint),
        }
    }

    pub(crate) const fn rules(self) -> &'static DialectRules {
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

/// The error of parsing a text that names no [`Dialect`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownDialect(());

impl fmt::Display for UnknownDialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = Dialect::ALL.iter().map(|it| format!("`{it}`")).collect();
        write!(f, "the dialects are {}", names.join(" and "))
    }
}

impl Error for UnknownDialect {}

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
