//! Creates values of [`types`](crate::types) for unit tests, without a server.
//!
//! A function that takes a value of this crate can be tested with a value from [`fixture`]. The test lists the members that
//! matter to it, as the API writes them, and `fixture` fills in the others:
//!
//! ```
//! use beeper_desktop_client::testing::fixture;
//! use beeper_desktop_client::types::Chat;
//! use serde_json::json;
//!
//! fn summary(chat: &Chat) -> String {
//!     format!("{} ({} unread)", chat.title, chat.unread_count)
//! }
//!
//! let chat: Chat = fixture(json!({"title": "Book club", "unreadCount": 3}));
//! assert_eq!(summary(&chat), "Book club (3 unread)");
//! ```
//!
//! For a complete response as the server sends it, `serde_json::from_value` is enough; its error names the first missing
//! member.
//!
//! To test code that makes calls or reads [streams](crate::paging), use a server: the crate `beeper-desktop-mock` simulates the
//! API on a port of this computer, with the chats, messages and failures that a test adds.

use std::any::type_name;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::runtime::decode::error::DecodeError;
use crate::runtime::decode::schema::{Component, Kind, Member, Shape, schema_of};
use crate::runtime::decode::serde_error::decode;

/// Creates a value from the given members, and fills in the others that its type requires.
///
/// Members are named as in the API, for instance `unreadCount`. A required member that is missing or `null` becomes an empty
/// text, 0, `false`, an empty list or map, an unknown value of an enum, or an object filled in by the same rules. A
/// [`Timestamp`](crate::Timestamp) becomes `1970-01-01T00:00:00Z`. An ID or a secret becomes the name of its member: the `id`
/// of a chat is `id`, and its `account_id` is `accountID`. Optional members stay absent. The same rules apply to objects in
/// lists and maps.
///
/// Members are filled in for the types of [`types`](crate::types) and for a `Vec` of one, as in
/// `fixture::<Vec<Message>>(json!([..]))`. Any other type that serde decodes, for instance an `Option`, a `Box`, a map, a
/// tuple or your own struct, is created from the given members only.
///
/// Unknown values of enums are accepted, because a server may send them too: a misspelt `status` becomes an unknown variant
/// and does not panic. The same is true of the tag of a union.
///
/// ```
/// use beeper_desktop_client::testing::fixture;
/// use beeper_desktop_client::types::{LoginSession, LoginStep, MessagePage};
/// use serde_json::json;
///
/// let page: MessagePage = fixture(json!({"items": [{"id": "1", "text": "Hello"}, {"id": "2"}], "hasMore": false}));
/// assert_eq!(page.items[0].text.as_deref(), Some("Hello"));
/// assert_eq!(page.items[1].chat_id, "chatID");
///
/// let session: LoginSession = fixture(json!({"currentStep": {"type": "user_input", "fields": [{"id": "phone"}]}}));
/// assert!(matches!(session.current_step, Some(LoginStep::UserInput(step)) if step.fields[0].id == "phone"));
/// ```
///
/// # Panics
///
/// Panics if the type has no member of a given name, for instance because the name is written as in Rust, and if a given
/// value does not have the documented type. Panics if a required member is a union and its tag is missing. Panics if a
/// required member is missing in a type that is not filled in. The message names the member.
#[track_caller]
pub fn fixture<T: DeserializeOwned + 'static>(given: Value) -> T {
    let (name, schema) = (short_type_name(type_name::<T>()), schema_of::<T>());
    let completed = match schema {
        Some(kind) => Path::default().complete(given, kind),
        None => Ok(given),
    };
    let text = match completed {
        Ok(value) => value.to_string(),
        Err(reason) => panic!("cannot make a `{name}`: {reason}"),
    };
    let (path, reason) = match decode(text.as_bytes()) {
        Ok(value) => return value,
        Err(DecodeError::NotJson) => panic!("cannot make a `{name}`: it cannot be encoded as JSON"),
        Err(DecodeError::Misfit { path, reason }) => (path, reason),
    };
    let note = match schema.is_none() && reason.starts_with("missing field ") {
        true => ". Missing members are filled in only for the types of the module `types`, and for `Vec`s of them",
        false => "",
    };
    let error = at(path.trim_start_matches('.'), expected_in_json(&reason));
    panic!("cannot make a `{name}`: {error}{note}");
}

