//! Tests that finding a server and storing an access token print no secrets.

use std::fs;

use beeper_desktop_client::Secret;
use beeper_desktop_client::discovery::Discovery;
use beeper_desktop_client::tokens::{AccessToken, TokenFile, TokenKey, TokenStore, TokenStoreError};
use beeper_desktop_mock::{MockDesktop, Operation, Reply};
use serde_json::json;

use super::captured_output::{MARKER, capture_output};

#[tokio::test]
async fn discovery_and_token_files_print_no_secrets() {
    let printed = capture_output();
    let mock = MockDesktop::builder().token(MARKER).start().await.unwrap();
    let here = Discovery::new().without_environment().ports([mock.addr().port()]);
    printed.debug(&here);

    // A program that is not Beeper may answer anything.
    let odd = json!({"app": {MARKER: MARKER}, "server": MARKER});
    for reply in [
        Reply::json(200, odd),
        Reply::bytes(200, MARKER),
        Reply::error(401, "M_UNKNOWN", MARKER),
        Reply::empty(302).header("location", &format!("http://127.0.0.1:1/{MARKER}")),
    ] {
        mock.on(Operation::GetInfo).once().reply(reply);
        printed.error(&here.find().await.unwrap_err());
    }
    for address in [
        format!("http://u:{MARKER}@localhost"),
        format!("http://127.0.0.1:1/{MARKER}"),
        MARKER.to_owned(),
    ] {
        let search = here.clone().ports([]).preferred(address);
        printed.debug(&search);
        printed.error(&search.find().await.unwrap_err());
    }

    let found = here.find().await.unwrap();
    printed.debug(&found);
    let server = found.into_best();
    printed.add(&format!("{server}\n"));
    printed.debug(&server.client_builder().access_token(MARKER));
    printed.debug(&server.client(MARKER).unwrap());
    printed.error(&server.client(format!("{MARKER} {MARKER}")).unwrap_err());

    let folder = tempfile::tempdir().unwrap();
    let file = TokenFile::new(folder.path().join("tokens.json"));
    let key = TokenKey::new(&server, "my-app");
    let token = AccessToken::new(MARKER).with_client_id(MARKER).with_scope(MARKER);
    printed.debug(&(&file, &key, &token, token.to_json()));
    file.store(&key, &token).unwrap();
    let stored = fs::read_to_string(file.path()).unwrap();
    assert!(stored.contains(MARKER), "the marker is in the file");
    printed.debug(&file.load(&key));
    for damaged in [
        stored.replace(MARKER, &format!("{MARKER} {MARKER}")),
        stored.replace("\"my-app\"", MARKER),
        stored.replace("\"token\"", &format!("{MARKER:?}")),
        stored.replace("\"version\": 1", "\"version\": 2"),
        MARKER.to_owned(),
    ] {
        fs::write(file.path(), damaged).unwrap();
        printed.error(&file.load(&key).unwrap_err());
    }
    printed.error(&AccessToken::from_json(&Secret::from(MARKER)).unwrap_err());
    printed.error(&AccessToken::new(format!("{MARKER}\n")).to_json().unwrap_err());
    printed.debug(&TokenStoreError::other(MARKER));
    printed.add(&TokenStoreError::other(MARKER).to_string());

    let text = printed.text();
    assert!(text.contains("tokens.json") && text.contains("no server of Beeper's Desktop API"));
    let shown = text.find(MARKER).map(|at| &text[at.saturating_sub(200)..]);
    assert!(shown.is_none(), "{}", shown.unwrap_or_default());
}
