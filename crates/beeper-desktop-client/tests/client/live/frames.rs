//! Frames as servers send them: whole, in parts, and broken.

use beeper_desktop_client::VirtualClock;
use beeper_desktop_client::types::EventFrame;
use tokio::io::AsyncWriteExt;

use super::script::{BINARY, PING, frame, ready};

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
