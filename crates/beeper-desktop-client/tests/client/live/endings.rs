//! Tests of how a connection ends, and what keeps it alive.

use std::time::Duration;

use beeper_desktop_client::VirtualClock;
use beeper_desktop_client::live::EventsErrorKind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::script::{BINARY, CLOSE, PING, PONG, TEXT, connected, end, frame, passing, ready};

const MIB: usize = 1024 * 1024;

#[tokio::test]
async fn the_end_tells_the_code_and_the_reason_on_request() {
    for (code, reason) in [
        (1000, ""),
        (1001, ""),
        (1008, "PLANTED-token"),
        (1012, "PLANTED"),
        (4000, "PLANTED"),
    ] {
        let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
        peer.close(code, reason).await;
        let error = end(&mut connection).await;
        assert_eq!(error.kind(), EventsErrorKind::Closed);
        assert_eq!(error.close_code(), Some(code));
        assert_eq!(error.close_reason(), Some(reason).filter(|reason| !reason.is_empty()));
        assert_eq!(
            error.to_string(),
            format!("the server closed the connection for events with the code {code}")
        );
        assert_eq!(peer.closed_with().await, code);
    }
}

#[tokio::test]
async fn a_code_that_the_standard_does_not_have_is_told_as_it_came() {
    for code in [0, 7, 999, 1005, 1006, 1015, 1016, 2999, 5000, u16::MAX] {
        let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
        peer.close(code, "PLANTED-token").await;
        let error = end(&mut connection).await;
        assert_eq!(
            (error.kind(), error.close_code()),
            (EventsErrorKind::Closed, Some(code))
        );
        assert_eq!(error.close_reason(), Some("PLANTED-token"));
        assert_eq!(peer.closed_with().await, 1002);
    }
}

#[tokio::test]
async fn a_reason_that_is_no_text_is_read_as_far_as_it_can_be() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    let whole = frame(CLOSE, b"\x03\xe9bye\xff");
    for byte in whole {
        peer.stream.write_all(&[byte]).await.unwrap();
    }
    let error = end(&mut connection).await;
    assert_eq!(
        (error.kind(), error.close_code()),
        (EventsErrorKind::Closed, Some(1001))
    );
    assert_eq!(error.close_reason(), Some("bye\u{fffd}"));
    assert_eq!(peer.closed_with().await, 1007);
}

#[tokio::test]
async fn a_close_without_a_code_is_one() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    peer.send(CLOSE, b"").await;
    let error = end(&mut connection).await;
    assert_eq!((error.kind(), error.close_code()), (EventsErrorKind::Closed, None));
    assert_eq!(error.close_reason(), None);
    assert_eq!(peer.frame().await, (CLOSE, vec![]));
}

#[tokio::test]
async fn what_came_before_the_end_is_handed_out() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    peer.text(r#"{"type":"chat.deleted","seq":1,"chatID":"c","ids":["c"]}"#)
        .await;
    peer.close(1001, "").await;
    assert_eq!(connection.next().await.unwrap().unwrap().seq(), Some(1));
    assert_eq!(end(&mut connection).await.close_code(), Some(1001));
}

#[tokio::test]
async fn a_connection_that_breaks_is_interrupted() {
    for rest in [&b""[..], &[TEXT], &[TEXT, 5, b'{'], &[0x01, 1, b'{']] {
        let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
        peer.stream.write_all(rest).await.unwrap();
        drop(peer);
        assert_eq!(
            end(&mut connection).await.kind(),
            EventsErrorKind::Interrupted,
            "{rest:?}"
        );
    }
}

#[tokio::test]
async fn what_is_no_web_socket_ends_the_connection_and_tells_the_server() {
    for bytes in [
        &b"HTTP/1.1 400 Bad Request\r\nPLANTED"[..],
        &[0xc1, 0],
        &[0x83, 0],
        &[0x80, 0],
        &[TEXT, 0x81, 1, 2, 3, 4, 5],
        &[0x09, 0],
        &[PING, 126, 0, 126],
        &[0x8b, 0],
        &[0x91, 0],
        &[0xa1, 0],
        &[CLOSE, 1, 3],
        &[CLOSE, 126, 0, 126],
        &[CLOSE, 0x82, 1, 2, 3, 4, 0, 0],
        &[0x08, 0],
        &[0x01, 0, TEXT, 0],
        &[TEXT, 126, 0, 1],
    ] {
        let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
        peer.stream.write_all(bytes).await.unwrap();
        assert_eq!(
            end(&mut connection).await.kind(),
            EventsErrorKind::Protocol,
            "{bytes:?}"
        );
        assert_eq!(peer.closed_with().await, 1002, "{bytes:?}");
    }
}

