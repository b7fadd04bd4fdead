//! Tests IDs that a program passes in.

use std::time::Duration;

use beeper_bridge_login::input::FieldValues;
use beeper_bridge_login::{BridgeLoginExt, LoginErrorKind, NotConnected};
use beeper_desktop_client::types::{FieldId, LoginRemoveScope};
use beeper_desktop_client::{Error, ErrorKind};
use beeper_desktop_mock::{LoginScript, MockBridge, MockStep};

use crate::support::{BRIDGE, ScriptedHandler, TestSetup, account_id, client, login_id};

#[tokio::test]
async fn ids_are_taken_as_strs_strings_and_ids() {
    let script = LoginScript::new().ask(MockStep::code("pair", "1"));
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await;
    let client = client(&setup.mock, &setup.clock);

    let bridge = client.bridge(BRIDGE.to_owned());
    let flow = bridge.login_flows().await.unwrap().remove(0).id;
    let session = bridge.connect().flow(&flow).start().await.unwrap();
    let id = session.detach();
    for bridge in [client.bridge(BRIDGE), client.bridge(bridge.id())] {
        assert_eq!(bridge.resume(id.as_str()).await.unwrap().detach(), id);
        assert_eq!(bridge.connect().resume(&id).await.unwrap().detach(), id);
    }
    bridge.resume(id).await.unwrap().cancel().await.unwrap();

    let field = FieldId::new("code");
    let mut values = FieldValues::new().with(&field, "1").with("name".to_owned(), "2");
    values.insert(field.clone(), "3");
    let found = [values.get(&field), values.get("code"), values.get(String::from("name"))];
    assert_eq!(found.map(|value| value.unwrap().expose().to_owned()), ["3", "3", "2"]);
}

#[tokio::test]
async fn an_id_that_no_request_can_carry_is_refused_before_anything_is_sent() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    let client = client(&setup.mock, &setup.clock);
    for id in ["", ".", ".."] {
        let (bridge, nowhere) = (&setup.bridge, client.bridge(id));
        let refused = [
            ("bridge_id", nowhere.connect().start().await.unwrap_err()),
            (
                "bridge_id",
                nowhere.connect().run(ScriptedHandler::default()).await.unwrap_err(),
            ),
            ("bridge_id", nowhere.login_flows().await.unwrap_err()),
            ("bridge_id", nowhere.resume("s1").await.unwrap_err()),
            ("bridge_id", nowhere.connect().resume("s1").await.unwrap_err()),
            ("flow_id", bridge.connect().flow(id).start().await.unwrap_err()),
            ("login_id", bridge.reconnect(login_id(id)).start().await.unwrap_err()),
            (
                "account_id",
                bridge.reconnect(account_id(id)).start().await.unwrap_err(),
            ),
            (
                "account_id",
                bridge.reconnect(account_id(id)).resume("s1").await.unwrap_err(),
            ),
            ("login_session_id", bridge.resume(id).await.unwrap_err()),
            ("login_session_id", bridge.connect().resume(id).await.unwrap_err()),
        ];
        for (expected, error) in refused {
            let LoginErrorKind::InvalidArgument { argument, reason } = error.kind() else {
                panic!("{expected} {id:?}: {error:?}")
            };
            assert_eq!(argument, expected);
            assert_eq!(error.to_string(), format!("`{expected}` cannot be sent: {reason}"));
            assert!(!error.may_leave_session() && !error.can_start_again());
        }

        let is_refused = |error: &Error| matches!(error.kind(), ErrorKind::InvalidArgument { .. });
        let scope = LoginRemoveScope::CurrentDevice;
        assert!(is_refused(&nowhere.logins().await.unwrap_err()));
        assert!(is_refused(
            &nowhere.remove_login("+1", scope.clone()).await.unwrap_err()
        ));
        assert!(is_refused(&bridge.remove_login(id, scope).await.unwrap_err()));
        let waited = bridge.wait_until_connected(id, Duration::from_secs(60)).await;
        assert!(matches!(waited, Err(NotConnected::Call(error)) if is_refused(&error)));
    }
    assert_eq!(setup.mock.requests().len(), 0);
}
