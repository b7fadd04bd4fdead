//! Tests which logins and accounts count as new between two snapshots of a bridge.

use serde_json::json;

use super::*;

fn login(id: &str, status: &str) -> BridgeLogin {
    serde_json::from_value(json!({ "bridgeID": "b", "loginID": id, "status": status, "removeScopes": [] })).unwrap()
}

fn account(id: &str, login: Option<&str>, status: &str) -> Account {
    serde_json::from_value(json!({
        "accountID": id,
        "loginID": login,
        "status": status,
        "bridge": { "id": "b", "type": "mock", "provider": "local" },
        "user": { "id": "u" },
    }))
    .unwrap()
}

/// Returns the login and account that were connected between two snapshots, as text.
fn between(
    target: &Target,
    before: (&[BridgeLogin], &[Account]),
    now: (&[BridgeLogin], &[Account]),
) -> Option<(String, String)> {
    let before = BridgeSnapshot::new(Some(before.0.to_vec()), before.1.to_vec());
    let now = BridgeSnapshot::new(Some(now.0.to_vec()), now.1.to_vec());
    let found = before.connected_since(&now, target, Evidence::AfterLoss)?;
    let text = |id: Option<String>| id.unwrap_or_else(|| "-".to_owned());
    Some((
        text(found.login_id.map(String::from)),
        text(found.account_id.map(String::from)),
    ))
}

fn found(login: &str, account: &str) -> Option<(String, String)> {
    Some((login.to_owned(), account.to_owned()))
}

#[test]
fn existing_logins_are_not_new() {
    let (logins, accounts) = ([login("1", "connected")], [account("a", Some("1"), "connected")]);
    let reviving = Target::Login("1".into());
    for target in [Target::New, reviving] {
        assert_eq!(between(&target, (&logins, &accounts), (&logins, &accounts)), None);
    }
    // A signed-out login does not count either.
    assert_eq!(
        between(&Target::New, (&[], &[]), (&[login("1", "logged_out")], &[])),
        None
    );
}

#[test]
fn a_new_login_is_found_with_its_account_or_without() {
    let new = [login("1", "connecting")];
    assert_eq!(between(&Target::New, (&[], &[]), (&new, &[])), found("1", "-"));
    let own = [account("a", Some("1"), "connecting")];
    assert_eq!(between(&Target::New, (&[], &[]), (&new, &own)), found("1", "a"));
    let alone = [account("a", None, "connected")];
    assert_eq!(between(&Target::New, (&[], &[]), (&[], &alone)), found("-", "a"));
}

#[test]
fn a_login_that_recovered_by_itself_is_not_a_new_one() {
    let (before, now) = ([login("1", "needs_login")], [login("1", "connected")]);
    assert_eq!(between(&Target::New, (&before, &[]), (&now, &[])), None);
    let target = Target::Login("1".into());
    assert_eq!(between(&target, (&before, &[]), (&now, &[])), found("1", "-"));
}

#[test]
fn an_account_that_came_up_shows_that_its_login_did() {
    let logins = [login("1", "unknown")];
    let before = [account("a", Some("1"), "reconnect_required")];
    let now = [account("a", Some("1"), "backfilling")];
    for target in [Target::Login("1".into()), Target::Account("a".into())] {
        assert_eq!(between(&target, (&logins, &before), (&logins, &now)), found("1", "a"));
    }
}

fn holding(id: &str, status: &str, accounts: &[&str]) -> BridgeLogin {
    let login = json!({ "bridgeID": "b", "loginID": id, "status": status, "removeScopes": [], "accountIDs": accounts });
    serde_json::from_value(login).unwrap()
}

fn of_login(id: &str) -> Target {
    Target::Login(id.into())
}

fn of_account(id: &str) -> Target {
    Target::Account(id.into())
}

fn identity(login: Option<&str>, account: Option<&str>) -> Identity {
    Identity {
        login_id: login.map(Into::into),
        account_id: account.map(Into::into),
    }
}

#[test]
fn logins_that_are_down_are_not_connected() {
    for status in ["needs_login", "logged_out", "unknown"] {
        assert_eq!(between(&Target::New, (&[], &[]), (&[login("1", status)], &[])), None);
    }
    let disabled = [account("a", None, "disabled")];
    assert_eq!(between(&Target::New, (&[], &[]), (&[], &disabled)), None);
}

#[test]
fn a_login_that_was_up_gets_other_accounts_without_being_made() {
    let now = [
        account("a", Some("1"), "connected"),
        account("b", Some("1"), "connected"),
    ];
    let logins = [login("1", "connected")];
    assert_eq!(between(&Target::New, (&logins, &now[..1]), (&logins, &now)), None);
    let down = [login("1", "needs_login")];
    assert_eq!(
        between(&Target::New, (&down, &now[..1]), (&logins, &now)),
        found("1", "b")
    );

    // The account need not name its login if the login names the account.
    let nameless = [account("b", None, "connected")];
    let holding = [holding("1", "connected", &["b"])];
    assert_eq!(between(&Target::New, (&logins, &[]), (&holding, &nameless)), None);
    assert_eq!(
        between(&Target::New, (&down, &[]), (&holding, &nameless)),
        found("1", "b")
    );
}

#[test]
fn logins_that_were_up_before_have_not_come_up() {
    for (before, now) in [("connected", "connected"), ("connecting", "connected")] {
        let (old, new) = ([login("1", before)], [login("1", now)]);
        assert_eq!(between(&of_login("1"), (&old, &[]), (&new, &[])), None);
        let (old, new) = ([account("a", None, before)], [account("a", None, now)]);
        assert_eq!(between(&of_account("a"), (&[], &old), (&[], &new)), None);
    }
}

