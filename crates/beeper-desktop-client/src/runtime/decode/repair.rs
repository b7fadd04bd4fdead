//! Repairs a response that does not decode, and reports what was filled in and taken out.
//!
//! One pass reads the bytes by the schema of the response, and writes them again. It replaces invalid characters in texts,
//! converts numbers and texts to the documented type, and fills in empty values for required members that are missing. If a
//! value cannot be repaired, it is taken out, together with the values around it that require it.

mod containers;
mod defaults;
mod members;
mod scalars;

use std::ops::Range;

use bytes::Bytes;
use serde::de::IgnoredAny;

use crate::response::misfit::{Misfit, MisfitEffect, MisfitReason, Segment, path};
use crate::response::misfits::Misfits;
use crate::runtime::decode::error::DecodeError;
use crate::runtime::decode::json_scanner::{literal, skip_space, skip_value};
use crate::runtime::decode::schema::Kind;

/// serde_json does not read values that are nested more deeply.
const MAX_DEPTH: usize = 127;

/// The member of a page that contains its items.
const ITEMS: &str = "items";

/// The number of misfits that are kept of any response. Large responses may have more: one for each `BYTES_PER_MISFIT` bytes.
pub(super) const MAX_MISFITS: usize = 10_000;
const BYTES_PER_MISFIT: usize = 64;

/// A misfit counts as one more for each so many segments of its path.
///
/// A value deep inside of an untyped value is short, but its path is long.
const STEPS_PER_MISFIT: usize = 8;

/// A repaired response.
pub(crate) struct Repaired {
    /// JSON that serde can decode.
    pub(crate) text: Vec<u8>,
    pub(crate) misfits: Misfits,
    /// The list of the page that the response is, if it is one.
    pub(crate) items: Option<RawItems>,
}

/// The items of a page as the server sent them, before any was taken out.
#[derive(Clone, Default)]
pub(crate) struct RawItems {
    pub(crate) count: usize,
    pub(crate) first: Bytes,
    pub(crate) last: Bytes,
}

/// Repairs a response.
pub(crate) fn repair(body: &Bytes, schema: Kind) -> Result<Repaired, DecodeError> {
    // The whole body is checked first. Otherwise, a body that stops being JSON further on would be reported as a misfit.
    if serde_json::from_slice::<IgnoredAny>(body).is_err() {
        return Err(DecodeError::NotJson);
    }
    let mut pass = Pass::new(body);
    pass.value(schema).map_err(|unrepairable| pass.error(&unrepairable))?;
    let misfits = pass.misfits.iter().map(|misfits| {
        let segments = misfits.path.iter().map(|step| pass.segment(step)).collect();
        let raw = body.slice(misfits.raw.clone());
        Misfit::new(misfits.effect, misfits.reason, segments, misfits.place, raw)
    });
    Ok(Repaired {
        misfits: Misfits::new(misfits.collect(), pass.omitted),
        items: pass.items.map(|items| RawItems {
            count: items.count,
            first: body.slice(items.first),
            last: body.slice(items.last),
        }),
        text: pass.out,
    })
}

/// Returns why JSON cannot be repaired, as a misfit of the whole body.
#[cfg(feature = "events")]
pub(crate) fn misfit_of_whole(body: &Bytes, schema: Kind) -> Option<Misfit> {
    let mut pass = Pass::new(body);
    let unrepairable = pass.value(schema).err()?;
    let segments = unrepairable.path.iter().map(|step| pass.segment(step)).collect();
    let whole = 0;
    Some(Misfit::new(
        MisfitEffect::TakenOut,
        unrepairable.reason,
        segments,
        whole,
        body.clone(),
    ))
}

/// A segment of the path to a value. A key is stored as its range in the body, including the quotation marks.
#[derive(Clone, Copy)]
enum Step {
    Member(&'static str),
    Item(usize),
    Key(usize, usize),
}

/// A misfit that is dropped if a value around it is taken out.
struct PendingMisfit {
    effect: MisfitEffect,
    reason: MisfitReason,
    path: Box<[Step]>,
    place: usize,
    raw: Range<usize>,
}

/// Why a value cannot be repaired.
struct Unrepairable {
    reason: MisfitReason,
    path: Box<[Step]>,
    /// Whether the whole response is unusable without the value.
    is_fatal: bool,
}

/// The items of the page that the response is.
struct Items {
    count: usize,
    first: Range<usize>,
    last: Range<usize>,
}

/// One pass over the bytes of a response, which writes them again.
struct Pass<'a> {
    body: &'a [u8],
    is_utf8: bool,
    at: usize,
    out: Vec<u8>,
    path: Vec<Step>,
    depth: usize,
    misfits: Vec<PendingMisfit>,
    /// The number of misfits that those found so far count for.
    room_used: usize,
    omitted: usize,
    max_misfits: usize,
    items: Option<Items>,
}

/// A state of the pass to return to.
struct Mark {
    at: usize,
    out: usize,
    path: usize,
    depth: usize,
    misfits: usize,
    room_used: usize,
    omitted: usize,
}

impl<'a> Pass<'a> {
    fn new(body: &'a [u8]) -> Self {
        Self {
            body,
            is_utf8: std::str::from_utf8(body).is_ok(),
            at: 0,
            out: Vec::with_capacity(body.len()),
            path: Vec::new(),
            depth: 0,
            misfits: Vec::new(),
            room_used: 0,
            omitted: 0,
            max_misfits: MAX_MISFITS.max(body.len() / BYTES_PER_MISFIT),
            items: None,
        }
    }

