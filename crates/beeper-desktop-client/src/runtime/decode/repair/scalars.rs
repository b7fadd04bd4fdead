//! Repairs texts and numbers, and copies values of any type.

use memchr::memchr2;

use crate::response::misfit::{MisfitEffect, MisfitReason};
use crate::runtime::decode::json_scanner::{NotAnInteger, integer, is_number, skip_text, skip_value};
use crate::runtime::decode::repair::{Pass, Step, Unrepairable};
use crate::runtime::decode::schema::Kind;

impl<'a> Pass<'a> {
    pub(super) fn text(&mut self) -> Result<(), Unrepairable> {
        match self.peek() {
            Some(b'"') => self.copy_text(),
            Some(b'-' | b'0'..=b'9') => {
                let number = self.literal();
                self.out.push(b'"');
                self.out.extend_from_slice(number);
                self.out.push(b'"');
            }
            _ => return Err(self.unrepairable(MisfitReason::Expected("a string"))),
        }
        Ok(())
    }

    /// Returns the end of the text at the current position, if the text can stay as it is.
    ///
    /// It can if the kind is a text, and it is not empty and has no escapes.
    pub(super) fn end_of_plain_text(&self, kind: Kind) -> Option<usize> {
        let is_text = matches!(
            kind,
            Kind::Text | Kind::NeverEmpty | Kind::Timestamp | Kind::Id | Kind::AnyId | Kind::Secret | Kind::Only(_)
        );
        let [b'"', rest @ ..] = self.body.get(self.at..)? else {
            return None;
        };
        let length = memchr2(b'"', b'\\', rest).filter(|_| is_text && self.is_utf8)?;
        (length > 0 && rest[length] == b'"').then_some(self.at + length + 2)
    }

    pub(super) fn is_empty_text(&self) -> bool {
        self.body.get(self.at..self.at + 2) == Some(b"\"\"")
    }

    /// Copies a text, with U+FFFD for invalid characters.
    pub(super) fn copy_text(&mut self) {
        let body = self.body;
        let mut copied = self.at;
        self.at += 1;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => break,
                b'\\' => {
                    let start = self.at;
                    if !self.escape() {
                        self.out.extend_from_slice(&body[copied..start]);
                        self.out.extend_from_slice("\u{fffd}".as_bytes());
                        copied = self.at;
                    }
                }
                _ => {
                    let start = self.at;
                    let rest = &body[start..];
                    self.at += memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
                    let run = &body[start..self.at];
                    if !self.is_utf8 && std::str::from_utf8(run).is_err() {
                        self.out.extend_from_slice(&body[copied..start]);
                        self.out.extend_from_slice(String::from_utf8_lossy(run).as_bytes());
                        copied = self.at;
                    }
                }
            }
        }
        self.at += 1;
        self.out
            .extend_from_slice(body.get(copied..self.at).unwrap_or_default());
    }

    /// Skips an escape, or a surrogate pair of escapes. Returns `false` if it is not a character.
    fn escape(&mut self) -> bool {
        let unit = |at: usize| match self.body.get(at..at + 6) {
            Some([b'\\', b'u', digits @ ..]) => {
                let digits = std::str::from_utf8(digits).ok()?;
                u16::from_str_radix(digits, 16).ok()
            }
            _ => None,
        };
        let Some(first) = unit(self.at) else {
            self.at += 2;
            return true;
        };
        let second = unit(self.at + 6);
        self.at += 6;
        match (first, second) {
            (0xd800..=0xdbff, Some(0xdc00..=0xdfff)) => {
                self.at += 6;
                true
            }
            (0xd800..=0xdfff, _) => false,
            _ => true,
        }
    }

    pub(super) fn boolean(&mut self) -> Result<(), Unrepairable> {
        match self.peek() {
            Some(b't' | b'f') => {
                let value = self.literal();
                self.out.extend_from_slice(value);
                Ok(())
            }
            _ => Err(self.unrepairable(MisfitReason::Expected("true or false"))),
        }
    }

    /// Returns the number at the current position, or the one inside of a text.
    fn number_here(&mut self) -> Option<&'a [u8]> {
        match self.peek()? {
            b'-' | b'0'..=b'9' => Some(self.literal()),
            b'"' => {
                let start = self.at;
                skip_text(self.body, &mut self.at);
                let text = self.body.get(start + 1..self.at.saturating_sub(1))?;
                Some(text.trim_ascii()).filter(|text| is_number(text))
            }
            _ => None,
        }
    }

    pub(super) fn integer(&mut self) -> Result<(), Unrepairable> {
        let value = self.number_here().map(integer);
        let reason = match value {
            Some(Ok(value)) => {
                self.out.extend_from_slice(value.to_string().as_bytes());
                return Ok(());
            }
            Some(Err(NotAnInteger::TooLarge)) => MisfitReason::OutOfRange,
            Some(Err(NotAnInteger::Fraction)) | None => MisfitReason::Expected("an integer"),
        };
        Err(self.unrepairable(reason))
    }

    pub(super) fn number(&mut self) -> Result<(), Unrepairable> {
        match self.number_here() {
            Some(number) if serde_json::from_slice::<f64>(number).is_ok() => {
                self.out.extend_from_slice(number);
                Ok(())
            }
            Some(_) => Err(self.unrepairable(MisfitReason::OutOfRange)),
            None => Err(self.unrepairable(MisfitReason::Expected("a number"))),
        }
    }

    /// Copies any value, with `null` for those that no type can represent.
    pub(super) fn any(&mut self) {
        self.skip_space();
        let start = self.at;
        match self.peek() {
            Some(b'"') => self.copy_text(),
            Some(open @ (b'{' | b'[')) => match self.descend() {
                true => {
                    self.out.push(open);
                    self.any_items(open == b'{');
                    self.leave();
                    self.out.push(if open == b'{' { b'}' } else { b']' });
                }
                false => {
                    skip_value(self.body, &mut self.at);
                    self.null(MisfitReason::TooDeep, start);
                }
            },
            Some(b'-' | b'0'..=b'9') => {
                let number = self.literal();
                // Only a long number, or one with an exponent, can be too large.
                let is_plain = number.len() < 300 && !number.iter().any(|byte| matches!(byte, b'e' | b'E'));
                if is_plain || serde_json::from_slice::<serde_json::Number>(number).is_ok() {
                    self.out.extend_from_slice(number);
                } else {
                    self.null(MisfitReason::OutOfRange, start);
                }
            }
            _ => {
                let value = self.literal();
                self.out.extend_from_slice(value);
            }
        }
    }

    /// Writes `null`, and records a misfit.
    ///
    /// A misfit that is only counted gets no path: there may be many of them, each deeply nested.
    fn null(&mut self, reason: MisfitReason, start: usize) {
        self.out.extend_from_slice(b"null");
        let path = match self.has_room() {
            true => self.path.as_slice().into(),
            false => Box::default(),
        };
        self.record(MisfitEffect::TakenOut, reason, path, start..self.at);
    }

    fn any_items(&mut self, is_object: bool) {
        let mut index = 0;
        while self.next_entry() {
            self.comma();
            let step = match is_object {
                true => self.copy_key(),
                false => Step::Item(index),
            };
            self.path.push(step);
            self.any();
            self.path.pop();
            index += 1;
        }
    }

    /// Copies the key of a map and its colon.
    pub(super) fn copy_key(&mut self) -> Step {
        let start = self.at;
        self.copy_text();
        let step = Step::Key(start, self.at);
        self.skip_space();
        self.at += 1;
        self.out.push(b':');
        step
    }
}
