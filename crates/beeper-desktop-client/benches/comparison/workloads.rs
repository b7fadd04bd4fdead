//! The workloads, by name and by the implementation that runs them.

use std::hint::black_box;
use std::io::{Read, Write};
use std::net::TcpStream;

use beeper_desktop_client::types::{self, LoginStepAnswerType};
use beeper_desktop_client::{Client, Error, Timestamp, requests};
use tokio::runtime::Runtime;

use super::answers::{self, BRIDGE, SESSION, STEP, TOKEN};
use super::borrowed_structs;
use super::handwritten::{self, Api, CreateSession, SearchParameters, SubmitStep};

/// Runs a workload `times` times. Returns `None` if the name is unknown.
pub fn run(what: &str, who: &str, times: usize, server: &str) -> Option<()> {
    match (what, who) {
        ("session" | "bridges" | "login" | "request" | "request-unsent", "client" | "handwritten") => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            calls(&runtime.expect("a runtime"), what, who, times, server);
        }
        ("session", "raw") => raw(times, server),
        (_, "typed" | "bytes") => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            pages(&runtime.expect("a runtime"), what, who, times, server);
        }
        _ => {
            let body = answers::body(what)?;
            match (what, who) {
                ("decode-bridges", "client") => decode_text::<types::BridgeList>(&body, times),
                ("decode-bridges", "handwritten") => decode::<handwritten::BridgeList>(&body, times),
                ("decode-bridges", "borrowed") => {
                    (0..times).for_each(|_| drop(black_box(read::<borrowed_structs::BridgeList>(&body))));
                }
                (_, "client") => decode_text::<types::LoginSession>(&body, times),
                (_, "handwritten") => decode::<handwritten::LoginSession>(&body, times),
                (_, "borrowed") => {
                    (0..times).for_each(|_| drop(black_box(read::<borrowed_structs::LoginSession>(&body))));
                }
                ("decode-bridges", "borrowed-text") => {
                    (0..times).for_each(|_| drop(black_box(read_text::<borrowed_structs::BridgeList>(&body))));
                }
                (_, "borrowed-text") => {
                    (0..times).for_each(|_| drop(black_box(read_text::<borrowed_structs::LoginSession>(&body))));
                }
                _ => return None,
            }
        }
    }
    Some(())
}

fn read<'a, T: serde::Deserialize<'a>>(body: &'a str) -> T {
    serde_json::from_slice(black_box(body.as_bytes())).expect("a body that fits the structs")
}

/// Decodes as the client does: from text that is checked once.
fn read_text<'a, T: serde::Deserialize<'a>>(body: &'a str) -> T {
    let text = std::str::from_utf8(black_box(body.as_bytes())).expect("text");
    serde_json::from_str(text).expect("it fits")
}

fn decode_text<T: serde::de::DeserializeOwned>(body: &str, times: usize) {
    for _ in 0..times {
        drop(black_box(read_text::<T>(body)));
    }
}

fn decode<T: serde::de::DeserializeOwned>(body: &str, times: usize) {
    for _ in 0..times {
        drop(black_box(read::<T>(body)));
    }
}

fn calls(runtime: &Runtime, what: &str, who: &str, times: usize, server: &str) {
    let base = format!("http://{server}");
    runtime.block_on(async {
        if who == "client" {
            let client = Client::builder().base_url(base).access_token(TOKEN).build();
            let client = client.expect("a client");
            let ids = Ids::new();
            for _ in 0..times {
                with_client(&client, what, &ids).await.expect("a response");
            }
        } else {
            let api = Api::new(base, TOKEN);
            for _ in 0..times {
                by_hand(&api, what).await.expect("a response");
            }
        }
    });
}

/// Fetches a page of the messages of a chat, either decoded or as raw bytes.
fn pages(runtime: &Runtime, chat: &str, who: &str, times: usize, server: &str) {
    let base = format!("http://{server}");
    runtime.block_on(async {
        let client = Client::builder().base_url(base).access_token(TOKEN).build();
        let client = client.expect("a client");
        for _ in 0..times {
            let request = client.list_messages(chat);
            match who {
                "typed" => drop(black_box(request.await.expect("a page"))),
                _ => drop(black_box(request.raw().await.expect("a response"))),
            }
        }
    });
}

