//! Undocumented members that bridges send with steps and fields.

use std::collections::BTreeMap;

use beeper_desktop_client::OpenValue;
use serde_json::Value;

/// The other members that a server sent, by name.
pub(crate) type ExtraMembers = BTreeMap<String, OpenValue>;

/// Returns the first of the named members that is present. `null` and empty strings count as absent.
///
/// Servers pass members on under the bridge's names or in the API's style. So most members have two names; the API's comes
/// first.
pub(crate) fn member<'a>(extra: &'a ExtraMembers, names: &[&str]) -> Option<&'a Value> {
    names
        .iter()
        .filter_map(|name| extra.get(*name).map(OpenValue::as_value))
        .find(|value| !value.is_null() && value.as_str() != Some(""))
}

/// Returns the first of the named members that is a string and not empty.
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
