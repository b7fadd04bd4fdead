//! What is true of the request of each operation, whatever it asks for.

use std::fmt::Debug;
use std::future::IntoFuture;

use beeper_desktop_client::files::Upload;
use beeper_desktop_client::types::{
    ChatInbox, ChatSearchScope, ChatType, LoginRemoveScope, LoginStepAnswerType, MessageMediaType, NewAttachment,
    NewChatReminder, NewDraft, PageDirection, StartChatUser,
};
use beeper_desktop_client::{Client, Error, Method, OPERATIONS, Timestamp};
use beeper_desktop_mock::{RecordedRequest, Reply};
use serde_json::json;
use tokio::task::JoinHandle;

use crate::{client, mock};

/// A request that is kept, of whichever operation.
trait Stored: Send + Sync {
    /// The name of its type.
    fn name(&self) -> &'static str;

    fn printed(&self) -> String;

    /// Sends a copy of it in a task of its own.
    fn spawned(&self) -> JoinHandle<()>;

    fn cloned(&self) -> Box<dyn Stored>;
}

impl<R, T> Stored for R
where
    R: IntoFuture<Output = Result<T, Error>, IntoFuture: Send + 'static> + Clone + Debug + Send + Sync + 'static,
    T: Send + 'static,
{
    fn name(&self) -> &'static str {
        std::any::type_name::<R>().rsplit("::").next().unwrap()
    }

    fn printed(&self) -> String {
        format!("{self:?}")
    }

    fn spawned(&self) -> JoinHandle<()> {
        let sending = self.clone().into_future();
        tokio::spawn(async move { drop(sending.await) })
    }

    fn cloned(&self) -> Box<dyn Stored> {
        Box::new(self.clone())
    }
}

/// Stands in everything that somebody wrote, or that opens a door.
const PLANTED: &str = "PLANTED-271828";

/// A request of each operation, with all that it can hold, in the order of the document's sections; and one that is not
/// documented.
fn every_request(client: &Client) -> Vec<Box<dyn Stored>> {
    let mut requests = without_chats(client);
    requests.extend(of_chats(client));
    requests
}

macro_rules! stored {
    ($($request:expr),+ $(,)?) => {
        vec![$(Box::new($request) as Box<dyn Stored>),+]
    };
}

fn without_chats(client: &Client) -> Vec<Box<dyn Stored>> {
    stored![
        client.list_accounts(),
        client.get_account("id-account"),
        client.search_contacts("id-account", PLANTED),
        client
            .list_contacts("id-account")
            .query(PLANTED)
            .starting_at("cursor")
            .direction(PageDirection::After)
            .limit(7),
        client.list_bridges(),
        client.get_bridge("id-bridge"),
        client.get_bridge_capabilities("id-bridge"),
        client.list_login_flows("id-bridge"),
        client.list_bridge_logins("id-bridge"),
        client.get_bridge_login("id-bridge", "id-login"),
        client.remove_bridge_login("id-bridge", "id-login", LoginRemoveScope::AllDevices),
        client
            .create_login_session("id-bridge")
            .account_id("a")
            .flow_id("f")
            .login_id("l"),
        client.get_login_session("id-bridge", "id-session"),
        client.cancel_login_session("id-bridge", "id-session"),
        client
            .submit_login_step("id-bridge", "id-session", "id-step", LoginStepAnswerType::Cookies)
            .fields([(PLANTED, PLANTED)])
            .last_url(PLANTED),
        client.get_info(),
        client.get_setup(),
        client.start_setup(),
        client.submit_setup_email(PLANTED, "r"),
        client.submit_setup_response(PLANTED, "r"),
        client.register_setup(true, PLANTED, "r", PLANTED),
        client.verify_recovery_key(PLANTED),
        client.create_recovery_key_reset().existing_recovery_key(PLANTED),
        client.confirm_recovery_key_reset(PLANTED),
        client.list_verifications(),
        client.create_verification().user_id("u"),
        client.scan_verification_qr(PLANTED),
        client.get_verification("id-verification"),
        client.accept_verification("id-verification"),
        client.cancel_verification("id-verification").reason(PLANTED).code("c"),
        client.confirm_verification_qr_scanned("id-verification"),
        client.start_sas_verification("id-verification"),
        client.confirm_sas_verification("id-verification"),
        client.download_asset(PLANTED),
        client.serve_asset(PLANTED).range(1..9).on_progress(|_| ()),
        client
            .upload_asset(Upload::bytes(PLANTED))
            .file_name(PLANTED)
            .mime_type("text/plain"),
        client.upload_asset_base64(PLANTED).file_name(PLANTED),
        client
            .execute(Method::POST, "/v1/undocumented/{thing}")
            .path("thing", PLANTED)
            .query("q", PLANTED)
            .json(&json!({ PLANTED: PLANTED })),
    ]
}

