//! Tests of empty texts and `null` in place of values.

use serde_json::{Value, json};

use super::*;

#[test]
fn an_empty_text_is_absent_where_the_document_says_that_there_is_none() {
    let plain = account(|_| {});
    let empty = account(|it| it["loginID"] = "".into());
    assert_reads::<Account>(empty, serde_json::from_str(&plain).unwrap(), &[]);
    // An ID and texts that may be empty.
    let texts = json!({"id": "", "email": "", "fullName": ""});
    assert_reads::<User>(texts.to_string(), texts, &[]);
}

#[test]
fn null_is_an_empty_list_where_one_is_required_and_absence_elsewhere() {
    assert_reads::<MessagePage>(r#"{"items":null,"hasMore":null}"#, json!({"items": []}), &[]);
    let null = message(|it| {
        it["attachments"] = Value::Null;
        it["text"] = Value::Null;
    });
    assert_reads::<Message>(null.to_string(), message(|_| {}), &[]);
    assert_reads::<Vec<Account>>(" null ", json!([]), &[]);
}
