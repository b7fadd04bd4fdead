//! The calls that only read. Each takes its IDs from earlier responses.

use std::time::Instant;

use beeper_desktop_client::Error;
use beeper_desktop_client::types::{Account, Attachment, Bridge, ListedChat, Message, MessageMediaType};

use crate::report::Outcome;
use crate::walk::Walk;

/// In how many chats to look for messages, and on how many bridges to look for logins.
const LOOKS: usize = 10;

/// How many bytes of a file to read.
const MAX_BYTES_READ: usize = 1 << 20;

/// A common word, to search for if no message contains a better one.
const WORD: &str = "hello";

/// Calls all operations that read, except `get_info` and `list_accounts`, which have already been called.
pub async fn everything(walk: &mut Walk, account: Option<Account>) {
    setup(walk).await;
    accounts(walk, account).await;
    bridges(walk).await;
    chats(walk).await;
}

async fn setup(walk: &mut Walk) {
    let client = walk.client();
    let state = walk.call("get_setup", client.get_setup()).await;
    let listed = walk.call("list_verifications", client.list_verifications()).await;
    let listed = listed.and_then(|list| list.items.into_iter().next());
    match listed.or_else(|| state?.verification) {
        Some(verification) => {
            let request = client.get_verification(&verification.id);
            walk.call("get_verification", request).await;
        }
        None => walk.skip(&["get_verification"], "list_verifications", "verification going on"),
    }
}

async fn accounts(walk: &mut Walk, account: Option<Account>) {
    let client = walk.client();
    let Some(Account { account_id, .. }) = account else {
        let operations = ["get_account", "list_contacts", "search_contacts"];
        return walk.skip(&operations, "list_accounts", "account");
    };
    walk.call("get_account", client.get_account(&account_id)).await;
    let contacts = walk.list(client.list_contacts(&account_id)).await;
    let name = contacts.and_then(|page| word(page.items.first()?.full_name.as_deref()?));
    let query = name.unwrap_or_else(|| WORD.to_owned());
    walk.call("search_contacts", client.search_contacts(&account_id, query))
        .await;
}

async fn bridges(walk: &mut Walk) {
    let client = walk.client();
    let bridges = walk.call("list_bridges", client.list_bridges()).await;
    let bridges = bridges.map(|list| list.items).unwrap_or_default();
    let Some(first) = bridges.first() else {
        let operations = [
            "get_bridge",
            "get_bridge_capabilities",
            "list_login_flows",
            "list_bridge_logins",
        ];
        walk.skip(&operations, "list_bridges", "bridge");
        return walk.skip(&["get_bridge_login"], "list_bridges", "bridge");
    };
    walk.call("get_bridge", client.get_bridge(&first.id)).await;
    walk.call("get_bridge_capabilities", client.get_bridge_capabilities(&first.id))
        .await;
    walk.call("list_login_flows", client.list_login_flows(&first.id)).await;
    logins(walk, &bridges).await;
}

async fn logins(walk: &mut Walk, bridges: &[Bridge]) {
    let client = walk.client();
    for bridge in bridges.iter().take(LOOKS) {
        let request = client.list_bridge_logins(&bridge.id);
        let logins = walk.call("list_bridge_logins", request).await;
        if let Some(login) = logins.and_then(|list| list.items.into_iter().next()) {
            let request = client.get_bridge_login(&bridge.id, &login.login_id);
            walk.call("get_bridge_login", request).await;
            return;
        }
    }
    walk.skip(&["get_bridge_login"], "list_bridge_logins", "login");
}

async fn chats(walk: &mut Walk) {
    let client = walk.client();
    walk.call("list_labels", client.list_labels()).await;
    let chats = walk.list(client.list_chats()).await.map(|page| page.items);
    let chats = chats.unwrap_or_default();
    walk.list(client.search_chats()).await;
    match chats.first() {
        Some(chat) => {
            walk.call("get_chat", client.get_chat(&chat.id)).await;
        }
        None => walk.skip(&["get_chat"], "list_chats", "chat"),
    }
    let messages = messages(walk, &chats).await;
    let query = messages.iter().find_map(|message| word(message.text.as_deref()?));
    let query = query.unwrap_or_else(|| WORD.to_owned());
    walk.list(client.search_messages().query(&query)).await;
    walk.call("search", client.search(&query)).await;

    let files = client.search_messages().media_types([MessageMediaType::Any]);
    let files = walk.call("search_messages", files).await.map(|page| page.items);
    let messages = messages.iter().chain(files.iter().flatten());
    assets(walk, messages.filter_map(|it| it.attachments.as_ref()).flatten()).await;
}

/// Reads the messages of the first chat that has any.
async fn messages(walk: &mut Walk, chats: &[ListedChat]) -> Vec<Message> {
    let client = walk.client();
    for chat in chats.iter().take(LOOKS) {
        let messages = walk.list(client.list_messages(&chat.id)).await;
        let messages = messages.map(|page| page.items).unwrap_or_default();
        if let Some(message) = messages.first() {
            let request = client.get_message(&message.chat_id, &message.id);
            walk.call("get_message", request).await;
            return messages;
        }
    }
    walk.skip(&["list_messages"], "list_chats", "chat");
    walk.skip(&["get_message"], "list_messages", "message");
    Vec::new()
}

/// Reads the file of the first attachment that has one.
async fn assets<'a>(walk: &mut Walk, attachments: impl Iterator<Item = &'a Attachment>) {
    let client = walk.client();
    let addresses: Vec<_> = attachments.flat_map(addresses).collect();
    match addresses.iter().find(|it| is_of(it, &["mxc://", "localmxc://"])) {
        Some(address) => {
            let answer = walk.call("download_asset", client.download_asset(*address)).await;
            walk.note_error("download_asset", answer.and_then(|it| it.error));
        }
        None => walk.skip(&["download_asset"], "list_messages", "message with a file on Matrix"),
    }
    match addresses
        .iter()
        .find(|it| is_of(it, &["mxc://", "localmxc://", "file://"]))
    {
        Some(address) => serve(walk, address).await,
        None => walk.skip(&["serve_asset"], "list_messages", "message with a file"),
    }
}

fn addresses(attachment: &Attachment) -> impl Iterator<Item = &str> {
    let id = attachment.id.as_ref().map(|id| id.as_str());
    id.into_iter().chain(attachment.src_url.as_deref())
}

fn is_of(address: &str, schemes: &[&str]) -> bool {
    schemes.iter().any(|scheme| address.starts_with(scheme))
}

/// Reads a file, up to [`MAX_BYTES_READ`].
async fn serve(walk: &mut Walk, address: &str) {
    let start = Instant::now();
    let outcome = match read_chunks(walk, address).await {
        Ok(()) => Outcome::Read,
        Err(error) => Outcome::of(&error),
    };
    walk.note("serve_asset", outcome, start.elapsed());
}

async fn read_chunks(walk: &Walk, address: &str) -> Result<(), Error> {
    let mut file = walk.client().serve_asset(address).await?;
    let mut read = 0;
    while read < MAX_BYTES_READ
        && let Some(chunk) = file.next().await
    {
        read += chunk?.len();
    }
    Ok(())
}

/// Returns the first word of a text.
fn word(text: &str) -> Option<String> {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.find(|word| !word.is_empty()).map(str::to_owned)
}
