//! Positions: saved, and gone on from.

use beeper_desktop_client::live::WatchPosition;
use beeper_desktop_mock::Dialect;

use super::watched::{ANA, BEN, Watched, message, server};

#[tokio::test]
async fn a_watch_goes_on_where_the_saved_one_was() {
    for &dialect in Dialect::ALL {
        let mut watched = Watched::begun(server(dialect).await).await;
        for id in ["3", "4", "5"] {
            watched.mock.put_message(message(ANA, id));
        }
        assert_eq!(watched.messages_until("new 4").await, ["new 3", "new 4"]);
        let saved = watched.watch.position().to_string();
        assert_eq!(watched.messages_until("new 5").await, ["new 5"]);
        watched.mock.put_message(message(BEN, "6"));
        watched.mock.update_message(ANA, "3", |message| message.text("edited"));

        let position: WatchPosition = saved.parse().unwrap();
        let mut watched = watched.resumed(position);
        let mut events = watched.messages_until("caught up").await;
        events.sort();
        assert_eq!(events, ["caught up", "changed 3", "new 5", "new 6"], "{dialect:?}");
    }
}