/// Returns the name of a type without its modules, except for `types`.
fn short_type_name(name: &str) -> String {
    let is_of_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut short = String::new();
    let mut rest = name;
    while !rest.is_empty() {
        let path = rest.find(|c| !is_of_path(c)).unwrap_or(rest.len());
        let (path, after) = rest.split_at(path);
        let mut segments = path.rsplit("::");
        let last = segments.next().unwrap_or_default();
        if segments.next() == Some("types") {
            short.push_str("types::");
        }
        short.push_str(last);
        let other = after.find(is_of_path).unwrap_or(after.len());
        let (other, after) = after.split_at(other);
        short.push_str(other);
        rest = after;
    }
    short
}

/// Returns what was expected, with JSON's terms instead of Rust's.
fn expected_in_json(reason: &str) -> &str {
    match reason.strip_prefix("expected ") {
        Some("i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" | "isize") => {
            "expected a whole number"
        }
        Some("f32" | "f64") => "expected a number",
        Some("a sequence") => "expected a list",
        _ => reason,
    }
}

/// Adds the path to a reason, unless the path is the whole value.
fn at(path: &str, reason: &str) -> String {
    match path {
        "" => reason.to_owned(),
        path => format!("at `{path}`: {reason}"),
    }
}

/// An object that requires another one of its own type would never end.
const MAX_DEPTH: usize = 32;

/// The path of a value, for messages.
#[derive(Default)]
struct Path(Vec<String>);

impl Path {
    /// Calls a function with a segment added to the path.
    fn inside<T>(&mut self, step: String, inside: impl FnOnce(&mut Self) -> Result<T, String>) -> Result<T, String> {
        if self.0.len() == MAX_DEPTH {
            return Err(self.error("it is nested too deeply"));
        }
        self.0.push(step);
        let made = inside(self);
        self.0.pop();
        made
    }

    fn error(&self, reason: impl AsRef<str>) -> String {
        at(self.0.concat().trim_start_matches('.'), reason.as_ref())
    }

    /// Fills in the required members that are missing in a given value.
    fn complete(&mut self, given: Value, kind: Kind) -> Result<Value, String> {
        match (kind, given) {
            (Kind::List(of), Value::Array(items)) => {
                let items = items.into_iter().enumerate();
                let items = items.map(|(at, item)| self.inside(format!("[{at}]"), |path| path.complete(item, *of)));
                items.collect()
            }
            (Kind::Map(of), Value::Object(values)) => {
                let values = values.into_iter().map(|(key, value)| {
                    let value = self.inside(format!(".{key}"), |path| path.complete(value, *of))?;
                    Ok((key, value))
                });
                values.collect::<Result<_, _>>().map(Value::Object)
            }
            (Kind::Of(component), Value::Object(object)) => self.object(object, component).map(Value::Object),
            // A value of another type is reported when it is decoded.
            (_, given) => Ok(given),
        }
    }

    fn object(&mut self, given: Map<String, Value>, component: &Component) -> Result<Map<String, Value>, String> {
        match component.shape {
            Shape::Object(members) => self.members(given, members, false),
            Shape::OpenObject(members) => self.members(given, members, true),
            Shape::Tagged(tag, variants) => self.variant(given, tag, variants),
        }
    }

