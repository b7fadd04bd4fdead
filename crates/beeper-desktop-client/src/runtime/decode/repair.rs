//! Makes of an answer that does not decode one that does, and tells what was filled in and taken out.
//!
//! It reads the bytes once, by the schema of the answer, and writes them anew: texts with what is no text replaced, numbers
//! and texts as the schema has them, what is required and missing with a value that says nothing. What cannot be made at all is
//! taken back, up to the place that can do without it.

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

/// Nested deeper than this, a value is not read by serde_json.
const MAX_DEPTH: usize = 127;

/// The list of the answer's own page.
const ITEMS: &str = "items";

/// How many misfits are kept of any answer. Of a large one, more are: one for so many bytes.
pub(super) const MAX_MISFITS: usize = 10_000;
const BYTES_PER_MISFIT: usize = 64;

/// For each so many steps to a misfit, it counts as one more: what lies deep in a free value is short, and its path is not.
const STEPS_PER_MISFIT: usize = 8;

/// What an answer became.
pub(crate) struct Repaired {
    /// JSON that decodes.
    pub(crate) text: Vec<u8>,
    pub(crate) misfits: Misfits,
    /// The list of the answer's own page, if it has one.
    pub(crate) items: Option<RawItems>,
}

/// The items of a page as they came, before any was taken out.
#[derive(Clone, Default)]
pub(crate) struct RawItems {
    pub(crate) count: usize,
    pub(crate) first: Bytes,
    pub(crate) last: Bytes,
}

/// Repairs an answer.
pub(crate) fn repair(body: &Bytes, schema: Kind) -> Result<Repaired, DecodeError> {
    // The whole, first: else it would be said not to fit where it is not JSON further on.
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

/// Tells of JSON that cannot be repaired why, as a misfit of the whole.
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

/// A step on the way to a value. A key is known by its place, with its quotation marks.
#[derive(Clone, Copy)]
enum Step {
    Member(&'static str),
    Item(usize),
    Key(usize, usize),
}

/// A misfit, while it is not certain that it will be one.
struct PendingMisfit {
    effect: MisfitEffect,
    reason: MisfitReason,
    path: Box<[Step]>,
    place: usize,
    raw: Range<usize>,
}

/// Why a value cannot be made.
struct Unrepairable {
    reason: MisfitReason,
    path: Box<[Step]>,
    /// Whether no place can do without it.
    is_fatal: bool,
}

/// The items of the answer's own page.
struct Items {
    count: usize,
    first: Range<usize>,
    last: Range<usize>,
}

/// One pass over the bytes of an answer, which writes them anew.
struct Pass<'a> {
    body: &'a [u8],
    is_utf8: bool,
    at: usize,
    out: Vec<u8>,
    path: Vec<Step>,
    depth: usize,
    misfits: Vec<PendingMisfit>,
    /// For how many misfits those found count.
    room_used: usize,
    omitted: usize,
    max_misfits: usize,
    items: Option<Items>,
}

/// A state of the pass, to go back to.
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

    /// Takes back what came of a value, and skips it.
    fn discard(&mut self, mark: &Mark) {
        self.out.truncate(mark.out);
        self.path.truncate(mark.path);
        self.misfits.truncate(mark.misfits);
        (self.at, self.depth) = (mark.at, mark.depth);
        (self.room_used, self.omitted) = (mark.room_used, mark.omitted);
        skip_value(self.body, &mut self.at);
    }

    /// Whether one more misfit is kept.
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

    /// Tells that the value at the end of the path is taken out.
    fn record_taken_out(&mut self, unrepairable: Unrepairable, raw: Range<usize>) {
        self.record(MisfitEffect::TakenOut, unrepairable.reason, unrepairable.path, raw);
    }

    /// Whether a list or an object may begin here.
    fn enter(&mut self) -> Result<(), Unrepairable> {
        match self.descend() {
            true => Ok(()),
            false => Err(self.unrepairable(MisfitReason::TooDeep)),
        }
    }

    /// Goes into a list or an object, unless that is too deep.
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

    /// Skips to the next member or item. `false` at the end.
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

    /// What the whole answer is refused for. A member that is missing is said of its object.
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
                (segments(steps), "not what is documented".to_owned())
            }
        };
        DecodeError::Misfit { path, reason }
    }
}
