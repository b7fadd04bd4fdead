//! Follows the frames of a WebSocket as they are read, and stops at a message that is too large.
//!
//! The WebSocket library needs help in three points:
//!
//! * It checks the size of a single frame before it reads it, but the sum of several frames only afterwards. A message could thus
//!   take twice the memory allowed.
//! * It ends a connection when a text frame is not UTF-8, as the standard demands. Here a text that is not UTF-8 is repaired as
//!   in any other response, so this stream turns text frames into binary ones.
//! * It does not report a close code outside the standard, or a close reason that is not UTF-8. So this stream notes the close
//!   frame.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The largest size of a message, over all its frames.
pub(super) const MAX_MESSAGE_BYTES: usize = 16 * 1024 * 1024;

const IS_LAST: u8 = 0x80;
const OPCODE: u8 = 0x0f;
const IS_MASKED: u8 = 0x80;
const CONTINUATION: u8 = 0;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
/// The first opcode of control frames: close, ping and pong.
const CONTROL: u8 = 8;
const CLOSE: u8 = 8;

/// The largest payload of a control frame.
const MAX_CONTROL_BYTES: usize = 125;

/// The close code for a message that is too large.
const MESSAGE_TOO_BIG: u16 = 1009;

/// A stream that passes on the bytes of another stream, and follows the frames in them.
pub(super) struct LimitedMessages<T> {
    stream: T,
    has_read: bool,
    frames: FrameFollower,
}

impl<T> LimitedMessages<T> {
    pub(super) fn new(stream: T) -> Self {
        Self {
            stream,
            has_read: false,
            frames: FrameFollower::new(MAX_MESSAGE_BYTES as u64),
        }
    }

    /// Returns whether anything was read since the last call of this method.
    pub(super) fn take_has_read(&mut self) -> bool {
        std::mem::take(&mut self.has_read)
    }

    /// Returns whether the stream stopped at a message that is too large.
    pub(super) fn is_exceeded(&self) -> bool {
        self.frames.is_exceeded
    }

    /// Returns the code and the reason with which the other side closed the connection, as they were sent.
    pub(super) fn close_frame(&self) -> Option<(u16, String)> {
        let (code, reason) = self.frames.close.as_ref()?.split_first_chunk()?;
        Some((u16::from_be_bytes(*code), String::from_utf8_lossy(reason).into_owned()))
    }
}

impl<T: AsyncWrite + Unpin> LimitedMessages<T> {
    /// Sends the other side the close code for a message that is too large, if that is possible without waiting.
    ///
    /// The library writes nothing more after this stream has refused a message. Flush what the library wrote before.
    pub(super) fn refuse_message(&mut self, context: &mut Context<'_>) {
        let mask = fastrand::u32(..).to_ne_bytes();
        let code = MESSAGE_TOO_BIG.to_be_bytes();
        let mut frame = [
            IS_LAST | CLOSE,
            IS_MASKED | 2,
            0,
            0,
            0,
            0,
            code[0] ^ mask[0],
            code[1] ^ mask[1],
        ];
        frame[2..6].copy_from_slice(&mask);
        if Pin::new(&mut self.stream).poll_write(context, &frame).is_ready() {
            let _ = Pin::new(&mut self.stream).poll_flush(context);
        }
    }
}

/// The position of a stream within its frames.
struct FrameFollower {
    max_message: u64,
    /// The bytes of the header that is being read.
    header: [u8; 14],
    header_length: usize,
    /// How many bytes of the frame's payload have not been read yet.
    payload_left: u64,
    /// The size of the current message, over all frames so far.
    message: u64,
    is_exceeded: bool,
    /// The payload of the first close frame. The follower ignores everything after it.
    close: Option<Vec<u8>>,
}

impl FrameFollower {
    fn new(max_message: u64) -> Self {
        Self {
            max_message,
            header: [0; 14],
            header_length: 0,
            payload_left: 0,
            message: 0,
            is_exceeded: false,
            close: None,
        }
    }

