//! Pictures and sounds that belong to an input step, such as captchas.

mod file_name;

use std::fmt;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use mediatype::MediaType;
use serde_json::Value;

use file_name::safe_file_name;

/// The largest attachment that this crate decodes: 8 MiB.
pub const MAX_ATTACHMENT_BYTES: usize = 8 << 20;

const MAX_MEDIA_TYPE_LENGTH: usize = 127;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// A picture or sound to present beside the fields of a step, such as a captcha.
///
/// The crate does not compare the stated type with the bytes, which originate in the chat network. An entry that it cannot
/// decode is an [`AttachmentKind::Undecodable`], so that you can tell the user that something is missing.
///
/// ```
/// use beeper_bridge_login::input::{AttachmentKind, InputStep};
///
/// fn captcha(step: &InputStep) -> Option<&[u8]> {
///     let picture = step.attachments().iter().find(|attachment| *attachment.kind() == AttachmentKind::Image)?;
///     Some(picture.bytes())
/// }
/// ```
#[derive(Clone)]
pub struct Attachment {
    kind: AttachmentKind,
    file_name: Option<String>,
    mime_type: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
    bytes: Vec<u8>,
}

/// The kind of an attachment.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum AttachmentKind {
    /// A picture.
    Image,
    /// A sound.
    Audio,
    /// A kind that this version of the crate does not know, with the server's name for it.
    Other(String),
    /// An attachment without bytes, for this reason.
    Undecodable(&'static str),
}

impl Attachment {
    /// Returns the kind of the attachment.
    pub fn kind(&self) -> &AttachmentKind {
        &self.kind
    }

    /// Returns a name under which to save the attachment.
    ///
    /// It contains no folders, and no characters that file systems or terminals treat specially.
    pub fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    /// Returns the media type, for instance `image/png`.
    pub fn mime_type(&self) -> Option<&str> {
        self.mime_type.as_deref()
    }

    /// Returns a picture's width in pixels, as reported by the server.
    pub fn width(&self) -> Option<u32> {
        self.width
    }

    /// Returns a picture's height in pixels, as reported by the server.
    pub fn height(&self) -> Option<u32> {
        self.height
    }

