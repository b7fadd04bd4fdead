//! Repairs lists, maps and unions, and reads the keys of objects.

use std::borrow::Cow;

use memchr::memchr2;

use crate::response::misfit::MisfitReason;
use crate::runtime::decode::json_scanner::{skip_text, skip_value};
use crate::runtime::decode::repair::{ITEMS, Items, Pass, Step, Unrepairable};
use crate::runtime::decode::schema::{Component, Kind, Shape};

impl<'a> Pass<'a> {
    pub(super) fn list(&mut self, of: Kind) -> Result<(), Unrepairable> {
        // A server written in Go sends `null` for an empty list. As a whole response, it is read as one.
        if self.path.is_empty() && self.peek() == Some(b'n') {
            skip_value(self.body, &mut self.at);
            self.out.extend_from_slice(b"[]");
            return Ok(());
        }
        if self.peek() != Some(b'[') {
            return Err(self.unrepairable(MisfitReason::Expected("a list")));
        }
        self.enter()?;
        self.out.push(b'[');
        let is_page = matches!(self.path.as_slice(), [Step::Member(ITEMS)]);
        let mut index = 0;
        while self.next_entry() {
            self.path.push(Step::Item(index));
            let start = self.at;
            let mark = self.mark();
            self.comma();
            if let Err(unrepairable) = self.value(of) {
                if unrepairable.is_fatal {
                    return Err(unrepairable);
                }
                self.discard(&mark);
                self.record_taken_out(unrepairable, start..self.at);
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

    pub(super) fn map(&mut self, of: Kind) -> Result<(), Unrepairable> {
        if self.peek() != Some(b'{') {
            return Err(self.unrepairable(MisfitReason::Expected("an object")));
        }
        self.enter()?;
        self.out.push(b'{');
        while self.next_entry() {
            let before = self.out.len();
            self.comma();
            let step = self.copy_key();
            self.skip_space();
            self.path.push(step);
            let start = self.at;
            let mark = self.mark();
            if let Err(unrepairable) = self.value(of) {
                if unrepairable.is_fatal {
                    return Err(unrepairable);
                }
                self.discard(&mark);
                self.out.truncate(before);
                self.record_taken_out(unrepairable, start..self.at);
            }
            self.path.pop();
        }
        self.leave();
        self.out.push(b'}');
        Ok(())
    }

    pub(super) fn component(&mut self, component: &'static Component) -> Result<(), Unrepairable> {
        let made = match component.shape {
            _ if self.peek() != Some(b'{') => Err(self.unrepairable(MisfitReason::Expected("an object"))),
            Shape::Object(members) => self.object(members, false, component.is_exact, None),
            Shape::OpenObject(members) => self.object(members, true, component.is_exact, None),
            Shape::Tagged(tag, variants) => self.tagged(tag, variants),
        };
        made.map_err(|unrepairable| Unrepairable {
            is_fatal: unrepairable.is_fatal || component.is_exact,
            ..unrepairable
        })
    }

    /// Finds the tag first, so that the rest of the object can be read in one pass.
    fn tagged(
        &mut self,
        tag: &'static str,
        variants: &'static [(&'static str, &'static Component)],
    ) -> Result<(), Unrepairable> {
        let kind = self.find_tag(tag)?;
        let variant = variants.iter().find(|(value, _)| kind == json_text(value));
        let (members, is_open, is_exact) = match variant.map(|(_, variant)| *variant) {
            Some(Component { is_exact, shape }) => match shape {
                Shape::Object(members) => (*members, false, *is_exact),
                Shape::OpenObject(members) => (*members, true, *is_exact),
                // Variants are objects, never unions.
                Shape::Tagged(..) => (&[][..], true, *is_exact),
            },
            None => (&[][..], true, false),
        };
        let made = self.object(members, is_open, is_exact, Some((tag, kind)));
        made.map_err(|unrepairable| Unrepairable {
            is_fatal: unrepairable.is_fatal || is_exact,
            ..unrepairable
        })
    }

    /// Returns the first text that is the tag of this object, as JSON.
    fn find_tag(&mut self, tag: &'static str) -> Result<Vec<u8>, Unrepairable> {
        let (object, written) = (self.at, self.out.len());
        let mut reason = MisfitReason::Missing;
        let mut misfits = None;
        self.at += 1;
        while misfits.is_none() && self.next_entry() {
            let is_tag = self.key().is_some_and(|key| *key == *tag.as_bytes());
            let start = self.at;
            if is_tag && self.text().is_ok() {
                misfits = Some(as_serde_writes_it(self.out.split_off(written)));
            } else {
                self.at = start;
                if is_tag && self.peek() != Some(b'n') {
                    reason = MisfitReason::Expected("a string");
                }
                skip_value(self.body, &mut self.at);
            }
        }
        self.at = object;
        misfits.ok_or_else(|| {
            let mut unrepairable = self.unrepairable(reason);
            unrepairable.path = unrepairable.path.iter().copied().chain([Step::Member(tag)]).collect();
            unrepairable
        })
    }

    /// Reads the key of a member, and moves to its value. Returns `None` if the key is not valid text.
    pub(super) fn key(&mut self) -> Option<Cow<'a, [u8]>> {
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

    /// Writes the key of the member that was just read, with its colon.
    ///
    /// Copies it if the body contains exactly the key and a colon.
    pub(super) fn copy_name(&mut self, start: usize, name: &str) {
        if self.is_as_written(start, name) {
            self.comma();
            self.out
                .extend_from_slice(self.body.get(start..self.at).unwrap_or_default());
        } else {
            self.write_key(name);
        }
    }

    /// Returns whether the body contains exactly the name in quotation marks and a colon.
    pub(super) fn is_as_written(&self, start: usize, name: &str) -> bool {
        self.at - start == name.len() + 3
    }

    pub(super) fn write_key(&mut self, name: &str) {
        self.comma();
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }
}

/// Returns a text in the form of [`json_text`], whatever is escaped in it.
fn as_serde_writes_it(text: Vec<u8>) -> Vec<u8> {
    match serde_json::from_slice::<Cow<'_, str>>(&text) {
        Ok(plain) if text.contains(&b'\\') => json_text(&plain),
        _ => text,
    }
}

pub(super) fn json_text(text: &str) -> Vec<u8> {
    serde_json::to_vec(text).unwrap_or_default()
}
