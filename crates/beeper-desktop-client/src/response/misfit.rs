//! Misfits: the parts of a response that are not as documented.

use std::fmt;

use bytes::Bytes;

/// A part of a response that is not as documented, and what this crate did about it.
///
/// A server may be older or newer than this crate, or a different program. This crate reads as much of a response as it can.
/// A required value that is missing or cannot be read is [filled in](MisfitEffect::FilledIn). Any other value that cannot be
/// read is [taken out](MisfitEffect::TakenOut). Each of these is a misfit.
/// [`ResponseValue::misfits`](crate::ResponseValue::misfits) returns the misfits of a response, and
/// [`Items::misfits`](crate::paging::Items::misfits) those of a stream.
///
/// A misfit displays as one line with the place and the reason, as in `` `items[3]` was taken out: `items[3].senderID` is
/// missing ``. The line may contain a key of a map, which the server chose and which may be an ID; [`outline`](Self::outline)
/// returns the line without it. Neither contains the value that the server sent: [`raw`](Self::raw) returns that.
///
/// ```
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
/// let page = client.list_messages("!room:beeper.local").await?;
/// for message in &page.items {
///     println!("{}", message.text.as_deref().unwrap_or_default());
/// }
/// for misfit in page.misfits() {
///     eprintln!("{misfit}");
///     // A message that this crate cannot read is still there as the server sent it.
///     if let Ok(serde_json::Value::Object(odd)) = serde_json::from_slice(misfit.raw()) {
///         eprintln!("it has {} members", odd.len());
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Misfit {
    effect: MisfitEffect,
    reason: MisfitReason,
    path: Box<[Segment]>,
    /// The number of path segments that lead to the value that was filled in or taken out.
    place: usize,
    raw: Bytes,
}

/// What this crate did with a part of a response that is not as documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MisfitEffect {
    /// The value is required, and was missing or could not be read.
    ///
    /// The response contains an empty value in its place: an empty text, 0, `false`, an empty list, an unknown value of an
    /// enum, or an object made of these.
    FilledIn,
    /// The value could not be read, and the response does not contain it.
    TakenOut,
}

/// Why a part of a response is not as documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MisfitReason {
    /// The value is required, and was absent or `null`.
    Missing,
    /// The value was not of this form, for instance `an object`.
    Expected(&'static str),
    /// The text was empty, where an ID is required.
    Empty,
    /// The number was out of the range of its type.
    OutOfRange,
    /// The value was nested too deeply to be read.
    TooDeep,
    /// The object contained the same member before.
    Duplicate,
}

/// A step on the way to a value.
#[derive(Clone)]
pub(crate) enum Segment {
    Member(&'static str),
    Item(usize),
    /// The key of a map, if it can be printed.
    Key(Option<Box<str>>),
}

impl Segment {
    /// The server chooses the keys of maps: a key that is long, or has other characters than a name, is not printed.
    pub(crate) fn of_key(key: &[u8]) -> Self {
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
        let is_name = (1..=40).contains(&key.len()) && key.iter().all(plain);
        let name = std::str::from_utf8(key).ok().filter(|_| is_name);
        Self::Key(name.map(Box::from))
    }
}

/// Formats a path, as in `items[3].senderID`; `.` is the whole response.
pub(crate) fn path(segments: &[Segment]) -> String {
    write_path(segments, |index| index.to_string(), |key| key.unwrap_or("?"))
}

/// Formats a path without item numbers and keys, as in `items[*].senderID`.
fn outline(segments: &[Segment]) -> String {
    write_path(segments, |_| "*".to_owned(), |_| "*")
}

fn write_path<'a>(
    segments: &'a [Segment],
    index: impl Fn(usize) -> String,
    key: impl Fn(Option<&'a str>) -> &'a str,
) -> String {
    let mut path = String::new();
    for segment in segments {
        let name = match segment {
            Segment::Item(number) => {
                path.push_str(&format!("[{}]", index(*number)));
                continue;
            }
            Segment::Member(name) => name,
            Segment::Key(name) => key(name.as_deref()),
        };
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
    }
    if path.is_empty() { ".".to_owned() } else { path }
}

impl Misfit {
    pub(crate) fn new(
        effect: MisfitEffect,
        reason: MisfitReason,
        path: Box<[Segment]>,
        place: usize,
        raw: Bytes,
    ) -> Self {
        Self {
            effect,
            reason,
            path,
            place,
            raw,
        }
    }

