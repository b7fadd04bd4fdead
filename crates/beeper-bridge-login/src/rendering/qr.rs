//! Draws QR codes for a terminal, a web page or a window. Requires the feature `qr`.
//!
//! * [`to_terminal`] returns text that shows a login session's payload in a terminal. It cannot fail.
//! * [`Qr::encode`] encodes a payload that you draw in another way. Draw it again whenever the session shows a new payload: the
//!   codes of chat networks are valid for less than a minute.
//! * [`Qr::to_terminal`] draws block characters, two modules to a character. [`TerminalStyle`] selects the colours;
//!   [`Qr::terminal_columns`] and [`Qr::terminal_lines`] return the size.
//! * [`Qr::to_svg`] returns an SVG document, and `Qr::to_png` the bytes of a PNG file. The latter requires the feature
//!   `qr-png`. To draw a code yourself, query each module with [`Qr::is_dark`].
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
//! Anybody who sees the code can sign in with it, and anybody who has the drawing can decode the payload. Keep drawings out of
//! logs, error reports and shared folders, and remove them from the screen once the session has continued. `Debug` of a [`Qr`]
//! shows only its width. Its drawings are ordinary strings and bytes, which show everything. This crate does not overwrite their
//! memory.
//!
//! # Size
//!
//! A payload of more than 2953 bytes may be too long for a QR code; [`Qr::encode`] then fails. Do not return that error from a
//! [`LoginHandler`](crate::LoginHandler), because it would end the login. Show the payload in another way, for instance as
//! text, as [`to_terminal`] does. The user can then still copy it to the other device.
//!
//! Codes have the lowest level of error correction, because a screen neither fades nor creases. Smaller codes have larger
//! modules and fit into more windows. If a higher level needs no more space, the code uses that level.
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
//! WhatsApp's payloads have about 240 bytes, so their codes need more lines than the 24 of a typical new window. Drawings
//! include the [`QUIET_ZONE`], without which some scanners detect no code.

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