    fn value(&mut self, kind: Kind) -> Result<(), Unrepairable> {
        self.skip_space();
        match kind {
            Kind::Text | Kind::NeverEmpty | Kind::Timestamp | Kind::AnyId | Kind::Secret | Kind::Only(_) => self.text(),
            Kind::Id => match self.is_empty_text() {
                true => Err(self.unrepairable(MisfitReason::Empty)),
                false => self.text(),
            },
            Kind::Bool | Kind::True => self.boolean(),
            Kind::Integer | Kind::IntegerEnum => self.integer(),
            Kind::Number => self.number(),
            Kind::Any | Kind::Untagged | Kind::UntaggedNeverEmpty => {
                self.any();
                Ok(())
            }
            Kind::List(of) => self.list(*of),
            Kind::Map(of) => self.map(*of),
            Kind::Of(component) => self.component(component),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.body.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        skip_space(self.body, &mut self.at);
    }

    fn literal(&mut self) -> &'a [u8] {
        literal(self.body, &mut self.at)
    }

    fn unrepairable(&self, reason: MisfitReason) -> Unrepairable {
        Unrepairable {
            reason,
            path: self.path.as_slice().into(),
            is_fatal: false,
        }
    }

    fn mark(&self) -> Mark {
        Mark {
            at: self.at,
            out: self.out.len(),
            path: self.path.len(),
            depth: self.depth,
            misfits: self.misfits.len(),
            room_used: self.room_used,
            omitted: self.omitted,
        }
    }

    /// Reverts the output of a value, and skips the value.
    fn discard(&mut self, mark: &Mark) {
        self.out.truncate(mark.out);
        self.path.truncate(mark.path);
        self.misfits.truncate(mark.misfits);
        (self.at, self.depth) = (mark.at, mark.depth);
        (self.room_used, self.omitted) = (mark.room_used, mark.omitted);
        skip_value(self.body, &mut self.at);
    }

    /// Returns whether another misfit is kept.
    fn has_room(&self) -> bool {
        self.room_used < self.max_misfits
    }

    fn record(&mut self, effect: MisfitEffect, reason: MisfitReason, path: Box<[Step]>, raw: Range<usize>) {
        if !self.has_room() {
            self.omitted += 1;
            return;
        }
        self.room_used += 1 + path.len() / STEPS_PER_MISFIT;
        let place = self.path.len();
        self.misfits.push(PendingMisfit {
            effect,
            reason,
            path,
            place,
            raw,
        });
    }

    /// Records that the value at the end of the path is taken out.
    fn record_taken_out(&mut self, unrepairable: Unrepairable, raw: Range<usize>) {
        self.record(MisfitEffect::TakenOut, unrepairable.reason, unrepairable.path, raw);
    }

    /// Enters a list or an object, or returns an error if it is nested too deeply.
    fn enter(&mut self) -> Result<(), Unrepairable> {
        match self.descend() {
            true => Ok(()),
            false => Err(self.unrepairable(MisfitReason::TooDeep)),
        }
    }

    /// Enters a list or an object, and returns whether it is not nested too deeply.
    fn descend(&mut self) -> bool {
        let is_read = self.depth < MAX_DEPTH;
        if is_read {
            self.depth += 1;
            self.at += 1;
        }
        is_read
    }

    fn leave(&mut self) {
        self.depth -= 1;
        self.at += 1;
    }

    /// Skips to the next member or item, and returns whether one exists.
    fn next_entry(&mut self) -> bool {
        self.skip_space();
        if self.peek() == Some(b',') {
            self.at += 1;
            self.skip_space();
        }
        !matches!(self.peek(), Some(b'}' | b']') | None)
    }

    fn comma(&mut self) {
        if !matches!(self.out.last(), Some(b'{' | b'[')) {
            self.out.push(b',');
        }
    }
}

impl Pass<'_> {
    fn segment(&self, step: &Step) -> Segment {
        match *step {
            Step::Member(name) => Segment::Member(name),
            Step::Item(index) => Segment::Item(index),
            Step::Key(start, end) => {
                Segment::of_key(self.body.get(start + 1..end.saturating_sub(1)).unwrap_or_default())
            }
        }
    }

    /// Returns the error of a response that cannot be repaired. The path of a missing member is that of its object.
    fn error(&self, unrepairable: &Unrepairable) -> DecodeError {
        let segments = |steps: &[Step]| path(&steps.iter().map(|step| self.segment(step)).collect::<Vec<_>>());
        let (path, reason) = match (unrepairable.reason, &*unrepairable.path) {
            (MisfitReason::Missing, [object @ .., Step::Member(name)]) => {
                (segments(object), format!("missing field `{name}`"))
            }
            (MisfitReason::Expected(what), steps) => (segments(steps), format!("expected {what}")),
            (MisfitReason::Empty, steps) => (segments(steps), "expected a string that is not empty".to_owned()),
            (MisfitReason::OutOfRange, steps) => (segments(steps), "out of range".to_owned()),
            (MisfitReason::TooDeep, steps) => (segments(steps), "nested too deeply".to_owned()),
            (MisfitReason::Missing | MisfitReason::Duplicate, steps) => {
                (segments(steps), "not as documented".to_owned())
            }
        };
        DecodeError::Misfit { path, reason }
    }
}
