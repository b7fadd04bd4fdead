//! Web logins in a real browser, so that the user need not paste.
//!
//! The user signs in in a Chromium, Chrome, Edge or Brave, and the capture reads the values that a [cookie
//! step](crate::cookies::CookieStep) asks for. An application uses this in the [`collect`](crate::LoginHandler::collect) method
//! of its handler, and offers pasting if there is no browser:
//!
//! ```
//! use beeper_bridge_login::browser::{CaptureError, Chromium};
//! use beeper_bridge_login::cookies::{CookieStep, WebSnapshot};
//! use beeper_bridge_login::{LoginHandler, RetryReason, Stop, paste};
//!
//! struct Window;
//! # impl Window { async fn ask_for_paste(&self, _: &CookieStep) -> Option<String> { None } }
//!
//! impl LoginHandler for Window {
//!     async fn collect(&mut self, step: &CookieStep, _: Option<&RetryReason>) -> Result<WebSnapshot, Stop> {
//!         if let Ok(browser) = Chromium::find() {
//!             match browser.capture(step).await {
//!                 Err(CaptureError::CannotStart { .. } | CaptureError::NoScreen | CaptureError::ScriptNeeded(_)) => {}
//!                 captured => return Ok(captured?),
//!             }
//!         }
//!         Ok(paste::parse(&self.ask_for_paste(step).await.ok_or(Stop::Cancel)?)?)
//!     }
//! }
//! ```
//!
//! # The course of a capture
//!
//! The browser starts with a new profile in the folder for temporary files, and with the user agent and the cookies that the
//! step requests. It shows the step's page, unless the step is [hidden](crate::cookies::CookieStep::is_hidden). The capture
//! never touches the user's own profiles. It then reads cookies of all sites, headers and bodies of requests, headers of
//! WebSockets, local storage and addresses, from pages, frames, workers and windows that pages open. It keeps only values with
//! the names of the step's fields. It may miss requests that a page sends while the browser leaves it, because the browser does
//! not report them.
//!
//! The capture ends when all required values are present, the page on which the sign-in ends was reached, and nothing has
//! changed for 300 milliseconds. It then closes the windows and reads the values once more. If a value keeps changing, it takes
//! that value after four seconds. The user can end the capture sooner by closing the last window: if all required values are
//! present, the capture returns them; otherwise the login is [cancelled](CaptureError::Closed).
//!
//! When the capture returns, fails, panics or is dropped, the browser, all processes that it started, and its profile are gone.
//! If the program is killed, the browser exits by itself, and the next capture removes the profile.
//!
//! Pages must use `https`. Only a step that may begin on this computer
//! ([`allowing_http_on_loopback`](crate::cookies::CookieStep::allowing_http_on_loopback)) may stay there. The capture denies
//! downloads and permissions. It accepts the dialogs of a hidden page at once, and others after ten seconds. The step's script
//! runs [only if you allow it](Chromium::allow_script), in pages of the step's site.
//!
//! # Requirements
//!
//! A capture requires a Unix. It drives the browser over a pipe, so that no other program can listen, and on Windows Rust offers
//! no such pipe without unsafe code. There, [`find`](Chromium::find) returns
//! [`NotSupportedHere`](CaptureError::NotSupportedHere), and the user can paste. It requires Chromium 112 or newer, and was
//! tested with Debian's Chromium 156 on Linux. Chrome, Edge and Brave understand the same protocol but were not tested. As root,
//! Chromium does not start with its sandbox, which a capture never disables; give [`Chromium::at`] a script that disables it.
//! Browsers from snap packages cannot use a profile in the folder for temporary files, so [`Chromium::find`] ignores them.
//!
//! Sites can detect that a program drives the browser (`navigator.webdriver` is `true`), and some then refuse the sign-in. So
//! offer pasting as well.

#[cfg(unix)]
mod capture;
mod chromium;
pub(crate) mod error;
mod executable;
#[cfg(unix)]
mod job;
#[cfg(unix)]
mod message;
#[cfg(unix)]
mod observer;
#[cfg(unix)]
mod pipe;
#[cfg(unix)]
mod process;
#[cfg(unix)]
mod profile;
mod progress;
#[cfg(unix)]
mod screen;
mod settings;

pub use chromium::Chromium;
pub use error::CaptureError;
pub use progress::CaptureProgress;