    /// Fills in the variant of a union. An unknown variant stays as it was given.
    fn variant(
        &mut self,
        mut given: Map<String, Value>,
        tag: &str,
        variants: &[(&str, &Component)],
    ) -> Result<Map<String, Value>, String> {
        let Some(value) = given.get(tag).and_then(Value::as_str) else {
            let known: Vec<_> = variants.iter().map(|(value, _)| format!("`{value}`")).collect();
            return Err(self.error(format!(
                "`{tag}` is missing, which selects the variant: {}",
                known.join(", ")
            )));
        };
        let Some((value, component)) = variants.iter().find(|(known, _)| *known == value) else {
            return Ok(given);
        };
        given.remove(tag);
        let mut made = self.object(given, component)?;
        made.insert(tag.to_owned(), (*value).into());
        Ok(made)
    }

    fn members(
        &mut self,
        mut given: Map<String, Value>,
        members: &[Member],
        is_open: bool,
    ) -> Result<Map<String, Value>, String> {
        let mut made = Map::new();
        for member in members {
            let (name, kind) = (member.name(), member.kind());
            let value = match given.remove(name) {
                Some(Value::Null) | None if member.is_required() => {
                    self.inside(format!(".{name}"), |path| path.fill_in(name, kind))?
                }
                Some(value) => self.inside(format!(".{name}"), |path| path.complete(value, kind))?,
                None => continue,
            };
            made.insert(name.to_owned(), value);
        }
        match given.keys().next() {
            Some(unknown) if !is_open => {
                let known: Vec<_> = members.iter().map(|member| format!("`{}`", member.name())).collect();
                Err(self.error(format!(
                    "unknown member `{unknown}`; the members are {}",
                    known.join(", ")
                )))
            }
            _ => {
                made.append(&mut given);
                Ok(made)
            }
        }
    }

