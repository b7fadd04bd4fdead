//! Draws QR codes as PNG.

use png::{BitDepth, ColorType, Encoder, EncodingError, Filter};

use super::code::Qr;
use super::error::QrError;

/// The largest width of a module in a PNG file, in pixels.
pub const MAX_MODULE_PIXELS: usize = 64;

impl Qr {
    /// Draws the code as a PNG file, black on white. Requires the feature `qr-png`.
    ///
    /// Each module is `module_pixels` pixels wide and high.
    ///
    /// The file is as secret as the payload.
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
    /// Returns an error if `module_pixels` is 0 or greater than [`MAX_MODULE_PIXELS`].
    pub fn to_png(&self, module_pixels: usize) -> Result<Vec<u8>, QrError> {
        draw(self, module_pixels)
    }
}

fn draw(qr: &Qr, module_pixels: usize) -> Result<Vec<u8>, QrError> {
    if !(1..=MAX_MODULE_PIXELS).contains(&module_pixels) {
        return Err(QrError::ModulePixels);
    }
    let side = qr.full_width() * module_pixels;
    let mut pixels = Vec::with_capacity(side.div_ceil(8) * side);
    for y in 0..qr.full_width() {
        let row = row(qr, y, module_pixels);
        for _ in 0..module_pixels {
            pixels.extend_from_slice(&row);
        }
    }
    let side = u32::try_from(side).map_err(|_| QrError::ModulePixels)?;
    // Writing to memory cannot fail, so the only possible error is a size out of range.
    encode(side, &pixels).map_err(|_| QrError::ModulePixels)
}

/// Draws one row of pixels, one bit per pixel, the first in the highest bit. Light is 1; padding in the last byte is light too.
fn row(qr: &Qr, y: usize, module_pixels: usize) -> Vec<u8> {
    let mut row = vec![0xff; (qr.full_width() * module_pixels).div_ceil(8)];
    for x in (0..qr.full_width()).filter(|x| qr.is_dark_in_full(*x, y)) {
        for pixel in x * module_pixels..(x + 1) * module_pixels {
            row[pixel / 8] &= !(0x80 >> (pixel % 8));
        }
    }
    row
}

fn encode(side: u32, pixels: &[u8]) -> Result<Vec<u8>, EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}
