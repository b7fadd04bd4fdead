//! What is shown on a terminal: text that is safe to print, and QR codes.

#[cfg(feature = "qr")]
pub mod qr;
pub mod text;