#[test]
fn new_logins_beside_a_target_count_only_if_the_target_is_gone() {
    let old = (
        [login("1", "needs_login")],
        [account("a", Some("1"), "reconnect_required")],
    );
    let new = ([login("2", "connected")], [account("b", Some("2"), "connected")]);
    let both = (
        [old.0.clone(), new.0.clone()].concat(),
        [old.1.clone(), new.1.clone()].concat(),
    );
    for target in [of_login("1"), of_account("a")] {
        let before = (old.0.as_slice(), old.1.as_slice());
        assert_eq!(between(&target, before, (&both.0, &both.1)), None);
        assert_eq!(between(&target, before, (&new.0, &new.1)), found("2", "b"));
    }
}

#[test]
fn connecting_accounts_count_after_a_loss_and_not_after_a_cancellation() {
    for (status, after_loss, after_cancelling) in [
        ("connecting", true, false),
        ("connected", true, true),
        ("backfilling", true, true),
        ("reconnect_required", false, false),
    ] {
        let before = BridgeSnapshot::new(Some(Vec::new()), vec![account("a", Some("1"), "reconnect_required")]);
        let now = BridgeSnapshot::new(Some(Vec::new()), vec![account("a", Some("1"), status)]);
        for target in [of_login("1"), of_account("a")] {
            let shows = |evidence| before.connected_since(&now, &target, evidence).is_some();
            assert_eq!(shows(Evidence::AfterLoss), after_loss, "{status}");
            assert_eq!(shows(Evidence::AfterCancelling), after_cancelling, "{status}");
        }
    }
    for (status, after_cancelling) in [("connecting", false), ("connected", true)] {
        let before = BridgeSnapshot::new(Some(vec![login("1", "needs_login")]), Vec::new());
        let now = BridgeSnapshot::new(Some(vec![login("1", status)]), Vec::new());
        let shows = |evidence| before.connected_since(&now, &of_login("1"), evidence).is_some();
        assert!(shows(Evidence::AfterLoss));
        assert_eq!(shows(Evidence::AfterCancelling), after_cancelling, "{status}");
    }
}

#[test]
fn a_list_of_logins_that_was_not_there_before_shows_nothing_new() {
    let before = BridgeSnapshot::new(None, Vec::new());
    let now = BridgeSnapshot::new(Some(vec![login("1", "connected")]), Vec::new());
    let found = |now| before.connected_since(now, &Target::New, Evidence::AfterLoss);
    assert_eq!(found(&now), None);

    let now = BridgeSnapshot::new(
        Some(vec![login("1", "connected")]),
        vec![account("a", Some("1"), "connected")],
    );
    assert_eq!(found(&now), Some(identity(Some("1"), Some("a"))));
}

#[test]
fn an_identity_is_completed_from_either_list() {
    let by_login = BridgeSnapshot::new(
        Some(vec![holding("1", "connected", &["a", "b"])]),
        vec![account("b", None, "connected")],
    );
    let by_account = BridgeSnapshot::new(
        Some(vec![login("1", "connected")]),
        vec![account("a", Some("1"), "connected")],
    );
    let complete = identity(Some("1"), Some("a"));
    for snapshot in [&by_login, &by_account] {
        assert_eq!(snapshot.complete_identity(identity(Some("1"), None)), complete);
        assert_eq!(snapshot.complete_identity(complete.clone()), complete);
    }
    assert_eq!(by_account.complete_identity(identity(None, Some("a"))), complete);
    let of_b = by_login.complete_identity(identity(None, Some("b")));
    assert_eq!(of_b, identity(Some("1"), Some("b")));
    let unknown = identity(Some("2"), None);
    assert_eq!(by_login.complete_identity(unknown.clone()), unknown);
}

#[test]
fn an_arrival_depends_on_what_was_meant_and_what_was_there() {
    let before = BridgeSnapshot::new(
        Some(vec![login("1", "needs_login")]),
        vec![account("a", Some("1"), "connected")],
    );
    let old = identity(Some("1"), Some("a"));
    let kind = |target, new| before.connected_kind(&target, &new, None);
    for known in [identity(Some("1"), None), identity(None, Some("a"))] {
        assert_eq!(kind(Target::New, known.clone()), ConnectedKind::Reconnected);
        assert_eq!(kind(Target::Unknown, known.clone()), ConnectedKind::Unknown);
        for target in [of_login("1"), of_account("a")] {
            assert_eq!(kind(target, known.clone()), ConnectedKind::Reconnected);
        }
    }
    for new in [identity(Some("2"), None), identity(None, Some("b"))] {
        assert_eq!(kind(Target::New, new.clone()), ConnectedKind::New);
        assert_eq!(kind(Target::Unknown, new.clone()), ConnectedKind::New);
        for target in [of_login("1"), of_account("a")] {
            let switched = Switched {
                old: old.clone(),
                new: new.clone(),
            };
            assert_eq!(kind(target, new.clone()), ConnectedKind::Switched(switched));
        }
    }
    assert_eq!(kind(of_login("1"), Identity::default()), ConnectedKind::Reconnected);
}

#[test]
fn an_account_that_the_new_login_holds_is_still_the_one() {
    let before = BridgeSnapshot::new(None, vec![account("a", None, "reconnect_required")]);
    let new = identity(Some("1"), Some("b"));
    let kind = |accounts| before.connected_kind(&of_account("a"), &new, Some(&holding("1", "connected", accounts)));
    assert_eq!(kind(&["b", "a"]), ConnectedKind::Reconnected);
    assert!(matches!(kind(&["b"]), ConnectedKind::Switched(_)));
}
