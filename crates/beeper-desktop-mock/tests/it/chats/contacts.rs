//! Tests lists of an account's contacts, and the search in them.

use beeper_desktop_mock::{MockAccount, MockDesktop, MockUser};
use serde_json::json;

use crate::{each, escaped, get, ok};

async fn with_contacts() -> MockDesktop {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_account(MockAccount::new("alice"));
    mock.put_account(MockAccount::new("bob"));
    mock.put_contact("alice", MockUser::new("@ben").name("ben").email("ben@chat.example"));
    mock.put_contact(
        "alice",
        MockUser::new("@ana")
            .name("Ana")
            .username("queen")
            .phone_number("+15550101"),
    );
    mock.put_contact("bob", MockUser::new("@cleo").name("Cleo"));
    mock
}

#[tokio::test]
async fn each_account_has_its_own_contacts_by_name() {
    let mock = with_contacts().await;

    let contacts = ok(get(&mock, "/v1/accounts/alice/contacts/list").await);

    assert_eq!(each(&contacts, "id"), ["@ana", "@ben"]);
    assert_eq!(
        contacts["items"][0],
        json!({ "id": "@ana", "fullName": "Ana", "username": "queen", "phoneNumber": "+15550101" })
    );
    let found = ok(get(&mock, "/v1/accounts/alice/contacts/list?query=BEN").await);
    assert_eq!(each(&found, "id"), ["@ben"]);
}

#[tokio::test]
async fn contact_search_matches_names_phone_numbers_and_emails() {
    let mock = with_contacts().await;
    for (query, found) in [
        ("an", vec!["@ana"]),
        ("@queen", vec!["@ana"]),
        ("+1 (555) 01-01", vec!["@ana"]),
        ("ben@chat.example", vec!["@ben"]),
        ("cleo", vec![]),
    ] {
        let path = format!("/v1/accounts/alice/contacts?query={}", escaped(query));
        assert_eq!(each(&ok(get(&mock, &path).await), "id"), found, "{query}");
    }
}

#[tokio::test]
async fn contacts_change_while_the_server_runs() {
    let mock = with_contacts().await;

    assert!(mock.update_contact("alice", "@ben", |user| user.name("Aaron")));
    assert!(!mock.update_contact("bob", "@ben", |user| user));
    let contacts = ok(get(&mock, "/v1/accounts/alice/contacts/list").await);
    assert_eq!(each(&contacts, "fullName"), ["Aaron", "Ana"]);

    assert!(mock.remove_contact("alice", "@ben"));
    assert!(!mock.remove_contact("alice", "@ben"));
}
