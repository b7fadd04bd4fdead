//! The format of each answer in the older dialect.

use crate::dialect::json_format::{ObjectFormat, ValueFormat};
use crate::generated::Operation::{self, *};

pub(super) static FORMATS: &[(Operation, ValueFormat)] = &[
    (ListAccounts, ValueFormat::Each(&ACCOUNT)),
    (ListContacts, ValueFormat::One(&USER_PAGE)),
    (SearchContacts, ValueFormat::One(&USER_LIST)),
    (ListChats, ValueFormat::One(&CHAT_PAGE)),
    (SearchChats, ValueFormat::One(&CHAT_PAGE)),
    (CreateChat, ValueFormat::One(&CHAT)),
    (GetChat, ValueFormat::One(&CHAT)),
    (ListMessages, ValueFormat::One(&MESSAGE_LIST)),
    (SearchMessages, ValueFormat::One(&MESSAGE_PAGE)),
    (UpdateMessage, ValueFormat::One(&MESSAGE)),
    (Search, ValueFormat::One(&SEARCH)),
    (DownloadAsset, ValueFormat::One(&DOWNLOAD)),
    (UploadAsset, ValueFormat::One(&UPLOAD)),
    (UploadAssetBase64, ValueFormat::One(&UPLOAD)),
];

/// The members that contain the cursors of a page.
const CURSORS: &[&str] = &["newestCursor", "oldestCursor"];

static ACCOUNT: ObjectFormat = ObjectFormat {
    omitted: &["bridge", "status"],
    empty_if_absent: &["loginID", "network", "statusText"],
    members: &[("user", ValueFormat::One(&USER))],
    ..ObjectFormat::UNCHANGED
};

static USER: ObjectFormat = ObjectFormat {
    empty_if_absent: &["email", "fullName", "imgURL", "phoneNumber", "username"],
    ..ObjectFormat::UNCHANGED
};

static USER_LIST: ObjectFormat = ObjectFormat {
    null_if_empty: &["items"],
    members: &[("items", ValueFormat::Each(&USER))],
    ..ObjectFormat::UNCHANGED
};

static USER_PAGE: ObjectFormat = ObjectFormat {
    empty_if_absent: CURSORS,
    null_if_empty: &["items"],
    members: &[("items", ValueFormat::Each(&USER))],
    ..ObjectFormat::UNCHANGED
};

static CHAT: ObjectFormat = ObjectFormat {
    // Chats have no labels, and the ID on this installation is empty.
    omitted: &["labels", "localChatID"],
    empty_if_absent: &[
        "description",
        "imgURL",
        "lastReadMessageSortKey",
        "localChatID",
        "mergedIntoChatID",
    ],
    times: &["lastActivity"],
    members: &[
        ("participants", ValueFormat::One(&USER_LIST)),
        ("preview", ValueFormat::One(&PREVIEW)),
        ("reminder", ValueFormat::One(&REMINDER)),
    ],
    ..ObjectFormat::UNCHANGED
};

static REMINDER: ObjectFormat = ObjectFormat {
    times: &["remindAt"],
    ..ObjectFormat::UNCHANGED
};

static CHAT_PAGE: ObjectFormat = ObjectFormat {
    empty_if_absent: CURSORS,
    null_if_empty: &["items"],
    members: &[("items", ValueFormat::Each(&CHAT))],
    ..ObjectFormat::UNCHANGED
};

static MESSAGE: ObjectFormat = ObjectFormat {
    empty_if_absent: &["editedTimestamp", "linkedMessageID", "senderName", "text"],
    null_if_empty: &["attachments", "links", "mentions", "reactions"],
    times: &["editedTimestamp", "timestamp"],
    members: &[
        ("attachments", ValueFormat::Each(&ATTACHMENT)),
        ("links", ValueFormat::Each(&LINK)),
        ("reactions", ValueFormat::Each(&REACTION)),
        ("sendStatus", ValueFormat::One(&SEND_STATUS)),
    ],
    ..ObjectFormat::UNCHANGED
};

/// The format of a message in an event.
pub(super) const EVENT_ENTRY: ValueFormat = ValueFormat::One(&PREVIEW);

/// The format of a message inside a chat of a list or inside an event, where the sort key is not a position.
static PREVIEW: ObjectFormat = ObjectFormat {
    fixed: &[("sortKey", "-1")],
    ..MESSAGE
};

static ATTACHMENT: ObjectFormat = ObjectFormat {
    empty_if_absent: &["fileName", "id", "mimeType", "posterImg", "srcURL"],
    ..ObjectFormat::UNCHANGED
};

static LINK: ObjectFormat = ObjectFormat {
    empty_if_absent: &["favicon", "img", "originalURL", "summary"],
    ..ObjectFormat::UNCHANGED
};

static REACTION: ObjectFormat = ObjectFormat {
    empty_if_absent: &["imgURL"],
    ..ObjectFormat::UNCHANGED
};

static SEND_STATUS: ObjectFormat = ObjectFormat {
    empty_if_absent: &["internalError", "message", "reason"],
    null_if_empty: &["deliveredToUsers"],
    times: &["timestamp"],
    ..ObjectFormat::UNCHANGED
};

/// The format of a chat's messages, whose cursor is the sort key of the last item.
static MESSAGE_LIST: ObjectFormat = ObjectFormat {
    omitted: CURSORS,
    null_if_empty: &["items"],
    members: &[("items", ValueFormat::Each(&MESSAGE))],
    ..ObjectFormat::UNCHANGED
};

static MESSAGE_PAGE: ObjectFormat = ObjectFormat {
    empty_if_absent: CURSORS,
    null_if_empty: &["items"],
    members: &[("items", ValueFormat::Each(&MESSAGE))],
    ..ObjectFormat::UNCHANGED
};

static SEARCH: ObjectFormat = ObjectFormat {
    members: &[("results", ValueFormat::One(&RESULTS))],
    ..ObjectFormat::UNCHANGED
};

static RESULTS: ObjectFormat = ObjectFormat {
    null_if_empty: &["chats", "in_groups"],
    members: &[
        ("chats", ValueFormat::Each(&CHAT)),
        ("in_groups", ValueFormat::Each(&CHAT)),
        ("messages", ValueFormat::One(&FOUND_MESSAGES)),
    ],
    ..ObjectFormat::UNCHANGED
};

static FOUND_MESSAGES: ObjectFormat = ObjectFormat {
    empty_if_absent: CURSORS,
    null_if_empty: &["items"],
    members: &[
        ("items", ValueFormat::Each(&MESSAGE)),
        ("chats", ValueFormat::EachValue(&CHAT)),
    ],
    ..ObjectFormat::UNCHANGED
};

static DOWNLOAD: ObjectFormat = ObjectFormat {
    empty_if_absent: &["error", "srcURL"],
    ..ObjectFormat::UNCHANGED
};

static UPLOAD: ObjectFormat = ObjectFormat {
    empty_if_absent: &["error", "fileName", "mimeType", "srcURL", "uploadID"],
    ..ObjectFormat::UNCHANGED
};
