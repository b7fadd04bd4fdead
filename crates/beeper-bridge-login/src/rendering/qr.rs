//! QR codes, drawn for a terminal, a web page or a window. Needs the feature `qr`.
//!
//! * [`to_terminal`] gives the text that shows a login session's payload in a terminal, and cannot fail.
//! * [`Qr::encode`] makes a code of the payload, to be drawn in other ways. Draw it anew whenever the session shows another:
//!   codes of chat networks are good for less than a minute.
//! * [`Qr::to_terminal`] draws blocks, two modules to a character. [`TerminalStyle`] says in which colours;
//!   [`Qr::terminal_columns`] and [`Qr::terminal_lines`] say whether they fit.
//! * [`Qr::to_svg`] gives an SVG document, and `Qr::to_png` the bytes of a PNG file. The latter needs the feature
//!   `qr-png`. To draw otherwise, ask [`Qr::is_dark`] for each module.
//!
//! ```
//! use beeper_bridge_login::qr::{Qr, TerminalStyle};
//! use beeper_desktop_client::types::LoginDisplay;
//!
//! # fn window() -> (usize, usize) { (80, 40) }
//! # let display = serde_json::from_str(r#"{"type": "qr", "data": "2@c29tZSBwYXlsb2Fk"}"#)?;
//! if let LoginDisplay::Qr(display) = display
//!     && let Some(data) = display.data
//! {
//!     let qr = Qr::encode(&data)?;
//!     let (columns, lines) = window();
//!     if columns < qr.terminal_columns() || lines < qr.terminal_lines() {
//!         println!("Make the window {} × {} large.", qr.terminal_columns(), qr.terminal_lines());
//!     } else {
//!         print!("{}", qr.to_terminal(TerminalStyle::default()));
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A drawing is a secret
//!
//! Whoever sees the code can sign in with it, and whoever has the drawing can read the payload off it. Keep drawings out
//! of logs, error reports and shared folders, and take them off the screen once the session has moved on. A [`Qr`] shows
//! its width and nothing else in `Debug`; what it draws are ordinary texts and bytes, which show everything. None of it
//! is wiped from memory.
//!
//! # Size
//!
//! A payload of more than 2953 bytes may be too long for any code: [`Qr::encode`] fails then. In a
//! [`LoginHandler`](crate::LoginHandler), don't return that error, which would end the login: show the payload otherwise,
//! for instance as text, as [`to_terminal`] does. The user can still copy it to where it is wanted.
//!
//! Codes have the lowest level of error correction, because a screen neither fades nor creases, and smaller codes have
//! larger modules and fit into more windows. Where a higher level takes no more room, the code has that.
//!
//! | payload in bytes, at most | modules | in a terminal |
//! |---|---|---|
//! | 53 | 29 | 37 × 19 |
//! | 106 | 37 | 45 × 23 |
//! | 154 | 45 | 53 × 27 |
//! | 230 | 53 | 61 × 31 |
//! | 271 | 57 | 65 × 33 |
//! | 425 | 69 | 77 × 39 |
//! | 2953 | 177 | 185 × 93 |
//!
//! WhatsApp's payloads have about 240 bytes: more lines than the 24 of many a new window. Drawings include the
//! [`QUIET_ZONE`], without which some scanners see no code at all.

pub(crate) mod code;
pub(crate) mod error;
#[cfg(feature = "qr-png")]
mod png;
mod svg;
mod terminal;
#[cfg(test)]
mod tests;

pub use code::{QUIET_ZONE, Qr};
pub use error::QrError;
#[cfg(feature = "qr-png")]
pub use png::MAX_MODULE_PIXELS;
pub use terminal::{TerminalStyle, to_terminal};
