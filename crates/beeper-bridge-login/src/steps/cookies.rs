//! Cookie steps: the values to collect from a browser after a web login, and the check whether they are complete.
//!
//! * [`CookieStep`] is the login session's request: an address to open, and fields to collect.
//! * [`WebSnapshot`] contains the values that a web login has left so far. An application fills it from its web view or
//!   extension; [`paste::parse`](crate::paste::parse) makes one from pasted text.
//! * [`CookieStep::collect`] searches the snapshot for the fields' values. It reads only its arguments, so you can call it
//!   again after every navigation and every new cookie, in any order.
//!
//! ```
//! use beeper_bridge_login::cookies::{Cookie, CookieStep, WebSnapshot};
//!
//! # let step = serde_json::from_str(r#"{
//! #     "stepID": "sign-in", "url": "https://www.example.com/login", "expectedFinalURLRegex": "/inbox$",
//! #     "fields": [{"id": "session"}, {"id": "token", "name": "X-Token", "type": "header"}]
//! # }"#)?;
//! let step = CookieStep::new(step)?; // of `beeper_desktop_client::types::CookiesStep`
//!
//! let mut snapshot = WebSnapshot::new();
//! snapshot
//!     .add_cookie(Cookie::new("session", "a%2Fb").domain(".example.com"))
//!     .add_request_header("https://www.example.com/api", "x-token", "t0k3n")
//!     .add_visited_url("https://www.example.com/inbox");
//!
//! let collected = step.collect(&snapshot);
//! assert!(collected.may_close_automatically());
//! assert_eq!(collected.value("session").map(|value| value.expose()), Some("a/b"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where the crate searches for values
//!
//! The sources of a field are tried in order, and the first one with a value is used. Empty values count as absent.
//!
//! * **Cookies** are searched by name, which is case-sensitive. If the source names a domain, the cookie must belong to that
//!   domain or a subdomain; a leading dot and letter case make no difference. Otherwise, the cookie must belong to a *sign-in
//!   host* of the step: the host of the step's address, its parent domains, and its subdomains. The page on which the sign-in
//!   ends is also a sign-in host, if the step has a rule for it and the rule is met. Of several cookies, the crate prefers the
//!   one that a browser would send first to the page on which the sign-in ends: the longest path, then the oldest. If that is
//!   unknown, it prefers the cookie of the named domain itself, then the one with the most specific domain. Partitioned cookies
//!   rank last.
//! * **Local storage** is searched by name, in the origins of the step's address and of the page on which the sign-in ends.
//! * **Request headers** are searched by name, which is not case-sensitive. If the source has a pattern for the request's
//!   address, the last matching request wins; otherwise the last request to a sign-in host, then the last request of all.
//! * **Request bodies** are searched like headers. The name is a member of a JSON object, a key of a form, or the name of a
//!   part of a multipart body.
//! * **Special** values are those that the step's script returned for the field; see [`WebSnapshot::add_extracted`].
//!
//! The origin of a value may be unknown, for instance after a paste. Such a value matches every place, but ranks last.
//!
//! The page on which the sign-in ends is the last page whose address matches the step's rule, even if the browser has since
//! left it. Without a rule, it is the page that is open.
//!
//! The crate percent-decodes cookies and nothing else: `%2B` becomes `+`, while `+` remains. It uses an incorrectly escaped
//! value as it is.
//!
//! # Additions by bridges
//!
//! Bridges send more with a step than the API describes: initial cookies ([`initial_cookies`](CookieStep::initial_cookies)),
//! whether to hide the page ([`is_hidden`](CookieStep::is_hidden)), and other names for described members. A server may pass
//! these on under the bridges' names (`extract_js`, `initial_cookies`, `user_agent`, `wait_for_url_pattern`) or in the API's
//! style (`initialCookies`, `waitForURLPattern`). The crate reads both; if both are present, the API's name wins.
//! [`extra`](CookieStep::extra) contains the remaining members.
//!
//! # Patterns
//!
//! A field's pattern may match anywhere in the decoded value, unless the pattern contains anchors. Bridges write patterns for
//! other engines. If [`regex`] cannot run a pattern or would read it differently, the crate accepts the value unchecked and
//! names the field in [`CollectedValues::unchecked`]. A browser can run most of these patterns, and
//! [`CollectedValues::open_checks`] lists the checks to run there.

pub(crate) mod answer;
pub(crate) mod collected_values;
pub(crate) mod cookie;
mod domain;
pub(crate) mod error;
pub(crate) mod field;
mod field_parsing;
pub(crate) mod initial_cookie;
mod matching;
mod pattern;
pub(crate) mod pattern_checks;
mod percent_decoding;
mod request_body;
mod search;
pub(crate) mod snapshot;
pub(crate) mod step;
#[cfg(test)]
mod tests;

pub use answer::{CookieAnswer, MissingValues};
pub use collected_values::{CollectedValues, FinalUrlStatus, MissingField, MissingReason};
pub use cookie::Cookie;
pub use error::CookieStepError;
pub use field::{CookieField, Source, SourceKind};
pub use initial_cookie::InitialCookie;
pub use pattern_checks::PatternCheck;
pub use snapshot::WebSnapshot;
pub use step::{CookieStep, ExtractScript};
