//! The position of a watch, which a program saves in order to continue later.

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::de::{Deserializer, Error as _};
use serde::ser::{Error as _, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::generated::types::{ChatId, Message};
use crate::live::watch::content::{hash_of_id, millis};
use crate::live::watch::memory::{CROWD, ChatMemory, MAX_RECENT, Memory, NEVER, RecentMessage};

/// The version of the format that this crate writes.
const VERSION: u64 = 1;

/// How many messages of a chat a position saves.
const SAVED_RECENT: usize = CROWD;

/// The size of a saved message in bytes.
const RECENT_BYTES: usize = 24;

/// The position of a [`Watch`](crate::live::Watch): how far a program has taken its events.
///
/// [`Watch::position`](crate::live::Watch::position) returns it, and [`Watch::resume_from`](crate::live::Watch::resume_from)
/// continues from it, even in another run of the program. Save it as a text with [`to_string`](ToString::to_string) and
/// [`parse`](str::parse), or as part of your own data with serde, in any self-describing format such as JSON.
///
/// Its size grows with the number of chats: about 150 bytes for each, and up to 700 for a chat in which something has happened.
/// It contains IDs of chats, times and hashes, but nothing that somebody wrote.
///
/// ```no_run
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut watch = client.watch();
/// if let Ok(saved) = std::fs::read_to_string("position.json") {
///     watch = watch.resume_from(saved.parse()?);
/// }
/// while let Some(event) = watch.next().await {
///     println!("{:?}", event?);
///     std::fs::write("position.json", watch.position().to_string())?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct WatchPosition {
    /// The memory of the watch. `None` before the watch has read the list of chats for the first time.
    pub(super) memory: Option<Memory>,
}

/// The error for a text that is not a valid [`WatchPosition`].
///
/// It displays as one line, which also describes what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPosition {
    problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    /// A newer version of this crate wrote the position.
    Newer(u64),
    NotJson {
        line: usize,
        column: usize,
    },
    NoVersion,
    UnknownVersion,
    Broken(&'static str),
}

impl InvalidPosition {
    /// Returns whether a newer version of this crate wrote the position. Update the program to read it.
    pub fn is_newer(&self) -> bool {
        matches!(self.problem, Problem::Newer(_))
    }

    fn of(problem: Problem) -> Self {
        Self { problem }
    }
}

/// The position in its written form.
#[derive(Serialize)]
struct Written {
    version: u64,
    chats: Option<BTreeMap<ChatId, WrittenChat>>,
}

#[derive(Serialize, Deserialize)]
struct WrittenChat {
    activity: Option<i64>,
    newest: Option<i64>,
    floor: Option<i64>,
    fingerprint: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    recent: String,
}

impl WatchPosition {
    /// Returns whether the program took the message before this position, or whether the message is older than the watch.
    ///
    /// A watch that continues from here does not return these messages as new. A program that copies whole chats and then follows
    /// them live copies exactly the messages that the position includes. The watch returns all others, so that none is missing
    /// and none appears twice.
    ///
    /// The program need not watch while it copies: a watch that continues from the position later returns the messages that
    /// arrived meanwhile. It [cannot detect](crate::live::Watch#what-a-watch-cannot-detect) every edit and deletion of a message
    /// that the program had already copied. To get these, too, keep the watch and wait for both at once: copy in one branch of
    /// `tokio::select!`, and call [`next`](crate::live::Watch::next) in the other. If both return the same message, keep that of
    /// the event, and a message that an event reports as deleted is deleted. If the page was newer, another event follows.
    ///
    /// ```no_run
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use beeper_desktop_client::live::WatchEvent;
    ///
    /// let mut watch = client.watch();
    /// while !matches!(watch.next().await.transpose()?, Some(WatchEvent::CaughtUp) | None) {}
    /// let position = watch.position();
    /// let mut messages = client.list_messages("!room:beeper.local").items();
    /// while let Some(message) = messages.next().await.transpose()? {
    ///     if position.includes(&message) {
    ///         println!("{}", message.id);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn includes(&self, message: &Message) -> bool {
        let chat = self
            .memory
            .as_ref()
            .and_then(|memory| memory.chats.get(&message.chat_id));
        chat.is_some_and(|chat| {
            let time = millis(&message.timestamp);
            let is_old = chat.floor != NEVER && time != NEVER && time <= chat.floor;
            is_old || chat.content_of(hash_of_id(message.id.as_str())).is_some()
        })
    }

    fn written(&self) -> Written {
        let chats = self.memory.as_ref().map(|memory| {
            let chats = memory.chats.iter();
            chats.map(|(id, chat)| (id.clone(), WrittenChat::of(chat))).collect()
        });
        Written {
            version: VERSION,
            chats,
        }
    }

    fn read(mut value: Value) -> Result<Self, InvalidPosition> {
        let version = value.get("version").ok_or(Problem::NoVersion);
        match version.map_err(InvalidPosition::of)?.as_u64() {
            Some(VERSION) => {}
            Some(newer @ VERSION..) => return Err(InvalidPosition::of(Problem::Newer(newer))),
            _ => return Err(InvalidPosition::of(Problem::UnknownVersion)),
        }
        let broken = |what| InvalidPosition::of(Problem::Broken(what));
        let chats = value.get_mut("chats").ok_or(broken("`chats` is missing"))?;
        let memory = match chats.take() {
            Value::Null => None,
            chats => {
                let chats: BTreeMap<ChatId, WrittenChat> =
                    serde_json::from_value(chats).map_err(|_| broken("`chats` is not a list of chats by ID"))?;
                let chats = chats.into_iter().map(|(id, chat)| Some((id, chat.read()?)));
                let chats = chats.collect::<Option<_>>();
                let chats = chats.ok_or(broken("a chat in `chats` has a hash or a message that cannot be read"))?;
                Some(Memory { chats })
            }
        };
        Ok(Self { memory })
    }
}

