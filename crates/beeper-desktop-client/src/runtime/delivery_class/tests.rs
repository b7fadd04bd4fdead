//! Tests of delivery classes.

use super::*;
use crate::client::Client;
use crate::generated::types::LoginStepAnswerType;
use crate::runtime::delivery_class::DeliveryClass::*;
use crate::runtime::request::endpoint::Endpoint;

#[test]
fn delivery_classes_follow_the_method_but_for_these() {
    let classes = crate::generated::OPERATIONS
        .iter()
        .map(|it| (it, DeliveryClass::of_method(&it.method.parse().unwrap())));
    let others: Vec<_> = classes
        .filter(|(operation, usual)| operation.delivery != *usual)
        .map(|(operation, _)| (operation.id, operation.delivery))
        .collect();
    let expected = [
        ("create_login_session", Login),
        ("submit_login_step", Login),
        ("download_asset", Idempotent),
        ("archive_chat", Idempotent),
        ("create_chat_reminder", Idempotent),
    ];
    assert_eq!(others, expected, "the operations are in the order of the description");
}

#[test]
fn delivery_class_of_a_submission_follows_its_body() {
    let client = Client::builder().build().unwrap();
    for (kind, expected) in [
        (LoginStepAnswerType::DisplayAndWait, Wait),
        (LoginStepAnswerType::from("display_and_wait"), Wait),
        (LoginStepAnswerType::UserInput, Login),
        (LoginStepAnswerType::Cookies, Login),
        (LoginStepAnswerType::from("display_and_wait "), Login),
        (LoginStepAnswerType::from(""), Login),
    ] {
        let submission = client.submit_login_step("b", "s", "t", &kind);
        let submission = submission.fields([("type", "display_and_wait")]);
        assert_eq!(submission.delivery(), expected, "{kind:?}");
    }
}

#[test]
fn delivery_class_of_other_endpoints_follows_the_method() {
    for (expected, method) in [
        (Read, Method::GET),
        (Read, Method::HEAD),
        (Read, Method::OPTIONS),
        (Idempotent, Method::PUT),
        (Idempotent, Method::DELETE),
        (Act, Method::POST),
        (Act, Method::PATCH),
    ] {
        assert_eq!(DeliveryClass::of_method(&method), expected, "{method}");
    }
}
