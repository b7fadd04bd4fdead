//! Checks the arguments and setters of requests.

use std::collections::BTreeMap;

use crate::runtime::request::error::RequestError;
use crate::values::clearable::Clearable;
use crate::values::open_value::OpenValue;
use crate::values::secret::Secret;
use crate::values::server_text::ServerText;
use crate::values::timestamp::Timestamp;

/// A value of a request's body, query or headers.
pub(crate) trait Argument {
    /// Returns the part of the value that cannot be sent, if there is one.
    fn invalid_part(&self) -> Option<InvalidPart> {
        None
    }
}

/// The part of an argument that cannot be sent, and why.
pub(crate) struct InvalidPart {
    /// The path from the argument to the part, innermost step first.
    path: Vec<String>,
    reason: &'static str,
}

impl InvalidPart {
    /// An empty value, which its type does not allow.
    pub(crate) const fn empty() -> Self {
        Self {
            path: Vec::new(),
            reason: "it is empty",
        }
    }

    fn of(reason: &'static str) -> Self {
        let path = Vec::new();
        Self { path, reason }
    }

    fn inside(mut self, place: impl Into<String>) -> Self {
        self.path.push(place.into());
        self
    }

    fn into_request_error(mut self, argument: &str) -> RequestError {
        let mut name = argument.to_owned();
        while let Some(place) = self.path.pop() {
            if !place.starts_with('[') {
                name.push('.');
            }
            name.push_str(&place);
        }
        RequestError::argument(name, self.reason)
    }
}

/// Returns an error with the argument's name if the argument cannot be sent.
pub(crate) fn check(name: &'static str, value: &impl Argument) -> Result<(), RequestError> {
    match value.invalid_part() {
        None => Ok(()),
        Some(refusal) => Err(refusal.into_request_error(name)),
    }
}

/// Returns an error if a list in a query is empty. It would not be sent, and the server would treat that as no restriction.
pub(crate) fn check_list<'a, T: 'a>(
    name: &'static str,
    list: impl Into<Option<&'a Vec<T>>>,
) -> Result<(), RequestError> {
    match list.into() {
        Some(list) if list.is_empty() => Err(RequestError::argument(
            name,
            "the list is empty, which the server treats as no restriction; leave it out to mean all",
        )),
        _ => Ok(()),
    }
}

/// Returns the part of an object's member that cannot be sent.
pub(crate) fn invalid_member(name: &'static str, value: &impl Argument) -> Option<InvalidPart> {
    value.invalid_part().map(|refusal| refusal.inside(name))
}

impl<T: Argument> Argument for Option<T> {
    fn invalid_part(&self) -> Option<InvalidPart> {
        self.as_ref()?.invalid_part()
    }
}

impl<T: Argument> Argument for Box<T> {
    fn invalid_part(&self) -> Option<InvalidPart> {
        T::invalid_part(self)
    }
}

impl<T: Argument> Argument for Clearable<T> {
    fn invalid_part(&self) -> Option<InvalidPart> {
        match self {
            Self::Set(value) => value.invalid_part(),
            Self::Keep | Self::Clear => None,
        }
    }
}

impl<T: Argument> Argument for Vec<T> {
    fn invalid_part(&self) -> Option<InvalidPart> {
        let refused = |(at, value): (usize, &T)| value.invalid_part().map(|it| it.inside(format!("[{at}]")));
        self.iter().enumerate().find_map(refused)
    }
}

/// The user chooses keys, so errors do not name them.
impl<T: Argument> Argument for BTreeMap<String, T> {
    fn invalid_part(&self) -> Option<InvalidPart> {
        self.values()
            .find_map(Argument::invalid_part)
            .map(|refusal| refusal.inside("[..]"))
    }
}

macro_rules! never_refused {
    ($($type:ty),+) => {
        $(impl Argument for $type {})+
    };
}

never_refused!(bool, i64, String, Secret, ServerText, OpenValue);

impl Argument for f64 {
    fn invalid_part(&self) -> Option<InvalidPart> {
        // JSON does not have these numbers, and they would be encoded as null.
        (!self.is_finite()).then(|| InvalidPart::of("it is not a finite number"))
    }
}

impl Argument for Timestamp {
    fn invalid_part(&self) -> Option<InvalidPart> {
        let reason = "it is not an RFC 3339 date and time, such as `2026-01-31T09:30:00.000Z`";
        self.written().is_err().then(|| InvalidPart::of(reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::types::{AccountId, NewAttachmentSize, NewChatReminder, UserId};

    #[test]
    fn empty_arguments_are_refused_by_their_path() {
        let account = |text: &str| AccountId::new(text);
        assert!(check("account_id", &account("matrix")).is_ok());
        let named = |result: Result<(), RequestError>| result.unwrap_err().argument_name().unwrap().to_owned();
        assert_eq!(named(check("account_id", &account(""))), "account_id");
        assert_eq!(
            named(check("account_ids", &vec![account("a"), account("")])),
            "account_ids[1]"
        );
        assert_eq!(named(check("account_id", &Clearable::Set(account("")))), "account_id");
        let by_name = BTreeMap::from([("PLANTED".to_owned(), account(""))]);
        assert_eq!(named(check("accounts", &by_name)), "accounts[..]");
        assert_eq!(named(check("width", &f64::NAN)), "width");
        assert_eq!(
            named(check("size", &NewAttachmentSize::new(1.5, f64::INFINITY))),
            "size.width"
        );
        assert_eq!(named(check_list("ids", Some(&Vec::<AccountId>::new()))), "ids");
        assert!(check_list("ids", None::<&Vec<AccountId>>).is_ok() && check_list("ids", &vec![1]).is_ok());
        let reminder = NewChatReminder::new("tomorrow");
        assert_eq!(named(check("reminder", &reminder)), "reminder.remind_at");
        assert!(check("reminder", &NewChatReminder::new("2026-01-31T09:30:00Z")).is_ok());
        // The description does not say that it cannot be empty.
        assert!(check("user_id", &UserId::new("")).is_ok());
    }

    #[test]
    fn an_argument_inside_an_object_is_refused_by_its_path() {
        struct Reply {
            message_id: Option<AccountId>,
        }

        impl Argument for Reply {
            fn invalid_part(&self) -> Option<InvalidPart> {
                invalid_member("message_id", &self.message_id)
            }
        }

        struct Draft {
            replies: Vec<Reply>,
            attachments: BTreeMap<String, Reply>,
        }

        impl Argument for Draft {
            fn invalid_part(&self) -> Option<InvalidPart> {
                invalid_member("replies", &self.replies).or_else(|| invalid_member("attachments", &self.attachments))
            }
        }

        let reply = |id: &str| Reply {
            message_id: Some(id.into()),
        };
        let named = |draft: Draft| check("draft", &Some(draft)).map_err(|it| it.argument_name().unwrap().to_owned());
        let draft = Draft {
            replies: vec![reply("a"), Reply { message_id: None }, reply("")],
            attachments: BTreeMap::new(),
        };
        assert_eq!(named(draft), Err("draft.replies[2].message_id".to_owned()));
        let draft = Draft {
            replies: Vec::new(),
            attachments: BTreeMap::from([("PLANTED".to_owned(), reply(""))]),
        };
        assert_eq!(named(draft), Err("draft.attachments[..].message_id".to_owned()));
        let draft = Draft {
            replies: vec![reply("a")],
            attachments: BTreeMap::new(),
        };
        assert_eq!(named(draft), Ok(()));
    }
}
