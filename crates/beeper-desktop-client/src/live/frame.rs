//! A frame as the server sent it, and how it is decoded.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use serde_json::Value;

use crate::generated::types::{ChatId, EventFrame};
use crate::response::misfit::{Misfit, MisfitEffect, MisfitReason};
use crate::response::misfits::Misfits;
use crate::runtime::decode::error::DecodeError;
use crate::runtime::decode::repair::misfit_of_whole;
use crate::runtime::decode::schema::{Kind, schema_of};
use crate::runtime::decode::{Decoded, decode_answer};
use crate::values::open_value::OpenValue;
use crate::values::timestamp::Timestamp;
use crate::values::unknown::Unknown;

/// The byte order mark, which some programs write before a text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The first number from which on floating-point numbers cannot represent every integer.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// A frame that the server sent: the decoded [`EventFrame`], its bytes and its misfits.
///
/// It dereferences to the [`EventFrame`]. The methods return the fields that every event has, even for types of events that this
/// version of the crate does not know.
///
/// A frame that does not decode as the type it claims is an [`EventFrame::Unknown`], with a [misfit](Self::misfits) at the path
/// `.`. Its `kind()` is the claimed type, or empty if the frame has none.
///
/// ```no_run
/// # fn example(frame: beeper_desktop_client::live::Frame) {
/// use beeper_desktop_client::types::EventFrame;
///
/// match &*frame {
///     EventFrame::MessageDeleted(event) => println!("{} messages were deleted", event.ids.len()),
///     EventFrame::ChatUpserted(event) => println!("{} changed", event.chat_id),
///     other => println!("{} (number {:?})", other.kind(), frame.seq()),
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Frame {
    frame: EventFrame,
    misfits: Misfits,
    raw: Bytes,
    lost_before: u64,
}

impl Frame {
    /// Returns the decoded frame, without its bytes and misfits.
    pub fn into_inner(self) -> EventFrame {
        self.frame
    }

    /// Returns the number of the event on this connection, which starts at 1.
    ///
    /// Returns `None` if the frame is not an event, or if the server does not number its events.
    ///
    /// A skipped number does not always mean a lost event. If [a subscription names very many
    /// chats](crate::live::Subscription::chats), the connection itself leaves out events of other chats, and their numbers with
    /// them. [`lost_before`](Self::lost_before) counts only lost events.
    pub fn seq(&self) -> Option<i64> {
        match &self.frame {
            EventFrame::MessageUpserted(event) => event.seq,
            EventFrame::MessageDeleted(event) => event.seq,
            EventFrame::ChatUpserted(event) => event.seq,
            EventFrame::ChatDeleted(event) => event.seq,
            _ => whole_number(&self.member("seq")?),
        }
    }

    /// Returns how many events were lost between the previous frame and this one, judging by the numbers of the events.
    ///
    /// The first event should have the number 1. Every frame with a number counts, even one of an unknown type and one that the
    /// connection leaves out. A number that repeats, or is lower than an earlier one, does not count as a loss. A frame whose
    /// number cannot be read counts as lost. If the result is not 0, fetch what your program must not miss.
    pub fn lost_before(&self) -> u64 {
        self.lost_before
    }

    pub(super) fn set_lost_before(&mut self, lost: u64) {
        self.lost_before = lost;
    }

    /// Returns when the event happened according to the server, which sends a date and time or a number of milliseconds.
    pub fn timestamp(&self) -> Option<Timestamp> {
        match &self.frame {
            EventFrame::MessageUpserted(event) => event.ts.clone(),
            EventFrame::MessageDeleted(event) => event.ts.clone(),
            EventFrame::ChatUpserted(event) => event.ts.clone(),
            EventFrame::ChatDeleted(event) => event.ts.clone(),
            _ => match self.member("ts")? {
                Value::String(text) if !text.is_empty() => Some(Timestamp::from(text)),
                Value::Number(milliseconds) => Some(Timestamp::from(milliseconds.to_string())),
                _ => None,
            },
        }
    }

    /// Returns the chat that the event is about.
    pub fn chat_id(&self) -> Option<ChatId> {
        match &self.frame {
            EventFrame::MessageUpserted(event) => Some(event.chat_id.clone()),
            EventFrame::MessageDeleted(event) => Some(event.chat_id.clone()),
            EventFrame::ChatUpserted(event) => Some(event.chat_id.clone()),
            EventFrame::ChatDeleted(event) => Some(event.chat_id.clone()),
            _ => match self.member("chatID")? {
                Value::String(id) if !id.is_empty() => Some(id.into()),
                Value::Number(id) => Some(id.to_string().into()),
                _ => None,
            },
        }
    }

    /// Returns the misfits of the frame, for example entries that could not be read and were taken out.
    pub fn misfits(&self) -> &Misfits {
        &self.misfits
    }

    /// Returns the bytes of the frame. They may contain secrets or what somebody wrote: do not print them.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Returns a member of the JSON object that has no field in the decoded frame, as with unknown types of events.
    fn member(&self, name: &str) -> Option<Value> {
        let whole = match &self.frame {
            EventFrame::Unknown(Unknown(value)) => return value.as_value().get(name).cloned(),
            known => serde_json::to_value(known).ok()?,
        };
        whole.get(name).cloned()
    }
}

/// Reads a whole number from a JSON number or text, even one with a fraction of zero or an exponent, as the decoder does.
fn whole_number(value: &Value) -> Option<i64> {
    let written = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    written.parse().ok().or_else(|| {
        let number: f64 = written.parse().ok()?;
        // Larger numbers lose their fraction and are rounded, so they are not the number that the server wrote.
        let is_exact = number.fract() == 0.0 && number.abs() < MAX_EXACT;
        is_exact.then_some(number as i64)
    })
}

/// Decodes a frame. Never fails: bytes that cannot be read become an [`EventFrame::Unknown`] with a misfit.
pub(crate) fn decode_frame(raw: Bytes) -> Frame {
    let schema = || schema_of::<EventFrame>().unwrap_or(Kind::Any);
    let text = match raw.starts_with(BYTE_ORDER_MARK) {
        true => raw.slice(BYTE_ORDER_MARK.len()..),
        false => raw.clone(),
    };
    let (frame, misfits) = match decode_answer(&text, schema) {
        Ok(Decoded { value, repairs }) => (value, repairs.map(|repairs| repairs.misfits).unwrap_or_default()),
        Err(DecodeError::NotJson) => {
            let (effect, reason) = (MisfitEffect::TakenOut, MisfitReason::Expected("JSON"));
            let misfit = Misfit::new(effect, reason, Box::default(), 0, raw.clone());
            (unknown(Value::Null.into()), Misfits::new(vec![misfit], 0))
        }
        Err(DecodeError::Misfit { .. }) => {
            let misfits = misfit_of_whole(&text, schema()).into_iter().collect();
            let value = decode_answer::<OpenValue>(&text, || Kind::Any);
            let value = value.map_or_else(|_| Value::Null.into(), |decoded| decoded.value);
            (unknown(value), Misfits::new(misfits, 0))
        }
    };
    Frame {
        frame,
        misfits,
        raw,
        lost_before: 0,
    }
}

fn unknown(value: OpenValue) -> EventFrame {
    EventFrame::Unknown(Unknown(value))
}

impl Deref for Frame {
    type Target = EventFrame;

    fn deref(&self) -> &EventFrame {
        &self.frame
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame")
            .field("frame", &self.frame)
            .field("misfits", &self.misfits)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
