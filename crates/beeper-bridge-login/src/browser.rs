//! Web logins in a real browser: what a [cookie step](crate::cookies::CookieStep) asks for is taken from a Chromium, Chrome, Edge or
//! Brave in which the user signs in, so that nobody has to paste.
//!
//! An application offers it in the [`collect`](crate::LoginHandler::collect) of its handler, and pasting where there is no browser:
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
//! # What happens
//!
//! The browser starts with a profile of its own in the folder for temporary files, with the user agent and the cookies that the step
//! wants, and shows the step's page, unless the step is [hidden](crate::cookies::CookieStep::is_hidden). The user's own profiles are
//! never touched. Then cookies of all sites, headers and bodies of requests, headers of WebSockets, local storage and addresses are
//! read as they come, of pages, frames, workers and windows that pages open, but only under the names that the step's fields have.
//! What a page sends while it is being left may be missed: the browser does not tell.
//!
//! Once all required values are there, the page on which the sign-in ends was reached, and nothing has changed for 300 milliseconds,
//! the windows close, and the values are read once more. A value that keeps changing is taken after four seconds. The user can end it
//! sooner by closing the last window: if all required values are there, they are taken, else the login is
//! [cancelled](CaptureError::Closed).
//!
//! When the capture returns, fails, is dropped or panics, the browser, all processes that it has started, and its profile are gone.
//! If the program is killed, the browser ends by itself, and the next capture removes the profile.
//!
//! Pages are those of `https`; only a step that was allowed to begin on this computer
//! ([`allowing_http_on_loopback`](crate::cookies::CookieStep::allowing_http_on_loopback)) may stay there. Downloads and permissions
//! are denied, and dialogs do not block: a hidden page's are accepted at once, others after ten seconds. The step's script
//! runs [only if it is allowed](Chromium::allow_script), in pages of the step's site.
//!
//! # What it needs
//!
//! A Unix: the browser is spoken to over a pipe, so that no other program can listen, and on Windows Rust has none without code of
//! its own. There, [`NotSupportedHere`](CaptureError::NotSupportedHere) says that pasting works. Chromium 112 or newer; tried with
//! Debian's Chromium 156 on Linux. Chrome, Edge and Brave understand the same protocol and were not tried. As root, Chromium does not
//! start with its sandbox, which is never switched off here; give [`Chromium::at`] a script that does. Browsers that come as snaps see
//! no profile in the folder for temporary files, and are not looked for.
//!
//! Sites can tell that the browser is driven by a program (`navigator.webdriver` is `true`), and some refuse to sign anybody in
//! then. Keep pasting within reach.

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
