//! Base64 with or without padding, both of which servers accept.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const PADDED: GeneralPurpose = engine(DecodePaddingMode::RequireCanonical);
const UNPADDED: GeneralPurpose = engine(DecodePaddingMode::RequireNone);

/// Decodes a text; returns `None` if it is not base64.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    // The library's own "indifferent" mode also accepts incomplete padding.
    let engine = if text.ends_with('=') { PADDED } else { UNPADDED };
    engine.decode(text).ok()
}

const fn engine(padding: DecodePaddingMode) -> GeneralPurpose {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(padding)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(&STANDARD, config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_every_length_come_back() {
        for (text, bytes) in [
            ("", b"".as_slice()),
            ("Zg==", b"f"),
            ("Zg", b"f"),
            ("Zm8=", b"fo"),
            ("Zm9v", b"foo"),
            ("Zm9vYmE=", b"fooba"),
            ("/+8A", &[0xff, 0xef, 0]),
        ] {
            assert_eq!(base64(text).as_deref(), Some(bytes), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "Z", "Zg=", "Zm9v====", "Zm9v=", "Zm 9v", "Zm-v", "=", "Zg==Zg==", "Zü==",
        ] {
            assert_eq!(base64(text), None, "{text}");
        }
    }
}
