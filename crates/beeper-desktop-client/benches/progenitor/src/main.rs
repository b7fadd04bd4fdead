//! Makes the measured calls with the client that Progenitor generates.
//!
//! The bench `instructions` builds and runs this program.

use std::error::Error;
use std::hint::black_box;
use std::time::Duration;

use generated::{Client, types};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use types::{BridgeId, CreateLoginSessionRequest, LoginSessionId, StepId, SubmitLoginStepRequest};

#[allow(dead_code, clippy::all)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
}

#[allow(dead_code)]
#[path = "../../comparison/answers.rs"]
mod answers;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, server, times] = arguments.as_slice() else {
        return Err("the arguments are: the workload, the address of the server, and the number of repetitions".into());
    };
    if let Some(body) = answers::body(what) {
        return decode(what, &body, times.parse()?);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(calls(what, server, times.parse()?))
}

fn decode(what: &str, body: &str, times: usize) -> Result<(), Box<dyn Error>> {
    for _ in 0..times {
        match what {
            "decode-bridges" => drop(black_box(serde_json::from_str::<types::BridgeList>(black_box(body))?)),
            _ => drop(black_box(serde_json::from_str::<types::LoginSession>(black_box(body))?)),
        }
    }
    Ok(())
}

async fn calls(what: &str, server: &str, times: usize) -> Result<(), Box<dyn Error>> {
    let token = HeaderValue::from_str(&format!("Bearer {}", answers::TOKEN))?;
    let http = reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(30))
        .default_headers(HeaderMap::from_iter([(AUTHORIZATION, token)]))
        .build()?;
    let client = Client::new_with_client(&format!("http://{server}"), http);
    let (bridge, session, step) = (
        answers::BRIDGE.parse()?,
        answers::SESSION.parse()?,
        answers::STEP.parse()?,
    );
    for _ in 0..times {
        match what {
            "session" => drop(black_box(client.get_login_session(&bridge, &session).await?)),
            "bridges" => drop(black_box(client.list_bridges().await?)),
            _ => log_in(&client, &bridge, &session, &step).await?,
        }
    }
    Ok(())
}

async fn log_in(
    client: &Client,
    bridge: &BridgeId,
    session: &LoginSessionId,
    step: &StepId,
) -> Result<(), Box<dyn Error>> {
    let body = CreateLoginSessionRequest {
        account_id: None,
        flow_id: Some("qr".parse()?),
        login_id: None,
    };
    black_box(client.create_login_session(bridge, &body).await?);
    let mut body = SubmitLoginStepRequest {
        fields: [("phone_number".to_owned(), "+15550100".to_owned().into())].into(),
        last_url: None,
        source: None,
        type_: types::LoginStepAnswerType::UserInput,
    };
    black_box(client.submit_login_step(bridge, session, step, &body).await?);
    black_box(client.get_login_session(bridge, session).await?);
    body.fields.clear();
    body.type_ = types::LoginStepAnswerType::DisplayAndWait;
    black_box(client.submit_login_step(bridge, session, step, &body).await?);
    Ok(())
}