    /// Returns whether the value was filled in or taken out.
    pub fn effect(&self) -> MisfitEffect {
        self.effect
    }

    /// Returns why the value is not as documented.
    pub fn reason(&self) -> MisfitReason {
        self.reason
    }

    /// Returns the path of the value that is not as documented, as in `items[3].senderID`; `.` is the whole response.
    ///
    /// Items are counted from 0, as the server sent them, including those that were taken out. A key of a map appears as `?`
    /// unless it consists of up to 40 ASCII letters, digits, `_` and `-`.
    pub fn path(&self) -> String {
        path(&self.path)
    }

    /// Returns the path of the value that was filled in or taken out.
    ///
    /// It equals [`path`](Self::path) or is a beginning of it: a message without a sender has the path `items[3].senderID`, and
    /// is taken out at the place `items[3]`.
    pub fn place(&self) -> String {
        path(self.place_segments())
    }

    /// Returns the displayed line, with `*` instead of item numbers and map keys.
    ///
    /// Misfits of the same kind have the same outline, so that a program can count them. An outline contains nothing that the
    /// server sent, such as IDs, so it can go into a log or a bug report.
    ///
    /// ```
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
    /// let found = client.search_messages().query("dinner").await?;
    /// let kinds: std::collections::BTreeSet<_> = found.misfits().iter().map(|misfit| misfit.outline()).collect();
    /// for kind in kinds {
    ///     eprintln!("{kind}"); // `items[*]` was taken out: `items[*].senderID` is missing
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn outline(&self) -> String {
        self.line(outline)
    }

    /// Returns the bytes that the server sent at the [`place`](Self::place), or an empty slice if it sent nothing there.
    ///
    /// They are JSON, unless a text in them is not UTF-8. They may contain secrets or what somebody wrote: do not print them.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Formats the line of the misfit, with its paths formatted by a function.
    fn line(&self, path: fn(&[Segment]) -> String) -> String {
        let effect = match self.effect {
            MisfitEffect::FilledIn => "was filled in",
            MisfitEffect::TakenOut => "was taken out",
        };
        let place = path(self.place_segments());
        if self.place < self.path.len() {
            format!("`{place}` {effect}: `{}` {}", path(&self.path), self.reason)
        } else {
            format!("`{place}` {effect}: it {}", self.reason)
        }
    }

    fn place_segments(&self) -> &[Segment] {
        self.path.get(..self.place).unwrap_or(&self.path)
    }

    /// Copies the bytes, so that the response can be dropped.
    pub(crate) fn with_owned_bytes(mut self) -> Self {
        self.raw = Bytes::copy_from_slice(&self.raw);
        self
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line(path))
    }
}

impl fmt::Debug for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Misfit")
            .field("effect", &self.effect)
            .field("reason", &self.reason)
            .field("path", &self.path())
            .field("place", &self.place())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for MisfitReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing"),
            Self::Expected(what) => write!(f, "is not {what}"),
            Self::Empty => f.write_str("is empty"),
            Self::OutOfRange => f.write_str("is out of range"),
            Self::TooDeep => f.write_str("is nested too deeply"),
            Self::Duplicate => f.write_str("occurs twice"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_shows_no_numbers_of_items_and_no_keys() {
        let path = [
            Segment::Member("chats"),
            Segment::of_key(b"room"),
            Segment::Member("labels"),
            Segment::Item(3),
            Segment::Member("id"),
        ];
        let reason = MisfitReason::Missing;
        let misfit = Misfit::new(MisfitEffect::TakenOut, reason, path.into(), 4, Bytes::new());
        assert_eq!(
            misfit.to_string(),
            "`chats.room.labels[3]` was taken out: `chats.room.labels[3].id` is missing"
        );
        assert_eq!(
            misfit.outline(),
            "`chats.*.labels[*]` was taken out: `chats.*.labels[*].id` is missing"
        );

        let misfit = Misfit::new(
            MisfitEffect::FilledIn,
            reason,
            [Segment::Item(0)].into(),
            1,
            Bytes::new(),
        );
        assert_eq!(misfit.outline(), "`[*]` was filled in: it is missing");
    }
}
