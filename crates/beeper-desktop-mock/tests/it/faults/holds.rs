//! Tests calls, answers and bodies that are delayed, or held until a test releases them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use beeper_desktop_mock::{Hold, MockAccount, MockDesktop, Operation, Reply};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::task::JoinHandle;

use crate::{End, get, ok, raw_request, read_answer, read_to_end, request, send, send_raw};

const BRIDGES: &str = "/v1/bridges";
const CREATE: &str = "/v1/bridges/mock-qr/login-sessions";
const FIRST_SESSION: &str = "/v1/bridges/mock-qr/login-sessions/mock-session-1";

fn call(mock: &MockDesktop, method: &str, path: &str) -> JoinHandle<(u16, Value)> {
    tokio::spawn(send(request(mock, method, path).json(&json!({}))))
}

async fn panics(arrived: impl Future<Output = ()> + Send + 'static) -> bool {
    tokio::spawn(arrived).await.is_err_and(|error| error.is_panic())
}

#[tokio::test]
async fn a_delayed_answer_comes_after_its_time() {
    let mock = MockDesktop::start().await.unwrap();
    let delay = Duration::from_millis(20);
    mock.on(Operation::ListBridges).delay(delay);

    let asked = Instant::now();
    ok(get(&mock, BRIDGES).await);

    assert!(asked.elapsed() >= delay);
}

#[tokio::test]
async fn a_held_call_is_carried_out_when_it_is_released() {
    let mock = MockDesktop::start().await.unwrap();
    let hold = mock.on(Operation::ListAccounts).nth(1).hold();
    assert_eq!(hold.held(), 0);

    let held = call(&mock, "GET", "/v1/accounts");
    hold.arrived().await;
    assert_eq!(hold.held(), 1);
    assert_eq!(mock.requests_for(Operation::ListAccounts).len(), 1);
    mock.put_account(MockAccount::new("late"));
    assert!(!held.is_finished());
    hold.release();

    assert_eq!(ok(held.await.unwrap())[0]["accountID"], "late");
    assert_eq!((hold.held(), hold.disconnected()), (0, 0));
    ok(get(&mock, "/v1/accounts").await);
}

#[tokio::test]
async fn a_held_call_whose_client_hangs_up_is_never_carried_out() {
    let mock = MockDesktop::start().await.unwrap();
    let hold = mock.on(Operation::CreateLoginSession).hold();
    let held = call(&mock, "POST", CREATE);
    hold.arrived().await;

    held.abort();
    hold.until_disconnected().await;

    assert_eq!((hold.held(), hold.disconnected()), (0, 1));
    mock.until_all_closed().await;
    hold.release();
    assert_eq!(get(&mock, FIRST_SESSION).await.0, 404);
}

#[tokio::test]
async fn a_held_answer_belongs_to_a_call_carried_out_already() {
    let mock = MockDesktop::start().await.unwrap();
    let hold = mock.on(Operation::CreateLoginSession).hold_answer();
    let held = call(&mock, "POST", CREATE);
    hold.arrived().await;

    let session = ok(get(&mock, FIRST_SESSION).await);
    hold.release_one();
    assert_eq!(ok(held.await.unwrap()), session);

    let given_up = call(&mock, "POST", CREATE);
    hold.arrived().await;
    given_up.abort();
    hold.until_disconnected().await;
    ok(get(&mock, "/v1/bridges/mock-qr/login-sessions/mock-session-2").await);
}

#[tokio::test]
async fn a_canned_answer_can_be_held() {
    let mock = MockDesktop::start().await.unwrap();
    let canned = json!({ "items": [] });
    let calls = mock.on(Operation::ListBridges);
    let hold = calls.answering(Reply::json(200, canned.clone())).hold();

    let held = call(&mock, "GET", BRIDGES);
    hold.arrived().await;
    hold.release();

    assert_eq!(ok(held.await.unwrap()), canned);
}

