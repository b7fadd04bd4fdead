//! Probes one address: whether a server responds there, and which state it is in.

use reqwest::Method;
use serde::Deserialize;

use crate::auth::discovery::server_state::ServerState;
use crate::client::Client;
use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::generated::types::{AppStateName, Info};
use crate::response::misfit::{Misfit, MisfitEffect};
use crate::response::raw::RawResponse;
use crate::runtime::decode::schema::Answer;
use crate::runtime::decode::{Decoded, decode_answer};

/// What responded at an address.
pub(super) enum Sighting {
    /// Another program.
    Other,
    /// A server.
    Server(Box<Introduction>),
}

/// A server's information about itself.
pub(super) struct Introduction {
    pub(super) info: Info,
    pub(super) version: String,
}

/// Probes the address that a client calls. Returns `None` if nothing responded in time.
pub(super) async fn look(client: &Client) -> Option<Sighting> {
    match client.get_info().raw().await {
        Ok(answer) => Some(introduction(&answer).map_or(Sighting::Other, |it| Sighting::Server(Box::new(it)))),
        Err(error) if is_silence(&error) => None,
        Err(_) => Some(Sighting::Other),
    }
}

fn is_silence(error: &Error) -> bool {
    let is_late = matches!(error.kind(), ErrorKind::Timeout { .. });
    error.was_never_connected() || (is_late && error.status().is_none())
}

/// Returns the server's information, if the response has the API's form before anything is filled in.
///
/// Other products have JSON at the same path. So the response must contain the objects `app` and `server`, and a version.
fn introduction(answer: &RawResponse) -> Option<Introduction> {
    let Decoded { value: info, repairs } = decode_answer::<Info>(answer.body(), Info::schema).ok()?;
    let is_filled_in = |place: &str| {
        let is_it = |misfit: &Misfit| misfit.effect() == MisfitEffect::FilledIn && misfit.place() == place;
        repairs
            .as_ref()
            .is_some_and(|repairs| repairs.misfits.iter().any(is_it))
    };
    // If misfits were omitted, it is not known which members the response contains.
    let is_unknown = repairs.as_ref().is_some_and(|repairs| repairs.misfits.omitted() > 0);
    if is_unknown || is_filled_in("app") || is_filled_in("server") {
        return None;
    }
    let version = match info.app.version.trim() {
        "" => answer.server_version()?,
        version => version,
    };
    Some(Introduction {
        version: version.to_owned(),
        info,
    })
}

/// The part of the application's setup that contains its state.
#[derive(Deserialize)]
struct Setup {
    state: AppStateName,
}

/// Asks a server for its state. It is unknown if the server wants a token for that, or does not have the operation.
pub(super) async fn state(client: &Client) -> ServerState {
    let setup = client.execute(Method::GET, "/v1/app/setup").raw().await;
    let setup = setup.map(|answer| serde_json::from_slice(answer.body()));
    match setup {
        Ok(Ok(Setup { state })) => ServerState::of(state),
        _ => ServerState::Unknown,
    }
}
