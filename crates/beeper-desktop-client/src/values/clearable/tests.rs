//! Tests of what requests send for clearable values.

use super::*;
use crate::client::Client;
use crate::generated::requests::UpdateChat;
use crate::runtime::request::endpoint::Endpoint;

/// Returns the JSON that a change of a chat sends.
fn wire(change: impl FnOnce(UpdateChat) -> UpdateChat) -> String {
    let client = Client::builder().access_token("t").build().unwrap();
    let request = change(client.update_chat("c")).build().unwrap();
    String::from_utf8(request.body().unwrap().as_bytes().unwrap().to_vec()).unwrap()
}

#[test]
fn keep_clear_and_set_round_trip_through_json() {
    #[derive(Deserialize, Serialize)]
    struct Change {
        #[serde(default, skip_serializing_if = "Clearable::is_keep")]
        title: Clearable<String>,
    }

    for (expected, title) in [
        ("{}", Clearable::Keep),
        (r#"{"title":null}"#, Clearable::Clear),
        (r#"{"title":""}"#, Clearable::Set(String::new())),
    ] {
        assert_eq!(wire(|request| request.title(title.clone())), expected);
        let change: Change = serde_json::from_str(expected).unwrap();
        assert_eq!(change.title, title);
        assert_eq!(serde_json::to_string(&change).unwrap(), expected);
    }
}

#[test]
fn nothing_is_written_for_what_is_kept_where_null_would_clear_it() {
    assert!(serde_json::to_string(&Clearable::<u64>::Keep).is_err());
    assert_eq!(wire(|request| request), "{}");
}

#[test]
fn a_setter_takes_the_value_itself() {
    let name = "Holidays".to_owned();
    assert_eq!(wire(|request| request.title("Holidays")), r#"{"title":"Holidays"}"#);
    assert_eq!(wire(|request| request.title(&name)), r#"{"title":"Holidays"}"#);
    assert_eq!(
        wire(|request| request.message_expiry_seconds(60)),
        r#"{"messageExpirySeconds":60}"#
    );
    let set_again = wire(|request| request.title("a").title(Clearable::Keep));
    assert_eq!(set_again, "{}", "the last setter wins");
}