#[tokio::test]
async fn a_body_held_half_way_comes_in_full_and_its_connection_goes_on() {
    let mock = MockDesktop::start().await.unwrap();
    let whole = ok(get(&mock, BRIDGES).await).to_string();
    let hold = mock.on(Operation::ListBridges).once().hold_mid_body();
    let mut stream = raw_request(&mock, "GET", BRIDGES).await;

    let mut start = String::new();
    while !start.ends_with(&format!("\r\n\r\n{}", &whole[..whole.len() / 2])) {
        start.push(char::from(stream.read_u8().await.unwrap()));
    }
    hold.arrived().await;
    hold.release();
    let mut rest = vec![0; whole.len() - whole.len() / 2];
    stream.read_exact(&mut rest).await.unwrap();

    assert_eq!(rest, &whole.as_bytes()[whole.len() / 2..]);
    send_raw(&mock, &mut stream, "GET", BRIDGES).await;
    assert_eq!(read_answer(&mut stream).await.1, whole);
}

#[tokio::test]
async fn hanging_up_on_a_body_held_half_way_is_seen() {
    let mock = MockDesktop::start().await.unwrap();
    let hold = mock.on(Operation::ListBridges).hold_mid_body();
    let answer = request(&mock, "GET", BRIDGES).send().await.unwrap();
    hold.arrived().await;

    drop(answer);

    hold.until_disconnected().await;
    mock.until_all_closed().await;
}

#[tokio::test]
async fn a_body_comes_chunk_by_chunk_as_it_is_released() {
    let mock = MockDesktop::start().await.unwrap();
    let calls = mock.on(Operation::ListBridges).once();
    let hold = calls.answering(Reply::bytes(200, "one two three")).hold_chunks(4);
    assert!(!hold.release_one());

    let mut answer = request(&mock, "GET", BRIDGES).send().await.unwrap();
    for piece in ["one ", "two ", "thre", "e"] {
        hold.arrived().await;
        assert!(hold.release_one());
        assert_eq!(answer.chunk().await.unwrap().unwrap(), piece);
    }

    assert_eq!(answer.chunk().await.unwrap(), None);
    assert!(panics(async move { hold.arrived().await }).await);
}

#[tokio::test]
async fn a_trickling_body_comes_in_full_and_takes_its_time() {
    let mock = MockDesktop::start().await.unwrap();
    let pause = Duration::from_millis(3);
    let calls = mock.on(Operation::ListBridges);
    calls.answering(Reply::bytes(200, "abcdefg")).trickle(2, pause);

    let asked = Instant::now();
    let answer = request(&mock, "GET", BRIDGES).send().await.unwrap();

    assert_eq!(answer.content_length(), Some(7));
    assert_eq!(answer.bytes().await.unwrap(), "abcdefg");
    assert!(asked.elapsed() >= 3 * pause);
}

#[tokio::test]
async fn an_answer_without_a_body_is_not_held_in_it() {
    let mock = MockDesktop::start().await.unwrap();
    let calls = mock.on(Operation::ListBridges).once();
    let hold = calls.answering(Reply::empty(204)).hold_mid_body();

    let answer = request(&mock, "GET", BRIDGES).send().await.unwrap();

    assert_eq!(answer.status(), 204);
    assert!(panics(async move { hold.arrived().await }).await);
}

#[tokio::test]
async fn many_calls_are_held_and_go_one_by_one() {
    let mock = MockDesktop::start().await.unwrap();
    let hold = mock.on(Operation::ListBridges).hold();
    let mut calls = Vec::new();
    for count in 1..=3 {
        calls.push(call(&mock, "GET", BRIDGES));
        hold.all_arrived(count).await;
    }
    assert_eq!(mock.open_connections(), 3);

    for (released, call) in calls.into_iter().enumerate() {
        assert_eq!(hold.held(), 3 - released);
        assert!(hold.release_one());
        ok(call.await.unwrap());
    }

    assert!(!hold.release_one());
    let fourth = call(&mock, "GET", BRIDGES);
    hold.arrived().await;
    hold.release();
    ok(fourth.await.unwrap());
    ok(get(&mock, BRIDGES).await);
}

