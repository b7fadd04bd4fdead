use super::Items;
use super::sealed::{Fetch, Fetching, Position, RawPage};
use crate::types::{
    AccountId, Chat, ChatId, ChatInbox, ChatSearchScope, ChatType, ChatTypeFilter, LabelId, ListedChat, Message,
    MessageMediaType, PageDirection, User,
};
use crate::{Client, Timestamp};

impl Client {
    /// The chats of all accounts, the latest activity first.
    pub fn chats(&self) -> Chats {
        Chats::new(self)
    }

    /// The chats that fit a search.
    pub fn chat_search(&self) -> ChatSearch {
        ChatSearch::new(self)
    }

    /// The messages of a chat, the latest first.
    pub fn messages(&self, chat_id: &ChatId) -> Messages {
        Messages::new(self, chat_id)
    }

    /// The messages of all chats that fit a search.
    pub fn message_search(&self) -> MessageSearch {
        MessageSearch::new(self)
    }

    /// The people whom an account knows.
    pub fn contacts(&self, account_id: &AccountId) -> Contacts {
        Contacts::new(self, account_id)
    }
}

/// Defines a request for a list: what it always needs, what can be said besides, and the operation with its arguments in
/// their order.
macro_rules! paged {
    (
        $(#[$meta:meta])*
        pub struct $name:ident ( $($needed:ident: $needed_type:ty),* ) of $item:ty {
            $( $(#[$field_meta:meta])* $field:ident: $kind:tt $type:ty, )*
        }
        $operation:ident ( $($argument:tt),* $(,)? )
    ) => {
        $(#[$meta])*
        ///
        /// Nothing is sent before the first item is asked for.
        #[derive(Clone, Debug)]
        #[must_use = "sends nothing before `items`"]
        pub struct $name {
            client: Client,
            position: Position,
            $($needed: $needed_type,)*
            $($field: Option<$type>,)*
        }

        impl $name {
            fn new(client: &Client $(, $needed: &$needed_type)*) -> Self {
                Self {
                    client: client.clone(),
                    position: Position::default(),
                    $($needed: $needed.clone(),)*
                    $($field: None,)*
                }
            }

            $( paged!(@setter $(#[$field_meta])* $field $kind $type); )*

            /// Which way to go: `before`, from the newest to older ones, unless set; or `after`, from a
            /// [cursor](Self::starting_at) to newer ones.
            pub fn direction(mut self, direction: PageDirection) -> Self {
                self.position.direction = Some(direction);
                self
            }

            /// Goes on where an earlier list stopped, at its [cursor](Items::cursor).
            pub fn starting_at(mut self, cursor: impl Into<String>) -> Self {
                self.position.cursor = Some(cursor.into());
                self
            }

            /// What is in the list.
            pub fn items(self) -> Items<Self> {
                Items::new(self)
            }
        }

        impl Fetch for $name {
            type Item = $item;

            const OPERATION_ID: &'static str = stringify!($operation);

            fn position(&self) -> Position {
                self.position.clone()
            }

            fn fetch(&self, position: Position) -> Fetching<$item> {
                let this = self.clone();
                Box::pin(async move {
                    let page = this.client.$operation($(paged!(@argument this position $argument)),*).await?.into_inner();
                    Ok(RawPage {
                        items: page.items,
                        has_more: page.has_more,
                        oldest_cursor: page.oldest_cursor,
                        newest_cursor: page.newest_cursor,
                    })
                })
            }
        }
    };

    (@setter $(#[$meta:meta])* $field:ident list $type:ty) => {
        $(#[$meta])*
        pub fn $field<T>(mut self, $field: impl IntoIterator<Item = T>) -> Self
        where
            $type: FromIterator<T>,
        {
            self.$field = Some($field.into_iter().collect());
            self
        }
    };
    (@setter $(#[$meta:meta])* $field:ident text $type:ty) => {
        $(#[$meta])*
        pub fn $field(mut self, $field: impl Into<$type>) -> Self {
            self.$field = Some($field.into());
            self
        }
    };
    (@setter $(#[$meta:meta])* $field:ident one $type:ty) => {
        $(#[$meta])*
        pub fn $field(mut self, $field: $type) -> Self {
            self.$field = Some($field);
            self
        }
    };

    (@argument $this:ident $position:ident cursor) => { $position.cursor.as_deref() };
    (@argument $this:ident $position:ident direction) => { $position.direction.as_ref() };
    (@argument $this:ident $position:ident (needed $name:ident)) => { &$this.$name };
    (@argument $this:ident $position:ident (text $name:ident)) => { $this.$name.as_deref() };
    (@argument $this:ident $position:ident (copy $name:ident)) => { $this.$name };
    (@argument $this:ident $position:ident $name:ident) => { $this.$name.as_ref() };
}

paged! {
    /// The list of chats, the latest activity first; made by [`Client::chats`].
    ///
    /// ```
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let of_two_accounts = client.chats().account_ids(["matrix".parse()?, "local-whatsapp_ba_1".parse()?]);
    /// let latest = of_two_accounts.items().up_to(20).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct Chats() of ListedChat {
        /// Of these accounts alone.
        account_ids: list Vec<AccountId>,
        /// How many to fetch at a time; the server's choice unless set.
        limit: one u64,
    }
    list_chats(account_ids, cursor, direction, (copy limit))
}

paged! {
    /// A search among chats; made by [`Client::chat_search`].
    ///
    /// ```
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
    /// let mut unread = client.chat_search().query("team").unread_only(true).items();
    /// while let Some(chat) = unread.next().await {
    ///     println!("{}", chat?.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct ChatSearch() of Chat {
        /// In these accounts alone.
        account_ids: list Vec<AccountId>,
        /// In this part of the inbox alone.
        inbox: one ChatInbox,
        /// Whether muted chats count; the server's choice unless set.
        include_muted: one bool,
        /// With this label alone.
        label_id: one LabelId,
        /// With activity after this time alone.
        last_activity_after: one Timestamp,
        /// With activity before this time alone.
        last_activity_before: one Timestamp,
        /// How many to fetch at a time; the server's choice unless set.
        limit: one u64,
        /// What to search for.
        query: text String,
        /// Where to search for it.
        scope: one ChatSearchScope,
        /// Of this kind alone.
        kind: one ChatTypeFilter,
        /// Whether only those count that have something unread.
        unread_only: one bool,
    }
    search_chats(
        account_ids, cursor, direction, inbox, (copy include_muted), label_id, last_activity_after,
        last_activity_before, (copy limit), (text query), scope, kind, (copy unread_only),
    )
}

paged! {
    /// The messages of a chat, the latest first; made by [`Client::messages`].
    ///
    /// ```
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use beeper_desktop_client::types::PageDirection;
    ///
    /// let chat = "!room:beeper.local".parse()?;
    /// let mut messages = client.messages(&chat).items();
    /// let latest = messages.next().await;
    /// // Some time later: what has come since.
    /// if let Some(cursor) = messages.cursor() {
    ///     let newer = client.messages(&chat).starting_at(cursor).direction(PageDirection::After);
    ///     println!("{} more", newer.items().up_to(100).await?.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub struct Messages(chat_id: ChatId) of Message {}
    list_messages((needed chat_id), cursor, direction)
}

paged! {
    /// A search among messages; made by [`Client::message_search`].
    ///
    /// ```
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use beeper_desktop_client::types::MessageMediaType;
    ///
    /// let pictures = client
    ///     .message_search()
    ///     .media_types([MessageMediaType::Image])
    ///     .date_after("2026-01-01T00:00:00Z".parse()?);
    /// let latest = pictures.items().up_to(20).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub struct MessageSearch() of Message {
        /// In these accounts alone.
        account_ids: list Vec<AccountId>,
        /// In these chats alone.
        chat_ids: list Vec<ChatId>,
        /// In chats of this kind alone.
        chat_type: one ChatType,
        /// Sent after this time alone.
        date_after: one Timestamp,
        /// Sent before this time alone.
        date_before: one Timestamp,
        /// Whether chats of low priority are left out; the server's choice unless set.
        exclude_low_priority: one bool,
        /// Whether muted chats count; the server's choice unless set.
        include_muted: one bool,
        /// How many to fetch at a time; the server's choice unless set.
        limit: one u64,
        /// With something of these kinds alone.
        media_types: list Vec<MessageMediaType>,
        /// What to search for.
        query: text String,
        /// Of this sender alone: `me`, `others`, or a user's ID.
        sender: text String,
    }
    search_messages(
        account_ids, chat_ids, chat_type, cursor, date_after, date_before, direction, (copy exclude_low_priority),
        (copy include_muted), (copy limit), media_types, (text query), (text sender),
    )
}

paged! {
    /// The people whom an account knows; made by [`Client::contacts`].
    pub struct Contacts(account_id: AccountId) of User {
        /// How many to fetch at a time; the server's choice unless set.
        limit: one u64,
        /// Those alone that fit this.
        query: text String,
    }
    list_contacts((needed account_id), cursor, direction, (copy limit), (text query))
}
