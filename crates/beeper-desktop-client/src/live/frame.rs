//! One frame, as the server sent it, and how it is read.

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

/// What some programs write before a text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// From here on, floating-point numbers leave out whole ones.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// One frame that the server sent: an [`EventFrame`], with what did not fit in it.
///
/// It dereferences to the [`EventFrame`]. What every event has can be asked here, whatever its type, also where this version of the
/// crate does not know it.
///
/// A frame that cannot be read as what it says it is, is an [`EventFrame::Unknown`] with a [misfit](Self::misfits) of the whole; its
/// `kind()` is what it says it is, or empty if it does not say.
///
/// ```no_run
/// # fn example(frame: beeper_desktop_client::live::Frame) {
/// use beeper_desktop_client::types::EventFrame;
///
/// match &*frame {
///     EventFrame::MessageDeleted(event) => println!("{} messages are gone", event.ids.len()),
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
    /// Returns the frame itself, taken.
    pub fn into_inner(self) -> EventFrame {
        self.frame
    }

    /// Returns the number of the event in this connection, from 1. `None` if the frame is no event, or the server does not count.
    ///
    /// A number that is left out is not always an event that was lost: the connection itself leaves events out where [a subscription
    /// names very many chats](crate::live::Subscription::chats), and their numbers with them. [`lost_before`](Self::lost_before)
    /// tells what was lost.
    pub fn seq(&self) -> Option<i64> {
        match &self.frame {
            EventFrame::MessageUpserted(event) => event.seq,
            EventFrame::MessageDeleted(event) => event.seq,
            EventFrame::ChatUpserted(event) => event.seq,
            EventFrame::ChatDeleted(event) => event.seq,
            _ => whole_number(&self.member("seq")?),
        }
    }

    /// Returns how many events are missing between the frame before this one and this one, by the numbers that the server gave them.
    ///
    /// Every frame with a number counts, also one of an unknown type, and one that the connection leaves out. The first event should have
    /// the number 1. A number that is repeated, or lower than one before, shows no loss. A frame that is too broken for its number to be
    /// read is missing. Where this is not 0, fetch what a program must not miss.
    pub fn lost_before(&self) -> u64 {
        self.lost_before
    }

    pub(super) fn set_lost_before(&mut self, lost: u64) {
        self.lost_before = lost;
    }

    /// Returns when the event happened, as the server says it: as a date and time, or as a number of milliseconds.
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

    /// Returns what did not fit: entries that cannot be read among others, which are left out.
    pub fn misfits(&self) -> &Misfits {
        &self.misfits
    }

    /// Returns the bytes of the frame. They may hold secrets, or what somebody wrote: don't print them.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Returns a member of a frame that has no field for it, as those of unknown types, or of types that are known one day.
    fn member(&self, name: &str) -> Option<Value> {
        let whole = match &self.frame {
            EventFrame::Unknown(Unknown(value)) => return value.as_value().get(name).cloned(),
            known => serde_json::to_value(known).ok()?,
        };
        whole.get(name).cloned()
    }
}

/// Reads a number as answers are read: also from a text, and where it is written with a fraction or an exponent.
fn whole_number(value: &Value) -> Option<i64> {
    let written = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    written.parse().ok().or_else(|| {
        let number: f64 = written.parse().ok()?;
        // Beyond that, a fraction is lost, and a number is another one.
        let is_exact = number.fract() == 0.0 && number.abs() < MAX_EXACT;
        is_exact.then_some(number as i64)
    })
}

/// Reads a frame. Whatever it is, there is a frame in the end.
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
