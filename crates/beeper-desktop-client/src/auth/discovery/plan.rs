//! A look at all addresses: which there are, the looks at each of them, and what they come to.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::auth::discovery::error::DiscoveryError;
use crate::auth::discovery::probe::{Introduction, Sighting, look, state};
use crate::auth::discovery::server::{DiscoveredServer, DiscoveredServers};
use crate::auth::discovery::server_state::ServerState;
use crate::auth::discovery::targets::{Places, Ports, Preferred, identity, shown};
use crate::client::call_options::CallOptions;
use crate::client::environment::Setting;
use crate::client::origin::Origin;
use crate::client::server_origin::ServerOrigin;
use crate::client::{Client, Shared, base_url};
use crate::runtime::request::address::Address;

/// For the state of a server that was found.
const STATE_TIMEOUT: Duration = Duration::from_secs(2);

/// How many addresses are looked at at a time. With the connections that are still being closed, there are at most 64.
const AT_ONCE: usize = 56;

/// What a server says of itself takes a hundredth of that.
const MAX_BODY_BYTES: usize = 256 * 1024;

/// A setting, and how long what it names may take to answer.
pub(super) struct Limited<T> {
    pub(super) setting: T,
    pub(super) limit: Duration,
}

/// Where to look.
pub(super) struct Plan {
    preferred: Option<Preferred>,
    preferred_client: Client,
    ports: Ports,
    client: Client,
}

/// An address to look at.
struct Target {
    url: Url,
    client: Client,
}

/// A server that has introduced itself.
struct Found {
    target: Target,
    /// Whether its address is the preferred one, by this name or another one.
    is_preferred: bool,
    introduction: Introduction,
}

impl Plan {
    pub(super) fn new(
        preferred: Limited<Option<Setting<String>>>,
        ports: Limited<Ports>,
    ) -> Result<Self, DiscoveryError> {
        let named = preferred.setting.map(|setting| {
            let url = base_url::parse(&setting.value, setting.variable).map_err(DiscoveryError::invalid_address)?;
            let variable = setting.variable;
            Ok(Preferred { url, variable })
        });
        let named = named.transpose()?;
        // It is made for this computer, so it asks no proxy.
        let client = client_of("http://127.0.0.1")?;
        let preferred_client = match &named {
            Some(preferred) => client_of(preferred.url.as_str())?,
            None => client.clone(),
        };
        let is_elsewhere = |preferred: &Preferred| !base_url::is_loopback(&preferred.url);
        Ok(Self {
            ports: match named.as_ref().is_some_and(is_elsewhere) {
                true => Ports::default(),
                false => ports.setting,
            },
            preferred: named,
            preferred_client: limited(&preferred_client, preferred.limit),
            client: limited(&client, ports.limit),
        })
    }

    /// Looks at all addresses, and asks the servers among them how far they are.
    pub(super) async fn find(&self) -> Result<DiscoveredServers, DiscoveryError> {
        let sightings = at_once(self.targets(), |target| async move {
            let sighting = look(&target.client).await?;
            Some((target, sighting))
        })
        .await;
        let (found, others) = self.sort(sightings);
        let servers = at_once(found.into_iter(), |found| async move {
            let state = state(&limited(&found.target.client, STATE_TIMEOUT)).await;
            Some(server(found, state))
        })
        .await;
        let preferred = self.preferred.as_ref();
        DiscoveredServers::new(servers, preferred.map(|it| shown(&it.url))).ok_or_else(|| {
            let places = Places {
                preferred,
                ports: &self.ports,
                others: &others,
            };
            DiscoveryError::no_server(&places, preferred.is_some())
        })
    }

    /// Returns the addresses to look at, the preferred one first.
    fn targets(&self) -> impl Iterator<Item = Target> {
        let preferred = self.preferred.as_ref().map(|preferred| Target {
            url: preferred.url.clone(),
            client: self.preferred_client.clone(),
        });
        let is_another = |url: &Url| self.preferred.as_ref().is_none_or(|preferred| preferred.url != *url);
        let targets = self.ports.urls().filter(is_another).map(|url| Target {
            client: at(&self.client, url.clone()),
            url,
        });
        preferred.into_iter().chain(targets)
    }

    /// Takes the servers out, each once, and returns on which ports something else answered.
    fn sort(&self, sightings: Vec<(Target, Sighting)>) -> (Vec<Found>, Vec<u16>) {
        let preferred = self.preferred.as_ref().map(|preferred| identity(&preferred.url));
        let (mut found, mut others) = (Vec::<Found>::new(), Vec::new());
        for (target, sighting) in sightings {
            let identity_here = identity(&target.url);
            match sighting {
                Sighting::Other => others.extend(target.url.port_or_known_default()),
                Sighting::Server(_) if found.iter().any(|it| identity(&it.target.url) == identity_here) => {}
                Sighting::Server(introduction) => found.push(Found {
                    is_preferred: preferred.as_ref() == Some(&identity_here),
                    target,
                    introduction: *introduction,
                }),
            }
        }
        others.sort_unstable();
        others.dedup();
        (found, others)
    }
}

/// Does the same with many, some at a time. The results, where there are any, have the order of what they come from.
async fn at_once<T, R, F>(items: impl Iterator<Item = T>, work: impl Fn(T) -> F) -> Vec<R>
where
    F: Future<Output = Option<R>> + Send + 'static,
    R: Send + 'static,
{
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    // What is under way ends with it.
    let mut under_way = JoinSet::new();
    let mut results = Vec::new();
    for (number, item) in items.enumerate() {
        // Fails only when the semaphore is closed, which nobody does.
        let permit = Arc::clone(&permits).acquire_owned().await;
        let result = work(item);
        under_way.spawn(async move {
            let result = result.await;
            drop(permit);
            Some((number, result?))
        });
        // There may be many to come.
        while let Some(done) = under_way.try_join_next() {
            results.extend(done.ok().flatten());
        }
    }
    while let Some(done) = under_way.join_next().await {
        results.extend(done.ok().flatten());
    }
    results.sort_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Makes a client that leaves no connection open, and has no token.
fn client_of(base_url: &str) -> Result<Client, DiscoveryError> {
    let builder = Client::builder().base_url(base_url);
    let builder = builder.configure_http(|http| http.pool_max_idle_per_host(0));
    builder.build().map_err(DiscoveryError::http)
}

/// Makes a client that asks once, and reads no more than a server would say.
fn limited(client: &Client, limit: Duration) -> Client {
    let once = CallOptions::new()
        .timeout(limit)
        .retries(0)
        .max_body_bytes(MAX_BODY_BYTES);
    let mut shared = Shared::clone(client.with(once).shared());
    shared.settings.max_refusal_bytes = MAX_BODY_BYTES;
    Client::new(shared)
}

/// Makes a client that calls another address, and is otherwise the same.
fn at(client: &Client, url: Url) -> Client {
    let mut shared = Shared::clone(client.shared());
    shared.settings.server = ServerOrigin::new(&url, None);
    shared.address = Address::new(url);
    Client::new(shared)
}

fn server(found: Found, state: ServerState) -> DiscoveredServer {
    let Introduction { info, version } = found.introduction;
    DiscoveredServer {
        base_url: found.target.url.as_str().trim_end_matches('/').to_owned(),
        origin: Origin::of(&found.target.url),
        version,
        info,
        state,
        is_preferred: found.is_preferred,
    }
}