#[tokio::test]
async fn a_held_connection_can_be_reset() {
    let mock = MockDesktop::start().await.unwrap();
    let create = mock.on(Operation::CreateLoginSession);
    let reset = async |hold: Hold, method: &str, path: &str| {
        let stream = raw_request(&mock, method, path).await;
        hold.arrived().await;
        hold.reset_connections();
        drop(hold);
        read_to_end(stream).await
    };

    assert_eq!(reset(create.hold(), "POST", CREATE).await, (String::new(), End::Reset));
    assert_eq!(get(&mock, FIRST_SESSION).await.0, 404);

    let hold = create.hold_answer();
    assert_eq!(reset(hold, "POST", CREATE).await, (String::new(), End::Reset));
    ok(get(&mock, FIRST_SESSION).await);

    let list = mock.on(Operation::ListBridges);
    let hold = list.answering(Reply::bytes(200, "12345678")).hold_mid_body();
    let (bytes, end) = reset(hold, "GET", BRIDGES).await;
    assert!(bytes.ends_with("\r\n\r\n1234"), "{bytes}");
    assert_eq!(end, End::Reset);
}

#[tokio::test]
async fn dropping_the_handle_releases() {
    let mock = MockDesktop::start().await.unwrap();
    let hold = mock.on(Operation::ListBridges).hold();
    let held = call(&mock, "GET", BRIDGES);
    hold.arrived().await;

    drop(hold);

    ok(held.await.unwrap());
    ok(get(&mock, BRIDGES).await);
}

#[tokio::test]
async fn dropping_the_server_ends_what_is_held() {
    let mock = MockDesktop::start().await.unwrap();
    let before = mock.on(Operation::CreateLoginSession).hold();
    let within = mock.on(Operation::ListBridges).hold_mid_body();
    let create = tokio::spawn(request(&mock, "POST", CREATE).send());
    let list = request(&mock, "GET", BRIDGES).send().await.unwrap();
    before.arrived().await;
    within.arrived().await;

    drop(mock);

    create.await.unwrap().unwrap_err();
    list.bytes().await.unwrap_err();
    before.release();
    assert!(panics(async move { before.arrived().await }).await);
    assert!(panics(async move { within.all_arrived(2).await }).await);
}

#[tokio::test]
async fn waiting_for_a_call_that_cannot_arrive_any_more_panics() {
    let mock = MockDesktop::start().await.unwrap();
    let list = || mock.on(Operation::ListBridges);

    let replaced = list().hold();
    list().reply(Reply::empty(200));
    assert!(panics(async move { replaced.arrived().await }).await);

    let forgotten = list().nth(2).hold();
    let waiting = tokio::spawn(async move { forgotten.arrived().await });
    mock.reset_replies();
    assert!(waiting.await.unwrap_err().is_panic());

    let kept = list().hold();
    let held = call(&mock, "GET", BRIDGES);
    kept.arrived().await;
    list().reset();
    ok(get(&mock, BRIDGES).await);
    assert_eq!(kept.held(), 1);
    kept.release();
    ok(held.await.unwrap());
    assert!(panics(async move { kept.until_disconnected().await }).await);
}

#[test]
fn a_blocking_client_can_be_held_from_any_runtime() {
    let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mock = runtime().block_on(MockDesktop::start()).unwrap();
    let hold = mock.on(Operation::GetInfo).hold();
    let mut stream = TcpStream::connect(mock.addr()).unwrap();
    stream
        .write_all(b"GET /v1/info HTTP/1.1\r\nhost: mock\r\nconnection: close\r\n\r\n")
        .unwrap();

    runtime().block_on(hold.arrived());
    hold.release();

    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_paused_clock_does_not_disturb_a_hold() {
    let mock = MockDesktop::start().await.unwrap();
    let hold = mock.on(Operation::ListBridges).hold();
    let held = call(&mock, "GET", BRIDGES);

    hold.arrived().await;
    hold.release();

    ok(held.await.unwrap());
}

#[tokio::test]
async fn debug_output_of_a_hold_counts() {
    let mock = MockDesktop::start().await.unwrap();
    let hold = mock.on(Operation::ListBridges).hold();

    let expected = r#"Hold { route: "listBridges", held: 0, disconnected: 0 }"#;
    assert_eq!(format!("{hold:?}"), expected);
}
