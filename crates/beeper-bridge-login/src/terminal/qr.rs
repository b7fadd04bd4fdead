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
//! if let LoginDisplay::Qr(display) = display {
//!     let qr = Qr::encode(&display.data)?;
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

mod error;
#[cfg(feature = "qr-png")]
mod png;
mod svg;
mod terminal;
#[cfg(test)]
mod tests;

use std::fmt;

use beeper_desktop_client::Secret;
use qrcodegen::{QrCode, QrCodeEcc};

use crate::terminal::text::{Lines, printable};

pub use error::QrError;
#[cfg(feature = "qr-png")]
pub use png::MAX_MODULE_PIXELS;
pub use terminal::TerminalStyle;

/// The light margin around a drawn code, in modules. It is as wide as the standard demands.
pub const QUIET_ZONE: usize = 4;

/// Shows a payload in a terminal: as a QR code, or as text if it is too long for one.
///
/// Either way every line ends in a line feed, and what comes out is as secret as the payload. A text is as long as it has to
/// be and has no line breaks; it holds nothing that acts on the terminal. [`Qr::encode`] and [`Qr::to_terminal`] leave more
/// to the application: what to do if the code does not fit into the window, for instance.
///
/// ```
/// use beeper_bridge_login::qr;
/// use beeper_bridge_login::{Display, DisplayStep, LoginHandler, Stop};
///
/// struct Terminal;
///
/// impl LoginHandler for Terminal {
///     async fn show(&mut self, step: &DisplayStep) -> Result<(), Stop> {
///         if let Display::Qr(payload) = step.display() {
///             print!("{}", qr::to_terminal(payload, Default::default()));
///         }
///         Ok(())
///     }
/// }
/// ```
pub fn to_terminal(payload: &Secret, style: TerminalStyle) -> String {
    match Qr::encode(payload) {
        Ok(qr) => qr.to_terminal(style),
        Err(_) => {
            let text = printable(payload.expose(), Lines::Flatten, usize::MAX);
            format!("This QR code is too large to be drawn. It says:\n{text}\n")
        }
    }
}

/// A QR code, ready to be drawn.
#[derive(Clone)]
pub struct Qr {
    width: usize,
    /// Row by row, without the quiet zone.
    dark: Vec<bool>,
}

impl Qr {
    /// The smallest code for a payload.
    ///
    /// ```
    /// use beeper_bridge_login::qr::{Qr, QrError};
    /// use beeper_desktop_client::Secret;
    ///
    /// let qr = Qr::encode(&Secret::from("https://chat.example/link#c2VjcmV0"))?;
    /// assert_eq!(qr.width(), 29);
    /// assert_eq!(format!("{qr:?}"), "Qr { width: 29, .. }");
    ///
    /// let endless = Secret::from("a".repeat(10_000));
    /// assert_eq!(Qr::encode(&endless).err(), Some(QrError::TooLong));
    /// # Ok::<(), QrError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the payload is too long. Up to 2953 bytes always fit. That is no reason to end a login: see [`to_terminal`].
    pub fn encode(payload: &Secret) -> Result<Self, QrError> {
        let code = QrCode::encode_text(payload.expose(), QrCodeEcc::Low).map_err(|_| QrError::TooLong)?;
        let side = code.size();
        Ok(Self {
            width: side.unsigned_abs() as usize,
            dark: (0..side)
                .flat_map(|y| (0..side).map(move |x| (x, y)))
                .map(|(x, y)| code.get_module(x, y))
                .collect(),
        })
    }

    /// How many modules the code is wide, and high, without the quiet zone.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether a module is dark, counted from the upper left. What lies beyond the code is light.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.width && y < self.width && self.dark[y * self.width + x]
    }

    /// How many characters a line of [`to_terminal`](Self::to_terminal) is wide.
    pub fn terminal_columns(&self) -> usize {
        self.full_width()
    }

    /// How many lines [`to_terminal`](Self::to_terminal) has.
    pub fn terminal_lines(&self) -> usize {
        self.full_width().div_ceil(2)
    }

    /// The code as text for a terminal with a font that has block characters, as all in use do.
    ///
    /// Every line ends in a line feed. Begin at the left edge; where line feeds don't go back there, as in the raw mode
    /// of terminals, print the [`lines`](str::lines) one by one. What comes out is as secret as the payload.
    ///
    /// ```
    /// # use beeper_bridge_login::qr::{Qr, TerminalStyle};
    /// # let qr = Qr::encode(&"payload".into())?;
    /// let drawing = qr.to_terminal(TerminalStyle::OnLight);
    /// assert_eq!(drawing.lines().count(), qr.terminal_lines());
    /// assert!(drawing.lines().all(|line| line.chars().count() == qr.terminal_columns()));
    /// # Ok::<(), beeper_bridge_login::qr::QrError>(())
    /// ```
    pub fn to_terminal(&self, style: TerminalStyle) -> String {
        terminal::draw(self, style)
    }

    /// The code as an SVG document, black on white, that takes the size of its container.
    ///
    /// It has no declaration in front, so that it can stand inside a web page. What comes out is as secret as the
    /// payload.
    ///
    /// ```
    /// # use beeper_bridge_login::qr::Qr;
    /// # let qr = Qr::encode(&"payload".into())?;
    /// let page = format!("<div style='width: 20em'>{}</div>", qr.to_svg());
    /// # assert!(page.contains("<svg ") && page.contains("</svg>"));
    /// # Ok::<(), beeper_bridge_login::qr::QrError>(())
    /// ```
    pub fn to_svg(&self) -> String {
        svg::draw(self)
    }

    /// The code as a PNG file, black on white, with modules of so many pixels. Needs the feature `qr-png`.
    ///
    /// What comes out is as secret as the payload.
    ///
    /// ```
    /// # use beeper_bridge_login::qr::Qr;
    /// # let qr = Qr::encode(&"payload".into())?;
    /// let file = qr.to_png(8)?;
    /// assert!(file.starts_with(b"\x89PNG"));
    /// # Ok::<(), beeper_bridge_login::qr::QrError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there are no pixels to a module, or more than [`MAX_MODULE_PIXELS`].
    #[cfg(feature = "qr-png")]
    pub fn to_png(&self, module_pixels: usize) -> Result<Vec<u8>, QrError> {
        png::draw(self, module_pixels)
    }

    /// With the quiet zone on both sides.
    fn full_width(&self) -> usize {
        self.width + 2 * QUIET_ZONE
    }

    /// As [`is_dark`](Self::is_dark), counted from the corner of the quiet zone.
    fn is_dark_in_full(&self, x: usize, y: usize) -> bool {
        match (x.checked_sub(QUIET_ZONE), y.checked_sub(QUIET_ZONE)) {
            (Some(x), Some(y)) => self.is_dark(x, y),
            _ => false,
        }
    }
}

impl fmt::Debug for Qr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Qr").field("width", &self.width).finish_non_exhaustive()
    }
}
