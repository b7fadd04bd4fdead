//! How the older dialect writes the answers of its operations.

use crate::dialect::shape::{Part, Shape};
use crate::generated::Operation::{self, *};

pub(super) static SHAPES: &[(Operation, Part)] = &[
    (ListAccounts, Part::Each(&ACCOUNT)),
    (ListContacts, Part::One(&USER_PAGE)),
    (SearchContacts, Part::One(&USER_LIST)),
    (ListChats, Part::One(&CHAT_PAGE)),
    (SearchChats, Part::One(&CHAT_PAGE)),
    (CreateChat, Part::One(&CHAT)),
    (GetChat, Part::One(&CHAT)),
    (ListMessages, Part::One(&MESSAGE_LIST)),
    (SearchMessages, Part::One(&MESSAGE_PAGE)),
    (UpdateMessage, Part::One(&MESSAGE)),
    (Search, Part::One(&SEARCH)),
    (DownloadAsset, Part::One(&DOWNLOAD)),
    (UploadAsset, Part::One(&UPLOAD)),
    (UploadAssetBase64, Part::One(&UPLOAD)),
];

/// The cursors of a page.
const CURSORS: &[&str] = &["newestCursor", "oldestCursor"];

static ACCOUNT: Shape = Shape {
    left_out: &["bridge", "status"],
    texts: &["loginID", "network", "statusText"],
    parts: &[("user", Part::One(&USER))],
    ..Shape::PLAIN
};

static USER: Shape = Shape {
    texts: &["email", "fullName", "imgURL", "phoneNumber", "username"],
    ..Shape::PLAIN
};

static USER_LIST: Shape = Shape {
    lists: &["items"],
    parts: &[("items", Part::Each(&USER))],
    ..Shape::PLAIN
};

static USER_PAGE: Shape = Shape {
    texts: CURSORS,
    lists: &["items"],
    parts: &[("items", Part::Each(&USER))],
    ..Shape::PLAIN
};

static CHAT: Shape = Shape {
    // Its chats have no labels, and no ID on this installation: that is empty.
    left_out: &["labels", "localChatID"],
    texts: &[
        "description",
        "imgURL",
        "lastReadMessageSortKey",
        "localChatID",
        "mergedIntoChatID",
    ],
    times: &["lastActivity"],
    parts: &[
        ("participants", Part::One(&USER_LIST)),
        ("preview", Part::One(&PREVIEW)),
        ("reminder", Part::One(&REMINDER)),
    ],
    ..Shape::PLAIN
};

static REMINDER: Shape = Shape {
    times: &["remindAt"],
    ..Shape::PLAIN
};

static CHAT_PAGE: Shape = Shape {
    texts: CURSORS,
    lists: &["items"],
    parts: &[("items", Part::Each(&CHAT))],
    ..Shape::PLAIN
};

static MESSAGE: Shape = Shape {
    texts: &["editedTimestamp", "linkedMessageID", "senderName", "text"],
    lists: &["attachments", "links", "mentions", "reactions"],
    times: &["editedTimestamp", "timestamp"],
    parts: &[
        ("attachments", Part::Each(&ATTACHMENT)),
        ("links", Part::Each(&LINK)),
        ("reactions", Part::Each(&REACTION)),
        ("sendStatus", Part::One(&SEND_STATUS)),
    ],
    ..Shape::PLAIN
};

/// A message in a chat of a list, whose sort key is no position.
static PREVIEW: Shape = Shape {
    fixed: &[("sortKey", "-1")],
    ..MESSAGE
};

static ATTACHMENT: Shape = Shape {
    texts: &["fileName", "id", "mimeType", "posterImg", "srcURL"],
    ..Shape::PLAIN
};

static LINK: Shape = Shape {
    texts: &["favicon", "img", "originalURL", "summary"],
    ..Shape::PLAIN
};

static REACTION: Shape = Shape {
    texts: &["imgURL"],
    ..Shape::PLAIN
};

static SEND_STATUS: Shape = Shape {
    texts: &["internalError", "message", "reason"],
    lists: &["deliveredToUsers"],
    times: &["timestamp"],
    ..Shape::PLAIN
};

/// The messages of a chat, whose cursor is the last one's sort key.
static MESSAGE_LIST: Shape = Shape {
    left_out: CURSORS,
    lists: &["items"],
    parts: &[("items", Part::Each(&MESSAGE))],
    ..Shape::PLAIN
};

static MESSAGE_PAGE: Shape = Shape {
    texts: CURSORS,
    lists: &["items"],
    parts: &[("items", Part::Each(&MESSAGE))],
    ..Shape::PLAIN
};

static SEARCH: Shape = Shape {
    parts: &[("results", Part::One(&RESULTS))],
    ..Shape::PLAIN
};

static RESULTS: Shape = Shape {
    lists: &["chats", "in_groups"],
    parts: &[
        ("chats", Part::Each(&CHAT)),
        ("in_groups", Part::Each(&CHAT)),
        ("messages", Part::One(&FOUND_MESSAGES)),
    ],
    ..Shape::PLAIN
};

static FOUND_MESSAGES: Shape = Shape {
    texts: CURSORS,
    lists: &["items"],
    parts: &[("items", Part::Each(&MESSAGE)), ("chats", Part::EachValue(&CHAT))],
    ..Shape::PLAIN
};

static DOWNLOAD: Shape = Shape {
    texts: &["error", "srcURL"],
    ..Shape::PLAIN
};

static UPLOAD: Shape = Shape {
    texts: &["error", "fileName", "mimeType", "srcURL", "uploadID"],
    ..Shape::PLAIN
};
