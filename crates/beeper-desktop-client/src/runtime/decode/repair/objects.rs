//! Lists, maps and objects: what in them is taken out, and what is filled in.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr2;

use crate::response::misfit::{MisfitEffect, MisfitReason};
use crate::runtime::decode::json_scanner::{skip_text, skip_value};
use crate::runtime::decode::schema::{Component, Kind, Member, Shape};

use crate::runtime::decode::repair::Items;
use crate::runtime::decode::repair::{Odd, Pass, Step};

/// The list of the answer's own page.
const ITEMS: &str = "items";

/// An object that requires one of its own kind has no end.
const DEEPEST_FILLED: usize = 16;

impl<'a> Pass<'a> {
    pub(super) fn list(&mut self, of: Kind) -> Result<(), Odd> {
        // The whole answer, of a server written in Go that has nothing to list.
        if self.path.is_empty() && self.peek() == Some(b'n') {
            skip_value(self.body, &mut self.at);
            self.out.extend_from_slice(b"[]");
            return Ok(());
        }
        if self.peek() != Some(b'[') {
            return Err(self.odd(MisfitReason::Expected("a list")));
        }
        self.enter()?;
        self.out.push(b'[');
        let is_page = matches!(self.path.as_slice(), [Step::Member(ITEMS)]);
        let mut index = 0;
        while self.goes_on() {
            self.path.push(Step::Item(index));
            let start = self.at;
            let mark = self.mark();
            self.comma();
            if let Err(odd) = self.value(of) {
                if odd.is_fatal {
                    return Err(odd);
                }
                self.leave_out(&mark);
                self.tell_taken_out(odd, start..self.at);
            }
            if is_page {
                let item = start..self.at;
                let first = self.items.as_ref().map_or(item.clone(), |items| items.first.clone());
                self.items = Some(Items {
                    count: index + 1,
                    first,
                    last: item,
                });
            }
            self.path.pop();
            index += 1;
        }
        self.leave();
        self.out.push(b']');
        Ok(())
    }

    pub(super) fn map(&mut self, of: Kind) -> Result<(), Odd> {
        if self.peek() != Some(b'{') {
            return Err(self.odd(MisfitReason::Expected("an object")));
        }
        self.enter()?;
        self.out.push(b'{');
        while self.goes_on() {
            let before = self.out.len();
            self.comma();
            let step = self.copy_key();
            self.skip_space();
            self.path.push(step);
            let start = self.at;
            let mark = self.mark();
            if let Err(odd) = self.value(of) {
                if odd.is_fatal {
                    return Err(odd);
                }
                self.leave_out(&mark);
                self.out.truncate(before);
                self.tell_taken_out(odd, start..self.at);
            }
            self.path.pop();
        }
        self.leave();
        self.out.push(b'}');
        Ok(())
    }

    pub(super) fn component(&mut self, component: &'static Component) -> Result<(), Odd> {
        let made = match component.shape {
            _ if self.peek() != Some(b'{') => Err(self.odd(MisfitReason::Expected("an object"))),
            Shape::Object(members) => self.object(members, false, component.is_exact, None),
            Shape::OpenObject(members) => self.object(members, true, component.is_exact, None),
            Shape::Tagged(tag, variants) => self.tagged(tag, variants),
        };
        made.map_err(|odd| Odd {
            is_fatal: odd.is_fatal || component.is_exact,
            ..odd
        })
    }

    /// The tag first: so the rest of the object is read without keeping it.
    fn tagged(
        &mut self,
        tag: &'static str,
        variants: &'static [(&'static str, &'static Component)],
    ) -> Result<(), Odd> {
        let kind = self.find_tag(tag)?;
        let variant = variants.iter().find(|(value, _)| kind == json_text(value));
        let (members, is_open, is_exact) = match variant.map(|(_, variant)| *variant) {
            Some(Component { is_exact, shape }) => match shape {
                Shape::Object(members) => (*members, false, *is_exact),
                Shape::OpenObject(members) => (*members, true, *is_exact),
                // No variant is a union of its own.
                Shape::Tagged(..) => (&[][..], true, *is_exact),
            },
            None => (&[][..], true, false),
        };
        let made = self.object(members, is_open, is_exact, Some((tag, kind)));
        made.map_err(|odd| Odd {
            is_fatal: odd.is_fatal || is_exact,
            ..odd
        })
    }