/// The text, the accounts and the earliest date of the search.
const SEARCHED: &str = "the bill of the station's caf\u{e9}";
const ACCOUNTS: [&str; 2] = ["local-whatsapp_ba_1", "local-telegram_ba_2"];
const AFTER: &str = "2026-01-31T09:30:00Z";

/// Typed IDs and parameters, which the client's workloads create once, as a program does.
struct Ids {
    bridge: types::BridgeId,
    session: types::LoginSessionId,
    step: types::StepId,
    flow: types::FlowId,
    accounts: [types::AccountId; 2],
    after: Timestamp,
}

impl Ids {
    fn new() -> Self {
        Self {
            bridge: BRIDGE.into(),
            session: SESSION.into(),
            step: STEP.into(),
            flow: "qr".into(),
            accounts: ACCOUNTS.map(types::AccountId::from),
            after: AFTER.parse().expect("a time"),
        }
    }
}

async fn with_client(client: &Client, what: &str, ids: &Ids) -> Result<(), Error> {
    let Ids {
        bridge,
        session,
        step,
        flow,
        ..
    } = ids;
    match what {
        "session" => drop(black_box(client.get_login_session(bridge, session).await?)),
        "bridges" => drop(black_box(client.list_bridges().await?)),
        "request" => drop(black_box(search(client, ids).await?)),
        "request-unsent" => drop(black_box(search(client, ids))),
        _ => {
            black_box(client.create_login_session(bridge).flow_id(flow).await?);
            let submit = |kind| client.submit_login_step(bridge, session, step, kind);
            let input = submit(LoginStepAnswerType::UserInput).fields([("phone_number", "+15550100")]);
            black_box(input.await?);
            black_box(client.get_login_session(bridge, session).await?);
            black_box(submit(LoginStepAnswerType::DisplayAndWait).await?);
        }
    }
    Ok(())
}

async fn by_hand(api: &Api, what: &str) -> reqwest::Result<()> {
    match what {
        "session" => drop(black_box(api.session(BRIDGE, SESSION).await?)),
        "bridges" => drop(black_box(api.bridges().await?)),
        "request" => drop(black_box(api.search(&search_parameters()).await?)),
        "request-unsent" => drop(black_box(api.search_request(&search_parameters()))),
        _ => {
            black_box(api.create(BRIDGE, &CreateSession { flow_id: "qr" }).await?);
            let body = SubmitStep {
                r#type: "user_input",
                fields: Some([("phone_number", "+15550100")].into()),
            };
            black_box(api.submit(BRIDGE, SESSION, STEP, &body).await?);
            black_box(api.session(BRIDGE, SESSION).await?);
            let body = SubmitStep {
                r#type: "display_and_wait",
                fields: None,
            };
            black_box(api.submit(BRIDGE, SESSION, STEP, &body).await?);
        }
    }
    Ok(())
}

/// Returns a request with six optional parameters.
fn search(client: &Client, ids: &Ids) -> requests::SearchMessages {
    let request = client.search_messages().query(SEARCHED).account_ids(&ids.accounts);
    let request = request.date_after(ids.after.clone()).sender("others");
    request.include_muted(false).limit(20)
}

fn search_parameters() -> SearchParameters<'static> {
    SearchParameters {
        query: SEARCHED,
        account_ids: &ACCOUNTS,
        date_after: AFTER,
        sender: "others",
        include_muted: false,
        limit: 20,
    }
}

/// Sends a prepared request over a blocking socket and decodes into structs that borrow, as a lower bound for clients.
fn raw(times: usize, server: &str) {
    let request = format!(
        "GET {} HTTP/1.1\r\nhost: {server}\r\nauthorization: Bearer {TOKEN}\r\naccept: application/json\r\n\r\n",
        answers::SESSION_PATH
    );
    let mut stream = TcpStream::connect(server).expect("the server");
    let mut buffer = vec![0; 64 * 1024];
    for _ in 0..times {
        stream.write_all(request.as_bytes()).expect("the request is sent");
        let mut filled = 0;
        let body = loop {
            filled += stream.read(&mut buffer[filled..]).expect("a response");
            let text = std::str::from_utf8(&buffer[..filled]).expect("text");
            if let Some((head, body)) = text.split_once("\r\n\r\n")
                && let Some((_, length)) = head.split_once("content-length: ")
                && length.parse() == Ok(body.len())
            {
                break body;
            }
        };
        black_box(read::<borrowed_structs::LoginSession>(body));
    }
}
