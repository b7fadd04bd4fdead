//! The list of the misfits of a response or of a stream.

use std::fmt;
use std::ops::Deref;

use crate::response::misfit::Misfit;

/// The misfits of a response or of a stream: a slice of [`Misfit`], and a count of those that were not kept.
///
/// A response may have more misfits than are kept; [`omitted`](Self::omitted) returns how many more.
#[derive(Clone, Default)]
pub struct Misfits {
    misfits: Vec<Misfit>,
    omitted: usize,
}

/// The most bytes of responses that the misfits of a stream keep.
const MAX_BYTES: usize = 16 * 1024 * 1024;

impl Misfits {
    /// Returns an empty list.
    pub(crate) fn none() -> &'static Self {
        static NONE: Misfits = Misfits {
            misfits: Vec::new(),
            omitted: 0,
        };
        &NONE
    }

    pub(crate) fn new(misfits: Vec<Misfit>, omitted: usize) -> Self {
        Self { misfits, omitted }
    }

    /// Returns how many misfits were not kept. It is 0 unless there are very many.
    pub fn omitted(&self) -> usize {
        self.omitted
    }

    /// Adds the misfits of another page, up to `most` in all, and counts the rest.
    pub(crate) fn add(&mut self, others: &Self, most: usize) {
        let mut bytes: usize = self.misfits.iter().map(|misfit| misfit.raw().len()).sum();
        let small = others.misfits.iter().take_while(|misfit| {
            bytes += misfit.raw().len();
            bytes <= MAX_BYTES
        });
        let room = most.saturating_sub(self.misfits.len()).min(small.count());
        let (misfits, rest) = others.misfits.split_at(room);
        self.misfits
            .extend(misfits.iter().cloned().map(Misfit::with_owned_bytes));
        self.omitted += rest.len() + others.omitted;
    }
}

impl Deref for Misfits {
    type Target = [Misfit];

    fn deref(&self) -> &[Misfit] {
        &self.misfits
    }
}

impl IntoIterator for Misfits {
    type Item = Misfit;
    type IntoIter = std::vec::IntoIter<Misfit>;

    fn into_iter(self) -> Self::IntoIter {
        self.misfits.into_iter()
    }
}

impl<'a> IntoIterator for &'a Misfits {
    type Item = &'a Misfit;
    type IntoIter = std::slice::Iter<'a, Misfit>;

    fn into_iter(self) -> Self::IntoIter {
        self.misfits.iter()
    }
}

impl fmt::Debug for Misfits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        list.entries(&self.misfits);
        if self.omitted > 0 {
            list.entry(&format_args!("{} more", self.omitted));
        }
        list.finish()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::response::misfit::{MisfitEffect, MisfitReason};

    #[test]
    fn a_stream_keeps_no_more_of_large_values_than_an_answer_may_have() {
        let large = |count: usize| {
            let raw = Bytes::from(vec![b' '; 5 * 1024 * 1024]);
            let misfit = Misfit::new(MisfitEffect::TakenOut, MisfitReason::Missing, Box::default(), 0, raw);
            Misfits::new(vec![misfit; count], 0)
        };
        let mut misfits = Misfits::default();
        for _ in 0..3 {
            misfits.add(&large(2), 1000);
        }
        assert_eq!((misfits.len(), misfits.omitted()), (3, 3));
        misfits.add(&Misfits::new(Vec::new(), 7), 1000);
        assert_eq!((misfits.len(), misfits.omitted()), (3, 10));
    }
}