    /// The first text that is the tag of this object, as JSON.
    fn find_tag(&mut self, tag: &'static str) -> Result<Vec<u8>, Odd> {
        let (object, written) = (self.at, self.out.len());
        let mut reason = MisfitReason::Missing;
        let mut found = None;
        self.at += 1;
        while found.is_none() && self.goes_on() {
            let is_tag = self.key().is_some_and(|key| *key == *tag.as_bytes());
            let start = self.at;
            if is_tag && self.text().is_ok() {
                found = Some(as_serde_writes_it(self.out.split_off(written)));
            } else {
                self.at = start;
                if is_tag && self.peek() != Some(b'n') {
                    reason = MisfitReason::Expected("a string");
                }
                skip_value(self.body, &mut self.at);
            }
        }
        self.at = object;
        found.ok_or_else(|| {
            let mut odd = self.odd(reason);
            odd.path = odd.path.iter().copied().chain([Step::Member(tag)]).collect();
            odd
        })
    }

    /// Reads the key of a member, and goes to its value. `None` for one that is no text.
    fn key(&mut self) -> Option<Cow<'a, [u8]>> {
        let (body, start) = (self.body, self.at);
        let rest = body.get(start + 1..).unwrap_or_default();
        let plain = match memchr2(b'"', b'\\', rest) {
            Some(length) if rest[length] == b'"' => {
                self.at += length + 2;
                Some(&rest[..length])
            }
            _ => {
                skip_text(body, &mut self.at);
                None
            }
        };
        let end = self.at;
        self.skip_space();
        self.at += 1;
        self.skip_space();
        match plain {
            Some(key) => Some(Cow::Borrowed(key)),
            None => {
                let key = serde_json::from_slice::<String>(body.get(start..end)?).ok()?;
                Some(Cow::Owned(key.into_bytes()))
            }
        }
    }

    /// Writes the key of a member that was just read, with its colon: as it came, where it is written as it is called.
    fn copy_name(&mut self, start: usize, name: &str) {
        if self.is_as_written(start, name) {
            self.comma();
            self.out
                .extend_from_slice(self.body.get(start..self.at).unwrap_or_default());
        } else {
            self.write_key(name);
        }
    }

    /// Whether the key that was just read is its name in quotation marks and a colon, and nothing else.
    fn is_as_written(&self, start: usize, name: &str) -> bool {
        self.at - start == name.len() + 3
    }

    fn write_key(&mut self, name: &str) {
        self.comma();
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    /// An object, and first its tag, if it has one.
    fn object(
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

    /// Writes a value that says nothing. `false` where none can be made up.
    fn fill(&mut self, kind: Kind, depth: usize) -> bool {
        let value: &[u8] = match kind {
            Kind::Text | Kind::NeverEmpty => b"\"\"",
            Kind::Only(value) => {
                self.out.extend_from_slice(&json_text(value));
                return true;
            }
            Kind::Bool => b"false",
            Kind::True => b"true",
            Kind::Integer | Kind::Number => b"0",
            Kind::Any => b"null",
            Kind::List(_) => b"[]",
            Kind::Map(_) => b"{}",
            Kind::Of(Component {
                is_exact: false,
                shape: Shape::Object(members) | Shape::OpenObject(members),
            }) => {
                return self.fill_object(members, depth + 1);
            }
            Kind::Id
            | Kind::AnyId
            | Kind::Secret
            | Kind::IntegerEnum
            | Kind::Shapes
            | Kind::ShapesNeverEmpty
            | Kind::Of(_) => {
                return false;
            }
        };
        self.out.extend_from_slice(value);
        true
    }

    fn fill_object(&mut self, members: &[Member], depth: usize) -> bool {
        if depth > DEEPEST_FILLED {
            return false;
        }
        self.out.push(b'{');
        let mut required = members.iter().filter(|member| member.is_required());
        let is_filled = required.all(|member| {
            self.write_key(member.name());
            self.fill(member.kind(), depth)
        });
        self.out.push(b'}');
        is_filled
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

/// A text as [`json_text`] has it, whatever is escaped in it.
fn as_serde_writes_it(text: Vec<u8>) -> Vec<u8> {
    match serde_json::from_slice::<Cow<'_, str>>(&text) {
        Ok(plain) if text.contains(&b'\\') => json_text(&plain),
        _ => text,
    }
}

fn json_text(text: &str) -> Vec<u8> {
    serde_json::to_vec(text).unwrap_or_default()
}
