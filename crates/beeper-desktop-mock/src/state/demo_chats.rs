//! Chats for demonstrations.

use serde_json::json;

use crate::model::account::MockAccount;
use crate::model::asset::MockAsset;
use crate::model::chat::{MockChat, MockLabel};
use crate::model::message::MockMessage;
use crate::model::user::MockUser;
use crate::state::store::{Contact, State};
use crate::state::upsert::upsert;

const ANA: &str = "@ana:beeper.local";
const BEN: &str = "@ben:beeper.local";
const CLEO: &str = "@cleo:beeper.local";

const DIRECT: &str = "!ana:beeper.local";
const GROUP: &str = "!hive:beeper.local";
const OLD: &str = "!cleo:beeper.local";

const PICTURE: &str = "mxc://beeper.local/honeycomb";

/// The smallest possible picture: one yellow dot.
const DOT: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\xff\xd7\0\0\0\0!\xf9\x04\0\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

pub(crate) fn add_to(state: &mut State) {
    let account_id = state.dialect.rules().account_id;
    let account = MockAccount::new(account_id).bridge("mock-linked-device");
    upsert(
        &mut state.accounts,
        account.property("network", json!("Mock Linked Device")),
    );
    let people = [
        MockUser::new(ANA).name("Ana").username("ana").phone_number("+15550101"),
        MockUser::new(BEN).name("Ben").username("ben").email("ben@example.com"),
        MockUser::new(CLEO).name("Cleo").phone_number("+15550103"),
    ];
    for user in people.clone() {
        let account_id = account_id.to_owned();
        upsert(&mut state.contacts, Contact { account_id, user });
    }
    upsert(&mut state.labels, MockLabel::new("bees").name("Bees"));
    upsert(&mut state.labels, MockLabel::new("family").name("Family"));
    state.put_asset(PICTURE, MockAsset::new(DOT).file_name("honeycomb.gif"));

    let [ana, ben, cleo] = people;
    state.put_chat(
        MockChat::new(OLD)
            .account(account_id)
            .participant(cleo.clone())
            .property("isArchived", json!(true)),
    );
    state.put_chat(
        MockChat::new(DIRECT)
            .account(account_id)
            .participant(ana.clone())
            .label("family"),
    );
    let group = [ana, ben, cleo]
        .into_iter()
        .fold(MockChat::new(GROUP).account(account_id), MockChat::participant);
    state.put_chat(group.group("The hive").label("bees").property("isPinned", json!(true)));

    for message in messages() {
        state.put_message(message);
    }
}

fn messages() -> Vec<MockMessage> {
    vec![
        MockMessage::new(OLD, "1001").sender(CLEO).text("Happy new year!"),
        MockMessage::new(OLD, "1002").text("And to you!").reaction("❤️", CLEO),
        MockMessage::new(DIRECT, "1101").sender(ANA).text("Dinner tonight?"),
        MockMessage::new(DIRECT, "1102")
            .text("Gladly. At seven?")
            .reply_to("1101"),
        MockMessage::new(DIRECT, "1103")
            .sender(ANA)
            .text("Perfect")
            .reaction("👍", "@mock-user:example.com"),
        MockMessage::new(GROUP, "1201").sender(BEN).text("The bees are out"),
        MockMessage::new(GROUP, "1202")
            .sender(BEN)
            .property("type", json!("IMAGE"))
            .text("Look at this")
            .attachment(json!({
                "type": "img",
                "id": PICTURE,
                "srcURL": PICTURE,
                "mimeType": "image/gif",
                "fileName": "honeycomb.gif",
                "fileSize": DOT.len(),
                "size": { "width": 1, "height": 1 },
            })),
        MockMessage::new(GROUP, "1203")
            .sender(CLEO)
            .text("How much honey this year?")
            .unread(),
        MockMessage::new(GROUP, "1204")
            .sender(ANA)
            .text("Enough for dinner")
            .reply_to("1203")
            .unread(),
    ]
}
