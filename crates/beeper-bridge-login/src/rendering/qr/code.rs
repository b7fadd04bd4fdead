//! A QR code as a square of dark and light modules.

use std::fmt;

use beeper_desktop_client::Secret;
use qrcodegen::{QrCode, QrCodeEcc};

use super::error::QrError;

/// The width of the light margin around a drawn code, in modules, as the standard demands.
pub const QUIET_ZONE: usize = 4;

/// A QR code that can be drawn.
#[derive(Clone)]
pub struct Qr {
    width: usize,
    /// The modules, row by row, without the quiet zone.
    dark: Vec<bool>,
}

impl Qr {
    /// Encodes a payload in the smallest code that can contain it.
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
    /// Returns an error if the payload is too long; 2953 bytes always fit. This is no reason to end a login; see
    /// [`to_terminal`](super::to_terminal).
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

    /// Returns the width of the code in modules, which is also its height, without the quiet zone.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Returns `true` if a module is dark. Coordinates count from the upper left; modules outside the code are light.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.width && y < self.width && self.dark[y * self.width + x]
    }

    /// Returns the width with the quiet zone on both sides.
    pub(super) fn full_width(&self) -> usize {
        self.width + 2 * QUIET_ZONE
    }

    /// Works as [`is_dark`](Self::is_dark), with coordinates counted from the corner of the quiet zone.
    pub(super) fn is_dark_in_full(&self, x: usize, y: usize) -> bool {
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