    /// Follows bytes that were read, and returns how many of them to pass on.
    ///
    /// That is all of them, or those up to the header that makes a message too large, without its last byte.
    fn follow(&mut self, bytes: &mut [u8]) -> usize {
        let length = bytes.len();
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.payload_left > 0 {
                let here = rest.len().min(usize::try_from(self.payload_left).unwrap_or(usize::MAX));
                self.payload_left -= here as u64;
                let (payload, after) = rest.split_at_mut(here);
                if let Some(close) = &mut self.close {
                    let missing = MAX_CONTROL_BYTES.saturating_sub(close.len());
                    close.extend_from_slice(payload.get(..missing).unwrap_or(payload));
                }
                rest = after;
                continue;
            }
            if self.close.is_some() {
                break;
            }
            let left = rest.len();
            let Some((byte, after)) = rest.split_first_mut() else {
                break;
            };
            if self.header_length == 0 && *byte & OPCODE == TEXT {
                *byte = *byte & !OPCODE | BINARY;
            }
            self.header[self.header_length] = *byte;
            self.header_length += 1;
            rest = after;
            if let Some(length_of_payload) = self.whole_header() {
                self.header_length = 0;
                self.begin_payload(length_of_payload);
                if self.is_exceeded {
                    return length - left;
                }
            }
        }
        length
    }

    /// Returns the length of the payload once the header is complete.
    fn whole_header(&self) -> Option<u64> {
        let header = self.header.get(..self.header_length)?;
        let second = *header.get(1)?;
        let mask = if second & IS_MASKED == 0 { 0 } else { 4 };
        let short = second & !IS_MASKED;
        let extended: &[u8] = match short {
            126 => header.get(2..4)?,
            127 => header.get(2..10)?,
            _ => &[],
        };
        header.get(..2 + extended.len() + mask)?;
        let length = extended.iter().fold(0, |length, byte| length << 8 | u64::from(*byte));
        Some(if extended.is_empty() { short.into() } else { length })
    }

    fn begin_payload(&mut self, length: u64) {
        self.payload_left = length;
        let opcode = self.header[0] & OPCODE;
        if opcode == CLOSE {
            self.close = Some(Vec::new());
        }
        if opcode >= CONTROL {
            return;
        }
        if opcode != CONTINUATION {
            self.message = 0;
        }
        self.message = self.message.saturating_add(length);
        // The library refuses a single frame that is too large, and sends the close code itself.
        self.is_exceeded = self.message > self.max_message && length <= self.max_message;
        if self.header[0] & IS_LAST != 0 {
            self.message = 0;
        }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for LimitedMessages<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let too_large = || Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
        if self.frames.is_exceeded {
            return too_large();
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let read = buffer.filled_mut().get_mut(before..).unwrap_or_default();
        self.has_read |= !read.is_empty();
        let handed_on = self.frames.follow(read);
        if self.frames.is_exceeded {
            if handed_on == 0 {
                return too_large();
            }
            // The reader gets what came before the limit first, and the error at the next read.
            buffer.set_filled(before + handed_on);
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for LimitedMessages<T> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a frame with `first` as its first byte and a payload of `length` bytes.
    fn frame(first: u8, length: usize) -> Vec<u8> {
        let mut frame = vec![first];
        match length {
            0..=125 => frame.push(length as u8),
            126..=65_535 => {
                frame.push(126);
                frame.extend((length as u16).to_be_bytes());
            }
            _ => {
                frame.push(127);
                frame.extend((length as u64).to_be_bytes());
            }
        }
        // A payload that reads as frame headers, in case the follower takes it for one.
        frame.extend(std::iter::repeat_n(0x01, length));
        frame
    }

    /// Reads the frames in pieces of `piece` bytes, and returns whether they exceed the limit.
    fn is_exceeded(frames: &[Vec<u8>], piece: usize) -> bool {
        let mut follower = FrameFollower::new(100_000);
        for bytes in frames.concat().chunks_mut(piece) {
            follower.follow(bytes);
        }
        follower.is_exceeded
    }

    #[test]
    fn a_message_counts_with_all_its_frames() {
        for (frames, expected) in [
            (vec![frame(0x82, 100_000)], false),
            (vec![frame(0x82, 100_000), frame(0x82, 100_000)], false),
            (vec![frame(0x02, 50_000), frame(0x80, 50_000)], false),
            (vec![frame(0x02, 50_000), frame(0x80, 50_001)], true),
            (vec![frame(0x01, 100_000), frame(0x00, 0), frame(0x80, 1)], true),
            (vec![frame(0x01, 99_999), frame(0x89, 125), frame(0x80, 1)], false),
            (vec![frame(0x01, 99_999), frame(0x89, 0), frame(0x80, 2)], true),
            (vec![frame(0x01, 60_000), frame(0x80, 1), frame(0x02, 60_000)], false),
        ] {
            for piece in [1, 2, 7, 8192, usize::MAX] {
                assert_eq!(is_exceeded(&frames, piece), expected, "{piece}");
            }
        }
    }

    #[test]
    fn nothing_is_followed_beyond_a_message_that_is_too_large() {
        let mut follower = FrameFollower::new(10);
        let mut bytes = [frame(0x01, 10), frame(0x00, 1), frame(0x81, 1)].concat();
        // 13 bytes are the first frame, and the header of the second without its last byte.
        assert_eq!(follower.follow(&mut bytes), 13);
        assert!(follower.is_exceeded);
        assert_eq!(bytes[bytes.len() - 3], 0x81);
    }

    #[test]
    fn only_the_headers_of_texts_are_changed() {
        for piece in [1, 3, 1000] {
            let before = [frame(0x81, 200), frame(0x01, 3), frame(0x80, 3), frame(0x89, 5)].concat();
            let mut after = before.clone();
            let mut follower = FrameFollower::new(1000);
            for bytes in after.chunks_mut(piece) {
                assert_eq!(follower.follow(bytes), bytes.len());
            }
            let expected = [frame(0x82, 200), frame(0x02, 3), frame(0x80, 3), frame(0x89, 5)].concat();
            assert_eq!(after, expected);
        }
    }

    #[test]
    fn the_first_close_frame_is_noted_and_the_last_that_is_followed() {
        for piece in [1, 3, 1000] {
            let mut bytes = [frame(0x81, 200), frame(0x88, 7), frame(0x81, 3), frame(0x88, 2)].concat();
            let mut follower = FrameFollower::new(1000);
            for bytes in bytes.chunks_mut(piece) {
                assert_eq!(follower.follow(bytes), bytes.len());
            }
            assert_eq!(follower.close, Some(vec![1; 7]));
            assert_eq!(
                bytes,
                [frame(0x82, 200), frame(0x88, 7), frame(0x81, 3), frame(0x88, 2)].concat()
            );
        }
        let mut follower = FrameFollower::new(1000);
        follower.follow(&mut frame(0x88, 100_000));
        assert_eq!(follower.close.map(|close| close.len()), Some(MAX_CONTROL_BYTES));
    }

    #[test]
    fn a_masked_frame_is_followed_although_no_server_may_send_one() {
        let mut bytes = [0x82, 0x82, 1, 2, 3, 4, 0x01, 0x01, 0x81, 0x00];
        FrameFollower::new(10).follow(&mut bytes);
        assert_eq!(bytes, [0x82, 0x82, 1, 2, 3, 4, 0x01, 0x01, 0x82, 0x00]);
    }
}
