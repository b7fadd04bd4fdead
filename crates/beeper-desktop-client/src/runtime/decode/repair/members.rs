//! Repairs the members of an object, and fills in those that are required and missing.

use std::ops::Range;

use crate::response::misfit::{MisfitEffect, MisfitReason};
use crate::runtime::decode::json_scanner::skip_value;
use crate::runtime::decode::repair::{ITEMS, Pass, Step, Unrepairable};
use crate::runtime::decode::schema::{Kind, Member};

impl Pass<'_> {
    /// Repairs an object, and writes its tag first, if it has one.
    pub(super) fn object(
        &mut self,
        members: &'static [Member],
        is_open: bool,
        is_exact: bool,
        tag: Option<(&'static str, Vec<u8>)>,
    ) -> Result<(), Unrepairable> {
        let is_answer = self.path.is_empty() && tag.is_none();
        self.enter()?;
        self.out.push(b'{');
        if let Some((tag, kind)) = &tag {
            self.write_key(tag);
            self.out.extend_from_slice(kind);
        }
        let mut states = MemberStates::default();
        while self.next_entry() {
            let start = self.at;
            let mut member = self.following_member(members, &mut states);
            if member.is_none() {
                let key = self.key();
                let key = key.as_deref();
                if tag.as_ref().is_some_and(|(tag, _)| key == Some(tag.as_bytes())) {
                    skip_value(self.body, &mut self.at);
                    continue;
                }
                member = key.and_then(|key| states.find(members, key));
            }
            match member {
                Some((index, member)) => {
                    self.path.push(Step::Member(member.name()));
                    self.member(index, member, start, &mut states)?;
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
        // A response without any of its required members is another product's, and would consist of default values only.
        let is_foreign = is_answer && !required.clone().any(|(index, _)| states.is_present(index));
        if let (true, Some((_, member))) = (is_foreign, required.clone().next()) {
            self.path.push(Step::Member(member.name()));
            return Err(self.unrepairable(MisfitReason::Missing));
        }
        required.try_for_each(|(index, member)| self.required(index, *member, is_exact, is_answer, &mut states))?;
        self.out.push(b'}');
        Ok(())
    }

    /// Reads a key that the body has with nothing before its colon, if it is a member that follows in order.
    ///
    /// Servers write most members in order, and comparing costs less than finding the end of the key.
    fn following_member(&mut self, members: &[Member], states: &mut MemberStates) -> Option<(usize, Member)> {
        let rest = self.body.get(self.at + 1..)?;
        let is_it =
            |name: &[u8]| rest.get(name.len()..name.len() + 2) == Some(b"\":") && rest.get(..name.len()) == Some(name);
        let mut following = members.iter().enumerate().skip(states.next);
        let (index, member) = following.find(|(_, member)| is_it(member.name().as_bytes()))?;
        self.at += member.name().len() + 3;
        self.skip_space();
        states.next = index + 1;
        Some((index, *member))
    }

    /// Reads a member of the body. The path ends with it.
    fn member(
        &mut self,
        index: usize,
        member: Member,
        key: usize,
        states: &mut MemberStates,
    ) -> Result<(), Unrepairable> {
        let (start, kind) = (self.at, member.kind());
        if states.is_written(index) {
            let is_null = self.peek() == Some(b'n');
            skip_value(self.body, &mut self.at);
            if !is_null {
                let unrepairable = self.unrepairable(MisfitReason::Duplicate);
                self.record_taken_out(unrepairable, start..self.at);
            }
            return Ok(());
        }
        states.present |= 1 << index;
        if let Some(end) = self.end_of_plain_text(kind)
            && self.is_as_written(key, member.name())
        {
            // Most members are plain texts, so key and value are copied at once.
            self.comma();
            self.out.extend_from_slice(self.body.get(key..end).unwrap_or_default());
            self.at = end;
            states.written |= 1 << index;
            return Ok(());
        }
        let is_null = self.peek() == Some(b'n');
        let mark = self.mark();
        let made = if is_null && !(member.is_required() && kind.has_null()) {
            skip_value(self.body, &mut self.at);
            if member.is_required() {
                states.add(UnreadMember {
                    index,
                    unrepairable: None,
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
                    states.written |= 1 << index;
                }
            }
            Err(unrepairable) if unrepairable.is_fatal => return Err(unrepairable),
            Err(unrepairable) => {
                self.discard(&mark);
                let raw = start..self.at;
                if member.is_required() && !states.has_unread(index) {
                    states.add(UnreadMember {
                        index,
                        unrepairable: Some(unrepairable),
                        raw,
                    });
                } else {
                    self.record_taken_out(unrepairable, raw);
                }
            }
        }
        Ok(())
    }

    /// Fills in a required member that is missing or cannot be read.
    fn required(
        &mut self,
        index: usize,
        member: Member,
        is_exact: bool,
        is_answer: bool,
        states: &mut MemberStates,
    ) -> Result<(), Unrepairable> {
        let (name, kind) = (member.name(), member.kind());
        let unread = states.take_unread(index);
        self.path.push(Step::Member(name));
        if states.is_written(index) {
            // The member occurred a second time.
            if let Some(UnreadMember {
                unrepairable: Some(unrepairable),
                raw,
                ..
            }) = unread
            {
                self.record_taken_out(unrepairable, raw);
            }
            self.path.pop();
            return Ok(());
        }
        let was_there = unread.as_ref().is_some_and(|unread| unread.unrepairable.is_some());
        if matches!(kind, Kind::List(_)) && unread.is_some() && !was_there {
            // `null` is read as an empty list.
            self.write_key(name);
            self.out.extend_from_slice(b"[]");
            self.path.pop();
            return Ok(());
        }
        let raw = unread.as_ref().map_or(0..0, |unread| unread.raw.clone());
        let unrepairable = unread
            .and_then(|unread| unread.unrepairable)
            .unwrap_or_else(|| self.unrepairable(MisfitReason::Missing));
        let is_own_list = is_answer && name == ITEMS;
        let written = self.out.len();
        self.write_key(name);
        // Servers that have an empty list send it, send `null`, or leave it out. All of these mean an empty list.
        let is_absent_list = matches!(kind, Kind::List(_)) && !was_there;
        if (is_exact && !is_absent_list) || is_own_list || !self.write_default(kind, 0) {
            self.out.truncate(written);
            return Err(unrepairable);
        }
        let effect = match kind {
            Kind::List(_) | Kind::Map(_) if was_there => MisfitEffect::TakenOut,
            _ => MisfitEffect::FilledIn,
        };
        self.record(effect, unrepairable.reason, unrepairable.path, raw);
        self.path.pop();
        Ok(())
    }
}

/// The state of the members of an object. `codegen` ensures that their number fits into the bits.
#[derive(Default)]
struct MemberStates {
    /// The members that the body has, readable or not.
    present: u64,
    written: u64,
    unread: Vec<UnreadMember>,
    /// The member that follows if the members are in order.
    next: usize,
}

/// A required member that the body has, and that could not be read.
struct UnreadMember {
    index: usize,
    /// The reason, or `None` for `null`.
    unrepairable: Option<Unrepairable>,
    raw: Range<usize>,
}

impl MemberStates {
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

    fn is_present(&self, index: usize) -> bool {
        self.present & 1 << index != 0
    }

    fn is_written(&self, index: usize) -> bool {
        self.written & 1 << index != 0
    }

    /// Keeps the first one with a reason.
    fn add(&mut self, unread: UnreadMember) {
        match self.unread.iter_mut().find(|before| before.index == unread.index) {
            Some(before) if before.unrepairable.is_none() => *before = unread,
            Some(_) => {}
            None => self.unread.push(unread),
        }
    }

    /// Returns whether one with a reason is kept.
    fn has_unread(&self, index: usize) -> bool {
        self.unread
            .iter()
            .any(|it| it.index == index && it.unrepairable.is_some())
    }

    fn take_unread(&mut self, index: usize) -> Option<UnreadMember> {
        let place = self.unread.iter().position(|it| it.index == index)?;
        Some(self.unread.swap_remove(place))
    }
}
