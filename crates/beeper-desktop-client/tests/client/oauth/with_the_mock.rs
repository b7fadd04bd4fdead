//! Tests of sign-ins at the mock in both dialects, and of the permissions of their tokens.

use std::time::Duration;

use beeper_desktop_client::discovery::Discovery;
use beeper_desktop_client::oauth::{Authorized, OAuthError, OAuthErrorKind, OAuthStep, PendingAuthorization, Scope};
use beeper_desktop_client::{Client, Error, VirtualClock};
use beeper_desktop_mock::{Consent, Dialect, Endpoint, MockDesktop, Operation};
use reqwest::redirect::Policy;

use super::scripted_server::Page;

fn client(mock: &MockDesktop) -> Client {
    let builder = Client::builder().base_url(mock.base_url()).clock(VirtualClock::new());
    builder.build().unwrap()
}

/// Opens the page in a browser that follows the server's redirect. Returns the page that the browser gets there.
async fn open(authorization_url: String, page: Page) -> String {
    let browser = reqwest::Client::builder().no_proxy().redirect(Policy::none());
    let answer = browser.build().unwrap().get(authorization_url).send().await.unwrap();
    assert_eq!(answer.status(), 302);
    let location = answer.headers()["location"].to_str().unwrap();
    let target = location.strip_prefix(&format!("http://{}", page.host)).unwrap();
    page.get(target).await
}

async fn finish(authorization: PendingAuthorization) -> Result<Authorized, OAuthError> {
    let (url, page) = (authorization.url().to_owned(), Page::of(&authorization));
    let (result, _) = tokio::join!(authorization.finish(), open(url, page));
    result
}

async fn sign_in(client: &Client) -> Result<Client, OAuthError> {
    let authorized = finish(client.authorize("Bees").begin().await?).await?;
    Ok(authorized.into_client())
}

#[tokio::test]
async fn a_token_opens_todays_server_and_an_older_one() {
    for dialect in [Dialect::Current, Dialect::Older] {
        let mock = MockDesktop::builder().dialect(dialect).start().await.unwrap();
        let server = client(&mock);
        assert!(server.list_accounts().await.unwrap_err().is_unauthorized());
        let client = sign_in(&server).await.unwrap();
        client.list_accounts().await.unwrap();
        assert_eq!(mock.requests_for(Endpoint::Token).len(), 1);
        assert_eq!(mock.requests_for(Endpoint::Register).len(), 1);
    }
}

#[tokio::test]
async fn a_server_that_was_found_lists_its_chats_after_a_few_lines() {
    let mock = MockDesktop::start().await.unwrap();
    let search = Discovery::new().without_environment().ports([mock.addr().port()]);
    let server = search.find().await.unwrap().into_best();
    let authorized = finish(server.authorize("Bees").begin().await.unwrap()).await.unwrap();
    authorized.into_client().list_chats().await.unwrap();
}

#[tokio::test]
async fn a_user_can_say_no_and_grant_less() {
    let mock = MockDesktop::start().await.unwrap();
    mock.set_consent(Consent::Deny);
    let error = sign_in(&client(&mock)).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.step()),
        (&OAuthErrorKind::Denied, OAuthStep::Authorization)
    );
    assert!(mock.requests_for(Endpoint::Token).is_empty());

    mock.set_consent(Consent::ApproveReading);
    let authorized = finish(client(&mock).authorize("Bees").begin().await.unwrap())
        .await
        .unwrap();
    assert_eq!(authorized.scopes(), [Scope::Read]);
    assert_eq!(authorized.missing_scopes(), [Scope::Write]);
    let refused = authorized.client().send_message("!c:beeper.local").text("Hello").await;
    assert_eq!(refused.unwrap_err().status().unwrap().as_u16(), 403);
}

#[tokio::test]
async fn a_call_with_an_expired_token_is_made_again_with_a_new_one() {
    let mock = MockDesktop::builder()
        .token_lifetime(Duration::from_secs(3600))
        .start()
        .await
        .unwrap();
    let mut client = sign_in(&client(&mock)).await.unwrap();
    let call = async |client: &Client| -> Result<usize, Error> { Ok(client.list_accounts().await?.len()) };
    call(&client).await.unwrap();
    mock.advance_time(Duration::from_secs(3600));
    // This loop is the one in the documentation.
    let mut asked = 0;
    let accounts = match call(&client).await {
        Err(error) if error.is_unauthorized() => {
            asked += 1;
            client = sign_in(&client).await.unwrap();
            call(&client).await.unwrap()
        }
        result => result.unwrap(),
    };
    assert_eq!((accounts, asked), (call(&client).await.unwrap(), 1));
    assert_eq!(mock.requests_for(Operation::ListAccounts).len(), 4);
}

#[tokio::test]
async fn a_revoked_token_is_refused_and_known_to_be_inactive() {
    for dialect in [Dialect::Current, Dialect::Older] {
        let mock = MockDesktop::builder().dialect(dialect).start().await.unwrap();
        let server = client(&mock);
        let authorized = finish(server.authorize("Bees").begin().await.unwrap()).await.unwrap();
        let token = authorized.access_token().clone();
        let known = server.introspect_access_token(&token).await.unwrap();
        assert!(known.is_active());
        assert_eq!(known.client_id(), token.client_id());
        assert_eq!(known.scopes().unwrap(), authorized.scopes());

        server.revoke_access_token(&token).await.unwrap();
        assert!(!server.introspect_access_token(&token).await.unwrap().is_active());
        assert!(authorized.client().list_accounts().await.unwrap_err().is_unauthorized());
        server.revoke_access_token("never seen").await.unwrap();
    }
}

#[tokio::test]
async fn a_lost_exchange_is_not_repeated_and_a_new_sign_in_succeeds() {
    let mock = MockDesktop::start().await.unwrap();
    mock.on(Endpoint::Token).once().reset_before_answer();
    let error = sign_in(&client(&mock)).await.unwrap_err();
    assert_eq!(error.kind(), &OAuthErrorKind::ExchangeUnclear);
    assert_eq!(mock.requests_for(Endpoint::Token).len(), 1);
    sign_in(&client(&mock)).await.unwrap();
    assert_eq!(mock.requests_for(Endpoint::Token).len(), 2);
}
