//! The forms in which data arrives, taken apart.

mod base64;
mod multipart;
mod percent;

pub(crate) use base64::base64;
pub(crate) use multipart::{Part, boundary, multipart};
pub(crate) use percent::{decoded_segment, encoded_segment, pairs};
