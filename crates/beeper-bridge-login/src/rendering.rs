//! Rendering for users: text that is safe to print on a terminal, and QR codes as text, SVG and PNG.

#[cfg(feature = "qr")]
pub mod qr;
pub mod text;
