//! Cookie steps: what to take from a browser once the user has signed in, and whether it is all there.
//!
//! * [`CookieStep`] is what the login session asks for: an address to open, and fields to collect.
//! * [`WebSnapshot`] is what a web login has left so far. An application fills it from its web view or extension; what a user
//!   pastes becomes one with [`paste::parse`](crate::paste::parse).
//! * [`CookieStep::collect`] brings the two together. It reads nothing but its arguments, so it can be asked again after
//!   every navigation and every new cookie; the order in which the browser gets there makes no difference.
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
//! # Where values are looked for
//!
//! A field's sources are tried in their order, and any one of them suffices. Empty values count as absent.
//!
//! * **Cookies** are found by name, upper and lower case told apart. If the source names a domain, the cookie belongs to
//!   that domain or lies below it; the leading dot, and upper and lower case, make no difference. Otherwise it belongs to
//!   a *sign-in host* of the step: the host of the step's address, its parents, or what lies below it. The page on which the
//!   sign-in ends, if there is a rule for that and it is met, is one as well. Of several cookies, the one goes first that a browser
//!   would send first to the page on which the sign-in ends: the one with the longest path, then the oldest. Where that is not
//!   known, it is the one on the named domain itself, then the one with the most specific domain. Partitioned ones go last.
//! * **Local storage** is found by name, in the origins of the step's address and of the page on which the sign-in ends.
//! * **Request headers** are found by name, upper and lower case being the same. If the source has a pattern for the
//!   request's address, the last request that fits wins; otherwise the last to a sign-in host, then the last of all.
//! * **Request bodies** are searched like headers. The name is a member of a JSON object, a key of a form, or the name of a part of
//!   a multipart body.
//! * **Special** values are those that the step's script returned for the field, see [`WebSnapshot::add_extracted`].
//!
//! Where a value comes from may be unknown, after a paste for instance. It then fits every place, but goes last.
//!
//! The page on which the sign-in ends is the last one whose address fits the step's rule, also if the login went on from there;
//! without a rule, the page that is open.
//!
//! Cookies, and nothing else, are percent-decoded: `%2B` becomes `+`, while `+` stays. What is not properly escaped is
//! taken as it is.
//!
//! # What bridges add
//!
//! Bridges send more with a step than the API describes: cookies to begin with
//! ([`initial_cookies`](CookieStep::initial_cookies)), a page that need not be shown ([`is_hidden`](CookieStep::is_hidden)), and
//! their own names for what is described. A server may pass these on as bridges call them (`extract_js`, `initial_cookies`,
//! `user_agent`, `wait_for_url_pattern`) or in the API's style (`initialCookies`, `waitForURLPattern`). Both are read; where both
//! are there, the API's goes first. What else there is stays readable in [`extra`](CookieStep::extra).
//!
//! # Patterns
//!
//! A field's pattern is searched for in the decoded value: it is anchored only if it says so itself. Bridges write their
//! patterns for other engines. Those that [`regex`] cannot run, or would take for something else, mean "cannot check"
//! rather than "does not fit": the value is taken and named in [`CollectedValues::unchecked`]. A browser can run most of them, so
//! [`CollectedValues::open_checks`] lists what there is to ask it.

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
