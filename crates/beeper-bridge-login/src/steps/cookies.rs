//! Cookie steps: what to take from a browser once the user has signed in, and whether it is all there.
//!
//! * [`CookieStep`] is what the login session asks for: an address to open, and fields to collect.
//! * [`BrowserSnapshot`] is a snapshot of what a browser holds. An application fills it from its web view or extension; what a
//!   user pastes becomes one with [`paste::parse`](crate::paste::parse).
//! * [`CookieStep::collect`] brings the two together. It reads nothing but its arguments, so it can be asked again after
//!   every navigation and every new cookie; the order in which the browser gets there makes no difference.
//!
//! ```
//! use beeper_bridge_login::cookies::{BrowserSnapshot, Cookie, CookieStep};
//!
//! # let step = serde_json::from_str(r#"{
//! #     "stepID": "sign-in", "url": "https://www.example.com/login", "expectedFinalURLRegex": "/inbox$",
//! #     "fields": [{"id": "session"}, {"id": "token", "name": "X-Token", "type": "header"}]
//! # }"#)?;
//! let step = CookieStep::new(step)?; // of `beeper_desktop_client::types::CookiesStep`
//!
//! let mut browser = BrowserSnapshot::new();
//! browser
//!     .add_cookie(Cookie::new("session", "a%2Fb").domain(".example.com"))
//!     .add_request_header("https://www.example.com/api", "x-token", "t0k3n")
//!     .set_current_url("https://www.example.com/inbox");
//!
//! let collected = step.collect(&browser);
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
//!   sign-in ends, if there is a rule for that and it is met, is one as well. Of several cookies, the one on the named
//!   domain itself goes first, then the one with the most specific domain.
//! * **Local storage** is found by name, in the sign-in hosts of the step, then in the page that is open.
//! * **Request headers** are found by name, upper and lower case being the same. If the source has a pattern for the
//!   request's address, the last request that fits wins; otherwise the last to a sign-in host, then the last of all.
//!
//! Where a value comes from may be unknown, after a paste for instance. It then fits every place, but goes last.
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
//! rather than "does not fit": the value is taken and named in [`CollectedValues::unchecked`].

pub(crate) mod answer;
pub(crate) mod browser_snapshot;
pub(crate) mod collected_values;
mod domain;
pub(crate) mod error;
pub(crate) mod field;
mod field_parsing;
pub(crate) mod initial_cookie;
mod matching;
mod pattern;
mod percent_decoding;
pub(crate) mod step;
#[cfg(test)]
mod tests;

pub use answer::{CookieAnswer, MissingValues};
pub use browser_snapshot::{BrowserSnapshot, Cookie};
pub use collected_values::{CollectedValues, FinalUrlStatus, MissingField, MissingReason};
pub use error::CookieStepError;
pub use field::{CookieField, Source, SourceKind};
pub use initial_cookie::InitialCookie;
pub use step::{CookieStep, ExtractScript};
