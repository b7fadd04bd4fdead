//! Detects the media type of a file and the size of a picture from the first bytes.
//!
//! Written by hand, because the libraries, one crate each, do not fit. `infer` takes three letters for a whole picture, and
//! detects scripts and web pages, which no server detects from their bytes. `imagesize` reads no size from a picture that ends
//! right after it.

const UNKNOWN: &str = "application/octet-stream";

pub(crate) fn kind_of(bytes: &[u8]) -> &'static str {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => "video/mp4",
        [b'O', b'g', b'g', b'S', ..] => "audio/ogg",
        [b'I', b'D', b'3', ..] => "audio/mpeg",
        [b'%', b'P', b'D', b'F', ..] => "application/pdf",
        _ => UNKNOWN,
    }
}

/// Returns the width and height of a PNG or GIF.
pub(crate) fn size_of(bytes: &[u8]) -> Option<(u32, u32)> {
    match kind_of(bytes) {
        "image/png" => {
            let (width, rest) = bytes.get(16..)?.split_first_chunk()?;
            let height = rest.first_chunk()?;
            Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height)))
        }
        "image/gif" => {
            let (width, rest) = bytes.get(6..)?.split_first_chunk()?;
            let height = rest.first_chunk()?;
            Some((u16::from_le_bytes(*width).into(), u16::from_le_bytes(*height).into()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_from_images() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x02\0\0\0\x03";
        assert_eq!((kind_of(png), size_of(png)), ("image/png", Some((258, 3))));
        let gif = b"GIF89a\x02\x01\x03\0";
        assert_eq!((kind_of(gif), size_of(gif)), ("image/gif", Some((258, 3))));
    }

    #[test]
    fn truncated_images_have_no_known_size() {
        assert_eq!(size_of(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01"), None);
        assert_eq!((kind_of(b"GIF"), size_of(b"GIF")), (UNKNOWN, None));
        assert_eq!(kind_of(b""), UNKNOWN);
    }
}
