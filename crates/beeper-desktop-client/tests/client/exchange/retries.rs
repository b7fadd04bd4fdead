//! Tests of how often a call is repeated, and how long the client waits between attempts.

use std::time::Duration;

use beeper_desktop_client::{CallOptions, Client, Error, VirtualClock};
use beeper_desktop_mock::{MockDesktop, Operation, Reply};

use crate::{builder, mock};

async fn info(mock: &MockDesktop, options: CallOptions) -> (Error, Vec<Duration>) {
    let clock = VirtualClock::new();
    let client: Client = builder(mock).clock(clock.clone()).build().unwrap();
    let error = client.with(options).get_info().await.unwrap_err();
    assert_eq!(error.tries() as usize, clock.pauses().len() + 1);
    (error, clock.pauses())
}

async fn waits_after(header: (&str, &str)) -> (Error, Vec<Duration>) {
    let mock = mock().await;
    mock.on(Operation::GetInfo)
        .reply(Reply::empty(429).header(header.0, header.1));
    let (error, waits) = info(&mock, CallOptions::new()).await;
    assert_eq!(mock.requests().len(), waits.len() + 1);
    (error, waits)
}

fn is_backoff(waits: &[Duration]) -> bool {
    waits.len() == 2
        && waits.iter().zip([500, 1000]).all(|(wait, longest)| {
            let longest = Duration::from_millis(longest);
            *wait <= longest && *wait >= longest.mul_f64(0.75)
        })
}

#[tokio::test]
async fn retries_count_two_by_default_and_stop_at_success() {
    let mock = mock().await;
    mock.on(Operation::GetInfo).reply(Reply::empty(500));
    let (error, _) = info(&mock, CallOptions::new()).await;
    assert_eq!((error.tries(), mock.requests().len()), (3, 3));
    let (error, _) = info(&mock, CallOptions::new().retries(7)).await;
    assert_eq!(error.tries(), 8);

    mock.on(Operation::GetInfo).reset();
    mock.on(Operation::GetInfo).once().reply(Reply::empty(500));
    mock.clear_requests();
    builder(&mock).build().unwrap().get_info().await.unwrap();
    assert_eq!(mock.requests().len(), 2);
}

#[tokio::test]
async fn waits_double_within_the_bounds_of_the_jitter() {
    let mock = mock().await;
    mock.on(Operation::GetInfo).reply(Reply::empty(503));
    let (_, waits) = info(&mock, CallOptions::new().retries(6)).await;
    for (wait, longest) in waits.iter().zip([500, 1000, 2000, 4000, 8000, 8000]) {
        let longest = Duration::from_millis(longest);
        assert!(*wait <= longest && *wait >= longest.mul_f64(0.75), "{waits:?}");
    }
    assert_eq!(waits.len(), 6);
}

#[tokio::test]
async fn only_transient_failures_are_repeated() {
    for (status, repeated) in [
        (400, false),
        (401, false),
        (403, false),
        (404, false),
        (405, false),
        (408, true),
        (409, false),
        (410, false),
        (422, false),
        (429, true),
        (500, true),
        (502, true),
        (503, true),
        (504, true),
        (302, false),
        (204, false),
    ] {
        let mock = mock().await;
        mock.on(Operation::GetInfo).reply(Reply::empty(status));
        let (error, _) = info(&mock, CallOptions::new()).await;
        assert_eq!(error.tries() > 1, repeated, "{status}");
        assert_eq!(error.is_retryable(), repeated, "{status}");
    }
}

#[tokio::test]
async fn retry_after_in_seconds_is_obeyed() {
    let (error, waits) = waits_after(("retry-after", "7")).await;
    assert_eq!(waits, [Duration::from_secs(7); 2]);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
}

#[tokio::test]
async fn retry_after_in_milliseconds_is_obeyed() {
    let (error, waits) = waits_after(("retry-after-ms", "1250")).await;
    assert_eq!(waits, [Duration::from_millis(1250); 2]);
    assert_eq!(error.retry_after(), Some(Duration::from_millis(1250)));
}

#[tokio::test]
async fn retry_after_as_a_date_is_obeyed() {
    let soon = std::time::SystemTime::now() + Duration::from_secs(40);
    let (_, waits) = waits_after(("retry-after", &httpdate::fmt_http_date(soon))).await;
    assert!(
        waits.len() == 2 && waits.iter().all(|wait| (30..=40).contains(&wait.as_secs())),
        "{waits:?}"
    );
}

#[tokio::test]
async fn retry_after_that_makes_no_sense_is_ignored() {
    for header in [
        ("retry-after", "-5"),
        ("retry-after", "0"),
        ("retry-after", "soon"),
        ("retry-after", ""),
        ("retry-after", "1e400"),
        ("retry-after", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("retry-after-ms", "-1"),
        ("retry-after-ms", "x"),
    ] {
        let (error, waits) = waits_after(header).await;
        assert!(is_backoff(&waits), "{header:?}: {waits:?}");
        assert_eq!(error.retry_after(), None, "{header:?}");
    }
}

#[tokio::test]
async fn retry_after_of_more_than_a_minute_ends_the_call_and_is_told() {
    for (value, expected) in [("61", 61), ("3600", 3600), ("1e9", 1_000_000_000)] {
        let (error, waits) = waits_after(("retry-after", value)).await;
        assert_eq!(waits, [], "{value}");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(expected)));
    }
    let (_, waits) = waits_after(("retry-after", "60")).await;
    assert_eq!(waits.len(), 1, "a second minute would exceed the total time");
}

#[tokio::test]
async fn retries_count_the_time_of_the_tries_towards_the_bound() {
    let mock = mock().await;
    let busy = Reply::empty(503).header("retry-after-ms", "1");
    let hold = mock.on(Operation::GetInfo).answering(busy).hold_answer();
    let clock = VirtualClock::new();
    let client = builder(&mock).clock(clock.clone()).build().unwrap();
    // The time limit would allow all retries if it counted only the pauses.
    let client = client.with(CallOptions::new().retries(60).retry_within(Duration::from_secs(100)));
    let every_try_takes_ten_seconds = async {
        loop {
            hold.arrived().await;
            clock.advance(Duration::from_secs(10));
            hold.release_one();
        }
    };
    let error = tokio::select! {
        called = client.get_info() => called.unwrap_err(),
        () = every_try_takes_ten_seconds => unreachable!("this future never ends"),
    };
    assert_eq!(error.tries(), 10);
}

#[tokio::test]
async fn retries_are_counted_in_errors_of_good_answers_too() {
    let mock = mock().await;
    mock.on(Operation::GetInfo).reply(Reply::bytes(200, "<html>"));
    mock.on(Operation::GetInfo).once().reply(Reply::empty(503));
    let error = builder(&mock).build().unwrap().get_info().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.tries()), (200, 2));
}

#[tokio::test]
async fn retries_have_a_total_bound() {
    let mock = mock().await;
    mock.on(Operation::GetInfo)
        .reply(Reply::empty(503).header("retry-after", "10"));
    let bounded = CallOptions::new().retries(100).retry_within(Duration::from_secs(35));
    let (_, waits) = info(&mock, bounded).await;
    assert_eq!(waits.len(), 3);
    let (_, waits) = info(&mock, CallOptions::new().retries(100)).await;
    assert_eq!(waits.len(), 11, "the default total time is two minutes");
}
