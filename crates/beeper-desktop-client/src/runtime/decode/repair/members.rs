//! The members of an object: those that are there, and those that are required and missing.

use std::ops::Range;

use crate::response::misfit::{MisfitEffect, MisfitReason};
use crate::runtime::decode::json_scanner::skip_value;
use crate::runtime::decode::repair::{ITEMS, Odd, Pass, Step};
use crate::runtime::decode::schema::{Kind, Member};

impl Pass<'_> {
    /// An object, and first its tag, if it has one.
    pub(super) fn object(
        &mut self,
        members: &'static [Member],
        is_open: bool,
        is_exact: bool,
        tag: Option<(&'static str, Vec<u8>)>,
    ) -> Result<(), Odd> {
        let is_answer = self.path.is_empty() && tag.is_none();
        self.enter()?;
        self.out.push(b'{');
        if let Some((tag, kind)) = &tag {
            self.write_key(tag);
            self.out.extend_from_slice(kind);
        }
        let mut state = State::default();
        while self.goes_on() {
            let start = self.at;
            let key = self.key();
            let key = key.as_deref();
            if tag.as_ref().is_some_and(|(tag, _)| key == Some(tag.as_bytes())) {
                skip_value(self.body, &mut self.at);
                continue;
            }
            let member = key.and_then(|key| state.find(members, key));
            match member {
                Some((index, member)) => {
                    self.path.push(Step::Member(member.name()));
                    self.member(index, member, start, &mut state)?;
                    self.path.pop();
                }
                None if is_open => {
                    self.at = start;
                    self.comma();
                    let step = self.copy_key();
                    self.path.push(step);
                    self.any();
                    self.path.pop();
                }
                None => skip_value(self.body, &mut self.at),
            }
        }
        self.leave();
        let is_required = |(_, member): &(usize, &Member)| member.is_required();
        let mut required = members.iter().enumerate().filter(is_required);
        // It would be another product's answer, made up from the first member to the last.
        let is_foreign = is_answer && !required.clone().any(|(index, _)| state.is_there(index));
        if let (true, Some((_, member))) = (is_foreign, required.clone().next()) {
            self.path.push(Step::Member(member.name()));
            return Err(self.odd(MisfitReason::Missing));
        }
        required.try_for_each(|(index, member)| self.required(index, *member, is_exact, is_answer, &mut state))?;
        self.out.push(b'}');
        Ok(())
    }

    /// Reads a member that is there. The path ends with it.
    fn member(&mut self, index: usize, member: Member, key: usize, state: &mut State) -> Result<(), Odd> {
        let (start, kind) = (self.at, member.kind());
        if state.is_made(index) {
            let is_null = self.peek() == Some(b'n');
            skip_value(self.body, &mut self.at);
            if !is_null {
                let odd = self.odd(MisfitReason::Twice);
                self.tell_taken_out(odd, start..self.at);
            }
            return Ok(());
        }
        state.there |= 1 << index;
        if let Some(end) = self.end_of_plain_text(kind)
            && self.is_as_written(key, member.name())
        {
            // Most members are such texts: key and value are copied as one.
            self.comma();
            self.out.extend_from_slice(self.body.get(key..end).unwrap_or_default());
            self.at = end;
            state.made |= 1 << index;
            return Ok(());
        }
        let is_null = self.peek() == Some(b'n');
        let mark = self.mark();
        let made = if is_null && !(member.is_required() && kind.has_null()) {
            skip_value(self.body, &mut self.at);
            if member.is_required() {
                state.add(Unmade {
                    index,
                    odd: None,
                    raw: start..self.at,
                });
            }
            return Ok(());
        } else if !member.is_required() && kind.is_absent_when_empty() && self.is_empty_text() {
            skip_value(self.body, &mut self.at);
            return Ok(());
        } else {
            self.copy_name(key, member.name());
            self.value(kind)
        };
        match made {
            Ok(()) => {
                if !member.is_required() && kind.has_null() && self.out.ends_with(b":null") {
                    self.out.truncate(mark.out);
                } else {
                    state.made |= 1 << index;
                }
            }
            Err(odd) if odd.is_fatal => return Err(odd),
            Err(odd) => {
                self.leave_out(&mark);
                let raw = start..self.at;
                if member.is_required() && !state.has_unmade(index) {
                    state.add(Unmade {
                        index,
                        odd: Some(odd),
                        raw,
                    });
                } else {
                    self.tell_taken_out(odd, raw);
                }
            }
        }
        Ok(())
    }

    /// Makes up a required member that is not there, or that cannot be read.
    fn required(
        &mut self,
        index: usize,
        member: Member,
        is_exact: bool,
        is_answer: bool,
        state: &mut State,
    ) -> Result<(), Odd> {
        let (name, kind) = (member.name(), member.kind());
        let unmade = state.take_unmade(index);
        self.path.push(Step::Member(name));
        if state.is_made(index) {
            // It was there a second time.
            if let Some(Unmade {
                odd: Some(odd), raw, ..
            }) = unmade
            {
                self.tell_taken_out(odd, raw);
            }
            self.path.pop();
            return Ok(());
        }
        let was_there = unmade.as_ref().is_some_and(|unmade| unmade.odd.is_some());
        if matches!(kind, Kind::List(_)) && unmade.is_some() && !was_there {
            // Null is an empty list.
            self.write_key(name);
            self.out.extend_from_slice(b"[]");
            self.path.pop();
            return Ok(());
        }
        let raw = unmade.as_ref().map_or(0..0, |unmade| unmade.raw.clone());
        let odd = unmade
            .and_then(|unmade| unmade.odd)
            .unwrap_or_else(|| self.odd(MisfitReason::Missing));
        let is_own_list = is_answer && name == ITEMS;
        let written = self.out.len();
        self.write_key(name);
        if is_exact || is_own_list || !self.fill(kind, 0) {
            self.out.truncate(written);
            return Err(odd);
        }
        let effect = match kind {
            Kind::List(_) | Kind::Map(_) if was_there => MisfitEffect::TakenOut,
            _ => MisfitEffect::FilledIn,
        };
        self.tell(effect, odd.reason, odd.path, raw);
        self.path.pop();
        Ok(())
    }
}