fn of_chats(client: &Client) -> Vec<Box<dyn Stored>> {
    let time: Timestamp = "2026-01-31T09:30:00Z".parse().unwrap();
    stored![
        client.list_chats().account_ids(["id-account"]).limit(7),
        client
            .create_chat("a", ["u"], ChatType::Group)
            .title(PLANTED)
            .message_text(PLANTED),
        client
            .search_chats()
            .account_ids(["id-account"])
            .query(PLANTED)
            .inbox(ChatInbox::Primary)
            .scope(ChatSearchScope::Titles)
            .last_activity_after(&time)
            .unread_only(true),
        client
            .start_chat("a", StartChatUser::new().email(PLANTED).phone_number(PLANTED))
            .message_text(PLANTED),
        client.get_chat("id-chat").max_participant_count(7),
        client
            .update_chat("id-chat")
            .title(PLANTED)
            .description(PLANTED)
            .draft(NewDraft::new(PLANTED)),
        client.archive_chat("id-chat").archived(false),
        client.list_messages("id-chat").starting_at("cursor"),
        client
            .send_message("id-chat")
            .text(PLANTED)
            .reply_to("m")
            .attachment(NewAttachment::new("u").file_name(PLANTED)),
        client.get_message("id-chat", "id-message"),
        client.update_message("id-chat", "id-message", PLANTED),
        client.delete_message("id-chat", "id-message").for_everyone(true),
        client.add_reaction("id-chat", "id-message", PLANTED),
        client.remove_reaction("id-chat", "id-message", PLANTED),
        client.notify_anyway("id-chat"),
        client.mark_chat_read("id-chat").message_id("m"),
        client.create_chat_reminder("id-chat", NewChatReminder::new(time)),
        client.delete_chat_reminder("id-chat"),
        client.mark_chat_unread("id-chat"),
        client.focus_app().chat_id("c").draft_text(PLANTED),
        client.list_labels(),
        client
            .search_messages()
            .query(PLANTED)
            .sender(PLANTED)
            .account_ids(["id-account"])
            .chat_ids(["id-chat"])
            .media_types([MessageMediaType::Image]),
        client.search(PLANTED),
    ]
}

/// `ListBridges` of `list_bridges`.
fn type_name(operation_id: &str) -> String {
    let words = operation_id.split('_').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    });
    words.collect()
}

#[tokio::test]
async fn there_is_a_request_for_each_operation_named_as_its_method() {
    let client = client(&mock().await);
    let mut found: Vec<_> = every_request(&client).iter().map(|it| it.name().to_owned()).collect();
    let mut expected: Vec<_> = OPERATIONS.iter().map(|operation| type_name(operation.id)).collect();
    expected.push("Execute".to_owned());
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn every_request_can_be_stored_cloned_spawned_and_sent_twice() {
    /// What of a request has to be alike the second time; a form has another boundary.
    fn essence(request: &RecordedRequest) -> (String, String, Option<String>, Option<Vec<u8>>) {
        let is_form = request
            .header("content-type")
            .is_some_and(|it| it.starts_with("multipart"));
        (
            request.method().to_owned(),
            request.path().to_owned(),
            request.query().map(str::to_owned),
            (!is_form).then(|| request.body().to_vec()),
        )
    }

    let mock = mock().await;
    mock.on_any().reply(Reply::json(200, json!({})));
    let client = client(&mock);
    let requests = every_request(&client);
    // They own what they need.
    drop(client);
    for request in requests {
        mock.clear_requests();
        let copy = request.cloned();
        request.spawned().await.unwrap();
        drop(request);
        copy.spawned().await.unwrap();
        let received: Vec<_> = mock.requests().iter().map(essence).collect();
        assert_eq!(received.len(), 2, "{}", copy.name());
        assert_eq!(received[0], received[1], "{}", copy.name());
    }
}

#[tokio::test]
async fn no_request_is_sent_before_it_is_awaited() {
    let mock = mock().await;
    let requests = every_request(&client(&mock));
    let stored: Vec<_> = requests.iter().map(|request| request.cloned()).collect();
    drop((requests, stored));
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn every_request_prints_its_ids_and_never_texts_files_or_secrets() {
    let mock = mock().await;
    for request in every_request(&client(&mock)) {
        let printed = request.printed();
        assert!(printed.starts_with(request.name()), "{printed}");
        assert!(
            !printed.contains(PLANTED) && !printed.contains(mock.token()),
            "{printed}"
        );
        let id = request.name().to_owned();
        let operation = OPERATIONS.iter().find(|it| type_name(it.id) == id);
        for place in operation.map_or("", |it| it.path).split('{').skip(1) {
            let place = place.split('}').next().unwrap();
            // A reaction is what somebody said, and an answer to no question of identity.
            if let Some(kind) = place.strip_suffix("ID") {
                let expected = match kind {
                    "loginSession" => "id-session",
                    kind => &format!("id-{kind}"),
                };
                assert!(printed.contains(expected), "{expected} in {printed}");
            }
        }
    }
}

#[tokio::test]
async fn a_request_prints_neither_headers_nor_the_token() {
    let mock = mock().await;
    let request = client(&mock).get_chat("id-chat").header("cookie", PLANTED);
    let printed = format!(
        "{request:?} {:?} {:?}",
        request.clone().raw(),
        request.clone().into_future()
    );
    assert!(printed.contains("id-chat"), "{printed}");
    assert!(
        !printed.contains(PLANTED) && !printed.contains(mock.token()),
        "{printed}"
    );
}