#[tokio::test]
async fn a_frame_that_announces_too_much_is_not_read() {
    for length in [16 * MIB as u64 + 1, u64::MAX >> 1, u64::MAX] {
        let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
        peer.stream.write_all(&[TEXT, 127]).await.unwrap();
        peer.stream.write_all(&length.to_be_bytes()).await.unwrap();
        assert_eq!(end(&mut connection).await.kind(), EventsErrorKind::MessageTooLarge);
        assert_eq!(peer.closed_with().await, 1009);
    }
}

/// Sends a message in frames of a size, and returns how many bytes were sent before the connection ended.
async fn sent_of(frames: usize, size: usize) -> (usize, Option<EventsErrorKind>) {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    let part = vec![b' '; size];
    let sending = async {
        let mut sent = 0;
        for number in 0..frames {
            let first = if number == 0 { 0x01 } else { 0x00 };
            if peer.stream.write_all(&frame(first, &part)).await.is_err() {
                return sent;
            }
            sent += size;
        }
        peer.send(0x80, b"").await;
        sent
    };
    let reading = async {
        let read = connection.next().await.unwrap();
        // Nothing can be sent to a dropped connection.
        drop(connection);
        read.err().map(|error| error.kind())
    };
    tokio::join!(sending, reading)
}

#[tokio::test]
async fn a_message_counts_with_all_its_frames() {
    assert_eq!(sent_of(16, MIB).await, (16 * MIB, None));
    assert_eq!(sent_of(4096, 4096).await, (16 * MIB, None));
    // Buffers of the system and the sockets take some more bytes.
    for (frames, size) in [(40, MIB), (3, 16 * MIB), (10 * 1024, 4096)] {
        let (sent, kind) = sent_of(frames, size).await;
        assert_eq!(kind, Some(EventsErrorKind::MessageTooLarge));
        assert!(sent <= 26 * MIB, "{sent}");
    }
}

#[tokio::test]
async fn a_server_is_told_that_its_message_in_parts_is_too_large() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    let sending = async {
        peer.send(0x01, &vec![b' '; 16 * MIB]).await;
        // The client answers pings that arrive together with the end before it reports the end.
        let end = [frame(PING, b"before"), frame(0x80, b" ")].concat();
        peer.stream.write_all(&end).await.unwrap();
        assert_eq!(peer.frame().await, (PONG, b"before".to_vec()));
        peer.closed_with().await
    };
    let (error, code) = tokio::join!(end(&mut connection), sending);
    assert_eq!((error.kind(), code), (EventsErrorKind::MessageTooLarge, 1009));
}