    /// Returns the content, which is empty only if it could not be decoded.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Consumes the attachment and returns the content.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(super) fn decode(entry: &Value) -> Self {
        let info = entry.get("info");
        let pixels = |name| info?.get(name)?.as_u64()?.try_into().ok();
        let (kind, bytes) = match content(entry) {
            Ok(bytes) => (kind(entry), bytes),
            Err(reason) => (AttachmentKind::Undecodable(reason), Vec::new()),
        };
        Self {
            kind,
            file_name: entry.get("filename").and_then(Value::as_str).and_then(safe_file_name),
            mime_type: info
                .and_then(|info| info.get("mimetype"))
                .and_then(Value::as_str)
                .filter(|text| is_plain_media_type(text))
                .map(str::to_owned),
            width: pixels("w"),
            height: pixels("h"),
            bytes,
        }
    }
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment")
            .field("kind", &self.kind)
            .field("mime_type", &self.mime_type)
            .field("length", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

fn kind(entry: &Value) -> AttachmentKind {
    match entry.get("type").and_then(Value::as_str) {
        Some("m.image") => AttachmentKind::Image,
        Some("m.audio") => AttachmentKind::Audio,
        other => AttachmentKind::Other(other.unwrap_or_default().to_owned()),
    }
}

/// Returns `true` if a text is only a type and a subtype.
///
/// The parser ignores parameters after a semicolon, and accepts wildcards and a few characters that RFC 6838 does not allow.
fn is_plain_media_type(text: &str) -> bool {
    text.len() <= MAX_MEDIA_TYPE_LENGTH
        && !text.contains(['*', '%', '\''])
        && MediaType::parse(text).is_ok_and(|media_type| media_type.params.is_empty() && media_type.to_string() == text)
}

fn content(entry: &Value) -> Result<Vec<u8>, &'static str> {
    if !entry.is_object() {
        return Err("it is not an object");
    }
    let encoded = entry
        .get("content")
        .and_then(Value::as_str)
        .ok_or("it has no content")?;
    let encoded: String = encoded
        .chars()
        .filter(|character| !character.is_ascii_whitespace())
        .collect();
    if encoded.trim_end_matches('=').is_empty() {
        return Err("it has no content");
    }
    if encoded.trim_end_matches('=').len() / 4 * 3 > MAX_ATTACHMENT_BYTES {
        return Err("it is too large");
    }
    let engine = if encoded.contains(['-', '_']) {
        URL_SAFE
    } else {
        STANDARD
    };
    engine.decode(encoded).map_err(|_| "its content is not base64")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn with_content(content: &str) -> Attachment {
        Attachment::decode(&json!({"type": "m.image", "content": content}))
    }

    #[test]
    fn base64_of_every_common_form_is_decoded() {
        for content in ["+/8=", "+/8", "-_8=", "-_8", "+/8=\n", "+\r\n/ 8"] {
            assert_eq!(with_content(content).bytes(), [0xfb, 0xff], "{content}");
        }
    }

    #[test]
    fn undecodable_attachments_say_why() {
        let undecodable = |entry| match Attachment::decode(&entry).kind {
            AttachmentKind::Undecodable(reason) => reason,
            kind => panic!("{kind:?}"),
        };
        assert_eq!(undecodable(json!("text")), "it is not an object");
        assert_eq!(undecodable(json!(null)), "it is not an object");
        assert_eq!(undecodable(json!({"type": "m.image"})), "it has no content");
        assert_eq!(undecodable(json!({"content": [1]})), "it has no content");
        assert_eq!(undecodable(json!({"content": " = "})), "it has no content");
        assert_eq!(
            undecodable(json!({"content": "no base64!"})),
            "its content is not base64"
        );
        assert_eq!(undecodable(json!({"content": "+_8="})), "its content is not base64");
        let large = "A".repeat(MAX_ATTACHMENT_BYTES / 3 * 4 + 8);
        assert_eq!(undecodable(json!({"content": large})), "it is too large");
    }

    #[test]
    fn media_types_are_taken_if_they_are_a_type_and_a_subtype_and_nothing_else() {
        let mime_type = |text: &str| {
            let entry = json!({"content": "AAAA", "info": {"mimetype": text}});
            Attachment::decode(&entry).mime_type().map(str::to_owned)
        };
        let longest = format!("image/{}", "x".repeat(121));
        for accepted in [
            "image/png",
            "Image/PNG",
            "image/svg+xml",
            "application/vnd.api-1_2.x",
            &longest,
        ] {
            assert_eq!(mime_type(accepted).as_deref(), Some(accepted));
        }
        let too_long = format!("{longest}x");
        let suffix_too_long = format!("image/svg+{}", "x".repeat(120));
        for refused in [
            "",
            "image",
            "image/",
            "/png",
            "image/png;",
            "image/png; ",
            "image/png ;",
            "image/png\t",
            "image/png ",
            " image/png",
            "image/png; q=1",
            "image/png;q=1",
            "image/png/x",
            "image/*",
            "*/*",
            "image/p%6eg",
            "image/'png'",
            "image/png\n",
            "im\u{e4}ge/png",
            &too_long,
            &suffix_too_long,
        ] {
            assert_eq!(mime_type(refused), None, "{refused:?}");
        }
    }

    #[test]
    fn sizes_and_types_that_make_no_sense_are_left_out() {
        let attachment = Attachment::decode(&json!({
            "type": "m.sticker",
            "content": "AAAA",
            "info": {"mimetype": "image/png\u{1b}[31m", "w": -1, "h": 99_999_999_999_u64},
        }));
        assert_eq!(attachment.kind(), &AttachmentKind::Other("m.sticker".to_owned()));
        assert_eq!(
            (attachment.mime_type(), attachment.width(), attachment.height()),
            (None, None, None)
        );
        let attachment = Attachment::decode(&json!({"content": "AAAA", "info": "none", "filename": 7}));
        assert_eq!(attachment.file_name(), None);
        assert_eq!(attachment.into_bytes(), [0, 0, 0]);
    }
}