    /// Returns a value for a required member that is missing.
    fn fill_in(&mut self, name: &str, kind: Kind) -> Result<Value, String> {
        Ok(match kind {
            Kind::Text | Kind::NeverEmpty => "".into(),
            Kind::Timestamp => "1970-01-01T00:00:00Z".into(),
            Kind::Id | Kind::AnyId | Kind::Secret => name.into(),
            Kind::Only(value) => value.into(),
            Kind::Bool => false.into(),
            Kind::True => true.into(),
            Kind::Integer | Kind::IntegerEnum | Kind::Number => 0.into(),
            Kind::Any | Kind::Untagged | Kind::UntaggedNeverEmpty => Value::Null,
            Kind::List(_) => Vec::<Value>::new().into(),
            Kind::Map(_) => Map::new().into(),
            Kind::Of(component) => self.object(Map::new(), component)?.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::SystemTime;

    use serde_json::json;

    use super::*;
    use crate::generated::schemas::CROSS_CHECKS;
    use crate::generated::types::{Account, Chat, LoginInputField, LoginSession, Message, MessagePage};

    #[test]
    fn every_type_is_filled_in_from_nothing_unless_it_is_of_several_kinds() {
        let mut made = 0;
        for (name, kind, cross_check) in CROSS_CHECKS {
            let Kind::Of(component) = kind else {
                panic!("no component is called {name}");
            };
            match Path::default().complete(json!({}), *kind) {
                Ok(value) => {
                    let checked = cross_check(&value.to_string().into(), *kind);
                    let checked = checked.unwrap_or_else(|error| panic!("{name}: {error:?}: {value}"));
                    assert!(checked.is_plain && checked.misfits.is_empty(), "{name}: {value}");
                    made += 1;
                }
                Err(reason) => {
                    let is_union = matches!(component.shape, Shape::Tagged(..));
                    assert!(
                        is_union || reason.contains("is missing, which selects the variant"),
                        "{name}: {reason}"
                    );
                }
            }
        }
        assert!(made > CROSS_CHECKS.len() / 2, "{made}");
    }

    #[test]
    fn given_members_stay_and_missing_ids_are_named_after_their_members() {
        let message: Message = fixture(json!({"text": "hello", "sortKey": null}));
        assert_eq!(message.text.as_deref(), Some("hello"));
        assert_eq!((message.id.as_str(), message.sender_id.as_str()), ("id", "senderID"));
        assert_eq!(message.sort_key, "");
        assert_eq!(message.timestamp.to_system_time(), Ok(SystemTime::UNIX_EPOCH));
        let page: MessagePage = fixture(json!({"items": [{"id": "a"}, {}]}));
        assert_eq!(page.items.len(), 2);
        let accounts: Vec<Account> = fixture(json!([{"user": {"fullName": "Kim"}}]));
        assert_eq!(accounts[0].user.full_name.as_deref(), Some("Kim"));
        let field: LoginInputField = fixture(json!({"more": 1}));
        assert_eq!(serde_json::to_value(&field).unwrap()["more"], 1);
        assert_eq!(fixture::<u8>(json!(7)), 7);
    }

    fn refused<T: DeserializeOwned + 'static>(given: Value) -> String {
        let panic = std::panic::catch_unwind(|| drop(fixture::<T>(given))).unwrap_err();
        panic.downcast_ref::<String>().unwrap().clone()
    }

    #[test]
    fn types_that_are_not_filled_in_say_so_where_a_member_is_missing() {
        let missing = "missing field `accountID`";
        let note = ". Missing members are filled in only for the types of the module `types`, and for `Vec`s of them";
        for (refused, name, reason) in [
            (
                refused::<Option<Chat>>(json!({})),
                "Option<types::Chat>",
                missing.to_owned(),
            ),
            (refused::<Box<Chat>>(json!({})), "Box<types::Chat>", missing.to_owned()),
            (
                refused::<BTreeMap<String, Chat>>(json!({"one": {}})),
                "BTreeMap<String, types::Chat>",
                format!("at `one`: {missing}"),
            ),
            (
                refused::<(Chat, u8)>(json!([{}, 1])),
                "(types::Chat, u8)",
                format!("at `[0]`: {missing}"),
            ),
        ] {
            assert_eq!(refused, format!("cannot make a `{name}`: {reason}{note}"));
        }
        let refused = refused::<Vec<u8>>(json!({}));
        assert_eq!(refused, "cannot make a `Vec<u8>`: expected a list");
    }

    #[test]
    fn unknown_values_of_enums_are_taken() {
        let account: Account = fixture(json!({"status": "conected"}));
        assert_eq!(account.status.as_str(), "conected");
    }

    #[test]
    fn wrong_members_and_values_are_refused_by_their_path() {
        for (refused, expected) in [
            (
                refused::<Chat>(json!({"unread_count": 3})),
                "unknown member `unread_count`; the members are `accountID`, ",
            ),
            (
                refused::<MessagePage>(json!({"items": [{}, {"texts": ""}]})),
                "at `items[1]`: unknown member `texts`; the members are",
            ),
            (refused::<Chat>(json!({"title": 7})), "at `title`: expected a string"),
            (
                refused::<Chat>(json!([])),
                "cannot make a `types::Chat`: expected an object",
            ),
            (
                refused::<Vec<Chat>>(json!({})),
                "cannot make a `Vec<types::Chat>`: expected a list",
            ),
            (
                refused::<Chat>(json!({"unreadCount": "3"})),
                "at `unreadCount`: expected a whole number",
            ),
            (
                refused::<LoginSession>(json!({"currentStep": {}})),
                "at `currentStep`: `type` is missing, which selects the variant: `",
            ),
            (
                refused::<LoginSession>(json!({"currentStep": {"type": "display_and_wait", "display": {}}})),
                "at `currentStep.display`: `type` is missing",
            ),
        ] {
            assert!(refused.contains(expected), "{refused}");
            assert!(!refused.contains("beeper_desktop_client"), "{refused}");
            assert!(!refused.contains("filled in"), "{refused}");
        }
    }
}