#[tokio::test]
async fn a_flood_of_pings_is_answered_and_ends_nothing() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    let flood: Vec<u8> = (0..10_000).flat_map(|_| frame(PING, &[7; 125])).collect();
    let (mut reader, mut writer) = peer.stream.split();
    let sending = async {
        writer.write_all(&flood).await.unwrap();
        writer.write_all(&frame(TEXT, br#"{"type":"after"}"#)).await.unwrap();
    };
    let answers = async {
        let mut answers = vec![0; 10_000 * (2 + 4 + 125)];
        reader.read_exact(&mut answers).await.unwrap();
        assert!(answers.chunks(131).all(|answer| answer[..2] == [PONG, 0x80 | 125]));
    };
    let reading = async {
        assert_eq!(connection.next().await.unwrap().unwrap().kind(), "after");
        // The client still has to answer the other pings.
        tokio::select! {
            _ = connection.next() => panic!("nothing else was sent"),
            () = answers => {}
        }
    };
    tokio::join!(sending, reading);
}

#[tokio::test]
async fn a_server_that_pings_and_does_not_read_is_not_read_either() {
    let (mut connection, peer) = ready(&VirtualClock::new()).await;
    let pings: Vec<u8> = (0..500).flat_map(|_| frame(PING, &[7; 125])).collect();
    let (mut sent, mut refused) = (0, 0);
    // Both sockets are full once they have taken nothing for a while.
    while refused < 1000 {
        match peer.stream.try_write(&pings[sent % pings.len()..]) {
            Ok(written) => (sent, refused) = (sent + written, 0),
            Err(_) => refused += 1,
        }
        tokio::select! {
            biased;
            _ = connection.next() => panic!("a ping must not become a frame"),
            () = tokio::task::yield_now() => {}
        }
        assert!(sent < 64 * MIB, "the client reads pings that it cannot answer");
    }
}

#[tokio::test]
async fn pings_are_answered() {
    let (mut connection, mut peer) = ready(&VirtualClock::new()).await;
    for payload in [&b""[..], b"PLANTED", &[7; 125]] {
        peer.send(PING, payload).await;
        let answer = tokio::select! {
            answer = peer.frame() => answer,
        _ = connection.next() => panic!("a ping must not become a frame"),
        };
        assert_eq!(answer, (PONG, payload.to_vec()));
    }
}

#[tokio::test]
async fn a_connection_without_a_sign_of_life_ends_within_45_seconds() {
    let clock = VirtualClock::new();
    let (mut connection, mut peer) = ready(&clock).await;
    let error = passing(&clock, end(&mut connection)).await;
    assert_eq!(error.kind(), EventsErrorKind::Silent);
    assert!(clock.elapsed() <= Duration::from_secs(45), "{:?}", clock.elapsed());
    assert_eq!(peer.frame().await, (PING, vec![]));
}

#[tokio::test]
async fn an_answer_to_a_ping_is_a_sign_of_life() {
    let clock = VirtualClock::new();
    let (mut connection, mut peer) = ready(&clock).await;
    while clock.elapsed() < Duration::from_secs(300) {
        let ping = async {
            tokio::select! {
                    ping = peer.frame() => ping,
            _ = connection.next() => panic!("nothing was sent and nothing broke"),
                }
        };
        assert_eq!(passing(&clock, ping).await.0, PING);
        peer.send(PONG, b"").await;
        peer.send(BINARY, br#"{"type":"here"}"#).await;
        assert_eq!(connection.next().await.unwrap().unwrap().kind(), "here");
    }
}

#[tokio::test]
async fn a_message_that_arrives_slowly_is_a_sign_of_life() {
    let clock = VirtualClock::new();
    let (mut connection, mut peer) = ready(&clock).await;
    let message = frame(TEXT, br#"{"type":"slowly"}"#);
    let (last, first) = message.split_last().unwrap();
    for byte in first {
        peer.stream.write_all(&[*byte]).await.unwrap();
        let pass = async {
            for _ in 0..20 {
                clock.advance(Duration::from_secs(1));
                tokio::task::yield_now().await;
            }
        };
        // Let the time pass once the client has read the byte.
        tokio::select! {
            _ = connection.next() => panic!("the message is not complete"),
            () = pass => {}
        }
    }
    peer.stream.write_all(&[*last]).await.unwrap();
    let frame = connection.next().await.unwrap().unwrap();
    assert_eq!(frame.kind(), "slowly");
    assert!(clock.elapsed() > Duration::from_secs(300));
}

#[tokio::test]
async fn closing_says_so_to_the_server_and_waits_for_it() {
    let (connection, mut peer) = ready(&VirtualClock::new()).await;
    let server = async {
        assert_eq!(peer.closed_with().await, 1000);
        peer.text("{}").await;
        peer.close(1000, "").await;
        let mut rest = Vec::new();
        peer.stream.read_to_end(&mut rest).await.unwrap();
        assert!(rest.is_empty());
    };
    tokio::join!(connection.close(), server);
}

#[tokio::test]
async fn closing_does_not_wait_for_a_server_that_is_gone_or_busy() {
    let (connection, peer) = connected(&VirtualClock::new()).await;
    drop(peer);
    connection.close().await;
    let (connection, _peer) = connected(&VirtualClock::new()).await;
    connection.close().await;
}
