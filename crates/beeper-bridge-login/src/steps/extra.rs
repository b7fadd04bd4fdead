//! Members of steps and fields that bridges send beside those that are described.

use std::collections::BTreeMap;

use beeper_desktop_client::OpenValue;
use serde_json::Value;

/// What else a server sent, by member.
pub(crate) type ExtraMembers = BTreeMap<String, OpenValue>;

/// Returns the first of the members that is there. `null` stands for an absent one, and so does an empty text.
///
/// Servers pass on what bridges call their members, or put it into the API's own style; so most members have two names, the
/// API's first.
pub(crate) fn member<'a>(extra: &'a ExtraMembers, names: &[&str]) -> Option<&'a Value> {
    names
        .iter()
        .filter_map(|name| extra.get(*name).map(OpenValue::as_value))
        .find(|value| !value.is_null() && value.as_str() != Some(""))
}

/// Returns the first of the members that is a text with something in it.
pub(crate) fn text<'a>(extra: &'a ExtraMembers, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| member(extra, &[name])?.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn absent_null_and_empty_members_make_room_for_the_other_name() {
        let extra = |value: Value| -> ExtraMembers { serde_json::from_value(value).unwrap() };
        for (members, expected) in [
            (json!({}), None),
            (json!({"userAgent": "a", "user_agent": "b"}), Some("a")),
            (json!({"userAgent": null, "user_agent": "b"}), Some("b")),
            (json!({"userAgent": "", "user_agent": "b"}), Some("b")),
            (json!({"userAgent": 7, "user_agent": "b"}), Some("b")),
            (json!({"userAgent": "", "user_agent": null}), None),
        ] {
            assert_eq!(text(&extra(members), &["userAgent", "user_agent"]), expected);
        }
        assert_eq!(
            member(&extra(json!({"a": null, "b": false})), &["a", "b"]),
            Some(&json!(false))
        );
    }
}
