//! Tests of reading frames: whole, in parts, and broken.

use beeper_desktop_client::VirtualClock;
use beeper_desktop_client::live::Subscription;
use beeper_desktop_client::types::EventFrame;
use tokio::io::AsyncWriteExt;

use super::script::{BINARY, PING, connected, frame, ready};

#[tokio::test]
async fn frames_come_in_their_order_whatever_is_wrong_with_one() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    let event = |seq: usize| {
        format!("{{\"type\":\"chat.deleted\",\"seq\":{seq},\"ts\":{seq},\"chatID\":\"c\",\"ids\":[\"c\"]}}\n")
    };
    let broken: [&[u8]; 9] = [
        b"",
        b"PLANTED",
        b"[]",
        b"null",
        br#"{"type":[7]}"#,
        br#"{"type":"message.upserted"}"#,
        br#"{"type":"from.tomorrow","PLANTED":{}}"#,
        b"\xff\xfe",
        br#"{"type":"message.upserted","chatID":"c","ids":["m"],"entries":[{"id":"m","reactions":[]}]}"#,
    ];
    let mut seq = 0;
    for first in [0x81, BINARY] {
        for broken in broken {
            seq += 1;
            peer.send(first, event(seq).as_bytes()).await;
            peer.send(first, broken).await;
        }
    }
    for number in 1..=seq {
        let frame = connection.next().await.unwrap().unwrap();
        assert_eq!(
            (frame.kind(), frame.seq()),
            ("chat.deleted", i64::try_from(number).ok())
        );
        assert!(frame.misfits().is_empty());
        let odd = connection.next().await.unwrap().unwrap();
        assert_eq!(odd.misfits().is_empty(), odd.kind() == "from.tomorrow", "{odd:?}");
        assert!(!format!("{odd:?}").contains(": \"PLANTED"), "{odd:?}");
    }
}

#[tokio::test]
async fn a_message_in_parts_is_one_frame() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    let text = "{\"type\":\"message.deleted\",\"chatID\":\"c\",\"ids\":[\"\u{1f44d}\"]}".as_bytes();
    let parts: Vec<&[u8]> = text.chunks(3).collect();
    let (last, parts) = parts.split_last().unwrap();
    for (number, part) in parts.iter().enumerate() {
        peer.send(if number == 0 { 0x01 } else { 0x00 }, part).await;
        peer.send(PING, b"").await;
    }
    peer.send(0x80, last).await;
    let frame = connection.next().await.unwrap().unwrap();
    assert!(matches!(&*frame, EventFrame::MessageDeleted(event) if event.ids[0].as_str() == "\u{1f44d}"));
    assert_eq!(frame.raw(), text);
}

#[tokio::test]
async fn many_frames_in_one_piece_are_as_many() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    let all: Vec<u8> = (1..=1000)
        .flat_map(|seq| frame(0x81, format!(r#"{{"type":"x","seq":{seq}}}"#).as_bytes()))
        .collect();
    let sending = async { peer.stream.write_all(&all).await.unwrap() };
    let reading = async {
        for seq in 1..=1000 {
            assert_eq!(connection.next().await.unwrap().unwrap().seq(), Some(seq));
        }
    };
    tokio::join!(sending, reading);
}

#[tokio::test]
async fn nothing_is_lost_when_waiting_is_given_up() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    let bytes = frame(0x81, br#"{"type":"x","seq":1}"#);
    for byte in bytes {
        tokio::select! {
            biased;
            frame = connection.next() => panic!("{frame:?}"),
            written = peer.stream.write_u8(byte) => written.unwrap(),
        }
    }
    assert_eq!(connection.next().await.unwrap().unwrap().seq(), Some(1));
}

#[tokio::test]
async fn what_the_server_counted_and_did_not_send_is_told() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    for (text, lost) in [
        (r#"{"type":"chat.deleted","seq":3,"chatID":"c","ids":["c"]}"#, 2),
        (r#"{"type":"from.tomorrow","seq":4}"#, 0),
        (r#"{"type":"message.upserted","seq":5}"#, 0),
        (r#"{"type":"chat.deleted","seq":5,"chatID":"c","ids":["c"]}"#, 0),
        (r#"{"type":"chat.deleted","chatID":"c","ids":["c"]}"#, 0),
        (r#"{"type":"chat.deleted","seq":9,"chatID":"c","ids":["c"]}"#, 3),
    ] {
        peer.text(text).await;
        assert_eq!(connection.next().await.unwrap().unwrap().lost_before(), lost, "{text}");
    }
}

/// An independent server ends each frame with a newline, sends times as numbers and no sort keys, and sends unrequested events.
#[tokio::test]
async fn an_independent_server_is_read_without_a_misfit() {
    for first in [0x81, BINARY] {
        let (mut connection, mut peer) = connected(&VirtualClock::new()).await;
        let message = |id: &str| {
            format!(
                r#"{{"id":"{id}","chatID":"c","accountID":"a","senderID":"s","sortKey":"-1","timestamp":"2026-01-31T09:30:00Z","text":"Hi"}}"#
            )
        };
        let upserted = |seq: usize, entries: &str| {
            format!(
                "{{\"type\":\"message.upserted\",\"seq\":{seq},\"ts\":1769851800125,\"chatID\":\"c\",\"ids\":[\"m\"],\"entries\":{entries}}}\n"
            )
        };
        peer.send(first, b"{\"type\":\"ready\",\"version\":1,\"chatIDs\":[]}\n")
            .await;
        let updated = async {
            let command = peer.command().await;
            assert!(command.get("app").is_none());
            peer.send(
                first,
                b"{\"type\":\"subscriptions.updated\",\"requestID\":\"r1\",\"chatIDs\":[\"*\"]}\n",
            )
            .await;
            command
        };
        let all = Subscription::all().app_state(true);
        let (set, _) = tokio::join!(connection.subscribe(all), updated);
        set.unwrap();
        let old = format!("[{}]", message("old"));
        for text in [
            "{\"type\":\"chat.upserted\",\"seq\":1,\"ts\":1769851800125,\"chatID\":\"c\",\"ids\":[\"c\"]}\n".to_owned(),
            upserted(2, &format!("[{}]", message("m"))),
            upserted(3, "null"),
            // The deletion of a reaction that no event announced.
            "{\"type\":\"message.deleted\",\"seq\":4,\"ts\":1769851800125,\"chatID\":\"c\",\"ids\":[\"r\"]}\n"
                .to_owned(),
            // The newest message left after a deletion, unchanged.
            upserted(5, &old),
            upserted(6, &old),
        ] {
            peer.send(first, text.as_bytes()).await;
        }
        assert_eq!(connection.next().await.unwrap().unwrap().kind(), "ready");
        for seq in 1..=6 {
            let frame = connection.next().await.unwrap().unwrap();
            assert_eq!((frame.seq(), frame.lost_before()), (Some(seq), 0));
            assert!(frame.misfits().is_empty(), "{:?}", frame.misfits());
            assert!(frame.timestamp().unwrap().to_system_time().is_ok());
            if let EventFrame::MessageUpserted(event) = &*frame {
                let keys = event.entries.iter().flatten().map(|message| message.sort_key.as_str());
                assert!(keys.eq((seq != 3).then_some("-1")), "{event:?}");
            }
        }
    }
}