/// What was found of an object's members. `codegen` sees to it that there are not too many of them.
#[derive(Default)]
struct State {
    /// Those that are there, readable or not.
    there: u64,
    made: u64,
    unmade: Vec<Unmade>,
    /// The member that comes next, if they come in order.
    next: usize,
}

/// A required member that is there and was not made.
struct Unmade {
    index: usize,
    /// Why; nothing for `null`.
    odd: Option<Odd>,
    raw: Range<usize>,
}

impl State {
    fn find(&mut self, members: &[Member], key: &[u8]) -> Option<(usize, Member)> {
        let is_it = |member: &Member| member.name().as_bytes() == key;
        let (before, after) = members.split_at(self.next.min(members.len()));
        let index = match after.iter().position(is_it) {
            Some(index) => before.len() + index,
            None => before.iter().position(is_it)?,
        };
        self.next = index + 1;
        Some((index, members[index]))
    }

    fn is_there(&self, index: usize) -> bool {
        self.there & 1 << index != 0
    }

    fn is_made(&self, index: usize) -> bool {
        self.made & 1 << index != 0
    }

    /// Of several, the first that says something.
    fn add(&mut self, unmade: Unmade) {
        match self.unmade.iter_mut().find(|before| before.index == unmade.index) {
            Some(before) if before.odd.is_none() => *before = unmade,
            Some(_) => {}
            None => self.unmade.push(unmade),
        }
    }

    /// Whether one is kept that says something.
    fn has_unmade(&self, index: usize) -> bool {
        self.unmade.iter().any(|it| it.index == index && it.odd.is_some())
    }

    fn take_unmade(&mut self, index: usize) -> Option<Unmade> {
        let place = self.unmade.iter().position(|it| it.index == index)?;
        Some(self.unmade.swap_remove(place))
    }
}
