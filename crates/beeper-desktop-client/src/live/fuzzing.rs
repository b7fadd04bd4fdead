//! Entry points for the fuzz targets; compiled only for fuzzing.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_core::Stream;
use tokio_websockets::{ClientBuilder, Limits};

use crate::live::frame::decode_frame;
use crate::live::message_limit::{LimitedMessages, MAX_MESSAGE_BYTES};

/// Decodes a frame, and reads all that the result offers.
pub fn frame(raw: &[u8]) {
    let frame = decode_frame(Bytes::copy_from_slice(raw));
    assert_eq!(frame.raw(), raw);
    let _ = (frame.seq(), frame.timestamp(), frame.chat_id(), format!("{frame:?}"));
    for misfit in frame.misfits() {
        let line = misfit.to_string();
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
    let written = serde_json::to_vec(&frame.into_inner());
    assert!(written.is_ok(), "{written:?}");
}

/// Reads `bytes` as what a server sends after the handshake, and every frame in it.
pub fn connection(bytes: &[u8]) {
    let stream = tokio::io::join(bytes, tokio::io::sink());
    let limits = Limits::default().max_payload_len(Some(MAX_MESSAGE_BYTES));
    let mut socket = ClientBuilder::new()
        .limits(limits)
        .take_over(LimitedMessages::new(stream));
    let mut context = Context::from_waker(Waker::noop());
    while let Poll::Ready(Some(read)) = Pin::new(&mut socket).poll_next(&mut context) {
        if let Ok(message) = read
            && !message.is_close()
        {
            frame(&Bytes::from(message.into_payload()));
        }
    }
    let _ = socket.get_ref().close_frame();
}