impl WrittenChat {
    fn of(chat: &ChatMemory) -> Self {
        let time = |time: i64| (time != NEVER).then_some(time);
        let left_out = chat.recent.len().saturating_sub(SAVED_RECENT);
        let (forgotten, saved) = chat.recent.split_at(left_out);
        let floor = forgotten.last().map_or(chat.floor, |last| chat.floor.max(last.time));
        let mut bytes = Vec::with_capacity(saved.len() * RECENT_BYTES);
        for recent in saved {
            bytes.extend(recent.id.to_be_bytes());
            bytes.extend(recent.content.to_be_bytes());
            bytes.extend(recent.time.to_be_bytes());
        }
        Self {
            activity: time(chat.activity),
            newest: time(chat.newest),
            floor: time(floor),
            fingerprint: format!("{:x}", chat.fingerprint),
            recent: STANDARD_NO_PAD.encode(bytes),
        }
    }

    fn read(&self) -> Option<ChatMemory> {
        let bytes = STANDARD_NO_PAD.decode(&self.recent).ok()?;
        let records = bytes.chunks_exact(RECENT_BYTES);
        if !records.remainder().is_empty() || records.len() > MAX_RECENT {
            return None;
        }
        let number = |record: &[u8], at: usize| Some(u64::from_be_bytes(record.get(at..at + 8)?.try_into().ok()?));
        let recent = records.map(|record| {
            Some(RecentMessage {
                id: number(record, 0)?,
                content: number(record, 8)?,
                time: number(record, 16)?.cast_signed(),
            })
        });
        Some(ChatMemory {
            activity: self.activity.unwrap_or(NEVER),
            newest: self.newest.unwrap_or(NEVER),
            floor: self.floor.unwrap_or(NEVER),
            fingerprint: u64::from_str_radix(&self.fingerprint, 16).ok()?,
            recent: recent.collect::<Option<_>>()?,
        })
    }
}

impl Serialize for WatchPosition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written().serialize(serializer).map_err(S::Error::custom)
    }
}

impl<'de> Deserialize<'de> for WatchPosition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl FromStr for WatchPosition {
    type Err = InvalidPosition;

    fn from_str(text: &str) -> Result<Self, InvalidPosition> {
        let value = serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            InvalidPosition::of(Problem::NotJson { line, column })
        });
        Self::read(value?)
    }
}

impl fmt::Display for WatchPosition {
    /// Formats the position as one line of JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(&self.written()).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for WatchPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchPosition")
            .field("chats", &self.memory.as_ref().map(|memory| memory.chats.len()))
            .finish_non_exhaustive()
    }
}

impl fmt::Display for InvalidPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            Problem::Newer(version) => write!(
                f,
                "a newer version of this crate wrote the position (format {version}; this one reads up to {VERSION}): \
                 update the program, or start the watch without a position"
            ),
            Problem::NotJson { line, column } => write!(
                f,
                "this is not the position of a watch: it is not JSON, or was cut off (line {line}, column {column})"
            ),
            Problem::NoVersion => f.write_str("this is not the position of a watch: `version` is missing"),
            Problem::UnknownVersion => {
                f.write_str("this is not the position of a watch: no version of this crate wrote its `version`")
            }
            Problem::Broken(what) => write!(f, "the position of the watch is damaged: {what}"),
        }?;
        match self.is_newer() {
            true => Ok(()),
            false => f.write_str("; use another copy of it, or start the watch without a position"),
        }
    }
}

impl StdError for InvalidPosition {}
